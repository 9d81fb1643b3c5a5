#include "ingest/page.h"
#include "ingest/address.h"
#include "ingest/charset.h"
#include "ingest/date.h"
#include "ingest/html.h"
#include "ingest/mbox.h"

#include <string.h>

#define ARTICLE "<!--beginarticle-->"
/* Title, author, date and navigation of a copied page stand in its first lines. */
#define HEAD_LINES 20

void
page_mail_clear(PageMail *page)
{
  if (page->raw != NULL)
    g_string_free(page->raw, TRUE);
  page->raw = NULL;
}

gboolean
ingest_page_is_html(const char *head, gsize len)
{
  return memmem(head, len, ARTICLE, strlen(ARTICLE)) != NULL;
}

/* What both forms of a page tell, decoded. */
typedef struct {
  char *title, *name, *email, *date, *id, *body;
} Found;

static void
found_clear(Found *found)
{
  g_free(found->title);
  g_free(found->name);
  g_free(found->email);
  g_free(found->date);
  g_free(found->id);
  g_free(found->body);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

/* --- HTML --- */

/* &lt; &#8217; and so on, and %40; in place of the text. */
static void
append_entity(GString *out, const char *name, gsize len)
{
  static const struct {
    const char *name;
    const char *text;
  } entities[] = {{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"nbsp", " "}};
  g_autofree char *word = g_strndup(name, len);
  for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
    if (strcmp(word, entities[i].name) == 0) {
      g_string_append(out, entities[i].text);
      return;
    }
  }
  gint64 number = 0;
  if (word[0] == '#')
    number = word[1] == 'x' || word[1] == 'X' ? g_ascii_strtoll(word + 2, NULL, 16)
                                              : g_ascii_strtoll(word + 1, NULL, 10);
  if (number > 0 && number < 0x110000 && g_unichar_validate((gunichar)number))
    g_string_append_unichar(out, (gunichar)number);
  else
    g_string_append_printf(out, "&%s;", word);
}

/* Text of a stretch of pipermail's own simple markup: tags dropped, entities read, lines kept. */
static char *
plain(const char *html, const char *end)
{
  g_autoptr(GString) out = g_string_sized_new((gsize)(end - html));
  while (html < end) {
    const char *close = *html == '<' ? memchr(html, '>', (gsize)(end - html)) : NULL;
    gsize entity = 0;
    if (*html == '&')
      while (entity < 10 && html + entity < end && html[entity] != ';')
        entity++;
    if (close != NULL) {
      html = close + 1;
    } else if (entity > 1 && html + entity < end && html[entity] == ';') {
      append_entity(out, html + 1, entity - 1);
      html += entity + 1;
    } else {
      g_string_append_c(out, *html++);
    }
  }
  return g_strndup(out->str, out->len);
}

static const char *
find(const char *from, const char *end, const char *what)
{
  gsize n = strlen(what);
  for (const char *p = from; p != NULL && (gsize)(end - p) >= n; p++) {
    p = memchr(p, what[0], (gsize)(end - p) - n + 1);
    if (p == NULL)
      return NULL;
    if (g_ascii_strncasecmp(p, what, n) == 0)
      return p;
  }
  return NULL;
}

const char *
ingest_page_tag(const char *from, const char *end, const char *name, const char **behind)
{
  gsize n = strlen(name);
  for (const char *p = from; (p = memchr(p, '<', (gsize)(end - p))) != NULL; p++) {
    if ((gsize)(end - p) < n + 2 || g_ascii_strncasecmp(p + 1, name, n) != 0 ||
        g_ascii_isalnum(p[n + 1]))
      continue;
    const char *close = memchr(p, '>', (gsize)(end - p));
    *behind = close != NULL ? close + 1 : end;
    return p;
  }
  return NULL;
}

char *
ingest_page_text(const char *html, const char *end)
{
  g_autofree char *text = plain(html, end);
  char *decoded = ingest_charset_header(text, strlen(text));
  return decoded != NULL ? g_strstrip(decoded) : g_strdup("");
}

char *
ingest_page_element(const char **from, const char *end, const char *name)
{
  const char *begin, *behind;
  g_autofree char *close = g_strconcat("/", name, NULL);
  if (ingest_page_tag(*from, end, name, &begin) == NULL)
    return NULL;
  const char *stop = ingest_page_tag(begin, end, close, &behind);
  if (stop == NULL)
    return NULL;
  *from = behind;
  return ingest_page_text(begin, stop);
}

