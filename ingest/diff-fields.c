#include "ingest/diff-fields.h"

#include <string.h>

#include "ingest/fields.h"
#include "ingest/parse.h"

static gboolean
begins(const BodyLine *line, const char *with)
{
  gsize n = strlen(with);
  return line->len >= n && memcmp(line->text, with, n) == 0;
}

DiffPart
ingest_diff_part(gboolean *in_hunk, const BodyLine *line)
{
  if (begins(line, "@@")) {
    *in_hunk = TRUE;
    return DIFF_HUNK;
  }
  gboolean name = begins(line, "--- ") || begins(line, "+++ ");
  if (name || begins(line, "diff "))
    *in_hunk = FALSE;
  if (!*in_hunk)
    return name ? DIFF_NAME : DIFF_HEAD;
  return begins(line, "-") ? DIFF_REMOVED : begins(line, "+") ? DIFF_ADDED : DIFF_CONTEXT;
}

/* --- a file that is a patch --- */

typedef struct {
  guint64 old_left, new_left; /* lines of the hunk that are still to come */
  gboolean merged;            /* in a hunk of a merge, which is not counted */
  gboolean named;             /* the line above was "--- a/x.c" */
} PatchState;

/* "-10,4" -> 4, "-10" -> 1, behind which *p then is; FALSE: no such thing. */
static gboolean
read_count(const char **p, const char *end, char sign, guint64 *count)
{
  const char *at = *p;
  if (at == end || *at++ != sign || at == end || !g_ascii_isdigit(*at))
    return FALSE;
  while (at < end && g_ascii_isdigit(*at))
    at++;
  *count = 1;
  if (at < end && *at == ',')
    for (at++, *count = 0; at < end && g_ascii_isdigit(*at) && *count < 1000000000; at++)
      *count = *count * 10 + (guint64)(*at - '0');
  *p = at;
  return TRUE;
}

static gboolean
opens_hunk(PatchState *state, const BodyLine *line)
{
  const char *p = line->text + 3, *end = line->text + line->len;
  if (begins(line, "@@@ -")) {
    *state = (PatchState){.merged = TRUE};
    return TRUE;
  }
  guint64 old_count, new_count;
  if (!begins(line, "@@ -") || !read_count(&p, end, '-', &old_count) || p == end || *p++ != ' ' ||
      !read_count(&p, end, '+', &new_count) || end - p < 3 || memcmp(p, " @@", 3) != 0)
    return FALSE;
  *state = (PatchState){.old_left = old_count, .new_left = new_count};
  return TRUE;
}

/* Mailers take the blank of an empty line away. */
static gboolean
in_hunk(PatchState *state, const BodyLine *line, DiffPart *part)
{
  char first = line->len > 0 ? line->text[0] : ' ';
  if (!state->merged && state->old_left == 0 && state->new_left == 0)
    return FALSE;
  if (strchr(" \t+-\\", first) == NULL || (state->merged && line->len == 0)) {
    *state = (PatchState){0};
    return FALSE;
  }
  *part = first == '-' ? DIFF_REMOVED : first == '+' ? DIFF_ADDED : DIFF_CONTEXT;
  if (first != '\\' && first != '+' && state->old_left > 0)
    state->old_left--;
  if (first != '\\' && first != '-' && state->new_left > 0)
    state->new_left--;
  return TRUE;
}

/* Without its end, which may be CRLF; *next: where the one below begins. */
static BodyLine
line_at(const char *text, const char *end, const char **next)
{
  const char *lf = memchr(text, '\n', (gsize)(end - text));
  gsize len = (gsize)((lf != NULL ? lf : end) - text);
  *next = text + len + (lf != NULL);
  if (len > 0 && text[len - 1] == '\r')
    len--;
  return (BodyLine){.text = text, .len = len, .line_class = LINE_DIFF};
}

static DiffPart
part_of(PatchState *state, const BodyLine *line, const BodyLine *below)
{
  DiffPart part = DIFF_HEAD;
  if (in_hunk(state, line, &part))
    return part;
  if (opens_hunk(state, line))
    return DIFF_HUNK;
  gboolean named = state->named && begins(line, "+++ ");
  state->named = begins(line, "--- ") && begins(below, "+++ ");
  return named || state->named ? DIFF_NAME : DIFF_HEAD;
}

