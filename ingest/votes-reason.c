/* Why a line of the author's that looks like a vote is none: a template, a legend, a tally, a rule,
 * prose. */
#include "ingest/shape.h"
#include "ingest/votes-options.h"

/* Starts like a phone number: seven digits or more in groups, one blank between them as in no
 * table. */
static gboolean
is_phone(Span t)
{
  gsize n = 0;
  t = span_trim(t);
  gssize table = span_find_fold(t, "  ");
  if (table > 0)
    t = span_of(t.s, (gsize)table);
  /* "+1 (555) 0100": an area in brackets has three digits */
  while (n < t.n && (g_ascii_isdigit(t.s[n]) || strchr("+-. /)", t.s[n]) != NULL ||
                     (t.s[n] == '(' && span_digits(span_skip(t, n + 1)) == 3)))
    n++;
  return shape_is_phone(span_of(t.s, n));
}

gboolean
votes_is_bare(const BallotLine *b)
{
  Span comment;
  Span rest = span_ltrim(b->rest);
  votes_claim(rest, &comment);
  while (comment.n > 0 && strchr(".,!;:)", comment.s[0]) != NULL)
    comment = span_ltrim(span_skip(comment, 1));
  return comment.n == 0;
}

/* A vote whose words go on in lines further in: "-1 a new format, we have ⏎    two of them ⏎ +1
 * tracing" */
static gboolean
is_below_an_indented(const Voting *v, guint i)
{
  guint16 indent = v->x->lines->line[i].indent;
  guint k = i;
  while (k > 0 && i - k < 6 && votes_is_own(v, k - 1) && v->x->lines->line[k - 1].indent > indent)
    k--;
  if (k == i || k == 0 || !votes_is_own(v, k - 1))
    return FALSE;
  return v->ballot && v->x->reply && v->x->lines->line[k - 1].indent == indent &&
         votes_ballot_at(v, k - 1).form == BALLOT_PLAIN;
}

/* "I tried it on all three boards and it runs, so ⏎ +1 (binding)": nothing but the vote ends the
 * paragraph. */
static gboolean
is_conclusion(const Voting *v, guint i, Span above, const BallotLine *b)
{
  static const char *const ends[] = {",", ", so", " hence", " therefore", " so a", " thus", NULL};
  gboolean led = FALSE;
  for (const char *const *end = ends; *end != NULL; end++)
    led = led || span_ends_fold(above, *end);
  return led && v->ballot && v->x->reply && votes_is_bare(b) && !votes_is_own(v, i + 1);
}

/* Is the line the middle of a paragraph that happens to wrap before a number? */
static gboolean
is_wrapped(const Voting *v, guint i, const BallotLine *b)
{
  if (i == 0 || !votes_is_own(v, i - 1))
    return FALSE;
  Span above = span_rtrim(votes_own_text(v, i - 1));
  BallotLine before = votes_ballot_at(v, i - 1);
  gboolean option = b->option.n > 0 && v->ballot;
  if (v->wrapped == i && !option)
    return TRUE;
  if (before.form != BALLOT_NONE && !before.number && (b->option.n > 0) == (before.option.n > 0))
    return FALSE;
  if (option)
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
  if (is_below_an_indented(v, i) || is_conclusion(v, i, above, b))
    return FALSE;
  /* "... twice. ⏎ Consider this a -1" says it in a sentence of its own, "it would get ⏎ my +1."
   * does not */
  Span start = span_ltrim(votes_own_text(v, i));
  if (b->option.n == 0 && b->text.s > start.s && g_ascii_isalpha(start.s[0]))
    return strchr(".!?", last) == NULL;
  return !(votes_is_bare(b) && (short_line || strchr(".!?", last) != NULL));
}

static gboolean
says_rule(Span t)
{
  static const char *const words[] = {
      "needs",      "need",          "needed",        "at least", "passes",       "pass if",
      "required",   "requires",      "bylaws",        "means",    "stops",        "veto",
      "vetoes",     "counts as",     "majority",      "quorum",   "by our rules", "more +1 than",
      "+1 than -1", "the rules are", "does not stop", NULL};
  return span_has_phrase_of(t, words);
}

