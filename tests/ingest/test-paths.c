/* What is named is read, in one order. */
#include "ingest/paths.h"
#include "tests/ingest/tmp.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static GPtrArray *
expand(const char *first, GPtrArray **faults)
{
  const char *paths[] = {first, NULL};
  *faults = g_ptr_array_new_with_free_func((GDestroyNotify)path_fault_free);
  return ingest_paths_expand(paths, *faults);
}

static void
add_files(const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = tmp_file(names[i], "x", 1);
  }
}

static void
check_order(const char *folder, const char *const *names)
{
  g_autofree char *path = g_build_filename(tmp_folder(), folder, NULL);
  g_autoptr(GPtrArray) faults = NULL;
  g_autoptr(GPtrArray) files = expand(path, &faults);
  g_assert_cmpuint(faults->len, ==, 0);
  for (guint i = 0; i < files->len; i++) {
    const SourceFile *file = files->pdata[i];
    g_assert_cmpstr(file->path + strlen(path) + 1, ==, names[i]);
    /* what lies in a Maildir's cur/ or new/ must be mail, as if it were named itself */
    g_assert_true(file->named ==
                  (strstr(names[i], "cur/") != NULL || strstr(names[i], "new/") != NULL));
    g_assert_cmpint(file->size, ==, 1);
  }
  g_assert_null(names[files->len]);
}

/* Opening it would wait until somebody writes. */
static void
test_pipe_is_refused_with_advice(void)
{
  g_autofree char *path = g_build_filename(tmp_folder(), "pipe", NULL);
  g_assert_cmpint(mkfifo(path, 0600), ==, 0);
  g_autoptr(GPtrArray) faults = NULL;
  g_autoptr(GPtrArray) files = expand(path, &faults);
  g_assert_cmpuint(files->len, ==, 0);
  g_assert_cmpuint(faults->len, ==, 1);
  g_assert_nonnull(
      strstr(((const PathFault *)faults->pdata[0])->reason, "docket ingest -g GROUP -"));
}

static void
test_months_in_their_order(void)
{
  static const char *const made[] = {"months/2004-March.txt.gz",
                                     "months/2004-April.txt.gz",
                                     "months/2004-January.txt.gz",
                                     "months/2003-December.txt",
                                     "months/index.html",
                                     "months/2004-02.mbox",
                                     NULL};
  static const char *const want[] = {"index.html",
                                     "2003-December.txt",
                                     "2004-January.txt.gz",
                                     "2004-02.mbox",
                                     "2004-March.txt.gz",
                                     "2004-April.txt.gz",
                                     NULL};
  add_files(made);
  check_order("months", want);
}

static void
test_maildir(void)
{
  static const char *const made[] = {
      "md/new/3.x",       "md/cur/2.x:2,S", "md/cur/1.x:2,RS", "md/tmp/4.x",      "md/.Sub/cur/5.x",
      "md/dovecot.index", "md/.git/6.x",    "md/.hidden",      "md/.Sub/tmp/7.x", NULL};
  static const char *const want[] = {"dovecot.index", ".Sub/cur/5.x", "cur/1.x:2,RS",
                                     "cur/2.x:2,S",   "new/3.x",      NULL};
  add_files(made);
  check_order("md", want);
}

static void
test_tree_of_folders(void)
{
  static const char *const made[] = {"tree/b/2.eml", "tree/a/1.eml", "tree/a/tmp/3.eml",
                                     "tree/.git/x",  "tree/.hidden", NULL};
  static const char *const want[] = {"a/1.eml", "a/tmp/3.eml", "b/2.eml", NULL};
  add_files(made);
  check_order("tree", want);
}

static void
test_links_to_folders_are_not_followed(void)
{
  g_autofree char *file = tmp_file("links/real/1.eml", "x", 1);
  g_autofree char *loop = g_build_filename(tmp_folder(), "links/real/loop", NULL);
  g_assert_cmpint(symlink("..", loop), ==, 0);
  static const char *const want[] = {"real/1.eml", NULL};
  check_order("links", want);
}

static void
test_faults(void)
{
  g_autoptr(GPtrArray) faults = NULL;
  g_autoptr(GPtrArray) files = expand("/nonexistent/archive.mbox", &faults);
  g_assert_cmpuint(files->len, ==, 0);
  g_assert_cmpuint(faults->len, ==, 1);
  g_assert_cmpstr(((const PathFault *)faults->pdata[0])->path, ==, "/nonexistent/archive.mbox");
}

static void
test_standard_input(void)
{
  g_autoptr(GPtrArray) faults = NULL;
  g_autoptr(GPtrArray) files = expand("-", &faults);
  g_assert_cmpuint(files->len, ==, 1);
  g_assert_cmpstr(((const SourceFile *)files->pdata[0])->path, ==, "-");
}

static void
test_month_of_a_page(void)
{
  g_autofree char *month = ingest_paths_month("/srv/pipermail/virt/2014-April/003734.html");
  g_assert_cmpstr(month, ==, "2014-April");
  g_autofree char *none = ingest_paths_month("/srv/2014-04/003734.html");
  g_assert_null(none);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/paths/months-in-their-order", test_months_in_their_order);
  g_test_add_func("/paths/maildir", test_maildir);
  g_test_add_func("/paths/tree-of-folders", test_tree_of_folders);
  g_test_add_func("/paths/links-to-folders-are-not-followed",
                  test_links_to_folders_are_not_followed);
  g_test_add_func("/paths/faults", test_faults);
  g_test_add_func("/paths/pipe-is-refused-with-advice", test_pipe_is_refused_with_advice);
  g_test_add_func("/paths/standard-input", test_standard_input);
  g_test_add_func("/paths/month-of-a-page", test_month_of_a_page);
  int status = g_test_run();
  tmp_remove();
  return status;
}
