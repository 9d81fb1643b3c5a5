/* What is done to minutes after they were written, by page and by command. */
#pragma once
#include "server/compose.h"
#include "server/gather-sheet.h"
G_BEGIN_DECLS

/* Corrects a line; after the meeting the minutes as they were are kept as a revision with the reason why (NULL: "corrected"). gathered has them as
 * they are now. What somebody did since (change->state) is no correction, and keeps none. CONFLICT: the line changed since it was seen. When it fails
 * with INVALID or CONFLICT nothing was written. */
gboolean server_minutes_change(const Group *group, const SheetAct *act, const GatheredSheet *gathered, gint64 line, const LineChange *change,
                               const char *why, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Writes the draft of the mail that takes the minutes to the list into the outbox, in the caller's transaction; id: its number. */
gboolean server_minutes_mail(const Compose *compose, const SheetAct *act, const GatheredSheet *gathered, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
