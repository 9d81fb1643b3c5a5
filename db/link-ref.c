#include "db/link-ref.h"

#include <string.h>

char *
link_ref(LinkKind kind, const char *key)
{
  const char *word = link_kind_to_text(kind);
  gsize len = strlen(word);
  const char *start = key;
  if (g_ascii_strncasecmp(key, word, len) == 0 && key[len] == ':')
    start = key + len + 1;
  if (kind == LINK_BUG) {
    const char *cut = start + strlen(start);
    while (cut > start && strchr("/#=:", cut[-1]) == NULL)
      cut--;
    if (*cut != '\0')
      start = cut;
  }
  return g_utf8_strdown(start, -1);
}
