#include "db/catalog.h"

#include "db/search.h"

#include <string.h>

#define MAX_TEXTS ((gsize)16 << 20)
#define MAX_MATCHES ((gsize)4 << 20)
#define MAX_ROWS ((gsize)6 << 20)
#define MAX_HITS ((gsize)6 << 20)

gboolean
catalog_holds_from_text(const char *text, guint *holds)
{
  LinkKind kind;
  if (link_kind_from_text(text, &kind))
    *holds = (guint)kind;
  else if (strcmp(text, "vote") == 0)
    *holds = HOLDS_VOTE;
  else if (strcmp(text, "item") == 0)
    *holds = HOLDS_ITEM;
  else if (strcmp(text, "attachment") == 0)
    *holds = HOLDS_ATTACHMENT;
  else
    return FALSE;
  return TRUE;
}

const char *
catalog_holds_to_text(guint holds)
{
  return holds == HOLDS_VOTE         ? "vote"
         : holds == HOLDS_ITEM       ? "item"
         : holds == HOLDS_ATTACHMENT ? "attachment"
                                     : link_kind_to_text((LinkKind)holds);
}

static void
catalog_clear(gpointer data)
{
  Catalog *catalog = data;
  g_free(catalog->date);
  g_free(catalog->year);
  g_free(catalog->by_date);
  g_free(catalog->received);
  g_free(catalog->person);
  g_free(catalog->person_latest);
  for (guint32 i = 0; i < catalog->n_persons; i++)
    g_free(catalog->person_label[i]);
  g_free(catalog->person_label);
  g_free(catalog->all);
  g_hash_table_unref(catalog->groups);
  for (guint i = 0; i < HOLDS_N; i++)
    g_free(catalog->holds[i]);
  g_hash_table_unref(catalog->matches);
  kept_hits_free(catalog->hits);
  text_heads_free(catalog->texts);
  g_mutex_clear(&catalog->lock);
}

void
catalog_unref(Catalog *catalog)
{
  if (catalog != NULL)
    g_atomic_rc_box_release_full(catalog, catalog_clear);
}

static Catalog *
catalog_new(gint64 max_id)
{
  gsize n = (gsize)max_id + 1;
  Catalog *catalog = g_atomic_rc_box_new0(Catalog);
  g_mutex_init(&catalog->lock);
  catalog->matches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  catalog->hits = kept_hits_new(MAX_ROWS, MAX_HITS);
  catalog->texts = text_heads_new(MAX_TEXTS);
  catalog->max_id = max_id;
  catalog->date = g_new0(gint64, n);
  catalog->year = g_malloc0(n);
  catalog->person = g_new0(guint32, n);
  catalog->all = idset_new(max_id);
  catalog->groups = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  return catalog;
}

/* --- years --- */

#define DAY ((gint64)86400)

/* Where each year begins, in UTC seconds. */
static void
fill_year_starts(gint64 start[CATALOG_YEARS])
{
  gint64 day = 0;
  for (guint i = 0; i < CATALOG_YEARS; i++) {
    GDateYear year = (GDateYear)(CATALOG_FIRST_YEAR + i);
    start[i] = day * DAY;
    day += g_date_is_leap_year(year) ? 366 : 365;
  }
}

/* Dates come in tens of thousands, so that years are found by their limits and not by making a
 * GDateTime of each. */
static guint8
year_of(const gint64 *start, gint64 date)
{
  if (date <= 0)
    return CATALOG_YEARS;
  guint year = (guint)MIN(date / (365 * DAY + DAY / 4), CATALOG_YEARS - 1);
  while (year > 0 && date < start[year])
    year--;
  while (year < CATALOG_YEARS - 1 && date >= start[year + 1])
    year++;
  return (guint8)year;
}

/* Rows come by author and then by date, from the index alone: a new author begins where the key
 * changes, and the last row of one is the latest mail. */
