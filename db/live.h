/* The verbs of a running meeting and of its minutes. Each call is one line that is stored whole or not at all. See sheet.h. */
#pragma once
#include "db/sheet.h"
G_BEGIN_DECLS

/* Begins, begins again, or ends. Ending closes the clock of the current entry and an open vote. CONFLICT: it is so already. */
gboolean db_live_start(const SheetAct *act, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_live_end(const SheetAct *act, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* name "": nobody. */
gboolean db_live_scribe(const SheetAct *act, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The entry that is spoken of; 0: none. The clock of the one before stops. */
gboolean db_live_go_to(const SheetAct *act, gint64 entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a line down: kind, entry, text, owner, due, tally and token of line count. A token that is there already: nothing is
 * written and that line's id is given. An owner is looked up in the roster; an unknown one is kept as written. */
gboolean db_live_say(const SheetAct *act, const SheetLine *line, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Corrects a line; NULL leaves alone, "" empties. due -1 leaves alone. strike: 1 takes it back, 0 brings it back, -1 leaves alone.
 * INVALID, CONFLICT (the line has another stamp than was seen): before anything was written. */
typedef struct { const char *text, *owner; gint64 due; int strike; int state; /* ItemState, -1 */ gint64 stamp; /* of the line as it was seen; 0: any */ } LineChange;
gboolean db_live_correct(const SheetAct *act, gint64 line, const LineChange *change, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* name of the roster or as written. ticked FALSE: neither present nor excused. */
gboolean db_live_attend(const SheetAct *act, const char *name, AttendanceKind kind, gboolean ticked, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What became of an entry; its item follows: done and decided, done; deferred, deferred; needs a vote, open; dropped, declined. */
gboolean db_live_outcome(const SheetAct *act, gint64 entry, EntryOutcome outcome, const char *remark, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A vote on the spot, one at a time. Each person's last hand counts. Closing writes a decision with the tally: rejected when there are not more
 * for than against. accept NULL: by that rule. */
gboolean db_live_vote_open(const SheetAct *act, gint64 entry, const char *question, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* name: as in db_live_attend. CONFLICT: not present. */
gboolean db_live_vote_cast(const SheetAct *act, gint64 vote, const char *name, int value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_live_vote_close(const SheetAct *act, gint64 vote, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes into the trail which mail takes the minutes to the list. Back from there it states nothing new, since the outbox knows it (found.c): the
 * lines written down here stay what is known. */
gboolean db_live_mailed(const SheetAct *act, const char *message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The minutes are accepted, by a later meeting or by a chair: now. Twice is fine. CONFLICT: the meeting has not ended. */
gboolean db_live_approve(const SheetAct *act, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the minutes as they were, before what is corrected after the meeting's end. */
gboolean db_live_keep(const SheetAct *act, const char *why, const char *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct { guint n; gint64 at; char *who, *why, *body; } MinutesRevision;
void minutes_revision_free(MinutesRevision *revision);
/* MinutesRevision *, newest first. */
GPtrArray *db_live_revisions(Db *db, gint64 meeting, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- registers --- */

/* A line of any meeting of the group with its meeting. */
typedef struct { SheetLine *line; gint64 meeting, start; char *entry_title; /* or NULL */ } SaidRow;
void said_row_free(SaidRow *row);
/* SaidRow *: lines of that kind that were not taken back, newest meeting first. limit 0: all. */
GPtrArray *db_live_register(Db *db, gint64 group, SaidKind kind, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
