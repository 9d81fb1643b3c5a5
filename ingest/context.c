/* What a list is: by the line that leads in, by its heading, by the headings above that, by the
 * subject, by the shape of the mail. */
#include "ingest/extract-parts.h"

/* People, legends, records of what was: nothing under these is to be done or talked about. */
static const char *const ignored[] = {"attendees",
                                      "attendance",
                                      "attending",
                                      "participants",
                                      "apologies",
                                      "people present",
                                      "who was there",
                                      "roll call",
                                      "legend",
                                      "old actions",
                                      "previous actions",
                                      "review of actions",
                                      "last actions",
                                      "actions from",
                                      "ballot",
                                      "binding",
                                      "non-binding",
                                      "timeline",
                                      "signed-off",
                                      "will not do",
                                      "won't do",
                                      "non-goals",
                                      "not planned",
                                      "out of scope",
                                      "no longer planned",
                                      NULL};
/* These only where nothing says that something is planned: "Features planned for 5.0" is a plan,
 * "Features" is praise. */
static const char *const records[] = {"topics of interest",
                                      "how to",
                                      "how you can",
                                      "limitations",
                                      "references",
                                      "footnotes",
                                      "links",
                                      "changelog",
                                      "changes",
                                      "highlights",
                                      "what's new",
                                      "whats new",
                                      "new in",
                                      "known issues",
                                      "fixed",
                                      "steps to reproduce",
                                      "votes",
                                      "options",
                                      "results",
                                      "result",
                                      "scale",
                                      "thanks",
                                      "background",
                                      "schedule",
                                      "definitions",
                                      "glossary",
                                      "tested on",
                                      "test results",
                                      "achievements",
                                      "last week",
                                      "accomplishments",
                                      "what happened",
                                      "completed",
                                      "contents",
                                      "diffstat",
                                      "shortlog",
                                      "download",
                                      "downloads",
                                      "requirements",
                                      "environment",
                                      "hardware",
                                      "history",
                                      "motivation",
                                      "introduction",
                                      "rationale",
                                      "advantages",
                                      "disadvantages",
                                      "pros",
                                      "cons",
                                      "benefits",
                                      "features",
                                      "examples",
                                      "usage",
                                      "news",
                                      "installation",
                                      "about",
                                      "license",
                                      "licence",
                                      "symptoms",
                                      "reasons",
                                      NULL};
static const char *const actions[] = {"action items",  "action item", "actions",  "action",
                                      "action points", "new actions", "aktionen", NULL};
static const char *const decisions[] = {"decisions",   "decision",   "decided",
                                        "resolutions", "resolved",   "agreements",
                                        "agreed",      "beschlüsse", NULL};
static const char *const topics[] = {"agenda",
                                     "outline",
                                     "topics",
                                     "topic",
                                     "minutes",
                                     "discussion",
                                     "discussions",
                                     "talking points",
                                     "discussion points",
                                     "meeting notes",
                                     "notes of the meeting",
                                     "to discuss",
                                     "discuss",
                                     "talk about",
                                     "discussed",
                                     "tagesordnung",
                                     "meeting summary",
                                     "points for",
                                     "items for the meeting",
                                     "on the table",
                                     "shape of the talk",
                                     "any other business",
                                     "old business",
                                     "new business",
                                     "standing items",
                                     "proposed sessions",
                                     "sessions so far",
                                     NULL};
