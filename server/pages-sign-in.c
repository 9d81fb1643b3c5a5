/* Signing in and out. A link is opened by GET, which only shows a button: readers of mail that look
 * at links must not use them up. */
#include "server/pages.h"
#include "server/server.h"
#include "server/visitor.h"

static gboolean
print_sign_in(Request *request, const char *token, Reply *reply)
{
  WebSignInView view = {request->page, token};
  web_page_sign_in(reply->body, &view);
  return TRUE;
}

gboolean
server_page_sign_in(Request *request, Reply *reply, GError **error G_GNUC_UNUSED)
{
  return print_sign_in(request, NULL, reply);
}

gboolean
server_page_sign_in_link(Request *request, Reply *reply, GError **error G_GNUC_UNUSED)
{
  return print_sign_in(request, server_request_param(request, "token"), reply);
}

gboolean
server_page_sign_in_use(Request *request, Reply *reply, GError **error)
{
  guint8 token[SESSION_SECRET], session[SESSION_SECRET];
  if (!server_secret_from_hex(server_request_param(request, "token"), token)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                "this sign-in link is not whole\nCopy all of it into the address line.");
    return FALSE;
  }
  server_random(request->server, session, sizeof session);
  if (!db_sign_in_use(request->db, token, NULL, session, request->agent, request->now, error))
    return FALSE;
  server_visitor_set_cookie(reply, session, server_is_secure(request->server));
  server_reply_redirect(reply, 303, "/");
  return TRUE;
}

gboolean
server_page_sign_out(Request *request, Reply *reply, GError **error)
{
  gboolean everywhere = server_args_get(request->form, "everywhere") != NULL;
  if (request->member != NULL &&
      !(everywhere ? db_session_end_all(request->db, request->member->id, error)
                   : db_session_end(request->db, request->session, error)))
    return FALSE;
  server_visitor_set_cookie(reply, NULL, server_is_secure(request->server));
  server_reply_redirect(reply, 303, "/");
  return TRUE;
}
