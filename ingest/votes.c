/* Votes of the author, and lines that look like votes and are none, with the reason. */
#include "ingest/shape.h"
#include "ingest/votes-options.h"

#define MAX_VOTES 500

static gboolean
subject_has(const Extract *x, const char *const *words)
{
  const char *subject = x->mail->message.subject;
  Span s = span_of(subject == NULL ? "" : subject, subject == NULL ? 0 : strlen(subject));
  return span_has_word_of(s, words);
}

gboolean
votes_are_discussed(const Voting *v)
{
  return subject_has(v->x, (const char *const[]){"discuss", "discussion", "proposal", "rfc", NULL});
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
  vote->option = b->option.n > 0 ? votes_option_text(b->option) : NULL;
  vote->value_text = b->text.n > 0 ? g_strndup(b->text.s, b->text.n) : NULL;
  vote->like = why != NULL;
  vote->why = why;
  vote->quote = g_strndup(x->lines->line[i].text, x->lines->line[i].len);
  if (why == NULL) {
    vote->claim = g_strdup(votes_claim(b->rest, &comment));
    while (comment.n > 0 && strchr(",.;:!-*_` ", comment.s[0]) != NULL)
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
  if (c == '#')
    return line->line_class == LINE_QUOTE && span_starts_fold(start, "#vote ");
  return v->ballot && line->line_class == LINE_QUOTE;
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
                   b.form == BALLOT_BOXED || b.form == BALLOT_COMMAND;
  if (line->line_class == LINE_TABLE && b.form == BALLOT_CHOICE) {
    add_vote(v, i, &b, "template");
    return;
  }
  gboolean zero = b.bare_zero && b.form == BALLOT_PLAIN && b.option.n == 0 &&
                  line->line_class != LINE_LOG && !(v->ballot && line->line_class == LINE_QUOTE);
  if (plain && !b.number && b.value >= -2 && b.value <= 2 && !zero)
    add_vote(v, i, &b, why);
}

/* --- own lines --- */

gboolean
votes_is_own(const Voting *v, guint i)
{
  return i < v->x->lines->n && v->x->lines->line[i].line_class == LINE_OWN;
}

Span
votes_own_text(const Voting *v, guint i)
{
  const BodyLine *line = &v->x->lines->line[i];
  Span t = span_of(line->text, line->len);
  return v->escaped && span_starts(t, "- -") ? span_skip(t, 2) : t;
}

/* Lines are asked for again and again by those around. */
BallotLine
votes_ballot_at(const Voting *v, guint i)
{
  if (v->cache == NULL)
    return votes_read(votes_own_text(v, i), FALSE);
  struct CachedBallot *cached = &v->cache[i % CACHED_BALLOTS];
  if (cached->line != i + 1)
    *cached = (struct CachedBallot){i + 1, votes_read(votes_own_text(v, i), TRUE)};
  return cached->ballot;
}

/* From here on lines are read as those of an answer to a ballot. */
static void
answer_ballot(Voting *v)
{
  v->ballot = TRUE;
  if (v->x->reply && v->cache == NULL)
    v->cache = g_new0(struct CachedBallot, CACHED_BALLOTS);
}

/* "Ack", "Nack, not yet", "Motion 2: Nack" where the ballot asks for it. */
static void
take_ack(Voting *v, guint i)
{
  static const char *const words[] = {"nack", "nak", "ack", NULL};
  Span t = span_trim(votes_own_text(v, i)), label = SPAN("");
  gsize n = 0, marker = votes_marker(t, &label);
  t = span_skip(t, marker);
  if (!span_starts_in_list(t, words, &n) || (marker == 0 && i > 0 && votes_is_own(v, i - 1)))
    return;
  Span rest = span_skip(t, n);
  if (rest.n > 0 && strchr(",.!;: (", rest.s[0]) == NULL)
    return;
  if (rest.n > 1 && rest.s[0] == ' ' && span_starts_fold(rest, " or "))
    return;
  BallotLine b = {.form = BALLOT_PLAIN,
                  .value = g_ascii_tolower(t.s[0]) == 'n' ? -1 : 1,
                  .text = span_of(t.s, n),
                  .rest = rest,
                  .option = label};
  add_vote(v, i, &b, NULL);
}

/* A letter with which an option or a vote in words may begin, and a digit soon after; 2: the digit
 * has a sign, or is a 0. */
static guint
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
    return 0;
  }
  guint found = 0;
  for (gsize i = 1; i < t.n && i < 48; i++) {
    if ((guchar)(t.s[i] - '0') >= 10)
      continue;
    char before = t.s[i - 1];
    if (before == '+' || before == '-' || (guchar)before >= 0x80 ||
        (before == ' ' && t.s[i] == '0'))
      return 2;
    found = 1;
  }
  return found;
}

