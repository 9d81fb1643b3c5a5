/* Counts beside the results of a search. Only files of db/ include this. */
#pragma once
#include "db/catalog.h"
#include "db/search.h"
G_BEGIN_DECLS

/* An array of Facet that frees their names. */
GArray *facet_array_new(void);
/* Years of that zone (IANA name; NULL: UTC) with mails in found, newest first; undated mails are in none. */
void facet_years(const Catalog *catalog, const IdSet *found, const char *zone, GArray *years);
/* Who the ten addresses with most mails in found belong to, by the name of their latest mail, with how many mails f: finds by that name.
 * At the deadline of the handle those that were not counted by then are left out. */
gboolean facet_people(Db *db, Catalog *catalog, const IdSet *found, GArray *people, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What they hold: the words of has: with a count that is not 0. */
gboolean facet_holds(Db *db, Catalog *catalog, const IdSet *found, GArray *holds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
