/* Backup, check, export order. */
#pragma once
#include "db/db.h"
#include <stdio.h>
G_BEGIN_DECLS

/* A consistent copy while others read and write (SQLite's backup API). Refuses to overwrite: CONFLICT. */
gboolean db_backup(Db *db, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* No more findings than about so many are looked for: a file that is broken all over is not read to its end. */
#define DB_FINDINGS_MAX 1000
/* The check that names a mail whose stored bytes are gone or damaged: no rebuild mends that, only a backup. */
#define DB_FINDING_DAMAGED "damaged"
/* One finding: what is wrong, and where. */
typedef struct { const char *check; char *what; } Finding;
/* Needs a handle opened for writing (the text index is checked inside a transaction that is taken back), outside a transaction.
 * Verifies every invariant: pages and foreign keys, full-text index against mail, thread shape (each mail where its
 * header and the mail of its group put it), every item's and
 * vote's quoted lines byte-equal to its mail's lines (body through line_func), counters. Finding * in a GPtrArray, empty when sound.
 * line_func gives the decoded body of a raw mail (caller frees), NULL when it cannot be read. */
typedef char *(*DbBodyFunc)(const char *raw, gsize len, gpointer user_data);
GPtrArray *db_check(Db *db, DbBodyFunc line_func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All rows by meaning, not by number, as text, sorted: two databases that know the same give the same bytes. */
gboolean db_dump(Db *db, FILE *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
