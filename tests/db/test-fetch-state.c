#include "db/fetch-state.h"
#include "db/group.h"
#include "db/source.h"

#include <glib/gstdio.h>

#define NOW G_GINT64_CONSTANT(1397520000)

typedef struct {
  char *folder, *path;
  Db *db;
  gint64 group, source;
} Case;

static void
set_up(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  c->folder = g_dir_make_tmp("docket-state-XXXXXX", NULL);
  c->path = g_build_filename(c->folder, "d.db", NULL);
  c->db = db_open(c->path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  const Group group = {.name = (char *)"virt", .title = (char *)"Virt", .timezone = (char *)"UTC"};
  g_assert_true(db_group_add(c->db, &group, NOW, &error));
  g_autoptr(Group) stored = db_group_get(c->db, "virt", &error);
  c->group = stored->id;
  g_assert_true(
      db_source_add(c->db, c->group, "http://lists.example.org/pipermail/virt/", NOW, &error));
  g_autoptr(GPtrArray) sources = db_source_list(c->db, c->group, &error);
  c->source = ((Source *)sources->pdata[0])->id;
}

static void
tear_down(Case *c, gconstpointer data)
{
  (void)data;
  db_close(c->db);
  static const char *const suffix[] = {"", "-wal", "-shm"};
  for (gsize i = 0; i < G_N_ELEMENTS(suffix); i++) {
    g_autofree char *file = g_strconcat(c->path, suffix[i], NULL);
    g_unlink(file);
  }
  g_assert_cmpint(g_rmdir(c->folder), ==, 0);
  g_free(c->folder);
  g_free(c->path);
}

static void
test_state(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_assert_null(db_fetch_state_get(c->db, c->source, &error));
  g_assert_no_error(error);
  FetchState state = {.source = c->source,
                      .kind = (char *)"pipermail",
                      .base = (char *)"http://lists.example.org/pipermail/virt/",
                      .since = 5,
                      .failures = 2,
                      .last_failure = NOW,
                      .not_before = NOW + 60,
                      .error = (char *)"the server answered 500",
                      .notice = (char *)"the archive lost 2 files",
                      .noticed = NOW - 60};
  g_assert_true(db_fetch_state_set(c->db, &state, &error));
  state.failures = 3;
  g_assert_true(db_fetch_state_set(c->db, &state, &error));
  g_autoptr(FetchState) got = db_fetch_state_get(c->db, c->source, &error);
  g_assert_cmpstr(got->kind, ==, "pipermail");
  g_assert_cmpstr(got->base, ==, state.base);
  g_assert_cmpstr(got->error, ==, state.error);
  g_assert_cmpstr(got->notice, ==, state.notice);
  g_assert_cmpint(got->noticed, ==, NOW - 60);
  g_assert_cmpuint(got->failures, ==, 3);
  g_assert_cmpint(got->since, ==, 5);
  g_assert_cmpint(got->last_failure, ==, NOW);
  g_assert_cmpint(got->not_before, ==, NOW + 60);
}

static void
test_pages(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  FetchPage page = {
      .url = (char *)"http://lists.example.org/b.gz", .etag = (char *)"\"1\"", .size = 7};
  FetchPage other = {
      .url = (char *)"http://lists.example.org/a.gz", .hash = (char *)"ab", .settled = TRUE};
  g_assert_true(db_fetch_page_set(c->db, c->source, &page, &error));
  g_assert_true(db_fetch_page_set(c->db, c->source, &other, &error));
  page.etag = (char *)"\"2\"";
  g_assert_true(db_fetch_page_set(c->db, c->source, &page, &error));
  g_autoptr(GPtrArray) pages = db_fetch_page_list(c->db, c->source, &error);
  g_assert_cmpuint(pages->len, ==, 2);
  const FetchPage *first = pages->pdata[0], *second = pages->pdata[1];
  g_assert_cmpstr(first->url, ==, other.url);
  g_assert_true(first->settled);
  g_assert_null(first->etag);
  g_assert_cmpstr(second->etag, ==, "\"2\"");
  g_assert_cmpint(second->size, ==, 7);
}

static void
test_lists(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) none = db_list_id_list(c->db, c->group, &error);
  g_assert_cmpuint(none->len, ==, 0);
  g_assert_true(db_list_id_add(c->db, c->group, "Virt.Lists.Example.org", NOW, &error));
  g_assert_true(db_list_id_add(c->db, c->group, "virt.lists.example.org", NOW, &error));
  g_autoptr(GPtrArray) lists = db_list_id_list(c->db, c->group, &error);
  g_assert_cmpuint(lists->len, ==, 1);
  g_assert_cmpstr(lists->pdata[0], ==, "virt.lists.example.org");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add("/fetch-state/how-a-source-did-is-remembered", Case, NULL, set_up, test_state,
             tear_down);
  g_test_add("/fetch-state/each-file-has-one-version", Case, NULL, set_up, test_pages, tear_down);
  g_test_add("/fetch-state/a-group-knows-its-lists-in-any-case", Case, NULL, set_up, test_lists,
             tear_down);
  return g_test_run();
}
