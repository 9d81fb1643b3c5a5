/* Placing mail in threads. What a message wants as its parent follows from the group's set of
 * messages alone (thread.h has the rule), so here only those are asked again whose answer can have
 * changed: the new ones, those that waited for a new one by reference, those right after a new one
 * under the same subject, and those that hang on another content of a Message-ID that got a new
 * one. Then the threads they touch are loaded whole and rooted anew. */
#include "db/thread-settle.h"
#include "db/thread.h"

#include <sodium.h>
#include <string.h>

enum { SUBJECT_SECONDS = 42 * 24 * 3600 };

static void
node_free(Node *node)
{
  g_free(node->message_id);
  g_free(node->person);
  g_free(node->subject);
  g_free(node->refs);
  g_free(node);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Node, node_free)

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

/* --- loading --- */

#define NODE_COLUMNS                                                                               \
  "m.id, m.message_id, m.alternate, m.from_key, m.date, p.thread, p.parent, p.want, p.by_subject," \
  " p.base, p.n_items, p.n_votes, p.date, m.id_hash"

static Node *
node_of_row(Stmt *stmt)
{
  Node *node = g_new0(Node, 1);
  node->id = stmt_int(stmt, 0);
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
  node->id_hash = stmt_int(stmt, 13);
  return node;
}

static Node *
add_node(Settle *s, Stmt *stmt)
{
  gint64 id = stmt_int(stmt, 0);
  Node *node = settle_find_node(s, id);
  if (node != NULL)
    return node;
  node = node_of_row(stmt);
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
  Node *node = settle_find_node(s, id);
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

/* The nearest reference that is held; those nearer ones that are not are waited for. has_any: names
 * another mail at all. */
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
    if (!s->looks_only && !wait_for(s, node, target, error))
      return FALSE;
  }
  return TRUE;
}

/* The latest mail under this base subject in the 42 days before node; among mails of one second the
 * lesser Message-ID. */
static gboolean
want_by_subject(Settle *s, Node *node, GError **error)
{
  node->want = 0;
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
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
        (other->date == best.date && settle_compare_age(other, &best) < 0))
      best = *other;
  }
  node->want = best.id;
  return TRUE;
}

/* --- asking --- */

static gboolean
read_refs(Settle *s, gint64 id, char ***refs, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error, "SELECT refs FROM raw WHERE message = $1", 1, id);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return FALSE;
  const char *text = stmt_text(stmt, 0);
  *refs = g_strsplit(text != NULL ? text : "", "\n", -1);
  return TRUE;
}

/* With what its header says, which placed ones are not asked for. */
static Node *
load_pending(Settle *s, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT " NODE_COLUMNS ", m.subject, r.refs FROM message m JOIN raw r ON"
                    " r.message = m.id LEFT JOIN place p ON p.group_id = $1 AND p.message = m.id"
                    " WHERE m.id = $2",
                    2, s->group, id);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return NULL;
  Node *node = add_node(s, stmt);
  if (node->subject == NULL) {
    node->subject = stmt_dup_text(stmt, 14);
    node->refs = stmt_dup_text(stmt, 15);
  }
  return load_thread(s, node->old_thread, error) ? node : NULL;
}

