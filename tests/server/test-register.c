/* Registers and the report, from mail, from meetings held here and from what chairs say. The clock
 * stands at Tue 13 May 2014, 16:53 UTC. */
#include <string.h>

#include "db/group.h"
#include "db/meeting.h"
#include "db/register.h"
#include "db/report.h"
#include "db/live.h"
#include "tests/harness/chair.h"

static const char minutes[] = "From bot@example.org Wed Apr  9 10:00:00 2014\n"
                              "From: Ann <ann@example.org>\n"
                              "Subject: Minutes of the Virt SIG meeting, 8 April 2014\n"
                              "Message-ID: <minutes-8-april@example.org>\n"
                              "Date: Wed, 9 Apr 2014 10:00:00 +0000\n\n"
                              "= Virt SIG meeting 2014-04-08 =\n\n"
                              "Attendees: Ann Bell (AB), Carl Dorn (CD)\n\n"
                              "ACTION: AB to ask the mirrors for space by 2014-04-20\n"
                              "DECISION: weekly builds go to the test repository\n\n"
                              "From carl@example.org Thu Apr 10 12:00:00 2014\n"
                              "From: Carl <carl@example.org>\n"
                              "Subject: Re: Minutes of the Virt SIG meeting, 8 April 2014\n"
                              "Message-ID: <reply-8-april@example.org>\n"
                              "In-Reply-To: <minutes-8-april@example.org>\n"
                              "Date: Thu, 10 Apr 2014 12:00:00 +0000\n\n"
                              "> ACTION: AB to ask the mirrors for space by 2014-04-20\n\n"
                              "One of them has answered, the space is there.\n";

/* One person as a list writes her: by her name with and without its accent, by her first name, by a
 * nick made of both. */
static const char one_person[] = "From cd@example.org Fri Apr 11 10:00:00 2014\n"
                                 "From: Carl <carl@example.org>\n"
                                 "Subject: Minutes of the call\n"
                                 "Message-ID: <minutes-11-april@example.org>\n"
                                 "Date: Fri, 11 Apr 2014 10:00:00 +0000\n"
                                 "Content-Type: text/plain; charset=utf-8\n\n"
                                 "ACTION: Ayse Demir to book the room\n"
                                 "ACTION: Ay\u015fe Demir to order the boards\n"
                                 "ACTION: ayse to answer the university\n"
                                 "ACTION: ademir to sort the cables\n"
                                 "ACTION: Bruno to bring tea\n";

static void
assert_has(const char *text, const char *part)
{
  if (strstr(text, part) == NULL)
    g_test_message("no \"%s\" in\n%s", part, text);
  g_assert_nonnull(strstr(text, part));
}

/* A meeting held here on 6 May: one decision with a tally, one action of Ann's that is due, Ann and
 * Bob present. */
static void
hold_meeting(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  Meeting wanted = {.start = HARNESS_NOW - 7 * 86400};
  g_assert_true(db_begin(db, &error));
  g_assert_true(db_meeting_add(db, group, &wanted, "test", HARNESS_NOW - 8 * 86400, &error));
  g_autoptr(Meeting) meeting = db_meeting_last(db, group, HARNESS_NOW, &error);
  g_assert_cmpstr(meeting->name, ==, "2014-05-06");
  SheetAct act = {db, group->id, meeting->id, meeting->name, "Ann", meeting->start};
  SheetLine decision = {.kind = SAID_DECISION,
                        .text = (char *)"builds go to the release repository",
                        .voted = TRUE,
                        .votes_for = 4,
                        .votes_against = 1};
  SheetLine action = {.kind = SAID_ACTION,
                      .text = (char *)"write the announcement",
                      .owner = (char *)"Ann Bell",
                      .due = HARNESS_NOW - 86400};
  gint64 id = 0;
  gboolean held =
      db_live_start(&act, &error) &&
      db_live_attend(&act, "Ann Bell", PERSON_PRESENT, TRUE, &error) &&
      db_live_attend(&act, "Bob", PERSON_PRESENT, TRUE, &error) &&
      db_live_attend(&act, "cdorn", PERSON_PRESENT, TRUE, &error) &&
      db_live_attend(&act, "Zoe", PERSON_REGRETS, TRUE, &error) &&
      db_live_say(&act, &decision, &id, &error) && db_live_say(&act, &action, &id, &error) &&
      db_live_end(&act, &error) &&
      db_meeting_set_state(db, group, meeting->name, MEETING_HELD, "test", HARNESS_NOW, &error) &&
      db_commit(db, &error);
  g_assert_no_error(error);
  g_assert_true(held);
}

