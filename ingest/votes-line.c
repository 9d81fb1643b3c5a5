/* A line of the answer to a poll as a row of statements: "A: +1, B: 0", "+1 for A and C, -1 for B",
 * "My votes: A +1 B 0". Labels and names that the call offers may stand to their value in any way;
 * other words need more of their kind beside them. */
#include "ingest/votes-options.h"

#define MAX_OPTIONS 12 /* of one statement */
#define MAX_ROWS 2000  /* lines of a mail that are read so, again for each beside it */

typedef enum { OPTION_NAME, OPTION_SHAPE, OPTION_KNOWN } OptionKind;

typedef struct {
  Span text;
  OptionKind kind;
  gsize n; /* bytes, with what is around it */
} Option;

typedef struct {
  Voting *v;
  BallotLine *out;
  guint n, most;
  guint known, shapes, names, values, labels;
  gboolean marked; /* a mark parts each option in front from its value */
  gboolean sign;   /* one of the values has a sign */
  gboolean ahead;  /* the first option stands in front of its value */
  gboolean mine;   /* "My votes:" is in front */
} Reading;

/* --- what an option is --- */

static gsize
skip_wrap(Span t, const char *of)
{
  gsize n = 0;
  while (n < MIN(t.n, 3) && strchr(of, t.s[n]) != NULL)
    n++;
  return n;
}

/* "A", "(b)", "Option 3", "**R1**", "[2]", with what closes it; "[X] +1" is a box */
static gboolean
read_label(const Reading *r, Span t, gboolean ahead, Option *o)
{
  if (span_starts_fold(t, "[x]"))
    return FALSE;
  gsize open = skip_wrap(t, "*`\"'([_");
  gsize word = votes_option_word(span_skip(t, open));
  Span at = span_ltrim(span_skip(t, open + word));
  Span label = span_of(at.s, votes_any_label(at));
  o->kind = OPTION_KNOWN;
  if (label.n == 0 || !votes_is_known_label(r->v, label)) {
    label = span_of(at.s, votes_label(at, TRUE));
    gboolean lower = label.n == 1 && g_ascii_islower(label.s[0]);
    o->kind = label.n > 0 && (word > 0 || votes_is_known_label(r->v, label)) ? OPTION_KNOWN
              : lower                                                        ? OPTION_NAME
                                                                             : OPTION_SHAPE;
  }
  /* "#2" for "2)" */
  Span digits = label.n > 1 && label.s[0] == '#' ? span_skip(label, 1) : SPAN("");
  if (o->kind != OPTION_KNOWN && votes_is_known_label(r->v, digits)) {
    label = digits;
    o->kind = OPTION_KNOWN;
  }
  if (label.n == 0 || (o->kind != OPTION_KNOWN && label.s[0] == '0'))
    return FALSE;
  o->text = label;
  o->n = (gsize)(label.s + label.n - t.s);
  o->n += skip_wrap(span_skip(t, o->n), "*`\"')]_");
  /* "*Option A:* +1", "2.: 0" */
  if (ahead && open > 0 && o->n + 1 < t.n && t.s[o->n] == ':' && t.s[o->n + 1] == t.s[0])
    o->n += 1 + skip_wrap(span_skip(t, o->n + 1), "*_`\"'");
  if (ahead && o->n + 1 < t.n && t.s[o->n] == '.' && strchr(" :", t.s[o->n + 1]) != NULL)
    o->n++;
  return TRUE;
}

/* The longest name that the call offers. */
static gboolean
read_known_name(const Reading *r, Span t, Option *o)
{
  gsize open = skip_wrap(t, "*`\"'([_");
  Span at = span_skip(t, open);
  for (gsize end = MIN(at.n, 80); end > 0; end--) {
    gboolean ends = end == at.n || strchr(" \t:,;=()[]*`\"'./|?!", at.s[end]) != NULL;
    if (!ends || strchr(" \t:,;=-", at.s[end - 1]) != NULL)
      continue;
    if (!votes_is_listed(r->v, span_of(at.s, end)))
      continue;
    *o = (Option){.text = votes_name_trim(span_of(at.s, end)), .kind = OPTION_KNOWN};
    o->n = open + end + skip_wrap(span_skip(at, end), "*`\"')]_");
    return TRUE;
  }
  return FALSE;
}

