#include "server/cache.h"

static gpointer
ref_text(gpointer value)
{
  return g_atomic_rc_box_acquire(value);
}

static void
unref_text(gpointer value)
{
  g_atomic_rc_box_release(value);
}

static char *
text_new(char mark)
{
  char *text = g_atomic_rc_box_alloc0(2);
  text[0] = mark;
  return text;
}

static void
put(Cache *cache, const char *key, char mark, gsize size, guint generation)
{
  char *text = text_new(mark);
  server_cache_put(cache, key, text, size, generation, 100, 60);
  unref_text(text);
}

static char
get(Cache *cache, const char *key, guint generation, gint64 now)
{
  char *text = server_cache_get(cache, key, generation, now);
  char mark = text != NULL ? text[0] : '-';
  if (text != NULL)
    unref_text(text);
  return mark;
}

static Cache *
cache_new(gsize max_bytes)
{
  return server_cache_new(max_bytes, ref_text, unref_text);
}

static void
gives_back_what_was_put(void)
{
  g_autoptr(Cache) cache = cache_new(1 << 20);
  put(cache, "/a", 'a', 10, 0);
  put(cache, "/b", 'b', 10, 0);
  g_assert_cmpint(get(cache, "/a", 0, 100), ==, 'a');
  g_assert_cmpint(get(cache, "/b", 0, 100), ==, 'b');
  g_assert_cmpint(get(cache, "/c", 0, 100), ==, '-');
}

static void
is_empty_after_a_commit(void)
{
  CacheCounts counts;
  g_autoptr(Cache) cache = cache_new(1 << 20);
  put(cache, "/a", 'a', 10, 0);
  g_assert_cmpint(get(cache, "/a", 1, 100), ==, '-');
  server_cache_counts(cache, &counts);
  g_assert_cmpuint(counts.entries, ==, 0);
  g_assert_cmpuint(counts.bytes, ==, 0);
}

static void
refuses_a_page_read_before_the_commit(void)
{
  g_autoptr(Cache) cache = cache_new(1 << 20);
  g_assert_cmpint(get(cache, "/a", 2, 100), ==, '-');
  put(cache, "/a", 'o', 10, 1);
  g_assert_cmpint(get(cache, "/a", 2, 100), ==, '-');
}

static void
forgets_with_age(void)
{
  g_autoptr(Cache) cache = cache_new(1 << 20);
  put(cache, "/a", 'a', 10, 0);
  g_assert_cmpint(get(cache, "/a", 0, 159), ==, 'a');
  g_assert_cmpint(get(cache, "/a", 0, 160), ==, '-');
}

static void
drops_the_least_used_for_room(void)
{
  CacheCounts counts;
  g_autoptr(Cache) cache = cache_new(80000);
  for (char mark = 'a'; mark < 'a' + 8; mark++) {
    char key[] = {'/', mark, '\0'};
    put(cache, key, mark, 9000, 0);
  }
  g_assert_cmpint(get(cache, "/a", 0, 100), ==, 'a');
  put(cache, "/x", 'x', 9000, 0);
  g_assert_cmpint(get(cache, "/a", 0, 100), ==, 'a');
  g_assert_cmpint(get(cache, "/b", 0, 100), ==, '-');
  g_assert_cmpint(get(cache, "/x", 0, 100), ==, 'x');
  server_cache_counts(cache, &counts);
  g_assert_cmpuint(counts.bytes, <=, 80000);
  g_assert_cmpuint(counts.dropped, ==, 1);
}

static void
leaves_out_what_would_fill_it(void)
{
  g_autoptr(Cache) cache = cache_new(8000);
  put(cache, "/a", 'a', 10, 0);
  put(cache, "/big", 'b', 5000, 0);
  g_assert_cmpint(get(cache, "/big", 0, 100), ==, '-');
  g_assert_cmpint(get(cache, "/a", 0, 100), ==, 'a');
}

static gpointer
hammer(gpointer data)
{
  for (int i = 0; i < 3000; i++) {
    g_autofree char *key = g_strdup_printf("/%d", i % 50);
    put(data, key, 'a', 1000, (guint)i / 1000);
    char mark = get(data, key, (guint)i / 1000, 100);
    g_assert_true(mark == 'a' || mark == '-');
  }
  return NULL;
}

static void
serves_several_threads(void)
{
  CacheCounts counts;
  GThread *threads[4];
  g_autoptr(Cache) cache = cache_new(20000);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("hammer", hammer, cache);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    g_thread_join(threads[i]);
  server_cache_counts(cache, &counts);
  g_assert_cmpuint(counts.hits + counts.misses, ==, 4 * 3000);
  g_assert_cmpuint(counts.bytes, <=, 20000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/cache/gives-back-what-was-put", gives_back_what_was_put);
  g_test_add_func("/server/cache/is-empty-after-a-commit", is_empty_after_a_commit);
  g_test_add_func("/server/cache/refuses-a-page-read-before-the-commit",
                  refuses_a_page_read_before_the_commit);
  g_test_add_func("/server/cache/forgets-with-age", forgets_with_age);
  g_test_add_func("/server/cache/drops-the-least-used-for-room", drops_the_least_used_for_room);
  g_test_add_func("/server/cache/leaves-out-what-would-fill-it", leaves_out_what_would_fill_it);
  g_test_add_func("/server/cache/serves-several-threads", serves_several_threads);
  return g_test_run();
}
