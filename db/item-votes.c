/* Votes that answer an item: those inside a reply to it, and for a proposal those anywhere below
 * its mail that answer no item in particular. Only threads that have votes are looked at. */
#include "db/link.h"
#include "db/store.h"

typedef struct {
  GHashTable *parents; /* of thread_parents_load */
  GPtrArray *votes;    /* VoteRow */
} ThreadVotes;

/* The row stays with the others of its thread, which may answer another item as well. */
static void
add_objection(Item *item, const Vote *vote)
{
  Vote *copy = g_new0(Vote, 1);
  *copy = *vote;
  copy->message_id = g_strdup(vote->message_id);
  copy->voter = vote->voter != NULL ? person_new(vote->voter->name, vote->voter->email) : NULL;
  copy->option = g_strdup(vote->option);
  copy->value_text = g_strdup(vote->value_text);
  copy->claim = g_strdup(vote->claim);
  copy->why = g_strdup(vote->why);
  copy->comment = g_strdup(vote->comment);
  copy->quote = g_strdup(vote->quote);
  if (item->objections == NULL)
    item->objections = g_ptr_array_new_with_free_func((GDestroyNotify)vote_free);
  g_ptr_array_add(item->objections, copy);
}

static void
count_one(Item *item, const ThreadVotes *tv)
{
  for (guint i = 0; i < tv->votes->len; i++) {
    const VoteRow *row = tv->votes->pdata[i];
    gboolean answers = row->item != 0
                           ? row->item == item->number
                           : item->kind == ITEM_PROPOSAL &&
                                 thread_is_below(tv->parents, row->message, item->origin->message);
    if (!answers || !row->vote->counted)
      continue;
    item->votes_for += row->vote->value > 0;
    item->votes_against += row->vote->value < 0;
    if (row->vote->value < 0)
      add_objection(item, row->vote);
  }
}

static gboolean
count_in_thread(Db *db, gint64 group, gint64 thread, GPtrArray *items, GError **error)
{
  g_autoptr(GHashTable) parents =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GPtrArray) votes = vote_rows_of_thread(db, group, thread, error);
  if (votes == NULL || !thread_parents_load(db, group, thread, parents, error))
    return FALSE;
  ThreadVotes tv = {.parents = parents, .votes = votes};
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    if (item->thread_id == thread)
      count_one(item, &tv);
  }
  return TRUE;
}

gboolean
item_count_votes(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  if (items->len == 0)
    return TRUE;
  g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add(wanted, &((Item *)items->pdata[i])->thread_id);
  g_autoptr(GArray) threads = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT root FROM thread WHERE group_id = $1 AND n_votes > 0 ORDER BY root", 1,
      group);
  if (stmt == NULL || !store_ids(stmt, threads, error))
    return FALSE;
  for (guint i = 0; i < threads->len; i++) {
    gint64 thread = g_array_index(threads, gint64, i);
    if (g_hash_table_contains(wanted, &thread) && !count_in_thread(db, group, thread, items, error))
      return FALSE;
  }
  return item_add_weights(db, group, items, error);
}
