#include "ingest/run.h"
#include "db/source.h"
#include "ingest/index-learn.h"
#include "ingest/reader.h"
#include "ingest/sample.h"
#include "ingest/work.h"

#include <string.h>

/* Bounds of what is between reading and storing: with two workers some 50 MiB in all. Nearly two
 * batches, so that the others have work while one thread settles and commits one. */
#define QUEUE_JOBS 1800
#define QUEUE_BYTES ((gsize)18 << 20)
/* Samples for the first dictionary. Nothing is packed or stored before it is trained; five hundred
 * pack no better. */
#define SAMPLE_MAILS 300
#define ENOUGH_SAMPLES 150
#define TENTH_OF_A_SECOND 100000

typedef struct {
  Db *db;
  const Group *group;
  const IngestOptions *options;
  IngestSummary *summary;
  gint64 total;        /* bytes of the files to read, 0: unknown */
  gint64 start, shown; /* monotonic, for the progress line and the summary only */
  gboolean in_batch;
} Run;

static void
tell_refused(Run *run, const char *path, gint64 offset, const char *id, const char *reason)
{
  run->summary->n_refused++;
  if (run->options->refused != NULL)
    run->options->refused(path, offset, id, reason, run->options->user_data);
}

static void
tell_progress(Run *run, const Job *job, gboolean last)
{
  gint64 now = g_get_monotonic_time();
  run->summary->seconds = (double)(now - run->start) / G_USEC_PER_SEC;
  if (run->options->progress == NULL || (!last && now - run->shown < TENTH_OF_A_SECOND))
    return;
  run->shown = now;
  run->options->progress(job != NULL ? job->path : "", run->summary,
                         job != NULL ? job->position : run->total, run->total,
                         run->options->user_data);
}

/* --- storing --- */

static gboolean
store_mail(Run *run, const Job *job, GError **error)
{
  IngestSummary *summary = run->summary;
  NewMail mail = ingest_work_new_mail(job);
  StoreResult result;
  gint64 id;
  if (!db_message_store(run->db, run->group->id, &mail, &result, &id, error))
    return FALSE;
  switch (result) {
  case STORE_NEW:
  case STORE_SHARED:
    summary->n_new++;
    ingest_work_count(job, summary);
    break;
  case STORE_ALTERNATE:
    summary->n_alternates++;
    ingest_work_count(job, summary);
    break;
  case STORE_KNOWN:
  case STORE_BETTER:
    summary->n_known++;
    break;
  }
  return job->month == NULL || db_pipermail_learn(run->db, run->group->id, job->month, job->number,
                                                  job->mail->message.message_id, error);
}

static gboolean
quarantine(Run *run, const Job *job, GError **error)
{
  tell_refused(run, job->path, job->offset, job->message_id, job->refused);
  run->summary->n_aside += job->raw != NULL;
  return job->raw == NULL ||
         db_quarantine_add(run->db, run->group->id, job->path, job->offset, job->refused, job->raw,
                           job->len, run->options->now, error);
}

static gboolean
end_batch(Run *run, GError **error)
{
  run->in_batch = FALSE;
  if (!ingest_work_commit(run->db, run->group->id, error))
    return FALSE;
  run->summary->n_stored = run->summary->n_read;
  return TRUE;
}

static gboolean
store_job(Run *run, const Job *job, GError **error)
{
  if (!run->in_batch && !db_begin(run->db, error))
    return FALSE;
  run->in_batch = TRUE;
  if (job->raw != NULL || job->mail != NULL) {
    run->summary->n_read++;
    run->summary->n_bytes += job->len;
  }
  if (job->refused != NULL ? !quarantine(run, job, error)
                           : job->mail != NULL && !store_mail(run, job, error))
    return FALSE;
  if (job->cursor != NULL) {
    if (!db_cursor_set(run->db, run->group->id, job->cursor, error))
      return FALSE;
    if (job->cursor->complete)
      run->summary->n_files++;
  }
  if (!job->batch_end)
    return TRUE;
  return end_batch(run, error);
}

static gboolean
store_all(Run *run, Queue *queue, GError **error)
{
  for (;;) {
    Job *job = ingest_queue_pop(queue, TRUE);
    if (job == NULL)
      break;
    gboolean ok = store_job(run, job, error);
    if (ok)
      tell_progress(run, job, FALSE);
    ingest_queue_give_back(queue, job);
    if (!ok)
      return FALSE;
  }
  if (!run->in_batch)
    return TRUE;
  return end_batch(run, error);
}

/* --- what to read --- */

/* Takes the files out that did not change since they were read whole. */
static gboolean
leave_unchanged(Run *run, GPtrArray *files, GArray *n_mail, GError **error)
{
  guint kept = 0;
  g_ptr_array_set_free_func(files, NULL);
  gboolean ok = TRUE;
  for (guint i = 0; i < files->len; i++) {
    SourceFile *file = files->pdata[i];
    g_autoptr(GError) local = NULL;
    if (ok && strcmp(file->path, "-") != 0) {
      file->cursor = db_cursor_get(run->db, run->group->id, file->name, &local);
      if (local != NULL) {
        g_propagate_error(error, g_steal_pointer(&local));
        ok = FALSE;
      }
    }
    const Cursor *c = file->cursor;
    if (c != NULL && c->complete && c->size == file->size && c->mtime == file->mtime &&
        c->inode == file->inode) {
      run->summary->n_unchanged_files++;
      g_array_index(n_mail, guint, file->root)++;
      source_file_free(file);
      continue;
    }
    run->total += file->size;
    files->pdata[kept++] = file;
  }
  g_ptr_array_set_size(files, (int)kept);
  g_ptr_array_set_free_func(files, (GDestroyNotify)source_file_free);
  return ok;
}

