#include "ingest/html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

typedef struct {
  GString *out;
  htmlParserCtxtPtr parser;
  gboolean at_start; /* of a line */
  gboolean blank;    /* a blank is owed before the next word */
  guint quote, pre, hidden;
  gsize link_start; /* where the text of the open link begins */
  char *link;
} Text;

typedef enum {
  TAG_INLINE,
  TAG_BLOCK,
  TAG_PARAGRAPH,
  TAG_HIDDEN,
  TAG_PRE,
  TAG_QUOTE,
  TAG_ITEM,
  TAG_BREAK,
  TAG_RULE,
  TAG_LINK,
  TAG_CELL
} Tag;

static const struct {
  const char *name;
  Tag tag;
} tags[] = {
    {"p", TAG_PARAGRAPH},  {"h1", TAG_PARAGRAPH},     {"h2", TAG_PARAGRAPH},
    {"h3", TAG_PARAGRAPH}, {"h4", TAG_PARAGRAPH},     {"h5", TAG_PARAGRAPH},
    {"h6", TAG_PARAGRAPH}, {"div", TAG_BLOCK},        {"ul", TAG_BLOCK},
    {"ol", TAG_BLOCK},     {"dl", TAG_BLOCK},         {"dt", TAG_BLOCK},
    {"dd", TAG_BLOCK},     {"table", TAG_BLOCK},      {"tr", TAG_BLOCK},
    {"body", TAG_BLOCK},   {"section", TAG_BLOCK},    {"article", TAG_BLOCK},
    {"header", TAG_BLOCK}, {"footer", TAG_BLOCK},     {"center", TAG_BLOCK},
    {"form", TAG_BLOCK},   {"script", TAG_HIDDEN},    {"style", TAG_HIDDEN},
    {"head", TAG_HIDDEN},  {"title", TAG_HIDDEN},     {"template", TAG_HIDDEN},
    {"pre", TAG_PRE},      {"blockquote", TAG_QUOTE}, {"li", TAG_ITEM},
    {"br", TAG_BREAK},     {"hr", TAG_RULE},          {"a", TAG_LINK},
    {"td", TAG_CELL},      {"th", TAG_CELL},
};

static Tag
find_tag(const xmlChar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
    if (strcmp(tags[i].name, (const char *)name) == 0)
      return tags[i].tag;
  return TAG_INLINE;
}

static void
end_line(Text *text)
{
  if (!text->at_start)
    g_string_append_c(text->out, '\n');
  text->at_start = TRUE;
  text->blank = FALSE;
}

static void
begin_line(Text *text)
{
  if (!text->at_start)
    return;
  for (guint i = 0; i < MIN(text->quote, 20); i++)
    g_string_append(text->out, "> ");
  text->at_start = FALSE;
}

static void
end_paragraph(Text *text)
{
  end_line(text);
  gsize n = text->out->len;
  if (n >= 2 && text->out->str[n - 2] != '\n')
    g_string_append_c(text->out, '\n');
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
  for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
    if (strcmp((const char *)attributes[0], name) == 0)
      return (const char *)attributes[1];
  return NULL;
}

static void
open_link(Text *text, const xmlChar **attributes)
{
  const char *url = attribute(attributes, "href");
  g_clear_pointer(&text->link, g_free);
  if (url != NULL && strlen(url) < 2000 &&
      (g_ascii_strncasecmp(url, "http:", 5) == 0 || g_ascii_strncasecmp(url, "https:", 6) == 0 ||
       g_ascii_strncasecmp(url, "ftp:", 4) == 0))
    text->link = g_strstrip(g_strdup(url));
  text->link_start = text->out->len;
}

