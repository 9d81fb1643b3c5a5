/* What the files of a sheet share. Only files of db/ include this. */
#pragma once
#include "db/sheet.h"
#include "db/store.h"
G_BEGIN_DECLS

#define SHEET_LINE_COLUMNS                                                                         \
  "l.id, l.entry, l.stamp, l.at, l.who, l.kind, l.text, l.owner, l.owner_known, l.due, l.state,"   \
  " l.voted, l.votes_for, l.votes_neutral, l.votes_against, l.token, l.struck"
/* A SheetLine of these columns. */
gpointer sheet_line_from_row(Stmt *stmt);

/* Moves the stamp on, and the version when the agenda changed; the sheet is made when there is none. */
gboolean sheet_touch(const SheetAct *act, gboolean agenda, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A line of the trail under "meeting NAME". */
gboolean sheet_audit(const SheetAct *act, const char *verb, const char *old, const char *new, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* INVALID names the field: too long, not UTF-8, control characters; empty where that is not allowed. */
gboolean sheet_check_text(const char *field, const char *text, gsize most, gboolean needed, gboolean many_lines, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets the state of the item with that key, if there is one; in the trail it is named by the meeting. */
gboolean sheet_item_follow(const SheetAct *act, const char *item_key, ItemState state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The entry of that id in the meeting, also a removed one; NOT_FOUND. */
SheetEntry *sheet_entry_load(const SheetAct *act, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The name in the roster that is meant by a name, initials, nick or address; what was written when it fits nobody, or two (known FALSE). Caller frees;
 * NULL for nothing. */
gboolean sheet_resolve_name(const SheetAct *act, const char *written, char **name, gboolean *known, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs body within the caller's transaction or one of its own: return SHEET_WITHIN(act, error, call). */
#define SHEET_WITHIN(act, error, call)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean own_ = FALSE;                                                                         \
    return engine_enter((act)->db, &own_, error) && engine_leave((act)->db, own_, call, error);    \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
