/* Bytes of a named charset -> UTF-8. The name is a hint: mails lie about it, misspell it or leave
 * it out. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Appends len bytes as valid UTF-8: CRLF made LF, NULs and what cannot be decoded as U+FFFD.
 * charset may be NULL, unknown
 * ("x-unknown", "3dutf-8", "ansi_x3") or wrong: then UTF-8 where that is valid, else windows-1252.
 */
void ingest_charset_append(GString *out, const char *bytes, gsize len, const char *charset);

/* Value of a header field, unfolded: RFC 2047 words decoded (GMime), raw 8-bit as above, blanks and
 * control characters folded into one blank each, ends trimmed. Caller frees; never NULL. */
char *ingest_charset_header(const char *value, gsize len);
G_END_DECLS