gboolean
votes_explains_value(Span t)
{
  static const char *const words[] = {
      "means",    "yes",     "no",      "approve", "agree",  "disagree", "in favour",   "in favor",
      "for",      "against", "abstain", "don't",   "do not", "neutral",  "indifferent", "strongly",
      "gladly",   "fine",    "love",    "must",    "rather", "cannot",   "can't",       "accept",
      "reject",   "i",       "i'm",     "i'd",     "not",    "perhaps",  "maybe",       "oppose",
      "support",  "want",    "like",    "good",    "bad",    "great",    "ok",          "okay",
      "please",   "best",    "worst",   "would",   "will",   "eh",       "veto",        "do it",
      "whatever", "have",    "=",       "ja",      "nein",   "oui",      "non",         NULL};
  t = span_ltrim(t);
  while (t.n > 0 && strchr(":-,=.( ", t.s[0]) != NULL)
    t = span_skip(t, 1);
  return t.n == 0 || span_starts_in_list(t, words, NULL);
}

/* "for Aiko", not "for approving" */
static gboolean
names_option(Span comment)
{
  gboolean by_word;
  Span name = votes_name_behind(comment, &by_word);
  gssize blank = span_find_char(name, ' ');
  Span first = blank > 0 ? span_of(name.s, (gsize)blank) : name;
  return by_word && votes_is_name(name, 4) && !span_ends_fold(first, "ing") &&
         !votes_explains_value(name);
}

/* "on error", "if it fails": when a function returns the value. */
static gboolean
tells_result(Span t)
{
  static const char *const words[] = {
      "on error",   "on errors",      "on failure",   "on success",  "on timeout",
      "on eof",     "on end of file", "for success",  "for failure", "for an error",
      "for errors", "if it fails",    "if it failed", "if an error", NULL};
  return span_starts_in_list(span_ltrim(t), words, NULL);
}

/* Runs of adjacent value lines: a legend tells several values once each, a tally says one value
 * with names. */
static const char *
run_reason(const Voting *v, guint i)
{
  guint first = i, last = i, names = 0, lines = 0, distinct = 0, explains = 0, results = 0;
  guint seen = 0;
  while (first > 0 && i - first < 12 && votes_is_own(v, first - 1) &&
         votes_ballot_at(v, first - 1).form == BALLOT_PLAIN)
    first--;
  while (last + 1 < v->x->lines->n && last - i < 12 && votes_is_own(v, last + 1) &&
         votes_ballot_at(v, last + 1).form == BALLOT_PLAIN)
    last++;
  for (guint k = first; k <= last; k++) {
    BallotLine b = votes_ballot_at(v, k);
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
    results += tells_result(comment) ? 1 : 0;
    names += owner_is_name(span_ltrim(comment)) ? 1 : 0;
    explains += votes_explains_value(comment) && !(v->poll && names_option(comment)) ? 1 : 0;
  }
  /* "-1 on error" above "+1 if it has to try again", where nobody asked for votes */
  if (lines >= 2 && distinct == lines && !v->ballot && results > 0)
    return "prose";
  if (lines >= 2 && distinct == lines && (!v->x->reply || (lines >= 3 && explains > 0)))
    return "legend";
  return lines >= 2 && names == lines ? "tally" : NULL;
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
  Span below = votes_is_own(v, i + 1) ? votes_own_text(v, i + 1) : SPAN("");
  return span_find_word(rest, "but") >= 0 || span_find_word(below, "but") >= 0;
}

/* "+1 and a big thank you", "+1 in favour", "+1 when the typo is gone", "+1 vote from me" */
static gboolean
answers_in_prose(const Voting *v, Span rest)
{
  static const char *const words[] = {"in favour", "in favor",  "in principle", "in general",
                                      "in spirit", "of course", "vote from me", "vote from my side",
                                      "vote here", NULL};
  static const char *const own[] = {
      "from me", "von mir", "pour moi", "de mi parte", "da parte mia", "de ma part",   "danke",
      "merci",   "gracias", "grazie",   "aussi",       "auch",         "also von mir", NULL};
  if (!v->x->reply)
    return FALSE;
  if (span_starts_in_list(rest, own, NULL))
    return TRUE;
  gboolean opens = votes_are_discussed(v) && (v->line == 0 || !votes_is_own(v, v->line - 1));
  if (!v->ballot && !opens && !votes_is_below_option(v->x, v->line))
    return FALSE;
  Span joined = span_starts_fold(rest, "and ") ? span_ltrim(span_skip(rest, 4)) : SPAN("");
  return (joined.n > 0 && votes_sign(joined) == 0 && !g_ascii_isdigit(joined.s[0])) ||
         span_starts_in_list(rest, words, NULL) || (span_starts_fold(rest, "when ") && v->ballot);
}

/* Words that go on as prose ("-1 is returned"), and those with which a vote in any reply goes on
 * ("+1 from me"). */
