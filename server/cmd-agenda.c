/* The chair's verbs on agendas. */
#include <string.h>

#include "db/agenda-store.h"
#include "server/commands.h"
#include "server/gather-sheet.h"
#include "web/out.h"
#include "web/pieces.h"

/* "reply=2", or "reply=" for the program's own. */
static gboolean
set_one(Command *command, gint64 group, const char *text, GError **error)
{
  const char *equals = strchr(text, '=');
  g_autofree char *name = g_strndup(text, equals != NULL ? (gsize)(equals - text) : strlen(text));
  const char *number = equals != NULL ? equals + 1 : "";
  AgendaWeight weight;
  char *end = NULL;
  double points = g_ascii_strtod(number, &end);
  if (equals == NULL || !agenda_weight_from_text(name, &weight) || *end != '\0') {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s sets no weight\nwrite NAME=NUMBER, or NAME= for the number of the program; "
                "the names: docket agenda weights GROUP",
                text);
    return FALSE;
  }
  return db_agenda_weight_set(command->db, group, weight, number[0] != '\0' ? &points : NULL,
                              COMMAND_WHO, server_command_now(command), error);
}

static gboolean
set_all(Command *command, gint64 group, GError **error)
{
  if (!db_begin(command->db, error))
    return FALSE;
  gboolean done = TRUE;
  for (guint i = 1; done && i < command->n_args; i++)
    done = set_one(command, group, command->args[i], error);
  return server_command_finish(command, done, error);
}

gboolean
server_cmd_agenda_weights(Command *command, GError **error)
{
  AgendaWeights weights;
  gboolean changed[WEIGHT_N] = {FALSE};
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || (command->n_args > 1 && !set_all(command, group->id, error)) ||
      !db_agenda_weights(command->db, group->id, &weights, changed, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < WEIGHT_N; i++) {
    const AgendaWeightRow *row = agenda_weight_row((AgendaWeight)i);
    g_string_append_printf(out, "%-10s %8g  up to %-3g %s%s\n", row->name, weights.points[i],
                           row->most, row->what, changed[i] ? " (changed)" : "");
  }
  return server_command_print(out, error);
}

/* --- the agenda of one meeting: --date names it, else it is the next --- */

typedef struct {
  Command *command;
  const Group *group;
  SheetAct act;
  GatheredSheet gathered; /* borrowed */
} Edit;

typedef gboolean (*EditVerb)(Edit *edit, GError **error);

/* Runs a verb in one transaction on the agenda as it is now. */
static gboolean
edit_agenda(Command *command, EditVerb verb, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !db_begin(command->db, error))
    return FALSE;
  Edit edit = {.command = command, .group = group};
  gboolean done =
      server_gather_sheet(
          command->db, group,
          server_find_meeting(command->db, group, command->options.date, now, error),
          SHEET_PROPOSALS | SHEET_LAST, now, &gathered, error) &&
      server_sheet_act(command->db, group, gathered.meeting, COMMAND_WHO, now, &edit.act, error);
  edit.gathered = gathered;
  done = done && verb(&edit, error) && server_sheet_begin(&edit.act, &gathered, error);
  return server_command_finish(command, done, error);
}

/* The entry that operand i names by its place on the agenda. */
static SheetEntry *
entry_of(Edit *edit, guint i, EntryState state, GError **error)
{
  gint64 place = 0;
  if (!server_command_number(edit->command->args[i], "entry", &place, error))
    return NULL;
  SheetEntry *entry = place > 0 && place <= SHEET_ENTRIES_MAX
                          ? sheet_entry_nth(edit->gathered.sheet, state, (guint)place - 1)
                          : NULL;
  if (entry == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "the agenda of %s has no %s entry %s\nlook: docket agenda %s",
                edit->gathered.meeting->name, entry_state_to_text(state), edit->command->args[i],
                edit->group->name);
  return entry;
}

static gboolean
take_each(Edit *edit, gboolean refuse, GError **error)
{
  for (guint i = 1; i < edit->command->n_args; i++)
    if (!server_sheet_take(&edit->act, &edit->gathered, -1, edit->command->args[i], refuse, error))
      return FALSE;
  return TRUE;
}

static gboolean
verb_take(Edit *edit, GError **error)
{
  return take_each(edit, FALSE, error);
}

static gboolean
verb_refuse(Edit *edit, GError **error)
{
  return take_each(edit, TRUE, error);
}

/* --minutes; -1: not given. */
static gboolean
read_minutes(const Edit *edit, int *minutes, GError **error)
{
  int given = edit->command->options.minutes;
  *minutes = given != COMMAND_NO_MINUTES ? given : -1;
  if (given >= 0 || given == COMMAND_NO_MINUTES)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "--minutes %d is less than nothing\n0 sets no time", given);
  return FALSE;
}

