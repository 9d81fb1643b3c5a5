/* Between one reader, several workers and the thread that stores: jobs come out in the order they
 * went in, whatever worker was faster. Bounded by count and by bytes of raw mail, so memory does
 * not grow with the archive. */
#pragma once
#include "db/source.h"
#include "ingest/mail.h"
G_BEGIN_DECLS

/* One mail on its way, or a word to the storing thread (raw NULL). */
typedef struct {
  /* set by the reader */
  const char *path; /* borrowed from the list of files, which outlives the queue */
  char *raw;
  gsize len;
  char *from_line;
  gint64 offset;
  char *refused;      /* why this cannot be stored; raw, if any, goes to quarantine */
  Cursor *cursor;     /* to be set once this job is stored, or NULL */
  gboolean batch_end; /* commit after this one */
  gboolean outgrew;   /* an earlier reading of the file ended within this mail */
  gint64 position;    /* bytes read of all files, for progress */
  char *month;        /* "2014-April" and number, where a pipermail page told them */
  guint number;
  gint64 row;      /* rebuild: of the stored message */
  Message *stored; /* rebuild: what is stored, or NULL */
  /* set by a worker */
  Mail *mail;
  Drafts *drafts;
  GBytes *words;
  GBytes *packed;
  gint64 dictionary;
  char *message_id; /* of a refused mail, as far as it is known */
  gboolean done;
} Job;
void job_free(Job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_free)

/* Between the threads. */
typedef struct Queue Queue;
/* max_bytes of raw mail; one mail of any size passes when it is alone. */
Queue *ingest_queue_new(guint max_jobs, gsize max_bytes);
/* After all threads that use it ended; frees the jobs that are left. */
void ingest_queue_free(Queue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Queue, ingest_queue_free)

/* Reader: takes job; waits for room. FALSE once the queue was stopped (job is freed). */
gboolean ingest_queue_put(Queue *queue, Job *job);
/* TRUE when put would not wait for a mail of len bytes. */
gboolean ingest_queue_has_room(Queue *queue, gsize len);
/* Reader: nothing more comes. */
void ingest_queue_close(Queue *queue);
/* Worker: the next job without a worker, still owned by the queue. wait: FALSE gives NULL instead of waiting; NULL with wait: no more
 * will come. */
Job *ingest_queue_take(Queue *queue, gboolean wait);
/* Worker: job is ready for storing. */
void ingest_queue_finish(Queue *queue, Job *job);
/* Storing thread: the oldest job when it is done, now the caller's. wait: FALSE gives NULL instead
 * of waiting; NULL with wait: all jobs are through. */
Job *ingest_queue_pop(Queue *queue, gboolean wait);
/* Storing thread: job is not needed any more. To free it is work that a worker takes over. */
void ingest_queue_give_back(Queue *queue, Job *job);
/* Any thread: everybody stops as soon as possible. */
void ingest_queue_stop(Queue *queue);
G_END_DECLS
