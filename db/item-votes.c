/* What people say to an item: votes in mails that answer it (those inside a reply to it, and for a
 * proposal those anywhere below its mail that answer no item in particular), and what members give
 * it on its page. One person has one weight: what they said last, whichever way it came. Only
 * threads that have votes are looked at. */
#include "db/item-weight.h"
#include "db/link.h"
#include "db/store.h"

/* What one person says: by page, or the votes of their latest mail together. */
typedef struct {
  gint64 at;
  gint64 message; /* 0: by page */
  int value;      /* its sign counts */
} Say;

/* Somebody who left the roster has no say in what the group takes up next. */
#define STILL_THERE                                                                                \
  " EXISTS (SELECT 1 FROM membership s WHERE s.group_id = w.group_id AND s.member = w.member AND"  \
  " s.until = 0)"

/* One item's weight from the page. */
typedef struct {
  gint64 member, at;
  int value;
} Given;

typedef struct {
  GHashTable *members; /* folded address -> "member:7" */
  GHashTable *given;   /* item number -> GArray of Given */
} People;

static void
people_clear(People *people)
{
  g_clear_pointer(&people->members, g_hash_table_unref);
  g_clear_pointer(&people->given, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(People, people_clear)

static char *
member_key(gint64 member)
{
  return g_strdup_printf("member:%" G_GINT64_FORMAT, member);
}

static gboolean
load_members(Db *db, gint64 group, GHashTable *members, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT a.address, a.member FROM member_address a WHERE a.member IN (SELECT s.member FROM"
      " membership s WHERE s.group_id = $1)",
      1, group);
  g_autoptr(GError) failed = NULL;
  while (stmt != NULL && stmt_step(stmt, &failed))
    g_hash_table_insert(members, stmt_dup_text(stmt, 0), member_key(stmt_int(stmt, 1)));
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return stmt != NULL && failed == NULL;
}

static gboolean
load_given(Db *db, gint64 group, GHashTable *given, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT n.number, w.member, w.at, w.value FROM item_weight w JOIN item_number n ON"
      " n.group_id = w.group_id AND n.key = w.key WHERE w.group_id = $1 AND" STILL_THERE,
      1, group);
  g_autoptr(GError) failed = NULL;
  while (stmt != NULL && stmt_step(stmt, &failed)) {
    gint64 number = stmt_int(stmt, 0);
    Given one = {stmt_int(stmt, 1), stmt_int(stmt, 2), (int)stmt_int(stmt, 3)};
    GArray *of_item = g_hash_table_lookup(given, &number);
    if (of_item == NULL) {
      of_item = g_array_new(FALSE, FALSE, sizeof(Given));
      g_hash_table_insert(given, g_memdup2(&number, sizeof number), of_item);
    }
    g_array_append_val(of_item, one);
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return stmt != NULL && failed == NULL;
}

static gboolean
people_load(Db *db, gint64 group, People *people, GError **error)
{
  people->members = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  people->given =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  return load_members(db, group, people->members, error) &&
         load_given(db, group, people->given, error);
}

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

static gboolean
answers(const Item *item, const ThreadVotes *tv, const VoteRow *row)
{
  if (!row->vote->counted)
    return FALSE;
  if (row->item != 0)
    return row->item == item->number;
  return item->kind == ITEM_PROPOSAL &&
         thread_is_below(tv->parents, row->message, item->origin->message);
}

static const char *
voter_of(const People *people, const VoteRow *row)
{
  const char *member = g_hash_table_lookup(people->members, row->voter_key);
  return member != NULL ? member : row->voter_key;
}

/* Votes come in order of time: a later mail takes the place of an earlier one, votes on several
 * options in one mail stand together. */
static void
hear_mail(const People *people, const VoteRow *row, GHashTable *says)
{
  const char *voter = voter_of(people, row);
  Say *say = g_hash_table_lookup(says, voter);
  if (say == NULL) {
    say = g_new0(Say, 1);
    g_hash_table_insert(says, g_strdup(voter), say);
  }
  if (say->message != row->message)
    *say = (Say){.at = row->vote->date, .message = row->message};
  say->value += row->vote->value;
}

/* Within one second what was given here stands behind a mail, as in a ballot. */
static void
hear_page(const People *people, const Item *item, GHashTable *says)
{
  const GArray *given = g_hash_table_lookup(people->given, &item->number);
  for (guint i = 0; given != NULL && i < given->len; i++) {
    const Given *one = &g_array_index(given, Given, i);
    g_autofree char *voter = member_key(one->member);
    const Say *by_mail = g_hash_table_lookup(says, voter);
    Say say = {.at = one->at, .value = one->value};
    if (by_mail == NULL || by_mail->at <= one->at)
      g_hash_table_insert(says, g_steal_pointer(&voter), g_memdup2(&say, sizeof say));
  }
}

/* What everybody says to an item: voter -> Say. tv NULL: its thread has no votes. */
static GHashTable *
hear(const Item *item, const People *people, const ThreadVotes *tv)
{
  GHashTable *says = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; tv != NULL && i < tv->votes->len; i++)
    if (answers(item, tv, tv->votes->pdata[i]))
      hear_mail(people, tv->votes->pdata[i], says);
  hear_page(people, item, says);
  return says;
}

/* --- what is made of it --- */

/* Adds up, or looks one person's word up. */
typedef struct {
  People people;
  char *asked;      /* a voter; NULL: all are counted */
  GHashTable *said; /* number of an item -> sign of what that voter says, boxed int */
} Count;

static void
count_clear(Count *count)
{
  people_clear(&count->people);
  g_free(count->asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Count, count_clear)

static void
add_up(Item *item, const People *people, const ThreadVotes *tv, GHashTable *says)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, says);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    item->votes_for += ((const Say *)value)->value > 0;
    item->votes_against += ((const Say *)value)->value < 0;
  }
  /* An objection stands as long as its author has not come round. */
  for (guint i = 0; tv != NULL && i < tv->votes->len; i++) {
    const VoteRow *row = tv->votes->pdata[i];
    const Say *say =
        answers(item, tv, row) ? g_hash_table_lookup(says, voter_of(people, row)) : NULL;
    if (say != NULL && row->vote->value < 0 && say->value < 0)
      add_objection(item, row->vote);
  }
}

