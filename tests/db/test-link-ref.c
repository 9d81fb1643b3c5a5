#include "db/link-ref.h"

static void
test_what_is_pasted_is_told_from_words(void)
{
  static const struct {
    const char *text, *kind, *value; /* kind NULL: words */
  } rows[] = {
      {"0160676", "commit", "0160676"},
      {"0160676bba69523e8b0ac83f306cce7d342ed7c8", "commit",
       "0160676bba69523e8b0ac83f306cce7d342ed7c8"},
      {"  0160676BBA \n", "commit", "0160676BBA"},
      {"commit 1234567", "commit", "1234567"},
      {"commit deadbeef", NULL, NULL}, /* no digit: more likely a word */
      {"defaced", NULL, NULL},
      {"016067", "bug", "016067"},
      {"6893", "bug", "6893"},
      {"#69", "bug", "69"},
      {"bug 69", "bug", "69"},
      {"Bug: 6893", "bug", "6893"},
      {"rhbz#1234567", "bug", "1234567"},
      {"BZ 1234567", "bug", "1234567"},
      {"LP: #1234567", "bug", "1234567"},
      {"69", NULL, NULL},
      {"bugs 6893", NULL, NULL},
      {"bug", NULL, NULL},
      {"#", NULL, NULL},
      {"cve-2014-1234", "cve", "CVE-2014-1234"},
      {"XSA-222", "advisory", "XSA-222"},
      {"rhsa-2011:1386", "advisory", "RHSA-2011:1386"},
      {"CESA-2018:1655", "advisory", "CESA-2018:1655"},
      {"USN-1234-1", "advisory", "USN-1234-1"},
      {"x-222", NULL, NULL},
      {"early-2014", NULL, NULL},
      {"4.4.1-6", NULL, NULL},
      {"<a/b@example.org>", "mail", "a/b@example.org"},
      {"a%2@example.org", "mail", "a%2@example.org"},
      {"m:a@example.org", NULL, NULL},
      {"from ann@example.org", NULL, NULL},
      {"@example.org", NULL, NULL},
      {"ann@", NULL, NULL},
      {"<>", NULL, NULL},
      {"\"a@b\"", NULL, NULL},
      {"", NULL, NULL},
      {" ", NULL, NULL},
      {"99999999999999999999999999999999999999999999", NULL, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LinkKind kind = LINK_WEB;
    g_autofree char *value = NULL;
    gboolean guessed = link_guess(rows[i].text, &kind, &value);
    if (guessed != (rows[i].kind != NULL))
      g_test_message("%s", rows[i].text);
    g_assert_true(guessed == (rows[i].kind != NULL));
    g_assert_cmpstr(value, ==, rows[i].value);
    if (guessed)
      g_assert_cmpstr(link_kind_to_text(kind), ==, rows[i].kind);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/link-ref/what-is-pasted-is-told-from-words",
                  test_what_is_pasted_is_told_from_words);
  return g_test_run();
}
