#include "db/api-token.h"

#include <sodium.h>
#include <string.h>

#include "db/audit.h"
#include "db/store.h"

#define HASH 32
#define TOUCH_SECONDS 3600
#define NAME_MAX_BYTES 100

static const char *const scope_words[SCOPE_N] = {"read", "vote", "chair"};

const char *
token_scope_to_text(TokenScope scope)
{
  return scope_words[scope];
}

gboolean
token_scopes_parse(const char *text, guint *scopes, GError **error)
{
  g_auto(GStrv) words = g_strsplit_set(text != NULL ? text : "", ", ", -1);
  *scopes = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    guint scope = 0;
    while (scope < SCOPE_N && strcmp(scope_words[scope], words[i]) != 0)
      scope++;
    if (scope == SCOPE_N && words[i][0] != '\0') {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "%s is no scope of a token\nsome of: read, vote, chair", words[i]);
      return FALSE;
    }
    *scopes |= scope < SCOPE_N ? 1u << scope : 0;
  }
  return TRUE;
}

char *
token_scopes_to_text(guint scopes)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < SCOPE_N; i++)
    if ((scopes & 1u << i) != 0)
      g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", scope_words[i]);
  return g_string_free(out, FALSE);
}

void
api_token_free(ApiToken *token)
{
  if (token == NULL)
    return;
  g_free(token->name);
  g_free(token);
}

/* Unkeyed: the secrets are uniform random bytes. */
static void
hash_secret(const guint8 secret[SESSION_SECRET], guint8 out[HASH])
{
  crypto_generichash(out, HASH, secret, SESSION_SECRET, NULL, 0);
}

static gboolean
check_token(const char *name, guint scopes, GError **error)
{
  gboolean named = name != NULL && name[0] != '\0' && strlen(name) <= NAME_MAX_BYTES;
  if (named && scopes != 0)
    return TRUE;
  g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                      named ? "a token needs a scope\nsome of: read, vote, chair"
                            : "a token needs a name of at most 100 bytes\nsay what will use it");
  return FALSE;
}

gboolean
db_api_token_add(Db *db, gint64 member, const char *name, guint scopes,
                 const guint8 secret[SESSION_SECRET], gint64 expires, const char *who, gint64 now,
                 GError **error)
{
  if (!check_token(name, scopes, error))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO api_token (member, scopes, created, expires, name, token_hash) VALUES ($1, $2,"
      " $3, $4, $5, $6)",
      4, member, (gint64)scopes, now, expires);
  if (stmt == NULL)
    return FALSE;
  guint8 hash[HASH];
  hash_secret(secret, hash);
  stmt_bind_text(stmt, 5, name);
  stmt_bind_blob(stmt, 6, hash, HASH);
  g_autofree char *words = token_scopes_to_text(scopes);
  return stmt_run(stmt, error) && db_audit_add(db, 0, who, "token", name, NULL, words, now, error);
}

static gpointer
row_to_token(Stmt *stmt)
{
  ApiToken *token = g_new0(ApiToken, 1);
  token->id = stmt_int(stmt, 0);
  token->name = stmt_dup_text(stmt, 1);
  token->scopes = (guint)stmt_int(stmt, 2);
  token->created = stmt_int(stmt, 3);
  token->expires = stmt_int(stmt, 4);
  token->last_used = stmt_int(stmt, 5);
  token->revoked = stmt_int(stmt, 6);
  return token;
}

GPtrArray *
db_api_token_list(Db *db, gint64 member, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT id, name, scopes, created, expires, last_used, revoked FROM api_token WHERE member ="
      " $1 ORDER BY id DESC",
      1, member);
  return stmt != NULL ? store_rows(stmt, row_to_token, (GDestroyNotify)api_token_free, error)
                      : NULL;
}

gboolean
db_api_token_revoke(Db *db, gint64 member, gint64 id, const char *who, gint64 now, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "UPDATE api_token SET revoked = $3 WHERE id = $2 AND member = $1 AND revoked = 0 RETURNING"
      " name",
      3, member, id, now);
  if (stmt == NULL || !store_one(stmt, "you have no such token", error))
    return FALSE;
  g_autofree char *name = stmt_dup_text(stmt, 0);
  return stmt_run(stmt, error) &&
         db_audit_add(db, 0, who, "token", name, NULL, "revoked", now, error);
}

Member *
db_api_token_member(Db *db, const guint8 secret[SESSION_SECRET], gint64 group, gint64 now,
                    guint *scopes, gboolean *stale, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT a.address, t.scopes, t.last_used FROM api_token t JOIN member_address a ON a.member "
      "= t.member"
      " WHERE t.revoked = 0 AND t.expires > $1 AND t.token_hash = $2 ORDER BY a.address LIMIT 1",
      1, now);
  guint8 hash[HASH];
  gboolean found = FALSE;
  *scopes = 0;
  if (stmt == NULL)
    return NULL;
  hash_secret(secret, hash);
  stmt_bind_blob(stmt, 2, hash, HASH);
  if (!store_first(stmt, &found, error) || !found)
    return NULL;
  *scopes = (guint)stmt_int(stmt, 1);
  *stale = stmt_int(stmt, 2) + TOUCH_SECONDS < now;
  g_autofree char *address = stmt_dup_text(stmt, 0);
  return db_member_find(db, group, address, now, error);
}

gboolean
db_api_token_touch(Db *db, const guint8 secret[SESSION_SECRET], gint64 now, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "UPDATE api_token SET last_used = $1 WHERE token_hash = $2", 1, now);
  guint8 hash[HASH];
  if (stmt == NULL)
    return FALSE;
  hash_secret(secret, hash);
  stmt_bind_blob(stmt, 2, hash, HASH);
  return stmt_run(stmt, error);
}
