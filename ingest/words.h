/* Long lists of words, in lower case. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Is the word, in any case, one of the list, which is in small letters and in order? */
gboolean words_has(const char *const *list, guint n_list, const char *word, gsize n);
/* Does a word, in any case, begin sentences and stand before commas, but name nobody? */
gboolean words_is_no_name(const char *word, gsize n);
/* All of these, in order. */
const char *const *words_no_names(guint *n);
/* Verbs with which a nameless action begins: "write to the press" names nobody. NULL-terminated. */
extern const char *const words_first_verbs[];

G_END_DECLS
