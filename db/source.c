#include "db/source.h"
#include "db/audit.h"
#include "db/pack.h"
#include "db/store.h"

#include <string.h>

void
cursor_free(Cursor *cursor)
{
  if (cursor == NULL)
    return;
  g_free(cursor->path);
  g_free(cursor->head_hash);
  g_free(cursor->tail_hash);
  g_free(cursor);
}

void
quarantined_free(Quarantined *q)
{
  if (q == NULL)
    return;
  g_free(q->group);
  g_free(q->source);
  g_free(q->reason);
  g_free(q);
}

void
source_free(Source *source)
{
  if (source == NULL)
    return;
  g_free(source->url);
  g_free(source);
}

/* --- cursors --- */

Cursor *
db_cursor_get(Db *db, gint64 group, const char *path, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT path, size, mtime, inode, position, head_hash,"
                                       " tail_hash, complete FROM cursor WHERE group_id = $1 AND"
                                       " path = $2",
                                       1, group);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 2, path);
  if (!stmt_step(stmt, error))
    return NULL;
  Cursor *cursor = g_new0(Cursor, 1);
  cursor->path = stmt_dup_text(stmt, 0);
  cursor->size = stmt_int(stmt, 1);
  cursor->mtime = stmt_int(stmt, 2);
  cursor->inode = stmt_int(stmt, 3);
  cursor->offset = stmt_int(stmt, 4);
  cursor->head_hash = stmt_dup_text(stmt, 5);
  cursor->tail_hash = stmt_dup_text(stmt, 6);
  cursor->complete = stmt_int(stmt, 7) != 0;
  return cursor;
}

static gboolean
put_cursor(Db *db, gint64 group, const Cursor *cursor, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO cursor (group_id, path, size, mtime, inode, position, head_hash, tail_hash,"
      " complete) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (group_id, path) DO"
      " UPDATE SET size = excluded.size, mtime = excluded.mtime, inode = excluded.inode,"
      " position = excluded.position, head_hash = excluded.head_hash, tail_hash ="
      " excluded.tail_hash, complete = excluded.complete",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, group);
  stmt_bind_text(stmt, 2, cursor->path);
  stmt_bind_int(stmt, 3, cursor->size);
  stmt_bind_int(stmt, 4, cursor->mtime);
  stmt_bind_int(stmt, 5, cursor->inode);
  stmt_bind_int(stmt, 6, cursor->offset);
  stmt_bind_text(stmt, 7, cursor->head_hash != NULL ? cursor->head_hash : "");
  stmt_bind_text(stmt, 8, cursor->tail_hash != NULL ? cursor->tail_hash : "");
  stmt_bind_int(stmt, 9, cursor->complete != FALSE);
  return stmt_run(stmt, error);
}

gboolean
db_cursor_set(Db *db, gint64 group, const Cursor *cursor, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_cursor(db, group, cursor, error), error);
}

/* --- quarantine --- */

static gboolean
put_quarantined(Db *db, gint64 group, const Quarantined *q, const char *raw, gsize len,
                GError **error)
{
  guint8 digest[32];
  gsize digest_len = sizeof digest;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)raw, (gssize)len);
  g_checksum_get_digest(sum, digest, &digest_len);
  g_autoptr(GByteArray) packed = pack_plain(raw, len, error);
  if (packed == NULL)
    return FALSE;
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO quarantine (group_id, content_hash, source, position, reason, at, size, data)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (group_id, content_hash) DO NOTHING",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, group);
  stmt_bind_blob(stmt, 2, digest, digest_len);
  stmt_bind_text(stmt, 3, q->source != NULL ? q->source : "");
  stmt_bind_int(stmt, 4, q->offset);
  stmt_bind_text(stmt, 5, q->reason != NULL ? q->reason : "");
  stmt_bind_int(stmt, 6, q->at);
  stmt_bind_int(stmt, 7, (gint64)len);
  stmt_bind_blob(stmt, 8, packed->data, packed->len);
  return stmt_run(stmt, error);
}

gboolean
db_quarantine_add(Db *db, gint64 group, const char *source, gint64 offset, const char *reason,
                  const char *raw, gsize len, gint64 now, GError **error)
{
  const Quarantined q = {
      .source = (char *)source, .reason = (char *)reason, .offset = offset, .at = now};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_quarantined(db, group, &q, raw, len, error), error);
}

static gpointer
row_to_quarantined(Stmt *stmt)
{
  Quarantined *q = g_new0(Quarantined, 1);
  q->id = stmt_int(stmt, 0);
  q->offset = stmt_int(stmt, 1);
  q->size = stmt_int(stmt, 2);
  q->at = stmt_int(stmt, 3);
  q->group = stmt_dup_text(stmt, 4);
  q->source = stmt_dup_text(stmt, 5);
  q->reason = stmt_dup_text(stmt, 6);
  return q;
}

GPtrArray *
db_quarantine_list(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT q.id, q.position, q.size, q.at, g.name, q.source,"
                                       " q.reason FROM quarantine q JOIN groups g ON g.id ="
                                       " q.group_id ORDER BY g.name, q.source, q.position, q.id",
                                       0);
  if (stmt == NULL)
    return NULL;
  return store_rows(stmt, row_to_quarantined, (GDestroyNotify)quarantined_free, error);
}

