#include "db/facet.h"

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

void
facet_years(const Catalog *catalog, const IdSet *found, GArray *years)
{
  guint count[CATALOG_YEARS + 1] = {0};
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    count[catalog->year[id]]++;
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

gboolean
facet_people(Db *db, Catalog *catalog, const IdSet *found, GArray *people, GError **error)
{
  g_autofree guint32 *count = g_new0(guint32, (gsize)catalog->n_persons + 1);
  guint32 best[MAX_PEOPLE];
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1))
    count[catalog->person[id]]++;
  count[0] = 0; /* the unknown ones, and the end of the list */
  choose_people(count, catalog->n_persons, best);
  for (guint i = 0; i < MAX_PEOPLE && best[i] != 0; i++) {
    GError *name_error = NULL;
    const char *name = label_of(db, catalog, best[i], &name_error);
    if (name_error != NULL) {
      g_propagate_error(error, name_error);
      return FALSE;
    }
    if (name != NULL)
      add_facet(people, g_strdup(name), count[best[i]]);
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
