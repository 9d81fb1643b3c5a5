#include "db/audit.h"

#include "db/engine.h"
#include "db/store.h"

#include <string.h>

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

/* How often a row of these words stands for, 0: it has other words. */
static guint64
times_of(const char *text, const char *words)
{
  gsize len = strlen(words);
  guint64 n = 0;
  if (text == NULL || strncmp(text, words, len) != 0)
    return 0;
  if (text[len] == '\0')
    return 1;
  return g_str_has_prefix(text + len, ", ") &&
                 (n = g_ascii_strtoull(text + len + 2, NULL, 10)) < G_MAXUINT32
             ? n
             : 0;
}

/* The row of this minute that says the same: *id 0: there is none. */
static gboolean
find_of_minute(Db *db, gint64 group, const char *who, const char *key, const char *words,
               gint64 now, gint64 *id, guint64 *times, GError **error)
{
  enum { MINUTE = 60 };
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      "SELECT id, new FROM audit WHERE verb = 'refused' AND at >= $1 AND at <= $2 AND"
      " coalesce(group_id, 0) = $3 AND who = $4 AND key = $5 ORDER BY at DESC, id DESC",
      3, now - now % MINUTE, now, group);
  g_autoptr(GError) failed = NULL;
  *id = 0;
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 4, who);
  stmt_bind_text(s, 5, key);
  while (*id == 0 && stmt_step(s, &failed)) {
    *times = times_of(stmt_text(s, 1), words);
    *id = *times > 0 ? stmt_int(s, 0) : 0;
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return failed == NULL;
}

gboolean
db_audit_refused(Db *db, gint64 group, const char *who, const char *key, const char *words, guint n,
                 gint64 now, GError **error)
{
  gint64 id = 0;
  guint64 times = 0;
  if (n == 0)
    return TRUE;
  if (!find_of_minute(db, group, who, key, words, now, &id, &times, error))
    return FALSE;
  times = (id != 0 ? times : 0) + n;
  g_autofree char *text = times == 1
                              ? g_strdup(words)
                              : g_strdup_printf("%s, %" G_GUINT64_FORMAT " times", words, times);
  if (id == 0)
    return db_audit_add(db, group, who, "refused", key, NULL, text, now, error);
  g_autoptr(Stmt) s = store_prepare(db, error, "UPDATE audit SET new = $2 WHERE id = $1", 1, id);
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 2, text);
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
  row->number = stmt_int(stmt, 7);
  return row;
}

GPtrArray *
db_audit_rows(Db *db, gint64 group, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT a.at, g.name, a.who, a.verb, a.key, a.old, a.new, n.number FROM audit a LEFT JOIN"
      " groups g ON g.id = a.group_id LEFT JOIN item_number n ON n.group_id = a.group_id AND n.key "
      "="
      " a.key WHERE $1 = 0 OR a.group_id = $1 ORDER BY a.id DESC LIMIT $2",
      2, group, limit == 0 ? (gint64)-1 : (gint64)limit);
  return stmt != NULL ? store_rows(stmt, row_to_audit, (GDestroyNotify)audit_row_free, error)
                      : NULL;
}