void
ingest_patch_lines(const char *text, gsize len, DiffLineFunc func, gpointer data)
{
  PatchState state = {0};
  const char *end = text + len, *next = text;
  BodyLine line = len > 0 ? line_at(text, end, &next) : (BodyLine){0};
  while (line.text != NULL) {
    BodyLine below = next < end ? line_at(next, end, &next) : (BodyLine){0};
    func(part_of(&state, &line, &below), &line, data);
    line = below;
  }
}

/* --- what searches want of it --- */

static void
add(GString **to, const char *text, gsize len)
{
  if (*to == NULL)
    *to = g_string_sized_new(256);
  g_string_append_len(*to, text, (gssize)len);
  g_string_append_c(*to, '\n');
}

/* "@@ -1,2 +3,4 @@ int main(void)", or with more @ where several parents were merged */
static void
add_hunk(GString **to, const BodyLine *line)
{
  gsize ats = 0;
  while (ats < line->len && line->text[ats] == '@')
    ats++;
  const char *rest = line->text + ats, *end = line->text + line->len;
  const char *close = memmem(rest, (gsize)(end - rest), line->text, ats);
  if (close != NULL && close + ats < end)
    add(to, close + ats, (gsize)(end - close) - ats);
}

static gsize
digits(const char *text, const char *end, const char *which)
{
  gsize n = 0;
  while (text + n < end && text[n] != '\0' && strchr(which, text[n]) != NULL)
    n++;
  return n;
}

/* "index 0160676..b3f4c5d 100644"; of a merge "index 0160676,5d2e9a1..b3f4c5d" */
static void
add_blobs(GString *fields[DB_DIFF_N], const BodyLine *line)
{
  static const char hexadecimal[] = "0123456789abcdefABCDEF";
  if (!begins(line, "index "))
    return;
  const char *at = line->text + strlen("index "), *end = line->text + line->len;
  const char *dots = memmem(at, (gsize)(end - at), "..", 2);
  if (dots == NULL)
    return;
  const char *post = dots + 2, *rest = post + digits(post, end, hexadecimal);
  gsize mode = rest < end && *rest == ' ' ? 1 + digits(rest + 1, end, "01234567") : 0;
  if (rest == post || rest + mode != end)
    return; /* words that begin so */
  add(&fields[DB_DIFF_BLOB_POST], post, (gsize)(rest - post));
  while (at < dots) {
    gsize n = digits(at, dots, hexadecimal);
    if (n > 0)
      add(&fields[DB_DIFF_BLOB_PRE], at, n);
    at += n + 1;
  }
}

static void
add_line(DiffPart part, const BodyLine *line, gpointer data)
{
  GString **fields = data;
  switch (part) {
  case DIFF_HEAD:
    add_blobs(fields, line);
    break;
  case DIFF_HUNK:
    add_hunk(&fields[DB_DIFF_HUNK], line);
    break;
  case DIFF_CONTEXT:
    if (!begins(line, "\\ No newline"))
      add(&fields[DB_DIFF_CONTEXT], line->text, line->len);
    break;
  case DIFF_NAME:
  case DIFF_REMOVED:
  case DIFF_ADDED:
  default:
    break;
  }
}

static void
add_lines(GString *fields[DB_DIFF_N], const BodyLines *lines)
{
  gboolean inside = FALSE;
  for (guint i = 0; i < lines->n; i++) {
    const BodyLine *line = &lines->line[i];
    if (line->line_class == LINE_DIFF)
      add_line(ingest_diff_part(&inside, line), line, fields);
    else if (line->line_class != LINE_BLANK)
      inside = FALSE;
  }
}

gboolean
ingest_diff_fields(const char *raw, gsize len, char *out[DB_DIFF_N],
                   G_GNUC_UNUSED gpointer user_data)
{
  g_autoptr(Mail) mail = ingest_parse_content(raw, len, NULL);
  if (mail == NULL)
    return FALSE;
  GString *fields[DB_DIFF_N] = {NULL};
  g_autoptr(BodyLines) lines = ingest_fields_lines(mail);
  add_lines(fields, lines);
  if (mail->patches != NULL)
    ingest_patch_lines(mail->patches->str, mail->patches->len, add_line, fields);
  for (guint i = 0; i < DB_DIFF_N; i++)
    out[i] = fields[i] != NULL ? g_string_free(fields[i], FALSE) : NULL;
  return TRUE;
}
