#include "db/session.h"

#include <sodium.h>
#include <string.h>

#include "db/engine.h"
#include "db/store.h"

#define HASH 32
#define TOUCH_SECONDS 3600
#define ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3, without its brackets */

/* Unkeyed: the secrets are uniform random bytes, so there is nothing to guess from their hash. */
static void
hash_secret(const guint8 secret[SESSION_SECRET], guint8 out[HASH])
{
  crypto_generichash(out, HASH, secret, SESSION_SECRET, NULL, 0);
}

void
session_csrf_token(const guint8 id[SESSION_SECRET], char out[65])
{
  static const guint8 purpose[] = "docket form token";
  guint8 token[HASH];
  crypto_generichash(token, HASH, purpose, sizeof purpose, id, SESSION_SECRET);
  sodium_bin2hex(out, 65, token, HASH);
}

/* browser_hash NULL: any browser. */
static gboolean
offer(Db *db, const char *address, const guint8 *token, const guint8 *browser_hash, gint64 now,
      GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(Member) member = db_member_find(db, 0, address, now, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (member == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "nobody has the address %s", address);
    return FALSE;
  }
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "INSERT INTO sign_in (token_hash, member, browser_hash, expires)"
                     " VALUES ($1, $2, $3, $4)",
                     error);
  if (s == NULL)
    return FALSE;
  guint8 token_hash[HASH];
  hash_secret(token, token_hash);
  stmt_bind_blob(s, 1, token_hash, HASH);
  stmt_bind_int(s, 2, member->id);
  if (browser_hash != NULL)
    stmt_bind_blob(s, 3, browser_hash, HASH);
  else
    stmt_bind_null(s, 3);
  stmt_bind_int(s, 4, now + SIGN_IN_SECONDS);
  return stmt_run(s, error);
}

gboolean
db_sign_in_offer(Db *db, const char *address, const guint8 token[SESSION_SECRET],
                 const guint8 *browser, gint64 now, GError **error)
{
  guint8 browser_hash[HASH];
  if (browser != NULL)
    hash_secret(browser, browser_hash);
  return offer(db, address, token, browser != NULL ? browser_hash : NULL, now, error);
}

/* --- asking, the same for everybody --- */

gboolean
db_sign_in_ask(Db *db, const char *address, const guint8 browser[SESSION_SECRET], gint64 now,
               GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error, "INSERT INTO sign_in_ask (at, address, browser_hash) VALUES ($1, $2, $3)", 1, now);
  if (s == NULL)
    return FALSE;
  guint8 browser_hash[HASH];
  hash_secret(browser, browser_hash);
  stmt_bind_text(s, 2, strlen(address) <= ADDRESS_MAX ? address : "");
  stmt_bind_blob(s, 3, browser_hash, HASH);
  return stmt_run(s, error);
}

struct SignInAsk {
  gint64 id;
  char *address;
  guint8 browser_hash[HASH];
};

void
sign_in_ask_free(SignInAsk *ask)
{
  g_free(ask->address);
  g_free(ask);
}

const char *
sign_in_ask_address(const SignInAsk *ask)
{
  return ask->address;
}

static gpointer
row_to_ask(Stmt *stmt)
{
  gsize len = 0;
  SignInAsk *ask = g_new0(SignInAsk, 1);
  ask->id = stmt_int(stmt, 0);
  ask->address = stmt_dup_text(stmt, 1);
  const guint8 *hash = stmt_blob(stmt, 2, &len);
  memcpy(ask->browser_hash, hash, MIN(len, sizeof ask->browser_hash));
  return ask;
}

GPtrArray *
db_sign_in_asked(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT id, address, browser_hash FROM sign_in_ask ORDER BY id LIMIT 100", 0);
  return stmt != NULL ? store_rows(stmt, row_to_ask, (GDestroyNotify)sign_in_ask_free, error)
                      : NULL;
}

gboolean
db_sign_in_answer(Db *db, const SignInAsk *ask, const guint8 token[SESSION_SECRET], gint64 now,
                  GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "DELETE FROM sign_in_ask WHERE id = $1", 1, ask->id);
  return stmt != NULL && stmt_run(stmt, error) &&
         (token == NULL || offer(db, ask->address, token, ask->browser_hash, now, error));
}

