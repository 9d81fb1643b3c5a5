/* CommonMark. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* Text that CommonMark reads as just that. Caller frees. */
char *web_markdown_escape(const char *text);

G_END_DECLS
