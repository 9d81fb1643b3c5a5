/* Registers and the quarterly report. */
#include <string.h>

#include "server/commands.h"
#include "server/pages-register.h"

static gboolean
print_rows(Command *command, gboolean decisions, GError **error)
{
  static const char *const formats[] = {"table", "json", "csv", NULL};
  guint format;
  RegisterQuery query = {.owner = command->options.owner,
                         .text = command->n_args > 1 ? command->args[1] : NULL};
  g_autoptr(Group) group = NULL;
  if (!server_command_choice("format", command->options.format, formats, &format, error) ||
      (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  gint64 now = server_command_now(command);
  g_autoptr(GPtrArray) rows = decisions
                                  ? db_register_decisions(command->db, group, &query, now, error)
                                  : db_register_actions(command->db, group, &query, now, error);
  if (rows == NULL)
    return FALSE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  g_autoptr(GString) out = g_string_new(NULL);
  if (format == 0)
    web_table_register(out, rows, group->timezone);
  else if (format == 1)
    web_json_register(out, &page, decisions ? "decisions" : "actions", rows);
  else
    web_csv_register(out, &page, rows);
  return server_command_print(out, error);
}

gboolean
server_cmd_decisions(Command *command, GError **error)
{
  return print_rows(command, TRUE, error);
}

gboolean
server_cmd_actions(Command *command, GError **error)
{
  return print_rows(command, FALSE, error);
}

gboolean
server_cmd_decision_supersede(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && db_register_supersede(command->db, group, command->args[1],
                                                command->n_args > 2 ? command->args[2] : NULL,
                                                COMMAND_WHO, server_command_now(command), error);
}

gboolean
server_cmd_attendance(Command *command, GError **error)
{
  static const char *const formats[] = {"table", "json", "csv", NULL};
  guint format;
  g_autoptr(Group) group = NULL;
  if (!server_command_choice("format", command->options.format, formats, &format, error) ||
      (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  gint64 now = server_command_now(command);
  g_autoptr(GPtrArray) meetings = db_register_attendance(
      command->db, group, now - MEETING_BACK_DAYS * DAY_SECONDS, now + DAY_SECONDS, error);
  if (meetings == NULL)
    return FALSE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(GPtrArray) people = web_attendance_people(meetings, 0);
  for (guint i = 0; format == 0 && i < people->len; i++) {
    const WebAttendee *person = people->pdata[i];
    g_autofree char *name = web_plain(person->name);
    g_string_append_printf(out, "%5u of %u  ", person->n, meetings->len);
    web_out_date(out, person->last, "UTC");
    g_string_append_printf(out, "  %s\n", name);
  }
  if (format == 1)
    web_json_attendance(out, &page, meetings);
  else if (format == 2)
    web_csv_attendance(out, meetings);
  return server_command_print(out, error);
}

gboolean
server_cmd_report(Command *command, GError **error)
{
  static const char *const formats[] = {"text", "md", "html", "json", NULL};
  static const RouteFormat kinds[] = {FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSON};
  guint format;
  g_autoptr(Group) group = NULL;
  if (!server_command_choice("format", command->options.format, formats, &format, error) ||
      (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = server_command_now(command)};
  g_autoptr(GString) out = g_string_new(NULL);
  return server_print_report(command->db, &page, command->options.quarter, kinds[format], out,
                             error) &&
         server_command_print(out, error);
}
