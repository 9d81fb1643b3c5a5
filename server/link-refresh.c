#include "server/link-refresh.h"

#include "db/link-fact.h"
#include "web/out.h"

/* Without a row it waits so long, or until a tracker is added. */
#define UNKNOWN_PATIENCE ((gint64)30 * 86400)

typedef struct {
  const LinkRefresh *refresh;
  LinkRefreshSummary *summary;
  GHashTable *hosts; /* host -> GUINT asked; LINK_REFRESH_PER_HOST once it failed */
  GHashTable *taken; /* LinkDue of which something is known now */
  guint per_host;    /* requests, in this round */
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

static void
take(const Run *run, const LinkDue *due)
{
  g_hash_table_add(run->taken, (gpointer)(guintptr)due);
}

/* When the server that is asked about it may be asked again; 0: at any time. */
static gint64
not_before(const Run *run, const LinkDue *due)
{
  const LinkAsker *asker = run->refresh->asker;
  g_autofree char *host = ingest_link_asker_host(asker, due->kind, due->key, due->url);
  return host != NULL ? ingest_link_asker_not_before(asker, host) : 0;
}

static gint64
next_of(const Run *run, const LinkDue *due, gint64 patience)
{
  return MAX(run->refresh->now + patience, not_before(run, due));
}

static gboolean
keep_failure(Run *run, const LinkDue *due, const char *why, gint64 patience, guint failures,
             GError **error)
{
  LinkFact fact = {.key = due->key,
                   .error = (char *)(guintptr)why,
                   .failures = failures,
                   .next = next_of(run, due, patience)};
  take(run, due);
  tell(run, &fact);
  return store_fact(run, &fact, error);
}

/* A commit that no tag holds yet is looked at again: a release may come. */
static gint64
patience_of(const LinkDue *due, const LinkFact *fact)
{
  gint64 patience = link_fact_patience(due->kind, due->open, fact->closed, 0);
  gboolean untagged = fact->tags != NULL && fact->tags[0] == '\0';
  return untagged ? MIN(patience, LINK_REFRESH_UNTAGGED) : patience;
}

static gboolean
keep_told(Run *run, const LinkDue *due, LinkFact *fact, GError **error)
{
  run->summary->n_told++;
  take(run, due);
  fact->fetched = run->refresh->now;
  fact->next = next_of(run, due, patience_of(due, fact));
  tell(run, fact);
  return store_fact(run, fact, error);
}

static gboolean
keep_untold(Run *run, const LinkDue *due, const char *why, GError **error)
{
  guint failures;
  run->summary->n_failed++;
  if (!read_failures(run, due->key, &failures, error))
    return FALSE;
  failures++;
  gint64 patience = link_fact_patience(due->kind, due->open, FALSE, failures);
  g_info("%s: %s", due->key, why);
  return keep_failure(run, due, why, patience, failures, error);
}

/* A server in trouble is left alone for this run; one that has no such ticket is not in trouble. */
static gboolean
is_trouble(const GError *failure)
{
  return !g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) &&
         !g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

static void
leave_alone(Run *run, const char *host)
{
  g_hash_table_insert(run->hosts, g_strdup(host), GUINT_TO_POINTER(LINK_REFRESH_PER_HOST));
}

/* FALSE: the host was asked often enough, or asked not to be asked now. */
static gboolean
count_request(Run *run, const char *host)
{
  if (ingest_link_asker_not_before(run->refresh->asker, host) > 0)
    return FALSE;
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(run->hosts, host));
  if (n >= run->per_host)
    return FALSE;
  g_hash_table_insert(run->hosts, g_strdup(host), GUINT_TO_POINTER(n + 1));
  return TRUE;
}

static gboolean
ask_one(Run *run, const LinkDue *due, const char *host, GError **error)
{
  g_autoptr(GError) failure = NULL;
  run->summary->n_asked++;
  g_autoptr(LinkFact) fact =
      ingest_link_asker_ask(run->refresh->asker, due->kind, due->key, due->url, &failure);
  if (fact != NULL)
    return keep_told(run, due, fact, error);
  if (failure->domain != DOCKET_ERROR) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  if (is_trouble(failure))
    leave_alone(run, host);
  return keep_untold(run, due, failure->message, error);
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
  return !count_request(run, host) || ask_one(run, due, host, error);
}

/* --- many in one request --- */

