/* The parts of diffs that searches read from the mail. */
#include "ingest/diff-fields.h"
#include "ingest/parse.h"

#include <string.h>

#define HEAD "From: ann@example.org\nSubject: [PATCH] p2m\nMessage-ID: <1@example.org>\n\n"

static const char patch[] = HEAD "This takes the lock.\n\n"
                                 "int is_own(void);\n"
                                 "---\n"
                                 " xen/p2m.c | 4 ++--\n"
                                 " 1 file changed, 2 insertions(+), 2 deletions(-)\n\n"
                                 "diff --git a/xen/p2m.c b/xen/p2m.c\n"
                                 "index 0160676..b3f4c5d9a1e2 100644\n"
                                 "--- a/xen/p2m.c\n"
                                 "+++ b/xen/p2m.c\n"
                                 "@@ -10,4 +10,4 @@ static int p2m_alloc(struct domain *d)\n"
                                 " \tint rc;\n"
                                 "-\told(d);\n"
                                 "+\tnew(d);\n"
                                 " \treturn rc;\n"
                                 "@@ -30,2 +30,3 @@\n"
                                 " \tlast_one();\n"
                                 "+\tadded();\n"
                                 " }\n"
                                 "\\ No newline at end of file\n"
                                 "diff --cc xen/both.c\n"
                                 "index 1111111,2222222..3333333\n"
                                 "--- a/xen/both.c\n"
                                 "+++ b/xen/both.c\n"
                                 "@@@ -1,2 -1,2 +1,3 @@@ int merged(void)\n"
                                 "  \tkept();\n"
                                 "++\tmade();\n"
                                 "-- \n"
                                 "2.39.2\n";

static void
test_each_part_is_read(void)
{
  char *out[DB_DIFF_N];
  g_assert_true(ingest_diff_fields(patch, strlen(patch), out, NULL));
  g_assert_cmpstr(out[DB_DIFF_HUNK], ==,
                  " static int p2m_alloc(struct domain *d)\n int merged(void)\n");
  g_assert_cmpstr(out[DB_DIFF_CONTEXT], ==,
                  " \tint rc;\n \treturn rc;\n \tlast_one();\n }\n  \tkept();\n");
  g_assert_cmpstr(out[DB_DIFF_BLOB_PRE], ==, "0160676\n1111111\n2222222\n");
  g_assert_cmpstr(out[DB_DIFF_BLOB_POST], ==, "b3f4c5d9a1e2\n3333333\n");
  for (guint i = 0; i < DB_DIFF_N; i++)
    g_free(out[i]);
}

/* Prose and broken diffs have no such parts, and nothing is read beyond a line. */
static void
test_what_is_no_diff_has_none(void)
{
  static const char *const mails[] = {
      HEAD "index 0160676..b3f4c5d is said in words.\n",
      HEAD "> diff --git a/x b/x\n> index 0160676..b3f4c5d\n> @@ -1 +1 @@ int f(void)\n",
      HEAD "diff --git a/x b/x\nindex \nindex ..\nindex 0160676\nindex ,,..\n@@\n@@ -1 +1\n@@ @\n",
      HEAD "diff --git a/x b/x\n@@ -1 +1 @@",
      HEAD,
      ""};
  for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
    char *out[DB_DIFF_N];
    g_test_message("%s", mails[i]);
    g_assert_true(ingest_diff_fields(mails[i], strlen(mails[i]), out, NULL));
    for (guint k = 0; k < DB_DIFF_N; k++) {
      g_assert_cmpstr(out[k], ==, NULL);
      g_free(out[k]);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/diff-fields/each-part-is-read", test_each_part_is_read);
  g_test_add_func("/diff-fields/what-is-no-diff-has-none", test_what_is_no_diff_has_none);
  return g_test_run();
}
