#include "server/mboxrd.h"

#include <string.h>

#define FROM_LINE "From mboxrd@z Thu Jan  1 00:00:00 1970\n"

/* ">>From " -> TRUE. */
static gboolean
needs_quote(const char *line, const char *end)
{
  while (line < end && *line == '>')
    line++;
  return end - line >= 5 && memcmp(line, "From ", 5) == 0;
}

void
server_mboxrd_append(GString *out, const char *raw, gsize len)
{
  const char *end = raw + len;
  g_string_append(out, FROM_LINE);
  for (const char *line = raw; line < end;) {
    const char *newline = memchr(line, '\n', (gsize)(end - line));
    const char *next = newline != NULL ? newline + 1 : end;
    if (needs_quote(line, next))
      g_string_append_c(out, '>');
    g_string_append_len(out, line, next - line);
    line = next;
  }
  g_string_append(out, len > 0 && end[-1] != '\n' ? "\n\n" : "\n");
}
