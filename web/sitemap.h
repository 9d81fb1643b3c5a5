/* Sitemaps (sitemaps.org, protocol 0.9). Pure. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* A sitemap holds 50,000 addresses at most (sitemaps.org), so one of a month has so many mails and so many threads at most; the
 * others of the month are in further parts, "2014-04-2" and so on. */
#define WEB_SITEMAP_PART 25000u

/* The index: begin, each group with the parts of its months (MonthCount), end. */
void web_sitemap_index_begin(WebOut *out);
void web_sitemap_index_group(WebOut *out, const WebPage *page, const Group *group, const GArray *months);
void web_sitemap_index_end(WebOut *out);
/* Pages of one month: Thread, by their roots, and Message. */
void web_sitemap_month(WebOut *out, const WebPage *page, const GPtrArray *threads, const GPtrArray *messages);

G_END_DECLS
