/* Logs, code and tables are told by the company they keep: a block between blank lines is one
 * thing. */
#include "ingest/lines-parts.h"
#include "ingest/mark.h"

typedef struct {
  guint lines, logs, tables;
} Company;

static gboolean
groups_with(LineClass c)
{
  return c == LINE_OWN || c == LINE_LOG || c == LINE_TABLE || c == LINE_NOTE;
}

static Company
measure(const LineState *s, guint first, guint end)
{
  Company g = {.lines = end - first};
  for (guint i = first; i < end; i++) {
    g.logs += s->line[i].line_class == LINE_LOG ? 1 : 0;
    g.tables += s->line[i].line_class == LINE_TABLE ||
                        (s->shape[i] == SHAPE_RULER && s->line[i].line_class == LINE_OWN)
                    ? 1
                    : 0;
  }
  return g;
}

/* "RESOLVED: the name stays" among "<ann> +1": in minutes of a chat, where nothing else is a log,
 * the scribe writes what came out between what was said. */
static gboolean
is_outcome_of_chat(Span t)
{
  static const char *const outcomes[] = {"PROPOSED:", "PROPOSAL:", "RESOLVED:", "RESOLUTION:",
                                         "AGREED:",   "REJECTED:", "ACTION:",   NULL};
  for (const char *const *word = outcomes; *word != NULL; word++)
    if (span_starts(t, *word))
      return TRUE;
  return FALSE;
}

static gboolean
is_chat(const LineState *s, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    if (s->line[i].line_class == LINE_LOG && shape_irc_prefix(line_span(s, i)) == 0)
      return FALSE;
  return TRUE;
}

static void
settle_group(LineState *s, guint first, guint end)
{
  Company g = measure(s, first, end);
  gboolean log = g.logs >= 2 && g.logs * 100 >= g.lines * 35;
  guint rows = 0;
  for (guint i = first; i < end; i++)
    rows += s->line[i].line_class == LINE_TABLE ? 1 : 0;
  gboolean table = rows >= 2 && g.tables * 2 >= g.lines;
  gboolean chat = log && is_chat(s, first, end);

  for (guint i = first; i < end; i++) {
    LineClass c = s->line[i].line_class;
    if (table && (c == LINE_OWN || c == LINE_TABLE || c == LINE_LOG))
      s->line[i].line_class = LINE_TABLE;
    else if (chat && c == LINE_OWN && is_outcome_of_chat(line_span(s, i)))
      continue;
    else if (log && groups_with(c))
      s->line[i].line_class = LINE_LOG;
    else if (c == LINE_TABLE && rows < 2)
      s->line[i].line_class = LINE_OWN;
    else if (c == LINE_LOG && s->shape[i] == SHAPE_CODE && g.logs == 1 && g.lines > 3 &&
             span_count_words(line_span(s, i)) > 6)
      s->line[i].line_class = LINE_OWN;
  }
}

/* Lines that begin with "+" or "-" beside a piece of a diff belong to it. */
static void
settle_snippets(LineState *s)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint k = 0; k < s->n; k++) {
      guint i = pass == 0 ? k : s->n - 1 - k;
      guint from = pass == 0 ? i - 1 : i + 1;
      if (s->line[i].line_class != LINE_OWN || from >= s->n ||
          s->line[from].line_class != LINE_DIFF)
        continue;
      if (s->shape[from] == SHAPE_DIFFSTAT || s->line[i].len == 0)
        continue;
      char c = s->line[i].text[0];
      if (c == '+' || c == '-')
        s->line[i].line_class = LINE_DIFF;
    }
}

/* "mm/mmap.c:146:15: warning: symbol ... was not" goes on in lines that are set in as far: a commit
 * message wraps what the compiler said. */
static void
settle_wrapped_logs(LineState *s)
{
  for (guint i = 1; i < s->n; i++) {
    const BodyLine *above = &s->line[i - 1];
    if (s->line[i].line_class != LINE_OWN || above->line_class != LINE_LOG ||
        s->shape[i - 1] == SHAPE_CODE || above->len < 50)
      continue;
    if (s->line[i].indent >= 2 && s->line[i].indent >= above->indent &&
        bullet_mark(line_span(s, i), s->line[i].indent).type == 0) {
      s->line[i].line_class = LINE_LOG;
      s->shape[i] = SHAPE_LOG;
    }
  }
}

/* In a raw log without a summary the commands are the minutes: what the chair wrote for all to
 * read. */
static void
settle_commands(LineState *s)
{
  for (guint i = 0; i < s->n; i++) {
    Span t = span_trim(line_span(s, i));
    if (s->line[i].line_class == LINE_OWN &&
        (span_starts_fold(t, "meeting summary") || span_starts(t, "Meeting ended at ")))
      return;
  }
  for (guint i = 0; i < s->n; i++) {
    if (s->line[i].line_class != LINE_LOG || s->shape[i] != SHAPE_LOG)
      continue;
    Span t = line_span(s, i);
    gsize prefix = shape_irc_prefix(t);
    if (prefix > 0 && shape_is_bot_command(span_skip(t, prefix)))
      s->line[i].line_class = LINE_OWN;
  }
}

void
lines_settle_groups(LineState *s)
{
  guint i = 0;
  settle_snippets(s);
  settle_wrapped_logs(s);
  while (i < s->n) {
    if (!groups_with(s->line[i].line_class)) {
      i++;
      continue;
    }
    guint end = i;
    gboolean plain = TRUE;
    while (end < s->n && groups_with(s->line[end].line_class)) {
      plain =
          plain && (s->line[end].line_class == LINE_OWN || s->line[end].line_class == LINE_NOTE);
      end++;
    }
    if (!plain)
      settle_group(s, i, end);
    i = end;
  }
  settle_commands(s);
}
