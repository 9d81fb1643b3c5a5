/* Days and months in a group's time zone. Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

/* "2014-05-20", "2014-05-20 17:00" or with a T between, in zone (IANA name; UTC when unknown). INVALID. */
gboolean server_zone_parse(const char *text, const char *zone, gint64 *when, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "2014-04": its first second and that of the next month. INVALID. */
gboolean server_zone_month(const char *text, const char *zone, gint64 *from, gint64 *until, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Mailman's "2014-April" as "2014-04"; NULL when it is none. Caller frees. */
char *server_zone_pipermail_month(const char *text);
/* Whether zone names one. */
gboolean server_zone_exists(const char *zone);

G_END_DECLS
