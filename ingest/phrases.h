/* What the rules for sentences share. */
#pragma once
#include "ingest/extract-parts.h"
G_BEGIN_DECLS

/* Ends in "?", whatever quotes and brackets close behind it. */
gboolean phrase_is_question(Span sentence);
/* The first of the phrases that stands in the folded sentence as whole words; at and length may be
 * NULL. */
gboolean phrase_has_one(Span fold, const char *const *phrases, gsize *at, gsize *length);
/* Is a place in a sentence where a clause of the speaker starts: the beginning, or behind a comma,
 * dash or joining word? */
gboolean phrase_starts_clause(Span fold, gsize at);

G_END_DECLS
