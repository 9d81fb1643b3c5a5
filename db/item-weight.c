#include "db/item-weight.h"

#include "db/item.h"
#include "db/store.h"

static gboolean
weigh(Db *db, gint64 group, gint64 number, gint64 member, int value, gint64 now, GError **error)
{
  g_autoptr(Item) item = db_item_get(db, group, number, error);
  if (item == NULL || !member_check(db, group, member, now, "weigh items", error))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO item_weight (group_id, member, value, at, key) VALUES ($1, $2, $3, $4, $5) ON"
      " CONFLICT (group_id, key, member) DO UPDATE SET value = excluded.value, at = excluded.at",
      4, group, member, (gint64)value, now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, item->key);
  return stmt_run(stmt, error);
}

gboolean
db_item_weigh(Db *db, gint64 group, gint64 number, gint64 member, int value, gint64 now,
              GError **error)
{
  gboolean own = FALSE;
  if (value < -1 || value > 1) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%+d weighs no item\ngive +1, 0 or -1",
                value);
    return FALSE;
  }
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, weigh(db, group, number, member, value, now, error), error);
}
