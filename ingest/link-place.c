#include "ingest/link-place.h"

#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <string.h>

#include "ingest/parse.h"

struct LinkAnswer {
  LinkForm form;
  json_t *json;
  xmlDocPtr html;
  Mail *mail;
};

void
link_answer_free(LinkAnswer *answer)
{
  if (answer == NULL)
    return;
  json_decref(answer->json);
  if (answer->html != NULL)
    xmlFreeDoc(answer->html);
  mail_free(answer->mail);
  g_free(answer);
}

/* git writes "From <hash> <date>" above the header. */
static Mail *
read_patch(const char *body, gsize len, GError **error)
{
  const char *end = len > 5 && memcmp(body, "From ", 5) == 0 ? memchr(body, '\n', len) : NULL;
  gsize skip = end != NULL ? (gsize)(end - body) + 1 : 0;
  return ingest_parse(body + skip, len - skip, NULL, error);
}

LinkAnswer *
link_answer_new(LinkForm form, const char *body, gsize len, GError **error)
{
  static const char *const names[] = {"JSON", "HTML", "patch"};
  g_autoptr(LinkAnswer) answer = g_new0(LinkAnswer, 1);
  answer->form = form;
  if (len == 0 || len > LINK_ANSWER_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "the answer %s",
                len == 0 ? "is empty" : "is too long");
    return NULL;
  }
  if (form == LINK_FORM_JSON)
    answer->json = json_loadb(body, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
  else if (form == LINK_FORM_HTML)
    answer->html = htmlReadMemory(body, (int)len, NULL, "UTF-8",
                                  HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED);
  else
    answer->mail = read_patch(body, len, NULL);
  if (answer->json == NULL && answer->html == NULL && answer->mail == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "the answer is no %s", names[form]);
    return NULL;
  }
  return g_steal_pointer(&answer);
}

/* --- what stands anywhere --- */

/* One line without control characters, cut at a character. Takes text; NULL for one that says
 * nothing. */
static char *
tidy(char *text)
{
  g_autofree char *raw = text;
  if (raw == NULL)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid(raw, -1);
  g_autoptr(GString) out = g_string_new(NULL);
  gboolean blank = FALSE;
  for (const char *p = valid; *p != '\0' && out->len < LINK_TEXT_MAX; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
      blank = out->len > 0;
      continue;
    }
    if (blank)
      g_string_append_c(out, ' ');
    blank = FALSE;
    g_string_append_unichar(out, c);
  }
  return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

/* --- JSON pointers (RFC 6901) --- */

/* "~1" is '/', "~0" is '~'. */
static char *
unescape_token(const char *token, gsize len)
{
  GString *out = g_string_sized_new(len);
  for (gsize i = 0; i < len; i++) {
    gboolean escaped =
        token[i] == '~' && i + 1 < len && (token[i + 1] == '0' || token[i + 1] == '1');
    g_string_append_c(out, !escaped ? token[i] : token[i + 1] == '1' ? '/' : '~');
    i += escaped ? 1 : 0;
  }
  return g_string_free(out, FALSE);
}

static json_t *
json_step(json_t *at, const char *token)
{
  guint64 index;
  if (json_is_object(at))
    return json_object_get(at, token);
  if (json_is_array(at) && g_ascii_string_to_unsigned(token, 10, 0, G_MAXUINT32, &index, NULL))
    return json_array_get(at, (gsize)index);
  return NULL;
}

static char *
json_text(json_t *at, const char *pointer)
{
  while (at != NULL && *pointer == '/') {
    gsize len = strcspn(++pointer, "/");
    g_autofree char *token = unescape_token(pointer, len);
    at = json_step(at, token);
    pointer += len;
  }
  if (json_is_string(at)) { /* of a commit's message the first line */
    const char *text = json_string_value(at);
    text += strspn(text, " \t\r\n");
    return g_strndup(text, strcspn(text, "\n"));
  }
  if (json_is_integer(at))
    return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(at));
  return NULL;
}

/* A `*` in the pointer is each of an array; one without leads to one text. */
static void
json_list(json_t *json, const char *pointer, guint max, GPtrArray *out)
{
  const char *each = strstr(pointer, "/*");
  json_t *at = json;
  for (const char *p = pointer; at != NULL && each != NULL && p < each;) {
    gsize len = strcspn(p + 1, "/");
    g_autofree char *token = unescape_token(p + 1, len);
    at = json_step(at, token);
    p += len + 1;
  }
  for (gsize i = 0; each != NULL && i < json_array_size(at) && out->len < max; i++) {
    char *text = tidy(json_text(json_array_get(at, i), each + 2));
    if (text != NULL)
      g_ptr_array_add(out, text);
  }
  char *one = each == NULL ? tidy(json_text(json, pointer)) : NULL;
  if (one != NULL)
    g_ptr_array_add(out, one);
}

