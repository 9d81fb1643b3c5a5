/* Bullets, by what their list is. */
#include "ingest/extract-parts.h"

static ItemState
state_of_word(Span word)
{
  static const char *const done[] = {"done",   "completed", "complete", "fixed",
                                     "closed", "finished",  "merged",   NULL};
  static const char *const declined[] = {"declined",  "rejected",         "dropped", "wontfix",
                                         "abandoned", "no longer needed", NULL};
  static const char *const deferred[] = {"deferred", "postponed", "moved", "next time", NULL};
  if (span_in_list(word, done))
    return STATE_DONE;
  if (span_in_list(word, declined))
    return STATE_DECLINED;
  return span_in_list(word, deferred) ? STATE_DEFERRED : STATE_NEW;
}

gboolean
rule_bullet_action(Piece *p)
{
  if (p->context != CONTEXT_ACTION || span_is_fold(p->text, "none") ||
      span_is_fold(p->text, "(none)"))
    return FALSE;
  p->title = minutes_cut_stamp(p->text);
  p->owner = owner_of_action(p->x, p->title);
  Span before, word;
  if (context_is_roadmap_state(p->title, &before, &word)) {
    p->title = before;
    p->state = state_of_word(word);
  }
  if (blocks_at(p->x->blocks, (guint)p->block)->mark.checkbox == 'x')
    p->state = STATE_DONE;
  return TRUE;
}

gboolean
rule_bullet_decision(Piece *p)
{
  static const char *const no[] = {
      "is rejected",    "was rejected",    "is declined", "was declined",
      "is not granted", "was turned down", NULL};
  static const char *const open[] = {"stays open", "remains open", "is left open",  "no decision",
                                     "undecided",  "not decided",  "was postponed", NULL};
  if (p->context != CONTEXT_DECISION || span_is_fold(p->text, "none") ||
      span_ends_fold(p->text, "?") || span_has_phrase_of(p->text, open))
    return FALSE;
  for (const char *const *n = no; *n != NULL; n++)
    if (span_find_word(p->text, *n) >= 0)
      p->state = STATE_DECLINED;
  return TRUE;
}

gboolean
rule_bullet_state(Piece *p)
{
  Span before, word;
  if (p->context == CONTEXT_IGNORE || p->context == CONTEXT_TOPIC ||
      !context_is_roadmap_state(p->text, &before, &word))
    return FALSE;
  if (p->context != CONTEXT_BACKLOG && !p->x->roadmap)
    return FALSE;
  p->title = before;
  p->state = state_of_word(word);
  return TRUE;
}

/* "Wiki access : done" */
static void
cut_state(Piece *p)
{
  static const char *const words[] = {
      "done",        "open",     "closed",   "completed", "complete",  "fixed",
      "finished",    "rejected", "declined", "deferred",  "postponed", "pending",
      "in progress", "ongoing",  "dropped",  "not done",  "wip",       NULL};
  Span t = span_trim(p->text);
  gsize at = t.n;
  while (at > 0 && t.n - at < 20 && t.s[at - 1] != ':')
    at--;
  if (at < 3 || t.s[at - 1] != ':')
    return;
  Span word = span_trim(span_skip(t, at));
  while (word.n > 0 && strchr(".!", word.s[word.n - 1]) != NULL)
    word.n--;
  if (!span_in_list(word, words))
    return;
  p->title = span_rtrim(span_of(t.s, at - 1));
  p->state = state_of_word(word);
}

/* "... (Shreya)" at the end, or at the end of the first line with more about it below. */
static Span
bracketed_owner(const Piece *p)
{
  Span owner = owner_in_brackets(p->x, p->title);
  if (owner.n > 0 || p->block < 0)
    return owner;
  return owner_in_brackets(
      p->x, blocks_first_line(p->x->blocks, blocks_at(p->x->blocks, (guint)p->block)));
}

/* "blob resources over the network" with "owner: Hikari" and "series: https://..." on the lines
 * below: fields, no part of the title. */
