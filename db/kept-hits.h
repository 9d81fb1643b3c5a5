/* What searches showed of mails, kept so that the next search that shows them asks the database for nothing: rows of mails for every search,
 * whole hits for a search of the same words. Belongs to a catalog: what is kept is as old as that. For several threads. Only files of db/
 * include this. */
#pragma once
#include "db/engine.h"
#include "db/search.h"
G_BEGIN_DECLS

typedef struct KeptHits KeptHits;
/* The hits of one question; owned by who asked for it, for the time of one search. */
typedef GHashTable KeptQuestion;

/* Keeps about most_rows bytes of rows and most_hits bytes of hits. */
KeptHits *kept_hits_new(gsize most_rows, gsize most_hits);
void kept_hits_free(KeptHits *kept);

/* The mail as the group has it, 0: as the first group that holds it; a hit without a snippet, to be released with search_hit_release. NULL
 * without error: there is none any more. */
SearchHit *kept_hits_row(KeptHits *kept, Db *db, gint64 group, gint64 id, GError **error);

/* Questions with equal keys show the same of every mail. Release with g_hash_table_unref. */
KeptQuestion *kept_hits_question(KeptHits *kept, const char *key);
/* NULL: it was not shown, or long ago. Release it. */
SearchHit *kept_hits_find(KeptHits *kept, KeptQuestion *question, gint64 id);
/* hit is whole and is not changed any more; it stays the caller's as well. */
void kept_hits_add(KeptHits *kept, KeptQuestion *question, SearchHit *hit);

G_END_DECLS
