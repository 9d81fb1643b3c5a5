/* Votes of the author, and lines that look like votes and are none, with the reason. */
#include "ingest/extract-parts.h"
#include "ingest/shape.h"
#include "ingest/votes-options.h"
#include "ingest/votes.h"

#define MAX_VOTES 500

typedef struct {
  Extract *x;
  gboolean discussed; /* the subject asks for opinions: [DISCUSS], [PROPOSAL] */
  gboolean acks;      /* the ballot asks for Ack or Nack */
  gboolean forwarded; /* below "Forwarded message" */
  guint wrapped;      /* 1 + the last line that was the middle of a paragraph */
  const char *wrapped_why;
} Voting;

static gboolean
subject_has(const Extract *x, const char *const *words)
{
  const char *subject = x->mail->message.subject;
  Span s = span_of(subject == NULL ? "" : subject, subject == NULL ? 0 : strlen(subject));
  return span_has_word_of(s, words);
}

static void
add_vote(Voting *v, guint i, const BallotLine *b, const char *why)
{
  Extract *x = v->x;
  if (x->drafts->votes->len >= MAX_VOTES) {
    x->drafts->n_cut++;
    return;
  }
  VoteDraft *vote = g_new0(VoteDraft, 1);
  Span comment = SPAN("");
  vote->line = i + 1;
  vote->value = b->value;
  vote->option = b->option.n > 0 ? g_strndup(b->option.s, b->option.n) : NULL;
  vote->value_text = b->text.n > 0 ? g_strndup(b->text.s, b->text.n) : NULL;
  vote->like = why != NULL;
  vote->why = why;
  vote->quote = g_strndup(x->lines->line[i].text, x->lines->line[i].len);
  if (why == NULL) {
    vote->claim = g_strdup(votes_claim(b->rest, &comment));
    while (comment.n > 0 && strchr(",.;:!- ", comment.s[0]) != NULL)
      comment = span_skip(comment, 1);
    if (comment.n > 0)
      vote->comment = g_strndup(comment.s, comment.n);
  }
  g_ptr_array_add(x->drafts->votes, vote);
}

/* --- lines that are not the author's --- */

static const char *
foreign_reason(const Voting *v, const BodyLine *line)
{
  switch (line->line_class) {
  case LINE_QUOTE:
    return v->forwarded && line->mark == 0 ? "forwarded" : "quoted";
  case LINE_SIGNATURE:
    return "signature";
  case LINE_FOOTER:
    return "footer";
  case LINE_DIFF:
    return "diff";
  case LINE_LOG:
    return "log";
  case LINE_TABLE:
    return "table";
  case LINE_ARMOUR:
    return "armour";
  default:
    return NULL;
  }
}

/* Two letters tell for nearly all lines of patches and quotes. */
static gboolean
may_be_foreign(const Voting *v, const BodyLine *line, Span start)
{
  char c = start.s[0];
  if (line->line_class == LINE_LOG && shape_irc_prefix(start) > 0)
    return TRUE;
  if (c == '+' || c == '-')
    return start.n > 1 && g_ascii_isdigit(start.s[1]);
  if (line->line_class == LINE_TABLE && memchr(start.s, '[', MIN(start.n, 12)) != NULL)
    return TRUE;
  if (c == '[' || c == '"' || c == '0' || (guchar)c == 0xc2)
    return line->line_class != LINE_DIFF;
  return v->x->ballot && line->line_class == LINE_QUOTE;
}

/* Of a diff nothing else looks like a vote. */
static gboolean
is_signed_number(const BodyLine *line)
{
  return line->len > 1 && (line->text[0] == '+' || line->text[0] == '-') &&
         g_ascii_isdigit(line->text[1]);
}

