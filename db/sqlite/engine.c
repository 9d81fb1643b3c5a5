/* Statements and transactions on SQLite: db/engine.h as this folder keeps it. */
#include "db/sqlite/handle.h"

#include <string.h>

struct Stmt {
  Db *db;
  sqlite3_stmt *handle;
  int bind_rc; /* first failure of a bind, told by the next step */
  gboolean cached;
  gboolean in_use;
  GList link; /* in Db.built_order, of a composed one; data is the statement */
  /* Of $n: SQLite takes $1 for a name and counts by first appearance. */
  int *place;
  int n_places;
};

static DocketError
error_code(int rc)
{
  switch (rc & 0xff) {
  case SQLITE_INTERRUPT:
    return DOCKET_ERROR_TIMEOUT;
  case SQLITE_CONSTRAINT:
    return DOCKET_ERROR_CONFLICT;
  case SQLITE_TOOBIG:
    return DOCKET_ERROR_TOO_LARGE;
  case SQLITE_ERROR:
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
  case SQLITE_MISMATCH:
    return DOCKET_ERROR_FAILED;
  default:
    return DOCKET_ERROR_STORAGE;
  }
}

/* What is wrong in words, and on the second line what the operator can do. NULL: SQLite's own
 * words. */
static const char *
error_words(int rc)
{
  switch (rc & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "is locked by another program\nwait until it has finished, or stop it, and try again";
  case SQLITE_READONLY:
    return "is read-only\ngive yourself write permission on the file and its folder";
  case SQLITE_FULL:
    return "cannot grow: the disk is full\nmake room and try again; what was stored before is kept";
  case SQLITE_NOTADB:
    return "is not a database\ngive the right file with --db";
  case SQLITE_CORRUPT:
    return "is damaged\nput back a backup, or ingest the archives into a new file";
  case SQLITE_CANTOPEN:
    return "cannot be opened\ncheck the path and the permissions of its folder";
  case SQLITE_INTERRUPT:
    return "did not answer in the time allowed";
  default:
    return NULL;
  }
}

gboolean
sqlite_fail(Db *db, int rc, const char *what, GError **error)
{
  const char *words = error_words(rc);
  if (words != NULL)
    g_set_error(error, DOCKET_ERROR, error_code(rc), "database %s %s", db->path, words);
  else
    g_set_error(error, DOCKET_ERROR, error_code(rc), "cannot %s database %s: %s", what, db->path,
                db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc));
  return FALSE;
}

/* --- statements --- */

static void
learn_places(Stmt *stmt)
{
  stmt->n_places = sqlite3_bind_parameter_count(stmt->handle);
  stmt->place = g_new0(int, (gsize)stmt->n_places + 1);
  for (int i = 1; i <= stmt->n_places; i++) {
    const char *name = sqlite3_bind_parameter_name(stmt->handle, i);
    guint64 number = name != NULL ? g_ascii_strtoull(name + 1, NULL, 10) : 0;
    if (number >= 1 && number <= (guint64)stmt->n_places)
      stmt->place[number] = i;
  }
}

/* A number that the statement does not have gives 0, which SQLite refuses. */
static int
place(const Stmt *stmt, int n)
{
  return n >= 1 && n <= stmt->n_places ? stmt->place[n] : 0;
}

static Stmt *
stmt_new(Db *db, const char *sql, guint flags, GError **error)
{
  sqlite3_stmt *handle = NULL;
  int rc = sqlite3_prepare_v3(db->handle, sql, -1, flags, &handle, NULL);
  if (rc != SQLITE_OK) {
    sqlite_fail(db, rc, "ask", error);
    return NULL;
  }
  Stmt *stmt = g_new0(Stmt, 1);
  stmt->db = db;
  stmt->handle = handle;
  learn_places(stmt);
  stmt->in_use = TRUE;
  return stmt;
}

static void
stmt_free(gpointer data)
{
  Stmt *stmt = data;
  sqlite3_finalize(stmt->handle);
  g_free(stmt->place);
  g_free(stmt);
}

