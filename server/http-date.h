/* Dates of HTTP headers (RFC 9110, 5.6.7). Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* "Sun, 06 Nov 1994 08:49:37 GMT"; NULL for times that have no such form (0 and before, after the year 9999). Caller frees. */
char *server_http_date(gint64 when);
/* Back. FALSE for anything else, the obsolete forms included: what is not understood is as if it had not been sent. */
gboolean server_http_date_parse(const char *text, gint64 *when) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
