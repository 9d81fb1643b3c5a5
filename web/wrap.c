#include "web/wrap.h"

#include <string.h>

static guint
columns_of(gunichar c)
{
  return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

guint
web_columns_len(const char *text, gsize len)
{
  guint n = 0;
  for (const char *at = text; at < text + len; at = g_utf8_next_char(at))
    n += columns_of(g_utf8_get_char(at));
  return n;
}

guint
web_columns(const char *text)
{
  return web_columns_len(text, strlen(text));
}

/* Where in a word begins what a reader follows or answers to, which is of no use in two halves; its
 * end when nothing does. */
static const char *
link_in(const char *word)
{
  const char *colon = strstr(word, "://");
  if (colon == NULL)
    return strchr(word, '@') != NULL ? word : word + strlen(word);
  while (colon > word && g_ascii_isalnum(colon[-1]))
    colon--;
  return colon;
}

/* A word that is wider than a line, from column `used` on; the column where it ends then. Japanese
 * and Chinese titles are such words. */
static guint
wrap_long(GString *out, const char *word, guint columns, guint used, const char *rest)
{
  gboolean begun = FALSE;
  const char *link = link_in(word);
  for (const char *at = word; at < link; at = g_utf8_next_char(at)) {
    guint width = columns_of(g_utf8_get_char(at));
    if (begun && width > 0 && used + width > columns) {
      g_string_append_printf(out, "\n%s", rest);
      used = web_columns(rest);
    }
    g_string_append_len(out, at, g_utf8_next_char(at) - at);
    used += width;
    begun = TRUE;
  }
  if (begun && *link != '\0') {
    g_string_append_printf(out, "\n%s", rest);
    used = web_columns(rest);
  }
  g_string_append(out, link);
  return used + web_columns(link);
}

void
web_wrap(GString *out, const char *text, guint columns, const char *first, const char *rest)
{
  g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
  guint used = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    if (words[i][0] == '\0')
      continue;
    guint width = web_columns(words[i]);
    if (used > 0 && used + 1 + width <= columns) {
      g_string_append_printf(out, " %s", words[i]);
      used += 1 + width;
      continue;
    }
    const char *lead = used == 0 ? first : rest;
    g_string_append_printf(out, "%s%s", used == 0 ? "" : "\n", lead);
    used = web_columns(lead);
    if (used + width > columns) {
      used = wrap_long(out, words[i], columns, used, rest);
    } else {
      g_string_append(out, words[i]);
      used += width;
    }
  }
  if (used > 0)
    g_string_append_c(out, '\n');
}

void
web_cell(GString *out, const char *text, guint columns)
{
  if (columns == 0) {
    g_string_append(out, text);
    return;
  }
  gboolean cut = web_columns(text) > columns;
  guint limit = cut ? columns - 1 : columns;
  guint used = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (used + columns_of(c) > limit)
      break;
    g_string_append_unichar(out, c);
    used += columns_of(c);
  }
  if (cut) {
    g_string_append(out, "…");
    used++;
  }
  for (; used < columns; used++)
    g_string_append_c(out, ' ');
}
