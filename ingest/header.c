#include "ingest/header.h"

#include <string.h>

static const struct {
  const char *name;
  guint8 len;
} names[HEADER_N] = {
#define NAME(index, text) [index] = {text, sizeof text - 1}
    NAME(HEADER_FROM, "From"),
    NAME(HEADER_TO, "To"),
    NAME(HEADER_CC, "Cc"),
    NAME(HEADER_SUBJECT, "Subject"),
    NAME(HEADER_DATE, "Date"),
    NAME(HEADER_MESSAGE_ID, "Message-ID"),
    NAME(HEADER_IN_REPLY_TO, "In-Reply-To"),
    NAME(HEADER_REFERENCES, "References"),
    NAME(HEADER_REPLY_TO, "Reply-To"),
    NAME(HEADER_SENDER, "Sender"),
    NAME(HEADER_X_ORIGINAL_FROM, "X-Original-From"),
    NAME(HEADER_X_ORIGINAL_SENDER, "X-Original-Sender"),
    NAME(HEADER_LIST_ID, "List-Id"),
    NAME(HEADER_LIST_POST, "List-Post"),
    NAME(HEADER_X_BEEN_THERE, "X-BeenThere"),
    NAME(HEADER_ARCHIVED_AT, "Archived-At"),
    NAME(HEADER_MESSAGE_ID_HASH, "Message-ID-Hash"),
    NAME(HEADER_X_MESSAGE_ID_HASH, "X-Message-ID-Hash"),
    NAME(HEADER_CONTENT_TYPE, "Content-Type"),
    NAME(HEADER_CONTENT_DISPOSITION, "Content-Disposition"),
    NAME(HEADER_CONTENT_ENCODING, "Content-Transfer-Encoding"),
#undef NAME
};

static HeaderName
find_name(const char *name, gsize len)
{
  for (guint i = 0; i < HEADER_N; i++)
    if (names[i].len == len && ((names[i].name[0] ^ name[0]) & ~('a' ^ 'A')) == 0 &&
        g_ascii_strncasecmp(names[i].name, name, len) == 0)
      return (HeaderName)i;
  return HEADER_N;
}

/* What pipermail's text archives have, and nothing else. */
static gboolean
is_pipermail_name(HeaderName name)
{
  return name == HEADER_FROM || name == HEADER_DATE || name == HEADER_SUBJECT ||
         name == HEADER_IN_REPLY_TO || name == HEADER_REFERENCES || name == HEADER_MESSAGE_ID;
}

/* The date stands behind the last semicolon. Hops are listed newest first. */
static void
take_received(HeaderBlock *block, const char *value, gsize len)
{
  const char *semicolon = memrchr(value, ';', len);
  if (semicolon == NULL)
    return;
  char text[128];
  gsize n = MIN((gsize)(value + len - semicolon) - 1, sizeof text - 1);
  memcpy(text, semicolon + 1, n);
  text[n] = '\0';
  gint64 utc;
  gint16 offset;
  if (!ingest_date_parse(text, &utc, &offset) || utc < 378691200)
    return;
  if (!block->has_received)
    block->last_received = utc;
  if (!block->has_received || utc < block->first_received) {
    block->first_received = utc;
    block->first_received_offset = offset;
  }
  block->has_received = TRUE;
}

/* Length of the field name at p, 0 when the line is no field. Boundaries of parts ("--x:y") are
 * none. */
static gsize
name_length(const char *p, const char *end)
{
  const char *q = p;
  if (end - p > 2 && p[0] == '-' && p[1] == '-')
    return 0;
  while (q<end && * q> ' ' && *q < 127 && *q != ':')
    q++;
  gsize len = (gsize)(q - p);
  while (q < end && (*q == ' ' || *q == '\t')) /* "Subject : x" */
    q++;
  return q < end && *q == ':' ? len : 0;
}

static gboolean
starts_with(const char *p, const char *end, const char *text)
{
  gsize n = strlen(text);
  return (gsize)(end - p) >= n && memcmp(p, text, n) == 0;
}

static gboolean
comes_again(HeaderName name)
{
  return name == HEADER_TO || name == HEADER_CC || name == HEADER_ARCHIVED_AT;
}

static void
take_field(HeaderBlock *block, const char *name, gsize name_len, const char *line_end)
{
  const char *value = (const char *)memchr(name + name_len, ':', (gsize)(line_end - name)) + 1;
  while (value < line_end && (*value == ' ' || *value == '\t'))
    value++;
  gsize len = (gsize)(line_end - value);
  HeaderName found = find_name(name, name_len);
  block->only_pipermail &=
      is_pipermail_name(found) && (block->n_fields > 0 || found == HEADER_FROM);
  block->n_fields++;
  if (found != HEADER_N) {
    if (block->field[found].value == NULL) {
      block->field[found].value = value;
      block->field[found].len = len;
    } else if (comes_again(found) && block->n_again < INGEST_MAX_AGAIN) {
      block->again[block->n_again].value = value;
      block->again[block->n_again].len = len;
      block->again[block->n_again++].name = found;
    }
  } else if (name_len == 8 && g_ascii_strncasecmp(name, "Received", 8) == 0) {
    take_received(block, value, len);
  }
}

/* End of the field that begins at p: its LF, behind all folded lines; end when there is none. */
static const char *
field_end(const char *p, const char *end)
{
  for (;;) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    if (lf == NULL)
      return end;
    if (lf + 1 >= end || (lf[1] != ' ' && lf[1] != '\t'))
      return lf;
    p = lf + 1;
  }
}

gboolean
ingest_header_read(const char *raw, gsize len, HeaderBlock *block, GError **error)
{
  const char *p = raw, *end = raw + MIN(len, INGEST_MAX_HEADER + 1);
  memset(block, 0, sizeof *block);
  block->only_pipermail = TRUE;
  while (p < end && *p != '\n' && !(*p == '\r' && p + 1 < end && p[1] == '\n')) {
    const char *lf = field_end(p, end);
    gsize name_len = name_length(p, lf);
    if (name_len > 0)
      take_field(block, p, name_len, lf > p && lf[-1] == '\r' ? lf - 1 : lf);
    else if (!starts_with(p, lf, "From ") && !starts_with(p, lf, ">From "))
      break; /* the blank line was forgotten: what follows is the body */
    p = lf < end ? lf + 1 : end;
  }
  block->only_pipermail &= block->field[HEADER_FROM].value != NULL;
  if (p - raw > (gssize)INGEST_MAX_HEADER) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED, "header over %u KiB",
                (guint)(INGEST_MAX_HEADER / 1024));
    return FALSE;
  }
  if (p < end && *p == '\r')
    p++;
  if (p < end && *p == '\n')
    p++;
  block->body = (gsize)(p - raw);
  return TRUE;
}

char *
ingest_header_dup(const HeaderBlock *block, HeaderName name, gsize most)
{
  if (block->field[name].value == NULL || block->field[name].len > most)
    return NULL;
  return g_strndup(block->field[name].value, block->field[name].len);
}
