/* The calendar in the browser and on the command line. The clock stands at Tue 13 May 2014, 16:53
 * UTC. */
#include <string.h>

#include "tests/harness/chair.h"

#define SERIES                                                                                     \
  "verb=series&name=weekly&often=weekly&weekday=Tuesday&time=17:00&first=2014-05-01&duration=60&"  \
  "place=%23virt&chair=Ann"

static void
assert_has(const Answer *answer, const char *text)
{
  if (strstr(answer->body, text) == NULL)
    g_test_message("no \"%s\" in\n%s", text, answer->body);
  g_assert_nonnull(strstr(answer->body, text));
}

static void
in_london(Chair *chair)
{
  chair_sign_in(chair, "chair");
  g_free(
      chair_run(chair->harness, (const char *[]){"group", "set", "virt", "--timezone",
                                                 "Europe/London", "--next-meeting", "none", NULL}));
}

static void
add_series(Chair *chair)
{
  g_autoptr(Answer) answer = chair_post(chair, "/virt/meetings/", SERIES);
  g_assert_cmpuint(answer->status, ==, 303);
  g_assert_cmpstr(answer_header(answer, "location"), ==, "/virt/meetings/");
}

static void
test_a_series_fills_the_calendar_and_the_agenda(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  add_series(&chair);
  g_autoptr(Answer) list = harness_get(chair.harness, "/virt/meetings/");
  g_assert_cmpuint(list->status, ==, 200);
  assert_has(list, "href=\"/virt/meetings/2014-05-20/\"");
  assert_has(list, "2014-05-20 17:00 BST");
  assert_has(list, "every Tuesday at 17:00, 60 minutes, from 2014-05-01");
  g_assert_null(strstr(list->body, "For the chair"));
  g_autoptr(Answer) meeting = harness_get(chair.harness, "/virt/meetings/2014-05-20/");
  g_assert_cmpuint(meeting->status, ==, 200);
  assert_has(meeting, "2014-05-20 16:00 UTC");
  assert_has(meeting, "Draft agenda");
  assert_has(meeting, "href=\"/virt/meetings/2014-05-27/\"");
  assert_has(meeting, "href=\"/virt/meetings/2014-05-13/\"");
  /* The meeting of this hour is the next one while it runs. */
  g_autoptr(Answer) agenda = harness_get(chair.harness, "/virt/agenda.txt");
  assert_has(agenda, "agenda for Tue 13 May 2014");
  g_autoptr(Answer) later = harness_get(chair.harness, "/virt/agenda.txt?date=2014-05-27");
  assert_has(later, "agenda for Tue 27 May 2014");
  g_autoptr(Answer) ahead = harness_get(chair.harness, "/virt/meetings/2014-05-27.md");
  g_assert_cmpstr(answer_header(ahead, "location"), ==, "/virt/agenda.md?date=2014-05-27");
  g_autoptr(Answer) overview = harness_get(chair.harness, "/virt/");
  assert_has(overview, "/virt/meetings/2014-05-13/");
}