static void
take_foreign(Voting *v, guint i)
{
  const BodyLine *line = &v->x->lines->line[i];
  Span t =
      span_skip(span_of(line->text, line->len), line->line_class == LINE_QUOTE ? line->mark : 0);
  const char *why = foreign_reason(v, line);
  Span start = span_ltrim(t);
  if (why == NULL || start.n == 0 || !may_be_foreign(v, line, start))
    return;
  if (line->line_class == LINE_DIFF && line->indent > 0)
    return;
  gsize prefix = line->line_class == LINE_LOG ? shape_irc_prefix(t) : 0;
  BallotLine b = votes_read(span_skip(t, prefix), FALSE);
  gboolean plain = b.form == BALLOT_PLAIN || b.form == BALLOT_EMPTY || b.form == BALLOT_MARKED ||
                   b.form == BALLOT_BOXED;
  if (line->line_class == LINE_TABLE && b.form == BALLOT_CHOICE) {
    add_vote(v, i, &b, "template");
    return;
  }
  gboolean zero = b.bare_zero && b.form == BALLOT_PLAIN && b.option.n == 0 &&
                  line->line_class != LINE_LOG && !(v->x->ballot && line->line_class == LINE_QUOTE);
  if (plain && !b.number && b.value >= -2 && b.value <= 2 && !zero)
    add_vote(v, i, &b, why);
}

/* --- own lines --- */

static gboolean
is_own(const Voting *v, guint i)
{
  return i < v->x->lines->n && v->x->lines->line[i].line_class == LINE_OWN;
}

static Span
own_text(const Voting *v, guint i)
{
  const BodyLine *line = &v->x->lines->line[i];
  return span_of(line->text, line->len);
}

static BallotLine
ballot_at(const Voting *v, guint i)
{
  return votes_read(own_text(v, i), v->x->ballot && v->x->reply);
}

/* Starts like a phone number: seven digits or more in groups. */
static gboolean
is_phone(Span t)
{
  gsize n = 0;
  t = span_trim(t);
  /* "+1 (555) 0100": an area in brackets has three digits */
  while (n < t.n && (g_ascii_isdigit(t.s[n]) || strchr("+-. /)", t.s[n]) != NULL ||
                     (t.s[n] == '(' && span_digits(span_skip(t, n + 1)) == 3)))
    n++;
  return shape_is_phone(span_of(t.s, n));
}

static gboolean
is_bare(const BallotLine *b)
{
  Span comment;
  Span rest = span_ltrim(b->rest);
  votes_claim(rest, &comment);
  while (comment.n > 0 && strchr(".,!;:)", comment.s[0]) != NULL)
    comment = span_ltrim(span_skip(comment, 1));
  return comment.n == 0;
}

/* Is the line the middle of a paragraph that happens to wrap before a number? */
static gboolean
is_wrapped(const Voting *v, guint i, const BallotLine *b)
{
  if (i == 0 || !is_own(v, i - 1))
    return FALSE;
  Span above = span_rtrim(own_text(v, i - 1));
  BallotLine before = ballot_at(v, i - 1);
  if (v->wrapped == i)
    return TRUE;
  if (before.form != BALLOT_NONE && !before.number && (b->option.n > 0) == (before.option.n > 0))
    return FALSE;
  if (b->option.n > 0 && v->x->ballot)
    return v->x->lines->line[i - 1].text[v->x->lines->line[i - 1].len - 1] == ' ' &&
           v->x->mail->flowed;
  if (span_ruler(above, "-=_*", 3) != 0)
    return FALSE;
  char last = above.s[above.n - 1];
  if (last == ':')
    return FALSE;
  gboolean short_line = above.n < 40;
  if (strchr(".,!?;)", last) != NULL && short_line)
    return FALSE;
  /* "... twice. ⏎ Consider this a -1" says it in a sentence of its own, "it would get ⏎ my +1."
   * does not */
  Span start = span_ltrim(own_text(v, i));
  if (b->option.n == 0 && b->text.s > start.s && g_ascii_isalpha(start.s[0]))
    return strchr(".!?", last) == NULL;
  return !(is_bare(b) && (short_line || strchr(".!?", last) != NULL));
}

