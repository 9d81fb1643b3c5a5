/* Who sends a request: the session cookie and what it opens. Handlers see only the result, in Request and WebPage. */
#pragma once
#include "db/api-token.h"
#include "server/http.h"
#include "server/reply.h"
G_BEGIN_DECLS

typedef struct {
  gboolean has_session;           /* a cookie or token of the right form came; it may be of a session that is over */
  gboolean by_token;              /* it is an API token; no browser sent it by itself, so its forms need no token of the session */
  guint scopes;                   /* by_token: mask of 1 << TokenScope */
  guint8 session[SESSION_SECRET];
  gboolean has_browser;           /* a sign-in link was asked for in this browser */
  guint8 browser[SESSION_SECRET];
  Member *member;                 /* NULL: not signed in */
  gboolean stale;                 /* last_seen is to be written */
  char csrf[65];                  /* token of the session's forms; "" without a member */
} Visitor;

void server_visitor_clear(Visitor *visitor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Visitor, server_visitor_clear)

/* Reads the cookie or the Authorization header alone. secure: pages are served over TLS (the base address is https). */
void server_visitor_read(Visitor *visitor, const HttpRequest *http, gboolean secure);
/* Looks the session up; group 0: without one. */
gboolean server_visitor_load(Visitor *visitor, Db *db, gint64 group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A form of another page, or of another site, is refused: the site must be ours by Sec-Fetch-Site or Origin (compared with the configured
 * base address, never with Host), and a signed-in visitor's form carries the session's token. FORBIDDEN. */
gboolean server_visitor_check_form(const Visitor *visitor, const HttpRequest *http, const char *base_url, const char *token,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives the browser a session's cookie, or takes it away (session NULL). RFC 6265: HttpOnly, SameSite=Lax, Secure over TLS. */
void server_visitor_set_cookie(Reply *reply, const guint8 *session, gboolean secure);
/* Marks the browser that asks for a sign-in link, for as long as the link works: nobody else's browser can open it. */
void server_visitor_set_browser(Reply *reply, const guint8 browser[SESSION_SECRET], gboolean secure);
/* 64 hexadecimal digits to a secret and back. FALSE for anything else. */
gboolean server_secret_from_hex(const char *hex, guint8 secret[SESSION_SECRET]) G_GNUC_WARN_UNUSED_RESULT;
void server_secret_to_hex(const guint8 secret[SESSION_SECRET], char hex[65]);

G_END_DECLS