static gboolean
goes_on_as_vote(Voting *v, const BallotLine *b)
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
      (strchr(" -", rest.s[1]) != NULL || (rest.s[1] == '>' && v->ballot)))
    return !(rest.n > 2 && g_ascii_isdigit(rest.s[2]));
  /* "Here is my -1 from last week's vote, in case it was lost" */
  static const char *const old[] = {"from last",   "from the last", "from yesterday",
                                    "from before", "from earlier",  NULL};
  gboolean by_word;
  if (span_starts_in_list(rest, old, NULL) || (!v->ballot && tells_result(rest)))
    return FALSE;
  if ((b->option.n > 0 && votes_another(b->rest) > 0) || answers_in_prose(v, rest) ||
      (v->x->reply && votes_is_listed(v, votes_name_behind(rest, &by_word))))
    return TRUE;
  /* whatever it says right below what is asked */
  if (v->ballot && b->option.n == 0 && !b->bare_zero && v->line > 0 &&
      !votes_is_own(v, v->line - 1) && votes_answers_quoted(v, v->line))
    return TRUE;
  if (!g_ascii_isalpha(rest.s[0]) || span_starts_in_list(rest, prose, NULL))
    return strchr("#\"'`*_", rest.s[0]) != NULL && v->ballot && v->x->reply;
  /* "+1 Ghent" names what was asked for */
  gboolean answers = v->x->reply && votes_are_discussed(v);
  gboolean name = answers && g_ascii_isupper(rest.s[0]);
  /* "+1 seven is good" begins a paragraph of the answer */
  gboolean opens = answers && (v->line == 0 || !votes_is_own(v, v->line - 1));
  return v->ballot || name || opens || span_starts_in_list(rest, vote, NULL);
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
    if (!votes_is_own(v, above))
      continue;
    if (votes_ballot_at(v, above).form != BALLOT_NONE)
      continue;
    Span said = votes_own_text(v, above);
    /* wiki.example.org is where the text is, and no word of it */
    return span_find_fold(said, "://") < 0 && span_has_phrase_of(said, words);
  }
  return FALSE;
}

#define MAX_LATE 2000 /* lines in which somebody may say so */

/* An answer to the result with one value and no name: a vote that comes late. */
static gboolean
is_late(const Voting *v, guint i, const BallotLine *b)
{
  const char *subject = v->x->mail->message.subject;
  Span rest = span_rtrim(b->rest);
  if (b->option.n > 0 || !votes_is_bare(b) || (rest.n > 0 && rest.s[rest.n - 1] == ':') ||
      subject == NULL || g_ascii_strncasecmp(subject, "re:", 3) != 0 || votes_is_own(v, i + 1))
    return FALSE;
  gboolean below = FALSE;
  for (guint k = 0; k < v->x->lines->n; k++) {
    if (k == i || !votes_is_own(v, k))
      continue;
    /* "Ann, Bob and Cy" in the next paragraph are who gave it */
    gboolean names = k > i && !below && span_find_char(votes_own_text(v, k), ',') > 0 &&
                     owner_is_name(span_trim(votes_own_text(v, k)));
    below = below || k > i;
    if (names || votes_ballot_at(v, k).form != BALLOT_NONE)
      return FALSE;
  }
  return TRUE;
}

gboolean
votes_come_late(const Voting *v)
{
  static const char *const words[] = {"if it still counts",
                                      "in case it still counts",
                                      "hope it still counts",
                                      "if this still counts",
                                      "if they still count",
                                      "if these still count",
                                      "if it can still be counted",
                                      "if it is not too late",
                                      "if it's not too late",
                                      "hope it is not too late",
                                      "hope it's not too late",
                                      "hope i am not too late",
                                      "hope i'm not too late",
                                      "i am late",
                                      "i'm late",
                                      "i am too late",
                                      "i'm too late",
                                      "i was too late",
                                      "sorry for being late",
                                      "sorry for the late vote",
                                      "i missed the deadline",
                                      NULL};
  const BodyLines *lines = v->x->lines;
  gboolean said = FALSE;
  for (guint i = 0; i < lines->n && i < MAX_LATE; i++) {
    if (lines->line[i].line_class == LINE_BLANK)
      continue;
    gboolean own = votes_is_own(v, i);
    if (own && said && votes_read(votes_own_text(v, i), TRUE).form != BALLOT_NONE)
      return TRUE;
    gboolean goes_on = own && i > 0 && votes_is_own(v, i - 1);
    said = own && ((said && goes_on) || span_has_phrase_of(votes_own_text(v, i), words));
  }
  return FALSE;
}

