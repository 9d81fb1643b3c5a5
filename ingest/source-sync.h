/* Keeps a remembered source up to date: asks only for what is new or changed, ingests what came whole, remembers what was read.
 *
 * The first run of a pipermail index or HyperKitty list reads every month, oldest first; later ones the index, the current month, and
 * what changed. A public-inbox is read whole once (all.mbox.gz), then by its feed and a search for what came since. Each
 * file is remembered once it is ingested, so a run that is stopped anywhere goes on from there. A run that finds nothing new
 * writes nothing to the database. Nothing is ever deleted: months that an archive lost are told and kept. */
#pragma once
#include "db/fetch-state.h"
#include "db/source.h"
#include "ingest/run.h"
#include "ingest/source-probe.h"
G_BEGIN_DECLS

/* A month is asked for so long after its end: moderated mail and nightly archive builds come late. */
#define SYNC_SETTLE_SECONDS (3 * 86400)
/* public-inbox: a search for what is new reaches back so far behind the last one. */
#define SYNC_OVERLAP_SECONDS (7 * 86400)
/* Mails with a foreign List-Id that it takes to stop a source that was good before, if they are more than one to so many of ours. */
#define SYNC_FOREIGN_MAILS 5
#define SYNC_FOREIGN_SHARE 10
/* Failures in a row after which a chair is to be told. */
#define SYNC_FAILURES_TOLD 3

typedef struct {
  IngestSummary mail;      /* of all files together */
  guint n_requests;
  gint64 n_bytes;          /* received */
  guint n_files;           /* that belong to the source by now */
  guint n_new_files, n_same_files; /* ingested; fetched or asked for, and unchanged */
  guint n_failed_files;    /* left out, to be tried again */
  guint n_lost_files;      /* remembered, but gone from the index */
  guint n_shrunk_files;
} SyncSummary;

typedef enum { SYNC_FETCHING, SYNC_CHECKING, SYNC_STORING } SyncStep; /* checking: whose mail it is, before any is stored */

typedef struct {
  const char *file;        /* name of the month or file at hand */
  guint n_done, n_files;   /* files of this run: done, in all */
  gint64 got, total;       /* bytes of the present step; total 0: unknown */
  SyncStep step;
  guint mails, n_mails;    /* of a mailbox: fetched in this run so far, in all; n_mails 0: this is no mailbox */
} SyncProgress;

typedef struct {
  FetchOptions fetch;      /* progress and user_data of it are not looked at: they are those below; wait and cancelled are */
  guint n_threads;         /* of ingest, 0: as many as cores */
  const char *scratch;     /* folder for downloads; NULL: the database's path with ".fetch" behind it */
  const char *accept_list; /* a List-Id that the group is to take from now on, or NULL */
  /* All may be NULL and are called from the calling thread. notice: a line for people: what an archive lost, what was left out. */
  void (*progress)(const SyncProgress *progress, gpointer user_data);
  void (*notice)(const char *text, gpointer user_data);
  void (*refused)(const char *path, gint64 offset, const char *message_id, const char *reason, gpointer user_data);
  gpointer user_data;
} SyncOptions;

/* Whether Source.pause says anything of it: an archive on a web server. Files and mailboxes are read in one go. */
gboolean ingest_source_has_pauses(const char *url);

/* db is a writer; it is held only while a file is ingested, never while one is fetched. FALSE: the source could not be read, or not all
 * of it; what came is stored, and summary tells. Errors as in fetch.h and: FORMAT (no archive there any more, or a file that is no
 * mail), CONFLICT (mail of another list: the message says how to accept it), TIMEOUT (the server asked to be left alone until
 * later), STORAGE. Except for STORAGE and a stop the failure is remembered with the source. */
gboolean ingest_source_sync(Db *db, const Group *group, const Source *source, const SyncOptions *options, SyncSummary *summary, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remembers place as a source of the group with what ingest_source_probe found it to be; it is read by the next sync. */
gboolean ingest_source_remember(Db *db, const Group *group, const char *place, const SourceProbe *probe, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
