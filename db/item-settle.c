/* Items of a group from what was found in its mails. A statement is known by its key: the same
 * words under the same Message-ID (a second content of it) are one. Which statements lead items and
 * which are further mentions of one is statement.c's. */
#include "db/item.h"
#include "db/identity.h"
#include "db/statement.h"

typedef struct {
  Db *db;
  gint64 group;
  char *list;          /* name of the group: part of each key */
  GHashTable *touched; /* numbers of items whose mentions changed */
  GHashTable *threads; /* threads whose counters may have changed */
  GArray *dates;       /* of mails whose items may have changed */
  GHashTable *mails;   /* messages whose number of items may have changed */
  GHashTable *links;   /* of one mail: found -> keys of bugs and patches it cites */
  Identity identity;
} ItemSettle;

/* One statement of one mail. */
typedef struct {
  gint64 id, message, date;
  guint n;
  int repeats;
  gint64 kind, state;
  guint alternate;
  gint64 first_line, last_line;
  char *key, *title;
  gint64 number, mail, parent;
  gboolean listed;
} Statement;

static void
statement_clear(gpointer data)
{
  Statement *st = data;
  g_free(st->key);
  g_free(st->title);
}

static void
touch(GHashTable *set, gint64 value)
{
  g_hash_table_add(set, g_memdup2(&value, sizeof value));
}

/* The statement that this one repeats in the same mail, or NULL. */
static const Statement *
repeated_of(GArray *statements, const Statement *st)
{
  return st->repeats >= 0 && (guint)st->repeats < st->n && (guint)st->repeats < statements->len
             ? &g_array_index(statements, Statement, st->repeats)
             : NULL;
}

static gboolean
place_statement(ItemSettle *s, GArray *statements, Statement *st, GError **error)
{
  const Statement *first = repeated_of(statements, st);
  StatementNew new = {.key = first != NULL ? first->key : st->key,
                      .found = st->id,
                      .message = st->message,
                      .n = st->n,
                      .alternate = st->alternate,
                      .first_line = st->first_line,
                      .last_line = st->last_line};
  if (first != NULL) {
    st->number = first->number;
    st->key = g_strdup(first->key);
    return identity_mention(&s->identity, &new, st->number, MENTION_REPEAT, error);
  }
  const char *above = st->parent >= 0 && (guint)st->parent < st->n
                          ? g_array_index(statements, Statement, st->parent).title
                          : NULL;
  same_text_init(&new.text, (ItemKind)st->kind, st->listed, st->title, above,
                 g_hash_table_lookup(s->links, &st->id));
  if (st->n >= SAME_STATEMENTS_MAX)
    same_text_leave_out(&new.text);
  new.text.mail = st->mail;
  new.text.date = st->date;
  return identity_place(&s->identity, &new, &st->number, error);
}

/* --- one mail --- */

/* The key of a statement: by its words and, when a mail says them again, by the
 * how manieth time. */
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
                    " m.alternate, m.date, m.message_id, f.quote, f.title, m.id_hash, f.parent,"
                    " f.listed FROM found f JOIN message m ON m.id = f.message WHERE f.message = $1"
                    " ORDER BY f.n",
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
                    .date = stmt_int(stmt, 8),
                    .title = stmt_dup_text(stmt, 11),
                    .mail = stmt_int(stmt, 12),
                    .parent = stmt_int(stmt, 13),
                    .listed = stmt_int(stmt, 14) != 0};
    if (st.repeats < 0 || (guint)st.repeats >= st.n)
      st.key = key_of(s, said, stmt_text(stmt, 9), stmt_text(stmt, 10), stmt_text(stmt, 11));
    g_array_append_val(statements, st);
  }
  if (step_error == NULL)
    return g_steal_pointer(&statements);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

/* What statements are known by beside their words. */
static gboolean
load_links(ItemSettle *s, gint64 message, GError **error)
{
  g_hash_table_remove_all(s->links);
  g_autoptr(Stmt) stmt = store_prepare(
      s->db, error,
      "SELECT found, key FROM link WHERE message = $1 AND found IS NOT NULL AND kind IN ($2, $3)"
      " ORDER BY found, key",
      3, message, (gint64)LINK_BUG, (gint64)LINK_PATCH);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    gint64 found = stmt_int(stmt, 0);
    GPtrArray *keys = g_hash_table_lookup(s->links, &found);
    if (keys == NULL) {
      keys = g_ptr_array_new_with_free_func(g_free);
      g_hash_table_insert(s->links, g_memdup2(&found, sizeof found), keys);
    }
    g_ptr_array_add(keys, stmt_dup_text(stmt, 1));
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
settle_mail(ItemSettle *s, gint64 message, GError **error)
{
  g_autoptr(GArray) statements = load_statements(s, message, error);
  if (statements == NULL || (statements->len > 0 && !load_links(s, message, error)))
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
                   "UPDATE item SET (n_mentions, n_replies, last_date) = (SELECT coalesce(sum(CASE"
                   " WHEN me.kind <> 0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN me.kind = 2"
                   " THEN 1 ELSE 0 END), 0), max(m.date) FROM mention me JOIN message m ON m.id ="
                   " me.message WHERE me.group_id = $1 AND me.number = $2) WHERE group_id = $1 AND"
                   " number = $2",
                   2, s->group, number);
}

