/* Opening and migrating the file. Nothing is written before the file is known to be docket's own,
 * and of a version that this program understands. */
#include "db/sqlite/checkpoint.h"
#include "db/sqlite/handle.h"
#include "db/sqlite/tokenizer.h"

#include <glib/gstdio.h>

enum {
  APPLICATION_ID = 0x64636b74, /* "dckt", PRAGMA application_id */
  PATIENCE_MS = 10000
};

gboolean
sqlite_number(Db *db, const char *constant_sql, gint64 *number, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, constant_sql, error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  if (stmt_step(stmt, &step_error)) {
    *number = stmt_int(stmt, 0);
    return TRUE;
  }
  if (step_error == NULL)
    g_set_error(&step_error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "database %s gave no answer",
                db->path);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

gboolean
sqlite_script(Db *db, const char *constant_sql, GError **error)
{
  const char *rest = constant_sql;
  while (*rest != '\0') {
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, rest, -1, &stmt, &rest);
    while (rc == SQLITE_OK && stmt != NULL && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
      rc = SQLITE_OK;
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
      sqlite_fail(db, rc, "change", error);
    sqlite3_finalize(stmt);
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
      return FALSE;
  }
  return TRUE;
}

/* --- migrations --- */

/* Brings the file from one version to another in one transaction. */
static gboolean
migrate_step(Db *db, const Migration *step, guint from, guint to, GError **error)
{
  /* The number is no value from outside and PRAGMA takes no parameters. */
  g_autofree char *stamp =
      g_strdup_printf("PRAGMA user_version = %u; PRAGMA application_id = %d", to, APPLICATION_ID);
  g_autoptr(GError) cause = NULL;
  gint64 present = 0;
  if (!db_begin(db, error))
    return FALSE;
  /* Another program may have migrated while this one waited for the lock. */
  if (sqlite_number(db, "PRAGMA user_version", &present, NULL) && present != (gint64)from) {
    db_rollback(db);
    return TRUE;
  }
  if (sqlite_script(db, step->sql, &cause) && sqlite_script(db, stamp, &cause) &&
      sqlite_script(db, "COMMIT", &cause))
    return TRUE;
  db_rollback(db);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
              "cannot bring database %s to %s: %s\nthe file is as it was", db->path, step->name,
              cause->message);
  return FALSE;
}

gboolean
sqlite_migrate(Db *db, const Migration *migrations, guint n, GError **error)
{
  gint64 version = 0;
  if (!sqlite_number(db, "PRAGMA user_version", &version, error))
    return FALSE;
  for (guint i = (guint)version; i < n; i++)
    if (!migrate_step(db, &migrations[i], i, i + 1, error))
      return FALSE;
  return TRUE;
}

/* SQLite reads the whole schema anew at most of the migrations' steps. */
static gboolean
make_schema(Db *db, GError **error)
{
  const Migration whole = {"schema.sql", db_schema};
  return migrate_step(db, &whole, 0, db_migrations_n, error);
}

/* --- opening --- */

static gboolean
refuse(Db *db, DocketError code, const char *words, GError **error)
{
  g_set_error(error, DOCKET_ERROR, code, "database %s %s", db->path, words);
  return FALSE;
}

/* fresh: the file has nothing in it yet. */
static gboolean
check_identity(Db *db, gboolean *fresh, GError **error)
{
  gint64 id = 0, version = 0, objects = 0;
  if (!sqlite_number(db, "PRAGMA application_id", &id, error) ||
      !sqlite_number(db, "PRAGMA user_version", &version, error) ||
      !sqlite_number(db, "SELECT count(*) FROM sqlite_schema", &objects, error))
    return FALSE;
  *fresh = objects == 0 && id == 0 && version == 0;
  if (*fresh && db->mode == DB_OPEN_CREATE)
    return TRUE;
  if (id != APPLICATION_ID)
    return refuse(db, DOCKET_ERROR_STORAGE,
                  "is not a docket database\ngive the right file with --db", error);
  if (version > (gint64)db_migrations_n)
    return refuse(db, DOCKET_ERROR_NEWER,
                  "was written by a newer docket\ninstall that version; the file is untouched",
                  error);
  if (version < (gint64)db_migrations_n && db->mode == DB_OPEN_READ)
    return refuse(db, DOCKET_ERROR_STORAGE,
                  "is of an older docket\nrun a command that writes, such as docket sync, to bring "
                  "it up to date",
                  error);
  return TRUE;
}

