#include "db/item-weight.h"

#include "db/item.h"
#include "db/store.h"

/* Somebody who left the roster has no say in what the group takes up next. */
#define STILL_THERE                                                                                \
  " EXISTS (SELECT 1 FROM membership s WHERE s.group_id = w.group_id AND s.member = w.member AND"  \
  " s.until = 0)"

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

gboolean
db_item_weight(Db *db, gint64 group, gint64 number, gint64 member, ItemWeight *weight,
               GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT w.value, w.member = $3 FROM item_weight w JOIN item_number n ON n.group_id ="
      " w.group_id AND n.key = w.key WHERE w.group_id = $1 AND n.number = $2 AND" STILL_THERE,
      3, group, number, member);
  *weight = (ItemWeight){0};
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  while (stmt_step(stmt, &failed)) {
    int value = (int)stmt_int(stmt, 0);
    weight->n_for += value > 0 ? 1 : 0;
    weight->n_against += value < 0 ? 1 : 0;
    weight->n_all++;
    if (stmt_int(stmt, 1) != 0) {
      weight->given = TRUE;
      weight->value = value;
    }
  }
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

static gboolean
numbers_of(Stmt *stmt, GHashTable *numbers, GError **error)
{
  g_autoptr(GError) failed = NULL;
  while (stmt_step(stmt, &failed)) {
    gint64 number = stmt_int(stmt, 0);
    g_hash_table_add(numbers, g_memdup2(&number, sizeof number));
  }
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

GArray *
db_item_unweighed(Db *db, gint64 group, gint64 member, GArray *numbers, GError **error)
{
  g_autoptr(GHashTable) given = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT n.number FROM item_weight w JOIN item_number n ON n.group_id = w.group_id AND n.key ="
      " w.key WHERE w.group_id = $1 AND w.member = $2",
      2, group, member);
  if (stmt == NULL || !numbers_of(stmt, given, error))
    return NULL;
  GArray *left = g_array_new(FALSE, FALSE, sizeof(gint64));
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index(numbers, gint64, i);
    if (!g_hash_table_contains(given, &number))
      g_array_append_val(left, number);
  }
  return left;
}
