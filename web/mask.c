#include "web/mask.h"
#include "web/pieces.h"
#include <jansson.h>
#include <string.h>

/* What identifies things, and would be of no use masked. */
static gboolean
is_kept(const char *name)
{
  static const char *const kept[] = {"message_id", "key", "url", "value", "links", "href", NULL};
  return g_strv_contains(kept, name);
}

/* "mailto:" is an address of a person wherever it stands. */
static char *
masked(const char *name, const char *text)
{
  gboolean mail = g_ascii_strncasecmp(text, "mailto:", 7) == 0;
  return web_mask(text, mail || name == NULL || !is_kept(name));
}

static void
mask_string(json_t *string, const char *name)
{
  const char *text = json_string_value(string);
  if (strchr(text, '@') == NULL)
    return;
  g_autofree char *shown = masked(name, text);
  (void)json_string_set(string, shown);
}

/* The values of one object or array; those that hold others wait in the list. */
static void
mask_values(json_t *parent, GPtrArray *waiting)
{
  const char *name;
  json_t *value;
  size_t i;
  json_object_foreach(parent, name, value)
  {
    if (json_is_string(value))
      mask_string(value, name);
    else
      g_ptr_array_add(waiting, value);
  }
  json_array_foreach(parent, i, value)
  {
    if (json_is_string(value))
      mask_string(value, NULL);
    else
      g_ptr_array_add(waiting, value);
  }
}

void
web_mask_json(WebOut *document)
{
  if (memchr(document->str, '@', document->len) == NULL)
    return;
  json_t *root = json_loadb(document->str, document->len, JSON_DECODE_ANY, NULL);
  g_autoptr(GPtrArray) waiting = g_ptr_array_new();
  if (root != NULL)
    g_ptr_array_add(waiting, root);
  while (waiting->len > 0)
    mask_values(g_ptr_array_steal_index_fast(waiting, waiting->len - 1), waiting);
  char *text = root != NULL ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6) |
                                                   JSON_ENSURE_ASCII | JSON_ENCODE_ANY)
                            : NULL;
  g_string_assign(document, text != NULL ? text : "null");
  g_string_append_c(document, '\n');
  free(text);
  json_decref(root);
}

/* One cell with its quotes, from at; gives the place behind it. */
static const char *
cell_end(const char *at)
{
  if (*at != '"')
    return at + strcspn(at, ",\r\n");
  for (at++; *at != '\0'; at++) {
    if (*at != '"')
      continue;
    if (at[1] != '"')
      return at + 1;
    at++;
  }
  return at;
}

void
web_mask_csv(WebOut *document)
{
  if (memchr(document->str, '@', document->len) == NULL)
    return;
  g_autofree char *text = g_strdup(document->str);
  g_autofree char *first = g_strndup(text, strcspn(text, "\r\n"));
  g_auto(GStrv) names = g_strsplit(first, ",", -1);
  guint n = g_strv_length(names), column = 0;
  g_string_truncate(document, 0);
  for (const char *at = text; *at != '\0';) {
    const char *end = cell_end(at);
    g_autofree char *cell = g_strndup(at, (gsize)(end - at));
    g_autofree char *shown = masked(column < n ? names[column] : NULL, cell);
    /* A comma, the end of a line, or what no writer of ours leaves behind a cell. */
    gsize between = *end == ',' ? 1 : MAX(strspn(end, "\r\n"), *end != '\0');
    g_string_append(document, shown);
    g_string_append_len(document, end, (gssize)between);
    column = *end == ',' ? column + 1 : 0;
    at = end + between;
  }
}
