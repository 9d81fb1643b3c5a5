/* Who speaks: notes of the author against quotes, the lines that introduce a quote, rests of quotes
 * that a mailer wrapped. */
#include "ingest/lines-parts.h"
#include "ingest/mark.h"

/* An indented " > " right under an own bullet is a note on it (the project's own source message
 * does this). But where a mail quotes with an indent, its first such line stands elsewhere, and
 * then all of them are quotes. */
static void
settle_notes(LineState *s)
{
  gboolean under_bullet = FALSE, indented_quotes = FALSE;
  guint bullet_indent = 0;

  for (guint i = 0; i < s->n; i++) {
    BodyLine *line = &s->line[i];
    if (line->line_class == LINE_OWN) {
      BulletMark mark = bullet_mark(line_span(s, i), line->indent);
      if (mark.type != 0) {
        /* a note may stand at the indent of a sub-bullet, not at that of the list */
        if (!under_bullet || line->indent < bullet_indent)
          bullet_indent = line->indent;
        under_bullet = TRUE;
      }
    } else if (s->shape[i] == SHAPE_QUOTE && line->indent > 0 && line->line_class == LINE_QUOTE) {
      if (under_bullet && !indented_quotes && line->depth == 1 && line->indent > bullet_indent)
        line->line_class = LINE_NOTE;
      else if (!under_bullet)
        indented_quotes = TRUE;
    } else {
      under_bullet = FALSE;
    }
  }
}

/* A mailer that wraps what it quotes leaves the last words of a long quoted line without a mark. */
static void
settle_wrapped_quotes(LineState *s)
{
  for (guint i = 1; i + 1 < s->n; i++) {
    BodyLine *before = &s->line[i - 1], *line = &s->line[i], *after = &s->line[i + 1];
    if (line->line_class != LINE_OWN || before->line_class != LINE_QUOTE ||
        after->line_class != LINE_QUOTE)
      continue;
    if (before->mark == 0 || after->mark == 0)
      continue;
    Span t = line_span(s, i);
    gboolean rest = before->len >= 66 && line->len < 32 && line->indent == 0;
    if (rest && !g_ascii_isupper(t.s[0]) && t.s[0] != '+' && t.s[0] != '-' && t.s[0] != '*') {
      line->line_class = LINE_QUOTE;
      line->depth = before->depth;
      line->mark = 0;
    }
  }
}

static const char *const wrote_words[] = {
    "wrote",     "writes",           "said",       "schrieb",  "écrit",   "ecrit",
    "scritto",   "escribió",         "escribio",   "escreveu", "skrev",   "schreef",
    "kirjoitti", "napisał",          "napisala",   "napisal",  "написал", "пишет",
    "írta",      "napsal",           "a scris",    "wrotes",   "yazdı",   "שכתב",
    "写道",      "さんは書きました", "geschreven", NULL};

static gboolean
opens_attribution(Span t)
{
  static const char *const openers[] = {"on", "am",  "le",   "il",     "el",      "em",
                                        "op", "den", "at",   "in",     "quoting", "quoth",
                                        "à",  "a",   "dnia", "w dniu", NULL};
  t = span_ltrim(t);
  return span_starts_in_list(t, openers, NULL) || (t.n > 0 && (t.s[0] == '*' || t.s[0] == '['));
}

static gboolean
has_digit(Span t)
{
  for (gsize i = 0; i < t.n; i++)
    if (g_ascii_isdigit(t.s[i]))
      return TRUE;
  return FALSE;
}

/* The last line of an attribution: ends in a colon and says "wrote", or names an address. */
static gboolean
ends_attribution(Span t, gboolean quote_follows)
{
  t = span_trim(t);
  while (t.n > 1 && strchr("-~_. ", t.s[t.n - 1]) != NULL)
    t.n--;
  if (t.n < 4)
    return FALSE;
  gboolean colon = t.s[t.n - 1] == ':';
  /* To look for "wrote" in all languages takes long: last, where all else fits. */
  if (!quote_follows)
    return colon &&
           (span_starts(t, "On ") || span_starts(t, "Am ") || span_starts(t, "Le ") ||
            span_starts(t, "Il ")) &&
           has_digit(t) && span_has_phrase_of(t, wrote_words);
  gboolean fits = colon || span_ends_fold(t, "wrote") || (has_digit(t) && opens_attribution(t));
  if (fits && span_has_phrase_of(t, wrote_words))
    return TRUE;
  return colon && (span_has(t, "@") || span_starts_fold(t, "quoting ")) && t.n < 120;
}

/* The line after i that is not blank, or n. */
static guint
next_line(const LineState *s, guint i)
{
  do
    i++;
  while (i < s->n && s->line[i].line_class == LINE_BLANK);
  return i;
}

static void
settle_attributions(LineState *s)
{
  for (guint i = 0; i < s->n; i++) {
    LineClass c = s->line[i].line_class;
    if (c != LINE_OWN && c != LINE_LOG && c != LINE_TABLE)
      continue;
    Span t = line_span(s, i);
    gboolean near = (i + 1 < s->n && s->line[i + 1].line_class == LINE_QUOTE) ||
                    (i + 2 < s->n && s->line[i + 2].line_class == LINE_QUOTE);
    if (!near && !(t.n > 10 && t.s[t.n - 1] == ':'))
      continue;
    guint next = next_line(s, i);
    gboolean follows = next < s->n && next <= i + 2 && s->line[next].line_class == LINE_QUOTE;
    if (!ends_attribution(t, follows))
      continue;
    guint first = i;
    if (!opens_attribution(t))
      for (guint back = 1; back <= 2 && back <= i; back++) {
        if (s->line[i - back].line_class == LINE_BLANK ||
            s->line[i - back].line_class == LINE_QUOTE)
          break;
        if (opens_attribution(line_span(s, i - back)) && has_digit(line_span(s, i - back))) {
          first = i - back;
          break;
        }
      }
    for (guint j = first; j <= i; j++)
      s->line[j].line_class = LINE_ATTRIBUTION;
  }
}

void
lines_settle_quotes(LineState *s)
{
  settle_notes(s);
  settle_wrapped_quotes(s);
  settle_attributions(s);
}
