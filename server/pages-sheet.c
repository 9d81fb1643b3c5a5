#include "server/pages-sheet.h"

#include <string.h>

#include "db/outbox.h"
#include "server/compose.h"

#define EDIT_PARTS (SHEET_ITEMS | SHEET_PROPOSALS | SHEET_DRAFT | SHEET_ROSTER | SHEET_LAST)

Meeting *
server_request_meeting(const Request *request, GError **error)
{
  return db_meeting_get(request->db, request->group, server_request_param(request, "date"), error);
}

const char *
server_form_value(const Request *request, const char *name)
{
  return server_args_given(request->form, name);
}

void
server_print_sheet(RouteFormat format, WebOut *out, const WebSheetView *view)
{
  switch (format) {
  case FORMAT_TEXT:
    web_text_sheet(out, view);
    break;
  case FORMAT_MARKDOWN:
    web_markdown_sheet(out, view);
    break;
  case FORMAT_JSON:
    web_json_sheet(out, view);
    break;
  case FORMAT_HTML:
  case FORMAT_CSV:
  case FORMAT_ICS:
  case FORMAT_ATOM:
    web_page_sheet(out, view);
    break;
  }
}

gboolean
server_page_sheet(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           SHEET_ITEMS | SHEET_PROPOSALS, request->now, &gathered, error))
    return FALSE;
  WebSheetView view = server_sheet_view(&gathered, request->page);
  server_print_sheet(request->route->format, reply->body, &view);
  return TRUE;
}

gboolean
server_page_sheet_edit(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           EDIT_PARTS, request->now, &gathered, error))
    return FALSE;
  WebSheetView view = server_sheet_view(&gathered, request->page);
  web_page_sheet_edit(reply->body, &view);
  return TRUE;
}

/* --- writing --- */

gboolean
server_sheet_refused(const SheetAct *act, const Sheet *seen, const GError *why, guint *status)
{
  gint64 stamp = -1;
  guint refused = server_reply_status_of(why);
  if ((refused != 400 && refused != 409) || !db_sheet_stamp(act->db, act->meeting, &stamp, NULL) ||
      stamp != seen->stamp)
    return FALSE;
  *status = refused;
  return TRUE;
}

typedef struct {
  Request *request;
  SheetAct act;
  GatheredSheet *gathered;
  gint64 version, entry;
  gint64 mail; /* the draft that was written, 0: none */
} Edit;

typedef gboolean (*EditVerb)(Edit *edit, GError **error);

/* An empty field means no time; the field of another form may be missing. */
static gboolean
read_minutes(const Edit *edit, int *minutes, GError **error)
{
  const char *text = server_form_value(edit->request, "minutes");
  guint64 value = 0;
  *minutes = text != NULL ? 0 : -1;
  if (text == NULL || text[0] == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned(text, 10, 0, SHEET_MINUTES_MAX, &value, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "minutes: %s is no number from 0 to %d",
                text, SHEET_MINUTES_MAX);
    return FALSE;
  }
  *minutes = (int)value;
  return TRUE;
}

/* Browsers send line ends as CR LF. */
char *
server_form_lines(const Request *request, const char *name)
{
  const char *text = server_form_value(request, name);
  if (text == NULL)
    return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
  return g_strjoinv("\n", lines);
}

static gboolean
differs(const char *typed, const char *now)
{
  return typed != NULL && g_strcmp0(typed, now != NULL ? now : "") != 0;
}

/* What was typed in the row goes with whatever button was pressed. *version moves on when something
 * was written. */
static gboolean
verb_set(Edit *edit, GError **error)
{
  g_autofree char *notes = server_form_lines(edit->request, "notes");
  const SheetEntry *now = sheet_entry(edit->gathered->sheet, edit->entry);
  EntryChange change = {.title = server_form_value(edit->request, "title"),
                        .presenter = server_form_value(edit->request, "presenter"),
                        .notes = notes};
  if (!read_minutes(edit, &change.minutes, error))
    return FALSE;
  if (now != NULL && !differs(change.title, now->title) &&
      !differs(change.presenter, now->presenter) && !differs(change.notes, now->notes) &&
      (change.minutes < 0 || (guint)change.minutes == now->minutes))
    return TRUE;
  if (!db_sheet_set(&edit->act, edit->version, edit->entry, &change, error))
    return FALSE;
  edit->version = -1;
  return TRUE;
}

