/* What all kinds of sources share while one is read: ask for an index, take a file through download, check, List-Id and ingest,
 * and remember it. Only ingest/source-*.c include this. */
#pragma once
#include "ingest/source-page.h"
#include "ingest/source-sync.h"
G_BEGIN_DECLS

typedef struct {
  Db *db;
  const Group *group;
  const Source *source;
  const SyncOptions *options;
  Fetcher *fetcher;
  FetchState *state;     /* base and kind are known; changes are stored at the end */
  GHashTable *pages;     /* URL -> FetchPage: what was fetched before */
  GPtrArray *lists;      /* List-Ids of the group */
  SyncSummary *summary;
  SyncProgress progress;
  gint64 looked;         /* monotonic: when the check last told how far it is */
  char *scratch;         /* folder of this source, locked by this job */
  int lock;              /* descriptor, -1: none */
  gboolean is_new;       /* nothing was ever read of this source */
  char *notice;          /* what this run said last, or NULL */
  GError *left_out;      /* why the first file was left out, or NULL */
} SourceJob;

/* Says something to people; the last of a run is stored with how it went. */
void source_job_notice(SourceJob *job, const char *format, ...) G_GNUC_PRINTF(2, 3);
const FetchPage *source_job_page(const SourceJob *job, const char *url);

/* An index page: *reply is NULL when it did not change since source_job_index_done said that all of it was read. label: what to
 * remember of it beside its version, or NULL. */
gboolean source_job_index(SourceJob *job, const char *url, FetchReply **reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_job_index_done(SourceJob *job, const char *url, const FetchReply *reply, const char *label, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  const char *url, *name;
  const char *label;      /* to be remembered, or NULL */
  const char *post;       /* ask by POST, or NULL */
  gboolean settles;       /* once read, it is not asked for again */
  gboolean fleeting;      /* not to be remembered: an answer that will be another one next time */
  gboolean optional;      /* there is another way: when left out, it is neither told nor counted */
} SourceFileRequest;
/* FALSE: give the source up. A file that is no mail, gone or too large is left out, told, and counted. */
gboolean source_job_take(SourceJob *job, const SourceFileRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ingests what lies at path under a name; its counts are added to the summary. name NULL: under its path, once whose mail it is was
 * checked, of what was not read before. */
gboolean source_job_ingest(SourceJob *job, const char *path, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes mails that lie at path as an mbox: whose they are is checked, then they are ingested. name: for messages. */
gboolean source_job_take_spool(SourceJob *job, const char *path, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Remembers how far a mailbox was read; label may be NULL. */
gboolean source_job_mark(SourceJob *job, const char *url, const char *etag, const char *label, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes those months that are new, current, changed or not settled yet; the last of the list is the current one. lost: files that
 * were read before and are not in the list are told. */
gboolean source_job_months(SourceJob *job, GPtrArray *months, gboolean lost, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- one for each kind; base is job->state->base --- */
gboolean source_sync_pipermail(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_sync_hyperkitty(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_sync_public_inbox(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_sync_file(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_sync_mailbox(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean source_sync_local(SourceJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