static const char *const backlogs[] = {"backlog",
                                       "roadmap",
                                       "road map",
                                       "todo",
                                       "todos",
                                       "to do",
                                       "to-do",
                                       "plan",
                                       "plans",
                                       "planned",
                                       "work items",
                                       "work item",
                                       "wishlist",
                                       "wish list",
                                       "blockers",
                                       "blocker",
                                       "nice to have",
                                       "next steps",
                                       "tasks",
                                       "task list",
                                       "remaining work",
                                       "left to do",
                                       "still to be done",
                                       "needs to be done",
                                       "need to be done",
                                       "to be done",
                                       "later",
                                       "upcoming",
                                       "open work",
                                       "outstanding work",
                                       "milestones",
                                       "next up",
                                       "work to do",
                                       "future work",
                                       "what is left",
                                       "what's left",
                                       "deliverables",
                                       "priorities",
                                       "open items",
                                       "outstanding items",
                                       "must have",
                                       "should have",
                                       "feature requests",
                                       "bugs to fix",
                                       "work in progress",
                                       "in progress",
                                       "ongoing work",
                                       "short term",
                                       "long term",
                                       "targets for",
                                       "next week",
                                       "next month",
                                       "next quarter",
                                       "for next time",
                                       "coming up",
                                       "up next",
                                       "blocked",
                                       "not now",
                                       "not yet",
                                       "should do",
                                       "could do",
                                       "needs work",
                                       "help wanted",
                                       "open tasks",
                                       "in flight",
                                       "nobody has started",
                                       "unfinished",
                                       "open issues",
                                       "issues to address",
                                       "feature list",
                                       "planned features",
                                       "open points",
                                       "loose ends",
                                       "still missing",
                                       "what remains",
                                       "checklist",
                                       "to be continued",
                                       "ideas for",
                                       "pending",
                                       "wishes",
                                       "would be nice",
                                       "milestone",
                                       "remaining for",
                                       "remaining items",
                                       "remaining tasks",
                                       NULL};

static const char *const people_words[] = {"present", "regrets", "absent", NULL};

/* Short headings that say it all by themselves, and only then. */
static const char *const whole_backlogs[] = {"next",     "open",      "doing",      "soon",
                                             "upcoming", "then",      "afterwards", "not started",
                                             "waiting",  "remaining", NULL};

static ListContext
context_of_heading(Span text)
{
  if (span_in_list(span_trim(text), whole_backlogs))
    return CONTEXT_BACKLOG;
  if (span_has_phrase_of(text, ignored) ||
      (span_has_phrase_of(text, people_words) && span_count_words(text) <= 3))
    return CONTEXT_IGNORE;
  if (span_has_phrase_of(text, actions))
    return CONTEXT_ACTION;
  if (span_has_phrase_of(text, decisions))
    return CONTEXT_DECISION;
  if (span_has_phrase_of(text, topics))
    return CONTEXT_TOPIC;
  if (span_has_phrase_of(text, backlogs))
    return CONTEXT_BACKLOG;
  return span_has_phrase_of(text, records) ? CONTEXT_IGNORE : CONTEXT_NONE;
}

/* "Milestones" of "Milestones as discussed at the weekend": the rest says where they come from.
 * n == 0: all of it names the list. */
static Span
before_origin(Span text)
{
  static const char *const origins[] = {"as discussed", "as agreed",       "as decided",
                                        "as resolved",  "as talked about", NULL};
  for (const char *const *o = origins; *o != NULL; o++) {
    gssize at = span_find_word(text, *o);
    if (at > 0)
      return span_of(text.s, (gsize)at);
  }
  return SPAN("");
}

ListContext
context_of_words(Span text, gboolean heading)
{
  ListContext (*read)(Span) = heading ? context_of_heading : lead_context_of_words;
  Span name = before_origin(text);
  ListContext c = name.n > 0 ? read(name) : CONTEXT_NONE;
  return c != CONTEXT_NONE ? c : read(text);
}

/* "(ok)" and "(done)" stand behind results of tests as well. */
static gboolean
says_no_more_than_yes(Span state)
{
  return span_is_fold(state, "done") || span_is_fold(state, "ok");
}

static gboolean
tells_last_week(Extract *x)
{
  static const char *const past[] = {"last week", "past week", "done", "last month",
                                     "yesterday", "finished",  NULL};
  for (guint i = 0; x->week < 0 && i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_HEADING && span_starts_in_list(blocks_text(x->blocks, b), past, NULL))
      x->week = TRUE;
  }
  return x->week = MAX(x->week, FALSE);
}

/* "This week", "February" is what somebody is about to do where "Last week" or "Done" stands beside
 * it. */
static gboolean
is_this_week(Extract *x, Span text)
{
  static const char *const now[] = {"this week", "today",     "this month", "january",  "february",
                                    "march",     "april",     "may",        "june",     "july",
                                    "august",    "september", "october",    "november", "december",
                                    "next",      NULL};
  return span_count_words(text) <= 4 && span_starts_in_list(text, now, NULL) && tells_last_week(x);
}

