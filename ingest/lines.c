#include "ingest/lines-parts.h"

#define MAX_LINES 200000

/* --- splitting --- */

static guint16
columns_before_text(const char *text, gsize len)
{
  guint columns = 0;
  for (gsize i = 0; i < len && columns < G_MAXUINT16 - 8; i++) {
    if (text[i] == ' ')
      columns++;
    else if (text[i] == '\t')
      columns += 8 - columns % 8;
    else
      break;
  }
  return (guint16)columns;
}

static void
split(BodyLines *lines, const char *body, gsize len)
{
  guint capacity = 0;
  gsize at = 0;

  while (at < len) {
    const char *end = memchr(body + at, '\n', len - at);
    gsize n = end == NULL ? len - at : (gsize)(end - body) - at;
    if (lines->n >= MAX_LINES) {
      lines->n_cut++;
    } else {
      if (lines->n == capacity) {
        capacity = capacity == 0 ? 128 : capacity * 2;
        lines->line = g_renew(BodyLine, lines->line, capacity);
      }
      lines->line[lines->n++] = (BodyLine){.text = body + at,
                                           .len = n,
                                           .line_class = LINE_OWN,
                                           .indent = columns_before_text(body + at, n)};
    }
    at += n + 1;
  }
}

/* --- diffs: hunks are counted, so that text after a patch is text again --- */

typedef struct {
  gboolean inside; /* between a head and the end of its hunks */
  gboolean heads;  /* no hunk seen yet */
  gboolean loose;  /* context diff or a hunk without numbers: ends at the first plain line */
  guint old_left, new_left;
  gboolean after_blank;
} DiffState;

static guint
hunk_count(Span *t)
{
  gsize digits = span_digits(*t);
  *t = span_skip(*t, digits);
  if (t->n == 0 || t->s[0] != ',')
    return 1;
  *t = span_skip(*t, 1);
  guint count = (guint)MIN(g_ascii_strtoull(t->n > 0 ? t->s : "0", NULL, 10), MAX_LINES);
  *t = span_skip(*t, span_digits(*t));
  return count;
}

static void
diff_head(DiffState *diff, Span t)
{
  diff->inside = TRUE;
  diff->after_blank = FALSE;
  if (!span_starts(t, "@@")) {
    diff->heads = TRUE;
    diff->loose = span_starts(t, "*** ");
    diff->old_left = diff->new_left = 0;
    return;
  }
  diff->heads = FALSE;
  t = span_skip(t, 4);
  diff->old_left = hunk_count(&t);
  t = span_ltrim(t);
  diff->new_left = t.n > 0 && t.s[0] == '+' ? (t = span_skip(t, 1), hunk_count(&t)) : 0;
}

static gboolean
is_diff_extra(Span t)
{
  static const char *const starts[] = {"index",
                                       "old mode",
                                       "new mode",
                                       "new file",
                                       "deleted file",
                                       "similarity index",
                                       "rename from",
                                       "rename to",
                                       "copy from",
                                       "copy to",
                                       "binary files",
                                       "git binary patch",
                                       "dissimilarity index",
                                       "retrieving revision",
                                       "rcs file",
                                       "property changes",
                                       NULL};
  return span_starts_in_list(t, starts, NULL) || span_ruler(t, "=*-", 3) != 0;
}

/* Takes one line inside a diff; FALSE: the diff is over and the line is to be looked at as any
 * other. */
static gboolean
diff_takes(DiffState *diff, const BodyLine *line, LineShape shape)
{
  Span t = span_of(line->text, line->len);
  char c = t.n > 0 ? t.s[0] : ' ';

  if (shape == SHAPE_QUOTE && line->indent == 0 && c == '>')
    return FALSE;
  if (diff->old_left > 0 || diff->new_left > 0) {
    gboolean fits = c == ' ' || c == '\t' || c == '+' || c == '-' || c == '\\';
    if (fits) {
      diff->old_left -= diff->old_left > 0 && c != '+' && c != '\\' ? 1 : 0;
      diff->new_left -= diff->new_left > 0 && c != '-' && c != '\\' ? 1 : 0;
      diff->after_blank = span_trim(t).n == 0; /* "": a mailer cut the blank off */
      return TRUE;
    }
    /* a line that a mailer wrapped stays in; a paragraph after a blank line is the author again */
    return !diff->after_blank;
  }
  if (diff->heads)
    return is_diff_extra(t) || (diff->loose && strchr(" !+-*", c) != NULL && t.n > 0);
  return (c == '\\' && span_starts(t, "\\ No newline")) || is_diff_extra(t);
}

/* --- one pass from top to bottom --- */

typedef struct {
  LineState *state;
  DiffState diff;
  gboolean fence, armour, comment, quoted_rest, scrubbed, signed_text;
  guint comment_lines;
} Pass;

/* PGP: the head of a signed text is armour, the text is not, the signature is. */
static LineClass
armour_line(Pass *pass, Span t)
{
  if (span_starts(t, "-----BEGIN PGP SIGNED")) {
    pass->signed_text = TRUE;
    pass->armour = TRUE;
  } else {
    pass->armour = span_starts(t, "-----BEGIN");
  }
  return LINE_ARMOUR;
}

