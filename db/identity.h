/* When two texts speak of one item, and the key under which an item is the same for ever. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Letters and digits only, case folded, one blank between words: what is left when marks, quoting, masks of blanks and
 * wrapping are gone. Caller frees. */
char *identity_fold(const char *text);
/* For folded texts: equal, or one starts the other and has at least 24 bytes (a quote is often cut short). */
gboolean identity_folds_match(const char *a, const char *b);
/* TRUE when quoted text answers what an item states. */
gboolean item_text_matches(const char *quoted, const char *stated);

G_END_DECLS
