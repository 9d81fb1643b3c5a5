#include "web/compile/markup.h"
#include <string.h>

static gboolean
is_one_of(const char *word, const char *const *list)
{
  return g_strv_contains(list, word);
}

static gboolean
is_void(const char *tag)
{
  static const char *const list[] = {"br",   "hr",  "img", "input", "link",
                                     "meta", "wbr", "col", NULL};
  return is_one_of(tag, list);
}

static gboolean
is_url_name(const char *name)
{
  static const char *const list[] = {"href", "src",    "action", "formaction",
                                     "cite", "poster", "data",   NULL};
  return is_one_of(name, list);
}

static gboolean
is_blank(char c)
{
  return c == ' ' || c == '\n' || c == '\t';
}

static gboolean
append(char *buffer, gsize size, char c)
{
  gsize len = strlen(buffer);
  if (len + 1 >= size)
    return FALSE;
  buffer[len] = c;
  buffer[len + 1] = '\0';
  return TRUE;
}

static const char *
end_open_tag(Markup *m)
{
  gboolean script = strcmp(m->tag, "script") == 0;
  if (strcmp(m->tag, "style") == 0)
    return "style elements are forbidden by the page's policy; use web/static/style.css";
  if (!is_void(m->tag)) {
    if (strlen(m->open) + strlen(m->tag) + 2 > sizeof m->open)
      return "elements are nested too deep";
    g_strlcat(m->open, "/", sizeof m->open);
    g_strlcat(m->open, m->tag, sizeof m->open);
  }
  m->tag[0] = '\0';
  m->place = script ? MARKUP_SCRIPT : MARKUP_TEXT;
  return NULL;
}

static const char *
end_close_tag(Markup *m)
{
  char *last = strrchr(m->open, '/');
  if (last == NULL || strcmp(last + 1, m->name) != 0)
    return "this closing tag does not match the element that is open";
  *last = '\0';
  m->name[0] = '\0';
  m->place = MARKUP_TEXT;
  return NULL;
}

static const char *
end_name(Markup *m, char c)
{
  if (g_str_has_prefix(m->name, "on"))
    return "event attributes are script in the page; put the code into web/static/script.js";
  if (strcmp(m->name, "style") == 0)
    return "style attributes are forbidden by the page's policy; use a class";
  if (strcmp(m->name, "srcset") == 0 || strcmp(m->name, "srcdoc") == 0)
    return "srcset and srcdoc are not known to the escaper";
  if (c == '=') {
    m->place = MARKUP_EQUALS;
    return NULL;
  }
  m->name[0] = '\0';
  m->place = MARKUP_TAG;
  return NULL;
}

static const char *
feed_text(Markup *m, char c)
{
  if (c == '<')
    m->place = MARKUP_LESS;
  else if (c == '>')
    return "write &gt; for > in text";
  return NULL;
}

static const char *
feed_less(Markup *m, char c)
{
  if (c == '/') {
    m->place = MARKUP_CLOSE_NAME;
    m->name[0] = '\0';
  } else if (web_markup_within(m, "script")) {
    return "script in the page is forbidden by its policy; use web/static/script.js";
  } else if (c == '!') {
    m->place = MARKUP_DECLARATION;
    m->head[0] = '\0';
  } else if (g_ascii_islower(c)) {
    m->place = MARKUP_TAG_NAME;
    m->tag[0] = c;
    m->tag[1] = '\0';
  } else {
    return "write &lt; for < in text, and tags in lower case";
  }
  return NULL;
}

static const char *
feed_tag(Markup *m, char c)
{
  if (is_blank(c))
    return NULL;
  if (c == '>')
    return end_open_tag(m);
  if (c == '/') {
    m->place = MARKUP_EMPTY_TAG;
    return NULL;
  }
  if (!g_ascii_islower(c))
    return "an attribute's name starts with a lower-case letter";
  m->place = MARKUP_NAME;
  m->name[0] = c;
  m->name[1] = '\0';
  return NULL;
}

static const char *
feed_tag_name(Markup *m, char c)
{
  if (g_ascii_islower(c) || g_ascii_isdigit(c))
    return append(m->tag, sizeof m->tag, c) ? NULL : "this tag is unknown";
  m->place = MARKUP_TAG;
  return feed_tag(m, c);
}

static const char *
feed_name(Markup *m, char c)
{
  if (g_ascii_islower(c) || g_ascii_isdigit(c) || c == '-')
    return append(m->name, sizeof m->name, c) ? NULL : "this attribute is unknown";
  if (!is_blank(c) && c != '=' && c != '>')
    return "an attribute's name has an odd character";
  const char *fault = end_name(m, c);
  return fault != NULL || c != '>' ? fault : end_open_tag(m);
}

