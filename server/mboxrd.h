/* Raw mail as mboxrd, the form in which every mail comes back byte for byte: public-inbox's From_ line, "From " lines
 * quoted whatever quotes they have already. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Appends From_ line, mail and the blank line that ends it. A mail without a final newline gets one. */
void server_mboxrd_append(GString *out, const char *raw, gsize len);

G_END_DECLS
