/* The verbs of a meeting's minutes. */
#include <string.h>

#include "server/cmd-live.h"
#include "server/meetings.h"
#include "server/minutes-import.h"
#include "server/minutes-verbs.h"
#include "server/zone.h"
#include "web/out.h"

static gboolean
verb_approve(MeetingRun *run, GError **error)
{
  return db_live_approve(&run->act, error);
}

gboolean
server_cmd_minutes_approve(Command *command, GError **error)
{
  return server_run_meeting(command, verb_approve, error);
}

/* --- corrections --- */

/* "m12" or "12", as "minutes lines" and the registers name it. */
static gboolean
change_line(MeetingRun *run, LineChange change, GError **error)
{
  gint64 line = 0;
  const char *name = run->command->args[1];
  return server_command_number(name[0] == 'm' ? name + 1 : name, "line", &line, error) &&
         server_minutes_change(run->group, &run->act, &run->gathered, line, &change,
                               run->command->options.remark, error);
}

static gboolean
verb_correct(MeetingRun *run, GError **error)
{
  const Command *command = run->command;
  const char *due = command->options.due;
  LineChange change = {.text = command->n_args > 2 ? command->args[2] : NULL,
                       .owner = command->options.owner,
                       .due = due != NULL && due[0] == '\0' ? 0 : -1,
                       .strike = -1,
                       .state = -1};
  if (due != NULL && due[0] != '\0' &&
      !server_zone_parse(due, run->group->timezone, &change.due, error)) {
    g_prefix_error(error, "due: ");
    return FALSE;
  }
  if (change.text != NULL || change.owner != NULL || due != NULL)
    return change_line(run, change, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "nothing to correct\ngive another text, --owner or --due");
  return FALSE;
}

static gboolean
verb_strike(MeetingRun *run, GError **error)
{
  return change_line(run, (LineChange){.due = -1, .strike = 1, .state = -1}, error);
}

static gboolean
verb_bring_back(MeetingRun *run, GError **error)
{
  return change_line(run, (LineChange){.due = -1, .strike = 0, .state = -1}, error);
}

static gboolean
verb_done(MeetingRun *run, GError **error)
{
  return change_line(run, (LineChange){.due = -1, .strike = -1, .state = STATE_DONE}, error);
}

gboolean
server_cmd_minutes_correct(Command *command, GError **error)
{
  return server_run_meeting(command, verb_correct, error);
}

gboolean
server_cmd_minutes_strike(Command *command, GError **error)
{
  return server_run_meeting(command, verb_strike, error);
}

gboolean
server_cmd_minutes_bring_back(Command *command, GError **error)
{
  return server_run_meeting(command, verb_bring_back, error);
}

gboolean
server_cmd_minutes_done(Command *command, GError **error)
{
  return server_run_meeting(command, verb_done, error);
}

/* --- reading --- */

static gboolean
gather(const Command *command, const Group *group, guint parts, GatheredSheet *gathered,
       GError **error)
{
  gint64 now = server_command_now(command);
  return server_gather_sheet(
      command->db, group,
      server_find_meeting(command->db, group, command->options.date, now, error), parts, now,
      gathered, error);
}

