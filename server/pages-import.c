/* The page that shows what minutes from elsewhere say, and takes the rows that were ticked. */
#include <string.h>

#include "server/minutes-import.h"
#include "server/pages-live.h"

static void
print_import(const Request *request, const GatheredSheet *gathered, WebImportView *view,
             Reply *reply)
{
  WebSheetView sheet = server_sheet_view(gathered, request->page);
  view->sheet = &sheet;
  web_page_import(reply->body, view);
}

gboolean
server_page_import(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  WebImportView view = {.message_id = server_request_arg(request, "mail")};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error), 0,
                           request->now, &gathered, error))
    return FALSE;
  print_import(request, &gathered, &view, reply);
  return TRUE;
}

/* The rows that what was pasted, or named, gives; the same each time. */
static GPtrArray *
read_rows(const Request *request, const GatheredSheet *gathered, const WebImportView *view,
          GError **error)
{
  if (view->message_id != NULL && view->message_id[0] != '\0')
    return server_minutes_read_mail(request->db, request->group, gathered->sheet, view->message_id,
                                    error);
  return server_minutes_read_text(gathered->sheet, view->text != NULL ? view->text : "",
                                  gathered->meeting->start, error);
}

static gboolean
read_ticks(const Request *request, GArray *taken, GError **error)
{
  const char *tick;
  for (guint i = 0; (tick = server_args_nth(request->form, "take", i)) != NULL; i++) {
    guint64 row = 0;
    if (!g_ascii_string_to_unsigned(tick, 10, 0, MINUTES_ROWS_MAX, &row, NULL)) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no row \"%.20s\"", tick);
      return FALSE;
    }
    guint at = (guint)row;
    g_array_append_val(taken, at);
  }
  return TRUE;
}

static gboolean
take(Request *request, GatheredSheet *gathered, const GPtrArray *rows, Reply *reply, GError **error)
{
  SheetAct act;
  g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(guint));
  if (!read_ticks(request, taken, error) ||
      !server_sheet_act(request->db, request->group, gathered->meeting, request->member->name,
                        request->now, &act, error) ||
      !server_minutes_take(&act, rows, taken, error))
    return FALSE;
  g_autofree char *meeting = web_meeting_path(request->page, gathered->meeting);
  g_autofree char *place = g_strconcat(meeting, "/minutes", NULL);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}

gboolean
server_page_import_write(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  g_autoptr(GError) why = NULL;
  g_autofree char *text = server_form_lines(request, "text");
  WebImportView view = {.text = text, .message_id = server_form_value(request, "mail")};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error), 0,
                           request->now, &gathered, error))
    return FALSE;
  g_autoptr(GPtrArray) rows = read_rows(request, &gathered, &view, &why);
  if (rows != NULL && g_strcmp0(server_args_get(request->form, "verb"), "take") == 0)
    return take(request, &gathered, rows, reply, error);
  guint status = why != NULL ? server_reply_status_of(why) : 200;
  /* What is the fault of what was typed is told beside it, what is not goes the way
   * of all errors. */
  if (status >= 500) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  view.rows = rows;
  view.fault = why != NULL ? why->message : NULL;
  reply->status = status;
  print_import(request, &gathered, &view, reply);
  return TRUE;
}
