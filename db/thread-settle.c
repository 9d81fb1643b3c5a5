/* Placing mail in threads. What a message wants as its parent follows from the group's set of messages alone (thread.h has
 * the rule), so here only those are asked again whose answer can have changed: the new ones, those that waited for a
 * new one by reference, those right after a new one under the same subject, and those that hang on another content
 * of a Message-ID that got a new one. Then the threads they touch are loaded whole and rooted anew. */
#include "db/store.h"
#include "db/thread.h"

#include <sodium.h>
#include <string.h>

enum { SUBJECT_SECONDS = 42 * 24 * 3600 };

/* One message of a touched thread. */
typedef struct Node Node;
struct Node {
  gint64 id;
  char *message_id;
  char *person;
  guint alternate;
  gint64 date, base, want;
  gint64 old_date, old_thread, old_parent, old_want, old_base; /* as in place */
  gboolean by_subject, placed, pending, contested, old_by_subject;
  gint64 n_items, n_votes;
  gint64 root;                                   /* message, once known */
  gint64 parent;
  enum { NODE_NEW, NODE_ON_PATH, NODE_ROOTED } state;
};

typedef struct {
  Db *db;
  gint64 group;
  GHashTable *nodes;   /* id -> Node */
  GHashTable *threads; /* id of loaded threads */
  GHashTable *by_base; /* base -> GPtrArray of pending Node, borrowed */
  GArray *dates;       /* of messages whose month has to be counted again */
  gint64 n_threads;    /* more than before */
} Settle;

static void
node_free(gpointer data)
{
  Node *node = data;
  g_free(node->message_id);
  g_free(node->person);
  g_free(node);
}

static Node *
find_node(const Settle *s, gint64 id)
{
  return g_hash_table_lookup(s->nodes, &id);
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
  const Node *x = *(const Node *const *)a, *y = *(const Node *const *)b;
  return x->id < y->id ? -1 : x->id > y->id;
}

/* Node, borrowed, in order of storing. */
static GPtrArray *
list_nodes(const Settle *s)
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

static gint64
base_hash(const char *base)
{
  guint8 digest[crypto_generichash_BYTES_MIN];
  gint64 value = 0;
  if (*base == '\0')
    return 0;
  crypto_generichash(digest, sizeof digest, (const guint8 *)base, strlen(base), NULL, 0);
  memcpy(&value, digest, sizeof value);
  return value != 0 ? value : 1;
}

/* Earlier date first, then lesser Message-ID, then alternate: the order that breaks every tie. */
static int
compare_age(const Node *a, const Node *b)
{
  if (a->date != b->date)
    return a->date < b->date ? -1 : 1;
  int order = strcmp(a->message_id, b->message_id);
  return order != 0 ? order : (a->alternate > b->alternate) - (a->alternate < b->alternate);
}

/* --- loading --- */

#define NODE_COLUMNS                                                                               \
  "m.id, m.message_id, m.alternate, m.from_key, m.date, p.thread, p.parent, p.want, p.by_subject," \
  " p.base, p.n_items, p.n_votes, p.date"

static Node *
add_node(Settle *s, Stmt *stmt)
{
  gint64 id = stmt_int(stmt, 0);
  Node *node = find_node(s, id);
  if (node != NULL)
    return node;
  node = g_new0(Node, 1);
  node->id = id;
  node->message_id = stmt_dup_text(stmt, 1);
  node->alternate = (guint)stmt_int(stmt, 2);
  node->person = stmt_dup_text(stmt, 3);
  node->date = stmt_int(stmt, 4);
  node->placed = !stmt_is_null(stmt, 5);
  node->old_thread = stmt_int(stmt, 5);
  node->old_parent = stmt_int(stmt, 6);
  node->want = node->old_want = stmt_int(stmt, 7);
  node->by_subject = node->old_by_subject = stmt_int(stmt, 8) != 0;
  node->base = node->old_base = stmt_int(stmt, 9);
  node->n_items = stmt_int(stmt, 10);
  node->n_votes = stmt_int(stmt, 11);
  node->old_date = node->placed ? stmt_int(stmt, 12) : node->date;
  g_hash_table_insert(s->nodes, &node->id, node);
  return node;
}

