/* Verifying every invariant. What SQL can say is a row of a table: the statement gives one line of
 * text for each fault. */
#include "db/engine.h"
#include "db/maintain.h"
#include "db/message.h"
#include "db/store.h"
#include "db/thread-settle.h"

#include <string.h>

typedef struct {
  const char *check;
  const char *sql; /* one text column: what is wrong, one row a fault */
} CheckRow;

static const CheckRow checks[] = {
    {"message", "SELECT 'message ' || m.message_id || ' belongs to no group' FROM message m WHERE"
                " NOT EXISTS (SELECT 1 FROM groups g JOIN group_message x ON x.group_id = g.id AND"
                " x.message = m.id)"},
    {"message", "SELECT 'contents of ' || min(m.message_id) || ' are not numbered from 0' FROM"
                " message m GROUP BY m.id_hash, m.message_id HAVING min(m.alternate) <> 0 OR"
                " max(m.alternate) <> count(*) - 1"},
    {"thread", "SELECT 'message ' || m.message_id || ' has no place in ' || g.name FROM"
               " group_message x JOIN message m ON m.id = x.message JOIN groups g ON g.id ="
               " x.group_id LEFT JOIN place p ON p.group_id = x.group_id AND p.message = x.message"
               " WHERE p.message IS NULL"},
    {"thread",
     "SELECT 'the parent of ' || m.message_id || ' is in another thread' FROM place p JOIN"
     " message m ON m.id = p.message LEFT JOIN place q ON q.group_id = p.group_id AND"
     " q.message = p.parent WHERE p.parent <> 0 AND (q.message IS NULL OR q.thread <>"
     " p.thread)"},
    {"thread",
     "SELECT 'message ' || m.message_id || ' is a root and none' FROM place p JOIN message"
     " m ON m.id = p.message WHERE (p.parent = 0) <> (p.thread = p.message)"},
    {"thread",
     "SELECT 'message ' || m.message_id || ' hangs on another one than it wants' FROM place p JOIN"
     " message m ON m.id = p.message LEFT JOIN place q ON q.group_id = p.group_id AND q.message ="
     " p.want WHERE (p.want = 0 AND p.parent <> 0) OR (p.want <> 0 AND (q.message IS NULL OR"
     " (p.parent <> 0 AND p.parent <> p.want) OR (p.parent = 0 AND q.thread <> p.message)))"},
    {"thread", "SELECT 'message ' || m.message_id || ' stands under another date' FROM place p JOIN"
               " message m ON m.id = p.message WHERE p.date <> m.date"},
    {"thread",
     "SELECT 'the counters of thread ' || m.message_id || ' are wrong' FROM (SELECT group_id,"
     " thread, count(*) AS n, min(date) AS first, max(date) AS last, sum(n_items) AS items,"
     " sum(n_votes) AS votes FROM place GROUP BY group_id, thread) s JOIN message m ON m.id ="
     " s.thread LEFT JOIN thread t ON t.group_id = s.group_id AND t.root = s.thread WHERE t.root IS"
     " NULL OR t.n_messages <> s.n OR t.first_date <> s.first OR t.last_date <> s.last OR t.n_items"
     " <> s.items OR t.n_votes <> s.votes"},
    {"thread", "SELECT 'thread ' || m.message_id || ' has no mail' FROM thread t JOIN message m ON"
               " m.id = t.root WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.group_id ="
               " t.group_id AND p.thread = t.root)"},
    {"counter",
     "SELECT 'the counters of ' || g.name || ' are wrong' FROM counter c JOIN groups g ON g.id ="
     " c.group_id WHERE c.n_messages <> (SELECT count(*) FROM place p WHERE p.group_id = g.id) OR"
     " c.n_threads <> (SELECT count(*) FROM thread t WHERE t.group_id = g.id) OR c.n_people <>"
     " (SELECT count(DISTINCT m.from_key) FROM place p JOIN message m ON m.id = p.message WHERE"
     " p.group_id = g.id AND m.from_key <> '') OR c.n_new_items <> (SELECT count(*) FROM item i"
     " WHERE i.group_id = g.id AND i.state = 0) OR c.n_items <> (SELECT count(*) FROM item i WHERE"
     " i.group_id = g.id AND i.state <> 6 AND NOT (i.state = 4 AND i.triaged = 1))"},
    {"counter",
     "SELECT 'the months of ' || g.name || ' do not add up' FROM groups g WHERE (SELECT"
     " coalesce(sum(n.n_messages), 0) FROM month n WHERE n.group_id = g.id) <> (SELECT count(*)"
     " FROM place p WHERE p.group_id = g.id) OR (SELECT coalesce(sum(n.n_items), 0) FROM month n"
     " WHERE n.group_id = g.id) <> (SELECT coalesce(sum(p.n_items), 0) FROM place p WHERE"
     " p.group_id = g.id)"},
    {"counter",
     "SELECT 'the number of items of ' || m.message_id || ' is wrong' FROM place p JOIN message m "
     "ON"
     " m.id = p.message WHERE p.n_items <> (SELECT count(*) FROM mention me WHERE me.message ="
     " p.message AND me.group_id = p.group_id AND me.kind = 0) OR p.n_votes <> (SELECT count(*) "
     "FROM"
     " vote v WHERE v.message = p.message AND v.why IS NULL)"},
    {"item", "SELECT 'item ' || i.number || ' of ' || g.name || ' has lost its number' FROM item i"
             " JOIN groups g ON g.id = i.group_id LEFT JOIN item_number n ON n.group_id ="
             " i.group_id AND n.key = i.key WHERE n.number IS NULL OR n.number <> i.number"},
    {"item",
     "SELECT 'item ' || i.number || ' of ' || g.name || ' has not one origin' FROM item i JOIN"
     " groups g ON g.id = i.group_id WHERE (SELECT count(*) FROM mention me WHERE me.group_id ="
     " i.group_id AND me.number = i.number AND me.kind = 0 AND me.found = i.found) <> 1"},
    {"item",
     "SELECT 'the counters of item ' || i.number || ' of ' || g.name || ' are wrong' FROM"
     " item i JOIN groups g ON g.id = i.group_id WHERE i.n_mentions <> (SELECT count(*) FROM"
     " mention me WHERE me.group_id = i.group_id AND me.number = i.number AND me.kind <> 0)"},
    {"item",
     "SELECT 'item ' || i.number || ' of ' || g.name || ' is not due or owned as its mail says' "
     "FROM"
     " item i JOIN groups g ON g.id = i.group_id JOIN found f ON f.id = i.found LEFT JOIN triage t"
     " ON t.group_id = i.group_id AND t.key = i.key WHERE i.due <> f.due OR i.owned <> (CASE WHEN"
     " coalesce(t.owner, f.owner) IS NULL THEN 0 ELSE 1 END)"},
    {"item", "SELECT 'a mention in ' || m.message_id || ' is of no item' FROM mention me JOIN"
             " message m ON m.id = me.message LEFT JOIN item i ON i.group_id = me.group_id AND"
             " i.number = me.number WHERE i.number IS NULL"},
    {"item", "SELECT 'a mention in ' || m.message_id || ' has other lines than its statement' FROM"
             " mention me JOIN found f ON f.id = me.found JOIN message m ON m.id = me.message"
             " WHERE me.first_line <> f.first_line OR me.last_line <> f.last_line OR me.message <>"
             " f.message"},
    {"item",
     "SELECT 'a statement in ' || m.message_id || ' became no item in ' || g.name FROM found"
     " f JOIN message m ON m.id = f.message JOIN group_message x ON x.message = f.message JOIN"
     " groups g ON g.id = x.group_id LEFT JOIN mention me ON me.found = f.id"
     " AND me.group_id = g.id WHERE me.id IS NULL"},
    {"item",
     "SELECT 'a statement in ' || m.message_id || ' follows one that leads no item of ' ||"
     " g.name FROM statement s JOIN message m ON m.id = s.message JOIN groups g ON g.id ="
     " s.group_id LEFT JOIN statement l ON l.id = s.lead WHERE (s.lead <> 0 AND (l.id IS"
     " NULL OR l.lead <> 0 OR l.number <> s.number)) OR (s.lead = 0 AND NOT EXISTS (SELECT 1"
     " FROM item i WHERE i.group_id = s.group_id AND i.number = s.number AND i.key ="
     " s.key))"},
    {"item", "SELECT 'a mention in ' || m.message_id || ' hangs on no statement of ' || g.name FROM"
             " mention me JOIN message m ON m.id = me.message JOIN groups g ON g.id = me.group_id"
             " LEFT JOIN statement s ON s.group_id = me.group_id AND s.key = me.key WHERE s.id IS"
             " NULL OR s.number <> me.number"},
    {"triage",
     "SELECT 'a decision in ' || g.name || ' is about an unknown item ' || t.key FROM"
     " triage t JOIN groups g ON g.id = t.group_id LEFT JOIN item_number n ON n.group_id ="
     " t.group_id AND n.key = t.key WHERE n.number IS NULL"},
    {"triage",
     "SELECT 'the state of item ' || i.number || ' is not what was decided' FROM item i"
     " JOIN triage t ON t.group_id = i.group_id AND t.key = i.key WHERE t.state IS NOT NULL"
     " AND (i.state <> t.state OR i.triaged = 0)"},
};

