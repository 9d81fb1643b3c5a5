/* Pieces of text and Markdown that several documents share. Pure. */
#pragma once
#include "web/markdown.h"
#include "web/parts.h"
G_BEGIN_DECLS

#define MAIL_COLUMNS 72

/* Safe for a terminal and without what the group hides. Caller frees. */
char *web_text_clean(const WebPage *page, const char *text);
/* The same of at most so many characters. */
char *web_text_short(const WebPage *page, const char *text, guint characters);
/* A heading with a line of marks below it, and a blank line. */
void web_text_underlined(WebOut *out, const char *text, char mark);

/* "Virt SIG: agenda for Tuesday, 15 April 2014 (draft)": what, a day of the group's zone, and what the reader should know (note, may be ""). Caller frees. */
char *web_text_heading(const WebPage *page, const char *what, gint64 when, const char *note);
/* The address of an item, for a reader elsewhere. Caller frees. */
char *web_text_item_url(const WebPage *page, gint64 number);

/* "When     ..." and "- **When:** ...": a short label, and text that is clean. */
typedef void (*WebFactPrint)(WebOut *out, const char *label, const char *text);
void web_text_fact(WebOut *out, const char *label, const char *text);
void web_markdown_fact(WebOut *out, const char *label, const char *text);

/* Links of an entry with what their server says of them, below its text or as a list in its paragraph. links may be NULL. */
void web_text_links(WebOut *out, const GPtrArray *links);
void web_markdown_links(WebOut *out, const GPtrArray *links);

G_END_DECLS
