/* Reading mail back: by Message-ID, by hash, in order of time, month by month. */
#include "db/message.h"
#include "db/pack.h"
#include "db/store.h"

#include <string.h>

gpointer
message_from_row(Stmt *stmt)
{
  Message *m = g_new0(Message, 1);
  m->id = stmt_int(stmt, 0);
  m->message_id = stmt_dup_text(stmt, 1);
  m->id_derived = stmt_int(stmt, 2) != 0;
  m->alternate = (guint)stmt_int(stmt, 3);
  m->subject = stmt_dup_text(stmt, 4);
  m->from = person_new(stmt_text(stmt, 5), stmt_text(stmt, 6));
  m->date = stmt_int(stmt, 7);
  m->date_offset = (gint16)stmt_int(stmt, 8);
  m->date_source = (DateSource)stmt_int(stmt, 9);
  m->size = stmt_int(stmt, 10);
  m->n_attachments = (guint)stmt_int(stmt, 11);
  m->thread_id = stmt_int(stmt, 12);
  m->parent_id = stmt_int(stmt, 13);
  m->n_items = (guint)stmt_int(stmt, 14);
  return m;
}

/* A message asked for without a group is shown as the first group that holds it has it. */
#define FROM_ANY_GROUP                                                                             \
  " FROM message m LEFT JOIN place p ON p.message = m.id AND p.group_id = (SELECT min(g.id) FROM"  \
  " groups g WHERE EXISTS (SELECT 1 FROM group_message gm WHERE gm.group_id = g.id AND"            \
  " gm.message = m.id))"

/* With a group, the alternate of that rank among those the group holds would surprise: the number
 * is that of the database, but 0 means the first that the group holds. */
static Stmt *
prepare_get(Db *db, gint64 group, const char *message_id, guint alternate, GError **error)
{
  Stmt *stmt = group == 0
                   ? engine_prepare(db,
                                    "SELECT " MESSAGE_COLUMNS FROM_ANY_GROUP
                                    " WHERE m.id_hash = $1 AND m.message_id = $2 AND m.alternate ="
                                    " $3",
                                    error)
                   : engine_prepare(db,
                                    "SELECT " MESSAGE_COLUMNS
                                    " FROM message m JOIN group_message gm ON gm.group_id = $4 AND"
                                    " gm.message = m.id LEFT JOIN place p ON p.group_id = $4 AND"
                                    " p.message = m.id WHERE m.id_hash = $1 AND m.message_id = $2"
                                    " AND ($3 = 0 OR m.alternate = $3)",
                                    error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, message_id_hash(message_id));
  stmt_bind_text(stmt, 2, message_id);
  stmt_bind_int(stmt, 3, alternate);
  if (group != 0)
    stmt_bind_int(stmt, 4, group);
  return stmt;
}

Message *
db_message_get(Db *db, gint64 group, const char *message_id, guint alternate, GError **error)
{
  g_autoptr(Stmt) stmt = prepare_get(db, group, message_id, alternate, error);
  if (stmt == NULL)
    return NULL;
  /* One row but for the rare second content: no sorting for that. */
  g_autoptr(GError) step_error = NULL;
  g_autoptr(Message) first = NULL;
  while (stmt_step(stmt, &step_error)) {
    if (first != NULL && stmt_int(stmt, 3) >= first->alternate)
      continue;
    g_clear_pointer(&first, message_free);
    first = message_from_row(stmt);
  }
  if (step_error != NULL)
    g_propagate_error(error, g_steal_pointer(&step_error));
  else if (first == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no message <%s>", message_id);
  return step_error == NULL ? g_steal_pointer(&first) : NULL;
}

/* Mails of one thread refer to the same mails over and over: one in three look-ups is a new one. */
static gboolean
recall_held(DbState *state, gint64 group, const char *message_id, gint64 *id)
{
  if (state->held == NULL)
    return FALSE;
  if (state->held_group != group)
    g_hash_table_remove_all(state->held);
  state->held_group = group;
  const gint64 *known = g_hash_table_lookup(state->held, message_id);
  if (known != NULL)
    *id = *known;
  return known != NULL;
}

gboolean
message_find_held(Db *db, gint64 group, const char *message_id, gint64 *id, GError **error)
{
  DbState *state = engine_state(db);
  if (recall_held(state, group, message_id, id))
    return TRUE;
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "SELECT m.id, m.alternate FROM message m JOIN group_message g ON g.group_id = $3 AND"
      " g.message = m.id WHERE m.id_hash = $1 AND m.message_id = $2",
      error);
  g_autoptr(GError) step_error = NULL;
  gint64 first = G_MAXINT64;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, message_id_hash(message_id));
  stmt_bind_text(stmt, 2, message_id);
  stmt_bind_int(stmt, 3, group);
  *id = 0;
  /* One row but for the rare second content: no sorting for that. */
  while (stmt_step(stmt, &step_error))
    if (stmt_int(stmt, 1) < first) {
      first = stmt_int(stmt, 1);
      *id = stmt_int(stmt, 0);
    }
  if (step_error != NULL) {
    g_propagate_error(error, g_steal_pointer(&step_error));
    return FALSE;
  }
  if (state->held != NULL)
    g_hash_table_insert(state->held, g_strdup(message_id), g_memdup2(id, sizeof *id));
  return TRUE;
}

