/* Reading threads. */
#include "db/thread.h"
#include "db/message.h"
#include "db/store.h"

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

/* --- tree order --- */

/* Children of each message in order of date, as lists threaded through arrays: no recursion, one
 * look at each. */
typedef struct {
  GPtrArray *messages;
  guint *next;  /* sibling after this one, 1-based; 0: none */
  guint *child; /* first child, 1-based */
} Tree;

static void
link_children(Tree *tree)
{
  g_autoptr(GHashTable) places = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < tree->messages->len; i++) {
    Message *m = tree->messages->pdata[i];
    g_hash_table_insert(places, &m->id, GUINT_TO_POINTER(i + 1));
  }
  /* From the latest to the earliest, so that the earliest ends in front. */
  for (guint i = tree->messages->len; i > 0; i--) {
    const Message *m = tree->messages->pdata[i - 1];
    guint parent = GPOINTER_TO_UINT(g_hash_table_lookup(places, &m->parent_id));
    guint *head = &tree->child[parent]; /* child[0] holds the roots */
    tree->next[i] = *head;
    *head = i;
  }
}

static GPtrArray *
walk_tree(const Tree *tree, GArray *depth)
{
  GPtrArray *ordered = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
  g_autoptr(GArray) open =
      g_array_new(FALSE, FALSE, sizeof(guint)); /* the next to visit at each depth */
  g_array_append_val(open, tree->child[0]);
  while (open->len > 0) {
    guint at = g_array_index(open, guint, open->len - 1);
    if (at == 0) {
      g_array_set_size(open, open->len - 1);
      continue;
    }
    guint level = open->len - 1;
    g_ptr_array_add(ordered, tree->messages->pdata[at - 1]);
    if (depth != NULL)
      g_array_append_val(depth, level);
    g_array_index(open, guint, open->len - 1) = tree->next[at];
    g_array_append_val(open, tree->child[at]);
  }
  return ordered;
}

#define TREE_ORDER "p.date, m.message_id, m.alternate"

/* Takes the messages, which are in TREE_ORDER, as the tree has them. */
static GPtrArray *
in_tree_order(GPtrArray *messages, GArray **depth, GError **error)
{
  if (messages->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no such thread");
    return NULL;
  }
  g_autofree guint *next = g_new0(guint, messages->len + 1);
  g_autofree guint *child = g_new0(guint, messages->len + 1);
  Tree tree = {.messages = messages, .next = next, .child = child};
  link_children(&tree);
  if (depth != NULL)
    *depth = g_array_new(FALSE, FALSE, sizeof(guint));
  GPtrArray *ordered = walk_tree(&tree, depth != NULL ? *depth : NULL);
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

/* --- neighbours --- */

static gboolean
find_message(Stmt *stmt, Message **out, GError **error)
{
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  *out = found ? message_from_row(stmt) : NULL;
  return TRUE;
}

#define NEAR                                                                                       \
  "SELECT " MESSAGE_COLUMNS " FROM place p JOIN message m ON m.id = p.message WHERE p.group_id ="  \
  " $1 AND "

static gboolean
find_in_time(Db *db, gint64 group, const Message *message, MessageNeighbours *out, GError **error)
{
  g_autoptr(Stmt) older = store_prepare(
      db, error, NEAR "(p.date, p.message) < ($2, $3) ORDER BY p.date DESC, p.message DESC LIMIT 1",
      3, group, message->date, message->id);
  g_autoptr(Stmt) newer = store_prepare(
      db, error, NEAR "(p.date, p.message) > ($2, $3) ORDER BY p.date, p.message LIMIT 1", 3, group,
      message->date, message->id);
  g_autoptr(Stmt) parent =
      store_prepare(db, error, NEAR "p.message = $2", 2, group, message->parent_id);
  return find_message(older, &out->older, error) && find_message(newer, &out->newer, error) &&
         find_message(parent, &out->parent, error);
}

/* A message of which only the place in the tree is known. */
static gpointer
row_to_place(Stmt *stmt)
{
  Message *m = g_new0(Message, 1);
  m->id = stmt_int(stmt, 0);
  m->parent_id = stmt_int(stmt, 1);
  m->date = stmt_int(stmt, 2);
  return m;
}

static gint
compare_dates(gconstpointer a, gconstpointer b)
{
  const Message *x = *(const Message *const *)a, *y = *(const Message *const *)b;
  return (x->date > y->date) - (x->date < y->date);
}

static gboolean
dates_differ(const GPtrArray *messages)
{
  for (guint i = 1; i < messages->len; i++)
    if (((const Message *)messages->pdata[i])->date ==
        ((const Message *)messages->pdata[i - 1])->date)
      return FALSE;
  return TRUE;
}

/* The thread in order, of its mails only the ids. Message-IDs, which part mails of one second, are rows of another table:
 * read only where there are such mails. */
static GPtrArray *
read_order(Db *db, gint64 group, gint64 thread, GError **error)
{
  g_autoptr(Stmt) by_date =
      store_prepare(db, error,
                    "SELECT message, parent, date FROM place WHERE group_id = $1 AND thread = $2",
                    2, group, thread);
  g_autoptr(GPtrArray) messages =
      by_date != NULL ? store_rows(by_date, row_to_place, (GDestroyNotify)message_free, error)
                      : NULL;
  if (messages == NULL)
    return NULL;
  g_ptr_array_sort(messages, compare_dates);
  if (dates_differ(messages))
    return in_tree_order(messages, NULL, error);
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT p.message, p.parent, p.date FROM place p JOIN"
                                       " message m ON m.id = p.message WHERE p.group_id = $1 AND"
                                       " p.thread = $2 ORDER BY " TREE_ORDER,
                                       2, group, thread);
  g_autoptr(GPtrArray) sorted =
      stmt != NULL ? store_rows(stmt, row_to_place, (GDestroyNotify)message_free, error) : NULL;
  return sorted != NULL ? in_tree_order(sorted, NULL, error) : NULL;
}

static gboolean
read_message(Db *db, gint64 group, GPtrArray *order, guint at, Message **out, GError **error)
{
  if (at >= order->len)
    return TRUE;
  g_autoptr(Stmt) stmt = store_prepare(db, error, NEAR "p.message = $2", 2, group,
                                       ((const Message *)order->pdata[at])->id);
  return find_message(stmt, out, error);
}

/* Only the two that are shown are read whole: a thread may have hundreds of mails. */
static gboolean
find_in_thread(Db *db, gint64 group, const Message *message, MessageNeighbours *out, GError **error)
{
  g_autoptr(GPtrArray) order = read_order(db, group, message->thread_id, error);
  if (order == NULL)
    return FALSE;
  guint at = 0;
  while (at < order->len && ((const Message *)order->pdata[at])->id != message->id)
    at++;
  return read_message(db, group, order, at + 1, &out->thread_next, error) &&
         (at == 0 || at == order->len ||
          read_message(db, group, order, at - 1, &out->thread_previous, error));
}

gboolean
db_message_neighbours(Db *db, gint64 group, const Message *message, MessageNeighbours *out,
                      GError **error)
{
  *out = (MessageNeighbours){0};
  if (find_in_time(db, group, message, out, error) &&
      find_in_thread(db, group, message, out, error))
    return TRUE;
  message_neighbours_clear(out);
  return FALSE;
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
