#include "ingest/votes.h"

/* "+1", "-0", "±0", "+/-0", "0": bytes taken, 0 for none. */
static gsize
read_value(Span t, BallotLine *b)
{
  gsize sign = 0;
  int factor = 1;
  if (span_starts(t, "+/-0") || span_starts(t, "+-0"))
    sign = t.s[1] == '/' ? 3 : 2;
  else if (t.n > 0 && (t.s[0] == '+' || t.s[0] == '-'))
    sign = 1;
  else if (span_starts(t, "±"))
    sign = strlen("±");
  else if (span_starts(t, "−") || span_starts(t, "–"))
    sign = strlen("−");
  if (sign > 0 && t.s[0] != '+' && !span_starts(t, "±"))
    factor = -1;
  gsize digits = span_digits(span_skip(t, sign));
  if (digits == 0 || digits > 2)
    return 0;
  b->value = factor * (int)g_ascii_strtoull(t.s + sign, NULL, 10);
  b->bare_zero = sign == 0;
  if (sign == 0 && (digits > 1 || b->value != 0))
    return 0;
  Span rest = span_skip(t, sign + digits);
  if (rest.n > 1 && (rest.s[0] == '.' || rest.s[0] == ',') && g_ascii_isdigit(rest.s[1]))
    b->number = TRUE;
  else if (rest.n > 0 &&
           (g_ascii_isalnum(rest.s[0]) || strchr("%_/'*+=<>|&$^~\"", rest.s[0]) != NULL))
    return 0;
  else if (rest.n > 1 && rest.s[0] == '-' && g_ascii_isdigit(rest.s[1]))
    b->number = b->value != 1;
  b->text = span_of(t.s, sign + digits);
  b->rest = rest;
  return sign + digits;
}

/* "+ 1", "- 1, too early", "+ 1 (binding)": in the answer to a ballot, where no list begins so. */
static gsize
read_spaced(Span t, BallotLine *b)
{
  if (t.n < 3 || strchr("+-", t.s[0]) == NULL || t.s[1] != ' ' || strchr("012", t.s[2]) == NULL)
    return 0;
  Span rest = span_skip(t, 3), comment;
  Span after = span_ltrim(rest);
  gboolean ends =
      after.n == 0 || (after.n == rest.n && strchr(",.!", rest.s[0]) != NULL &&
                       (rest.n == 1 || (rest.s[1] == ' ' && !g_ascii_isdigit(rest.s[2]))));
  if (!ends && !span_starts_fold(rest, " from me") && votes_claim(rest, &comment) == NULL)
    return 0;
  b->value = (t.s[2] - '0') * (t.s[0] == '-' ? -1 : 1);
  b->text = span_of(t.s, 3);
  b->rest = rest;
  return 3;
}

static gboolean
is_signed(Span t)
{
  return t.n > 1 && (t.s[0] == '+' || t.s[0] == '-') && g_ascii_isdigit(t.s[1]);
}

/* "I am changing my vote from +1 to 0": bytes in front of the last value. */
static gsize
read_change(Span t)
{
  static const char *const said[] = {"i change my vote", "i'm changing my vote",
                                     "i am changing my vote", "changing my vote", NULL};
  gsize n;
  if (!span_starts_in_list(t, said, &n))
    return 0;
  Span at = span_ltrim(span_skip(t, n));
  if (span_starts_fold(at, "from ")) {
    gssize to = span_find_fold(span_of(at.s, MIN(at.n, 16)), " to ");
    at = to > 0 ? span_skip(at, (gsize)to + 1) : SPAN("");
  }
  if (!span_starts_fold(at, "to "))
    return 0;
  at = span_ltrim(span_skip(at, 3));
  return is_signed(at) || (at.n > 0 && at.s[0] == '0') ? t.n - at.n : 0;
}

/* "My +1 (binding).", "Yes, +1!", "Also +1 from me": in the answer to a ballot a sentence of
 * nothing but the vote; bytes in front of the value, 0 for none. */
