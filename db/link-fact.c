#include "db/link-fact.h"
#include "db/store.h"

#include <string.h>

#define HOUR ((gint64)3600)
#define DAY (24 * HOUR)

void
link_fact_free(LinkFact *fact)
{
  if (fact == NULL)
    return;
  g_free(fact->key);
  g_free(fact->title);
  g_free(fact->state);
  g_free(fact->author);
  g_free(fact->error);
  g_free(fact->tags);
  g_free(fact->state_was);
  g_free(fact);
}

void
link_due_free(LinkDue *due)
{
  if (due == NULL)
    return;
  g_free(due->key);
  g_free(due->url);
  g_free(due);
}

/* --- remembering --- */

#define FACT_COLUMNS                                                                               \
  "key, title, state, closed, author, date, fetched, changed, next, failures, error, tags,"        \
  " state_was, state_changed"

static gpointer
fact_from_row(Stmt *stmt)
{
  LinkFact *fact = g_new0(LinkFact, 1);
  fact->key = stmt_dup_text(stmt, 0);
  fact->title = stmt_dup_text(stmt, 1);
  fact->state = stmt_dup_text(stmt, 2);
  fact->closed = stmt_int(stmt, 3) != 0;
  fact->author = stmt_dup_text(stmt, 4);
  fact->date = stmt_int(stmt, 5);
  fact->fetched = stmt_int(stmt, 6);
  fact->changed = stmt_int(stmt, 7);
  fact->next = stmt_int(stmt, 8);
  fact->failures = (guint)stmt_int(stmt, 9);
  fact->error = stmt_dup_text(stmt, 10);
  fact->tags = stmt_dup_text(stmt, 11);
  fact->state_was = stmt_dup_text(stmt, 12);
  fact->state_changed = stmt_int(stmt, 13);
  return fact;
}

static gboolean
put_fact(Db *db, const LinkFact *fact, GError **error)
{
  g_autoptr(Stmt) stmt =
      fact->title != NULL
          ? store_prepare(
                db, error,
                "INSERT INTO link_fact (closed, date, fetched, next, key, title, state,"
                " author, tags, changed, failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3, "
                "0)"
                " ON CONFLICT (key) DO UPDATE SET changed = CASE WHEN link_fact.closed ="
                " excluded.closed AND link_fact.fetched <> 0 THEN link_fact.changed ELSE"
                " excluded.changed END, state_was = CASE WHEN link_fact.state <> excluded.state"
                " THEN link_fact.state ELSE link_fact.state_was END, state_changed = CASE WHEN"
                " link_fact.state <> excluded.state THEN excluded.fetched ELSE"
                " link_fact.state_changed END, closed = excluded.closed, date = excluded.date,"
                " fetched = excluded.fetched, next = excluded.next, title ="
                " excluded.title, state = excluded.state, author = excluded.author,"
                " tags = coalesce(excluded.tags, link_fact.tags), failures = 0, error = NULL",
                4, (gint64)fact->closed, fact->date, fact->fetched, fact->next)
          : store_prepare(
                db, error,
                "INSERT INTO link_fact (next, failures, key, error, closed, date, fetched,"
                " changed) VALUES ($1, $2, $3, $4, 0, 0, 0, 0) ON CONFLICT (key) DO"
                " UPDATE SET next = excluded.next, failures = excluded.failures, error ="
                " excluded.error",
                2, fact->next, (gint64)fact->failures);
  if (stmt == NULL)
    return FALSE;
  if (fact->title == NULL) {
    stmt_bind_text(stmt, 3, fact->key);
    stmt_bind_text(stmt, 4, fact->error);
    return stmt_run(stmt, error);
  }
  stmt_bind_text(stmt, 5, fact->key);
  stmt_bind_text(stmt, 6, fact->title);
  stmt_bind_text(stmt, 7, fact->state);
  stmt_bind_text(stmt, 8, fact->author);
  stmt_bind_text(stmt, 9, fact->tags);
  return stmt_run(stmt, error);
}

gboolean
db_link_fact_set(Db *db, const LinkFact *fact, GError **error)
{
  gboolean own;
  if (!engine_enter(db, &own, error))
    return FALSE;
  return engine_leave(db, own, put_fact(db, fact, error), error);
}

