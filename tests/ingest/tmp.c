#include "tests/ingest/tmp.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

const char *
tmp_folder(void)
{
  if (folder == NULL) {
    folder = g_dir_make_tmp("docket-test-XXXXXX", NULL);
    g_assert_nonnull(folder);
  }
  return folder;
}

char *
tmp_file(const char *name, const void *bytes, gsize len)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename(tmp_folder(), name, NULL);
  g_autofree char *above = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(above, 0700), ==, 0);
  g_file_set_contents_full(path, bytes, (gssize)len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error(error);
  return path;
}

void
tmp_remove(void)
{
  if (folder == NULL)
    return;
  g_autoptr(GPtrArray) stack = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(stack, g_strdup(folder));
  while (stack->len > 0) {
    const char *top = stack->pdata[stack->len - 1];
    g_autoptr(GDir) dir = g_dir_open(top, 0, NULL);
    const char *name;
    gboolean deeper = FALSE;
    while (dir != NULL && !deeper && (name = g_dir_read_name(dir)) != NULL) {
      g_autofree char *path = g_build_filename(top, name, NULL);
      if (g_unlink(path) != 0) {
        g_ptr_array_add(stack, g_steal_pointer(&path));
        deeper = TRUE;
      }
    }
    if (!deeper) {
      g_rmdir(top);
      g_ptr_array_set_size(stack, (int)stack->len - 1);
    }
  }
  g_clear_pointer(&folder, g_free);
}

char *
tmp_source(const char *path)
{
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  return g_build_filename(root != NULL ? root : ".", path, NULL);
}

char *
tmp_shared(const char *path)
{
  const char *shared = g_getenv("DOCKET_SHARED");
  g_autofree char *beside = tmp_source("../shared");
  char *full = g_build_filename(shared != NULL ? shared : beside, path, NULL);
  if (!g_file_test(full, G_FILE_TEST_EXISTS))
    g_clear_pointer(&full, g_free);
  return full;
}

void
tmp_assert_bytes(const char *file, int line, const void *a, gsize a_len, const void *b, gsize b_len)
{
  if (a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0))
    return;
  g_autofree char *left = g_strndup(a, MIN(a_len, 200)), *right = g_strndup(b, MIN(b_len, 200));
  g_autofree char *text =
      g_strdup_printf("%" G_GSIZE_FORMAT " bytes \"%s\" are not %" G_GSIZE_FORMAT " bytes \"%s\"",
                      a_len, left, b_len, right);
  g_assertion_message(G_LOG_DOMAIN, file, line, G_STRFUNC, text);
}
