/* static-embed OUT.c FILE...: the files as C arrays with the table that web/static.c looks them up
 * in. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static const char *
type_of(const char *path)
{
  static const char *const types[][2] = {
      {".css", "text/css; charset=utf-8"},       {".json", "application/json"},
      {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
    if (g_str_has_suffix(path, types[i][0]))
      return types[i][1];
  }
  return NULL;
}

static gboolean
embed(GString *arrays, GString *table, const char *path, guint index)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *name = g_path_get_basename(path);
  gsize len = 0;
  const char *type = type_of(path);
  if (type == NULL) {
    fprintf(stderr, "%s: no content type is known for this name\n", path);
    return FALSE;
  }
  if (!g_file_get_contents(path, &data, &len, &error)) {
    fprintf(stderr, "%s\n", error->message);
    return FALSE;
  }
  g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, len);
  g_string_append_printf(arrays, "static const guint8 data_%u[] = {", index);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf(arrays, "%s%u,", i % 24 == 0 ? "\n  " : "", (guchar)data[i]);
  g_string_append(arrays, "\n  0};\n");
  g_string_append_printf(table,
                         "  {{\"%s\", \"%s\", data_%u, sizeof data_%u - 1, \"\\\"%.16s\\\"\"}, "
                         "\"/static/%s?v=%.16s\"},\n",
                         name, type, index, index, sum, name, sum);
  return TRUE;
}

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) arrays = g_string_new("#include \"web/static.h\"\n\n");
  g_autoptr(GString) table = g_string_new("const WebStaticEntry web_static_entries[] = {\n");
  for (int i = 2; i < argc; i++) {
    if (!embed(arrays, table, argv[i], (guint)i))
      return 1;
  }
  g_string_append_printf(table, "};\nconst guint web_static_n_entries = %d;\n", MAX(argc - 2, 0));
  g_string_append(arrays, table->str);
  if (argc < 3 || !g_file_set_contents(argv[1], arrays->str, -1, &error)) {
    fprintf(stderr, "%s\n", error != NULL ? error->message : "usage: static-embed OUT.c FILE...");
    return 1;
  }
  return EXIT_SUCCESS;
}
