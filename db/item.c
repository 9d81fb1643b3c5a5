/* Reading items: lists by what is asked for, and one with its story. */
#include "db/item.h"
#include "db/link-ref.h"
#include "db/store.h"

#include <string.h>

#define ITEM_COLUMNS                                                                               \
  "i.number, i.key, i.kind, i.state, coalesce(t.title, f.title), f.title, coalesce(t.owner,"       \
  " f.owner), CASE WHEN t.owner IS NULL THEN f.owner_person END, f.section, pm.number, pf.title,"  \
  " f.rule, f.confidence, f.due, i.date, i.last_date, p.thread, m.id, m.message_id, m.subject,"    \
  " m.from_name, m.from_email, m.date, f.first_line, f.last_line, f.quote, i.n_mentions,"          \
  " i.n_replies, f.note"
#define ITEM_TABLES                                                                                \
  " FROM item i JOIN found f ON f.id = i.found JOIN message m ON m.id = i.message LEFT JOIN"       \
  " triage t ON t.group_id = i.group_id AND t.key = i.key"
#define ITEM_AROUND                                                                                \
  " JOIN place p ON p.group_id = i.group_id AND p.message = i.message LEFT JOIN found pf ON"       \
  " pf.message = f.message AND pf.n = f.parent LEFT JOIN mention pm ON pm.found = pf.id AND"       \
  " pm.group_id = i.group_id"

static gpointer
row_to_item(Stmt *stmt)
{
  Item *item = g_new0(Item, 1);
  item->number = stmt_int(stmt, 0);
  item->key = stmt_dup_text(stmt, 1);
  item->kind = (ItemKind)stmt_int(stmt, 2);
  item->state = (ItemState)stmt_int(stmt, 3);
  item->title = stmt_dup_text(stmt, 4);
  item->found_title = stmt_dup_text(stmt, 5);
  item->owner = stmt_dup_text(stmt, 6);
  item->owner_person = stmt_dup_text(stmt, 7);
  item->section = stmt_dup_text(stmt, 8);
  item->parent = stmt_int(stmt, 9);
  item->parent_title = stmt_dup_text(stmt, 10);
  item->rule = stmt_dup_text(stmt, 11);
  item->confidence = stmt_double(stmt, 12);
  item->due = stmt_int(stmt, 13);
  item->date = stmt_int(stmt, 14);
  item->last_date = stmt_int(stmt, 15);
  item->thread_id = stmt_int(stmt, 16);
  item->origin = g_new0(Mention, 1);
  item->origin->kind = MENTION_ORIGIN;
  item->origin->message = stmt_int(stmt, 17);
  item->origin->message_id = stmt_dup_text(stmt, 18);
  item->origin->subject = stmt_dup_text(stmt, 19);
  item->origin->from = person_new(stmt_text(stmt, 20), stmt_text(stmt, 21));
  item->origin->date = stmt_int(stmt, 22);
  item->origin->lines = (LineRange){(guint)stmt_int(stmt, 23), (guint)stmt_int(stmt, 24)};
  item->origin->quote = stmt_dup_text(stmt, 25);
  item->n_mentions = (guint)stmt_int(stmt, 26);
  item->n_replies = (guint)stmt_int(stmt, 27);
  item->origin->note = stmt_dup_text(stmt, 28);
  return item;
}

#define BRIEF_COLUMNS                                                                              \
  "i.number, i.kind, i.state, i.date, i.last_date, i.n_mentions, i.n_replies, i.due, i.owned,"     \
  " i.message"

static gpointer
row_to_brief(Stmt *stmt)
{
  Item *item = g_new0(Item, 1);
  item->number = stmt_int(stmt, 0);
  item->kind = (ItemKind)stmt_int(stmt, 1);
  item->state = (ItemState)stmt_int(stmt, 2);
  item->date = stmt_int(stmt, 3);
  item->last_date = stmt_int(stmt, 4);
  item->n_mentions = (guint)stmt_int(stmt, 5);
  item->n_replies = (guint)stmt_int(stmt, 6);
  item->due = stmt_int(stmt, 7);
  item->owner = stmt_int(stmt, 8) != 0 ? g_strdup("") : NULL;
  item->origin = g_new0(Mention, 1);
  item->origin->message = stmt_int(stmt, 9);
  return item;
}

