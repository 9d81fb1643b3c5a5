/* A decoded body -> classified lines. Slices of the body, no copies. Pure. */
#pragma once
#include "ingest/mail.h"
G_BEGIN_DECLS

typedef struct {
  const char *text; /* into the body; not NUL-terminated */
  gsize len;        /* without LF */
  LineClass line_class;
  guint8 depth;   /* quote depth, LINE_QUOTE only */
  guint16 indent; /* columns before the first non-blank, tabs to 8 */
  guint16 mark;   /* bytes of quote marks in front: text + mark is the quoted text */
} BodyLine;

typedef struct {
  BodyLine *line;
  guint n;
  guint n_cut;
} BodyLines; /* line[0] is line 1; n_cut: lines over the limit of 200,000 */
BodyLines *ingest_lines(const Mail *mail);
/* The same for any text. */
BodyLines *ingest_lines_of_text(const char *body, gsize len, gboolean flowed);
void ingest_lines_free(BodyLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BodyLines, ingest_lines_free)
G_END_DECLS
