/* Calendars of others, good and bad. The clock stands at Tue 13 May 2014. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/harness/harness.h"

typedef struct {
  Harness *harness;
  char *path, *out, *err;
  int status;
} Case;

static void
case_clear(Case *c)
{
  if (c->path != NULL)
    g_unlink(c->path);
  harness_free(c->harness);
  g_free(c->path);
  g_free(c->out);
  g_free(c->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void
import_bytes(Case *c, const char *bytes, gsize len)
{
  g_autoptr(GError) error = NULL;
  if (c->harness == NULL) {
    char *out = NULL, *err = NULL;
    c->harness = harness_new();
    const char *const zone[] = {"group", "set", "virt", "--timezone", "Europe/London", NULL};
    g_assert_cmpint(harness_run(c->harness, zone, &out, &err), ==, 0);
    g_free(out);
    g_free(err);
    c->path = g_build_filename(c->harness->folder, "calendar", NULL);
  }
  g_assert_true(g_file_set_contents(c->path, bytes, (gssize)len, &error));
  g_clear_pointer(&c->out, g_free);
  g_clear_pointer(&c->err, g_free);
  const char *const args[] = {"meeting", "import", "virt", c->path, NULL};
  c->status = harness_run(c->harness, args, &c->out, &c->err);
}

static void
import_text(Case *c, const char *text)
{
  import_bytes(c, text, strlen(text));
}

static void
assert_has(const char *text, const char *part)
{
  if (strstr(text, part) == NULL)
    g_test_message("no \"%s\" in\n%s", part, text);
  g_assert_nonnull(strstr(text, part));
}

static char *
listed(const Case *c, const char *since, const char *until)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  const char *const args[] = {"meeting", "list", "virt", "--since", since, "--until", until, NULL};
  g_assert_cmpint(harness_run(c->harness, args, &out, &err), ==, 0);
  return out;
}

static void
test_the_centos_form_becomes_series(void)
{
  g_auto(Case) c = {0};
  import_text(&c, "project:  Virtualization SIG\n"
                  "schedule:\n"
                  "  - time:       '1400'\n"
                  "    day:        Tuesday\n"
                  "    irc:        centos-meeting\n"
                  "    frequency:  biweekly-even\n"
                  "  - time: 900\n"
                  "    irc: '#other'\n"
                  "    frequency: second-friday\n"
                  "  - time: 900\n"
                  "    day: Friday\n"
                  "    frequency: quadweekly\n"
                  "chair:  Ann Bell\n"
                  "flavour: sour\n"
                  "start_date: 20140501\n"
                  "description:  >\n"
                  "    Xen, QEMU and\n"
                  "    friends\n");
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out,
             "added series virtualization-sig: every other Tuesday, in even ISO weeks at 14:00");
  assert_has(c.out, "added series virtualization-sig-2: 2nd Friday of the month at 09:00");
  assert_has(c.out, "left out entry 3 of schedule: \"quadweekly\" is no rule");
  assert_has(c.out, "left out \"flavour\" of the file");
  assert_has(c.out, "local times in Europe/London");
  g_autofree char *list = listed(&c, "2014-05-14", "2014-06-14");
  g_assert_cmpstr(
      list, ==,
      "2014-05-27       2014-05-27 14:00 BST    planned    virtualization-sig  #centos-meeting\n"
      "2014-06-10       2014-06-10 14:00 BST    planned    virtualization-sig  #centos-meeting\n"
      "2014-06-13       2014-06-13 09:00 BST    planned    virtualization-sig-2  #other\n");
}

#define EVENT(uid, start, more)                                                                    \
  "BEGIN:VEVENT\r\nUID:" uid "\r\nDTSTART" start "\r\nDURATION:PT45M\r\n" more "END:VEVENT\r\n"
#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define LONDON ";TZID=Europe/London:"

static const char board[] =
    CALENDAR(EVENT("board@x", LONDON "20140506T150000",
                   "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=6\r\nEXDATE" LONDON "20140513T150000\r\n"
                   "SUMMARY:Board\r\nLOCATION:Room 5\r\n")
                 EVENT("board@x", LONDON "20140521T160000",
                       "RECURRENCE-ID" LONDON "20140520T150000\r\nSUMMARY:Board\r\n")
                     EVENT("once@x", ":20140528T080000Z", "SUMMARY:Breakfast\r\n"));

static void
test_a_calendar_comes_over_with_its_exceptions(void)
{
  static const char expected[] =
      "2014-05-06       2014-05-06 15:00 BST    planned    board  Room 5\n"
      "2014-05-13       2014-05-13 15:00 BST    cancelled  board  Room 5\n"
      "2014-05-21       2014-05-21 16:00 BST    planned    board  Room 5\n"
      "2014-05-27       2014-05-27 15:00 BST    planned    board  Room 5\n"
      "2014-05-28       2014-05-28 09:00 BST    planned    Breakfast\n"
      "2014-06-03       2014-06-03 15:00 BST    planned    board  Room 5\n"
      "2014-06-10       2014-06-10 15:00 BST    planned    board  Room 5\n";
  g_auto(Case) c = {0};
  import_text(&c, board);
  g_assert_cmpint(c.status, ==, 0);
  g_autofree char *first = listed(&c, "2014-05-01", "2014-12-31");
  g_assert_cmpstr(first, ==, expected);
  /* Once more changes nothing. */
  import_text(&c, board);
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out, "changed series board");
  assert_has(c.out, "left out meeting 2014-05-28 09:00");
  g_autofree char *second = listed(&c, "2014-05-01", "2014-12-31");
  g_assert_cmpstr(second, ==, expected);
}

