/* Ready answers by address, the least used dropped first. Shared by all threads. Values are refcounted by their owner's
 * functions. An entry is good for one generation of the database: when the generation moves on, the first look at the cache empties it. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct Cache Cache;
typedef gpointer (*CacheRef)(gpointer value);

/* Empty; holds at most max_bytes of values by the sizes that are put. ref and unref are called from any thread. */
Cache *server_cache_new(gsize max_bytes, CacheRef ref, GDestroyNotify unref);
void server_cache_free(Cache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, server_cache_free)

/* A new reference, or NULL. now: any clock of seconds that does not run back; entries made before it by more than their age are gone. */
gpointer server_cache_get(Cache *cache, const char *key, guint generation, gint64 now);
/* generation: as it was before the database was read to make value. Takes its own reference. Values over an eighth of the cache are not kept.
 * max_age in seconds: pages speak of time ("12 days ago"), so none is kept for ever. */
void server_cache_put(Cache *cache, const char *key, gpointer value, gsize size, guint generation,
                      gint64 now, guint max_age);

typedef struct {
  guint64 hits, misses, dropped;
  gsize bytes;
  guint entries;
} CacheCounts;
/* As they are now, all under one lock. */
void server_cache_counts(Cache *cache, CacheCounts *counts);

G_END_DECLS
