/* Meetings: computed ones and rows together, and what people do to them. */
#include "db/meeting.h"

#include <string.h>

#include "fixture.h"

#define DAY G_GINT64_CONSTANT(86400)
#define WHO "test"

/* A group in London that meets on Tuesdays at 17:00 from 15 April 2014 on. */
static Group *
london(Fixture *f)
{
  g_autoptr(GError) error = NULL;
  Group *group = db_group_get(f->db, "virt", &error);
  g_assert_no_error(error);
  g_free(group->timezone);
  group->timezone = g_strdup("Europe/London");
  g_assert_true(db_group_set(f->db, group, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  return group;
}

static gint32
day(const char *text)
{
  gint32 value = 0;
  g_assert_true(schedule_day_parse(text, &value, NULL));
  return value;
}

static gint64
at(const char *text, int hour)
{
  return schedule_to_utc("Europe/London", day(text), hour * 60, NULL);
}

static Series *
series_new(const char *name, const char *rule)
{
  g_autoptr(GError) error = NULL;
  Series *series = g_new0(Series, 1);
  series->name = g_strdup(name);
  g_assert_true(schedule_rule_parse(rule, &series->rule, &error));
  series->minute = 17 * 60;
  series->first = day("2014-04-15");
  series->duration = 60;
  series->place = g_strdup("#virt on irc.example.org");
  return series;
}

static void
add_series(Fixture *f, const Group *group, const char *name, const char *rule)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Series) series = series_new(name, rule);
  g_assert_true(db_series_add(f->db, group, series, WHO, FIXTURE_NOW, &error));
  g_assert_no_error(error);
}

/* "name state" of each, joined by commas. */
static char *
listed(Fixture *f, const Group *group, const char *from, const char *until)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = db_meeting_list(f->db, group, at(from, 0), at(until, 0), &error);
  g_assert_no_error(error);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < list->len; i++) {
    const Meeting *meeting = list->pdata[i];
    g_string_append_printf(out, "%s%s%s%s", i > 0 ? ", " : "", meeting->name,
                           meeting->state != MEETING_PLANNED ? " " : "",
                           meeting->state != MEETING_PLANNED ? meeting_state_to_text(meeting->state)
                                                             : "");
  }
  return g_string_free(out, FALSE);
}

#define ASSERT_LISTED(f, group, from, until, expected)                                             \
  do {                                                                                             \
    g_autofree char *listed_ = listed(f, group, from, until);                                      \
    g_assert_cmpstr(listed_, ==, expected);                                                        \
  } while (0)

static Meeting *
get(Fixture *f, const Group *group, const char *name)
{
  g_autoptr(GError) error = NULL;
  Meeting *meeting = db_meeting_get(f->db, group, name, &error);
  g_assert_no_error(error);
  return meeting;
}

/* What the trail says last: "verb key: old -> new". */
static char *
trail(Fixture *f)
{
  g_autofree char *dump = fixture_dump(f->db);
  g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix(lines[i], "audit "))
      g_string_append_printf(out, "%s\n", lines[i]);
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
test_meetings_of_a_series_need_no_row(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  ASSERT_LISTED(f, group, "2014-04-01", "2014-05-01", "2014-04-15, 2014-04-22, 2014-04-29");
  g_autoptr(Meeting) meeting = get(f, group, "2014-04-22");
  g_assert_cmpint(meeting->id, ==, 0);
  g_assert_cmpint(meeting->start, ==, at("2014-04-22", 17));
  g_assert_cmpint(meeting->recurrence, ==, meeting->start);
  g_assert_cmpstr(meeting->place, ==, "#virt on irc.example.org");
  g_assert_cmpstr(meeting->series_name, ==, "weekly");
  g_assert_nonnull(meeting->uid);
}