static void
test_moving_and_cancelling_lead_to_the_meeting(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  add_series(&chair);
  g_autoptr(Answer) move =
      chair_post(&chair, "/virt/meetings/2014-05-20/", "verb=move&start=2014-05-21T15:00");
  g_assert_cmpuint(move->status, ==, 303);
  g_assert_cmpstr(answer_header(move, "location"), ==, "/virt/meetings/2014-05-21/");
  g_autoptr(Answer) moved = chair_get(&chair, "/virt/meetings/2014-05-21/");
  assert_has(moved, "moved from");
  g_autoptr(Answer) cancel = chair_post(&chair, "/virt/meetings/2014-05-21/", "verb=cancel");
  g_assert_cmpuint(cancel->status, ==, 303);
  g_autoptr(Answer) cancelled = chair_get(&chair, "/virt/meetings/2014-05-21/");
  assert_has(cancelled, "cancelled");
  g_assert_null(strstr(cancelled->body, "Draft agenda"));
  g_autoptr(Answer) restore = chair_post(&chair, "/virt/meetings/2014-05-21/", "verb=restore");
  g_assert_cmpuint(restore->status, ==, 303);
  g_autoptr(Answer) set = chair_post(&chair, "/virt/meetings/2014-05-21/",
                                     "verb=set&title=Release+day&duration=90&place=&video=&chair=");
  g_assert_cmpuint(set->status, ==, 303);
  g_autoptr(Answer) renamed = chair_get(&chair, "/virt/meetings/2014-05-21/");
  assert_has(renamed, "Release day, ");
  assert_has(renamed, "90 minutes");
  g_assert_null(strstr(renamed->body, "<dt>Place"));
  g_autoptr(Answer) ics = harness_get(chair.harness, "/virt/meetings/2014-05-21.ics");
  assert_has(ics, "\r\nRECURRENCE-ID;TZID=Europe/London:20140520T170000\r\n");
  assert_has(ics, "\r\nDTSTART;TZID=Europe/London:20140521T150000\r\n");
  assert_has(ics, "Release day");
  assert_has(ics, "/virt/meetings/2014-05-21/\r\n");
  g_autofree char *same =
      chair_run(chair.harness, (const char *[]){"agenda", "virt", "--date", "2014-05-21",
                                                "--format", "ics", NULL});
  g_assert_nonnull(strstr(same, "RECURRENCE-ID;TZID=Europe/London:20140520T170000"));
  g_autoptr(Answer) gone = chair_get(&chair, "/virt/meetings/2014-05-20/");
  g_assert_cmpuint(gone->status, ==, 404);
}

/* Each is refused with a message at its field, shown with what was typed, and changes nothing. */
static void
test_a_refused_form_says_which_field_and_keeps_what_was_typed(void)
{
  static const struct {
    const char *fields, *id, *message;
  } rows[] = {
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=25:00&first=2014-05-01&duration=60",
       "series-time-fault", "25:00 is no time of day"},
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=&first=2014-05-01&duration=60",
       "series-time-fault", "no time of day"},
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=17:00&first=2014-02-29&duration=60",
       "series-first-fault", "there is no day 2014-02-29"},
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=17:00&duration=60",
       "series-first-fault", "is missing"},
      {"verb=series&name=x&often=hourly&weekday=Tuesday&time=17:00&first=2014-05-01&duration=60",
       "series-rule-fault", "is no rule"},
      {"verb=series&name=X+Y&often=weekly&weekday=Tuesday&time=17:00&first=2014-05-01&duration=60",
       "series-name-fault", "cannot name a series"},
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=17:00&first=2014-05-01&duration=9999",
       "series-duration-fault", "is not 1 to 1440"},
      {"verb=series&name=x&often=dates&dates=2014-05-01+2015-02-29&time=17:00&duration=60",
       "series-dates-fault", "there is no day 2015-02-29"},
      {"verb=series&name=x&often=weekly&weekday=Tuesday&time=17:00&first=2014-05-01&duration=60&"
       "video=javascript:alert(1)",
       "series-video-fault", "is no address of the web"},
      {"verb=add&start=2015-03-29T01:30&title=Night", "add-start-fault",
       "there is no 01:30 on 2015-03-29: the clock in Europe/London skips it"},
      {"verb=add&start=2015-03-29&title=Night", "add-start-fault", "has no time of day"},
  };
  g_auto(Chair) chair = {0};
  in_london(&chair);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = chair_post(&chair, "/virt/meetings/", rows[i].fields);
    g_assert_cmpuint(answer->status, ==, 400);
    assert_has(answer, rows[i].id);
    assert_has(answer, rows[i].message);
    g_assert_true(strstr(rows[i].fields, "Night") == NULL ||
                  strstr(answer->body, "value=\"Night\"") != NULL);
  }
  g_autofree char *list =
      chair_run(chair.harness, (const char *[]){"meeting", "series", "list", "virt", NULL});
  g_assert_cmpstr(list, ==, "");
}