/* --- from a question to SQL: constant pieces, numbered placeholders, bound values --- */

typedef struct {
  GString *sql;
  GArray *values;   /* Value: bound to $1, $2, ... */
  GPtrArray *owned; /* texts made for binding */
  GArray *meant; /* numbers of items whose owner is the person asked for, though written otherwise;
                    NULL: not looked for */
} Ask;

typedef struct {
  const char *text; /* borrowed, or NULL: number */
  gint64 number;
} Value;

/* Appends piece, in which ? stands for the value. */
static void
ask_value(Ask *ask, const char *piece, Value value)
{
  g_array_append_val(ask->values, value);
  for (const char *p = piece; *p != '\0'; p++) {
    if (*p == '?')
      g_string_append_printf(ask->sql, "$%u", ask->values->len);
    else
      g_string_append_c(ask->sql, *p);
  }
}

static void
ask_int(Ask *ask, const char *piece, gint64 number)
{
  ask_value(ask, piece, (Value){.number = number});
}

static void
ask_text(Ask *ask, const char *piece, const char *text)
{
  ask_value(ask, piece, (Value){.text = text});
}

static Stmt *
ask_prepare(Db *db, const Ask *ask, GError **error)
{
  Stmt *stmt = engine_prepare_built(db, ask->sql->str, error);
  for (guint i = 0; stmt != NULL && i < ask->values->len; i++) {
    const Value *value = &g_array_index(ask->values, Value, i);
    if (value->text != NULL)
      stmt_bind_text(stmt, (int)i + 1, value->text);
    else
      stmt_bind_int(stmt, (int)i + 1, value->number);
  }
  return stmt;
}

