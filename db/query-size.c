#include "db/query-size.h"

#include <string.h>

enum { MAX_DIGITS = 9 };

/* One size, the whole of text. unit: of what was written. */
static gboolean
read_size(const char *text, gint64 *bytes, gint64 *unit)
{
  static const char units[] = "kmg";
  gsize digits = strspn(text, "0123456789");
  if (digits == 0 || digits > MAX_DIGITS)
    return FALSE;
  *bytes = g_ascii_strtoll(text, NULL, 10);
  *unit = 1;
  text += digits;
  const char *found = *text != '\0' ? strchr(units, g_ascii_tolower(*text)) : NULL;
  if (found != NULL) {
    *unit = (gint64)1 << 10 * (found - units + 1);
    text++;
  }
  *bytes *= *unit;
  return *text == '\0' || g_ascii_strcasecmp(text, "b") == 0;
}

gboolean
query_size_range(const char *text, gint64 *from, gint64 *until, GError **error)
{
  const char *dots = strstr(text, "..");
  gint64 unit;
  *from = *until = 0;
  if (dots == NULL) {
    if (read_size(text, from, &unit)) {
      *until = *from + unit;
      return TRUE;
    }
  } else {
    g_autofree char *first = g_strndup(text, (gsize)(dots - text));
    const char *last = dots + 2;
    gboolean opens = *first == '\0' || read_size(first, from, &unit);
    gboolean closes = *last == '\0' || read_size(last, until, &unit);
    *until += *last != '\0' ? 1 : 0;
    if (opens && closes && (*first != '\0' || *last != '\0') && (*until == 0 || *from < *until))
      return TRUE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "a size is written as 4096, 10k, 2M or as a range like 100k..1M, not \"%s\"", text);
  return FALSE;
}
