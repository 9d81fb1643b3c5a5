#include "web/json-parts.h"

json_t *
web_json_text(const char *text)
{
  if (text == NULL)
    return json_null();
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

json_t *
web_json_time(gint64 when)
{
  g_autoptr(GString) iso = g_string_new(NULL);
  web_out_iso(iso, when);
  return iso->len > 0 ? json_string(iso->str) : json_null();
}

void
web_json_set(json_t *object, const char *key, json_t *value)
{
  (void)json_object_set_new_nocheck(object, key, value);
}

void
web_json_add(json_t *array, json_t *value)
{
  (void)json_array_append_new(array, value);
}

void
web_json_print(WebOut *out, json_t *root)
{
  char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6) | JSON_ENSURE_ASCII);
  if (text != NULL)
    g_string_append(out, text);
  g_string_append_c(out, '\n');
  free(text);
  json_decref(root);
}
