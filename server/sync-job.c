#include "server/sync-job.h"

#include <gio/gio.h>
#include <string.h>

#include "db/fetch-state.h"
#include "db/group.h"
#include "db/source.h"
#include "ingest/parse.h"
#include "ingest/source-sync.h"
#include "server/jobs.h"
#include "server/secrets.h"

#define LOCAL_SECONDS 60
#define MAILBOX_SECONDS 300
#define ARCHIVE_SECONDS 3600
#define SLOWEST_SECONDS 86400

/* So long a server may hold up the sources of others. */
#define LANE_SECONDS 300

/* --- what is known of the sources --- */

struct SyncBoard {
  GMutex lock;
  GPtrArray *states; /* SyncState */
  GPtrArray *asides; /* Aside */
  gboolean stopping;
};

/* A source that pauses between its requests, or whose server is slow, may take days: it is read on
 * a thread of its own, so that the others need not wait. One at a time of each host. */
typedef struct {
  Server *server;
  SyncState *state; /* as it was when it began */
  char *host;
  GThread *thread;
  gboolean done;
} Aside;

static void
aside_free(Aside *aside)
{
  g_thread_join(aside->thread);
  sync_state_free(aside->state);
  g_free(aside->host);
  g_free(aside);
}

void
sync_state_free(SyncState *state)
{
  g_free(state->group);
  g_free(state->kind);
  g_free(state->url);
  g_free(state->error);
  g_free(state);
}

SyncBoard *
server_sync_board_new(void)
{
  SyncBoard *board = g_new0(SyncBoard, 1);
  g_mutex_init(&board->lock);
  board->states = g_ptr_array_new_with_free_func((GDestroyNotify)sync_state_free);
  board->asides = g_ptr_array_new_with_free_func((GDestroyNotify)aside_free);
  return board;
}

/* Waits for those that are done, or for all; not under the lock, which they take. */
static void
join_asides(SyncBoard *board, gboolean all)
{
  g_autoptr(GPtrArray) over = g_ptr_array_new_with_free_func((GDestroyNotify)aside_free);
  g_mutex_lock(&board->lock);
  for (guint i = board->asides->len; i > 0; i--)
    if (all || ((const Aside *)board->asides->pdata[i - 1])->done)
      g_ptr_array_add(over, g_ptr_array_steal_index(board->asides, i - 1));
  g_mutex_unlock(&board->lock);
}

void
server_sync_board_stop(SyncBoard *board)
{
  g_mutex_lock(&board->lock);
  board->stopping = TRUE;
  g_mutex_unlock(&board->lock);
  join_asides(board, TRUE);
}

void
server_sync_board_free(SyncBoard *board)
{
  server_sync_board_stop(board);
  g_ptr_array_unref(board->asides);
  g_ptr_array_unref(board->states);
  g_mutex_clear(&board->lock);
  g_free(board);
}

static gpointer
copy_state(gconstpointer from, gpointer data)
{
  (void)data;
  SyncState *copy = g_memdup2(from, sizeof *copy);
  copy->group = g_strdup(copy->group);
  copy->kind = g_strdup(copy->kind);
  copy->url = g_strdup(copy->url);
  copy->error = g_strdup(copy->error);
  return copy;
}

GPtrArray *
server_sync_board_list(SyncBoard *board)
{
  g_mutex_lock(&board->lock);
  GPtrArray *list = g_ptr_array_copy(board->states, copy_state, NULL);
  g_mutex_unlock(&board->lock);
  g_ptr_array_set_free_func(list, (GDestroyNotify)sync_state_free);
  return list;
}

static SyncState *
find_state(SyncBoard *board, gint64 source)
{
  for (guint i = 0; i < board->states->len; i++)
    if (((SyncState *)board->states->pdata[i])->source == source)
      return board->states->pdata[i];
  return NULL;
}

void
server_sync_metrics(SyncBoard *board, GString *out)
{
  static const struct {
    const char *name, *type, *help;
  } rows[] = {
      {"docket_source_runs_total", "counter", "Runs of a source since the start."},
      {"docket_source_mails_total", "counter", "New mails of a source since the start."},
      {"docket_source_failures", "gauge", "Failures of a source in a row."},
      {"docket_source_last_run_seconds", "gauge", "When a source was last read."},
      {"docket_source_next_run_seconds", "gauge", "When a source is read next."},
  };
  g_autoptr(GPtrArray) list = server_sync_board_list(board);
  for (gsize r = 0; r < G_N_ELEMENTS(rows) && list->len > 0; r++) {
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n", rows[r].name, rows[r].help,
                           rows[r].name, rows[r].type);
    for (guint i = 0; i < list->len; i++) {
      const SyncState *state = list->pdata[i];
      const guint64 values[] = {state->runs, state->mails, state->failures,
                                (guint64)state->last_run, (guint64)state->next_run};
      g_string_append_printf(
          out, "%s{group=\"%s\",source=\"%" G_GINT64_FORMAT "\"} %" G_GUINT64_FORMAT "\n",
          rows[r].name, state->group, state->source, values[r]);
    }
  }
}