/* --- XPath --- */

/* The caller says what is wrong. */
static void
be_quiet(void *data, xmlErrorPtr fault)
{
  (void)data;
  (void)fault;
}

static char *
html_text(xmlDocPtr html, const char *expression)
{
  xmlXPathContextPtr context = xmlXPathNewContext(html);
  if (context == NULL)
    return NULL;
  context->error = be_quiet;
  xmlXPathObjectPtr object = xmlXPathEvalExpression((const xmlChar *)expression, context);
  xmlChar *text = object != NULL ? xmlXPathCastToString(object) : NULL;
  char *copy = text != NULL ? g_strdup((const char *)text) : NULL;
  xmlFree(text);
  xmlXPathFreeObject(object);
  xmlXPathFreeContext(context);
  return copy;
}

static void
html_list(xmlDocPtr html, const char *expression, guint max, GPtrArray *out)
{
  xmlXPathContextPtr context = xmlXPathNewContext(html);
  if (context == NULL)
    return;
  context->error = be_quiet;
  xmlXPathObjectPtr object = xmlXPathEvalExpression((const xmlChar *)expression, context);
  const xmlNodeSet *nodes = object != NULL ? object->nodesetval : NULL;
  for (int i = 0; nodes != NULL && i < nodes->nodeNr && out->len < max; i++) {
    xmlChar *content = xmlXPathCastNodeToString(nodes->nodeTab[i]);
    char *text = tidy(g_strdup((const char *)content));
    if (text != NULL)
      g_ptr_array_add(out, text);
    xmlFree(content);
  }
  xmlXPathFreeObject(object);
  xmlXPathFreeContext(context);
}

/* --- headers of a patch --- */

static char *
mail_text(const Mail *mail, const char *name)
{
  if (g_ascii_strcasecmp(name, "subject") == 0)
    return g_strdup(mail->message.subject);
  if (g_ascii_strcasecmp(name, "from") == 0)
    return mail->message.from != NULL ? g_strdup(person_label(mail->message.from)) : NULL;
  if (mail->message.date_source == DATE_NONE)
    return NULL;
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(mail->message.date);
  return date != NULL ? g_date_time_format_iso8601(date) : NULL;
}

char *
link_answer_text(const LinkAnswer *answer, const char *places)
{
  g_auto(GStrv) each = g_strsplit(places != NULL ? places : "", "\n", -1);
  for (guint i = 0; each[i] != NULL; i++) {
    char *text = answer->form == LINK_FORM_JSON   ? json_text(answer->json, each[i])
                 : answer->form == LINK_FORM_HTML ? html_text(answer->html, each[i])
                                                  : mail_text(answer->mail, each[i]);
    char *line = tidy(text);
    if (line != NULL)
      return line;
  }
  return NULL;
}

GPtrArray *
link_answer_list(const LinkAnswer *answer, const char *places, guint max)
{
  GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) each = g_strsplit(places != NULL ? places : "", "\n", -1);
  for (guint i = 0; each[i] != NULL && out->len == 0; i++)
    if (answer->form == LINK_FORM_JSON)
      json_list(answer->json, each[i], max, out);
    else if (answer->form == LINK_FORM_HTML)
      html_list(answer->html, each[i], max, out);
  return out;
}

static gboolean
is_place(LinkForm form, const char *place)
{
  if (form == LINK_FORM_JSON)
    return place[0] == '/';
  if (form == LINK_FORM_MAIL)
    return g_ascii_strcasecmp(place, "subject") == 0 || g_ascii_strcasecmp(place, "from") == 0 ||
           g_ascii_strcasecmp(place, "date") == 0;
  xmlXPathContextPtr context = xmlXPathNewContext(NULL);
  if (context == NULL)
    return FALSE;
  context->error = be_quiet;
  xmlXPathCompExprPtr compiled = xmlXPathCtxtCompile(context, (const xmlChar *)place);
  gboolean good = compiled != NULL;
  xmlXPathFreeCompExpr(compiled);
  xmlXPathFreeContext(context);
  return good;
}

gboolean
link_place_check(LinkForm form, const char *places, GError **error)
{
  static const char *const wants[] = {"a JSON pointer such as /bugs/0/summary",
                                      "an XPath expression", "Subject, From or Date"};
  g_auto(GStrv) each = g_strsplit(places, "\n", -1);
  for (guint i = 0; each[i] != NULL; i++)
    if (!is_place(form, each[i])) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "\"%s\" is no place in an answer of the form %s\nwrite %s", each[i],
                  ingest_link_form_to_text(form), wants[form]);
      return FALSE;
    }
  return TRUE;
}
