#include "tests/harness/harness.h"
#include "db/maintain.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

#include "db/group.h"
#include "ingest/diff-fields.h"
#include "ingest/parse.h"
#include "ingest/run.h"

static gint64
fixed_clock(gpointer data)
{
  (void)data;
  return HARNESS_NOW;
}

/* Different each time, the same in each run. */
static void
counted_bytes(guint8 *out, gsize n, gpointer data)
{
  Harness *harness = data;
  harness->n_random++;
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8)(harness->n_random + i);
}

char *
harness_source_file(const char *path)
{
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  return g_build_filename(root != NULL ? root : ".", path, NULL);
}

Db *
harness_open(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  Db *db = db_open(harness->db_path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  db_set_text_func(db, ingest_text_fields, NULL);
  db_set_diff_func(db, ingest_diff_fields, NULL);
  return db;
}

static void
ingest_path(const Harness *harness, const char *group_name, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, group_name, &error);
  g_assert_no_error(error);
  const char *paths[] = {path, NULL};
  IngestOptions options = {.n_threads = 1, .now = HARNESS_NOW};
  IngestSummary summary = {0};
  gboolean done = ingest_run(db, group, paths, &options, &summary, &error);
  g_assert_no_error(error);
  g_assert_true(done);
}

char *
harness_dump(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  char *text = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&text, &len);
  g_assert_true(db_dump(db, out, &error));
  fclose(out);
  char *copy = g_strdup(text);
  free(text); /* of open_memstream, not of GLib */
  return copy;
}

void
harness_ingest(const Harness *harness, const char *group, const char *mbox)
{
  g_autofree char *name = g_strdup_printf("more-%08x.mbox", g_str_hash(mbox));
  g_autofree char *path = g_build_filename(harness->folder, name, NULL);
  g_assert_true(g_file_set_contents(path, mbox, -1, NULL));
  ingest_path(harness, group, path);
}

Harness *
harness_new(void)
{
  g_autoptr(GError) error = NULL;
  Harness *harness = g_new0(Harness, 1);
  ingest_init();
  harness->folder = g_dir_make_tmp("docket-test-XXXXXX", &error);
  g_assert_no_error(error);
  harness->db_path = g_build_filename(harness->folder, "docket.db", NULL);
  Group group = {
      .name = (char[]){"virt"},
      .title = (char[]){"Virt SIG"},
      .address = (char[]){"virt@lists.example.org"},
      .timezone = (char[]){"Europe/London"},
  };
  {
    g_autoptr(Db) db = harness_open(harness);
    g_assert_true(db_group_add(db, &group, HARNESS_NOW, &error));
    g_assert_no_error(error);
  }
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  ingest_path(harness, "virt", mails);
  return harness;
}

static void
remove_folder(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(folder);
}

void
harness_free(Harness *harness)
{
  server_stop(harness->server);
  remove_folder(harness->folder);
  g_free(harness->folder);
  g_free(harness->db_path);
  g_free(harness);
}

void
harness_serve(Harness *harness, const ServerOptions *options)
{
  g_autoptr(GError) error = NULL;
  ServerOptions all = options != NULL ? *options : (ServerOptions){0};
  all.db_path = harness->db_path;
  all.listen = "127.0.0.1:0";
  if (all.clock == NULL)
    all.clock = fixed_clock;
  all.random = counted_bytes;
  all.random_data = harness;
  harness->server = server_start(&all, &error);
  g_assert_no_error(error);
  g_assert_nonnull(harness->server);
}

Answer *
harness_request(const Harness *harness, const char *method, const char *path,
                const char *const *headers, const char *body)
{
  return client_request(server_url(harness->server), method, path, headers, body);
}

Answer *
harness_get(const Harness *harness, const char *path)
{
  return harness_request(harness, NULL, path, NULL, NULL);
}

/* --- the executable --- */

int
harness_run(const Harness *harness, const char *const *args, char **out, char **err)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_autoptr(GError) error = NULL;
  const char *build = g_getenv("DOCKET_BUILD_ROOT");
  g_autofree char *docket = g_build_filename(build != NULL ? build : ".", "server", "docket", NULL);
  int status = -1;
  g_ptr_array_add(argv, docket);
  if (harness != NULL) {
    g_ptr_array_add(argv, (gpointer) "--db");
    g_ptr_array_add(argv, harness->db_path);
  }
  for (gsize i = 0; args[i] != NULL; i++)
    g_ptr_array_add(argv, (gpointer)(guintptr)args[i]);
  g_ptr_array_add(argv, NULL);
  g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, out, err, &status,
               &error);
  g_assert_no_error(error);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

char *
harness_output(const Harness *harness, const char *const *args)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  int status = harness_run(harness, args, &out, &err);
  g_test_message("%s", err);
  g_assert_cmpint(status, ==, 0);
  return out;
}

void
harness_assert_says(const char *text, const char *words)
{
  if (strstr(text, words) == NULL)
    g_error("no \"%s\" in:\n%s", words, text);
}