GBytes *
db_quarantine_raw(Db *db, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT data FROM quarantine WHERE id = $1", 1, id);
  if (stmt == NULL ||
      !store_one(stmt, "no refused mail has that number\nlook: docket refused list", error))
    return NULL;
  gsize len = 0;
  const void *data = stmt_blob(stmt, 0, &len);
  return pack_unpack(db, 0, data, len, error);
}

/* --- remembered sources --- */

static gboolean
put_source(Db *db, gint64 group, const char *url, gint64 now, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "INSERT INTO source (id, group_id, added, url) SELECT l.id + 1, $1, $2, $3 FROM"
                    " source_last l WHERE true ON CONFLICT (group_id, url) DO NOTHING",
                    2, group, now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, url);
  return stmt_run(stmt, error) &&
         store_run(db, error,
                   "UPDATE source_last SET id = id + 1 WHERE EXISTS (SELECT 1 FROM source s WHERE"
                   " s.id = source_last.id + 1)",
                   0);
}

gboolean
db_source_add(Db *db, gint64 group, const char *url, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_source(db, group, url, now, error), error);
}

static gboolean
no_source(const char *url, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "no source %s is remembered\nlist them: docket source list", url);
  return FALSE;
}

/* sql: sets one number of the source $3 of group $1 to $2. */
static gboolean
put_number(Db *db, const char *sql, gint64 group, const char *url, gint64 seconds, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error, sql, 2, group, seconds);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, url);
  if (!stmt_run(stmt, error))
    return FALSE;
  if (engine_changes(db) > 0)
    return TRUE;
  return no_source(url, error);
}

static gboolean
set_number(Db *db, const char *sql, gint64 group, const char *url, gint64 seconds, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_number(db, sql, group, url, seconds, error), error);
}

gboolean
db_source_set_every(Db *db, gint64 group, const char *url, gint64 seconds, GError **error)
{
  return set_number(db, "UPDATE source SET every = $2 WHERE group_id = $1 AND url = $3", group, url,
                    seconds, error);
}

gboolean
db_source_set_pause(Db *db, gint64 group, const char *url, gint64 seconds, GError **error)
{
  return set_number(db, "UPDATE source SET pause = $2 WHERE group_id = $1 AND url = $3", group, url,
                    seconds, error);
}

static gboolean
find_source(Db *db, gint64 group, const char *url, gint64 *id, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT id FROM source WHERE group_id = $1 AND url = $2", 1, group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, url);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *id = found ? stmt_int(stmt, 0) : 0;
  return found || no_source(url, error);
}

static gboolean
drop_source(Db *db, gint64 group, const char *url, const char *who, gint64 now, GError **error)
{
  gint64 id;
  return find_source(db, group, url, &id, error) &&
         store_run(db, error, "DELETE FROM fetch_page WHERE source = $1", 1, id) &&
         store_run(db, error, "DELETE FROM fetch_state WHERE source = $1", 1, id) &&
         store_run(db, error, "DELETE FROM source WHERE id = $1", 1, id) &&
         db_audit_add(db, group, who, "source", url, NULL, "removed", now, error);
}

gboolean
db_source_remove(Db *db, gint64 group, const char *url, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, drop_source(db, group, url, who, now, error), error);
}

static gpointer
row_to_source(Stmt *stmt)
{
  Source *source = g_new0(Source, 1);
  source->id = stmt_int(stmt, 0);
  source->url = stmt_dup_text(stmt, 1);
  source->added = stmt_int(stmt, 2);
  source->every = stmt_int(stmt, 3);
  source->pause = stmt_int(stmt, 4);
  return source;
}

GPtrArray *
db_source_list(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT id, url, added, every, pause FROM source WHERE group_id = $1 ORDER BY id",
      1, group);
  if (stmt == NULL)
    return NULL;
  return store_rows(stmt, row_to_source, (GDestroyNotify)source_free, error);
}

/* --- numbers of Mailman 2's pages --- */

static gboolean
put_pipermail(Db *db, gint64 group, const char *month, guint number, const char *message_id,
              GError **error)
{
  /* Numbers move when an archive is built again: the latest index page is right. */
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "INSERT INTO pipermail (group_id, number, month, message_id)"
                                       " VALUES ($1, $2, $3, $4) ON CONFLICT (group_id, month,"
                                       " number) DO UPDATE SET message_id = excluded.message_id",
                                       2, group, (gint64)number);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, month);
  stmt_bind_text(stmt, 4, message_id);
  return stmt_run(stmt, error);
}

gboolean
db_pipermail_learn(Db *db, gint64 group, const char *month, guint number, const char *message_id,
                   GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_pipermail(db, group, month, number, message_id, error), error);
}

char *
db_pipermail_find(Db *db, gint64 group, const char *month, guint number, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT message_id FROM pipermail WHERE group_id = $1 AND"
                                       " number = $2 AND month = $3",
                                       2, group, (gint64)number);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 3, month);
  return stmt_step(stmt, error) ? stmt_dup_text(stmt, 0) : NULL;
}

gboolean
db_pipermail_near(Db *db, gint64 group, const char *month, guint number, guint *near,
                  char **message_id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT number, message_id FROM pipermail WHERE group_id ="
                                       " $1 AND month = $3 ORDER BY abs(number - $2), number"
                                       " LIMIT 1",
                                       2, group, (gint64)number);
  gboolean found = FALSE;
  *message_id = NULL;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, month);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (found) {
    *near = (guint)stmt_int(stmt, 0);
    *message_id = stmt_dup_text(stmt, 1);
  }
  return TRUE;
}
