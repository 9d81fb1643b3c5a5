/* The narrow waist under the aggregates: prepare, bind, step, column, transaction. Only files of db/
 * include this. SQL is constant text in the dialect that SQLite 3.40 and PostgreSQL 15 share ($1
 * placeholders, ON CONFLICT, RETURNING, CTEs); what differs lives in db/sqlite/.
 *
 * Statements are cached by the address of their text, so the text must be a string constant, or come from
 * engine_prepare_built for the few that are composed (search); values are always bound, never pasted. */
#pragma once

#include "db/db.h"

G_BEGIN_DECLS

typedef struct Stmt Stmt;

/* Returns a reset statement with no bindings, owned by Db; NULL with error set. Hand it back with
 * stmt_done (G_DEFINE_AUTOPTR does that), which resets it for the next use. */
Stmt *engine_prepare(Db *db, const char *constant_sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For SQL composed from constant pieces: cached by its text, the few dozen last asked for, up to 8 KiB long. */
Stmt *engine_prepare_built(Db *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Parameter numbers start at 1. Text and blobs must live until stmt_done; NULL binds SQL NULL. */
void stmt_bind_int(Stmt *s, int n, gint64 value);
void stmt_bind_double(Stmt *s, int n, double value);
void stmt_bind_text(Stmt *s, int n, const char *text);
void stmt_bind_blob(Stmt *s, int n, const void *data, gsize len);
void stmt_bind_null(Stmt *s, int n);

/* TRUE: a row is there. FALSE: no more rows, or *error set. */
gboolean stmt_step(Stmt *s, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For statements without rows: steps to the end. */
gboolean stmt_run(Stmt *s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Columns start at 0. Text is owned by the statement until the next step; stmt_dup_text is the caller's. */
gint64 stmt_int(Stmt *s, int col);
double stmt_double(Stmt *s, int col);
const char *stmt_text(Stmt *s, int col);
char *stmt_dup_text(Stmt *s, int col);
const void *stmt_blob(Stmt *s, int col, gsize *len);
gboolean stmt_is_null(Stmt *s, int col);

void stmt_done(Stmt *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stmt, stmt_done)

/* Rows changed by the last statement that was run. */
gint64 engine_changes(Db *db);
/* The number that the last INSERT gave its row (lastval() elsewhere). RETURNING says it too, but makes a savepoint of
 * each statement: twice the time of an INSERT. */
gint64 engine_inserted(Db *db);

/* A verb that writes runs inside the caller's transaction, or in one of its own when there is none. enter says which
 * through own; leave ends an own one: commit when ok, else roll back. leave gives ok back, FALSE when the commit fails.
 * A statement that writes outside any transaction fails: the change counter would miss it. */
gboolean engine_enter(Db *db, gboolean *own, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean engine_leave(Db *db, gboolean own, gboolean ok, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text index: one row a message, with the words of its texts (db/words.h). Takes a reference to words. */
gboolean engine_text_add(Db *db, gint64 message, GBytes *words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes a message out, by the texts its stored bytes give now: call before these bytes change. */
gboolean engine_text_remove(Db *db, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One text of a stored mail, "" when empty; NULL when the mail cannot be read. Borrowed until another mail's text is asked for. */
const char *engine_text_get(Db *db, gint64 message, DbTextField field);
/* The same of the first most bytes of the mail alone. */
const char *engine_text_get_head(Db *db, gint64 message, DbTextField field, gsize most);
/* What its diffs hold, of the first most bytes of the mail; each NULL when there is nothing, and all when the mail cannot be read. Caller
 * frees each. */
gboolean engine_diff_get(Db *db, gint64 message, gsize most, char *out[DB_DIFF_N], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The deadline of the handle has passed: for work between statements, which alone end by themselves. */
gboolean engine_is_late(const Db *db);
gboolean engine_text_rebuild(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE without error: the index does not agree with the stored mail; what says how (caller frees). */
gboolean engine_text_check(Db *db, char **what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Copies the whole database into a file that does not exist yet, consistently, while others write. */
gboolean engine_copy(Db *db, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Page and foreign key faults, char *; empty when sound. */
GPtrArray *engine_faults(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Waits so long for a lock instead of 10 s; for tests. */
void engine_set_patience(Db *db, guint milliseconds);
/* Lets the file grow to so many pages and no further, as a full disk would; for tests. */
void engine_limit_pages(Db *db, guint pages);

G_END_DECLS
