#include "ingest/fetch-address.h"

#include <netinet/in.h>
#include <string.h>

typedef struct {
  guint32 net;
  guint8 bits;
} Net4;

/* RFC 6890 and the IANA registry of special-purpose addresses. */
static const Net4 private4[] = {
    {0x00000000, 8},  /* "this" network */
    {0x0a000000, 8},  /* private */
    {0x64400000, 10}, /* shared by carriers */
    {0x7f000000, 8},  /* loopback */
    {0xa9fe0000, 16}, /* link-local, and the metadata services of clouds */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* protocol assignments */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xe0000000, 3},  /* multicast and reserved */
};

typedef struct {
  guint8 net[16];
  guint8 bits;
} Net6;

static const Net6 private6[] = {
    {{0}, 127},                     /* unspecified and loopback */
    {{0x01, 0x00}, 64},             /* discard */
    {{0x20, 0x01, 0x00, 0x00}, 32}, /* Teredo */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0xfc, 0x00}, 7},              /* unique local */
    {{0xfe, 0x80}, 10},             /* link-local */
    {{0xfe, 0xc0}, 10},             /* site-local, of old */
    {{0xff, 0x00}, 8},              /* multicast */
};

static gboolean
is_private4(guint32 address)
{
  for (gsize i = 0; i < G_N_ELEMENTS(private4); i++) {
    guint shift = 32u - private4[i].bits;
    if (address >> shift == private4[i].net >> shift)
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_prefix(const guint8 *address, const guint8 *net, guint bits)
{
  guint whole = bits / 8, rest = bits % 8;
  if (memcmp(address, net, whole) != 0)
    return FALSE;
  return rest == 0 || (address[whole] ^ net[whole]) >> (8 - rest) == 0;
}

static guint32
read4(const guint8 *at)
{
  return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

/* Finds an IPv4 address inside an IPv6 one; NULL: none. */
static const guint8 *
wrapped4(const guint8 *address)
{
  static const guint8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static const guint8 compatible[12] = {0};
  static const guint8 nat64[12] = {0x00, 0x64, 0xff, 0x9b};
  static const guint8 nat64_local[6] = {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01};
  if (memcmp(address, mapped, 12) == 0 || memcmp(address, nat64, 12) == 0 ||
      memcmp(address, compatible, 12) == 0 || memcmp(address, nat64_local, 6) == 0)
    return address + 12;
  if (address[0] == 0x20 && address[1] == 0x02) /* 6to4 */
    return address + 2;
  return NULL;
}

gboolean
ingest_address_is_private(const struct sockaddr *address)
{
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, address, sizeof in);
    return is_private4(g_ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6)
    return TRUE;
  struct sockaddr_in6 in6;
  memcpy(&in6, address, sizeof in6);
  const guint8 *bytes = in6.sin6_addr.s6_addr;
  for (gsize i = 0; i < G_N_ELEMENTS(private6); i++)
    if (has_prefix(bytes, private6[i].net, private6[i].bits))
      return TRUE;
  const guint8 *inner = wrapped4(bytes);
  return inner != NULL && is_private4(read4(inner));
}

gboolean
ingest_address_is_loopback(const struct sockaddr *address)
{
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, address, sizeof in);
    return g_ntohl(in.sin_addr.s_addr) >> 24 == 127;
  }
  if (address->sa_family != AF_INET6)
    return FALSE;
  struct sockaddr_in6 in6;
  memcpy(&in6, address, sizeof in6);
  return memcmp(&in6.sin6_addr, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}
