/* Full-text search over the mail of one group or all. */
#pragma once
#include "db/db.h"
#include "db/query.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  const Message *message;
  const char *group;  /* name */
  char *snippet;      /* one line of plain text, hits between \001 and \002; "" for a mail over 4 MiB; NULL when not asked for */
  gpointer row;       /* what the others belong to; NULL in a hit that no search made */
} SearchHit;
/* A hit of a result may be another's, too: counted. */
void search_hit_release(SearchHit *hit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchHit, search_hit_release)

typedef struct { char *name; guint count; } Facet;
typedef struct {
  GPtrArray *hits;   /* SearchHit */
  guint total;       /* messages that match; a lower bound when partial */
  gboolean partial;  /* the deadline cut it short */
  GArray *years;     /* Facet, newest first, of the zone asked for */
  GArray *people;    /* Facet, most first, at most 10; count: what f:"name" finds among the results */
  GArray *holds;     /* Facet: what has: finds among the results, "bug", "commit" ... "vote", "item" */
  gint64 next;       /* cursor of the next page, 0: none */
} SearchResult;
void search_result_free(SearchResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchResult, search_result_free)

/* No search takes longer, in milliseconds; docs/search.md says so to people. */
#define DB_SEARCH_MS 2000

typedef struct {
  gint64 group;         /* 0: all groups */
  gboolean by_relevance;
  guint limit;          /* 1..200 */
  gint64 after;         /* cursor from SearchResult.next; stable while mail arrives */
  gboolean snippets, facets;
  const char *zone;     /* in which the years of facets begin: IANA name as for query_parse; NULL: UTC */
  guint deadline_ms;    /* 0: DB_SEARCH_MS */
} SearchOptions;

/* What search holds of every mail, once for several handles of one database, each in its own thread: without it each handle
 * loads its own. It outlives them. */
typedef struct DbSearchShared DbSearchShared;
DbSearchShared *db_search_shared_new(void);
void db_search_shared_free(DbSearchShared *shared);
void db_search_share(Db *db, DbSearchShared *shared);
/* Loads now what the first search would load. */
gboolean db_search_warm(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The caller keeps query. Newest first: by date, then row number; by relevance: BM25 of its words, and by date when it has none.
 * Never longer than deadline_ms: what was found by then is given, and partial says so; any deadline set before is
 * gone afterwards. Holds about 16 bytes a mail of the whole database, loaded again when mail has come.
 * A word without a letter or digit ("+") is looked over. Errors: INVALID (after is no place in the results), STORAGE. */
SearchResult *db_search(Db *db, const Query *query, const SearchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Row numbers (gint64) of all mails that query finds, in the order of results; limit, snippets and facets are not looked at.
 * *partial (may be NULL): the deadline cut it short. */
GArray *db_search_ids(Db *db, const Query *query, const SearchOptions *options, gboolean *partial, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
