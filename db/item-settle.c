/* Items of a group from what was found in its mails. An item is known by its key; the same words
 * under the same Message-ID (a second content of it) are a mention. Numbers are given in order of
 * storing, so that they do not depend on where batches end. */
#include "db/item.h"
#include "db/identity.h"
#include "db/store.h"

typedef struct {
  Db *db;
  gint64 group;
  char *list;          /* name of the group: part of each key */
  GHashTable *touched; /* numbers of items whose mentions changed */
  GHashTable *threads; /* threads whose counters may have changed */
  GArray *dates;       /* of mails whose items may have changed */
} ItemSettle;

/* One statement of one mail. */
typedef struct {
  gint64 id, message, date;
  guint n;
  int repeats;
  gint64 kind, state;
  guint alternate;
  gint64 first_line, last_line;
  char *key;
  gint64 number;
} Statement;

static void
statement_clear(gpointer data)
{
  g_free(((Statement *)data)->key);
}

static void
touch(GHashTable *set, gint64 value)
{
  g_hash_table_add(set, g_memdup2(&value, sizeof value));
}

/* --- numbers --- */

static gboolean
find_number(ItemSettle *s, const char *key, gint64 *number, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error, "SELECT number FROM item_number WHERE group_id = $1 AND key = $2", 1, s->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *number = found ? stmt_int(stmt, 0) : 0;
  return TRUE;
}

static gboolean
give_number(ItemSettle *s, const char *key, gint64 *number, GError **error)
{
  if (!find_number(s, key, number, error))
    return FALSE;
  if (*number != 0)
    return TRUE;
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "INSERT INTO item_number (group_id, key, number) SELECT $1, $2, coalesce(max(number), 0) + 1"
      " FROM item_number WHERE group_id = $1 RETURNING number",
      1, s->group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, key);
  if (!stmt_step(stmt, error))
    return FALSE;
  *number = stmt_int(stmt, 0);
  return TRUE;
}

/* --- rows --- */

static gboolean
add_mention(ItemSettle *s, const Statement *st, MentionKind kind, GError **error)
{
  touch(s->touched, st->number);
  return store_run(s->db, error,
                   "INSERT INTO mention (group_id, number, message, kind, n, found, first_line,"
                   " last_line, takes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
                   8, s->group, st->number, st->message, (gint64)kind, (gint64)st->n, st->id,
                   st->first_line, st->last_line);
}

static gboolean
add_item(ItemSettle *s, const Statement *st, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "INSERT INTO item (group_id, number, found, message, kind, date, last_date, key, state,"
      " triaged, n_mentions, n_replies) SELECT $1, $2, $3, $4, $5, $6, $6, $8, coalesce(t.state,"
      " $7), CASE WHEN t.state IS NULL THEN 0 ELSE 1 END, 0, 0 FROM groups g LEFT JOIN triage t ON"
      " t.group_id = g.id AND t.key = $8 WHERE g.id = $1",
      7, s->group, st->number, st->id, st->message, st->kind, st->date, st->state);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 8, st->key);
  return stmt_run(stmt, error) && add_mention(s, st, MENTION_ORIGIN, error);
}

/* Another content of the Message-ID says it too: that of the lesser alternate is the origin. */
static gboolean
share_item(ItemSettle *s, const Statement *st, gint64 origin_alternate, GError **error)
{
  if (origin_alternate <= (gint64)st->alternate)
    return add_mention(s, st, MENTION_REPEAT, error);
  return store_run(s->db, error,
                   "UPDATE mention SET kind = $3 WHERE group_id = $1 AND number = $2 AND kind = $4",
                   4, s->group, st->number, (gint64)MENTION_REPEAT, (gint64)MENTION_ORIGIN) &&
         store_run(s->db, error,
                   "UPDATE item SET found = $3, message = $4, kind = $5, date = $6, state = CASE"
                   " WHEN triaged = 1 THEN state ELSE $7 END WHERE group_id = $1 AND number = $2",
                   7, s->group, st->number, st->id, st->message, st->kind, st->date, st->state) &&
         add_mention(s, st, MENTION_ORIGIN, error);
}

