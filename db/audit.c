#include "db/audit.h"

#include "db/engine.h"

gboolean
db_audit_add(Db *db, gint64 group, const char *who, const char *verb, const char *key,
             const char *old, const char *new, gint64 now, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db,
                                     "INSERT INTO audit (group_id, at, who, verb, key, old, new)"
                                     " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                     error);
  if (s == NULL)
    return FALSE;
  if (group != 0)
    stmt_bind_int(s, 1, group);
  else
    stmt_bind_null(s, 1);
  stmt_bind_int(s, 2, now);
  stmt_bind_text(s, 3, who);
  stmt_bind_text(s, 4, verb);
  stmt_bind_text(s, 5, key);
  stmt_bind_text(s, 6, old);
  stmt_bind_text(s, 7, new);
  return stmt_run(s, error);
}

gboolean
db_audit_sweep(Db *db, gint64 now, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db, "DELETE FROM audit WHERE verb = 'refused' AND at <= $1", error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, now - AUDIT_REFUSED_SECONDS);
  return stmt_run(s, error);
}
