/* Signing in and out. A link is opened by GET, which only shows a button: readers of mail that look
 * at links must not use them up. */
#include <string.h>

#include "db/audit.h"
#include "server/pages.h"
#include "server/server.h"
#include "server/visitor.h"

static gboolean
print_sign_in(Request *request, const char *token, Reply *reply)
{
  const WebSignInView view = {.page = request->page,
                              .token = token,
                              .can_mail = server_mail(request->server) != NULL,
                              .asked = server_request_arg(request, "asked") != NULL};
  web_page_sign_in(reply->body, &view);
  return TRUE;
}

gboolean
server_page_sign_in(Request *request, Reply *reply, GError **error)
{
  if (request->member != NULL)
    return server_page_account(request, reply, error);
  return print_sign_in(request, NULL, reply);
}

/* The same for everybody, in what is answered and in what is done for it: it never tells whether an
 * address is known. A job sends the link. */
gboolean
server_page_sign_in_ask(Request *request, Reply *reply, GError **error)
{
  guint8 browser[SESSION_SECRET];
  const char *typed = server_args_get(request->form, "address");
  g_autofree char *address = person_fold_address(typed != NULL ? typed : "");
  server_random(request->server, browser, sizeof browser);
  if (!db_sign_in_ask(request->db, address, browser, request->now, error))
    return FALSE;
  server_visitor_set_browser(reply, browser, server_is_secure(request->server));
  server_reply_redirect(reply, 303, "/sign-in?asked=1");
  return TRUE;
}

gboolean
server_page_sign_in_link(Request *request, Reply *reply, GError **error G_GNUC_UNUSED)
{
  return print_sign_in(request, server_request_param(request, "token"), reply);
}

static gboolean
note_sign_in(const Request *request, const guint8 *session, GError **error)
{
  gboolean stale;
  g_autoptr(Member) member =
      db_session_member(request->db, session, 0, request->now, &stale, error);
  return member != NULL && db_audit_add(request->db, 0, member->name, "signed in", "/sign-in", NULL,
                                        NULL, request->now, error);
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
  /* What the browser held before is worth nothing afterwards. */
  if (request->session != NULL && !db_session_end(request->db, request->session, error))
    return FALSE;
  server_random(request->server, session, sizeof session);
  if (!db_sign_in_use(request->db, token, request->browser, session, request->agent, request->now,
                      error) ||
      !note_sign_in(request, session, error))
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