static void
test_two_meetings_on_one_day_have_their_times_in_the_address(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  add_series(&chair);
  g_autoptr(Answer) add = chair_post(&chair, "/virt/meetings/", "verb=add&start=2014-05-20T09:00");
  g_assert_cmpuint(add->status, ==, 303);
  g_autoptr(Answer) again =
      chair_post(&chair, "/virt/meetings/", "verb=add&start=2014-05-20T09:00");
  g_assert_cmpuint(again->status, ==, 409);
  assert_has(again, "is at that very time");
  g_autoptr(Answer) either = harness_get(chair.harness, "/virt/meetings/2014-05-20/");
  g_assert_cmpuint(either->status, ==, 409);
  assert_has(either, "2014-05-20T0900, 2014-05-20T1700");
  g_autoptr(Answer) early = harness_get(chair.harness, "/virt/meetings/2014-05-20T0900/");
  g_assert_cmpuint(early->status, ==, 200);
  g_autoptr(Answer) late = harness_get(chair.harness, "/virt/meetings/2014-05-20T1700/");
  g_assert_cmpuint(late->status, ==, 200);
}

static void
test_only_a_chair_changes_meetings(void)
{
  g_auto(Chair) member = {0};
  chair_sign_in(&member, "member");
  g_autoptr(Answer) series = chair_post(&member, "/virt/meetings/", SERIES);
  g_assert_cmpuint(series->status, ==, 403);
  g_autoptr(Answer) list = chair_get(&member, "/virt/meetings/");
  g_assert_cmpuint(list->status, ==, 200);
  g_assert_null(strstr(list->body, "For the chair"));
}

static void
test_addresses_that_name_no_meeting(void)
{
  static const struct {
    const char *path;
    guint status;
  } rows[] = {
      {"/virt/meetings/2014-05-21/", 404},
      {"/virt/meetings/2014-02-29/", 400},
      {"/virt/meetings/x/", 400},
      {"/virt/meetings/2014-05-20T9/", 400},
      {"/virt/meetings/9999-12-31/", 404},
      {"/virt/meetings/?before=x", 400},
      {"/virt/meetings/?before=1900-01-01", 200},
  };
  g_auto(Chair) chair = {0};
  in_london(&chair);
  add_series(&chair);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = harness_get(chair.harness, rows[i].path);
    g_assert_cmpuint(answer->status, ==, rows[i].status);
  }
}

static void
test_minutes_of_the_archive_stand_in_the_same_list(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  harness_ingest(chair.harness, "virt",
                 "From bot@example.org Wed Apr  9 10:00:00 2014\n"
                 "From: Ann <ann@example.org>\n"
                 "Subject: Minutes of the Virt SIG meeting, 8 April 2014\n"
                 "Message-ID: <minutes-8-april@example.org>\n"
                 "Date: Wed, 9 Apr 2014 10:00:00 +0000\n\n"
                 "= Virt SIG meeting 2014-04-08 =\n\n"
                 "Attendees: Ann Bell (AB), Carl Dorn (CD)\n\n"
                 "ACTION: AB to ask the mirrors for space\n"
                 "DECISION: weekly builds go to the test repository\n");
  g_autoptr(Answer) list = harness_get(chair.harness, "/virt/meetings/");
  assert_has(list, "href=\"/virt/meetings/2014-04-08/\"");
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/meetings/2014-04-08/");
  g_assert_cmpuint(page->status, ==, 200);
  assert_has(page, "Ann Bell");
  assert_has(page, "minutes-8-april@example.org");
  assert_has(page, "weekly builds go to the test repository");
  g_autoptr(Answer) latest = harness_get(chair.harness, "/virt/meetings/latest");
  g_assert_cmpuint(latest->status, ==, 302);
  g_assert_cmpstr(answer_header(latest, "location"), ==, "/virt/meetings/2014-04-08/");
  /* From one to the next, and back. */
  const char *const days[] = {"2014-04-08", "2014-05-20", "2014-06-03"};
  g_free(chair_run(chair.harness,
                   (const char *[]){"meeting", "add", "virt", "2014-05-20T17:00", NULL}));
  g_free(chair_run(chair.harness,
                   (const char *[]){"meeting", "add", "virt", "2014-06-03T17:00", NULL}));
  for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
    g_autofree char *path = g_strdup_printf("/virt/meetings/%s/", days[i]);
    g_autoptr(Answer) one = harness_get(chair.harness, path);
    g_autofree char *back =
        g_strdup_printf("<a rel=\"prev\" href=\"/virt/meetings/%s/\">", i > 0 ? days[i - 1] : "");
    g_autofree char *on =
        g_strdup_printf("<a rel=\"next\" href=\"/virt/meetings/%s/\">", i < 2 ? days[i + 1] : "");
    g_assert_cmpint(strstr(one->body, back) != NULL, ==, i > 0);
    g_assert_cmpint(strstr(one->body, on) != NULL, ==, i < 2);
  }
  g_autoptr(Answer) text = harness_get(chair.harness, "/virt/meetings/2014-04-08.txt");
  g_assert_cmpuint(text->status, ==, 302);
  g_assert_cmpstr(answer_header(text, "location"), ==,
                  "/virt/archive/minutes-8-april@example.org/raw");
  g_autofree char *export =
      chair_run(chair.harness, (const char *[]){"export", "virt", "--what", "meetings", NULL});
  g_assert_nonnull(strstr(export, "\"message_id\": \"minutes-8-april@example.org\""));
  g_autoptr(Answer) json = harness_get(chair.harness, "/virt/meetings/2014-04-08.json");
  assert_has(json, "\"minutes-8-april@example.org\"");
}

