/* Sitemaps (sitemaps.org, protocol 0.9). Pure. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* The index: begin, each group with its months (MonthCount), end. */
void web_sitemap_index_begin(WebOut *out);
void web_sitemap_index_group(WebOut *out, const WebPage *page, const Group *group, const GArray *months);
void web_sitemap_index_end(WebOut *out);
/* Pages of one month: Thread, by their roots, and Message. */
void web_sitemap_month(WebOut *out, const WebPage *page, const GPtrArray *threads, const GPtrArray *messages);

G_END_DECLS