static gboolean
load_rows(Settle *s, Stmt *stmt, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    add_node(s, stmt);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
load_thread(Settle *s, gint64 thread, GError **error)
{
  if (thread == 0 || g_hash_table_contains(s->threads, &thread))
    return TRUE;
  g_hash_table_add(s->threads, g_memdup2(&thread, sizeof thread));
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT " NODE_COLUMNS " FROM place p JOIN message m ON m.id = p.message"
                    " WHERE p.group_id = $1 AND p.thread = $2",
                    2, s->group, thread);
  return stmt != NULL && load_rows(s, stmt, error);
}

/* A message with the whole thread it stands in; NULL with error. */
static Node *
load_message(Settle *s, gint64 id, GError **error)
{
  Node *node = find_node(s, id);
  if (node != NULL)
    return node;
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT " NODE_COLUMNS " FROM message m LEFT JOIN place p ON p.group_id = $1"
                    " AND p.message = m.id WHERE m.id = $2",
                    2, s->group, id);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return NULL;
  node = add_node(s, stmt);
  return load_thread(s, node->old_thread, error) ? node : NULL;
}

/* --- what a message wants --- */

static gboolean
wait_for(Settle *s, const Node *node, const char *target, GError **error)
{
  return store_run(s->db, error,
                   "INSERT INTO reference_wait (group_id, target, message) VALUES ($1, $2, $3)"
                   " ON CONFLICT (group_id, target, message) DO NOTHING",
                   3, s->group, message_id_hash(target), node->id);
}

/* The nearest reference that is held; those nearer ones that are not are waited for. has_any: names another mail at all. */
static gboolean
want_by_reference(Settle *s, Node *node, char **refs, gboolean *has_any, GError **error)
{
  node->want = 0;
  for (guint i = g_strv_length(refs); i > 0; i--) {
    const char *target = refs[i - 1];
    if (*target == '\0' || strcmp(target, node->message_id) == 0)
      continue;
    *has_any = TRUE;
    gint64 held = 0;
    if (!message_find_held(s->db, s->group, target, &held, error))
      return FALSE;
    if (held != 0) {
      node->want = held;
      return TRUE;
    }
    if (!wait_for(s, node, target, error))
      return FALSE;
  }
  return TRUE;
}

/* The latest mail under this base subject in the 42 days before node; among mails of one second the lesser Message-ID. */
static gboolean
want_by_subject(Settle *s, Node *node, GError **error)
{
  node->want = 0;
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT p.message, m.date, m.message_id, m.alternate FROM place p JOIN message m"
                    " ON m.id = p.message WHERE p.group_id = $1 AND p.base = $2 AND p.base <> 0 AND"
                    " p.date < $3 AND p.date >= $4 ORDER BY p.date DESC, m.message_id, m.alternate"
                    " LIMIT 1",
                    4, s->group, node->base, node->date, node->date - SUBJECT_SECONDS);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  Node best = {0};
  if (found)
    best = (Node){.id = stmt_int(stmt, 0),
                  .date = stmt_int(stmt, 1),
                  .message_id = (char *)stmt_text(stmt, 2),
                  .alternate = (guint)stmt_int(stmt, 3)};
  const GPtrArray *fresh = g_hash_table_lookup(s->by_base, &node->base);
  for (guint i = 0; fresh != NULL && i < fresh->len; i++) {
    const Node *other = fresh->pdata[i];
    if (other->date >= node->date || other->date < node->date - SUBJECT_SECONDS)
      continue;
    if (best.id == 0 || other->date > best.date ||
        (other->date == best.date && compare_age(other, &best) < 0))
      best = *other;
  }
  node->want = best.id;
  return TRUE;
}

/* --- asking --- */

static gboolean
read_refs(Settle *s, gint64 id, char **subject, char ***refs, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(s->db, error,
                                       "SELECT r.refs, m.subject FROM raw r JOIN message m ON m.id ="
                                       " r.message WHERE r.message = $1",
                                       1, id);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return FALSE;
  const char *text = stmt_text(stmt, 0);
  *refs = text != NULL ? g_strsplit(text, "\n", -1) : g_new0(char *, 1);
  if (subject != NULL)
    *subject = stmt_dup_text(stmt, 1);
  return TRUE;
}