static gboolean
says_rule(Span t)
{
  static const char *const words[] = {
      "needs",    "need",   "needed",       "at least",     "passes", "pass if", "required",
      "requires", "bylaws", "means",        "stops",        "veto",   "vetoes",  "counts as",
      "majority", "quorum", "by our rules", "more +1 than", NULL};
  return span_has_phrase_of(t, words);
}

/* Runs of adjacent value lines: a legend tells several values once each, a tally says one value
 * with names. */
static const char *
run_reason(const Voting *v, guint i)
{
  guint first = i, last = i, names = 0, lines = 0, distinct = 0;
  guint seen = 0;
  while (first > 0 && i - first < 12 && is_own(v, first - 1) &&
         ballot_at(v, first - 1).form == BALLOT_PLAIN)
    first--;
  while (last + 1 < v->x->lines->n && last - i < 12 && is_own(v, last + 1) &&
         ballot_at(v, last + 1).form == BALLOT_PLAIN)
    last++;
  for (guint k = first; k <= last; k++) {
    BallotLine b = ballot_at(v, k);
    if (b.option.n > 0 || b.value < -2 || b.value > 2)
      return NULL;
    Span comment;
    votes_claim(b.rest, &comment);
    lines++;
    guint bit = 1u << (b.value + 2);
    if (span_starts(b.text, "-") && b.value == 0)
      bit = 1u << 5;
    distinct += (seen & bit) == 0 ? 1 : 0;
    seen |= bit;
    names += owner_is_name(span_ltrim(comment)) ? 1 : 0;
  }
  if (lines >= 2 && distinct == lines && (lines >= 3 || !v->x->reply))
    return "legend";
  return lines >= 2 && names == lines ? "tally" : NULL;
}

/* "+1: Ann, Bob" or "-1: Ann" */
static gboolean
names_voters(const BallotLine *b, gboolean several)
{
  Span rest = span_ltrim(b->rest);
  Span who = rest.n > 1 && rest.s[0] == ':' ? span_trim(span_skip(rest, 1)) : SPAN("");
  return b->form == BALLOT_PLAIN && b->option.n == 0 && who.n > 1 && owner_is_name(who) &&
         (!several || span_find_char(who, ',') > 0);
}

/* A single name is told from a comment by a line above or below that has several. */
static gboolean
is_beside_tally(const Voting *v, guint i, const BallotLine *b)
{
  if (!names_voters(b, FALSE))
    return FALSE;
  BallotLine above = i > 0 && is_own(v, i - 1) ? ballot_at(v, i - 1) : (BallotLine){0};
  BallotLine below = is_own(v, i + 1) ? ballot_at(v, i + 1) : (BallotLine){0};
  return names_voters(&above, TRUE) || names_voters(&below, TRUE);
}

/* The line above quotes somebody's vote. */
static gboolean
is_below_quoted_vote(const Voting *v, guint i)
{
  const BodyLine *above = i > 0 ? &v->x->lines->line[i - 1] : NULL;
  if (above == NULL || above->line_class != LINE_QUOTE)
    return FALSE;
  return votes_read(span_skip(span_of(above->text, above->len), above->mark), FALSE).form ==
         BALLOT_PLAIN;
}

/* "+1 to what Ann says, but as for the name", and "+1 to that" below her vote: of something said,
 * not of what is asked. */
static gboolean
is_of_a_remark(const Voting *v, guint i, const BallotLine *b)
{
  Span rest = span_ltrim(b->rest);
  if (span_starts_fold(rest, "to that"))
    return is_below_quoted_vote(v, i);
  if (!span_starts_fold(rest, "to what "))
    return FALSE;
  Span below = is_own(v, i + 1) ? own_text(v, i + 1) : SPAN("");
  return span_find_word(rest, "but") >= 0 || span_find_word(below, "but") >= 0;
}

/* "+1 from Ann as well" below the author's own vote: hers. "+1 from me", "+1 from Fedora" alone are
 * the author's. */
