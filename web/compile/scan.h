/* Cuts a template into pieces: text, {{ directive }}, {! C !}, {# comment #}. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

#define WEB_TEMPLATE_ERROR (g_quark_from_static_string("web-template-error-quark"))

typedef enum { PIECE_TEXT, PIECE_DIRECTIVE, PIECE_CODE, PIECE_COMMENT, PIECE_END } PieceKind;

typedef struct {
  PieceKind kind;
  char *body;  /* between the marks; blanks around a directive taken off */
  guint line;  /* of its first byte, from 1 */
} Piece;

/* Piece * in order, the last is PIECE_END. Errors (WEB_TEMPLATE_ERROR): "FILE:LINE: what". */
GPtrArray *web_template_scan(const char *file, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets "FILE:LINE: what". */
void web_template_fault(GError **error, const char *file, guint line, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The first c of C code outside strings, characters, parentheses and braces, or NULL. */
const char *web_template_find(const char *code, char c);

G_END_DECLS
