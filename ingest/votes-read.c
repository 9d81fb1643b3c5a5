#include "ingest/votes.h"

/* "+/-0", "+-0", "±", "−" and "–" are signs, too; a minus makes *factor -1. */
static gsize
read_sign(Span t, int *factor)
{
  *factor = 1;
  if (span_starts(t, "+/-0") || span_starts(t, "+-0"))
    return t.s[1] == '/' ? 3 : 2;
  if (span_starts(t, "±"))
    return strlen("±");
  if (t.n > 0 && t.s[0] == '+')
    return 1;
  *factor = -1;
  if (span_starts(t, "−") || span_starts(t, "–"))
    return strlen("−");
  return t.n > 0 && t.s[0] == '-' ? 1 : 0;
}

gsize
votes_sign(Span t)
{
  int factor;
  gsize n = read_sign(t, &factor);
  return n > 0 && n < t.n && g_ascii_isdigit(t.s[n]) ? n : 0;
}

/* "+1.5": a number that goes on; where it ends soon somebody may give a part of a vote. */
static void
read_fraction(Span rest, gboolean sign, BallotLine *b)
{
  gsize digits = span_digits(span_skip(rest, 1));
  Span behind = span_skip(rest, 1 + digits);
  gboolean more = behind.n > 1 && strchr(".,", behind.s[0]) != NULL && g_ascii_isdigit(behind.s[1]);
  b->number = TRUE;
  b->fraction = sign && digits <= 2 && !more &&
                (behind.n == 0 || strchr(" \t.,;:!)(*_", behind.s[0]) != NULL);
}

/* "+1", "-0", "±0", "+/-0", "0", "+0.5": bytes taken, 0 for none. */
static gsize
read_value(Span t, BallotLine *b)
{
  int factor;
  gsize sign = read_sign(t, &factor);
  gsize digits = span_digits(span_skip(t, sign));
  if (digits == 0 || digits > 2)
    return 0;
  b->value = (sign > 0 ? factor : 1) * (int)g_ascii_strtoull(t.s + sign, NULL, 10);
  b->bare_zero = sign == 0;
  b->number = b->fraction = FALSE;
  if (sign == 0 && (digits > 1 || b->value != 0))
    return 0;
  Span rest = span_skip(t, sign + digits);
  gsize n = sign + digits;
  if (rest.n > 1 && (rest.s[0] == '.' || rest.s[0] == ',') && g_ascii_isdigit(rest.s[1])) {
    read_fraction(rest, sign > 0 && digits == 1, b);
    n += b->fraction ? 1 + span_digits(span_skip(rest, 1)) : 0;
  } else if (rest.n > 0 &&
             (g_ascii_isalnum(rest.s[0]) || strchr("%_/'*+=<>|&$^~\"", rest.s[0]) != NULL))
    return 0;
  else if (rest.n > 1 && rest.s[0] == '-' && g_ascii_isdigit(rest.s[1]))
    b->number = b->value != 1;
  b->text = span_of(t.s, n);
  b->rest = span_skip(t, n);
  return n;
}

/* "[ +1 ]", "(0)", "**-1**", "`+1`" */
static gsize
read_wrapped(Span t, BallotLine *b)
{
  static const char open[] = "[(*_`\"", close[] = "])*_`\"";
  const char *kind = t.n > 2 && t.s[0] != '\0' ? strchr(open, t.s[0]) : NULL;
  if (kind == NULL)
    return 0;
  gsize lead = MIN(span_count_lead(t, t.s[0]), 2);
  Span inner = span_skip(t, lead);
  gssize end = span_find_char(span_of(inner.s, MIN(inner.n, 10)), close[kind - open]);
  Span value = end > 0 ? span_trim(span_of(inner.s, (gsize)end)) : SPAN("");
  if (value.n == 0 || read_value(value, b) != value.n)
    return 0;
  b->rest =
      span_skip(inner, (gsize)end + span_count_lead(span_skip(inner, (gsize)end), inner.s[end]));
  return t.n - b->rest.n;
}