static gboolean
prepare_writer(Db *db, gboolean fresh, GError **error)
{
  /* The page size can only be chosen before the first page is written. */
  if (fresh && !sqlite_script(db, "PRAGMA page_size = 8192", error))
    return FALSE;
  /* secure_delete: SQLite as distributions build it also writes zeros into pages that are free,
   * which merges of the text index leave by the thousand. */
  return sqlite_script(db,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                       "PRAGMA cache_size = -24576; PRAGMA temp_store = MEMORY;"
                       "PRAGMA foreign_keys = ON;"
                       "PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = FAST",
                       error) &&
         (!fresh || make_schema(db, error)) &&
         sqlite_migrate(db, db_migrations, db_migrations_n, error);
}

static gboolean
prepare(Db *db, GError **error)
{
  sqlite3_extended_result_codes(db->handle, 1);
  sqlite3_busy_timeout(db->handle, PATIENCE_MS);
  int rc = docket_tokenizer_register(db->handle, &db->takes_words);
  if (rc == SQLITE_OK)
    rc = sqlite_text_register(db);
  if (rc != SQLITE_OK)
    return sqlite_fail(db, rc, "prepare", error);
  gboolean fresh = FALSE;
  if (!check_identity(db, &fresh, error))
    return FALSE;
  if (db->mode == DB_OPEN_READ)
    return sqlite_script(db,
                         "PRAGMA query_only = ON; PRAGMA cache_size = -8192;"
                         "PRAGMA temp_store = MEMORY",
                         error);
  if (sqlite3_db_readonly(db->handle, "main") == 1)
    return sqlite_fail(db, SQLITE_READONLY, "open", error);
  if (!prepare_writer(db, fresh, error))
    return FALSE;
  db->checkpointer = checkpointer_new(db->handle, db->path);
  return TRUE;
}

static gboolean
make_folder(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0755) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
              "cannot make folder %s: %s\ngive another place with --db", folder, g_strerror(errno));
  return FALSE;
}

/* SQLite counts each piece of memory it takes under one lock for all threads; nobody asks for the
 * sums. Told too late, or twice, it refuses, and counts. */
static gpointer
configure(G_GNUC_UNUSED gpointer data)
{
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

static gboolean
open_file(Db *db, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_once(&once, configure, NULL);
  int flags = db->mode == DB_OPEN_READ    ? SQLITE_OPEN_READONLY
              : db->mode == DB_OPEN_WRITE ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int rc = sqlite3_open_v2(db->path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
  return rc == SQLITE_OK || sqlite_fail(db, rc, "open", error);
}

Db *
db_open(const char *path, DbOpenMode mode, GError **error)
{
  gboolean exists = g_file_test(path, G_FILE_TEST_EXISTS);
  if (!exists && mode != DB_OPEN_CREATE) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "no database %s\nmake one with docket group add, or give its place with --db",
                path);
    return NULL;
  }
  if (!exists && !make_folder(path, error))
    return NULL;
  g_autoptr(Db) db = g_new0(Db, 1);
  db->path = g_strdup(path);
  db->mode = mode;
  db->state = db_state_new();
  sqlite_statements_init(db);
  if (open_file(db, error) && prepare(db, error))
    return g_steal_pointer(&db);
  if (!exists) {
    g_clear_pointer(&db, db_close);
    g_unlink(path);
  }
  return NULL;
}

void
db_close(Db *db)
{
  if (db == NULL)
    return;
  if (db->handle != NULL && !sqlite3_get_autocommit(db->handle))
    db_rollback(db);
  sqlite_text_forget(db);
  g_clear_error(&db->text_fault);
  sqlite_text_drop(db);
  sqlite_statements_clear(db);
  checkpointer_free(db->checkpointer);
  sqlite3_close(db->handle);
  db_state_free(db->state);
  g_free(db->path);
  g_free(db);
}

const char *
db_path(Db *db)
{
  return db->path;
}

void
engine_set_patience(Db *db, guint milliseconds)
{
  sqlite3_busy_timeout(db->handle, (int)milliseconds);
}

void
engine_limit_pages(Db *db, guint pages)
{
  g_autofree char *sql = g_strdup_printf("PRAGMA max_page_count = %u", pages);
  g_autoptr(GError) error = NULL;
  if (!sqlite_script(db, sql, &error))
    g_warning("%s", error->message);
}
