/* Rules of recurrence, local time across summer time, and what no calendar has. */
#include <string.h>

#include "db/schedule.h"

#define DAY G_GINT64_CONSTANT(86400)
#define LONDON "Europe/London"

static gint32
day(const char *text)
{
  g_autoptr(GError) error = NULL;
  gint32 value = 0;
  g_assert_true(schedule_day_parse(text, &value, &error));
  g_assert_no_error(error);
  return value;
}

static Schedule
schedule(const char *rule, const char *zone, const char *first, int minute)
{
  g_autoptr(GError) error = NULL;
  Schedule s = {.zone = zone, .first = day(first), .minute = minute};
  g_assert_true(schedule_rule_parse(rule, &s.rule, &error));
  g_assert_no_error(error);
  return s;
}

/* The UTC times of [from, until) as text, joined by blanks. */
static char *
times(const Schedule *s, const char *from, const char *until)
{
  g_autoptr(GArray) found = schedule_between(s, schedule_to_utc("UTC", day(from), 0, NULL),
                                             schedule_to_utc("UTC", day(until), 0, NULL));
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++) {
    const Occurrence *occurrence = &g_array_index(found, Occurrence, i);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(occurrence->start);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M");
    g_string_append_printf(out, "%s%s%s", i > 0 ? " " : "", text,
                           occurrence->kind == LOCAL_SKIPPED   ? "+"
                           : occurrence->kind == LOCAL_DOUBLED ? "="
                                                               : "");
  }
  return g_string_free(out, FALSE);
}

#define ASSERT_TIMES(s, from, until, expected)                                                     \
  do {                                                                                             \
    g_autofree char *times_ = times(s, from, until);                                               \
    g_assert_cmpstr(times_, ==, expected);                                                         \
  } while (0)

static void
test_local_time_stays_across_summer_time(void)
{
  Schedule s = schedule("weekly sunday", LONDON, "2026-03-01", 14 * 60);
  ASSERT_TIMES(&s, "2026-03-20", "2026-04-06",
               "2026-03-22T14:00 2026-03-29T13:00 2026-04-05T13:00");
  ASSERT_TIMES(&s, "2026-10-17", "2026-11-02",
               "2026-10-18T13:00 2026-10-25T14:00 2026-11-01T14:00");
}

static void
test_the_skipped_hour_moves_forward_and_says_so(void)
{
  Schedule s = schedule("weekly sunday", LONDON, "2026-03-01", 90);
  ASSERT_TIMES(&s, "2026-03-28", "2026-04-06", "2026-03-29T01:30+ 2026-04-05T00:30");
  gint32 its_day;
  int minute;
  LocalKind kind;
  gint64 when = schedule_to_utc(LONDON, day("2026-03-29"), 90, &kind);
  g_assert_cmpint(kind, ==, LOCAL_SKIPPED);
  schedule_to_local(LONDON, when, &its_day, &minute);
  g_assert_cmpint(its_day, ==, day("2026-03-29"));
  g_assert_cmpint(minute, ==, 150);
}

static void
test_of_the_doubled_hour_the_first_is_taken(void)
{
  Schedule s = schedule("weekly sunday", LONDON, "2026-10-01", 90);
  ASSERT_TIMES(&s, "2026-10-24", "2026-11-02", "2026-10-25T00:30= 2026-11-01T01:30");
}

static void
test_a_day_that_a_zone_skipped_moves_forward(void)
{
  LocalKind kind;
  gint64 when = schedule_to_utc("Pacific/Apia", day("2011-12-30"), 600, &kind);
  gint32 its_day;
  int minute;
  g_assert_cmpint(kind, ==, LOCAL_SKIPPED);
  schedule_to_local("Pacific/Apia", when, &its_day, &minute);
  g_assert_cmpint(its_day, ==, day("2011-12-31"));
  g_assert_cmpint(minute, ==, 600);
}