/* Marks the link used in the same statement that checks it, so that two requests
 * cannot both win. */
static gboolean
use_link(Db *db, const guint8 token[SESSION_SECRET], const guint8 *browser, gint64 now,
         gint64 *member, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(
      db,
      "UPDATE sign_in SET used = $2 WHERE token_hash = $1 AND used = 0 AND expires > $2"
      " AND (browser_hash IS NULL OR browser_hash = $3) RETURNING member",
      error);
  if (s == NULL)
    return FALSE;
  guint8 token_hash[HASH], browser_hash[HASH] = {0};
  hash_secret(token, token_hash);
  if (browser != NULL)
    hash_secret(browser, browser_hash);
  stmt_bind_blob(s, 1, token_hash, HASH);
  stmt_bind_int(s, 2, now);
  stmt_bind_blob(s, 3, browser_hash, HASH);
  g_autoptr(GError) failed = NULL;
  if (stmt_step(s, &failed)) {
    *member = stmt_int(s, 0);
    return stmt_run(s, error);
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  else
    g_set_error(
        error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
        "this sign-in link cannot be used\nask for a new one, and open it in the same browser");
  return FALSE;
}

gboolean
db_session_begin(Db *db, gint64 member, const guint8 id[SESSION_SECRET], const char *agent,
                 gint64 now, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "INSERT INTO session (id_hash, member, created, last_seen, agent)"
                     " VALUES ($1, $2, $3, $3, $4)",
                     error);
  if (s == NULL)
    return FALSE;
  guint8 id_hash[HASH];
  hash_secret(id, id_hash);
  stmt_bind_blob(s, 1, id_hash, HASH);
  stmt_bind_int(s, 2, member);
  stmt_bind_int(s, 3, now);
  stmt_bind_text(s, 4, agent);
  return stmt_run(s, error);
}

gboolean
db_sign_in_use(Db *db, const guint8 token[SESSION_SECRET], const guint8 *browser,
               const guint8 id[SESSION_SECRET], const char *agent, gint64 now, GError **error)
{
  gint64 member;
  return use_link(db, token, browser, now, &member, error) &&
         db_session_begin(db, member, id, agent, now, error);
}

Member *
db_session_member(Db *db, const guint8 id[SESSION_SECRET], gint64 group, gint64 now,
                  gboolean *stale, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "SELECT a.address, s.last_seen FROM session s"
                     " JOIN member_address a ON a.member = s.member"
                     " WHERE s.id_hash = $1 AND s.last_seen > $2 AND s.last_seen < $3"
                     " ORDER BY a.address LIMIT 1",
                     error);
  if (s == NULL)
    return NULL;
  guint8 id_hash[HASH];
  hash_secret(id, id_hash);
  stmt_bind_blob(s, 1, id_hash, HASH);
  stmt_bind_int(s, 2, now - SESSION_IDLE_SECONDS);
  stmt_bind_int(s, 3, now + SESSION_IDLE_SECONDS);
  g_autoptr(GError) failed = NULL;
  if (!stmt_step(s, &failed)) {
    if (failed != NULL)
      g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
  }
  *stale = ABS(now - stmt_int(s, 1)) > TOUCH_SECONDS;
  g_autofree char *address = stmt_dup_text(s, 0);
  return db_member_find(db, group, address, now, error);
}

/* Runs a statement whose $1 is the hash of a session's secret and whose $2, if it has
 * one, is now. */
static gboolean
run_on_session(Db *db, const char *sql, const guint8 id[SESSION_SECRET], gint64 now, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db, sql, error);
  if (s == NULL)
    return FALSE;
  guint8 id_hash[HASH];
  hash_secret(id, id_hash);
  stmt_bind_blob(s, 1, id_hash, HASH);
  if (now != 0)
    stmt_bind_int(s, 2, now);
  return stmt_run(s, error);
}

gboolean
db_session_touch(Db *db, const guint8 id[SESSION_SECRET], gint64 now, GError **error)
{
  return run_on_session(db, "UPDATE session SET last_seen = $2 WHERE id_hash = $1", id, now, error);
}