/* "Idea: +1" of somebody who rates a thing outside a ballot: the first line of a paragraph, or
 * behind a colon, or more of them. */
static gboolean
may_rate(const Voting *v, guint i, Span start)
{
  const BodyLine *above = i > 0 ? &v->x->lines->line[i - 1] : NULL;
  if (above != NULL && above->line_class == LINE_OWN && v->rated != i &&
      above->text[above->len - 1] != ':')
    return FALSE;
  if (!v->x->reply || v->x->patches || start.n < 4)
    return FALSE;
  Span name = span_of(start.s, MIN(start.n - 2, 40));
  gssize colon = span_find_char(name, ':');
  /* "Mon 14:00: -1" */
  if (colon > 0 && g_ascii_isdigit(start.s[colon + 1])) {
    gssize next = span_find_char(span_skip(name, (gsize)colon + 1), ':');
    colon = next < 0 ? -1 : colon + 1 + next;
  }
  if (colon < 1 || !span_is_blank_char(start.s[colon + 1]))
    return FALSE;
  return votes_sign(span_ltrim(span_skip(start, (gsize)colon + 1))) > 0;
}

/* Most lines begin with a word and are no ballot: told by two letters. */
static gboolean
may_be_ballot(const Voting *v, Span start)
{
  if (!g_ascii_isalpha(start.s[0]) || v->ballot)
    return TRUE;
  if (start.n > 2 &&
      (start.s[1] == ':' || start.s[1] == ')' || start.s[1] == '.' || start.s[1] == '='))
    return TRUE;
  guint said = start.n > 2 ? may_say_vote(start) : 0;
  return said > 0 &&
         (votes_option_word(start) > 0 || (said > 1 && votes_opening(start, FALSE) > 0));
}

/* One that counts: kept for what other lines tell of its option. */
static void
take_vote(Voting *v, guint i, const BallotLine *b)
{
  if (v->taken == NULL)
    v->taken = g_array_new(FALSE, FALSE, sizeof(TakenVote));
  TakenVote taken = {.draft = v->x->drafts->votes->len, .line = i, .rest = b->rest};
  add_vote(v, i, b, NULL);
  if (b->form == BALLOT_PLAIN && v->x->drafts->votes->len > taken.draft)
    g_array_append_val(v->taken, taken);
}

/* "B 0" behind another vote of the line. */
static gboolean
read_zero(Span t, BallotLine *b)
{
  gsize n = votes_label(t, TRUE);
  Span value = span_ltrim(span_skip(t, n));
  if (n == 0 || value.n == t.n - n || value.s[0] != '0' ||
      (value.n > 1 && strchr(",; ", value.s[1]) == NULL))
    return FALSE;
  *b = (BallotLine){.form = BALLOT_PLAIN,
                    .option = span_of(t.s, n),
                    .text = span_of(value.s, 1),
                    .rest = span_skip(value, 1)};
  return TRUE;
}

gsize
votes_another(Span t)
{
  Span start = span_ltrim(t);
  gssize close = span_starts(start, "(") ? span_find_char(start, ')') : -1;
  if (close > 0)
    start = span_ltrim(span_skip(start, (gsize)close + 1));
  gsize n = start.n > 1 && strchr(",;|/", start.s[0]) != NULL ? 1 : 0;
  if (span_starts(start, ", and "))
    n = 6;
  else if (span_starts(start, "and "))
    n = 4;
  /* "A: +1  B: -1" */
  if (n == 0 && start.s - t.s < 2)
    return 0;
  start = span_ltrim(span_skip(start, n));
  BallotLine b = {0};
  if (!read_zero(start, &b))
    b = votes_read(start, TRUE);
  gboolean whole = b.form == BALLOT_PLAIN && (!b.number || b.fraction) && !b.bullet && !b.ending;
  return whole && (b.option.n > 0 || b.text.s == start.s) ? (gsize)(start.s - t.s) : 0;
}

