/* Dates as people write them in a search: "2014", "2014-04", "2014-04-15", "2014/04/15", "20140415", "2014-04-15T14:00",
 * "2014-04-15T14:00Z", "@1397577214", "now", "today", "yesterday", "this|last week|month|year", "monday", "last monday", "april",
 * "april 2014", "15 april 2014", "2 weeks ago", "2w", and ranges A..B, A.., ..B, A..! Words may be joined by blanks, "_", "." or "-"
 * (notmuch, public-inbox, git). Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

/* from <= date < until in UTC seconds, 0: open. Days, weeks (from Monday), months and years begin in zone (IANA, UTC when
 * unknown). FALSE with INVALID. */
gboolean query_date_range(const char *text, gint64 now, const char *zone, gint64 *from,
                          gint64 *until, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
