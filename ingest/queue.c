#include "ingest/queue.h"

/* The storing thread sleeps until so many mails are ready: to be woken costs as much as to store a
 * short one. */
enum { BUNCH = 32 };
/* A worker takes stored jobs away when there are so many. */
enum { SPENT = 16 };
/* Only small ones wait for that: mails of megabytes would be held beside those in the ring. */
enum { SPENT_BYTES = 64 * 1024 };

/* A condition that knows whether somebody waits for it: GLib asks the kernel at each signal. */
typedef struct {
  GCond cond;
  guint waiting;
} Bell;

struct Queue {
  GMutex lock;
  Bell room, work, ready;
  Job **ring;
  guint size;
  guint64 head, next, tail; /* oldest; first without a worker; where the next goes */
  guint n_done;             /* of head to tail */
  GPtrArray *spent;         /* jobs that were stored */
  gsize bytes, max_bytes;
  gboolean closed, stopped;
};

static void
bell_wait(Queue *queue, Bell *bell)
{
  bell->waiting++;
  g_cond_wait(&bell->cond, &queue->lock);
  bell->waiting--;
}

/* Gives up the lock; when: is there reason to wake somebody? */
static void
unlock_and_ring(Queue *queue, Bell *bell, gboolean when)
{
  gboolean wake = when && bell->waiting > 0;
  g_mutex_unlock(&queue->lock);
  if (wake)
    g_cond_signal(&bell->cond);
}

void
job_free(Job *job)
{
  if (job == NULL)
    return;
  g_free(job->raw);
  g_free(job->from_line);
  g_free(job->refused);
  cursor_free(job->cursor);
  g_free(job->month);
  message_free(job->stored);
  mail_free(job->mail);
  drafts_free(job->drafts);
  g_clear_pointer(&job->words, g_bytes_unref);
  g_clear_pointer(&job->packed, g_bytes_unref);
  g_free(job->message_id);
  g_free(job);
}

Queue *
ingest_queue_new(guint max_jobs, gsize max_bytes)
{
  Queue *queue = g_new0(Queue, 1);
  g_mutex_init(&queue->lock);
  g_cond_init(&queue->room.cond);
  g_cond_init(&queue->work.cond);
  g_cond_init(&queue->ready.cond);
  queue->size = max_jobs;
  queue->max_bytes = max_bytes;
  queue->ring = g_new0(Job *, max_jobs);
  queue->spent = g_ptr_array_new_with_free_func((GDestroyNotify)job_free);
  return queue;
}

void
ingest_queue_free(Queue *queue)
{
  if (queue == NULL)
    return;
  for (guint64 i = queue->head; i < queue->tail; i++)
    job_free(queue->ring[i % queue->size]);
  g_ptr_array_unref(queue->spent);
  g_mutex_clear(&queue->lock);
  g_cond_clear(&queue->room.cond);
  g_cond_clear(&queue->work.cond);
  g_cond_clear(&queue->ready.cond);
  g_free(queue->ring);
  g_free(queue);
}

static gboolean
has_room(const Queue *queue, gsize len)
{
  return queue->tail == queue->head ||
         (queue->tail - queue->head < queue->size && queue->bytes + len <= queue->max_bytes);
}

/* A reader that had to wait begins again at half: otherwise it would be woken for each mail. */
static gboolean
is_half_empty(const Queue *queue)
{
  return queue->tail - queue->head <= queue->size / 2 && queue->bytes <= queue->max_bytes / 2;
}

gboolean
ingest_queue_has_room(Queue *queue, gsize len)
{
  g_mutex_lock(&queue->lock);
  gboolean room = has_room(queue, len);
  g_mutex_unlock(&queue->lock);
  return room;
}

gboolean
ingest_queue_put(Queue *queue, Job *job)
{
  g_mutex_lock(&queue->lock);
  gboolean full = !has_room(queue, job->len);
  while (full && !queue->stopped) {
    bell_wait(queue, &queue->room);
    full = !(is_half_empty(queue) && has_room(queue, job->len));
  }
  gboolean taken = !queue->stopped;
  if (taken) {
    queue->ring[queue->tail++ % queue->size] = job;
    queue->bytes += job->len;
  }
  unlock_and_ring(queue, &queue->work, taken);
  if (!taken)
    job_free(job);
  return taken;
}

void
ingest_queue_close(Queue *queue)
{
  g_mutex_lock(&queue->lock);
  queue->closed = TRUE;
  g_cond_broadcast(&queue->work.cond);
  g_cond_broadcast(&queue->ready.cond);
  g_mutex_unlock(&queue->lock);
}

void
ingest_queue_stop(Queue *queue)
{
  g_mutex_lock(&queue->lock);
  queue->stopped = queue->closed = TRUE;
  g_cond_broadcast(&queue->room.cond);
  g_cond_broadcast(&queue->work.cond);
  g_cond_broadcast(&queue->ready.cond);
  g_mutex_unlock(&queue->lock);
}

Job *
ingest_queue_take(Queue *queue, gboolean wait)
{
  Job *job = NULL;
  g_autoptr(GPtrArray) spent = NULL;
  g_mutex_lock(&queue->lock);
  while (wait && queue->next == queue->tail && !queue->closed)
    bell_wait(queue, &queue->work);
  if (queue->next < queue->tail && !queue->stopped)
    job = queue->ring[queue->next++ % queue->size];
  if (queue->spent->len >= SPENT) {
    spent = queue->spent;
    queue->spent = g_ptr_array_new_with_free_func((GDestroyNotify)job_free);
  }
  g_mutex_unlock(&queue->lock);
  return job;
}

static gboolean
head_is_done(const Queue *queue)
{
  return queue->head < queue->next && queue->ring[queue->head % queue->size]->done;
}

/* A bunch, or all there is: then nothing that a worker does would wake who waits for more. */
static gboolean
is_worth_waking(const Queue *queue)
{
  return head_is_done(queue) &&
         (queue->n_done >= BUNCH || queue->n_done == queue->tail - queue->head);
}

void
ingest_queue_finish(Queue *queue, Job *job)
{
  g_mutex_lock(&queue->lock);
  job->done = TRUE;
  queue->n_done++;
  unlock_and_ring(queue, &queue->ready, is_worth_waking(queue));
}

void
ingest_queue_give_back(Queue *queue, Job *job)
{
  g_mutex_lock(&queue->lock);
  gboolean taken = job->len <= SPENT_BYTES && queue->spent->len < 4 * SPENT;
  if (taken)
    g_ptr_array_add(queue->spent, job);
  g_mutex_unlock(&queue->lock);
  if (!taken)
    job_free(job);
}

Job *
ingest_queue_pop(Queue *queue, gboolean wait)
{
  Job *job = NULL;
  g_mutex_lock(&queue->lock);
  while (wait && !head_is_done(queue) && !(queue->closed && queue->head == queue->tail) &&
         !queue->stopped)
    bell_wait(queue, &queue->ready);
  if (head_is_done(queue) && !queue->stopped) {
    job = queue->ring[queue->head % queue->size];
    queue->ring[queue->head++ % queue->size] = NULL;
    queue->bytes -= job->len;
    queue->n_done--;
  }
  unlock_and_ring(queue, &queue->room, is_half_empty(queue));
  return job;
}
