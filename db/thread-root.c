/* The second half of settling threads: what each message wants is known; now cycles are cut and all
 * is written. */
#include "db/thread-settle.h"

#include <string.h>

Node *
settle_find_node(const Settle *s, gint64 id)
{
  return g_hash_table_lookup(s->nodes, &id);
}

int
settle_compare_age(const Node *a, const Node *b)
{
  if (a->date != b->date)
    return a->date < b->date ? -1 : 1;
  int order = strcmp(a->message_id, b->message_id);
  return order != 0 ? order : (a->alternate > b->alternate) - (a->alternate < b->alternate);
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
  const Node *x = *(const Node *const *)a, *y = *(const Node *const *)b;
  return x->id < y->id ? -1 : x->id > y->id;
}

GPtrArray *
settle_list_nodes(const Settle *s)
{
  GPtrArray *nodes = g_ptr_array_sized_new(g_hash_table_size(s->nodes));
  GHashTableIter iter;
  gpointer node;
  g_hash_table_iter_init(&iter, s->nodes);
  while (g_hash_table_iter_next(&iter, NULL, &node))
    g_ptr_array_add(nodes, node);
  g_ptr_array_sort(nodes, compare_ids);
  return nodes;
}

/* --- rooting --- */

/* Follows wants from node up to a rooted message, a message without a want, or back
 * onto the path. */
static void
root_path(Settle *s, Node *node, GPtrArray *path)
{
  g_ptr_array_set_size(path, 0);
  Node *up = node;
  while (up != NULL && up->state == NODE_NEW) {
    up->state = NODE_ON_PATH;
    g_ptr_array_add(path, up);
    up = up->want != 0 ? settle_find_node(s, up->want) : NULL;
  }
  Node *top = path->pdata[path->len - 1];
  gint64 root = top->id;
  Node *cut = top;
  if (up != NULL && up->state == NODE_ROOTED) {
    root = up->root;
    cut = NULL;
  } else if (up != NULL) { /* a cycle: up and all after it on the path */
    for (guint i = path->len; path->pdata[i - 1] != up; i--)
      if (settle_compare_age(path->pdata[i - 2], cut) < 0)
        cut = path->pdata[i - 2];
    root = cut->id;
  }
  for (guint i = 0; i < path->len; i++) {
    Node *on_path = path->pdata[i];
    on_path->state = NODE_ROOTED;
    on_path->root = root;
    on_path->parent = on_path == cut ? 0 : on_path->want;
  }
}

/* --- writing --- */

static void
touch_date(Settle *s, gint64 date)
{
  TouchedDate touched = {.group = s->group, .date = date};
  g_array_append_val(engine_state(s->db)->dates, touched);
}

static gboolean
count_person(Settle *s, const char *key, gint64 n_new, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "INSERT INTO person (group_id, n_messages, key) VALUES ($1, $2, $3) ON CONFLICT"
                    " (group_id, key) DO UPDATE SET n_messages = person.n_messages +"
                    " excluded.n_messages",
                    2, s->group, n_new);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, key);
  return stmt_run(stmt, error);
}

/* Who wrote the mails that are placed for the first time: once for each person, who often wrote
 * several of a batch. */
static gboolean
count_people(Settle *s, GPtrArray *nodes, GError **error)
{
  g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < nodes->len; i++) {
    const Node *node = nodes->pdata[i];
    if (node->placed || *node->person == '\0')
      continue;
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, node->person));
    g_hash_table_insert(counts, node->person, GUINT_TO_POINTER(n + 1));
  }
  GHashTableIter iter;
  gpointer key, n;
  g_hash_table_iter_init(&iter, counts);
  while (g_hash_table_iter_next(&iter, &key, &n))
    if (!count_person(s, key, GPOINTER_TO_UINT(n), error))
      return FALSE;
  return TRUE;
}