static gboolean
is_for_another(const Voting *v, const BallotLine *b)
{
  static const char *const also[] = {"as well", "too", "also", NULL};
  Span rest = span_ltrim(b->rest);
  Span who = span_starts_fold(rest, "from ") ? span_ltrim(span_skip(rest, 5)) : SPAN("");
  gsize n = 0;
  while (n < who.n && (span_is_letter(who.s[n]) || (guchar)who.s[n] >= 0x80))
    n++;
  Span name = span_of(who.s, n);
  if (n < 2 || !g_ascii_isupper(who.s[0]) || !owner_is_name(name) ||
      (n < who.n && who.s[n] == '\''))
    return FALSE;
  if (span_has_phrase_of(who, also))
    return TRUE;
  const GPtrArray *votes = v->x->drafts->votes;
  for (guint k = 0; k < votes->len; k++) {
    const VoteDraft *other = votes->pdata[k];
    if (!other->like && other->option == NULL)
      return TRUE;
  }
  return FALSE;
}

/* "Blue: +7", "Red: +1": sums, told by one that nobody can give alone. */
static gboolean
is_beside_sums(const Voting *v, guint i, const BallotLine *b)
{
  if (b->option.n == 0)
    return FALSE;
  for (gint step = -1; step <= 1; step += 2)
    for (guint k = i + (guint)step, seen = 0; seen < 12 && is_own(v, k); k += (guint)step, seen++) {
      BallotLine other = ballot_at(v, k);
      if (other.form != BALLOT_PLAIN || other.option.n == 0)
        break;
      if (other.value < -2 || other.value > 2)
        return TRUE;
    }
  return FALSE;
}

/* "+1 (5): Adeyemi, Okafor", "+1 votes: 5", "0 (0)", "+1: Ann, Bob" */
static gboolean
is_tally(const BallotLine *b)
{
  Span rest = span_ltrim(b->rest);
  if (b->option.n > 0)
    return FALSE;
  if (span_starts_fold(rest, "votes:") || span_starts_fold(rest, "vote:"))
    return TRUE;
  if (rest.n > 2 && rest.s[0] == '(' && span_digits(span_skip(rest, 1)) > 0)
    return TRUE;
  static const char *const nobody[] = {"nobody", "none", "no one", "no-one", "nil", "-", NULL};
  Span who = rest.n > 1 && rest.s[0] == ':' ? span_trim(span_skip(rest, 1)) : SPAN("");
  return span_in_list(who, nobody) || names_voters(b, TRUE);
}

/* Words that go on as prose ("-1 is returned"), and those with which a vote in any reply goes on
 * ("+1 from me"). */
static gboolean
goes_on_as_vote(const Voting *v, const BallotLine *b)
{
  static const char *const prose[] = {
      "is",     "are",   "was",  "means", "returned", "returns", "disables", "enables",
      "votes",  "vote",  "hour", "hours", "day",      "days",    "week",     "weeks",
      "of",     "or",    "and",  "vs",    "degrees",  "point",   "points",   "guests",
      "errors", "error", "more", "less",  "byte",     "bytes",   "line",     "lines",
      "tests",  "test",  "in",   "when",  "per",      "percent", "month",    "months",
      "year",   "years", "bit",  "bits",  "minute",   "minutes", "second",   "seconds",
      "than",   "would", "will", NULL};
  static const char *const vote[] = {
      "from",       "for",    "to",       "on",      "as",     "with",    "but",
      "because",    "since",  "if",       "until",   "again",  "binding", "non-binding",
      "here",       "too",    "also",     "i",       "i'm",    "please",  "same",
      "still",      "it",     "this",     "that",    "agree",  "agreed",  "great",
      "good",       "thanks", "thank",    "looks",   "sounds", "lgtm",    "once",
      "provided",   "unless", "assuming", "release", "let's",  "we",      "very",
      "definitely", "the",    "not",      "yes",     "no",     "nice",    "fully",
      "absolutely", "my",     "by",       "go",      "count",  "so",      NULL};
  Span rest = span_ltrim(b->rest);
  Span comment;
  if (rest.n == 0 || strchr("(,.!:;[", rest.s[0]) != NULL || (guchar)rest.s[0] >= 0x80 ||
      votes_claim(rest, &comment) != NULL)
    return TRUE;
  if (rest.s[0] == '-' && rest.n > 1 &&
      (strchr(" -", rest.s[1]) != NULL || (rest.s[1] == '>' && v->x->ballot)))
    return !(rest.n > 2 && g_ascii_isdigit(rest.s[2]));
  if (!g_ascii_isalpha(rest.s[0]) || span_starts_in_list(rest, prose, NULL))
    return FALSE;
  /* "+1 Ghent" names what was asked for */
  gboolean name = v->discussed && v->x->reply && g_ascii_isupper(rest.s[0]);
  return v->x->ballot || name || span_starts_in_list(rest, vote, NULL);
}

