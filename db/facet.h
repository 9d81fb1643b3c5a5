/* Counts beside the results of a search. Only files of db/ include this. */
#pragma once
#include "db/catalog.h"
#include "db/search.h"
G_BEGIN_DECLS

/* An array of Facet that frees their names. */
GArray *facet_array_new(void);
/* Years (UTC) with mails in found, newest first; undated mails are in none. */
void facet_years(const Catalog *catalog, const IdSet *found, GArray *years);
/* The ten authors with most mails in found, by the name of their latest mail. */
gboolean facet_people(Db *db, Catalog *catalog, const IdSet *found, GArray *people, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What they hold: the words of has: with a count that is not 0. */
gboolean facet_holds(Db *db, Catalog *catalog, const IdSet *found, GArray *holds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