/* The option that stands behind the value: a label, or a name that the call offers or that another
 * value follows. */
static void
take_option_behind(Voting *v, BallotLine *b)
{
  gboolean plain = b->form == BALLOT_PLAIN, by_word;
  b->option = votes_option_behind(b->rest, plain && v->ballot && v->x->reply);
  if (b->option.n > 0 || !plain || !v->x->reply || !(v->ballot || votes_are_discussed(v)))
    return;
  Span name = votes_name_behind(b->rest, &by_word);
  Span rest = name.n > 0 ? span_skip(b->rest, (gsize)(name.s + name.n - b->rest.s)) : SPAN("");
  if (name.n > 0 && (votes_another(rest) > 0 || votes_is_listed(v, name)))
    b->option = name;
}

/* Reads the line as the answer to a ballot that its subject does not tell, when it rates something
 * by name beside others. */
static gboolean
is_rating(Voting *v, guint i, BallotLine *b)
{
  BallotLine read = votes_read(votes_own_text(v, i), TRUE);
  if (read.form != BALLOT_PLAIN || read.option.n == 0 || read.loose || read.bare_zero)
    return FALSE;
  if (votes_are_called(v) || votes_leads_in(v, i) || (read.named && votes_rates_slots(v, i))) {
    answer_ballot(v);
    *b = read;
    return TRUE;
  }
  if (!read.named || !votes_rates_several(v, i))
    return FALSE;
  if (v->rated_all)
    answer_ballot(v);
  v->rated = i + 1;
  *b = read;
  return TRUE;
}

/* "P1: +1" right below the quoted "P1: Release every four months": the mail answers a ballot,
 * whatever its subject says. */
static gboolean
answers_label_above(const Voting *v, guint i, Span start)
{
  if (v->ballot || !v->x->reply || i == 0 || start.n < 4 || votes_is_own(v, i - 1) ||
      span_find_char(span_of(start.s, MIN(start.n, 12)), ':') < 1)
    return FALSE;
  BallotLine b = votes_read(start, TRUE);
  Span label = b.form == BALLOT_PLAIN && !b.number ? votes_label_above(v->x, i) : SPAN("");
  return label.n > 0 && label.n == b.option.n && memcmp(label.s, b.option.s, label.n) == 0;
}

static gboolean
has_sign_early(Span t)
{
  enum { EARLY = 80 };
  for (gsize k = 0; k < MIN(t.n, EARLY); k++)
    if ((t.s[k] == '+' || t.s[k] == '-') && votes_sign(span_skip(t, k)) > 0)
      return TRUE;
  return FALSE;
}

/* "A: +1", or "+1" right below a quoted option, in the answer to a call that only its text tells.
 */
static gboolean
answers_call(Voting *v, guint i, Span start)
{
  if (v->ballot || !v->x->reply || v->x->patches || v->x->result || !has_sign_early(start) ||
      !(votes_are_discussed(v) || votes_are_called(v)))
    return FALSE;
  BallotLine b[4];
  return votes_statements(v, i, b, G_N_ELEMENTS(b)) > 0;
}

#define MAX_STATEMENTS 40 /* in one line */

static gboolean
take_statements(Voting *v, guint i)
{
  BallotLine b[MAX_STATEMENTS];
  if (v->x->drafts->votes->len >= MAX_VOTES)
    return FALSE;
  guint n = votes_statements(v, i, b, MAX_STATEMENTS);
  if (n == 0 || votes_is_tally(v, i, &b[0]) || votes_is_of_others(v, i, &b[0]))
    return FALSE;
  for (guint k = 0; k < n; k++)
    take_vote(v, i, &b[k]);
  return TRUE;
}

static void
take_rule(Voting *v, guint i, Span t)
{
  gssize least = span_find_char(t, '+') < 0 ? -1 : span_find_fold(t, "at least ");
  if (least >= 0 && g_ascii_isdigit(span_skip(t, (gsize)least + 9).s[0]) &&
      span_find_fold(t, " +1 vote") > least) {
    BallotLine rule = {.value = 1, .text = SPAN("+1")};
    add_vote(v, i, &rule, "rule");
  }
}

