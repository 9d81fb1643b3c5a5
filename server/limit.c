#include "server/limit.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#define COUNTERS 8192

typedef struct {
  gint64 began;
  guint n;
} Counter;

struct Limit {
  GMutex lock;
  guint8 key[crypto_shorthash_KEYBYTES];
  Counter counters[COUNTERS];
};
G_STATIC_ASSERT(crypto_shorthash_KEYBYTES == 16);

Limit *
server_limit_new(const guint8 random[16])
{
  Limit *limit = g_new0(Limit, 1);
  g_mutex_init(&limit->lock);
  memcpy(limit->key, random, sizeof limit->key);
  return limit;
}

void
server_limit_free(Limit *limit)
{
  if (limit == NULL)
    return;
  g_mutex_clear(&limit->lock);
  sodium_memzero(limit->key, sizeof limit->key);
  g_free(limit);
}

gboolean
server_limit_take(Limit *limit, const char *what, const char *key, guint n, guint seconds,
                  gint64 now)
{
  union {
    guint8 bytes[crypto_shorthash_BYTES];
    guint64 number;
  } hash;
  g_autofree char *text = g_strconcat(what, "\n", key, NULL);
  crypto_shorthash(hash.bytes, (const guint8 *)text, strlen(text), limit->key);
  Counter *counter = &limit->counters[hash.number % COUNTERS];
  g_mutex_lock(&limit->lock);
  if (now < counter->began || now - counter->began >= (gint64)seconds)
    *counter = (Counter){.began = now};
  gboolean free_to_go = counter->n < n;
  counter->n += free_to_go ? 1 : 0;
  g_mutex_unlock(&limit->lock);
  return free_to_go;
}

char *
server_limit_network(const char *address)
{
  enum { KEPT_4 = 3, KEPT_6 = 6 };
  g_autoptr(GInetAddress) parsed = address != NULL ? g_inet_address_new_from_string(address) : NULL;
  if (parsed == NULL)
    return g_strdup("");
  gboolean six = g_inet_address_get_family(parsed) == G_SOCKET_FAMILY_IPV6;
  const guint8 *bytes = g_inet_address_to_bytes(parsed);
  char hex[2 * KEPT_6 + 1];
  sodium_bin2hex(hex, sizeof hex, bytes, six ? KEPT_6 : KEPT_4);
  return g_strconcat(six ? "6:" : "4:", hex, NULL);
}