gsize
votes_value(Span t, BallotLine *b)
{
  gsize n = read_value(t, b);
  return n > 0 ? n : read_wrapped(t, b);
}

/* A value for an option: whole, or a fraction that ends. */
static gboolean
read_whole(Span t, BallotLine *b)
{
  return read_value(t, b) > 0 && (!b->number || b->fraction);
}

/* "+ 1", "- 1, too early", "+ 1 (binding)": in the answer to a ballot, where no list begins so. */
gsize
votes_spaced_value(Span t, BallotLine *b)
{
  gsize sign = span_starts(t, "−") ? strlen("−") : 1;
  if (t.n < sign + 2 || (sign == 1 && strchr("+-", t.s[0]) == NULL) || t.s[sign] != ' ' ||
      strchr("012", t.s[sign + 1]) == NULL)
    return 0;
  Span rest = span_skip(t, sign + 2), comment;
  Span after = span_ltrim(rest);
  gboolean ends =
      after.n == 0 || (after.n == rest.n && strchr(",.!", rest.s[0]) != NULL &&
                       (rest.n == 1 || (rest.s[1] == ' ' && !g_ascii_isdigit(rest.s[2]))));
  if (!ends && !span_starts_fold(rest, " from me") && votes_claim(rest, &comment) == NULL)
    return 0;
  b->value = (t.s[sign + 1] - '0') * (t.s[0] == '+' ? 1 : -1);
  b->text = span_of(t.s, sign + 2);
  b->rest = rest;
  b->bare_zero = b->number = b->fraction = FALSE;
  return sign + 2;
}

/* "(+1)", "(+1) from me": all that a line says. */
static gboolean
is_bracketed(Span t)
{
  if (t.n < 4 || t.s[0] != '(' || votes_sign(span_skip(t, 1)) != 1 || t.s[3] != ')')
    return FALSE;
  Span behind = span_trim(span_skip(t, 4));
  return behind.n == 0 || span_starts_fold(behind, "from me");
}

/* Of "A +1, B -1" the rest behind the first value goes on with another. */
static gboolean
goes_on_with_another(Span rest)
{
  Span t = span_ltrim(rest);
  if (t.n == 0 || (strchr(",;/|", t.s[0]) == NULL && rest.n - t.n < 2))
    return FALSE;
  t = span_ltrim(span_skip(t, strchr(",;/|", t.s[0]) != NULL ? 1 : 0));
  gsize n = votes_label(t, TRUE);
  Span value = span_ltrim(span_skip(t, n));
  return n > 0 && value.n > 0 && (votes_sign(value) > 0 || value.s[0] == '0');
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
  gsize sign = votes_sign(value);
  /* "Q2 0", and nothing else */
  zero = zero && (named || (value.n == 1 && (g_ascii_isupper(label.s[0]) || label.s[0] == '#')));
  if (sign > 0 || zero) {
    /* "A +1 from me", "I +1 this", "12 +1 so far" */
    Span rest = span_skip(value, sign + 1);
    gboolean column = t.n - value.n > 1; /* "A  +1  good" */
    gboolean alone = span_trim(rest).n == 0 || column || goes_on_with_another(rest);
    gboolean word = label.n == 1 && strchr("AI", g_ascii_toupper(label.s[0])) != NULL;
    gboolean letter =
        g_ascii_isalpha(label.s[0]) || label.s[0] == '#' || g_ascii_isalpha(label.s[label.n - 1]);
    return named || alone || zero || (letter && !word) ? t.n - value.n : 0;
  }
  if (is_bracketed(value))
    return t.n - value.n + 1;
  if (span_starts(value, "->") || span_starts(value, "=>"))
    value = span_skip(value, 1);
  if (value.n < 2 || strchr("-=>", value.s[0]) == NULL || value.s[1] != ' ')
    return 0;
  gboolean equals = value.s[0] == '=';
  value = span_ltrim(span_skip(value, 1));
  zero = value.n > 0 && value.s[0] == '0' && (value.n == 1 || strchr(",.(; ", value.s[1]) != NULL);
  return votes_sign(value) > 0 || (equals && zero) ? t.n - value.n : 0;
}