static void
test_our_own_calendar_comes_back(void)
{
  g_auto(Case) c = {0};
  import_text(&c, board);
  g_autofree char *before = listed(&c, "2014-05-01", "2014-12-31");
  char *ics = NULL;
  g_autofree char *err = NULL;
  const char *const print[] = {"meeting", "list", "virt", "--format", "ics", NULL};
  g_assert_cmpint(harness_run(c.harness, print, &ics, &err), ==, 0);
  g_auto(Case) other = {0};
  import_text(&other, ics);
  g_free(ics);
  g_assert_cmpint(other.status, ==, 0);
  g_autofree char *after = listed(&other, "2014-05-01", "2014-12-31");
  /* Titles carry the name of the group in a calendar, places and times stay. */
  g_auto(GStrv) one = g_strsplit(before, "\n", -1), two = g_strsplit(after, "\n", -1);
  g_assert_cmpuint(g_strv_length(one), ==, g_strv_length(two));
  for (guint i = 0; one[i] != NULL && one[i][0] != '\0'; i++)
    g_assert_cmpint(strncmp(one[i], two[i], 50), ==, 0);
}

/* What the calendar says of the group: on its page, and in the calendar that goes out again. */
static void
assert_told(const Case *c, const char *chair, const char *description, const char *video)
{
  g_autofree char *ics = NULL, *list = NULL, *err = NULL;
  const char *const print[] = {"meeting", "list", "virt", "--format", "ics", NULL};
  const char *const series[] = {"meeting", "series", "list", "virt", NULL};
  g_assert_cmpint(harness_run(c->harness, print, &ics, &err), ==, 0);
  g_clear_pointer(&err, g_free);
  g_assert_cmpint(harness_run(c->harness, series, &list, &err), ==, 0);
  g_autofree char *in_list = g_strconcat(", chair ", chair, "\n", NULL);
  g_autofree char *in_ics =
      g_strconcat("DESCRIPTION:", description, "\\nChair: ", chair,
                  video != NULL ? "\\nVideo: " : "", video != NULL ? video : "", "\r\n", NULL);
  g_auto(GStrv) folds = g_strsplit(ics, "\r\n ", -1);
  g_autofree char *whole = g_strjoinv("", folds);
  assert_has(list, in_list);
  assert_has(whole, in_ics);
}

static void
test_chair_and_description_come_over(void)
{
  g_auto(Case) yaml = {0}, centos = {0}, own = {0};
  import_text(&yaml, "project: Virt\nschedule:\n  - time: '1400'\n    day: Tuesday\n"
                     "    irc: centos-meeting\nchair: Ann Bell\ndescription: >\n"
                     "    Xen, QEMU and\n    friends\n");
  assert_told(&yaml, "Ann Bell", "Xen\\, QEMU and friends", NULL);
  /* As yaml2ical prints that file. */
  import_text(&centos,
              "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//yaml2ical agendas//EN\r\n"
              "BEGIN:VEVENT\r\nSUMMARY:Virt\r\nDTSTART:20140520T140000Z\r\nDURATION:PT1H\r\n"
              "RRULE:FREQ=WEEKLY\r\nDESCRIPTION:Project:  Virt\\nChair:  Ann Bell\\n"
              "Description:  Xen\\, QEMU and friends\\n\r\nLOCATION:#centos-meeting\r\n"
              "END:VEVENT\r\nEND:VCALENDAR\r\n");
  assert_told(&centos, "Ann Bell", "Xen\\, QEMU and friends", NULL);
  /* As docket prints it, with the address of a room. */
  import_text(&own,
              CALENDAR(EVENT("own@x", LONDON "20140520T150000",
                             "RRULE:FREQ=WEEKLY;BYDAY=TU\r\nSUMMARY:Virt\r\n"
                             "DESCRIPTION:Xen\\nChair: Bob\\nVideo: https://example.org/room\\n"
                             "Agenda: https://d.example.org/virt/meetings/\r\n")
                           EVENT("bad@x", LONDON "20140521T150000",
                                 "SUMMARY:Once\r\nDESCRIPTION:Video: javascript:alert(1)\r\n")));
  g_assert_cmpint(own.status, ==, 0);
  assert_told(&own, "Bob", "Xen", "https://example.org/room");
}

