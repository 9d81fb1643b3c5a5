/* Reading threads. */
#include "db/thread.h"
#include "db/message.h"
#include "db/store.h"
#include "db/tree-order.h"

#define THREAD_COLUMNS                                                                             \
  "t.root, m.message_id, m.subject, m.from_name, m.from_email, t.first_date, t.last_date,"         \
  " t.n_messages, t.n_people, t.n_items FROM thread t JOIN message m ON m.id = t.root"

static gpointer
row_to_thread(Stmt *stmt)
{
  Thread *thread = g_new0(Thread, 1);
  thread->id = stmt_int(stmt, 0);
  thread->root_message_id = stmt_dup_text(stmt, 1);
  thread->subject = stmt_dup_text(stmt, 2);
  thread->starter = person_new(stmt_text(stmt, 3), stmt_text(stmt, 4));
  thread->first_date = stmt_int(stmt, 5);
  thread->last_date = stmt_int(stmt, 6);
  thread->n_messages = (guint)stmt_int(stmt, 7);
  thread->n_people = (guint)stmt_int(stmt, 8);
  thread->n_items = (guint)stmt_int(stmt, 9);
  return thread;
}

GPtrArray *
db_thread_list(Db *db, gint64 group, gint64 from, gint64 until, guint limit, guint offset,
               GError **error)
{
  gboolean all = from == 0 && until == 0;
  const char *sql =
      all ? "SELECT " THREAD_COLUMNS " WHERE t.group_id = $1 ORDER BY t.last_date DESC, t.root DESC"
            " LIMIT $2 OFFSET $3"
          : "SELECT " THREAD_COLUMNS " WHERE t.group_id = $1 AND t.root IN (SELECT p.thread FROM"
            " place p WHERE p.group_id = $1 AND p.date >= $4 AND p.date < $5) ORDER BY t.last_date"
            " DESC, t.root DESC LIMIT $2 OFFSET $3";
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, sql, all ? 3 : 5, group, limit == 0 ? (gint64)-1 : (gint64)limit,
                    (gint64)offset, from == 0 ? G_MININT64 : from, until == 0 ? G_MAXINT64 : until);
  return stmt != NULL ? store_rows(stmt, row_to_thread, (GDestroyNotify)thread_free, error) : NULL;
}

Thread *
db_thread_get(Db *db, gint64 group, gint64 thread, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT " THREAD_COLUMNS " WHERE t.group_id = $1 AND t.root = $2", 2,
                    group, thread);
  return stmt != NULL && store_one(stmt, "no such thread", error) ? row_to_thread(stmt) : NULL;
}

/* --- its mails --- */

#define TREE_ORDER "p.date, m.message_id, m.alternate"

/* Takes the messages, which are in TREE_ORDER, as the tree has them. */
static GPtrArray *
in_tree_order(GPtrArray *messages, GArray **depth, GError **error)
{
  if (messages->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no such thread");
    return NULL;
  }
  g_autofree TreeNode *nodes = g_new(TreeNode, messages->len);
  for (guint i = 0; i < messages->len; i++) {
    const Message *m = messages->pdata[i];
    nodes[i] = (TreeNode){m->id, m->parent_id};
  }
  if (depth != NULL)
    *depth = g_array_sized_new(FALSE, FALSE, sizeof(guint), messages->len);
  g_autoptr(GArray) order = tree_order(nodes, messages->len, depth != NULL ? *depth : NULL);
  GPtrArray *ordered = g_ptr_array_new_full(order->len, (GDestroyNotify)message_free);
  for (guint i = 0; i < order->len; i++)
    g_ptr_array_add(ordered, messages->pdata[g_array_index(order, guint, i)]);
  g_ptr_array_set_free_func(messages,
                            NULL); /* ordered has them now: every message is under a root */
  return ordered;
}

GPtrArray *
db_thread_messages(Db *db, gint64 group, gint64 thread, GArray **depth, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT " MESSAGE_COLUMNS " FROM place p JOIN message m ON m.id = p.message"
                    " WHERE p.group_id = $1 AND p.thread = $2 ORDER BY " TREE_ORDER,
                    2, group, thread);
  g_autoptr(GPtrArray) messages =
      stmt != NULL ? store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error) : NULL;
  return messages != NULL ? in_tree_order(messages, depth, error) : NULL;
}

gboolean
thread_parents_load(Db *db, gint64 group, gint64 thread, GHashTable *parents, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT message, parent FROM place WHERE group_id = $1 AND thread = $2", 2, group,
      thread);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 message = stmt_int(stmt, 0), parent = stmt_int(stmt, 1);
    g_hash_table_insert(parents, g_memdup2(&message, sizeof message),
                        g_memdup2(&parent, sizeof parent));
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* The thread is a tree, but a damaged one must not hang the page: as many steps as it has mails. */
gboolean
thread_is_below(GHashTable *parents, gint64 message, gint64 above)
{
  for (guint steps = g_hash_table_size(parents) + 1; steps > 0 && message != 0; steps--) {
    if (message == above)
      return TRUE;
    const gint64 *parent = g_hash_table_lookup(parents, &message);
    message = parent != NULL ? *parent : 0;
  }
  return FALSE;
}
