#include "ingest/link-fetch.h"

#include "ingest/fetch-url.h"
#include "ingest/link-place.h"

struct LinkAsker {
  GPtrArray *own;
  GKeyFile *tokens;
  FetchOptions options;
  gint64 started;       /* monotonic, at options.now */
  GHashTable *waits;    /* host -> gint64, not before */
  GHashTable *fetchers; /* host and port, '!' before those allowed inside -> Fetcher */
};

GHashTable *
ingest_link_waits_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

LinkAsker *
ingest_link_asker_new(GPtrArray *own, GKeyFile *tokens, const FetchOptions *options)
{
  LinkAsker *asker = g_new0(LinkAsker, 1);
  asker->own = own;
  asker->tokens = tokens;
  asker->options = *options;
  asker->options.logins = tokens;
  asker->options.tries = 1; /* the next run asks again */
  asker->options.total_ms = MIN(options->total_ms, LINK_ASK_MS);
  asker->options.connect_ms = MIN(options->connect_ms, LINK_ASK_MS);
  asker->started = g_get_monotonic_time();
  asker->waits = ingest_link_waits_new();
  asker->fetchers =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)ingest_fetcher_free);
  return asker;
}

void
ingest_link_asker_free(LinkAsker *asker)
{
  if (asker == NULL)
    return;
  g_hash_table_unref(asker->fetchers);
  g_hash_table_unref(asker->waits);
  g_free(asker);
}

/* Over, or of a clock that was set back since. */
static gboolean
is_stale(gpointer host, gpointer when, gpointer data)
{
  (void)host;
  const LinkAsker *asker = data;
  gint64 left = *(const gint64 *)when - asker->options.now;
  return left <= 0 || left > LINK_RETRY_AFTER_MAX;
}

void
ingest_link_asker_set_waits(LinkAsker *asker, GHashTable *waits)
{
  g_hash_table_ref(waits);
  g_hash_table_unref(asker->waits);
  asker->waits = waits;
  g_hash_table_foreach_remove(waits, is_stale, asker);
}

gint64
ingest_link_asker_not_before(const LinkAsker *asker, const char *host)
{
  const gint64 *when = g_hash_table_lookup(asker->waits, host);
  return when != NULL ? *when : 0;
}

static void
note_wait(LinkAsker *asker, const char *host, gint64 not_before)
{
  if (not_before <= asker->options.now)
    return;
  gint64 when = MIN(not_before, asker->options.now + LINK_RETRY_AFTER_MAX);
  g_hash_table_insert(asker->waits, g_strdup(host), g_memdup2(&when, sizeof when));
}

/* The n-th row in the order they are tried, NULL behind the last. */
static const LinkAsk *
row_at(const LinkAsker *asker, guint n)
{
  guint n_own = asker->own != NULL ? asker->own->len : 0, n_built_in;
  const LinkAsk *built_in = ingest_link_asks(&n_built_in);
  if (n < n_own)
    return asker->own->pdata[n];
  return n - n_own < n_built_in ? &built_in[n - n_own] : NULL;
}

/* The row that is asked first; *ask is the address, which the caller frees. NULL: there is none. */
static const LinkAsk *
first_row(const LinkAsker *asker, LinkKind kind, const char *key, const char *url, char **ask)
{
  const LinkAsk *row;
  for (guint i = 0; (row = row_at(asker, i)) != NULL; i++) {
    *ask = ingest_link_ask_fits(row, kind, url) ? ingest_link_ask_url(row, key, url) : NULL;
    g_autoptr(GUri) uri = *ask != NULL ? ingest_url_parse(*ask, NULL) : NULL;
    if (uri != NULL)
      return row;
    g_clear_pointer(ask, g_free);
  }
  return NULL;
}

char *
ingest_link_asker_host(const LinkAsker *asker, LinkKind kind, const char *key, const char *url)
{
  g_autofree char *ask = NULL;
  if (first_row(asker, kind, key, url, &ask) == NULL)
    return NULL;
  g_autoptr(GUri) uri = ingest_url_parse(ask, NULL);
  return g_ascii_strdown(g_uri_get_host(uri), -1);
}

char *
ingest_link_asker_batch(const LinkAsker *asker, LinkKind kind, const char *key, const char *url)
{
  g_autofree char *ask = NULL;
  const LinkAsk *row = first_row(asker, kind, key, url, &ask);
  return row != NULL ? ingest_link_ask_batch_url(row, key, url) : NULL;
}

static Fetcher *
fetcher_for(LinkAsker *asker, const GUri *uri, const char *url, gboolean internal, GError **error)
{
  g_autofree char *place = g_strdup_printf(
      "%s%s:%d", internal ? "!" : "", g_uri_get_host((GUri *)uri), g_uri_get_port((GUri *)uri));
  Fetcher *fetcher = g_hash_table_lookup(asker->fetchers, place);
  if (fetcher != NULL)
    return fetcher;
  FetchOptions options = asker->options;
  options.public_only = !internal;
  options.now += (g_get_monotonic_time() - asker->started) / G_USEC_PER_SEC;
  fetcher = ingest_fetcher_new(url, &options, error);
  if (fetcher != NULL)
    g_hash_table_insert(asker->fetchers, g_steal_pointer(&place), fetcher);
  return fetcher;
}

