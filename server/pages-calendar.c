/* Calendars for other programs. */
#include "db/group.h"
#include "server/gather-sheet.h"
#include "server/meetings.h"
#include "server/pages.h"
#include "web/views-calendar.h"

#define CALENDARS_MAX 500

static WebCalendar
calendar_of(const Request *request, const Group *group, const GatheredCalendar *gathered)
{
  return (WebCalendar){.group = group,
                       .base_url = request->page->base_url,
                       .now = request->now,
                       .mask = request->page->mask_addresses,
                       .series = gathered->series,
                       .meetings = gathered->meetings};
}

gboolean
server_page_calendar(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredCalendar) gathered = {NULL, NULL};
  if (!server_gather_calendar(request->db, request->group, request->now, &gathered, error))
    return FALSE;
  WebCalendar calendar = calendar_of(request, request->group, &gathered);
  web_ical_calendars(reply->body, &calendar, 1, request->group->title);
  return TRUE;
}

static void
gathered_clear(gpointer data)
{
  server_gathered_calendar_clear(data);
}

gboolean
server_page_calendars(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  g_autoptr(GArray) gathered = g_array_new(FALSE, TRUE, sizeof(GatheredCalendar));
  g_autoptr(GArray) calendars = g_array_new(FALSE, TRUE, sizeof(WebCalendar));
  g_array_set_clear_func(gathered, gathered_clear);
  for (guint i = 0; groups != NULL && i < MIN(groups->len, CALENDARS_MAX); i++) {
    GatheredCalendar one = {NULL, NULL};
    gboolean done =
        server_gather_calendar(request->db, groups->pdata[i], request->now, &one, error);
    g_array_append_val(gathered, one);
    if (!done)
      return FALSE;
    WebCalendar calendar = calendar_of(request, groups->pdata[i], &one);
    g_array_append_val(calendars, calendar);
  }
  if (groups == NULL)
    return FALSE;
  web_ical_calendars(reply->body, (const WebCalendar *)(gpointer)calendars->data, calendars->len,
                     "Meetings");
  return TRUE;
}

/* With its agenda as its description while it is ahead: as its chair made it, else the draft. */
gboolean
server_print_meeting_calendar(Db *db, const WebPage *page, const Meeting *meeting, WebOut *out,
                              GError **error)
{
  g_autoptr(GPtrArray) series = db_series_list(db, page->group, error);
  g_autoptr(GString) text = g_string_new(NULL);
  gboolean ahead = meeting->start > page->now && meeting->state != MEETING_CANCELLED;
  if (series == NULL)
    return FALSE;
  g_auto(GatheredSheet) edited = {0};
  if (ahead && !server_gather_edited(db, page->group, meeting->name, page->now, &edited, error))
    return FALSE;
  if (ahead && edited.sheet != NULL) {
    WebSheetView view = server_sheet_view(&edited, page);
    web_text_sheet(text, &view);
  } else if (ahead) {
    g_auto(GatheredAgenda) agenda = {NULL, NULL};
    if (!server_gather_agenda(db, page->group, meeting->start, page->now, 0, &agenda, error))
      return FALSE;
    WebAgendaView view = {.page = page, .agenda = agenda.agenda};
    web_text_agenda(text, &view);
  }
  WebCalendar calendar = {.group = page->group,
                          .base_url = page->base_url,
                          .now = page->now,
                          .mask = page->mask_addresses,
                          .series = series};
  web_ical_meeting(out, &calendar, meeting, ahead ? text->str : NULL);
  return TRUE;
}

static gboolean
print_one(Request *request, const Meeting *meeting, Reply *reply, GError **error)
{
  return server_print_meeting_calendar(request->db, request->page, meeting, reply->body, error);
}

gboolean
server_page_meeting_calendar(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Meeting) meeting =
      db_meeting_get(request->db, request->group, server_request_param(request, "date"), error);
  return meeting != NULL && print_one(request, meeting, reply, error);
}

gboolean
server_page_agenda_calendar(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(Meeting) meeting = db_meeting_next(request->db, request->group, request->now, &failed);
  if (meeting != NULL)
    return print_one(request, meeting, reply, error);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  else
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s has no next meeting",
                request->group->name);
  return FALSE;
}
