#include "web/sitemap.h"
#include "web/parts.h"
#include "web/xml.h"

#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"

static const char *
base_of(const WebPage *page)
{
  return page->base_url != NULL ? page->base_url : "";
}

static void
entry(WebOut *out, const char *name, const WebPage *page, const char *path, gint64 when)
{
  g_autofree char *address = g_strconcat(base_of(page), path, NULL);
  g_autoptr(GString) iso = g_string_new(NULL);
  web_out_iso(iso, when);
  web_xml_open(out, name, NULL);
  web_xml_text(out, "loc", address);
  if (iso->len > 0)
    web_xml_text(out, "lastmod", iso->str);
  web_xml_close(out, name);
}

void
web_sitemap_index_begin(WebOut *out)
{
  web_xml_begin(out);
  web_xml_open(out, "sitemapindex", "xmlns", NAMESPACE, NULL);
}

void
web_sitemap_index_group(WebOut *out, const WebPage *page, const Group *group, const GArray *months)
{
  for (guint i = 0; i < months->len; i++) {
    const MonthCount *count = &g_array_index(months, MonthCount, i);
    /* Of a mail beyond the calendar there is no month to show. */
    if (count->year < 1 || count->month < 1 || count->month > 12 || count->year > 9999)
      continue;
    for (guint part = 1; part == 1 || (part - 1) * WEB_SITEMAP_PART < count->n_messages; part++) {
      g_autofree char *number = part > 1 ? g_strdup_printf("-%u", part) : g_strdup("");
      g_autofree char *path = g_strdup_printf("/%s/sitemap/%04d-%02u%s.xml", group->name,
                                              count->year, count->month, number);
      entry(out, "sitemap", page, path, 0);
    }
  }
}

void
web_sitemap_index_end(WebOut *out)
{
  web_xml_close(out, "sitemapindex");
}

void
web_sitemap_month(WebOut *out, const WebPage *page, const GPtrArray *threads,
                  const GPtrArray *messages)
{
  const char *group = page->group->name;
  web_xml_begin(out);
  web_xml_open(out, "urlset", "xmlns", NAMESPACE, NULL);
  for (guint i = 0; i < threads->len; i++) {
    const Thread *thread = threads->pdata[i];
    g_autofree char *path = web_mail_sub_path(group, thread->root_message_id, "t/");
    entry(out, "url", page, path, thread->last_date);
  }
  for (guint i = 0; i < messages->len; i++) {
    const Message *message = messages->pdata[i];
    g_autofree char *path = web_mail_path(group, message);
    entry(out, "url", page, path, message->date);
  }
  web_xml_close(out, "urlset");
}