static void
test_a_touched_meeting_is_a_row_and_listed_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  g_autoptr(Meeting) meeting = get(f, group, "2014-04-22");
  g_assert_true(db_meeting_ensure(f->db, group, meeting, FIXTURE_NOW, &error));
  g_assert_cmpint(meeting->id, >, 0);
  gint64 id = meeting->id;
  g_assert_true(db_meeting_ensure(f->db, group, meeting, FIXTURE_NOW, &error));
  g_assert_cmpint(meeting->id, ==, id);
  ASSERT_LISTED(f, group, "2014-04-01", "2014-05-01", "2014-04-15, 2014-04-22, 2014-04-29");
  g_autoptr(Meeting) again = db_meeting_get_id(f->db, group, id, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(again->name, ==, "2014-04-22");
  g_assert_null(db_meeting_get_id(f->db, group, id + 1, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_moving_keeps_its_place_in_the_series(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  g_assert_true(
      db_meeting_move(f->db, group, "2014-04-22", at("2014-04-24", 15), WHO, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  ASSERT_LISTED(f, group, "2014-04-01", "2014-05-01", "2014-04-15, 2014-04-24, 2014-04-29");
  g_autoptr(Meeting) moved = get(f, group, "2014-04-24");
  g_assert_cmpint(moved->recurrence, ==, at("2014-04-22", 17));
  g_assert_cmpint(moved->start, ==, at("2014-04-24", 15));
  g_assert_cmpuint(moved->sequence, ==, 1);
  g_autofree char *audit = trail(f);
  g_assert_nonnull(
      strstr(audit, "meeting move meeting 2014-04-22 2014-04-22 17:00 2014-04-24 15:00"));
  /* Onto another one it cannot go. */
  g_assert_false(
      db_meeting_move(f->db, group, "2014-04-24", at("2014-04-29", 17), WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_cancelling_leaves_it_in_the_list(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  g_assert_true(db_meeting_cancel(f->db, group, "2014-04-22", WHO, FIXTURE_NOW, &error));
  g_assert_true(db_meeting_cancel(f->db, group, "2014-04-22", WHO, FIXTURE_NOW, &error));
  ASSERT_LISTED(f, group, "2014-04-16", "2014-05-01", "2014-04-22 cancelled, 2014-04-29");
  g_autoptr(Meeting) next = db_meeting_next(f->db, group, at("2014-04-16", 0), &error);
  g_assert_cmpstr(next->name, ==, "2014-04-29");
  g_assert_false(
      db_meeting_move(f->db, group, "2014-04-22", at("2014-04-24", 15), WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_true(db_meeting_restore(f->db, group, "2014-04-22", WHO, FIXTURE_NOW, &error));
  ASSERT_LISTED(f, group, "2014-04-16", "2014-05-01", "2014-04-22, 2014-04-29");
  g_assert_false(db_meeting_restore(f->db, group, "2014-04-22", WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_autofree char *audit = trail(f);
  g_assert_nonnull(strstr(audit, "meeting cancel meeting 2014-04-22 planned cancelled"));
  g_assert_nonnull(strstr(audit, "meeting restore meeting 2014-04-22 cancelled planned"));
}

static void
test_two_on_one_day_are_told_apart_by_time(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  Meeting extra = {.start = at("2014-04-22", 9), .title = (char *)"Breakfast"};
  g_assert_true(db_meeting_add(f->db, group, &extra, WHO, FIXTURE_NOW, &error));
  ASSERT_LISTED(f, group, "2014-04-16", "2014-04-30",
                "2014-04-22T0900, 2014-04-22T1700, 2014-04-29");
  g_assert_null(db_meeting_get(f->db, group, "2014-04-22", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_assert_nonnull(strstr(error->message, "2014-04-22T0900, 2014-04-22T1700"));
  g_clear_error(&error);
  g_autoptr(Meeting) early = get(f, group, "2014-04-22T09:00");
  g_assert_cmpstr(early->title, ==, "Breakfast");
  g_autoptr(Meeting) late = get(f, group, "2014-04-22T1700");
  g_assert_cmpstr(late->series_name, ==, "weekly");
  /* The only one left keeps the bare day; the cancelled one still has an address. */
  g_assert_true(db_meeting_cancel(f->db, group, "2014-04-22T0900", WHO, FIXTURE_NOW, &error));
  g_autoptr(Meeting) left = get(f, group, "2014-04-22");
  g_assert_cmpstr(left->series_name, ==, "weekly");
  g_autoptr(Meeting) cancelled = get(f, group, "2014-04-22T0900");
  g_assert_cmpint(cancelled->state, ==, MEETING_CANCELLED);
  g_assert_false(db_meeting_add(f->db, group, &extra, WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_names_that_name_nothing(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  static const struct {
    const char *name;
    int code;
  } rows[] = {{"2014-04-23", DOCKET_ERROR_NOT_FOUND},
              {"2014-02-29", DOCKET_ERROR_INVALID},
              {"2014-04-22T1600", DOCKET_ERROR_NOT_FOUND},
              {"2014-04-22Z", DOCKET_ERROR_INVALID},
              {"latest", DOCKET_ERROR_INVALID},
              {"", DOCKET_ERROR_INVALID},
              {"2014-04-22T2500", DOCKET_ERROR_INVALID}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(db_meeting_get(f->db, group, rows[i].name, &error));
    g_assert_error(error, DOCKET_ERROR, rows[i].code);
  }
}

static void
test_next_and_last_look_far_enough(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  g_assert_null(db_meeting_next(f->db, group, FIXTURE_NOW, &error));
  g_assert_null(db_meeting_last(f->db, group, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  Meeting far = {.start = at("2024-04-15", 9)};
  Meeting past = {.start = at("1996-04-15", 9)};
  g_assert_true(db_meeting_add(f->db, group, &far, WHO, FIXTURE_NOW, &error));
  g_assert_true(db_meeting_add(f->db, group, &past, WHO, FIXTURE_NOW, &error));
  g_autoptr(Meeting) next = db_meeting_next(f->db, group, FIXTURE_NOW, &error);
  g_assert_cmpstr(next->name, ==, "2024-04-15");
  g_autoptr(Meeting) last = db_meeting_last(f->db, group, FIXTURE_NOW, &error);
  g_assert_cmpstr(last->name, ==, "1996-04-15");
  /* One that runs is the next one until it is over. */
  g_autoptr(Meeting) now = db_meeting_next(f->db, group, far.start + 3599, &error);
  g_assert_cmpstr(now->name, ==, "2024-04-15");
  g_assert_null(db_meeting_next(f->db, group, far.start + 3600, &error));
  /* One that was ended early is over from then on. */
  g_assert_true(
      db_meeting_set_state(f->db, group, "2024-04-15", MEETING_HELD, WHO, far.start + 600, &error));
  g_assert_null(db_meeting_next(f->db, group, far.start + 601, &error));
  g_autoptr(Meeting) ended = db_meeting_last(f->db, group, far.start + 601, &error);
  g_assert_cmpstr(ended->name, ==, "2024-04-15");
}

static void
test_the_date_set_by_hand_is_an_extra_meeting(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  group->next_meeting = at("2014-04-18", 15);
  g_assert_true(db_group_set(f->db, group, FIXTURE_NOW, &error));
  ASSERT_LISTED(f, group, "2014-04-16", "2014-04-23", "2014-04-18, 2014-04-22");
  g_assert_true(
      db_meeting_move(f->db, group, "2014-04-18", at("2014-04-19", 15), WHO, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  g_autoptr(Group) after = db_group_get(f->db, "virt", &error);
  g_assert_cmpint(after->next_meeting, ==, at("2014-04-19", 15));
  ASSERT_LISTED(f, after, "2014-04-16", "2014-04-23", "2014-04-19, 2014-04-22");
  /* A bare day means the meeting which that day has anyway. */
  after->next_meeting = at("2014-04-22", 0);
  g_assert_true(db_group_set(f->db, after, FIXTURE_NOW, &error));
  ASSERT_LISTED(f, after, "2014-04-16", "2014-04-23", "2014-04-19, 2014-04-22");
}

static void
test_a_changed_series_takes_untouched_rows_along(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  MeetingChange chair = {.chair = "Ann"}, place = {.place = "Room 5"};
  g_assert_true(db_meeting_set(f->db, group, "2014-04-15", &chair, WHO, FIXTURE_NOW, &error));
  g_assert_true(db_meeting_set(f->db, group, "2014-04-22", &place, WHO, FIXTURE_NOW, &error));
  g_assert_true(
      db_meeting_move(f->db, group, "2014-04-29", at("2014-04-30", 9), WHO, FIXTURE_NOW, &error));
  g_autoptr(Series) series = db_series_get(f->db, group, "weekly", &error);
  series->minute = 18 * 60;
  g_free(series->place);
  series->place = g_strdup("#virt-meeting");
  g_assert_true(db_series_set(f->db, group, series, WHO, at("2014-04-16", 0), &error));
  g_assert_no_error(error);
  g_autoptr(Meeting) past = get(f, group, "2014-04-15");
  g_assert_cmpint(past->start, ==, at("2014-04-15", 17));
  g_assert_cmpstr(past->place, ==, "#virt on irc.example.org");
  g_autoptr(Meeting) elsewhere = get(f, group, "2014-04-22");
  g_assert_cmpint(elsewhere->start, ==, at("2014-04-22", 18));
  g_assert_cmpstr(elsewhere->place, ==, "Room 5");
  g_autoptr(Meeting) moved = get(f, group, "2014-04-30");
  g_assert_cmpint(moved->start, ==, at("2014-04-30", 9));
  g_assert_cmpint(moved->recurrence, ==, at("2014-04-29", 18));
  g_assert_cmpstr(moved->place, ==, "#virt-meeting");
  g_autoptr(Meeting) computed = get(f, group, "2014-05-06");
  g_assert_cmpint(computed->start, ==, at("2014-05-06", 18));
}

static void
test_an_ended_series_keeps_what_was_touched(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  add_series(f, group, "weekly", "weekly tuesday");
  g_assert_true(
      db_meeting_set_state(f->db, group, "2014-04-15", MEETING_HELD, WHO, FIXTURE_NOW, &error));
  g_assert_true(db_series_end(f->db, group, "weekly", day("2014-04-01"), WHO, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  ASSERT_LISTED(f, group, "2014-04-01", "2015-04-01", "2014-04-15 held");
  g_assert_false(db_meeting_cancel(f->db, group, "2014-04-15", WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_false(db_series_end(f->db, group, "daily", day("2014-04-01"), WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_bad_series_name_the_field(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Group) group = london(f);
  for (guint i = 0; i < 9; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Series) series = series_new(i == 0 ? "Weekly!" : "weekly", "weekly tuesday");
    static const char *const fields[] = {"name:",  "time:",  "first day:", "last day:", "duration:",
                                         "video:", "place:", "dates:",     "chair:"};
    series->minute = i == 1 ? 1440 : series->minute;
    series->first = i == 2 ? 0 : series->first;
    series->until = i == 3 ? series->first - 1 : 0;
    series->duration = i == 4 ? 0 : 60;
    series->video = g_strdup(i == 5 ? "javascript:alert(1)" : "https://example.org/room");
    if (i == 6) {
      g_free(series->place);
      series->place = g_strnfill(MEETING_TEXT_MAX + 1, 'x');
    }
    if (i == 7)
      series->rule.kind = RULE_DATES;
    series->chair = g_strdup(i == 8 ? "Ann\nBCC: all" : "Ann");
    g_assert_false(db_series_add(f->db, group, series, WHO, FIXTURE_NOW, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
    g_assert_true(g_str_has_prefix(error->message, fields[i]));
  }
}

static void
test_days_by_hand_come_back(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = london(f);
  g_autoptr(Series) series = series_new("board", "dates");
  series->dates = g_array_new(FALSE, FALSE, sizeof(gint32));
  const gint32 days[] = {day("2014-06-03"), day("2014-05-02")};
  g_array_append_vals(series->dates, days, 2);
  g_assert_true(db_series_add(f->db, group, series, WHO, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  ASSERT_LISTED(f, group, "2014-04-01", "2015-04-01", "2014-05-02, 2014-06-03");
  g_assert_false(db_series_add(f->db, group, series, WHO, FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/meeting/of-a-series-need-no-row", test_meetings_of_a_series_need_no_row);
  FIXTURE_TEST("/meeting/a-touched-meeting-is-a-row-and-listed-once",
               test_a_touched_meeting_is_a_row_and_listed_once);
  FIXTURE_TEST("/meeting/moving-keeps-its-place-in-the-series",
               test_moving_keeps_its_place_in_the_series);
  FIXTURE_TEST("/meeting/cancelling-leaves-it-in-the-list", test_cancelling_leaves_it_in_the_list);
  FIXTURE_TEST("/meeting/two-on-one-day-are-told-apart-by-time",
               test_two_on_one_day_are_told_apart_by_time);
  FIXTURE_TEST("/meeting/names-that-name-nothing", test_names_that_name_nothing);
  FIXTURE_TEST("/meeting/next-and-last-look-far-enough", test_next_and_last_look_far_enough);
  FIXTURE_TEST("/meeting/the-date-set-by-hand-is-an-extra-meeting",
               test_the_date_set_by_hand_is_an_extra_meeting);
  FIXTURE_TEST("/meeting/a-changed-series-takes-untouched-rows-along",
               test_a_changed_series_takes_untouched_rows_along);
  FIXTURE_TEST("/meeting/an-ended-series-keeps-what-was-touched",
               test_an_ended_series_keeps_what_was_touched);
  FIXTURE_TEST("/meeting/bad-series-name-the-field", test_bad_series_name_the_field);
  FIXTURE_TEST("/meeting/days-by-hand-come-back", test_days_by_hand_come_back);
  return g_test_run();
}
