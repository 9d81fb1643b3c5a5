/* What the line above a list says of it: "Here is our wish list:", "the open work, as far as I know
 * it, is". */
#include "ingest/phrases.h"

/* A line that leads in is prose: only words that name the list count, not "later", "discussion" or
 * "to do it". */
static const char *const lead_topics[] = {"agenda",
                                          "topics",
                                          "topic",
                                          "outline",
                                          "to discuss",
                                          "talk about",
                                          "for discussion",
                                          "points for",
                                          "talking points",
                                          "shape of the talk",
                                          "on the table",
                                          "meeting notes",
                                          "we discussed",
                                          "was discussed",
                                          "were discussed",
                                          "should discuss",
                                          "let's discuss",
                                          "sessions so far",
                                          "proposed sessions",
                                          "session proposals",
                                          NULL};
static const char *const lead_backlogs[] = {"backlog",
                                            "roadmap",
                                            "road map",
                                            "todo",
                                            "todos",
                                            "to-do",
                                            "to do list",
                                            "things to do",
                                            "left to do",
                                            "still to do",
                                            "what to do",
                                            "the plan",
                                            "my plan",
                                            "our plan",
                                            "a plan",
                                            "plan is",
                                            "plan for",
                                            "plans for",
                                            "planned",
                                            "we plan to",
                                            "i plan to",
                                            "work items",
                                            "wishlist",
                                            "wish list",
                                            "blockers",
                                            "nice to have",
                                            "next steps",
                                            "tasks",
                                            "remaining work",
                                            "still to be done",
                                            "needs to be done",
                                            "need to be done",
                                            "still needs doing",
                                            "milestones",
                                            "work to do",
                                            "open work",
                                            "outstanding work",
                                            "remains to be done",
                                            NULL};
/* In a mail about a patch these speak of code. */
static const char *const loose_backlogs[] = {"we want to",
                                             "we still need to",
                                             "should get done",
                                             "to get done",
                                             "want to get in",
                                             "would like to see",
                                             "love to see",
                                             "what is left",
                                             "what's left",
                                             "what remains",
                                             "still missing",
                                             "has to be done",
                                             "have to be done",
                                             "needs somebody",
                                             "need somebody",
                                             "needs someone",
                                             "need someone",
                                             "needs an owner",
                                             "need an owner",
                                             "need owners",
                                             "needs a volunteer",
                                             "need volunteers",
                                             "looking for volunteers",
                                             "looking for somebody",
                                             "looking for an owner",
                                             "unclaimed",
                                             "up for grabs",
                                             "nobody has picked",
                                             "nobody works on",
                                             "nobody is working on",
                                             "nobody has started",
                                             "nobody has taken",
                                             "without an owner",
                                             "help is wanted",
                                             "help wanted",
                                             "help is welcome",
                                             "could use help",
                                             "could use some help",
                                             "did not get to",
                                             "didn't get to",
                                             "did not manage",
                                             "didn't manage",
                                             "did not make it",
                                             "didn't make it",
                                             "not done yet",
                                             "still to come",
                                             "to be fixed",
                                             "must be fixed",
                                             "need fixing",
                                             "needs fixing",
                                             "should be fixed",
                                             "have to be fixed",
                                             "has to happen",
                                             "have to happen",
                                             "needs to happen",
                                             "need to happen",
                                             "needs doing",
                                             "need doing",
                                             "what blocks",
                                             "that block the",
                                             "keeps us from",
                                             "keep us from",
                                             "stands between us",
                                             "in the way of the",
                                             "on my list",
                                             "on our list",
                                             "on my plate",
                                             "next up",
                                             "road ahead",
                                             "rough plan",
                                             "missing pieces",
                                             "missing bits",
                                             "still open",
                                             "still pending",
                                             "work that remains",
                                             "i want to look at",
                                             "i want to work on",
                                             "i want to tackle",
                                             "i want to finish",
                                             "plan to work on",
                                             "want to tackle",
                                             "we would like in",
                                             "we'd like in",
                                             "ideas for the next",
                                             "have to look at",
                                             "has to look at",
                                             "to-dos",
                                             "candidates for",
                                             "known gaps",
                                             "nobody looks after",
                                             "behind with",
                                             "on the radar",
                                             "on my radar",
                                             "low hanging fruit",
                                             "low-hanging fruit",
                                             "big chunks",
                                             "new maintainer",
                                             "needs a maintainer",
                                             "need a maintainer",
                                             "block the release",
                                             "block the beta",
                                             "block the freeze",
                                             "block the next",
                                             "took one of these",
                                             "take one of these",
                                             "pick one of these",
                                             "our goals",
                                             "focus for",
                                             "to do in",
                                             "help is needed",
                                             "volunteers wanted",
                                             "wanted: volunteers",
                                             "still on the list",
                                             "still owe",
                                             "wants to do",
                                             "want to do",
                                             "want to achieve",
                                             "suggestions for the next",
                                             "like to fix",
                                             "like to do",
                                             "like to finish",
                                             "like to tackle",
                                             "like to get done",
                                             "the work for the",
                                             "work for the next",
                                             "items for the next",
                                             "ideas that came up",
                                             "before the freeze",
                                             "not started yet",
                                             "to look into",
                                             "need to be looked at",
                                             "needs to be looked at",
                                             "waiting for somebody",
                                             "waiting for someone",
                                             NULL};
