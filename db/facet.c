#include "db/facet.h"

enum { MAX_PEOPLE = 10, FIRST_YEAR = 1970, N_YEARS = 200, DAY = 86400 };

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

/* Dates come in tens of thousands, so that years are found by their limits and not by making a
 * GDateTime of each. */
static guint
year_index(const gint64 *start, gint64 date)
{
  guint year = (guint)(date / (365 * DAY + DAY / 4));
  year = MIN(year, N_YEARS - 1);
  while (year > 0 && date < start[year])
    year--;
  while (year < N_YEARS - 1 && date >= start[year + 1])
    year++;
  return year;
}

void
facet_years(const Catalog *catalog, const IdSet *found, GArray *years)
{
  gint64 start[N_YEARS];
  gint64 day = 0;
  for (guint i = 0; i < N_YEARS; i++) {
    start[i] = day * DAY;
    day += g_date_get_days_in_month(G_DATE_FEBRUARY, (GDateYear)(FIRST_YEAR + i)) == 29 ? 366 : 365;
  }
  guint count[N_YEARS] = {0};
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    if (catalog->date[id] > 0)
      count[year_index(start, catalog->date[id])]++;
  for (guint i = N_YEARS; i-- > 0;)
    if (count[i] > 0)
      add_facet(years, g_strdup_printf("%u", FIRST_YEAR + i), count[i]);
}

static char *
author_name(Db *db, gint64 message, GError **error)
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

gboolean
facet_people(Db *db, const Catalog *catalog, const IdSet *found, GArray *people, GError **error)
{
  g_autofree guint32 *count = g_new0(guint32, (gsize)catalog->n_persons + 1);
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    count[catalog->person[id]]++;
  for (guint n = 0; n < MAX_PEOPLE; n++) {
    guint32 most = 0;
    for (guint32 i = 1; i < catalog->n_persons; i++)
      if (count[i] > count[most] || (most == 0 && count[i] > 0))
        most = i;
    if (most == 0)
      return TRUE;
    GError *name_error = NULL;
    char *name = author_name(db, catalog->person_latest[most], &name_error);
    if (name_error != NULL) {
      g_propagate_error(error, name_error);
      return FALSE;
    }
    if (name != NULL)
      add_facet(people, name, count[most]);
    count[most] = 0;
  }
  return TRUE;
}

gboolean
facet_holds(Db *db, Catalog *catalog, const IdSet *found, GArray *holds, GError **error)
{
  for (guint i = 0; i < HOLDS_N; i++) {
    const IdSet *set = catalog_holds(db, catalog, i, error);
    if (set == NULL)
      return FALSE;
    guint n = idset_count_both(found, set);
    if (n > 0)
      add_facet(holds, g_strdup(catalog_holds_to_text(i)), n);
  }
  return TRUE;
}
