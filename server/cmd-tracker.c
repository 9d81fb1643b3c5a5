/* Trackers: what comes built in, what an operator adds, and which one is a group's own. */
#include <string.h>

#include "db/link-fact.h"
#include "db/tracker.h"
#include "ingest/extract.h"
#include "ingest/link-ask.h"
#include "server/commands.h"

/* "XEN-" is a key, all else stands in front of a number. */
static void
add_form(Tracker *tracker, const char *form)
{
  gsize len = strlen(form);
  gboolean key = len > 1 && form[len - 1] == '-';
  for (gsize i = 0; i + 1 < len; i++)
    key = key && (g_ascii_isupper(form[i]) || g_ascii_isdigit(form[i]) || form[i] == '_');
  if (key)
    g_ptr_array_add(tracker->keys, g_strndup(form, len - 1));
  else
    g_ptr_array_add(tracker->prefixes, g_strdup(form));
}

gboolean
server_cmd_tracker_add(Command *command, GError **error)
{
  g_autoptr(Tracker) tracker = tracker_new(command->args[0], command->args[1]);
  for (guint i = 2; i < command->n_args; i++)
    add_form(tracker, command->args[i]);
  const CommandOptions *options = &command->options;
  tracker->api = g_strdup(options->api);
  tracker->ask = g_strdup(options->ask);
  tracker->form = g_strdup(options->answer);
  tracker->title_at = g_strdup(options->title_at);
  tracker->state_at = g_strdup(options->state_at);
  tracker->closed = g_strdup(options->closed);
  tracker->batch = g_strdup(options->batch);
  tracker->batch_id = g_strdup(options->batch_id);
  tracker->internal = options->internal;
  if (options->tags != NULL || options->tags_at != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "a ticket has no tags\ndocket tracker commits says where commits are");
    return FALSE;
  }
  if (!tracker_check(tracker, error) || !ingest_tracker_check_ask(tracker, error) ||
      !db_begin(command->db, error))
    return FALSE;
  if (!server_command_finish(
          command,
          db_tracker_add(command->db, tracker, COMMAND_WHO, server_command_now(command), error) &&
              db_link_fact_retry(command->db, error),
          error))
    return FALSE;
  server_command_note("mail from now on is read so; for what is there: docket rebuild");
  return TRUE;
}

static gboolean
check_commit_options(const CommandOptions *options, GError **error)
{
  const char *const others[] = {options->api,      options->ask,      options->answer,
                                options->title_at, options->state_at, options->closed,
                                options->batch,    options->batch_id};
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
    if (others[i] != NULL) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "tracker commits takes --tags, --tags-at and --internal alone");
      return FALSE;
    }
  return TRUE;
}

gboolean
server_cmd_tracker_commits(Command *command, GError **error)
{
  const CommandOptions *options = &command->options;
  gint64 now = server_command_now(command);
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !check_commit_options(options, error))
    return FALSE;
  if (strcmp(command->args[1], "none") == 0)
    return db_begin(command->db, error) &&
           server_command_finish(
               command, db_repository_remove(command->db, group->id, COMMAND_WHO, now, error),
               error);
  const Repository repository = {.group = group->id,
                                 .address = command->args[1],
                                 .tags = options->tags,
                                 .tags_at = options->tags_at,
                                 .internal = options->internal};
  return ingest_repository_check_ask(&repository, error) && db_begin(command->db, error) &&
         server_command_finish(
             command,
             db_repository_set(command->db, &repository, COMMAND_WHO, now, error) &&
                 db_link_fact_retry(command->db, error),
             error);
}

gboolean
server_cmd_tracker_remove(Command *command, GError **error)
{
  return db_begin(command->db, error) &&
         server_command_finish(command,
                               db_tracker_remove(command->db, command->args[0], COMMAND_WHO,
                                                 server_command_now(command), error),
                               error);
}

static gboolean
is_known(GPtrArray *trackers, const char *name)
{
  guint n;
  const TrackerBuiltIn *built_in = ingest_trackers_built_in(&n);
  for (guint i = 0; i < trackers->len; i++)
    if (strcmp(((const Tracker *)trackers->pdata[i])->name, name) == 0)
      return TRUE;
  for (guint i = 0; i < n; i++)
    if (built_in[i].tickets && strcmp(built_in[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
server_cmd_tracker_own(Command *command, GError **error)
{
  const char *name = strcmp(command->args[1], "none") != 0 ? command->args[1] : NULL;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(GPtrArray) trackers = group != NULL ? db_tracker_list(command->db, error) : NULL;
  if (trackers == NULL)
    return FALSE;
  if (name != NULL && !is_known(trackers, name)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "no tracker %s has numbers of its own\ndocket tracker list shows those there are",
                name);
    return FALSE;
  }
  return db_begin(command->db, error) &&
         server_command_finish(command,
                               db_tracker_set_own(command->db, group->id, name, COMMAND_WHO,
                                                  server_command_now(command), error),
                               error);
}

static void
append_row(GString *out, const char *name, const char *what, const char *address, const char *forms)
{
  g_string_append_printf(out, "%-12s %-12s %s%s%s\n", name, what, address,
                         forms != NULL && *forms != '\0' ? "  " : "", forms != NULL ? forms : "");
}

static void
append_added(GString *out, const Tracker *tracker)
{
  g_autoptr(GString) forms = g_string_new(NULL);
  for (guint i = 0; i < tracker->prefixes->len; i++)
    g_string_append_printf(forms, "%s%s", forms->len > 0 ? " " : "",
                           (const char *)tracker->prefixes->pdata[i]);
  for (guint i = 0; i < tracker->keys->len; i++)
    g_string_append_printf(forms, "%s%s-", forms->len > 0 ? " " : "",
                           (const char *)tracker->keys->pdata[i]);
  append_row(out, tracker->name, "added", tracker->address, forms->str);
}

static gboolean
append_repositories(Command *command, GString *out, GError **error)
{
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  g_autoptr(GPtrArray) list = groups != NULL ? db_repository_list(command->db, error) : NULL;
  for (guint i = 0; list != NULL && i < list->len; i++)
    for (guint k = 0; k < groups->len; k++) {
      const Repository *repository = list->pdata[i];
      const Group *group = groups->pdata[k];
      if (group->id == repository->group)
        g_string_append_printf(out, "%s: commits cited by hash alone are %s\n", group->name,
                               repository->address);
    }
  return list != NULL;
}

static gboolean
append_own(Command *command, GString *out, GError **error)
{
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  for (guint i = 0; groups != NULL && i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    g_autoptr(GError) failed = NULL;
    g_autofree char *own = db_tracker_own(command->db, group->id, &failed);
    if (failed != NULL) {
      g_propagate_error(error, g_steal_pointer(&failed));
      return FALSE;
    }
    if (own != NULL)
      g_string_append_printf(out, "%s: \"Bug 1\" and \"BZ#1\" belong to %s\n", group->name, own);
  }
  return groups != NULL;
}

gboolean
server_cmd_tracker_list(Command *command, GError **error)
{
  guint n;
  const TrackerBuiltIn *built_in = ingest_trackers_built_in(&n);
  g_autoptr(GPtrArray) added = db_tracker_list(command->db, error);
  g_autoptr(GString) out = g_string_new(NULL);
  if (added == NULL)
    return FALSE;
  for (guint i = 0; i < added->len; i++)
    append_added(out, added->pdata[i]);
  for (guint i = 0; i < n; i++)
    append_row(out, built_in[i].name, built_in[i].what, built_in[i].address, built_in[i].forms);
  return append_own(command, out, error) && append_repositories(command, out, error) &&
         server_command_print(out, error);
}