/* These only at the end: "loose ends:", not "the loose ends of the cable were cut". */
static const char *const last_words[] = {
    "gaps",        "in the pipeline", "unassigned",    "for newcomers", "comes next",
    "coming next", "is left",         "are left",      "to work on",    "unsolved",
    "postponed",   "carried over",    "next in line",  "are not met",   "open ends",
    "loose ends",  "use a hand",      "needs help",    "in the works",  "should pick up",
    "to come",     "to tackle",       "to do next",    "us to look at", "us to do",
    "us to fix",   "us to finish",    "us to work on", "us to tackle",  NULL};
/* These in front of a version, a release or a time. */
static const char *const aims[] = {"should go into", "should go in",   "should be in",   "left for",
                                   "goals for",      "candidates for", "left over from", NULL};
static const char *const lead_decisions[] = {
    "we decided",  "we agreed", "was agreed", "was decided", "were decided",
    "were agreed", "decisions", "agreed on",  "decided on",  NULL};
static const char *const lead_actions[] = {"action items", "action points", "actions", NULL};

ListContext
lead_context_of_words(Span text)
{
  /* "Key things that should be on the roadmap:" is an outline of the talk about it */
  static const char *const things[] = {"things", "points", "subjects", "questions",
                                       "areas",  "themes", NULL};
  static const char *const plans[] = {"roadmap", "road map", "plan", NULL};
  static const char *const old[] = {
      "old action",   "old actions", "previous actions", "last actions", "review of actions",
      "actions from", NULL};
  if (span_has_phrase_of(text, lead_actions))
    return span_has_phrase_of(text, old) ? CONTEXT_IGNORE : CONTEXT_ACTION;
  if (span_has_phrase_of(text, lead_decisions))
    return CONTEXT_DECISION;
  if (span_has_phrase_of(text, lead_topics) ||
      (span_has_phrase_of(text, things) && span_has_phrase_of(text, plans)))
    return CONTEXT_TOPIC;
  return span_has_phrase_of(text, lead_backlogs) ? CONTEXT_BACKLOG : CONTEXT_NONE;
}

