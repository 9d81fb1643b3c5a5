/* Minutes that were written elsewhere: a MeetBot, IRC or Matrix log, text, a mail. Read by ingest's extraction; nothing is taken without being
 * accepted. */
#pragma once
#include "server/gather-sheet.h"
#include "web/views-live.h"
G_BEGIN_DECLS

#define MINUTES_TEXT_MAX (512 * 1024) /* bytes; longer is refused */
#define MINUTES_ROWS_MAX 1000 /* of one text; what follows is left out */

/* WebImportRow *, at most MINUTES_ROWS_MAX, in the order of the text. when: of the meeting, UTC seconds. sheet: what is there already. INVALID: nothing in it looks like minutes, or it is too long. */
GPtrArray *server_minutes_read_text(const Sheet *sheet, const char *text, gint64 when, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a stored mail; with or without its angle brackets. NOT_FOUND. */
GPtrArray *server_minutes_read_mail(Db *db, const Group *group, const Sheet *sheet, const char *message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the rows whose index, from 0, is in taken (guint), in order; those that are there already are passed over. NOT_FOUND: there is no such row. */
gboolean server_minutes_take(const SheetAct *act, const GPtrArray *rows, const GArray *taken, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
