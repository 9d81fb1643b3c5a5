/* Is a list that nothing names, neither its heading nor what leads in, one of work to do? */
#include "ingest/extract-parts.h"
#include "ingest/words.h"

/* A score of these signals decides; what a list of work is made of weighs for it, what steps,
 * options, praise and reports are made of against it. */
enum {
  CHECKBOXES = 6,
  PLAN_IN_LEAD = 4,  /* "before I can tag it these have to be done:" */
  CUES_IN_LEAD = 2,  /* each of two: "next on my desk are" */
  PLAN_IN_MAIL = 3,  /* the subject or the first lines say where things are heading */
  OWNERS = 3,        /* "(Marijke)", "- Aurélie" behind a bullet */
  IMPERATIVES = 2,   /* half of the bullets begin with what is to be done */
  TICKETS = 2,       /* a bullet cites a bug */
  NEEDS = 1,         /* "needs", "still", "nobody yet" */
  FOREIGN_LEAD = -6, /* "you", "for reference", "these are": what leads in says something else */
  PAST = -6,         /* half of the bullets tell what was done */
  STEPS = -4,        /* "run", "restart", a command */
  SENTENCES = -2,    /* half of them end with a full stop, as reports do */
  NAMES_ONLY = -4,   /* one word each: packages, people */
  ALONE = -2,        /* one bullet makes no list */
  ANSWER = -1,       /* in a reply */
  ENOUGH = 4
};

static const char *const plan_words[] = {"what we want from",
                                         "we want from",
                                         "what we want for",
                                         "maintainers wanted",
                                         "mentors wanted",
                                         "volunteers wanted",
                                         "help wanted",
                                         "where we are heading",
                                         "where we are going",
                                         "where we go",
                                         "where the sig is going",
                                         "is going until",
                                         "heading until",
                                         "have to be done",
                                         "has to be done",
                                         "needs to be done",
                                         "need to be done",
                                         "to be done",
                                         "should get done",
                                         "get done",
                                         "open items",
                                         "open issues",
                                         "still open",
                                         "what is left",
                                         "what's left",
                                         "what remains",
                                         "lying around",
                                         "who does what",
                                         "losing track",
                                         "before we can",
                                         "before i can",
                                         "us to do before",
                                         "like us to do",
                                         "would like to do",
                                         "we should do",
                                         "for the next release",
                                         "next year",
                                         "next quarter",
                                         "for the sprint",
                                         "goals for",
                                         "goals until",
                                         "objectives",
                                         "our plan",
                                         "my plan",
                                         "the plan",
                                         "plans for",
                                         "planned for",
                                         "roadmap",
                                         "backlog",
                                         "until spring",
                                         "until summer",
                                         "until autumn",
                                         "until the end of the year",
                                         "before the release",
                                         "before beta",
                                         "big items",
                                         "wishes",
                                         "i'd love to see",
                                         "like to see",
                                         "what we want",
                                         "want to do",
                                         "want to finish",
                                         "work on next",
                                         "keep us from",
                                         "keeps us from",
                                         "stand between",
                                         "stands between",
                                         "blockers",
                                         "please add",
                                         "priorities",
                                         "our list",
                                         "to-do",
                                         "todo",
                                         NULL};

static const char *const foreign_words[] = {
    "you",      "your",    "for reference", "these are", "following", "learn",     "how to",
    "ways",     "options", "choices",       "packages",  "steps",     "because",   "reasons",
    "includes", "include", "consists",      "contains",  "supports",  "changes",   "was",
    "were",     "did",     "found",         "noticed",   "measured",  "tested",    "checked",
    "such as",  "e.g",     "for example",   "example",   "dates",     "critical",  "criteria",
    "e-mail",   "mirrors", "hosts",         "people",    "speakers",  "currently", "currently have",
    NULL};