/* "For 4.5 we want:", "before the beta we still need": a wish and a time. */
static gboolean
wants_by_a_time(Span fold)
{
  static const char *const wants[] = {
      "we have noted", "noted", "we want", "we need", "we still need", "we'd like", "we would like",
      "i want",        "goals", "targets", NULL};
  static const char *const times[] = {"before the beta", "before the release", "before the freeze",
                                      "before the next", "before we",          "before it",
                                      "for the next",    "for the release",    "for the beta",
                                      "for the sprint",  "next release",       "next quarter",
                                      "next cycle",      "next months",        "next weeks",
                                      "this quarter",    "this cycle",         "this year",
                                      "next year",       "until the",          "by the end of",
                                      "by then",         "ahead of the",       NULL};
  gssize at = 0;
  gboolean version = FALSE;
  if (!phrase_has_one(fold, wants, NULL, NULL))
    return FALSE;
  for (Span rest = fold; !version && (at = fold_find(rest, "for")) >= 0;) {
    rest = span_skip(rest, (gsize)at + 3);
    version = span_digits(span_ltrim(rest)) > 0;
  }
  return version || phrase_has_one(fold, times, NULL, NULL);
}

/* Things and people that are counted, not worked off: "mirrors that are still missing the key:". */
static gboolean
lists_things(Span fold)
{
  static const char *const things[] = {
      "mirrors", "hosts",   "machines", "servers",  "people",   "members",  "speakers", "messages",
      "errors",  "log",     "reasons",  "ways",     "dates",    "commands", "results",  "numbers",
      "because", "against", "names",    "warnings", "symptoms", NULL};
  return span_has_word_of(fold, things);
}

/* The last clause tells of what is over: "as planned, the following hosts moved:". */
static gboolean
tells_past(Span fold)
{
  static const char *const over[] = {
      "was",      "were",     "happened", "moved",  "listed", "finished", "completed", "closed",
      "merged",   "released", "went",     "failed", "added",  "reached",  "updated",   "found",
      "told",     "said",     "pushed",   "sent",   "met",    "worked",   "changed",   "showed",
      "attended", "helped",   "did",      "done",   "fixed",  "built",    "reported",  "has",
      "received", "joined",   "ran",      "tried",  "tested", "checked",  "saw",       "gave",
      "took",     "wrote",    NULL};
  static const char *const open[] = {"not",
                                     "still",
                                     "left",
                                     "nobody",
                                     "missing",
                                     "be",
                                     "to do",
                                     "get done",
                                     "open",
                                     "yet",
                                     "need",
                                     "needs",
                                     "didn't",
                                     "remains",
                                     "remain",
                                     "will",
                                     "want",
                                     "we agreed",
                                     "was agreed",
                                     "were agreed",
                                     "we decided",
                                     "was decided",
                                     "were decided",
                                     "were discussed",
                                     "was discussed",
                                     "see",
                                     "get",
                                     "would",
                                     NULL};
  gsize start = fold.n;
  while (start > 0 && strchr(",;(", fold.s[start - 1]) == NULL)
    start--;
  Span clause = span_skip(fold, start);
  return span_has_word_of(clause, over) && !span_has_phrase_of(clause, open);
}

/* Without the colon, and "so far", "in no order" in front of it. */
static Span
without_tail(Span fold)
{
  static const char *const tails[] = {
      "so far",    "for now",     "at the moment",          "right now",   "now",          "then",
      "currently", "as of today", "in no particular order", "in no order", "in any order", "please",
      "today",     NULL};
  for (guint more = 0; more < 3; more++) {
    while (fold.n > 0 && strchr(" :-.,()", fold.s[fold.n - 1]) != NULL)
      fold.n--;
    for (const char *const *t = tails; *t != NULL; t++)
      if (span_ends_fold(fold, *t) && fold.n > strlen(*t))
        fold.n -= strlen(*t);
  }
  return fold;
}

