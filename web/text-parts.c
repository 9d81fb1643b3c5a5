/* Pieces of text and Markdown that several documents share. */
#include "web/text-parts.h"

#include <string.h>

#include "web/wrap.h"

char *
web_text_clean(const WebPage *page, const char *text)
{
  g_autofree char *masked = web_mask(text, page->mask_addresses);
  return web_plain(masked);
}

char *
web_text_short(const WebPage *page, const char *text, guint characters)
{
  g_autofree char *cut = web_cut_links_whole(text, characters);
  return web_text_clean(page, cut);
}

void
web_text_underlined(WebOut *out, const char *text, char mark)
{
  web_wrap(out, text, MAIL_COLUMNS, "", "");
  for (guint i = MIN(web_columns(text), MAIL_COLUMNS); i > 0; i--)
    g_string_append_c(out, mark);
  g_string_append(out, "\n\n");
}

char *
web_text_heading(const WebPage *page, const char *what, gint64 when, const char *note)
{
  g_autofree char *title = web_text_clean(page, web_page_group_title(page));
  g_autoptr(GString) day = g_string_new(NULL);
  web_out_day(day, when, web_page_zone(page));
  return g_strdup_printf("%s: %s %s%s", title, what, day->str, note);
}

char *
web_text_item_url(const WebPage *page, gint64 number)
{
  g_autofree char *group = web_path_segment(page->group->name);
  return g_strdup_printf("%s/%s/items/%" G_GINT64_FORMAT,
                         page->base_url != NULL ? page->base_url : "", group, number);
}

void
web_text_fact(WebOut *out, const char *label, const char *text)
{
  g_autofree char *lead = g_strdup_printf("%-9s", label);
  web_wrap(out, text, MAIL_COLUMNS, lead, "         ");
}

void
web_markdown_fact(WebOut *out, const char *label, const char *text)
{
  g_autofree char *escaped = web_markdown_escape(text);
  g_string_append_printf(out, "- **%s:** %s\n", label, escaped);
}

/* --- links --- */

/* "Fan stays on (resolved)": what its server says; NULL: not known. Caller frees. */
static char *
link_known(const Link *link)
{
  g_autofree char *title = link->title != NULL ? web_plain(link->title) : NULL;
  g_autofree char *state = link->state != NULL ? web_plain(link->state) : NULL;
  if (title == NULL)
    return NULL;
  return state != NULL ? g_strdup_printf("%s (%s)", title, state) : g_steal_pointer(&title);
}

void
web_text_links(WebOut *out, const GPtrArray *links)
{
  for (guint i = 0; i < web_count(links); i++) {
    const Link *link = g_ptr_array_index(links, i);
    g_autofree char *where = web_plain(link->url != NULL ? link->url : link->value);
    g_autofree char *known = link_known(link);
    g_autofree char *line = g_strdup_printf("%s %s", link_kind_to_text(link->kind), where);
    if (strchr(where, ' ') != NULL)
      web_wrap(out, line, MAIL_COLUMNS, "    ", "      ");
    else
      g_string_append_printf(out, "    %s\n", line);
    if (known != NULL)
      web_wrap(out, known, MAIL_COLUMNS, "      ", "      ");
  }
}

static gboolean
is_web_url(const char *url)
{
  return url != NULL && (g_str_has_prefix(url, "http://") || g_str_has_prefix(url, "https://"));
}

void
web_markdown_links(WebOut *out, const GPtrArray *links)
{
  for (guint i = 0; i < web_count(links); i++) {
    const Link *link = g_ptr_array_index(links, i);
    g_autofree char *value = web_plain(link->value);
    g_autofree char *escaped = web_markdown_escape(value);
    g_autofree char *known = link_known(link);
    g_autofree char *escaped_known = known != NULL ? web_markdown_escape(known) : NULL;
    g_string_append_printf(out, "    - %s ", link_kind_to_text(link->kind));
    if (is_web_url(link->url))
      web_markdown_link(out, escaped, link->url);
    else
      g_string_append(out, escaped);
    if (known != NULL)
      g_string_append_printf(out, ": %s", escaped_known);
    g_string_append_c(out, '\n');
  }
}