/* "My own ratings:" of who calls the poll: what follows is read as an answer is. */
static BallotLine
read_caller(Voting *v, guint i)
{
  BallotLine b = votes_read(votes_own_text(v, i), TRUE);
  if (b.form == BALLOT_TICKED)
    return b;
  if (b.form != BALLOT_PLAIN || !b.named || b.loose)
    return (BallotLine){0};
  BallotLine below = b;
  if (b.bare_zero && votes_is_own(v, i + 1))
    below = votes_read(votes_own_text(v, i + 1), TRUE);
  if (below.form != BALLOT_PLAIN || !below.named || below.loose || below.bare_zero)
    return (BallotLine){0};
  if (v->cache == NULL)
    v->cache = g_new0(struct CachedBallot, CACHED_BALLOTS);
  return b;
}

/* "a +1" and nothing else, where no list has an "a". */
static gboolean
is_article(Voting *v, guint i, const BallotLine *b)
{
  return b->form == BALLOT_PLAIN && b->option.s[0] == 'a' && b->text.s == b->option.s + 2 &&
         !votes_is_known_label(v, b->option) && !votes_is_beside_option(v, i, b->bare_zero);
}

/* "Motion 4: 0 (I work for them)" below "Motion 3: -1" outside a ballot */
static gboolean
is_zero_of_rows(const Voting *v, guint i, const BallotLine *b, Span start)
{
  return b->bare_zero && votes_option_word(start) > 0 && votes_is_beside_option(v, i, TRUE);
}

/* "[x] the ferry", "* [ ] the train": told by two letters. */
static gboolean
may_be_box(Span t)
{
  char c = t.s[0] == '*' || t.s[0] == '-' ? (t.n > 2 && t.s[1] == ' ' ? t.s[2] : ' ') : t.s[0];
  return c == '[' || c == '(' || (guchar)c == 0xe2;
}

/* "I can live with it, so I change my vote from -1 to 0." outside a ballot */
static gboolean
ends_in_change(const Voting *v, Span t)
{
  t = span_rtrim(t);
  if (v->ballot || !v->x->reply || t.n < 20)
    return FALSE;
  char last = t.s[t.n - (strchr(".!", t.s[t.n - 1]) != NULL ? 2 : 1)];
  return strchr("012", last) != NULL && span_find_fold(t, " change my vote ") > 0 &&
         votes_ending(t) > 0;
}

static void
take_own(Voting *v, guint i)
{
  Span t = votes_own_text(v, i);
  Span start = span_ltrim(t);
  if (start.n == 0)
    return;
  if (v->acks)
    take_ack(v, i);
  gboolean row = answers_call(v, i, start);
  if (answers_label_above(v, i, start) || (row && votes_are_called(v)))
    answer_ballot(v);
  gboolean words = v->ballot && v->x->reply;
  if ((words || row) && !v->x->result && take_statements(v, i))
    return;
  gboolean may_be = may_be_ballot(v, start), rating = !v->ballot && may_rate(v, i, start);
  gboolean changes = !may_be && ends_in_change(v, start);
  if (!may_be && !rating && !changes) {
    take_rule(v, i, t);
    return;
  }
  if (!v->ballot && may_be_box(start) && votes_answers_ticks(v, i)) {
    answer_ballot(v);
    v->poll = TRUE;
  }
  BallotLine b = {0};
  if (may_be)
    b = votes_ballot_at(v, i);
  else if (changes)
    b = votes_read(t, TRUE);
  if (b.form == BALLOT_NONE && v->ballot && !v->x->reply && !v->x->result && v->cache == NULL &&
      votes_says_mine_above(v, i))
    b = read_caller(v, i);
  rating = rating && b.form == BALLOT_NONE && is_rating(v, i, &b);
  if (b.option.n == 1 && is_article(v, i, &b))
    b.option.n = 0;
  if (b.form == BALLOT_NONE) {
    take_rule(v, i, t);
    return;
  }
  /* an option needs a ballot: "2: 0" elsewhere is anything */
  if (b.option.n > 0 && b.form == BALLOT_PLAIN && !v->ballot && !rating &&
      !(v->x->reply && b.option.n <= 2 && (!b.bare_zero || is_zero_of_rows(v, i, &b, start))))
    return;
  gboolean skip;
  const char *why = votes_own_reason(v, i, &b, &skip);
  if (skip)
    return;
  if (why != NULL) {
    add_vote(v, i, &b, why);
    return;
  }
  if (b.form == BALLOT_TICKED || b.form == BALLOT_BOXED)
    votes_take_box(v, i, &b);
  else if (b.option.n == 0)
    take_option_behind(v, &b);
  /* "+1 for B, -1 for D" where nobody asked */
  gboolean more = !words && v->x->reply && b.form == BALLOT_PLAIN && b.option.n > 0;
  if (!more || !take_statements(v, i))
    take_vote(v, i, &b);
}