static void
test_of_many_events_the_first_2000_are_taken(void)
{
  g_auto(Case) c = {0};
  g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
  for (guint i = 0; i < 2001; i++)
    g_string_append_printf(text, EVENT("%u@x", ":2040%02u%02uT%02u0000Z", "SUMMARY:Event %u\r\n"),
                           i, i / 240 + 1, i % 240 / 10 + 1, i % 10, i);
  g_string_append(text, "END:VCALENDAR\r\n");
  import_bytes(&c, text->str, text->len);
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out, "2001 events, the first 2000 were taken");
  assert_has(c.out, " Event 1999\n");
  g_assert_null(strstr(c.out, " Event 2000\n"));
  /* Five events with 500 dates more each are 2,505 meetings. */
  g_string_assign(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
  for (guint i = 0; i < 5; i++) {
    g_string_append_printf(text,
                           "BEGIN:VEVENT\r\nUID:r%u@x\r\nDTSTART:20410101T%02u0000Z\r\n"
                           "SUMMARY:Row %u\r\n",
                           i, i, i);
    for (guint k = 0; k < 500; k++)
      g_string_append(text, "RDATE:20420101T000000Z\r\n");
    g_string_append(text, "END:VEVENT\r\n");
  }
  g_string_append(text, "END:VCALENDAR\r\n");
  import_bytes(&c, text->str, text->len);
  assert_has(c.out, "Row 3: 4 of its dates were left out, there are 2000 meetings");
  assert_has(c.out, "Row 4: 500 of its dates were left out, there are 2000 meetings");
}

/* Rules that a series cannot have, and some that no calendar should have: each ends, and says what
 * came of it. */
static void
test_odd_rules_end_and_say_so(void)
{
  static const struct {
    const char *rule, *start, *said;
  } rows[] = {
      {"FREQ=YEARLY", "20400229T100000", "written out as 6 days, until 2060-02-29"},
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "20400501T100000", "gives no day within 20 years"},
      {"FREQ=SECONDLY;COUNT=1000000", "20400501T100000", "more than once a day"},
      {"FREQ=DAILY;COUNT=1000000", "20400501T100000", "written out as 500 days"},
      {"FREQ=DAILY", "20400501T100000", "written out as 500 days"},
      {"FREQ=MONTHLY;BYMONTHDAY=31", "20400531T100000", "written out as 141 days"},
      {"FREQ=WEEKLY;INTERVAL=3", "20400501T100000", "written out as 349 days"},
      {"FREQ=WEEKLY;COUNT=1000000", "20400501T100000", "every Tuesday at 10:00"},
      {"FREQ=WEEKLY", "20400501T100000", "every Tuesday at 10:00, 45 minutes, from 2040-05-01\n"},
      {"FREQ=MONTHLY;BYDAY=-1FR", "20400525T100000", "last Friday of the month"},
      {"FREQ=YEARLY;BYWEEKNO=20", "20400501T100000", "BYWEEKNO"},
      {"FREQ=DAILY;INTERVAL=0", "20400501T100000", ""},
      {"NONSENSE", "20400501T100000", ""},
  };
  g_auto(Case) c = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text =
        g_strdup_printf(CALENDAR(EVENT("%u@x", LONDON "%s", "RRULE:%s\r\nSUMMARY:Row %u\r\n")), i,
                        rows[i].start, rows[i].rule, i);
    import_text(&c, text);
    g_test_message("%s: %s%s", rows[i].rule, c.out, c.err);
    if (rows[i].said[0] == '\0')
      g_assert_cmpint(c.status, <=, 3); /* read or left out, as libical likes it; not a crash */
    else
      assert_has(c.out, rows[i].said);
  }
}

