#include "db/sqlite/tokenizer.h"

#include "db/tokens.h"

#include <string.h>

static gboolean takes_words; /* what the index is given */

static sqlite3 *
open_index(void)
{
  sqlite3 *handle = NULL;
  g_assert_cmpint(sqlite3_open(":memory:", &handle), ==, SQLITE_OK);
  g_assert_cmpint(docket_tokenizer_register(handle, &takes_words), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(handle, "CREATE VIRTUAL TABLE f USING fts5(t, tokenize='docket')",
                               NULL, NULL, NULL),
                  ==, SQLITE_OK);
  return handle;
}

static gboolean
finds(const char *text, const char *query)
{
  sqlite3 *handle = open_index();
  sqlite3_stmt *stmt = NULL;
  g_assert_cmpint(sqlite3_prepare_v2(handle, "INSERT INTO f VALUES(?1)", -1, &stmt, NULL), ==,
                  SQLITE_OK);
  sqlite3_bind_text(stmt, 1, text, -1, SQLITE_STATIC);
  g_assert_cmpint(sqlite3_step(stmt), ==, SQLITE_DONE);
  sqlite3_finalize(stmt);
  g_assert_cmpint(sqlite3_prepare_v2(handle, "SELECT 1 FROM f WHERE f MATCH ?1", -1, &stmt, NULL),
                  ==, SQLITE_OK);
  sqlite3_bind_text(stmt, 1, query, -1, SQLITE_STATIC);
  int rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  sqlite3_close(handle);
  return rc == SQLITE_ROW;
}

static void
test_case_and_accents_are_folded(void)
{
  g_assert_true(finds("Müller wrote Ångström", "muller"));
  g_assert_true(finds("MULLER", "müller"));
  g_assert_true(finds("a\xcc\x81 decomposed", "á"));
  g_assert_true(finds("ПРИВЕТ мир", "привет"));
  g_assert_false(finds("Müller", "moller"));
}

static void
test_identifiers_are_found_whole_and_in_part(void)
{
  const char *text = "rename early_p2m_alloc in arch/x86/xen/p2m.c for 4.4.1-6";
  g_assert_true(finds(text, "\"early_p2m_alloc\""));
  g_assert_true(finds(text, "p2m"));
  g_assert_true(finds(text, "\"xen/p2m.c\""));
  g_assert_true(finds(text, "\"4.4.1-6\""));
  g_assert_false(finds(text, "\"4.1.4\""));
}

static void
test_text_without_blanks_is_found(void)
{
  g_assert_true(finds("仮想化の会議は金曜日", "\"会議\""));
  g_assert_true(finds("다음 회의는", "\"회의\""));
  g_assert_false(finds("仮想化の会議", "\"議会\""));
}

static void
test_broken_utf8_and_long_tokens_do_no_harm(void)
{
  g_assert_true(finds("ab\xff\xfe cd \xe4\xbb", "cd"));
  g_autofree char *longer = g_strnfill(5000, 'x');
  g_autofree char *text = g_strdup_printf("%s end", longer);
  g_assert_true(finds(text, "end"));
}

static void
test_what_a_reader_does_not_see_does_not_part_words(void)
{
  g_assert_true(finds("hyper\xc2\xadvisor", "hypervisor")); /* soft hyphen */
  g_assert_true(finds("foo\xe2\x80\x8b"
                      "bar",
                      "bar")); /* zero width space */
  g_assert_false(finds("foo\xe2\x80\x8b"
                       "bar",
                       "foobar"));
}

typedef struct {
  guint n;
  int last_start, last_end;
  char last[TOKEN_MAX_BYTES + 1];
} Seen;

static int
see(void *data, int flags, const char *token, int n, int start, int end)
{
  Seen *seen = data;
  g_assert_cmpint(flags, ==, 0);
  g_assert_cmpint(n, <=, TOKEN_MAX_BYTES);
  seen->n++;
  seen->last_start = start;
  seen->last_end = end;
  memcpy(seen->last, token, (gsize)n);
  seen->last[n] = '\0';
  return 0;
}

static void
test_tokens_name_the_bytes_they_were_made_of(void)
{
  const char *text = "x, \xc3\x84"
                     "b9 ";
  Seen seen = {0};
  g_assert_cmpint(tokens_each(text, (int)strlen(text), see, &seen), ==, 0);
  g_assert_cmpuint(seen.n, ==, 2);
  g_assert_cmpstr(seen.last, ==, "ab9");
  g_assert_cmpint(seen.last_start, ==, 3);
  g_assert_cmpint(seen.last_end, ==, 7);
}

static void
test_one_mail_cannot_fill_the_index(void)
{
  gsize len = 2 * (TOKENS_MAX_PER_TEXT + 100);
  g_autofree char *text = g_malloc(len);
  for (gsize i = 0; i < len; i += 2)
    memcpy(text + i, "a ", 2);
  Seen seen = {0};
  g_assert_cmpint(tokens_each(text, (int)len, see, &seen), ==, 0);
  g_assert_cmpuint(seen.n, ==, TOKENS_MAX_PER_TEXT);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tokenizer/case-and-accents-are-folded", test_case_and_accents_are_folded);
  g_test_add_func("/tokenizer/identifiers-are-found-whole-and-in-part",
                  test_identifiers_are_found_whole_and_in_part);
  g_test_add_func("/tokenizer/text-without-blanks-is-found", test_text_without_blanks_is_found);
  g_test_add_func("/tokenizer/broken-utf8-and-long-tokens-do-no-harm",
                  test_broken_utf8_and_long_tokens_do_no_harm);
  g_test_add_func("/tokenizer/what-a-reader-does-not-see-does-not-part-words",
                  test_what_a_reader_does_not_see_does_not_part_words);
  g_test_add_func("/tokenizer/tokens-name-the-bytes-they-were-made-of",
                  test_tokens_name_the_bytes_they_were_made_of);
  g_test_add_func("/tokenizer/one-mail-cannot-fill-the-index", test_one_mail_cannot_fill_the_index);
  return g_test_run();
}
