/* The reading thread: files -> jobs. Knows mboxes, lone mails and saved pages, goes on where a
 * grown mbox was left, and marks where the storing thread commits. */
#pragma once
#include "ingest/paths.h"
#include "ingest/queue.h"
G_BEGIN_DECLS

/* A batch is stored in one transaction: this many mails, or this much of raw mail. The first ones and the last ones are smaller: what is
 * done at the end of a batch is done beside parsing then, of which there is much to do yet at first, and little to wait for at the end. */
#define INGEST_BATCH_LEAST 250
#define INGEST_BATCH_MOST 1000
#define INGEST_BATCH_BYTES ((gsize)16 << 20)

typedef struct {
  GPtrArray *files; /* SourceFile * to read, in order */
  GPtrArray *roots; /* char *: paths of the command line, for messages */
  GArray *n_mail;   /* guint per root: files that hold mail */
  Queue *queue;
  guint64 n_unread; /* files of folders that are no mail; to be read when the thread has ended */
  GHashTable *indexes; /* ingest_index_months_new; to be read when the thread has ended */
  /* the reader's own */
  guint64 n_read; /* mails, so far */
  guint batch_mails, batch_most; /* of this batch; 0: the first */
  gsize batch_bytes;
  gint64 done_bytes;  /* sizes of the files that are finished */
  gint64 total_bytes; /* of all files, 0: not known */
} Reader;

/* GThreadFunc; data is a Reader *. Closes the queue at its end. */
gpointer ingest_reader_run(gpointer data);

G_END_DECLS
