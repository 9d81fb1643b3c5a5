#include "ingest/mime.h"
#include "ingest/charset.h"

#include <gmime/gmime.h>
#include <string.h>

/* GMime 3.2 defines no autoptrs. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentDisposition, g_object_unref)

/* Longer values of Content-Type and Content-Disposition are read as absent: only an attack writes
 * them. */
#define LONGEST_VALUE 8192

typedef struct {
  char *boundary;
  gsize len;
  gboolean alternative, report, digest;
} Level;

typedef struct {
  const char *raw, *end;
  MimePartFunc func;
  MimeBoundaryFunc boundary_func; /* or NULL */
  gpointer user_data;
  Level stack[INGEST_MAX_DEPTH];
  guint depth;
  guint n_parts, n_leaves;
  gboolean stopped;
  /* the open leaf */
  const char *leaf; /* its content; NULL: between parts */
  MimePart part;
  char *type, *charset, *name;
} Walk;

static void
clear_part(Walk *walk)
{
  g_clear_pointer(&walk->type, g_free);
  g_clear_pointer(&walk->charset, g_free);
  g_clear_pointer(&walk->name, g_free);
  memset(&walk->part, 0, sizeof walk->part);
  walk->leaf = NULL;
}

/* A file name that is safe to show and to save under: no path, no control
 * characters, valid UTF-8. */
static char *
clean_name(const char *name)
{
  if (name == NULL)
    return NULL;
  g_autofree char *text = ingest_charset_header(name, strlen(name));
  const char *base = text;
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '/' || *p == '\\')
      base = p + 1;
  while (*base == '.')
    base++;
  return *base != '\0' ? g_strdup(base) : NULL;
}

static char *
lower(const char *text)
{
  return text != NULL ? g_ascii_strdown(text, -1) : NULL;
}

static GMimeContentType *
read_type(const HeaderBlock *block)
{
  g_autofree char *value = ingest_header_dup(block, HEADER_CONTENT_TYPE, LONGEST_VALUE);
  return value != NULL && strchr(value, '/') != NULL ? g_mime_content_type_parse(NULL, value)
                                                     : NULL;
}

static void
read_disposition(Walk *walk, const HeaderBlock *block)
{
  g_autofree char *value = ingest_header_dup(block, HEADER_CONTENT_DISPOSITION, LONGEST_VALUE);
  if (value == NULL)
    return;
  walk->part.attachment = g_ascii_strncasecmp(value, "attachment", 10) == 0;
  if (strchr(value, ';') == NULL)
    return;
  g_autoptr(GMimeContentDisposition) disposition = g_mime_content_disposition_parse(NULL, value);
  if (disposition != NULL)
    walk->name = clean_name(g_mime_content_disposition_get_parameter(disposition, "filename"));
}

static GMimeContentEncoding
read_encoding(const HeaderBlock *block)
{
  g_autofree char *value = ingest_header_dup(block, HEADER_CONTENT_ENCODING, 200);
  if (value == NULL)
    return GMIME_CONTENT_ENCODING_DEFAULT;
  value[strcspn(value, " \t\r\n;")] = '\0';
  return g_mime_content_encoding_from_string(value);
}

static gboolean
is_inside(const Walk *walk, gsize flag_offset)
{
  for (guint i = 0; i < walk->depth; i++)
    if (G_STRUCT_MEMBER(gboolean, &walk->stack[i], flag_offset))
      return TRUE;
  return FALSE;
}

static void
open_leaf(Walk *walk, const HeaderBlock *block, GMimeContentType *type, const char *content)
{
  MimePart *part = &walk->part;
  gboolean digest = walk->depth > 0 && walk->stack[walk->depth - 1].digest;
  clear_part(walk);
  read_disposition(walk, block);
  part->encoding = (int)read_encoding(block);
  if (type != NULL && g_ascii_strcasecmp(g_mime_content_type_get_media_type(type), "multipart")) {
    g_autofree char *name = g_mime_content_type_get_mime_type(type);
    walk->type = lower(name);
    walk->charset = lower(g_mime_content_type_get_parameter(type, "charset"));
    const char *format = g_mime_content_type_get_parameter(type, "format");
    const char *delsp = g_mime_content_type_get_parameter(type, "delsp");
    part->flowed = format != NULL && g_ascii_strcasecmp(format, "flowed") == 0;
    part->delsp = delsp != NULL && g_ascii_strcasecmp(delsp, "yes") == 0;
    if (walk->name == NULL)
      walk->name = clean_name(g_mime_content_type_get_parameter(type, "name"));
  } else {
    walk->type = g_strdup(type == NULL && digest ? "message/rfc822" : "text/plain");
  }
  part->type = walk->type;
  part->kind = strcmp(walk->type, "text/plain") == 0  ? PART_TEXT
               : strcmp(walk->type, "text/html") == 0 ? PART_HTML
                                                      : PART_OTHER;
  part->charset = walk->charset;
  part->name = walk->name;
  part->attachment &= walk->depth > 0;
  part->alternative = is_inside(walk, G_STRUCT_OFFSET(Level, alternative));
  part->report = is_inside(walk, G_STRUCT_OFFSET(Level, report));
  walk->leaf = content;
}