/* "1a:", "2)", "B:", "Option 3:", "R1 +1", "2) Forgejo: +1", "Option B (the anchor): +1" */
static gsize
read_label(Span t, gboolean words, BallotLine *b)
{
  gsize start = votes_option_word(t);
  gboolean named = start > 0, open = !named && words && t.n > 2 && t.s[0] == '(';
  start = open ? 1 : start;
  Span at = span_skip(t, start);
  gsize n = votes_label(at, words);
  if (n == 0 && named && words && span_digits(at) <= 6)
    n = span_digits(at);
  if (n == 0)
    return 0;
  Span label = span_of(at.s, n);
  gsize loose = (named || words) && !open ? read_loose_end(span_skip(at, n), label, named) : 0;
  if (loose > 0) {
    b->option = label;
    return start + n + loose;
  }
  Span text = span_ltrim(span_skip(at, n));
  gboolean bracket = words && text.n > 2 && text.n < at.n - n && text.s[0] == '(';
  gboolean marked = n < at.n && strchr(open ? ")" : ":).=", at.s[n]) != NULL;
  if (!marked && !bracket)
    return 0;
  Span rest = marked ? span_skip(at, n + 1) : text;
  /* "1.0. The packages", "16:00" */
  if (marked && rest.n > 0 && g_ascii_isalnum(rest.s[0]))
    return 0;
  Span value = span_ltrim(rest);
  BallotLine inner = {0};
  if (words && !open && !read_whole(value, &inner)) {
    Span name;
    gsize far = votes_name_ahead(value, &name, &inner);
    if (far > 0) {
      b->option = label;
      return (gsize)(value.s - t.s) + far;
    }
  }
  if (bracket)
    return 0;
  /* "(1) -1 file without a header" */
  gsize sign = votes_sign(value);
  Span noun = sign > 0 ? span_ltrim(span_skip(value, sign + 1)) : SPAN(""), comment;
  if (open && noun.n > 0 && g_ascii_isalpha(noun.s[0]) && votes_claim(noun, &comment) == NULL)
    return 0;
  b->option = label;
  return (gsize)(value.s - t.s);
}

/* "I vote A: +1", "and B: -1", "For the wiki: +1": bytes in front of the option. */
static gsize
read_lead(Span t)
{
  static const char *const words[] = {
      "i vote",          "i say",          "and",        "but", "then", "also",  "my vote for",
      "my vote goes to", "my vote is for", "my vote on", "for", "on",   "about", "as for",
      "as to",           "regarding",      "re",         NULL};
  gsize n;
  return span_starts_in_list(t, words, &n) && n + 1 < t.n && t.s[n] == ' ' ? n + 1 : 0;
}