static void
ask_clear(Ask *ask)
{
  g_string_free(ask->sql, TRUE);
  g_array_unref(ask->values);
  g_ptr_array_unref(ask->owned);
  g_clear_pointer(&ask->meant, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ask, ask_clear)

static Ask
ask_new(const char *start)
{
  return (Ask){.sql = g_string_new(start),
               .values = g_array_new(FALSE, FALSE, sizeof(Value)),
               .owned = g_ptr_array_new_with_free_func(g_free)};
}

static void
ask_take(Ask *ask, const char *piece, char *text)
{
  g_ptr_array_add(ask->owned, text);
  ask_text(ask, piece, text);
}

#define CITES                                                                                      \
  "i.number IN (SELECT me.number FROM link l JOIN mention me ON me.found = l.found AND"            \
  " me.group_id = $1 WHERE "

/* The end of a key alone: of whatever kind, and of whatever tracker. */
static void
ask_loose_link(Ask *ask, const char *text)
{
  G_STATIC_ASSERT(LINK_N_KINDS == 7);
  ask_take(ask, " AND " CITES "l.kind IN (0, 1, 2, 3, 4, 5, 6) AND l.ref = ?)",
           g_utf8_strdown(text, -1));
}

/* The index of links is on the end of their keys. */
static void
ask_link(Ask *ask, const char *key)
{
  for (int kind = 0; kind < LINK_N_KINDS; kind++) {
    const char *word = link_kind_to_text((LinkKind)kind);
    if (!g_str_has_prefix(key, word) || key[strlen(word)] != ':')
      continue;
    ask_int(ask, " AND " CITES "l.kind = ?", kind);
    ask_take(ask, " AND l.ref = ?", link_ref((LinkKind)kind, key));
    ask_text(ask, " AND l.key = ?)", key);
    return;
  }
  ask_loose_link(ask, key);
}

/* Part of a title, lower case, in which % and _ stand for themselves. Caller frees. */
static char *
like_pattern(const char *text)
{
  g_autofree char *lower = g_utf8_strdown(text, -1);
  GString *out = g_string_new("%");
  for (const char *p = lower; *p != '\0'; p++) {
    if (strchr("%_\\", *p) != NULL)
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '%');
  return g_string_free(out, FALSE);
}

static void
ask_texts(Ask *ask, const ItemQuery *q)
{
  if (q->owner != NULL) {
    ask_take(ask, " AND (lower(coalesce(t.owner, f.owner)) = ?", g_utf8_strdown(q->owner, -1));
    ask_take(ask, " OR (t.owner IS NULL AND lower(f.owner_person) = ?)",
             g_utf8_strdown(q->owner, -1));
    g_string_append(ask->sql, " OR i.number IN (0");
    for (guint n = 0; ask->meant != NULL && n < ask->meant->len; n++)
      ask_int(ask, ", ?", g_array_index(ask->meant, gint64, n));
    g_string_append(ask->sql, "))");
  }
  if (q->section != NULL)
    ask_text(ask, " AND f.section = ?", q->section);
  if (q->text != NULL)
    ask_take(ask, " AND lower(coalesce(t.title, f.title)) LIKE ? ESCAPE '\\'",
             like_pattern(q->text));
  if (q->link_key != NULL)
    ask_link(ask, q->link_key);
  if (q->linked != ITEM_LINKED_ANY)
    g_string_append(ask->sql, q->linked == ITEM_LINKED ? " AND " CITES "l.found IS NOT NULL)"
                                                       : " AND NOT " CITES "l.found IS NOT NULL)");
}

static void
ask_numbers(Ask *ask, const ItemQuery *q)
{
  g_string_append(ask->sql, " AND i.number IN (0");
  for (guint n = 0; n < q->n_numbers; n++)
    ask_int(ask, ", ?", q->numbers[n]);
  g_string_append(ask->sql, ")");
}

/* Joined with the item only what the conditions and the order look at: thousands of rows are chosen
 * from. */
static void
ask_tables(Ask *ask, const ItemQuery *q, gboolean ordered)
{
  gboolean texts = q->owner != NULL || q->section != NULL || q->text != NULL;
  gboolean by_text = ordered && (q->order == ITEM_BY_TITLE || q->order == ITEM_BY_OWNER);
  gboolean by_mail = ordered && q->order == ITEM_BY_MAIL;
  g_string_append(ask->sql, " FROM item i");
  if (texts || by_text || by_mail)
    g_string_append(ask->sql, " JOIN found f ON f.id = i.found");
  if (texts || by_text)
    g_string_append(ask->sql, " LEFT JOIN triage t ON t.group_id = i.group_id AND t.key = i.key");
  if (by_mail)
    g_string_append(ask->sql, " JOIN message m ON m.id = i.message");
}

/* Written out, so that an index of that column answers; not where something else finds the few rows
 * that there are. */
static void
ask_among(Ask *ask, const ItemQuery *q, const char *column, guint bits, guint n)
{
  gboolean few = q->message != 0 || q->thread != 0 || q->numbers != NULL;
  if (few && (bits & ((1u << n) - 1)) == (1u << n) - 1)
    return;
  g_string_append_printf(ask->sql, " AND %s%s IN (-1", few ? "+" : "", column);
  for (guint i = 0; i < n; i++)
    if ((bits >> i & 1) != 0)
      g_string_append_printf(ask->sql, ", %u", i);
  g_string_append(ask->sql, ")");
}

static void
ask_where(Ask *ask, gint64 group, const ItemQuery *q)
{
  G_STATIC_ASSERT(STATE_DUPLICATE == 6 && STATE_DECLINED == 4);
  ask_int(ask, " WHERE i.group_id = ?", group); /* $1 */
  if (q->by_kind)
    ask_among(ask, q, "i.kind", q->kinds, ITEM_N_KINDS);
  if (q->by_state)
    ask_among(ask, q, "i.state", q->states, STATE_N);
  else /* not the merged ones, nor those that a person, not a mail, declined */
    g_string_append(ask->sql, " AND i.state <> 6 AND NOT (i.state = 4 AND i.triaged = 1)");
  if (q->since != 0)
    ask_int(ask, " AND i.date >= ?", q->since);
  if (q->until != 0)
    ask_int(ask, " AND i.date < ?", q->until);
  if (q->message != 0)
    ask_int(ask,
            " AND i.number IN (SELECT me.number FROM mention me WHERE me.group_id = $1 AND"
            " me.message = ?)",
            q->message);
  /* From the mails of the thread to what they state: items are indexed by that, not
   * by their mail. */
  if (q->thread != 0)
    ask_int(ask,
            " AND i.number IN (SELECT me.number FROM place q CROSS JOIN mention me ON me.message ="
            " q.message AND me.group_id = $1 AND me.kind < 2 WHERE q.group_id = $1 AND q.thread ="
            " ?)",
            q->thread);
  if (q->numbers != NULL)
    ask_numbers(ask, q);
  ask_texts(ask, q);
}

/* Everything after SELECT ... : tables and conditions. */
static void
ask_which(Ask *ask, gint64 group, const ItemQuery *q, gboolean ordered)
{
  ask_tables(ask, q, ordered);
  ask_where(ask, group, q);
}

/* "KB" is Kim Berg's where the minutes say so. */
static gboolean
ask_people(Ask *ask, Db *db, gint64 group, const ItemQuery *q, GError **error)
{
  if (q->owner == NULL || *q->owner == '\0')
    return TRUE;
  ask->meant = item_numbers_of_person(db, group, q->owner, error);
  return ask->meant != NULL;
}

static const char *
order_of(const ItemQuery *q)
{
  switch (q->order) {
  case ITEM_BY_AGE:
    return " ORDER BY i.date, i.number";
  case ITEM_BY_TITLE:
    return " ORDER BY lower(coalesce(t.title, f.title)), i.number";
  case ITEM_BY_OWNER:
    return " ORDER BY coalesce(t.owner, f.owner) IS NULL, lower(coalesce(t.owner, f.owner)),"
           " i.date DESC, i.number DESC";
  case ITEM_BY_WEIGHT:
    return " ORDER BY i.n_mentions DESC, i.date DESC, i.number DESC";
  case ITEM_BY_MAIL:
    return " ORDER BY i.date, m.message_id, m.alternate, f.n";
  case ITEM_BY_LAST:
    return " ORDER BY CASE WHEN i.last_date > i.date THEN i.last_date ELSE i.date END DESC,"
           " i.number DESC";
  case ITEM_BY_DATE:
  default:
    return " ORDER BY i.date DESC, i.number DESC";
  }
}

/* --- links of many items, one statement a slice --- */

/* Each thing once, however many mentions cite it. */
static gboolean
has_link(const Item *item, const Link *link)
{
  for (guint i = 0; i < item->links->len; i++)
    if (strcmp(((const Link *)item->links->pdata[i])->key, link->key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
take_links(Stmt *stmt, GHashTable *by_number, GError **error)
{
  g_autoptr(GPtrArray) links = store_rows(stmt, link_from_row, NULL, error);
  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < links->len; i++) {
    Link *link = links->pdata[i];
    Item *item = g_hash_table_lookup(by_number, &link->item);
    if (item == NULL || has_link(item, link)) {
      link_free(link);
      continue;
    }
    g_ptr_array_add(item->links, link);
    item->n_links++;
  }
  return TRUE;
}

static gboolean
load_links(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  enum { SLICE = 500 };
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    item->n_links = 0;
    item->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    g_hash_table_insert(by_number, &item->number, item);
  }
  for (guint start = 0; start < items->len; start += SLICE) {
    g_auto(Ask) ask = ask_new("SELECT " LINK_COLUMNS " WHERE l.found IN (SELECT x.found FROM"
                              " mention x WHERE 1 = 1");
    ask_int(&ask, " AND x.group_id = ? AND x.number IN (0", group);
    for (guint i = start; i < MIN(items->len, start + SLICE); i++)
      ask_int(&ask, ", ?", ((Item *)items->pdata[i])->number);
    g_string_append(ask.sql, ")) ORDER BY m.date, m.message_id, l.line, l.n");
    g_autoptr(Stmt) stmt = ask_prepare(db, &ask, error);
    if (stmt == NULL || !take_links(stmt, by_number, error))
      return FALSE;
  }
  return TRUE;
}

/* --- lists --- */

/* Links of items are few among all links, so they are counted from their side, in one go. */
static gboolean
count_links(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert(by_number, &((Item *)items->pdata[i])->number, items->pdata[i]);
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT x.number, count(DISTINCT l.key) FROM link l CROSS JOIN mention x ON "
                    "x.found = l.found AND"
                    " x.group_id = $1 WHERE l.found IS NOT NULL GROUP BY x.number",
                    1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    gint64 number = stmt_int(stmt, 0);
    Item *item = g_hash_table_lookup(by_number, &number);
    if (item != NULL)
      item->n_links = (guint)stmt_int(stmt, 1);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* Only threads with votes matter to what items weigh, and they are few: the others are not looked
 * up. */
static gboolean
join_vote_threads(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  g_autoptr(GHashTable) threads =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT p.message, p.thread FROM thread h JOIN place p ON p.group_id = h.group_id AND"
      " p.thread = h.root WHERE h.group_id = $1 AND h.n_votes > 0",
      1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    gint64 message = stmt_int(stmt, 0), thread = stmt_int(stmt, 1);
    g_hash_table_insert(threads, g_memdup2(&message, sizeof message),
                        g_memdup2(&thread, sizeof thread));
  }
  if (step_error != NULL) {
    g_propagate_error(error, g_steal_pointer(&step_error));
    return FALSE;
  }
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    const gint64 *thread = g_hash_table_lookup(threads, &item->origin->message);
    item->thread_id = thread != NULL ? *thread : 0;
  }
  return TRUE;
}

/* No agenda has decisions, nor questions that were answered unless they are due or were put off:
 * most items of most lists. agenda.c chooses among the others. */
static GPtrArray *
list_brief(Db *db, gint64 group, const ItemQuery *query, GError **error)
{
  G_STATIC_ASSERT(ITEM_DECISION == 4 && ITEM_QUESTION == 5 && STATE_SCHEDULED == 2 &&
                  STATE_DEFERRED == 5);
  g_auto(Ask) ask = ask_new("SELECT " BRIEF_COLUMNS);
  if (!ask_people(&ask, db, group, query, error))
    return NULL;
  ask_which(&ask, group, query, FALSE);
  g_string_append(ask.sql, " AND i.kind <> 4 AND NOT (i.kind = 5 AND i.n_replies > 0 AND i.due = 0"
                           " AND i.state NOT IN (2, 5)) ORDER BY i.number");
  g_autoptr(Stmt) stmt = ask_prepare(db, &ask, error);
  g_autoptr(GPtrArray) items =
      stmt != NULL ? store_rows(stmt, row_to_brief, (GDestroyNotify)item_free, error) : NULL;
  if (items == NULL || !count_links(db, group, items, error) ||
      !join_vote_threads(db, group, items, error) || !item_count_votes(db, group, items, error))
    return NULL;
  return g_steal_pointer(&items);
}

/* Most mails state no item; to see that is a tenth of looking for their items. */
static gboolean
message_has_none(Db *db, gint64 group, gint64 message, gboolean *none, GError **error)
{
  gint64 some = 0;
  gboolean ok = store_number(db, &some, 0, error,
                             "SELECT 1 FROM mention WHERE message = $2 AND group_id = $1 LIMIT 1",
                             2, group, message);
  *none = some == 0;
  return ok;
}

/* Ends the choosing that was begun, and asks for all of the chosen. */
static void
ask_chosen(Ask *ask, gint64 group, const ItemQuery *query)
{
  ask_which(ask, group, query, TRUE);
  if (query->limit != 0) {
    g_string_append(ask->sql, order_of(query));
    ask_int(ask, " LIMIT ?", query->limit);
    ask_int(ask, " OFFSET ?", query->offset);
  }
  g_string_append(ask->sql, ") SELECT " ITEM_COLUMNS ITEM_TABLES ITEM_AROUND
                            " WHERE i.group_id = $1 AND i.number IN (SELECT number FROM chosen)");
}

GPtrArray *
db_item_list(Db *db, gint64 group, const ItemQuery *query, GError **error)
{
  gboolean none = FALSE;
  if (query->brief)
    return list_brief(db, group, query, error);
  if (query->message != 0 && !message_has_none(db, group, query->message, &none, error))
    return NULL;
  if (none)
    return g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  /* The rows are chosen from few columns; only the chosen are joined with the rest. Those of one
   * mail are all shown. */
  gboolean all = query->message != 0 && query->limit == 0;
  g_auto(Ask) ask = ask_new(all ? "SELECT " ITEM_COLUMNS ITEM_TABLES ITEM_AROUND
                                : "WITH chosen AS (SELECT i.number");
  if (!ask_people(&ask, db, group, query, error))
    return NULL;
  if (all)
    ask_where(&ask, group, query);
  else
    ask_chosen(&ask, group, query);
  g_string_append(ask.sql, order_of(query));
  g_autoptr(Stmt) stmt = ask_prepare(db, &ask, error);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GPtrArray) items = store_rows(stmt, row_to_item, (GDestroyNotify)item_free, error);
  if (items != NULL && items->len == 0)
    return g_steal_pointer(&items);
  if (items == NULL || (query->with_links && !load_links(db, group, items, error)) ||
      !item_name_owners(db, group, items, error) || !item_count_votes(db, group, items, error))
    return NULL;
  return g_steal_pointer(&items);
}

