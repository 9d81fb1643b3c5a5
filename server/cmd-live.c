/* The verbs of a running meeting and of its minutes: --date names the meeting, else it is the next,
 * else the last. */
#include <string.h>

#include "server/commands.h"
#include "server/gather-sheet.h"
#include "server/minutes-import.h"
#include "server/pages-live.h"

#define WHO "command line"

typedef struct {
  Command *command;
  const Group *group;
  SheetAct act;
  GatheredSheet gathered; /* borrowed */
} Run;

typedef gboolean (*RunVerb)(Run *run, GError **error);

static gboolean
run_meeting(Command *command, RunVerb verb, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !db_begin(command->db, error))
    return FALSE;
  Run run = {.command = command, .group = group};
  gboolean done = server_gather_sheet(
                      command->db, group,
                      server_find_meeting(command->db, group, command->options.date, now, error), 0,
                      now, &gathered, error) &&
                  server_sheet_act(command->db, group, gathered.meeting, WHO, now, &run.act, error);
  run.gathered = gathered;
  done = done && verb(&run, error) && db_commit(command->db, error);
  if (!done)
    db_rollback(command->db);
  return done;
}

static const SheetEntry *
entry_of(Run *run, guint i, GError **error)
{
  gint64 place = 0;
  const SheetEntry *entry = NULL;
  if (!server_command_number(run->command->args[i], &place, error))
    return NULL;
  if (place > 0 && place <= SHEET_ENTRIES_MAX)
    entry = sheet_entry_at(run->gathered.sheet, (guint)place);
  if (entry == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "the agenda of %s has no entry %s\nlook: docket agenda %s --date %s",
                run->gathered.meeting->name, run->command->args[i], run->group->name,
                run->gathered.meeting->name);
  return entry;
}

static gboolean
verb_start(Run *run, GError **error)
{
  return db_live_start(&run->act, error);
}

static gboolean
verb_end(Run *run, GError **error)
{
  return db_live_end(&run->act, error);
}

static gboolean
verb_topic(Run *run, GError **error)
{
  const SheetEntry *entry = entry_of(run, 1, error);
  return entry != NULL && db_live_go_to(&run->act, entry->id, error);
}

static gboolean
verb_say(Run *run, GError **error)
{
  SaidKind kind;
  SheetLine line;
  gint64 id;
  if (!said_kind_from_text(run->command->args[1], &kind)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "nobody says %s\none of: note, decision, action, rejected, link",
                run->command->args[1]);
    return FALSE;
  }
  return server_said_read(run->group, kind, run->command->args[2], run->command->options.owner,
                          run->command->options.due, &line, error) &&
         db_live_say(&run->act, &line, &id, error);
}

static gboolean
verb_attend(Run *run, GError **error)
{
  AttendanceKind kind;
  gboolean ticked = strcmp(run->command->args[1], "absent") != 0;
  if (ticked && !attendance_kind_from_text(run->command->args[1], &kind)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no attendance\none of: present, regrets, absent", run->command->args[1]);
    return FALSE;
  }
  for (guint i = 2; i < run->command->n_args; i++)
    if (!db_live_attend(&run->act, run->command->args[i], ticked ? kind : PERSON_PRESENT, ticked,
                        error))
      return FALSE;
  return TRUE;
}

static gboolean
verb_outcome(Run *run, GError **error)
{
  EntryOutcome outcome;
  const SheetEntry *entry = entry_of(run, 1, error);
  if (entry == NULL)
    return FALSE;
  if (!entry_outcome_from_text(run->command->args[2], &outcome)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no outcome\none of: none, done, decided, deferred, needs-vote, dropped",
                run->command->args[2]);
    return FALSE;
  }
  return server_set_outcome(run->group, &run->act, entry, run->gathered.meeting->start, outcome,
                            run->command->options.remark, error);
}

static gboolean
verb_approve(Run *run, GError **error)
{
  return db_live_approve(&run->act, run->act.now, error);
}

gboolean
server_cmd_meeting_start(Command *command, GError **error)
{
  return run_meeting(command, verb_start, error);
}

gboolean
server_cmd_meeting_end(Command *command, GError **error)
{
  return run_meeting(command, verb_end, error);
}

gboolean
server_cmd_meeting_topic(Command *command, GError **error)
{
  return run_meeting(command, verb_topic, error);
}

gboolean
server_cmd_meeting_say(Command *command, GError **error)
{
  return run_meeting(command, verb_say, error);
}

gboolean
server_cmd_meeting_attend(Command *command, GError **error)
{
  return run_meeting(command, verb_attend, error);
}

gboolean
server_cmd_meeting_outcome(Command *command, GError **error)
{
  return run_meeting(command, verb_outcome, error);
}

gboolean
server_cmd_minutes_approve(Command *command, GError **error)
{
  return run_meeting(command, verb_approve, error);
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
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !server_gather_sheet(command->db, group,
                                            server_find_meeting(command->db, group,
                                                                command->options.date, now, error),
                                            SHEET_ITEMS | SHEET_REVISIONS, now, &gathered, error))
    return FALSE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  WebSheetView view = server_sheet_view(&gathered, &page);
  g_autoptr(GString) out = g_string_new(NULL);
  print[format](out, &view);
  return server_command_print(out, error);
}

/* A file that is there, "-" for standard input, else a Message-ID. */
static GPtrArray *
read_source(const Command *command, const Group *group, const GatheredSheet *gathered,
            GError **error)
{
  const char *source = command->args[1];
  g_autofree char *text = NULL;
  if (!g_file_test(source, G_FILE_TEST_IS_REGULAR))
    return server_minutes_read_mail(command->db, group, gathered->sheet, source, error);
  if (!g_file_get_contents(source, &text, NULL, error))
    return NULL;
  return server_minutes_read_text(gathered->sheet, text, gathered->meeting->start, error);
}

/* The rows that operands name, else all that are new. */
static gboolean
choose_rows(const Command *command, const GPtrArray *rows, GArray *taken, GError **error)
{
  for (guint i = 2; i < command->n_args; i++) {
    gint64 number = 0;
    if (!server_command_number(command->args[i], &number, error))
      return FALSE;
    guint at = (guint)CLAMP(number, 1, IMPORT_ROWS_MAX) - 1;
    g_array_append_val(taken, at);
  }
  for (guint i = 0; command->n_args == 2 && i < rows->len; i++)
    g_array_append_val(taken, i);
  return TRUE;
}

static gboolean
verb_import(Run *run, GError **error)
{
  g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GPtrArray) rows = read_source(run->command, run->group, &run->gathered, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_import(out, rows);
  if (run->command->options.accept && (!choose_rows(run->command, rows, taken, error) ||
                                       !server_minutes_take(&run->act, rows, taken, error)))
    return FALSE;
  return server_command_print(out, error);
}

gboolean
server_cmd_minutes_import(Command *command, GError **error)
{
  return run_meeting(command, verb_import, error);
}
