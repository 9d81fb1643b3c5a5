/* Boxes of a poll: "[x] A: the heron", "[x] yes", "[+1] Leipzig". */
#include "ingest/votes-options.h"

#define MAX_ASKED 2000 /* quoted lines that may ask for ticks */

static BallotForm
form_at(const Voting *v, guint i)
{
  return votes_is_own(v, i) ? votes_ballot_at(v, i).form : BALLOT_NONE;
}

static gboolean
is_box(BallotForm form)
{
  return form == BALLOT_TICKED || form == BALLOT_BLANK || form == BALLOT_CHOICE;
}

/* "A: the heron", "2) the wiki" */
static Span
label_in_box(Span t)
{
  Span marked = SPAN("");
  if (votes_marker(t, &marked) > 0)
    return marked;
  t = span_ltrim(span_skip(t, votes_option_word(t)));
  gsize n = votes_label(t, TRUE);
  gboolean ends =
      n > 0 &&
      (n == t.n || (strchr("):.", t.s[n]) != NULL && !g_ascii_isalnum(t.s[MIN(n + 1, t.n - 1)])) ||
       span_starts(span_skip(t, n), " - ") || span_starts(span_skip(t, n), " – ") ||
       (g_ascii_isupper(t.s[0]) && g_ascii_isdigit(t.s[n - 1])));
  return ends ? span_of(t.s, n) : SPAN("");
}

/* Of "the wiki, as now" the "the wiki". */
static Span
name_in_box(Span t)
{
  t = votes_plain_heading(span_skip(t, votes_bullet(t)));
  gsize n = 0;
  t = votes_without_remark(t, FALSE);
  while (n < t.n && !span_starts(span_skip(t, n), " - ") && !span_starts(span_skip(t, n), " – "))
    n++;
  Span name = votes_name_trim(span_of(t.s, n));
  return name.n <= 80 && span_count_words(name) <= 8 ? name : SPAN("");
}

/* 1, 0, -1 for "yes", "abstain", "no"; 2: it says none of these. */
static int
meaning(Span t)
{
  static const char *const yes[] = {"yes",     "approve",   "i approve", "accept", "agree",
                                    "i agree", "in favour", "in favor",  "for",    "support",
                                    "ja",      "oui",       "si",        "sí",     "yea",
                                    "aye",     NULL};
  static const char *const no[] = {"no",       "reject",     "i reject", "disapprove",
                                   "disagree", "i disagree", "against",  "oppose",
                                   "nein",     "non",        "nay",      NULL};
  static const char *const neither[] = {
      "abstain",       "neutral",    "no opinion",  "don't care", "do not care", "i don't care",
      "no preference", "enthaltung", "indifferent", "i abstain",  NULL};
  Span name = name_in_box(t);
  if (span_starts_in_list(name, neither, NULL))
    return 0;
  return span_starts_in_list(name, yes, NULL) ? 1 : span_starts_in_list(name, no, NULL) ? -1 : 2;
}

/* The boxes from line i on, which is the first of them: how many, how many of them have a label,
 * how many say yes or no, or speak of work. */
static void
look_at_boxes(Voting *v, guint i)
{
  static const char *const work[] = {
      "checked",   "check",      "checks",  "verified",  "tested",   "tests",   "test",
      "built",     "builds",     "build",   "compiles",  "ran",      "runs",    "signed",
      "signature", "signatures", "sums",    "checksums", "hashes",   "licence", "license",
      "done",      "written",    "updated", "fixed",     "uploaded", "tagged",  NULL};
  BoxRun run = {0};
  guint k = i;
  for (; k < v->x->lines->n && is_box(form_at(v, k)); k++) {
    Span rest = votes_ballot_at(v, k).rest;
    run.boxes++;
    run.labels += label_in_box(rest).n > 0 ? 1 : 0;
    run.blank += form_at(v, k) != BALLOT_TICKED ? 1 : 0;
    run.meanings += meaning(rest) != 2 ? 1 : 0;
    run.work += span_has_word_of(rest, work) ? 1 : 0;
    run.listed += votes_is_listed(v, name_in_box(rest)) ? 1 : 0;
  }
  run.end = k;
  v->boxes = run;
}

/* A value without an option in one of the lines from i on. */
static gboolean
has_plain_below(const Voting *v, guint i)
{
  for (; i < v->x->lines->n; i++)
    if (form_at(v, i) == BALLOT_PLAIN && votes_ballot_at(v, i).option.n == 0)
      return TRUE;
  return FALSE;
}

/* A list of what was checked, or done, looks the same; but it has bullets, no letters, and the call
 * does not offer it. */
static gboolean
is_ticked_choice(Voting *v, guint i, gboolean bullet)
{
  guint first = i;
  while (first > v->boxes.end && is_box(form_at(v, first - 1)))
    first--;
  if (i >= v->boxes.end)
    look_at_boxes(v, first);
  const BoxRun *run = &v->boxes;
  if (run->meanings >= 2)
    return run->meanings == run->boxes;
  if (run->boxes > 0 && run->listed == run->boxes)
    return TRUE;
  if (run->boxes >= 2 && run->labels == run->boxes)
    return v->poll || run->blank > 0;
  if (run->boxes < 2 || votes_has_plain(v))
    return FALSE;
  if (v->poll && v->ticks != 1)
    return !bullet;
  /* a list of what was checked stands beside a value, too */
  return run->work == 0 &&
         (v->ticks == 1 || (!bullet && run->blank > 0 && !has_plain_below(v, run->end)));
}

