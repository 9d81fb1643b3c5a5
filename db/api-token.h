/* Tokens with which a script acts as a member: "docket_" and 64 hexadecimal digits in an Authorization: Bearer header (RFC 6750). Only the
 * BLAKE2b hash of the secret is stored; a token ends by time, by hand, and with the person's role. */
#pragma once
#include "db/session.h"
G_BEGIN_DECLS

typedef enum { SCOPE_READ, SCOPE_VOTE, SCOPE_CHAIR, SCOPE_N } TokenScope; /* pages as the member sees them; a member's verbs; a chair's verbs */
const char *token_scope_to_text(TokenScope scope); /* "read", "vote", "chair" */
/* "read,vote" as a mask of 1 << TokenScope. INVALID names the word. */
gboolean token_scopes_parse(const char *text, guint *scopes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Caller frees. */
char *token_scopes_to_text(guint scopes);

#define API_TOKEN_DAYS 365 /* from its making, then it is over */
#define API_TOKEN_PREFIX "docket_"

typedef struct {
  gint64 id;
  char *name;
  guint scopes;
  gint64 created, expires, last_used, revoked; /* last_used to the hour; revoked 0: in use; at `expires`: its time was over */
} ApiToken;
void api_token_free(ApiToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiToken, api_token_free)

/* INVALID: no name, no scope. Audited. */
gboolean db_api_token_add(Db *db, gint64 member, const char *name, guint scopes, const guint8 secret[SESSION_SECRET], gint64 expires, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* ApiToken * of a person, latest first. */
GPtrArray *db_api_token_list(Db *db, gint64 member, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND: none of this person's. Audited. */
gboolean db_api_token_revoke(Db *db, gint64 member, gint64 id, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whose token it is, with the role in group (0: operator or none) and its scopes; NULL without error: unknown, over, revoked. *stale: last_used
 * is over an hour old; call db_api_token_touch in a write. */
Member *db_api_token_member(Db *db, const guint8 secret[SESSION_SECRET], gint64 group, gint64 now, guint *scopes, gboolean *stale, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_api_token_touch(Db *db, const guint8 secret[SESSION_SECRET], gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