static void
test_an_hour_of_another_zone_is_kept(void)
{
  g_auto(Case) c = {0};
  import_text(&c,
              CALENDAR(EVENT("ny@x", ";TZID=America/New_York:20140304T100000",
                             "RRULE:FREQ=WEEKLY;UNTIL=20140408T140000Z\r\nSUMMARY:Across\r\n")));
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out, "written out as");
  /* For some weeks in March New York is an hour nearer. */
  g_autofree char *list = listed(&c, "2014-03-01", "2014-04-30");
  g_assert_cmpstr(list, ==,
                  "2014-03-04       2014-03-04 15:00 GMT    planned    across\n"
                  "2014-03-11       2014-03-11 14:00 GMT    planned    across\n"
                  "2014-03-18       2014-03-18 14:00 GMT    planned    across\n"
                  "2014-03-25       2014-03-25 14:00 GMT    planned    across\n"
                  "2014-04-01       2014-04-01 15:00 BST    planned    across\n"
                  "2014-04-08       2014-04-08 15:00 BST    planned    across\n");
}

static void
test_a_zone_that_does_not_exist_is_told(void)
{
  g_auto(Case) c = {0};
  import_text(&c, CALENDAR(EVENT("far@x", ";TZID=Mars/Base:20400304T100000", "SUMMARY:Far\r\n")));
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out, "Far: nobody knows the zone Mars/Base, its time was read in Europe/London");
}

static void
test_all_day_and_broken_events_are_left_out_with_a_reason(void)
{
  g_auto(Case) c = {0};
  import_text(
      &c,
      CALENDAR(EVENT("day@x", ";VALUE=DATE:20140601",
                     "SUMMARY:Holiday\r\n") "BEGIN:VEVENT\r\n"
                                            "UID:none@x\r\nSUMMARY:Nothing\r\nEND:VEVENT\r\n" EVENT(
                                                "gone@x", ":20140601T100000Z",
                                                "STATUS:CANCELLED\r\nSUMMARY:Gone\r\n")));
  g_assert_cmpint(c.status, !=, 0);
  assert_has(c.out, "left out Holiday: it lasts all day");
  assert_has(c.out, "left out Nothing: no DTSTART");
  assert_has(c.out, "left out Gone: it is cancelled");
  assert_has(c.err, "nothing of");
}

static void
test_a_file_of_50_mb_is_refused(void)
{
  g_auto(Case) c = {0};
  gsize size = 50 * 1024 * 1024;
  g_autofree char *huge = g_malloc(size);
  memset(huge, 'x', size);
  memcpy(huge, "BEGIN:VCALENDAR\r\n", 17);
  import_bytes(&c, huge, size);
  g_assert_cmpint(c.status, !=, 0);
  assert_has(c.err, "is larger than 4 MiB");
}

