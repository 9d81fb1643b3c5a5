/* A checkpoint copies pages from the log into the file and waits for the disk twice. Who stores
 * mail would stand still for that long, so a thread with a connection of its own does it beside.
 * The log cannot begin anew while the writer goes on appending to it; once it is too long the
 * writer waits for what is left, which is little. */
#include "db/sqlite/checkpoint.h"

/* The log is not longer than TOO_LONG for long, unless somebody reads an old state; one large
 * transaction is written whole before anybody asks. */
enum {
  LONG = 1000,     /* pages of 8 KiB: worth copying */
  TOO_LONG = 16000 /* 128 MiB */
};

struct Checkpointer {
  char *path;
  GThread *thread; /* NULL: the log was never long */
  GMutex lock;
  GCond changed;
  gboolean wanted, busy, stopped;
};

static void
copy_pages(sqlite3 *handle)
{
  int rc = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  /* The disk is full, or another program does it now: the log stays, and a later
   * commit asks again. */
  if (rc != SQLITE_OK)
    g_debug("cannot copy the log: %s", sqlite3_errstr(rc));
}

/* A connection knows of the log once it has read something. */
static int
read_something(sqlite3 *handle)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(handle, "PRAGMA user_version", -1, &stmt, NULL);
  if (rc == SQLITE_OK)
    sqlite3_step(stmt);
  return rc == SQLITE_OK ? sqlite3_finalize(stmt) : rc;
}

/* NULL: the log is copied when it is too long, or at the end. */
static sqlite3 *
open_beside(const char *path)
{
  sqlite3 *handle = NULL;
  int rc = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc == SQLITE_OK && (rc = read_something(handle)) == SQLITE_OK)
    return handle;
  g_debug("cannot open %s for its log: %s", path, sqlite3_errstr(rc));
  sqlite3_close(handle);
  return NULL;
}

static gpointer
run(gpointer data)
{
  Checkpointer *self = data;
  sqlite3 *handle = open_beside(self->path);
  g_mutex_lock(&self->lock);
  for (;;) {
    while (!self->wanted && !self->stopped)
      g_cond_wait(&self->changed, &self->lock);
    if (self->stopped)
      break;
    self->wanted = FALSE;
    self->busy = TRUE;
    g_mutex_unlock(&self->lock);
    if (handle != NULL)
      copy_pages(handle);
    g_mutex_lock(&self->lock);
    self->busy = FALSE;
    g_cond_broadcast(&self->changed);
  }
  g_mutex_unlock(&self->lock);
  sqlite3_close(handle);
  return NULL;
}

static void
wake(Checkpointer *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_new("docket-log", run, self);
  g_mutex_lock(&self->lock);
  self->wanted = TRUE;
  g_cond_broadcast(&self->changed);
  g_mutex_unlock(&self->lock);
}

static void
wait_until_idle(Checkpointer *self)
{
  g_mutex_lock(&self->lock);
  self->wanted = FALSE;
  while (self->busy)
    g_cond_wait(&self->changed, &self->lock);
  g_mutex_unlock(&self->lock);
}

static int
on_commit(void *data, sqlite3 *handle, G_GNUC_UNUSED const char *schema, int pages)
{
  Checkpointer *self = data;
  if (pages >= TOO_LONG) {
    wait_until_idle(self);
    copy_pages(handle);
  } else if (pages >= LONG) {
    wake(self);
  }
  return SQLITE_OK;
}

Checkpointer *
checkpointer_new(sqlite3 *handle, const char *path)
{
  Checkpointer *self = g_new0(Checkpointer, 1);
  self->path = g_strdup(path);
  g_mutex_init(&self->lock);
  g_cond_init(&self->changed);
  sqlite3_wal_hook(handle, on_commit, self);
  return self;
}

void
checkpointer_free(Checkpointer *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL) {
    g_mutex_lock(&self->lock);
    self->stopped = TRUE;
    g_cond_broadcast(&self->changed);
    g_mutex_unlock(&self->lock);
    g_thread_join(self->thread);
  }
  g_mutex_clear(&self->lock);
  g_cond_clear(&self->changed);
  g_free(self->path);
  g_free(self);
}
