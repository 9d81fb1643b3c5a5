/* Text of an HTML part, by libxml2's HTML parser as a stream of events: no tree, no network, no
 * entities from outside. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* At most this much of a part is read, and this deep. */
#define INGEST_MAX_HTML ((gsize)4 << 20)
#define INGEST_MAX_HTML_DEPTH 256

/* html: UTF-8. Block elements begin lines, <pre> keeps its lines, list items begin with "* ",
 * quotes (blockquote) with "> ", a link whose text does not show it reads "text <url>"; scripts,
 * styles and comments are left out. Caller frees; never NULL. */
char *ingest_html_text(const char *html, gsize len);
G_END_DECLS
