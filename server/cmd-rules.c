/* The table of extraction rules, as a person, docs/extraction.md or a program reads it. */
#include <jansson.h>

#include "ingest/extract.h"
#include "server/commands.h"

static void
append_table(GString *out, const ExtractRule *rules, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf(out, "%-16s %-8s %.2f  %s\n%28s e.g. %s\n", rules[i].name,
                           item_kind_to_text(rules[i].kind), rules[i].confidence,
                           rules[i].looks_at, "", rules[i].example);
}

/* A cell of a Markdown table: code, where "|" would end it. */
static void
append_cell(GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    g_string_append_printf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void
append_markdown(GString *out, const ExtractRule *rules, guint n)
{
  g_string_append(out, "| rule | kind | confidence | looks at | example |\n"
                       "|---|---|---|---|---|\n");
  for (guint i = 0; i < n; i++) {
    g_string_append_printf(out, "| %s | %s | %.2f | ", rules[i].name,
                           item_kind_to_text(rules[i].kind), rules[i].confidence);
    append_cell(out, rules[i].looks_at);
    g_string_append(out, " | `");
    append_cell(out, rules[i].example);
    g_string_append(out, "` |\n");
  }
}

static void
append_json(GString *out, const ExtractRule *rules, guint n)
{
  json_t *list = json_array();
  for (guint i = 0; i < n; i++)
    json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:s, s:s}", "name", rules[i].name,
                                          "kind", item_kind_to_text(rules[i].kind), "confidence",
                                          rules[i].confidence, "looks_at", rules[i].looks_at,
                                          "example", rules[i].example));
  json_t *root = json_pack("{s:o}", "rules", list);
  char *text = root != NULL ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(4)) : NULL;
  g_string_append(out, text == NULL ? "" : text);
  g_string_append_c(out, '\n');
  free(text);
  json_decref(root);
}

gboolean
server_cmd_rules(Command *command, GError **error)
{
  static const char *const formats[] = {"table", "md", "json", NULL};
  void (*const append[])(GString *, const ExtractRule *, guint) = {append_table, append_markdown,
                                                                   append_json};
  guint format, n;
  if (!server_command_choice("format", command->options.format, formats, &format, error))
    return FALSE;
  const ExtractRule *rules = ingest_extract_rules(&n);
  g_autoptr(GString) out = g_string_new(NULL);
  append[format](out, rules, n);
  return server_command_print(out, error);
}
