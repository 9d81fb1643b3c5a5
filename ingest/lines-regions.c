#include "ingest/lines-parts.h"

/* An opening fence without its twin would swallow the rest of the mail. */
gboolean
lines_fence_closes(const LineState *s, guint at)
{
  guint end = MIN(s->n, at + 400);
  for (guint i = at + 1; i < end; i++) {
    Span t = span_trim(line_span(s, i));
    if (t.n >= 3 && (t.s[0] == '`' || t.s[0] == '~') && span_count_lead(t, t.s[0]) >= 3)
      return TRUE;
  }
  return FALSE;
}

/* git format-patch ends with "-- " and its version; inside a hunk "-- " would be a removed "- ". */
gboolean
lines_is_patch_end(const LineState *s, guint at)
{
  if (at + 1 >= s->n)
    return TRUE;
  Span next = span_trim(line_span(s, at + 1));
  gsize digits = span_digits(next);
  return next.n == 0 || (digits > 0 && digits < next.n && next.s[digits] == '.' && next.n < 40);
}

gboolean
lines_scrub_note(LineState *s, guint at)
{
  static const char *const starts[] = {"an html attachment was scrubbed",
                                       "a non-text attachment was scrubbed",
                                       "an embedded message was scrubbed",
                                       "an embedded and charset-unspecified text was scrubbed",
                                       "a charset-unspecified",
                                       "name",
                                       "type",
                                       "size",
                                       "desc",
                                       "url",
                                       "from",
                                       "subject",
                                       "date",
                                       "skipped content of type",
                                       "<http",
                                       "<https",
                                       NULL};
  Span t = span_trim(line_span(s, at));
  if (!span_starts_in_list(t, starts, NULL))
    return FALSE;
  s->line[at].line_class = LINE_SCRUBBED;
  return TRUE;
}

static const char *const head_words[] = {
    "from:",    "sent:",      "to:",      "cc:",        "subject:",    "date:",   "reply-to:",
    "von:",     "gesendet:",  "an:",      "betreff:",   "datum:",      "de:",     "de :",
    "envoyé:",  "envoyé :",   "à:",       "à :",        "objet:",      "objet :", "enviado:",
    "para:",    "asunto:",    "assunto:", "da:",        "inviato:",    "a:",      "oggetto:",
    "van:",     "verzonden:", "aan:",     "onderwerp:", "importance:", "cc :",    "från:",
    "skickat:", "till:",      "ämne:",    "fra:",       "sendt:",      "til:",    "emne:",
    "от:",      "кому:",      "тема:",    NULL};

/* "*From:* x" is the bold form. */
static gboolean
is_head_line(Span t)
{
  t = span_ltrim(t);
  if (t.n > 0 && t.s[0] == '*')
    t = span_skip(t, 1);
  for (const char *const *w = head_words; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return t.n == strlen(*w) || span_is_blank_char(t.s[strlen(*w)]) || t.s[strlen(*w)] == '*';
  return FALSE;
}

static gboolean
opens_head(Span t)
{
  static const char *const openers[] = {
      "from:", "von:", "de:", "de :", "da:", "van:", "från:", "fra:", "от:", NULL};
  t = span_ltrim(t);
  if (t.n > 0 && t.s[0] == '*')
    t = span_skip(t, 1);
  for (const char *const *w = openers; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return t.n > strlen(*w);
  return FALSE;
}

/* A whole mail pasted with its headers: "Received: from", "From x@y Fri Aug  4 16:13:58 2017". */
static gboolean
is_raw_mail(const LineState *s, guint at)
{
  Span t = line_span(s, at);
  if (span_starts(t, "Received: from ") || span_starts(t, "Received: by ") ||
      span_starts(t, "Received: with "))
    return TRUE;
  if (!span_starts(t, "From ") || span_count_words(t) < 7 || at + 1 >= s->n)
    return FALSE;
  Span next = line_span(s, at + 1);
  return span_starts(next, "Received:") || span_starts(next, "Return-Path:") ||
         span_starts(next, "From:") || span_starts(next, "X-") || span_starts(next, "Date:") ||
         span_starts(next, "Message-I");
}

gboolean
lines_is_outlook_head(const LineState *s, guint at)
{
  Span t = line_span(s, at);
  if (t.n > 12 && (t.s[0] == 'R' || t.s[0] == 'F') && s->line[at].indent == 0 && is_raw_mail(s, at))
    return TRUE;
  if (s->line[at].indent > 1 || t.n < 4 ||
      strchr("FfVvDd*\xd0", t.s[s->line[at].indent > 0 ? 1 : 0]) == NULL || !opens_head(t))
    return FALSE;
  guint heads = 1;
  for (guint i = at + 1; i < s->n && i < at + 7; i++) {
    Span next = line_span(s, i);
    if (span_trim(next).n == 0)
      break;
    heads += is_head_line(next) ? 1 : 0;
  }
  return heads >= 3;
}

gboolean
lines_outlook_rest(LineState *s, guint *at)
{
  guint i = *at;
  gboolean top = !is_raw_mail(s, i);
  for (guint j = 0; j < i && top; j++)
    top = s->line[j].line_class == LINE_BLANK;
  while (i < s->n && span_trim(line_span(s, i)).n > 0 && i < *at + 10) {
    s->shape[i] = SHAPE_TEXT;
    s->line[i].line_class = top ? LINE_DIFF : LINE_ATTRIBUTION;
    i++;
  }
  /* the ruler that Outlook draws above belongs to the head */
  guint above = *at;
  while (above > 0 && s->line[above - 1].line_class == LINE_BLANK)
    above--;
  if (!top && above > 0 && s->shape[above - 1] == SHAPE_RULER)
    s->line[above - 1].line_class = LINE_ATTRIBUTION;
  *at = i > 0 ? i - 1 : 0;
  return !top;
}