/* One box with a value in it, in an answer to a ballot; more of them below each other are the
 * choices. */
static gboolean
is_boxed_vote(const Voting *v, guint i)
{
  gboolean above = i > 0 && is_own(v, i - 1) && ballot_at(v, i - 1).form == BALLOT_BOXED;
  gboolean below = is_own(v, i + 1) && ballot_at(v, i + 1).form == BALLOT_BOXED;
  return v->x->ballot && v->x->reply && !above && !below;
}

/* "Give each of them a number, like this", then "A: +1": how to vote, told by who
 * opens the poll. */
static gboolean
is_example(const Voting *v, guint i)
{
  static const char *const words[] = {"like this",  "for example",  "example",
                                      "e.g",        "for instance", "such as",
                                      "as follows", "in this form", NULL};
  guint above = i;
  for (guint steps = 0; above > 0 && steps < 14; steps++) {
    above--;
    if (!is_own(v, above))
      continue;
    if (ballot_at(v, above).form != BALLOT_NONE)
      continue;
    return span_has_phrase_of(own_text(v, above), words);
  }
  return FALSE;
}

/* An answer to the result with one value and no name: a vote that comes late. */
static gboolean
is_late(const Voting *v, guint i, const BallotLine *b)
{
  const char *subject = v->x->mail->message.subject;
  Span rest = span_rtrim(b->rest);
  if (b->option.n > 0 || !is_bare(b) || (rest.n > 0 && rest.s[rest.n - 1] == ':') ||
      subject == NULL || g_ascii_strncasecmp(subject, "re:", 3) != 0 || is_own(v, i + 1))
    return FALSE;
  gboolean below = FALSE;
  for (guint k = 0; k < v->x->lines->n; k++) {
    if (k == i || !is_own(v, k))
      continue;
    /* "Ann, Bob and Cy" in the next paragraph are who gave it */
    gboolean names = k > i && !below && span_find_char(own_text(v, k), ',') > 0 &&
                     owner_is_name(span_trim(own_text(v, k)));
    below = below || k > i;
    if (names || ballot_at(v, k).form != BALLOT_NONE)
      return FALSE;
  }
  return TRUE;
}