static void
field_owner(Piece *p)
{
  static const char *const names[] = {"owner:", "assignee:", "assigned to:", "who:", NULL};
  if (p->block < 0)
    return;
  Span first = blocks_first_line(p->x->blocks, blocks_at(p->x->blocks, (guint)p->block));
  Span rest = first.n < p->title.n && first.s == p->title.s
                  ? span_ltrim(span_skip(p->title, first.n))
                  : SPAN("");
  for (const char *const *n = names; *n != NULL; n++) {
    if (!span_starts_fold(rest, *n))
      continue;
    Span name = span_ltrim(span_skip(rest, strlen(*n)));
    gsize end = 0, words = 0;
    while (end < name.n && words < 4) {
      gsize word = end;
      while (word < name.n && name.s[word] != ' ')
        word++;
      if (name.s[word - 1] == ':')
        break;
      end = word < name.n ? word + 1 : word;
      words++;
    }
    p->owner = span_rtrim(span_of(name.s, end));
    p->title = span_rtrim(first);
    return;
  }
}

static gboolean
is_done_heading(const Piece *p)
{
  static const char *const words[] = {
      "done",  "completed", "finished", "already done", "already taken care of",
      "fixed", "merged",    NULL};
  int heading = p->block < 0 ? -1 : blocks_at(p->x->blocks, (guint)p->block)->heading;
  return heading >= 0 &&
         span_in_list(span_trim(blocks_text(p->x->blocks, blocks_at(p->x->blocks, (guint)heading))),
                      words);
}

/* "blocked: nothing", "open: none" */
static gboolean
is_nothing(Span t)
{
  static const char *const words[] = {"nothing", "none",        "n/a", "nil",
                                      "-",       "nothing new", "tbd", NULL};
  t = span_trim(t);
  while (t.n > 0 && strchr(".!", t.s[t.n - 1]) != NULL)
    t.n--;
  return span_in_list(t, words);
}

static gboolean
take_work(Piece *p)
{
  if (is_nothing(p->text))
    return FALSE;
  cut_state(p);
  p->owner = bracketed_owner(p);
  if (p->owner.n == 0)
    field_owner(p);
  if (p->owner.n == 0)
    p->owner = owner_behind_dash(p->x, p->title);
  if (p->state == STATE_NEW &&
      (is_done_heading(p) || blocks_at(p->x->blocks, (guint)p->block)->mark.checkbox == 'x'))
    p->state = STATE_DONE;
  return TRUE;
}

/* "Done since January" */
static gboolean
is_done_list(const Piece *p)
{
  static const char *const done[] = {"done", "completed", "finished", NULL};
  int heading = blocks_at(p->x->blocks, (guint)p->block)->heading;
  return heading >= 0 &&
         span_starts_in_list(blocks_text(p->x->blocks, blocks_at(p->x->blocks, (guint)heading)),
                             done, NULL);
}

gboolean
rule_bullet_backlog(Piece *p)
{
  if (p->context != CONTEXT_BACKLOG || !take_work(p))
    return FALSE;
  if (p->state == STATE_NEW && is_done_list(p))
    p->state = STATE_DONE;
  return TRUE;
}

gboolean
rule_bullet_work(Piece *p)
{
  return p->context == CONTEXT_WORK && take_work(p);
}

gboolean
rule_bullet_question(Piece *p)
{
  if (p->context != CONTEXT_TOPIC || !p->x->minutes || !span_ends_fold(p->text, "?"))
    return FALSE;
  int heading = blocks_at(p->x->blocks, (guint)p->block)->heading;
  if (heading >= 0 &&
      span_find_word(blocks_text(p->x->blocks, blocks_at(p->x->blocks, (guint)heading)),
                     "agenda") >= 0)
    return FALSE;
  p->owner = owner_of_question(p->text);
  return TRUE;
}

/* "Change: retire it  (tamsin, 17:03:11)" also outside MeetBot's own summary: its stamp ends an
 * entry, an address below it is no part of the title. */
static void
cut_stamp(Piece *p)
{
  Span whole = span_rtrim(p->text);
  p->title = minutes_cut_stamp(whole);
  if (p->title.n < whole.n || p->block < 0)
    return;
  Span first = blocks_first_line(p->x->blocks, blocks_at(p->x->blocks, (guint)p->block));
  Span cut = minutes_cut_stamp(first);
  if (first.s == whole.s && cut.n < span_rtrim(first).n)
    p->title = cut;
}

gboolean
rule_bullet_topic(Piece *p)
{
  if (p->context != CONTEXT_TOPIC)
    return FALSE;
  cut_stamp(p);
  cut_state(p);
  p->owner = bracketed_owner(p);
  return TRUE;
}
