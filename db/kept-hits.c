#include "db/kept-hits.h"

#include "db/store.h"

#include <string.h>

/* What a table takes for an entry beside its bytes. */
#define ENTRY_BYTES ((gsize)96)
/* An empty table. */
#define QUESTION_BYTES ((gsize)512)
/* A message with its two allocations, beside its texts. */
#define ROW_BYTES (sizeof(HitRow) + sizeof(Message) + sizeof(Person) + ENTRY_BYTES)

/* Counted: hits of many questions show one row. */
typedef struct {
  gint64 group, id; /* what it was asked for by */
  Message *message;
  char *name; /* of the group */
} HitRow;

struct KeptHits {
  GMutex lock;
  gsize most_rows, most_hits, row_bytes, hit_bytes;
  GHashTable *rows;      /* HitRow -> itself */
  GHashTable *questions; /* char * -> KeptQuestion */
};

static guint
row_hash(gconstpointer data)
{
  const HitRow *row = data;
  return (guint)row->id * 31u + (guint)row->group;
}

static gboolean
row_equal(gconstpointer a, gconstpointer b)
{
  const HitRow *x = a, *y = b;
  return x->id == y->id && x->group == y->group;
}

static void
row_clear(gpointer data)
{
  HitRow *row = data;
  message_free(row->message);
  g_free(row->name);
}

static void
row_release(gpointer row)
{
  g_atomic_rc_box_release_full(row, row_clear);
}

static void
hit_clear(gpointer data)
{
  SearchHit *hit = data;
  row_release(hit->row);
  g_free(hit->snippet);
}

void
search_hit_release(SearchHit *hit)
{
  if (hit != NULL)
    g_atomic_rc_box_release_full(hit, hit_clear);
}

KeptHits *
kept_hits_new(gsize most_rows, gsize most_hits)
{
  KeptHits *kept = g_new0(KeptHits, 1);
  g_mutex_init(&kept->lock);
  kept->most_rows = most_rows;
  kept->most_hits = most_hits;
  kept->rows = g_hash_table_new_full(row_hash, row_equal, NULL, row_release);
  kept->questions =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  return kept;
}

void
kept_hits_free(KeptHits *kept)
{
  if (kept == NULL)
    return;
  g_hash_table_unref(kept->questions);
  g_hash_table_unref(kept->rows);
  g_mutex_clear(&kept->lock);
  g_free(kept);
}

/* --- rows --- */

/* In the group that was searched, else in the first that holds it. */
static Stmt *
prepare_row(Db *db, gint64 group, gint64 id, GError **error)
{
  if (group != 0)
    return store_prepare(db, error,
                         "SELECT " MESSAGE_COLUMNS ", g.name FROM place p JOIN message m ON m.id ="
                         " p.message JOIN groups g ON g.id = p.group_id WHERE p.group_id = $2 AND"
                         " p.message = $1",
                         2, id, group);
  return store_prepare(db, error,
                       "SELECT " MESSAGE_COLUMNS ", g.name FROM message m CROSS JOIN groups g JOIN"
                       " place p ON p.group_id = g.id AND p.message = m.id WHERE m.id = $1 ORDER BY"
                       " g.id LIMIT 1",
                       1, id);
}

static HitRow *
read_row(Db *db, gint64 group, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt = prepare_row(db, group, id, error);
  if (stmt == NULL || !stmt_step(stmt, error))
    return NULL;
  HitRow *row = g_atomic_rc_box_new0(HitRow);
  row->group = group;
  row->id = id;
  row->message = message_from_row(stmt);
  row->name = stmt_dup_text(stmt, MESSAGE_N_COLUMNS);
  return row;
}

static gsize
text_bytes(const char *text)
{
  return text != NULL ? strlen(text) + 1 : 0;
}

static gsize
row_bytes(const HitRow *row)
{
  const Person *from = row->message->from;
  return ROW_BYTES + text_bytes(row->message->message_id) + text_bytes(row->message->subject) +
         (from != NULL ? text_bytes(from->name) + text_bytes(from->email) : 0);
}

static HitRow *
find_row(KeptHits *kept, gint64 group, gint64 id)
{
  const HitRow wanted = {.group = group, .id = id};
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->lock);
  HitRow *row = g_hash_table_lookup(kept->rows, &wanted);
  return row != NULL ? g_atomic_rc_box_acquire(row) : NULL;
}

static void
keep_row(KeptHits *kept, HitRow *row)
{
  gsize bytes = row_bytes(row);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->lock);
  if (bytes > kept->most_rows || g_hash_table_contains(kept->rows, row))
    return;
  /* Full: from the start. What is asked often is soon there again. */
  if (kept->row_bytes + bytes > kept->most_rows) {
    g_hash_table_remove_all(kept->rows);
    kept->row_bytes = 0;
  }
  g_hash_table_add(kept->rows, g_atomic_rc_box_acquire(row));
  kept->row_bytes += bytes;
}

SearchHit *
kept_hits_row(KeptHits *kept, Db *db, gint64 group, gint64 id, GError **error)
{
  HitRow *row = find_row(kept, group, id);
  if (row == NULL) {
    row = read_row(db, group, id, error);
    if (row == NULL)
      return NULL;
    keep_row(kept, row);
  }
  SearchHit *hit = g_atomic_rc_box_new0(SearchHit);
  hit->message = row->message;
  hit->group = row->name;
  hit->row = row;
  return hit;
}

/* --- hits of one question --- */

/* Full: from the start. A question that is being asked loses its hits, too, and is then its asker's
 * alone. */
static void
make_room(KeptHits *kept, gsize bytes)
{
  GHashTableIter iter;
  gpointer question;
  if (kept->hit_bytes + bytes > kept->most_hits) {
    g_hash_table_iter_init(&iter, kept->questions);
    while (g_hash_table_iter_next(&iter, NULL, &question))
      g_hash_table_remove_all(question);
    g_hash_table_remove_all(kept->questions);
    kept->hit_bytes = 0;
  }
  kept->hit_bytes += bytes;
}

KeptQuestion *
kept_hits_question(KeptHits *kept, const char *key)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->lock);
  KeptQuestion *question = g_hash_table_lookup(kept->questions, key);
  if (question == NULL) {
    make_room(kept, QUESTION_BYTES + strlen(key));
    question = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
                                     (GDestroyNotify)search_hit_release);
    g_hash_table_insert(kept->questions, g_strdup(key), question);
  }
  return g_hash_table_ref(question);
}

SearchHit *
kept_hits_find(KeptHits *kept, KeptQuestion *question, gint64 id)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->lock);
  SearchHit *hit = g_hash_table_lookup(question, &id);
  return hit != NULL ? g_atomic_rc_box_acquire(hit) : NULL;
}

void
kept_hits_add(KeptHits *kept, KeptQuestion *question, SearchHit *hit)
{
  HitRow *row = hit->row;
  /* A hit keeps its row alive when rows begin from the start, so the row counts here, too. */
  gsize bytes = ENTRY_BYTES + sizeof *hit + text_bytes(hit->snippet) + row_bytes(row);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->lock);
  if (bytes > kept->most_hits || g_hash_table_contains(question, &row->id))
    return;
  make_room(kept, bytes);
  g_hash_table_insert(question, &row->id, g_atomic_rc_box_acquire(hit));
}
