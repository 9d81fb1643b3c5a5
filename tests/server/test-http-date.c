#include "server/http-date.h"

static void
a_date_is_written_and_read_back(void)
{
  static const struct {
    gint64 when;
    const char *text;
  } rows[] = {{784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
              {1, "Thu, 01 Jan 1970 00:00:01 GMT"},
              {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
              {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = server_http_date(rows[i].when);
    gint64 when = 0;
    g_assert_cmpstr(text, ==, rows[i].text);
    g_assert_true(server_http_date_parse(text, &when));
    g_assert_cmpint(when, ==, rows[i].when);
  }
  static const gint64 none[] = {0, -5, G_MAXINT64, G_MININT64};
  for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_null(server_http_date(none[i]));
}

static void
what_is_no_date_is_not_read(void)
{
  static const char *const texts[] = {"",
                                      "0",
                                      "Sunday, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov  6 08:49:37 1994",
                                      "Mon, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 31 Feb 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 24:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 06 Foo 1994 08:49:37 GMT",
                                      "Sun, +6 Nov 1994 08:49:37 GMT"};
  gint64 when = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    g_assert_false(server_http_date_parse(texts[i], &when));
  g_assert_false(server_http_date_parse(NULL, &when));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/http-date/a-date-is-written-and-read-back",
                  a_date_is_written_and_read_back);
  g_test_add_func("/server/http-date/what-is-no-date-is-not-read", what_is_no_date_is_not_read);
  return g_test_run();
}
