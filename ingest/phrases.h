/* What the rules for sentences share. */
#pragma once
#include "ingest/extract-parts.h"
G_BEGIN_DECLS

/* So many places of a phrase in one sentence are looked at: prose has two or three. */
#define PHRASE_MOST_PLACES 24

/* Ends in "?", whatever quotes and brackets close behind it. */
gboolean phrase_is_question(Span sentence);
/* The first of the phrases that stands in the folded sentence as whole words; at and length may be
 * NULL. */
gboolean phrase_has_one(Span fold, const char *const *phrases, gsize *at, gsize *length);
/* The same in the whole sentence of a piece, which remembers how its words begin. */
gboolean phrase_in_piece(Piece *p, const char *const *phrases, gsize *at, gsize *length);
/* Is a place in a sentence where a clause of the speaker starts: the beginning, or behind a comma,
 * dash or joining word? */
gboolean phrase_starts_clause(Span fold, gsize at);

/* What stands before a place in its own clause: "as you know, I propose" has nothing there. */
Span phrase_clause_before(Span fold, gsize at);
/* The folded sentence without the adverbs that may stand inside any phrase: "it was also decided", "we therefore propose".
 * out is overwritten and holds the result. */
Span phrase_without_adverbs(GString *out, Span fold);
/* Does the sentence match as it is, or without such adverbs? The matcher reads p->fold. */
gboolean phrase_in_either(Piece *p, gboolean (*match)(Piece *p));
/* deeds.c: is what follows "I will" something to do, and no state of mind, presence or hedge ("appreciate", "be",
 * "probably")? */
gboolean phrase_is_deed(Span after);
/* Does what stands at a place hang on a condition, "if you want", "whether"? "When" and "once" only say the time. */
gboolean phrase_is_conditional(Span fold, gsize at);
/* rules-decisions.c: "as we agreed", "if the proposal is approved", "I thought we decided": no news of a decision. */
gboolean phrase_is_hearsay(Span fold, gsize at);
/* rules-settled.c: a decision told without its verbs. */
gboolean decision_is_settled(Piece *p);
/* Is the last word before a place one of the list (lower case)? */
gboolean phrase_follows_word(Span fold, gsize at, const char *const *words);

G_END_DECLS
