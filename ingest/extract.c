#include "ingest/extract-parts.h"
#include "ingest/votes.h"

/* "Re:", "AW: Re:", "[list] Re:", "Out of office: Re: ..." answer; list tags may stand before. */
static gboolean
is_reply_subject(const char *subject)
{
  static const char *const marks[] = {"re",  "aw",  "sv", "antw", "fwd", "fw", "wg",
                                      "ynt", "odp", "vs", "rv",   "tr",  NULL};
  Span s = span_of(subject == NULL ? "" : subject, subject == NULL ? 0 : strlen(subject));
  for (gsize i = 0; i < s.n; i++) {
    if (s.s[i] != ':' && s.s[i] != '[')
      continue;
    gsize start = i;
    while (start > 0 && g_ascii_isalpha(s.s[start - 1]))
      start--;
    gboolean fresh = start == 0 || s.s[start - 1] == ' ' || s.s[start - 1] == ']';
    if (start < i && fresh && span_in_list(span_of(s.s + start, i - start), marks))
      return TRUE;
  }
  return FALSE;
}

/* A word of ballots that is no name of a function: "poll()", "lw_poll". */
static gboolean
calls_for_votes(Span subject)
{
  static const char *const words[] = {"vote",    "poll",     "ballot",     "votes",   "lazy",
                                      "cfv",     "voting",   "abstimmung", "umfrage", "scrutin",
                                      "sondage", "votacion", "election",   NULL};
  if (!span_has_word_of(subject, words))
    return FALSE;
  for (Span t = span_ltrim(subject); t.n > 0;) {
    gsize n = 0;
    while (n < t.n && !span_is_blank_char(t.s[n]))
      n++;
    Span word = span_of(t.s, n);
    if (span_has_word_of(word, words) && span_find_char(word, '_') < 0 && !span_has(word, "()"))
      return TRUE;
    t = span_ltrim(span_skip(t, n));
  }
  return FALSE;
}

/* Mail of an archive may have lost its "Re:": a mail below another that quotes what it answers and
 * begins with a vote calls none. Under any other subject a quote may stand above a new proposal. */
static gboolean
votes_below_quote(const Mail *mail, const BodyLines *lines)
{
  gboolean attributed = FALSE, quoted = FALSE;
  for (guint i = 0; mail->references[0] != NULL && i < lines->n; i++) {
    const BodyLine *line = &lines->line[i];
    if (line->line_class == LINE_OWN)
      return attributed && quoted && votes_sign(span_ltrim(span_of(line->text, line->len))) > 0;
    attributed = attributed || line->line_class == LINE_ATTRIBUTION;
    quoted = quoted || line->line_class == LINE_QUOTE;
  }
  return FALSE;
}

static void
start(Extract *x, const Mail *mail, const BodyLines *lines)
{
  x->mail = mail;
  x->lines = lines;
  x->minutes_by_subject = minutes_is_subject(mail->message.subject);
  x->blocks = ingest_blocks(lines, x->minutes_by_subject);
  x->drafts = drafts_new();
  x->drafts->n_cut = lines->n_cut;
  guint n = MAX(x->blocks->block->len, 1);
  x->context = g_new0(ListContext, n);
  x->item = g_new(int, n);
  for (guint i = 0; i < n; i++)
    x->item[i] = -1;
  x->line_item = g_new(int, MAX(lines->n, 1));
  for (guint i = 0; i < lines->n; i++)
    x->line_item[i] = -1;
  x->people = people_new();
  x->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  x->fold = g_string_sized_new(256);
  x->topic = -1;
  x->told = x->plans = x->week = -1;
  x->shift = mail->message.date_offset * 60;
  x->date = mail->message.date == 0 ? 0 : mail->message.date + x->shift;
  x->reply = is_reply_subject(mail->message.subject);
  const char *subject = mail->message.subject == NULL ? "" : mail->message.subject;
  Span words = span_of(subject, strlen(subject));
  x->result = span_has_word_of(words, (const char *const[]){"result", "results", NULL});
  x->ballot = calls_for_votes(words);
  x->reply = x->reply || (x->ballot && votes_below_quote(mail, lines));
  x->patches = span_has_word_of(words, (const char *const[]){"patch", NULL});
  for (guint i = 0; i < lines->n && !x->patches; i++)
    x->patches = lines->line[i].line_class == LINE_DIFF;
}

static void
finish(Extract *x)
{
  ingest_blocks_free(x->blocks);
  g_free(x->context);
  g_free(x->item);
  g_free(x->line_item);
  people_free(x->people);
  g_hash_table_unref(x->seen);
  g_string_free(x->fold, TRUE);
}

Drafts *
ingest_extract(const Mail *mail, const BodyLines *lines)
{
  return ingest_extract_with(mail, lines, NULL);
}

Drafts *
ingest_extract_with(const Mail *mail, const BodyLines *lines, const ExtractTrackers *trackers)
{
  Extract x = {.trackers = trackers};
  start(&x, mail, lines);
  extract_minutes(&x);
  people_learn(&x);
  extract_find_contexts(&x);
  extract_items(&x);
  extract_minutes_record(&x);
  extract_votes(&x);
  extract_links(&x);
  extract_link_states(&x);
  extract_replies(&x);
  finish(&x);
  return x.drafts;
}
