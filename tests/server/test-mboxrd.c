#include <string.h>

#include "server/mboxrd.h"

#define FROM "From mboxrd@z Thu Jan  1 00:00:00 1970\n"

static void
expect(const char *raw, const char *written)
{
  g_autoptr(GString) out = g_string_new(NULL);
  server_mboxrd_append(out, raw, strlen(raw));
  g_assert_cmpstr(out->str, ==, written);
}

static void
quotes_every_from_line_once(void)
{
  expect("A: b\n\nFrom here\n>From there\n>>From far\nFromage\n> From me\n",
         FROM "A: b\n\n>From here\n>>From there\n>>>From far\nFromage\n> From me\n\n");
}

static void
ends_with_a_blank_line(void)
{
  expect("A: b\n", FROM "A: b\n\n");
  expect("A: b", FROM "A: b\n\n");
  expect("", FROM "\n");
}

static void
keeps_crlf_and_nul(void)
{
  static const char raw[] = "A: b\r\n\r\nx\0y\r\n";
  static const char written[] = FROM "A: b\r\n\r\nx\0y\r\n\n";
  g_autoptr(GString) out = g_string_new(NULL);
  server_mboxrd_append(out, raw, sizeof raw - 1);
  g_assert_cmpuint(out->len, ==, sizeof written - 1);
  g_assert_cmpint(memcmp(out->str, written, sizeof written - 1), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/mboxrd/quotes-every-from-line-once", quotes_every_from_line_once);
  g_test_add_func("/server/mboxrd/ends-with-a-blank-line", ends_with_a_blank_line);
  g_test_add_func("/server/mboxrd/keeps-crlf-and-nul", keeps_crlf_and_nul);
  return g_test_run();
}
