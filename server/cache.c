#include "server/cache.h"

#include <string.h>

/* What an entry costs beside its value: table slot, link, key. */
#define ENTRY_OVERHEAD 256

typedef struct {
  char *key;
  gpointer value;
  gsize size;
  gint64 until;
  GList link; /* in Cache.order; data is the entry */
} Entry;

struct Cache {
  GMutex lock;
  GHashTable *entries; /* key of the entry -> Entry */
  GQueue order;        /* most recently used first */
  gsize max_bytes;
  guint generation;
  CacheRef ref;
  GDestroyNotify unref;
  CacheCounts counts;
};

Cache *
server_cache_new(gsize max_bytes, CacheRef ref, GDestroyNotify unref)
{
  Cache *cache = g_new0(Cache, 1);
  g_mutex_init(&cache->lock);
  cache->entries = g_hash_table_new(g_str_hash, g_str_equal);
  cache->max_bytes = max_bytes;
  cache->ref = ref;
  cache->unref = unref;
  return cache;
}

static void
cache_drop(Cache *cache, Entry *entry)
{
  g_hash_table_remove(cache->entries, entry->key);
  g_queue_unlink(&cache->order, &entry->link);
  cache->counts.bytes -= entry->size;
  cache->unref(entry->value);
  g_free(entry->key);
  g_free(entry);
}

static void
cache_drop_last(Cache *cache)
{
  GList *last = g_queue_peek_tail_link(&cache->order);
  cache_drop(cache, last->data);
  cache->counts.dropped++;
}

static void
cache_empty(Cache *cache)
{
  while (!g_queue_is_empty(&cache->order))
    cache_drop_last(cache);
}

void
server_cache_free(Cache *cache)
{
  if (cache == NULL)
    return;
  cache_empty(cache);
  g_hash_table_unref(cache->entries);
  g_mutex_clear(&cache->lock);
  g_free(cache);
}

gpointer
server_cache_get(Cache *cache, const char *key, guint generation, gint64 now)
{
  gpointer value = NULL;
  g_mutex_lock(&cache->lock);
  if (cache->generation != generation) {
    cache_empty(cache);
    cache->generation = generation;
  }
  Entry *entry = g_hash_table_lookup(cache->entries, key);
  if (entry != NULL && now >= entry->until) {
    cache_drop(cache, entry);
    entry = NULL;
  }
  if (entry != NULL) {
    g_queue_unlink(&cache->order, &entry->link);
    g_queue_push_head_link(&cache->order, &entry->link);
    value = cache->ref(entry->value);
    cache->counts.hits++;
  } else {
    cache->counts.misses++;
  }
  g_mutex_unlock(&cache->lock);
  return value;
}

void
server_cache_put(Cache *cache, const char *key, gpointer value, gsize size, guint generation,
                 gint64 now, guint max_age)
{
  size += strlen(key) + ENTRY_OVERHEAD;
  if (size > cache->max_bytes / 8)
    return;
  g_mutex_lock(&cache->lock);
  Entry *old = g_hash_table_lookup(cache->entries, key);
  if (old == NULL && cache->generation == generation) {
    Entry *entry = g_new0(Entry, 1);
    *entry = (Entry){g_strdup(key), cache->ref(value), size, now + max_age, {NULL, NULL, NULL}};
    entry->link.data = entry;
    g_hash_table_insert(cache->entries, entry->key, entry);
    g_queue_push_head_link(&cache->order, &entry->link);
    cache->counts.bytes += size;
    while (cache->counts.bytes > cache->max_bytes)
      cache_drop_last(cache);
  }
  g_mutex_unlock(&cache->lock);
}

void
server_cache_counts(Cache *cache, CacheCounts *counts)
{
  g_mutex_lock(&cache->lock);
  *counts = cache->counts;
  counts->entries = g_hash_table_size(cache->entries);
  g_mutex_unlock(&cache->lock);
}
