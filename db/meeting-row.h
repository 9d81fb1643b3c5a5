/* What the two files of meetings share. Only they include this. */
#pragma once
#include "db/meeting.h"
G_BEGIN_DECLS

/* Whether the date set by hand means a meeting at `start`: the same time, or the same day when it was set without a time. */
gboolean meeting_is_next_by_hand(const Group *group, gint64 start) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
