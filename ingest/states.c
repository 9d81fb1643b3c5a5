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
  if (span_in_list(word, done) || span_is_fold(word, "100%") || mark_is_sign(word) == MARK_DONE)
    return STATE_DONE;
  if (span_in_list(word, declined))
    return STATE_DECLINED;
  return span_in_list(word, deferred) ? STATE_DEFERRED : STATE_NEW;
}

/* "80%", "50 %" */
static gboolean
is_percentage(Span word)
{
  gsize digits = span_digits(word);
  return digits > 0 && digits <= 3 && span_is_fold(span_ltrim(span_skip(word, digits)), "%");
}

static gboolean
is_state(Span word, gboolean scaled, gboolean work)
{
  if (work && is_percentage(word))
    return TRUE;
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

/* "[done] switch the installer", "(done) mail to the vendors" */
static gboolean
bracketed_in_front(Span t, gboolean work, Span *title, Span *word)
{
  gboolean square = t.n > 6 && t.s[0] == '[', round = work && t.n > 6 && t.s[0] == '(';
  gssize close =
      square || round ? span_find_char(span_of(t.s, MIN(t.n, 20)), square ? ']' : ')') : -1;
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
state_done_in_brackets(Span text, Span *title, Span *word)
{
  return bracketed_behind(span_trim(text), TRUE, title, word) && state_of_word(*word) == STATE_DONE;
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
         span_is_fold(*word, "wip") || is_percentage(*word);
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

/* "DONE: book the room", "DONE - order paper" */
static gboolean
in_capitals(Span t, Span *title, Span *word)
{
  static const char *const marks[] = {":", " - ", " -- ", " – "};
  gsize n = 0;
  while (n < t.n && n < 16 &&
         (g_ascii_isupper(t.s[n]) ||
          (n > 1 && t.s[n] == ' ' && n + 1 < t.n && g_ascii_isupper(t.s[n + 1]))))
    n++;
  *word = span_of(t.s, n);
  Span rest = span_skip(t, n);
  for (gsize k = 0; n > 1 && k < G_N_ELEMENTS(marks); k++)
    if (span_starts(rest, marks[k])) {
      *title = span_ltrim(span_skip(rest, strlen(marks[k])));
      return title->n > 2 && is_state(*word, FALSE, TRUE);
    }
  return FALSE;
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
         in_capitals(t, title, word) || sign_behind(t, title, word);
}
