#include "web/compile/filter.h"
#include "web/compile/scan.h"
#include <string.h>

/* Places as bits, so that a filter can say where it may stand. */
enum {
  IN_TEXT = 1 << 0,
  IN_ATTRIBUTE = 1 << 1,
  IN_URL_START = 1 << 2,
  IN_URL_PATH = 1 << 3,
  IN_URL_QUERY = 1 << 4,
  IN_URL_FRAGMENT = 1 << 5
};
#define IN_PRINT (IN_TEXT | IN_ATTRIBUTE)

typedef enum { NO_ARGUMENT, ONE_ARGUMENT, ONE_STRING } FilterArgument;

typedef struct {
  const char *name; /* NULL: no filter was written */
  guint places;
  FilterArgument argument;
  const char *function;
} Filter;

static const Filter filters[] = {
    {NULL, IN_TEXT, NO_ARGUMENT, "web_out_text"},
    {NULL, IN_ATTRIBUTE, NO_ARGUMENT, "web_out_attribute"},
    {NULL, IN_URL_START, NO_ARGUMENT, "web_out_url"},
    {"path", IN_URL_PATH | IN_URL_FRAGMENT, NO_ARGUMENT, "web_out_path"},
    {"query", IN_URL_QUERY, NO_ARGUMENT, "web_out_query"},
    {"int", IN_PRINT | IN_URL_PATH | IN_URL_QUERY | IN_URL_FRAGMENT, NO_ARGUMENT, "web_out_int"},
    {"count", IN_PRINT, NO_ARGUMENT, "web_out_count"},
    {"time", IN_PRINT, ONE_ARGUMENT, "web_out_time"},
    {"date", IN_PRINT, ONE_ARGUMENT, "web_out_date"},
    {"day", IN_PRINT, ONE_ARGUMENT, "web_out_day"},
    {"month", IN_PRINT, NO_ARGUMENT, "web_out_month"},
    {"iso", IN_PRINT, NO_ARGUMENT, "web_out_iso"},
    {"age", IN_PRINT, ONE_ARGUMENT, "web_out_age"},
    {"size", IN_PRINT, NO_ARGUMENT, "web_out_size"},
    {"address", IN_PRINT, ONE_ARGUMENT, "web_out_address"},
    {"slice", IN_TEXT, ONE_ARGUMENT, "web_out_text_len"},
    {"raw", IN_TEXT, ONE_STRING, "web_out_raw"},
};

typedef struct {
  char *code;     /* what is printed */
  char *name;     /* or NULL */
  char *argument; /* with its parentheses or quotes, or NULL */
} Expression;

static void
expression_clear(Expression *e)
{
  g_free(e->code);
  g_free(e->name);
  g_free(e->argument);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Expression, expression_clear)

/* The last single '|' outside strings and parentheses; C's own "or" must stand in parentheses. */
static const char *
find_bar(const char *text)
{
  const char *bar = NULL;
  for (const char *at = web_template_find(text, '|'); at != NULL;) {
    gboolean twice = at[1] == '|';
    if (!twice)
      bar = at;
    at = web_template_find(at + (twice ? 2 : 1), '|');
  }
  return bar;
}

static void
expression_parse(const char *text, Expression *e)
{
  const char *bar = find_bar(text);
  if (bar == NULL) {
    e->code = g_strdup(text);
    return;
  }
  e->code = g_strstrip(g_strndup(text, (gsize)(bar - text)));
  const char *name = bar + 1;
  while (g_ascii_isspace(*name))
    name++;
  gsize len = strspn(name, "abcdefghijklmnopqrstuvwxyz_");
  e->name = g_strndup(name, len);
  e->argument = g_strstrip(g_strdup(name + len));
}

static guint
place_of(const Markup *at, const char **words)
{
  *words = "here";
  if (at->place == MARKUP_TEXT) {
    *words = "in text";
    return IN_TEXT;
  }
  if (at->place != MARKUP_VALUE)
    return 0;
  switch (at->url) {
  case MARKUP_NO_URL:
    *words = "in an attribute";
    return IN_ATTRIBUTE;
  case MARKUP_URL_START:
    *words = "at the start of an address";
    return IN_URL_START;
  case MARKUP_URL_HEAD:
    *words = "where a scheme may still come";
    return strcmp(at->head, "/") == 0 ? IN_URL_PATH : 0;
  case MARKUP_URL_PATH:
    *words = "in an address (say | path)";
    return IN_URL_PATH;
  case MARKUP_URL_QUERY:
    *words = "in the query of an address (say | query)";
    return IN_URL_QUERY;
  case MARKUP_URL_FRAGMENT:
    *words = "in the fragment of an address (say | path)";
    return IN_URL_FRAGMENT;
  case MARKUP_URL_CLOSED:
    *words = "behind a whole address";
    return 0;
  }
  return 0;
}

static gboolean
is_good_reason(const char *argument)
{
  gsize len = strlen(argument);
  return len >= 10 && argument[0] == '"' && argument[len - 1] == '"';
}

static char *
check_argument(const Filter *filter, const char *argument)
{
  gboolean empty = argument == NULL || argument[0] == '\0';
  switch (filter->argument) {
  case NO_ARGUMENT:
    return empty ? NULL : g_strdup_printf("filter %s takes nothing", filter->name);
  case ONE_ARGUMENT:
    if (!empty && argument[0] == '(' && argument[strlen(argument) - 1] == ')')
      return NULL;
    return g_strdup_printf("filter %s takes one argument in parentheses", filter->name);
  case ONE_STRING:
    return !empty && is_good_reason(argument)
               ? NULL
               : g_strdup("raw needs its reason: | raw \"why this is safe\"");
  }
  return NULL;
}

static const Filter *
find_filter(const char *name, guint place, gboolean *known)
{
  *known = name == NULL;
  for (guint i = 0; i < G_N_ELEMENTS(filters); i++) {
    if (g_strcmp0(filters[i].name, name) != 0)
      continue;
    *known = TRUE;
    if ((filters[i].places & place) != 0)
      return &filters[i];
  }
  return NULL;
}

gboolean
web_filter_apply(const char *expression, const Markup *at, GString *code, char **fault)
{
  g_auto(Expression) e = {0};
  expression_parse(expression, &e);
  const char *words = NULL;
  guint place = place_of(at, &words);
  gboolean known = FALSE;
  const Filter *filter = find_filter(e.name, place, &known);
  if (e.code[0] == '\0')
    *fault = g_strdup("an expression is missing");
  else if (!known)
    *fault = g_strdup_printf("unknown filter \"%s\"", e.name);
  else if (filter == NULL && e.name != NULL)
    *fault = g_strdup_printf("filter %s is not safe %s", e.name, words);
  else if (filter == NULL)
    *fault = g_strdup_printf("an expression has no safe form %s", words);
  else
    *fault = check_argument(filter, e.argument);
  if (*fault != NULL)
    return FALSE;
  if (filter->argument == ONE_ARGUMENT)
    g_string_append_printf(code, "%s(out, (%s), %s);\n", filter->function, e.code, e.argument);
  else
    g_string_append_printf(code, "%s(out, (%s));\n", filter->function, e.code);
  return TRUE;
}
