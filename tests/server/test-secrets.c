#include "server/secrets.h"

#include <glib/gstdio.h>

#include "db/error.h"

static void
test_tokens_that_others_can_read_are_refused(void)
{
  g_autofree char *folder = g_dir_make_tmp("docket-tokens-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "tokens", NULL);
  g_assert_true(g_file_set_contents(path, "[bugs.example.org]\ntoken=abc\n", -1, NULL));
  g_autoptr(GError) error = NULL;
  g_assert_cmpint(g_chmod(path, 0644), ==, 0);
  g_autoptr(GKeyFile) open = server_secrets_load(path, &error);
  g_assert_null(open);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  g_assert_cmpint(g_chmod(path, 0600), ==, 0);
  g_autoptr(GKeyFile) closed = server_secrets_load(path, &error);
  g_assert_no_error(error);
  g_autofree char *token = g_key_file_get_string(closed, "bugs.example.org", "token", NULL);
  g_assert_cmpstr(token, ==, "abc");
  g_assert_cmpint(g_remove(path), ==, 0);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/secrets/tokens that others can read are refused",
                  test_tokens_that_others_can_read_are_refused);
  return g_test_run();
}