static void
test_weeks_have_the_parity_of_iso_weeks_over_twenty_years(void)
{
  for (guint odd = 0; odd < 2; odd++) {
    for (guint weekday = 1; weekday <= 7; weekday++) {
      g_autofree char *rule = g_strdup_printf("%s weeks %s", odd != 0 ? "odd" : "even",
                                              schedule_weekday_name((int)weekday));
      Schedule s = schedule(rule, "UTC", "2019-01-01", 0);
      g_autoptr(GArray) found =
          schedule_between(&s, schedule_to_utc("UTC", day("2019-01-01"), 0, NULL),
                           schedule_to_utc("UTC", day("2039-01-01"), 0, NULL));
      guint n = 0;
      for (gint32 d = day("2019-01-01"); d < day("2039-01-01"); d++) {
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_julian(&date, (guint32)d);
        if (g_date_get_weekday(&date) != (GDateWeekday)weekday ||
            g_date_get_iso8601_week_of_year(&date) % 2 != odd)
          continue;
        g_assert_cmpuint(n, <, found->len);
        g_assert_cmpint(g_array_index(found, Occurrence, n).day, ==, d);
        n++;
      }
      g_assert_cmpuint(n, ==, found->len);
    }
  }
}

static void
test_months_by_weekday(void)
{
  Schedule second = schedule("2nd tuesday", "UTC", "2026-01-01", 600);
  ASSERT_TIMES(&second, "2026-02-01", "2026-05-01",
               "2026-02-10T10:00 2026-03-10T10:00 2026-04-14T10:00");
  Schedule last = schedule("last friday", "UTC", "2026-01-01", 600);
  ASSERT_TIMES(&last, "2026-01-15", "2026-04-01",
               "2026-01-30T10:00 2026-02-27T10:00 2026-03-27T10:00");
  Schedule fifth = schedule("5th monday", "UTC", "2026-01-01", 600);
  ASSERT_TIMES(&fifth, "2026-01-01", "2026-09-01",
               "2026-03-30T10:00 2026-06-29T10:00 2026-08-31T10:00");
  /* From the middle of a month, whatever day the window begins on. */
  ASSERT_TIMES(&second, "2026-03-11", "2026-05-01", "2026-04-14T10:00");
}

static void
test_days_by_hand_stay_within_first_and_last(void)
{
  g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(gint32));
  const char *const days[] = {"2026-01-05", "2028-02-29", "2030-06-01"};
  for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
    gint32 d = day(days[i]);
    g_array_append_val(dates, d);
  }
  Schedule s = schedule("dates", "UTC", "2026-02-01", 600);
  s.dates = dates;
  ASSERT_TIMES(&s, "2020-01-01", "2040-01-01", "2028-02-29T10:00 2030-06-01T10:00");
  s.until = day("2029-01-01");
  ASSERT_TIMES(&s, "2020-01-01", "2040-01-01", "2028-02-29T10:00");
}

static void
test_a_rule_without_end_gives_a_bounded_answer(void)
{
  Schedule s = schedule("weekly monday", LONDON, "1900-01-01", 600);
  g_autoptr(GArray) found = schedule_between(&s, G_MININT64 / 2, G_MAXINT64 / 2);
  g_assert_cmpuint(found->len, ==, SCHEDULE_MAX);
  Occurrence occurrence;
  g_assert_true(schedule_next(&s, G_GINT64_CONSTANT(1780000000), &occurrence));
  g_assert_cmpint(occurrence.start - G_GINT64_CONSTANT(1780000000), <, 7 * DAY);
  s.until = day("2020-01-01");
  g_assert_false(schedule_next(&s, G_GINT64_CONSTANT(1780000000), &occurrence));
}

static void
test_next_and_previous_meet_at_a_time(void)
{
  Schedule s = schedule("weekly tuesday", LONDON, "2026-11-03", 17 * 60);
  s.until = day("2026-12-31");
  Occurrence occurrence;
  gint64 start = schedule_to_utc(LONDON, day("2026-11-24"), 17 * 60, NULL);
  g_assert_true(schedule_next(&s, start, &occurrence));
  g_assert_cmpint(occurrence.start, ==, start);
  g_assert_true(schedule_next(&s, start + 1, &occurrence));
  g_assert_cmpint(occurrence.start, ==, start + 7 * DAY);
  g_assert_true(schedule_previous(&s, start, &occurrence));
  g_assert_cmpint(occurrence.start, ==, start - 7 * DAY);
  /* Long after its end, and before its beginning. */
  g_assert_true(schedule_previous(&s, start + 9 * 365 * DAY, &occurrence));
  g_assert_cmpint(occurrence.day, ==, day("2026-12-29"));
  g_assert_false(schedule_previous(&s, start - 30 * DAY, &occurrence));
  g_assert_true(schedule_has_day(&s, day("2026-11-24")));
  g_assert_false(schedule_has_day(&s, day("2026-11-25")));
  g_assert_false(schedule_has_day(&s, day("2027-01-05")));
}

