/* Making items of statements: who leads, who follows, what goes along when that changes. */
#include "db/statement-row.h"

#include <string.h>

static int
compare_places(gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer data)
{
  const StatementPlace *x = a, *y = b;
  if (x->date != y->date)
    return x->date < y->date ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

void
identity_init(Identity *identity, Db *db, gint64 group, GHashTable *touched, GHashTable *mails)
{
  *identity = (Identity){.db = db, .group = group, .touched = touched, .mails = mails, .pins = -1};
  identity->queue = g_tree_new_full(compare_places, NULL, g_free, NULL);
}

void
identity_clear(Identity *identity)
{
  g_clear_pointer(&identity->queue, g_tree_unref);
}

static void
add_to(GHashTable *set, gint64 value)
{
  g_hash_table_add(set, g_memdup2(&value, sizeof value));
}

/* --- numbers --- */

static gboolean
give_number(Identity *identity, const char *key, gint64 *number, GError **error)
{
  g_autoptr(Stmt) known = store_prepare(
      identity->db, error, "SELECT number FROM item_number WHERE group_id = $1 AND key = $2", 1,
      identity->group);
  gboolean found = FALSE;
  if (known == NULL)
    return FALSE;
  stmt_bind_text(known, 2, key);
  if (!store_first(known, &found, error))
    return FALSE;
  if (found) {
    *number = stmt_int(known, 0);
    return TRUE;
  }
  if (!store_number(identity->db, number, 0, error,
                    "SELECT coalesce(max(number), 0) + 1 FROM item_number WHERE group_id = $1", 1,
                    identity->group))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error, "INSERT INTO item_number (group_id, number, key) VALUES ($1, $2, $3)", 2,
      identity->group, *number);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, key);
  return stmt_run(stmt, error);
}

/* --- items and mentions --- */

static gboolean
add_item(Identity *identity, const StatementRow *row, GError **error)
{
  return store_run(identity->db, error, "DELETE FROM item WHERE group_id = $1 AND number = $2", 2,
                   identity->group, row->number) &&
         store_run(identity->db, error,
                   "INSERT INTO item (group_id, number, found, message, kind, date, last_date, key,"
                   " state, triaged, n_mentions, n_replies, due, owned) SELECT s.group_id, s.number,"
                   " s.found, s.message, f.kind, s.date, s.date, s.key, coalesce(t.state, f.state),"
                   " CASE WHEN t.state IS NULL THEN 0 ELSE 1 END, 0, 0, f.due, CASE WHEN"
                   " coalesce(t.owner, f.owner) IS NULL THEN 0 ELSE 1 END FROM statement s JOIN found f ON"
                   " f.id = s.found LEFT JOIN triage t ON t.group_id = s.group_id AND t.key = s.key"
                   " WHERE s.id = $1",
                   1, row->id);
}

gboolean
identity_mention(Identity *identity, const StatementNew *st, gint64 number, MentionKind kind,
                 GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "INSERT INTO mention (group_id, number, message, kind, n, found, first_line, last_line,"
      " takes, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
      8, identity->group, number, st->message, (gint64)kind, (gint64)st->n, st->found,
      st->first_line, st->last_line);
  if (stmt == NULL)
    return FALSE;
  add_to(identity->touched, number);
  stmt_bind_text(stmt, 9, st->key);
  return stmt_run(stmt, error);
}

/* The mails that state it have to be counted again. */
static gboolean
touch_mails(Identity *identity, const StatementRow *row, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt =
      store_prepare(identity->db, error,
                    "SELECT DISTINCT message FROM mention WHERE group_id = $1 AND number = $2 AND"
                    " key = $3 AND kind < 2",
                    2, identity->group, row->number);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, row->key);
  if (!store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    add_to(identity->mails, g_array_index(ids, gint64, i));
  add_to(identity->touched, row->number);
  return TRUE;
}

/* Its mentions go from item `from` to the one that it leads or follows now; the one of its origin
 * says whether it leads. */
static gboolean
move_mentions(Identity *identity, const StatementRow *row, gint64 from, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(identity->db, error,
                    "UPDATE mention SET number = $3, kind = CASE WHEN kind = 2 THEN 2 WHEN found ="
                    " $4 AND $5 = 0 THEN 0 ELSE 1 END WHERE group_id = $1 AND number = $2 AND key ="
                    " $6",
                    5, identity->group, from, row->number, row->found, row->lead);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 6, row->key);
  add_to(identity->touched, from);
  return stmt_run(stmt, error) && touch_mails(identity, row, error);
}

/* --- leading and following --- */

static gboolean
write_lead(Identity *identity, const StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "UPDATE statement SET number = $2, lead = $3, why = $4, score = $5 WHERE id = $1", 4, row->id,
      row->number, row->lead, (gint64)row->why);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_double(stmt, 5, row->score);
  return stmt_run(stmt, error);
}

