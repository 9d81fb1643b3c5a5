#include "db/etag-key.h"
#include "db/store.h"

GBytes *
db_etag_key_get(Db *db, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(db, error, "SELECT key FROM etag_key", 0);
  if (stmt == NULL || !store_first(stmt, &found, error) || !found)
    return NULL;
  gsize len = 0;
  const void *key = stmt_blob(stmt, 0, &len);
  return g_bytes_new(key, len);
}

static gboolean
put_key(Db *db, const guint8 *key, gsize len, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db, "INSERT INTO etag_key (only_row, key) VALUES (1, $1) ON CONFLICT (only_row) DO NOTHING",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_blob(stmt, 1, key, len);
  return stmt_run(stmt, error);
}

gboolean
db_etag_key_set(Db *db, const guint8 *key, gsize len, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_key(db, key, len, error), error);
}