gboolean
db_session_end(Db *db, const guint8 id[SESSION_SECRET], GError **error)
{
  return run_on_session(db, "DELETE FROM session WHERE id_hash = $1", id, 0, error);
}

gboolean
db_session_end_all(Db *db, gint64 member, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db, "DELETE FROM session WHERE member = $1", error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, member);
  return stmt_run(s, error);
}

#define ROW_ID_BYTES 8

void
session_row_free(SessionRow *row)
{
  if (row == NULL)
    return;
  g_free(row->id);
  g_free(row->agent);
  g_free(row);
}

static gpointer
row_to_session(Stmt *stmt)
{
  gsize len = 0;
  char hex[2 * ROW_ID_BYTES + 1];
  SessionRow *row = g_new0(SessionRow, 1);
  const guint8 *hash = stmt_blob(stmt, 0, &len);
  sodium_bin2hex(hex, sizeof hex, hash, MIN(len, (gsize)ROW_ID_BYTES));
  row->id = g_strdup(hex);
  row->created = stmt_int(stmt, 1);
  row->last_seen = stmt_int(stmt, 2);
  row->agent = stmt_dup_text(stmt, 3);
  row->current = stmt_int(stmt, 4) != 0;
  return row;
}

GPtrArray *
db_session_list(Db *db, gint64 member, const guint8 *current, gint64 now, GError **error)
{
  guint8 hash[HASH] = {0};
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT id_hash, created, last_seen, agent, id_hash = $3 FROM session WHERE member = $1 AND"
      " last_seen > $2 ORDER BY last_seen DESC, created DESC",
      2, member, now - SESSION_IDLE_SECONDS);
  if (stmt == NULL)
    return NULL;
  if (current != NULL)
    hash_secret(current, hash);
  stmt_bind_blob(stmt, 3, hash, HASH);
  return store_rows(stmt, row_to_session, (GDestroyNotify)session_row_free, error);
}

gboolean
db_session_revoke(Db *db, gint64 member, const char *id, GError **error)
{
  guint8 start[ROW_ID_BYTES];
  gsize len = 0;
  gboolean whole = id != NULL &&
                   sodium_hex2bin(start, sizeof start, id, strlen(id), NULL, &len, NULL) == 0 &&
                   len == sizeof start;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "DELETE FROM session WHERE member = $1 AND substr(id_hash, 1, 8) = $2", 1, member);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_blob(stmt, 2, start, sizeof start);
  if (whole && !stmt_run(stmt, error))
    return FALSE;
  if (!whole || engine_changes(db) == 0)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "you have no such session");
  return whole && engine_changes(db) > 0;
}

gboolean
db_session_first_end(Db *db, gint64 *ends, GError **error)
{
  *ends = 0;
  return store_number(
      db, ends, 0, error,
      "SELECT coalesce(min(e), 0) FROM (SELECT min(expires) AS e FROM sign_in UNION"
      " ALL SELECT min(last_seen) + $1 FROM session UNION ALL SELECT min(expires) FROM"
      " api_token WHERE revoked = 0)",
      1, (gint64)SESSION_IDLE_SECONDS);
}

gboolean
db_session_sweep(Db *db, gint64 now, GError **error)
{
  static const char *const sweeps[] = {
      "DELETE FROM sign_in WHERE expires <= $1",
      "DELETE FROM session WHERE last_seen <= $1",
      "DELETE FROM sign_in_ask WHERE at <= $1",
      "UPDATE api_token SET revoked = expires WHERE revoked = 0 AND expires <= $1",
  };
  const gint64 limits[] = {now, now - SESSION_IDLE_SECONDS, now - SIGN_IN_SECONDS, now};
  for (guint i = 0; i < G_N_ELEMENTS(sweeps); i++) {
    g_autoptr(Stmt) s = engine_prepare(db, sweeps[i], error);
    if (s == NULL)
      return FALSE;
    stmt_bind_int(s, 1, limits[i]);
    if (!stmt_run(s, error))
      return FALSE;
  }
  return TRUE;
}
