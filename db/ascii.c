#include "db/ascii.h"

#include <string.h>

gboolean
ascii_is_all(const char *text, gsize len)
{
  guint8 any = 0;
  for (gsize i = 0; i < len; i++)
    any |= (guint8)text[i];
  return any < 0x80;
}

/* The byte of the word that English mail has least often: fewer places to look at. */
static gsize
rarest(const char *word, gsize n)
{
  static const char often[] = "zqxj9876543210kvbpygfwmucldrhsnioate";
  gsize best = 0, best_rank = sizeof often;
  for (gsize i = 0; i < n; i++) {
    const char *at = memchr(often, word[i], sizeof often - 1);
    gsize rank = at != NULL ? (gsize)(at - often) : 0;
    if (rank < best_rank) {
      best_rank = rank;
      best = i;
    }
  }
  return best;
}

static gboolean
stands_here(const char *at, const char *word, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    char c = at[i];
    if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != word[i])
      return FALSE;
  }
  return TRUE;
}

/* The next byte of text from at, or its end. */
static const char *
seek(const char *at, const char *end, char c)
{
  const char *found = at < end ? memchr(at, c, (gsize)(end - at)) : NULL;
  return found != NULL ? found : end;
}

const char *
ascii_find(const char *text, gsize len, const char *word, gsize n)
{
  if (n == 0 || n > len)
    return NULL;
  gsize pick = rarest(word, n);
  char small = word[pick], capital = g_ascii_toupper(small);
  /* Where that byte of the word may stand. */
  const char *from = text + pick, *end = text + (len - n) + pick + 1;
  const char *next_small = seek(from, end, small);
  const char *next_capital = capital != small ? seek(from, end, capital) : end;
  for (;;) {
    const char *at = MIN(next_small, next_capital);
    if (at == end)
      return NULL;
    if (stands_here(at - pick, word, n))
      return at - pick;
    if (at == next_small)
      next_small = seek(at + 1, end, small);
    else
      next_capital = seek(at + 1, end, capital);
  }
}