gint64
server_sync_interval(const char *kind, gboolean local, gint64 every, guint failures)
{
  gint64 seconds = ARCHIVE_SECONDS;
  if (every > 0)
    seconds = every;
  else if (local)
    seconds = LOCAL_SECONDS;
  else if (g_strcmp0(kind, "imap") == 0 || g_strcmp0(kind, "pop3") == 0)
    seconds = MAILBOX_SECONDS;
  for (guint i = 0; i < failures && seconds < SLOWEST_SECONDS; i++)
    seconds *= 2;
  return MIN(seconds, MAX(SLOWEST_SECONDS, every));
}

/* --- which sources there are --- */

static gboolean
is_local(const char *url)
{
  return strstr(url, "://") == NULL;
}

/* What was said of a source before this server started; kept up with while it runs. */
static gboolean
note_source(SyncBoard *board, Db *db, const Group *group, const Source *source, GHashTable *seen,
            GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(FetchState) stored = db_fetch_state_get(db, source->id, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  g_hash_table_add(seen, GSIZE_TO_POINTER(source->id));
  g_mutex_lock(&board->lock);
  SyncState *state = find_state(board, source->id);
  if (state == NULL) {
    state = g_new0(SyncState, 1);
    state->source = source->id;
    state->group = g_strdup(group->name);
    state->url = g_strdup(source->url);
    g_ptr_array_add(board->states, state);
  }
  state->every = source->every;
  state->pause = source->pause;
  g_free(state->kind);
  state->kind =
      g_strdup(stored != NULL && stored->kind != NULL && stored->kind[0] != '\0' ? stored->kind
               : is_local(source->url)                                           ? "local"
                                                                                 : "");
  if (stored != NULL) {
    state->failures = stored->failures;
    state->last_new = stored->last_new;
    state->next_run = MAX(state->next_run, stored->not_before);
    g_free(state->error);
    state->error = g_strdup(stored->failures > 0 ? stored->error : NULL);
  }
  g_mutex_unlock(&board->lock);
  return TRUE;
}

static gboolean
is_gone(gpointer data, GHashTable *seen)
{
  return !g_hash_table_contains(seen, GSIZE_TO_POINTER(((SyncState *)data)->source));
}

static gboolean
note_all(SyncBoard *board, Db *db, GPtrArray *groups, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint g = 0; g < groups->len; g++) {
    const Group *group = groups->pdata[g];
    g_autoptr(GPtrArray) sources = db_source_list(db, group->id, error);
    if (sources == NULL)
      return FALSE;
    for (guint i = 0; i < sources->len; i++)
      if (!note_source(board, db, group, sources->pdata[i], seen, error))
        return FALSE;
  }
  g_mutex_lock(&board->lock);
  for (guint i = board->states->len; i > 0; i--)
    if (is_gone(board->states->pdata[i - 1], seen))
      g_ptr_array_remove_index(board->states, i - 1);
  g_mutex_unlock(&board->lock);
  return TRUE;
}

/* --- reading one --- */

typedef struct {
  Server *server;
  SyncBoard *board;
  Db *db; /* of this run alone: the server's writer stays free while a source is read */
  GRand *rng;
  GPtrArray *groups;
  GKeyFile *logins; /* or NULL */
  gboolean looked_for_logins;
  gint64 source;    /* that is read now, 0: none */
  gboolean in_lane; /* the others wait */
  gint64 until;  /* when it has held them up for long enough; 0: it may take as long as it does */
  gboolean over; /* it has */
} Run;

