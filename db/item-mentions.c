/* Where an item is said again or answered: why each mention belongs to it, taking one off, and what
 * the chair did with what a mail suggests. */
#include "db/audit.h"
#include "db/item.h"
#include "db/same.h"
#include "db/store.h"

gpointer
mention_from_row(Stmt *stmt)
{
  Mention *mention = g_new0(Mention, 1);
  mention->message = stmt_int(stmt, 0);
  mention->message_id = stmt_dup_text(stmt, 1);
  mention->subject = stmt_dup_text(stmt, 2);
  mention->from = person_new(stmt_text(stmt, 3), stmt_text(stmt, 4));
  mention->date = stmt_int(stmt, 5);
  mention->kind = (MentionKind)stmt_int(stmt, 6);
  mention->lines = (LineRange){(guint)stmt_int(stmt, 7), (guint)stmt_int(stmt, 8)};
  mention->quote = stmt_dup_text(stmt, 9);
  mention->suggests = !stmt_is_null(stmt, 10);
  mention->suggestion = (ItemState)stmt_int(stmt, 10);
  mention->takes = stmt_int(stmt, 11) != 0;
  return mention;
}

/* Columns behind those of mention_from_row: statement, is a repeat within its mail, SameWhy, score,
 * number. */
static MentionWhy
why_of(Stmt *stmt, const Mention *mention, gint64 number)
{
  if (stmt_int(stmt, 16) != number)
    return MENTION_BY_HAND;
  if (mention->kind == MENTION_REPLY)
    return MENTION_BY_ITSELF;
  if (stmt_int(stmt, 13) != 0)
    return MENTION_SAME_MAIL;
  switch ((SameWhy)stmt_int(stmt, 14)) {
  case SAME_LINK:
    return MENTION_SAME_LINK;
  case SAME_WORDS:
    return MENTION_SAME_WORDS;
  case SAME_NOT:
  default:
    return MENTION_SAME_MAIL; /* another content of the mail */
  }
}

static GPtrArray *
read_mentions(Stmt *stmt, const Item *item, GError **error)
{
  g_autoptr(GPtrArray) mentions = g_ptr_array_new_with_free_func((GDestroyNotify)mention_free);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    Mention *mention = mention_from_row(stmt);
    mention->statement = stmt_dup_text(stmt, 12);
    mention->why = why_of(stmt, mention, item->number);
    mention->score = stmt_double(stmt, 15);
    mention->reply = stmt_dup_text(stmt, 18); /* the link it speaks of, until join_answers */
    g_ptr_array_add(mentions, mention);
  }
  if (step_error == NULL)
    return g_steal_pointer(&mentions);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

GArray *
db_item_places(Db *db, gint64 group, gint64 message, gint64 thread, GError **error)
{
  g_autoptr(Stmt) stmt =
      message != 0
          ? store_prepare(db, error,
                          "SELECT message, number, first_line, last_line FROM mention WHERE message"
                          " = $2 AND group_id = $1 AND kind < 2 ORDER BY n",
                          2, group, message)
          : store_prepare(
                db, error,
                "SELECT me.message, me.number, me.first_line, me.last_line FROM place p"
                " JOIN mention me ON me.message = p.message AND me.group_id = $1 AND"
                " me.kind < 2 WHERE p.group_id = $1 AND p.thread = $2 ORDER BY me.message,"
                " me.n",
                2, group, thread);
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(ItemPlace));
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return NULL;
  while (stmt_step(stmt, &step_error)) {
    ItemPlace place = {
        stmt_int(stmt, 0), stmt_int(stmt, 1), {(guint)stmt_int(stmt, 2), (guint)stmt_int(stmt, 3)}};
    g_array_append_val(places, place);
  }
  if (step_error == NULL)
    return g_steal_pointer(&places);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

/* --- answers --- */

