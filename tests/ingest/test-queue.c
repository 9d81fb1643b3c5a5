/* Jobs come out as they went in, within bounds, and a stop ends everybody. */
#include "ingest/queue.h"

typedef struct {
  Queue *queue;
  guint n;
  gsize len;
} Feed;

static Job *
new_job(gint64 offset, gsize len)
{
  Job *job = g_new0(Job, 1);
  job->offset = offset;
  job->len = len;
  return job;
}

static gpointer
feed(gpointer data)
{
  Feed *f = data;
  for (guint i = 0; i < f->n; i++)
    if (!ingest_queue_put(f->queue, new_job(i, f->len)))
      return GUINT_TO_POINTER(i + 1);
  ingest_queue_close(f->queue);
  return NULL;
}

/* Finishes pairs of jobs in the wrong order where it can. */
static gpointer
work(gpointer data)
{
  Queue *queue = data;
  Job *job;
  while ((job = ingest_queue_take(queue, TRUE)) != NULL) {
    if (job->offset % 3 == 0)
      g_thread_yield();
    ingest_queue_finish(queue, job);
  }
  return NULL;
}

static void
test_order_is_kept(void)
{
  g_autoptr(Queue) queue = ingest_queue_new(16, 1000);
  Feed f = {queue, 5000, 100};
  GThread *reader = g_thread_new("feed", feed, &f), *workers[4];
  for (guint i = 0; i < G_N_ELEMENTS(workers); i++)
    workers[i] = g_thread_new("work", work, queue);
  gint64 expected = 0;
  for (;;) {
    g_autoptr(Job) job = ingest_queue_pop(queue, TRUE);
    if (job == NULL)
      break;
    g_assert_cmpint(job->offset, ==, expected++);
  }
  g_assert_cmpint(expected, ==, 5000);
  g_thread_join(reader);
  for (guint i = 0; i < G_N_ELEMENTS(workers); i++)
    g_thread_join(workers[i]);
}

static void
test_bounds(void)
{
  g_autoptr(Queue) queue = ingest_queue_new(4, 1000);
  g_assert_true(ingest_queue_has_room(queue, 5000)); /* alone, any size passes */
  g_assert_true(ingest_queue_put(queue, new_job(0, 5000)));
  g_assert_false(ingest_queue_has_room(queue, 1));
  Job *job = ingest_queue_take(queue, TRUE);
  g_assert_null(ingest_queue_pop(queue, FALSE));
  ingest_queue_finish(queue, job);
  g_autoptr(Job) out = ingest_queue_pop(queue, FALSE);
  g_assert_true(out == job);
  for (guint i = 0; i < 4; i++)
    g_assert_true(ingest_queue_put(queue, new_job(i, 1)));
  g_assert_false(ingest_queue_has_room(queue, 1));
}

static void
test_stop_ends_a_waiting_reader(void)
{
  g_autoptr(Queue) queue = ingest_queue_new(2, 1000);
  Feed f = {queue, 100, 1};
  GThread *reader = g_thread_new("feed", feed, &f);
  GThread *worker = g_thread_new("work", work, queue);
  g_autoptr(Job) first = ingest_queue_pop(queue, TRUE);
  g_assert_nonnull(first);
  ingest_queue_stop(queue);
  g_thread_join(worker);
  g_assert_nonnull(g_thread_join(reader));
  g_assert_null(ingest_queue_take(queue, TRUE));
  g_assert_null(ingest_queue_pop(queue, TRUE));
}

static void
test_nothing_waits_for_room_after_a_stop(void)
{
  g_autoptr(Queue) queue = ingest_queue_new(2, 1000);
  g_assert_true(ingest_queue_put(queue, new_job(0, 1)));
  g_assert_true(ingest_queue_put(queue, new_job(1, 1)));
  g_assert_false(ingest_queue_has_room(queue, 1));
  ingest_queue_stop(queue);
  g_assert_false(ingest_queue_put(queue, new_job(2, 1)));
}

static void
test_empty_and_closed(void)
{
  g_autoptr(Queue) queue = ingest_queue_new(2, 1000);
  ingest_queue_close(queue);
  g_assert_null(ingest_queue_take(queue, TRUE));
  g_assert_null(ingest_queue_pop(queue, TRUE));
}

static void
count_freed(gpointer data)
{
  ++*(guint *)data;
}

/* Stored mails that wait for a worker to free them do not count as bytes of the queue. */
static void
test_only_small_jobs_wait_to_be_freed(void)
{
  static const gsize len[] = {64 * 1024, 64 * 1024 + 1, 10u << 20};
  static const guint expected[] = {0, 1, 2};
  guint freed = 0;
  Queue *queue = ingest_queue_new(4, 1000);
  for (guint i = 0; i < G_N_ELEMENTS(len); i++) {
    Job *job = new_job(i, len[i]);
    job->words = g_bytes_new_with_free_func("", 1, count_freed, &freed);
    ingest_queue_give_back(queue, job);
    g_assert_cmpuint(freed, ==, expected[i]);
  }
  ingest_queue_free(queue);
  g_assert_cmpuint(freed, ==, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/queue/nothing-waits-for-room-after-a-stop",
                  test_nothing_waits_for_room_after_a_stop);
  g_test_add_func("/queue/order-is-kept", test_order_is_kept);
  g_test_add_func("/queue/bounds", test_bounds);
  g_test_add_func("/queue/stop-ends-a-waiting-reader", test_stop_ends_a_waiting_reader);
  g_test_add_func("/queue/empty-and-closed", test_empty_and_closed);
  g_test_add_func("/queue/only-small-jobs-wait-to-be-freed", test_only_small_jobs_wait_to_be_freed);
  return g_test_run();
}
