/* The clock, and who may move it. */
#include "server/clock.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "db/error.h"

typedef struct {
  char *folder, *path;
} Place;

static void
place_set_up(Place *place, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  place->folder = g_dir_make_tmp("docket-clock-XXXXXX", &error);
  g_assert_no_error(error);
  place->path = g_build_filename(place->folder, "clock", NULL);
}

static void
place_tear_down(Place *place, gconstpointer data)
{
  (void)data;
  g_unlink(place->path);
  g_rmdir(place->folder);
  g_free(place->path);
  g_free(place->folder);
}

/* As a test does it: a reader sees the old or the new number, never half of one. */
static void
write_offset(const Place *place, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_set_contents_full(place->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                         0600, &error));
  g_assert_no_error(error);
}

static Clock *
clock_of(const char *path)
{
  g_autoptr(GError) error = NULL;
  Clock *clock = server_clock_new(path, &error);
  g_assert_no_error(error);
  return clock;
}

static void
assert_refused(const char *path, DocketError code)
{
  g_autoptr(GError) error = NULL;
  Clock *clock = server_clock_new(path, &error);
  g_assert_null(clock);
  g_assert_error(error, DOCKET_ERROR, (int)code);
}

/* The machine's second may turn between two looks, so each is taken between two others. */
static void
assert_moved_by(Clock *clock, gint64 offset)
{
  g_autoptr(Clock) plain = clock_of(NULL);
  gint64 before = server_clock_now(plain);
  gint64 moved = server_clock_now(clock);
  gint64 after = server_clock_now(plain);
  g_assert_cmpint(moved, >=, before + offset);
  g_assert_cmpint(moved, <=, after + offset);
}

static void
test_no_file_is_the_time_of_the_machine(void)
{
  gint64 before = g_get_real_time() / G_USEC_PER_SEC;
  g_autoptr(Clock) clock = clock_of(NULL);
  gint64 now = server_clock_now(clock);
  g_assert_cmpint(now, >=, before);
  g_assert_cmpint(now, <=, g_get_real_time() / G_USEC_PER_SEC);
}

static void
test_a_file_moves_it_whenever_it_changes(Place *place, gconstpointer data)
{
  (void)data;
  write_offset(place, "0\n");
  g_autoptr(Clock) clock = clock_of(place->path);
  assert_moved_by(clock, 0);
  write_offset(place, "259200\n");
  assert_moved_by(clock, 259200);
  write_offset(place, "-3600");
  assert_moved_by(clock, -3600);
}

static void
test_what_cannot_be_read_leaves_it_as_it_was(Place *place, gconstpointer data)
{
  (void)data;
  write_offset(place, "86400");
  g_autoptr(Clock) clock = clock_of(place->path);
  assert_moved_by(clock, 86400);
  write_offset(place, "tomorrow");
  assert_moved_by(clock, 86400);
  g_assert_cmpint(g_unlink(place->path), ==, 0);
  assert_moved_by(clock, 86400);
}

static void
test_only_one_number_within_ten_years(Place *place, gconstpointer data)
{
  (void)data;
  static const char *const bad[] = {
      "",     "x",         "1 2",
      "3.5",  "315360001", "-315360001",
      "0x10", "1e3",       "99999999999999999999999999999999999999999999999999999999999999999999"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    write_offset(place, bad[i]);
    assert_refused(place->path, DOCKET_ERROR_FORMAT);
  }
  write_offset(place, "315360000");
  g_autoptr(Clock) clock = clock_of(place->path);
  assert_moved_by(clock, CLOCK_MOST_SECONDS);
}

static void
test_a_file_that_others_may_write_is_refused(Place *place, gconstpointer data)
{
  (void)data;
  assert_refused(place->path, DOCKET_ERROR_REFUSED); /* is not there */
  assert_refused("clock", DOCKET_ERROR_REFUSED);     /* depends on where the program starts */
  assert_refused(place->folder, DOCKET_ERROR_REFUSED);
  assert_refused("/dev/null", DOCKET_ERROR_REFUSED);
  write_offset(place, "1");
  g_assert_cmpint(g_chmod(place->path, 0622), ==, 0);
  assert_refused(place->path, DOCKET_ERROR_REFUSED);
  g_assert_cmpint(g_chmod(place->path, 0600), ==, 0);
  g_autofree char *link = g_build_filename(place->folder, "link", NULL);
  g_assert_cmpint(symlink(place->path, link), ==, 0);
  assert_refused(link, DOCKET_ERROR_REFUSED);
  g_unlink(link);
}

#define ADD(name, run) g_test_add("/clock/" name, Place, NULL, place_set_up, run, place_tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/clock/no-file-is-the-time-of-the-machine",
                  test_no_file_is_the_time_of_the_machine);
  ADD("a-file-moves-it-whenever-it-changes", test_a_file_moves_it_whenever_it_changes);
  ADD("what-cannot-be-read-leaves-it-as-it-was", test_what_cannot_be_read_leaves_it_as_it_was);
  ADD("only-one-number-within-ten-years", test_only_one_number_within_ten_years);
  ADD("a-file-that-others-may-write-is-refused", test_a_file_that_others_may_write_is_refused);
  return g_test_run();
}