/* "Please tick what suits you": the subject, or what is quoted, asks for marks. */
static gboolean
asks_for_ticks(const Extract *x)
{
  static const char *const words[] = {
      "please tick",   "tick what",      "tick as",      "tick all",   "tick any",   "tick one",
      "tick the",      "tick your",      "tick each",    "tick those", "tick up to", "put an x",
      "mark all",      "mark any",       "mark as many", "mark what",  "mark your",  "mark those",
      "mark the ones", "check all that", "suits you",    "suit you",   NULL};
  const char *subject = x->mail->message.subject;
  if (subject != NULL && span_has_phrase_of(span_of(subject, strlen(subject)), words))
    return TRUE;
  for (guint k = 0, seen = 0; k < x->lines->n && seen < MAX_ASKED; k++) {
    const BodyLine *line = &x->lines->line[k];
    if (line->line_class != LINE_QUOTE)
      continue;
    seen++;
    if (span_has_phrase_of(span_of(line->text, line->len), words))
      return TRUE;
  }
  return FALSE;
}

gboolean
votes_answers_ticks(Voting *v, guint i)
{
  if (!v->x->reply || v->x->patches || v->x->result || v->ticks == 0 ||
      !is_box(votes_read(votes_own_text(v, i), TRUE).form))
    return FALSE;
  v->ticks = asks_for_ticks(v->x) ? 1 : 0;
  return v->ticks == 1;
}

#define MAX_VALUES 40 /* boxes with values above and below that are looked at */

/* "[+1] Meson", "[+1] C11", "[-1] copies": a scale has each value once, an answer has some of them
 * twice, or names behind values that do not fall. labels: each box has one. */
static gboolean
are_of_several(const Voting *v, guint i, gboolean *labels)
{
  guint first = i, times[5] = {0}, most = 0;
  gboolean names = v->poll, rises = FALSE;
  int before = 3;
  while (first > 0 && i - first < MAX_VALUES && form_at(v, first - 1) == BALLOT_BOXED)
    first--;
  *labels = TRUE;
  for (guint k = first; k - first < 2 * MAX_VALUES && form_at(v, k) == BALLOT_BOXED; k++) {
    BallotLine b = votes_ballot_at(v, k);
    *labels = *labels && label_in_box(span_ltrim(b.rest)).n > 0;
    names = names && meaning(span_ltrim(b.rest)) == 2 && !votes_explains_value(b.rest);
    rises = rises || b.value > before;
    before = b.value;
    guint *seen = &times[CLAMP(b.value, -2, 2) + 2];
    *seen += 1;
    most = MAX(most, *seen);
  }
  return most >= 2 || (names && rises);
}

#define MAX_ABOVE 200 /* lines that may offer what is marked below */

/* Who calls the poll marks, below "My own answers:", a box that stands empty further up. */
static gboolean
is_caller_choice(const Voting *v, guint i, const BallotLine *b)
{
  Span name = name_in_box(b->rest);
  if (b->form != BALLOT_TICKED || name.n == 0 || !votes_says_mine_above(v, i))
    return FALSE;
  for (guint k = i; k > 0 && i - k < MAX_ABOVE; k--) {
    BallotLine above = {0};
    if (votes_is_own(v, k - 1))
      above = votes_read(votes_own_text(v, k - 1), TRUE);
    Span other = above.form == BALLOT_BLANK ? name_in_box(above.rest) : SPAN("");
    if (other.n == name.n && memcmp(other.s, name.s, name.n) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
votes_is_choice(Voting *v, guint i, const BallotLine *b)
{
  if (v->ballot && !v->x->reply)
    return is_caller_choice(v, i, b);
  if (!v->ballot)
    return FALSE;
  if (b->form == BALLOT_TICKED)
    return is_ticked_choice(v, i, b->bullet);
  gboolean above = i > 0 && form_at(v, i - 1) == BALLOT_BOXED;
  gboolean below = form_at(v, i + 1) == BALLOT_BOXED;
  /* one value in a box is a vote; several below each other are the choices, unless they are for
   * what the call offers, or for several things */
  if (!above && !below)
    return !b->bare_zero;
  Span rest = span_ltrim(b->rest);
  gboolean labels;
  return label_in_box(rest).n > 0 || votes_is_listed(v, name_in_box(rest)) ||
         (name_in_box(rest).n > 0 && are_of_several(v, i, &labels));
}

void
votes_take_box(Voting *v, guint i, BallotLine *b)
{
  Span rest = span_ltrim(b->rest), label = label_in_box(rest), name = name_in_box(rest);
  int said = b->form == BALLOT_TICKED ? meaning(rest) : 2;
  gboolean labels = TRUE, several = b->form == BALLOT_BOXED && are_of_several(v, i, &labels);
  if (said != 2)
    b->value = said;
  else if (label.n > 0 && (labels || !several))
    b->option = label;
  else if (b->form == BALLOT_TICKED || several || votes_is_listed(v, name))
    b->option = name;
}