/* "To do", "Doing", "Done" in this order: the columns of a board. A report begins with what is
 * done. */
static gboolean
is_column_of_board(const Extract *x, guint column)
{
  Span heading = blocks_text(x->blocks, blocks_at(x->blocks, column));
  static const char *const last[] = {"done", "finished", "completed", "shipped", NULL};
  static const char *const first[] = {"to do", "todo", "to-do", "backlog", "open", "planned", NULL};
  static const char *const middle[] = {"doing",     "in progress", "wip",     "started",
                                       "in review", "review",      "ongoing", NULL};
  gboolean before = FALSE, between = FALSE;
  if (!span_in_list(span_trim(heading), last))
    return FALSE;
  for (guint i = 0; i < column && !(before && between); i++) {
    const Block *b = blocks_at(x->blocks, i);
    Span t = b->kind == BLOCK_HEADING ? span_trim(blocks_text(x->blocks, b)) : SPAN("");
    before = before || span_in_list(t, first);
    between = between || (before && span_in_list(t, middle));
  }
  return before && between;
}

/* "Conclusions" of a meeting are decided, those of a test are found. */
static gboolean
is_conclusion(Span words)
{
  static const char *const all[] = {
      "conclusions",      "conclusion",           "outcomes", "outcome", "results",
      "results in short", "the results in short", NULL};
  return span_in_list(span_trim(words), all);
}

static ListContext
heading_context(Extract *x, int heading)
{
  guint8 level = 255;
  gboolean nearest = TRUE;
  for (guint steps = 0; heading >= 0 && steps < 64; steps++) {
    const Block *h = blocks_at(x->blocks, (guint)heading);
    if (h->level < level) {
      level = h->level;
      Span words = blocks_text(x->blocks, h);
      if (x->roadmap && span_in_list(words, (const char *const[]){"completed", "fixed", NULL}))
        return CONTEXT_BACKLOG;
      if (is_column_of_board(x, (guint)heading))
        return CONTEXT_BACKLOG;
      ListContext c = is_this_week(x, words) ? CONTEXT_BACKLOG : context_of_words(words, TRUE);
      if ((c == CONTEXT_NONE || c == CONTEXT_IGNORE) && is_conclusion(words) &&
          extract_tells_of_meeting(x))
        c = CONTEXT_DECISION;
      if (c == CONTEXT_NONE && !x->reply)
        c = lead_context_of_heading(x, words);
      /* what is below "Timeline" need not be one: only the nearest heading silences, and the one
       * above a version */
      if (c != CONTEXT_NONE && (c != CONTEXT_IGNORE || nearest))
        return c;
      nearest = nearest && blocks_is_version(words);
    }
    heading = h->heading;
  }
  return CONTEXT_NONE;
}

/* Words of a subject that names work to come. */
static const char *const work_subjects[] = {"backlog",
                                            "roadmap",
                                            "todo",
                                            "to do",
                                            "plan",
                                            "development update",
                                            "work items",
                                            "wishlist",
                                            "wishes",
                                            "blockers",
                                            "planning",
                                            "checklist",
                                            "ideas for",
                                            "open points",
                                            "task list",
                                            "to-do",
                                            "open tasks",
                                            "plans",
                                            "what is left",
                                            "what's left",
                                            "what remains",
                                            "left to do",
                                            "remaining work",
                                            "open work",
                                            "work left",
                                            "what we want",
                                            "what i want",
                                            "feature list",
                                            "maintainers wanted",
                                            "volunteers wanted",
                                            "owners wanted",
                                            "mentors wanted",
                                            "testers wanted",
                                            "goals",
                                            "priorities",
                                            "next steps",
                                            "what is next",
                                            "what's next",
                                            "leftovers",
                                            "left over",
                                            "still to do",
                                            "things to do",
                                            "what to do before",
                                            "what to do until",
                                            "unfinished",
                                            "outstanding",
                                            "to be done",
                                            "what is open",
                                            "what's open",
                                            "is open for",
                                            "still open",
                                            "to do until",
                                            "milestones for",
                                            "milestones until",
                                            NULL};