static gboolean
verb_add(Edit *edit, GError **error)
{
  const CommandOptions *options = &edit->command->options;
  int minutes;
  if (!read_minutes(edit, &minutes, error))
    return FALSE;
  NewEntry entry = {.title = edit->command->args[1],
                    .presenter = options->presenter,
                    .notes = options->notes,
                    .minutes = (guint)MAX(minutes, 0),
                    .state = ENTRY_TAKEN};
  return db_sheet_add(&edit->act, -1, &entry, NULL, error);
}

static gboolean
verb_set(Edit *edit, GError **error)
{
  const CommandOptions *options = &edit->command->options;
  const SheetEntry *entry = entry_of(edit, 1, ENTRY_TAKEN, error);
  int minutes;
  if (entry == NULL || !read_minutes(edit, &minutes, error))
    return FALSE;
  EntryChange change = {.title = options->title,
                        .presenter = options->presenter,
                        .notes = options->notes,
                        .minutes = minutes};
  return db_sheet_set(&edit->act, -1, entry->id, &change, error);
}

static gboolean
verb_move(Edit *edit, GError **error)
{
  gint64 place = 0;
  const SheetEntry *entry = entry_of(edit, 1, ENTRY_TAKEN, error);
  return entry != NULL && server_command_number(edit->command->args[2], "entry", &place, error) &&
         db_sheet_move(&edit->act, -1, entry->id, (guint)CLAMP(place, 1, SHEET_ENTRIES_MAX), error);
}

static gboolean
set_state(Edit *edit, EntryState from, EntryState to, GError **error)
{
  const SheetEntry *entry = entry_of(edit, 1, from, error);
  return entry != NULL && db_sheet_set_entry_state(&edit->act, -1, entry->id, to, error);
}

static gboolean
verb_park(Edit *edit, GError **error)
{
  return set_state(edit, ENTRY_TAKEN, ENTRY_PARKED, error);
}

static gboolean
verb_unpark(Edit *edit, GError **error)
{
  return set_state(edit, ENTRY_PARKED, ENTRY_TAKEN, error);
}

static gboolean
verb_remove(Edit *edit, GError **error)
{
  return set_state(edit, ENTRY_TAKEN, ENTRY_REMOVED, error);
}

static gboolean
verb_publish(Edit *edit, GError **error)
{
  return server_sheet_publish(&edit->act, &edit->gathered, -1, error);
}

gboolean
server_cmd_agenda_take(Command *command, GError **error)
{
  return edit_agenda(command, verb_take, error);
}

gboolean
server_cmd_agenda_refuse(Command *command, GError **error)
{
  return edit_agenda(command, verb_refuse, error);
}

gboolean
server_cmd_agenda_add(Command *command, GError **error)
{
  return edit_agenda(command, verb_add, error);
}

gboolean
server_cmd_agenda_set(Command *command, GError **error)
{
  return edit_agenda(command, verb_set, error);
}

gboolean
server_cmd_agenda_move(Command *command, GError **error)
{
  return edit_agenda(command, verb_move, error);
}

gboolean
server_cmd_agenda_park(Command *command, GError **error)
{
  return edit_agenda(command, verb_park, error);
}

gboolean
server_cmd_agenda_unpark(Command *command, GError **error)
{
  return edit_agenda(command, verb_unpark, error);
}

gboolean
server_cmd_agenda_remove(Command *command, GError **error)
{
  return edit_agenda(command, verb_remove, error);
}

gboolean
server_cmd_agenda_publish(Command *command, GError **error)
{
  return edit_agenda(command, verb_publish, error);
}

static void
print_waiting(GString *out, const GatheredSheet *gathered)
{
  for (guint i = 0; i < gathered->proposals->len; i++) {
    const WebProposal *proposal = gathered->proposals->pdata[i];
    g_autofree char *line = g_strdup_printf("\"%s\"  by mail, %s: %s\n", proposal->origin,
                                            proposal->who, proposal->title);
    g_autofree char *plain = web_plain(line);
    g_string_append(out, plain);
  }
  for (guint i = 0; i < gathered->draft.agenda->entries->len; i++) {
    const AgendaEntry *entry = gathered->draft.agenda->entries->pdata[i];
    g_autofree char *name = entry->item->number != 0
                                ? g_strdup_printf("%" G_GINT64_FORMAT, entry->item->number)
                                : g_strdup_printf("\"%s\"", entry->item->key);
    g_autofree char *title = web_cut(entry->item->title, 300);
    g_autofree char *line = g_strdup_printf("%s  %s: %s", name, title, entry->why);
    g_autofree char *plain = web_plain(line);
    g_string_append_printf(out, "%s\n", plain);
  }
}

gboolean
server_cmd_agenda_waiting(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !server_gather_sheet(command->db, group,
                                            server_find_meeting(command->db, group,
                                                                command->options.date, now, error),
                                            SHEET_PROPOSALS | SHEET_DRAFT, now, &gathered, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  print_waiting(out, &gathered);
  return server_command_print(out, error);
}
