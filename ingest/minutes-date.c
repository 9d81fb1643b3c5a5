/* Which day minutes are of, as they say it themselves: in the subject, in a field, in the title, in
 * a sentence at the top. What speaks of the next meeting, or of an earlier one, tells nothing. */
#include "ingest/extract-parts.h"

#define DAY 86400

enum {
  TOP_BLOCKS = 6, /* so near the top stand a title, a lone date, "minutes of the meeting on ..." */
  FIELD_BLOCKS = 40, /* and "Date: ..." */
  LONGEST_SENTENCE = 300
};

static const char *const ahead[] = {"next", "upcoming", "following", NULL};
static const char *const records[] = {"minutes", "notes",  "summary",  "log",
                                      "recap",   "record", "protocol", NULL};
static const char *const meets[] = {"minutes", "meeting", "call",  "notes", "sync",
                                    "session", "sig",     "board", NULL};

/* t up to the first word of ahead, n == 0: it begins with one. */
static Span
of_this_meeting(Span t)
{
  for (const char *const *word = ahead; *word != NULL; word++) {
    gssize at = span_find_word(t, *word);
    if (at >= 0)
      t = span_of(t.s, (gsize)at);
  }
  return t;
}

/* "Minutes of the last meeting (4 March) were approved" */
static gboolean
speaks_of_before(Span t)
{
  static const char *const words[] = {"previous", "approve",  "approved",
                                      "approval", "accepted", NULL};
  static const char *const last[] = {"last meeting", "last call", "last time", NULL};
  return span_has_word_of(t, words) || span_has_phrase_of(t, last);
}

static gboolean
speaks_of_others(Span t)
{
  return span_has_word_of(t, ahead) || speaks_of_before(t);
}

/* Does t have a word in small letters? Then it goes on in prose. */
static gboolean
goes_on(Span t)
{
  for (gsize i = 0; i < t.n; i++)
    if (g_ascii_islower(t.s[i]))
      return TRUE;
  return FALSE;
}

static gint64
in_subject(const Extract *x, const char *title)
{
  Span t = of_this_meeting(span_of(title, MIN(strlen(title), LONGEST_SENTENCE)));
  g_autofree char *text = g_strndup(t.s, t.n);
  return due_of_heading(text, x->date);
}

/* "Date: 11 March 2014", also set in stars or quotes, or behind a bullet. */
static gint64
in_field(const Extract *x, Span line)
{
  static const char *const names[] = {
      "date",      "meeting date", "date of meeting", "when",      "held on", "date of the meeting",
      "date held", "date & time",  "date and time",   "date/time", "day",     NULL};
  Span t = span_trim(line);
  while (t.n > 0 && strchr("*'_-+ ", t.s[0]) != NULL)
    t = span_skip(t, 1);
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 24)), ':');
  if (colon < 1)
    return 0;
  Span name = span_of(t.s, (gsize)colon);
  while (name.n > 0 && strchr("*'_ ", name.s[name.n - 1]) != NULL)
    name.n--;
  if (!span_in_list(name, names))
    return 0;
  Span rest = SPAN("");
  return due_of_past(span_skip(t, (gsize)colon + 1), x->date, &rest);
}

/* "8 April 2014", "Tuesday, 8 April, 16:00 UTC": a line with nothing else. */
static gint64
alone(const Extract *x, Span line)
{
  Span rest = SPAN("");
  gint64 day = due_of_past(span_trim(line), x->date, &rest);
  return goes_on(rest) ? 0 : day;
}

/* "Virt SIG 2014-04-08", "8 April: Virt SIG", "Virt SIG meeting of 8 April" */
static gint64
in_title(const Extract *x, Span title)
{
  static const char *const joins[] = {"of",    "on",     "from",  "by", "until",
                                      "since", "before", "after", NULL};
  Span t = span_trim(span_of(title.s, MIN(title.n, LONGEST_SENTENCE))), rest = SPAN("");
  if (speaks_of_others(t))
    return 0;
  gint64 day = due_of_past(t, x->date, &rest);
  gsize at = 0;
  for (gsize i = 1; i < t.n && day == 0; i++)
    if (!g_ascii_isalnum(t.s[i - 1]) && g_ascii_isalnum(t.s[i])) {
      at = i;
      day = due_of_past(span_skip(t, i), x->date, &rest);
    }
  if (span_has_word_of(t, meets))
    return day;
  Span before = span_rtrim(span_of(t.s, at));
  gsize word = before.n;
  while (word > 0 && before.s[word - 1] != ' ')
    word--;
  return span_in_list(span_skip(before, word), joins) || (at > 0 && goes_on(rest)) ? 0 : day;
}

/* A sentence at the start of t that has a word of records, from there where `from` says so; n == 0:
 * none. */
static Span
record_sentence(Span t, gboolean from)
{
  gsize at = 0;
  Span sentence;
  for (guint n = 0; n < 3 && sentence_next(t, &at, &sentence); n++) {
    sentence = of_this_meeting(span_of(sentence.s, MIN(sentence.n, LONGEST_SENTENCE)));
    if (speaks_of_before(sentence))
      continue;
    for (const char *const *word = records; *word != NULL; word++) {
      gssize place = span_find_word(sentence, *word);
      if (place >= 0)
        return from ? span_skip(sentence, (gsize)place) : sentence;
    }
  }
  return SPAN("");
}

/* The place behind the next "of", "on", "(" in s from *i. */
static gboolean
behind_join(Span s, gsize *i)
{
  static const char *const joins[] = {"of", "on", "from", "for", "held", NULL};
  for (gsize n = 0; *i + 1 < s.n; ++*i) {
    if (s.s[*i] == '(')
      n = 0;
    else if (s.s[*i] != ' ' || !span_starts_in_list(span_skip(s, *i + 1), joins, &n))
      continue;
    *i += n + 1;
    return *i < s.n;
  }
  return FALSE;
}

