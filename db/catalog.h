/* What search knows of every mail without asking: date, author, groups, what it holds. Kept by each handle, or by several
 * together (29 bytes a mail and a bit for each set), loaded again when the change counter has moved. Only files of db/
 * include this. */
#pragma once
#include "db/engine.h"
#include "db/idset.h"
#include "db/kept-hits.h"
#include "db/records.h"
#include "db/state.h"
#include "db/text-heads.h"
G_BEGIN_DECLS

/* What has: asks for: the link kinds, and two more. */
enum {
  HOLDS_VOTE = LINK_N_KINDS,
  HOLDS_ITEM,
  HOLDS_ATTACHMENT, /* found by reading every row, and so no facet */
  HOLDS_N,
  HOLDS_FACETS = HOLDS_ATTACHMENT
};
/* "bug" ... "vote", "item"; FALSE for an unknown word. */
gboolean catalog_holds_from_text(const char *text, guint *holds) G_GNUC_WARN_UNUSED_RESULT;
const char *catalog_holds_to_text(guint holds);

enum { CATALOG_FIRST_YEAR = 1970, CATALOG_YEARS = 200 };

struct Catalog {
  guint64 change_counter;
  gint64 max_id;
  gint64 *date;          /* by id; only meaningful for ids in all */
  guint8 *year;          /* by id: years since CATALOG_FIRST_YEAR (UTC), CATALOG_YEARS for undated mail */
  guint32 n_by_date;     /* mails in all */
  guint32 *person;       /* by id: number of the author, 0: unknown */
  guint32 n_persons;     /* numbers are 1 .. n_persons - 1 */
  gint64 *person_latest; /* by number: the latest mail of that author */
  IdSet *all;
  GMutex lock;           /* of those below: handles of several threads may share a catalog */
  char **person_label;   /* by number: what that author is called; each NULL until asked for */
  gint64 *received;      /* by id; NULL until asked for */
  gint64 *by_date;       /* ids of all, newest first, of one second the greater first; NULL until asked for */
  GHashTable *groups;    /* group id -> IdSet, as asked for */
  IdSet *holds[HOLDS_N]; /* NULL until asked for */
  GHashTable *matches;   /* question to the text index -> IdSet: what was found */
  gsize matches_bytes;
  KeptHits *hits;
  TextHeads *texts;
};

/* The handle's catalog, as new as the database was at some moment of this call; owned by the handle until its next call.
 * The deadline of the handle holds for it: TIMEOUT. */
Catalog *catalog_get(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Counted references. */
void catalog_unref(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_unref)

/* Mails of a group; 0: of all. Owned by the catalog. */
const IdSet *catalog_group(Db *db, Catalog *catalog, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All mails, newest first, of one second the one stored later first: n_by_date of them. Owned by the catalog. */
const gint64 *catalog_by_date(Catalog *catalog);
/* When each mail was received, else its date, by id. NULL with error, TIMEOUT among them. Owned by the catalog. */
const gint64 *catalog_received(Db *db, Catalog *catalog, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Mails that hold such a thing. Owned by the catalog. */
const IdSet *catalog_holds(Db *db, Catalog *catalog, guint holds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the text index answered to this question before, for the caller to free; NULL: it was not asked, or long ago. */
IdSet *catalog_recall(Catalog *catalog, const char *expression) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps a copy of a whole answer. */
void catalog_remember(Catalog *catalog, const char *expression, const IdSet *found);

/* Adds the ids in the first column of stmt. *whole becomes FALSE when the deadline came first: then some are missing. */
gboolean catalog_collect(Stmt *stmt, IdSet *found, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What a walk over rows that ended with step_error (taken; may be NULL) means: TRUE at the end of the rows and, with
 * *whole FALSE, at the deadline. */
gboolean catalog_ended_well(GError *step_error, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