/* --- HyperKitty's hash --- */

static int
base32_value(char c)
{
  if (g_ascii_isalpha(c))
    return g_ascii_toupper(c) - 'A';
  return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* 32 characters of base32 (RFC 4648) -> the 20 bytes of a SHA-1. */
static gboolean
decode_hash(const char *hash, guint8 digest[20])
{
  if (hash == NULL || strlen(hash) != 32)
    return FALSE;
  guint64 bits = 0;
  for (guint i = 0; i < 32; i++) {
    int value = base32_value(hash[i]);
    if (value < 0)
      return FALSE;
    bits = bits << 5 | (guint64)value;
    if (i % 8 == 7)
      for (guint k = 0; k < 5; k++)
        digest[i / 8 * 5 + k] = (guint8)(bits >> (8 * (4 - k)));
  }
  return TRUE;
}

static gboolean
has_digest(const Message *m, const guint8 digest[20])
{
  guint8 own[20];
  gsize len = sizeof own;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, (const guchar *)m->message_id, (gssize)strlen(m->message_id));
  g_checksum_get_digest(sum, own, &len);
  return memcmp(own, digest, sizeof own) == 0;
}

Message *
db_message_get_by_hash(Db *db, const char *hash, GError **error)
{
  guint8 digest[20];
  if (!decode_hash(hash, digest)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no message with hash %s",
                hash != NULL ? hash : "");
    return NULL;
  }
  guint64 start = 0;
  memcpy(&start, digest, sizeof start);
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT " MESSAGE_COLUMNS FROM_ANY_GROUP
                                       " WHERE m.id_hash = $1 AND m.alternate = 0",
                                       1, (gint64)GUINT64_FROM_BE(start));
  g_autoptr(GPtrArray) rows =
      stmt != NULL ? store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error) : NULL;
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    if (has_digest(rows->pdata[i], digest))
      return g_ptr_array_steal_index(rows, i);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no message with hash %s", hash);
  return NULL;
}

/* --- one message --- */

static gpointer
row_to_text(Stmt *stmt)
{
  return stmt_dup_text(stmt, 0);
}

GPtrArray *
db_message_groups(Db *db, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT g.name FROM groups g JOIN group_message gm ON"
                                       " gm.group_id = g.id AND gm.message = $1 ORDER BY g.name",
                                       1, id);
  return stmt != NULL ? store_rows(stmt, row_to_text, g_free, error) : NULL;
}

/* Puts before a fault of stored bytes whose they are. */
static void
name_mail(Db *db, gint64 id, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt =
      store_prepare(db, NULL, "SELECT message_id FROM message WHERE id = $1", 1, id);
  if (stmt != NULL && store_first(stmt, &found, NULL) && found)
    g_prefix_error(error, "mail %" G_GINT64_FORMAT " <%s>: ", id, stmt_text(stmt, 0));
  else
    g_prefix_error(error, "mail %" G_GINT64_FORMAT ": ", id);
}

GBytes *
db_message_raw(Db *db, gint64 id, GError **error)
{
  GBytes *raw = NULL;
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT dictionary, data FROM raw WHERE message = $1", 1, id);
  if (stmt == NULL)
    return NULL;
  if (store_one(stmt, "its stored bytes are gone\nput back a backup", error)) {
    gsize len = 0;
    const void *data = stmt_blob(stmt, 1, &len);
    raw = pack_unpack(db, stmt_int(stmt, 0), data, len, error);
  }
  if (raw == NULL)
    name_mail(db, id, error);
  return raw;
}

GBytes *
message_raw_head(Db *db, gint64 id, gsize most, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT dictionary, data FROM raw WHERE message = $1", 1, id);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return NULL;
  gsize len = 0;
  const void *data = stmt_blob(stmt, 1, &len);
  g_autoptr(GBytes) head = pack_unpack_head(db, stmt_int(stmt, 0), data, len, most, error);
  if (head == NULL)
    return NULL;
  const char *bytes = g_bytes_get_data(head, &len);
  const char *last = memrchr(bytes, '\n', len);
  if (len < most) /* all of it, whether or not its last line ends */
    return g_steal_pointer(&head);
  return g_bytes_new_from_bytes(head, 0, last != NULL ? (gsize)(last - bytes) + 1 : len);
}

gboolean
db_message_ties(Db *db, gint64 group, const Message *message, MessageTies *ties, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT EXISTS (SELECT 1 FROM message WHERE id_hash = $3 AND id <> $2), EXISTS (SELECT 1"
      " FROM groups g WHERE g.id <> $1 AND EXISTS (SELECT 1 FROM group_message gm WHERE"
      " gm.group_id = g.id AND gm.message = $2)), EXISTS (SELECT 1 FROM outbox)",
      3, group, message->id, message_id_hash(message->message_id));
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  *ties = (MessageTies){.alternates = stmt_int(stmt, 0) != 0,
                        .groups = stmt_int(stmt, 1) != 0,
                        .outbox = stmt_int(stmt, 2) != 0};
  return TRUE;
}

