#include "ingest/source-page.h"
#include "ingest/fetch-url.h"

#include <string.h>

#define LINK_TEXT_MAX 200
#define TAG_MAX 4096

void
page_link_free(PageLink *link)
{
  if (link == NULL)
    return;
  g_free(link->url);
  g_free(link->text);
  g_free(link);
}

void
source_month_free(SourceMonth *month)
{
  if (month == NULL)
    return;
  g_free(month->url);
  g_free(month->name);
  g_free(month->label);
  g_free(month);
}

/* --- markup --- */

/* The few entities that hrefs and titles of archives have. */
static char *
undo_entities(const char *text, gsize len)
{
  static const struct {
    const char *entity;
    char c;
  } known[] = {{"&amp;", '&'},  {"&#38;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
               {"&quot;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''}};
  GString *out = g_string_sized_new(len);
  for (gsize i = 0; i < len;) {
    gsize n = 0;
    for (gsize k = 0; text[i] == '&' && k < G_N_ELEMENTS(known) && n == 0; k++) {
      gsize want = strlen(known[k].entity);
      if (len - i >= want && memcmp(text + i, known[k].entity, want) == 0) {
        g_string_append_c(out, known[k].c);
        n = want;
      }
    }
    if (n == 0)
      g_string_append_c(out, text[i]);
    i += MAX(n, 1);
  }
  return g_string_free(out, FALSE);
}

/* Text between tags: markup out, blanks joined, valid UTF-8. */
static char *
plain_text(const char *html, gsize len)
{
  g_autoptr(GString) out = g_string_new(NULL);
  gboolean tag = FALSE;
  for (gsize i = 0; i < len && out->len < LINK_TEXT_MAX; i++) {
    if (html[i] == '<')
      tag = TRUE;
    else if (html[i] == '>' && tag)
      tag = FALSE;
    else if (tag)
      continue;
    else if (!g_ascii_isspace(html[i]))
      g_string_append_c(out, html[i]);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c(out, ' ');
  }
  g_autofree char *undone = undo_entities(out->str, out->len);
  return g_strstrip(g_utf8_make_valid(undone, -1));
}

/* Finds the next tag of that name ("a", "/a") from at on, ASCII case aside; at its "<". */
static const char *
find_tag(const char *at, const char *end, const char *name)
{
  gsize len = strlen(name);
  for (; (at = memchr(at, '<', (gsize)(end - at))) != NULL && (gsize)(end - at) > len; at++)
    if (g_ascii_strncasecmp(at + 1, name, len) == 0)
      return at;
  return NULL;
}

/* Value of href in the tag between at and end, or NULL. */
static char *
tag_href(const char *at, const char *end)
{
  for (; at < end; at++) {
    if (!g_ascii_isspace(at[0]) || end - at < 6 || g_ascii_strncasecmp(at + 1, "href", 4) != 0)
      continue;
    const char *value = at + 5;
    while (value < end && g_ascii_isspace(*value))
      value++;
    if (value >= end || *value != '=')
      continue;
    do
      value++;
    while (value < end && g_ascii_isspace(*value));
    char quote = value < end && (*value == '"' || *value == '\'') ? *value++ : '\0';
    const char *stop = value;
    while (stop < end && (quote != '\0' ? *stop != quote : !g_ascii_isspace(*stop)))
      stop++;
    return undo_entities(value, (gsize)(stop - value));
  }
  return NULL;
}

GPtrArray *
ingest_page_links(const char *html, gsize len, const char *base)
{
  GPtrArray *links = g_ptr_array_new_with_free_func((GDestroyNotify)page_link_free);
  const char *at = html, *end = html + len;
  while (links->len < SOURCE_LINKS_MAX && (at = memchr(at, '<', (gsize)(end - at))) != NULL) {
    at++;
    if (end - at < 3 || (*at != 'a' && *at != 'A') || !g_ascii_isspace(at[1]))
      continue;
    const char *close = memchr(at, '>', MIN((gsize)(end - at), TAG_MAX));
    if (close == NULL)
      continue;
    g_autofree char *href = tag_href(at + 1, close);
    char *url = href != NULL && href[0] != '#' ? ingest_url_resolve(base, href) : NULL;
    at = close + 1;
    if (url == NULL)
      continue;
    const char *stop = find_tag(at, at + MIN((gsize)(end - at), TAG_MAX), "/a");
    PageLink *link = g_new0(PageLink, 1);
    link->url = url;
    link->text = stop != NULL ? plain_text(at, (gsize)(stop - at)) : g_strdup("");
    g_ptr_array_add(links, link);
  }
  return links;
}

char *
ingest_page_title(const char *html, gsize len)
{
  const char *end = html + MIN(len, 64 * 1024);
  const char *open = find_tag(html, end, "title");
  const char *from = open != NULL ? memchr(open, '>', (gsize)(end - open)) : NULL;
  const char *to = from != NULL ? find_tag(from, end, "/title") : NULL;
  if (to == NULL)
    return NULL;
  g_autofree char *title = plain_text(from + 1, (gsize)(to - from - 1));
  return title[0] != '\0' ? g_steal_pointer(&title) : NULL;
}

/* --- time --- */

static gint64
day_utc(gint year, gint month, gint day)
{
  g_autoptr(GDateTime) when = g_date_time_new_utc(year, month, day, 0, 0, 0);
  return when != NULL ? g_date_time_to_unix(when) : 0;
}

static gint64
month_utc(gint year, gint month)
{
  return day_utc(year + (month - 1) / 12, (month - 1) % 12 + 1, 1);
}

static gint
compare_months(gconstpointer a, gconstpointer b)
{
  const SourceMonth *x = *(const SourceMonth *const *)a, *y = *(const SourceMonth *const *)b;
  return x->start != y->start ? (x->start < y->start ? -1 : 1) : strcmp(x->url, y->url);
}

/* Sorts, and keeps one of each URL. */
static GPtrArray *
sorted_months(GPtrArray *months)
{
  g_ptr_array_sort(months, compare_months);
  for (guint i = months->len; i > 1; i--) {
    const SourceMonth *one = months->pdata[i - 1], *before = months->pdata[i - 2];
    if (strcmp(one->url, before->url) == 0)
      g_ptr_array_remove_index(months, i - 1);
  }
  return months;
}

/* --- Mailman 2 --- */

static gboolean
digits(const char *text, guint n, gint *value)
{
  gint sum = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return FALSE;
    sum = sum * 10 + (text[i] - '0');
  }
  *value = sum;
  return TRUE;
}

static gint
month_number(const char *name)
{
  static const char *const names[] = {"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(name, names[i]) == 0)
      return (gint)i + 1;
  return 0;
}

gboolean
ingest_page_volume_span(const char *name, gint64 *start, gint64 *end)
{
  gint year, rest, day = 0;
  const char *date = g_str_has_prefix(name, "Week-of-Mon-") ? name + strlen("Week-of-Mon-") : name;
  if (!digits(date, 4, &year) || year < 1970)
    return FALSE;
  *start = 0;
  if (date[4] == '\0' && date == name) {
    *start = month_utc(year, 1);
    *end = month_utc(year + 1, 1);
  } else if (date[4] == 'q' && date[5] >= '1' && date[5] <= '4' && date[6] == '\0') {
    *start = month_utc(year, (date[5] - '1') * 3 + 1);
    *end = month_utc(year, (date[5] - '1') * 3 + 4);
  } else if (date[4] == '-' && (rest = month_number(date + 5)) > 0) {
    *start = month_utc(year, rest);
    *end = month_utc(year, rest + 1);
  } else if (digits(date + 4, 2, &rest) && digits(date + 6, 2, &day) && date[8] == '\0') {
    *start = day_utc(year, rest, day);
    *end = *start + (date == name ? 1 : 7) * 86400;
  }
  return *start > 0;
}

GPtrArray *
ingest_page_pipermail(GPtrArray *links, const char *base)
{
  static const char *const suffix[] = {".txt.gz", ".txt"};
  GPtrArray *months = g_ptr_array_new_with_free_func((GDestroyNotify)source_month_free);
  for (guint i = 0; i < links->len; i++) {
    const PageLink *link = links->pdata[i];
    g_autofree char *name = ingest_url_name(link->url);
    g_autofree char *folder = ingest_url_folder(link->url);
    gboolean text = FALSE;
    for (gsize k = 0; k < G_N_ELEMENTS(suffix) && !text; k++)
      if ((text = g_str_has_suffix(name, suffix[k])))
        name[strlen(name) - strlen(suffix[k])] = '\0';
    gint64 start, end;
    if (!text || strcmp(folder, base) != 0 || !ingest_page_volume_span(name, &start, &end))
      continue;
    SourceMonth *month = g_new0(SourceMonth, 1);
    *month = (SourceMonth){g_strdup(link->url), g_steal_pointer(&name), g_strdup(link->text), start,
                           end};
    g_ptr_array_add(months, month);
  }
  return sorted_months(months);
}

/* --- HyperKitty --- */

char *
ingest_page_hyperkitty_base(const char *url)
{
  const char *list = strstr(url, "/list/");
  const char *name = list != NULL ? list + strlen("/list/") : NULL;
  gsize len = name != NULL ? strcspn(name, "/?#") : 0;
  if (len == 0 ||
      (memchr(name, '@', len) == NULL && g_strstr_len(name, (gssize)len, "%40") == NULL))
    return NULL;
  g_autofree char *upto = g_strndup(url, (gsize)(name - url) + len);
  return g_strconcat(upto, "/", NULL);
}

char *
ingest_page_hyperkitty_address(const char *base)
{
  const char *name = strstr(base, "/list/");
  name = name != NULL ? name + strlen("/list/") : base;
  char *address = g_uri_unescape_segment(name, name + strcspn(name, "/"), NULL);
  return address != NULL ? address : g_strdup("");
}

static SourceMonth *
hyperkitty_month(const char *base, gint year, gint month)
{
  g_autofree char *address = ingest_page_hyperkitty_address(base);
  gint next_year = year + month / 12, next_month = month % 12 + 1;
  SourceMonth *one = g_new0(SourceMonth, 1);
  one->start = month_utc(year, month);
  one->end = month_utc(next_year, next_month);
  one->name = g_strdup_printf("%04d-%02d", year, month);
  one->url = g_strdup_printf("%sexport/%s-%s.mbox.gz?start=%04d-%02d-01&end=%04d-%02d-01", base,
                             address, one->name, year, month, next_year, next_month);
  return one;
}

SourceMonth *
ingest_page_hyperkitty_month(const char *base, gint64 when)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(when);
  return date != NULL
             ? hyperkitty_month(base, g_date_time_get_year(date), g_date_time_get_month(date))
             : NULL;
}

GPtrArray *
ingest_page_hyperkitty(GPtrArray *links, const char *base)
{
  GPtrArray *months = g_ptr_array_new_with_free_func((GDestroyNotify)source_month_free);
  for (guint i = 0; i < links->len; i++) {
    const char *url = ((const PageLink *)links->pdata[i])->url;
    const char *rest = g_str_has_prefix(url, base) ? url + strlen(base) : "";
    gint year;
    char *end;
    if (!digits(rest, 4, &year) || rest[4] != '/' || !g_ascii_isdigit(rest[5]))
      continue;
    guint64 month = g_ascii_strtoull(rest + 5, &end, 10);
    if (year < 1970 || month < 1 || month > 12 || strcspn(end, "?") > 1)
      continue;
    g_ptr_array_add(months, hyperkitty_month(base, year, (gint)month));
  }
  return sorted_months(months);
}

/* --- public-inbox --- */

/* The last piece of the path, unescaped: the feed's links are addresses of messages, and its host
 * may go by another name. */
static char *
link_id(const char *href)
{
  gsize len = strcspn(href, "?#");
  while (len > 0 && href[len - 1] == '/')
    len--;
  gsize from = len;
  while (from > 0 && href[from - 1] != '/')
    from--;
  char *id = g_uri_unescape_segment(href + from, href + len, NULL);
  if (id != NULL && strchr(id, '@') != NULL && g_utf8_validate(id, -1, NULL))
    return id;
  g_free(id);
  return NULL;
}

GPtrArray *
ingest_page_atom_ids(const char *atom, gsize len)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
  const char *end = atom + len, *entry = atom;
  while ((entry = find_tag(entry, end, "entry")) != NULL) {
    const char *stop = find_tag(entry, end, "/entry");
    const char *link = find_tag(entry, stop != NULL ? stop : end, "link");
    const char *close = link != NULL ? memchr(link, '>', (gsize)(end - link)) : NULL;
    g_autofree char *href = close != NULL ? tag_href(link + 5, close) : NULL;
    char *id = href != NULL ? link_id(href) : NULL;
    if (id != NULL)
      g_ptr_array_add(ids, id);
    entry++;
  }
  return ids;
}