/* The header line that opens the door, or NULL. Caller frees. */
static char *
token_for(const LinkAsker *asker, const char *host)
{
  if (asker->tokens == NULL)
    return NULL;
  g_autofree char *token = g_key_file_get_string(asker->tokens, host, "token", NULL);
  g_autofree char *header = g_key_file_get_string(asker->tokens, host, "header", NULL);
  if (token == NULL || token[0] == '\0')
    return NULL;
  return g_strdup_printf("%s %s", header != NULL ? header : "Authorization: Bearer", token);
}

static FetchReply *
fetch(LinkAsker *asker, const LinkAsk *row, const char *ask, GError **error)
{
  g_autoptr(GUri) uri = ingest_url_parse(ask, error);
  if (uri == NULL)
    return NULL;
  g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
  if (ingest_link_asker_not_before(asker, host) > 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot fetch %s: the server asked to be left alone for now", ask);
    return NULL;
  }
  Fetcher *fetcher = fetcher_for(asker, uri, ask, row->internal, error);
  if (fetcher == NULL)
    return NULL;
  g_autofree char *token = token_for(asker, g_uri_get_host(uri));
  FetchRequest request = {.url = ask, .max_bytes = (gint64)LINK_ANSWER_MAX, .secret_header = token};
  FetchReply *reply = ingest_fetcher_page(fetcher, &request, error);
  if (reply == NULL)
    note_wait(asker, host, ingest_fetcher_not_before(fetcher));
  return reply;
}

/* FALSE: it was stopped. A server that does not tell its tags has told enough. */
static gboolean
ask_tags(LinkAsker *asker, const LinkAsk *row, LinkFact *fact, const char *url, GError **error)
{
  g_autofree char *ask = ingest_link_ask_tags_url(row, fact->key, url);
  g_autoptr(GError) failure = NULL;
  g_autoptr(FetchReply) reply = ask != NULL ? fetch(asker, row, ask, &failure) : NULL;
  if (reply != NULL)
    fact->tags =
        ingest_link_ask_read_tags(row, (const char *)reply->body->data, reply->body->len, &failure);
  if (failure == NULL || failure->domain == DOCKET_ERROR)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}

static LinkFact *
ask_row(LinkAsker *asker, const LinkAsk *row, const char *key, const char *url, const char *ask,
        GError **error)
{
  g_autoptr(FetchReply) reply = fetch(asker, row, ask, error);
  if (reply == NULL)
    return NULL;
  g_autoptr(LinkFact) fact =
      ingest_link_ask_read(row, key, (const char *)reply->body->data, reply->body->len, error);
  return fact != NULL && ask_tags(asker, row, fact, url, error) ? g_steal_pointer(&fact) : NULL;
}

LinkFact *
ingest_link_asker_ask(LinkAsker *asker, LinkKind kind, const char *key, const char *url,
                      GError **error)
{
  g_autoptr(GError) first = NULL;
  const LinkAsk *row;
  for (guint i = 0; (row = row_at(asker, i)) != NULL; i++) {
    g_autofree char *ask =
        ingest_link_ask_fits(row, kind, url) ? ingest_link_ask_url(row, key, url) : NULL;
    if (ask == NULL)
      continue;
    g_autoptr(GError) failure = NULL;
    LinkFact *fact = ask_row(asker, row, key, url, ask, &failure);
    if (fact != NULL)
      return fact;
    /* Stopped, or a server that would not be better asked another way. */
    gboolean enough = failure->domain != DOCKET_ERROR ||
                      g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_REFUSED) ||
                      g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
    if (first == NULL)
      first = g_steal_pointer(&failure);
    if (enough)
      break;
  }
  if (first == NULL)
    g_set_error(&first, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "no tracker is known for %s\nadd one: docket tracker add", key);
  g_propagate_error(error, g_steal_pointer(&first));
  return NULL;
}

GPtrArray *
ingest_link_asker_ask_batch(LinkAsker *asker, const GPtrArray *due, GError **error)
{
  const LinkDue *first = due->pdata[0];
  g_autofree char *ask = NULL;
  const LinkAsk *row = first_row(asker, first->kind, first->key, first->url, &ask);
  g_autofree char *batch =
      row != NULL ? ingest_link_ask_batch_url(row, first->key, first->url) : NULL;
  if (batch == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is asked about alone", first->key);
    return NULL;
  }
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add(keys, ((const LinkDue *)due->pdata[i])->key);
  g_autofree char *all = ingest_link_ask_batch_fill(batch, keys);
  g_autoptr(FetchReply) reply = fetch(asker, row, all, error);
  if (reply == NULL)
    return NULL;
  return ingest_link_ask_read_batch(row, keys, (const char *)reply->body->data, reply->body->len,
                                    error);
}