/* "All planned features are in:", "what needs to be done to reproduce it:" */
static gboolean
tells_other(Span fold)
{
  static const char *const words[] = {"to reproduce", "shown by", NULL};
  static const char *const ends[] = {"are in", "is in", "changes", NULL};
  if (span_has_phrase_of(fold, words))
    return TRUE;
  fold = without_tail(fold);
  for (const char *const *end = ends; *end != NULL; end++)
    if (span_ends_fold(fold, *end))
      return TRUE;
  return FALSE;
}

/* How a paragraph above a list ends. */
typedef enum { LEAD_NONE, LEAD_OPEN, LEAD_COLON } LeadEnd;

/* "The open work, as far as I know it, is" goes on in the bullets right below; "Still to do before
 * the beta" is a heading that nobody drew. */
static LeadEnd
lead_end(const Block *lead, const Block *first, Span t)
{
  static const char *const hanging[] = {
      "is", "are",    "be",  "need", "needs", "want",   "include",  "with", "these", "following",
      "me", "needed", "for", "on",   "to",    "wanted", "includes", "has",  "have",  NULL};
  enum { SHORT = 8 };
  if (t.n == 0)
    return LEAD_NONE;
  char last = t.s[t.n - 1];
  if (last == ':')
    return LEAD_COLON;
  if (lead->last + 2 < first->first || strchr(".!?;,\"'>)]", last) != NULL)
    return LEAD_NONE;
  gsize word = t.n;
  while (word > 0 && t.s[word - 1] != ' ')
    word--;
  gboolean hangs = span_in_list(span_skip(t, word), hanging);
  gboolean line = lead->first == lead->last && span_count_words(t) <= SHORT &&
                  g_ascii_isupper(t.s[0]) && span_find_char(t, ':') < 0;
  return hangs || line ? LEAD_OPEN : LEAD_NONE;
}

static Span
last_sentence(Span text)
{
  enum { NEAR = 400 };
  Span sentence = text;
  gsize at = 0;
  if (text.n > NEAR)
    text = span_skip(text, text.n - NEAR);
  while (sentence_next(text, &at, &sentence)) {
  }
  return sentence;
}

static gboolean
ends_in_work(Span fold)
{
  fold = without_tail(fold);
  for (const char *const *w = last_words; *w != NULL; w++) {
    gsize n = strlen(*w);
    if (span_ends_fold(fold, *w) && (fold.n == n || fold.s[fold.n - n - 1] == ' '))
      return TRUE;
  }
  return FALSE;
}

/* "Candidates for 2.3", "left for Q3", "should be in before the freeze". */
static gboolean
aims_at(Span fold)
{
  static const char *const times[] = {
      "the next", "the release", "the beta", "the freeze", "the year", "the sprint",      "this",
      "next",     "the summer",  "summer",   "spring",     "autumn",   "winter",          "later",
      "before",   "q1",          "q2",       "q3",         "q4",       "the last sprint", NULL};
  gsize at = 0, n = 0;
  if (!phrase_has_one(fold, aims, &at, &n))
    return FALSE;
  Span behind = span_ltrim(span_skip(fold, at + n));
  /* "The rest should be in:" */
  return span_digits(behind) > 0 || span_starts_in_list(behind, times, NULL) ||
         (behind.n > 1 && behind.s[0] == 'v' && g_ascii_isdigit(behind.s[1]));
}

static ListContext
open_work(const Extract *x, Span fold)
{
  static const char *const you[] = {"you", "your", NULL};
  return !x->patches && !list_is_announcement(x) && !lists_things(fold) &&
                 !span_has_word_of(fold, you) &&
                 (phrase_has_one(fold, loose_backlogs, NULL, NULL) || ends_in_work(fold) ||
                  aims_at(fold) || wants_by_a_time(fold))
             ? CONTEXT_BACKLOG
             : CONTEXT_NONE;
}