static GHashTable *
load_answers(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT reply, answer FROM suggestion_answer WHERE group_id = $1", 1, group);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GHashTable) answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    g_hash_table_insert(answers, stmt_dup_text(stmt, 0), GINT_TO_POINTER((int)stmt_int(stmt, 1)));
  if (step_error == NULL)
    return g_steal_pointer(&answers);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

/* What is said of a link suggests something for each item that cites it, each with an answer of its
 * own. */
static char *
reply_key(const char *list, const Item *item, const Mention *mention)
{
  if (mention->reply == NULL)
    return item_key(list, mention->message_id, mention->quote, 0);
  g_autofree char *about = g_strjoin("\n", mention->quote != NULL ? mention->quote : "", item->key,
                                     mention->reply, NULL);
  return item_key(list, mention->message_id, about, 0);
}

static char *
suggestion_words(const Mention *mention)
{
  return g_strdup_printf("%s by %s",
                         mention->suggests ? item_state_to_text(mention->suggestion) : "taking it",
                         person_label(mention->from));
}

/* What is said of a link had one answer for all items once. It is that of the item whose history
 * tells of it. */
static gboolean
find_old_answer(Db *db, gint64 group, const Item *item, Mention *mention, int old, GError **error)
{
  g_autofree char *words = suggestion_words(mention);
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT 1 FROM audit WHERE group_id = $1 AND key = $2 AND new = $3 AND verb IN"
                    " ('accept-suggestion', 'ignore-suggestion') LIMIT 1",
                    1, group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, item->key);
  stmt_bind_text(stmt, 3, words);
  if (!store_first(stmt, &found, error))
    return FALSE;
  mention->answer = found ? old : ANSWER_NONE;
  return TRUE;
}

static gboolean
join_answers(Db *db, gint64 group, const Item *item, GPtrArray *mentions, GError **error)
{
  g_autoptr(GHashTable) answers = NULL;
  g_autofree char *list = NULL;
  for (guint i = 0; i < mentions->len; i++) {
    Mention *mention = mentions->pdata[i];
    if (!mention->suggests && !mention->takes)
      continue;
    if (answers == NULL) {
      g_autoptr(Stmt) stmt =
          store_prepare(db, error, "SELECT name FROM groups WHERE id = $1", 1, group);
      answers = load_answers(db, group, error);
      if (answers == NULL || stmt == NULL || !store_one(stmt, "no such group", error))
        return FALSE;
      list = stmt_dup_text(stmt, 0);
    }
    char *key = reply_key(list, item, mention);
    g_autofree char *link = g_steal_pointer(&mention->reply);
    mention->reply = key;
    mention->answer = GPOINTER_TO_INT(g_hash_table_lookup(answers, key));
    if (link == NULL || mention->answer != ANSWER_NONE)
      continue;
    g_autofree char *plain = reply_key(
        list, item, &(Mention){.message_id = mention->message_id, .quote = mention->quote});
    int old = GPOINTER_TO_INT(g_hash_table_lookup(answers, plain));
    if (old != ANSWER_NONE && !find_old_answer(db, group, item, mention, old, error))
      return FALSE;
  }
  return TRUE;
}

/* Later mails that say of a thing which the item cites how it stands, wherever they say it: but not
 * those that are mentions already. */
#define SAID_OF_LINKS                                                                              \
  " UNION ALL SELECT m.id, m.message_id, m.subject, m.from_name, m.from_email, m.date, 2, l.line," \
  " l.line + length(l.said_quote) - length(replace(l.said_quote, '\n', '')), l.said_quote,"        \
  " l.said, 0, NULL, 0, 0, 0, $2, l.n, l.key FROM link l JOIN place p ON p.message = l.message "   \
  "AND"                                                                                            \
  " p.group_id = $1 JOIN message m ON m.id = l.message WHERE l.said IS NOT NULL AND l.key IN"      \
  " (SELECT o.key FROM mention om JOIN link o ON o.found = om.found WHERE om.group_id = $1 AND"    \
  " (om.number = $2 OR om.number IN (SELECT d.number FROM triage t JOIN item d ON d.group_id = $1" \
  " AND d.key = t.key WHERE t.group_id = $1 AND t.merged_into = $3))) AND m.date > $8 AND NOT "    \
  "EXISTS (SELECT 1 FROM mention x WHERE x.group_id ="                                             \
  " $1 AND x.number = $2 AND x.message = l.message AND x.first_line <= l.line AND x.last_line >="  \
  " l.line)"

