/* What earlier meetings left over: it stands on the next draft until somebody takes it or lets it
 * go. */
#include "db/sheet-parts.h"

#include <string.h>

/* Their numbers follow. Entries have them as their origin. */
#define ENTRY_KEY "entry "
#define LINE_KEY "line "

gint64
left_over_line(const Item *item)
{
  return g_str_has_prefix(item->key, LINE_KEY)
             ? g_ascii_strtoll(item->key + strlen(LINE_KEY), NULL, 10)
             : 0;
}

static Item *
left_over_item(Stmt *stmt, const char *word, ItemKind kind, ItemState state)
{
  Item *item = g_new0(Item, 1);
  item->key = g_strdup_printf("%s%" G_GINT64_FORMAT, word, stmt_int(stmt, 0));
  item->kind = kind;
  item->state = state;
  item->title = stmt_dup_text(stmt, 1);
  item->found_title = stmt_dup_text(stmt, 1);
  item->owner = stmt_dup_text(stmt, 2);
  item->date = item->last_date = item->carried_from = stmt_int(stmt, 3);
  return item;
}

static gpointer
row_to_topic(Stmt *stmt)
{
  Item *item = left_over_item(stmt, ENTRY_KEY, ITEM_TOPIC, STATE_DEFERRED);
  item->carried_why = stmt_dup_text(stmt, 4);
  return item;
}

static gpointer
row_to_action(Stmt *stmt)
{
  Item *item = left_over_item(stmt, LINE_KEY, ITEM_ACTION, STATE_OPEN);
  item->due = stmt_int(stmt, 4);
  return item;
}

static gboolean
take_rows(Stmt *stmt, gpointer (*make)(Stmt *), GPtrArray *items, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error))
    g_ptr_array_add(items, make(stmt));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

GPtrArray *
db_left_over(Db *db, gint64 group, gint64 before, gint64 but, GError **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  g_autoptr(Stmt) topics = store_prepare(
      db, error,
      "SELECT e.id, e.title, e.presenter, m.start, e.remark FROM agenda_entry e JOIN meeting m ON"
      " m.id = e.meeting WHERE m.group_id = $1 AND m.start < $2 AND e.item_key IS NULL AND"
      " ((e.state = 1 AND e.outcome = 3) OR e.state = 2) AND NOT EXISTS (SELECT 1 FROM agenda_entry"
      " x WHERE x.origin = '" ENTRY_KEY
      "' || e.id AND x.meeting <> $3) ORDER BY m.start, e.position, "
      "e.id",
      3, group, before, but);
  if (!take_rows(topics, row_to_topic, items, error))
    return NULL;
  g_autoptr(Stmt) actions = store_prepare(
      db, error,
      "SELECT l.id, l.text, l.owner, m.start, l.due FROM minutes_line l JOIN meeting m ON m.id ="
      " l.meeting WHERE m.group_id = $1 AND m.start < $2 AND l.kind = 2 AND l.struck = 0 AND "
      "l.state"
      " NOT IN (3, 4) AND NOT EXISTS (SELECT 1 FROM agenda_entry x WHERE x.origin = '" LINE_KEY
      "' || l.id"
      " AND x.state = 3 AND x.meeting <> $3) ORDER BY m.start, l.id",
      3, group, before, but);
  return take_rows(actions, row_to_action, items, error) ? g_steal_pointer(&items) : NULL;
}

gboolean
db_left_over_mark(Db *db, gint64 group, gint64 before, GPtrArray *items, GError **error)
{
  g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GError) step_error = NULL;
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    if (item->key != NULL)
      g_hash_table_insert(by_key, item->key, item);
  }
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT e.item_key, m.start, e.remark FROM agenda_entry e JOIN meeting m ON m.id = e.meeting"
      " WHERE m.group_id = $1 AND m.start < $2 AND e.item_key IS NOT NULL AND ((e.state = 1 AND"
      " e.outcome = 3) OR e.state = 2) ORDER BY m.start",
      2, group, before);
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    Item *item = g_hash_table_lookup(by_key, stmt_text(stmt, 0));
    if (item == NULL)
      continue;
    item->carried_from = stmt_int(stmt, 1);
    g_free(item->carried_why);
    item->carried_why = stmt_dup_text(stmt, 2);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}
