#include "server/server.h"

#include <stdatomic.h>
#include <string.h>

#include "db/etag-key.h"
#include "db/group.h"
#include "db/search.h"
#include "ingest/diff-fields.h"
#include "ingest/link-fetch.h"
#include "ingest/parse.h"
#include "server/dispatch.h"
#include "server/gather.h"
#include "server/jobs.h"
#include "server/sync-job.h"
#include "server/limit.h"
#include "server/proxy.h"
#include "server/reply.h"
#include "server/live.h"
#include "server/mail-body.h"

#define DEFAULT_LISTEN "127.0.0.1:8080"
#define DEFAULT_CONNECTIONS 1000
#define DEFAULT_RECEIVE_MS 15000
#define DEFAULT_CACHE_BYTES ((gsize)64 << 20)
#define BODY_BYTES ((gsize)24 << 20)
#define IDLE_SECONDS 60

#define STATUS_CLASSES 6 /* 0 unused, 1xx to 5xx */

struct Server {
  ServerOptions options;
  atomic_flag untrusted; /* one was told of */
  char *db_path;
  char *url;
  char *base_url;
  char *late;
  HttpServer *http;
  Cache *cache;
  Cache *bodies;
  Limit *limit;
  guint8 etag_key[REPLY_KEY_BYTES];
  gint unnoted; /* refusals that are in no row of the trail yet */

  GMutex lock;
  GPtrArray *idle; /* ServerReader, last given back first */
  atomic_uint generation;
  atomic_ullong counter; /* of the last change that a handle has seen (db_change_counter) */
  atomic_llong modified; /* when generation moved on */

  DbSearchShared *search; /* of all readers */
  GThread *warm;

  GMutex writer_lock;
  Db *writer;

  Jobs *jobs;
  SyncBoard *sync;
  GHashTable *link_waits;
  Live *live;

  GPtrArray
      *zones; /* GTimeZone of the groups: GLib reads a zone's file anew unless somebody holds it */

  atomic_ullong (*counts)[STATUS_CLASSES]; /* by row of the table; the last row for none */
  atomic_ullong microseconds;
  atomic_ullong refused; /* answers 403 and 429 */
  gint64 started;
};

static void
reader_free(gpointer data)
{
  ServerReader *reader = data;
  db_close(reader->db);
  g_free(reader);
}

/* "127.0.0.1:8080", "[::1]:8080", or an address alone. */
static gboolean
split_listen(const char *listen, char **address, guint16 *port, GError **error)
{
  guint64 number = 8080;
  const char *colon = strrchr(listen, ':');
  gboolean bare_six = colon != NULL && strchr(listen, ':') != colon && listen[0] != '[';
  if (bare_six || (listen[0] == '[' && colon != NULL && strchr(colon, ']') != NULL))
    colon = NULL;
  if (colon != NULL && !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &number, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "cannot listen on %s: the port is not a number from 0 to 65535\n"
                "give it as 127.0.0.1:8080 or [::1]:8080",
                listen);
    return FALSE;
  }
  gsize len = colon != NULL ? (gsize)(colon - listen) : strlen(listen);
  gboolean boxed = len >= 2 && listen[0] == '[' && listen[len - 1] == ']';
  *address = boxed ? g_strndup(listen + 1, len - 2) : g_strndup(listen, len);
  *port = (guint16)number;
  return TRUE;
}

/* What a client gets whose request does not arrive: made once, sent by http.c outside of any
 * answer. */
static char *
make_late_answer(Server *server)
{
  g_autoptr(Reply) reply = server_reply_new(FORMAT_HTML);
  WebPage page = {.base_url = server->base_url, .path = "/", .now = server_now(server)};
  gsize n, len;
  server_reply_fault(reply, FORMAT_HTML, &page, 408, "the request did not arrive in time", NULL);
  const char *body = g_bytes_get_data(server_reply_seal(reply), &len);
  GString *out = g_string_new("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n");
  const ReplyHeader *security = server_reply_security(&n);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(out, "%s: %s\r\n", security[i].name, security[i].value);
  g_string_append_printf(out,
                         "Cache-Control: no-store\r\nContent-Type: %s\r\n"
                         "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%.*s",
                         reply->type, len, (int)len, body);
  return g_string_free(out, FALSE);
}

static gpointer
ref_answer(gpointer answer)
{
  return http_answer_ref(answer);
}

static void
unref_answer(gpointer answer)
{
  http_answer_unref(answer);
}

