#include "db/facet.h"

#include "db/evaluate.h"

#include <string.h>

enum { MAX_PEOPLE = 10 };

static void
facet_clear(gpointer data)
{
  g_free(((Facet *)data)->name);
}

GArray *
facet_array_new(void)
{
  GArray *array = g_array_new(FALSE, FALSE, sizeof(Facet));
  g_array_set_clear_func(array, facet_clear);
  return array;
}

static void
add_facet(GArray *array, char *name, guint count)
{
  Facet facet = {name, count};
  g_array_append_val(array, facet);
}

/* Where the years from first to last and the one behind begin in the zone. */
static void
fill_starts(gint64 *start, const char *zone, guint first, guint last)
{
  g_autoptr(GTimeZone) tz = g_time_zone_new_identifier(zone);
  if (tz == NULL)
    tz = g_time_zone_new_utc();
  for (guint i = first; i <= last + 1; i++) {
    g_autoptr(GDateTime) day = g_date_time_new(tz, (int)(CATALOG_FIRST_YEAR + i), 1, 1, 0, 0, 0);
    start[i] = day != NULL ? g_date_time_to_unix(day) : G_MAXINT64;
  }
}

/* The catalog counts years in UTC; the mails of a new year's night belong where the
 * zone has them. */
static void
move_to_zone(const Catalog *catalog, const IdSet *found, const char *zone,
             guint count[CATALOG_YEARS + 1])
{
  gint64 start[CATALOG_YEARS + 1];
  guint first = 0, last = CATALOG_YEARS;
  while (first < CATALOG_YEARS && count[first] == 0)
    first++;
  while (last > first && (last == CATALOG_YEARS || count[last] == 0))
    last--;
  if (first == CATALOG_YEARS)
    return;
  fill_starts(start, zone, first, last);
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1)) {
    guint year = catalog->year[id];
    if (year == CATALOG_YEARS)
      continue;
    int step = catalog->date[id] < start[year] ? -1 : catalog->date[id] >= start[year + 1] ? 1 : 0;
    if (step == 0 || (year == 0 && step < 0) || year + 1 == CATALOG_YEARS)
      continue;
    count[year]--;
    count[(int)year + step]++;
  }
}

void
facet_years(const Catalog *catalog, const IdSet *found, const char *zone, GArray *years)
{
  guint count[CATALOG_YEARS + 1] = {0};
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    count[catalog->year[id]]++;
  if (zone != NULL && strcmp(zone, "UTC") != 0)
    move_to_zone(catalog, found, zone, count);
  for (guint i = CATALOG_YEARS; i-- > 0;)
    if (count[i] > 0)
      add_facet(years, g_strdup_printf("%u", CATALOG_FIRST_YEAR + i), count[i]);
}

static char *
read_label(Db *db, gint64 message, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT from_name, from_email FROM message WHERE id = $1", error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, message);
  if (!stmt_step(stmt, error))
    return NULL;
  g_autoptr(Person) person = person_new(stmt_text(stmt, 0), stmt_text(stmt, 1));
  return g_strdup(person_label(person));
}

/* Owned by the catalog; NULL without error when the mail that says it is gone. */
static const char *
label_of(Db *db, Catalog *catalog, guint32 person, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&catalog->lock);
  if (catalog->person_label[person] == NULL)
    catalog->person_label[person] = read_label(db, catalog->person_latest[person], error);
  return catalog->person_label[person];
}

/* The numbers of the authors with most mails, most first, of equals the lower number; 0 behind the
 * last. */
static void
choose_people(const guint32 *count, guint32 n_persons, guint32 best[MAX_PEOPLE])
{
  memset(best, 0, MAX_PEOPLE * sizeof *best);
  for (guint32 person = 1; person < n_persons; person++) {
    if (count[person] == 0 || count[person] <= count[best[MAX_PEOPLE - 1]])
      continue;
    guint at = MAX_PEOPLE - 1;
    for (; at > 0 && count[person] > count[best[at - 1]]; at--)
      best[at] = best[at - 1];
    best[at] = person;
  }
}

/* How many are found by f:"name", which is how a reader asks for them: an author may write from
 * several addresses, and two may share a name. *whole FALSE: the deadline came first. */
static gboolean
count_by_name(Db *db, Catalog *catalog, const IdSet *found, const char *name, guint *n,
              gboolean *whole, GError **error)
{
  g_autofree char *bare = g_strdelimit(g_strdup(name), "\"", ' ');
  g_autofree char *key = g_strdup_printf("by name f:\"%s\"", bare);
  g_autofree IdSet *set = catalog_recall(catalog, key);
  *n = 0;
  if (set == NULL) {
    g_autoptr(Query) query = query_parse(key + strlen("by name "), 0, "UTC", NULL, NULL);
    if (query == NULL) /* more of a name than can be asked for */
      return TRUE;
    set = search_evaluate(db, catalog, 0, query, whole, error);
    if (set != NULL && *whole)
      catalog_remember(catalog, key, set);
  }
  if (set != NULL)
    *n = idset_count_both(found, set);
  return set != NULL;
}

static gboolean
has_name(const GArray *people, const char *name)
{
  g_autofree char *folded = text_fold_case(name);
  for (guint i = 0; i < people->len; i++) {
    g_autofree char *other = text_fold_case(g_array_index(people, Facet, i).name);
    if (strcmp(other, folded) == 0)
      return TRUE;
  }
  return FALSE;
}

static gint
compare_counts(gconstpointer a, gconstpointer b)
{
  const Facet *x = a, *y = b;
  return (x->count < y->count) - (x->count > y->count);
}

gboolean
facet_people(Db *db, Catalog *catalog, const IdSet *found, GArray *people, GError **error)
{
  g_autofree guint32 *count = g_new0(guint32, (gsize)catalog->n_persons + 1);
  guint32 best[MAX_PEOPLE];
  gboolean whole = TRUE;
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    count[catalog->person[id]]++;
  count[0] = 0; /* the unknown ones, and the end of the list */
  choose_people(count, catalog->n_persons, best);
  for (guint i = 0; whole && i < MAX_PEOPLE && best[i] != 0; i++) {
    GError *name_error = NULL;
    const char *name = label_of(db, catalog, best[i], &name_error);
    if (!catalog_ended_well(name_error, &whole, error))
      return FALSE;
    guint n = 0;
    if (name == NULL || has_name(people, name))
      continue;
    if (!count_by_name(db, catalog, found, name, &n, &whole, error))
      return FALSE;
    if (whole && n > 0)
      add_facet(people, g_strdup(name), n);
  }
  g_array_sort(people, compare_counts);
  return TRUE;
}

gboolean
facet_holds(Db *db, Catalog *catalog, const IdSet *found, GArray *holds, GError **error)
{
  for (guint i = 0; i < HOLDS_FACETS; i++) {
    const IdSet *set = catalog_holds(db, catalog, i, error);
    if (set == NULL)
      return FALSE;
    guint n = idset_count_both(found, set);
    if (n > 0)
      add_facet(holds, g_strdup(catalog_holds_to_text(i)), n);
  }
  return TRUE;
}