static const char *
own_reason(Voting *v, guint i, const BallotLine *b, gboolean *skip)
{
  Span t = own_text(v, i);
  *skip = FALSE;
  if (b->form == BALLOT_EMPTY || b->form == BALLOT_CHOICE)
    return "template";
  if (b->form == BALLOT_MARKED || b->form == BALLOT_COMMAND)
    return v->x->result ? "tally" : NULL;
  if (b->form == BALLOT_BOXED)
    return v->x->result ? "tally" : is_boxed_vote(v, i) ? NULL : "template";
  if (!v->x->reply && b->form == BALLOT_PLAIN && v->x->ballot && is_example(v, i))
    return "template";
  gboolean tally = is_tally(b) || is_beside_tally(v, i, b) || is_beside_sums(v, i, b);
  guint before = v->wrapped;
  gboolean wrapped = !tally && is_wrapped(v, i, b);
  if (wrapped)
    v->wrapped = i + 1;
  *skip = (b->value < -2 || b->value > 2) && !v->x->result;
  if (*skip)
    return NULL;
  if (is_phone(t))
    return "phone";
  *skip = b->number && b->bare_zero;
  if (b->number)
    return "number";
  if (tally)
    return "tally";
  if (wrapped) {
    gboolean goes_on = i > 0 && before == i && v->wrapped_why != NULL;
    gboolean rule = !v->x->result && (says_rule(t) || says_rule(own_text(v, i - 1)));
    v->wrapped_why = rule ? "rule" : goes_on ? v->wrapped_why : "prose";
    return v->wrapped_why;
  }
  if (v->x->result && !is_late(v, i, b))
    return "tally";
  const char *run = run_reason(v, i);
  if (run != NULL)
    return run;
  Span rest = span_ltrim(b->rest);
  if (span_starts(rest, "=") || span_starts_fold(rest, "means"))
    return "legend";
  if (span_starts_fold(rest, "vote") || (!v->x->reply && rest.n > 0 && says_rule(t)))
    return "rule";
  if (is_for_another(v, b))
    return "tally";
  if (!goes_on_as_vote(v, b) || is_of_a_remark(v, i, b))
    return "prose";
  /* a number at the start of a mail that neither answers nor opens anything */
  gboolean context = v->x->ballot || v->x->reply || v->discussed;
  gboolean zero = b->bare_zero && !v->x->ballot &&
                  !(v->x->reply && is_bare(b) && votes_is_below_option(v->x, i));
  *skip = zero || (!context && b->option.n > 0);
  return context ? NULL : "prose";
}

static void
take_ack(Voting *v, guint i)
{
  static const char *const words[] = {"nack", "nak", "ack", NULL};
  Span t = span_trim(own_text(v, i));
  gsize n = 0;
  if (!span_starts_in_list(t, words, &n) || (i > 0 && is_own(v, i - 1)))
    return;
  Span rest = span_skip(t, n);
  if (rest.n > 0 && strchr(",.!;: (", rest.s[0]) == NULL)
    return;
  if (rest.n > 1 && rest.s[0] == ' ' && span_starts_fold(rest, " or "))
    return;
  BallotLine b = {.form = BALLOT_PLAIN,
                  .value = g_ascii_tolower(t.s[0]) == 'n' ? -1 : 1,
                  .text = span_of(t.s, n),
                  .rest = rest};
  add_vote(v, i, &b, NULL);
}

/* A letter with which an option or a vote in words may begin, and a digit soon after. */
static gboolean
may_say_vote(Span t)
{
  switch (t.s[0] | 0x20) {
  case 'a':
  case 'b':
  case 'c':
  case 'd':
  case 'h':
  case 'i':
  case 'm':
  case 'o':
  case 'p':
  case 's':
  case 'v':
    break;
  default:
    return FALSE;
  }
  for (gsize i = 1; i < t.n && i < 48; i++)
    if ((guchar)(t.s[i] - '0') < 10)
      return TRUE;
  return FALSE;
}

/* Most lines begin with a word and are no ballot: told by two letters. */
static gboolean
may_be_ballot(const Voting *v, Span start)
{
  if (!g_ascii_isalpha(start.s[0]) || v->x->ballot)
    return TRUE;
  if (start.n > 2 &&
      (start.s[1] == ':' || start.s[1] == ')' || start.s[1] == '.' || start.s[1] == '='))
    return TRUE;
  return start.n > 2 && may_say_vote(start) &&
         (votes_option_word(start) > 0 || votes_opening(start) > 0);
}