/* adds: the list adds to what the subject names, though the mail is an answer. */
static ListContext
subject_context(const Extract *x, gboolean adds)
{
  const char *subject = x->mail->message.subject;
  if (subject == NULL || (x->reply && !adds))
    return CONTEXT_NONE;
  Span s = span_of(subject, strlen(subject));
  if (span_find_word(s, "patch") >= 0 || span_find_word(s, "pull") >= 0)
    return CONTEXT_NONE;
  if (lead_context_of_words(s) == CONTEXT_ACTION)
    return CONTEXT_ACTION;
  if (x->minutes || span_find_word(s, "agenda") >= 0)
    return CONTEXT_TOPIC;
  /* "What is the plan for Python 2?" */
  if (span_ends_fold(span_rtrim(s), "?"))
    return CONTEXT_NONE;
  sentence_fold(x->fold, s);
  return span_has_phrase_of(span_of(x->fold->str, x->fold->len), work_subjects) ? CONTEXT_BACKLOG
                                                                                : CONTEXT_NONE;
}

/* An outline names what the headings below take up: a list above them of which so many top bullets
 * come again as headings. */
static gboolean
is_outline(const Extract *x, guint block, guint several, GHashTable *later)
{
  guint list = blocks_at(x->blocks, block)->list, again = 0;
  if (blocks_at(x->blocks, block)->heading >= 0 || g_hash_table_size(later) == 0)
    return FALSE;
  for (guint i = block; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_HEADING || (b->kind == BLOCK_BULLET && b->list != list))
      return FALSE;
    guint64 hash = span_fold_hash(blocks_text(x->blocks, b));
    again +=
        b->kind == BLOCK_BULLET && b->parent < 0 && g_hash_table_contains(later, &hash) ? 1 : 0;
    if (again >= several)
      return TRUE;
  }
  return FALSE;
}

static GHashTable *
heading_titles(const Extract *x)
{
  GHashTable *set = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind != BLOCK_HEADING)
      continue;
    guint64 *key = g_new(guint64, 1);
    *key = span_fold_hash(blocks_text(x->blocks, b));
    g_hash_table_add(set, key);
  }
  return set;
}

/* "* Mon Jun 01 2026 Tove Lund <tove@example.com> - 2.4.1-2": a package changelog is a record of
 * what was done. */
static gboolean
is_changelog_entry(Span t)
{
  static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
  return t.n > 20 && span_starts_in_list(t, days, NULL) && span_has(t, "<") && span_has(t, "@");
}

/* "= Features =" over "* Live patching (fair)": several bullets of the list that begins here tell a
 * state, and one of them how far it is: a roadmap whatever it is called. "* boot (ok)" under "Test
 * results" is none. */
static gboolean
tells_states(const Extract *x, guint block)
{
  static const char *const measured[] = {"result", "results", "tested", "votes",
                                         "vote",   "options", "scale",  NULL};
  static const guint several = 2, most_bullets = 200;
  const Block *first = blocks_at(x->blocks, block);
  Span heading = first->heading < 0
                     ? SPAN("")
                     : blocks_text(x->blocks, blocks_at(x->blocks, (guint)first->heading));
  guint stated = 0, seen = 0;
  gboolean halfway = FALSE;
  if (x->stated < several || span_has_word_of(heading, measured) ||
      span_has_phrase_of(heading, ignored))
    return FALSE;
  for (guint i = block; i < x->blocks->block->len && seen < most_bullets; i++) {
    const Block *b = blocks_at(x->blocks, i);
    Span before, word;
    if (b->kind != BLOCK_BULLET)
      continue;
    if (b->list != first->list || (stated >= several && halfway))
      break;
    seen++;
    if (!state_of_roadmap(blocks_text(x->blocks, b), &before, &word))
      continue;
    stated++;
    halfway = halfway || !says_no_more_than_yes(word);
  }
  return stated >= several && halfway;
}

/* "Roadmap" in minutes, with "AGREED: ..." among its bullets: what was said about it. */
static gboolean
is_talked_over(const Extract *x, guint block)
{
  guint list = blocks_at(x->blocks, block)->list;
  gboolean decided = FALSE;
  for (guint i = block; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_BULLET && b->list != list)
      break;
    decided =
        decided || (b->kind == BLOCK_BULLET && minutes_is_decision(blocks_text(x->blocks, b)));
  }
  return decided && !tells_states(x, block);
}