static void
run_clear(Run *run)
{
  db_close(run->db);
  g_clear_pointer(&run->rng, g_rand_free);
  g_clear_pointer(&run->groups, g_ptr_array_unref);
  g_clear_pointer(&run->logins, g_key_file_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Also when the source that is read was removed meanwhile, or takes long. */
static gboolean
is_stopping(gpointer data)
{
  Run *run = data;
  g_mutex_lock(&run->board->lock);
  gboolean stopping =
      run->board->stopping || (run->source != 0 && find_state(run->board, run->source) == NULL);
  g_mutex_unlock(&run->board->lock);
  if (stopping || server_is_stopping(run->server))
    return TRUE;
  run->over = run->until != 0 && server_now(run->server) > run->until;
  return run->over;
}

static void
on_notice(const char *text, gpointer data)
{
  (void)data;
  g_message("source: %s", text);
}

static const Group *
group_named(const Run *run, const char *name)
{
  for (guint i = 0; i < run->groups->len; i++)
    if (strcmp(((const Group *)run->groups->pdata[i])->name, name) == 0)
      return run->groups->pdata[i];
  return NULL;
}

/* A stop and a full database say nothing about the source. */
static gboolean
is_own_fault(const GError *failure)
{
  return failure != NULL && (g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_STORAGE) ||
                             g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
note_end(Run *run, const SyncState *before, const SyncSummary *summary, const GError *failure,
         gint64 now)
{
  g_mutex_lock(&run->board->lock);
  SyncState *state = find_state(run->board, before->source);
  if (state != NULL) {
    guint failures = failure == NULL ? 0 : state->failures + !is_own_fault(failure);
    gint64 wait = server_sync_interval(state->kind, is_local(state->url), state->every, failures);
    state->running = FALSE;
    state->runs++;
    state->mails += summary->mail.n_new;
    state->failures = failures;
    state->slow = state->slow && now - state->last_run > LANE_SECONDS;
    state->last_new = summary->mail.n_new > 0 ? now : state->last_new;
    state->next_run = now + wait + (wait >= 600 ? g_rand_int_range(run->rng, 0, 60) : 0);
    g_free(state->error);
    state->error = failure != NULL ? g_strdup(failure->message) : NULL;
  }
  g_mutex_unlock(&run->board->lock);
}

static void
note_begin(SyncBoard *board, gint64 source, gint64 now)
{
  g_mutex_lock(&board->lock);
  SyncState *state = find_state(board, source);
  if (state != NULL) {
    state->running = TRUE;
    state->last_run = now;
  }
  g_mutex_unlock(&board->lock);
}

/* It stays due. */
static void
note_slow(SyncBoard *board, gint64 source)
{
  g_mutex_lock(&board->lock);
  SyncState *state = find_state(board, source);
  if (state != NULL) {
    state->running = FALSE;
    state->slow = TRUE;
  }
  g_mutex_unlock(&board->lock);
}

/* Mailboxes say which login they lack; all others are read without. */
static void
load_logins(Run *run, const char *url)
{
  g_autoptr(GError) closed = NULL;
  if (run->looked_for_logins || is_local(url))
    return;
  run->looked_for_logins = TRUE;
  run->logins = server_secrets_load(NULL, &closed);
  if (closed != NULL)
    g_message("%s", closed->message);
}

/* FALSE: the database or the machine is at fault, so the others would fail as well. run->over: it
 * was not read to its end; what it was read so far stays. */
static gboolean
read_source(Run *run, const SyncState *state, GError **error)
{
  const Group *group = group_named(run, state->group);
  Source source = {.id = state->source, .url = state->url, .pause = state->pause};
  gint64 now = server_now(run->server);
  SyncOptions options = {.n_threads = 1, .notice = on_notice, .user_data = run};
  SyncSummary summary = {0};
  g_autoptr(GError) failure = NULL;
  run->over = FALSE;
  if (group == NULL) /* gone meanwhile */
    return TRUE;
  load_logins(run, state->url);
  ingest_fetch_options_init(&options.fetch);
  options.fetch.now = now;
  options.fetch.rng = run->rng;
  options.fetch.contact = server_contact(run->server);
  options.fetch.logins = run->logins;
  options.fetch.cancelled = is_stopping;
  note_begin(run->board, state->source, now);
  run->source = state->source;
  run->until = run->in_lane && !is_local(state->url) ? now + LANE_SECONDS : 0;
  gboolean ok = ingest_source_sync(run->db, group, &source, &options, &summary, &failure);
  run->source = run->until = 0;
  run->over = run->over && g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (run->over) {
    note_slow(run->board, state->source);
    return TRUE;
  }
  /* It may have taken days. */
  note_end(run, state, &summary, failure, server_now(run->server));
  if (g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_STORAGE)) {
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), "source %s of %s: ", state->url,
                               state->group);
    return FALSE;
  }
  if (!ok)
    g_message("source %s of %s: %s", state->url, state->group, failure->message);
  return TRUE;
}

