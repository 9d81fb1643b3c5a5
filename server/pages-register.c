/* Registers and the quarterly report. */
#include "server/pages-register.h"

#include <string.h>

#include "server/meetings.h"
#include "server/zone.h"

#define ATTENDANCE_COLUMNS 12

/* --- decisions and actions --- */

static gboolean
read_query(const Request *request, RegisterQuery *query, GError **error)
{
  const char *since = server_request_arg(request, "since");
  const char *until = server_request_arg(request, "until");
  const char *zone = request->group->timezone;
  *query = (RegisterQuery){.text = server_request_arg(request, "text"),
                           .owner = server_request_arg(request, "owner"),
                           .open = server_request_arg(request, "open") != NULL};
  return (since == NULL || server_zone_parse(since, zone, &query->since, error)) &&
         (until == NULL || server_zone_parse(until, zone, &query->until, error));
}

static gboolean
print_register(Request *request, gboolean decisions, const char *fault, Reply *reply,
               GError **error)
{
  RegisterQuery query;
  if (!read_query(request, &query, error))
    return FALSE;
  g_autoptr(GPtrArray) rows =
      decisions ? db_register_decisions(request->db, request->group, &query, request->now, error)
                : db_register_actions(request->db, request->group, &query, request->now, error);
  if (rows == NULL)
    return FALSE;
  g_autofree char *args = server_args_with(request->args, "changed", NULL);
  g_autofree char *here = g_strconcat(request->page->path, strlen(args) > 1 ? args : "", NULL);
  WebRegisterView view = {.page = request->page,
                          .rows = rows,
                          .here = here,
                          .undo = server_request_arg(request, "changed"),
                          .text = query.text,
                          .owner = query.owner,
                          .open = query.open,
                          .fault = fault};
  if (request->route->format == FORMAT_JSON)
    web_json_register(reply->body, request->page, decisions ? "decisions" : "actions", rows);
  else if (request->route->format == FORMAT_CSV)
    web_csv_register(reply->body, request->page, rows);
  else if (decisions)
    web_page_decisions(reply->body, &view);
  else
    web_page_actions(reply->body, &view);
  return TRUE;
}

gboolean
server_page_register_decisions(Request *request, Reply *reply, GError **error)
{
  return print_register(request, TRUE, NULL, reply, error);
}

gboolean
server_page_register_actions(Request *request, Reply *reply, GError **error)
{
  return print_register(request, FALSE, NULL, reply, error);
}

/* The chair says that a decision is superseded; a refused form is shown again with the reason. */
gboolean
server_page_decisions_edit(Request *request, Reply *reply, GError **error)
{
  const char *id = server_args_get(request->form, "id");
  g_autoptr(GError) refused = NULL;
  if (!db_register_supersede(request->db, request->group, id != NULL ? id : "",
                             server_args_get(request->form, "by"), request->member->name,
                             request->now, &refused)) {
    if (refused->code != DOCKET_ERROR_INVALID && refused->code != DOCKET_ERROR_NOT_FOUND) {
      g_propagate_error(error, g_steal_pointer(&refused));
      return FALSE;
    }
    reply->status = server_reply_status_of(refused);
    return print_register(request, TRUE, refused->message, reply, error);
  }
  g_autofree char *segment = web_path_segment(id);
  g_autofree char *place = g_strdup_printf("/%s/decisions#%s", request->group->name, segment);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}

/* --- attendance --- */

gboolean
server_page_attendance(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) meetings = db_register_attendance(
      request->db, request->group, request->now - MEETING_BACK_DAYS * DAY_SECONDS,
      request->now + DAY_SECONDS, error);
  if (meetings == NULL)
    return FALSE;
  guint n_shown = MIN(meetings->len, ATTENDANCE_COLUMNS);
  g_autoptr(GPtrArray) people = web_attendance_people(meetings, n_shown);
  WebAttendanceView view = {request->page, meetings, n_shown, people};
  if (request->route->format == FORMAT_JSON)
    web_json_attendance(reply->body, request->page, meetings);
  else if (request->route->format == FORMAT_CSV)
    web_csv_attendance(reply->body, meetings);
  else
    web_page_attendance(reply->body, &view);
  return TRUE;
}

/* --- the report --- */

static GArray *
held_of(const GArray *rows)
{
  GArray *held = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  for (guint i = 0; i < rows->len; i++) {
    const WebMeetingRow *row = &g_array_index(rows, WebMeetingRow, i);
    gboolean was_held =
        row->record != NULL || (row->meeting != NULL && row->meeting->state >= MEETING_HELD);
    if (row->over && was_held)
      g_array_append_val(held, *row);
  }
  return held;
}

/* Ballots among decisions; borrowed. */
static GPtrArray *
ballots_of(const GPtrArray *decisions)
{
  GPtrArray *ballots = g_ptr_array_new();
  for (guint i = 0; i < decisions->len; i++)
    if (((const RegisterRow *)decisions->pdata[i])->source == REGISTER_BALLOT)
      g_ptr_array_add(ballots, decisions->pdata[i]);
  return ballots;
}

static void
print_report(const WebReportView *view, RouteFormat format, WebOut *out)
{
  switch (format) {
  case FORMAT_MARKDOWN:
    web_markdown_report(out, view);
    break;
  case FORMAT_TEXT:
    web_text_report(out, view);
    break;
  case FORMAT_JSON:
    web_json_report(out, view);
    break;
  case FORMAT_HTML:
  case FORMAT_CSV:
  case FORMAT_ICS:
  case FORMAT_ATOM:
    web_page_report(out, view);
    break;
  }
}

gboolean
server_print_report(Db *db, const WebPage *page, const char *quarter, RouteFormat format,
                    WebOut *out, GError **error)
{
  const Group *group = page->group;
  g_autofree char *present = report_quarter_at(group, page->now, 0);
  WebReportView view = {.page = page};
  if (!report_quarter_parse(quarter != NULL ? quarter : present, group, &view.from, &view.until,
                            error))
    return FALSE;
  g_autofree char *name = report_quarter_at(group, view.from, 0);
  g_autofree char *previous = report_quarter_at(group, view.from, -1);
  g_autofree char *next = view.until <= page->now ? report_quarter_at(group, view.from, 1) : NULL;
  RegisterQuery query = {.since = view.from, .until = view.until};
  g_auto(GatheredMeetings) gathered = {0};
  if (!server_gather_meetings(db, group, view.from, view.until, page->now, &gathered, error))
    return FALSE;
  g_autoptr(GPtrArray) decisions = db_register_decisions(db, group, &query, page->now, error);
  g_autoptr(GPtrArray) attendance =
      decisions != NULL ? db_register_attendance(db, group, view.from, view.until, error) : NULL;
  g_autoptr(ReportNumbers) numbers =
      attendance != NULL ? db_report_numbers(db, group, view.from, view.until, error) : NULL;
  if (numbers == NULL)
    return FALSE;
  g_autoptr(GArray) held = held_of(gathered.rows);
  g_autoptr(GPtrArray) ballots = ballots_of(decisions);
  view.quarter = name;
  view.previous = previous;
  view.next = next;
  view.meetings = held;
  view.attendance = attendance;
  view.decisions = decisions;
  view.ballots = ballots;
  view.numbers = numbers;
  print_report(&view, format, out);
  return TRUE;
}

gboolean
server_page_report(Request *request, Reply *reply, GError **error)
{
  return server_print_report(request->db, request->page, server_request_arg(request, "quarter"),
                             request->route->format, reply->body, error);
}