static gboolean
move_by(Edit *edit, int step, GError **error)
{
  const SheetEntry *now = sheet_entry(edit->gathered->sheet, edit->entry);
  guint position = now != NULL ? (guint)MAX((int)now->position + step, 1) : 1;
  return verb_set(edit, error) &&
         db_sheet_move(&edit->act, edit->version, edit->entry, position, error);
}

static gboolean
verb_up(Edit *edit, GError **error)
{
  return move_by(edit, -1, error);
}

static gboolean
verb_down(Edit *edit, GError **error)
{
  return move_by(edit, 1, error);
}

static gboolean
verb_move(Edit *edit, GError **error)
{
  guint position = 0;
  if (!server_args_get_uint(edit->request->form, "value", SHEET_ENTRIES_MAX, &position, error))
    return FALSE;
  return verb_set(edit, error) &&
         db_sheet_move(&edit->act, edit->version, edit->entry, MAX(position, 1), error);
}

static gboolean
verb_park(Edit *edit, GError **error)
{
  return verb_set(edit, error) &&
         db_sheet_set_entry_state(&edit->act, edit->version, edit->entry, ENTRY_PARKED, error);
}

static gboolean
verb_remove(Edit *edit, GError **error)
{
  return verb_set(edit, error) &&
         db_sheet_set_entry_state(&edit->act, edit->version, edit->entry, ENTRY_REMOVED, error);
}

static gboolean
verb_add(Edit *edit, GError **error)
{
  int minutes;
  g_autofree char *notes = server_form_lines(edit->request, "notes");
  if (!read_minutes(edit, &minutes, error))
    return FALSE;
  NewEntry entry = {.title = server_form_value(edit->request, "title"),
                    .presenter = server_args_get(edit->request->form, "presenter"),
                    .notes = notes != NULL && notes[0] != '\0' ? notes : NULL,
                    .minutes = (guint)MAX(minutes, 0),
                    .state = ENTRY_TAKEN};
  return db_sheet_add(&edit->act, edit->version, &entry, NULL, error);
}

/* The value of a one-button form. */
static const char *
value_of(const Edit *edit)
{
  const char *value = server_args_get(edit->request->form, "value");
  return value != NULL ? value : "";
}

static gboolean
verb_take(Edit *edit, GError **error)
{
  return server_sheet_take(&edit->act, edit->gathered, edit->version, value_of(edit), FALSE, error);
}

static gboolean
verb_refuse(Edit *edit, GError **error)
{
  return server_sheet_take(&edit->act, edit->gathered, edit->version, value_of(edit), TRUE, error);
}

static gboolean
set_parked(Edit *edit, EntryState state, GError **error)
{
  gint64 entry = g_ascii_strtoll(value_of(edit), NULL, 10);
  return db_sheet_set_entry_state(&edit->act, edit->version, entry, state, error);
}

static gboolean
verb_unpark(Edit *edit, GError **error)
{
  return set_parked(edit, ENTRY_TAKEN, error);
}

static gboolean
verb_drop(Edit *edit, GError **error)
{
  return set_parked(edit, ENTRY_REMOVED, error);
}

static gboolean
verb_publish(Edit *edit, GError **error)
{
  return server_sheet_publish(&edit->act, edit->gathered, edit->version, error);
}

/* The mail is written within the act that it reports, as a draft that the chair looks at. */
static gboolean
verb_mail(Edit *edit, GError **error)
{
  const Request *request = edit->request;
  if (!verb_publish(edit, error))
    return FALSE;
  Compose compose = server_compose_of(request);
  g_autoptr(OutMail) mail = server_compose_agenda(&compose, edit->gathered->meeting->name, error);
  return mail != NULL &&
         db_outbox_add(request->db, mail, request->member->name, request->now, &edit->mail, error);
}

