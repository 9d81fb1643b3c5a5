/* What a worker does with one mail, and what the storing thread does with the result. Shared by
 * ingest and rebuild. */
#pragma once
#include "db/message.h"
#include "ingest/extract.h"
#include "ingest/queue.h"
#include "ingest/run.h"
G_BEGIN_DECLS

/* Worker threads that turn the jobs of a queue into what the store takes. */
typedef struct Workers Workers;
/* packer NULL: nothing is packed and no text gathered (rebuild). trackers: borrowed until the end of the workers. n_threads 0: as many as
 * cores. */
Workers *ingest_workers_start(Queue *queue, const DbPacker *packer, const ExtractTrackers *trackers, guint n_threads);
/* Waits for their end: after the queue was closed and emptied, or stopped. */
void ingest_workers_join(Workers *workers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workers, ingest_workers_join)

/* What of job goes into the store. Borrows from job. */
NewMail ingest_work_new_mail(const Job *job);
/* Adds what was found in job to the sums. */
void ingest_work_count(const Job *job, IngestSummary *summary);
/* Settles what a transaction touched, and commits it. */
gboolean ingest_work_commit(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
