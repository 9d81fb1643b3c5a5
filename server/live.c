#include "server/live.h"

#include <string.h>

#include "db/sheet.h"
#include "server/http.h"
#include "server/server.h"
#include "web/views-live.h"

#define BUSY_BYTES 4096

typedef struct {
  gatomicrefcount references; /* the stream's, and of those who look at it */
  Live *live;
  gint64 group, meeting;
  gint64 stamp;  /* the last that was told */
  char *network; /* or NULL */
  GString *text; /* what waits to be sent begins at `sent` */
  gsize sent;
  HttpWaker *waker;
} Listener;

struct Live {
  Server *server;
  GMutex lock; /* over all below and all listeners' text */
  GCond changed;
  GPtrArray *listeners; /* Listener */
  gboolean stopping, poked;
  gint64 heartbeat; /* monotonic: when the next is due */
  guint heartbeat_ms;
  guint64 seen; /* change counter of the thread's handle */
  gint n_read;  /* atomic: sheets */
  GThread *thread;
};

static void
listener_unref(gpointer data)
{
  Listener *listener = data;
  if (!g_atomic_ref_count_dec(&listener->references))
    return;
  http_waker_unref(listener->waker);
  g_string_free(listener->text, TRUE);
  g_free(listener->network);
  g_free(listener);
}

/* --- a listener's stream, on the threads of the HTTP server --- */

static gsize
waiting(const Listener *listener)
{
  return listener->text->len - listener->sent;
}

static gssize
stream_read(gpointer data, char *buffer, gsize max)
{
  Listener *listener = data;
  Live *live = listener->live;
  gssize n = REPLY_LATER;
  g_mutex_lock(&live->lock);
  if (waiting(listener) > 0) {
    n = (gssize)MIN(max, waiting(listener));
    memcpy(buffer, listener->text->str + listener->sent, (gsize)n);
    listener->sent += (gsize)n;
    if (waiting(listener) == 0) {
      g_string_truncate(listener->text, 0);
      listener->sent = 0;
    }
  } else if (live->stopping) {
    n = 0;
  }
  g_mutex_unlock(&live->lock);
  return n;
}

static void
stream_free(gpointer data)
{
  Listener *listener = data;
  Live *live = listener->live;
  g_mutex_lock(&live->lock);
  g_ptr_array_remove_fast(live->listeners, listener);
  g_mutex_unlock(&live->lock);
  listener_unref(listener);
}

static gboolean
has_its_share(const Live *live, const char *network)
{
  guint n = 0;
  for (guint i = 0; network != NULL && i < live->listeners->len; i++)
    n += g_strcmp0(((const Listener *)live->listeners->pdata[i])->network, network) == 0 ? 1 : 0;
  return n >= LIVE_NETWORK_MAX;
}

gboolean
server_live_follow(Live *live, Reply *reply, gint64 group, gint64 meeting, gint64 since,
                   const char *network, GError **error)
{
  g_mutex_lock(&live->lock);
  gboolean full = live->listeners->len >= LIVE_LISTENERS_MAX || live->stopping;
  gboolean shared_out = has_its_share(live, network);
  if (!full && !shared_out) {
    Listener *listener = g_new0(Listener, 1);
    g_atomic_ref_count_init(&listener->references);
    listener->live = live;
    listener->group = group;
    listener->meeting = meeting;
    listener->stamp = since;
    listener->network = g_strdup(network);
    /* The first words tell the browser how soon to come back, and open the stream at once. */
    listener->text = g_string_new("retry: 1000\n\n");
    listener->waker = http_waker_new();
    g_ptr_array_add(live->listeners, listener);
    server_reply_stream(reply, stream_read, listener, stream_free);
    reply->waker = http_waker_ref(listener->waker);
    reply->type = "text/event-stream; charset=utf-8";
    live->poked = TRUE;
    g_cond_signal(&live->changed);
  }
  g_mutex_unlock(&live->lock);
  if (!full && !shared_out)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, full ? DOCKET_ERROR_TIMEOUT : DOCKET_ERROR_TOO_MANY,
              "%d people %sfollow meetings already\nload the page again to see what is new",
              full ? LIVE_LISTENERS_MAX : LIVE_NETWORK_MAX, full ? "" : "of your network ");
  return FALSE;
}

void
server_live_poke(Live *live)
{
  g_mutex_lock(&live->lock);
  if (live->listeners->len > 0) {
    live->poked = TRUE;
    g_cond_signal(&live->changed);
  }
  g_mutex_unlock(&live->lock);
}

guint
server_live_listeners(Live *live)
{
  g_mutex_lock(&live->lock);
  guint n = live->listeners->len;
  g_mutex_unlock(&live->lock);
  return n;
}

guint
server_live_sheets_read(Live *live)
{
  return (guint)g_atomic_int_get(&live->n_read);
}

/* --- the thread that looks --- */

/* One look at the database: a sheet is read once for all who follow its meeting. */
typedef struct {
  Db *db;
  GHashTable *sheets; /* meeting -> Sheet */
  gboolean behind;
} Look;

static const Sheet *
sheet_for(Live *live, const Look *at, const Listener *listener, GError **error)
{
  gpointer key = GSIZE_TO_POINTER(listener->meeting);
  Sheet *sheet = g_hash_table_lookup(at->sheets, key);
  if (sheet == NULL) {
    sheet = db_sheet_get(at->db, listener->group, listener->meeting, error);
    if (sheet != NULL)
      g_hash_table_insert(at->sheets, key, sheet);
    g_atomic_int_inc(&live->n_read);
  }
  return sheet;
}