/* When the item was done: as a person said, else with its first mail. 0: it is not. */
static gboolean
load_settled(Db *db, gint64 group, const Item *item, gint64 *settled, GError **error)
{
  *settled = 0;
  if (item->state != STATE_DONE)
    return TRUE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT coalesce(max(at), $2) FROM audit WHERE group_id = $1 AND verb = 'state' AND key = $3",
      2, group, item->date);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, item->key);
  if (!store_one(stmt, "no such item", error))
    return FALSE;
  *settled = stmt_int(stmt, 0);
  return TRUE;
}

/* What was the origin of a merged one is a repeat here. A later mail that says of the item itself
 * that it is done suggests so; one that lists it as before, after it was done, suggests that it is
 * open again. */
GPtrArray *
item_mentions(Db *db, gint64 group, const Item *item, GError **error)
{
  gint64 settled;
  if (!load_settled(db, group, item, &settled, error))
    return NULL;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT m.id, m.message_id, m.subject, m.from_name, m.from_email, m.date, CASE WHEN me.kind ="
      " 0 THEN 1 ELSE me.kind END, me.first_line, me.last_line, coalesce(me.quote, f.quote),"
      " coalesce(me.suggestion, CASE WHEN f.state <> $4 THEN f.state WHEN $6 > 0 AND f.listed = 1"
      " AND f.kind = $7 AND m.date > $6 THEN $5 END), me.takes, me.key, CASE"
      " WHEN f.repeats >= 0 AND f.repeats < f.n THEN 1 ELSE 0 END, coalesce(s.why, 0),"
      " coalesce(s.score, 0), me.number, me.n, NULL FROM mention me JOIN message m ON m.id = "
      "me.message "
      "LEFT"
      " JOIN found f ON f.id = me.found LEFT JOIN statement s ON s.group_id = me.group_id AND s.key"
      " = me.key WHERE me.group_id = $1 AND ((me.number = $2 AND me.kind <> 0) OR me.number IN"
      " (SELECT d.number FROM triage t JOIN item d ON d.group_id = $1 AND d.key = t.key WHERE"
      " t.group_id = $1 AND t.merged_into = $3))" SAID_OF_LINKS " ORDER BY 6, 2, 8, 18",
      2, group, item->number);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 3, item->key);
  stmt_bind_int(stmt, 4, STATE_NEW);
  stmt_bind_int(stmt, 5, STATE_OPEN);
  stmt_bind_int(stmt, 6, settled);
  stmt_bind_int(stmt, 7, ITEM_BACKLOG);
  stmt_bind_int(stmt, 8, item->date);
  g_autoptr(GPtrArray) mentions = read_mentions(stmt, item, error);
  return mentions != NULL && join_answers(db, group, item, mentions, error)
             ? g_steal_pointer(&mentions)
             : NULL;
}

gboolean
db_item_load_mentions(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    g_clear_pointer(&item->mentions, g_ptr_array_unref);
    item->mentions = item_mentions(db, group, item, error);
    if (item->mentions == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_answer(Db *db, gint64 group, const char *reply, SuggestionAnswer answer, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO suggestion_answer (group_id, answer, reply) VALUES ($1, $2, $3) ON CONFLICT"
      " (group_id, reply) DO UPDATE SET answer = excluded.answer",
      2, group, (gint64)answer);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, reply);
  return stmt_run(stmt, error);
}

