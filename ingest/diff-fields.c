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
add_line(GString *fields[DB_DIFF_N], gboolean *in_hunk, const BodyLine *line)
{
  switch (ingest_diff_part(in_hunk, line)) {
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

gboolean
ingest_diff_fields(const char *raw, gsize len, char *out[DB_DIFF_N],
                   G_GNUC_UNUSED gpointer user_data)
{
  g_autoptr(Mail) mail = ingest_parse_content(raw, len, NULL);
  if (mail == NULL)
    return FALSE;
  g_autoptr(BodyLines) lines = ingest_fields_lines(mail);
  GString *fields[DB_DIFF_N] = {NULL};
  gboolean in_hunk = FALSE;
  for (guint i = 0; i < lines->n; i++) {
    LineClass line_class = lines->line[i].line_class;
    if (line_class == LINE_DIFF)
      add_line(fields, &in_hunk, &lines->line[i]);
    else if (line_class != LINE_BLANK)
      in_hunk = FALSE;
  }
  for (guint i = 0; i < DB_DIFF_N; i++)
    out[i] = fields[i] != NULL ? g_string_free(fields[i], FALSE) : NULL;
  return TRUE;
}