static gboolean
take_each(Run *run, const GPtrArray *due, GError **error)
{
  for (guint i = 0; i < due->len; i++)
    if (!take_due(run, due->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_many(Run *run, const GPtrArray *due, const GPtrArray *facts, GError **error)
{
  for (guint i = 0; i < due->len; i++)
    if (!(facts->pdata[i] != NULL
              ? keep_told(run, due->pdata[i], facts->pdata[i], error)
              : keep_untold(run, due->pdata[i], "the tracker does not tell of it", error)))
      return FALSE;
  return TRUE;
}

static gboolean
keep_trouble(Run *run, const GPtrArray *due, const char *host, const char *why, GError **error)
{
  leave_alone(run, host);
  run->summary->n_asked += due->len;
  for (guint i = 0; i < due->len; i++)
    if (!keep_untold(run, due->pdata[i], why, error))
      return FALSE;
  return TRUE;
}

static gboolean
ask_many(Run *run, const GPtrArray *due, GError **error)
{
  LinkAsker *asker = run->refresh->asker;
  const LinkDue *first = due->pdata[0];
  g_autofree char *host = ingest_link_asker_host(asker, first->kind, first->key, first->url);
  if (!count_request(run, host))
    return TRUE;
  g_autoptr(GError) failure = NULL;
  g_autoptr(GPtrArray) facts = ingest_link_asker_ask_batch(asker, due, &failure);
  if (facts != NULL) {
    run->summary->n_asked += due->len;
    return keep_many(run, due, facts, error);
  }
  if (failure->domain != DOCKET_ERROR) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  /* An old server may know no such request. */
  return is_trouble(failure) ? keep_trouble(run, due, host, failure->message, error)
                             : take_each(run, due, error);
}

static GPtrArray *
batches_of(const Run *run, const GPtrArray *due)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < due->len; i++) {
    LinkDue *one = due->pdata[i];
    g_ptr_array_add(
        batches, g_hash_table_contains(run->taken, one)
                     ? NULL
                     : ingest_link_asker_batch(run->refresh->asker, one->kind, one->key, one->url));
  }
  return batches;
}

/* Takes those out of batches that can be asked about with the one at `from`, at most max. */
static GPtrArray *
take_batch(const GPtrArray *due, GPtrArray *batches, guint from, guint max)
{
  GPtrArray *taken = g_ptr_array_new();
  g_autofree char *batch = g_strdup(batches->pdata[from]);
  for (guint i = from; i < due->len && taken->len < MIN(max, LINK_BATCH_MAX); i++)
    if (g_strcmp0(batches->pdata[i], batch) == 0) {
      g_ptr_array_add(taken, due->pdata[i]);
      g_clear_pointer(&batches->pdata[i], g_free);
    }
  return taken;
}

GPtrArray *
server_link_due(Db *db, gint64 group, gint64 now, GError **error)
{
  return db_link_fact_due(db, group, now - LINK_REFRESH_RECENT, now, LINK_REFRESH_LOOK, error);
}

/* What no server is known for costs a row, too. */
static guint
left_of(const Run *run, guint max)
{
  guint taken = run->summary->n_asked + run->summary->n_unknown;
  return max - MIN(max, taken);
}

/* Asks about what nobody was asked about yet, at most `together` in one request. */
static gboolean
ask_round(Run *run, const GPtrArray *due, guint max, guint together, GError **error)
{
  g_autoptr(GPtrArray) batches = batches_of(run, due);
  g_autoptr(GHashTable) looked_at = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < due->len && left_of(run, max) > 0; i++) {
    LinkDue *one = due->pdata[i];
    if (g_hash_table_contains(run->taken, one) || g_hash_table_contains(looked_at, one))
      continue;
    if (batches->pdata[i] == NULL) {
      if (!take_due(run, one, error))
        return FALSE;
      continue;
    }
    g_autoptr(GPtrArray) many = take_batch(due, batches, i, MIN(together, left_of(run, max)));
    for (guint k = 0; k < many->len; k++)
      g_hash_table_add(looked_at, many->pdata[k]);
    if (!(many->len > 1 ? ask_many(run, many, error) : take_due(run, many->pdata[0], error)))
      return FALSE;
  }
  return TRUE;
}

/* --- what waits for its server --- */

static gboolean
store_put_off(const Run *run, const GPtrArray *keys, gint64 until, GError **error)
{
  const LinkRefresh *refresh = run->refresh;
  Db *db = refresh->writer_take(refresh->data, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_link_fact_put_off(db, keys, until, error);
  refresh->writer_give(refresh->data);
  return done;
}

/* What nobody was asked about is due again when its server may be asked: also for a run that does
 * not know of this one. */
static gboolean
put_off_rest(const Run *run, const GPtrArray *due, GError **error)
{
  g_autoptr(GHashTable) times =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < due->len; i++) {
    LinkDue *one = due->pdata[i];
    gint64 until = g_hash_table_contains(run->taken, one) ? 0 : not_before(run, one);
    if (until == 0)
      continue;
    GPtrArray *keys = g_hash_table_lookup(times, &until);
    if (keys == NULL) {
      keys = g_ptr_array_new();
      g_hash_table_insert(times, g_memdup2(&until, sizeof until), keys);
    }
    g_ptr_array_add(keys, one->key);
  }
  GHashTableIter iter;
  gpointer until, keys;
  g_hash_table_iter_init(&iter, times);
  while (g_hash_table_iter_next(&iter, &until, &keys))
    if (!store_put_off(run, keys, *(const gint64 *)until, error))
      return FALSE;
  return TRUE;
}

gboolean
server_link_refresh(GPtrArray *due, const LinkRefresh *refresh, LinkRefreshSummary *summary,
                    GError **error)
{
  g_autoptr(GHashTable) hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
  guint max = refresh->max > 0 ? MIN(refresh->max, LINK_REFRESH_LOOK) : LINK_REFRESH_MAX;
  /* A host's share of few is as large as that of many; what is left then is whoever's is due. */
  guint share = MAX(max * LINK_REFRESH_PER_HOST / LINK_REFRESH_MAX, 1);
  Run run = {refresh, summary, hosts, taken, MIN(share, LINK_REFRESH_PER_HOST)};
  *summary = (LinkRefreshSummary){0};
  if (!ask_round(&run, due, max, MIN(MAX(max / 2, 1), LINK_BATCH_MAX), error))
    return FALSE;
  run.per_host = LINK_REFRESH_PER_HOST;
  return ask_round(&run, due, max, LINK_BATCH_MAX, error) && put_off_rest(&run, due, error);
}
