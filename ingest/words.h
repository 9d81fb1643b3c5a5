/* Long lists of words, in lower case and NULL-terminated. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Begin sentences and stand before commas, but name nobody. */
extern const char *const words_no_names[];
/* Verbs with which a nameless action begins: "write to the press" names nobody. */
extern const char *const words_first_verbs[];

G_END_DECLS
