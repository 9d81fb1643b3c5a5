/* People of a group: the roster that counts votes and opens doors. A person has several addresses (masked forms folded, see
 * person_fold_address), initials as minutes write them, and a nick. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef enum { ROLE_NONE, ROLE_MEMBER, ROLE_CHAIR, ROLE_OPERATOR } MemberRole; /* each may what those before it may */
const char *member_role_to_text(MemberRole role); /* "none", "member", "chair", "operator" */
/* FALSE for an unknown word. */
gboolean member_role_from_text(const char *text, MemberRole *role) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 id;
  char *name, *initials, *nick; /* initials and nick may be NULL */
  GPtrArray *addresses;         /* char *, folded */
  MemberRole role;              /* in the group it was asked for */
  MemberRole seat;              /* what the roster of that group says; role of all but operators. Read only */
  gint64 since, until;          /* of that role; until 0: still */
} Member;
void member_free(Member *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Member, member_free)

/* Adds a person to a group, or changes the one who has the first of the addresses: name, initials, nick are set where given (not NULL, not empty), addresses
 * added, the role begins at since (a role that ran is ended there). group 0 with ROLE_OPERATOR: for the whole. who: for the audit trail.
 * Errors: INVALID (no address, no name for a new person), CONFLICT (addresses of two people). */
gboolean db_member_set(Db *db, gint64 group, const Member *member, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same as far as a chair of the group may: FORBIDDEN, when somebody who is an operator or was ever in another group would get another address or
 * name. Who has an address signs in as its person. */
gboolean db_member_set_by_chair(Db *db, gint64 group, const Member *member, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the membership at `until`, which may be past; what came before stays. Open ballots count anew: what was given from then on binds no longer.
 * NOT_FOUND. INVALID: it began later. */
gboolean db_member_end(Db *db, gint64 group, const char *address, gint64 until, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Member * of the roster on that day, by name. */
GPtrArray *db_member_list(Db *db, gint64 group, gint64 day, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Member * whose time in the group is over by then, the latest first; one for each time. */
GPtrArray *db_member_past(Db *db, gint64 group, gint64 day, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The person with this address, initials or nick in the group's roster on that day; by address also people without a role there.
 * NULL without error: nobody, or initials that fit two. */
Member *db_member_find(Db *db, gint64 group, const char *text, gint64 day, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
