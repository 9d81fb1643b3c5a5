/* Dates as mail really writes them, and which of a mail's dates is believed. */
#include "ingest/date.h"

#define APRIL G_GINT64_CONSTANT(1397580814) /* 2014-04-15 16:53:34 UTC */

static void
test_forms(void)
{
  static const struct {
    const char *text;
    gint64 utc;
    int offset;
  } rows[] = {
      {"Tue, 15 Apr 2014 16:53:34 +0000", APRIL, 0},
      {"Tue, 15 Apr 2014 18:53:34 +0200 (CEST)", APRIL, 120},
      {"15 Apr 2014 12:53:34 -0400", APRIL, -240},
      {"Tue, 15 Apr 2014 12:53:34 EDT", APRIL, -240},
      {"Tue,15 Apr 14 16:53:34 GMT", APRIL, 0},
      {"Tue, 15 Apr 114 16:53:34 GMT", APRIL, 0},
      {"Tue Apr 15 16:53:34 2014", APRIL, 0},
      {"Tue Apr 15 16:53:34 UTC 2014", APRIL, 0},
      {"Tue Apr 15 17:53:34 BST 2014", APRIL, 60},
      {"Tuesday, 15-Apr-2014 16:53:34 UT", APRIL, 0},
      {"2014-04-15 18:53:34 +02:00", APRIL, 120},
      {"2014-04-15T16:53:34Z", APRIL, 0},
      {"Tue, 15 Apr 2014 16:53 +0000", APRIL - 34, 0},
      {"Tue, 15 Apr 2014 16:53:34 +9999", APRIL, 0},
      {"Thu, 01 Jan 1970 00:00:00 +0000", 0, 0},
      {"Sun, 7 Feb 2106 06:28:15 +0000", G_GINT64_CONSTANT(4294967295), 0},
      {"Mon, 29 Feb 2016 00:00:00 +0000", 1456704000, 0},
      {"Tue,\n 15 Apr 2014\n\t16:53:34 +0000", APRIL, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    gint64 utc = -1;
    gint16 offset = -1;
    g_test_message("%s", rows[i].text);
    g_assert_true(ingest_date_parse(rows[i].text, &utc, &offset));
    g_assert_cmpint(utc, ==, rows[i].utc);
    g_assert_cmpint(offset, ==, rows[i].offset);
  }
}

static void
test_what_is_no_date(void)
{
  static const char *const texts[] = {"",
                                      "yesterday",
                                      "Tue, 31 Feb 2014 10:00:00 +0000",
                                      "16:53:34",
                                      "Apr 2014",
                                      "99 Foo 2014 10:00",
                                      "Tue, 15 Apr 2014",
                                      "999999999999999999999 Apr 999999999999 99:99:99"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_test_message("%s", texts[i]);
    g_assert_false(ingest_date_parse(texts[i], NULL, NULL));
  }
}

static void
test_from_line(void)
{
  gint64 utc;
  g_assert_true(ingest_date_parse_from_line("From joe12 at x4.example  Tue Apr 15 16:53:34 2014",
                                            &utc, NULL));
  g_assert_cmpint(utc, ==, APRIL);
  g_assert_true(ingest_date_parse_from_line("From - Tue Apr 15 16:53:34 2014", &utc, NULL));
  g_assert_cmpint(utc, ==, APRIL);
  g_assert_false(ingest_date_parse_from_line("From someone", &utc, NULL));
  g_assert_false(ingest_date_parse_from_line("From", &utc, NULL));
}

static void
check_best(const DateHints *hints, DateSource source, gint64 utc)
{
  gint64 got;
  gint16 offset;
  g_assert_cmpint(ingest_date_best(hints, &got, &offset), ==, source);
  g_assert_cmpint(got, ==, utc);
}

static void
test_which_date_is_believed(void)
{
  DateHints h = {.has_header = TRUE, .header = APRIL};
  check_best(&h, DATE_HEADER, APRIL);
  h = (DateHints){.has_received = TRUE, .first = APRIL, .last = APRIL + 60};
  check_best(&h, DATE_RECEIVED, APRIL);
  h = (DateHints){.has_from_line = TRUE, .from_line = APRIL};
  check_best(&h, DATE_FROM_LINE, APRIL);
  h = (DateHints){0};
  check_best(&h, DATE_NONE, 0);
}

static void
test_broken_clocks(void)
{
  DateHints h = {.has_header = TRUE, .header = 0, .has_from_line = TRUE, .from_line = APRIL};
  check_best(&h, DATE_FROM_LINE, APRIL);    /* 1970 */
  h.header = G_GINT64_CONSTANT(2085978496); /* 2036 */
  check_best(&h, DATE_FROM_LINE, APRIL);
  h.header = APRIL + 2 * 86400; /* later than the archive had it */
  check_best(&h, DATE_FROM_LINE, APRIL);
  h.header = APRIL - 400 * 86400; /* an old mail in a fresh export */
  check_best(&h, DATE_HEADER, APRIL - 400 * 86400);
  h = (DateHints){.has_header = TRUE, .header = 0};
  check_best(&h, DATE_NONE, 0);
  h.header = G_GINT64_CONSTANT(4294967295); /* 2106 */
  check_best(&h, DATE_NONE, 0);
}

static void
test_wrong_zone_and_received(void)
{
  DateHints h = {.has_header = TRUE, .has_received = TRUE, .first = APRIL, .last = APRIL + 5};
  h.header = APRIL + 25 * 3600;
  check_best(&h, DATE_RECEIVED, APRIL);
  h.header = APRIL - 3600; /* the way took an hour */
  check_best(&h, DATE_HEADER, APRIL - 3600);
  h.header = APRIL - 90 * (gint64)86400;
  check_best(&h, DATE_RECEIVED, APRIL);
  h.first = APRIL - 400 * (gint64)86400; /* one hop lost its clock */
  h.header = APRIL + 400 * (gint64)86400;
  check_best(&h, DATE_RECEIVED, APRIL + 5);
  /* After 2036 a date holds when the hops agree. */
  gint64 late = G_GINT64_CONSTANT(2085978496);
  h = (DateHints){
      .has_header = TRUE, .header = late, .has_received = TRUE, .first = late, .last = late};
  check_best(&h, DATE_HEADER, late);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/date/forms", test_forms);
  g_test_add_func("/date/what-is-no-date", test_what_is_no_date);
  g_test_add_func("/date/from-line", test_from_line);
  g_test_add_func("/date/which-date-is-believed", test_which_date_is_believed);
  g_test_add_func("/date/broken-clocks", test_broken_clocks);
  g_test_add_func("/date/wrong-zone-and-received", test_wrong_zone_and_received);
  return g_test_run();
}
