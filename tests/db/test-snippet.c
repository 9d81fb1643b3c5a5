#include "db/snippet.h"

#include <string.h>

static char *
snippet(const char *query_text, DbTextField field, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Query) query = query_parse(query_text, 0, "UTC", NULL, &error);
  g_assert_no_error(error);
  g_autoptr(SnippetWords) words = snippet_words_new(query);
  return snippet_find(words, field, text);
}

static void
assert_snippet(const char *query_text, const char *text, const char *want)
{
  g_autofree char *got = snippet(query_text, DB_TEXT_OWN, text);
  g_assert_cmpstr(got, ==, want);
}

static void
test_hits_are_marked(void)
{
  assert_snippet("balloon", "the Balloon driver", "the \001Balloon\002 driver");
  assert_snippet("muller", "wrote Müller.", "wrote \001Müller\002.");
  assert_snippet("ball*", "balloons and ball", "\001balloons\002 and \001ball\002");
  assert_snippet("\"a b\"", "a c a b a", "a c \001a b\002 a");
  assert_snippet("a OR b", "a b", "\001a\002 \001b\002");
  assert_snippet("会議", "次の会議は", "次の\001会議\002は");
}

static void
test_what_is_not_wanted_is_not_marked(void)
{
  assert_snippet("a -b", "a b", "\001a\002 b");
  assert_snippet("s:a", "a b", NULL);
  assert_snippet("nosuch", "a b", NULL);
  assert_snippet("d:2014", "2014 was", NULL);
}

/* Text that is all ASCII is read from the first place where a word may stand. One letter that is not, far behind what is
 * shown, has all of it read: both must show the same. */
static void
test_plain_text_is_shown_like_other_text(void)
{
  static const char *const words[] = {"xen", "Xen", "xenial", "barrier", "memory", "memory-barrier", "a", "unxen",
                                      "\n> ", "patch", "patches", "PATCH,", "(xen)", "0x1f", "of"};
  static const char *const queries[] = {"xen", "patch", "\"memory barrier\"", "xen OR barrier", "patch*", "nosuch OR xen",
                                        "nosuch", "\"xen patch\" OR memory", "a memory patch", "mem* xen"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  for (guint round = 0; round < 300; round++) {
    g_autoptr(GString) text = g_string_new(NULL);
    int n = g_rand_int_range(rand, 1, 12), dull = g_rand_int_range(rand, 0, 60);
    for (int i = 0; i < n; i++) {
      g_string_append_printf(text, "%s ", words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))]);
      for (int k = 0; k < dull; k++)
        g_string_append(text, "dull ");
    }
    for (guint i = 0; i < 200; i++)
      g_string_append(text, "tail ");
    for (guint q = 0; q < G_N_ELEMENTS(queries); q++) {
      g_autofree char *plain = snippet(queries[q], DB_TEXT_OWN, text->str);
      g_autofree char *other = g_strconcat(text->str, "\303\251", NULL);
      g_autofree char *whole = snippet(queries[q], DB_TEXT_OWN, other);
      g_assert_cmpstr(plain, ==, whole);
    }
  }
}

static void
test_keys_differ_as_marks_do(void)
{
  static const char *const queries[] = {"a", "b", "a b", "\"a b\"", "a*", "ab*", "s:a", "a OR b", "b a", "nq:a"};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Query) query = query_parse(queries[i], 0, "UTC", NULL, &error);
    g_autoptr(SnippetWords) words = query != NULL ? snippet_words_new(query) : NULL;
    if (words != NULL && !g_hash_table_add(seen, g_strdup(snippet_words_key(words))))
      g_assert_cmpstr(queries[i], ==, "a OR b"); /* marks what "a b" marks */
  }
  g_autoptr(SnippetWords) none = snippet_words_new(NULL);
  g_assert_true(snippet_words_none(none));
}

static void
test_a_snippet_is_one_line_without_marks_of_the_mail(void)
{
  assert_snippet("b", "a\n\n\t b\001c\002\033[31m\rd", "a \001b\002 c [31m d");
  assert_snippet("b", "\xff b", "\xef\xbf\xbd \001b\002");
}