static void
fill(Chair *chair)
{
  chair_sign_in(chair, "chair");
  harness_ingest(chair->harness, "virt", minutes);
  hold_meeting(chair->harness);
}

static void
test_decisions_say_when_where_and_by_which_tally(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/decisions");
  g_assert_cmpuint(page->status, ==, 200);
  assert_has(page->body, "builds go to the release repository");
  assert_has(page->body, "+4 0:0 -1");
  assert_has(page->body, "<span>by show of hands</span>");
  assert_has(page->body, "<span>marked in the mail</span>");
  assert_has(page->body, "href=\"/virt/meetings/2014-05-06/\"");
  assert_has(page->body, "weekly builds go to the test repository");
  assert_has(page->body, "/virt/archive/minutes-8-april@example.org/#L");
  g_autoptr(Answer) found = harness_get(chair.harness, "/virt/decisions?text=RELEASE+repo");
  assert_has(found->body, "release repository");
  g_assert_null(strstr(found->body, "test repository"));
  g_autoptr(Answer) json = harness_get(chair.harness, "/virt/decisions.json");
  assert_has(json->body, "\"message_id\": \"minutes-8-april@example.org\"");
  assert_has(json->body, "\"tally\": \"+4 0:0 -1\"");
  g_autoptr(Answer) csv = harness_get(chair.harness, "/virt/decisions.csv");
  assert_has(csv->body, "\"minutes-8-april@example.org\"");
}

static void
test_a_decision_is_superseded_by_its_id(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autofree char *list = chair_run(chair.harness, (const char *[]){"decisions", "virt", NULL});
  const char *mail = strstr(list, "weekly builds");
  g_assert_nonnull(mail);
  const char *line = mail;
  while (line > list && line[-1] != '\n')
    line--;
  g_autofree char *id = g_strndup(line, strcspn(line, " "));
  g_assert_cmpint(id[0], ==, '#');
  g_autofree char *form = g_strdup_printf("id=%%23%s&by=m1", id + 1);
  g_autoptr(Answer) save = chair_post(&chair, "/virt/decisions", form);
  g_assert_cmpuint(save->status, ==, 303);
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/decisions");
  assert_has(page->body, "superseded by <a href=\"#m1\">m1</a>");
  g_autoptr(Answer) holds = harness_get(chair.harness, "/virt/decisions?open=1");
  g_assert_null(strstr(holds->body, "weekly builds go"));
  /* Not in a circle, not by what is not there. */
  g_autofree char *back = g_strdup_printf("id=m1&by=%%23%s", id + 1);
  g_autoptr(Answer) circle = chair_post(&chair, "/virt/decisions", back);
  g_assert_cmpuint(circle->status, ==, 400);
  assert_has(circle->body, "leads in a circle");
  g_autoptr(Answer) none = chair_post(&chair, "/virt/decisions", "id=m1&by=b99");
  g_assert_cmpuint(none->status, ==, 404);
  assert_has(none->body, "no decision b99");
  g_free(chair_run(chair.harness, (const char *[]){"decision", "supersede", "virt", id, NULL}));
  g_autoptr(Answer) again = harness_get(chair.harness, "/virt/decisions?open=1");
  assert_has(again->body, "weekly builds go");
}

