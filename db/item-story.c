/* What an agenda tells of an item beyond the item: who spoke of it last. */
#include "db/item.h"
#include "db/store.h"

static gboolean
take_replies(Stmt *stmt, GHashTable *by_number, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 number = stmt_int(stmt, 12);
    Item *item = g_hash_table_lookup(by_number, &number);
    if (item == NULL)
      continue;
    mention_free(item->last_reply);
    item->last_reply = mention_from_row(stmt);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* Oldest first, so the last one that is taken stays. */
static gboolean
load_slice(Db *db, gint64 group, GPtrArray *items, guint start, guint end, GHashTable *by_number,
           GError **error)
{
  g_autoptr(GString) sql = g_string_new(
      "SELECT m.id, m.message_id, m.subject, m.from_name, m.from_email, m.date, me.kind,"
      " me.first_line, me.last_line, me.quote, me.suggestion, me.takes, me.number FROM mention me"
      " JOIN message m ON m.id = me.message WHERE me.group_id = $1 AND me.kind = 2 AND me.number"
      " IN (0");
  for (guint i = start; i < end; i++)
    g_string_append_printf(sql, ", $%u", i - start + 2);
  g_string_append(sql, ") ORDER BY m.date, m.message_id, me.first_line, me.n");
  g_autoptr(Stmt) stmt = engine_prepare_built(db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, group);
  for (guint i = start; i < end; i++)
    stmt_bind_int(stmt, (int)(i - start) + 2, ((const Item *)items->pdata[i])->number);
  return take_replies(stmt, by_number, error);
}

gboolean
db_item_stories(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  enum { SLICE = 500 };
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert(by_number, &((Item *)items->pdata[i])->number, items->pdata[i]);
  for (guint start = 0; start < items->len; start += SLICE)
    if (!load_slice(db, group, items, start, MIN(start + SLICE, items->len), by_number, error))
      return FALSE;
  return TRUE;
}
