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
/* trackers: borrowed until the end of the workers. store: mail is packed and its text gathered, for which ingest_workers_set_packer must be
 * called; FALSE for a rebuild. n_threads 0: as many as cores. */
Workers *ingest_workers_start(Queue *queue, const ExtractTrackers *trackers, gboolean store, guint n_threads);
/* What packs the mail, copied. Until it is told, mail is parsed as far as the queue holds it, and none is done. NULL, once the queue was
 * stopped: there will be none. */
void ingest_workers_set_packer(Workers *workers, const DbPacker *packer);
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
