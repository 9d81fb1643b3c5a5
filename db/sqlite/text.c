/* The text index: FTS5 over a view whose columns are unpacked on demand by docket_text(message,
 * field). */
#include "db/message.h"
#include "db/sqlite/handle.h"
#include "db/store.h"
#include "db/words.h"

#include <sodium.h>
#include <string.h>

void
db_set_text_func(Db *db, DbTextFunc func, gpointer user_data)
{
  sqlite_text_forget(db);
  db->text_func = func;
  db->text_data = user_data;
}

void
sqlite_text_forget(Db *db)
{
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    g_clear_pointer(&db->texts[i], g_free);
  db->text_id = 0;
}

/* FTS5 asks for the columns of a row one by one, so the texts of the last mail are kept. most: read
 * no more of the mail than this, 0: all. */
static gboolean
load_texts(Db *db, gint64 message, gsize most, GError **error)
{
  if (db->text_id == message && db->text_most == most)
    return TRUE;
  sqlite_text_forget(db);
  if (db->text_func == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "no function to read mail was set");
    return FALSE;
  }
  g_autoptr(GBytes) raw =
      most != 0 ? message_raw_head(db, message, most, error) : db_message_raw(db, message, error);
  if (raw == NULL)
    return FALSE;
  gsize len = 0;
  const char *bytes = g_bytes_get_data(raw, &len);
  /* A mail that cannot be read has no text; it was stored with none. */
  if (!db->text_func(bytes, len, db->texts, db->text_data))
    sqlite_text_forget(db);
  db->text_id = message;
  db->text_most = most;
  return TRUE;
}

static void
docket_text(sqlite3_context *context, int n_args, sqlite3_value **args)
{
  Db *db = sqlite3_user_data(context);
  (void)n_args;
  gint64 message = sqlite3_value_int64(args[0]);
  int field = sqlite3_value_int(args[1]);
  g_autoptr(GError) error = NULL;
  if (field < 0 || field >= DB_TEXT_N_FIELDS) {
    sqlite3_result_null(context);
  } else if (!load_texts(db, message, 0, &error)) {
    sqlite3_result_error(context, error->message, -1);
    g_clear_error(&db->text_fault);
    db->text_fault = g_steal_pointer(&error);
  } else {
    const char *text = db->texts[field];
    sqlite3_result_text(context, text != NULL ? text : "", -1, SQLITE_TRANSIENT);
  }
}

/* SQLite's own lower() knows ASCII only; PostgreSQL's knows Unicode. */
static void
unicode_lower(sqlite3_context *context, int n_args, sqlite3_value **args)
{
  (void)n_args;
  const char *text = (const char *)sqlite3_value_text(args[0]);
  if (text == NULL)
    sqlite3_result_null(context);
  else
    sqlite3_result_text(context, g_utf8_strdown(text, -1), -1, g_free);
}

/* SQLite's hex() writes capitals, PostgreSQL has encode(): one name for both. */
static void
docket_hex(sqlite3_context *context, int n_args, sqlite3_value **args)
{
  (void)n_args;
  if (sqlite3_value_type(args[0]) == SQLITE_NULL) {
    sqlite3_result_null(context);
    return;
  }
  const guint8 *bytes = sqlite3_value_blob(args[0]);
  gsize n = (gsize)sqlite3_value_bytes(args[0]);
  char *hex = g_malloc(2 * n + 1);
  sqlite3_result_text(context, sodium_bin2hex(hex, 2 * n + 1, bytes, n), -1, g_free);
}