static void
test_rules_are_read_back_as_written(void)
{
  static const struct {
    const char *given, *text, *words;
  } rows[] = {
      {"weekly tuesday", "weekly tuesday", "every Tuesday"},
      {" Every  tue ", "weekly tuesday", "every Tuesday"},
      {"biweekly-even WED", "even weeks wednesday", "every other Wednesday, in even ISO weeks"},
      {"odd weeks sun", "odd weeks sunday", "every other Sunday, in odd ISO weeks"},
      {"second tuesday", "2nd tuesday", "2nd Tuesday of the month"},
      {"last friday", "last friday", "last Friday of the month"},
      {"dates", "dates", "on days set by hand"},
      {"6th friday", NULL, NULL},
      {"weekly", NULL, NULL},
      {"", NULL, NULL},
      {"FREQ=SECONDLY", NULL, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    ScheduleRule rule;
    gboolean good = schedule_rule_parse(rows[i].given, &rule, &error);
    if (rows[i].text == NULL) {
      g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
      continue;
    }
    g_autofree char *text = schedule_rule_to_text(&rule);
    g_autofree char *words = schedule_rule_to_words(&rule);
    g_assert_true(good);
    g_assert_cmpstr(text, ==, rows[i].text);
    g_assert_cmpstr(words, ==, rows[i].words);
  }
}

static void
test_days_that_are_none_are_named(void)
{
  static const char *const bad[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
                                    "26-04-01",   "2026-4-1",   "tomorrow",   "",
                                    "1899-12-31", "2026-11-3a", "9999-12-32"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    gint32 value;
    g_assert_false(schedule_day_parse(bad[i], &value, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, bad[i]));
  }
  g_assert_cmpint(day("2028-02-29"), ==, day("2028-02-28") + 1);
}

static void
test_an_unknown_zone_counts_as_utc(void)
{
  gint64 utc = schedule_to_utc("UTC", day("2026-06-01"), 600, NULL);
  g_assert_cmpint(schedule_to_utc("Europe/Atlantis", day("2026-06-01"), 600, NULL), ==, utc);
  g_assert_cmpint(schedule_to_utc(NULL, day("2026-06-01"), 600, NULL), ==, utc);
  g_assert_cmpint(utc % DAY, ==, 36000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/schedule/local-time-stays-across-summer-time",
                  test_local_time_stays_across_summer_time);
  g_test_add_func("/schedule/the-skipped-hour-moves-forward-and-says-so",
                  test_the_skipped_hour_moves_forward_and_says_so);
  g_test_add_func("/schedule/of-the-doubled-hour-the-first-is-taken",
                  test_of_the_doubled_hour_the_first_is_taken);
  g_test_add_func("/schedule/a-day-that-a-zone-skipped-moves-forward",
                  test_a_day_that_a_zone_skipped_moves_forward);
  g_test_add_func("/schedule/weeks-have-the-parity-of-iso-weeks-over-twenty-years",
                  test_weeks_have_the_parity_of_iso_weeks_over_twenty_years);
  g_test_add_func("/schedule/months-by-weekday", test_months_by_weekday);
  g_test_add_func("/schedule/days-by-hand-stay-within-first-and-last",
                  test_days_by_hand_stay_within_first_and_last);
  g_test_add_func("/schedule/a-rule-without-end-gives-a-bounded-answer",
                  test_a_rule_without_end_gives_a_bounded_answer);
  g_test_add_func("/schedule/next-and-previous-meet-at-a-time",
                  test_next_and_previous_meet_at_a_time);
  g_test_add_func("/schedule/rules-are-read-back-as-written", test_rules_are_read_back_as_written);
  g_test_add_func("/schedule/days-that-are-none-are-named", test_days_that_are_none_are_named);
  g_test_add_func("/schedule/an-unknown-zone-counts-as-utc", test_an_unknown_zone_counts_as_utc);
  return g_test_run();
}
