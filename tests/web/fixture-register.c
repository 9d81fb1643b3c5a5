/* Registers and the report of the fixture. */
#include "fixture.h"
#include "web/views-register.h"

static RegisterRow *
row_new(Fixture *f, GPtrArray *rows, RegisterSource source, const char *id, const char *what)
{
  RegisterRow *row = fixture_keep(f, g_new0(RegisterRow, 1));
  row->source = source;
  row->id = fixture_keep(f, g_strdup(id));
  row->number = g_ascii_strtoll(id + 1, NULL, 10);
  row->when = FIXTURE_DATE;
  row->what = fixture_say(f, what);
  row->state = STATE_OPEN;
  g_ptr_array_add(rows, row);
  return row;
}

/* One row of each source; the first is superseded by the second. */
static GPtrArray *
rows_new(Fixture *f)
{
  GPtrArray *rows = g_ptr_array_new();
  RegisterRow *item = row_new(f, rows, REGISTER_ITEM, "#12", "weekly builds go to testing");
  item->item = g_ptr_array_index(f->items, 9);
  item->owner = fixture_say(f, "Karan Bir");
  item->due = FIXTURE_DATE - FIXTURE_DAY;
  item->overdue = TRUE;
  item->rule = fixture_say(f, "marker-agreed");
  item->tally = fixture_say(f, "+3 -1");
  item->superseded_by = fixture_keep(f, g_strdup("m7"));
  RegisterRow *line = row_new(f, rows, REGISTER_LINE, "m7", "builds go to the release repository");
  line->meeting = fixture_keep(f, g_strdup("2014-04-15"));
  line->where = fixture_say(f, "meeting of 2014-04-15");
  line->rule = fixture_say(f, "show of hands");
  line->state = STATE_DONE;
  RegisterRow *ballot = row_new(f, rows, REGISTER_BALLOT, "b2", "Release the May images");
  ballot->rule = fixture_say(f, "majority");
  ballot->tally = fixture_say(f, "3 binding +1, no binding -1");
  return rows;
}

static void
as_chair(Fixture *f, const char *path)
{
  f->page.path = path;
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = "Karan Bir";
  f->page.csrf = "0000";
}

void
fixture_print_decisions(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) rows = rows_new(f);
  as_chair(f, "/virt/decisions");
  WebRegisterView view = {.page = &f->page,
                          .rows = rows,
                          .here = "/virt/decisions?text=builds",
                          .text = fixture_say(f, "builds"),
                          .fault = fixture_say(f, "no decision b99")};
  web_page_decisions(out, &view);
}

void
fixture_print_actions(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) rows = rows_new(f);
  as_chair(f, "/virt/actions");
  WebRegisterView view = {.page = &f->page,
                          .rows = rows,
                          .here = "/virt/actions?owner=Karan&open=1",
                          .undo = "#3, #7",
                          .owner = fixture_say(f, "Karan"),
                          .open = TRUE};
  web_page_actions(out, &view);
}

static AttendanceRow *
attendance_new(Fixture *f, const char *meeting, gint64 when, const char *one, const char *two)
{
  AttendanceRow *row = g_new0(AttendanceRow, 1);
  row->meeting = g_strdup(meeting);
  row->when = when;
  row->people = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(row->people, g_strdup(fixture_say(f, one)));
  g_ptr_array_add(row->people, g_strdup(fixture_say(f, two)));
  return row;
}

static GPtrArray *
attendance_list(Fixture *f)
{
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)attendance_row_free);
  g_ptr_array_add(list, attendance_new(f, "2014-04-15", FIXTURE_DATE, "Karan Bir", "Pasi K"));
  g_ptr_array_add(list, attendance_new(f, "2014-04-08", FIXTURE_DATE - 7 * FIXTURE_DAY, "Karan Bir",
                                       "Johnny H"));
  return list;
}

void
fixture_print_attendance(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) meetings = attendance_list(f);
  g_autoptr(GPtrArray) people = web_attendance_people(meetings, 2);
  f->page.path = "/virt/attendance";
  WebAttendanceView view = {&f->page, meetings, 2, people};
  web_page_attendance(out, &view);
}

static ReportNumbers
numbers_of(Fixture *f)
{
  ReportNumbers numbers = {.mails = 120,
                           .people = 14,
                           .started = 30,
                           .answered = 21,
                           .median_reply = 5 * 3600,
                           .votes = 4,
                           .opened = {[ITEM_BACKLOG] = 7, [ITEM_DECISION] = 2},
                           .done = 3};
  for (int i = 0; i < REPORT_MONTHS; i++)
    numbers.months[i] =
        (ReportMonth){i < 6 ? 2013 : 2014, (i + 6) % 12 + 1, (guint)i * 10, (guint)i};
  numbers.threads = g_ptr_array_new();
  ReportThread *thread = fixture_keep(f, g_new0(ReportThread, 1));
  *thread = (ReportThread){fixture_say(f, "[RFC] Roadmap of the Virt SIG"),
                           fixture_say(f, "roadmap@list.example"), 12, 4};
  g_ptr_array_add(numbers.threads, thread);
  return numbers;
}

/* Calls print with the report's view. */
static void
with_report(WebOut *out, Fixture *f, void (*print)(WebOut *, const WebReportView *))
{
  g_autoptr(GPtrArray) rows = rows_new(f);
  g_autoptr(GPtrArray) ballots = g_ptr_array_new();
  g_autoptr(GPtrArray) attendance = attendance_list(f);
  g_autoptr(GArray) meetings = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  g_autoptr(Meeting) meeting = fixture_meeting(f, "2014-04-15", FIXTURE_DATE);
  WebMeetingRow row = {.meeting = meeting, .when = FIXTURE_DATE, .over = TRUE};
  g_strlcpy(row.name, meeting->name, sizeof row.name);
  g_array_append_val(meetings, row);
  g_ptr_array_add(ballots, rows->pdata[2]);
  ReportNumbers numbers = numbers_of(f);
  f->page.path = "/virt/report";
  WebReportView view = {.page = &f->page,
                        .quarter = "2014-Q2",
                        .previous = "2014-Q1",
                        .next = "2014-Q3",
                        .meetings = meetings,
                        .attendance = attendance,
                        .decisions = rows,
                        .ballots = ballots,
                        .numbers = &numbers};
  print(out, &view);
  g_ptr_array_unref(numbers.threads);
}

void
fixture_print_report(WebOut *out, Fixture *f)
{
  with_report(out, f, web_page_report);
}

void
fixture_text_report(WebOut *out, Fixture *f)
{
  with_report(out, f, web_text_report);
}

void
fixture_markdown_report(WebOut *out, Fixture *f)
{
  with_report(out, f, web_markdown_report);
}