static gboolean
write_node(Settle *s, const Node *node, GError **error)
{
  gboolean same = node->placed && !node->pending && node->root == node->old_thread &&
                  node->parent == node->old_parent && node->want == node->old_want &&
                  node->by_subject == node->old_by_subject;
  if (same)
    return TRUE;
  if (!node->placed || node->root != node->old_thread || node->date != node->old_date) {
    touch_date(s, node->date);
    touch_date(s, node->old_date);
  }
  if (node->placed && node->by_subject && node->want != node->old_want)
    store_pend_moved(s->db, s->group, node->id);
  return store_run(
      s->db, error,
      "INSERT INTO place (group_id, message, date, thread, parent, want, by_subject,"
      " base) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (group_id, message) DO"
      " UPDATE SET date = excluded.date, thread = excluded.thread, parent ="
      " excluded.parent, want = excluded.want, by_subject = excluded.by_subject, base ="
      " excluded.base",
      8, s->group, node->id, node->date, node->root, node->parent, node->want,
      (gint64)node->by_subject, node->base);
}

typedef struct {
  gint64 root, first, last, n, n_items, n_votes;
  GHashTable *people; /* borrowed keys */
} ThreadSum;

static void
sum_free(gpointer data)
{
  ThreadSum *sum = data;
  g_hash_table_unref(sum->people);
  g_free(sum);
}

static GHashTable *
sum_threads(GPtrArray *nodes)
{
  GHashTable *sums = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, sum_free);
  for (guint i = 0; i < nodes->len; i++) {
    const Node *node = nodes->pdata[i];
    ThreadSum *sum = g_hash_table_lookup(sums, &node->root);
    if (sum == NULL) {
      sum = g_new0(ThreadSum, 1);
      sum->root = node->root;
      sum->first = sum->last = node->date;
      sum->people = g_hash_table_new(g_str_hash, g_str_equal);
      g_hash_table_insert(sums, &sum->root, sum);
    }
    sum->first = MIN(sum->first, node->date);
    sum->last = MAX(sum->last, node->date);
    sum->n++;
    sum->n_items += node->n_items;
    sum->n_votes += node->n_votes;
    if (*node->person != '\0')
      g_hash_table_add(sum->people, node->person);
  }
  return sums;
}

static gboolean
write_threads(Settle *s, GPtrArray *nodes, GError **error)
{
  g_autoptr(GHashTable) sums = sum_threads(nodes);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, s->threads);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    if (!g_hash_table_contains(sums, key) &&
        !store_run(s->db, error, "DELETE FROM thread WHERE group_id = $1 AND root = $2", 2,
                   s->group, *(gint64 *)key))
      return FALSE;
  g_hash_table_iter_init(&iter, sums);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const ThreadSum *sum = value;
    if (!store_run(s->db, error,
                   "INSERT INTO thread (group_id, root, first_date, last_date, n_messages,"
                   " n_people, n_items, n_votes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON"
                   " CONFLICT (group_id, root) DO UPDATE SET first_date = excluded.first_date,"
                   " last_date = excluded.last_date, n_messages = excluded.n_messages, n_people ="
                   " excluded.n_people, n_items = excluded.n_items, n_votes = excluded.n_votes",
                   8, s->group, sum->root, sum->first, sum->last, sum->n,
                   (gint64)g_hash_table_size(sum->people), sum->n_items, sum->n_votes))
      return FALSE;
  }
  s->n_threads = (gint64)g_hash_table_size(sums) - (gint64)g_hash_table_size(s->threads);
  return TRUE;
}

static gboolean
write_counters(Settle *s, gint64 n_new, GError **error)
{
  return store_run(
      s->db, error,
      "UPDATE counter SET n_messages = n_messages + $2, n_threads = n_threads + $3, n_people ="
      " (SELECT count(*) FROM person WHERE group_id = $1 AND n_messages > 0), first_date ="
      " coalesce((SELECT min(date) FROM place WHERE group_id = $1 AND date > 0), 0), last_date ="
      " coalesce((SELECT max(date) FROM place WHERE group_id = $1 AND date > 0), 0)"
      " WHERE group_id = $1",
      3, s->group, n_new, s->n_threads);
}

gboolean
settle_root_and_write(Settle *s, GError **error)
{
  gint64 n_new = 0;
  g_autoptr(GPtrArray) path = g_ptr_array_new();
  g_autoptr(GPtrArray) nodes = settle_list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    Node *node = nodes->pdata[i];
    if (node->state == NODE_NEW)
      root_path(s, node, path);
    n_new += !node->placed;
  }
  for (guint i = 0; i < nodes->len; i++)
    if (!write_node(s, nodes->pdata[i], error))
      return FALSE;
  return count_people(s, nodes, error) && write_threads(s, nodes, error) &&
         write_counters(s, n_new, error);
}