/* The reply link carries the page's
 * own Message-ID: mailto:list?Subject=...&In-Reply-To=%3C...%3E */
static char *
reply_id(const char *html, const char *end)
{
  const char *p = find(html, end, "In-Reply-To=");
  if (p == NULL)
    return NULL;
  p += strlen("In-Reply-To=");
  const char *stop = p;
  while (stop < end && *stop != '"' && *stop != '\'' && *stop != '&' && *stop != '\n')
    stop++;
  g_autofree char *escaped = g_strndup(p, (gsize)(stop - p));
  g_autofree char *id = g_uri_unescape_string(escaped, NULL);
  if (id == NULL || strchr(id, '@') == NULL)
    return NULL;
  g_strdelimit(id, "<> \t\r\n", ' ');
  return g_strdup(g_strstrip(id));
}

static char *
read_article(const char *html, const char *end)
{
  const char *begin = find(html, end, ARTICLE);
  if (begin == NULL)
    return NULL;
  begin += strlen(ARTICLE);
  const char *stop = find(begin, end, "<!--endarticle-->");
  stop = stop != NULL ? stop : end;
  const char *text, *behind, *last = stop;
  if (ingest_page_tag(begin, stop, "pre", &text) == NULL)
    return ingest_html_text(begin, (gsize)(stop - begin));
  for (const char *p = text; (p = ingest_page_tag(p, stop, "/pre", &behind)) != NULL; p = behind)
    last = p;
  return plain(text, last);
}

static guint
page_number(const char *html, const char *end)
{
  const char *p = find(html, end, "date.html#");
  guint64 number = 0;
  for (p = p != NULL ? p + strlen("date.html#") : end; p < end && g_ascii_isdigit(*p); p++)
    number = MIN(number * 10 + (guint64)(*p - '0'), G_MAXUINT32);
  return number < G_MAXUINT32 ? (guint)number : 0;
}

static void
read_html(const char *html, gsize len, Found *found)
{
  const char *end = html + len, *at = html;
  found->id = reply_id(html, end);
  found->title = ingest_page_element(&at, end, "h1");
  found->name = ingest_page_element(&at, end, "b");
  found->email = ingest_page_element(&at, end, "a");
  found->date = ingest_page_element(&at, end, "i");
  found->body = read_article(at, end);
}

/* --- copied text --- */

static gboolean
is_date_line(const char *line)
{
  g_autofree char *as_from = g_strconcat("From x ", line, NULL);
  return strlen(line) < 60 && ingest_mbox_is_from_line(as_from, strlen(as_from));
}

/* "Name <x at y>", "Name x at y". */
static gboolean
is_author_line(const char *line, char **name, char **email)
{
  if (strlen(line) > 200)
    return FALSE;
  const char *open = strrchr(line, '<');
  if (open != NULL) {
    g_autofree char *inside = g_strndup(open + 1, strcspn(open + 1, ">"));
    *email = ingest_address_unmask(inside);
    *name = *email != NULL ? g_strstrip(g_strndup(line, (gsize)(open - line))) : NULL;
    return *email != NULL;
  }
  const char *at = strstr(line, " at ");
  if (at == NULL || at == line)
    return FALSE;
  const char *local = at;
  while (local > line && local[-1] != ' ')
    local--;
  *email = ingest_address_unmask(local);
  *name = *email != NULL ? g_strstrip(g_strndup(line, (gsize)(local - line))) : NULL;
  return *email != NULL;
}

static gboolean
is_navigation(const char *line)
{
  static const char *const starts[] = {"Previous message", "Next message", "Messages sorted by"};
  while (*line == ' ' || *line == '\t' || *line == '*')
    line++;
  for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
    if (g_str_has_prefix(line, starts[i]))
      return TRUE;
  return FALSE;
}