/* "Our next meeting is on Tuesday. What I have so far:" */
static gboolean
is_draft_agenda(const Extract *x, Span fold, Span paragraph)
{
  static const char *const have[] = {
      "i have so far", "have so far", "we have so far", "i have for now", "i've got so far",
      "topics so far", NULL};
  static const char *const meets[] = {"meeting", "call", "session", "agenda", "sync", NULL};
  const char *subject = x->mail->message.subject == NULL ? "" : x->mail->message.subject;
  return span_has_phrase_of(fold, have) &&
         (span_has_word_of(paragraph, meets) ||
          span_has_word_of(span_of(subject, strlen(subject)), meets));
}

ListContext
lead_context(Extract *x, guint block)
{
  const Block *first = blocks_at(x->blocks, block);
  if (first->lead < 0)
    return CONTEXT_NONE;
  const Block *lead = blocks_at(x->blocks, (guint)first->lead);
  Span text = blocks_text(x->blocks, lead);
  if (lead_end(lead, first, text) == LEAD_NONE)
    return CONTEXT_NONE;
  sentence_fold(x->fold, last_sentence(text));
  Span fold = span_of(x->fold->str, x->fold->len);
  static const char *const conclusions[] = {"conclusions",     "conclusion",           "outcomes",
                                            "the conclusions", "the results in short", NULL};
  static const char *const ranks[] = {"must",        "should",        "could", "must have",
                                      "should have", "could have",    "nice",  "nice to have",
                                      "maybe",       "would be nice", NULL};
  /* "let's put the facts on the table:" in an answer is a manner of speaking */
  static const char *const loose[] = {"on the table", "talk about", NULL};
  if ((x->reply && span_has_phrase_of(fold, loose)) || span_find_word(fold, "of interest") >= 0)
    return CONTEXT_NONE;
  ListContext c =
      span_in_list(without_tail(fold), ranks) ? CONTEXT_BACKLOG : context_of_words(fold, FALSE);
  if (x->minutes && span_find_word(fold, "who does what") >= 0)
    c = CONTEXT_ACTION;
  if (c == CONTEXT_NONE && span_in_list(without_tail(fold), conclusions) &&
      extract_tells_of_meeting(x))
    c = CONTEXT_DECISION;
  if (c == CONTEXT_NONE && is_draft_agenda(x, fold, text))
    c = CONTEXT_TOPIC;
  if (c == CONTEXT_NONE)
    c = open_work(x, fold);
  return c == CONTEXT_BACKLOG && (tells_past(fold) || tells_other(fold)) ? CONTEXT_NONE : c;
}

gboolean
lead_is_foreign(Extract *x, guint block)
{
  static const char *const foreign[] = {
      "packages we", "you should bring", "thanks to",  "thank",   "reasons",
      "because",     "what is new",      "what's new", "contact", "dial in",
      "see also",    "you need",         "references", "links",   NULL};
  const Block *first = blocks_at(x->blocks, block);
  const Block *lead = first->lead < 0 ? NULL : blocks_at(x->blocks, (guint)first->lead);
  if (lead == NULL || lead->last + 2 < first->first ||
      lead_end(lead, first, blocks_text(x->blocks, lead)) != LEAD_COLON)
    return FALSE;
  sentence_fold(x->fold, last_sentence(blocks_text(x->blocks, lead)));
  Span fold = span_of(x->fold->str, x->fold->len);
  return span_has_phrase_of(fold, foreign) || lists_things(fold) || tells_past(fold) ||
         tells_other(fold);
}

/* "So far I have:", "here is the list:" says nothing by itself: what stands in front of it does. */
static gboolean
is_neutral(Span sentence)
{
  static const char *const words[] = {"so far i have",
                                      "i have so far",
                                      "we have so far",
                                      "here is the list",
                                      "here's the list",
                                      "here is what i have",
                                      "this is the list",
                                      "the list so far",
                                      "these are",
                                      "they are",
                                      "as follows",
                                      "in no order",
                                      "in no particular order",
                                      "namely",
                                      "in detail",
                                      NULL};
  return span_count_words(sentence) < 8 && span_has_phrase_of(sentence, words);
}

