/* From the database to what a meeting's agenda and minutes show, shared by pages and commands. */
#pragma once
#include "server/gather.h"
#include "web/views-sheet.h"
G_BEGIN_DECLS

typedef struct {
  const Group *group; /* borrowed */
  Meeting *meeting;
  Sheet *sheet;
  GPtrArray *items;   /* Item of the entries */
  GatheredAgenda draft;
  GPtrArray *proposals, *roster, *revisions;
  Meeting *last;
} GatheredSheet;
void server_gathered_sheet_clear(GatheredSheet *gathered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GatheredSheet, server_gathered_sheet_clear)

/* How much of it is wanted. */
enum {
  SHEET_ITEMS = 1 << 0,
  SHEET_PROPOSALS = 1 << 1,
  SHEET_DRAFT = 1 << 2,  /* without what is on the sheet */
  SHEET_ROSTER = 1 << 3,
  SHEET_LAST = 1 << 4,
  SHEET_REVISIONS = 1 << 5
};

/* The meeting of that name; NULL: the next one, else (when there is none) the last. NOT_FOUND says what to do. */
Meeting *server_find_meeting(Db *db, const Group *group, const char *name, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes meeting. */
gboolean server_gather_sheet(Db *db, const Group *group, Meeting *meeting, guint parts, gint64 now, GatheredSheet *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The agenda that a chair made for that meeting (NULL: the next): out->sheet is NULL where there is none, then it is the draft that counts. */
gboolean server_gather_edited(Db *db, const Group *group, const char *name, gint64 now, GatheredSheet *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* A view of it; borrowed from both. */
WebSheetView server_sheet_view(const GatheredSheet *gathered, const WebPage *page);

/* The last meeting before `before` that was held here and whose minutes nobody approved; NULL without error: none. */
Meeting *server_unapproved(Db *db, const Group *group, gint64 before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The act of a verb on a meeting, whose row is made where there is none. */
gboolean server_sheet_act(Db *db, const Group *group, Meeting *meeting, const char *who, gint64 now, SheetAct *act, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* After the first verb on an agenda that nobody had touched: its first entry is to approve the minutes of the meeting before (gathered->last), if they wait for it. */
gboolean server_sheet_begin(const SheetAct *act, const GatheredSheet *gathered, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes an entry onto the agenda by what a form or command says: an item's number ("12", "#12"), a leftover ("entry 3", "line 4"), a proposal
 * ("mail ID LINE"). refuse: remembers that it was not wanted. NOT_FOUND: nothing of that name waits. */
gboolean server_sheet_take(const SheetAct *act, const GatheredSheet *gathered, gint64 version, const char *what, gboolean refuse, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Publishes the agenda that gathered shows: each entry that came from the draft says why as it is now. */
gboolean server_sheet_publish(const SheetAct *act, const GatheredSheet *gathered, gint64 version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
