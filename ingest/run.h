/* The one file that knows all stages: paths -> bytes -> mails -> parsed -> extracted -> stored,
 * reading and parsing beside storing with a bounded queue between, one transaction per batch with
 * the cursor in it. Killed anywhere and started again, it ends in the same database. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  guint64 n_read, n_new, n_known, n_alternates, n_refused;
  guint64 n_aside;  /* refused, and kept in the quarantine */
  guint64 n_stored; /* in batches that are committed: they are kept when the run fails */
  guint64 n_bytes;  /* of plain mail */
  guint64 n_items, n_links, n_votes;
  guint64 n_cut; /* lines, items, links, votes and replies over the limits of one mail */
  guint64 n_files, n_unchanged_files;
  guint64 n_unread; /* files in folders that look like no mail and were left alone */
  double seconds;
} IngestSummary;

typedef struct {
  guint n_threads; /* 0: as many as cores */
  gint64 now;
  /* Stands for the path in the cursor, the quarantine and the calls below: a download is read from
   * a temporary file, but what it is called is its URL. For one path that is a file; NULL: the path
   * itself. */
  const char *name;
  /* Called about ten times a second from the calling thread; may be NULL. total is
   * 0 when unknown. */
  void (*progress)(const char *path, const IngestSummary *so_far, gint64 position, gint64 total,
                   gpointer user_data);
  /* A mail or file that was refused: where and why. Always called from the calling thread. */
  void (*refused)(const char *path, gint64 offset, const char *message_id, const char *reason,
                  gpointer user_data);
  /* Looks at the files (SourceFile *, ingest/paths.h) that are about to be read, when there are any.
   * FALSE ends the run with its error before anything is stored. May be NULL. */
  gboolean (*check)(GPtrArray *files, gpointer user_data, GError **error);
  gpointer user_data;
} IngestOptions;

/* paths: mbox, compressed mbox, Maildir, folder of these, .eml, saved pipermail page, "-". A path
 * that cannot be read is reported through refused and counted; FALSE only when the store or
 * the check fails. */
gboolean ingest_run(Db *db, const Group *group, const char *const *paths,
                    const IngestOptions *options, IngestSummary *summary,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Derives threads, items, links, votes and the text index of the group again from stored mail. */
gboolean ingest_rebuild(Db *db, const Group *group, const IngestOptions *options,
                        IngestSummary *summary, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