GPtrArray *
db_message_alternates(Db *db, const char *message_id, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db,
                     "SELECT " MESSAGE_COLUMNS FROM_ANY_GROUP
                     " WHERE m.id_hash = $1 AND m.message_id = $2 ORDER BY m.alternate",
                     error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, message_id_hash(message_id));
  stmt_bind_text(stmt, 2, message_id);
  return store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error);
}

/* --- lists --- */

GArray *
db_message_months(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT month, n_messages, n_threads, n_items FROM month"
                                       " WHERE group_id = $1 ORDER BY month DESC",
                                       1, group);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GArray) months = g_array_new(FALSE, TRUE, sizeof(MonthCount));
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 month = stmt_int(stmt, 0);
    MonthCount count = {.year = (gint16)(month / 100),
                        .month = (guint8)(month % 100),
                        .n_messages = (guint)stmt_int(stmt, 1),
                        .n_threads = (guint)stmt_int(stmt, 2),
                        .n_items = (guint)stmt_int(stmt, 3)};
    g_array_append_val(months, count);
  }
  if (step_error == NULL)
    return g_steal_pointer(&months);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

#define FROM_GROUP " FROM place p JOIN message m ON m.id = p.message WHERE p.group_id = $1"

GPtrArray *
db_message_list(Db *db, gint64 group, gint64 from, gint64 until, gboolean newest_first, guint limit,
                guint offset, GError **error)
{
  const char *sql =
      newest_first ? "SELECT " MESSAGE_COLUMNS FROM_GROUP " AND p.date >= $2 AND p.date < $3 ORDER"
                     " BY p.date DESC, p.message DESC LIMIT $4 OFFSET $5"
                   : "SELECT " MESSAGE_COLUMNS FROM_GROUP " AND p.date >= $2 AND p.date < $3 ORDER"
                     " BY p.date, p.message LIMIT $4 OFFSET $5";
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, sql, 5, group, from == 0 ? G_MININT64 : from,
                    until == 0 ? G_MAXINT64 : until, (gint64)limit, (gint64)offset);
  if (stmt == NULL)
    return NULL;
  return store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error);
}

GArray *
db_message_ids(Db *db, gint64 group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT message FROM place WHERE group_id = $1 AND date >= $2 AND date < $3"
                    " ORDER BY date, message",
                    3, group, from == 0 ? G_MININT64 : from, until == 0 ? G_MAXINT64 : until);
  return stmt != NULL && store_ids(stmt, ids, error) ? g_steal_pointer(&ids) : NULL;
}

/* --- raw mail in order of storing --- */

/* A mail without bytes, or with such as cannot be unpacked: whoever asked for damaged ones goes on
 * behind it. */
static gboolean
tell_damaged(DbDamagedFunc damaged, GError *fault, gpointer user_data, gboolean *go_on,
             GError **error)
{
  if (damaged == NULL || !(g_error_matches(fault, DOCKET_ERROR, DOCKET_ERROR_STORAGE) ||
                           g_error_matches(fault, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))) {
    g_propagate_error(error, fault);
    return FALSE;
  }
  *go_on = damaged(fault, user_data);
  g_error_free(fault);
  return TRUE;
}

static gboolean
give_raw(Db *db, Stmt *stmt, DbRawFunc func, DbDamagedFunc damaged, gpointer user_data,
         gboolean *go_on, GError **error)
{
  g_autoptr(Message) message = message_from_row(stmt);
  GError *fault = NULL;
  g_autoptr(GBytes) raw = db_message_raw(db, message->id, &fault);
  if (raw == NULL)
    return tell_damaged(damaged, fault, user_data, go_on, error);
  gsize len = 0;
  const char *bytes = g_bytes_get_data(raw, &len);
  g_autoptr(GError) func_error = NULL;
  *go_on = func(message, bytes, len, user_data, &func_error);
  if (func_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&func_error));
  return FALSE;
}

/* By pages of row numbers, so that func may store into the tables that are read here. */
gboolean
db_message_each_raw(Db *db, gint64 group, DbRawFunc func, DbDamagedFunc damaged, gpointer user_data,
                    GError **error)
{
  gint64 last = 0;
  gboolean go_on = TRUE;
  while (go_on) {
    g_autoptr(Stmt) stmt = store_prepare(
        db, error,
        "SELECT " MESSAGE_COLUMNS " FROM group_message gm JOIN message m ON m.id = gm.message"
        " LEFT JOIN place p ON p.group_id = gm.group_id AND p.message = m.id WHERE gm.group_id = $1"
        " AND gm.message > $2 ORDER BY gm.message LIMIT 1",
        2, group, last);
    gboolean found = FALSE;
    if (stmt == NULL || !store_first(stmt, &found, error))
      return FALSE;
    if (!found)
      return TRUE;
    last = stmt_int(stmt, 0);
    if (!give_raw(db, stmt, func, damaged, user_data, &go_on, error))
      return FALSE;
  }
  return TRUE;
}