/* The navigation repeats below the article, and a link to the list ends the page. */
static void
cut_tail(GString *body)
{
  char *more = g_strrstr(body->str, "\nMore information about the ");
  if (more == NULL || strlen(more) > 200)
    return;
  g_string_truncate(body, (gsize)(more - body->str));
  for (;;) {
    char *lf = strrchr(body->str, '\n');
    if (lf == NULL || !(is_navigation(lf + 1) || lf[1 + strspn(lf + 1, " \t\r")] == '\0'))
      return;
    g_string_truncate(body, (gsize)(lf - body->str));
  }
}

/* Reads the head; gives where the body begins, NULL when a piece is missing. */
static const char *
read_text_head(const char *text, const char *end, Found *found)
{
  const char *p = text;
  for (guint n = 0; n < HEAD_LINES && p < end; n++) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    const char *next = lf != NULL ? lf + 1 : end;
    g_autofree char *line = g_strstrip(g_strndup(p, (gsize)((lf != NULL ? lf : end) - p)));
    gboolean done = found->date != NULL && found->email != NULL;
    if (line[0] == '\0' || is_navigation(line)) {
      p = next;
      continue;
    }
    if (done)
      return p;
    if (found->title == NULL)
      found->title = g_steal_pointer(&line);
    else if (found->date == NULL && is_date_line(line))
      found->date = g_steal_pointer(&line);
    else if (found->email != NULL || !is_author_line(line, &found->name, &found->email))
      return NULL;
    p = next;
  }
  return found->date != NULL && found->email != NULL ? p : NULL;
}

gboolean
ingest_page_is_text(const char *head, gsize len)
{
  g_auto(Found) found = {0};
  return read_text_head(head, head + len, &found) != NULL;
}

static void
read_text(const char *text, gsize len, Found *found)
{
  const char *body = read_text_head(text, text + len, found);
  if (body == NULL)
    return;
  g_autoptr(GString) out = g_string_new_len(body, text + len - body);
  cut_tail(out);
  found->body = g_strndup(out->str, out->len);
}

/* --- both --- */

static char *
utc_text(gint64 utc)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(utc);
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (date == NULL)
    return g_strdup("");
  return g_strdup_printf(
      "%s, %d %s %d %02d:%02d:%02d +0000", days[g_date_time_get_day_of_week(date) - 1],
      g_date_time_get_day_of_month(date), months[g_date_time_get_month(date) - 1],
      g_date_time_get_year(date), g_date_time_get_hour(date), g_date_time_get_minute(date),
      g_date_time_get_second(date));
}

static void
write_mail(const Found *found, gint64 date, GString *raw)
{
  g_autofree char *when = utc_text(date);
  g_autofree char *unmasked = ingest_address_unmask(found->email);
  g_autofree char *name =
      g_strdelimit(g_strdup(found->name != NULL ? found->name : ""), "()\\", ' ');
  g_autoptr(GString) email = g_string_new(unmasked != NULL ? unmasked : found->email);
  g_string_replace(email, "@", " at ", 1);
  g_string_append_printf(raw, "From: %s (%s)\nDate: %s\nSubject: %s\n", email->str,
                         g_strstrip(name), when, found->title);
  if (found->id != NULL)
    g_string_append_printf(raw, "Message-ID: <%s>\n", found->id);
  g_string_append_c(raw, '\n');
  const char *body = found->body;
  while (*body == '\n' || *body == '\r')
    body++;
  g_string_append(raw, body);
  if (raw->str[raw->len - 1] != '\n')
    g_string_append_c(raw, '\n');
}

gboolean
ingest_page_read(const char *text, gsize len, PageMail *page, GError **error)
{
  g_auto(Found) found = {0};
  g_autoptr(GString) clean = g_string_sized_new(len);
  gint64 date;
  gboolean html = ingest_page_is_html(text, len);
  ingest_charset_append(clean, text, len, NULL);
  page->raw = NULL;
  page->number = 0;
  if (html) {
    read_html(clean->str, clean->len, &found);
    page->number = page_number(clean->str, clean->str + clean->len);
  } else {
    read_text(clean->str, clean->len, &found);
  }
  page->has_id = found.id != NULL;
  if (found.title == NULL || found.email == NULL || found.date == NULL || found.body == NULL ||
      !ingest_date_parse(found.date, &date, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                "no title, author, date and article of a pipermail page");
    return FALSE;
  }
  page->raw = g_string_sized_new(clean->len);
  write_mail(&found, date, page->raw);
  return TRUE;
}