static gboolean
read_messages(Db *db, Catalog *catalog, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT from_key, date, id FROM message ORDER BY from_key, date", error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GString) author = g_string_new(NULL);
  g_autoptr(GArray) latest = g_array_new(FALSE, TRUE, sizeof(gint64));
  g_array_set_size(latest, 1); /* number 0: unknown authors */
  gint64 years[CATALOG_YEARS];
  fill_year_starts(years);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    const char *key = stmt_text(stmt, 0);
    gint64 id = stmt_int(stmt, 2);
    if (id < 0 || id > catalog->max_id)
      continue;
    idset_add(catalog->all, id);
    catalog->date[id] = stmt_int(stmt, 1);
    catalog->year[id] = year_of(years, catalog->date[id]);
    catalog->n_by_date++;
    if (key == NULL || *key == '\0')
      continue;
    if (strcmp(key, author->str) != 0) {
      g_string_assign(author, key);
      g_array_set_size(latest, latest->len + 1);
    }
    catalog->person[id] = latest->len - 1;
    g_array_index(latest, gint64, latest->len - 1) = id;
  }
  catalog->n_persons = latest->len;
  catalog->person_label = g_new0(char *, latest->len);
  catalog->person_latest = (gint64 *)(void *)g_array_free(g_steal_pointer(&latest), FALSE);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, step_error);
  return FALSE;
}

static Catalog *
load(Db *db, GError **error)
{
  /* Counter before rows: what is written between the two is loaded at the next call. */
  guint64 change_counter = db_change_counter(db);
  g_autoptr(Stmt) stmt = engine_prepare(db, "SELECT coalesce(max(id), 0) FROM message", error);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GError) step_error = NULL;
  if (!stmt_step(stmt, &step_error)) {
    if (step_error != NULL)
      g_propagate_error(error, g_steal_pointer(&step_error));
    return NULL;
  }
  g_autoptr(Catalog) catalog = catalog_new(stmt_int(stmt, 0));
  catalog->change_counter = change_counter;
  return read_messages(db, catalog, error) ? g_steal_pointer(&catalog) : NULL;
}

/* --- one catalog for several handles --- */

struct DbSearchShared {
  GMutex lock; /* held while one handle loads what the others then find */
  Catalog *catalog;
};

DbSearchShared *
db_search_shared_new(void)
{
  DbSearchShared *shared = g_new0(DbSearchShared, 1);
  g_mutex_init(&shared->lock);
  return shared;
}

void
db_search_shared_free(DbSearchShared *shared)
{
  if (shared == NULL)
    return;
  catalog_unref(shared->catalog);
  g_mutex_clear(&shared->lock);
  g_free(shared);
}

void
db_search_share(Db *db, DbSearchShared *shared)
{
  engine_state(db)->shared = shared;
}

/* A handle that reads an older state of the database leaves the newer catalog to the others. */
static Catalog *
get_shared(Db *db, DbSearchShared *shared, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&shared->lock);
  if (shared->catalog != NULL && shared->catalog->change_counter == db_change_counter(db))
    return g_atomic_rc_box_acquire(shared->catalog);
  Catalog *catalog = load(db, error);
  if (catalog != NULL &&
      (shared->catalog == NULL || shared->catalog->change_counter < catalog->change_counter)) {
    catalog_unref(shared->catalog);
    shared->catalog = g_atomic_rc_box_acquire(catalog);
  }
  return catalog;
}

Catalog *
catalog_get(Db *db, GError **error)
{
  DbState *state = engine_state(db);
  if (state->catalog != NULL && state->catalog->change_counter == db_change_counter(db))
    return state->catalog;
  g_clear_pointer(&state->catalog, catalog_unref);
  state->catalog = state->shared != NULL ? get_shared(db, state->shared, error) : load(db, error);
  return state->catalog;
}

/* --- what the text index said --- */

static gsize
set_bytes(const IdSet *set)
{
  return sizeof(IdSet) + set->n_words * sizeof(guint64);
}

IdSet *
catalog_recall(Catalog *catalog, const char *expression)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  const IdSet *set = g_hash_table_lookup(catalog->matches, expression);
  return set != NULL ? g_memdup2(set, set_bytes(set)) : NULL;
}

void
catalog_remember(Catalog *catalog, const char *expression, const IdSet *found)
{
  gsize bytes = set_bytes(found) + strlen(expression);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  /* Full: from the start. What is asked often is soon there again. */
  if (catalog->matches_bytes + bytes > MAX_MATCHES) {
    g_hash_table_remove_all(catalog->matches);
    catalog->matches_bytes = 0;
  }
  if (bytes > MAX_MATCHES || !g_hash_table_insert(catalog->matches, g_strdup(expression),
                                                  g_memdup2(found, set_bytes(found))))
    return;
  catalog->matches_bytes += bytes;
}

/* --- walking over rows --- */

gboolean
catalog_ended_well(GError *step_error, gboolean *whole, GError **error)
{
  if (step_error == NULL)
    return TRUE;
  if (!g_error_matches(step_error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT)) {
    g_propagate_error(error, step_error);
    return FALSE;
  }
  g_error_free(step_error);
  *whole = FALSE;
  return TRUE;
}

