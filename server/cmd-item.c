/* The chair's verbs on items. */
#include "db/item.h"
#include "server/commands.h"

#define WHO "command line"

typedef gboolean (*ItemVerb)(Command *command, gint64 group, gint64 number, GError **error);

/* All or nothing: a wrong number in a row of them changes none. */
static gboolean
each_item(Command *command, guint n_items, ItemVerb verb, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL)
    return FALSE;
  if (!db_begin(command->db, error))
    return FALSE;
  for (guint i = 1; i <= n_items; i++) {
    gint64 number;
    if (!server_command_number(command->args[i], &number, error) ||
        !verb(command, group->id, number, error)) {
      db_rollback(command->db);
      return FALSE;
    }
  }
  return db_commit(command->db, error);
}

static gboolean
set_state(Command *command, gint64 group, gint64 number, ItemState state, GError **error)
{
  return db_item_set_state(command->db, group, number, state, WHO, server_command_now(command),
                           error);
}

static gboolean
verb_accept(Command *command, gint64 group, gint64 number, GError **error)
{
  return set_state(command, group, number, STATE_OPEN, error);
}

static gboolean
verb_dismiss(Command *command, gint64 group, gint64 number, GError **error)
{
  return set_state(command, group, number, STATE_DECLINED, error);
}

static gboolean
verb_state(Command *command, gint64 group, gint64 number, GError **error)
{
  ItemState state;
  if (!item_state_from_text(command->args[2], &state) || state == STATE_DUPLICATE) {
    g_set_error(
        error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
        "%s is no state to set\n"
        "one of: new, open, scheduled, done, declined, deferred; duplicates: docket item merge",
        command->args[2]);
    return FALSE;
  }
  return set_state(command, group, number, state, error);
}

static gboolean
verb_title(Command *command, gint64 group, gint64 number, GError **error)
{
  return db_item_set_title(command->db, group, number, command->args[2], WHO,
                           server_command_now(command), error);
}

static gboolean
verb_owner(Command *command, gint64 group, gint64 number, GError **error)
{
  const char *owner = command->args[2][0] != '\0' ? command->args[2] : NULL;
  return db_item_set_owner(command->db, group, number, owner, WHO, server_command_now(command),
                           error);
}

static gboolean
verb_merge(Command *command, gint64 group, gint64 number, GError **error)
{
  gint64 into;
  return server_command_number(command->args[2], &into, error) &&
         db_item_merge(command->db, group, number, into, WHO, server_command_now(command), error);
}

static gboolean
verb_split(Command *command, gint64 group, gint64 number, GError **error)
{
  return db_item_split(command->db, group, number, WHO, server_command_now(command), error);
}

gboolean
server_cmd_item_accept(Command *command, GError **error)
{
  return each_item(command, command->n_args - 1, verb_accept, error);
}

gboolean
server_cmd_item_dismiss(Command *command, GError **error)
{
  return each_item(command, command->n_args - 1, verb_dismiss, error);
}

gboolean
server_cmd_item_state(Command *command, GError **error)
{
  return each_item(command, 1, verb_state, error);
}

gboolean
server_cmd_item_title(Command *command, GError **error)
{
  return each_item(command, 1, verb_title, error);
}

gboolean
server_cmd_item_owner(Command *command, GError **error)
{
  return each_item(command, 1, verb_owner, error);
}

gboolean
server_cmd_item_merge(Command *command, GError **error)
{
  return each_item(command, 1, verb_merge, error);
}

gboolean
server_cmd_item_split(Command *command, GError **error)
{
  return each_item(command, 1, verb_split, error);
}
