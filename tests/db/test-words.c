/* Words that were cut beforehand are the words of the text. */
#include "db/words.h"

#include <string.h>

static int
append(void *data, int flags, const char *token, int n, G_GNUC_UNUSED int start,
       G_GNUC_UNUSED int end)
{
  g_assert_cmpint(flags, ==, 0);
  g_string_append_len(data, token, n);
  g_string_append_c(data, '|');
  return 0;
}

static char *
cut_now(const char *text)
{
  GString *out = g_string_new(NULL);
  g_assert_cmpint(tokens_each(text, (int)strlen(text), append, out), ==, 0);
  return g_string_free(out, FALSE);
}

static char *
cut_before(GBytes *words, DbTextField field)
{
  GString *out = g_string_new(NULL);
  const char *packed = words_of_field(words, field);
  g_assert_cmpint(tokens_each_packed(packed, (int)strlen(packed), append, out), ==, 0);
  return g_string_free(out, FALSE);
}

static void
assert_same(const char *const text[DB_TEXT_N_FIELDS], GByteArray *scratch)
{
  g_autoptr(GBytes) words = words_pack(text, scratch);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    g_autofree char *before = cut_before(words, i), *now = cut_now(text[i] != NULL ? text[i] : "");
    g_assert_cmpstr(before, ==, now);
  }
}

static void
test_each_field_has_the_words_of_its_text(void)
{
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  const char *text[DB_TEXT_N_FIELDS] = {NULL};
  assert_same(text, scratch);
  text[DB_TEXT_SUBJECT] = "Re: [PATCH 2/3] early_p2m_alloc";
  text[DB_TEXT_FROM] = "M\xc3\xbcller\n";
  text[DB_TEXT_OWN] = "one, two\n\xe4\xb8\xad\xe6\x96\x87 three\xff"
                      "four \xc8\xba\xc8\xba";
  text[DB_TEXT_NAMES] = "";
  assert_same(text, scratch);
  /* The scratch still holds the words of the mail before. */
  text[DB_TEXT_OWN] = "a";
  text[DB_TEXT_NAMES] = "x.patch";
  assert_same(text, scratch);
}

/* Words are looked at in blocks of bytes: ends, long words and letters beyond ASCII at any place of
 * a block. */
static void
test_blocks_of_bytes_make_no_difference(void)
{
  static const char *const pieces[] = {
      "a", "Q7",   "word", "seventeenletters9",    "\xc3\xa9", "\xe4\xb8\xad", "\xff", " ",
      "_", "@[`{", "\n\n", "                    ", "\xc2\xad", "0x7F/"};
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  g_autoptr(GRand) random = g_rand_new_with_seed(20261126);
  for (guint i = 0; i < 20000; i++) {
    g_autoptr(GString) made = g_string_new(NULL);
    for (gint k = g_rand_int_range(random, 0, 24); k > 0; k--)
      g_string_append(made, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
    const char *text[DB_TEXT_N_FIELDS] = {made->str, NULL};
    assert_same(text, scratch);
  }
}

/* Every text that is folded to more bytes than it had has its room. */
static void
test_letters_that_grow_have_room(void)
{
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  for (gunichar c = 0x80; c < 0x30000; c++) {
    g_autoptr(GString) letters = g_string_new(NULL);
    if (!g_unichar_validate(c))
      continue;
    for (guint i = 0; i < 5; i++)
      g_string_append_unichar(letters, c);
    const char *text[DB_TEXT_N_FIELDS] = {letters->str, NULL};
    g_autoptr(GBytes) words = words_pack(text, scratch);
    g_assert_cmpuint(strlen(words_of_field(words, 0)), <,
                     TOKENS_PACKED_MAX(letters->len) - TOKEN_MAX_BYTES + 1);
  }
}

static void
test_long_words_and_long_texts_are_cut_off(void)
{
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  g_autofree char *one = g_strnfill(3000, 'x');
  const char *text[DB_TEXT_N_FIELDS] = {one, NULL};
  assert_same(text, scratch);
  gsize len = 2 * (TOKENS_MAX_PER_TEXT + 100);
  g_autofree char *many = g_strnfill(len, 'a');
  for (gsize i = 1; i < len; i += 2)
    many[i] = ' ';
  text[1] = many;
  assert_same(text, scratch);
  g_autoptr(GBytes) words = words_pack(text, scratch);
  g_assert_cmpuint(strlen(words_of_field(words, 1)), ==, 2 * TOKENS_MAX_PER_TEXT);
}

static int
stop(void *data, G_GNUC_UNUSED int flags, G_GNUC_UNUSED const char *token, G_GNUC_UNUSED int n,
     G_GNUC_UNUSED int start, G_GNUC_UNUSED int end)
{
  return ++*(int *)data == 2 ? 7 : 0;
}

static void
test_a_code_that_is_not_0_ends_the_walk(void)
{
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  const char *text[DB_TEXT_N_FIELDS] = {"one two three", NULL};
  g_autoptr(GBytes) words = words_pack(text, scratch);
  const char *packed = words_of_field(words, 0);
  int n = 0;
  g_assert_cmpint(tokens_each_packed(packed, (int)strlen(packed), stop, &n), ==, 7);
  g_assert_cmpint(n, ==, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/each-field-has-the-words-of-its-text",
                  test_each_field_has_the_words_of_its_text);
  g_test_add_func("/words/blocks-of-bytes-make-no-difference",
                  test_blocks_of_bytes_make_no_difference);
  g_test_add_func("/words/letters-that-grow-have-room", test_letters_that_grow_have_room);
  g_test_add_func("/words/long-words-and-long-texts-are-cut-off",
                  test_long_words_and_long_texts_are_cut_off);
  g_test_add_func("/words/a-code-that-is-not-0-ends-the-walk",
                  test_a_code_that_is_not_0_ends_the_walk);
  return g_test_run();
}
