/* Where mail came from: cursors of what was read, and the quarantine of what could not be. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* How far a file was read. The hashes tell a grown file (head and last bytes before offset unchanged) from another. */
typedef struct {
  char *path;          /* absolute */
  gint64 size, mtime;  /* mtime in nanoseconds */
  gint64 inode;
  gint64 offset;       /* bytes of the decompressed stream that are stored */
  char *head_hash;     /* SHA-256 of the first min(64 KiB, offset) bytes, hex */
  char *tail_hash;     /* SHA-256 of the min(4 KiB, offset) bytes before offset */
  gboolean complete;   /* FALSE: ingest stopped in the middle */
} Cursor;
void cursor_free(Cursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cursor, cursor_free)

/* NULL without error: never read. */
Cursor *db_cursor_get(Db *db, gint64 group, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_cursor_set(Db *db, gint64 group, const Cursor *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A mail that could not be stored, kept whole. Idempotent on (group, content). */
gboolean db_quarantine_add(Db *db, gint64 group, const char *source, gint64 offset, const char *reason, const char *raw, gsize len, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct { gint64 id, offset, size, at; char *group, *source, *reason; } Quarantined;
void quarantined_free(Quarantined *q);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Quarantined, quarantined_free)
/* Quarantined * of all groups, by group, source and place. id numbers it in this file alone; offset and size in bytes, at in UTC seconds. */
GPtrArray *db_quarantine_list(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The mail itself, by its Quarantined.id. NOT_FOUND. */
GBytes *db_quarantine_raw(Db *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remembered sources (docket source add). char *url and kind are shown as given. */
typedef struct {
  gint64 id; /* never given again */
  char *url;
  gint64 added;
  gint64 every; /* seconds from one reading to the next in the background; 0: as its kind suggests */
  gint64 pause; /* seconds between two requests to its server; 0: as fetch.h says */
} Source;
void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)
gboolean db_source_add(Db *db, gint64 group, const char *url, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND. */
gboolean db_source_set_every(Db *db, gint64 group, const char *url, gint64 seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_source_set_pause(Db *db, gint64 group, const char *url, gint64 seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets a source and what fetching remembers of it; its mail stays, and so does where files were read to. who: for the trail.
 * NOT_FOUND. */
gboolean db_source_remove(Db *db, gint64 group, const char *url, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *db_source_list(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Number under which Mailman 2's pages knew a message: /pipermail/LIST/2014-April/003456.html */
gboolean db_pipermail_learn(Db *db, gint64 group, const char *month, guint number, const char *message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The Message-ID, or NULL without error. Caller frees. */
char *db_pipermail_find(Db *db, gint64 group, const char *month, guint number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The learnt number of that month that is nearest to number, and its Message-ID (caller frees); NULL in *message_id: none was. */
gboolean db_pipermail_near(Db *db, gint64 group, const char *month, guint number, guint *near, char **message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
