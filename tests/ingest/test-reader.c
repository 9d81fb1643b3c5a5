/* The reading thread marks where the storing one commits. */
#include "ingest/reader.h"
#include "tmp.h"

enum { MAILS = 6000, MAIL_BYTES = 4096 };

/* MAILS in one mbox, nothing read yet. Caller frees. */
static GPtrArray *
mbox_of_many(void)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < MAILS; i++) {
    g_string_append_printf(text,
                           "From ann@example.org  Tue Apr 15 16:53:34 2014\n"
                           "Message-ID: <%u@example.org>\n\n",
                           i);
    gsize n = (gsize)(i + 1) * MAIL_BYTES - text->len - 2;
    for (gsize at = 0; at < n; at++)
      g_string_append_c(text, 'x');
    g_string_append(text, "\n\n");
  }
  g_autofree char *path = tmp_file("many.mbox", text->str, text->len);
  const char *const paths[] = {path, NULL};
  g_autoptr(GPtrArray) faults = g_ptr_array_new();
  return ingest_paths_expand(paths, faults);
}

static void
test_the_first_and_the_last_batches_are_small(void)
{
  g_autoptr(GPtrArray) files = mbox_of_many();
  g_autoptr(GPtrArray) roots = g_ptr_array_new();
  g_autoptr(GArray) n_mail = g_array_new(FALSE, TRUE, sizeof(guint));
  g_autoptr(Queue) queue = ingest_queue_new(2 * MAILS, (gsize)64 << 20);
  Reader reader = {.files = files, .roots = roots, .n_mail = n_mail, .queue = queue};
  g_ptr_array_add(roots, NULL);
  g_array_set_size(n_mail, 1);
  ingest_reader_run(&reader);
  guint mails = 0, begun = 0, largest = 0, last = 0;
  for (Job *job; (job = ingest_queue_take(queue, FALSE)) != NULL;) {
    mails += job->raw != NULL;
    if (!job->batch_end)
      continue;
    last = mails - begun;
    largest = MAX(largest, last);
    g_assert_cmpuint(last, >=, INGEST_BATCH_LEAST);
    g_assert_cmpuint(last, <=, MAX(begun / 3, INGEST_BATCH_LEAST));
    g_assert_cmpuint(last, <=, MAX((MAILS - begun) / 2, INGEST_BATCH_LEAST));
    begun = mails;
  }
  g_assert_cmpuint(mails, ==, MAILS);
  g_assert_cmpuint(largest, ==, INGEST_BATCH_MOST);
  g_assert_cmpuint(last, ==, INGEST_BATCH_LEAST);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/reader/the-first-and-the-last-batches-are-small",
                  test_the_first_and_the_last_batches_are_small);
  int status = g_test_run();
  tmp_remove();
  return status;
}