static void
finding_free(gpointer data)
{
  Finding *finding = data;
  g_free(finding->what);
  g_free(finding);
}

static void
add_finding(GPtrArray *findings, const char *check, char *what)
{
  Finding *finding = g_new0(Finding, 1);
  finding->check = check;
  finding->what = what;
  g_ptr_array_add(findings, finding);
}

static gboolean
run_check(Db *db, const CheckRow *row, GPtrArray *findings, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, row->sql, error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (findings->len < DB_FINDINGS_MAX && stmt_step(stmt, &step_error))
    add_finding(findings, row->check, stmt_dup_text(stmt, 0));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* --- cycles --- */

/* A parent in the same thread, a single root in it, and still a circle beside the tree: only
 * walking finds that. Each message is walked once. */
static void
walk_up(GHashTable *parents, GHashTable *sound, gint64 start, GPtrArray *findings)
{
  g_autoptr(GHashTable) path = g_hash_table_new(g_int64_hash, g_int64_equal);
  gpointer key = &start, at = NULL, up = NULL;
  while (g_hash_table_lookup_extended(parents, key, &at, &up) &&
         !g_hash_table_contains(sound, at)) {
    if (!g_hash_table_add(path, at)) {
      add_finding(findings, "thread", g_strdup("messages are their own ancestors"));
      break;
    }
    key = up;
  }
  GHashTableIter iter;
  g_hash_table_iter_init(&iter, path);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    g_hash_table_add(sound, key);
}

static gboolean
check_cycles(Db *db, gint64 group, GPtrArray *findings, GError **error)
{
  g_autoptr(GHashTable) parents =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GHashTable) sound = g_hash_table_new(g_int64_hash, g_int64_equal);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT message, parent FROM place WHERE group_id = $1 AND parent <> 0", 1, group);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 message = stmt_int(stmt, 0), parent = stmt_int(stmt, 1);
    g_hash_table_insert(parents, g_memdup2(&message, sizeof message),
                        g_memdup2(&parent, sizeof parent));
  }
  if (step_error != NULL) {
    g_propagate_error(error, g_steal_pointer(&step_error));
    return FALSE;
  }
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, parents);
  while (findings->len < DB_FINDINGS_MAX && g_hash_table_iter_next(&iter, &key, NULL))
    walk_up(parents, sound, *(gint64 *)key, findings);
  return TRUE;
}