/* "* Option parser (fair)" over "  -  Sofia Brandt": a row of a roadmap wherever it stands. */
static gboolean
has_row_of_roadmap(const Extract *x, guint block)
{
  guint list = blocks_at(x->blocks, block)->list, names;
  Span before, word, name;
  gboolean address;
  for (guint i = block; i + 1 < x->blocks->block->len; i++) {
    const Block *row = blocks_at(x->blocks, i), *below = blocks_at(x->blocks, i + 1);
    if (row->kind == BLOCK_BULLET && row->list != list)
      break;
    Span t = row->kind == BLOCK_BULLET && below->kind == BLOCK_BULLET && below->parent == (int)i
                 ? blocks_text(x->blocks, row)
                 : SPAN("");
    if (t.n > 0 && t.s[t.n - 1] == ')' && state_of_roadmap(t, &before, &word) &&
        !says_no_more_than_yes(word) &&
        owner_line_names(blocks_first_line(x->blocks, below), &name, &names, &address) &&
        (names >= 2 || address))
      return TRUE;
  }
  return FALSE;
}

static ListContext
list_context(Extract *x, guint i, GHashTable *headings, ListContext subject)
{
  const Block *b = blocks_at(x->blocks, i);
  if (b->mark.type == '[' && x->ballot)
    return CONTEXT_IGNORE;
  ListContext c = lead_context(x, i);
  /* "What the roadmap should cover:" leads in to the headings of the mail */
  if (c == CONTEXT_BACKLOG && is_outline(x, i, 2, headings))
    c = CONTEXT_TOPIC;
  if (c == CONTEXT_NONE)
    c = heading_context(x, b->heading);
  if ((c == CONTEXT_NONE || c == CONTEXT_IGNORE) && tells_states(x, i))
    c = CONTEXT_BACKLOG;
  if (c == CONTEXT_NONE && is_outline(x, i, 1, headings))
    c = CONTEXT_TOPIC;
  if (c == CONTEXT_BACKLOG && x->minutes && is_talked_over(x, i))
    c = CONTEXT_TOPIC;
  if (c == CONTEXT_NONE && x->roadmap && b->heading >= 0)
    c = CONTEXT_BACKLOG;
  if (c == CONTEXT_NONE)
    c = x->reply ? (lead_adds(x, i) ? subject_context(x, TRUE) : CONTEXT_NONE)
        : subject != CONTEXT_NONE && lead_is_foreign(x, i) ? CONTEXT_NONE
                                                           : subject;
  if (c == CONTEXT_NONE && lead_adds(x, i))
    c = lead_quoted_context(x, i);
  if (c == CONTEXT_NONE && x->roadmap && has_row_of_roadmap(x, i))
    c = CONTEXT_BACKLOG;
  if (c == CONTEXT_NONE && list_is_work(x, i) && !lead_is_foreign(x, i))
    c = CONTEXT_WORK;
  return c;
}

/* Counts the bullets that tell a state; one "(fair)" behind a bullet makes a roadmap of the mail.
 */
static void
look_for_states(Extract *x)
{
  for (guint i = 0; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    Span t = b->kind == BLOCK_BULLET ? blocks_text(x->blocks, b) : SPAN(""), before, word;
    if (t.n == 0 || !state_of_roadmap(t, &before, &word))
      continue;
    x->stated++;
    if (t.s[t.n - 1] == ')' && !says_no_more_than_yes(word))
      x->roadmap = TRUE;
  }
}

void
extract_find_contexts(Extract *x)
{
  guint n = x->blocks->block->len, list = 0;
  g_autoptr(GHashTable) headings = NULL;
  ListContext subject = CONTEXT_NONE, current = CONTEXT_NONE;

  look_for_states(x);
  for (guint i = 0; i < n; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind != BLOCK_BULLET)
      continue;
    if (b->list != list || list == 0) {
      if (headings == NULL) {
        headings = heading_titles(x);
        subject = subject_context(x, FALSE);
      }
      list = b->list;
      current = list_context(x, i, headings, subject);
    }
    if (is_changelog_entry(blocks_text(x->blocks, b)))
      current = CONTEXT_IGNORE;
    x->context[i] = current;
  }
}
