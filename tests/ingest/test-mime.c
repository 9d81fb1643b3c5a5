/* The size of a part is told without decoding it where that is sure, and is always the size it has. */
#include "ingest/mime.h"

#include <string.h>

static gboolean
compare_sizes(const MimePart *part, gpointer data)
{
  guint *n = data;
  g_autofree char *owned = NULL;
  gsize decoded = 0;
  ingest_mime_decode(part, &decoded, &owned);
  gint64 told = ingest_mime_decoded_size(part);
  if (told != (gint64)decoded)
    g_test_message("%.*s", (int)part->len, part->content);
  g_assert_cmpint(told, ==, (gint64)decoded);
  ++*n;
  return TRUE;
}

static void
assert_size(const char *content, gsize len)
{
  static const char head[] = "Content-Transfer-Encoding: base64\n\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) mail = g_string_new(head);
  HeaderBlock block;
  guint n = 0;
  g_string_append_len(mail, content, (gssize)len);
  gboolean ok = ingest_header_read(mail->str, mail->len, &block, &error) &&
                ingest_mime_walk(mail->str, mail->len, &block, compare_sizes, &n, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_cmpuint(n, ==, 1);
}

static void
test_base64_as_it_is_written(void)
{
  for (gsize n = 0; n < 400; n++) {
    g_autofree guchar *bytes = g_malloc(n + 1);
    for (gsize i = 0; i < n; i++)
      bytes[i] = (guchar)(i * 37 + n);
    g_autofree char *text = g_base64_encode(bytes, n);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (gsize at = 0; text[at] != '\0'; at++) {
      g_string_append_c(lines, text[at]);
      if (at % 76 == 75)
        g_string_append(lines, n % 2 == 0 ? "\n" : "\r\n");
    }
    assert_size(text, strlen(text));
    assert_size(lines->str, lines->len);
    g_string_append(lines, "\r\n\r\n");
    assert_size(lines->str, lines->len);
  }
}

static void
test_base64_that_is_none(void)
{
  static const char letters[] = "AZaz09+/==\n -";
  static const char *const odd[] = {"QUJD",   "QUI=",     "QQ==",      "QQ=",   "QQ",      "Q",
                                    "Q===",   "=QUJD",    "QQ==QQ==",  "QUI=QUI=", "QUJDQ", "====",
                                    "QQ=\n=", "QQ==\nx",  "QUJD====",  "Q Q = =",  "\n\n",  "QQ==--x"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(11);
  for (guint i = 0; i < G_N_ELEMENTS(odd); i++)
    assert_size(odd[i], strlen(odd[i]));
  for (guint round = 0; round < 20000; round++) {
    char text[24];
    gsize len = (gsize)g_rand_int_range(rand, 0, sizeof text);
    for (gsize i = 0; i < len; i++)
      text[i] = letters[g_rand_int_range(rand, 0, sizeof letters - 1)];
    assert_size(text, len);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mime/base64-as-it-is-written", test_base64_as_it_is_written);
  g_test_add_func("/mime/base64-that-is-none", test_base64_that_is_none);
  return g_test_run();
}
