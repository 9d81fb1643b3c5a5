#include <string.h>

#include "db/outbox.h"
#include "server/compose.h"
#include "server/pages-live.h"
#include "server/server.h"

#define MINUTES_PARTS (SHEET_ITEMS | SHEET_REVISIONS | SHEET_ROSTER)

static void
print_minutes(RouteFormat format, WebOut *out, const WebSheetView *view)
{
  switch (format) {
  case FORMAT_TEXT:
    web_text_minutes(out, view);
    break;
  case FORMAT_MARKDOWN:
    web_markdown_minutes(out, view);
    break;
  case FORMAT_JSON:
    web_json_minutes(out, view);
    break;
  case FORMAT_HTML:
  case FORMAT_CSV:
  case FORMAT_ICS:
  case FORMAT_ATOM:
    web_page_minutes(out, view);
    break;
  }
}

gboolean
server_page_minutes(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           MINUTES_PARTS, request->now, &gathered, error))
    return FALSE;
  WebSheetView view = server_sheet_view(&gathered, request->page);
  print_minutes(request->route->format, reply->body, &view);
  return TRUE;
}

gboolean
server_page_minutes_meetbot(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error), 0,
                           request->now, &gathered, error))
    return FALSE;
  WebSheetView view = server_sheet_view(&gathered, request->page);
  web_meetbot_minutes(reply->body, &view);
  return TRUE;
}

/* --- corrections --- */

typedef struct {
  Request *request;
  SheetAct act;
  GatheredSheet *gathered;
  gint64 mail;
} Write;

/* What was said stays readable after it was corrected: the minutes as they were are kept, once they
 * are minutes. */
static gboolean
keep_before(Write *w, GError **error)
{
  const char *why = server_args_get(w->request->form, "why");
  if (w->gathered->sheet->ended == 0)
    return TRUE;
  WebPage page = *w->request->page;
  page.base_url = NULL;
  WebSheetView view = server_sheet_view(w->gathered, &page);
  g_autoptr(GString) body = g_string_new(NULL);
  web_text_minutes(body, &view);
  return db_live_keep(&w->act, why != NULL ? why : "corrected", body->str, error);
}

static gboolean
change_line(Write *w, const LineChange *change, GError **error)
{
  const char *line = server_args_get(w->request->form, "line");
  return keep_before(w, error) &&
         db_live_correct(&w->act, line != NULL ? g_ascii_strtoll(line, NULL, 10) : 0, change,
                         error);
}

static gboolean
verb_correct(Write *w, GError **error)
{
  LineChange change = {.text = server_form_value(w->request, "text"),
                       .owner = server_form_value(w->request, "owner"),
                       .due = -1,
                       .strike = -1,
                       .state = -1};
  return change_line(w, &change, error);
}

static gboolean
verb_strike(Write *w, GError **error)
{
  return change_line(w, &(LineChange){.due = -1, .strike = 1, .state = -1}, error);
}

static gboolean
verb_bring_back(Write *w, GError **error)
{
  return change_line(w, &(LineChange){.due = -1, .strike = 0, .state = -1}, error);
}

/* What somebody did after the meeting is no correction of its minutes. */
static gboolean
verb_done(Write *w, GError **error)
{
  const char *line = server_args_get(w->request->form, "line");
  LineChange change = {.due = -1, .strike = -1, .state = STATE_DONE};
  return db_live_correct(&w->act, line != NULL ? g_ascii_strtoll(line, NULL, 10) : 0, &change,
                         error);
}

static gboolean
verb_approve(Write *w, GError **error)
{
  return db_live_approve(&w->act, w->request->now, error);
}

static gboolean
verb_mail(Write *w, GError **error)
{
  const Request *request = w->request;
  Compose compose = server_compose_of(request);
  WebPage page = *request->page;
  page.base_url = compose.base_url;
  page.mask_addresses = TRUE;
  WebSheetView view = server_sheet_view(w->gathered, &page);
  g_autoptr(GString) body = g_string_new(NULL);
  web_text_minutes(body, &view);
  g_autoptr(OutMail) mail =
      server_compose_minutes(&compose, w->gathered->meeting->start, body->str, error);
  return mail != NULL &&
         db_outbox_add(request->db, mail, request->member->name, request->now, &w->mail, error) &&
         db_live_mailed(&w->act, mail->message_id, error);
}

static const struct {
  const char *name;
  gboolean (*run)(Write *w, GError **error);
} verbs[] = {
    {"correct", verb_correct}, {"strike", verb_strike},   {"bring-back", verb_bring_back},
    {"done", verb_done},       {"approve", verb_approve}, {"mail", verb_mail},
};

static gboolean
run_verb(Write *w, GError **error)
{
  const char *name = server_args_get(w->request->form, "verb");
  for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
    if (g_strcmp0(verbs[i].name, name) == 0)
      return verbs[i].run(w, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\"",
              name != NULL ? name : "");
  return FALSE;
}

gboolean
server_page_minutes_write(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  Write w = {.request = request, .gathered = &gathered};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           MINUTES_PARTS, request->now, &gathered, error) ||
      !server_sheet_act(request->db, request->group, gathered.meeting, request->member->name,
                        request->now, &w.act, error) ||
      !run_verb(&w, error))
    return FALSE;
  g_autofree char *meeting = web_meeting_path(request->page, gathered.meeting);
  g_autofree char *place =
      w.mail != 0 ? g_strdup_printf("/%s/outbox/%" G_GINT64_FORMAT, request->group->name, w.mail)
                  : g_strconcat(meeting, "/minutes", NULL);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