static gboolean
is_past(Span t)
{
  static const char *const past[] = {"was",   "were",    "has",   "have",    "had",  "did",
                                     "done",  "sent",    "got",   "went",    "met",  "wrote",
                                     "built", "rebuilt", "made",  "found",   "gave", "took",
                                     "held",  "no",      "works", "nothing", NULL};
  gsize n = 0;
  while (n < t.n && g_ascii_isalpha(t.s[n]))
    n++;
  Span first = span_of(t.s, n);
  static const char *const verbs[] = {"was",  "were", "are",   "is", "has",
                                      "have", "had",  "works", NULL};
  return span_in_list(first, past) || (n > 4 && span_ends_fold(first, "ed")) ||
         (span_count_words(t) > 2 && span_has_word_of(span_of(t.s, MIN(t.n, 60)), verbs));
}

static gboolean
is_imperative(Span t)
{
  static const char *const more[] = {
      "drop",    "finish",     "rewrite", "label",  "rebase",  "respin",    "validate", "replace",
      "attract", "get rid of", "add",     "enable", "improve", "reduce",    "lower",    "book",
      "print",   "bring",      "pay",     "buy",    "train",   "translate", NULL};
  return span_starts_in_list(t, words_first_verbs, NULL) || span_starts_in_list(t, more, NULL);
}

static gboolean
is_step(Span t)
{
  static const char *const steps[] = {"run",    "install",  "restart", "reboot", "click",  "type",
                                      "edit",   "sudo",     "dnf",     "apt",    "yum",    "git",
                                      "make",   "cd",       "copy",    "boot",   "select", "press",
                                      "insert", "download", "unpack",  NULL};
  return span_starts_in_list(t, steps, NULL) || span_has(t, "`") || span_has(t, " --");
}

typedef struct {
  guint n, past, imperative, step, single, sentence, owner, ticket, needs, checkbox;
} ListLook;

static void
look_at(const Extract *x, const Block *b, ListLook *look)
{
  static const char *const needs[] = {"needs",      "need",      "still",   "missing",
                                      "nobody yet", "somebody",  "someone", "tbd",
                                      "find out",   "volunteer", "help",    NULL};
  Span t = blocks_text(x->blocks, b);
  look->n++;
  look->past += is_past(t) || span_find_fold(t, "closes:") >= 0 ||
                        span_starts_fold(t, "resolves:") || span_starts_fold(t, "related:")
                    ? 1
                    : 0;
  look->imperative += is_imperative(t) ? 1 : 0;
  look->step += is_step(t) ? 1 : 0;
  look->single += span_count_words(t) <= 1 ? 1 : 0;
  look->sentence += span_ends_fold(span_rtrim(t), ".") ? 1 : 0;
  look->owner += owner_in_brackets(x, t).n > 0 || owner_behind_dash(x, t).n > 0 ? 1 : 0;
  look->ticket += (span_has(t, "://") && (span_has(t, "issue") || span_has(t, "bug"))) ||
                          (t.n > 2 && t.s[0] == '#' && g_ascii_isdigit(t.s[1])) ||
                          span_find_fold(t, "rhbz#") >= 0 || span_find_fold(t, "lp: #") >= 0
                      ? 1
                      : 0;
  look->needs += span_has_phrase_of(t, needs) ? 1 : 0;
  look->checkbox += b->mark.checkbox == ' ' || b->mark.checkbox == 'x' ? 1 : 0;
}

/* What the subject and the first lines of the mail say about it. */
static gboolean
says_plans(Extract *x)
{
  if (lead_subject_cues(x) > 1)
    return TRUE;
  const char *subject = x->mail->message.subject == NULL ? "" : x->mail->message.subject;
  if (span_has_phrase_of(span_of(subject, strlen(subject)), plan_words))
    return TRUE;
  guint paragraphs = 0, looked = 0;
  for (guint i = 0; i < x->blocks->block->len && paragraphs < 2 && looked < 10; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_BULLET) /* what stands below says nothing of the list */
      break;
    if (b->kind != BLOCK_PARAGRAPH)
      continue;
    Span t = blocks_text(x->blocks, b);
    looked++;
    paragraphs += span_count_words(t) > 5 ? 1 : 0;
    if (span_has_phrase_of(span_of(t.s, MIN(t.n, 400)), plan_words))
      return TRUE;
  }
  return FALSE;
}

