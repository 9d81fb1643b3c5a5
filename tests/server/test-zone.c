#include "server/zone.h"

static gint64
parse(const char *text, const char *zone)
{
  gint64 when = -1;
  g_autoptr(GError) error = NULL;
  g_assert_true(server_zone_parse(text, zone, &when, &error));
  g_assert_no_error(error);
  return when;
}

static void
reads_dates_in_their_zone(void)
{
  g_assert_cmpint(parse("2014-05-20", "UTC"), ==, 1400544000);
  g_assert_cmpint(parse("2014-05-20", "Europe/London"), ==, 1400544000 - 3600);
  g_assert_cmpint(parse("2014-05-20T17:30", "UTC"), ==, 1400544000 + 17 * 3600 + 1800);
  g_assert_cmpint(parse("2014-05-20 17:30", "No/Where"), ==, 1400544000 + 17 * 3600 + 1800);
}

static void
refuses_what_is_no_date(void)
{
  static const char *const texts[] = {"",
                                      "2014",
                                      "2014-13-01",
                                      "2014-02-30",
                                      "2014-5-2",
                                      "2014-05-20x",
                                      "2014-05-20T",
                                      "2014-05-20T25:00",
                                      "tomorrow",
                                      "2014-05-20T17:30:00Z",
                                      "-001-05-20"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    gint64 when;
    g_autoptr(GError) error = NULL;
    g_assert_false(server_zone_parse(texts[i], "UTC", &when, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

static void
months_begin_and_end_in_their_zone(void)
{
  gint64 from, until;
  g_assert_true(server_zone_month("2014-04", "Europe/London", &from, &until, NULL));
  g_assert_cmpint(from, ==, 1396306800);
  g_assert_cmpint(until, ==, 1398898800);
  g_assert_true(server_zone_month("2014-12", "UTC", &from, &until, NULL));
  g_assert_cmpint(until, ==, 1420070400);
  g_assert_false(server_zone_month("2014-00", "UTC", &from, &until, NULL));
  g_assert_false(server_zone_month("2014-4", "UTC", &from, &until, NULL));
  g_assert_false(server_zone_month("2014-04-01", "UTC", &from, &until, NULL));
}

static void
reads_pipermail_months(void)
{
  g_autofree char *april = server_zone_pipermail_month("2014-April");
  g_assert_cmpstr(april, ==, "2014-04");
  g_assert_null(server_zone_pipermail_month("2014-04"));
  g_assert_null(server_zone_pipermail_month("April-2014"));
  g_assert_null(server_zone_pipermail_month("2014-"));
  g_assert_null(server_zone_pipermail_month(""));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/zone/reads-dates-in-their-zone", reads_dates_in_their_zone);
  g_test_add_func("/server/zone/refuses-what-is-no-date", refuses_what_is_no_date);
  g_test_add_func("/server/zone/months-begin-and-end-in-their-zone",
                  months_begin_and_end_in_their_zone);
  g_test_add_func("/server/zone/reads-pipermail-months", reads_pipermail_months);
  return g_test_run();
}