/* An event whose property has 100,000 dates: one a line, or all on one. */
static char *
many_dates(const char *rule, const char *property, gboolean one_line)
{
  GString *text =
      g_string_new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:d@x\r\nDTSTART:20400501T100000Z\r\n");
  g_string_append_printf(text, "%sSUMMARY:Dates", rule);
  g_autoptr(GDateTime) start = g_date_time_new_utc(2040, 5, 1, 11, 0, 0);
  for (guint i = 0; i < 100000; i++) {
    g_autoptr(GDateTime) day = g_date_time_add_days(start, (int)(i % 3000));
    g_autofree char *stamp = g_date_time_format(day, "%Y%m%dT%H%M%SZ");
    if (i > 0 && one_line)
      g_string_append_printf(text, ",%s", stamp);
    else
      g_string_append_printf(text, "\r\n%s:%s", property, stamp);
  }
  g_string_append(text, "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  return g_string_free(text, FALSE);
}

static void
test_lists_of_100000_dates_are_cut_with_a_word(void)
{
  static const struct {
    const char *rule, *property;
    gboolean one_line;
    const char *said;
  } rows[] = {
      {"", "RDATE", FALSE, "Dates: 100000 dates, the first 500 were taken"},
      {"", "RDATE", TRUE, "Dates: 500 dates were taken; if the file has more, they were left out"},
      {"RRULE:FREQ=WEEKLY\r\n", "EXDATE", FALSE,
       "Dates: 100000 dates to leave out, the first 500 were taken"},
      {"RRULE:FREQ=WEEKLY\r\n", "EXDATE", TRUE, "Dates: 500 dates to leave out were taken; if"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(Case) c = {0};
    g_autofree char *text = many_dates(rows[i].rule, rows[i].property, rows[i].one_line);
    import_text(&c, text);
    assert_has(c.out, rows[i].said);
    g_assert_cmpint(c.status, ==, 0);
  }
}

static void
test_changed_dates_beyond_the_limit_are_mentioned(void)
{
  g_auto(Case) c = {0};
  g_autoptr(GString) text = g_string_new(
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:d@x\r\nDTSTART:20140506T100000Z\r\n"
      "RRULE:FREQ=WEEKLY\r\nSUMMARY:Dates\r\nEND:VEVENT\r\n");
  g_autoptr(GDateTime) first = g_date_time_new_utc(2014, 5, 6, 10, 0, 0);
  for (int week = 0; week <= 500; week++) {
    g_autoptr(GDateTime) at = g_date_time_add_weeks(first, week);
    g_autofree char *stamp = g_date_time_format(at, "%Y%m%dT");
    g_string_append_printf(text,
                           "BEGIN:VEVENT\r\nUID:d@x\r\nRECURRENCE-ID:%s100000Z\r\n"
                           "DTSTART:%s110000Z\r\nSUMMARY:Dates\r\nEND:VEVENT\r\n",
                           stamp, stamp);
  }
  g_string_append(text, "END:VCALENDAR\r\n");
  import_text(&c, text->str);
  g_assert_cmpint(c.status, ==, 0);
  assert_has(c.out, "left out a changed date of Dates: a series has at most 500");
}

static void
test_an_extra_date_may_be_a_period(void)
{
  g_auto(Case) c = {0};
  import_text(&c, CALENDAR(EVENT("p@x", ":20140601T100000Z",
                                 "RDATE;VALUE=PERIOD:20140608T120000Z/PT1H\r\nSUMMARY:Twice\r\n")));
  g_autofree char *list = listed(&c, "2014-06-01", "2014-06-30");
  assert_has(list, "2014-06-08 13:00 BST");
}

static void
test_bad_yaml_names_the_line(void)
{
  static const struct {
    const char *text, *said;
  } rows[] = {
      {"schedule: [\n", "line"},
      {"a: &x b\nc: *x\n", "line 2: an alias"},
      {"a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}\n", "nested deeper than 8"},
      {"just words\n", "nothing of"},
      {"", "nothing of"},
      {"schedule:\n  - time: '2500'\n    day: Tuesday\n", "nothing of"},
  };
  g_auto(Case) c = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    import_text(&c, rows[i].text);
    g_assert_cmpint(c.status, !=, 0);
    assert_has(c.err, rows[i].said);
  }
  g_autoptr(GString) many = g_string_new("schedule:\n");
  for (guint i = 0; i < 5000; i++)
    g_string_append(many, "  - time: '1400'\n");
  import_bytes(&c, many->str, many->len);
  assert_has(c.err, "more than 100 entries");
  import_bytes(&c, "a: \0\xff\xfe", 6);
  g_assert_cmpint(c.status, !=, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/import/the-centos-form-becomes-series", test_the_centos_form_becomes_series);
  g_test_add_func("/import/a-calendar-comes-over-with-its-exceptions",
                  test_a_calendar_comes_over_with_its_exceptions);
  g_test_add_func("/import/our-own-calendar-comes-back", test_our_own_calendar_comes_back);
  g_test_add_func("/import/chair-and-description-come-over", test_chair_and_description_come_over);
  g_test_add_func("/import/of-many-events-the-first-2000-are-taken",
                  test_of_many_events_the_first_2000_are_taken);
  g_test_add_func("/import/odd-rules-end-and-say-so", test_odd_rules_end_and_say_so);
  g_test_add_func("/import/an-hour-of-another-zone-is-kept", test_an_hour_of_another_zone_is_kept);
  g_test_add_func("/import/a-zone-that-does-not-exist-is-told",
                  test_a_zone_that_does_not_exist_is_told);
  g_test_add_func("/import/all-day-and-broken-events-are-left-out-with-a-reason",
                  test_all_day_and_broken_events_are_left_out_with_a_reason);
  g_test_add_func("/import/a-file-of-50-mb-is-refused", test_a_file_of_50_mb_is_refused);
  g_test_add_func("/import/lists-of-100000-dates-are-cut-with-a-word",
                  test_lists_of_100000_dates_are_cut_with_a_word);
  g_test_add_func("/import/changed-dates-beyond-the-limit-are-mentioned",
                  test_changed_dates_beyond_the_limit_are_mentioned);
  g_test_add_func("/import/an-extra-date-may-be-a-period", test_an_extra_date_may_be_a_period);
  g_test_add_func("/import/bad-yaml-names-the-line", test_bad_yaml_names_the_line);
  return g_test_run();
}