/* The head is kept until it can no longer be a scheme. */
static const char *
feed_url_head(Markup *m, char c)
{
  if (c == '/') {
    if (m->head[0] == '/')
      return "an address without scheme leads to another host";
    m->url = m->url == MARKUP_URL_START ? MARKUP_URL_HEAD : MARKUP_URL_PATH;
    return append(m->head, sizeof m->head, c) ? NULL : "an address with an odd head";
  }
  if (m->head[0] == '/')
    m->url = MARKUP_URL_PATH;
  else if (c == ':') {
    static const char *const schemes[] = {"http", "https", "mailto", NULL};
    if (!is_one_of(m->head, schemes))
      return "only http, https and mailto addresses are known";
    m->url = MARKUP_URL_PATH;
  } else {
    m->url = MARKUP_URL_HEAD;
    if (!append(m->head, sizeof m->head, c))
      m->url = MARKUP_URL_PATH;
  }
  return NULL;
}

static const char *
feed_value(Markup *m, char c)
{
  if (c == '"') {
    m->place = MARKUP_AFTER_VALUE;
    m->url = MARKUP_NO_URL;
    m->name[0] = m->head[0] = '\0';
    return NULL;
  }
  if (c == '<' || c == '>')
    return "write &lt; and &gt; in attributes";
  if (m->url == MARKUP_NO_URL || m->url == MARKUP_URL_CLOSED)
    return NULL;
  if (c == '#')
    m->url = MARKUP_URL_FRAGMENT;
  else if (c == '?' && m->url != MARKUP_URL_FRAGMENT)
    m->url = MARKUP_URL_QUERY;
  else if (m->url == MARKUP_URL_START || m->url == MARKUP_URL_HEAD)
    return feed_url_head(m, c);
  return NULL;
}

static const char *
feed_equals(Markup *m, char c)
{
  if (c != '"')
    return "attributes are quoted with \"";
  m->place = MARKUP_VALUE;
  m->url = is_url_name(m->name) ? MARKUP_URL_START : MARKUP_NO_URL;
  m->head[0] = '\0';
  return NULL;
}

static const char *
feed_close_name(Markup *m, char c)
{
  if (c == '>')
    return end_close_tag(m);
  if (!g_ascii_islower(c) && !g_ascii_isdigit(c))
    return "a closing tag has an odd character";
  return append(m->name, sizeof m->name, c) ? NULL : "this tag is unknown";
}

static const char *
feed_declaration(Markup *m, char c)
{
  if (c == '-')
    return "HTML comments are sent to every reader; write {# ... #}";
  if (c == '>')
    m->place = MARKUP_TEXT;
  return NULL;
}

static const char *
feed_script(Markup *m, char c)
{
  if (c != '<')
    return "script in the page is forbidden by its policy; use web/static/script.js";
  m->place = MARKUP_LESS;
  return NULL;
}

const char *
web_markup_feed(Markup *m, char c)
{
  switch (m->place) {
  case MARKUP_TEXT:
    return feed_text(m, c);
  case MARKUP_LESS:
    return feed_less(m, c);
  case MARKUP_TAG_NAME:
    return feed_tag_name(m, c);
  case MARKUP_EMPTY_TAG:
    return "write <br>, not <br/>, and close other elements";
  case MARKUP_AFTER_VALUE:
    if (!is_blank(c) && c != '>')
      return "a blank is missing between attributes";
    m->place = MARKUP_TAG;
    return feed_tag(m, c);
  case MARKUP_TAG:
    return feed_tag(m, c);
  case MARKUP_NAME:
    return feed_name(m, c);
  case MARKUP_EQUALS:
    return feed_equals(m, c);
  case MARKUP_VALUE:
    return feed_value(m, c);
  case MARKUP_CLOSE_NAME:
    return feed_close_name(m, c);
  case MARKUP_DECLARATION:
    return feed_declaration(m, c);
  case MARKUP_SCRIPT:
    return feed_script(m, c);
  }
  return "unknown place";
}

void
web_markup_settle(Markup *m)
{
  if (m->place == MARKUP_NAME)
    m->name[0] = '\0';
  if (m->place == MARKUP_TAG_NAME || m->place == MARKUP_NAME || m->place == MARKUP_AFTER_VALUE)
    m->place = MARKUP_TAG;
}

void
web_markup_printed(Markup *m)
{
  if (m->place == MARKUP_VALUE && m->url == MARKUP_URL_START)
    m->url = MARKUP_URL_CLOSED;
  else if (m->place == MARKUP_VALUE && m->url == MARKUP_URL_HEAD)
    m->url = MARKUP_URL_PATH;
}

gboolean
web_markup_join(Markup *m, const Markup *other)
{
  gboolean same = m->place == other->place && strcmp(m->open, other->open) == 0 &&
                  strcmp(m->tag, other->tag) == 0 && strcmp(m->name, other->name) == 0 &&
                  (m->url == MARKUP_NO_URL) == (other->url == MARKUP_NO_URL);
  if (same && (m->url != other->url || strcmp(m->head, other->head) != 0))
    m->url = MARKUP_URL_CLOSED;
  return same;
}

gboolean
web_markup_within(const Markup *m, const char *element)
{
  g_auto(GStrv) names = g_strsplit(m->open, "/", -1);
  return is_one_of(element, (const char *const *)names);
}