static gboolean
open_run(Run *run, Server *server, GError **error)
{
  guint32 seed;
  run->server = server;
  run->board = server_sync_board(server);
  server_random(server, (guint8 *)&seed, sizeof seed);
  run->rng = g_rand_new_with_seed(seed);
  run->db = db_open(server_db_path(server), DB_OPEN_WRITE, error);
  if (run->db == NULL)
    return FALSE;
  db_set_text_func(run->db, ingest_text_fields, NULL);
  run->groups = db_group_list(run->db, error);
  return run->groups != NULL && note_all(run->board, run->db, run->groups, error);
}

/* --- reading beside the others --- */

static gboolean
is_read_aside(const SyncState *state)
{
  return (state->pause > 0 && ingest_source_has_pauses(state->url)) ||
         (state->slow && !is_local(state->url));
}

/* Caller frees. */
static char *
host_of(const char *url)
{
  char *host = NULL;
  return g_uri_split_network(url, G_URI_FLAGS_NONE, NULL, &host, NULL, NULL) && host != NULL
             ? host
             : g_strdup(url);
}

static void
note_aside_done(SyncBoard *board, Aside *aside)
{
  g_mutex_lock(&board->lock);
  SyncState *state = find_state(board, aside->state->source);
  if (state != NULL && state->running) { /* it was not even begun */
    state->running = FALSE;
    state->next_run = server_now(aside->server) + LOCAL_SECONDS;
  }
  aside->done = TRUE;
  g_mutex_unlock(&board->lock);
}

static gpointer
aside_main(gpointer data)
{
  Aside *aside = data;
  g_autoptr(GError) error = NULL;
  g_auto(Run) run = {0};
  if (!open_run(&run, aside->server, &error) || !read_source(&run, aside->state, &error))
    g_message("%s", error->message);
  note_aside_done(run.board, aside);
  server_jobs_wake(server_jobs(aside->server), "sources");
  return NULL;
}

static gboolean
has_host(const SyncBoard *board, const char *host)
{
  for (guint i = 0; i < board->asides->len; i++)
    if (g_ascii_strcasecmp(((const Aside *)board->asides->pdata[i])->host, host) == 0)
      return TRUE;
  return FALSE;
}

/* Nothing when another of its host is read: the end of that one wakes the job. */
static void
begin_aside(Run *run, const SyncState *state)
{
  g_autofree char *host = host_of(state->url);
  SyncBoard *board = run->board;
  g_mutex_lock(&board->lock);
  SyncState *now = find_state(board, state->source);
  if (now != NULL && !board->stopping && !has_host(board, host)) {
    Aside *aside = g_new0(Aside, 1);
    aside->server = run->server;
    aside->state = copy_state(state, NULL);
    aside->host = g_steal_pointer(&host);
    now->running = TRUE;
    g_ptr_array_add(board->asides, aside);
    aside->thread = g_thread_new("source", aside_main, aside);
  }
  g_mutex_unlock(&board->lock);
}

static gboolean
is_allowed(Server *server, const SyncState *state)
{
  return server_fetches(server) || is_local(state->url);
}

/* When to come back: not for one that is read, or waits for another of its host. */
static void
find_next(const Run *run, gint64 now, gint64 *next)
{
  g_autoptr(GPtrArray) states = server_sync_board_list(run->board);
  for (guint i = 0; i < states->len; i++) {
    const SyncState *state = states->pdata[i];
    gboolean waits = state->running || (is_read_aside(state) && state->next_run <= now);
    if (!waits && is_allowed(run->server, state))
      *next = MIN(*next, MAX(state->next_run, now + 1));
  }
}

gboolean
server_sync_run(Server *server, gint64 now, gint64 *next, GError **error)
{
  g_auto(Run) run = {.in_lane = TRUE};
  join_asides(server_sync_board(server), FALSE);
  if (!open_run(&run, server, error))
    return FALSE;
  g_autoptr(GPtrArray) states = server_sync_board_list(run.board);
  for (guint i = 0; i < states->len && !is_stopping(&run); i++) {
    const SyncState *state = states->pdata[i];
    if (!is_allowed(server, state) || state->running || state->next_run > now)
      continue;
    if (is_read_aside(state))
      begin_aside(&run, state);
    else if (!read_source(&run, state, error))
      return FALSE;
    else if (run.over)
      begin_aside(&run, state);
  }
  find_next(&run, now, next);
  return TRUE;
}
