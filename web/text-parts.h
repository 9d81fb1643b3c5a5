/* Pieces of text and Markdown that several documents share. Pure. */
#pragma once
#include "web/markdown.h"
#include "web/parts.h"
G_BEGIN_DECLS

#define MAIL_COLUMNS 72

/* Safe for a terminal and without what the group hides. Caller frees. */
char *web_text_clean(const WebPage *page, const char *text);
/* A heading with a line of marks below it, and a blank line. */
void web_text_underlined(WebOut *out, const char *text, char mark);

G_END_DECLS
