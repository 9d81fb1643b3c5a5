/* The chair's verbs on agendas. */
#include <string.h>

#include "db/agenda-store.h"
#include "server/commands.h"

#define WHO "command line"

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
  return db_agenda_weight_set(command->db, group, weight, number[0] != '\0' ? &points : NULL, WHO,
                              server_command_now(command), error);
}

static gboolean
set_all(Command *command, gint64 group, GError **error)
{
  if (!db_begin(command->db, error))
    return FALSE;
  for (guint i = 1; i < command->n_args; i++) {
    if (!set_one(command, group, command->args[i], error)) {
      db_rollback(command->db);
      return FALSE;
    }
  }
  return db_commit(command->db, error);
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
