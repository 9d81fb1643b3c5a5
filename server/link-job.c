#include "server/link-job.h"

#include <gio/gio.h>

#include "server/link-refresh.h"
#include "server/secrets.h"

static Db *
take(gpointer server, GError **error)
{
  return server_writer_take(server, error);
}

static void
give(gpointer server)
{
  server_writer_give(server);
}

static gboolean
is_stopping(gpointer server)
{
  return server_is_stopping(server);
}

/* What to ask, and of whom in what way. */
typedef struct {
  GPtrArray *due, *trackers, *repositories, *own;
} Plan;

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->due, g_ptr_array_unref);
  g_clear_pointer(&plan->own, g_ptr_array_unref);
  g_clear_pointer(&plan->trackers, g_ptr_array_unref);
  g_clear_pointer(&plan->repositories, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

/* No handle is held while servers are asked. */
static gboolean
make_plan(Server *server, gint64 now, Plan *plan, GError **error)
{
  ServerReader *reader = server_reader_take(server, error);
  if (reader == NULL)
    return FALSE;
  plan->due = server_link_due(reader->db, 0, now, error);
  plan->trackers = plan->due != NULL ? db_tracker_list(reader->db, error) : NULL;
  plan->repositories = plan->trackers != NULL ? db_repository_list(reader->db, error) : NULL;
  server_reader_give(server, reader);
  if (plan->repositories == NULL)
    return FALSE;
  plan->own = ingest_link_asks_of(plan->trackers);
  ingest_link_asks_add_repositories(plan->own, plan->repositories);
  return TRUE;
}

static gboolean
refresh_with(Server *server, GKeyFile *tokens, const FetchOptions *fetch, GError **error)
{
  g_auto(Plan) plan = {0};
  if (!make_plan(server, fetch->now, &plan, error))
    return FALSE;
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(plan.own, tokens, fetch);
  ingest_link_asker_set_waits(asker, server_link_waits(server));
  LinkRefresh refresh = {
      .now = fetch->now, .asker = asker, .writer_take = take, .writer_give = give, .data = server};
  LinkRefreshSummary summary;
  g_autoptr(GError) failed = NULL;
  if (server_link_refresh(plan.due, &refresh, &summary, &failed)) {
    g_debug("links: %u asked, %u told, %u failed", summary.n_asked, summary.n_told,
            summary.n_failed);
    return TRUE;
  }
  if (g_error_matches(failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

gboolean
server_link_job_run(Server *server, gint64 now, gint64 *next G_GNUC_UNUSED, GError **error)
{
  if (!server_fetches(server))
    return TRUE;
  g_autoptr(GError) failed = NULL;
  g_autoptr(GKeyFile) tokens = server_secrets_load(NULL, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  guint32 seed;
  server_random(server, (guint8 *)&seed, sizeof seed);
  GRand *rng = g_rand_new_with_seed(seed);
  FetchOptions fetch;
  ingest_fetch_options_init(&fetch);
  fetch.now = now;
  fetch.rng = rng;
  fetch.contact = server_contact(server);
  fetch.cancelled = is_stopping;
  fetch.user_data = server;
  gboolean done = refresh_with(server, tokens, &fetch, error);
  g_rand_free(rng);
  return done;
}