static void
test_the_stretch_with_most_words_is_shown(void)
{
  g_autoptr(GString) text = g_string_new("xen alone. ");
  for (guint i = 0; i < 100; i++)
    g_string_append(text, "filler words ");
  g_string_append(text, "xen beside libvirt.");
  for (guint i = 0; i < 100; i++)
    g_string_append(text, " more filler");
  g_autofree char *got = snippet("xen libvirt", DB_TEXT_OWN, text->str);
  g_assert_nonnull(strstr(got, "\001xen\002 beside \001libvirt\002."));
  g_assert_true(g_str_has_prefix(got, "… "));
  g_assert_true(g_str_has_suffix(got, " …"));
  g_assert_cmpuint(strlen(got), <, 300);
}

static void
test_long_words_and_long_mails_stay_short(void)
{
  g_autofree char *word = g_strnfill(100000, 'x');
  g_autofree char *text = g_strdup_printf("%s y", word);
  g_autofree char *got = snippet("y", DB_TEXT_OWN, text);
  g_assert_cmpuint(strlen(got), <, 400);
  g_autofree char *head = snippet_head(text);
  g_assert_cmpuint(strlen(head), <, 400);
  g_autoptr(GString) wide = g_string_new(NULL);
  for (guint i = 0; i < 1000; i++)
    g_string_append(wide, "ä");
  g_autofree char *wide_head = snippet_head(wide->str);
  g_assert_true(g_utf8_validate(wide_head, -1, NULL));
  g_assert_null(strstr(wide_head, "\xef\xbf\xbd"));
}

/* The start of a long text is read first: what it lacks, or has only in part, is looked for further
 * on. */
static void
test_the_far_end_of_a_long_text_is_found(void)
{
  g_autoptr(GString) text = g_string_new("xen at the start. ");
  while (text->len < 60000)
    g_string_append(text, "filler ");
  g_string_append(text, "xen beside libvirt.");
  while (text->len < 90000)
    g_string_append(text, " filler");
  g_autofree char *near = snippet("xen", DB_TEXT_OWN, text->str);
  g_autofree char *far = snippet("libvirt", DB_TEXT_OWN, text->str);
  g_autofree char *both = snippet("xen libvirt", DB_TEXT_OWN, text->str);
  g_assert_true(g_str_has_prefix(near, "\001xen\002 at the start."));
  g_assert_nonnull(strstr(far, "xen beside \001libvirt\002."));
  g_assert_nonnull(strstr(both, "\001xen\002 beside \001libvirt\002."));
}

static void
test_the_head_of_a_text_has_no_marks(void)
{
  g_autofree char *head = snippet_head("Hello\nall,");
  g_assert_cmpstr(head, ==, "Hello all,");
  g_autofree char *nothing = snippet_head(NULL);
  g_assert_cmpstr(nothing, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/snippet/hits-are-marked", test_hits_are_marked);
  g_test_add_func("/snippet/plain-text-is-shown-like-other-text",
                  test_plain_text_is_shown_like_other_text);
  g_test_add_func("/snippet/keys-differ-as-marks-do", test_keys_differ_as_marks_do);
  g_test_add_func("/snippet/what-is-not-wanted-is-not-marked",
                  test_what_is_not_wanted_is_not_marked);
  g_test_add_func("/snippet/a-snippet-is-one-line-without-marks-of-the-mail",
                  test_a_snippet_is_one_line_without_marks_of_the_mail);
  g_test_add_func("/snippet/the-stretch-with-most-words-is-shown",
                  test_the_stretch_with_most_words_is_shown);
  g_test_add_func("/snippet/long-words-and-long-mails-stay-short",
                  test_long_words_and_long_mails_stay_short);
  g_test_add_func("/snippet/the-far-end-of-a-long-text-is-found",
                  test_the_far_end_of_a_long_text_is_found);
  g_test_add_func("/snippet/the-head-of-a-text-has-no-marks", test_the_head_of_a_text_has_no_marks);
  return g_test_run();
}
