#include "ingest/queue.h"

struct Queue {
  GMutex lock;
  GCond room, work, done;
  Job **ring;
  guint size;
  guint64 head, next, tail; /* oldest; first without a worker; where the next goes */
  gsize bytes, max_bytes;
  gboolean closed, stopped;
};

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
  g_clear_pointer(&job->packed, g_byte_array_unref);
  g_free(job->message_id);
  g_free(job);
}

Queue *
ingest_queue_new(guint max_jobs, gsize max_bytes)
{
  Queue *queue = g_new0(Queue, 1);
  g_mutex_init(&queue->lock);
  g_cond_init(&queue->room);
  g_cond_init(&queue->work);
  g_cond_init(&queue->done);
  queue->size = max_jobs;
  queue->max_bytes = max_bytes;
  queue->ring = g_new0(Job *, max_jobs);
  return queue;
}

void
ingest_queue_free(Queue *queue)
{
  if (queue == NULL)
    return;
  for (guint64 i = queue->head; i < queue->tail; i++)
    job_free(queue->ring[i % queue->size]);
  g_mutex_clear(&queue->lock);
  g_cond_clear(&queue->room);
  g_cond_clear(&queue->work);
  g_cond_clear(&queue->done);
  g_free(queue->ring);
  g_free(queue);
}

static gboolean
has_room(const Queue *queue, gsize len)
{
  return queue->tail == queue->head ||
         (queue->tail - queue->head < queue->size && queue->bytes + len <= queue->max_bytes);
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
  while (!has_room(queue, job->len) && !queue->stopped)
    g_cond_wait(&queue->room, &queue->lock);
  gboolean taken = !queue->stopped;
  if (taken) {
    queue->ring[queue->tail++ % queue->size] = job;
    queue->bytes += job->len;
    g_cond_signal(&queue->work);
  }
  g_mutex_unlock(&queue->lock);
  if (!taken)
    job_free(job);
  return taken;
}

void
ingest_queue_close(Queue *queue)
{
  g_mutex_lock(&queue->lock);
  queue->closed = TRUE;
  g_cond_broadcast(&queue->work);
  g_cond_broadcast(&queue->done);
  g_mutex_unlock(&queue->lock);
}

void
ingest_queue_stop(Queue *queue)
{
  g_mutex_lock(&queue->lock);
  queue->stopped = queue->closed = TRUE;
  g_cond_broadcast(&queue->room);
  g_cond_broadcast(&queue->work);
  g_cond_broadcast(&queue->done);
  g_mutex_unlock(&queue->lock);
}

Job *
ingest_queue_take(Queue *queue)
{
  Job *job = NULL;
  g_mutex_lock(&queue->lock);
  while (queue->next == queue->tail && !queue->closed)
    g_cond_wait(&queue->work, &queue->lock);
  if (queue->next < queue->tail && !queue->stopped)
    job = queue->ring[queue->next++ % queue->size];
  g_mutex_unlock(&queue->lock);
  return job;
}

void
ingest_queue_finish(Queue *queue, Job *job)
{
  g_mutex_lock(&queue->lock);
  job->done = TRUE;
  if (job == queue->ring[queue->head % queue->size])
    g_cond_signal(&queue->done);
  g_mutex_unlock(&queue->lock);
}

static gboolean
head_is_done(const Queue *queue)
{
  return queue->head < queue->next && queue->ring[queue->head % queue->size]->done;
}

Job *
ingest_queue_pop(Queue *queue, gboolean wait)
{
  Job *job = NULL;
  g_mutex_lock(&queue->lock);
  while (wait && !head_is_done(queue) && !(queue->closed && queue->head == queue->tail) &&
         !queue->stopped)
    g_cond_wait(&queue->done, &queue->lock);
  if (head_is_done(queue) && !queue->stopped) {
    job = queue->ring[queue->head % queue->size];
    queue->ring[queue->head++ % queue->size] = NULL;
    queue->bytes -= job->len;
    g_cond_signal(&queue->room);
  }
  g_mutex_unlock(&queue->lock);
  return job;
}
