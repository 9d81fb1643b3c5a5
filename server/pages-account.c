/* What a person has signed in with: sessions and tokens. */
#include "db/api-token.h"
#include "server/member-notice.h"
#include "server/pages.h"
#include "server/server.h"
#include "server/visitor.h"
#include "web/views-people.h"

#define DAY ((gint64)86400)

static gboolean
print_account(Request *request, const char *fresh, Reply *reply, GError **error)
{
  gint64 member = request->member->id;
  g_autoptr(GPtrArray) sessions =
      db_session_list(request->db, member, request->session, request->now, error);
  g_autoptr(GPtrArray) tokens =
      sessions != NULL ? db_api_token_list(request->db, member, error) : NULL;
  if (tokens == NULL)
    return FALSE;
  WebAccountView view = {request->page, sessions, tokens, fresh};
  web_page_account(reply->body, &view);
  return TRUE;
}

gboolean
server_page_account(Request *request, Reply *reply, GError **error)
{
  return print_account(request, NULL, reply, error);
}

/* Anybody may hold a session; a token may not make, or end, what a person signs in with. */
static gboolean
check_person(const Request *request, GError **error)
{
  if (request->member != NULL && request->session != NULL)
    return TRUE;
  g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                      "this is for people who are signed in\nSign in at /sign-in.");
  return FALSE;
}

gboolean
server_page_sessions_edit(Request *request, Reply *reply, GError **error)
{
  if (!check_person(request, error) ||
      !db_session_revoke(request->db, request->member->id, server_args_get(request->form, "revoke"),
                         error))
    return FALSE;
  server_reply_redirect(reply, 303, "/sign-in");
  return TRUE;
}

static gboolean
add_token(Request *request, Reply *reply, GError **error)
{
  guint scopes = 0;
  guint8 secret[SESSION_SECRET];
  char hex[65];
  server_random(request->server, secret, sizeof secret);
  if (!token_scopes_parse(server_args_get(request->form, "scopes"), &scopes, error) ||
      !db_api_token_add(request->db, request->member->id, server_args_get(request->form, "name"),
                        scopes, secret, request->now + API_TOKEN_DAYS * DAY, request->member->name,
                        request->now, error))
    return FALSE;
  const Compose compose = server_compose_of(request);
  if (!server_member_tell_token(&compose, request->member, server_args_get(request->form, "name"),
                                error))
    return FALSE;
  server_secret_to_hex(secret, hex);
  g_autofree char *fresh = g_strconcat(API_TOKEN_PREFIX, hex, NULL);
  /* The one answer to a form that is a page: an address to lead to would have to
   * hold the secret. */
  return print_account(request, fresh, reply, error);
}

gboolean
server_page_tokens_edit(Request *request, Reply *reply, GError **error)
{
  const char *revoke = server_args_get(request->form, "revoke");
  if (!check_person(request, error))
    return FALSE;
  if (revoke == NULL)
    return add_token(request, reply, error);
  if (!db_api_token_revoke(request->db, request->member->id, g_ascii_strtoll(revoke, NULL, 10),
                           request->member->name, request->now, error))
    return FALSE;
  server_reply_redirect(reply, 303, "/sign-in");
  return TRUE;
}