/* --- what stands between --- */

/* Between an option and its value: ": ", " = ", " -> ", blanks, with words also " gets a "; bytes.
 */
static gsize
parting(Span t, gboolean words, gboolean *marked)
{
  static const char *const marks[] = {"-->", "==>", "->", "=>", "→", "--", "–", "—",
                                      "…",   ":",   "=",  "-",  "|", ",",  NULL};
  static const char *const gets[] = {"gets my", "gets a", "gets", "has my", "is a", NULL};
  static const char *const whose[] = {"my vote is", "a", "my", NULL};
  BallotLine b;
  Span at = span_ltrim(t);
  *marked = FALSE;
  gsize n = span_count_lead(at, '.');
  if (n > 1)
    at = span_ltrim(span_skip(at, n));
  *marked = n > 1;
  for (const char *const *mark = marks; *mark != NULL; mark++) {
    if (!span_starts(at, *mark))
      continue;
    Span after = span_skip(at, strlen(*mark));
    gboolean blank = after.n > 0 && span_is_blank_char(after.s[0]);
    gboolean dash =
        strchr("-,", (*mark)[0]) != NULL || span_starts(at, "–") || span_starts(at, "—");
    if (dash && !blank)
      continue;
    at = span_ltrim(after);
    *marked = TRUE;
    break;
  }
  if (!words || votes_value(at, &b) > 0)
    return t.n - at.n;
  gsize opening = votes_opening(at, TRUE);
  /* "no chat at all: -1" */
  if (!*marked && opening > 0 && memchr(at.s, ':', opening) != NULL)
    opening = 0;
  if (opening == 0 && span_starts_in_list(at, *marked ? whose : gets, &opening))
    opening = opening < at.n && at.s[opening] == ' ' ? opening + 1 : 0;
  *marked = *marked || opening > 0;
  return t.n - span_ltrim(span_skip(at, opening)).n;
}

/* ", ", " and ", "/" between options that share a value; bytes, 0 for none. */
static gsize
list_joiner(Span t)
{
  static const char *const words[] = {", and ", " and ", " & ", " + ", " / ", " or ", " und ",
                                      " et ",   ", ",    "/",   "&",   ",",   NULL};
  for (const char *const *w = words; *w != NULL; w++)
    if (span_starts(t, *w))
      return strlen(*w);
  return 0;
}

/* Between two statements; bytes, 0 for none. */
static gsize
statement_joiner(Span t)
{
  static const char *const words[] = {", and ", ", but ", "; and ", "; but ", " and ",
                                      " but ",  " und ",  " / ",    " | ",    NULL};
  for (const char *const *w = words; *w != NULL; w++)
    if (span_starts(t, *w))
      return strlen(*w);
  gsize n = t.n > 0 && strchr(",;.|/", t.s[0]) != NULL ? 1 : 0;
  Span after = span_ltrim(span_skip(t, n));
  return after.n < t.n - n || (n > 0 && t.s[0] != '.') ? t.n - after.n : 0;
}

/* --- statements --- */

static gboolean
emit(Reading *r, const Option *options, guint n, const BallotLine *value, Span rest)
{
  if (r->n + n > r->most || value->number > value->fraction)
    return FALSE;
  for (guint k = 0; k < n; k++) {
    BallotLine *b = &r->out[r->n++];
    *b = *value;
    b->form = BALLOT_PLAIN;
    b->option = options[k].text;
    b->rest = rest;
    r->labels += votes_any_label(b->option) == b->option.n ? 1 : 0;
    r->known += options[k].kind == OPTION_KNOWN ? 1 : 0;
    r->shapes += options[k].kind == OPTION_SHAPE ? 1 : 0;
    r->names += options[k].kind == OPTION_NAME ? 1 : 0;
  }
  r->values++;
  r->sign = r->sign || !value->bare_zero;
  return TRUE;
}