static void
close_link(Text *text)
{
  if (text->link == NULL)
    return;
  const char *shown = text->out->str + MIN(text->link_start, text->out->len);
  gboolean says_it = strstr(shown, text->link) != NULL;
  if (!says_it) {
    begin_line(text);
    if (text->out->len > 0 && !g_ascii_isspace(text->out->str[text->out->len - 1]))
      g_string_append_c(text->out, ' ');
    g_string_append_printf(text->out, "<%s>", text->link);
  }
  g_clear_pointer(&text->link, g_free);
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
  Text *text = data;
  /* libxml2 looks through all open elements at each end tag: an unbounded depth
   * is quadratic time. */
  if (text->parser->nameNr > INGEST_MAX_HTML_DEPTH) {
    xmlStopParser(text->parser);
    return;
  }
  switch (find_tag(name)) {
  case TAG_PARAGRAPH:
    end_paragraph(text);
    break;
  case TAG_HIDDEN:
    text->hidden++;
    break;
  case TAG_PRE:
    end_line(text);
    text->pre++;
    break;
  case TAG_QUOTE:
    end_line(text);
    text->quote++;
    break;
  case TAG_ITEM:
    end_line(text);
    begin_line(text);
    g_string_append(text->out, "* ");
    break;
  case TAG_BREAK:
    begin_line(text);
    end_line(text);
    break;
  case TAG_RULE:
    end_line(text);
    g_string_append(text->out, "----\n");
    break;
  case TAG_LINK:
    open_link(text, attributes);
    break;
  case TAG_CELL:
    text->blank = TRUE;
    break;
  case TAG_BLOCK:
    end_line(text);
    break;
  case TAG_INLINE:
    break;
  }
}

static void
on_end(void *data, const xmlChar *name)
{
  Text *text = data;
  switch (find_tag(name)) {
  case TAG_PARAGRAPH:
    end_paragraph(text);
    break;
  case TAG_HIDDEN:
    text->hidden -= text->hidden > 0;
    break;
  case TAG_PRE:
    end_line(text);
    text->pre -= text->pre > 0;
    break;
  case TAG_QUOTE:
    end_line(text);
    text->quote -= text->quote > 0;
    break;
  case TAG_LINK:
    close_link(text);
    break;
  case TAG_BLOCK:
  case TAG_ITEM:
    end_line(text);
    break;
  case TAG_BREAK:
  case TAG_RULE:
  case TAG_CELL:
  case TAG_INLINE:
    break;
  }
}

static void
add_preformatted(Text *text, const char *p, const char *end)
{
  while (p < end) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    const char *stop = lf != NULL ? lf : end;
    begin_line(text);
    g_string_append_len(text->out, p, stop - p);
    if (lf != NULL) {
      text->at_start = FALSE;
      end_line(text);
    }
    p = stop + (lf != NULL);
  }
}

static void
on_text(void *data, const xmlChar *bytes, int len)
{
  Text *text = data;
  const char *p = (const char *)bytes, *end = p + len;
  if (text->hidden > 0)
    return;
  if (text->pre > 0) {
    add_preformatted(text, p, end);
    return;
  }
  while (p < end) {
    gsize nbsp = end - p >= 2 && (guint8)p[0] == 0xc2 && (guint8)p[1] == 0xa0 ? 2 : 0;
    if (nbsp > 0 || g_ascii_isspace(*p)) {
      text->blank = TRUE;
      p += MAX(nbsp, 1);
      continue;
    }
    if (text->blank && !text->at_start)
      g_string_append_c(text->out, ' ');
    text->blank = FALSE;
    begin_line(text);
    const char *word = p;
    while (p < end && !g_ascii_isspace(*p) && !((guint8)p[0] == 0xc2 && (guint8)p[1] == 0xa0))
      p++;
    g_string_append_len(text->out, word, p - word);
  }
}

char *
ingest_html_text(const char *html, gsize len)
{
  htmlSAXHandler handler = {0};
  Text text = {.out = g_string_sized_new(len / 4 + 64), .at_start = TRUE};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = NULL;
  len = MIN(len, INGEST_MAX_HTML);
  htmlParserCtxtPtr parser =
      htmlCreatePushParserCtxt(&handler, &text, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  if (parser != NULL) {
    text.parser = parser;
    htmlCtxtUseOptions(parser, HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                   HTML_PARSE_NOWARNING);
    for (gsize done = 0; done < len; done += 65536)
      htmlParseChunk(parser, html + done, (int)MIN(65536, len - done), 0);
    htmlParseChunk(parser, NULL, 0, 1);
    htmlFreeParserCtxt(parser);
  }
  end_line(&text);
  while (text.out->len > 1 && text.out->str[text.out->len - 2] == '\n')
    g_string_truncate(text.out, text.out->len - 1);
  g_free(text.link);
  g_autofree char *made = g_string_free(text.out, FALSE);
  return g_utf8_make_valid(made, -1);
}
