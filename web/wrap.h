/* Text in columns, for mail and terminals. Widths count columns, not bytes: East Asian characters take two. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Columns that a line of text takes on a terminal. */
guint web_columns(const char *text);
guint web_columns_len(const char *text, gsize len);
/* Appends the words of text in lines of at most `columns`, the first behind `first`, the others behind `rest`. A longer
 * word goes on in the next line; a link or an address is never broken and then stands alone. Ends with LF; prints nothing for no words. */
void web_wrap(GString *out, const char *text, guint columns, const char *first, const char *rest);
/* Appends text cut or padded to exactly `columns`; 0: whole. */
void web_cell(GString *out, const char *text, guint columns);
G_END_DECLS
