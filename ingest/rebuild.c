#include "ingest/run.h"
#include "db/item.h"
#include "db/thread.h"
#include "ingest/work.h"

#include <string.h>

#define QUEUE_JOBS 256
#define QUEUE_BYTES ((gsize)8 << 20)
#define TENTH_OF_A_SECOND 100000

typedef struct {
  Db *db;
  gint64 group;
  const IngestOptions *options;
  IngestSummary *summary;
  Queue *queue;
  gint64 start, shown; /* monotonic */
} Rebuild;

static void
tell_progress(Rebuild *rebuild, gboolean last)
{
  gint64 now = g_get_monotonic_time();
  rebuild->summary->seconds = (double)(now - rebuild->start) / G_USEC_PER_SEC;
  if (rebuild->options->progress == NULL || (!last && now - rebuild->shown < TENTH_OF_A_SECOND))
    return;
  rebuild->shown = now;
  rebuild->options->progress("stored mail", rebuild->summary, 0, 0, rebuild->options->user_data);
}

/* The date of last resort came from a From_ line, which is not stored with the mail. */
static void
keep_date(Message *parsed, const Message *stored)
{
  if (parsed->date_source != DATE_NONE || stored->date_source != DATE_FROM_LINE)
    return;
  parsed->date = stored->date;
  parsed->date_offset = stored->date_offset;
  parsed->date_source = DATE_FROM_LINE;
}

/* So did the author of a mail whose header names nobody. */
static void
keep_author(Message *parsed, Message *stored)
{
  if (parsed->from != NULL && (parsed->from->name != NULL || parsed->from->email != NULL))
    return;
  person_free(parsed->from);
  parsed->from = g_steal_pointer(&stored->from);
}

static gboolean
refill(Rebuild *rebuild, Job *job, GError **error)
{
  IngestSummary *summary = rebuild->summary;
  summary->n_read++;
  summary->n_bytes += job->len;
  if (job->mail == NULL) {
    /* Stored by an older docket that read what this one refuses: it stays as it is. */
    summary->n_refused++;
    if (rebuild->options->refused != NULL)
      rebuild->options->refused("", 0, job->stored->message_id, job->refused,
                                rebuild->options->user_data);
    return TRUE;
  }
  keep_date(&job->mail->message, job->stored);
  keep_author(&job->mail->message, job->stored);
  NewMail mail = ingest_work_new_mail(job);
  ingest_work_count(job, summary);
  return db_message_refill(rebuild->db, rebuild->group, job->row, &mail, error);
}

/* Stores what is ready. room: go on until a mail of len bytes has room; else until
 * all is through. */
static gboolean
drain(Rebuild *rebuild, gboolean room, gsize len, GError **error)
{
  for (;;) {
    gboolean wait = !room || !ingest_queue_has_room(rebuild->queue, len);
    g_autoptr(Job) job = ingest_queue_pop(rebuild->queue, wait);
    if (job == NULL)
      return TRUE;
    if (!refill(rebuild, job, error))
      return FALSE;
    tell_progress(rebuild, FALSE);
  }
}

static gboolean
on_stored(const Message *message, const char *raw, gsize len, gpointer user_data, GError **error)
{
  Rebuild *rebuild = user_data;
  if (!drain(rebuild, TRUE, len, error))
    return FALSE;
  Job *job = g_new0(Job, 1);
  job->path = "";
  job->raw = g_memdup2(raw, MAX(len, 1));
  job->len = len;
  job->row = message->id;
  job->stored = g_new0(Message, 1);
  job->stored->message_id = g_strdup(message->message_id);
  if (message->from != NULL)
    job->stored->from = person_new(message->from->name, message->from->email);
  job->stored->date = message->date;
  job->stored->date_offset = message->date_offset;
  job->stored->date_source = message->date_source;
  return ingest_queue_put(rebuild->queue, job);
}

static gboolean
refill_all(Rebuild *rebuild, GError **error)
{
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_load(rebuild->db, rebuild->group, error);
  if (trackers == NULL)
    return FALSE;
  g_autoptr(Workers) workers =
      ingest_workers_start(rebuild->queue, trackers, FALSE, rebuild->options->n_threads);
  gboolean ok = db_message_each_raw(rebuild->db, rebuild->group, on_stored, NULL, rebuild, error);
  ingest_queue_close(rebuild->queue);
  ok = ok && drain(rebuild, FALSE, 0, error);
  if (ok)
    tell_progress(rebuild, TRUE);
  ingest_queue_stop(rebuild->queue);
  return ok;
}

gboolean
ingest_rebuild(Db *db, const Group *group, const IngestOptions *options, IngestSummary *summary,
               GError **error)
{
  memset(summary, 0, sizeof *summary);
  g_autoptr(Queue) queue = ingest_queue_new(QUEUE_JOBS, QUEUE_BYTES);
  Rebuild rebuild = {db, group->id, options, summary, queue, g_get_monotonic_time(), 0};
  /* One transaction: whoever reads meanwhile sees the old rows, and a kill leaves them. */
  if (!db_begin(db, error))
    return FALSE;
  if (!db_derived_drop(db, group->id, error) || !refill_all(&rebuild, error) ||
      !db_thread_settle(db, group->id, error) || !db_item_settle(db, group->id, error) ||
      !db_text_rebuild(db, error) || !db_commit(db, error)) {
    db_rollback(db);
    return FALSE;
  }
  summary->seconds = (double)(g_get_monotonic_time() - rebuild.start) / G_USEC_PER_SEC;
  return TRUE;
}