/* A stored message that the group has not placed yet, or that was derived again. */
static gboolean
take_pending(Settle *s, const Pending *one, GPtrArray *fresh, GError **error)
{
  Node *node = load_message(s, one->message, error);
  if (node == NULL)
    return FALSE;
  node->contested = node->contested || one->contested;
  if (node->pending)
    return TRUE;
  node->pending = TRUE;
  g_ptr_array_add(fresh, node);
  /* What is placed may stand there under an old subject and date: not to be found by it. */
  if (node->placed &&
      !store_run(s->db, error, "UPDATE place SET base = 0 WHERE group_id = $1 AND message = $2", 2,
                 s->group, node->id))
    return FALSE;
  return TRUE;
}

static gboolean
ask_pending(Settle *s, Node *node, GError **error)
{
  g_autofree char *subject = NULL;
  g_auto(GStrv) refs = NULL;
  if (!read_refs(s, node->id, &subject, &refs, error))
    return FALSE;
  gboolean is_reply = FALSE, has_any = FALSE;
  g_autofree char *base = thread_base_subject(subject, &is_reply);
  node->base = base_hash(base);
  if (node->base != 0) {
    GPtrArray *same = g_hash_table_lookup(s->by_base, &node->base);
    if (same == NULL) {
      same = g_ptr_array_new();
      g_hash_table_insert(s->by_base, &node->base, same);
    }
    g_ptr_array_add(same, node);
  }
  if (!want_by_reference(s, node, refs, &has_any, error))
    return FALSE;
  node->by_subject = !has_any && is_reply && node->base != 0;
  return TRUE;
}

static gboolean
ask_again(Settle *s, gint64 id, GError **error)
{
  Node *node = load_message(s, id, error);
  if (node == NULL)
    return FALSE;
  if (node->by_subject)
    return want_by_subject(s, node, error);
  g_auto(GStrv) refs = NULL;
  gboolean has_any = FALSE;
  return read_refs(s, id, NULL, &refs, error) &&
         want_by_reference(s, node, refs, &has_any, error);
}

