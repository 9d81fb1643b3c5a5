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

/* No handle is held while servers are asked. */
static GPtrArray *
find_due(Server *server, gint64 now, GError **error)
{
  ServerReader *reader = server_reader_take(server, error);
  if (reader == NULL)
    return NULL;
  GPtrArray *due = server_link_due(reader->db, 0, now, 0, error);
  server_reader_give(server, reader);
  return due;
}

static gboolean
refresh_with(Server *server, const LinkRefresh *refresh, GError **error)
{
  LinkRefreshSummary summary;
  g_autoptr(GError) failed = NULL;
  g_autoptr(GPtrArray) due = find_due(server, refresh->now, error);
  if (due == NULL)
    return FALSE;
  if (server_link_refresh(due, refresh, &summary, &failed)) {
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
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(NULL, tokens, &fetch);
  LinkRefresh refresh = {
      .now = now, .asker = asker, .writer_take = take, .writer_give = give, .data = server};
  gboolean done = refresh_with(server, &refresh, error);
  g_rand_free(rng);
  return done;
}