static Server *
server_new(const ServerOptions *options)
{
  Server *server = g_new0(Server, 1);
  server->options = *options;
  if (options->routes == NULL)
    server->options.routes = server_routes(&server->options.n_routes);
  server->db_path = g_strdup(options->db_path);
  server->cache =
      server_cache_new(options->cache_bytes != 0 ? options->cache_bytes : DEFAULT_CACHE_BYTES,
                       ref_answer, unref_answer);
  server->bodies = server_mail_bodies_new(BODY_BYTES);
  server->link_waits = ingest_link_waits_new();
  g_mutex_init(&server->lock);
  g_mutex_init(&server->writer_lock);
  server->idle = g_ptr_array_new_with_free_func(reader_free);
  server->search = db_search_shared_new();
  server->counts = g_malloc0_n(server->options.n_routes + 1, sizeof *server->counts);
  server->started = server_now(server);
  server->sync = server_sync_board_new();
  server->jobs = server_jobs_new(server, options->jobs, options->n_jobs);
  server->live = server_live_new(server, options->heartbeat_ms);
  return server;
}

static gboolean
server_listen(Server *server, const char *address, guint16 port, GError **error)
{
  const ServerOptions *options = &server->options;
  guint threads = CLAMP(2 * g_get_num_processors(), 4, 32);
  HttpOptions http = {
      .address = address,
      .port = port,
      .n_threads = options->n_threads != 0 ? options->n_threads : threads,
      .max_connections =
          options->max_connections != 0 ? options->max_connections : DEFAULT_CONNECTIONS,
      .receive_ms = options->receive_ms != 0 ? options->receive_ms : DEFAULT_RECEIVE_MS,
      .idle_seconds = IDLE_SECONDS,
      .late = server->late,
      .answer = server_dispatch,
      .body_limit = server_dispatch_body_limit,
      .data = server,
  };
  server->http = http_server_start(&http, error);
  return server->http != NULL;
}

/* A group made later has its zone read for each page, which is slower and as right. */
static gboolean
hold_zones(Server *server, Db *db, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(db, error);
  if (groups == NULL)
    return FALSE;
  server->zones = g_ptr_array_new_with_free_func((GDestroyNotify)g_time_zone_unref);
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    GTimeZone *zone = group->timezone != NULL ? g_time_zone_new_identifier(group->timezone) : NULL;
    if (zone != NULL)
      g_ptr_array_add(server->zones, zone);
  }
  return TRUE;
}

static ServerReader *
reader_open(Server *server, GError **error)
{
  Db *db = db_open(server->db_path, DB_OPEN_READ, error);
  if (db == NULL)
    return NULL;
  db_set_text_func(db, ingest_text_fields, NULL);
  db_set_diff_func(db, ingest_diff_fields, NULL);
  db_search_share(db, server->search);
  ServerReader *reader = g_new0(ServerReader, 1);
  reader->db = db;
  return reader;
}

/* The first visitor who searches shall not wait for what all searches need. With a handle of its
 * own: the one that the start has prepared is for the first visitor. Jobs begin afterwards: with
 * both at once beside them the first visitors waited twice as long. */
static gpointer
warm(gpointer data)
{
  Server *server = data;
  g_autoptr(GError) error = NULL;
  ServerReader *reader = reader_open(server, &error);
  if (reader == NULL || !db_search_warm(reader->db, &error))
    g_info("nothing is loaded for search yet: %s", error->message);
  server_reader_give(server, reader);
  server_jobs_start(server->jobs);
  return NULL;
}

/* Drafts agendas, which are the dearest part of overviews, so that the first visitor finds their
 * statements compiled and their pages read. Of a hundred groups only those that fit
 * into a moment. */
static void
prepare_agendas(Server *server, Db *db)
{
  enum { MOMENT = 200 * G_TIME_SPAN_MILLISECOND };
  g_autoptr(GError) error = NULL;
  gint64 began = g_get_monotonic_time();
  if (!db_read_begin(db, &error)) {
    g_info("nothing is prepared yet: %s", error->message);
    return;
  }
  g_autoptr(GPtrArray) groups = db_group_list(db, &error);
  for (guint i = 0; groups != NULL && i < groups->len; i++) {
    g_auto(GatheredAgenda) gathered = {NULL, NULL};
    if (g_get_monotonic_time() - began > MOMENT ||
        !server_gather_agenda(db, groups->pdata[i], 0, server_now(server), 0, &gathered, &error))
      break;
  }
  if (error != NULL)
    g_info("nothing is prepared yet: %s", error->message);
  db_read_end(db);
}

static gboolean
recall_etag_key(Server *server, Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) key = db_etag_key_get(db, &error);
  if (error != NULL)
    g_message("%s", error->message);
  if (key == NULL || g_bytes_get_size(key) != sizeof server->etag_key)
    return FALSE;
  memcpy(server->etag_key, g_bytes_get_data(key, NULL), sizeof server->etag_key);
  return TRUE;
}