static const Mention *
find_suggestion(const Item *item, const char *reply)
{
  for (guint i = 0; i < item->mentions->len; i++) {
    const Mention *mention = item->mentions->pdata[i];
    if (mention->reply != NULL && g_strcmp0(mention->reply, reply) == 0)
      return mention;
  }
  return NULL;
}

static gboolean
answer(Db *db, gint64 group, gint64 number, const char *reply, SuggestionAnswer given,
       const char *who, gint64 now, GError **error)
{
  g_autoptr(Item) item = db_item_get(db, group, number, error);
  const Mention *mention = item != NULL ? find_suggestion(item, reply) : NULL;
  if (item == NULL)
    return FALSE;
  if (mention == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "nothing of that name is suggested for item %" G_GINT64_FORMAT, number);
    return FALSE;
  }
  if (mention->answer == given)
    return TRUE;
  g_autofree char *words = suggestion_words(mention);
  gboolean accept = given == ANSWER_ACCEPTED;
  return write_answer(db, group, reply, given, error) &&
         db_audit_add(db, group, who, accept ? "accept-suggestion" : "ignore-suggestion", item->key,
                      NULL, words, now, error) &&
         (!accept || !mention->suggests ||
          db_item_set_state(db, group, number, mention->suggestion, who, now, error)) &&
         (!accept || !mention->takes ||
          db_item_set_owner(db, group, number, person_label(mention->from), who, now, error));
}

gboolean
db_item_answer(Db *db, gint64 group, gint64 number, const char *reply, SuggestionAnswer given,
               const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, answer(db, group, number, reply, given, who, now, error), error);
}

/* --- taking a mention off --- */

static gboolean
number_of(Db *db, gint64 group, const char *statement, gint64 *number, char **leader,
          GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT s.number, l.key FROM statement s LEFT JOIN statement l ON l.id = s.lead"
                    " WHERE s.group_id = $1 AND s.key = $2",
                    1, group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, statement);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *number = found ? stmt_int(stmt, 0) : 0;
  if (leader != NULL)
    *leader = found ? stmt_dup_text(stmt, 1) : NULL;
  return TRUE;
}

static gboolean
set_apart(Db *db, gint64 group, const char *statement, const char *leader, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "INSERT INTO item_apart (group_id, key, other) VALUES ($1, $2, $3) ON CONFLICT"
                    " (group_id, key, other) DO NOTHING",
                    1, group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, statement);
  stmt_bind_text(stmt, 3, leader);
  return stmt_run(stmt, error);
}

static gboolean
split_mention(Db *db, gint64 group, gint64 number, const char *statement, const char *who,
              gint64 now, gint64 *off, GError **error)
{
  g_autofree char *leader = NULL;
  gint64 of = 0;
  if (!number_of(db, group, statement, &of, &leader, error))
    return FALSE;
  if (of != number || leader == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no mention that was joined to item %" G_GINT64_FORMAT, statement, number);
    return FALSE;
  }
  if (!set_apart(db, group, statement, leader, error) ||
      !item_settle_again(db, group, statement, error) ||
      !number_of(db, group, statement, off, NULL, error))
    return FALSE;
  g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, number);
  g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, *off);
  return db_audit_add(db, group, who, "split", leader, from, to, now, error) &&
         db_audit_add(db, group, who, "split", statement, from, to, now, error);
}

gboolean
db_item_split_mention(Db *db, gint64 group, gint64 number, const char *statement, const char *who,
                      gint64 now, gint64 *off, GError **error)
{
  gboolean own = FALSE;
  *off = 0;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, split_mention(db, group, number, statement, who, now, off, error),
                      error);
}

gboolean
db_item_number_now(Db *db, gint64 group, gint64 number, gint64 *now, GError **error)
{
  return store_number(db, now, 0, error,
                      "SELECT s.number FROM item_number n JOIN statement s ON s.group_id ="
                      " n.group_id AND s.key = n.key WHERE n.group_id = $1 AND n.number = $2",
                      2, group, number);
}