gboolean
server_cmd_minutes_lines(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !gather(command, group, 0, &gathered, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_said(out, gathered.sheet);
  return server_command_print(out, error);
}

static void
page_of_record(WebOut *out, const WebPage *page, const WebMeetingRow *row)
{
  WebMeetingView view = {.page = page, .row = row};
  web_page_meeting(out, &view);
}

/* Nothing was written down here of that meeting. */
static gboolean
is_blank(const Command *command, const Group *group, const WebMeetingRow *row, gboolean *blank,
         GError **error)
{
  *blank = TRUE;
  if (row->meeting == NULL || row->meeting->id == 0)
    return TRUE;
  g_autoptr(Sheet) sheet = db_sheet_get(command->db, group->id, row->meeting->id, error);
  *blank = sheet != NULL && sheet->started == 0 && sheet->lines->len == 0;
  return sheet != NULL;
}

/* Minutes that came by mail, where there are no others of that day. */
static gboolean
print_mailed(const Command *command, const Group *group, const WebPage *page, guint format,
             gboolean *printed, GError **error)
{
  static void (*const print[])(WebOut *, const WebPage *, const WebMeetingRow *) = {
      web_text_record, web_markdown_record, page_of_record, web_json_meeting};
  g_auto(GatheredMeetings) gathered = {0};
  g_autoptr(MinutesRecord) record = NULL;
  gboolean blank;
  int at = command->options.date == NULL
               ? -1
               : server_gather_meeting(command->db, group, command->options.date, page->now,
                                       &gathered, NULL);
  if (at < 0 || format >= G_N_ELEMENTS(print))
    return TRUE;
  WebMeetingRow *row = &g_array_index(gathered.rows, WebMeetingRow, (guint)at);
  if (!is_blank(command, group, row, &blank, error) ||
      !server_gather_record(command->db, group, row, &record, error))
    return FALSE;
  if (!blank || record == NULL)
    return TRUE;
  g_autoptr(GString) out = g_string_new(NULL);
  print[format](out, page, row);
  *printed = TRUE;
  return server_command_print(out, error);
}

gboolean
server_cmd_minutes(Command *command, GError **error)
{
  static const char *const formats[] = {"text", "md", "html", "json", "meetbot", NULL};
  static void (*const print[])(WebOut *, const WebSheetView *) = {
      web_text_minutes, web_markdown_minutes, web_page_minutes, web_json_minutes,
      web_meetbot_minutes};
  guint format;
  if (!server_command_choice("format", command->options.format, formats, &format, error))
    return FALSE;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  WebPage page = {.group = group, .base_url = "", .path = "", .now = server_command_now(command)};
  gboolean printed = FALSE;
  if (group == NULL || !print_mailed(command, group, &page, format, &printed, error))
    return FALSE;
  if (printed)
    return TRUE;
  g_auto(GatheredSheet) gathered = {0};
  if (!gather(command, group, SHEET_ITEMS | SHEET_REVISIONS, &gathered, error))
    return FALSE;
  WebSheetView view = server_sheet_view(&gathered, &page);
  g_autoptr(GString) out = g_string_new(NULL);
  print[format](out, &view);
  return server_command_print(out, error);
}

/* A file that is there, else a Message-ID. */
static GPtrArray *
read_source(const Command *command, const Group *group, const GatheredSheet *gathered,
            GError **error)
{
  const char *source = command->args[1];
  g_autofree char *text = NULL;
  if (!g_file_test(source, G_FILE_TEST_IS_REGULAR)) {
    g_autoptr(GError) failed = NULL;
    GPtrArray *rows =
        server_minutes_read_mail(command->db, group, gathered->sheet, source, &failed);
    if (g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                  "%s is no file here, nor the Message-ID of a mail of %s\n"
                  "give one of both: the path of a log, or what a message page calls Message-ID",
                  source, group->name);
    else if (failed != NULL)
      g_propagate_error(error, g_steal_pointer(&failed));
    return rows;
  }
  if ((text = server_command_read_text(source, error)) == NULL)
    return NULL;
  return server_minutes_read_text(gathered->sheet, text, gathered->meeting->start, error);
}

/* The rows that operands name, else all that are new. */
static gboolean
choose_rows(const Command *command, const GPtrArray *rows, GArray *taken, GError **error)
{
  for (guint i = 2; i < command->n_args; i++) {
    gint64 number = 0;
    if (!server_command_number(command->args[i], "row", &number, error))
      return FALSE;
    guint at = (guint)CLAMP(number, 1, MINUTES_ROWS_MAX) - 1;
    g_array_append_val(taken, at);
  }
  for (guint i = 0; command->n_args == 2 && i < rows->len; i++)
    g_array_append_val(taken, i);
  return TRUE;
}

static gboolean
print_rows(const GPtrArray *rows, GError **error)
{
  g_autoptr(GString) out = g_string_new(NULL);
  if (rows->len >= MINUTES_ROWS_MAX)
    server_command_note("no more than %d rows are read; give what follows as a text of its own",
                        MINUTES_ROWS_MAX);
  web_table_import(out, rows);
  return server_command_print(out, error);
}

static gboolean
verb_import(MeetingRun *run, GError **error)
{
  g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GPtrArray) rows = read_source(run->command, run->group, &run->gathered, error);
  return rows != NULL && choose_rows(run->command, rows, taken, error) &&
         server_minutes_take(&run->act, rows, taken, error) && print_rows(rows, error);
}

/* Only shows: a meeting that nobody touched stays so. */
static gboolean
show_import(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !gather(command, group, 0, &gathered, error))
    return FALSE;
  g_autoptr(GPtrArray) rows = read_source(command, group, &gathered, error);
  return rows != NULL && print_rows(rows, error);
}

gboolean
server_cmd_minutes_import(Command *command, GError **error)
{
  return command->options.accept ? server_run_meeting(command, verb_import, error)
                                 : show_import(command, error);
}
