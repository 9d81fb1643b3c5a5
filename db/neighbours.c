/* The mails around a mail: in time, in its thread, and the one it answers. */
#include "db/message.h"
#include "db/store.h"
#include "db/tree-order.h"

/* Where a mail stands is known already, or of no interest. */
#define BARE_COLUMNS                                                                               \
  "m.id, m.message_id, m.id_derived, m.alternate, m.subject, m.from_name, m.from_email, m.date,"   \
  " m.date_offset, m.date_source, m.size, m.n_attachments, 0, 0, 0"

/* A neighbour that is to be read. One mail is often several: the parent, the one before in the
 * thread and in time. */
typedef struct {
  gint64 id; /* 0: there is none */
  Message **out;
} Wanted;

enum { WANTED_PREVIOUS, WANTED_NEXT, WANTED_PARENT, N_WANTED };

/* Takes the row for those that want it, and for first, if given. */
static gboolean
take_row(Stmt *stmt, Message **first, Wanted *wanted, GError **error)
{
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  gint64 id = stmt_int(stmt, 0);
  if (first != NULL)
    *first = message_from_row(stmt);
  for (guint i = 0; i < N_WANTED; i++) {
    if (wanted[i].id != id)
      continue;
    *wanted[i].out = message_from_row(stmt);
    wanted[i].id = 0;
  }
  return TRUE;
}

#define NEAR                                                                                       \
  "SELECT " BARE_COLUMNS                                                                           \
  " FROM place p JOIN message m ON m.id = p.message WHERE p.group_id = $1 AND "

static gboolean
find_in_time(Db *db, gint64 group, const Message *message, MessageNeighbours *out, Wanted *wanted,
             GError **error)
{
  g_autoptr(Stmt) older = store_prepare(
      db, error, NEAR "(p.date, p.message) < ($2, $3) ORDER BY p.date DESC, p.message DESC LIMIT 1",
      3, group, message->date, message->id);
  g_autoptr(Stmt) newer = store_prepare(
      db, error, NEAR "(p.date, p.message) > ($2, $3) ORDER BY p.date, p.message LIMIT 1", 3, group,
      message->date, message->id);
  return take_row(older, &out->older, wanted, error) && take_row(newer, &out->newer, wanted, error);
}

static gboolean
find_wanted(Db *db, Wanted *wanted, GError **error)
{
  for (guint i = 0; i < N_WANTED; i++) {
    if (wanted[i].id == 0)
      continue;
    g_autoptr(Stmt) stmt = store_prepare(
        db, error, "SELECT " BARE_COLUMNS " FROM message m WHERE m.id = $1", 1, wanted[i].id);
    if (!take_row(stmt, NULL, wanted, error))
      return FALSE;
  }
  return TRUE;
}

/* --- the thread --- */

/* message, parent, date -> nodes; differ: no two are of one second. */
static gboolean
read_nodes(Stmt *stmt, GArray *nodes, gboolean *differ, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  gint64 last = G_MININT64;
  *differ = TRUE;
  while (stmt != NULL && stmt_step(stmt, &step_error)) {
    const TreeNode node = {stmt_int(stmt, 0), stmt_int(stmt, 1)};
    *differ = *differ && stmt_int(stmt, 2) != last;
    last = stmt_int(stmt, 2);
    g_array_append_val(nodes, node);
  }
  if (step_error != NULL)
    g_propagate_error(error, g_steal_pointer(&step_error));
  return stmt != NULL && step_error == NULL;
}

/* The mails of the thread in order of date, of which an index has all that is asked. Message-IDs,
 * which part mails of one second, are rows of another table: read only where there are such mails.
 */
static GArray *
read_thread(Db *db, gint64 group, gint64 thread, GError **error)
{
  g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(TreeNode));
  gboolean differ = FALSE;
  g_autoptr(Stmt) by_date =
      store_prepare(db, error,
                    "SELECT message, parent, date FROM place WHERE group_id = $1 AND thread = $2"
                    " ORDER BY date",
                    2, group, thread);
  if (!read_nodes(by_date, nodes, &differ, error))
    return NULL;
  if (differ)
    return g_steal_pointer(&nodes);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT p.message, p.parent, p.date FROM place p JOIN message m ON m.id = p.message WHERE"
      " p.group_id = $1 AND p.thread = $2 ORDER BY p.date, m.message_id, m.alternate",
      2, group, thread);
  g_array_set_size(nodes, 0);
  return read_nodes(stmt, nodes, &differ, error) ? g_steal_pointer(&nodes) : NULL;
}

/* Only the two that are shown are read whole: a thread may have hundreds of mails. */
static gboolean
find_in_thread(Db *db, gint64 group, const Message *message, guint *n, Wanted *wanted,
               GError **error)
{
  g_autoptr(GArray) nodes = read_thread(db, group, message->thread_id, error);
  if (nodes == NULL)
    return FALSE;
  const TreeNode *node = (const TreeNode *)(gpointer)nodes->data;
  g_autoptr(GArray) order = tree_order(node, nodes->len, NULL);
  const guint *place = (const guint *)(gpointer)order->data;
  guint at = 0;
  *n = nodes->len;
  while (at < order->len && node[place[at]].id != message->id)
    at++;
  if (at > 0 && at < order->len)
    wanted[WANTED_PREVIOUS].id = node[place[at - 1]].id;
  if (at + 1 < order->len)
    wanted[WANTED_NEXT].id = node[place[at + 1]].id;
  return TRUE;
}

gboolean
db_message_neighbours(Db *db, gint64 group, const Message *message, MessageNeighbours *out,
                      GError **error)
{
  *out = (MessageNeighbours){0};
  Wanted wanted[N_WANTED] = {
      [WANTED_PREVIOUS] = {.out = &out->thread_previous},
      [WANTED_NEXT] = {.out = &out->thread_next},
      [WANTED_PARENT] = {.id = message->parent_id, .out = &out->parent},
  };
  if (find_in_thread(db, group, message, &out->n_in_thread, wanted, error) &&
      find_in_time(db, group, message, out, wanted, error) && find_wanted(db, wanted, error))
    return TRUE;
  message_neighbours_clear(out);
  return FALSE;
}

void
message_neighbours_clear(MessageNeighbours *n)
{
  g_clear_pointer(&n->older, message_free);
  g_clear_pointer(&n->newer, message_free);
  g_clear_pointer(&n->thread_previous, message_free);
  g_clear_pointer(&n->thread_next, message_free);
  g_clear_pointer(&n->parent, message_free);
}
