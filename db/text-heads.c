#include "db/text-heads.h"

#include <string.h>

/* A TextHead with its texts behind it, counted. */
typedef struct {
  TextHead head;
  gint64 message;
  gsize bytes;
} Entry;

struct TextHeads {
  GMutex lock;
  gsize most, bytes;
  GHashTable *entries; /* &Entry.message -> Entry */
  GQueue order;        /* Entry, oldest first */
};

TextHeads *
text_heads_new(gsize most)
{
  TextHeads *heads = g_new0(TextHeads, 1);
  g_mutex_init(&heads->lock);
  heads->most = most;
  heads->entries = g_hash_table_new(g_int64_hash, g_int64_equal);
  g_queue_init(&heads->order);
  return heads;
}

void
text_heads_free(TextHeads *heads)
{
  if (heads == NULL)
    return;
  g_hash_table_unref(heads->entries);
  g_queue_clear_full(&heads->order, g_atomic_rc_box_release);
  g_mutex_clear(&heads->lock);
  g_free(heads);
}

static Entry *
load(Db *db, gint64 message, gint64 size)
{
  gsize most = size > (gint64)TEXT_HEAD_BYTES ? TEXT_HEAD_BYTES : 0;
  const char *text[DB_TEXT_N_FIELDS];
  gsize bytes = sizeof(Entry);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    text[i] = engine_text_get_head(db, message, (DbTextField)i, most);
    if (text[i] == NULL)
      return NULL;
    bytes += strlen(text[i]) + 1;
  }
  Entry *entry = g_atomic_rc_box_alloc(bytes);
  *entry = (Entry){.head = {.whole = most == 0}, .message = message, .bytes = bytes};
  char *to = (char *)(entry + 1);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    gsize n = strlen(text[i]) + 1;
    entry->head.text[i] = memcpy(to, text[i], n);
    to += n;
  }
  return entry;
}

/* Another thread may have brought the same mail meanwhile: then that one stays. */
static void
keep(TextHeads *heads, Entry *entry)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&heads->lock);
  if (entry->bytes > heads->most || g_hash_table_contains(heads->entries, &entry->message))
    return;
  while (heads->bytes + entry->bytes > heads->most) {
    Entry *oldest = g_queue_pop_head(&heads->order);
    g_hash_table_remove(heads->entries, &oldest->message);
    heads->bytes -= oldest->bytes;
    g_atomic_rc_box_release(oldest);
  }
  heads->bytes += entry->bytes;
  g_queue_push_tail(&heads->order, g_atomic_rc_box_acquire(entry));
  g_hash_table_insert(heads->entries, &entry->message, entry);
}

static Entry *
find(TextHeads *heads, gint64 message)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&heads->lock);
  Entry *entry = g_hash_table_lookup(heads->entries, &message);
  return entry != NULL ? g_atomic_rc_box_acquire(entry) : NULL;
}

const TextHead *
text_heads_get(TextHeads *heads, Db *db, gint64 message, gint64 size)
{
  Entry *entry = find(heads, message);
  if (entry == NULL) {
    entry = load(db, message, size);
    if (entry != NULL)
      keep(heads, entry);
  }
  return entry != NULL ? &entry->head : NULL;
}

void
text_head_release(const TextHead *head)
{
  if (head != NULL)
    g_atomic_rc_box_release((gpointer)(guintptr)head);
}