static gboolean
place_statement(ItemSettle *s, GArray *statements, Statement *st, GError **error)
{
  if (st->repeats >= 0 && (guint)st->repeats < st->n) {
    st->number = g_array_index(statements, Statement, st->repeats).number;
    return add_mention(s, st, MENTION_REPEAT, error);
  }
  gint64 origin_alternate = -1;
  if (!give_number(s, st->key, &st->number, error) ||
      !store_number(s->db, &origin_alternate, -1, error,
                    "SELECT m.alternate FROM item i JOIN message m ON m.id = i.message WHERE"
                    " i.group_id = $1 AND i.number = $2",
                    2, s->group, st->number))
    return FALSE;
  return origin_alternate < 0 ? add_item(s, st, error) : share_item(s, st, origin_alternate, error);
}

/* --- one mail --- */

/* The key of a statement: by its words and, when a mail says them again, by the how manieth time.
 */
static char *
key_of(ItemSettle *s, GHashTable *said, const char *message_id, const char *quote,
       const char *title)
{
  const char *words = quote != NULL && *quote != '\0' ? quote : title;
  char *fold = identity_fold(words);
  guint nth = GPOINTER_TO_UINT(g_hash_table_lookup(said, fold));
  g_hash_table_insert(said, fold, GUINT_TO_POINTER(nth + 1));
  return item_key(s->list, message_id, words, nth);
}

static GArray *
load_statements(ItemSettle *s, gint64 message, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(s->db, error,
                    "SELECT f.id, f.n, f.repeats, f.kind, f.state, f.first_line, f.last_line,"
                    " m.alternate, m.date, m.message_id, f.quote, f.title FROM found f JOIN message"
                    " m ON m.id = f.message WHERE f.message = $1 ORDER BY f.n",
                    1, message);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GArray) statements = g_array_new(FALSE, TRUE, sizeof(Statement));
  g_array_set_clear_func(statements, statement_clear);
  g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    Statement st = {.id = stmt_int(stmt, 0),
                    .message = message,
                    .n = (guint)stmt_int(stmt, 1),
                    .repeats = (int)stmt_int(stmt, 2),
                    .kind = stmt_int(stmt, 3),
                    .state = stmt_int(stmt, 4),
                    .first_line = stmt_int(stmt, 5),
                    .last_line = stmt_int(stmt, 6),
                    .alternate = (guint)stmt_int(stmt, 7),
                    .date = stmt_int(stmt, 8)};
    if (st.repeats < 0 || (guint)st.repeats >= st.n)
      st.key = key_of(s, said, stmt_text(stmt, 9), stmt_text(stmt, 10), stmt_text(stmt, 11));
    g_array_append_val(statements, st);
  }
  if (step_error == NULL)
    return g_steal_pointer(&statements);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

static gboolean
settle_mail(ItemSettle *s, gint64 message, GError **error)
{
  g_autoptr(GArray) statements = load_statements(s, message, error);
  if (statements == NULL)
    return FALSE;
  for (guint i = 0; i < statements->len; i++)
    if (!place_statement(s, statements, &g_array_index(statements, Statement, i), error))
      return FALSE;
  return TRUE;
}

/* --- counters --- */

/* Mails whose mentions changed are those of touched items; their number of items follows, and their
 * threads and months. */
static gboolean
count_mail(ItemSettle *s, gint64 message, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "UPDATE place SET n_items = (SELECT count(*) FROM mention me WHERE me.message = $2 AND"
      " me.group_id = $1 AND me.kind = 0), n_votes = (SELECT count(*) FROM vote v WHERE v.message ="
      " $2 AND v.why IS NULL) WHERE group_id = $1 AND message = $2 RETURNING thread, date",
      2, s->group, message);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  gint64 date = stmt_int(stmt, 1);
  touch(s->threads, stmt_int(stmt, 0));
  g_array_append_val(s->dates, date);
  return TRUE;
}

static gboolean
count_item(ItemSettle *s, gint64 number, GError **error)
{
  return store_run(s->db, error,
                   "UPDATE item SET n_mentions = (SELECT count(*) FROM mention me WHERE me.group_id"
                   " = $1 AND me.number = $2 AND me.kind <> 0), n_replies = (SELECT count(*) FROM"
                   " mention me WHERE me.group_id = $1 AND me.number = $2 AND me.kind = 2),"
                   " last_date = (SELECT max(m.date) FROM mention me JOIN message m ON m.id ="
                   " me.message WHERE me.group_id = $1 AND me.number = $2) WHERE group_id = $1 AND"
                   " number = $2",
                   2, s->group, number);
}

