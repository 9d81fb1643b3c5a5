/* What is said to search engines: a sitemap of each month, and an index of them (sitemaps.org). */
#pragma once
#include "server/pages.h"
G_BEGIN_DECLS

/* All months of all groups; the pages of one month. */
gboolean server_page_sitemap(Request *request, Reply *reply, GError **error);
gboolean server_page_sitemap_month(Request *request, Reply *reply, GError **error);

G_END_DECLS