/* A known statement now follows lead, or leads (lead->id 0). */
static gboolean
change_lead(Identity *identity, StatementRow *row, const Lead *lead, GError **error)
{
  gint64 from = row->number, number = lead->number;
  gboolean led = row->lead == 0, leads = lead->id == 0;
  if (leads && !give_number(identity, row->key, &number, error))
    return FALSE;
  if (led != leads && !statement_fingerprints(identity, row, FALSE, error))
    return FALSE;
  row->number = number;
  row->lead = lead->id;
  row->why = lead->why;
  row->score = lead->score;
  if (!write_lead(identity, row, error) || !move_mentions(identity, row, from, error))
    return FALSE;
  if (led && !leads &&
      !store_run(identity->db, error, "DELETE FROM item WHERE group_id = $1 AND number = $2", 2,
                 identity->group, from))
    return FALSE;
  if (!led && leads && !add_item(identity, row, error))
    return FALSE;
  return led == leads || (statement_fingerprints(identity, row, TRUE, error) &&
                          statement_push_affected(identity, row, leads, error));
}

static gboolean
look_again(Identity *identity, gint64 id, GError **error)
{
  g_auto(StatementRow) row = {0};
  Lead lead;
  if (!statement_by_id(identity, id, &row, error))
    return FALSE;
  if (row.id == 0 || row.found == 0)
    return TRUE;
  if (!statement_find_lead(identity, &row, &lead, error))
    return FALSE;
  return (lead.id == row.lead && lead.why == row.why &&
          (lead.id == 0 || lead.number == row.number)) ||
         change_lead(identity, &row, &lead, error);
}

/* --- placing --- */

static gboolean
insert_row(Identity *identity, const StatementNew *st, StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "INSERT INTO statement (group_id, number, found, message, date, rank, lead, why, score, key,"
      " text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      8, identity->group, row->number, row->found, row->message, row->date, row->rank, row->lead,
      (gint64)row->why);
  g_autoptr(GByteArray) text = same_text_pack(&st->text);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_double(stmt, 9, row->score);
  stmt_bind_text(stmt, 10, st->key);
  stmt_bind_blob(stmt, 11, text->data, text->len);
  if (!stmt_run(stmt, error))
    return FALSE;
  row->id = engine_inserted(identity->db);
  return TRUE;
}

static gboolean
place_new(Identity *identity, const StatementNew *st, StatementRow *row, GError **error)
{
  Lead lead = {0};
  gboolean alone = FALSE;
  row->key = g_strdup(st->key);
  row->found = st->found;
  row->message = st->message;
  row->date = st->text.date;
  row->rank = statement_rank(st->key);
  row->text = st->text;
  gboolean early = g_tree_nnodes(identity->queue) > 0;
  if (!statement_is_alone(identity, row, &alone, error) ||
      (!alone && !statement_find_lead(identity, row, &lead, error)))
    return FALSE;
  row->number = lead.number;
  row->lead = lead.id;
  row->why = lead.why;
  row->score = lead.score;
  if (lead.id == 0 && !give_number(identity, st->key, &row->number, error))
    return FALSE;
  if (!insert_row(identity, st, row, error) ||
      !statement_fingerprints(identity, row, TRUE, error) ||
      !identity_mention(identity, st, row->number, lead.id == 0 ? MENTION_ORIGIN : MENTION_REPEAT,
                        error))
    return FALSE;
  if (early) /* what it looked at may still change */
    statement_push(identity, row->date, row->rank, row->id);
  return lead.id != 0 || (add_item(identity, row, error) &&
                          (alone || statement_push_affected(identity, row, TRUE, error)));
}

/* What it says, and when, is that of another content of its mail now. */
static gboolean
write_text(Identity *identity, StatementRow *row, const SameText *text, GError **error)
{
  g_autoptr(GByteArray) was = same_text_pack(&row->text), now = same_text_pack(text);
  gboolean same = was->len == now->len && memcmp(was->data, now->data, now->len) == 0 &&
                  row->rank == statement_rank(row->key);
  if (same)
    return TRUE;
  if (!statement_fingerprints(identity, row, FALSE, error) ||
      (row->lead == 0 && !statement_push_affected(identity, row, FALSE, error)))
    return FALSE;
  row->text = *text;
  row->date = text->date;
  row->rank = statement_rank(row->key);
  g_autoptr(Stmt) stmt = store_prepare(identity->db, error,
                                       "UPDATE statement SET date = $2, rank = $3, text = $4 WHERE"
                                       " id = $1",
                                       3, row->id, row->date, row->rank);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_blob(stmt, 4, now->data, now->len);
  statement_push(identity, row->date, row->rank, row->id);
  return stmt_run(stmt, error) && statement_fingerprints(identity, row, TRUE, error) &&
         (row->lead != 0 || statement_push_affected(identity, row, TRUE, error));
}

/* The content of st speaks for the statement from now on. */
static gboolean
take_over(Identity *identity, StatementRow *row, const StatementNew *st, GError **error)
{
  row->found = st->found;
  row->message = st->message;
  return store_run(identity->db, error,
                   "UPDATE statement SET found = $2, message = $3 WHERE id = $1", 3, row->id,
                   row->found, row->message) &&
         write_text(identity, row, &st->text, error) &&
         (row->lead != 0 || add_item(identity, row, error)) &&
         move_mentions(identity, row, row->number, error);
}

