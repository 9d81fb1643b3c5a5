#include "db/audit.h"

#include "db/engine.h"
#include "db/store.h"

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

void
audit_row_free(AuditRow *row)
{
  char *const texts[] = {row->group, row->who, row->verb, row->key, row->old, row->new};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_free(row);
}

static gpointer
row_to_audit(Stmt *stmt)
{
  AuditRow *row = g_new0(AuditRow, 1);
  row->at = stmt_int(stmt, 0);
  row->group = stmt_dup_text(stmt, 1);
  row->who = stmt_dup_text(stmt, 2);
  row->verb = stmt_dup_text(stmt, 3);
  row->key = stmt_dup_text(stmt, 4);
  row->old = stmt_dup_text(stmt, 5);
  row->new = stmt_dup_text(stmt, 6);
  return row;
}

GPtrArray *
db_audit_rows(Db *db, gint64 group, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT a.at, g.name, a.who, a.verb, a.key, a.old, a.new FROM audit a LEFT JOIN groups g ON"
      " g.id = a.group_id WHERE $1 = 0 OR a.group_id = $1 ORDER BY a.id DESC LIMIT $2",
      2, group, limit == 0 ? (gint64)-1 : (gint64)limit);
  return stmt != NULL ? store_rows(stmt, row_to_audit, (GDestroyNotify)audit_row_free, error)
                      : NULL;
}
