/* What fetching over the network remembers of a source: what it is, which files were read in which version, how it went; and
 * whose mail a group takes. A poll that finds nothing new writes none of it. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  gint64 source;       /* Source.id */
  char *kind;          /* ingest/source-probe.h has the words; "" when not known yet */
  char *base;          /* where it really is, after redirects */
  gint64 since;        /* mails sent before then were all read, 0: none */
  gint64 last_new;     /* when something new came last, 0: never */
  gint64 last_failure; /* 0: never */
  guint failures;      /* in a row; 0: the last run was good */
  gint64 not_before;   /* the server asked not to be asked before, 0: it did not */
  char *error;         /* of the last run, or NULL */
  char *notice;        /* what a run last had to say to people, good as it was: "the archive lost 2 files"; or NULL */
  gint64 noticed;      /* when that was first said, 0: never */
} FetchState;
void fetch_state_free(FetchState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchState, fetch_state_free)

/* NULL without error: never read. */
FetchState *db_fetch_state_get(Db *db, gint64 source, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_fetch_state_set(Db *db, const FetchState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  char *url;
  char *etag, *last_modified; /* or NULL */
  char *label;                /* what the index says of it, or NULL */
  char *hash;                 /* SHA-256 of its plain bytes, hex; NULL: an index, of which only the version is kept */
  gint64 size;                /* plain bytes */
  gint64 fetched;
  gboolean settled;           /* nothing more comes, so it is not asked for again */
} FetchPage;
void fetch_page_free(FetchPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchPage, fetch_page_free)

/* All of a source: FetchPage *, by URL. */
GPtrArray *db_fetch_page_list(Db *db, gint64 source, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_fetch_page_set(Db *db, gint64 source, const FetchPage *page, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* List-Ids (RFC 2919, without brackets, any case) whose mail the group takes: char *, lower case. Empty: none is known yet. */
GPtrArray *db_list_id_list(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds one; it may be there. */
gboolean db_list_id_add(Db *db, gint64 group, const char *list_id, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