static gboolean
put_off(Db *db, const GPtrArray *keys, gint64 until, GError **error)
{
  for (guint i = 0; i < keys->len; i++) {
    g_autoptr(Stmt) stmt = store_prepare(
        db, error,
        "INSERT INTO link_fact (next, key, closed, date, fetched, changed) VALUES ($1, $2, 0, 0, 0,"
        " 0) ON CONFLICT (key) DO UPDATE SET next = max(next, excluded.next)",
        1, until);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_text(stmt, 2, keys->pdata[i]);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
db_link_fact_put_off(Db *db, const GPtrArray *keys, gint64 until, GError **error)
{
  gboolean own;
  if (!engine_enter(db, &own, error))
    return FALSE;
  return engine_leave(db, own, put_off(db, keys, until, error), error);
}

LinkFact *
db_link_fact_get(Db *db, const char *key, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT " FACT_COLUMNS " FROM link_fact WHERE key = $1", 0);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 1, key);
  return stmt_step(stmt, error) ? fact_from_row(stmt) : NULL;
}

/* --- what to ask next --- */

static gpointer
due_from_row(Stmt *stmt)
{
  LinkDue *due = g_new0(LinkDue, 1);
  due->kind = (LinkKind)stmt_int(stmt, 0);
  due->key = stmt_dup_text(stmt, 1);
  due->url = stmt_dup_text(stmt, 2);
  due->open = stmt_int(stmt, 3) != 0;
  return due;
}

/* LINK_BUG, LINK_COMMIT, LINK_CVE, LINK_ADVISORY, and of LINK_PATCH those that a forge keeps: most
 * of the others are mails, which nobody can be asked about. Then states of items that are not
 * settled. */
#define ASKED_KINDS                                                                                \
  "(l.kind IN (0, 1, 3, 4) OR (l.kind = 2 AND (l.url LIKE '%" LINK_FORGE_MERGE                     \
  "%' OR l.url LIKE '%" LINK_FORGE_PULL "%' OR l.url LIKE '%" LINK_FORGE_PULL_REQUEST "%')))"
#define OPEN_STATES "i.state IN (0, 1, 2, 5)"
G_STATIC_ASSERT(LINK_BUG == 0 && LINK_COMMIT == 1 && LINK_PATCH == 2 && LINK_CVE == 3 &&
                LINK_ADVISORY == 4);
G_STATIC_ASSERT(STATE_NEW == 0 && STATE_OPEN == 1 && STATE_SCHEDULED == 2 && STATE_DEFERRED == 5);

/* A commit that mail gives as a hash alone is looked for in the group's
 * repository, nowhere else. */
#define DUE_URL                                                                                    \
  "coalesce(min(l.url), CASE WHEN l.kind = 1 THEN min(replace(r.address, '%s', substr(l.key, "     \
  "8))) "                                                                                          \
  "END)"
G_STATIC_ASSERT(sizeof "commit:" == 8);

static GPtrArray *
due_of_open_items(Db *db, gint64 group, gint64 now, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT l.kind, l.key, " DUE_URL ", 1 FROM item i JOIN mention me ON me.group_id = i.group_id"
      " AND me.number = i.number JOIN link l ON l.found = me.found LEFT JOIN link_fact f ON f.key ="
      " l.key LEFT JOIN repository r ON r.group_id = i.group_id WHERE ($1 = 0 OR i.group_id = $1) "
      "AND " OPEN_STATES " AND " ASKED_KINDS " AND coalesce(f.next, 0) <= $2 GROUP BY l.kind, l.key"
      " ORDER BY min(coalesce(f.next, 0)), l.key LIMIT $3",
      3, group, now, (gint64)limit);
  return stmt != NULL ? store_rows(stmt, due_from_row, (GDestroyNotify)link_due_free, error) : NULL;
}

static GPtrArray *
due_of_recent_mail(Db *db, gint64 group, gint64 since, gint64 now, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT l.kind, l.key, " DUE_URL ", 0 FROM place p JOIN link l ON l.message = p.message LEFT"
      " JOIN link_fact f ON f.key = l.key LEFT JOIN repository r ON r.group_id = p.group_id WHERE"
      " ($1 = 0 OR p.group_id = $1) AND p.date >= $4 "
      "AND " ASKED_KINDS " AND coalesce(f.next, 0) <= $2 GROUP BY l.kind, l.key"
      " ORDER BY min(coalesce(f.next, 0)), l.key LIMIT $3",
      4, group, now, (gint64)limit, since);
  return stmt != NULL ? store_rows(stmt, due_from_row, (GDestroyNotify)link_due_free, error) : NULL;
}

static gboolean
holds_key(const GPtrArray *list, const char *key)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp(((const LinkDue *)list->pdata[i])->key, key) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
db_link_fact_due(Db *db, gint64 group, gint64 since, gint64 now, guint limit, GError **error)
{
  g_autoptr(GPtrArray) due = due_of_open_items(db, group, now, limit, error);
  if (due == NULL || due->len >= limit)
    return g_steal_pointer(&due);
  guint n_open = due->len;
  g_autoptr(GPtrArray) recent = due_of_recent_mail(db, group, since, now, limit, error);
  if (recent == NULL)
    return NULL;
  for (guint i = 0; i < recent->len && due->len < limit; i++) {
    LinkDue *one = recent->pdata[i];
    if (n_open > 0 && holds_key(due, one->key))
      continue;
    g_ptr_array_add(due, one);
    recent->pdata[i] = NULL;
  }
  return g_steal_pointer(&due);
}

gboolean
db_link_fact_retry(Db *db, GError **error)
{
  gboolean own;
  if (!engine_enter(db, &own, error))
    return FALSE;
  gboolean done = store_run(db, error, "DELETE FROM link_fact WHERE title IS NULL", 0);
  return engine_leave(db, own, done, error);
}

/* The table of docs/sources.md. */
gint64
link_fact_patience(LinkKind kind, gboolean open, gboolean closed, guint failures)
{
  if (failures > 0)
    return MIN(HOUR << MIN(failures, 10), 30 * DAY);
  if (kind != LINK_BUG && kind != LINK_PATCH)
    return 365 * DAY; /* a commit or advisory hardly changes its title */
  if (open)
    return closed ? 7 * DAY : DAY / 2;
  return closed ? 90 * DAY : 7 * DAY;
}
