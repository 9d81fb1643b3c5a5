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
  FoldStarts starts;
  gboolean many = g_strv_length((char **)phrases) > 3; /* else not worth the look at all words */
  if (many)
    starts = fold_starts(fold);
  for (; *phrases != NULL; phrases++) {
    gssize found = many ? fold_starts_find(&starts, fold, *phrases) : fold_find(fold, *phrases);
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

gboolean
phrase_in_piece(Piece *p, const char *const *phrases, gsize *at, gsize *length)
{
  if (p->starts_of.s != p->fold.s || p->starts_of.n != p->fold.n) {
    p->starts = fold_starts(p->fold);
    p->starts_of = p->fold;
  }
  for (; *phrases != NULL; phrases++) {
    gssize found = fold_starts_find(&p->starts, p->fold, *phrases);
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

/* Nobody reads further back; it bounds the work that one hostile sentence can make. */
#define LONGEST_CLAUSE 300

Span
phrase_clause_before(Span fold, gsize at)
{
  gsize start = at;
  while (start > 0 && at - start < LONGEST_CLAUSE && strchr(",;:(", fold.s[start - 1]) == NULL)
    start--;
  return span_of(fold.s + start, at - start);
}

gboolean
phrase_follows_word(Span fold, gsize at, const char *const *words)
{
  Span before = span_rtrim(span_of(fold.s, at));
  gsize start = before.n;
  while (start > 0 && (g_ascii_isalpha(before.s[start - 1]) || before.s[start - 1] == '\''))
    start--;
  return span_in_list(span_skip(before, start), words);
}

Span
phrase_without_adverbs(GString *out, Span fold)
{
  static const char *const adverbs[] = {
      "also",    "then",     "finally",    "therefore",  "thus",        "hence",   "hereby",
      "now",     "herewith", "eventually", "jointly",    "formally",    "further", "again",
      "instead", "simply",   "really",     "officially", "unanimously", "however", "rough",
      "rather",  "strongly", "clear",      "broad",      "general",     NULL};
  gsize i = 0;
  g_string_set_size(out, 0);
  while (i < fold.n) {
    gsize n = 0;
    gboolean start = i == 0 || span_is_blank_char(fold.s[i - 1]);
    if (start && span_starts_in_list(span_skip(fold, i), adverbs, &n) && i + n < fold.n &&
        fold.s[i + n] == ' ')
      i += n + 1;
    else
      g_string_append_c(out, fold.s[i++]);
  }
  return span_of(out->str, out->len);
}

gboolean
phrase_in_either(Piece *p, gboolean (*match)(Piece *p))
{
  if (match(p))
    return TRUE;
  g_autoptr(GString) plain = g_string_sized_new(p->fold.n + 1);
  Span whole = p->fold;
  p->fold = phrase_without_adverbs(plain, whole);
  gboolean found = p->fold.n != whole.n && match(p);
  p->fold = whole;
  return found;
}

/* "after a long discussion", "on Monday": time or place in front of a clause, with no verb of
 * somebody else in it. */
static gboolean
is_adverbial(Span t)
{
  static const char *const openers[] = {"after",     "at",   "in",   "on",        "during",
                                        "for",       "next", "last", "tomorrow",  "tonight",
                                        "yesterday", "this", "over", "following", NULL};
  static const char *const verbs[] = {"he",   "she",  "they", "you",   "we",    "i",    "it",
                                      "that", "who",  "if",   "which", "said",  "says", "is",
                                      "was",  "told", "when", "hope",  "think", "are",  NULL};
  t = span_trim(t);
  if (span_starts(t, "so "))
    t = span_skip(t, 3);
  return span_starts_in_list(t, openers, NULL) && span_count_words(t) <= 10 &&
         !span_has_word_of(t, verbs);
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
  return span_in_list(span_of(fold.s + start, end - start), joiners) ||
         is_adverbial(phrase_clause_before(fold, at));
}
