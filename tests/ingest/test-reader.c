/* The reading thread marks where the storing one commits. */
#include "ingest/reader.h"
#include "tmp.h"

/* So many mails in one mbox, nothing read yet. Caller frees. */
static GPtrArray *
mbox_of(guint n)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text,
                           "From ann@example.org  Tue Apr 15 16:53:34 2014\n"
                           "Message-ID: <%u@example.org>\n\nText.\n\n",
                           i);
  g_autofree char *path = tmp_file("many.mbox", text->str, text->len);
  const char *const paths[] = {path, NULL};
  g_autoptr(GPtrArray) faults = g_ptr_array_new();
  return ingest_paths_expand(paths, faults);
}

static void
test_batches_grow(void)
{
  enum { MAILS = 4000 };
  static const guint ends[] = {250, 750, 1750, 2750, 3750};
  g_autoptr(GPtrArray) files = mbox_of(MAILS);
  g_autoptr(GPtrArray) roots = g_ptr_array_new();
  g_autoptr(GArray) n_mail = g_array_new(FALSE, TRUE, sizeof(guint));
  g_autoptr(Queue) queue = ingest_queue_new(2 * MAILS, (gsize)64 << 20);
  Reader reader = {.files = files, .roots = roots, .n_mail = n_mail, .queue = queue};
  g_ptr_array_add(roots, NULL);
  g_array_set_size(n_mail, 1);
  ingest_reader_run(&reader);
  guint mails = 0, batches = 0;
  for (Job *job; (job = ingest_queue_take(queue, FALSE)) != NULL;) {
    mails += job->raw != NULL;
    if (job->batch_end) {
      g_assert_cmpuint(batches, <, G_N_ELEMENTS(ends));
      g_assert_cmpuint(mails, ==, ends[batches++]);
    }
  }
  g_assert_cmpuint(mails, ==, MAILS);
  g_assert_cmpuint(batches, ==, G_N_ELEMENTS(ends));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/reader/batches-grow", test_batches_grow);
  int status = g_test_run();
  tmp_remove();
  return status;
}
