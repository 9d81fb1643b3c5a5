/* Groups. */
#include <string.h>

#include "db/group.h"
#include "server/commands.h"
#include "server/zone.h"
#include "web/out.h"

static void
replace(char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free(*field);
  *field = value[0] != '\0' ? g_strdup(value) : NULL;
}

/* The options of group add and set, laid over group. */
static gboolean
apply_options(const CommandOptions *options, Group *group, GError **error)
{
  if (options->timezone != NULL && !server_zone_exists(options->timezone)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "no time zone is called %s\nwrite it as Europe/London or UTC", options->timezone);
    return FALSE;
  }
  replace(&group->title, options->name);
  replace(&group->address, options->address);
  replace(&group->timezone, options->timezone);
  if (options->mask != NULL && !group_mask_from_text(options->mask, &group->mask)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "addresses cannot be kept from %s\none of: visitors, always, never", options->mask);
    return FALSE;
  }
  if (options->next_meeting != NULL && strcmp(options->next_meeting, "none") == 0)
    group->next_meeting = 0;
  else if (options->next_meeting != NULL)
    return server_zone_parse(options->next_meeting, group->timezone, &group->next_meeting, error);
  return TRUE;
}

static Group *
group_new(const char *name)
{
  Group *group = g_new0(Group, 1);
  group->name = g_strdup(name);
  group->title = g_strdup(name);
  group->timezone = g_strdup("UTC");
  return group;
}

static gboolean
add_group(Command *command, const char *name, GError **error)
{
  g_autoptr(Group) group = group_new(name);
  return apply_options(&command->options, group, error) &&
         db_group_add(command->db, group, server_command_now(command), error);
}

Group *
server_command_ensure_group(Command *command, const char *name, GError **error)
{
  g_autoptr(GError) missing = NULL;
  Group *group = db_group_get(command->db, name, &missing);
  if (group != NULL)
    return group;
  if (!g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_propagate_error(error, g_steal_pointer(&missing));
    return NULL;
  }
  if (!add_group(command, name, error))
    return NULL;
  server_command_note("new group %s; name it: docket group set %s --name TITLE --address LIST",
                      name, name);
  return db_group_get(command->db, name, error);
}

gboolean
server_cmd_group_add(Command *command, GError **error)
{
  return add_group(command, command->args[0], error);
}

gboolean
server_cmd_group_set(Command *command, GError **error)
{
  g_autoptr(GError) missing = NULL;
  g_autoptr(Group) group = db_group_get(command->db, command->args[0], &missing);
  if (group == NULL && command->options.create &&
      g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))
    return add_group(command, command->args[0], error);
  if (group == NULL) {
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
  }
  return apply_options(&command->options, group, error) &&
         db_group_set(command->db, group, server_command_now(command), error);
}

gboolean
server_cmd_group_list(Command *command, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(command->db, error);
  g_autoptr(GString) out = g_string_new(NULL);
  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    GroupCounts counts;
    if (!db_group_counts(command->db, group->id, &counts, error))
      return FALSE;
    g_autofree char *title = web_plain(group->title != NULL ? group->title : "");
    g_autofree char *address = web_plain(group->address != NULL ? group->address : "-");
    g_string_append_printf(
        out, "%-16s %-30s %-34s %8" G_GUINT64_FORMAT " mails %6" G_GUINT64_FORMAT " items\n",
        group->name, title, address, counts.n_messages, counts.n_items);
  }
  return server_command_print(out, error);
}
