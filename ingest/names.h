/* Words that are first names of people. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* In any case; "Seo-yeon" is told by its first half. */
gboolean names_has(const char *word, gsize n);
/* All of them, in order. */
const char *const *names_all(guint *n);

G_END_DECLS