static gboolean
is_option_line(const Voting *v, guint i)
{
  return votes_is_own(v, i) && votes_ballot_at(v, i).form == BALLOT_PLAIN &&
         votes_ballot_at(v, i).option.n > 0;
}

/* "2026-03-03 15:00: +1" of a poll on times, and "make: +1" beside other tools, look like lines of
 * a log. */
static gboolean
is_slot(const Voting *v, guint i)
{
  if (!v->x->reply || v->x->result)
    return FALSE;
  BallotLine b = votes_read(votes_own_text(v, i), TRUE);
  if (b.form != BALLOT_PLAIN || !b.named || b.weak || b.bare_zero || span_count_words(b.option) > 4)
    return FALSE;
  return g_ascii_isdigit(b.option.s[0]) || (i > 0 && is_option_line(v, i - 1)) ||
         is_option_line(v, i + 1);
}

/* "Bea: +1" in scribe minutes: somebody else's voice. */
static gboolean
take_speech(Voting *v, guint i)
{
  Span t = votes_own_text(v, i);
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

/* A ballot asks for Ack or Nack where it names both; who answers it with both shows that it did. */
static gboolean
asks_for_acks(const Extract *x)
{
  guint ack = 0, nack = 0; /* 1 + the last line with the word: the two may be wrapped apart */
  gboolean says_ack = FALSE, says_nack = FALSE;
  for (guint i = 0; i < x->lines->n; i++) {
    Span t = span_of(x->lines->line[i].text, x->lines->line[i].len);
    if (x->lines->line[i].line_class == LINE_DIFF)
      continue;
    if (x->lines->line[i].line_class == LINE_OWN) {
      says_ack = says_ack || span_find_word(span_of(t.s, MIN(t.n, 3)), "ack") == 0;
      says_nack = says_nack || span_find_word(span_of(t.s, MIN(t.n, 4)), "nack") == 0;
    }
    ack = span_find_word(t, "ack") >= 0 ? i + 1 : ack;
    nack = span_find_word(t, "nack") >= 0 ? i + 1 : nack;
    if (ack > 0 && nack > 0 && MAX(ack, nack) - MIN(ack, nack) <= 1)
      return TRUE;
  }
  return x->reply && says_ack && says_nack;
}

void
extract_votes(Extract *x)
{
  Voting v = {.x = x, .ballot = x->ballot, .called = -1, .ticks = -1};
  static const char *const polls[] = {"poll",      "umfrage",    "sondage", "election", "survey",
                                      "sondaggio", "which",      "what",    "where",    "when",
                                      "who",       "choose",     "pick",    "rank",     "rate",
                                      "options",   "candidates", "slots",   "ballot",   "welche",
                                      "welcher",   "quel",       "quelle",  "elect",    NULL};
  /* who was late answers the ballot, though the subject tells its result */
  gboolean result = x->result;
  x->result = result && !(x->reply && votes_come_late(&v));
  v.poll = x->ballot && subject_has(x, polls);
  v.acks = x->ballot && asks_for_acks(x);
  if (x->ballot)
    answer_ballot(&v);
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
    else if (line->line_class == LINE_LOG && v.ballot && is_slot(&v, i))
      take_own(&v, i);
    else if (line->line_class != LINE_BLANK) {
      if (line->line_class == LINE_ARMOUR && line->len > 12 && line->text[0] == '-')
        v.escaped = span_has(span_of(line->text, line->len), "SIGNED MESSAGE");
      take_foreign(&v, i);
    }
  }
  votes_take_named_options(&v);
  votes_take_quoted_options(&v);
  x->result = result;
  g_clear_pointer(&v.taken, g_array_unref);
  g_free(v.cache);
  g_clear_pointer(&v.listed, g_hash_table_unref);
  g_clear_pointer(&v.labels, g_hash_table_unref);
}