gboolean
lead_is_neutral(Extract *x, guint block)
{
  const Block *first = blocks_at(x->blocks, block);
  if (first->lead < 0)
    return FALSE;
  sentence_fold(x->fold,
                last_sentence(blocks_text(x->blocks, blocks_at(x->blocks, (guint)first->lead))));
  return is_neutral(span_of(x->fold->str, x->fold->len));
}

/* The line right above a list: the end of a paragraph, or a "Title:" that heads it. */
Span
lead_line(const Extract *x, guint block)
{
  const Block *first = blocks_at(x->blocks, block);
  const Block *heading = first->heading < 0 ? NULL : blocks_at(x->blocks, (guint)first->heading);
  if (heading != NULL && heading->label && heading->last + 2 >= first->first)
    return blocks_text(x->blocks, heading);
  if (first->lead < 0 || blocks_at(x->blocks, (guint)first->lead)->last + 2 < first->first)
    return SPAN("");
  enum { NEAR = 200 };
  Span whole = blocks_text(x->blocks, blocks_at(x->blocks, (guint)first->lead));
  Span sentence = last_sentence(whole);
  return is_neutral(sentence) ? span_skip(whole, whole.n > NEAR ? whole.n - NEAR : 0) : sentence;
}

/* "To be tested before 3.0:", not "nowhere to be found". */
static gboolean
has_to_be_done(Span fold)
{
  static const char *const done[] = {"done", "rebuilt",   "written", "built", "sent",
                                     "made", "rewritten", "redone",  NULL};
  static const char *const none[] = {"used",   "expected",   "needed",     "supported", "installed",
                                     "loaded", "interested", "considered", "discussed", NULL};
  gssize at = fold_find(fold, "to be");
  Span word = at < 0 ? SPAN("") : span_ltrim(span_skip(fold, (gsize)at + 5));
  gsize n = 0;
  while (n < word.n && g_ascii_islower(word.s[n]))
    n++;
  word = span_of(word.s, n);
  return span_in_list(word, done) ||
         (n > 4 && span_ends_fold(word, "ed") && !span_in_list(word, none));
}

/* "We have to organise", "I still want to": the list says what. */
static gboolean
ends_in_duty(Span fold)
{
  static const char *const who[] = {"we", "i", "somebody", "someone", NULL};
  static const char *const duties[] = {"have to", "has to",   "need to", "needs to", "must",
                                       "want to", "ought to", "should",  NULL};
  fold = without_tail(fold);
  gsize start = fold.n, at = 0, n = 0;
  for (guint words = 0; start > 0 && words < 5; start--)
    words += fold.s[start - 1] == ' ' ? 1 : 0;
  Span last = span_skip(fold, start);
  return phrase_has_one(last, duties, &at, &n) && span_has_word_of(span_of(last.s, at), who) &&
         span_count_words(span_skip(last, at + n)) <= 1;
}

enum { CUES_ENOUGH = 2, CUES_SURE = 3 };