/* A stored message that the group has not placed yet, or that was derived again. */
static gboolean
take_pending(Settle *s, const Pending *one, GPtrArray *fresh, GError **error)
{
  Node *node = load_pending(s, one->message, error);
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

/* What its own header says: the base subject, whether that decides, and what its references want.
 */
static gboolean
ask_header(Settle *s, Node *node, GError **error)
{
  g_auto(GStrv) refs = g_strsplit(node->refs != NULL ? node->refs : "", "\n", -1);
  gboolean is_reply = FALSE, has_any = FALSE;
  g_autofree char *base = thread_base_subject(node->subject, &is_reply);
  node->base = base_hash(base);
  if (!want_by_reference(s, node, refs, &has_any, error))
    return FALSE;
  node->by_subject = !has_any && is_reply && node->base != 0;
  return TRUE;
}

static gboolean
ask_pending(Settle *s, Node *node, GError **error)
{
  if (!ask_header(s, node, error))
    return FALSE;
  if (node->base != 0) {
    GPtrArray *same = g_hash_table_lookup(s->by_base, &node->base);
    if (same == NULL) {
      same = g_ptr_array_new();
      g_hash_table_insert(s->by_base, &node->base, same);
    }
    g_ptr_array_add(same, node);
  }
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
  return read_refs(s, id, &refs, error) && want_by_reference(s, node, refs, &has_any, error);
}

static gboolean
ask_waiting(Settle *s, const Node *arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  gint64 target = arrived->id_hash;
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error, "SELECT message FROM reference_wait WHERE group_id = $1 AND target = $2", 2,
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

/* Only the mails of the next date under this subject can now prefer arrived: those after them
 * prefer these. */
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

/* Replies hang on the first content of a Message-ID. Notes which contents there are now, with their
 * threads, so that those that hang on another one can move. */
static gboolean
note_contents(Settle *s, const Node *arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = engine_prepare(
      s->db,
      "SELECT m.id FROM message m JOIN group_message g ON g.group_id = $3 AND g.message = m.id"
      " WHERE m.id_hash = $1 AND m.message_id = $2 ORDER BY m.alternate",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, arrived->id_hash);
  stmt_bind_text(stmt, 2, arrived->message_id);
  stmt_bind_int(stmt, 3, s->group);
  if (!store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index(ids, gint64, i), first = g_array_index(ids, gint64, 0);
    if (load_message(s, id, error) == NULL)
      return FALSE;
    g_hash_table_insert(s->contents, g_memdup2(&id, sizeof id), g_memdup2(&first, sizeof first));
  }
  return TRUE;
}

static gboolean
move_to_first_content(Settle *s, GError **error)
{
  if (g_hash_table_size(s->contents) == 0)
    return TRUE;
  g_autoptr(GPtrArray) nodes = settle_list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    Node *node = nodes->pdata[i];
    const gint64 *first = g_hash_table_lookup(s->contents, &node->want);
    if (first == NULL)
      continue;
    if (!node->by_subject)
      node->want = *first;
    else if (!want_by_subject(s, node, error))
      return FALSE;
  }
  return TRUE;
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
    if (!ask_waiting(s, node, error) || (node->contested && !note_contents(s, node, error)) ||
        (node->base != 0 && !ask_next_by_subject(s, node, error)))
      return FALSE;
  }
  return move_to_first_content(s, error);
}

/* The threads in which the wanted parents stand. */
static gboolean
load_parents(Settle *s, GError **error)
{
  g_autoptr(GPtrArray) nodes = settle_list_nodes(s);
  for (guint i = 0; i < nodes->len; i++) {
    const Node *node = nodes->pdata[i];
    if (node->want != 0 && load_message(s, node->want, error) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
settle_group(Db *db, gint64 group, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) nodes =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)node_free);
  g_autoptr(GHashTable) threads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) contents =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GHashTable) by_base =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) fresh = g_ptr_array_new();
  Settle s = {.db = db,
              .group = group,
              .nodes = nodes,
              .threads = threads,
              .contents = contents,
              .by_base = by_base};
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (one->group == group && !take_pending(&s, one, fresh, error))
      return FALSE;
  }
  return ask_all(&s, fresh, error) && load_parents(&s, error) && settle_root_and_write(&s, error);
}

gboolean
db_thread_settle(Db *db, gint64 group, GError **error)
{
  GArray *pending = engine_state(db)->unplaced;
  db_state_remember_held(engine_state(db));
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

/* --- looking again --- */

static gboolean
is_astray(Settle *s, const Node *placed, gboolean *astray, GError **error)
{
  Node node = *placed;
  if (!ask_header(s, &node, error) || (node.by_subject && !want_by_subject(s, &node, error)))
    return FALSE;
  *astray = node.want != placed->old_want || node.base != placed->old_base ||
            node.by_subject != placed->old_by_subject;
  return TRUE;
}

GPtrArray *
settle_astray(Db *db, gint64 group, GError **error)
{
  g_autoptr(GHashTable) by_base = g_hash_table_new(g_int64_hash, g_int64_equal);
  g_autoptr(GPtrArray) astray = g_ptr_array_new_with_free_func(g_free);
  Settle s = {.db = db, .group = group, .by_base = by_base, .looks_only = TRUE};
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT " NODE_COLUMNS ", m.subject, r.refs FROM place p JOIN message m ON"
                    " m.id = p.message JOIN raw r ON r.message = m.id WHERE p.group_id = $1 ORDER"
                    " BY p.message",
                    1, group);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GError) fault = NULL;
  while (fault == NULL && stmt_step(stmt, &fault)) {
    g_autoptr(Node) node = node_of_row(stmt);
    gboolean is = FALSE;
    node->subject = stmt_dup_text(stmt, 14);
    node->refs = stmt_dup_text(stmt, 15);
    if (is_astray(&s, node, &is, &fault) && is)
      g_ptr_array_add(astray, g_strdup(node->message_id));
  }
  if (fault == NULL)
    return g_steal_pointer(&astray);
  g_propagate_error(error, g_steal_pointer(&fault));
  return NULL;
}