gboolean
identity_place(Identity *identity, const StatementNew *st, gint64 *number, GError **error)
{
  g_auto(StatementRow) row = {0};
  gint64 alternate = 0;
  gboolean ok = statement_by_key(identity, st->key, &row, error);
  if (ok && row.id == 0) {
    ok = place_new(identity, st, &row, error);
  } else if (ok) {
    ok = identity_mention(identity, st, row.number, MENTION_REPEAT, error) &&
         store_number(identity->db, &alternate, G_MAXINT64, error,
                      "SELECT alternate FROM message WHERE id = $1", 1, row.message);
    if (ok && (row.found == 0 || alternate > (gint64)st->alternate))
      ok = take_over(identity, &row, st, error);
  }
  *number = row.number;
  return ok;
}

/* --- those that are gone --- */

static gboolean
remove_row(Identity *identity, const StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error, "DELETE FROM mention WHERE group_id = $1 AND number = $2 AND key = $3",
      2, identity->group, row->number);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, row->key);
  add_to(identity->touched, row->number);
  return touch_mails(identity, row, error) && stmt_run(stmt, error) &&
         statement_fingerprints(identity, row, FALSE, error) &&
         (row->lead != 0 ||
          (statement_push_affected(identity, row, FALSE, error) &&
           store_run(identity->db, error, "DELETE FROM item WHERE group_id = $1 AND number = $2", 2,
                     identity->group, row->number))) &&
         store_run(identity->db, error, "DELETE FROM statement WHERE id = $1", 1, row->id);
}

static gboolean
load_keys(Identity *identity, gint64 found, GPtrArray *keys, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(identity->db, error,
                    "SELECT key FROM link WHERE found = $1 AND kind IN ($2, $3) ORDER BY key", 3,
                    found, (gint64)LINK_BUG, (gint64)LINK_PATCH);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error))
    g_ptr_array_add(keys, stmt_dup_text(stmt, 0));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
load_text(Identity *identity, gint64 found, SameText *text, GError **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "SELECT f.kind, f.listed, f.title, a.title, m.id_hash, m.date, f.n FROM found f JOIN"
      " message m ON m.id = f.message LEFT JOIN found a ON a.message = f.message AND"
      " a.n = f.parent AND a.n < f.n WHERE f.id = $1",
      1, found);
  if (stmt == NULL || !load_keys(identity, found, keys, error) ||
      !store_one(stmt, "no such statement", error))
    return FALSE;
  same_text_init(text, (ItemKind)stmt_int(stmt, 0), stmt_int(stmt, 1) != 0, stmt_text(stmt, 2),
                 stmt_text(stmt, 3), keys);
  if (stmt_int(stmt, 6) >= SAME_STATEMENTS_MAX)
    same_text_leave_out(text);
  text->mail = stmt_int(stmt, 4);
  text->date = stmt_int(stmt, 5);
  return TRUE;
}

/* Another content of the mail that says it still; found 0: none. */
static gboolean
find_other(Identity *identity, const StatementRow *row, StatementNew *st, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "SELECT me.found, me.message FROM mention me JOIN found f ON f.id = me.found JOIN message m "
      "ON m.id = me.message WHERE me.group_id = $1 AND me.number"
      " = $2 AND me.key = $3 AND me.kind < 2 AND (f.repeats < 0 OR f.repeats >= f.n) ORDER BY"
      " m.alternate LIMIT 1",
      2, identity->group, row->number);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, row->key);
  if (!store_first(stmt, &found, error) || !found)
    return !found;
  st->found = stmt_int(stmt, 0);
  st->message = stmt_int(stmt, 1);
  return load_text(identity, st->found, &st->text, error);
}

static gboolean
replace_lost(Identity *identity, gint64 id, GError **error)
{
  g_auto(StatementRow) row = {0};
  StatementNew other = {0};
  if (!statement_by_id(identity, id, &row, error) || !find_other(identity, &row, &other, error))
    return FALSE;
  return other.found != 0 ? take_over(identity, &row, &other, error)
                          : remove_row(identity, &row, error);
}

static gboolean
replace_all_lost(Identity *identity, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error, "SELECT id FROM statement WHERE group_id = $1 AND found IS NULL", 1,
      identity->group);
  if (stmt == NULL || !store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!replace_lost(identity, g_array_index(ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* --- the end --- */

static gboolean
run_queue(Identity *identity, GError **error)
{
  GTreeNode *first;
  while ((first = g_tree_node_first(identity->queue)) != NULL) {
    const StatementPlace place = *(const StatementPlace *)g_tree_node_key(first);
    g_tree_remove(identity->queue, &place);
    if (!look_again(identity, place.id, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
identity_finish(Identity *identity, GError **error)
{
  return (!engine_state(identity->db)->lost_items || replace_all_lost(identity, error)) &&
         run_queue(identity, error);
}

gboolean
identity_look_again(Identity *identity, const char *key, GError **error)
{
  g_auto(StatementRow) row = {0};
  identity->pins = -1;
  if (!statement_by_key(identity, key, &row, error))
    return FALSE;
  if (row.id != 0)
    statement_push(identity, row.date, row.rank, row.id);
  return run_queue(identity, error);
}
