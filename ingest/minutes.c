/* Minutes: which style a mail is written in, MeetBot's summary, the meeting record. */
#include "ingest/extract-parts.h"
#include "ingest/shape.h"

static gsize
clock_digits(Span t)
{
  gsize n = 0;
  while (n < t.n && (g_ascii_isdigit(t.s[n]) || t.s[n] == ':'))
    n++;
  return n >= 5 && memchr(t.s, ':', n) != NULL ? n : 0;
}

/* "(petra, 17:02:10)" at the end. */
Span
minutes_cut_stamp(Span text)
{
  Span t = span_rtrim(text);
  if (t.n < 8 || t.s[t.n - 1] != ')')
    return t;
  gsize open = t.n - 1;
  while (open > 0 && t.n - open < 100 && t.s[open] != '(')
    open--;
  Span inner = span_of(t.s + open + 1, t.n - open - 2);
  gssize comma = span_find_char(inner, ',');
  if (t.s[open] != '(' || comma < 1)
    return t;
  Span clock = span_ltrim(span_skip(inner, (gsize)comma + 1));
  return clock_digits(clock) == clock.n && clock.n > 0 ? span_rtrim(span_of(t.s, open)) : t;
}

static Span
heading_of(const Extract *x, const Block *b)
{
  return b->heading < 0 ? SPAN("")
                        : blocks_text(x->blocks, blocks_at(x->blocks, (guint)b->heading));
}

/* A bullet of MeetBot's text: topics at the top, entries below; the lists after the end repeat. */
void
extract_meetbot_bullet(Extract *x, guint i)
{
  static const char *const silent[] = {"link", "info",  "help", "halp", "meetingname",
                                       "lurk", "chair", "undo", NULL};
  const Block *b = blocks_at(x->blocks, i);
  Span heading = heading_of(x, b), text = minutes_cut_stamp(blocks_text(x->blocks, b));

  if (span_starts_fold(heading, "people present") || span_starts_fold(heading, "attendees"))
    return;
  if (span_starts_fold(heading, "action items")) {
    gboolean by_person = span_find_fold(heading, "by person") >= 0;
    if ((by_person && b->parent < 0) || span_is_fold(text, "(none)") ||
        span_starts(text, "**UNASSIGNED"))
      return;
    x->context[i] = CONTEXT_ACTION;
    extract_plain_bullet(x, i);
    if (x->item[i] >= 0 && by_person)
      ((ItemDraft *)g_ptr_array_index(x->drafts->items, x->item[i]))->parent = -1;
    return;
  }
  if (!span_starts_fold(heading, "meeting summary") && !span_starts_fold(heading, "summary")) {
    extract_plain_bullet(x, i);
    return;
  }
  if (span_starts_in_list(text, silent, NULL) &&
      span_find_char(span_of(text.s, MIN(text.n, 14)), ':') > 0)
    return;
  x->context[i] = b->parent < 0 ? CONTEXT_TOPIC : CONTEXT_IGNORE;
  extract_plain_bullet(x, i);
  if (span_starts(text, "TOPIC:"))
    text = span_ltrim(span_skip(text, 6));
  if (x->item[i] >= 0) {
    ItemDraft *draft = g_ptr_array_index(x->drafts->items, x->item[i]);
    if (draft->kind == ITEM_TOPIC || draft->kind == ITEM_QUESTION) {
      g_free(draft->title);
      draft->title = span_squeeze(text);
    }
  }
}

/* "Committee meeting, rough notes", and not "sprint 12: release notes". */
static gboolean
ends_in_notes(Span subject)
{
  static const char *const how[] = {"rough", "short", "quick", "brief", "raw",
                                    "my",    "some",  "draft", "typed", NULL};
  Span t = span_rtrim(subject);
  if (!span_ends_fold(t, " notes"))
    return FALSE;
  t = span_rtrim(span_of(t.s, t.n - strlen("notes")));
  gsize word = t.n;
  while (word > 0 && g_ascii_isalpha(t.s[word - 1]))
    word--;
  if (word < t.n && span_in_list(span_skip(t, word), how))
    t = span_rtrim(span_of(t.s, word));
  return t.n > 0 && strchr(",:-", t.s[t.n - 1]) != NULL;
}

gboolean
minutes_is_subject(const char *subject)
{
  static const char *const words[] = {
      "minutes",     "meeting notes", "notes of the", "meeting summary",
      "meeting log", "protokoll",     "protocol of",  NULL};
  Span s = span_of(subject == NULL ? "" : subject, subject == NULL ? 0 : strlen(subject));
  if (!span_has_word_of(
          s, (const char *const[]){"minutes", "notes", "meeting", "protokoll", "protocol", NULL}))
    return FALSE;
  static const char *const met[] = {"call",  "meeting",   "sync",    "session",  "sprint",
                                    "today", "yesterday", "standup", "hackfest", NULL};
  static const char *const notes[] = {"notes from", "notes of", "notes for", "call notes", NULL};
  if ((span_has_phrase_of(s, notes) || ends_in_notes(s)) && span_has_word_of(s, met))
    return TRUE;
  return span_has_phrase_of(s, words);
}

/* "Outcome of the face to face", "short minutes from the yesterday meeting": somebody tells in his
 * own words what a meeting said. */