static gboolean
check_wants(Db *db, gint64 group, GPtrArray *findings, GError **error)
{
  g_autoptr(GPtrArray) astray = settle_astray(db, group, error);
  for (guint i = 0; astray != NULL && i < astray->len && findings->len < DB_FINDINGS_MAX; i++)
    add_finding(findings, "thread",
                g_strdup_printf("message %s stands elsewhere than its header and the mail of the"
                                " group say",
                                (const char *)astray->pdata[i]));
  return astray != NULL;
}

/* --- quoted lines --- */

typedef struct {
  Db *db;
  DbBodyFunc body_func;
  gpointer user_data;
  GPtrArray *findings;
  GHashTable *damaged; /* what was found of mail whose bytes are */
} MailCheck;

/* TRUE when lines first to last (from 1) of body, joined by LF, are quote. starts: offset of each
 * line. */
static gboolean
lines_are(const char *body, gsize len, GArray *starts, gint64 first, gint64 last, const char *quote)
{
  if (first < 1 || last < first || last > (gint64)starts->len)
    return FALSE;
  gsize begin = g_array_index(starts, gsize, first - 1);
  gsize end = last < (gint64)starts->len ? g_array_index(starts, gsize, last) - 1 : len;
  if (last == (gint64)starts->len && end > begin && body[end - 1] == '\n')
    end--;
  return strlen(quote) == end - begin && memcmp(body + begin, quote, end - begin) == 0;
}

static GArray *
find_starts(const char *body, gsize len)
{
  GArray *starts = g_array_new(FALSE, FALSE, sizeof(gsize));
  gsize start = 0;
  while (start < len || start == 0) {
    g_array_append_val(starts, start);
    const char *end = memchr(body + start, '\n', len - start);
    if (end == NULL)
      break;
    start = (gsize)(end - body) + 1;
  }
  return starts;
}