static gboolean
mail_plans(Extract *x)
{
  if (x->plans < 0)
    x->plans = says_plans(x);
  return x->plans;
}

gboolean
list_is_announcement(const Extract *x)
{
  static const char *const words[] = {"ann",
                                      "announce",
                                      "announcement",
                                      "released",
                                      "release notes",
                                      "changelog",
                                      "news",
                                      "cfp",
                                      "call for papers",
                                      "updates",
                                      "for sale",
                                      "to give away",
                                      "giveaway",
                                      "hiring",
                                      "open positions",
                                      "job offer",
                                      NULL};
  const char *subject = x->mail->message.subject == NULL ? "" : x->mail->message.subject;
  return span_has_phrase_of(span_of(subject, strlen(subject)), words);
}

static int
score_of_bullets(const ListLook *look)
{
  int score = 0;
  score += look->checkbox * 2 >= look->n ? CHECKBOXES : 0;
  score += look->owner > 0 ? OWNERS : 0;
  score += look->imperative * 2 >= look->n ? IMPERATIVES : 0;
  score += look->ticket > 0 ? TICKETS : 0;
  score += look->needs > 0 ? NEEDS : 0;
  score += look->past * 2 >= look->n ? PAST : 0;
  score += look->step * 2 >= look->n ? STEPS : 0;
  score += look->sentence * 2 >= look->n ? SENTENCES : 0;
  score += look->single * 2 > look->n ? NAMES_ONLY : 0;
  return score;
}

/* "Please tick what suits you": the boxes are those of a poll. */
static gboolean
asks_to_tick(const Extract *x, const Block *first)
{
  static const char *const words[] = {"tick",  "ticked", "mark",    "choose", "suits",
                                      "suit",  "vote",   "prefer",  "poll",   "which of",
                                      "cross", "pick",   "answers", NULL};
  enum { NEAR = 200 };
  Span t =
      first->lead < 0 ? SPAN("") : blocks_text(x->blocks, blocks_at(x->blocks, (guint)first->lead));
  return span_has_phrase_of(span_skip(t, t.n > NEAR ? t.n - NEAR : 0), words);
}

gboolean
list_is_work(Extract *x, guint block)
{
  static const guint most_bullets = 60;
  const Block *first = blocks_at(x->blocks, block);
  ListLook look = {0};
  if (x->patches || x->minutes || x->ballot)
    return FALSE;
  for (guint i = block; i < x->blocks->block->len && look.n < most_bullets; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_BULLET && b->list != first->list)
      break;
    if (b->kind == BLOCK_BULLET)
      look_at(x, b, &look);
  }
  int score = score_of_bullets(&look) + (look.n < 2 ? ALONE : 0) + (x->reply ? ANSWER : 0);
  if (score + PLAN_IN_LEAD < ENOUGH || list_is_announcement(x))
    return FALSE;
  Span lead =
      first->lead < 0 ? SPAN("") : blocks_text(x->blocks, blocks_at(x->blocks, (guint)first->lead));
  gboolean leads = lead.n > 0 && lead.n < 500 &&
                   blocks_at(x->blocks, (guint)first->lead)->last + 2 >= first->first;
  if (leads && lead.n > 200)
    lead = span_skip(lead, lead.n - 200);
  guint cues = lead_work_cues(x, block);
  if (look.checkbox * 2 >= look.n && cues == 0 && (x->reply || asks_to_tick(x, first)))
    return FALSE;
  gboolean plans = (leads && span_has_phrase_of(lead, plan_words)) || cues > 2;
  score += plans ? PLAN_IN_LEAD : (int)cues * CUES_IN_LEAD;
  score +=
      leads && !plans && span_has_phrase_of(lead_line(x, block), foreign_words) ? FOREIGN_LEAD : 0;
  score += first->heading >= 0 && !leads && !x->reply ? 1 : 0;
  score += leads && !plans && lead_is_neutral(x, block) ? 1 : 0;
  if (score < ENOUGH && score + PLAN_IN_MAIL >= ENOUGH && !plans && !x->reply && mail_plans(x))
    score += PLAN_IN_MAIL;
  return score >= ENOUGH;
}