/* Minutes name a day: that of the meeting where the group is, also when it is another one in UTC.
 */
static void
test_minutes_join_the_scheduled_meeting_of_their_day(void)
{
  static const struct {
    const char *zone, *start, *sent;
  } rows[] = {{"Europe/London", "2014-05-20T17:00", "Tue, 20 May 2014 18:10:00 +0100"},
              {"America/New_York", "2014-05-20T22:30", "Tue, 20 May 2014 23:40:00 -0400"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(Chair) chair = {0};
    chair_sign_in(&chair, "chair");
    g_free(chair_run(chair.harness,
                     (const char *[]){"group", "set", "virt", "--timezone", rows[i].zone,
                                      "--next-meeting", rows[i].start, NULL}));
    g_autofree char *mbox =
        g_strdup_printf("From ann@example.org Wed May 21 10:00:00 2014\n"
                        "From: Ann <ann@example.org>\nSubject: Minutes of the meeting\n"
                        "Message-ID: <m@example.org>\nDate: %s\n\n"
                        "= Meeting =\n\nAttendees: Ann Bell (AB)\n\n"
                        "DECISION: weekly builds go to the test repository\n",
                        rows[i].sent);
    harness_ingest(chair.harness, "virt", mbox);
    g_autoptr(Answer) list = harness_get(chair.harness, "/virt/meetings/");
    assert_has(list, "href=\"/virt/meetings/2014-05-20/\"");
    const char *first = strstr(list->body, "href=\"/virt/meetings/2014-05-20/\"");
    g_assert_null(strstr(first + 1, "href=\"/virt/meetings/2014-05-20/\""));
    g_autoptr(Answer) json = harness_get(chair.harness, "/virt/meetings/2014-05-20.json");
    assert_has(json, "\"m@example.org\"");
    g_autoptr(Answer) page = harness_get(chair.harness, "/virt/meetings/2014-05-20/");
    assert_has(page, "weekly builds go to the test repository");
    assert_has(page, strstr(rows[i].start, "T") + 1);
  }
}

static void
test_the_command_line_has_the_same_verbs(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  static const char *const commands[][12] = {
      {"meeting", "series", "add", "virt", "weekly", "2nd tue", "--time", "17:00", "--since",
       "2014-05-01"},
      {"meeting", "series", "set", "virt", "weekly", "weekly tuesday", "--place", "#virt"},
      {"meeting", "move", "virt", "2014-05-20", "2014-05-21T15:00"},
      {"meeting", "add", "virt", "2014-05-22T09:00", "--name", "Hackfest", "--duration", "240"},
      {"meeting", "cancel", "virt", "2014-05-27"},
      {"meeting", "cancel", "virt", "2014-06-03"},
      {"meeting", "restore", "virt", "2014-06-03"},
      {"meeting", "set", "virt", "2014-06-03", "--chair", "Bob"},
      {"meeting", "series", "end", "virt", "weekly", "2014-06-09"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
    g_free(chair_run(chair.harness, commands[i]));
  g_autofree char *list =
      chair_run(chair.harness, (const char *[]){"meeting", "list", "virt", "--since", "2014-05-14",
                                                "--until", "2014-12-31", NULL});
  g_assert_cmpstr(list, ==,
                  "2014-05-21       2014-05-21 15:00 BST    planned    weekly  #virt\n"
                  "2014-05-22       2014-05-22 09:00 BST    planned    Hackfest\n"
                  "2014-05-27       2014-05-27 17:00 BST    cancelled  weekly  #virt\n"
                  "2014-06-03       2014-06-03 17:00 BST    planned    weekly  #virt\n");
}

/* At 17:53 in London: one that began at 17:45 and was ended leaves the place to the next. */
static void
test_a_meeting_that_was_ended_early_is_over(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  const char *const at[] = {"2014-05-13T17:45", "2014-05-27T17:45"};
  for (guint i = 0; i < G_N_ELEMENTS(at); i++)
    g_free(chair_run(chair.harness, (const char *[]){"meeting", "add", "virt", at[i], NULL}));
  chair_assert_shows(&chair, "/virt/agenda", "href=\"/virt/meetings/2014-05-13/edit\"");
  chair_assert_post(&chair, "/virt/meetings/2014-05-13/live", "verb=start", 303);
  chair_assert_shows(&chair, "/virt/agenda", "href=\"/virt/meetings/2014-05-13/edit\"");
  chair_assert_post(&chair, "/virt/meetings/2014-05-13/live", "verb=end", 303);
  chair_assert_shows(&chair, "/virt/agenda", "href=\"/virt/meetings/2014-05-27/edit\"");
  g_autoptr(Answer) latest = harness_get(chair.harness, "/virt/meetings/latest");
  g_assert_cmpstr(answer_header(latest, "location"), ==, "/virt/meetings/2014-05-13/");
  chair_assert_post(&chair, "/virt/meetings/2014-05-13/live", "verb=start", 303);
  chair_assert_shows(&chair, "/virt/agenda", "href=\"/virt/meetings/2014-05-13/edit\"");
}

static int
days_between(const char *from, const char *until)
{
  gint32 one, two;
  g_autofree char *first = g_strndup(from, 10), *second = g_strndup(until, 10);
  g_assert_true(schedule_day_parse(first, &one, NULL) && schedule_day_parse(second, &two, NULL));
  return two - one;
}

/* Two series and seven thousand years: the list stops somewhere, says where, and goes on from there
 * without a gap. */
static void
test_a_list_that_is_cut_says_where_to_go_on(void)
{
  g_auto(Chair) chair = {0};
  in_london(&chair);
  static const char *const series[][12] = {
      {"meeting", "series", "add", "virt", "weekly", "weekly tuesday", "--time", "17:00", "--since",
       "2014-05-01"},
      {"meeting", "series", "add", "virt", "monthly", "1st friday", "--time", "10:00", "--since",
       "2014-05-01"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(series); i++)
    g_free(chair_run(chair.harness, series[i]));
  g_autofree char *since = g_strdup("2014-05-14"), *last = g_strdup("2014-05-13");
  for (guint page = 0; page < 2; page++) {
    g_autofree char *out = NULL, *err = NULL;
    const char *const args[] = {"meeting", "list",    "virt",       "--since",
                                since,     "--until", "9999-12-31", NULL};
    g_assert_cmpint(harness_run(chair.harness, args, &out, &err), ==, 0);
    const char *told = strstr(err, "docket meeting list virt --since ");
    g_assert_nonnull(told);
    g_auto(GStrv) rows = g_strsplit(out, "\n", -1);
    guint n = g_strv_length(rows) - 1;
    g_assert_cmpuint(n, >, 4000);
    /* Tuesdays are never more than a week apart, and both series go to the end. */
    g_assert_cmpint(days_between(last, rows[0]), <=, 7);
    g_free(since);
    since = g_strndup(told + strlen("docket meeting list virt --since "), 10);
    g_free(last);
    last = g_strndup(rows[n - 1], 10);
    g_assert_cmpint(days_between(last, since), <=, 7);
    g_assert_cmpint(days_between(last, since), >=, 0);
    guint n_late = 0;
    for (guint i = n - 60; i < n; i++)
      n_late += strstr(rows[i], "monthly") != NULL;
    g_assert_cmpuint(n_late, >, 8);
  }
  g_autofree char *all = NULL, *silent = NULL;
  const char *const short_list[] = {"meeting", "list", "virt", "--until", "2020-01-01", NULL};
  g_assert_cmpint(harness_run(chair.harness, short_list, &all, &silent), ==, 0);
  g_assert_cmpstr(silent, ==, "");
}

/* Who leads the day and where the call is: on each page, in each form and in the mail. */
static void
test_the_chair_and_the_call_of_a_day_stand_everywhere(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  static const char *const commands[][12] = {
      {"group", "set", "virt", "--address", "virt@lists.example.org"},
      {"meeting", "add", "virt", "2014-05-20T17:00"},
      {"meeting", "set", "virt", "2014-05-20", "--chair", "Carl Dorn", "--video",
       "https://video.example.org/virt"},
      {"agenda", "add", "virt", "Releases", "--date", "2014-05-20"},
      {"agenda", "publish", "virt", "--date", "2014-05-20"},
      {"outbox", "write", "virt", "agenda", "--date", "2014-05-20"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
    g_free(chair_run(chair.harness, commands[i]));
  static const struct {
    const char *path, *chair, *video;
  } places[] = {
      {"/virt/meetings/2014-05-20/", "<dt>Chair</dt><dd><bdi>Carl Dorn</bdi>",
       "href=\"https://video.example.org/virt\""},
      {"/virt/agenda", "Chair: <bdi>Carl Dorn</bdi>", "href=\"https://video.example.org/virt\""},
      {"/virt/meetings/", "chair <bdi>Carl Dorn</bdi>", ""},
      {"/virt/agenda.txt", "\nChair    Carl Dorn\n", "\nVideo    https://video.example.org/virt\n"},
      {"/virt/agenda.md", "Carl Dorn", "https://video.example.org/virt"},
      {"/virt/agenda.json", "\"chair\": \"Carl Dorn\"",
       "\"video\": \"https://video.example.org/virt\""},
      {"/virt/outbox/1", "\nChair    Carl Dorn\n", "\nVideo    https://video.example.org/virt\n"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
    chair_assert_shows(&chair, places[i].path, places[i].chair);
    chair_assert_shows(&chair, places[i].path, places[i].video);
  }
  g_autoptr(Answer) ics = harness_get(chair.harness, "/virt/meetings/2014-05-20.ics");
  g_auto(GStrv) folds = g_strsplit(ics->body, "\r\n ", -1);
  g_autofree char *whole = g_strjoinv("", folds);
  harness_assert_says(whole, "\\nChair: Carl Dorn\\nVideo: https://video.example.org/virt\\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/meeting/a-series-fills-the-calendar-and-the-agenda",
                  test_a_series_fills_the_calendar_and_the_agenda);
  g_test_add_func("/meeting/moving-and-cancelling-lead-to-the-meeting",
                  test_moving_and_cancelling_lead_to_the_meeting);
  g_test_add_func("/meeting/a-refused-form-says-which-field-and-keeps-what-was-typed",
                  test_a_refused_form_says_which_field_and_keeps_what_was_typed);
  g_test_add_func("/meeting/two-on-one-day-have-their-times-in-the-address",
                  test_two_meetings_on_one_day_have_their_times_in_the_address);
  g_test_add_func("/meeting/only-a-chair-changes-them", test_only_a_chair_changes_meetings);
  g_test_add_func("/meeting/addresses-that-name-none", test_addresses_that_name_no_meeting);
  g_test_add_func("/meeting/minutes-of-the-archive-stand-in-the-same-list",
                  test_minutes_of_the_archive_stand_in_the_same_list);
  g_test_add_func("/meeting/minutes-join-the-scheduled-meeting-of-their-day",
                  test_minutes_join_the_scheduled_meeting_of_their_day);
  g_test_add_func("/meeting/one-that-was-ended-early-is-over",
                  test_a_meeting_that_was_ended_early_is_over);
  g_test_add_func("/meeting/a-list-that-is-cut-says-where-to-go-on",
                  test_a_list_that_is_cut_says_where_to_go_on);
  g_test_add_func("/meeting/the-chair-and-the-call-of-a-day-stand-everywhere",
                  test_the_chair_and_the_call_of_a_day_stand_everywhere);
  g_test_add_func("/meeting/the-command-line-has-the-same-verbs",
                  test_the_command_line_has_the_same_verbs);
  return g_test_run();
}