static void
take_own(Voting *v, guint i)
{
  Span t = own_text(v, i);
  Span start = span_ltrim(t);
  if (start.n == 0)
    return;
  if (v->acks && (start.s[0] == 'A' || start.s[0] == 'N' || start.s[0] == 'a' || start.s[0] == 'n'))
    take_ack(v, i);
  BallotLine b = {0};
  if (may_be_ballot(v, start))
    b = ballot_at(v, i);
  if (b.form == BALLOT_NONE) {
    gssize least = span_find_char(t, '+') < 0 ? -1 : span_find_fold(t, "at least ");
    if (least >= 0 && g_ascii_isdigit(span_skip(t, (gsize)least + 9).s[0]) &&
        span_find_fold(t, " +1 vote") > least) {
      BallotLine rule = {.value = 1, .text = SPAN("+1")};
      add_vote(v, i, &rule, "rule");
    }
    return;
  }
  /* an option needs a ballot: "2: 0" elsewhere is anything */
  if (b.option.n > 0 && b.form == BALLOT_PLAIN && !v->x->ballot &&
      !(v->x->reply && !b.bare_zero && b.option.n <= 2))
    return;
  gboolean skip;
  const char *why = own_reason(v, i, &b, &skip);
  if (skip)
    return;
  if (why == NULL && b.option.n == 0)
    b.option = votes_option_behind(b.rest);
  add_vote(v, i, &b, why);
  /* "+1 for B, -1 for D" */
  for (guint more = 0; why == NULL && b.option.n > 0 && more < 8; more++) {
    if (b.option.s < b.rest.s)
      return;
    Span next = span_skip(b.rest, (gsize)(b.option.s + b.option.n - b.rest.s));
    gsize mark = span_starts(next, " and ") ? 5 : next.n > 0 && strchr(",;", next.s[0]) != NULL;
    if (mark == 0)
      return;
    b = votes_read(span_ltrim(span_skip(next, mark)), FALSE);
    b.option = b.form == BALLOT_PLAIN && !b.number ? votes_option_behind(b.rest) : SPAN("");
    if (b.option.n > 0)
      add_vote(v, i, &b, NULL);
  }
}

/* "Bea: +1" in scribe minutes: somebody else's voice. */
static gboolean
take_speech(Voting *v, guint i)
{
  Span t = own_text(v, i);
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 40)), ':');
  if (colon < 1 || !owner_is_name(t) || span_count_words(span_of(t.s, (gsize)colon)) > 3)
    return FALSE;
  BallotLine b = votes_read(span_skip(t, (gsize)colon + 1), FALSE);
  if (b.form == BALLOT_PLAIN && b.option.n == 0 && !b.number && b.value >= -2 && b.value <= 2) {
    add_vote(v, i, &b, "log");
    return TRUE;
  }
  return FALSE;
}

static gboolean
asks_for_acks(const Extract *x)
{
  guint ack = 0, nack = 0; /* 1 + the last line with the word: the two may be wrapped apart */
  for (guint i = 0; i < x->lines->n; i++) {
    Span t = span_of(x->lines->line[i].text, x->lines->line[i].len);
    if (x->lines->line[i].line_class == LINE_DIFF)
      continue;
    ack = span_find_word(t, "ack") >= 0 ? i + 1 : ack;
    nack = span_find_word(t, "nack") >= 0 ? i + 1 : nack;
    if (ack > 0 && nack > 0 && MAX(ack, nack) - MIN(ack, nack) <= 1)
      return TRUE;
  }
  return FALSE;
}

void
extract_votes(Extract *x)
{
  Voting v = {.x = x};
  v.discussed =
      subject_has(x, (const char *const[]){"discuss", "discussion", "proposal", "rfc", NULL});
  v.acks = x->ballot && asks_for_acks(x);
  for (guint i = 0; i < x->lines->n; i++) {
    const BodyLine *line = &x->lines->line[i];
    if (line->line_class == LINE_OWN && x->scribe && take_speech(&v, i))
      continue;
    if (line->line_class == LINE_OWN)
      take_own(&v, i);
    else if (line->line_class == LINE_ATTRIBUTION)
      v.forwarded = v.forwarded || span_find_fold(span_of(line->text, line->len), "forward") >= 0;
    else if (line->line_class == LINE_DIFF && !is_signed_number(line))
      continue; /* half of all lines */
    else if (line->line_class != LINE_BLANK)
      take_foreign(&v, i);
  }
  votes_take_quoted_options(x);
}
