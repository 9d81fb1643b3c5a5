#include "web/pages.h"
#include <string.h>

static void
test_files_are_embedded_as_they_are(void)
{
  static const char *const names[] = {"style.css", "script.js", "icon.svg"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path =
        g_build_filename(g_getenv("DOCKET_SOURCE_ROOT"), "web", "static", names[i], NULL);
    g_autofree char *data = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &data, &len, NULL));
    const WebStatic *file = web_static_find(names[i]);
    g_assert_nonnull(file);
    g_assert_cmpuint(file->len, ==, len);
    g_assert_true(memcmp(file->data, data, len) == 0);
  }
  g_assert_cmpstr(web_static_find("style.css")->type, ==, "text/css; charset=utf-8");
}

static void
test_addresses_carry_the_content_hash(void)
{
  const WebStatic *file = web_static_find("style.css");
  g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, file->data, file->len);
  g_autofree char *url = g_strdup_printf("/static/style.css?v=%.16s", sum);
  g_assert_cmpstr(web_static_url("style.css"), ==, url);
  g_autofree char *etag = g_strdup_printf("\"%.16s\"", sum);
  g_assert_cmpstr(file->etag, ==, etag);
}

static void
test_other_names_are_not_there(void)
{
  g_assert_null(web_static_find(""));
  g_assert_null(web_static_find("../style.css"));
  g_assert_null(web_static_find("style.css.map"));
}

/* The policy of the pages: no request to any other host. */
static void
test_files_name_no_other_host(void)
{
  static const char *const names[] = {"style.css", "sheet.css", "outbox.css",
                                      "script.js", "live.js",   "agenda.js"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    const WebStatic *file = web_static_find(names[i]);
    g_autofree char *text = g_strndup((const char *)file->data, file->len);
    g_assert_null(strstr(text, "http:"));
    g_assert_null(strstr(text, "https:"));
    g_assert_null(strstr(text, "@import"));
    g_assert_null(strstr(text, "url("));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/static/files-are-embedded-as-they-are", test_files_are_embedded_as_they_are);
  g_test_add_func("/static/addresses-carry-the-content-hash",
                  test_addresses_carry_the_content_hash);
  g_test_add_func("/static/other-names-are-not-there", test_other_names_are_not_there);
  g_test_add_func("/static/files-name-no-other-host", test_files_name_no_other_host);
  return g_test_run();
}