/* A value behind the option, and what parts them; *rest: behind it. */
static gboolean
read_value_behind(Span after, BallotLine *b, gboolean *marked)
{
  gsize n = parting(after, TRUE, marked);
  Span value = span_skip(after, n);
  gboolean bracket = value.n > 0 && strchr("([", value.s[0]) != NULL;
  *marked = *marked || bracket;
  return (n > 0 || bracket) && (votes_value(value, b) > 0 || votes_spaced_value(value, b) > 0);
}

/* Behind a value that no mark parts from its name: the end, a mark, or the next of its kind. */
static gboolean
is_row(Span rest)
{
  Span after = span_ltrim(rest);
  if (after.n == 0 || strchr(",;.!()/|", after.s[0]) != NULL || rest.n - after.n > 1)
    return TRUE;
  BallotLine b;
  gboolean marked, next = FALSE;
  for (gsize i = 1; !next && i < MIN(after.n, 40); i++)
    next = after.s[i] == ' ' && read_value_behind(span_skip(after, i), &b, &marked) && !marked;
  return next;
}

/* "li t0, -1", "0(t2)", "a 0" are no votes for a name */
static gboolean
is_loose(Span between, const BallotLine *b)
{
  Span t = span_ltrim(between);
  return (t.n > 0 && t.s[0] == ',') || (b->bare_zero && b->rest.n > 0 && b->rest.s[0] == '(');
}

/* Words that nobody offered, up to where a value follows. */
static gboolean
read_any_name(Span t, Option *o, BallotLine *b, gboolean *marked)
{
  static const char *const joins[] = {"or", "and", "with", "but", NULL};
  gsize open = skip_wrap(t, "*`\"'_");
  for (gsize end = open + 1; end < MIN(t.n, 60); end++) {
    if (strchr(" \t:=,([*`\"'_|", t.s[end]) == NULL)
      continue;
    gsize close = skip_wrap(span_skip(t, end), "*`\"'_");
    Span after = span_skip(t, end + close);
    if (!read_value_behind(after, b, marked))
      continue;
    if (is_loose(after, b))
      return FALSE;
    *o = (Option){.text = votes_name_trim(span_of(t.s, end)), .kind = OPTION_NAME, .n = end};
    /* "(too dear), B: 0" begins with a remark */
    if (t.s[0] == '(' && span_find_char(o->text, ')') >= 0)
      return FALSE;
    return votes_is_name(o->text, *marked ? 7 : 3) && (*marked || is_row(b->rest)) &&
           !span_has_word_of(o->text, joins);
  }
  return FALSE;
}

/* The bytes in front of the text that goes with an option: of "2) the wiki", "S1 (keynote)",
 * "Forgejo - as now". */
static gsize
read_title(const Reading *r, Span t, Option *o)
{
  Span label = SPAN("");
  gsize marker = votes_marker(t, &label);
  if (marker == 0) {
    label = span_of(t.s, votes_label(t, TRUE));
    gboolean bracket = label.n > 0 && span_starts(span_skip(t, label.n), " (");
    marker = bracket && span_find_char(t, ')') > 0 ? (gsize)span_find_char(t, ')') : 0;
  }
  if (marker > 0 && votes_is_known_label(r->v, label)) {
    *o = (Option){.text = label, .kind = OPTION_KNOWN};
    return marker;
  }
  if (read_known_name(r, t, o)) {
    Span after = span_skip(t, o->n);
    gboolean parted = span_starts(after, ": ") || span_starts(after, " - ") ||
                      span_starts(after, " – ") || span_starts(after, " (") ||
                      span_starts(after, ", ");
    return parted ? o->n + 1 : 0;
  }
  *o = (Option){.text = label, .kind = OPTION_SHAPE};
  gboolean shaped = votes_label(label, TRUE) == label.n && !g_ascii_islower(label.s[0]);
  return shaped ? marker : 0;
}

/* "2) the wiki moves: +1", "A: the wiki -> +1", "Forgejo - as now: 0": an option, its text, and a
 * value */