void
sqlite_statements_init(Db *db)
{
  db->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, stmt_free);
  db->built = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, stmt_free);
  g_queue_init(&db->built_order);
}

void
sqlite_statements_clear(Db *db)
{
  g_clear_pointer(&db->statements, g_hash_table_unref);
  g_clear_pointer(&db->built, g_hash_table_unref);
  g_queue_init(&db->built_order);
}

Stmt *
engine_prepare(Db *db, const char *constant_sql, GError **error)
{
  Stmt *stmt = g_hash_table_lookup(db->statements, constant_sql);
  if (stmt != NULL && !stmt->in_use) {
    stmt->in_use = TRUE;
    return stmt;
  }
  /* A statement that is being stepped through is asked for again: a second copy, not kept. */
  gboolean keep = stmt == NULL;
  stmt = stmt_new(db, constant_sql, keep ? SQLITE_PREPARE_PERSISTENT : 0, error);
  if (stmt != NULL && keep) {
    stmt->cached = TRUE;
    g_hash_table_insert(db->statements, (gpointer)constant_sql, stmt);
  }
  return stmt;
}

/* The one that was asked for longest ago goes; one that is being stepped through stays. */
static void
drop_oldest_built(Db *db)
{
  for (GList *at = db->built_order.tail; at != NULL; at = at->prev) {
    Stmt *stmt = at->data;
    if (stmt->in_use)
      continue;
    g_queue_unlink(&db->built_order, at);
    g_hash_table_remove(db->built, sqlite3_sql(stmt->handle));
    return;
  }
}

/* To compile one of these takes longer than to run it on one mail. */
Stmt *
engine_prepare_built(Db *db, const char *sql, GError **error)
{
  enum { KEPT = 48, KEPT_LENGTH = 8192 };
  Stmt *stmt = g_hash_table_lookup(db->built, sql);
  if (stmt != NULL && !stmt->in_use) {
    g_queue_unlink(&db->built_order, &stmt->link);
    g_queue_push_head_link(&db->built_order, &stmt->link);
    stmt->in_use = TRUE;
    return stmt;
  }
  gboolean keep = stmt == NULL && strlen(sql) <= KEPT_LENGTH;
  stmt = stmt_new(db, sql, keep ? SQLITE_PREPARE_PERSISTENT : 0, error);
  if (stmt == NULL || !keep)
    return stmt;
  if (g_hash_table_size(db->built) >= KEPT)
    drop_oldest_built(db);
  stmt->cached = TRUE;
  stmt->link.data = stmt;
  g_hash_table_insert(db->built, (gpointer)sqlite3_sql(stmt->handle), stmt);
  g_queue_push_head_link(&db->built_order, &stmt->link);
  return stmt;
}

void
stmt_done(Stmt *stmt)
{
  if (stmt == NULL)
    return;
  if (!stmt->cached) {
    stmt_free(stmt);
    return;
  }
  sqlite3_reset(stmt->handle);
  sqlite3_clear_bindings(stmt->handle);
  stmt->bind_rc = SQLITE_OK;
  stmt->in_use = FALSE;
}

static void
note_bind(Stmt *stmt, int rc)
{
  if (rc != SQLITE_OK && stmt->bind_rc == SQLITE_OK)
    stmt->bind_rc = rc;
}

void
stmt_bind_int(Stmt *stmt, int n, gint64 value)
{
  note_bind(stmt, sqlite3_bind_int64(stmt->handle, place(stmt, n), value));
}

void
stmt_bind_double(Stmt *stmt, int n, double value)
{
  note_bind(stmt, sqlite3_bind_double(stmt->handle, place(stmt, n), value));
}

void
stmt_bind_text(Stmt *stmt, int n, const char *text)
{
  /* Without a length: then SQLite knows that it ends in NUL, and hands it to the text index without
   * copying it first. */
  note_bind(stmt, sqlite3_bind_text(stmt->handle, place(stmt, n), text, -1, SQLITE_STATIC));
}

