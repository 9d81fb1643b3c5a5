/* Pieces of text and Markdown that several documents share. */
#include "web/text-parts.h"

#include <string.h>

#include "web/wrap.h"

char *
web_text_clean(const WebPage *page, const char *text)
{
  g_autofree char *masked = web_mask(text, page->mask_addresses);
  return web_plain(masked);
}

void
web_text_underlined(WebOut *out, const char *text, char mark)
{
  g_string_append_printf(out, "%s\n", text);
  for (guint i = MIN(web_columns(text), MAIL_COLUMNS); i > 0; i--)
    g_string_append_c(out, mark);
  g_string_append(out, "\n\n");
}
