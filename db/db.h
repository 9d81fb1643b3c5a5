/* An open docket database: one SQLite file in WAL mode. A Db belongs to one thread at a time; open one
 * per reading thread and one for the writer. Nothing here reads a clock: callers pass `now` in UTC seconds. */
#pragma once

#include "db/error.h"

G_BEGIN_DECLS

typedef struct Db Db;

typedef enum {
  DB_OPEN_READ,   /* the file must exist with the current schema; it is never written */
  DB_OPEN_WRITE,  /* the file must exist; migrated when older */
  DB_OPEN_CREATE  /* as WRITE, made with its folder when absent */
} DbOpenMode;

/* Opens path. Errors: NOT_FOUND (no file), STORAGE (not a database, locked for longer than 10 s,
 * read-only, disk full), NEWER (written by a newer docket; untouched). A failed migration leaves the
 * file as it was. */
Db *db_open(const char *path, DbOpenMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void db_close(Db *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)

/* As it was given to db_open; owned by db. */
const char *db_path(Db *db);

/* Transactions do not nest. begin takes the write lock at once (BEGIN IMMEDIATE); STORAGE: another held it for longer than 10 s, or the
 * disk is full. A commit that fails has rolled back. */
gboolean db_begin(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_commit(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void db_rollback(Db *db);
/* A consistent view for several reads: BEGIN DEFERRED, ended by db_read_end. */
gboolean db_read_begin(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void db_read_end(Db *db);

/* Changes whenever any connection commits a write: the key of page caches. */
guint64 db_change_counter(Db *db);

/* Interrupts statements of db that run longer than milliseconds from now (0: no limit);
 * the statement then fails with TIMEOUT. Bounds every search. */
void db_set_deadline(Db *db, guint milliseconds);

/* How the text of a stored mail is made again from its raw bytes: db stores mail once, compressed, and does
 * not know MIME; server/ gives ingest's function to every handle it opens. out has DB_TEXT_N_FIELDS strings, each
 * allocated by the function and freed with g_free by db, NULL for empty. FALSE: the mail cannot be read. */
typedef enum {
  DB_TEXT_SUBJECT,
  DB_TEXT_FROM,
  DB_TEXT_TO,
  DB_TEXT_CC,
  DB_TEXT_OWN,      /* the author's own lines, without quotes, signatures, diffs */
  DB_TEXT_QUOTED,   /* quoted lines, marks removed */
  DB_TEXT_OTHER,    /* signatures, footers, logs, tables, unchanged lines of diffs */
  DB_TEXT_DFN,      /* file names of diffs */
  DB_TEXT_DFPRE,    /* removed lines */
  DB_TEXT_DFPOST,   /* added lines */
  DB_TEXT_NAMES,    /* names of attachments */
  DB_TEXT_N_FIELDS
} DbTextField;

typedef gboolean (*DbTextFunc)(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS], gpointer user_data);
/* Gives db the function; user_data must outlive db. */
void db_set_text_func(Db *db, DbTextFunc func, gpointer user_data);

/* What the text index does not keep apart in the diffs of a mail: searches for it read it from the mails that may have it. */
typedef enum {
  DB_DIFF_HUNK,      /* what stands behind the second "@@": a line for each hunk */
  DB_DIFF_CONTEXT,   /* unchanged lines */
  DB_DIFF_BLOB_PRE,  /* ids of blobs before the change, as "index" lines have them: one a line */
  DB_DIFF_BLOB_POST, /* and after it */
  DB_DIFF_N
} DbDiffField;

/* As DbTextFunc. Not given: searches for these find nothing. */
typedef gboolean (*DbDiffFunc)(const char *raw, gsize len, char *out[DB_DIFF_N], gpointer user_data);
void db_set_diff_func(Db *db, DbDiffFunc func, gpointer user_data);

G_END_DECLS
