/* Words are found in ASCII text where a plain look at every place finds them. */
#include "db/ascii.h"

#include <string.h>

static const char *
plain_find(const char *text, gsize len, const char *word, gsize n)
{
  for (gsize i = 0; n > 0 && i + n <= len; i++)
    if (g_ascii_strncasecmp(text + i, word, n) == 0)
      return text + i;
  return NULL;
}

static void
test_finds_what_a_plain_look_finds(void)
{
  static const char *const words[] = {"a", "b", "ab", "ba", "aab", "abab", "bb7", "7", "cab"};
  static const char letters[] = "aAbB7 c";
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (guint round = 0; round < 3000; round++) {
    char text[41];
    gsize len = (gsize)g_rand_int_range(rand, 0, 41);
    for (gsize i = 0; i < len; i++)
      text[i] = letters[g_rand_int_range(rand, 0, sizeof letters - 1)];
    for (guint w = 0; w < G_N_ELEMENTS(words); w++) {
      gsize n = strlen(words[w]);
      g_assert_true(ascii_find(text, len, words[w], n) == plain_find(text, len, words[w], n));
    }
  }
}

static void
test_nothing_is_nowhere(void)
{
  g_assert_null(ascii_find("abc", 3, "", 0));
  g_assert_null(ascii_find("", 0, "a", 1));
  g_assert_null(ascii_find("ab", 2, "abc", 3));
  /* what stands behind the end is not looked at */
  g_assert_null(ascii_find("xabc", 3, "abc", 3));
}

static void
test_one_byte_is_enough_not_to_be_ascii(void)
{
  char text[300];
  memset(text, 'x', sizeof text);
  g_assert_true(ascii_is_all(text, sizeof text));
  g_assert_true(ascii_is_all(text, 0));
  for (gsize at = 0; at < sizeof text; at += 13) {
    text[at] = (char)0x80;
    g_assert_false(ascii_is_all(text, sizeof text));
    g_assert_true(ascii_is_all(text, at));
    text[at] = 'x';
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ascii/finds-what-a-plain-look-finds", test_finds_what_a_plain_look_finds);
  g_test_add_func("/ascii/nothing-is-nowhere", test_nothing_is_nowhere);
  g_test_add_func("/ascii/one-byte-is-enough-not-to-be-ascii",
                  test_one_byte_is_enough_not_to_be_ascii);
  return g_test_run();
}