static gboolean
count_thread(ItemSettle *s, gint64 thread, GError **error)
{
  return store_run(s->db, error,
                   "UPDATE thread SET n_items = (SELECT sum(n_items) FROM place WHERE group_id = $1"
                   " AND thread = $2), n_votes = (SELECT sum(n_votes) FROM place WHERE group_id ="
                   " $1 AND thread = $2) WHERE group_id = $1 AND root = $2",
                   2, s->group, thread);
}

gboolean
item_count_refresh(Db *db, gint64 group, GError **error)
{
  return store_run(db, error,
                   "UPDATE counter SET n_items = (SELECT count(*) FROM item WHERE group_id = $1 AND"
                   " state <> $3 AND (state <> $4 OR triaged = 0)), n_new_items = (SELECT count(*)"
                   " FROM item WHERE group_id = $1 AND state = $2) WHERE group_id = $1",
                   4, group, (gint64)STATE_NEW, (gint64)STATE_DUPLICATE, (gint64)STATE_DECLINED);
}

static gboolean
for_each(ItemSettle *s, GHashTable *set, gboolean (*count)(ItemSettle *, gint64, GError **),
         GError **error)
{
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, set);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    if (!count(s, *(gint64 *)key, error))
      return FALSE;
  return TRUE;
}

/* Mails whose item became a mere mention, or the other way round. */
static gboolean
count_other_mails(ItemSettle *s, gint64 number, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "SELECT DISTINCT message FROM mention WHERE group_id = $1 AND number = $2 AND kind <> 2", 2,
      s->group, number);
  if (stmt == NULL || !store_ids(stmt, ids, error))
    return FALSE;
  for (guint i = 0; ids->len > 1 && i < ids->len; i++)
    if (!count_mail(s, g_array_index(ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* --- one group --- */

static gboolean
settle_items(ItemSettle *s, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (one->group != s->group || one->bare || g_hash_table_contains(done, &one->message))
      continue;
    g_hash_table_add(done, (gpointer)&one->message);
    if (!settle_mail(s, one->message, error) || !count_mail(s, one->message, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
settle_replies_of(const ReplyScope *scope, const Pending *one, GError **error)
{
  if (one->moved)
    return reply_match_again(scope, one->message, error);
  return (one->replies == NULL || reply_match(scope, one->message, one->replies, error)) &&
         reply_match_waiting(scope, one->message, error);
}

static gboolean
settle_replies(ItemSettle *s, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) known = reply_known_new();
  ReplyScope scope = {.db = s->db, .group = s->group, .touched = s->touched, .known = known};
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (one->group == s->group && !settle_replies_of(&scope, one, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
count_all(ItemSettle *s, GError **error)
{
  if (engine_state(s->db)->lost_items &&
      !store_run(
          s->db, error,
          "DELETE FROM mention WHERE group_id = $1 AND NOT EXISTS (SELECT 1 FROM item i WHERE"
          " i.group_id = $1 AND i.number = mention.number)",
          1, s->group))
    return FALSE;
  return for_each(s, s->touched, count_item, error) &&
         for_each(s, s->touched, count_other_mails, error) &&
         for_each(s, s->threads, count_thread, error) &&
         item_count_refresh(s->db, s->group, error) &&
         month_refresh(s->db, s->group, s->dates, error);
}

static gboolean
settle_group(Db *db, gint64 group, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) threads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT name FROM groups WHERE id = $1", 1, group);
  if (stmt == NULL || !store_one(stmt, "no such group", error))
    return FALSE;
  g_autofree char *list = stmt_dup_text(stmt, 0);
  ItemSettle s = {.db = db,
                  .group = group,
                  .list = list,
                  .touched = touched,
                  .threads = threads,
                  .dates = dates};
  return settle_items(&s, pending, error) && settle_replies(&s, pending, error) &&
         count_all(&s, error);
}

gboolean
db_item_settle(Db *db, gint64 group, GError **error)
{
  DbState *state = engine_state(db);
  GArray *pending = state->unlinked;
  g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
  (void)group; /* as db_thread_settle: all groups that hold a touched mail */
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (g_hash_table_contains(done, &one->group))
      continue;
    g_hash_table_add(done, (gpointer)&one->group);
    if (!settle_group(db, one->group, pending, error))
      return FALSE;
  }
  db_state_clear(state);
  return TRUE;
}
