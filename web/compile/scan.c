#include "web/compile/scan.h"
#include <string.h>

void
web_template_fault(GError **error, const char *file, guint line, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_set_error(error, WEB_TEMPLATE_ERROR, 0, "%s:%u: %s", file, line, what);
}

static void
piece_free(gpointer data)
{
  Piece *piece = data;
  g_free(piece->body);
  g_free(piece);
}

static void
add(GPtrArray *pieces, PieceKind kind, const char *from, const char *end, guint line)
{
  Piece *piece = g_new(Piece, 1);
  *piece = (Piece){.kind = kind, .body = g_strndup(from, (gsize)(end - from)), .line = line};
  if (kind == PIECE_DIRECTIVE)
    g_strstrip(piece->body);
  g_ptr_array_add(pieces, piece);
}

/* Behind a string or character constant that starts here; where it is when it does not end. */
static const char *
skip_constant(const char *at)
{
  char quote = *at;
  for (const char *p = at + 1; *p != '\0' && *p != '\n'; p++) {
    if (*p == '\\' && p[1] != '\0')
      p++;
    else if (*p == quote)
      return p + 1;
  }
  return at;
}

const char *
web_template_find(const char *code, char c)
{
  guint depth = 0;
  for (const char *at = code; *at != '\0';) {
    if (*at == '"' || *at == '\'') {
      const char *behind = skip_constant(at);
      at = behind > at ? behind : at + 1;
      continue;
    }
    if (depth == 0 && *at == c)
      return at;
    if (strchr("([{", *at) != NULL)
      depth++;
    else if (strchr(")]}", *at) != NULL && depth > 0)
      depth--;
    at++;
  }
  return NULL;
}

/* The "}}" that ends a directive, strings skipped. */
static const char *
find_directive_end(const char *at)
{
  while (*at != '\0') {
    if (at[0] == '}' && at[1] == '}')
      return at;
    if (at[0] == '{' && at[1] == '{')
      return NULL;
    if (*at == '"' || *at == '\'') {
      const char *behind = skip_constant(at);
      if (behind == at)
        return NULL;
      at = behind;
    } else {
      at++;
    }
  }
  return NULL;
}

static const char *
find_end(PieceKind kind, const char *from)
{
  if (kind == PIECE_DIRECTIVE)
    return find_directive_end(from);
  return strstr(from, kind == PIECE_CODE ? "!}" : "#}");
}

static guint
count_lines(const char *from, const char *end)
{
  guint n = 0;
  for (; from < end; from++)
    n += *from == '\n';
  return n;
}

static PieceKind
kind_at(const char *at)
{
  if (at[0] != '{')
    return PIECE_TEXT;
  return at[1] == '{'   ? PIECE_DIRECTIVE
         : at[1] == '!' ? PIECE_CODE
         : at[1] == '#' ? PIECE_COMMENT
                        : PIECE_TEXT;
}

GPtrArray *
web_template_scan(const char *file, const char *text, GError **error)
{
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(piece_free);
  guint line = 1;
  const char *at = text;
  while (*at != '\0') {
    const char *start = at;
    PieceKind kind = kind_at(at);
    if (kind == PIECE_TEXT) {
      while (*at != '\0' && kind_at(at) == PIECE_TEXT)
        at++;
      add(pieces, kind, start, at, line);
    } else {
      const char *end = find_end(kind, at + 2);
      if (end == NULL) {
        web_template_fault(error, file, line, "this %.2s does not end", at);
        return NULL;
      }
      if (kind != PIECE_COMMENT)
        add(pieces, kind, at + 2, end, line);
      at = end + 2;
    }
    line += count_lines(start, at);
  }
  add(pieces, PIECE_END, at, at, line);
  return g_steal_pointer(&pieces);
}