void
stmt_bind_blob(Stmt *stmt, int n, const void *data, gsize len)
{
  /* A NULL pointer would bind NULL, and an empty blob is not NULL. */
  note_bind(stmt, sqlite3_bind_blob64(stmt->handle, place(stmt, n), data != NULL ? data : "", len,
                                      SQLITE_STATIC));
}

void
stmt_bind_null(Stmt *stmt, int n)
{
  note_bind(stmt, sqlite3_bind_null(stmt->handle, place(stmt, n)));
}

/* Writes outside a transaction would be missed by the change counter and could be half done. */
static gboolean
may_step(Stmt *stmt, GError **error)
{
  Db *db = stmt->db;
  if (stmt->bind_rc != SQLITE_OK)
    return sqlite_fail(db, stmt->bind_rc, "ask", error);
  if (sqlite3_stmt_readonly(stmt->handle))
    return TRUE;
  if (sqlite3_get_autocommit(db->handle)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot write to database %s outside a transaction", db->path);
    return FALSE;
  }
  return TRUE;
}

gboolean
stmt_step(Stmt *stmt, GError **error)
{
  if (!sqlite3_stmt_busy(stmt->handle) && !may_step(stmt, error))
    return FALSE;
  int rc = sqlite3_step(stmt->handle);
  if (rc == SQLITE_ROW)
    return TRUE;
  if (rc != SQLITE_DONE)
    sqlite_fail(stmt->db, rc, "use", error);
  sqlite3_reset(stmt->handle);
  return FALSE;
}

gboolean
stmt_run(Stmt *stmt, GError **error)
{
  if (!may_step(stmt, error))
    return FALSE;
  int rc;
  do
    rc = sqlite3_step(stmt->handle);
  while (rc == SQLITE_ROW);
  if (rc != SQLITE_DONE)
    sqlite_fail(stmt->db, rc, "use", error);
  sqlite3_reset(stmt->handle);
  return rc == SQLITE_DONE;
}

gint64
stmt_int(Stmt *stmt, int col)
{
  return sqlite3_column_int64(stmt->handle, col);
}

double
stmt_double(Stmt *stmt, int col)
{
  return sqlite3_column_double(stmt->handle, col);
}

const char *
stmt_text(Stmt *stmt, int col)
{
  return (const char *)sqlite3_column_text(stmt->handle, col);
}

char *
stmt_dup_text(Stmt *stmt, int col)
{
  return g_strdup(stmt_text(stmt, col));
}

const void *
stmt_blob(Stmt *stmt, int col, gsize *len)
{
  const void *data = sqlite3_column_blob(stmt->handle, col);
  *len = (gsize)sqlite3_column_bytes(stmt->handle, col);
  return data;
}

gboolean
stmt_is_null(Stmt *stmt, int col)
{
  return sqlite3_column_type(stmt->handle, col) == SQLITE_NULL;
}

gint64
engine_changes(Db *db)
{
  return sqlite3_changes64(db->handle);
}

gint64
engine_inserted(Db *db)
{
  return sqlite3_last_insert_rowid(db->handle);
}

/* --- transactions --- */

static gboolean
may_begin(Db *db, GError **error)
{
  if (!sqlite3_get_autocommit(db->handle)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "transactions do not nest");
    return FALSE;
  }
  db->rows_before = sqlite3_total_changes64(db->handle);
  return TRUE;
}

static gboolean
begin(Db *db, const char *constant_sql, GError **error)
{
  if (!may_begin(db, error))
    return FALSE;
  /* Not through a statement: SQLite counts BEGIN IMMEDIATE among those that write. */
  return sqlite_script(db, constant_sql, error);
}

gboolean
db_begin(Db *db, GError **error)
{
  return begin(db, "BEGIN IMMEDIATE", error);
}

