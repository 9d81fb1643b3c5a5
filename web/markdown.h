/* CommonMark. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* Text that CommonMark reads as just that. Caller frees. */
char *web_markdown_escape(const char *text);

/* A link; text is escaped already, url in any form. */
void web_markdown_link(WebOut *out, const char *text, const char *url);

G_END_DECLS
