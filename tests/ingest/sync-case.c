#include "tests/ingest/sync-case.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
on_wait(guint64 milliseconds, gpointer data)
{
  SyncCase *c = data;
  c->n_waits++;
  c->waited += milliseconds;
  return TRUE;
}

static gboolean
on_cancelled(gpointer data)
{
  SyncCase *c = data;
  g_auto(GStrv) log = peer_log(c->peer);
  return c->stop_at > 0 && g_strv_length(log) >= c->stop_at;
}

static void
on_notice(const char *text, gpointer data)
{
  SyncCase *c = data;
  g_string_append_printf(c->notices, "%s\n", text);
}

void
sync_set_up(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  ingest_init();
  c->peer = peer_new(NULL);
  c->notices = g_string_new(NULL);
  c->folder = g_dir_make_tmp("docket-sync-XXXXXX", NULL);
  c->path = g_build_filename(c->folder, "d.db", NULL);
  c->db = db_open(c->path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  db_set_text_func(c->db, ingest_text_fields, NULL);
  const Group group = {.name = (char *)"virt", .title = (char *)"Virt", .timezone = (char *)"UTC"};
  g_assert_true(db_group_add(c->db, &group, SYNC_NOW, &error));
  c->group = db_group_get(c->db, "virt", &error);
  ingest_fetch_options_init(&c->options.fetch);
  c->options.fetch.now = SYNC_NOW;
  c->options.fetch.rng = g_rand_new_with_seed(3);
  c->options.fetch.wait = on_wait;
  c->options.fetch.cancelled = on_cancelled;
  c->options.n_threads = 1;
  c->options.notice = on_notice;
  c->options.user_data = c;
}

static void
remove_tree(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    remove_tree(inner);
  }
  g_remove(path);
}

void
sync_tear_down(SyncCase *c, gconstpointer data)
{
  (void)data;
  db_close(c->db);
  peer_free(c->peer);
  remove_tree(c->folder);
  group_free(c->group);
  source_free(c->source);
  g_rand_free(c->options.fetch.rng);
  g_string_free(c->notices, TRUE);
  g_free(c->folder);
  g_free(c->path);
}

void
sync_source(SyncCase *c, const char *target)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *url = peer_url(c->peer, target);
  FetchOptions options = c->options.fetch;
  options.user_data = c;
  g_autoptr(SourceProbe) probe = ingest_source_probe(url, &options, &error);
  g_assert_no_error(error);
  g_assert_true(ingest_source_remember(c->db, c->group, url, probe, SYNC_NOW, &error));
  g_autoptr(GPtrArray) sources = db_source_list(c->db, c->group->id, &error);
  g_clear_pointer(&c->source, source_free);
  c->source = g_ptr_array_steal_index(sources, sources->len - 1);
  peer_log_clear(c->peer);
}

gboolean
sync_try(SyncCase *c, GError **error)
{
  g_string_truncate(c->notices, 0);
  return ingest_source_sync(c->db, c->group, c->source, &c->options, &c->summary, error);
}

void
sync_now(SyncCase *c)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = sync_try(c, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

void
sync_assert_log(SyncCase *c, const char *lines)
{
  g_auto(GStrv) log = peer_log(c->peer);
  g_autofree char *have = g_strjoinv("\n", log);
  peer_log_clear(c->peer);
  g_assert_cmpstr(have, ==, lines);
}

void
sync_assert_mails(SyncCase *c, guint n)
{
  g_autoptr(GError) error = NULL;
  GroupCounts counts;
  g_assert_true(db_group_counts(c->db, c->group->id, &counts, &error));
  g_assert_cmpuint(counts.n_messages, ==, n);
}

FetchState *
sync_state(SyncCase *c)
{
  g_autoptr(GError) error = NULL;
  FetchState *state = db_fetch_state_get(c->db, c->source->id, &error);
  g_assert_no_error(error);
  g_assert_nonnull(state);
  return state;
}

char *
sync_mbox(const char *name, guint first, guint n, const char *list_id)
{
  GString *out = g_string_new(NULL);
  for (guint i = first; i < first + n; i++) {
    g_string_append_printf(out, "From ann@example.org Thu Jun  5 10:%02u:00 2014\n", i % 60);
    g_string_append_printf(
        out, "From: Ann <ann@example.org>\nDate: Thu, 5 Jun 2014 10:%02u:00 +0000\n", i % 60);
    g_string_append_printf(out, "Subject: mail %u of %s\nMessage-ID: <%s-%u@example.org>\n", i,
                           name, name, i);
    if (list_id != NULL)
      g_string_append_printf(out, "List-Id: A list <%s>\n", list_id);
    g_string_append_printf(out, "\nThis is mail number %u of %s.\n\n", i, name);
  }
  return g_string_free(out, FALSE);
}

void
sync_index(SyncCase *c, const char *base, const char *const *months)
{
  g_autoptr(GString) html =
      g_string_new("<html><head><title>The virt Archives</title></head><table>\n");
  for (guint n = g_strv_length((GStrv)months); n > 0; n--) {
    g_auto(GStrv) pair = g_strsplit(months[n - 1], "=", 2);
    g_string_append_printf(html,
                           "<tr><td>%s:</td><td><A href=\"%s/thread.html\">[ Thread ]</a></td>\n"
                           "<td><A href=\"%s.txt.gz\">[ Gzip'd Text %s ]</a></td></tr>\n",
                           pair[0], pair[0], pair[0], pair[1] != NULL ? pair[1] : "1 KB");
  }
  peer_put(c->peer, base, "text/html", html->str, -1);
}
