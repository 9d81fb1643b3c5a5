/* The calendar of a group and the pages of its meetings. */
#include "server/gather-sheet.h"
#include "web/views-live.h"
#include "server/pages-meeting.h"

#include <string.h>

#include "db/group.h"
#include "server/gather.h"
#include "server/zone.h"

#define UPCOMING_DAYS 190
#define PAST_SHOWN 50

/* --- the list --- */

/* Copies rows [first, end) in the other order, those that are over or not, at most max. */
static GArray *
some_rows(const GArray *rows, gboolean over, guint max)
{
  GArray *some = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  for (guint i = 0; i < rows->len; i++) {
    const WebMeetingRow *row = &g_array_index(rows, WebMeetingRow, over ? rows->len - 1 - i : i);
    if (row->over == over && some->len < max)
      g_array_append_val(some, *row);
  }
  return some;
}

gboolean
server_print_meetings(Request *request, const WebFault *fault, Reply *reply, GError **error)
{
  const char *before = server_request_arg(request, "before");
  gint64 now = request->now, end = 0;
  if (before != NULL && !server_zone_parse(before, request->group->timezone, &end, error))
    return FALSE;
  gint64 until = before != NULL ? end : now + UPCOMING_DAYS * DAY_SECONDS;
  gint64 first = until - MEETING_BACK_DAYS * DAY_SECONDS;
  g_auto(GatheredMeetings) gathered;
  if (!server_gather_latest_meetings(request->db, request->group, first, until, now, &gathered,
                                     error))
    return FALSE;
  g_autoptr(GPtrArray) series = db_series_list(request->db, request->group, error);
  if (series == NULL)
    return FALSE;
  g_autoptr(GArray) upcoming = some_rows(gathered.rows, FALSE, G_MAXUINT);
  g_autoptr(GArray) past = some_rows(gathered.rows, TRUE, PAST_SHOWN + 1);
  g_autofree char *older = NULL;
  if (past->len > PAST_SHOWN) {
    gint32 day;
    schedule_to_local(request->group->timezone,
                      g_array_index(past, WebMeetingRow, PAST_SHOWN - 1).when, &day, NULL);
    g_autofree char *text = schedule_day_to_text(day);
    older = g_strconcat("?before=", text, NULL);
    g_array_set_size(past, PAST_SHOWN);
  }
  WebMeetingsView view = {.page = request->page,
                          .upcoming = upcoming,
                          .past = past,
                          .series = series,
                          .older_query = older,
                          .older = before != NULL,
                          .fault = fault};
  if (request->route->format == FORMAT_JSON)
    web_json_meetings(reply->body, request->page, gathered.rows,
                      gathered.began > first ? gathered.began : 0,
                      gathered.reached < until ? gathered.reached : 0);
  else
    web_page_meetings(reply->body, &view);
  return TRUE;
}

gboolean
server_page_meetings(Request *request, Reply *reply, GError **error)
{
  return server_print_meetings(request, NULL, reply, error);
}

/* --- one meeting --- */

static gboolean
print_html(Request *request, const GatheredMeetings *gathered, guint at, const WebFault *fault,
           Reply *reply, GError **error)
{
  WebMeetingRow row = g_array_index(gathered->rows, WebMeetingRow, at);
  g_autoptr(MinutesRecord) record = NULL;
  g_auto(GatheredAgenda) agenda = {NULL, NULL};
  gboolean ahead = row.meeting != NULL && !row.over && row.meeting->state != MEETING_CANCELLED;
  if (!server_gather_record(request->db, request->group, &row, &record, error) ||
      (ahead && !server_gather_agenda(request->db, request->group, row.when, request->now, 0,
                                      &agenda, error)))
    return FALSE;
  WebAgendaView draft = {.page = request->page, .agenda = agenda.agenda};
  WebMeetingView view = {.page = request->page, .row = &row, .fault = fault};
  view.previous = at > 0 ? &g_array_index(gathered->rows, WebMeetingRow, at - 1) : NULL;
  view.next =
      at + 1 < gathered->rows->len ? &g_array_index(gathered->rows, WebMeetingRow, at + 1) : NULL;
  view.agenda = ahead ? &draft : NULL;
  g_auto(GatheredSheet) sheet = {0};
  if (row.meeting != NULL && row.meeting->id != 0 &&
      !server_gather_edited(request->db, request->group, row.name, request->now, &sheet, error))
    return FALSE;
  WebSheetView edited = server_sheet_view(&sheet, request->page);
  view.body = sheet.sheet == NULL         ? NULL
              : sheet.sheet->started != 0 ? web_part_minutes
                                          : web_part_sheet;
  view.data = &edited;
  web_page_meeting(reply->body, &view);
  return TRUE;
}

