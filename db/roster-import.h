/* A roster from text: a CSV file, or a list of attendees as minutes and wikis write it. Pure but for db_roster_import. */
#pragma once
#include "db/member.h"
G_BEGIN_DECLS

#define ROSTER_LINES_MAX 5000 /* of a text; a longer one is at fault, and nothing of it is taken */

typedef struct {
  GPtrArray *members; /* Member: name, initials, nick, addresses (may be empty); role ROLE_NONE where none is given */
  GArray *lines;      /* guint: where each of members stands, from 1 */
  GPtrArray *faults;  /* char *: "line 3: ..." */
} RosterDraft;
void roster_draft_free(RosterDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RosterDraft, roster_draft_free)

/* CSV (RFC 4180) when the first line names columns of it, in any order: name, address (several parted by blanks), role, initials, nick. Else a list: one
 * person a line, "* Lars K (LK) <lars@example.org>", "* [[User:LarsK|Lars K]] (LK), chair"; bullets, wiki marks and masked addresses are understood, lines
 * that name nobody are faults. Never NULL. */
RosterDraft *roster_parse(const char *text);
/* Adds to addresses (char *, owned) what text has, parted by commas or blanks; "ann at example.org" is one. */
void roster_addresses(GPtrArray *addresses, const char *text);
/* Sets all of draft's members in the group from `since` on, all or nothing. Those without an address change the one on the roster who has their name; who is
 * given no role keeps the one they have, else is a member. INVALID: the draft has faults, or somebody cannot be known; CONFLICT as db_member_set; by_chair, FORBIDDEN as db_member_set_by_chair; the message
 * begins with the line. *n: how many. Audited one by one. */
gboolean db_roster_import(Db *db, gint64 group, const RosterDraft *draft, gint64 since, gboolean by_chair, const char *who, gint64 now, guint *n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