/* What stands in front of a value; bytes up to it, 0: nothing that goes with one. */
static gsize
read_option(Span t, gboolean words, BallotLine *b)
{
  gsize n = votes_opening(t, words);
  if (n == 0 && words && is_bracketed(t))
    n = 1;
  gsize lead = n == 0 && words ? read_lead(t) : 0;
  if (n == 0)
    n = read_label(t, words, b);
  if (n == 0 && lead > 0 && (n = read_label(span_skip(t, lead), words, b)) > 0)
    n += lead;
  if (n == 0 && words) {
    n = votes_name_ahead(span_skip(t, lead), &b->option, b);
    n += n > 0 ? lead : 0;
    b->named = n > 0;
    /* "Option B gets my +1" */
    gsize word = n > 0 ? votes_option_word(b->option) : 0;
    Span label = span_skip(b->option, word);
    if (word > 0 && votes_label(label, TRUE) == label.n) {
      b->option = label;
      b->named = FALSE;
    }
  }
  if (n == 0 && words) {
    n = votes_ending(t);
    b->ending = n > 0;
  }
  if (n == 0 && words && (n = votes_prose_ahead(t, &b->option, b)) > 0)
    b->named = TRUE;
  return n;
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
read_box(Span t, gboolean words, BallotForm *form)
{
  static const char *const drawn[] = {"☑", "☒", "✅", "☐", NULL};
  for (const char *const *box = drawn; words && *box != NULL; box++)
    if (span_starts(t, *box)) {
      *form = box[1] != NULL ? BALLOT_MARKED : BALLOT_EMPTY;
      return t.n - span_ltrim(span_skip(t, strlen(*box))).n;
    }
  gsize n = 1;
  gboolean round = words && t.n > 3 && t.s[0] == '(';
  if (t.n < 3 || (t.s[0] != '[' && !round))
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
  if (n >= t.n || t.s[n] != (round ? ')' : ']'))
    return 0;
  *form = marked ? BALLOT_MARKED : BALLOT_EMPTY;
  Span rest = span_skip(t, n + 1);
  return n + 1 + (rest.n - span_ltrim(rest).n);
}

/* "[x] +1 approve", "[ ] -1"; with words also "[x] A: the heron", which has no value of its own. */
static BallotLine
read_boxed_line(Span t, gsize box, BallotForm form, gboolean words)
{
  BallotLine b = {.form = form};
  Span rest = span_skip(t, box);
  if (read_value(rest, &b) > 0)
    return b;
  b = (BallotLine){.form = BALLOT_NONE};
  if (words && rest.n > 0) {
    b.form = form == BALLOT_MARKED ? BALLOT_TICKED : BALLOT_BLANK;
    b.value = form == BALLOT_MARKED ? 1 : 0;
    b.text = span_rtrim(span_of(t.s, box));
    b.rest = rest;
  }
  return b;
}

/* "2. [x] the ferry", "1b: ferry [x]", "the ferry [ ]": a box without a value behind a label, or at
 * the end. */
static gboolean
read_box_aside(Span t, BallotLine *b)
{
  BallotForm form = BALLOT_NONE;
  gsize n = votes_label(t, TRUE);
  Span behind = span_ltrim(span_skip(t, n + (n < t.n && strchr(").:", t.s[n]) != NULL ? 1 : 0)));
  gsize box = n > 0 && behind.s > t.s + n ? read_box(behind, FALSE, &form) : 0;
  gboolean value = box > 0 && votes_sign(span_skip(behind, box)) > 0;
  Span last = t.n > 4 ? span_skip(t, t.n - 3) : SPAN("");
  gboolean ends = box == 0 && last.n == 3 && t.s[t.n - 4] == ' ' &&
                  read_box(last, FALSE, &form) == 3 && (form == BALLOT_MARKED || n == 0);
  if (value || (box == 0 && !ends))
    return FALSE;
  *b = (BallotLine){.form = form == BALLOT_MARKED ? BALLOT_TICKED : BALLOT_BLANK,
                    .value = form == BALLOT_MARKED ? 1 : 0,
                    .text = ends ? last : span_rtrim(span_of(behind.s, box)),
                    .rest = ends ? span_rtrim(span_of(t.s, t.n - 3)) : t};
  return TRUE;
}

/* "[+1] Release", "[ -1 ]": a value written into the box. */
static gboolean
read_boxed(Span t, gboolean words, BallotLine *b)
{
  gssize close = t.n > 3 && t.s[0] == '[' ? span_find_char(span_of(t.s, MIN(t.n, 8)), ']') : -1;
  if (close < 2)
    return FALSE;
  Span inner = span_trim(span_of(t.s + 1, (gsize)close - 1));
  if (inner.n > 2 && inner.s[0] == '_' && inner.s[inner.n - 1] == '_')
    inner = span_trim(span_of(inner.s + 1, inner.n - 2));
  if (inner.n == 0 || read_value(inner, b) != inner.n || (b->bare_zero && !words))
    return FALSE;
  b->rest = span_skip(t, (gsize)close + 1);
  return TRUE;
}

/* "*+1* (binding)", "**+1**", "_+1_", "**+1 (binding)**": bold, as text. */
static gboolean
read_bold(Span t, BallotLine *b)
{
  gsize stars = 0;
  while (stars < 3 && stars < t.n && strchr("*_", t.s[stars]) != NULL)
    stars++;
  Span inner = stars == 1 || stars == 2 ? span_skip(t, stars) : SPAN("");
  if (stars == 2)
    inner = span_ltrim(inner);
  gssize bold = votes_sign(inner) > 0 ? span_find_char(inner, t.s[0]) : -1;
  if (bold < 2 || span_count_lead(span_skip(inner, (gsize)bold), t.s[0]) != stars)
    return FALSE;
  if (read_value(span_rtrim(span_of(inner.s, (gsize)bold)), b) == 0)
    return FALSE;
  b->rest = b->rest.n > 0 ? span_of(b->rest.s, (gsize)(t.s + t.n - b->rest.s))
                          : span_skip(inner, (gsize)bold + stars);
  return TRUE;
}

/* "* ", "- ", "=> " in front of a vote, where a ballot is answered; 0: none. */
static gsize
read_bullet(Span t)
{
  static const char *const marks[] = {"-->", "==>", "->", "=>", "→", "•", "·",
                                      "*",   "-",   "+",  "#",  "o", NULL};
  for (const char *const *m = marks; *m != NULL; m++)
    if (span_starts(t, *m)) {
      Span rest = span_skip(t, strlen(*m));
      Span after = span_ltrim(rest);
      return after.n < rest.n && after.n > 0 ? t.n - after.n : 0;
    }
  return 0;
}

/* "`+1`" and nothing else */
static gboolean
is_quoted_value(Span t, BallotLine *b)
{
  return t.n > 0 && t.s[0] == '`' && read_wrapped(t, b) > 0 && span_trim(b->rest).n == 0;
}

/* A value, or an option with one. */
static void
read_plain(Span t, gboolean words, BallotLine *b)
{
  if (read_bold(t, b) || read_value(t, b) > 0 ||
      (words && (votes_spaced_value(t, b) > 0 || is_quoted_value(t, b)))) {
    b->form = BALLOT_PLAIN;
    return;
  }
  gsize option = read_option(t, words, b);
  Span rest = span_skip(t, option);
  if (option == 0)
    return;
  if (is_choice(rest) || (b->option.n > 0 && span_ends_fold(rest, "[ ]")))
    *b = (BallotLine){.form = BALLOT_CHOICE, .option = b->option, .rest = t};
  else if (read_whole(rest, b) ||
           (words && (votes_spaced_value(rest, b) > 0 || read_bold(rest, b))))
    b->form = BALLOT_PLAIN;
  if (b->form == BALLOT_PLAIN && rest.s[-1] == '(' && span_starts(b->rest, ")"))
    b->rest = span_skip(b->rest, 1);
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
  gsize bullet = words && votes_spaced_value(t, &b) == 0 ? read_bullet(t) : 0;
  t = span_skip(t, bullet);
  b = (BallotLine){.form = BALLOT_NONE};
  BallotForm form;
  gsize box = read_box(t, words, &form);
  if (box > 0) {
    b = read_boxed_line(t, box, form, words);
  } else if (words && read_box_aside(t, &b)) {
    /* its label or its text stands in front */
  } else if (is_choice(t)) {
    b.form = BALLOT_CHOICE;
  } else if (read_boxed(t, words, &b)) {
    b.form = BALLOT_BOXED;
  } else {
    read_plain(t, words, &b);
  }
  b.bullet = bullet > 0;
  return b;
}
