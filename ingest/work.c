#include "ingest/work.h"
#include "db/item.h"
#include "db/proof.h"
#include "db/thread.h"
#include "db/words.h"
#include "ingest/extract.h"
#include "ingest/fields.h"
#include "ingest/header.h"
#include "ingest/parse.h"
#include "ingest/references.h"

#include <errno.h>
#include <sys/resource.h>

/* The storing thread is the one for which all others wait: on few cores it goes first. */
enum { NICE = 12 };

struct Workers {
  Queue *queue;                    /* borrowed */
  const ExtractTrackers *trackers; /* borrowed */
  gboolean store;
  GPtrArray *threads;
  GMutex lock;
  GCond told;
  gint packer_told; /* atomic; from then on packer is what it will be */
  DbPacker *packer;
};

typedef struct {
  Workers *all;
  DbPacker *packer;    /* NULL as long as it was not told */
  GPtrArray *unpacked; /* jobs that are parsed and wait for it, the queue's */
  GByteArray *scratch; /* for words_pack */
} Worker;

static void
refuse(Job *job, const char *reason)
{
  HeaderBlock block;
  g_clear_pointer(&job->mail, mail_free);
  if (job->refused == NULL)
    job->refused = g_strdup(reason);
  /* From the start alone: the header itself may be what is too long. */
  if (job->message_id == NULL && ingest_header_read(job->raw, MIN(job->len, 65536), &block, NULL))
    job->message_id = ingest_references_id(block.field[HEADER_MESSAGE_ID].value,
                                           block.field[HEADER_MESSAGE_ID].len);
}

static GBytes *
cut_words(Worker *worker, const Mail *mail, const BodyLines *lines)
{
  char *text[DB_TEXT_N_FIELDS];
  ingest_fields(mail, lines, text);
  GBytes *words = words_pack((const char *const *)text, worker->scratch);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    g_free(text[i]);
  return words;
}

/* Of a program's mail no line is a vote: nobody stands behind it whom one could ask. */
static void
refuse_votes_of_program(const Job *job)
{
  if (job->drafts->votes->len == 0 || !mail_is_automatic((const char *)job->raw, job->len))
    return;
  for (guint i = 0; i < job->drafts->votes->len; i++) {
    VoteDraft *vote = job->drafts->votes->pdata[i];
    if (!vote->like)
      vote->why = "sent by a program";
    vote->like = TRUE;
  }
}

/* Everything that needs neither store nor packer. What is not wanted any more goes at once: mails
 * wait in the ring for their turn. */
static void
parse(Worker *worker, Job *job)
{
  g_autoptr(GError) error = NULL;
  job->mail = ingest_parse(job->raw, job->len, job->from_line, &error);
  if (job->mail == NULL) {
    refuse(job, error->message);
    return;
  }
  g_autoptr(BodyLines) lines = ingest_fields_lines(job->mail);
  if (job->mail->digest || job->mail->html_only) {
    /* A digest repeats other mails; lines of HTML-only mail have no numbers. */
    job->drafts = drafts_new();
  } else {
    job->drafts = ingest_extract_with(job->mail, lines, worker->all->trackers);
    refuse_votes_of_program(job);
  }
  if (worker->all->store)
    job->words = cut_words(worker, job->mail, lines);
  g_clear_pointer(&job->mail->body, g_free);
  g_clear_pointer(&job->mail->html_text, g_free);
  if (job->mail->patches != NULL)
    g_string_free(g_steal_pointer(&job->mail->patches), TRUE);
}

static void
finish(Worker *worker, Job *job)
{
  if (worker->packer != NULL && job->mail != NULL) {
    g_autoptr(GError) error = NULL;
    job->packed = db_packer_pack(worker->packer, job->raw, job->len, &job->dictionary, &error);
    if (job->packed == NULL)
      refuse(job, error->message);
  }
  if (job->refused == NULL)
    g_clear_pointer(&job->raw, g_free);
  ingest_queue_finish(worker->all->queue, job);
}

/* FALSE: it was not told yet, and jobs have to wait for it. Else those that waited are done.
 * wait: until it is told. */
static gboolean
has_packer(Worker *worker, gboolean wait)
{
  Workers *all = worker->all;
  if (!all->store || worker->packer != NULL)
    return TRUE;
  if (!g_atomic_int_get(&all->packer_told)) {
    if (!wait)
      return FALSE;
    g_mutex_lock(&all->lock);
    while (!g_atomic_int_get(&all->packer_told))
      g_cond_wait(&all->told, &all->lock);
    g_mutex_unlock(&all->lock);
  }
  if (all->packer != NULL)
    worker->packer = db_packer_copy(all->packer);
  for (guint i = 0; i < worker->unpacked->len; i++)
    finish(worker, worker->unpacked->pdata[i]);
  g_ptr_array_set_size(worker->unpacked, 0);
  return TRUE;
}

