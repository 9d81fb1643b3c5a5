/* Bullets, by what their list is. */
#include "ingest/extract-parts.h"

/* "[x]", "✓" in front. */
static gboolean
is_ticked(const Piece *p)
{
  char box = p->block < 0 ? 0 : blocks_at(p->x->blocks, (guint)p->block)->mark.checkbox;
  return box == 'x' || box == MARK_DONE;
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
  if (state_of_work(p->title, &before, &word)) {
    p->title = before;
    p->state = state_of_word(word);
  }
  if (is_ticked(p))
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

static void
cut_state(Piece *p, gboolean (*read)(Span text, Span *title, Span *word))
{
  Span title, word;
  if (!read(p->text, &title, &word))
    return;
  p->title = title;
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

/* Without the lines at the end that hold nothing but an address. */
static Span
without_addresses(const Piece *p)
{
  Span t = span_rtrim(p->text);
  for (;;) {
    gsize word = t.n;
    while (word > 0 && t.s[word - 1] != ' ')
      word--;
    Span last = span_skip(t, word);
    if (word < 2 || !span_has(last, "://") ||
        !(span_starts(last, "http") || last.s[0] == '<' || last.s[0] == '['))
      return t;
    const char *base = p->x->blocks->text->str;
    guint line = blocks_line_of(p->x->blocks, (guint)(last.s - base));
    if (line == blocks_line_of(p->x->blocks, (guint)(last.s - base) - 2))
      return t;
    t = span_rtrim(span_of(t.s, word));
  }
}

gboolean
rule_bullet_state(Piece *p)
{
  Span before, word;
  if (p->context == CONTEXT_IGNORE || p->context == CONTEXT_TOPIC || p->block < 0 ||
      !state_of_roadmap(without_addresses(p), &before, &word))
    return FALSE;
  if (p->context != CONTEXT_BACKLOG && !p->x->roadmap)
    return FALSE;
  p->title = before;
  p->state = state_of_word(word);
  p->owner = bracketed_owner(p);
  return TRUE;
}

/* The value of a field as t writes it: "Owner: Hikari". n == 0: t is no such field. */
static Span
field_value(Span t, const char *const *names)
{
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 16)), ':');
  return colon > 0 && span_in_list(span_rtrim(span_of(t.s, (gsize)colon)), names)
             ? span_trim(span_skip(t, (gsize)colon + 1))
             : SPAN("");
}

static const char *const owner_fields[] = {"owner",    "owners", "assignee",   "assigned to", "who",
                                           "assigned", "lead",   "maintainer", NULL};
static const char *const state_fields[] = {"state", "status", NULL};

gboolean
bullet_is_field(Span line)
{
  Span t = span_trim(line);
  return field_value(t, owner_fields).n > 0 || field_value(t, state_fields).n > 0;
}

/* "blob resources over the network" with "owner: Hikari", "state: in progress" and "series:
 * https://..." on the lines below: fields, no part of the title. */
static void
take_fields(Piece *p)
{
  static const char *const nobody[] = {
      "nobody", "none", "tbd", "unassigned",  "wanted",           "nobody yet", "open",
      "?",      "-",    "n/a", "help wanted", "volunteer wanted", "no owner",   NULL};
  if (p->block < 0)
    return;
  const Block *b = blocks_at(p->x->blocks, (guint)p->block);
  gboolean fields = FALSE;
  for (guint i = b->first; i < b->last; i++) {
    const BodyLine *line = &p->x->lines->line[i];
    Span t = span_trim(span_of(line->text, line->len));
    Span owner = field_value(t, owner_fields), state = field_value(t, state_fields);
    if (owner.n > 0)
      p->owner = span_in_list(owner, nobody) ? SPAN("") : owner;
    if (state.n > 0)
      p->state = state_of_word(state);
    fields = fields || ((owner.n > 0 || state.n > 0) && i == b->first);
  }
  if (fields)
    p->title = p->text = blocks_first_line(p->x->blocks, b);
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
  take_fields(p);
  cut_state(p, state_of_work);
  if (p->owner.n == 0)
    p->owner = bracketed_owner(p);
  if (p->owner.n == 0)
    p->owner = owner_in_front(p->x, p->title);
  if (p->owner.n == 0)
    p->owner = owner_before_colon(p->x, p->title);
  if (p->owner.n == 0)
    p->owner = owner_behind_dash(p->x, p->title);
  if (p->owner.n == 0)
    p->owner = owner_mentioned(p->title);
  if (p->state == STATE_NEW && (is_done_heading(p) || is_ticked(p)))
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
  cut_state(p, state_behind_colon);
  p->owner = bracketed_owner(p);
  return TRUE;
}
