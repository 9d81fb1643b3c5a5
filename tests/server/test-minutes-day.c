/* Minutes of a weekly meeting that are mailed days later are those of the meeting, in whatever
 * order they are read: by the day that they name, else by the calendar. */
#include <jansson.h>
#include <string.h>

#include "tests/harness/chair.h"

#define MAILED(id, weekday, day, month, time, subject, top)                                        \
  "From a@example.org " weekday " " month " " day " " time " 2014\n"                               \
  "From: Ann Bell <ann@example.org>\n"                                                             \
  "Date: " weekday ", " day " " month " 2014 " time " +0000\n"                                     \
  "Message-ID: <" id "@example.org>\nSubject: " subject "\n\n" top                                 \
  "Present: Ann Bell, Carl Dorn\n\n* AGREED: " id " is done\n* ACTION: Ann to mail " id "\n\n"

static const char *const mails[] = {
    MAILED("field", "Wed", "12", "Mar", "10:00:00", "SIG minutes", "Date: 11 March 2014\n\n"),
    MAILED("unnamed", "Thu", "20", "Mar", "10:00:00", "Minutes", ""),
    MAILED("again", "Fri", "21", "Mar", "10:00:00", "Minutes", ""), /* the meeting has its record */
    MAILED("ahead", "Wed", "26", "Mar", "10:00:00", "Minutes", "Next meeting: 1 April\n\n"),
    MAILED("besides", "Wed", "02", "Apr", "10:00:00", "Minutes", ""), /* another names its day */
    MAILED("named", "Thu", "03", "Apr", "10:00:00", "Minutes of 1 April", ""),
    MAILED("title", "Thu", "10", "Apr", "10:00:00", "SIG minutes", "= SIG 2014-04-08 =\n\n"),
    MAILED("weekday", "Thu", "17", "Apr", "10:00:00", "Minutes from Tuesday's meeting", ""),
    MAILED("week-later", "Tue", "22", "Apr", "08:00:00", "Minutes", ""),
    MAILED("cancelled", "Wed", "30", "Apr", "10:00:00", "Minutes", ""),
    MAILED("same-day", "Tue", "06", "May", "14:30:00", "Minutes", "")};

static const char days[] = "2014-03-11 planned: field\n"
                           "2014-03-18 planned: unnamed\n"
                           "2014-03-21: again\n"
                           "2014-03-25 planned: ahead\n"
                           "2014-04-01 planned: named\n"
                           "2014-04-02: besides\n"
                           "2014-04-08 planned: title\n"
                           "2014-04-15 planned: weekday\n"
                           "2014-04-22 planned: week-later\n"
                           "2014-04-30: cancelled\n"
                           "2014-05-06 planned: same-day\n";

static void
plan(const Harness *harness)
{
  g_free(chair_run(harness, (const char *[]){"group", "add", "sig", NULL}));
  g_free(chair_run(harness,
                   (const char *[]){"group", "set", "sig", "--timezone", "Europe/London", NULL}));
  g_free(chair_run(harness,
                   (const char *[]){"meeting", "series", "add", "sig", "weekly", "weekly tuesday",
                                    "--time", "14:00", "--since", "2014-03-01", NULL}));
  g_free(chair_run(harness, (const char *[]){"meeting", "cancel", "sig", "2014-04-29", NULL}));
}

/* "2014-03-11 planned: field", one line for each meeting with minutes. */
static char *
days_of(const Harness *harness)
{
  g_autofree char *text =
      chair_run(harness, (const char *[]){"meeting", "list", "sig", "--since", "2014-03-01",
                                          "--until", "2014-05-12", "--format", "json", NULL});
  json_t *root = json_loads(text, 0, NULL);
  GString *out = g_string_new(NULL);
  size_t i, k;
  json_t *meeting, *mail;
  json_array_foreach(json_object_get(root, "meetings"), i, meeting)
  {
    json_t *of = json_object_get(json_object_get(meeting, "minutes"), "mails");
    const char *state = json_string_value(json_object_get(meeting, "state"));
    if (of == NULL)
      continue;
    g_string_append_printf(out, "%s%s%s:", json_string_value(json_object_get(meeting, "date")),
                           state != NULL ? " " : "", state != NULL ? state : "");
    json_array_foreach(of, k, mail)
    {
      const char *id = json_string_value(json_object_get(mail, "message_id"));
      g_string_append_printf(out, " %.*s", (int)strcspn(id, "@"), id);
    }
    g_string_append_c(out, '\n');
  }
  json_decref(root);
  return g_string_free(out, FALSE);
}

/* data: which mail comes first, and the step to the next. */
static void
test_minutes_are_those_of_their_meeting(gconstpointer data)
{
  const guint *order = data;
  g_autoptr(Harness) harness = harness_new();
  plan(harness);
  for (guint i = 0, n = order[0]; i < G_N_ELEMENTS(mails); i++, n += order[1])
    harness_ingest(harness, "sig", mails[n % G_N_ELEMENTS(mails)]);
  g_autofree char *read = days_of(harness);
  g_assert_cmpstr(read, ==, days);
  g_free(chair_run(harness, (const char *[]){"rebuild", "sig", NULL}));
  g_autofree char *again = days_of(harness);
  g_assert_cmpstr(again, ==, days);
}

/* What is planned later counts as well: nothing of it is stored with the mail. */
static void
test_a_series_may_be_planned_later(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_free(chair_run(harness, (const char *[]){"group", "add", "sig", NULL}));
  harness_ingest(harness, "sig", mails[1]);
  g_autofree char *before = days_of(harness);
  g_assert_cmpstr(before, ==, "2014-03-20: unnamed\n");
  g_free(chair_run(harness,
                   (const char *[]){"meeting", "series", "add", "sig", "weekly", "weekly tuesday",
                                    "--time", "14:00", "--since", "2014-03-01", NULL}));
  g_autofree char *after = days_of(harness);
  g_assert_cmpstr(after, ==, "2014-03-18 planned: unnamed\n");
}

int
main(int argc, char **argv)
{
  static const guint as_sent[] = {0, 1},
                     backwards[] = {G_N_ELEMENTS(mails) - 1, G_N_ELEMENTS(mails) - 1},
                     mixed[] = {3, 4};
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/minutes-day/as-sent", as_sent, test_minutes_are_those_of_their_meeting);
  g_test_add_data_func("/minutes-day/backwards", backwards,
                       test_minutes_are_those_of_their_meeting);
  g_test_add_data_func("/minutes-day/mixed", mixed, test_minutes_are_those_of_their_meeting);
  g_test_add_func("/minutes-day/a-series-may-be-planned-later", test_a_series_may_be_planned_later);
  return g_test_run();
}