gboolean
server_print_meeting(Request *request, const WebFault *fault, Reply *reply, GError **error)
{
  g_auto(GatheredMeetings) gathered;
  int at = server_gather_meeting(request->db, request->group, server_request_param(request, "date"),
                                 request->now, &gathered, error);
  if (at < 0)
    return FALSE;
  if (request->route->format == FORMAT_HTML)
    return print_html(request, &gathered, (guint)at, fault, reply, error);
  WebMeetingRow *row = &g_array_index(gathered.rows, WebMeetingRow, (guint)at);
  g_autoptr(MinutesRecord) record = NULL;
  if (!server_gather_record(request->db, request->group, row, &record, error))
    return FALSE;
  web_json_meeting(reply->body, request->page, row);
  return TRUE;
}

gboolean
server_page_meeting(Request *request, Reply *reply, GError **error)
{
  return server_print_meeting(request, NULL, reply, error);
}

/* The last one that is over, else the next. */
gboolean
server_page_meeting_latest(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredMeetings) gathered;
  if (!server_gather_meetings(
          request->db, request->group, request->now - MEETING_BACK_DAYS * DAY_SECONDS,
          request->now + UPCOMING_DAYS * DAY_SECONDS, request->now, &gathered, error))
    return FALSE;
  const WebMeetingRow *latest = NULL;
  for (guint i = 0; i < gathered.rows->len; i++) {
    const WebMeetingRow *row = &g_array_index(gathered.rows, WebMeetingRow, i);
    gboolean counts = row->meeting == NULL || row->meeting->state != MEETING_CANCELLED;
    if (counts && (row->over || latest == NULL))
      latest = row;
  }
  if (latest == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s has had no meeting yet",
                request->group->name);
    return FALSE;
  }
  g_autofree char *place = g_strdup_printf("/%s/meetings/%s/", request->group->name, latest->name);
  server_reply_redirect(reply, 302, place);
  return TRUE;
}

/* --- its text --- */

/* Where the words of a meeting are: its agenda before, its minutes after. Caller frees; NULL:
 * nowhere but in the archive. */
static char *
words_place(const Request *request, const WebMeetingRow *row, const Sheet *sheet)
{
  const char *group = request->group->name;
  const char *suffix = request->route->format == FORMAT_TEXT ? "txt" : "md";
  if (!row->over && (sheet == NULL || sheet->started == 0))
    return g_strdup_printf("/%s/agenda.%s?date=%s", group, suffix, row->name);
  if (sheet != NULL && (sheet->started != 0 || sheet->lines->len > 0))
    return g_strdup_printf("/%s/meetings/%s/minutes.%s", group, row->name, suffix);
  return NULL;
}

/* As text it is the mail itself, since its words are the minutes. */
static gboolean
print_record(Request *request, WebMeetingRow *row, Reply *reply, GError **error)
{
  g_autoptr(MinutesRecord) record = NULL;
  if (!server_gather_record(request->db, request->group, row, &record, error))
    return FALSE;
  if (record != NULL && request->route->format == FORMAT_TEXT) {
    const MinutesMail *mail = record->mails->pdata[0];
    g_autofree char *id = web_path_segment(mail->message_id);
    g_autofree char *place = g_strdup_printf("/%s/archive/%s/raw", request->group->name, id);
    server_reply_redirect(reply, 302, place);
    return TRUE;
  }
  if (record != NULL) {
    web_markdown_record(reply->body, request->page, row);
    return TRUE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "nothing was written down of this meeting");
  return FALSE;
}

gboolean
server_page_meeting_words(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredMeetings) gathered;
  g_autoptr(Sheet) sheet = NULL;
  int at = server_gather_meeting(request->db, request->group, server_request_param(request, "date"),
                                 request->now, &gathered, error);
  if (at < 0)
    return FALSE;
  WebMeetingRow *row = &g_array_index(gathered.rows, WebMeetingRow, (guint)at);
  if (row->meeting != NULL && row->meeting->id != 0 &&
      (sheet = db_sheet_get(request->db, request->group->id, row->meeting->id, error)) == NULL)
    return FALSE;
  g_autofree char *place = words_place(request, row, sheet);
  if (place == NULL)
    return print_record(request, row, reply, error);
  server_reply_redirect(reply, 302, place);
  return TRUE;
}
