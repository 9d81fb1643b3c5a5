/* "Idea: +1", "Syntax: -1": what somebody thinks of parts of a thing, outside a ballot. */
#include "ingest/votes-parts.h"

#define MAX_RATINGS 40 /* lines of one paragraph */
#define MAX_BLOCKS 30  /* paragraphs that are looked at */

/* Does the mail, besides its ratings, speak of it? */
static gboolean
speaks_of(const Voting *v, Span name)
{
  g_autofree char *needle = g_ascii_strdown(name.s, (gssize)name.n);
  const char *subject = v->x->mail->message.subject;
  if (subject != NULL && span_find_word(span_of(subject, strlen(subject)), needle) >= 0)
    return TRUE;
  for (guint i = 0; i < v->x->lines->n && i < 2000; i++) {
    const BodyLine *line = &v->x->lines->line[i];
    Span t = span_of(line->text, line->len);
    if ((line->line_class == LINE_OWN || line->line_class == LINE_QUOTE) &&
        span_find_word(t, needle) >= 0 && votes_read(t, TRUE).option.n == 0)
      return TRUE;
  }
  return FALSE;
}

/* "Idea: +1, more or less" is a rating, "Offset: +1 in winter" a number. */
static gboolean
is_rating_line(const BallotLine *b)
{
  Span rest = span_ltrim(b->rest);
  return b->form == BALLOT_PLAIN && b->named && !b->loose && !b->number && b->value >= -2 &&
         b->value <= 2 && (rest.n == 0 || strchr(",.;(!-", rest.s[0]) != NULL);
}

/* "Re: [release] Are the branches ready to be cut" */
static gboolean
subject_asks(const Voting *v)
{
  static const char *const verbs[] = {"are",   "is",    "do",    "does", "should",
                                      "shall", "would", "could", "can",  "which",
                                      "what",  "who",   "how",   "when", NULL};
  const char *subject = v->x->mail->message.subject;
  Span t = span_of(subject != NULL ? subject : "", subject != NULL ? strlen(subject) : 0);
  if (!v->x->reply)
    return FALSE;
  for (gsize i = t.n; i > 0; i--)
    if (t.s[i - 1] == ']' || t.s[i - 1] == ':') {
      t = span_skip(t, i);
      break;
    }
  t = span_trim(t);
  return span_starts_in_list(t, verbs, NULL) || (t.n > 0 && t.s[t.n - 1] == '?');
}

/* "My take in short:", or the mail answers what was asked or put up for discussion. */
static gboolean
is_opinion(const Voting *v, guint i)
{
  static const char *const words[] = {
      "my",       "i",     "short", "summary", "verdict", "opinion", "take",
      "view",     "views", "vote",  "votes",   "rating",  "ratings", "feelings",
      "thoughts", "brief", "me",    "version", "tl",      "dr",      NULL};
  if (votes_are_discussed(v) || subject_asks(v))
    return TRUE;
  while (i > 0 && v->x->lines->line[i - 1].line_class == LINE_BLANK)
    i--;
  Span above = i > 0 && votes_is_own(v, i - 1) ? span_rtrim(votes_own_text(v, i - 1)) : SPAN("");
  return above.n > 0 && above.s[above.n - 1] == ':' && span_has_word_of(above, words);
}

/* The paragraph from first on rates several things: the mail speaks of two of them besides, or
 * there are four, for and against, one with a reason in words. *end: the line behind it. */
static gboolean
is_block_of_ratings(Voting *v, guint first, guint *end)
{
  guint spoken = 0;
  gboolean plus = FALSE, minus = FALSE, reason = FALSE, good = is_opinion(v, first);
  *end = first + 1;
  for (guint k = first; good && k < v->x->lines->n && votes_is_own(v, k); k++) {
    BallotLine b = votes_read(votes_own_text(v, k), TRUE);
    good = k - first < MAX_RATINGS && is_rating_line(&b);
    if (!good)
      break;
    plus = plus || b.text.s[0] == '+' || (b.value == 0 && !b.bare_zero);
    minus = minus || b.value < 0;
    reason = reason || span_count_words(b.rest) >= 3;
    spoken += spoken < 2 && speaks_of(v, b.option) ? 1 : 0;
    *end = k + 1;
  }
  v->rated_all = good && *end - first >= 4 && plus && minus && reason;
  return v->rated_all || (good && *end - first >= 2 && plus && spoken >= 2);
}

/* "Mon 14:00", "14 Sep 09:30": a day and a time of it. */
static gboolean
is_slot(Span name)
{
  gssize colon = span_find_char(name, ':');
  return colon > 2 && (gsize)colon + 2 < name.n && g_ascii_isdigit(name.s[colon - 1]) &&
         span_digits(span_skip(name, (gsize)colon + 1)) == 2 && g_ascii_isalnum(name.s[0]) &&
         span_count_words(name) >= 2 && span_count_words(name) <= 5;
}

/* Values of times that somebody measured. */
static gboolean
speaks_of_degrees(const Voting *v)
{
  static const char *const words[] = {"degrees",      "degree", "celsius", "temperature",
                                      "temperatures", "frost",  "offset",  "offsets",
                                      "drift",        "delta",  "delay",   NULL};
  for (guint i = 0; i < v->x->lines->n && i < 200; i++)
    if (votes_is_own(v, i) && span_has_word_of(votes_own_text(v, i), words))
      return TRUE;
  return FALSE;
}

gboolean
votes_rates_slots(const Voting *v, guint i)
{
  gboolean plus = FALSE, minus = FALSE;
  guint k = i;
  for (; k < v->x->lines->n && votes_is_own(v, k) && k - i < MAX_RATINGS; k++) {
    BallotLine b = votes_read(votes_own_text(v, k), TRUE);
    if (!is_rating_line(&b) || b.weak || !is_slot(b.option) || b.value < -1 || b.value > 1)
      return FALSE;
    plus = plus || b.value > 0;
    minus = minus || b.value < 0;
  }
  return k - i >= 3 && plus && minus && !speaks_of_degrees(v);
}

gboolean
votes_rates_several(Voting *v, guint i)
{
  if (i < v->rated_end)
    return v->rated_well;
  /* the paragraph begins here, or behind the line that leads in */
  if (v->n_rated >= MAX_BLOCKS)
    return FALSE;
  v->n_rated++;
  v->rated_well = is_block_of_ratings(v, i, &v->rated_end);
  return v->rated_well;
}