/* A line that is a ballot for its box or its command. */
static const char *
reason_of_form(Voting *v, guint i, const BallotLine *b, gboolean *skip)
{
  switch (b->form) {
  case BALLOT_MARKED:
  case BALLOT_COMMAND:
    return v->x->result ? "tally" : NULL;
  case BALLOT_BOXED:
    /* "[0] https://..." is a footnote */
    *skip = b->bare_zero && !votes_is_choice(v, i, b);
    return v->x->result ? "tally" : votes_is_choice(v, i, b) ? NULL : "template";
  case BALLOT_BLANK:
    *skip = TRUE;
    return NULL;
  case BALLOT_TICKED:
    *skip = v->x->result || !votes_is_choice(v, i, b);
    return NULL;
  default:
    return "template";
  }
}

#define MAX_ZEROS 10 /* below each other */

gboolean
votes_is_beside_option(const Voting *v, guint i, gboolean sign)
{
  for (gint step = -1; step <= 1; step += 2) {
    guint k = i + (guint)step;
    if (!sign && k < v->x->lines->n && v->x->lines->line[k].line_class == LINE_BLANK)
      k += (guint)step;
    BallotLine other = {0};
    for (guint zeros = 0; zeros < MAX_ZEROS; zeros++, k += (guint)step) {
      other = votes_is_own(v, k) ? votes_ballot_at(v, k) : (BallotLine){0};
      if (!sign || !other.bare_zero || other.option.n == 0)
        break;
    }
    if (other.form == BALLOT_PLAIN && other.option.n > 0 && other.value >= -2 && other.value <= 2 &&
        !(sign && (other.bare_zero || (other.loose && !v->poll))))
      return TRUE;
  }
  return FALSE;
}

#define MAX_ROWS 12 /* above and below that are looked at */

/* Is one of the rows around, of the same form, for a name that is no sentence? */
static gboolean
is_among_rows(const Voting *v, guint i, gboolean bullet)
{
  for (gint step = -1; step <= 1; step += 2)
    for (guint k = i + (guint)step, seen = 0; seen < MAX_ROWS && votes_is_own(v, k);
         k += (guint)step, seen++) {
      BallotLine b = votes_ballot_at(v, k);
      if (b.form != BALLOT_PLAIN || b.option.n == 0 || b.bullet != bullet)
        break;
      if (!b.prose && !b.weak && !b.bare_zero)
        return TRUE;
    }
  return FALSE;
}

/* A name in front may be any words: what is short and has a signed value is an option; the rest
 * needs others beside it or the call. */
static gboolean
is_no_option(Voting *v, guint i, const BallotLine *b)
{
  if (!b->named || (!b->weak && !b->bare_zero && span_count_words(b->option) <= 3))
    return FALSE;
  if (!b->bare_zero && votes_is_listed(v, b->option))
    return FALSE;
  if (b->prose)
    return !is_among_rows(v, i, b->bullet);
  if (b->loose && !v->poll && !votes_says_mine_above(v, i))
    return TRUE;
  if (votes_another(b->rest) > 0)
    return FALSE;
  return !votes_is_beside_option(v, i, b->bare_zero);
}

/* "Looks good to me, +1 (binding)." in the middle of a paragraph says nothing of its own. */
static gboolean
is_no_ending(const Voting *v, guint i, const BallotLine *b)
{
  if (!b->ending)
    return FALSE;
  Span rest = span_ltrim(b->rest);
  if (!votes_is_own(v, i + 1) || (rest.n > 0 && strchr(".!)", rest.s[rest.n - 1]) != NULL))
    return FALSE;
  Span below = span_ltrim(votes_own_text(v, i + 1));
  return below.n > 0 && g_ascii_islower(below.s[0]);
}

/* "* +1 week of vacation" is an entry of a list; a bullet before nothing but a vote, or before an
 * option, is how somebody writes. */
static gboolean
is_list_entry(const Voting *v, const BallotLine *b)
{
  Span comment;
  gboolean by_word;
  if (!b->bullet || b->option.n > 0 || v->x->result)
    return FALSE;
  Span rest = span_ltrim(b->rest);
  return !votes_is_bare(b) && votes_claim(rest, &comment) == NULL &&
         !span_starts_fold(rest, "from me") && !(strchr(",.:!", rest.s[0]) != NULL) &&
         !(v->ballot && votes_name_behind(rest, &by_word).n > 0);
}

