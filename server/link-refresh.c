#include "server/link-refresh.h"

#include "db/link-fact.h"
#include "web/out.h"

/* Without a row it waits so long, or until a tracker is added. */
#define UNKNOWN_PATIENCE ((gint64)30 * 86400)

typedef struct {
  const LinkRefresh *refresh;
  LinkRefreshSummary *summary;
  GHashTable *hosts; /* host -> GUINT asked; LINK_REFRESH_PER_HOST once it failed */
} Run;

static gboolean
store_fact(const Run *run, const LinkFact *fact, GError **error)
{
  const LinkRefresh *refresh = run->refresh;
  Db *db = refresh->writer_take(refresh->data, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_link_fact_set(db, fact, error);
  refresh->writer_give(refresh->data);
  return done;
}

static gboolean
read_failures(const Run *run, const char *key, guint *failures, GError **error)
{
  const LinkRefresh *refresh = run->refresh;
  Db *db = refresh->writer_take(refresh->data, error);
  if (db == NULL)
    return FALSE;
  g_autoptr(GError) cause = NULL;
  g_autoptr(LinkFact) fact = db_link_fact_get(db, key, &cause);
  refresh->writer_give(refresh->data);
  *failures = fact != NULL ? fact->failures : 0;
  if (cause == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

static void
tell(const Run *run, const LinkFact *fact)
{
  if (run->refresh->told == NULL)
    return;
  g_autoptr(GString) line = g_string_new(fact->key);
  g_string_append_printf(line, ": %s", fact->title != NULL ? fact->title : fact->error);
  if (fact->state != NULL)
    g_string_append_printf(line, " (%s)", fact->state);
  g_autofree char *plain = web_plain(line->str);
  g_string_append_printf(run->refresh->told, "%s\n", plain);
}

static gboolean
keep_failure(Run *run, const LinkDue *due, const char *why, gint64 patience, guint failures,
             GError **error)
{
  LinkFact fact = {.key = due->key,
                   .error = (char *)(guintptr)why,
                   .failures = failures,
                   .next = run->refresh->now + patience};
  tell(run, &fact);
  return store_fact(run, &fact, error);
}

static gboolean
ask_one(Run *run, const LinkDue *due, const char *host, GError **error)
{
  const LinkRefresh *refresh = run->refresh;
  g_autoptr(GError) failure = NULL;
  run->summary->n_asked++;
  g_autoptr(LinkFact) fact =
      ingest_link_asker_ask(refresh->asker, due->kind, due->key, due->url, &failure);
  if (fact != NULL) {
    run->summary->n_told++;
    fact->fetched = refresh->now;
    fact->next = refresh->now + link_fact_patience(due->kind, due->open, fact->closed, 0);
    tell(run, fact);
    return store_fact(run, fact, error);
  }
  if (failure->domain != DOCKET_ERROR) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  run->summary->n_failed++;
  /* A server in trouble is left alone for this run; one that has no such ticket is not in trouble.
   */
  if (!g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) &&
      !g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_FORMAT))
    g_hash_table_insert(run->hosts, g_strdup(host), GUINT_TO_POINTER(LINK_REFRESH_PER_HOST));
  guint failures;
  if (!read_failures(run, due->key, &failures, error))
    return FALSE;
  failures++;
  gint64 patience = link_fact_patience(due->kind, due->open, FALSE, failures);
  g_info("%s: %s", due->key, failure->message);
  return keep_failure(run, due, failure->message, patience, failures, error);
}

static gboolean
take_due(Run *run, const LinkDue *due, GError **error)
{
  g_autofree char *host =
      ingest_link_asker_host(run->refresh->asker, due->kind, due->key, due->url);
  if (host == NULL) {
    run->summary->n_unknown++;
    return keep_failure(run, due, "no tracker is known for it", UNKNOWN_PATIENCE, 0, error);
  }
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(run->hosts, host));
  if (n >= LINK_REFRESH_PER_HOST)
    return TRUE;
  g_hash_table_insert(run->hosts, g_strdup(host), GUINT_TO_POINTER(n + 1));
  return ask_one(run, due, host, error);
}

GPtrArray *
server_link_due(Db *db, gint64 group, gint64 now, guint limit, GError **error)
{
  return db_link_fact_due(db, group, now - LINK_REFRESH_RECENT, now,
                          limit > 0 ? limit : LINK_REFRESH_MAX, error);
}

gboolean
server_link_refresh(GPtrArray *due, const LinkRefresh *refresh, LinkRefreshSummary *summary,
                    GError **error)
{
  g_autoptr(GHashTable) hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Run run = {refresh, summary, hosts};
  *summary = (LinkRefreshSummary){0};
  for (guint i = 0; i < due->len; i++)
    if (!take_due(&run, due->pdata[i], error))
      return FALSE;
  return TRUE;
}
