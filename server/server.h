/* The running server: options, database handles for its threads, the page cache, counters. */
#pragma once
#include "db/db.h"
#include "server/cache.h"
#include "server/http.h"
#include "server/mail-config.h"
#include "server/request.h"
G_BEGIN_DECLS

typedef gint64 (*ServerClock)(gpointer data);

typedef struct {
  const char *db_path;
  const char *listen;      /* "127.0.0.1:8080", "[::1]:0"; NULL: 127.0.0.1:8080 */
  const char *base_url;    /* for canonical links and feeds; NULL: the address listened on */
  guint n_threads;         /* 0: twice the cores, from 4 to 32 */
  guint max_connections;   /* 0: 1,000 */
  guint receive_ms;        /* 0: 15,000 */
  guint heartbeat_ms;      /* of streams on which nothing happens; 0: 15,000 */
  guint search_ms;         /* no search takes longer; 0: DB_SEARCH_MS */
  gsize cache_bytes;       /* 0: 64 MiB */
  ServerClock clock;       /* UTC seconds */
  gpointer clock_data;
  /* Fills out with bytes nobody can guess: secrets of sessions. */
  void (*random)(guint8 *out, gsize n, gpointer data);
  gpointer random_data;
  const Route *routes;     /* NULL: the program's own */
  gsize n_routes;
  const MailConfig *mail;  /* borrowed; NULL: no mail leaves */
  const struct ProxyTrust *proxy; /* borrowed; whose word is taken for who asks (server/proxy.h). NULL: nobody's */
  const struct JobRow *jobs; /* run in the background; NULL: none */
  gsize n_jobs;
  gboolean fetches;        /* jobs may ask other servers: archives, trackers */
  const char *contact;     /* who runs this, for the servers asked; NULL: nobody is named */
} ServerOptions;

/* Errors: those of db_open, INVALID (listen), FAILED (address in use). */
Server *server_start(const ServerOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "http://127.0.0.1:8080", with the port that was found for port 0. */
const char *server_url(const Server *server);
const char *server_base_url(const Server *server);
/* The deadline of a search in milliseconds, 0: that of db/search.h. */
guint server_search_ms(const Server *server);
/* The base address is https: cookies are only for TLS. */
gboolean server_is_secure(const Server *server);
/* The web servers in front, or NULL. */
const struct ProxyTrust *server_proxy(const Server *server);
/* TRUE once in the life of server: a header of proxies from somebody who is none is worth one line in the log. */
gboolean server_is_first_untrusted(Server *server);
/* How often who may try what. */
struct Limit *server_limit(Server *server);
/* What ETags are made with, REPLY_KEY_BYTES: those of the database, so that a restart changes none; where it cannot be written, drawn anew. */
const guint8 *server_etag_key(const Server *server);
/* Refusals over the limit of notes: added one by one, taken all at once by who writes the next note. From any thread. */
void server_refusals_add(Server *server, guint n);
guint server_refusals_take(Server *server);
void server_random(const Server *server, guint8 *out, gsize n);
/* How mail leaves, or NULL. */
const MailConfig *server_mail(const Server *server);
/* Whether jobs may ask other servers, and who they say runs this (or NULL). */
gboolean server_fetches(const Server *server);
const char *server_contact(const Server *server);
/* Those who follow meetings (server/live.h); never NULL. */
struct Live *server_live(Server *server);
/* The background jobs (server/jobs.h); never NULL. */
struct Jobs *server_jobs(Server *server);
/* How reading the sources goes (server/sync-job.h); never NULL. */
struct SyncBoard *server_sync_board(Server *server);
/* Which trackers asked to be left alone until when (ingest/link-fetch.h), for the job that asks them. */
GHashTable *server_link_waits(Server *server);
/* Of the database. */
const char *server_db_path(const Server *server);
/* A job that is at work should come to an end. */
gboolean server_is_stopping(Server *server);
/* Waits for the answers being made and for the jobs at work. */
void server_stop(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_stop)

/* UTC seconds of the server's clock; its table of routes; its cache. */
gint64 server_now(const Server *server);
const Route *server_route_table(const Server *server, gsize *n);
Cache *server_cache(Server *server);
/* The texts of mails that pages showed: server/mail-body.h. */
Cache *server_mail_bodies(Server *server);

/* A reading handle for one answer, given back after it: there are as many as answers are made at one time. */
typedef struct {
  Db *db;
  guint64 seen; /* its change counter when it was last asked */
} ServerReader;
ServerReader *server_reader_take(Server *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_reader_give(Server *server, ServerReader *reader);
/* The generation of the database as reader sees it now: moves on after every commit of anyone. */
guint server_generation(Server *server, ServerReader *reader);
/* When what pages show last changed, as far as this server has seen: UTC seconds. */
gint64 server_modified(const Server *server);
/* When this server was started. */
gint64 server_started(const Server *server);

/* The one writer, locked until given back; opened at the first use. */
Db *server_writer_take(Server *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_writer_give(Server *server);

/* Adds an answer to the counters. route NULL: none matched. */
void server_count(Server *server, const Route *route, guint status, gint64 microseconds);
/* The counters in Prometheus' text form. */
void server_metrics(Server *server, GString *out);

G_END_DECLS