static gboolean
ask_waiting(Settle *s, const Node *arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  gint64 target = message_id_hash(arrived->message_id);
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT message FROM reference_wait WHERE group_id = $1 AND target = $2", 2,
                    s->group, target);
  if (stmt == NULL || !store_ids(stmt, ids, error))
    return FALSE;
  if (ids->len == 0)
    return TRUE;
  if (!store_run(s->db, error, "DELETE FROM reference_wait WHERE group_id = $1 AND target = $2", 2,
                 s->group, target))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!ask_again(s, g_array_index(ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* Only the mails of the next date under this subject can now prefer arrived: those after them prefer these. */
static gboolean
ask_next_by_subject(Settle *s, const Node *arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "SELECT message FROM place WHERE group_id = $1 AND base = $2 AND base <> 0 AND by_subject = 1"
      " AND date = (SELECT min(date) FROM place WHERE group_id = $1 AND base = $2 AND base <> 0 AND"
      " date > $3 AND date <= $4)",
      4, s->group, arrived->base, arrived->date, arrived->date + SUBJECT_SECONDS);
  if (stmt == NULL || !store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!ask_again(s, g_array_index(ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* Replies hang on the first content of a Message-ID; when contents were added or renumbered they move there. */
static gboolean
ask_alternates(Settle *s, const Node *arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = engine_prepare(
      s->db,
      "SELECT m.id FROM message m JOIN group_message g ON g.group_id = $3 AND g.message = m.id"
      " WHERE m.id_hash = $1 AND m.message_id = $2 ORDER BY m.alternate",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, message_id_hash(arrived->message_id));
  stmt_bind_text(stmt, 2, arrived->message_id);
  stmt_bind_int(stmt, 3, s->group);
  if (!store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; ids->len > 1 && i < ids->len; i++)
    if (load_message(s, g_array_index(ids, gint64, i), error) == NULL)
      return FALSE;
  g_autoptr(GPtrArray) nodes = list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    Node *node = nodes->pdata[i];
    gboolean touched = FALSE;
    for (guint k = 0; k < ids->len; k++)
      touched = touched || (node->want != 0 && node->want == g_array_index(ids, gint64, k));
    if (!touched)
      continue;
    if (!node->by_subject)
      node->want = g_array_index(ids, gint64, 0);
    else if (!want_by_subject(s, node, error))
      return FALSE;
  }
  return TRUE;
}

/* --- rooting --- */

/* Follows wants from node up to a rooted message, a message without a want, or back onto the path. */
static void
root_path(Settle *s, Node *node, GPtrArray *path)
{
  g_ptr_array_set_size(path, 0);
  Node *up = node;
  while (up != NULL && up->state == NODE_NEW) {
    up->state = NODE_ON_PATH;
    g_ptr_array_add(path, up);
    up = up->want != 0 ? find_node(s, up->want) : NULL;
  }
  Node *top = path->pdata[path->len - 1];
  gint64 root = top->id;
  Node *cut = top;
  if (up != NULL && up->state == NODE_ROOTED) {
    root = up->root;
    cut = NULL;
  } else if (up != NULL) { /* a cycle: up and all after it on the path */
    for (guint i = path->len; path->pdata[i - 1] != up; i--)
      if (compare_age(path->pdata[i - 2], cut) < 0)
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
  g_array_append_val(s->dates, date);
}

static gboolean
count_person(Settle *s, const Node *node, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "INSERT INTO person (group_id, key, n_messages) VALUES ($1, $2, 1) ON CONFLICT"
                    " (group_id, key) DO UPDATE SET n_messages = person.n_messages + 1",
                    1, s->group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, node->person);
  return stmt_run(stmt, error);
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
  if (!store_run(s->db, error,
                 "INSERT INTO place (group_id, message, date, thread, parent, want, by_subject,"
                 " base) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (group_id, message) DO"
                 " UPDATE SET date = excluded.date, thread = excluded.thread, parent ="
                 " excluded.parent, want = excluded.want, by_subject = excluded.by_subject, base ="
                 " excluded.base",
                 8, s->group, node->id, node->date, node->root, node->parent, node->want,
                 (gint64)node->by_subject, node->base))
    return FALSE;
  return node->placed || *node->person == '\0' || count_person(s, node, error);
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

/* --- one group --- */

static gboolean
ask_all(Settle *s, GPtrArray *fresh, GError **error)
{
  for (guint i = 0; i < fresh->len; i++)
    if (!ask_pending(s, fresh->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < fresh->len; i++) {
    Node *node = fresh->pdata[i];
    if (node->by_subject && !want_by_subject(s, node, error))
      return FALSE;
    if (!ask_waiting(s, node, error) || (node->contested && !ask_alternates(s, node, error)) ||
        (node->base != 0 && !ask_next_by_subject(s, node, error)))
      return FALSE;
  }
  return TRUE;
}

/* The threads in which the wanted parents stand. */
static gboolean
load_parents(Settle *s, GError **error)
{
  g_autoptr(GPtrArray) nodes = list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    const Node *node = nodes->pdata[i];
    if (node->want != 0 && load_message(s, node->want, error) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
root_and_write(Settle *s, GError **error)
{
  gint64 n_new = 0;
  g_autoptr(GPtrArray) path = g_ptr_array_new();
  g_autoptr(GPtrArray) nodes = list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    Node *node = nodes->pdata[i];
    if (node->state == NODE_NEW)
      root_path(s, node, path);
    n_new += !node->placed;
  }
  for (guint i = 0; i < nodes->len; i++)
    if (!write_node(s, nodes->pdata[i], error))
      return FALSE;
  return write_threads(s, nodes, error) && write_counters(s, n_new, error) &&
         month_refresh(s->db, s->group, s->dates, error);
}

static gboolean
settle_group(Db *db, gint64 group, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) nodes = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, node_free);
  g_autoptr(GHashTable) threads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) by_base = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
                                                        (GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(GPtrArray) fresh = g_ptr_array_new();
  Settle s = {.db = db, .group = group, .nodes = nodes, .threads = threads, .by_base = by_base,
              .dates = dates};
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (one->group == group && !take_pending(&s, one, fresh, error))
      return FALSE;
  }
  return ask_all(&s, fresh, error) && load_parents(&s, error) && root_and_write(&s, error);
}

gboolean
db_thread_settle(Db *db, gint64 group, GError **error)
{
  GArray *pending = engine_state(db)->unplaced;
  g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
  (void)group; /* a mail that got better is settled in all groups that hold it */
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (g_hash_table_contains(done, &one->group))
      continue;
    g_hash_table_add(done, (gpointer)&one->group);
    if (!settle_group(db, one->group, pending, error))
      return FALSE;
  }
  g_array_set_size(pending, 0);
  return TRUE;
}