static gboolean
count_thread(ItemSettle *s, gint64 thread, GError **error)
{
  return store_run(s->db, error,
                   "UPDATE thread SET (n_items, n_votes) = (SELECT sum(n_items), sum(n_votes) FROM"
                   " place WHERE group_id = $1 AND thread = $2) WHERE group_id = $1 AND root = $2",
                   2, s->group, thread);
}

/* At each batch: all but those that the index tells apart, so that only declined ones
 * are read. */
gboolean
item_count_refresh(Db *db, gint64 group, GError **error)
{
  return store_run(db, error,
                   "UPDATE counter SET n_items = (SELECT count(*) FROM item WHERE group_id = $1) -"
                   " (SELECT count(*) FROM item WHERE group_id = $1 AND state = $3) - (SELECT"
                   " count(*) FROM item WHERE group_id = $1 AND state = $4 AND triaged <> 0),"
                   " n_new_items = (SELECT count(*) FROM item WHERE group_id = $1 AND state = $2)"
                   " WHERE group_id = $1",
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
    touch(s->mails, one->message);
    if (!settle_mail(s, one->message, error))
      return FALSE;
  }
  return identity_finish(&s->identity, error);
}

static gboolean
settle_replies_of(const ReplyScope *scope, const Pending *one, GError **error)
{
  if (one->moved)
    return reply_match_again(scope, one->message, error);
  return (one->replies == NULL || reply_match(scope, one->message, one->replies, error)) &&
         reply_match_waiting(scope, one->message, error);
}

/* A raw mail that takes the place of its copy within one transaction is pending twice: what the
 * later says is stored. */
static GHashTable *
last_of_each(const ItemSettle *s, const GArray *pending)
{
  GHashTable *last = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    if (one->group == s->group && !one->moved)
      g_hash_table_insert(last, (gpointer)&one->message, (gpointer)one);
  }
  return last;
}

static gboolean
settle_replies(ItemSettle *s, GArray *pending, GError **error)
{
  g_autoptr(GHashTable) known = reply_known_new();
  g_autoptr(GHashTable) last = last_of_each(s, pending);
  ReplyScope scope = {.db = s->db, .group = s->group, .touched = s->touched, .known = known};
  for (guint i = 0; i < pending->len; i++) {
    const Pending *one = &g_array_index(pending, Pending, i);
    gboolean stands = one->moved || g_hash_table_lookup(last, &one->message) == one;
    if (one->group == s->group && stands && !settle_replies_of(&scope, one, error))
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
  return for_each(s, s->touched, count_item, error) && for_each(s, s->mails, count_mail, error) &&
         for_each(s, s->threads, count_thread, error) &&
         item_count_refresh(s->db, s->group, error) &&
         month_refresh(s->db, s->group, s->dates, error);
}

/* Those of mails that were placed. */
static void
take_dates(ItemSettle *s)
{
  const GArray *touched = engine_state(s->db)->dates;
  for (guint i = 0; i < touched->len; i++) {
    const TouchedDate *one = &g_array_index(touched, TouchedDate, i);
    if (one->group == s->group)
      g_array_append_val(s->dates, one->date);
  }
}

/* What settling one group works with; freed as a whole. */
static ItemSettle *
settle_new(Db *db, gint64 group, const char *list)
{
  ItemSettle *s = g_new0(ItemSettle, 1);
  s->db = db;
  s->group = group;
  s->list = g_strdup(list);
  s->touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  s->threads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  s->mails = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  s->links =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  s->dates = g_array_new(FALSE, FALSE, sizeof(gint64));
  identity_init(&s->identity, db, group, s->touched, s->mails);
  return s;
}

static void
settle_free(ItemSettle *s)
{
  identity_clear(&s->identity);
  g_array_unref(s->dates);
  g_hash_table_unref(s->links);
  g_hash_table_unref(s->mails);
  g_hash_table_unref(s->threads);
  g_hash_table_unref(s->touched);
  g_free(s->list);
  g_free(s);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ItemSettle, settle_free)

static ItemSettle *
settle_begin(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT name FROM groups WHERE id = $1", 1, group);
  if (stmt == NULL || !store_one(stmt, "no such group", error))
    return NULL;
  ItemSettle *s = settle_new(db, group, stmt_text(stmt, 0));
  take_dates(s);
  return s;
}

static gboolean
settle_group(Db *db, gint64 group, GArray *pending, GError **error)
{
  g_autoptr(ItemSettle) s = settle_begin(db, group, error);
  return s != NULL && settle_items(s, pending, error) && settle_replies(s, pending, error) &&
         count_all(s, error);
}

gboolean
item_settle_again(Db *db, gint64 group, const char *key, GError **error)
{
  g_autoptr(ItemSettle) s = settle_begin(db, group, error);
  return s != NULL && identity_look_again(&s->identity, key, error) && count_all(s, error);
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
