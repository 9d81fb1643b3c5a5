/* Who asks, when a web server stands in front of docket and is all that docket sees. Only what a trusted proxy says is believed, and of that only
 * what trusted ones have added: anybody can send such a header. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef struct ProxyTrust ProxyTrust;

/* list: addresses and networks with commas between ("127.0.0.1,10.0.0.0/8,fd00::/8"). header: "X-Forwarded-For" (NULL), to which each proxy adds
 * the address it was asked from, or "Forwarded" (RFC 7239). One alone is read: a proxy that sets one passes on what a client wrote into the
 * other. INVALID names the part that is no address, or the header. */
ProxyTrust *server_proxy_new(const char *list, const char *header, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_proxy_free(ProxyTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProxyTrust, server_proxy_free)
/* The name of the header to hand in; X-Forwarded-For where trust is NULL. */
const char *server_proxy_header(const ProxyTrust *trust);

/* Whether peer, an address in numbers or NULL, is one of the proxies. trust NULL: nobody is. */
gboolean server_proxy_trusts(const ProxyTrust *trust, const char *peer);
/* The address of the client: peer is who is connected, in numbers, or NULL; value the header with all its lines joined by commas, or NULL. From the
 * last entry back, each is believed that a trusted proxy added; the first that is no trusted proxy itself is the client. What cannot be read
 * ("unknown", a name) ends it at the proxy that wrote it. trust NULL: peer. Caller frees. */
char *server_proxy_client(const ProxyTrust *trust, const char *peer, const char *value);

G_END_DECLS