static gboolean
tells_of_meeting(const Extract *x)
{
  static const char *const subjects[] = {
      "minutes",  "meeting",         "meetup",       "protocol",  "outcome",       "recap",
      "call",     "hackfest",        "face to face", "f2f",       "assembly",      "notes from",
      "notes of", "we talked about", "sprint",       "committee", "what happened", "kickoff",
      NULL};
  static const char *const words[] = {"minutes",
                                      "notes from",
                                      "notes of",
                                      "recap",
                                      "we met",
                                      "of us met",
                                      "we talked about",
                                      "we talked",
                                      "we spoke",
                                      "came out of it",
                                      "from the meeting",
                                      "of the meeting",
                                      "yesterday's meeting",
                                      "yesterday meeting",
                                      "the meeting was",
                                      "of yesterday",
                                      NULL};
  guint paragraphs = 0, looked = 0;
  if (x->reply)
    return FALSE;
  const char *subject = x->mail->message.subject == NULL ? "" : x->mail->message.subject;
  if (span_has_phrase_of(span_of(subject, strlen(subject)), subjects))
    return TRUE;
  for (guint i = 0; i < x->blocks->block->len && paragraphs < 2 && looked < 10; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind != BLOCK_PARAGRAPH)
      continue;
    Span t = blocks_text(x->blocks, b);
    looked++;
    paragraphs += span_count_words(t) > 4 ? 1 : 0;
    if (span_has_phrase_of(span_of(t.s, MIN(t.n, 300)), words))
      return TRUE;
  }
  return FALSE;
}

gboolean
extract_tells_of_meeting(Extract *x)
{
  if (x->told < 0)
    x->told = x->minutes || tells_of_meeting(x);
  return x->told;
}

/* What was decided and who took on what, by markers below the points of a list: minutes, whatever
 * the subject says. */
typedef struct {
  guint decisions, actions;
} Outcomes;

gboolean
minutes_is_decision(Span t)
{
  static const char *const decisions[] = {
      "AGREED:", "REJECTED:", "DECISION:", "DECIDED:", "RESOLVED:", "ACCEPTED:", "APPROVED:"};
  gboolean one = FALSE;
  for (gsize k = 0; k < G_N_ELEMENTS(decisions); k++)
    one = one || span_starts(t, decisions[k]);
  return one;
}

static void
count_outcome(Outcomes *outcomes, const Block *b, Span t)
{
  if (t.n < 8 || strchr("ADR=-", t.s[0]) == NULL || (b->kind != BLOCK_BULLET && b->parent < 0))
    return;
  if (span_starts(t, "=> ") || span_starts(t, "-> "))
    t = span_ltrim(span_skip(t, 3));
  outcomes->actions += span_starts(t, "ACTION:") ? 1 : 0;
  outcomes->decisions += minutes_is_decision(t) ? 1 : 0;
}

/* Which kind of minutes a mail holds is told by a few lines that only such mails have. */
void
extract_minutes(Extract *x)
{
  gboolean attendance = FALSE, summary = FALSE, started = FALSE, heading_minutes = FALSE;
  Outcomes outcomes = {0};
  guint topics = 0, commands = 0;
  for (guint i = 0; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    Span t = blocks_text(x->blocks, b);
    if (b->kind == BLOCK_HEADING) {
      static const char *const people[] = {"attendees",      "attendance", "participants",
                                           "people present", "present",    NULL};
      attendance = attendance || span_starts_in_list(t, people, NULL);
      summary = summary || span_starts_fold(t, "meeting summary");
      heading_minutes = heading_minutes || span_find_word(t, "minutes") >= 0;
      continue;
    }
    count_outcome(&outcomes, b, t);
    if (b->kind != BLOCK_PARAGRAPH)
      continue;
    attendance = attendance || blocks_is_attendance(t) ||
                 (blocks_is_list_of_those_here(t) && tells_of_meeting(x));
    started =
        started || span_starts(t, "Meeting started by ") || span_starts(t, "Meeting ended at ");
    x->scribe = x->scribe || span_starts(t, "Present+") || span_starts(t, "Regrets+") ||
                span_starts_fold(t, "scribe:") || span_starts_fold(t, "scribenick:");
    gsize prefix = shape_irc_prefix(t);
    topics += span_starts(t, "Topic: ") || span_starts(t, "TOPIC: ") ? 1 : 0;
    x->bot_log = x->bot_log || (prefix > 0 && shape_is_bot_command(span_skip(t, prefix)));
    commands += prefix == 0 && shape_is_bot_command(t) ? 1 : 0;
  }
  gboolean told = !x->reply && outcomes.decisions > 0 && outcomes.decisions + outcomes.actions > 1;
  x->meetbot = summary && started;
  x->minutes =
      told || x->meetbot || attendance || heading_minutes || (x->minutes_by_subject && !x->reply);
  if (x->scribe && !attendance && !x->minutes)
    x->scribe = FALSE;
  x->minutes = x->minutes || x->scribe || x->bot_log;
  x->bot_notes = x->bot_log || commands > 1;
  x->topics = x->scribe || x->meetbot || (x->minutes && topics > 1);
}

/* The meeting record, made when the mail is the minutes and not only speaks of some. */
void
extract_minutes_record(Extract *x)
{
  gboolean some = FALSE;
  for (guint i = 0; i < x->drafts->items->len && !some; i++) {
    const ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    some = d->lines.first > 0;
  }
  if (!x->minutes || x->reply || !some)
    return;
  MinutesDraft *m = g_new0(MinutesDraft, 1);
  m->style = x->meetbot || x->bot_log ? "meetbot" : x->scribe ? "scribe" : "wiki";
  m->title = g_strdup(x->mail->message.subject == NULL ? "" : x->mail->message.subject);
  m->date = minutes_day(x, m->title);
  m->attendees = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < x->people->known->len; i++) {
    const KnownPerson *p = g_ptr_array_index(x->people->known, i);
    if (!p->present)
      continue;
    g_ptr_array_add(m->attendees, p->initials == NULL
                                      ? g_strdup(p->name)
                                      : g_strdup_printf("%s (%s)", p->name, p->initials));
  }
  x->drafts->minutes = m;
}
