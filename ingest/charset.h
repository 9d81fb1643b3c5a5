/* Bytes of a named charset -> UTF-8. The name is a hint: mails lie about it, misspell it or leave
 * it out. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Appends len bytes as valid UTF-8: CRLF made LF, NULs and what cannot be decoded as U+FFFD.
 * charset may be NULL, unknown
 * ("x-unknown", "3dutf-8", "ansi_x3") or wrong: then UTF-8 where that is
 * valid, else windows-1252. */
void ingest_charset_append(GString *out, const char *bytes, gsize len, const char *charset);

/* Whether in text of that charset every byte under 0x80 is that ASCII character, so that it can be searched and changed in place. TRUE for
 * NULL and for names that nobody knows: those are guessed. */
gboolean ingest_charset_is_ascii(const char *charset);
/* As UTF-8 with nothing tidied; what cannot be decoded is U+FFFD. NULL: nobody knows the charset. Caller frees. */
GString *ingest_charset_read(const char *bytes, gsize len, const char *charset);
/* UTF-8 back in that charset, "?" for what it does not have; NULs and what is no UTF-8 are U+FFFD before that.
 * *n: bytes. NULL: nobody knows it. Caller frees. */
char *ingest_charset_write(const char *text, gsize len, const char *charset, gsize *n);

/* Value of a header field, unfolded: RFC 2047 words decoded (GMime), raw 8-bit as above, blanks and
 * control characters folded into one blank each, ends trimmed. Caller frees; never NULL. */
char *ingest_charset_header(const char *value, gsize len);
/* The other way about, by GMime: text of one line with what is not ASCII in encoded words. name: of the field it is the value of, which is
 * then folded and written out as "Name: value" with a newline behind it; NULL: the bare words. Caller frees. */
char *ingest_charset_words(const char *name, const char *text);
G_END_DECLS