static void
test_what_supersedes_survives_a_rebuild(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autofree char *list =
      chair_run(chair.harness, (const char *[]){"decisions", "virt", "weekly", NULL});
  g_autofree char *id = g_strndup(list, strcspn(list, " "));
  g_free(
      chair_run(chair.harness, (const char *[]){"decision", "supersede", "virt", id, "m1", NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autofree char *after =
      chair_run(chair.harness, (const char *[]){"decisions", "virt", "weekly", NULL});
  assert_has(after, "superseded by m1");
}

static void
test_actions_stand_under_their_owner_with_the_mail_that_answers(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/actions?owner=Ann");
  assert_has(page->body, "write the announcement");
  assert_has(page->body, "overdue");
  g_autoptr(Answer) all = harness_get(chair.harness, "/virt/actions");
  assert_has(all->body, "ask the mirrors for space");
  assert_has(all->body, "answered ");
  assert_has(all->body, "/virt/archive/reply-8-april@example.org/");
  g_autoptr(Answer) open = harness_get(chair.harness, "/virt/actions?open=1");
  assert_has(open->body, "write the announcement");
  g_autofree char *table = chair_run(chair.harness, (const char *[]){"actions", "virt", NULL});
  assert_has(table, "write the announcement (Ann Bell), due 2014-05-12, overdue");
}

static char *
register_ids(const Harness *h, const char *path)
{
  g_autoptr(Answer) page = harness_get(h, path);
  return g_steal_pointer(&page->body);
}

/* As on the backlog: chosen ones at once, back where the form came from, and taken back. */
static void
test_a_register_is_triaged_at_once(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(Answer) page = chair_get(&chair, "/virt/actions?open=1");
  const char *first = strstr(page->body, "name=\"item\" value=\"");
  g_assert_nonnull(first);
  gint64 number = g_ascii_strtoll(first + strlen("name=\"item\" value=\""), NULL, 10);
  g_autofree char *id = g_strdup_printf("id=\"#%" G_GINT64_FORMAT "\"", number);
  g_assert_nonnull(strstr(page->body, id));
  g_autofree char *fields = g_strdup_printf(
      "all=done&item=%" G_GINT64_FORMAT "&back=%%2Fvirt%%2Factions%%3Fopen%%3D1", number);
  g_autoptr(Answer) done = chair_post(&chair, "/virt/backlog", fields);
  g_assert_cmpuint(done->status, ==, 303);
  const char *place = answer_header(done, "location");
  g_assert_nonnull(strstr(place, "/virt/actions?open=1&changed="));
  g_autoptr(Answer) after = chair_get(&chair, strstr(place, "/virt/actions"));
  g_assert_null(strstr(after->body, id));
  g_assert_nonnull(strstr(after->body, "data-key=\"u\">Undo</button>"));
  g_autofree char *undo = g_strdup_printf(
      "undo=%%23%" G_GINT64_FORMAT "&back=%%2Fvirt%%2Factions%%3Fopen%%3D1", number);
  g_autoptr(Answer) undone = chair_post(&chair, "/virt/backlog", undo);
  g_assert_cmpuint(undone->status, ==, 303);
  g_autofree char *again = register_ids(chair.harness, "/virt/actions?open=1");
  g_assert_nonnull(strstr(again, id));
  /* A reader has none of it. */
  g_assert_null(strstr(again, "name=\"item\""));
}

/* What was promised in a meeting held here is a line of its minutes. */
static void
test_an_action_of_a_meeting_is_done_from_the_register(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(Answer) page = chair_get(&chair, "/virt/actions?open=1");
  const char *form = strstr(page->body, "name=\"line\" value=\"");
  g_assert_nonnull(form);
  gint64 line = g_ascii_strtoll(form + strlen("name=\"line\" value=\""), NULL, 10);
  const char *action = g_strrstr_len(page->body, form - page->body, "action=\"");
  g_autofree char *path = g_strndup(action + 8, strcspn(action + 8, "\""));
  g_autofree char *fields = g_strdup_printf("verb=done&line=%" G_GINT64_FORMAT, line);
  g_autoptr(Answer) done = chair_post(&chair, path, fields);
  g_assert_cmpuint(done->status, ==, 303);
  g_autofree char *id = g_strdup_printf("id=\"m%" G_GINT64_FORMAT "\"", line);
  g_autofree char *open = register_ids(chair.harness, "/virt/actions?open=1");
  g_autofree char *all = register_ids(chair.harness, "/virt/actions");
  g_assert_null(strstr(open, id));
  g_assert_nonnull(strstr(all, id));
}

static void
test_attendance_joins_minutes_and_meetings_held_here(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autofree char *table = chair_run(chair.harness, (const char *[]){"attendance", "virt", NULL});
  assert_has(table, "    2 of 2  2014-05-06  Ann Bell\n");
  assert_has(table, "    1 of 2  2014-05-06  Bob\n");
  assert_has(table, "    2 of 2  2014-05-06  Carl Dorn\n");
  g_assert_null(strstr(table, "Zoe")); /* sent regrets */
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/attendance");
  assert_has(page->body, "href=\"/virt/meetings/2014-04-08/\"");
  g_autoptr(Answer) csv = harness_get(chair.harness, "/virt/attendance.csv");
  assert_has(csv->body, "\"2014-04-08\",\"Carl Dorn\",\"minutes-8-april@example.org\"");
}

static void
test_the_report_counts_the_quarter(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/report?quarter=2014-Q2");
  g_assert_cmpuint(page->status, ==, 200);
  assert_has(page->body, "<svg ");
  assert_has(page->body, "aria-label=\"Mails by month");
  g_assert_null(strstr(page->body, "style="));
  g_autoptr(Answer) text = harness_get(chair.harness, "/virt/report.md?quarter=2014-Q2");
  assert_has(text->body, "report for 2014\\-Q2 (draft)");
  assert_has(text->body, "2014\\-05\\-06");
  assert_has(text->body, "Ann Bell: 2 of 2");
  assert_has(text->body, "weekly builds go to the test repository");
  g_autoptr(Answer) empty = harness_get(chair.harness, "/virt/report.txt?quarter=2001-Q1");
  g_assert_cmpuint(empty->status, ==, 200);
  assert_has(empty->body, "No meeting was held or recorded.");
  assert_has(empty->body, "0 mails by 0 people");
  g_autoptr(Answer) bad = harness_get(chair.harness, "/virt/report?quarter=2014-Q5");
  g_assert_cmpuint(bad->status, ==, 400);
  g_autofree char *mail =
      chair_run(chair.harness, (const char *[]){"report", "virt", "--quarter", "2014-Q2", NULL});
  g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpint(g_utf8_strlen(lines[i], -1), <=, 72);
}

static void
test_the_median_reply_is_counted(void)
{
  g_auto(Chair) chair = {0};
  fill(&chair);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  gint64 from, until;
  g_assert_true(report_quarter_parse("2014-Q2", group, &from, &until, &error));
  g_assert_cmpint(until - from, ==, G_GINT64_CONSTANT(91) * 86400);
  /* Only the thread of 9 April, answered after 26 hours. */
  gint64 day = 86400, april_9 = G_GINT64_CONSTANT(1397001600);
  g_autoptr(ReportNumbers) n = db_report_numbers(db, group, april_9, april_9 + day, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(n->started, >=, 1);
  g_assert_cmpuint(n->answered, >=, 1);
  g_assert_cmpint(n->median_reply, ==, 26 * 3600);
  g_assert_cmpuint(n->opened[ITEM_DECISION], >=, 1);
}

static guint
count_of(const char *text, const char *part)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
    n++;
  return n;
}

static void
test_one_person_stands_once_among_the_owners(void)
{
  g_autoptr(Harness) h = harness_new();
  harness_ingest(h, "virt", one_person);
  harness_serve(h, NULL);
  g_autoptr(Answer) page = harness_get(h, "/virt/actions");
  g_assert_cmpuint(count_of(page->body, "<h2><a href=\"?owner=Ay"), ==, 1);
  assert_has(page->body, "<bdi>Ay\u015fe Demir</bdi></a> <span class=\"n-of\">4</span></h2>");
  assert_has(page->body, "<bdi>Bruno</bdi>");
  /* No reader is shown what docket calls its rules. */
  g_assert_null(strstr(page->body, "marker-"));
  assert_has(page->body, "marked in the mail");
  g_autofree char *hers =
      chair_run(h, (const char *[]){"actions", "virt", "--owner", "ademir", NULL});
  g_assert_nonnull(strstr(hers, "sort the cables"));
  g_autofree char *all =
      chair_run(h, (const char *[]){"actions", "virt", "--owner", "Ay\u015fe", NULL});
  g_assert_nonnull(strstr(all, "sort the cables"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/register/decisions-say-when-where-and-by-which-tally",
                  test_decisions_say_when_where_and_by_which_tally);
  g_test_add_func("/register/a-decision-is-superseded-by-its-id",
                  test_a_decision_is_superseded_by_its_id);
  g_test_add_func("/register/what-supersedes-survives-a-rebuild",
                  test_what_supersedes_survives_a_rebuild);
  g_test_add_func("/register/actions-stand-under-their-owner-with-the-mail-that-answers",
                  test_actions_stand_under_their_owner_with_the_mail_that_answers);
  g_test_add_func("/register/a-register-is-triaged-at-once", test_a_register_is_triaged_at_once);
  g_test_add_func("/register/an-action-of-a-meeting-is-done-from-the-register",
                  test_an_action_of_a_meeting_is_done_from_the_register);
  g_test_add_func("/register/attendance-joins-minutes-and-meetings-held-here",
                  test_attendance_joins_minutes_and_meetings_held_here);
  g_test_add_func("/register/the-report-counts-the-quarter", test_the_report_counts_the_quarter);
  g_test_add_func("/register/the-median-reply-is-counted", test_the_median_reply_is_counted);
  g_test_add_func("/register/one-person-stands-once-among-the-owners",
                  test_one_person_stands_once_among_the_owners);
  return g_test_run();
}
