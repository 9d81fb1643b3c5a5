/* The insides of a handle, for files of db/sqlite/ only. */
#pragma once
#include "db/engine.h"
#include "db/sqlite/migrate.h"
#include "db/state.h"
#include <sqlite3.h>
G_BEGIN_DECLS

struct Db {
  char *path;
  DbOpenMode mode;
  sqlite3 *handle;
  struct Checkpointer *checkpointer; /* of a writing handle */
  GHashTable *statements; /* address of SQL -> Stmt, owned */
  GHashTable *built;      /* text of composed SQL, which is the statement's -> Stmt, owned */
  GQueue built_order;     /* the same, last asked for first */
  DbState *state;
  gint64 deadline;        /* monotonic microseconds, 0: none */
  gint64 rows_before;     /* rows changed by this handle before the open transaction */
  gint64 data_version;    /* last seen, 0: never looked */
  guint64 change_counter; /* at that time */
  DbTextFunc text_func;
  gpointer text_data;
  DbDiffFunc diff_func;
  gpointer diff_data;
  gint64 text_id;         /* message whose texts are unpacked, 0: none */
  gsize text_most;        /* so much of it, 0: all */
  char *texts[DB_TEXT_N_FIELDS];
  GError *text_fault;     /* why the statement that runs could not read a mail, or NULL */
  GPtrArray *waiting;     /* texts that go into the index at the end of the transaction, or NULL; text.c says why */
  gsize waiting_bytes;
  gboolean takes_words;   /* the text index is being given words instead of text */
};

/* Makes the empty statement caches; finalizes all statements, before the handle is closed. */
void sqlite_statements_init(Db *db);
void sqlite_statements_clear(Db *db);
/* Sets error from an SQLite result; what names the thing done: "open", "write". Always FALSE. */
gboolean sqlite_fail(Db *db, int rc, const char *what, GError **error);
/* Runs constant SQL of one or more statements. */
gboolean sqlite_script(Db *db, const char *constant_sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One number from a PRAGMA or SELECT. */
gboolean sqlite_number(Db *db, const char *constant_sql, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Brings the file to migration n of the list, each migration in one transaction. */
gboolean sqlite_migrate(Db *db, const Migration *migrations, guint n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Registers docket_text(message, field). */
int sqlite_text_register(Db *db);
void sqlite_text_forget(Db *db);
/* Writes the texts that wait; drops them. */
gboolean sqlite_text_flush(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sqlite_text_drop(Db *db);

G_END_DECLS
