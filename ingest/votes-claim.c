/* "(binding)", ", non-binding", "clr (PMC)", "from me (binding)": what a vote says of itself. */
#include "ingest/votes.h"

static const char *const claims_no[] = {"non-binding", "non binding", "nonbinding",
                                        "not binding", "unbinding",   NULL};
static const char *const claims_yes[] = {"binding", "pmc", "ipmc", "committer", NULL};

/* "NB" and "nb" behind a value are short for non-binding, "NB: the tag is wrong" is Latin. */
static gboolean
is_short_claim(Span inner, gboolean open)
{
  Span after = span_starts_fold(inner, "nb") ? span_ltrim(span_skip(inner, 2)) : SPAN("?");
  return after.n == 0 || strchr(open ? ")]" : ".,", after.s[0]) != NULL;
}

/* ", non-binding", " - binding.", "*binding*": a word of its own behind a mark. */
static Span
claim_behind_mark(Span t)
{
  static const char *const words[] = {"binding",    "non-binding", "non binding",
                                      "nonbinding", "not binding", NULL};
  gsize n;
  if (t.n == 0 || strchr(",-*;_/", t.s[0]) == NULL)
    return t;
  Span word = span_ltrim(span_skip(t, t.n > 1 && t.s[1] == '-' ? 2 : 1));
  if (!span_starts_in_list(word, words, &n))
    return t;
  return n == word.n || strchr(",.;:!*_", word.s[n]) != NULL ? word : t;
}

/* "(my vote is binding)", "(user, non-binding)": what the bracket ends with. */
static const char *
claim_of_bracket(Span t, Span *comment)
{
  gssize close = span_find_char(t, t.s[0] == '(' ? ')' : ']');
  Span inner = close > 1 ? span_rtrim(span_of(t.s + 1, (gsize)close - 1)) : SPAN("");
  static const char *const unsure[] = {"if", "not", "whether", "non", "isn't", "no", "un", NULL};
  gboolean denies = FALSE;
  for (const char *const *w = claims_no; *w != NULL; w++)
    denies = denies || span_ends_fold(inner, *w);
  if (!denies && (!span_ends_fold(inner, " binding") || span_has_word_of(inner, unsure)))
    return NULL;
  *comment = span_ltrim(span_skip(t, (gsize)close + 1));
  return denies ? "non-binding" : "binding";
}

/* "from me", "on this", "for the release": words of a vote that a claim may follow. */
static Span
skip_whose(Span t)
{
  static const char *const words[] = {
      "from me",  "from my side", "from our side", "from here",  "by me",       "for me",
      "pour moi", "von mir",      "da parte mia",  "de ma part", "de mi parte", "por mi parte",
      "on this",  "to this",      "for this",      "here",       "as well",     "too",
      NULL};
  gsize n;
  return span_starts_in_list(t, words, &n) ? span_ltrim(span_skip(t, n)) : t;
}

/* "to release it as it is (binding)": nothing but the claim in a bracket further on in the
 * sentence; NULL: none. */
static const char *
claim_further_on(Span t)
{
  gsize i = 0;
  while (i < MIN(t.n, 80) && t.s[i] != '(' && t.s[i] != '[' &&
         !(strchr(".!?:;", t.s[i]) != NULL && (i + 1 == t.n || t.s[i + 1] == ' ')))
    i++;
  if (i >= MIN(t.n, 80) || (t.s[i] != '(' && t.s[i] != '['))
    return NULL;
  gssize close = span_find_char(span_skip(t, i), t.s[i] == '(' ? ')' : ']');
  Span inner = close > 1 ? span_trim(span_of(t.s + i + 1, (gsize)close - 1)) : SPAN("");
  if (span_in_list(inner, claims_no) || span_is_fold(inner, "nb"))
    return "non-binding";
  return span_in_list(inner, claims_yes) ? "binding" : NULL;
}

/* "clr (PMC)" */
static const char *
claim_of_nick(Span t, Span *comment)
{
  gsize word = 0;
  while (word < t.n && g_ascii_isalnum(t.s[word]))
    word++;
  Span after = span_ltrim(span_skip(t, word));
  if (word == 0 || word >= 16 ||
      (!span_starts_fold(after, "(pmc)") && !span_starts_fold(after, "(binding)")))
    return NULL;
  *comment = span_ltrim(span_skip(after, (gsize)span_find_char(after, ')') + 1));
  return "binding";
}

const char *
votes_claim(Span rest, Span *comment)
{
  Span start = span_ltrim(rest);
  Span t = claim_behind_mark(skip_whose(start));
  gboolean open = t.n > 0 && (t.s[0] == '(' || t.s[0] == '[');
  *comment = start;
  Span inner = open ? span_ltrim(span_skip(t, 1)) : t;
  gboolean denies = span_starts_in_list(inner, claims_no, NULL) || is_short_claim(inner, open);
  gboolean claims =
      span_starts_in_list(inner, claims_yes, NULL) && (open || span_starts_fold(inner, "binding"));
  if (!denies && !claims) {
    const char *claim = open ? claim_of_bracket(t, comment) : claim_of_nick(t, comment);
    return claim != NULL || open ? claim : claim_further_on(start);
  }
  gssize close = open ? span_find_char(t, t.s[0] == '(' ? ')' : ']')
                      : (gssize)(denies ? strcspn(t.s, " ,.;*_\n") : 7);
  if (close > 0)
    *comment = span_ltrim(span_skip(t, MIN((gsize)close + 1, t.n)));
  return denies ? "non-binding" : "binding";
}