static gboolean
check_quotes(MailCheck *check, const Message *m, const char *body, GError **error)
{
  gsize len = strlen(body);
  g_autoptr(GArray) starts = find_starts(body, len);
  g_autoptr(Stmt) stmt = store_prepare(
      check->db, error,
      "SELECT 'item', first_line, last_line, quote FROM found WHERE message = $1 AND first_line > 0"
      " UNION ALL SELECT 'vote', line, line, quote FROM vote WHERE message = $1"
      " UNION ALL SELECT 'reply', first_line, last_line, quote FROM mention WHERE message = $1 AND"
      " kind = 2",
      1, m->id);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    if (!lines_are(body, len, starts, stmt_int(stmt, 1), stmt_int(stmt, 2), stmt_text(stmt, 3)))
      add_finding(check->findings, "quote",
                  g_strdup_printf("the lines of a %s in %s are not lines %" G_GINT64_FORMAT
                                  " to %" G_GINT64_FORMAT " of the mail",
                                  stmt_text(stmt, 0), m->message_id, stmt_int(stmt, 1),
                                  stmt_int(stmt, 2)));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
check_mail(const Message *m, const char *raw, gsize len, gpointer user_data, GError **error)
{
  MailCheck *check = user_data;
  if ((gint64)len != m->size)
    add_finding(check->findings, "message",
                g_strdup_printf("message %s has %" G_GSIZE_FORMAT " bytes instead of"
                                " %" G_GINT64_FORMAT,
                                m->message_id, len, m->size));
  gint64 has_quotes = 0;
  if (!store_number(check->db, &has_quotes, 0, error,
                    "SELECT (SELECT count(*) FROM found WHERE message = $1) + (SELECT count(*) FROM"
                    " vote WHERE message = $1) + (SELECT count(*) FROM mention WHERE message = $1)",
                    1, m->id))
    return FALSE;
  if (has_quotes > 0 && check->body_func != NULL) {
    g_autofree char *body = check->body_func(raw, len, check->user_data);
    if (body == NULL)
      add_finding(check->findings, "quote",
                  g_strdup_printf("message %s cannot be read", m->message_id));
    else if (!check_quotes(check, m, body, error))
      return FALSE;
  }
  return check->findings->len < DB_FINDINGS_MAX;
}

/* Once, however many groups hold it. */
static gboolean
note_damaged(const GError *fault, gpointer user_data)
{
  MailCheck *check = user_data;
  g_auto(GStrv) lines = g_strsplit(fault->message, "\n", -1);
  char *what = g_strjoinv("; ", lines);
  if (g_hash_table_add(check->damaged, what))
    add_finding(check->findings, DB_FINDING_DAMAGED, g_strdup(what));
  return check->findings->len < DB_FINDINGS_MAX;
}

/* --- all --- */

static gboolean
check_groups(Db *db, MailCheck *check, GError **error)
{
  g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = engine_prepare(db, "SELECT id FROM groups ORDER BY id", error);
  if (stmt == NULL || !store_ids(stmt, groups, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++) {
    gint64 group = g_array_index(groups, gint64, i);
    if (!check_cycles(db, group, check->findings, error) ||
        !check_wants(db, group, check->findings, error) ||
        !db_message_each_raw(db, group, check_mail, note_damaged, check, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_file(Db *db, GPtrArray *findings, GError **error)
{
  g_autoptr(GPtrArray) faults = engine_faults(db, error);
  if (faults == NULL)
    return FALSE;
  for (guint i = 0; i < faults->len; i++)
    add_finding(findings, "file", g_strdup(faults->pdata[i]));
  return TRUE;
}

/* SQLite's own check of the index writes nothing, but counts as a write; so in a transaction that
 * is taken back. */
static gboolean
check_text(Db *db, GPtrArray *findings, GError **error)
{
  char *what = NULL;
  g_autoptr(GError) fault = NULL;
  if (!db_begin(db, error))
    return FALSE;
  gboolean sound = engine_text_check(db, &what, &fault);
  db_rollback(db);
  if (!sound && what != NULL)
    add_finding(findings, "text", what);
  if (fault == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&fault));
  return FALSE;
}

GPtrArray *
db_check(Db *db, DbBodyFunc line_func, gpointer user_data, GError **error)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(finding_free);
  g_autoptr(GHashTable) damaged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  MailCheck check = {.db = db,
                     .body_func = line_func,
                     .user_data = user_data,
                     .findings = findings,
                     .damaged = damaged};
  if (!check_file(db, findings, error) || !check_text(db, findings, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
    if (!run_check(db, &checks[i], findings, error))
      return NULL;
  return check_groups(db, &check, error) ? g_steal_pointer(&findings) : NULL;
}