/* A DELETE that finds nothing writes nothing: what others keep of the database stays good. */
static gboolean
changed_rows(const Db *db)
{
  return sqlite3_total_changes64(db->handle) != db->rows_before;
}

static gboolean
count_change(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, "UPDATE change SET counter = counter + 1", error);
  return stmt != NULL && stmt_run(stmt, error);
}

static gboolean
commit(Db *db, GError **error)
{
  if (db->state->unplaced->len > 0 || db->state->unlinked->len > 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot commit: stored mail waits for db_thread_settle and db_item_settle");
    return FALSE;
  }
  if (!sqlite_text_flush(db, error) || (changed_rows(db) && !count_change(db, error)))
    return FALSE;
  g_autoptr(Stmt) stmt = engine_prepare(db, "COMMIT", error);
  return stmt != NULL && stmt_run(stmt, error);
}

gboolean
db_commit(Db *db, GError **error)
{
  if (commit(db, error))
    return TRUE;
  db_rollback(db);
  return FALSE;
}

void
db_rollback(Db *db)
{
  db_state_clear(db->state);
  sqlite_text_forget(db);
  sqlite_text_drop(db);
  /* A full disk or an I/O error has rolled back already; then there is nothing to end. */
  if (sqlite3_get_autocommit(db->handle))
    return;
  g_autoptr(GError) error = NULL;
  g_autoptr(Stmt) stmt = engine_prepare(db, "ROLLBACK", &error);
  if (stmt == NULL || !stmt_run(stmt, &error))
    g_warning("cannot roll back: %s", error->message);
}

/* Once a page, so not compiled each time. */
gboolean
db_read_begin(Db *db, GError **error)
{
  if (!may_begin(db, error))
    return FALSE;
  g_autoptr(Stmt) stmt = engine_prepare(db, "BEGIN DEFERRED", error);
  return stmt != NULL && stmt_run(stmt, error);
}

void
db_read_end(Db *db)
{
  db_rollback(db);
}

gboolean
engine_enter(Db *db, gboolean *own, GError **error)
{
  *own = sqlite3_get_autocommit(db->handle) != 0;
  return !*own || db_begin(db, error);
}

gboolean
engine_leave(Db *db, gboolean own, gboolean ok, GError **error)
{
  if (own && ok)
    return db_commit(db, error);
  if (own)
    db_rollback(db);
  return ok;
}

DbState *
engine_state(Db *db)
{
  return db->state;
}

/* --- change counter and deadline --- */

guint64
db_change_counter(Db *db)
{
  /* data_version only tells this handle that another one wrote; the number that all handles
   * share is in the table. Looking at it is left out while nobody wrote. */
  g_autoptr(GError) error = NULL;
  gint64 version = 0;
  if (!sqlite_number(db, "PRAGMA data_version", &version, &error)) {
    g_warning("%s", error->message);
    return db->change_counter;
  }
  if (version == db->data_version && db->mode == DB_OPEN_READ)
    return db->change_counter;
  gint64 counter = 0;
  if (!sqlite_number(db, "SELECT counter FROM change", &counter, &error)) {
    g_warning("%s", error->message);
    return db->change_counter;
  }
  db->data_version = version;
  db->change_counter = (guint64)counter;
  return db->change_counter;
}

static int
past_deadline(void *data)
{
  const Db *db = data;
  return g_get_monotonic_time() > db->deadline;
}

void
db_set_deadline(Db *db, guint milliseconds)
{
  db->deadline = milliseconds != 0 ? g_get_monotonic_time() + (gint64)milliseconds * 1000 : 0;
  if (milliseconds == 0)
    sqlite3_progress_handler(db->handle, 0, NULL, NULL);
  else /* often: the text index reads a page of its own at every few steps */
    sqlite3_progress_handler(db->handle, 200, past_deadline, db);
}

gboolean
engine_is_late(const Db *db)
{
  return db->deadline != 0 && g_get_monotonic_time() > db->deadline;
}