gboolean
db_item_counts(Db *db, gint64 group, const ItemQuery *query, ItemCounts *counts, GError **error)
{
  ItemQuery all = *query;
  g_auto(Ask) ask = ask_new(
      "SELECT i.kind, i.state, count(*), sum(i.state = 6 OR (i.state = 4 AND i.triaged = 1))");
  memset(counts, 0, sizeof *counts);
  all.by_kind = FALSE;
  all.by_state = TRUE;
  all.states = (1u << STATE_N) - 1;
  if (!ask_people(&ask, db, group, query, error))
    return FALSE;
  ask_which(&ask, group, &all, FALSE);
  g_string_append(ask.sql, " GROUP BY i.kind, i.state");
  g_autoptr(Stmt) stmt = ask_prepare(db, &ask, error);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    gint64 kind = stmt_int(stmt, 0), state = stmt_int(stmt, 1);
    if (kind < 0 || kind >= ITEM_N_KINDS || state < 0 || state >= STATE_N)
      continue;
    counts->n[kind][state] = (guint)stmt_int(stmt, 2);
    counts->hidden[kind][state] = (guint)stmt_int(stmt, 3);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* --- one item --- */

static gboolean
load_story(Db *db, gint64 group, Item *item, GError **error)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, item);
  item->mentions = item_mentions(db, group, item, error);
  return item->mentions != NULL && load_links(db, group, one, error) &&
         item_name_owners(db, group, one, error) && item_count_votes(db, group, one, error);
}

Item *
db_item_get(Db *db, gint64 group, gint64 number, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT " ITEM_COLUMNS ITEM_TABLES ITEM_AROUND
                                       " WHERE i.group_id = $1 AND i.number = $2",
                                       2, group, number);
  if (stmt == NULL)
    return NULL;
  g_autofree char *what = g_strdup_printf("no item %" G_GINT64_FORMAT, number);
  if (!store_one(stmt, what, error))
    return NULL;
  g_autoptr(Item) item = row_to_item(stmt);
  return load_story(db, group, item, error) ? g_steal_pointer(&item) : NULL;
}
