#include "ingest/phrases.h"

gboolean
phrase_is_question(Span t)
{
  t = span_rtrim(t);
  while (t.n > 0 && strchr("\"')]*_!", t.s[t.n - 1]) != NULL)
    t.n--;
  return t.n > 0 && t.s[t.n - 1] == '?';
}

gboolean
phrase_has_one(Span fold, const char *const *phrases, gsize *at, gsize *length)
{
  for (; *phrases != NULL; phrases++) {
    gssize found = fold_find(fold, *phrases);
    if (found < 0)
      continue;
    if (at != NULL)
      *at = (gsize)found;
    if (length != NULL)
      *length = strlen(*phrases);
    return TRUE;
  }
  return FALSE;
}

/* Is a place in a sentence where a clause of the speaker starts: the beginning, or behind a comma,
 * dash or joining word? */
gboolean
phrase_starts_clause(Span fold, gsize at)
{
  static const char *const joiners[] = {
      "and",     "so",    "then",      "but",     "or",      "now",     "also", "therefore",
      "thus",    "today", "meanwhile", "anyway",  "yes",     "ok",      "okay", "well",
      "instead", "think", "guess",     "meeting", "release", "weekend", "week", NULL};
  gsize end = at;
  while (end > 0 &&
         (span_is_blank_char(fold.s[end - 1]) || strchr("\"'(*_", fold.s[end - 1]) != NULL))
    end--;
  if (end == 0 || strchr(",;:-.)", fold.s[end - 1]) != NULL || (guchar)fold.s[end - 1] >= 0x80)
    return TRUE;
  gsize start = end;
  while (start > 0 && g_ascii_isalpha(fold.s[start - 1]))
    start--;
  return span_in_list(span_of(fold.s + start, end - start), joiners);
}