static gboolean
in_region(Pass *pass, guint i, LineShape shape, LineClass *line_class)
{
  LineState *s = pass->state;
  Span t = span_trim(span_of(s->line[i].text, s->line[i].len));

  if (shape == SHAPE_ARMOUR) {
    *line_class = armour_line(pass, t);
    return TRUE;
  }
  if (pass->armour) {
    *line_class = LINE_ARMOUR;
    if (pass->signed_text && shape == SHAPE_BLANK)
      pass->armour = pass->signed_text = FALSE;
    return TRUE;
  }
  if (pass->fence || shape == SHAPE_FENCE) {
    *line_class = LINE_LOG;
    if (shape == SHAPE_FENCE)
      pass->fence = !pass->fence && lines_fence_closes(s, i);
    return TRUE;
  }
  if (pass->comment) {
    *line_class = LINE_LOG;
    pass->comment = !span_has(t, "*/") && ++pass->comment_lines < 300;
    return TRUE;
  }
  return FALSE;
}

static LineClass
class_of_shape(Pass *pass, guint i, LineShape shape)
{
  LineState *s = pass->state;
  Span t = span_of(s->line[i].text, s->line[i].len);

  switch (shape) {
  case SHAPE_BLANK:
    return LINE_BLANK;
  case SHAPE_QUOTE:
  case SHAPE_NAMED_QUOTE:
  case SHAPE_BAR:
    return LINE_QUOTE;
  case SHAPE_DIFF_HEAD:
    diff_head(&pass->diff, t);
    return LINE_DIFF;
  case SHAPE_DIFFSTAT:
  case SHAPE_SNIPPET:
  case SHAPE_COMMIT_HEAD:
    return LINE_DIFF;
  case SHAPE_CODE:
    pass->comment = span_starts(span_ltrim(t), "/*") && !span_has(t, "*/");
    pass->comment_lines = 0;
    return LINE_LOG;
  case SHAPE_LOG:
    return LINE_LOG;
  case SHAPE_TABLE:
    return LINE_TABLE;
  case SHAPE_TRAILER:
    return LINE_TRAILER;
  case SHAPE_BASE64:
    return LINE_ARMOUR;
  case SHAPE_NEXT_PART:
    pass->scrubbed = TRUE;
    return LINE_SCRUBBED;
  case SHAPE_ORIGINAL:
    pass->quoted_rest = TRUE;
    return LINE_ATTRIBUTION;
  default:
    return LINE_OWN;
  }
}

/* Two of three lines of a patch list are inside counted hunks: no need to look closer at them. */
static gboolean
in_hunk(Pass *pass, const BodyLine *line)
{
  DiffState *d = &pass->diff;
  if (!d->inside || (d->old_left == 0 && d->new_left == 0) || pass->quoted_rest || pass->armour)
    return FALSE;
  char c = line->len > 0 ? line->text[0] : ' ';
  if ((c != ' ' && c != '+' && c != '\t' && c != '-') ||
      (line->len == 3 && memcmp(line->text, "-- ", 3) == 0))
    return FALSE;
  return diff_takes(d, line, SHAPE_TEXT);
}

static void
classify(LineState *s)
{
  Pass pass = {.state = s};

  for (guint i = 0; i < s->n; i++) {
    BodyLine *line = &s->line[i];
    guint depth, mark;
    if (in_hunk(&pass, line)) {
      line->line_class = line->len == 0 ? LINE_BLANK : LINE_DIFF;
      continue;
    }
    LineShape shape = shape_of(span_of(line->text, line->len), line->indent, &depth, &mark);
    s->shape[i] = (guint8)shape;
    if (pass.quoted_rest) {
      line->line_class = shape == SHAPE_BLANK ? LINE_BLANK : LINE_QUOTE;
      line->depth = (guint8)(shape == SHAPE_QUOTE ? MIN(depth + 1, 255) : 1);
      line->mark = (guint16)(shape == SHAPE_QUOTE ? MIN(mark, G_MAXUINT16) : 0);
      continue;
    }
    if (in_region(&pass, i, shape, &line->line_class))
      continue;
    if (pass.diff.inside) {
      gboolean end_mark = shape == SHAPE_SIG_MARK && lines_is_patch_end(s, i);
      if (shape != SHAPE_DIFF_HEAD && !end_mark && diff_takes(&pass.diff, line, shape)) {
        line->line_class = shape == SHAPE_BLANK ? LINE_BLANK : LINE_DIFF;
        continue;
      }
      pass.diff.inside = FALSE;
    }
    line->line_class = class_of_shape(&pass, i, shape);
    if (pass.scrubbed && line->line_class == LINE_OWN)
      pass.scrubbed = lines_scrub_note(s, i);
    if (line->line_class == LINE_QUOTE) {
      line->depth = (guint8)depth;
      line->mark = (guint16)MIN(mark, G_MAXUINT16);
    }
    if (shape == SHAPE_TEXT && lines_is_outlook_head(s, i))
      pass.quoted_rest = lines_outlook_rest(s, &i);
  }
}

BodyLines *
lines_classify(const char *body, gsize len, const char *author, gboolean flowed)
{
  BodyLines *lines = g_new0(BodyLines, 1);

  split(lines, body, len);
  LineState state = {.line = lines->line, .n = lines->n, .author = author, .flowed = flowed};
  state.shape = g_malloc0(MAX(lines->n, 1));
  classify(&state);
  lines_settle_quotes(&state);
  lines_settle_tail(&state);
  lines_settle_groups(&state);
  g_free(state.shape);
  return lines;
}

BodyLines *
ingest_lines(const Mail *mail)
{
  const Person *from = mail->message.from;
  return lines_classify(mail->body, mail->body_len, from == NULL ? NULL : from->name, mail->flowed);
}

BodyLines *
ingest_lines_of_text(const char *body, gsize len, gboolean flowed)
{
  return lines_classify(body, len, NULL, flowed);
}

void
ingest_lines_free(BodyLines *lines)
{
  if (lines == NULL)
    return;
  g_free(lines->line);
  g_free(lines);
}