gboolean
catalog_collect(Stmt *stmt, IdSet *found, gboolean *whole, GError **error)
{
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error))
    idset_add(found, stmt_int(stmt, 0));
  return catalog_ended_well(step_error, whole, error);
}

/* --- sets that are loaded when they are asked for --- */

/* A set that is kept has to be whole: here the deadline is an error. */
static IdSet *
read_set(Stmt *stmt, const Catalog *catalog, GError **error)
{
  g_autoptr(IdSet) set = idset_new(catalog->max_id);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error))
    idset_add(set, stmt_int(stmt, 0));
  if (step_error == NULL)
    return g_steal_pointer(&set);
  g_propagate_error(error, step_error);
  return NULL;
}

const IdSet *
catalog_group(Db *db, Catalog *catalog, gint64 group, GError **error)
{
  if (group == 0)
    return catalog->all;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  IdSet *set = g_hash_table_lookup(catalog->groups, &group);
  if (set != NULL)
    return set;
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT message FROM group_message WHERE group_id = $1", error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, group);
  set = read_set(stmt, catalog, error);
  if (set != NULL)
    g_hash_table_insert(catalog->groups, g_memdup2(&group, sizeof group), set);
  return set;
}

static int
compare_by_date(gconstpointer a, gconstpointer b, gpointer data)
{
  const gint64 *x = a, *y = b, *date = data;
  if (date[*x] != date[*y])
    return date[*x] > date[*y] ? -1 : 1;
  return *x > *y ? -1 : *x < *y ? 1 : 0;
}

const gint64 *
catalog_by_date(Catalog *catalog)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  if (catalog->by_date != NULL)
    return catalog->by_date;
  guint n = 0;
  gint64 *ids = g_new(gint64, (gsize)catalog->n_by_date + 1);
  for (gint64 id = idset_next(catalog->all, 0); id >= 0; id = idset_next(catalog->all, id + 1))
    ids[n++] = id;
  g_qsort_with_data(ids, (gint)n, sizeof *ids, compare_by_date, catalog->date);
  catalog->by_date = ids;
  return ids;
}

const gint64 *
catalog_received(Db *db, Catalog *catalog, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  if (catalog->received != NULL)
    return catalog->received;
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT id, received FROM message WHERE received <> 0", error);
  if (stmt == NULL)
    return NULL;
  g_autofree gint64 *received =
      g_memdup2(catalog->date, ((gsize)catalog->max_id + 1) * sizeof *catalog->date);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 id = stmt_int(stmt, 0);
    if (id >= 0 && id <= catalog->max_id)
      received[id] = stmt_int(stmt, 1);
  }
  if (step_error != NULL) {
    g_propagate_error(error, step_error);
    return NULL;
  }
  catalog->received = g_steal_pointer(&received);
  return catalog->received;
}

/* One pass over the links fills the sets of all their kinds. */
static gboolean
read_links(Db *db, Catalog *catalog, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, "SELECT kind, message FROM link", error);
  if (stmt == NULL)
    return FALSE;
  IdSet *sets[LINK_N_KINDS];
  for (guint i = 0; i < LINK_N_KINDS; i++)
    sets[i] = idset_new(catalog->max_id);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 kind = stmt_int(stmt, 0);
    if (kind >= 0 && kind < LINK_N_KINDS)
      idset_add(sets[kind], stmt_int(stmt, 1));
  }
  for (guint i = 0; i < LINK_N_KINDS; i++) {
    if (step_error == NULL)
      catalog->holds[i] = g_steal_pointer(&sets[i]);
    g_free(sets[i]);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, step_error);
  return FALSE;
}

const IdSet *
catalog_holds(Db *db, Catalog *catalog, guint holds, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  if (catalog->holds[holds] != NULL)
    return catalog->holds[holds];
  if (holds < LINK_N_KINDS)
    return read_links(db, catalog, error) ? catalog->holds[holds] : NULL;
  g_autoptr(Stmt) stmt =
      holds == HOLDS_VOTE ? engine_prepare(db, "SELECT message FROM vote WHERE why IS NULL", error)
      : holds == HOLDS_ITEM
          ? engine_prepare(db, "SELECT message FROM found", error)
          : engine_prepare(db, "SELECT id FROM message WHERE n_attachments > 0", error);
  if (stmt == NULL)
    return NULL;
  catalog->holds[holds] = read_set(stmt, catalog, error);
  return catalog->holds[holds];
}