static gboolean
read_titled(const Reading *r, Span t, Option *o, BallotLine *b, gboolean *marked)
{
  gsize from = read_title(r, t, o);
  for (gsize end = from + 1; from > 0 && end < MIN(t.n, 160); end++) {
    if (strchr(" \t:=,([", t.s[end]) == NULL || !read_value_behind(span_skip(t, end), b, marked))
      continue;
    Span rest = span_ltrim(b->rest), comment;
    Span text = votes_name_trim(span_of(t.s + from, end - from));
    if (o->kind != OPTION_KNOWN && text.n > 0 && !votes_is_name(text, 7))
      return FALSE;
    if (*marked || rest.n == 0 || strchr(",;.(", rest.s[0]) != NULL ||
        votes_claim(rest, &comment) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* "A +1 would help", "I +1 this" */
static gboolean
is_article(const Option *o, gboolean marked, Span rest)
{
  Span comment;
  return !marked && o->text.n == 1 && strchr("AaIi", o->text.s[0]) != NULL && !is_row(rest) &&
         votes_claim(rest, &comment) == NULL;
}

/* "A: +1", "A, C and Option D -> -1", "Forgejo (0)" */
static gboolean
read_ahead(Reading *r, Span t, Span *behind)
{
  Option o[MAX_OPTIONS];
  BallotLine b = {0};
  gboolean marked;
  for (guint n = 0; n < MAX_OPTIONS; n++) {
    gsize joined = 0;
    for (guint way = 0; way < 2 && joined == 0; way++) {
      if (!(way == 0 ? read_label(r, t, TRUE, &o[n]) : read_known_name(r, t, &o[n])))
        continue;
      Span after = span_skip(t, o[n].n);
      if (read_value_behind(after, &b, &marked) && !is_article(&o[n], marked, b.rest)) {
        r->marked = r->marked && marked;
        *behind = b.rest;
        return emit(r, o, n + 1, &b, b.rest);
      }
      joined = list_joiner(after);
      /* "12/5: +1" */
      if (joined == 1 && o[n].kind != OPTION_KNOWN && g_ascii_isdigit(o[n].text.s[0]))
        joined = 0;
      joined += joined > 0 ? o[n].n : 0;
    }
    if (n == 0 && joined == 0) {
      if (!read_titled(r, t, &o[0], &b, &marked) && !read_any_name(t, &o[0], &b, &marked))
        return FALSE;
      r->marked = r->marked && marked;
      *behind = b.rest;
      return emit(r, o, 1, &b, b.rest);
    }
    if (joined == 0)
      return FALSE;
    t = span_ltrim(span_skip(t, joined));
  }
  return FALSE;
}

/* Behind an option that stands behind its value nothing goes on that would make it another word;
 * goes_on: "because" and kin may follow. */
static gboolean
ends_there(Span t, gboolean goes_on)
{
  static const char *const words[] = {
      "or",     "and",   "but",      "because", "since", "as",   "if",    "so",     "only",
      "unless", "once",  "provided", "please",  "too",   "from", "here",  "though", "when",
      "while",  "until", "even",     "also",    "now",   "then", "again", NULL};
  if (t.n == 0)
    return TRUE;
  if (strchr(",.;:!?)(|/", t.s[0]) != NULL)
    return t.n == 1 || strchr("()|/", t.s[0]) != NULL || span_is_blank_char(t.s[1]);
  Span after = span_ltrim(t);
  if (after.n == t.n)
    return FALSE;
  BallotLine b;
  return t.n - after.n > 1 || t.s[0] == '\t' || strchr("(|/&", after.s[0]) != NULL ||
         span_starts(after, "- ") || span_starts(after, "-- ") || span_starts(after, "– ") ||
         span_starts(after, "— ") || span_starts(after, "+ ") ||
         (goes_on && span_starts_in_list(after, words, NULL)) || votes_value(after, &b) > 0;
}

/* What leads from a value to its option: " for ", ": ", " -> ", a blank. */
static gsize
link_of(Span t)
{
  static const char *const words[] = {"for both", "for options",  "for",         "to",
                                      "on",       "in favour of", "in favor of", "für",
                                      "goes to",  "pour",         "para",        NULL};
  gboolean marked;
  gsize n = parting(t, FALSE, &marked);
  Span at = span_skip(t, n);
  gsize word;
  if (span_starts_in_list(at, words, &word) && word < at.n && at.s[word] == ' ')
    n = t.n - span_ltrim(span_skip(at, word)).n;
  return n;
}

/* "+1 for A", "-1: B, D", "[0] the wiki", "+1 (binding) C" */
static gboolean
read_behind(Reading *r, Span t, Span *behind)
{
  BallotLine b = {0};
  if (votes_value(t, &b) == 0)
    return FALSE;
  Span at = b.rest, claimed = span_ltrim(at), comment;
  if (claimed.n > 0 && strchr("(bn", claimed.s[0]) != NULL && votes_claim(at, &comment) != NULL)
    at = span_of(comment.s - 1, comment.n + 1);
  gboolean counts = memchr(b.rest.s, ':', (gsize)(at.s - b.rest.s)) != NULL;
  gsize n = link_of(at);
  gboolean boxed = b.rest.s[-1] == ']';
  counts = counts || (n > 0 && memchr(at.s, ':', n) != NULL);
  at = span_skip(at, n);
  if (n == 0 && (at.n == 0 || !boxed))
    return FALSE;
  Option o[MAX_OPTIONS];
  guint options = 0;
  while (options < MAX_OPTIONS) {
    Option *next = &o[options];
    BallotLine other;
    gboolean marked, found = FALSE;
    for (guint way = 0; way < 2 && !found; way++) {
      found = way == 0 ? read_label(r, at, FALSE, next) : read_known_name(r, at, next);
      /* "+1 binding: 4" counts */
      if (found && next->kind != OPTION_KNOWN && g_ascii_isdigit(next->text.s[0]) && counts)
        found = FALSE;
      Span after = found ? span_skip(at, next->n) : at;
      /* "+1 for A, B: -1" */
      if (found && options > 0 && !span_starts(span_ltrim(after), ",") &&
          read_value_behind(after, &other, &marked) && marked)
        found = FALSE;
      gboolean titled = found && way == 0 && next->kind == OPTION_KNOWN && options == 0 &&
                        votes_marker(at, &comment) > 0;
      found = found && (titled || ends_there(after, !boxed));
    }
    if (!found)
      break;
    options++;
    *behind = span_skip(at, next->n);
    gsize joiner = list_joiner(*behind);
    if (joiner == 0)
      break;
    at = span_ltrim(span_skip(*behind, joiner));
  }
  if (options == 0) {
    /* what nobody offered, in a row of its kind */
    gboolean by_word;
    o[0] = (Option){.text = votes_name_behind(at, &by_word), .kind = OPTION_NAME};
    if (!votes_is_name(o[0].text, 4))
      return FALSE;
    options = 1;
    *behind = span_skip(at, (gsize)(o[0].text.s + o[0].text.n - at.s));
  }
  return emit(r, o, options, &b, b.rest);
}

static gboolean
read_statement(Reading *r, Span t, Span *behind)
{
  BallotLine b = {0};
  gboolean value = votes_value(t, &b) > 0;
  if (!value)
    return read_ahead(r, t, behind);
  r->ahead = r->n > 0 && r->ahead;
  return read_behind(r, t, behind);
}

/* The next statement: at once, or behind a remark and a mark; *start: where it begins. */
static gboolean
read_next(Reading *r, Span t, Span *start, Span *behind)
{
  gssize remark = span_starts(span_ltrim(t), "(") ? span_find_char(t, ')') : -1;
  for (gsize i = 0; i < t.n && i < 300; i++) {
    Span here = span_skip(t, i);
    gsize joiner = statement_joiner(here);
    gboolean mark = strchr(",;.|/", here.s[0]) != NULL || here.s[0] == '\t' || joiner > 2;
    if (joiner == 0 || (i > 0 && !mark))
      continue;
    *start = span_skip(here, joiner);
    Reading tried = *r;
    if (start->n == 0 || !read_statement(&tried, *start, behind))
      continue;
    if (i > 0 && (gssize)i != remark + 1 && tried.names > r->names)
      continue;
    *r = tried;
    return TRUE;
  }
  return FALSE;
}

/* --- the line --- */

/* "My votes: ", "Hi, ", "I vote ", "* ": bytes in front of the first statement. */
static gsize
skip_lead(Span t, gboolean *mine)
{
  static const char *const said[] = {
      "i vote",       "i say",      "i'd say", "i would say", "i'm",    "i am",
      "i give",       "from me",    "for me",  "my vote is",  "voting", "i'd give",
      "my votes are", "personally", "overall", "in short",    NULL};
  static const char *const about[] = {"as for",    "as to", "for", "on",
                                      "regarding", "about", "re",  NULL};
  static const char *const greets[] = {"hi",  "hello", "hey",    "ok", "okay",
                                       "yes", "well",  "thanks", NULL};
  gsize bullet = votes_bullet(t), n;
  Span at = span_skip(t, bullet);
  /* "+ 1" */
  if (bullet == 2 && strchr("+-", t.s[0]) != NULL && strchr("12", at.s[0]) != NULL &&
      (at.n == 1 || strchr(",!(", at.s[1]) != NULL || span_starts(at, "1 (")))
    return 0;
  if (span_starts_in_list(at, greets, &n) && span_find_char(span_of(at.s, MIN(at.n, 16)), ',') > 0)
    at = span_ltrim(span_skip(at, (gsize)span_find_char(at, ',') + 1));
  gsize lead = votes_own_lead(at);
  if (span_starts_in_list(at, said, &n) && n < at.n && strchr(" ,", at.s[n]) != NULL)
    lead = n + 1;
  *mine = lead > 0;
  at = span_ltrim(span_skip(at, lead));
  if (span_starts_in_list(at, about, &n) && n < at.n && at.s[n] == ' ')
    at = span_ltrim(span_skip(at, n + 1));
  return t.n - at.n;
}

static gboolean
several(const Reading *r)
{
  for (guint k = 1; k < r->n; k++)
    if (r->out[k].option.n != r->out[0].option.n ||
        memcmp(r->out[k].option.s, r->out[0].option.s, r->out[0].option.n) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
in_range(const Reading *r)
{
  for (guint k = 0; k < r->n; k++)
    if (r->out[k].value < -2 || r->out[k].value > 2)
      return FALSE;
  return TRUE;
}

#define MAX_OTHERS 3 /* lines between, and blank ones */

/* Does the line say "+1" or "-2" anywhere? */
static gboolean
says_signed(Span t)
{
  for (gsize i = 0; i + 1 < t.n && i < 200; i++) {
    gsize sign =
        i == 0 || strchr(" \t:=([>*", t.s[i - 1]) != NULL ? votes_sign(span_skip(t, i)) : 0;
    if (sign > 0 && (i + sign + 1 >= t.n || !g_ascii_isalnum(t.s[i + sign + 1])))
      return TRUE;
  }
  return FALSE;
}

/* A value somewhere: all that most lines lack. */
static gboolean
may_have_value(Span t)
{
  for (gsize i = 0; i < t.n; i++)
    if (t.s[i] == '0' || (i > 0 && strchr("12", t.s[i]) != NULL && !g_ascii_isalnum(t.s[i - 1])))
      return TRUE;
  return FALSE;
}

/* "A: +1 or B?" asks, "A: +1, but who pays for it?" and "(+1) Q1: shall we move?" vote. */
static gboolean
is_question(const Reading *r)
{
  Span rest = r->out[r->n - 1].rest;
  return r->shapes + r->names > 0 || !r->marked || r->values > 1 || span_count_words(rest) < 3 ||
         span_starts_fold(span_ltrim(rest), "or");
}

/* The statements of line i, whether or not they are a ballot. */
static gboolean
read_line(Reading *r, guint i)
{
  Span t = span_trim(votes_own_text(r->v, i)), behind, start;
  if (t.n < 2 || t.n > 1000 || !may_have_value(t) || r->v->n_rows++ >= MAX_ROWS)
    return FALSE;
  t = span_skip(t, skip_lead(t, &r->mine));
  r->ahead = TRUE;
  if (t.n == 0 || !read_statement(r, t, &behind))
    return FALSE;
  guint from = 0;
  while (read_next(r, behind, &start, &behind)) {
    for (guint k = from; k < r->n && r->out[k].rest.s <= start.s; k++) {
      from = k;
      if (r->out[k].rest.s + r->out[k].rest.n > start.s)
        r->out[k].rest.n = (gsize)(start.s - r->out[k].rest.s);
    }
  }
  return in_range(r) && !(t.s[t.n - 1] == '?' && is_question(r));
}

static gboolean
differs(const Reading *a, const Reading *b)
{
  Span one = a->out[0].option, two = b->out[0].option;
  return one.n != two.n || memcmp(one.s, two.s, one.n) != 0;
}

/* A line like this one beside it, blank ones, zeros and what a remark goes on in between. alike:
 * it names another option; else it only has to say "+1". */
static gboolean
has_company(const Reading *r, guint i, gboolean alike)
{
  const BodyLines *lines = r->v->x->lines;
  for (gint step = -1; step <= 1; step += 2) {
    guint others = 0;
    for (guint k = i + (guint)step, seen = 0; k < lines->n && others < MAX_OTHERS && seen < 24;
         k += (guint)step, seen++) {
      if (lines->line[k].line_class == LINE_BLANK)
        continue;
      if (!votes_is_own(r->v, k))
        break;
      gboolean sign = says_signed(votes_own_text(r->v, k));
      if (!alike && sign)
        return TRUE;
      BallotLine out[MAX_OPTIONS];
      Reading other = {.v = r->v, .out = out, .most = MAX_OPTIONS, .marked = TRUE};
      gboolean reads = alike && read_line(&other, k);
      if (reads && other.ahead == r->ahead && differs(&other, r) && (r->sign || other.sign) &&
          (r->names == 0 || other.marked == r->marked))
        return TRUE;
      others += reads ? 0 : 1;
    }
  }
  return FALSE;
}

/* "Mon 14:00 -> -1", "- Tue -> +1 (late)" below each other: rows of one form, whose names the
 * answer need not quote; "width = -1" is a setting. */
static gboolean
is_one_of_rows(const Reading *r, guint i)
{
  if (r->names != 1 || r->n != 1 || !r->ahead || !r->marked || !r->sign)
    return FALSE;
  Span option = r->out[0].option, rest = span_ltrim(r->out[0].rest);
  Span mark =
      span_trim(span_of(option.s + option.n, (gsize)(r->out[0].text.s - option.s) - option.n));
  return !(mark.n > 0 && mark.s[mark.n - 1] == '=') &&
         (rest.n == 0 || strchr(",;(.", rest.s[0]) != NULL) && votes_are_called(r->v) &&
         has_company(r, i, TRUE);
}

/* What the call offers is enough; of labels that only look like ones there are several, or a mark
 * and a sign tell; of words nobody offered there are several in a poll. */
static gboolean
is_ballot(const Reading *r, guint i)
{
  Span rest = span_ltrim(r->out[0].rest);
  gboolean sure =
      !r->ahead || r->values > 1 || rest.n == 0 || !g_ascii_isalnum(rest.s[0]) || r->labels > 0;
  gboolean labels = r->n > 1 && r->labels == r->n, many = r->values > 1 && several(r);
  if (r->v->ballot && labels && r->ahead && (r->values == 1 ? r->marked : r->sign && many))
    return TRUE;
  if (!r->sign && !(sure && has_company(r, i, FALSE)))
    return FALSE;
  if (r->shapes + r->names == 0)
    return TRUE;
  if (!r->v->ballot)
    return (many && r->sign && (labels || votes_are_discussed(r->v))) || is_one_of_rows(r, i);
  if (r->names == 0 && (r->known > 0 || several(r) || (r->marked && r->mine && r->sign)))
    return TRUE;
  if (r->names > 0 && !r->v->poll && !r->mine)
    return many && r->marked && r->sign;
  return many || ((r->ahead || r->names == 0) && has_company(r, i, TRUE));
}

guint
votes_statements(Voting *v, guint i, BallotLine *out, guint most)
{
  Reading r = {.v = v, .out = out, .most = most, .marked = TRUE};
  return read_line(&r, i) && is_ballot(&r, i) ? r.n : 0;
}