static gsize
read_sentence(Span t)
{
  static const char *const words[] = {"my", "here's", "another", "also",  "late",
                                      "so", "this",   "time",    "a",     "here",
                                      "is", "then",   "big",     "still", NULL};
  static const char *const first[] = {"yes,",  "no,",         "ok,",   "okay,", "sorry,", "thanks,",
                                      "sure,", "abstaining,", "well,", "also,", NULL};
  static const char *const ends[] = {"from me", "from my side", "on this", "to this", NULL};
  Span at = t, comment;
  gsize n;
  for (guint k = 0; k < 4 && !is_signed(at); k++) {
    gboolean called = FALSE;
    for (const char *const *w = first; k == 0 && !called && *w != NULL; w++)
      if ((called = span_starts_fold(at, *w)))
        n = strlen(*w);
    if (!called && !span_starts_in_list(at, words, &n))
      return 0;
    if (n >= at.n || at.s[n] != ' ')
      return 0;
    at = span_ltrim(span_skip(at, n));
  }
  if (!is_signed(at) || at.s == t.s)
    return 0;
  Span rest = span_skip(at, 2), behind = span_ltrim(rest);
  gboolean alone = behind.n == 0 || (behind.n == rest.n && strchr(".!,", rest.s[0]) != NULL &&
                                     (rest.n == 1 || span_is_blank_char(rest.s[1])));
  return alone || votes_claim(rest, &comment) != NULL || span_starts_in_list(behind, ends, NULL)
             ? t.n - at.n
             : 0;
}