static void
choose_etag_key(Server *server, Db *db)
{
  g_autoptr(GError) error = NULL;
  if (recall_etag_key(server, db))
    return;
  server_random(server, server->etag_key, sizeof server->etag_key);
  Db *writer = server_writer_take(server, &error);
  gboolean kept = writer != NULL &&
                  db_etag_key_set(writer, server->etag_key, sizeof server->etag_key, &error) &&
                  recall_etag_key(server, writer);
  if (writer != NULL)
    server_writer_give(server);
  if (!kept && error != NULL)
    g_message("readers will fetch pages again after a restart: %s", error->message);
}

Server *
server_start(const ServerOptions *options, GError **error)
{
  g_autofree char *address = NULL;
  guint16 port;
  if (!split_listen(options->listen != NULL ? options->listen : DEFAULT_LISTEN, &address, &port,
                    error))
    return NULL;
  g_autoptr(Server) server = server_new(options);
  /* Opened now so that a missing or newer database is told at the start, not by
   * the first visitor. */
  ServerReader *reader = server_reader_take(server, error);
  if (reader == NULL)
    return NULL;
  gboolean held = hold_zones(server, reader->db, error);
  if (held) {
    prepare_agendas(server, reader->db);
    choose_etag_key(server, reader->db);
  }
  server_reader_give(server, reader);
  if (!held)
    return NULL;
  server->base_url = g_strdup(options->base_url);
  guint8 salt[16];
  server_random(server, salt, sizeof salt);
  server->limit = server_limit_new(salt);
  server->late = make_late_answer(server);
  if (!server_listen(server, address, port, error))
    return NULL;
  gboolean six = strchr(address, ':') != NULL;
  server->url = g_strdup_printf(six ? "http://[%s]:%u" : "http://%s:%u", address,
                                http_server_port(server->http));
  server->warm = g_thread_new("docket-warm", warm, server);
  return g_steal_pointer(&server);
}

const char *
server_url(const Server *server)
{
  return server->url;
}

const char *
server_base_url(const Server *server)
{
  return server->base_url != NULL ? server->base_url : server->url;
}

gboolean
server_is_secure(const Server *server)
{
  return g_str_has_prefix(server_base_url(server), "https://");
}

struct Limit *
server_limit(Server *server)
{
  return server->limit;
}

const guint8 *
server_etag_key(const Server *server)
{
  return server->etag_key;
}

void
server_refusals_add(Server *server, guint n)
{
  g_atomic_int_add(&server->unnoted, (gint)n);
}

guint
server_refusals_take(Server *server)
{
  return (guint)g_atomic_int_exchange(&server->unnoted, 0);
}

void
server_random(const Server *server, guint8 *out, gsize n)
{
  server->options.random(out, n, server->options.random_data);
}

void
server_stop(Server *server)
{
  if (server == NULL)
    return;
  server_live_stop(server->live);
  http_server_stop(server->http);
  server_sync_board_stop(server->sync);
  g_clear_pointer(&server->warm, g_thread_join); /* it starts the jobs */
  server_jobs_free(server->jobs);
  server_sync_board_free(server->sync);
  server_live_free(server->live);
  server_cache_free(server->cache);
  server_cache_free(server->bodies);
  g_hash_table_unref(server->link_waits);
  g_ptr_array_unref(server->idle);
  db_search_shared_free(server->search);
  db_close(server->writer);
  g_clear_pointer(&server->zones, g_ptr_array_unref);
  g_mutex_clear(&server->lock);
  g_mutex_clear(&server->writer_lock);
  g_free(server->counts);
  server_limit_free(server->limit);
  g_free(server->late);
  g_free(server->url);
  g_free(server->base_url);
  g_free(server->db_path);
  g_free(server);
}

const MailConfig *
server_mail(const Server *server)
{
  return server->options.mail;
}

guint
server_search_ms(const Server *server)
{
  return server->options.search_ms;
}

gboolean
server_fetches(const Server *server)
{
  return server->options.fetches;
}

const char *
server_contact(const Server *server)
{
  return server->options.contact;
}

Live *
server_live(Server *server)
{
  return server->live;
}

Jobs *
server_jobs(Server *server)
{
  return server->jobs;
}

SyncBoard *
server_sync_board(Server *server)
{
  return server->sync;
}

const char *
server_db_path(const Server *server)
{
  return server->db_path;
}

gboolean
server_is_stopping(Server *server)
{
  return server_jobs_stopping(server->jobs);
}

gint64
server_now(const Server *server)
{
  return server->options.clock(server->options.clock_data);
}

gboolean
server_is_first_untrusted(Server *server)
{
  return !atomic_flag_test_and_set(&server->untrusted);
}

const ProxyTrust *
server_proxy(const Server *server)
{
  return server->options.proxy;
}

const Route *
server_route_table(const Server *server, gsize *n)
{
  *n = server->options.n_routes;
  return server->options.routes;
}

