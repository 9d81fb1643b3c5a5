/* The minutes of a meeting in their forms, and what a chair does with them after its end: correct,
 * approve, mail. */
#include <string.h>

#include "server/minutes-verbs.h"
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

static gint64
field_number(const Write *w, const char *name)
{
  const char *text = server_args_get(w->request->form, name);
  return text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static gboolean
change_line(Write *w, LineChange change, GError **error)
{
  change.stamp = field_number(w, "stamp");
  return server_minutes_change(w->request->group, &w->act, w->gathered, field_number(w, "line"),
                               &change, server_form_value(w->request, "why"), error);
}

static gboolean
verb_correct(Write *w, GError **error)
{
  LineChange change = {.text = server_form_value(w->request, "text"),
                       .owner = server_form_value(w->request, "owner"),
                       .due = -1,
                       .strike = -1,
                       .state = -1};
  return change_line(w, change, error);
}

static gboolean
verb_strike(Write *w, GError **error)
{
  return change_line(w, (LineChange){.due = -1, .strike = 1, .state = -1}, error);
}

static gboolean
verb_bring_back(Write *w, GError **error)
{
  return change_line(w, (LineChange){.due = -1, .strike = 0, .state = -1}, error);
}

static gboolean
verb_done(Write *w, GError **error)
{
  return change_line(w, (LineChange){.due = -1, .strike = -1, .state = STATE_DONE}, error);
}

static gboolean
verb_approve(Write *w, GError **error)
{
  return db_live_approve(&w->act, error);
}

static gboolean
verb_mail(Write *w, GError **error)
{
  Compose compose = server_compose_of(w->request);
  return server_minutes_mail(&compose, &w->act, w->gathered, &w->mail, error);
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

/* Refused before anything was written: told on the page, with what was typed beside what is there
 * now. */
static gboolean
tell_refused(const Write *w, GError *why, Reply *reply, GError **error)
{
  if (!server_sheet_refused(&w->act, w->gathered->sheet, why, &reply->status)) {
    g_propagate_error(error, why);
    return FALSE;
  }
  WebTypedLine typed = {.line = field_number(w, "line"),
                        .text = server_form_value(w->request, "text"),
                        .owner = server_form_value(w->request, "owner"),
                        .why = server_form_value(w->request, "why"),
                        .stale = reply->status == 409};
  WebSheetView view = server_sheet_view(w->gathered, w->request->page);
  view.typed_line = &typed;
  view.fault = why->message;
  web_page_minutes(reply->body, &view);
  g_error_free(why);
  return TRUE;
}

gboolean
server_page_minutes_write(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  GError *why = NULL;
  Write w = {.request = request, .gathered = &gathered};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           MINUTES_PARTS, request->now, &gathered, error) ||
      !server_sheet_act(request->db, request->group, gathered.meeting, request->member->name,
                        request->now, &w.act, error))
    return FALSE;
  if (!run_verb(&w, &why))
    return tell_refused(&w, why, reply, error);
  g_autofree char *meeting = web_meeting_path(request->page, gathered.meeting);
  g_autofree char *place =
      w.mail != 0 ? g_strdup_printf("/%s/outbox/%" G_GINT64_FORMAT, request->group->name, w.mail)
                  : g_strconcat(meeting, "/minutes", NULL);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
