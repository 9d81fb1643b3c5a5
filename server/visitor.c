#include "server/visitor.h"

#include <sodium.h>
#include <string.h>

/* __Host- makes browsers refuse the cookie from another host of the domain, and without TLS. */
#define COOKIE_SECURE "__Host-docket"
#define COOKIE_PLAIN "docket"
#define BROWSER_SECURE "__Host-docket-browser"
#define BROWSER_PLAIN "docket-browser"

void
server_visitor_clear(Visitor *visitor)
{
  g_clear_pointer(&visitor->member, member_free);
  sodium_memzero(visitor->session, sizeof visitor->session);
  sodium_memzero(visitor->browser, sizeof visitor->browser);
}

gboolean
server_secret_from_hex(const char *hex, guint8 secret[SESSION_SECRET])
{
  gsize len = 0;
  return hex != NULL && strlen(hex) == (gsize)SESSION_SECRET * 2 &&
         sodium_hex2bin(secret, SESSION_SECRET, hex, (gsize)SESSION_SECRET * 2, NULL, &len, NULL) ==
             0 &&
         len == SESSION_SECRET;
}

void
server_secret_to_hex(const guint8 secret[SESSION_SECRET], char hex[65])
{
  sodium_bin2hex(hex, 65, secret, SESSION_SECRET);
}

/* The value of a cookie in a Cookie header ("a=1; b=2"), or NULL. Caller frees. */
static char *
find_cookie(const char *header, const char *name)
{
  gsize len = strlen(name);
  for (const char *at = header; at != NULL && *at != '\0';) {
    at += strspn(at, " ;");
    gsize pair = strcspn(at, ";");
    if (pair > len && strncmp(at, name, len) == 0 && at[len] == '=')
      return g_strchomp(g_strndup(at + len + 1, pair - len - 1));
    at += pair;
  }
  return NULL;
}

void
server_visitor_read(Visitor *visitor, const HttpRequest *http, gboolean secure)
{
  const char *bearer = http_request_header(http, "Authorization");
  if (bearer != NULL && g_ascii_strncasecmp(bearer, "Bearer ", 7) == 0) {
    bearer += 7 + strspn(bearer + 7, " ");
    visitor->by_token = g_str_has_prefix(bearer, API_TOKEN_PREFIX) &&
                        server_secret_from_hex(bearer + strlen(API_TOKEN_PREFIX), visitor->session);
    visitor->has_session = visitor->by_token;
    return;
  }
  const char *header = http_request_header(http, "Cookie");
  g_autofree char *value = find_cookie(header, secure ? COOKIE_SECURE : COOKIE_PLAIN);
  visitor->has_session = server_secret_from_hex(value, visitor->session);
  g_autofree char *browser = find_cookie(header, secure ? BROWSER_SECURE : BROWSER_PLAIN);
  visitor->has_browser = server_secret_from_hex(browser, visitor->browser);
}

gboolean
server_visitor_load(Visitor *visitor, Db *db, gint64 group, gint64 now, GError **error)
{
  if (!visitor->has_session)
    return TRUE;
  g_autoptr(GError) failed = NULL;
  visitor->member =
      visitor->by_token
          ? db_api_token_member(db, visitor->session, group, now, &visitor->scopes, &visitor->stale,
                                &failed)
          : db_session_member(db, visitor->session, group, now, &visitor->stale, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (visitor->member != NULL && !visitor->by_token)
    session_csrf_token(visitor->session, visitor->csrf);
  return TRUE;
}

static gboolean
is_own_origin(const HttpRequest *http, const char *base_url)
{
  const char *site = http_request_header(http, "Sec-Fetch-Site");
  const char *origin = http_request_header(http, "Origin");
  if (site != NULL)
    return strcmp(site, "same-origin") == 0;
  /* The base address may have a path behind its origin. */
  gsize len = origin != NULL ? strlen(origin) : 0;
  return len > 0 && strncmp(base_url, origin, len) == 0 &&
         (base_url[len] == '\0' || base_url[len] == '/');
}

gboolean
server_visitor_check_form(const Visitor *visitor, const HttpRequest *http, const char *base_url,
                          const char *token, GError **error)
{
  if (visitor->by_token && visitor->member != NULL)
    return TRUE;
  gboolean own = is_own_origin(http, base_url);
  gboolean known =
      visitor->member == NULL || (token != NULL && strlen(token) == strlen(visitor->csrf) &&
                                  sodium_memcmp(token, visitor->csrf, strlen(visitor->csrf)) == 0);
  if (!own || !known)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                "%s\nOpen the page here again and send it from there.",
                own ? "this form is of another session" : "this form was sent from another site");
  return own && known;
}

static void
set_secret(Reply *reply, const char *name, const guint8 *secret, gint64 seconds, gboolean secure)
{
  char hex[65] = "";
  if (secret != NULL)
    server_secret_to_hex(secret, hex);
  g_autofree char *cookie =
      g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%" G_GINT64_FORMAT "%s", name,
                      hex, secret != NULL ? seconds : (gint64)0, secure ? "; Secure" : "");
  server_reply_header(reply, "Set-Cookie", cookie);
  sodium_memzero(hex, sizeof hex);
}

void
server_visitor_set_cookie(Reply *reply, const guint8 *session, gboolean secure)
{
  set_secret(reply, secure ? COOKIE_SECURE : COOKIE_PLAIN, session, SESSION_IDLE_SECONDS, secure);
}

void
server_visitor_set_browser(Reply *reply, const guint8 browser[SESSION_SECRET], gboolean secure)
{
  set_secret(reply, secure ? BROWSER_SECURE : BROWSER_PLAIN, browser, SIGN_IN_SECONDS, secure);
}