/* The next job; before it sleeps for want of one, whatever can be done is done. */
static Job *
take(Worker *worker)
{
  Job *job = ingest_queue_take(worker->all->queue, FALSE);
  if (job == NULL && has_packer(worker, TRUE))
    job = ingest_queue_take(worker->all->queue, TRUE);
  return job;
}

/* On Linux of this thread alone, below what the program was started with. When it may not, all are
 * equal, and that is all. */
static void
give_way(void)
{
  errno = 0; /* -1 is a priority too */
  int now = getpriority(PRIO_PROCESS, 0);
  if (errno != 0 || setpriority(PRIO_PROCESS, 0, MIN(now + NICE, 19)) != 0)
    g_debug("cannot give way: %s", g_strerror(errno));
}

static gpointer
worker_run(gpointer data)
{
  Worker *worker = data;
  give_way();
  for (Job *job = take(worker); job != NULL; job = take(worker)) {
    if (job->raw != NULL && job->refused == NULL)
      parse(worker, job);
    else if (job->raw != NULL)
      refuse(job, NULL);
    if (has_packer(worker, FALSE))
      finish(worker, job);
    else
      g_ptr_array_add(worker->unpacked, job);
  }
  db_packer_free(worker->packer);
  g_ptr_array_unref(worker->unpacked);
  g_byte_array_unref(worker->scratch);
  g_free(worker);
  return NULL;
}

Workers *
ingest_workers_start(Queue *queue, const ExtractTrackers *trackers, gboolean store, guint n_threads)
{
  Workers *workers = g_new0(Workers, 1);
  workers->queue = queue;
  workers->trackers = trackers;
  workers->store = store;
  g_mutex_init(&workers->lock);
  g_cond_init(&workers->told);
  workers->threads = g_ptr_array_new();
  n_threads = n_threads > 0 ? n_threads : g_get_num_processors();
  for (guint i = 0; i < MIN(n_threads, 64); i++) {
    Worker *worker = g_new0(Worker, 1);
    worker->all = workers;
    worker->unpacked = g_ptr_array_new();
    worker->scratch = g_byte_array_new();
    g_ptr_array_add(workers->threads, g_thread_new("docket-parse", worker_run, worker));
  }
  return workers;
}

void
ingest_workers_set_packer(Workers *workers, const DbPacker *packer)
{
  g_mutex_lock(&workers->lock);
  workers->packer = packer != NULL ? db_packer_copy(packer) : NULL;
  g_atomic_int_set(&workers->packer_told, TRUE);
  g_cond_broadcast(&workers->told);
  g_mutex_unlock(&workers->lock);
}

void
ingest_workers_join(Workers *workers)
{
  if (workers == NULL)
    return;
  for (guint i = 0; i < workers->threads->len; i++)
    g_thread_join(workers->threads->pdata[i]);
  g_ptr_array_unref(workers->threads);
  db_packer_free(workers->packer);
  g_mutex_clear(&workers->lock);
  g_cond_clear(&workers->told);
  g_free(workers);
}

NewMail
ingest_work_new_mail(const Job *job)
{
  NewMail mail = {
      .message = &job->mail->message,
      .references = job->mail->references,
      .archived = job->mail->archived,
      .content_hash = job->mail->content_hash,
      .from_pipermail = job->mail->from_pipermail,
      .outgrew = job->outgrew,
      .packed = job->packed,
      .dictionary = job->dictionary,
      .words = job->words,
      .drafts = job->drafts,
  };
  return mail;
}

void
ingest_work_count(const Job *job, IngestSummary *summary)
{
  summary->n_items += job->drafts->items->len;
  summary->n_links += job->drafts->links->len;
  summary->n_cut += job->drafts->n_cut;
  for (guint i = 0; i < job->drafts->votes->len; i++) {
    const VoteDraft *vote = job->drafts->votes->pdata[i];
    summary->n_votes += !vote->like;
  }
}

gboolean
ingest_work_commit(Db *db, gint64 group, GError **error)
{
  return db_thread_settle(db, group, error) && db_item_settle(db, group, error) &&
         db_commit(db, error);
}