/* Tells one listener what its meeting has new. The text is made outside of the lock. A reader that
 * does not read is told later: behind. */
static gboolean
tell(Live *live, Look *at, Listener *listener, GError **error)
{
  gint64 stamp = 0;
  g_mutex_lock(&live->lock);
  gboolean busy = waiting(listener) > BUSY_BYTES;
  g_mutex_unlock(&live->lock);
  at->behind = at->behind || busy;
  if (busy || !db_sheet_stamp(at->db, listener->meeting, &stamp, error))
    return busy;
  if (stamp <= listener->stamp)
    return TRUE;
  const Sheet *sheet = sheet_for(live, at, listener, error);
  if (sheet == NULL)
    return FALSE;
  g_autoptr(GString) event = g_string_new(NULL);
  g_string_append_printf(event, "event: change\nid: %" G_GINT64_FORMAT "\ndata: ", sheet->stamp);
  web_json_live(event, sheet, listener->stamp);
  g_string_append(event, "\n\n");
  listener->stamp = sheet->stamp;
  g_mutex_lock(&live->lock);
  g_string_append_len(listener->text, event->str, (gssize)event->len);
  g_mutex_unlock(&live->lock);
  http_waker_wake(listener->waker);
  return TRUE;
}

/* References to all listeners of now. */
static GPtrArray *
copy_listeners(Live *live)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func(listener_unref);
  for (guint i = 0; i < live->listeners->len; i++) {
    Listener *listener = live->listeners->pdata[i];
    g_atomic_ref_count_inc(&listener->references);
    g_ptr_array_add(copy, listener);
  }
  return copy;
}

static void
beat(Live *live, GPtrArray *listeners)
{
  for (guint i = 0; i < listeners->len; i++) {
    Listener *listener = listeners->pdata[i];
    g_mutex_lock(&live->lock);
    if (waiting(listener) == 0)
      g_string_append(listener->text, ": still here\n\n");
    g_mutex_unlock(&live->lock);
    http_waker_wake(listener->waker);
  }
}

static gboolean
look_with(Live *live, Db *db, GPtrArray *listeners, gboolean *behind, GError **error)
{
  if (!db_read_begin(db, error))
    return FALSE;
  g_autoptr(GHashTable) sheets =
      g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)sheet_free);
  Look at = {.db = db, .sheets = sheets};
  gboolean done = TRUE;
  for (guint i = 0; done && i < listeners->len; i++)
    done = tell(live, &at, listeners->pdata[i], error);
  db_read_end(db);
  *behind = at.behind;
  return done;
}

static void
look(Live *live, GPtrArray *listeners, gboolean poked)
{
  g_autoptr(GError) error = NULL;
  ServerReader *reader = server_reader_take(live->server, &error);
  if (reader != NULL) {
    guint64 counter = db_change_counter(reader->db);
    gboolean behind = FALSE;
    /* Who was behind is looked at again, also when nothing more is written. */
    if ((poked || counter != live->seen) &&
        look_with(live, reader->db, listeners, &behind, &error) && !behind)
      live->seen = counter;
  }
  server_reader_give(live->server, reader);
  if (error != NULL)
    g_warning("followers of meetings: %s", error->message);
}

static gpointer
run(gpointer data)
{
  Live *live = data;
  g_mutex_lock(&live->lock);
  while (!live->stopping) {
    if (live->listeners->len == 0) {
      g_cond_wait(&live->changed, &live->lock);
      continue;
    }
    if (!live->poked)
      g_cond_wait_until(&live->changed, &live->lock,
                        g_get_monotonic_time() + LIVE_LOOK_MS * G_TIME_SPAN_MILLISECOND);
    gint64 now = g_get_monotonic_time();
    gboolean poked = live->poked;
    gboolean due = now >= live->heartbeat;
    g_autoptr(GPtrArray) listeners = copy_listeners(live);
    live->poked = FALSE;
    if (due)
      live->heartbeat = now + live->heartbeat_ms * G_TIME_SPAN_MILLISECOND;
    g_mutex_unlock(&live->lock);
    look(live, listeners, poked);
    if (due)
      beat(live, listeners);
    g_clear_pointer(&listeners, g_ptr_array_unref);
    g_mutex_lock(&live->lock);
  }
  g_mutex_unlock(&live->lock);
  return NULL;
}

Live *
server_live_new(Server *server, guint heartbeat_ms)
{
  Live *live = g_new0(Live, 1);
  live->server = server;
  live->heartbeat_ms = heartbeat_ms != 0 ? heartbeat_ms : LIVE_HEARTBEAT_MS;
  g_mutex_init(&live->lock);
  g_cond_init(&live->changed);
  live->listeners = g_ptr_array_new();
  live->thread = g_thread_new("docket-live", run, live);
  return live;
}

void
server_live_stop(Live *live)
{
  if (live == NULL || live->thread == NULL)
    return;
  g_mutex_lock(&live->lock);
  live->stopping = TRUE;
  g_cond_signal(&live->changed);
  g_autoptr(GPtrArray) listeners = copy_listeners(live);
  g_mutex_unlock(&live->lock);
  g_thread_join(g_steal_pointer(&live->thread));
  for (guint i = 0; i < listeners->len; i++)
    http_waker_wake(((Listener *)listeners->pdata[i])->waker);
}

void
server_live_free(Live *live)
{
  if (live == NULL)
    return;
  server_live_stop(live);
  g_ptr_array_unref(live->listeners);
  g_mutex_clear(&live->lock);
  g_cond_clear(&live->changed);
  g_free(live);
}