static void
close_leaf(Walk *walk, const char *end)
{
  if (walk->leaf == NULL)
    return;
  walk->part.content = walk->leaf;
  walk->part.len = (gsize)(MAX(end, walk->leaf) - walk->leaf);
  walk->part.index = ++walk->n_leaves;
  walk->stopped |= !walk->func(&walk->part, walk->user_data);
  clear_part(walk);
}

static void
pop_to(Walk *walk, guint depth)
{
  while (walk->depth > depth)
    g_free(walk->stack[--walk->depth].boundary);
}

/* Begins the part whose header was read into block. */
static gboolean
open_part(Walk *walk, const HeaderBlock *block, const char *content, GError **error)
{
  if (++walk->n_parts > INGEST_MAX_PARTS) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED, "more than %d parts", INGEST_MAX_PARTS);
    return FALSE;
  }
  g_autoptr(GMimeContentType) type = read_type(block);
  const char *boundary = type != NULL && g_mime_content_type_is_type(type, "multipart", "*")
                             ? g_mime_content_type_get_parameter(type, "boundary")
                             : NULL;
  if (boundary == NULL || boundary[0] == '\0') {
    open_leaf(walk, block, type, content);
    return TRUE;
  }
  if (walk->depth == INGEST_MAX_DEPTH) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED, "parts nested deeper than %d",
                INGEST_MAX_DEPTH);
    return FALSE;
  }
  Level *level = &walk->stack[walk->depth++];
  level->boundary = g_strdup(boundary);
  level->len = strlen(boundary);
  level->alternative = g_mime_content_type_is_type(type, "multipart", "alternative");
  level->report = g_mime_content_type_is_type(type, "multipart", "report");
  level->digest = g_mime_content_type_is_type(type, "multipart", "digest");
  return TRUE;
}

/* The innermost level whose boundary line begins at line, or -1. */
static int
find_level(const Walk *walk, const char *line, const char *line_end, gboolean *closes)
{
  const char *text = line + 2;
  while (line_end > text && g_ascii_isspace(line_end[-1]))
    line_end--;
  gsize len = (gsize)(line_end - text);
  for (int i = (int)walk->depth - 1; i >= 0; i--) {
    const Level *level = &walk->stack[i];
    if (len < level->len || memcmp(text, level->boundary, level->len) != 0)
      continue;
    *closes = len == level->len + 2 && memcmp(text + level->len, "--", 2) == 0;
    if (*closes || len == level->len)
      return i;
  }
  return -1;
}

/* The next line that begins with "--", from p, which is the start of a line. */
static const char *
next_dashes(const Walk *walk, const char *p)
{
  if (walk->end - p >= 2 && p[0] == '-' && p[1] == '-')
    return p;
  /* From line to line: faster than to look for three bytes together. */
  while (p < walk->end && (p = memchr(p, '\n', (gsize)(walk->end - p))) != NULL) {
    p++;
    if (walk->end - p >= 2 && p[0] == '-' && p[1] == '-')
      return p;
  }
  return NULL;
}

/* The line break before a boundary belongs to the boundary. */
static const char *
before_boundary(const Walk *walk, const char *line)
{
  if (line > walk->raw && line[-1] == '\n')
    line--;
  return line > walk->raw && line[-1] == '\r' ? line - 1 : line;
}

static gboolean
walk_lines(Walk *walk, const char *p, GError **error)
{
  while (walk->depth > 0 && !walk->stopped && (p = next_dashes(walk, p)) != NULL) {
    gboolean closes;
    const char *lf = memchr(p, '\n', (gsize)(walk->end - p));
    const char *next = lf != NULL ? lf + 1 : walk->end;
    int level = find_level(walk, p, lf != NULL ? lf : walk->end, &closes);
    if (level < 0) {
      p = next;
      continue;
    }
    close_leaf(walk, before_boundary(walk, p));
    if (walk->boundary_func != NULL)
      walk->boundary_func(p, walk->user_data);
    pop_to(walk, (guint)level + (closes ? 0 : 1));
    p = next;
    if (closes)
      continue;
    HeaderBlock block;
    if (!ingest_header_read(p, (gsize)(walk->end - p), &block, error) ||
        !open_part(walk, &block, p + block.body, error))
      return FALSE;
    p += block.body;
  }
  close_leaf(walk, walk->end);
  return TRUE;
}

gboolean
ingest_mime_walk(const char *raw, gsize len, const HeaderBlock *block, MimePartFunc func,
                 gpointer user_data, GError **error)
{
  return ingest_mime_walk_lines(raw, len, block, func, NULL, user_data, error);
}

