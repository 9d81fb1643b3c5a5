/* The state that a bullet tells, and the title without it: "Live patching (fair)", "[done] the
 * installer", "DONE: book the room", "rent the van - done", "import of tickets ✓". */
#include "ingest/extract-parts.h"
#include "ingest/mark.h"

/* Xen's roadmaps tell these in round brackets; in square ones a test run may. */
static const char *const scale[] = {"none", "fair", "ok", "good", "poor", "unknown", "???", NULL};
static const char *const roadmap_states[] = {
    "done",     "wip",     "in progress", "started",   "stalled",        "blocked",
    "deferred", "dropped", "not started", "in review", "patches posted", NULL};
/* And these only where the list is known to be one of work. */
static const char *const work_states[] = {
    "open",      "closed",   "completed", "complete",  "fixed",     "finished",
    "rejected",  "declined", "deferred",  "postponed", "pending",   "ongoing",
    "not done",  "todo",     "to do",     "planned",   "merged",    "not started",
    "abandoned", "waiting",  "in work",   "canceled",  "cancelled", NULL};

ItemState
state_of_word(Span word)
{
  static const char *const done[] = {"done",   "completed", "complete", "fixed",
                                     "closed", "finished",  "merged",   NULL};
  static const char *const declined[] = {"declined", "rejected",  "dropped",
                                         "wontfix",  "abandoned", "no longer needed",
                                         "canceled", "cancelled", NULL};
  static const char *const deferred[] = {"deferred", "postponed", "moved", "next time", NULL};
  if (span_in_list(word, done) || mark_is_sign(word) == MARK_DONE)
    return STATE_DONE;
  if (span_in_list(word, declined))
    return STATE_DECLINED;
  return span_in_list(word, deferred) ? STATE_DEFERRED : STATE_NEW;
}

static gboolean
is_state(Span word, gboolean scaled, gboolean work)
{
  return span_in_list(word, roadmap_states) || (scaled && span_in_list(word, scale)) ||
         (work && span_in_list(word, work_states));
}

/* "(good)", "[wip]" at the end. */
static gboolean
bracketed_behind(Span t, gboolean work, Span *title, Span *word)
{
  if (t.n < 6 || (t.s[t.n - 1] != ')' && t.s[t.n - 1] != ']'))
    return FALSE;
  char opens = t.s[t.n - 1] == ')' ? '(' : '[';
  gsize open = t.n - 1;
  while (open > 0 && t.s[open] != opens && t.n - open < 24)
    open--;
  if (t.s[open] != opens || open < 3)
    return FALSE;
  *word = span_trim(span_of(t.s + open + 1, t.n - open - 2));
  *title = span_trim(span_of(t.s, open));
  return is_state(*word, opens == '(' || work, work);
}

/* "[done] switch the installer" */
static gboolean
bracketed_in_front(Span t, gboolean work, Span *title, Span *word)
{
  gssize close = t.n > 6 && t.s[0] == '[' ? span_find_char(span_of(t.s, MIN(t.n, 20)), ']') : -1;
  if (close < 3)
    return FALSE;
  *word = span_trim(span_of(t.s + 1, (gsize)close - 1));
  *title = span_ltrim(span_skip(t, (gsize)close + 1));
  if (title->n > 0 && title->s[0] == ':')
    *title = span_ltrim(span_skip(*title, 1));
  return title->n > 2 && is_state(*word, FALSE, work);
}

gboolean
state_of_roadmap(Span text, Span *title, Span *word)
{
  Span t = span_trim(text);
  return bracketed_behind(t, FALSE, title, word) || bracketed_in_front(t, FALSE, title, word);
}

gboolean
state_behind_colon(Span text, Span *title, Span *word)
{
  Span t = span_trim(text);
  gsize at = t.n;
  while (at > 0 && t.n - at < 20 && t.s[at - 1] != ':')
    at--;
  if (at < 3 || t.s[at - 1] != ':')
    return FALSE;
  *word = span_trim(span_skip(t, at));
  while (word->n > 0 && strchr(".!", word->s[word->n - 1]) != NULL)
    word->n--;
  *title = span_rtrim(span_of(t.s, at - 1));
  return span_in_list(*word, work_states) || span_is_fold(*word, "done") ||
         span_is_fold(*word, "in progress") || span_is_fold(*word, "dropped") ||
         span_is_fold(*word, "wip");
}

/* "rent the van - done", "the hall -> in progress" */
static gboolean
behind_dash(Span t, Span *title, Span *word)
{
  static const char *const dashes[] = {" - ", " -- ", " – ", " — ", " -> ", " => ", " ... "};
  enum { LONGEST = 20 };
  while (t.n > 0 && strchr(".!", t.s[t.n - 1]) != NULL)
    t.n--;
  Span end = span_skip(t, t.n > LONGEST ? t.n - LONGEST : 0);
  for (gsize k = 0; k < G_N_ELEMENTS(dashes); k++) {
    const char *at = memmem(end.s, end.n, dashes[k], strlen(dashes[k]));
    if (at == NULL || at < t.s + 3)
      continue;
    *title = span_rtrim(span_of(t.s, (gsize)(at - t.s)));
    *word = span_trim(span_skip(t, (gsize)(at - t.s) + strlen(dashes[k])));
    if (is_state(*word, FALSE, TRUE))
      return TRUE;
  }
  return FALSE;
}

/* "DONE: book the room" */
static gboolean
before_colon(Span t, Span *title, Span *word)
{
  gssize colon = t.n > 8 && g_ascii_isupper(t.s[0]) && g_ascii_isupper(t.s[1])
                     ? span_find_char(span_of(t.s, MIN(t.n, 16)), ':')
                     : -1;
  if (colon < 2)
    return FALSE;
  *word = span_of(t.s, (gsize)colon);
  *title = span_ltrim(span_skip(t, (gsize)colon + 1));
  return title->n > 2 && is_state(*word, FALSE, TRUE);
}

/* "import of tickets ✓" */
static gboolean
sign_behind(Span t, Span *title, Span *word)
{
  gsize start = t.n;
  while (start > 0 && (guchar)t.s[start - 1] >= 0x80)
    start--;
  *word = span_skip(t, start);
  *title = span_rtrim(span_of(t.s, start));
  return title->n > 2 && title->n < start && mark_is_sign(*word) != MARK_NO_SIGN;
}

gboolean
state_of_work(Span text, Span *title, Span *word)
{
  Span t = span_trim(text);
  return bracketed_behind(t, TRUE, title, word) || bracketed_in_front(t, TRUE, title, word) ||
         state_behind_colon(t, title, word) || behind_dash(t, title, word) ||
         before_colon(t, title, word) || sign_behind(t, title, word);
}