int
sqlite_text_register(Db *db)
{
  int rc = sqlite3_create_function_v2(db->handle, "docket_text", 2, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                      db, docket_text, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_create_function_v2(db->handle, "docket_hex", 1,
                                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                    docket_hex, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  return sqlite3_create_function_v2(db->handle, "lower", 1,
                                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                    unicode_lower, NULL, NULL, NULL);
}

/* FTS5 gathers what is inserted in memory, but writes it out whenever another statement of the
 * transaction opens a savepoint, as INSERT ... RETURNING does: a segment for each mail, and twice
 * the time of an ingest. So the texts of a transaction wait and go into the index together, before
 * the commit or when they are this much. */
enum { WAITING_MAX = 16 * 1024 * 1024 };

typedef struct {
  gint64 message;
  GBytes *words;
} WaitingText;

static void
waiting_text_free(gpointer data)
{
  WaitingText *row = data;
  g_bytes_unref(row->words);
  g_free(row);
}

void
sqlite_text_drop(Db *db)
{
  g_clear_pointer(&db->waiting, g_ptr_array_unref);
  db->waiting_bytes = 0;
}

/* What the statement gives to FTS5 as texts are words already, and the tokenizer hands them on. */
static gboolean
insert_text(Db *db, const WaitingText *row, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO mail_text (rowid, subject, sender, recipient, copied, own, quoted, other, dfn,"
      " dfpre, dfpost, names) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, row->message);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    stmt_bind_text(stmt, (int)i + 2, words_of_field(row->words, i));
  db->takes_words = TRUE;
  gboolean ok = stmt_run(stmt, error);
  db->takes_words = FALSE;
  return ok;
}

gboolean
sqlite_text_flush(Db *db, GError **error)
{
  g_autoptr(GPtrArray) rows = g_steal_pointer(&db->waiting);
  db->waiting_bytes = 0;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!insert_text(db, rows->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
engine_text_add(Db *db, gint64 message, GBytes *words, GError **error)
{
  WaitingText *row = g_new0(WaitingText, 1);
  row->message = message;
  row->words = g_bytes_ref(words);
  db->waiting_bytes += g_bytes_get_size(words);
  if (db->waiting == NULL)
    db->waiting = g_ptr_array_new_with_free_func(waiting_text_free);
  g_ptr_array_add(db->waiting, row);
  return db->waiting_bytes < WAITING_MAX || sqlite_text_flush(db, error);
}

/* Runs a statement that makes FTS5 read mail. Why one could not be read is told as it was met:
 * SQLite would only say that its logic failed. */
static gboolean
run_reading(Db *db, Stmt *stmt, GError **error)
{
  g_autoptr(GError) fault = NULL;
  g_clear_error(&db->text_fault);
  if (stmt_run(stmt, &fault))
    return TRUE;
  g_propagate_error(error, db->text_fault != NULL ? g_steal_pointer(&db->text_fault)
                                                  : g_steal_pointer(&fault));
  return FALSE;
}

gboolean
engine_text_remove(Db *db, gint64 message, GError **error)
{
  sqlite_text_forget(db);
  if (!sqlite_text_flush(db, error))
    return FALSE;
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO mail_text (mail_text, rowid, subject, sender, recipient, copied, own, quoted,"
      " other, dfn, dfpre, dfpost, names) SELECT 'delete', id, subject, sender, recipient, copied,"
      " own, quoted, other, dfn, dfpre, dfpost, names FROM mail_text_source WHERE id = $1",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, message);
  gboolean ok = run_reading(db, stmt, error);
  sqlite_text_forget(db);
  return ok;
}

const char *
engine_text_get(Db *db, gint64 message, DbTextField field)
{
  return engine_text_get_head(db, message, field, 0);
}

const char *
engine_text_get_head(Db *db, gint64 message, DbTextField field, gsize most)
{
  g_autoptr(GError) error = NULL;
  if (!load_texts(db, message, most, &error)) {
    g_debug("text of row %" G_GINT64_FORMAT ": %s", message, error->message);
    return NULL;
  }
  const char *text = db->texts[field];
  return text != NULL ? text : "";
}

void
db_set_diff_func(Db *db, DbDiffFunc func, gpointer user_data)
{
  db->diff_func = func;
  db->diff_data = user_data;
}

gboolean
engine_diff_get(Db *db, gint64 message, gsize most, char *out[DB_DIFF_N], GError **error)
{
  for (guint i = 0; i < DB_DIFF_N; i++)
    out[i] = NULL;
  if (db->diff_func == NULL)
    return TRUE;
  g_autoptr(GBytes) raw = message_raw_head(db, message, most, error);
  if (raw == NULL)
    return FALSE;
  gsize len = 0;
  const char *bytes = g_bytes_get_data(raw, &len);
  if (!db->diff_func(bytes, len, out, db->diff_data))
    for (guint i = 0; i < DB_DIFF_N; i++)
      g_clear_pointer(&out[i], g_free);
  return TRUE;
}

gboolean
engine_text_rebuild(Db *db, GError **error)
{
  sqlite_text_drop(db);
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "INSERT INTO mail_text (mail_text) VALUES ('rebuild')", error);
  return stmt != NULL && run_reading(db, stmt, error);
}

gboolean
engine_text_check(Db *db, char **what, GError **error)
{
  *what = NULL;
  if (!sqlite_text_flush(db, error))
    return FALSE;
  /* rank 1: compare with the content, not only the index with itself */
  g_autoptr(Stmt) stmt = engine_prepare(
      db, "INSERT INTO mail_text (mail_text, rank) VALUES ('integrity-check', 1)", error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) fault = NULL;
  g_clear_error(&db->text_fault);
  if (stmt_run(stmt, &fault))
    return TRUE;
  if (db->text_fault != NULL)
    *what = g_strdup("the text index cannot be compared with mail that is damaged");
  else if ((sqlite3_errcode(db->handle) & 0xff) == SQLITE_CORRUPT)
    *what = g_strdup("the text index does not agree with the stored mail");
  else
    g_propagate_error(error, g_steal_pointer(&fault));
  return FALSE;
}
