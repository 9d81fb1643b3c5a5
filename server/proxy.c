#include "server/proxy.h"

#include <gio/gio.h>
#include <string.h>

struct ProxyTrust {
  GPtrArray *masks; /* GInetAddressMask */
  gboolean rfc7239;
};

#define X_FORWARDED_FOR "X-Forwarded-For"
#define FORWARDED "Forwarded"

/* GLib warns of a length that no address has. */
static GInetAddressMask *
parse_mask(const char *text)
{
  const char *slash = strchr(text, '/');
  guint64 bits = 0;
  if (slash != NULL && !g_ascii_string_to_unsigned(slash + 1, 10, 0, 128, &bits, NULL))
    return NULL;
  return g_inet_address_mask_new_from_string(text, NULL);
}

static gboolean
parse_list(const char *list, GPtrArray *masks, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(list, ",", -1);
  for (guint i = 0; i == 0 || parts[i] != NULL; i++) {
    const char *part = parts[i] != NULL ? g_strstrip(parts[i]) : ""; /* an empty list has no part */
    GInetAddressMask *mask = parse_mask(part);
    if (mask == NULL) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "\"%s\" is no address of a proxy\ngive numbers: 127.0.0.1, 10.0.0.0/8, fd00::/8",
                  part);
      return FALSE;
    }
    g_ptr_array_add(masks, mask);
  }
  return TRUE;
}

ProxyTrust *
server_proxy_new(const char *list, const char *header, GError **error)
{
  gboolean rfc7239 = header != NULL && g_ascii_strcasecmp(header, FORWARDED) == 0;
  if (header != NULL && !rfc7239 && g_ascii_strcasecmp(header, X_FORWARDED_FOR) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "no proxy names its client in %s\none of: " X_FORWARDED_FOR ", " FORWARDED, header);
    return NULL;
  }
  g_autoptr(ProxyTrust) trust = g_new0(ProxyTrust, 1);
  trust->rfc7239 = rfc7239;
  trust->masks = g_ptr_array_new_with_free_func(g_object_unref);
  return parse_list(list, trust->masks, error) ? g_steal_pointer(&trust) : NULL;
}

void
server_proxy_free(ProxyTrust *trust)
{
  if (trust == NULL)
    return;
  g_ptr_array_unref(trust->masks);
  g_free(trust);
}

const char *
server_proxy_header(const ProxyTrust *trust)
{
  return trust != NULL && trust->rfc7239 ? FORWARDED : X_FORWARDED_FOR;
}

/* A socket for both families sees ::ffff:192.0.2.1 for 192.0.2.1 (RFC 4291, 2.5.5.2). NULL: no
 * address. */
static GInetAddress *
parse_address(const char *text)
{
  static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
  if (address == NULL || g_inet_address_get_family(address) != G_SOCKET_FAMILY_IPV6)
    return g_steal_pointer(&address);
  const guint8 *bytes = g_inet_address_to_bytes(address);
  if (memcmp(bytes, mapped, sizeof mapped) != 0)
    return g_steal_pointer(&address);
  return g_inet_address_new_from_bytes(bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
}

/* "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711"; NULL for anything else. */
static GInetAddress *
parse_node(const char *node)
{
  gsize len = strlen(node);
  const char *colon = strchr(node, ':');
  if (node[0] == '[')
    len = strcspn(node + 1, "]"), node++;
  else if (colon != NULL && strchr(colon + 1, ':') == NULL)
    len = (gsize)(colon - node);
  g_autofree char *address = g_strndup(node, len);
  return parse_address(address);
}

static gboolean
is_trusted(const ProxyTrust *trust, GInetAddress *address)
{
  for (guint i = 0; i < trust->masks->len; i++)
    if (g_inet_address_mask_matches(trust->masks->pdata[i], address))
      return TRUE;
  return FALSE;
}

/* Takes one pair of an element, with its quoted strings (RFC 9110, 5.6.4) undone; *at moves behind
 * its semicolon. */
static char *
take_pair(const char **at)
{
  GString *out = g_string_new(NULL);
  gboolean quoted = FALSE;
  const char *p = *at;
  for (; *p != '\0' && (quoted || *p != ';'); p++) {
    if (*p == '"')
      quoted = !quoted;
    else if (quoted && *p == '\\' && p[1] != '\0')
      g_string_append_c(out, *++p);
    else
      g_string_append_c(out, *p);
  }
  *at = *p == ';' ? p + 1 : p;
  return g_strstrip(g_string_free(out, FALSE));
}

/* The value of for= in one element of Forwarded, "" when there is none. */
static char *
take_for(const char **at)
{
  g_autofree char *node = NULL;
  gboolean quoted = FALSE;
  const char *p = *at;
  while (*p != '\0' && (quoted || *p != ',')) {
    quoted = *p == '"' ? !quoted : quoted;
    p += quoted && *p == '\\' && p[1] != '\0' ? 2 : 1;
  }
  /* A quote that nobody closed is text: it must not swallow what the proxy wrote behind it. */
  if (quoted)
    p = *at + strcspn(*at, ",");
  g_autofree char *element = g_strndup(*at, (gsize)(p - *at));
  *at = *p == ',' ? p + 1 : p;
  for (const char *pair = element; *pair != '\0';) {
    g_autofree char *text = take_pair(&pair);
    if (node == NULL && g_ascii_strncasecmp(text, "for=", 4) == 0)
      node = g_strdup(text + 4);
  }
  return node != NULL ? g_steal_pointer(&node) : g_strdup("");
}

/* Up to the next comma: this header knows no quoted strings. */
static char *
take_address(const char **at)
{
  gsize len = strcspn(*at, ",");
  char *node = g_strstrip(g_strndup(*at, len));
  *at += len + ((*at)[len] == ',' ? 1 : 0);
  return node;
}

/* char *, in the order of the header; empty elements of a list are none (RFC 9110, 5.6.1). */
static GPtrArray *
nodes_of(const ProxyTrust *trust, const char *value)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func(g_free);
  while (value != NULL && *value != '\0') {
    g_autofree char *node = trust->rfc7239 ? take_for(&value) : take_address(&value);
    if (trust->rfc7239 || *node != '\0')
      g_ptr_array_add(nodes, g_steal_pointer(&node));
  }
  return nodes;
}

gboolean
server_proxy_trusts(const ProxyTrust *trust, const char *peer)
{
  g_autoptr(GInetAddress) address = trust != NULL && peer != NULL ? parse_address(peer) : NULL;
  return address != NULL && is_trusted(trust, address);
}

char *
server_proxy_client(const ProxyTrust *trust, const char *peer, const char *value)
{
  g_autoptr(GInetAddress) client = peer != NULL ? parse_address(peer) : NULL;
  if (client == NULL || trust == NULL)
    return g_strdup(peer);
  g_autoptr(GPtrArray) nodes = nodes_of(trust, value);
  for (guint i = nodes->len; i > 0 && is_trusted(trust, client); i--) {
    GInetAddress *before = parse_node(nodes->pdata[i - 1]);
    if (before == NULL)
      break;
    g_object_unref(client);
    client = before;
  }
  return g_inet_address_to_string(client);
}