static const struct {
  const char *name;
  EditVerb run;
} verbs[] = {
    {"set", verb_set},       {"up", verb_up},     {"down", verb_down},
    {"move", verb_move},     {"park", verb_park}, {"remove", verb_remove},
    {"add", verb_add},       {"take", verb_take}, {"refuse", verb_refuse},
    {"unpark", verb_unpark}, {"drop", verb_drop}, {"publish", verb_publish},
    {"mail", verb_mail},
};

static EditVerb
find_verb(const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
    if (g_strcmp0(verbs[i].name, name) == 0)
      return verbs[i].run;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\"",
              name != NULL ? name : "");
  return NULL;
}

/* The page with what was typed, and why it was not done. Nothing has been written. */
static void
show_refused(Edit *edit, const char *fault, gboolean stale, Reply *reply)
{
  const Request *request = edit->request;
  g_autofree char *notes = server_form_lines(request, "notes");
  WebSheetView view = server_sheet_view(edit->gathered, request->page);
  WebTyped typed = {.verb = server_form_value(request, "verb"),
                    .entry = edit->entry,
                    .title = server_form_value(request, "title"),
                    .presenter = server_form_value(request, "presenter"),
                    .minutes = server_form_value(request, "minutes"),
                    .notes = notes,
                    .value = server_form_value(request, "value")};
  view.typed = &typed;
  view.fault = stale ? NULL : fault;
  reply->status = stale ? 409 : 400;
  web_page_sheet_edit(reply->body, &view);
}

static gboolean
read_version(const Request *request, gint64 *version, GError **error)
{
  const char *text = server_args_get(request->form, "version");
  char *end = NULL;
  *version = text != NULL ? g_ascii_strtoll(text, &end, 10) : -1;
  if (text != NULL && *end == '\0' && *version >= 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "the form does not say which version of the agenda it was made on");
  return FALSE;
}

static void
lead_back(const Edit *edit, Reply *reply)
{
  g_autofree char *meeting = web_meeting_path(edit->request->page, edit->gathered->meeting);
  g_autofree char *place =
      edit->mail != 0
          ? g_strdup_printf("/%s/outbox/%" G_GINT64_FORMAT, edit->request->group->name, edit->mail)
      : edit->entry != 0 ? g_strdup_printf("%s/edit#entry-%" G_GINT64_FORMAT, meeting, edit->entry)
                         : g_strdup_printf("%s/edit", meeting);
  server_reply_redirect(reply, 303, place);
}

/* Done, or told why not on the page. FALSE: neither. */
static gboolean
run_verb(Edit *edit, EditVerb verb, Reply *reply, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (edit->version != edit->gathered->sheet->version) {
    show_refused(edit, NULL, TRUE, reply);
    return TRUE;
  }
  if (verb(edit, &local) && server_sheet_begin(&edit->act, edit->gathered, &local)) {
    lead_back(edit, reply);
    return TRUE;
  }
  /* Told on the page, with what was typed, when nothing was written so far; else the whole is taken
   * back. */
  guint status;
  if (server_sheet_refused(&edit->act, edit->gathered->sheet, local, &status) && status == 400) {
    show_refused(edit, local->message, FALSE, reply);
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

gboolean
server_page_sheet_write(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  Edit edit = {.request = request, .gathered = &gathered};
  EditVerb verb = find_verb(server_args_get(request->form, "verb"), error);
  const char *entry = server_args_get(request->form, "entry");
  edit.entry = entry != NULL ? g_ascii_strtoll(entry, NULL, 10) : 0;
  return verb != NULL && read_version(request, &edit.version, error) &&
         server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                             EDIT_PARTS, request->now, &gathered, error) &&
         server_sheet_act(request->db, request->group, gathered.meeting, request->member->name,
                          request->now, &edit.act, error) &&
         run_verb(&edit, verb, reply, error);
}
