/* The searchable text of a mail, by field, in one pass over its classified lines. Pure. */
#pragma once
#include "ingest/lines.h"
G_BEGIN_DECLS

/* Fills out as DbTextFunc says: each string freed with g_free, NULL for empty. lines: of the body,
 * or of the HTML text of an HTML-only mail. */
void ingest_fields(const Mail *mail, const BodyLines *lines, char *out[DB_TEXT_N_FIELDS]);
/* The lines that ingest_fields wants for this mail. Caller frees. */
BodyLines *ingest_fields_lines(const Mail *mail);
G_END_DECLS
