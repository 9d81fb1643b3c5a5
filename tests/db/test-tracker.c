/* Trackers that an operator adds: what is right, and what goes with one that is removed. */
#include "db/repository.h"
#include "db/tracker.h"
#include "tests/db/fixture.h"

static void
test_check(void)
{
  static const struct {
    const char *name, *address, *prefix, *key;
    gboolean good;
  } rows[] = {
      {"abz", "https://bugs.example.org/view.php?id=%s", "abz#", "XEN", TRUE},
      {"abz", "http://bugs.example.org/%s/show", NULL, "X2_Y", TRUE},
      {"Abz", "https://bugs.example.org/%s", NULL, NULL, FALSE},
      {"", "https://bugs.example.org/%s", NULL, NULL, FALSE},
      {"abz", "https://bugs.example.org/", NULL, NULL, FALSE},
      {"abz", "https://bugs.example.org/%s/%s", NULL, NULL, FALSE},
      {"abz", "https://%s.example.org/", NULL, NULL, FALSE},
      {"abz", "https://bugs.example.org/%d/%s", NULL, NULL, FALSE},
      {"abz", "ftp://bugs.example.org/%s", NULL, NULL, FALSE},
      {"abz", "javascript:alert(%s)", NULL, NULL, FALSE},
      {"abz", "https://bugs.example.org/%s", "fc", NULL, FALSE},
      {"abz", "https://bugs.example.org/%s", "#", NULL, FALSE},
      {"abz", "https://bugs.example.org/%s", "1#", NULL, FALSE},
      {"abz", "https://bugs.example.org/%s", NULL, "xen", FALSE},
      {"abz", "https://bugs.example.org/%s", NULL, "X", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Tracker) tracker = tracker_new(rows[i].name, rows[i].address);
    if (rows[i].prefix != NULL)
      g_ptr_array_add(tracker->prefixes, g_strdup(rows[i].prefix));
    if (rows[i].key != NULL)
      g_ptr_array_add(tracker->keys, g_strdup(rows[i].key));
    g_test_message("row %d", (int)i);
    g_assert_cmpint(tracker_check(tracker, &error), ==, rows[i].good);
    if (!rows[i].good)
      g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

static void
test_rows(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Tracker) abz = tracker_new("abz", "https://bugs.example.org/%s");
  g_ptr_array_add(abz->prefixes, g_strdup("abz#"));
  g_ptr_array_add(abz->keys, g_strdup("XEN"));
  g_assert_true(db_tracker_add(f->db, abz, "Ann", FIXTURE_NOW, &error));
  g_assert_true(db_tracker_add(f->db, abz, "Ann", FIXTURE_NOW, &error)); /* takes its own place */
  g_autoptr(Tracker) thief = tracker_new("thief", "https://other.example.org/%s");
  g_ptr_array_add(thief->prefixes, g_strdup("ABZ#"));
  g_assert_false(db_tracker_add(f->db, thief, "Ann", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_true(db_tracker_set_own(f->db, f->group, "abz", "Ann", FIXTURE_NOW, &error));
  g_autofree char *own = db_tracker_own(f->db, f->group, &error);
  g_assert_cmpstr(own, ==, "abz");
  g_autoptr(GPtrArray) list = db_tracker_list(f->db, &error);
  g_assert_cmpuint(list->len, ==, 1);
  const Tracker *read = list->pdata[0];
  g_assert_cmpstr(read->prefixes->pdata[0], ==, "abz#");
  g_assert_cmpstr(read->keys->pdata[0], ==, "XEN");
  g_assert_true(db_tracker_remove(f->db, "abz", "Ann", FIXTURE_NOW, &error));
  g_autofree char *gone = db_tracker_own(f->db, f->group, &error);
  g_assert_null(gone);
  g_assert_false(db_tracker_remove(f->db, "abz", "Ann", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_repository(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  Repository repository = {.group = f->group,
                           .address = (char[]){"https://git.example.org/edge.git/commit/?id=%s"},
                           .tags = (char[]){"{front}/in/{id}"},
                           .tags_at = (char[]){"/*/name"}};
  g_assert_true(db_repository_set(f->db, &repository, "Ann", FIXTURE_NOW, &error));
  repository.internal = TRUE;
  g_assert_true(db_repository_set(f->db, &repository, "Ann", FIXTURE_NOW, &error));
  g_autoptr(GPtrArray) list = db_repository_list(f->db, &error);
  g_assert_cmpuint(list->len, ==, 1);
  const Repository *read = list->pdata[0];
  g_assert_cmpint(read->group, ==, f->group);
  g_assert_cmpstr(read->address, ==, repository.address);
  g_assert_cmpstr(read->tags, ==, "{front}/in/{id}");
  g_assert_cmpstr(read->tags_at, ==, "/*/name");
  g_assert_true(read->internal);
  repository.address = (char[]){"https://git.example.org/"};
  g_assert_false(db_repository_set(f->db, &repository, "Ann", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  g_assert_true(db_repository_remove(f->db, f->group, "Ann", FIXTURE_NOW, &error));
  g_assert_false(db_repository_remove(f->db, f->group, "Ann", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/db/tracker/check", test_check);
  FIXTURE_TEST("/db/tracker/rows", test_rows);
  FIXTURE_TEST("/db/tracker/repository", test_repository);
  return g_test_run();
}