static void
count_one(Item *item, const Count *count, const ThreadVotes *tv)
{
  if (tv == NULL && !g_hash_table_contains(count->people.given, &item->number))
    return;
  g_autoptr(GHashTable) says = hear(item, &count->people, tv);
  if (count->asked == NULL) {
    add_up(item, &count->people, tv, says);
    return;
  }
  const Say *say = g_hash_table_lookup(says, count->asked);
  if (say == NULL)
    return;
  int sign = say->value > 0 ? 1 : say->value < 0 ? -1 : 0;
  g_hash_table_insert(count->said, g_memdup2(&item->number, sizeof item->number),
                      g_memdup2(&sign, sizeof sign));
}

static gboolean
count_in_thread(Db *db, gint64 group, gint64 thread, const Count *count, GPtrArray *items,
                GError **error)
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
      count_one(item, count, &tv);
  }
  return TRUE;
}

static gboolean
load_voted_threads(Db *db, gint64 group, GHashTable *voted, GError **error)
{
  g_autoptr(GArray) threads = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT root FROM thread WHERE group_id = $1 AND n_votes > 0 ORDER BY root", 1,
      group);
  if (stmt == NULL || !store_ids(stmt, threads, error))
    return FALSE;
  for (guint i = 0; i < threads->len; i++)
    g_hash_table_add(voted, g_memdup2(&g_array_index(threads, gint64, i), sizeof(gint64)));
  return TRUE;
}

static gboolean
count_items(Db *db, gint64 group, Count *count, GPtrArray *items, GError **error)
{
  g_autoptr(GHashTable) voted = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
  if (items->len == 0)
    return TRUE;
  if (!load_voted_threads(db, group, voted, error) ||
      !people_load(db, group, &count->people, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    if (!g_hash_table_contains(voted, &item->thread_id))
      count_one(item, count, NULL);
    else if (g_hash_table_add(done, &item->thread_id) &&
             !count_in_thread(db, group, item->thread_id, count, items, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
item_count_votes(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  g_auto(Count) count = {0};
  return count_items(db, group, &count, items, error);
}

GHashTable *
db_item_said(Db *db, gint64 group, gint64 member, GPtrArray *items, GError **error)
{
  g_auto(Count) count = {.asked = member_key(member)};
  count.said = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  if (count_items(db, group, &count, items, error))
    return count.said;
  g_hash_table_unref(count.said);
  return NULL;
}