gboolean
ingest_mime_walk_lines(const char *raw, gsize len, const HeaderBlock *block, MimePartFunc func,
                       MimeBoundaryFunc boundary_func, gpointer user_data, GError **error)
{
  Walk walk = {.raw = raw,
               .end = raw + len,
               .func = func,
               .boundary_func = boundary_func,
               .user_data = user_data};
  const char *body = raw + block->body;
  gboolean ok = open_part(&walk, block, body, error) && walk_lines(&walk, body, error);
  pop_to(&walk, 0);
  if (ok && walk.n_leaves == 0 && !walk.stopped) {
    /* A multipart that has no part after all: archives that dropped the boundaries. */
    open_leaf(&walk, block, NULL, body);
    close_leaf(&walk, walk.end);
  }
  clear_part(&walk);
  return ok;
}

static gboolean
is_encoded(const MimePart *part)
{
  return part->encoding == GMIME_CONTENT_ENCODING_BASE64 ||
         part->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
         part->encoding == GMIME_CONTENT_ENCODING_UUENCODE;
}

const char *
ingest_mime_decode(const MimePart *part, gsize *len, char **owned)
{
  *owned = NULL;
  *len = part->len;
  if (!is_encoded(part))
    return part->content;
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, (GMimeContentEncoding)part->encoding);
  *owned = g_malloc(g_mime_encoding_outlen(&state, part->len) + 1);
  *len = g_mime_encoding_flush(&state, part->content, part->len, *owned);
  return *owned;
}

/* Takes the CR of every CRLF out, or puts it in. */
static GString *
with_line_ends(const char *text, gsize len, gboolean crlf)
{
  GString *out = g_string_sized_new(len + len / 32);
  for (gsize i = 0; i < len; i++) {
    if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
      continue;
    if (text[i] == '\n' && crlf)
      g_string_append_c(out, '\r');
    g_string_append_c(out, text[i]);
  }
  return out;
}

char *
ingest_mime_encode(const MimePart *part, const char *text, gsize text_len, gboolean crlf,
                   gsize *len)
{
  /* Lines of quoted-printable are lines of the text; base64 has those of the text inside. */
  gboolean quoted = part->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  g_autoptr(GString) plain =
      quoted ? with_line_ends(text, text_len, FALSE) : g_string_new_len(text, (gssize)text_len);
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, (GMimeContentEncoding)part->encoding);
  g_autofree char *encoded = g_malloc(g_mime_encoding_outlen(&state, plain->len) + 1);
  gsize n = g_mime_encoding_flush(&state, plain->str, plain->len, encoded);
  /* The encoder ends the last line, quoted-printable with "=" before it when the text does not end
   * there. */
  gboolean ends = part->len > 0 && part->content[part->len - 1] == '\n';
  gboolean cut = quoted && (plain->len == 0 || plain->str[plain->len - 1] != '\n');
  if (!ends && n > 0 && encoded[n - 1] == '\n' && (!quoted || cut))
    n--;
  if (!ends && cut && n > 0 && encoded[n - 1] == '=')
    n--;
  GString *out = with_line_ends(encoded, n, crlf);
  *len = out->len;
  return g_string_free(out, FALSE);
}

/* Letters of base64 (RFC 4648, 4), its padding not counted. Without branches, so that the compiler
 * counts many at once. */
static gsize
count_base64(const char *text, gsize len)
{
  gsize n = 0;
  for (gsize done = 0; done < len;) {
    gsize end = MIN(len, done + G_MAXUINT8);
    guint8 here = 0;
    for (; done < end; done++) {
      guint8 c = (guint8)text[done], letter = (guint8)((c | 0x20) - 'a'), digit = (guint8)(c - '0');
      here = (guint8)(here + ((letter < 26) | (digit < 10) | (c == '+') | (c == '/')));
    }
    n += here;
  }
  return n;
}

/* The bytes that a base64 part gives, told from its length; FALSE when it is not as the RFC writes
 * it: letters in lines, then one padding that makes them whole fours. */
static gboolean
measure_base64(const MimePart *part, gint64 *size)
{
  const char *padding = memchr(part->content, '=', part->len);
  gsize len = padding != NULL ? (gsize)(padding - part->content) : part->len;
  gsize n = count_base64(part->content, len), n_padding = 0;
  for (gsize i = len; i < part->len; i++) {
    char c = part->content[i];
    if (c != '=' && c != '\r' && c != '\n')
      return FALSE;
    n_padding += c == '=';
  }
  if ((n + n_padding) % 4 != 0 || n_padding > 2)
    return FALSE;
  *size = (gint64)(n / 4 * 3 + (n % 4 > 0 ? n % 4 - 1 : 0));
  return TRUE;
}

gint64
ingest_mime_decoded_size(const MimePart *part)
{
  char buffer[8192];
  gsize step = sizeof buffer / 2;
  gint64 size = 0;
  if (!is_encoded(part))
    return (gint64)part->len;
  if (part->encoding == GMIME_CONTENT_ENCODING_BASE64 && measure_base64(part, &size))
    return size;
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, (GMimeContentEncoding)part->encoding);
  gsize done = 0;
  for (; part->len - done > step; done += step)
    size += (gint64)g_mime_encoding_step(&state, part->content + done, step, buffer);
  return size +
         (gint64)g_mime_encoding_flush(&state, part->content + done, part->len - done, buffer);
}
