/* Looking for words in text that is all ASCII, as most mail is, many bytes at a time. Pure. Only files of db/ include this. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* No byte of text is over 0x7f. */
gboolean ascii_is_all(const char *text, gsize len);
/* The first place in text where word (n bytes, in lower case) stands, alone or inside another, in capitals or not; NULL:
 * none, or n is 0. */
const char *ascii_find(const char *text, gsize len, const char *word, gsize n);

G_END_DECLS
