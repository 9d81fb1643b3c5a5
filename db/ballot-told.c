/* Telling voters of votes by mail in their names, once, and letting them confirm one. */
#include <sodium.h>

#include "db/ballot.h"
#include "db/store.h"

#define HASH 32

gboolean
db_ballot_is_told(Db *db, gint64 group, gint64 number, const BallotVote *vote, gboolean *told,
                  GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT 1 FROM ballot_told WHERE group_id = $1 AND ballot = $2 AND message_id = $3"
      " AND content = $4",
      2, group, number);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, vote->message_id);
  stmt_bind_text(stmt, 4, vote->content);
  return store_first(stmt, told, error);
}

/* Unkeyed: tokens are uniform random bytes. */
static void
bind_token(Stmt *stmt, int n, const guint8 *token, guint8 hash[HASH])
{
  crypto_generichash(hash, HASH, token, BALLOT_TOKEN, NULL, 0);
  stmt_bind_blob(stmt, n, hash, HASH);
}

gboolean
db_ballot_tell(Db *db, gint64 group, gint64 number, const BallotVote *vote, const guint8 *token,
               gint64 now, GError **error)
{
  guint8 hash[HASH];
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "INSERT INTO ballot_told (group_id, ballot, member, at, "
                                       "message_id, token_hash, content) VALUES"
                                       " ($1, $2, $3, $4, $5, $6, $7)",
                                       4, group, number, vote->member, now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, vote->message_id);
  if (token != NULL)
    bind_token(stmt, 6, token, hash);
  else
    stmt_bind_null(stmt, 6);
  stmt_bind_text(stmt, 7, vote->content);
  return stmt_run(stmt, error);
}

static gboolean
confirm(Db *db, gint64 group, const guint8 *token, gint64 now, gint64 *number, GError **error)
{
  guint8 hash[HASH];
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "UPDATE ballot_told SET confirmed = $2 WHERE group_id = $1 AND token_hash = $3 AND confirmed "
      "="
      " 0 AND EXISTS (SELECT 1 FROM ballot b WHERE b.group_id = ballot_told.group_id AND b.number ="
      " ballot_told.ballot AND b.closed = 0 AND (b.closes = 0 OR b.closes >= $2)) RETURNING ballot",
      2, group, now);
  if (stmt == NULL)
    return FALSE;
  bind_token(stmt, 3, token, hash);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (!found) {
    g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                        "this link confirms no vote\nit works once, and while the ballot is open");
    return FALSE;
  }
  *number = stmt_int(stmt, 0);
  return stmt_run(stmt, error);
}

gboolean
db_ballot_confirm(Db *db, gint64 group, const guint8 token[BALLOT_TOKEN], gint64 now,
                  gint64 *number, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, confirm(db, group, token, now, number, error), error);
}