/* "Minutes of the meeting on 18 March 2014" */
static gint64
in_sentence(const Extract *x, Span t)
{
  Span s = record_sentence(t, TRUE), rest = SPAN("");
  gint64 day = 0;
  for (gsize i = 0; day == 0 && behind_join(s, &i);)
    day = due_of_past(span_skip(s, i), x->date, &rest);
  return day;
}

/* "Tuesday's Virt SIG meeting", "yesterday call" */
static gint64
meeting_of_weekday(const Extract *x, Span t)
{
  enum { NEAR = 40 };
  Span rest = SPAN("");
  gint64 day = due_of_weekday_past(t, x->date, &rest);
  if (day == 0)
    return 0;
  if (span_starts(rest, "'s ") || span_starts(rest, "\xe2\x80\x99s "))
    return span_has_word_of(span_of(rest.s, MIN(rest.n, NEAR)), meets) ? day : 0;
  return span_starts_in_list(span_ltrim(rest), meets, NULL) ? day : 0;
}

/* "Minutes from Tuesday's meeting", "Yesterday's minutes" */
static gint64
by_weekday(const Extract *x, Span t)
{
  gint64 day = meeting_of_weekday(x, record_sentence(t, FALSE));
  Span s = record_sentence(t, TRUE);
  for (gsize i = 0; day == 0 && behind_join(s, &i);) {
    Span who = span_ltrim(span_skip(s, i));
    day = meeting_of_weekday(x, span_starts_fold(who, "the ") ? span_skip(who, 4) : who);
  }
  return day;
}

/* "Log: http://meetbot.example.org/virt/2014/virt.2014-03-11-14.00.log.html": MeetBot's own name.
 */
static gint64
in_log_address(const Extract *x, Span line)
{
  enum { NAME = 17 }; /* ".2014-03-11-14.00" */
  Span rest = SPAN("");
  for (gsize i = 0; i + NAME <= line.n; i++) {
    Span t = span_skip(line, i);
    if (t.s[0] == '.' && span_digits(span_skip(t, 1)) == 4 && t.s[11] == '-' && t.s[14] == '.' &&
        span_digits(span_skip(t, 12)) == 2 && span_find_fold(line, "://") >= 0)
      return due_of_past(span_of(t.s + 1, 10), x->date, &rest);
  }
  return 0;
}

static gint64
in_lines(const Extract *x, const Block *b, gboolean top)
{
  gint64 day = 0;
  for (guint i = b->first; i <= b->last && day == 0; i++) {
    const BodyLine *line = &x->lines->line[i - 1];
    Span t = span_of(line->text, line->len);
    if (speaks_of_others(t))
      return 0;
    day = in_field(x, t);
    if (day == 0 && top && i == b->first && b->kind == BLOCK_PARAGRAPH)
      day = alone(x, t);
    if (day == 0 && x->meetbot)
      day = in_log_address(x, t);
  }
  return day;
}

/* Does what stands above the block, as its heading, its bullet or the line that leads in, speak of
 * other meetings? */
static gboolean
is_below_others(const Extract *x, guint i)
{
  const Block *b = blocks_at(x->blocks, i);
  const int above[] = {b->heading, b->parent, b->lead};
  for (gsize k = 0; k < G_N_ELEMENTS(above); k++)
    if (above[k] >= 0 &&
        speaks_of_others(blocks_text(x->blocks, blocks_at(x->blocks, (guint)above[k]))))
      return TRUE;
  Span before = i == 0 ? SPAN("") : blocks_text(x->blocks, blocks_at(x->blocks, i - 1));
  return span_ends_fold(before, ":") && speaks_of_others(before);
}

/* "Virt SIG meeting 2014-04-08" as the first line, not drawn as a heading. */
static gboolean
is_title_line(const Block *b, Span t)
{
  enum { WORDS = 8 };
  return b->first == b->last && span_count_words(t) <= WORDS && span_has_word_of(t, meets) &&
         strchr(".,;:!?", t.s[t.n - 1]) == NULL;
}

static gint64
in_block(const Extract *x, guint i)
{
  const Block *b = blocks_at(x->blocks, i);
  Span t = blocks_text(x->blocks, b);
  gboolean top = i < TOP_BLOCKS;
  if (is_below_others(x, i) || b->kind == BLOCK_NOTE)
    return 0;
  gint64 day = 0;
  if (b->kind != BLOCK_HEADING)
    day = in_lines(x, b, top);
  if (day == 0 && i == 0 && (b->kind == BLOCK_HEADING || is_title_line(b, t)))
    day = in_title(x, t);
  else if (day == 0 && top && b->kind == BLOCK_HEADING)
    day = alone(x, t);
  return day == 0 && top && b->kind != BLOCK_BULLET ? in_sentence(x, t) : day;
}

gint64
minutes_day(const Extract *x, const char *title)
{
  gint64 day = in_subject(x, title);
  guint n = MIN(x->blocks->block->len, FIELD_BLOCKS);
  for (guint i = 0; i < n && day == 0; i++)
    day = in_block(x, i);
  if (day == 0)
    day = by_weekday(x, span_of(title, MIN(strlen(title), LONGEST_SENTENCE)));
  for (guint i = 0; i < MIN(n, TOP_BLOCKS) && day == 0; i++)
    if (blocks_at(x->blocks, i)->kind != BLOCK_BULLET)
      day = by_weekday(x, blocks_text(x->blocks, blocks_at(x->blocks, i)));
  return day;
}