gsize
votes_opening(Span t)
{
  static const char *const told[] = {"my vote:", "vote:", "i abstain:", NULL};
  static const char *const said[] = {"i vote",
                                     "i'm voting",
                                     "my vote is",
                                     "i am",
                                     "i'm",
                                     "i'd like to vote",
                                     "mine is",
                                     "count me as a",
                                     "count me as",
                                     "put me down for a",
                                     "put me down as",
                                     "here is my",
                                     "here's my",
                                     "consider this a",
                                     "count this as a",
                                     "big",
                                     "a big",
                                     "huge",
                                     "a huge",
                                     "strong",
                                     "a strong",
                                     "definitely a",
                                     "definitely",
                                     NULL};
  gsize n = read_change(t);
  if (n > 0)
    return n;
  for (const char *const *w = told; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return t.n - span_ltrim(span_skip(t, strlen(*w))).n;
  if (!span_starts_in_list(t, said, &n))
    return 0;
  Span value = span_ltrim(span_skip(t, n));
  gsize sign = value.n > 1 && (value.s[0] == '+' || value.s[0] == '-') ? 1 : 0;
  Span phrase = span_of(t.s, n);
  gboolean zero = span_ends_fold(phrase, " my") && value.n > 0 && value.s[0] == '0';
  return (sign > 0 && g_ascii_isdigit(value.s[1])) || zero ? t.n - value.n : 0;
}

gsize
votes_option_word(Span t)
{
  static const char *const words[] = {"option", "choice", "proposal", "motion", NULL};
  gsize n;
  return span_starts_in_list(t, words, &n) && n < t.n && t.s[n] == ' ' ? n + 1 : 0;
}

/* "(+1)", "(+1) from me": all that a line says. */
static gboolean
is_bracketed(Span t)
{
  if (t.n < 4 || t.s[0] != '(' || !is_signed(span_skip(t, 1)) || t.s[3] != ')')
    return FALSE;
  Span behind = span_trim(span_skip(t, 4));
  return behind.n == 0 || span_starts_fold(behind, "from me");
}

/* "B +1", "Option C 0", "7 - +1", "8 = 0", "D (+1)": what stands between a label and a value
 * without a colon; bytes up to the value, 0 for none. named: the word option is in front. */
static gsize
read_loose_end(Span t, Span label, gboolean named)
{
  Span value = span_ltrim(t);
  if (value.n == t.n)
    return 0;
  gboolean ends = value.n == 1 || (value.n > 1 && !g_ascii_isalnum(value.s[1]));
  gboolean zero = value.n > 0 && value.s[0] == '0' && ends;
  if (is_signed(value) || (named && zero)) {
    /* "A +1 from me", "I +1 this", "12 +1 so far" */
    gboolean alone = span_trim(span_skip(value, 2)).n == 0;
    gboolean word = label.n == 1 && strchr("AI", g_ascii_toupper(label.s[0])) != NULL;
    gboolean letter = g_ascii_isalpha(label.s[label.n - 1]);
    return named || alone || (letter && !word) ? t.n - value.n : 0;
  }
  if (is_bracketed(value))
    return t.n - value.n + 1;
  if (span_starts(value, "->"))
    value = span_skip(value, 1);
  if (value.n < 2 || strchr("-=>", value.s[0]) == NULL || value.s[1] != ' ')
    return 0;
  gboolean equals = value.s[0] == '=';
  value = span_ltrim(span_skip(value, 1));
  zero = value.n > 0 && value.s[0] == '0' && (value.n == 1 || strchr(",.(; ", value.s[1]) != NULL);
  return is_signed(value) || (equals && zero) ? t.n - value.n : 0;
}

/* "1a:", "2)", "B:", "Option 3:", in polls also "crate:" */
static gsize
read_option(Span t, gboolean words, BallotLine *b)
{
  gsize start = votes_option_word(t), n = votes_opening(t);
  if (n == 0 && words)
    n = read_sentence(t);
  if (n > 0)
    return n;
  if (words && is_bracketed(t))
    return 1;
  gboolean named = start > 0, open = !named && words && t.n > 2 && t.s[0] == '(';
  start = open ? 1 : start;
  Span at = span_skip(t, start);
  n = span_digits(at);
  if (n > 2)
    return 0;
  if (n < at.n && g_ascii_isalpha(at.s[n]) && (n + 1 >= at.n || !g_ascii_isalnum(at.s[n + 1])))
    n++;
  gsize loose = n > 0 && (named || words) && !open
                    ? read_loose_end(span_skip(at, n), span_of(at.s, n), named)
                    : 0;
  if (loose > 0) {
    b->option = span_of(at.s, n);
    return start + n + loose;
  }
  if (n == 0 && words && !open) {
    gssize colon = span_find_char(span_of(t.s, MIN(t.n, 36)), ':');
    Span word = colon > 1 ? span_of(t.s, (gsize)colon) : SPAN("");
    static const char *const no[] = {"binding", "non-binding", "total", "sum",    "votes", "score",
                                     "result",  "tally",       "count", "quorum", NULL};
    if (word.n > 0 && span_count_words(word) <= 3 && !span_in_list(word, no) &&
        (g_ascii_isalpha(word.s[0]) || (guchar)word.s[0] >= 0x80))
      n = word.n;
    at = t;
    start = 0;
  }
  if (n == 0 || n >= at.n || strchr(open ? ")" : ":).=", at.s[n]) == NULL)
    return 0;
  b->option = span_of(at.s, n);
  gsize end = start + n + 1;
  Span rest = span_skip(t, end);
  /* "1.0. The packages", "16:00" */
  if (rest.n > 0 && g_ascii_isalnum(rest.s[0]))
    return 0;
  /* "(1) -1 file without a header" */
  Span value = span_ltrim(rest),
       noun = is_signed(value) ? span_ltrim(span_skip(value, 2)) : SPAN(""), comment;
  if (open && noun.n > 0 && g_ascii_isalpha(noun.s[0]) && votes_claim(noun, &comment) == NULL)
    return 0;
  return end + (rest.n - span_ltrim(rest).n);
}

/* "[+1|0|-1]", "[+1 | +0 | -1]" */
static gboolean
is_choice(Span t)
{
  gssize close = t.n > 0 && t.s[0] == '[' ? span_find_char(t, ']') : -1;
  if (close < 4)
    return FALSE;
  Span inner = span_of(t.s + 1, (gsize)close - 1);
  /* "[1/3]" numbers a patch */
  if (span_find_char(inner, '|') < 0 &&
      !(span_find_char(inner, '/') >= 0 && (span_has(inner, "+") || span_has(inner, "-"))))
    return FALSE;
  for (gsize i = 0; i < inner.n; i++)
    if (strchr("+-0123456789|/ ", inner.s[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gsize
read_box(Span t, BallotForm *form)
{
  gsize n = 1;
  if (t.n < 4 || t.s[0] != '[')
    return 0;
  while (n < t.n && n < 5 && (t.s[n] == ' ' || t.s[n] == '_'))
    n++;
  static const char *const marks[] = {"x", "X", "*", "+", "v", "V", "✓", "✔", "√", NULL};
  gboolean marked = FALSE;
  for (const char *const *m = marks; !marked && *m != NULL; m++)
    if ((marked = span_starts(span_skip(t, n), *m)))
      n += strlen(*m);
  while (n < t.n && n < 10 && t.s[n] == ' ')
    n++;
  if (n >= t.n || t.s[n] != ']')
    return 0;
  *form = marked ? BALLOT_MARKED : BALLOT_EMPTY;
  Span rest = span_skip(t, n + 1);
  return n + 1 + (rest.n - span_ltrim(rest).n);
}

/* "[+1] Release", "[ -1 ]": a value written into the box. */
static gboolean
read_boxed(Span t, BallotLine *b)
{
  gssize close = t.n > 3 && t.s[0] == '[' ? span_find_char(span_of(t.s, MIN(t.n, 8)), ']') : -1;
  if (close < 3)
    return FALSE;
  Span inner = span_trim(span_of(t.s + 1, (gsize)close - 1));
  if (read_value(inner, b) != inner.n || b->bare_zero)
    return FALSE;
  b->rest = span_skip(t, (gsize)close + 1);
  return TRUE;
}

BallotLine
votes_read(Span line, gboolean words)
{
  BallotLine b = {.form = BALLOT_NONE};
  Span t = span_trim(line);
  if (t.n == 0 || t.n > 4000)
    return b;
  if (t.s[0] == '"')
    t = span_skip(t, 1);
  if (span_starts_fold(t, "#vote ")) {
    b.form = read_value(span_ltrim(span_skip(t, 6)), &b) > 0 ? BALLOT_COMMAND : BALLOT_NONE;
    return b;
  }
  gsize box = read_box(t, &b.form);
  if (box > 0) {
    if (read_value(span_skip(t, box), &b) == 0)
      b.form = BALLOT_NONE;
    return b;
  }
  if (is_choice(t)) {
    b.form = BALLOT_CHOICE;
    return b;
  }
  if (read_boxed(t, &b)) {
    b.form = BALLOT_BOXED;
    return b;
  }
  /* "*+1* (binding)", "**+1**": bold, as text */
  gsize stars = span_starts(t, "**") ? 2 : span_starts(t, "*") ? 1 : 0;
  if (stars > 0 && t.n > stars + 2 && strchr("+-", t.s[stars]) != NULL) {
    Span inner = span_skip(t, stars);
    gssize bold = span_find_char(inner, '*');
    if (bold > 1 && bold < 4 &&
        span_starts(span_skip(inner, (gsize)bold), stars == 2 ? "**" : "*") &&
        read_value(span_of(inner.s, (gsize)bold), &b) == (gsize)bold) {
      b.form = BALLOT_PLAIN;
      b.rest = span_skip(inner, (gsize)bold + stars);
      return b;
    }
  }
  if (read_value(t, &b) > 0) {
    b.form = BALLOT_PLAIN;
    return b;
  }
  if (words && read_spaced(t, &b) > 0) {
    b.form = BALLOT_PLAIN;
    return b;
  }
  gsize option = read_option(t, words, &b);
  Span rest = span_skip(t, option);
  if (option == 0)
    return b;
  if (is_choice(rest) || (b.option.n > 0 && span_ends_fold(rest, "[ ]")))
    b.form = BALLOT_CHOICE;
  else if ((read_value(rest, &b) > 0 && !b.number) || (words && read_spaced(rest, &b) > 0))
    b.form = BALLOT_PLAIN;
  if (b.form == BALLOT_PLAIN && rest.s[-1] == '(' && span_starts(b.rest, ")"))
    b.rest = span_skip(b.rest, 1);
  return b;
}

static const char *const claims_no[] = {"non-binding", "non binding", "nonbinding",
                                        "not binding", "unbinding",   NULL};

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
  if (t.n == 0 || strchr(",-*;_", t.s[0]) == NULL)
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

const char *
votes_claim(Span rest, Span *comment)
{
  static const char *const yes[] = {"binding", "pmc", "ipmc", "committer", NULL};
  Span t = claim_behind_mark(span_ltrim(rest));
  gboolean open = t.n > 0 && (t.s[0] == '(' || t.s[0] == '[');
  *comment = span_ltrim(rest);
  Span inner = open ? span_ltrim(span_skip(t, 1)) : t;
  gboolean denies = span_starts_in_list(inner, claims_no, NULL) || is_short_claim(inner, open);
  gboolean claims =
      span_starts_in_list(inner, yes, NULL) && (open || span_starts_fold(inner, "binding"));
  if (!denies && !claims) {
    if (open)
      return claim_of_bracket(t, comment);
    /* "+1 clr (PMC)" */
    gsize word = 0;
    while (word < t.n && g_ascii_isalnum(t.s[word]))
      word++;
    Span after = span_ltrim(span_skip(t, word));
    if (word > 0 && word < 16 &&
        (span_starts_fold(after, "(pmc)") || span_starts_fold(after, "(binding)"))) {
      *comment = span_ltrim(span_skip(after, (gsize)span_find_char(after, ')') + 1));
      return "binding";
    }
    return NULL;
  }
  gssize close = open ? span_find_char(t, t.s[0] == '(' ? ')' : ']')
                      : (gssize)(denies ? strcspn(t.s, " ,.;*_\n") : 7);
  if (close > 0)
    *comment = span_ltrim(span_skip(t, MIN((gsize)close + 1, t.n)));
  return denies ? "non-binding" : "binding";
}
