/* The parts of lines.c: each looks at lines with their neighbours and settles one kind of thing. */
#pragma once
#include "ingest/lines.h"
#include "ingest/shape.h"
G_BEGIN_DECLS

typedef struct {
  BodyLine *line;
  guint n;
  guint8 *shape;      /* LineShape of each line, as it looked by itself */
  const char *author; /* display name, or NULL */
  gboolean flowed;
} LineState;

static inline Span
line_span(const LineState *s, guint i)
{
  return span_of(s->line[i].text, s->line[i].len);
}

/* The work of ingest_lines; author may be NULL. */
BodyLines *lines_classify(const char *body, gsize len, const char *author, gboolean flowed);

/* lines-regions.c: marks that open a region */
gboolean lines_fence_closes(const LineState *s, guint at);
gboolean lines_is_patch_end(const LineState *s, guint at);
/* A line of pipermail's note on a scrubbed part: marks it; FALSE: the note is over. */
gboolean lines_scrub_note(LineState *s, guint at);
/* "From: ... Sent: ... To: ..." as Outlook puts it above what it quotes. At the very top of a body
 * it is the author line of a patch instead. */
gboolean lines_is_outlook_head(const LineState *s, guint at);
gboolean lines_outlook_rest(LineState *s, guint *at);

/* lines-quotes.c: notes under bullets, attributions, wrapped rests of quotes */
void lines_settle_quotes(LineState *s);
/* lines-tail.c: list and legal footers, signatures with and without their mark */
void lines_settle_tail(LineState *s);
/* lines-groups.c: logs, code and tables as whole blocks; meeting-bot commands of a log without a
 * summary */
void lines_settle_groups(LineState *s);

G_END_DECLS
