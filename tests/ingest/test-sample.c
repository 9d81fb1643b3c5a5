/* Samples for a dictionary come from all of what is to be read, each from the start of a mail. */
#include "ingest/sample.h"
#include "tmp.h"

#include <string.h>

enum { MAILS = 2000, MAIL_BYTES = 10000, MOST = 300 };

/* Each mail tells its number in its first line. */
static GString *
some_mails(guint n)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < n; i++) {
    g_string_append_printf(text,
                           "From ann@example.org  Tue Apr 15 16:53:34 2014\n"
                           "Message-ID: <%u@example.org>\n\n",
                           i);
    g_autofree char *body = g_strnfill((gsize)(i + 1) * MAIL_BYTES - text->len - 2, 'x');
    g_string_append_printf(text, "%s\n\n", body);
  }
  return text;
}

static GPtrArray *
sample_of(const char *path)
{
  const char *const paths[] = {path, NULL};
  g_autoptr(GPtrArray) faults = g_ptr_array_new();
  g_autoptr(GPtrArray) files = ingest_paths_expand(paths, faults);
  GPtrArray *samples = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  ingest_sample(files, MOST, samples);
  return samples;
}

/* Which mail begins so. */
static guint
number_of(GBytes *sample)
{
  static const char start[] = "Message-ID: <";
  gsize len = 0;
  const char *bytes = g_bytes_get_data(sample, &len);
  g_assert_cmpuint(len, ==, INGEST_SAMPLE_ONE);
  g_assert_cmpint(strncmp(bytes, start, strlen(start)), ==, 0);
  return (guint)g_ascii_strtoull(bytes + strlen(start), NULL, 10);
}

static void
test_a_large_mbox_is_sampled_all_over(void)
{
  g_autoptr(GString) text = some_mails(MAILS);
  g_autofree char *path = tmp_file("large.mbox", text->str, text->len);
  g_autoptr(GPtrArray) samples = sample_of(path);
  guint tenths[10] = {0}, before = 0;
  g_assert_cmpuint(samples->len, <=, MOST);
  for (guint i = 0; i < samples->len; i++) {
    guint number = number_of(samples->pdata[i]);
    g_assert_true(i == 0 || number > before); /* none twice */
    before = number;
    tenths[number / (MAILS / 10)]++;
  }
  for (guint i = 0; i < G_N_ELEMENTS(tenths); i++)
    g_assert_cmpuint(tenths[i], >=, MOST / 20);
}

static void
test_a_small_one_from_its_start(void)
{
  g_autoptr(GString) text = some_mails(MOST + 50);
  g_autofree char *path = tmp_file("small.mbox", text->str, text->len);
  g_autoptr(GPtrArray) samples = sample_of(path);
  g_assert_cmpuint(samples->len, ==, MOST);
  for (guint i = 0; i < MOST; i++)
    g_assert_cmpuint(number_of(samples->pdata[i]), ==, i);
}

static void
test_what_is_no_mail_gives_none(void)
{
  static const char noise[] = "\x01\x02\x03 no mail\n";
  g_autofree char *path = tmp_file("noise.bin", noise, sizeof noise);
  g_autoptr(GPtrArray) samples = sample_of(path);
  g_assert_cmpuint(samples->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sample/a-large-mbox-is-sampled-all-over",
                  test_a_large_mbox_is_sampled_all_over);
  g_test_add_func("/sample/a-small-one-from-its-start", test_a_small_one_from_its_start);
  g_test_add_func("/sample/what-is-no-mail-gives-none", test_what_is_no_mail_gives_none);
  int status = g_test_run();
  tmp_remove();
  return status;
}
