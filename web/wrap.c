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
    g_string_append_printf(out, "%s%s%s", used == 0 ? "" : "\n", lead, words[i]);
    used = web_columns(lead) + width;
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