GHashTable *
server_link_waits(Server *server)
{
  return server->link_waits;
}

Cache *
server_cache(Server *server)
{
  return server->cache;
}

Cache *
server_mail_bodies(Server *server)
{
  return server->bodies;
}

ServerReader *
server_reader_take(Server *server, GError **error)
{
  ServerReader *reader = NULL;
  g_mutex_lock(&server->lock);
  if (server->idle->len > 0)
    reader = g_ptr_array_steal_index_fast(server->idle, server->idle->len - 1);
  g_mutex_unlock(&server->lock);
  return reader != NULL ? reader : reader_open(server, error);
}

void
server_reader_give(Server *server, ServerReader *reader)
{
  if (reader == NULL)
    return;
  g_mutex_lock(&server->lock);
  g_ptr_array_add(server->idle, reader);
  g_mutex_unlock(&server->lock);
}

guint
server_generation(Server *server, ServerReader *reader)
{
  guint64 counter = db_change_counter(reader->db);
  if (counter != reader->seen) {
    reader->seen = counter;
    /* The number is the same for all handles: a new one has seen nothing yet, which is no change.
     * It is published last, so that who finds it published finds the generation moved on. */
    if (counter != atomic_load(&server->counter)) {
      atomic_store(&server->modified, server_now(server));
      atomic_fetch_add(&server->generation, 1);
      atomic_store(&server->counter, counter);
    }
  }
  return atomic_load(&server->generation);
}

gint64
server_modified(const Server *server)
{
  return atomic_load(&server->modified);
}

gint64
server_started(const Server *server)
{
  return server->started;
}

Db *
server_writer_take(Server *server, GError **error)
{
  g_mutex_lock(&server->writer_lock);
  if (server->writer == NULL) {
    server->writer = db_open(server->db_path, DB_OPEN_WRITE, error);
    if (server->writer != NULL)
      db_set_text_func(server->writer, ingest_text_fields, NULL);
  }
  if (server->writer == NULL)
    g_mutex_unlock(&server->writer_lock);
  return server->writer;
}

void
server_writer_give(Server *server)
{
  g_mutex_unlock(&server->writer_lock);
}

void
server_count(Server *server, const Route *route, guint status, gint64 microseconds)
{
  gsize row = route != NULL ? (gsize)(route - server->options.routes) : server->options.n_routes;
  atomic_fetch_add(&server->counts[row][MIN(status / 100, STATUS_CLASSES - 1)], 1);
  atomic_fetch_add(&server->microseconds, (guint64)MAX(microseconds, 0));
  if (status == 403 || status == 429)
    atomic_fetch_add(&server->refused, 1);
}

static void
metrics_requests(Server *server, GString *out)
{
  g_string_append(out, "# HELP docket_http_requests_total Answers by route and status class.\n"
                       "# TYPE docket_http_requests_total counter\n");
  for (gsize row = 0; row <= server->options.n_routes; row++) {
    const char *pattern =
        row < server->options.n_routes ? server->options.routes[row].pattern : "none";
    const char *method = row < server->options.n_routes ? server->options.routes[row].method : "";
    for (guint class = 1; class < STATUS_CLASSES; class ++) {
      unsigned long long count = atomic_load(&server->counts[row][class]);
      if (count > 0)
        g_string_append_printf(
            out, "docket_http_requests_total{method=\"%s\",route=\"%s\",status=\"%uxx\"} %llu\n",
            method, pattern, class, count);
    }
  }
}

void
server_metrics(Server *server, GString *out)
{
  CacheCounts cache;
  server_cache_counts(server->cache, &cache);
  metrics_requests(server, out);
  const struct {
    const char *name, *type, *help;
    double value;
  } rows[] = {
      {"docket_http_seconds_total", "counter", "Time spent making answers.",
       (double)atomic_load(&server->microseconds) / 1e6},
      {"docket_refused_total", "counter",
       "Requests refused: not for whoever asked, or too many tries.",
       (double)atomic_load(&server->refused)},
      {"docket_cache_hits_total", "counter", "Pages answered from the cache.", (double)cache.hits},
      {"docket_cache_misses_total", "counter", "Pages looked for in vain.", (double)cache.misses},
      {"docket_cache_dropped_total", "counter", "Pages dropped: old, or for room.",
       (double)cache.dropped},
      {"docket_cache_entries", "gauge", "Pages in the cache.", (double)cache.entries},
      {"docket_cache_bytes", "gauge", "Bytes in the cache.", (double)cache.bytes},
      {"docket_start_time_seconds", "gauge", "When the server started.", (double)server->started},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", rows[i].name,
                           rows[i].help, rows[i].name, rows[i].type, rows[i].name, rows[i].value);
  server_jobs_metrics(server->jobs, out);
  server_sync_metrics(server->sync, out);
}
