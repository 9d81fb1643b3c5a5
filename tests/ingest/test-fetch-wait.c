/* How long to wait before a request, drawn and counted without waiting. */
#include "ingest/fetch-wait.h"
#include "ingest/fetch.h"

#define NOW 1397577214 /* 2014-04-15 15:53:34 UTC */

static void
test_retry_after_forms(void)
{
  g_assert_cmpint(ingest_retry_after("120", NOW), ==, 120);
  g_assert_cmpint(ingest_retry_after("Tue, 15 Apr 2014 15:54:34 GMT", NOW), ==, 60);
  g_assert_cmpint(ingest_retry_after("Tue, 15 Apr 2014 15:50:00 GMT", NOW), ==, 0);
  g_assert_cmpint(ingest_retry_after("99999999999999999999", NOW), ==, G_MAXINT32);
  g_assert_cmpint(ingest_retry_after("soon", NOW), ==, -1);
  g_assert_cmpint(ingest_retry_after("-5", NOW), ==, -1);
  g_assert_cmpint(ingest_retry_after(NULL, NOW), ==, -1);
}

/* Many who were turned away together do not come back together. */
static void
test_backoff(void)
{
  enum { TRIES = 12, DRAWS = 50 };
  static const guint64 bases[TRIES] = {2000,  4000,  8000,  16000, 32000, 60000,
                                       60000, 60000, 60000, 60000, 60000, 60000};
  FetchOptions options;
  ingest_fetch_options_init(&options);
  options.rng = g_rand_new_with_seed(11);
  for (guint n_try = 0; n_try < TRIES; n_try++) {
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint64 least = G_MAXUINT64, most = 0;
    for (guint i = 0; i < DRAWS; i++) {
      guint64 wait = ingest_retry_backoff(&options, n_try);
      g_hash_table_add(seen, GSIZE_TO_POINTER(wait));
      least = MIN(least, wait);
      most = MAX(most, wait);
    }
    g_assert_cmpuint(least, >=, bases[n_try] / 2);
    g_assert_cmpuint(most, <=, bases[n_try] * 3 / 2);
    /* Drawn from all of it. */
    g_assert_cmpuint(g_hash_table_size(seen), >, DRAWS - 10);
    g_assert_cmpuint(least, <, bases[n_try] * 3 / 4);
    g_assert_cmpuint(most, >, bases[n_try] * 5 / 4);
  }
  g_assert_cmpuint(ingest_retry_backoff(&options, G_MAXUINT), <=, FETCH_BACKOFF_MAX_MS * 3 / 2);
  g_rand_free(options.rng);
}

static void
test_pauses(void)
{
  FetchOptions options;
  ingest_fetch_options_init(&options);
  g_assert_cmpuint(ingest_fetch_pause(options.pause_ms, FALSE), ==, 1000); /* unless asked */
  g_assert_cmpuint(ingest_fetch_pause(options.pause_ms, TRUE), ==, 0);
  g_assert_cmpuint(ingest_fetch_pause(7000, FALSE), ==, 7000);
  g_assert_cmpuint(ingest_fetch_pause(7000, TRUE), ==, 7000);
  g_assert_cmpuint(ingest_fetch_pause(0, FALSE), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fetch/retry-after-is-a-number-or-a-date", test_retry_after_forms);
  g_test_add_func("/fetch/tries-are-apart-by-growing-chance", test_backoff);
  g_test_add_func("/fetch/a-host-elsewhere-has-a-second-between-requests", test_pauses);
  return g_test_run();
}
