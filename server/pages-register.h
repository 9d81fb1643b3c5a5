/* The report, for pages and the command line. */
#pragma once
#include "server/pages.h"
#include "web/views-register.h"
G_BEGIN_DECLS

/* quarter NULL: the present one. INVALID. */
gboolean server_print_report(Db *db, const WebPage *page, const char *quarter, RouteFormat format, WebOut *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
