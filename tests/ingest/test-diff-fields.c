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

#define BOUNDARY(type, name)                                                                       \
  "--cut\nContent-Type: " type "\nContent-Disposition: attachment; filename=\"" name "\"\n"
#define MIXED                                                                                      \
  "From: ann@example.org\nSubject: fixes\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n"        \
  "Content-Type: multipart/mixed; boundary=cut\n\n--cut\n\nTwo are attached.\n"

/* As git format-patch writes it: a mail with its head, one patch after the other. */
static const char attached[] = MIXED BOUNDARY(
    "text/x-patch",
    "0001-lock.patch") "\n"
                       "From 0160676bba69523e8b0ac83f306cce7d342ed7c8 Mon Sep 17 00:00:00 2001\n"
                       "From: Ann <ann@example.org>\nDate: Tue, 15 Apr 2014 10:00:00 +0000\n"
                       "Subject: [PATCH] zebra: take the lock\n\nIt was forgotten.\n---\n"
                       " zebra.c | 2 +-\n\ndiff --git a/zebra.c b/zebra.c\nindex 1111111..2222222 "
                       "100644\n"
                       "--- a/zebra.c\n+++ b/zebra.c\n@@ -1,3 +1,3 @@ int stripes(void)\n \tint "
                       "n;\n"
                       "--- gone\n+++ come\n\n-- \n2.1.0\n\n" BOUNDARY(
                           "application/octet-stream",
                           "SECOND.DIFF") "Content-Transfer-Encoding: base64\n\n"
                                          /* --- a/okapi.c CRLF, +++ b/okapi.c, @@ -5 +5 @@ int
                                             legs(void), -three, +four */
                                          "LS0tIGEvb2thcGkuYw0KKysrIGIvb2thcGkuYw0KQEAgLTUgKzUgQEAg"
                                          "aW50IGxlZ3Modm9pZCkN\n"
                                          "Ci10aHJlZQ0KK2ZvdXINCg==\n" BOUNDARY(
                                              "text/plain", "notes.txt") "\nquagga\n--cut--\n";

static void
test_an_attached_patch_is_read(void)
{
  char *diff[DB_DIFF_N], *text[DB_TEXT_N_FIELDS];
  g_assert_true(ingest_diff_fields(attached, strlen(attached), diff, NULL));
  g_assert_cmpstr(diff[DB_DIFF_HUNK], ==, " int stripes(void)\n int legs(void)\n");
  g_assert_cmpstr(diff[DB_DIFF_CONTEXT], ==, " \tint n;\n\n");
  g_assert_cmpstr(diff[DB_DIFF_BLOB_PRE], ==, "1111111\n");
  g_assert_cmpstr(diff[DB_DIFF_BLOB_POST], ==, "2222222\n");
  g_assert_true(ingest_text_fields(attached, strlen(attached), text, NULL));
  g_assert_cmpstr(text[DB_TEXT_OWN], ==, "Two are attached.\n");
  g_assert_cmpstr(text[DB_TEXT_DFN], ==, "zebra.c\nzebra.c\nokapi.c\nokapi.c\n");
  g_assert_cmpstr(text[DB_TEXT_DFPRE], ==, "-- gone\nthree\n");
  g_assert_cmpstr(text[DB_TEXT_DFPOST], ==, "++ come\nfour\n");
  g_assert_nonnull(strstr(text[DB_TEXT_OTHER], "It was forgotten."));
  g_assert_nonnull(strstr(text[DB_TEXT_OTHER], "int legs(void)"));
  g_assert_null(strstr(text[DB_TEXT_OTHER], "quagga"));
  for (guint i = 0; i < DB_DIFF_N; i++)
    g_free(diff[i]);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    g_free(text[i]);
}

/* However many patches are attached, so much of them is read. */
static void
test_attached_patches_are_bounded(void)
{
  g_autoptr(GString) raw = g_string_new(MIXED);
  for (guint i = 0; i < 3; i++) {
    g_string_append(raw, BOUNDARY("text/x-diff", "x.diff") "\n@@ -1,999999999 +1,999999999 @@\n");
    for (guint k = 0; k < 300000; k++)
      g_string_append(raw, " ab\n");
  }
  g_string_append(raw, "--cut--\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(Mail) mail = ingest_parse(raw->str, raw->len, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(mail->patches->len, <=, INGEST_MAX_PATCHES + 1);
  g_assert_cmpuint(mail->patches->len, >=, INGEST_MAX_PATCHES);
}

static void
count_line(DiffPart part, const BodyLine *line, gpointer data)
{
  guint *counts = data;
  g_assert_true(line->len == 0 || line->text != NULL);
  counts[part]++;
}

static void
test_heads_of_hunks_that_lie(void)
{
  static const char *const texts[] = {"@@ -1,2 +1,2 @@\n",
                                      "@@ -1,99999999999999999999 +1 @@\n a\n",
                                      "@@ -0,0 +0,0 @@\n-a\n",
                                      "@@ -1 +1\n-a\n",
                                      "@@ -,, +,, @@\n",
                                      "@@@ -1 -1 +1 @@@\n ++a\n-- x\n\n",
                                      "--- a",
                                      "--- a\n+++",
                                      "+++ b\n--- a\n",
                                      "@@ -1,3 +1,3 @@\nbroken\n-a\n",
                                      "\n\n",
                                      ""};
  static const guint wanted[G_N_ELEMENTS(texts)][DIFF_CONTEXT + 1] = {
      /* head, name, hunk, removed, added, context */
      {0, 0, 1, 0, 0, 0}, {2, 0, 0, 0, 0, 0}, {1, 0, 1, 0, 0, 0}, {2, 0, 0, 0, 0, 0},
      {1, 0, 0, 0, 0, 0}, {1, 0, 1, 1, 0, 1}, {1, 0, 0, 0, 0, 0}, {2, 0, 0, 0, 0, 0},
      {2, 0, 0, 0, 0, 0}, {2, 0, 1, 0, 0, 0}, {2, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    guint counts[DIFF_CONTEXT + 1] = {0};
    ingest_patch_lines(texts[i], strlen(texts[i]), count_line, counts);
    g_test_message("%s", texts[i]);
    for (guint part = 0; part <= DIFF_CONTEXT; part++)
      g_assert_cmpuint(counts[part], ==, wanted[i][part]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/diff-fields/each-part-is-read", test_each_part_is_read);
  g_test_add_func("/diff-fields/what-is-no-diff-has-none", test_what_is_no_diff_has_none);
  g_test_add_func("/diff-fields/an-attached-patch-is-read", test_an_attached_patch_is_read);
  g_test_add_func("/diff-fields/attached-patches-are-bounded", test_attached_patches_are_bounded);
  g_test_add_func("/diff-fields/heads-of-hunks-that-lie", test_heads_of_hunks_that_lie);
  return g_test_run();
}
