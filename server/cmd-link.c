/* What the things that mail cites are called and how they stand: links refresh. */
#include "server/commands.h"
#include "server/link-refresh.h"
#include "server/secrets.h"

static Db *
take_own(gpointer data, GError **error)
{
  (void)error;
  return data;
}

static void
give_own(gpointer data)
{
  (void)data;
}

static gboolean
refresh_with(Command *command, GRand *rng, GKeyFile *tokens, gint64 group, GError **error)
{
  FetchOptions fetch;
  ingest_fetch_options_init(&fetch);
  fetch.now = server_command_now(command);
  fetch.rng = rng;
  fetch.contact = server_command_contact(command);
  g_autoptr(GPtrArray) trackers = db_tracker_list(command->db, error);
  if (trackers == NULL)
    return FALSE;
  g_autoptr(GPtrArray) repositories = db_repository_list(command->db, error);
  if (repositories == NULL)
    return FALSE;
  g_autoptr(GPtrArray) own = ingest_link_asks_of(trackers);
  ingest_link_asks_add_repositories(own, repositories);
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(own, tokens, &fetch);
  g_autoptr(GString) told = g_string_new(NULL);
  LinkRefresh refresh = {
      .now = fetch.now,
      .asker = asker,
      .writer_take = take_own,
      .writer_give = give_own,
      .data = command->db,
      .max = (guint)command->options.limit,
      .told = told,
  };
  LinkRefreshSummary summary;
  g_autoptr(GPtrArray) due = server_link_due(command->db, group, fetch.now, error);
  if (due == NULL || !server_link_refresh(due, &refresh, &summary, error))
    return FALSE;
  g_string_append_printf(told, "%u asked: %u told, %u failed; %u of no known tracker\n",
                         summary.n_asked, summary.n_told, summary.n_failed, summary.n_unknown);
  return server_command_print(told, error);
}

gboolean
server_cmd_links_refresh(Command *command, GError **error)
{
  g_autoptr(Group) group = command->n_args > 0 ? server_command_group(command, 0, error) : NULL;
  if (command->n_args > 0 && group == NULL)
    return FALSE;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GKeyFile) tokens = server_secrets_load(NULL, &cause);
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  guint32 seed[4];
  command->world->random((guint8 *)seed, sizeof seed, command->world->data);
  GRand *rng = g_rand_new_with_seed_array(seed, G_N_ELEMENTS(seed));
  gboolean done = refresh_with(command, rng, tokens, group != NULL ? group->id : 0, error);
  g_rand_free(rng);
  return done;
}
