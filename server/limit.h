/* How often somebody may try something, in memory that does not grow: a table of counters, chosen by a keyed hash of what is counted. Two keys may
 * share a counter, which only makes both of them wait sooner. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct Limit Limit;
/* random: 16 bytes nobody can guess, so that nobody can choose whom to share a counter with. */
Limit *server_limit_new(const guint8 random[16]);
void server_limit_free(Limit *limit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Limit, server_limit_free)

/* Counts one try of `what` by `key`. FALSE: more than n within so many seconds. From any thread. A clock that goes backwards begins anew. */
gboolean server_limit_take(Limit *limit, const char *what, const char *key, guint n, guint seconds, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* The network of a numeric address: the first 24 bits of IPv4, 48 of IPv6; "" for none. Caller frees. */
char *server_limit_network(const char *address);

G_END_DECLS
