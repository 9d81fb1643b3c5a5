/* Workers parse mail before it is told what packs it, finish none before, and give way to who
 * stores. */
#include "ingest/extract.h"
#include "ingest/work.h"
#include "tmp.h"

#include <string.h>
#include <sys/resource.h>

static Job *
new_mail(guint number)
{
  Job *job = g_new0(Job, 1);
  job->offset = number;
  job->raw =
      g_strdup_printf("From: ann@example.org\nMessage-ID: <%u@example.org>\n"
                      "Date: Tue, 15 Apr 2014 16:53:34 +0000\n\nACTION: Ann to write page %u\n",
                      number, number);
  job->len = strlen(job->raw);
  return job;
}

/* Not trained: it packs without a dictionary. */
static DbPacker *
new_packer(Db **db)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(tmp_folder(), "work.db", NULL);
  *db = db_open(path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  DbPacker *packer = db_packer_new(*db, 1, &error);
  g_assert_no_error(error);
  return packer;
}

/* More mails than the queue holds, so that its reader has to wait for room as well. */
enum { MAILS = 40, ROOM = 8 };

static gpointer
feed(gpointer queue)
{
  for (guint i = 0; i < MAILS; i++)
    if (!ingest_queue_put(queue, new_mail(i)))
      return queue;
  ingest_queue_close(queue);
  return NULL;
}

static void
test_mail_waits_for_its_packer(void)
{
  Db *db = NULL;
  g_autoptr(DbPacker) packer = new_packer(&db);
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_new(none, NULL);
  g_autoptr(Queue) queue = ingest_queue_new(ROOM, 1 << 20);
  Workers *workers = ingest_workers_start(queue, trackers, TRUE, 3);
  GThread *reader = g_thread_new("feed", feed, queue);
  g_assert_null(ingest_queue_pop(queue, FALSE));
  ingest_workers_set_packer(workers, packer);
  guint n = 0;
  for (Job *job; (job = ingest_queue_pop(queue, TRUE)) != NULL; n++) {
    g_assert_cmpint(job->offset, ==, n);
    g_assert_null(job->refused);
    g_assert_nonnull(job->mail);
    g_assert_nonnull(job->words);
    g_assert_nonnull(job->packed);
    g_assert_cmpuint(g_bytes_get_size(job->packed), >, 0);
    g_assert_cmpuint(job->drafts->items->len, ==, 1);
    g_assert_null(job->raw); /* packed, it is not held twice */
    ingest_queue_give_back(queue, job);
  }
  g_assert_cmpuint(n, ==, MAILS);
  g_assert_null(g_thread_join(reader));
  ingest_workers_join(workers);
  db_close(db);
}

static void
test_no_packer_comes(void)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_new(none, NULL);
  g_autoptr(Queue) queue = ingest_queue_new(ROOM, 1 << 20);
  Workers *workers = ingest_workers_start(queue, trackers, TRUE, 2);
  GThread *reader = g_thread_new("feed", feed, queue);
  ingest_queue_stop(queue);
  ingest_workers_set_packer(workers, NULL);
  ingest_workers_join(workers);
  g_assert_nonnull(g_thread_join(reader));
  g_assert_null(ingest_queue_pop(queue, TRUE));
}

/* A rebuild stores neither mail nor words. */
static void
test_rebuild_waits_for_nothing(void)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_new(none, NULL);
  g_autoptr(Queue) queue = ingest_queue_new(ROOM, 1 << 20);
  g_autoptr(Workers) workers = ingest_workers_start(queue, trackers, FALSE, 2);
  g_assert_true(ingest_queue_put(queue, new_mail(0)));
  g_autoptr(Job) job = ingest_queue_pop(queue, TRUE);
  g_assert_null(job->packed);
  g_assert_null(job->words);
  g_assert_cmpuint(job->drafts->items->len, ==, 1);
  ingest_queue_stop(queue);
}

/* The highest of all threads of this program, as Linux has it. */
static int
highest_nice(void)
{
  g_autoptr(GDir) threads = g_dir_open("/proc/self/task", 0, NULL);
  int highest = -20;
  for (const char *name; threads != NULL && (name = g_dir_read_name(threads)) != NULL;)
    highest = MAX(highest, getpriority(PRIO_PROCESS, (id_t)g_ascii_strtoull(name, NULL, 10)));
  return highest;
}

/* In a thread of its own: no priority is given back without rights. */
static gpointer
work_below(gpointer data)
{
  int *below = data;
  g_autoptr(Queue) queue = ingest_queue_new(2, 1000);
  g_assert_cmpint(setpriority(PRIO_PROCESS, 0, *below), ==, 0);
  g_autoptr(Workers) workers = ingest_workers_start(queue, NULL, FALSE, 1);
  g_assert_true(ingest_queue_put(queue, g_new0(Job, 1)));
  g_autoptr(Job) job = ingest_queue_pop(queue, TRUE); /* the worker waits for the next one */
  *below = highest_nice();
  ingest_queue_stop(queue);
  return NULL;
}

/* Also when the program was started with nice(1). */
static void
test_workers_give_way_to_their_program(void)
{
  enum { BELOW = 1, GIVES_WAY = 12, LEAST = 19 };
  int before = getpriority(PRIO_PROCESS, 0), below = before + BELOW;
  if (below >= LEAST || !g_file_test("/proc/self/task", G_FILE_TEST_IS_DIR)) {
    g_test_skip("nothing is below a nice value of 18, or no /proc/self/task lists threads");
    return;
  }
  g_thread_join(g_thread_new("below", work_below, &below));
  g_assert_cmpint(below, ==, MIN(before + BELOW + GIVES_WAY, LEAST));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/work/mail-waits-for-its-packer", test_mail_waits_for_its_packer);
  g_test_add_func("/work/no-packer-comes", test_no_packer_comes);
  g_test_add_func("/work/rebuild-waits-for-nothing", test_rebuild_waits_for_nothing);
  g_test_add_func("/work/workers-give-way-to-their-program",
                  test_workers_give_way_to_their_program);
  int status = g_test_run();
  tmp_remove();
  return status;
}