/* How much a line speaks of what is open. */
static guint
work_cues(Span fold)
{
  static const char *const strong[] = {
      "open are",       "open is",       "are open",     "still open", "leftovers",
      "leftover",       "unfinished",    "outstanding",  "undone",     "not finished",
      "did not finish", "didn't finish", "what we need", "not done",   "not finish",
      "remaining",      "remains",       "to do",        "todo",       "pending",
      "unresolved",     "unsolved",      "not yet",      NULL};
  static const char *const weak[] = {
      "next",     "still",     "left",   "need",    "needs",    "needed",  "want",     "wanted",
      "wish",     "plan",      "plans",  "planned", "should",   "must",    "later",    "ideas",
      "goals",    "fix",       "finish", "jobs",    "tasks",    "work",    "waiting",  "volunteers",
      "somebody", "someone",   "nobody", "my desk", "my plate", "my list", "our list", "would like",
      "i'd like", "we'd like", "could",  "help",    "mentors",  "owners",  "before",   "until",
      "soon",     "coming",    "wishes", NULL};
  static const char *const takers[] = {"want to take", "wants to take", "like to take",
                                       "could take",   "no maintainer", "no owner",
                                       "take one of",  "pick one",      NULL};
  static const char *const you[] = {"you", "your", NULL};
  if (phrase_has_one(fold, takers, NULL, NULL))
    return CUES_SURE;
  /* "To make it useful we need to:" says how */
  if (lists_things(fold) || span_has_word_of(fold, you) || tells_past(fold) || tells_other(fold) ||
      span_starts(fold, "to make") || span_starts(fold, "to get") || span_starts(fold, "to use"))
    return 0;
  if (phrase_has_one(fold, strong, NULL, NULL) || has_to_be_done(fold) || ends_in_duty(fold))
    return CUES_SURE;
  guint cues = 0;
  for (const char *const *w = weak; *w != NULL; w++)
    cues += fold_find(fold, *w) >= 0 ? 1 : 0;
  return MIN(cues, CUES_ENOUGH);
}

guint
lead_work_cues(Extract *x, guint block)
{
  Span above = lead_line(x, block);
  if (above.n == 0)
    return 0;
  sentence_fold(x->fold, above);
  return work_cues(span_of(x->fold->str, x->fold->len));
}

guint
lead_subject_cues(Extract *x)
{
  const char *subject = x->mail->message.subject;
  if (subject == NULL)
    return 0;
  sentence_fold(x->fold, span_of(subject, strlen(subject)));
  return work_cues(span_of(x->fold->str, x->fold->len));
}

ListContext
lead_context_of_heading(Extract *x, Span heading)
{
  sentence_fold(x->fold, heading);
  return open_work(x, span_of(x->fold->str, x->fold->len));
}

/* --- additions in an answer --- */

gboolean
lead_adds(Extract *x, guint block)
{
  static const char *const words[] = {
      "add",          "addition",      "additions",    "missing",     "one more",  "two more",
      "three more",   "some more",     "more for",     "forgot",      "forgotten", "a few more",
      "from my side", "from our side", "for the list", "to the list", "also open", "on top of that",
      "in addition",  "another one",   "my wishes",    "our wishes",  "mine",      "could we also",
      "can we also",  "also have",     "also need",    "also want",   NULL};
  int above = blocks_at(x->blocks, block)->lead;
  Span t = above < 0 ? SPAN("") : blocks_text(x->blocks, blocks_at(x->blocks, (guint)above));
  gboolean leads = t.n > 0 && t.n < 200 && (t.s[t.n - 1] == ':' || t.n < 60);
  if (!x->reply || !leads || !span_has_phrase_of(t, words))
    return FALSE;
  sentence_fold(x->fold, t);
  return !lists_things(span_of(x->fold->str, x->fold->len));
}

/* What the quoted text above the list calls the list that is added to. */
ListContext
lead_quoted_context(const Extract *x, guint block)
{
  enum { FAR = 120 };
  guint line = blocks_at(x->blocks, block)->first - 1;
  for (guint up = 0; line > 0 && up < FAR; up++) {
    const BodyLine *l = &x->lines->line[--line];
    if (l->line_class != LINE_QUOTE || l->len > 200)
      continue;
    Span t = span_trim(span_skip(span_of(l->text, l->len), l->mark)), words;
    guint8 level;
    ListContext c = CONTEXT_NONE;
    if (t.n > 2 && blocks_drawn_heading(t, &words, &level))
      c = context_of_words(words, TRUE);
    else if (t.n > 2 && t.s[t.n - 1] == ':')
      c = context_of_words(t, FALSE);
    if (c == CONTEXT_BACKLOG || c == CONTEXT_TOPIC)
      return c;
  }
  return CONTEXT_NONE;
}