/* Names of the folders on the command line, NULL for files: a folder without mail is told. */
static GPtrArray *
folder_roots(const char *const *paths)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add(roots, g_file_test(paths[i], G_FILE_TEST_IS_DIR) ? g_strdup(paths[i]) : NULL);
  return roots;
}

/* --- the dictionary --- */

static gboolean
on_stored_sample(G_GNUC_UNUSED const Message *message, const char *raw, gsize len,
                 gpointer user_data, G_GNUC_UNUSED GError **error)
{
  GPtrArray *samples = user_data;
  g_ptr_array_add(samples, g_bytes_new(raw, MIN(len, INGEST_SAMPLE_ONE)));
  return samples->len < SAMPLE_MAILS;
}

/* The others are enough to learn from. */
static gboolean
on_damaged_sample(G_GNUC_UNUSED const GError *fault, G_GNUC_UNUSED gpointer user_data)
{
  return TRUE;
}

/* The packer of the group. Without a dictionary one is trained, on what is to be read, else on what
 * a group of slow lists has gathered by now. */
static DbPacker *
make_packer(Run *run, GPtrArray *files, GError **error)
{
  g_autoptr(DbPacker) packer = db_packer_new(run->db, run->group->id, error);
  if (packer == NULL || db_packer_has_dictionary(packer))
    return g_steal_pointer(&packer);
  g_autoptr(GPtrArray) samples = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  ingest_sample(files, SAMPLE_MAILS, samples);
  if (samples->len < ENOUGH_SAMPLES &&
      !db_message_each_raw(run->db, run->group->id, on_stored_sample, on_damaged_sample, samples,
                           error))
    return NULL;
  if (!db_begin(run->db, error))
    return NULL;
  if (!db_packer_train(run->db, run->group->id, samples, error) || !db_commit(run->db, error)) {
    db_rollback(run->db);
    return NULL;
  }
  return db_packer_new(run->db, run->group->id, error);
}

/* --- all of it --- */

static gboolean
read_and_store(Run *run, GPtrArray *files, GPtrArray *roots, GArray *n_mail, GError **error)
{
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_load(run->db, run->group->id, error);
  if (trackers == NULL)
    return FALSE;
  g_autoptr(Queue) queue = ingest_queue_new(QUEUE_JOBS, QUEUE_BYTES);
  g_autoptr(GHashTable) indexes = ingest_index_months_new();
  Reader reader = {
      .files = files, .roots = roots, .n_mail = n_mail, .queue = queue, .indexes = indexes};
  g_autoptr(Workers) workers = ingest_workers_start(queue, trackers, TRUE, run->options->n_threads);
  GThread *thread = g_thread_new("docket-read", ingest_reader_run, &reader);
  /* While the others begin to parse. */
  g_autoptr(DbPacker) packer = make_packer(run, files, error);
  if (packer != NULL)
    ingest_workers_set_packer(workers, packer);
  gboolean ok = packer != NULL && store_all(run, queue, error);
  ingest_queue_stop(queue);
  if (packer == NULL)
    ingest_workers_set_packer(workers, NULL);
  g_thread_join(thread);
  run->summary->n_unread = reader.n_unread;
  if (!ok)
    db_rollback(run->db);
  return ok && ingest_index_learn(run->db, run->group->id, indexes, error);
}

gboolean
ingest_run(Db *db, const Group *group, const char *const *paths, const IngestOptions *options,
           IngestSummary *summary, GError **error)
{
  memset(summary, 0, sizeof *summary);
  Run run = {.db = db, .group = group, .options = options, .summary = summary};
  run.start = g_get_monotonic_time();
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func((GDestroyNotify)path_fault_free);
  g_autoptr(GPtrArray) files = ingest_paths_expand(paths, faults);
  if (options->name != NULL && files->len == 1) {
    SourceFile *file = files->pdata[0];
    g_free(file->name);
    file->name = g_strdup(options->name);
  }
  g_autoptr(GPtrArray) roots = folder_roots(paths);
  g_autoptr(GArray) n_mail = g_array_new(FALSE, TRUE, sizeof(guint));
  g_array_set_size(n_mail, roots->len);
  for (guint i = 0; i < faults->len; i++) {
    const PathFault *fault = faults->pdata[i];
    tell_refused(&run, fault->path, 0, NULL, fault->reason);
  }
  if (!leave_unchanged(&run, files, n_mail, error) ||
      (options->check != NULL && files->len > 0 &&
       !options->check(files, options->user_data, error)))
    return FALSE;
  gboolean empty_root = FALSE;
  for (guint i = 0; i < roots->len; i++)
    empty_root |= roots->pdata[i] != NULL && g_array_index(n_mail, guint, i) == 0;
  if ((files->len > 0 || empty_root) && !read_and_store(&run, files, roots, n_mail, error))
    return FALSE;
  tell_progress(&run, NULL, TRUE);
  return TRUE;
}