/* Only part of a vote is given: where votes are asked for, and nothing makes it a number. */
static gboolean
is_part_of_vote(const Voting *v, guint i, const BallotLine *b)
{
  static const char *const words[] = {"from me", "for", "because", "as", "since", "here", NULL};
  Span rest = span_ltrim(b->rest);
  if (!b->fraction || !v->x->reply || !(v->ballot || votes_is_below_option(v->x, i)))
    return FALSE;
  return b->option.n > 0 || votes_is_bare(b) || strchr(",;(:!", rest.s[0]) != NULL ||
         span_starts(rest, "- ") || span_starts(rest, "-- ") || span_starts(rest, ". ") ||
         span_starts_in_list(rest, words, NULL);
}

/* Values around and the mail as a whole tell that it is no vote. */
static const char *
reason_of_mail(Voting *v, guint i, const BallotLine *b)
{
  gboolean by_word;
  Span t = votes_own_text(v, i), rest = span_ltrim(b->rest);
  if (v->x->result && !is_late(v, i, b))
    return "tally";
  Span name = v->x->reply && b->option.n == 0 ? votes_name_behind(rest, &by_word) : SPAN("");
  gboolean offered = votes_is_listed(v, name);
  const char *run = offered ? NULL : run_reason(v, i);
  if (run != NULL &&
      !(v->poll && v->x->reply && strcmp(run, "tally") == 0 && !votes_is_on_record(v, i, b)))
    return run;
  if (span_starts(rest, "=") || span_starts_fold(rest, "means"))
    return "legend";
  if ((span_starts_fold(rest, "vote") && !answers_in_prose(v, rest)) ||
      (!v->x->reply && rest.n > 0 && says_rule(t)))
    return "rule";
  if (!offered && votes_is_of_others(v, i, b))
    return "tally";
  return NULL;
}

/* "0    2026-03-31 02:00 fetch", "+2     net": a value in a column of its own. */
static const char *
reason_of_column(const BallotLine *b)
{
  Span next = span_ltrim(b->rest);
  if (b->option.n > 0 || b->rest.n - next.n < 2)
    return "prose";
  return span_digits(next) == 4 && next.n > 4 && next.s[4] == '-' ? "log" : "number";
}

const char *
votes_own_reason(Voting *v, guint i, const BallotLine *b, gboolean *skip)
{
  Span t = votes_own_text(v, i);
  *skip = FALSE;
  v->line = i;
  if (b->form != BALLOT_PLAIN)
    return reason_of_form(v, i, b, skip);
  if (!v->x->reply && v->ballot && is_example(v, i))
    return span_starts(span_ltrim(b->rest), "=") ? "legend" : "template";
  gboolean tally = votes_is_tally(v, i, b);
  guint before = v->wrapped;
  gboolean wrapped = !tally && !b->ending && is_wrapped(v, i, b);
  if (wrapped)
    v->wrapped = i + 1;
  *skip = ((b->value < -2 || b->value > 2) && !v->x->result) ||
          (!tally && (is_no_option(v, i, b) || is_no_ending(v, i, b) || is_list_entry(v, b)));
  if (*skip)
    return NULL;
  if (b->option.n == 0 && is_phone(t))
    return "phone";
  *skip = (b->number && b->bare_zero) || (b->bare_zero && span_starts(b->rest, ")"));
  if (b->number && !is_part_of_vote(v, i, b))
    return "number";
  if (tally)
    return "tally";
  if (wrapped) {
    gboolean goes_on = i > 0 && before == i && v->wrapped_why != NULL;
    gboolean rule = !v->x->result && (says_rule(t) || says_rule(votes_own_text(v, i - 1)));
    v->wrapped_why = rule ? "rule" : goes_on ? v->wrapped_why : "prose";
    return v->wrapped_why;
  }
  const char *why = reason_of_mail(v, i, b);
  if (why != NULL)
    return why;
  if (!goes_on_as_vote(v, b) || is_of_a_remark(v, i, b))
    return reason_of_column(b);
  /* a number at the start of a mail that neither answers nor opens anything */
  gboolean context = v->ballot || v->x->reply || votes_are_discussed(v);
  gboolean zero =
      b->bare_zero && !v->ballot && b->option.n == 0 &&
      !(v->x->reply &&
        (votes_is_bare(b) || span_starts(b->rest, ", ") || span_starts(b->rest, " (")) &&
        votes_is_below_option(v->x, i));
  *skip = *skip || zero || (!context && b->option.n > 0);
  return context ? NULL : "prose";
}
