/* Other archives than pipermail, what an address turns out to be, and whose mail it is. */
#include "ingest/source-check.h"
#include "ingest/source-page.h"
#include "tests/ingest/sync-case.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define KITTY "/archives/list/virt@lists.example.org/"
#define INBOX "/virt/"

static SourceProbe *
probe(SyncCase *c, const char *target, GError **error)
{
  g_autofree char *url = peer_url(c->peer, target);
  FetchOptions options = c->options.fetch;
  options.user_data = c;
  return ingest_source_probe(url, &options, error);
}

static void
assert_probe(SyncCase *c, const char *target, SourceKind kind, const char *at)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SourceProbe) found = probe(c, target, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(ingest_source_kind_to_text(found->kind), ==, ingest_source_kind_to_text(kind));
  g_autofree char *url = peer_url(c->peer, at);
  g_assert_cmpstr(found->url, ==, url);
}

/* --- HyperKitty --- */

static void
put_kitty_index(SyncCase *c, const char *const *months)
{
  g_autoptr(GString) html =
      g_string_new("<html><head><title>List overview - virt</title></head>\n");
  for (guint i = 0; months[i] != NULL; i++)
    g_string_append_printf(html, "<a href=\"" KITTY "%s/\">x</a>\n", months[i]);
  g_string_append(
      html,
      "<footer>Powered by <a href=\"http://hyperkitty.readthedocs.org\">HyperKitty</a></footer>");
  peer_put(c->peer, KITTY, "text/html", html->str, -1);
  peer_forget_validators(c->peer, KITTY);
}

static char *
kitty_export(const char *name, const char *start, const char *end)
{
  return g_strdup_printf(KITTY "export/virt@lists.example.org-%s.mbox.gz?start=%s&end=%s", name,
                         start, end);
}

static void
put_kitty_month(SyncCase *c, const char *target, const char *name, guint n)
{
  g_autofree char *mbox = sync_mbox(name, 0, n, "virt.lists.example.org");
  peer_put_gzip(c->peer, target, mbox, -1);
  peer_forget_validators(c->peer, target);
}

static void
test_hyperkitty(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const months[] = {"2014/6", "2014/4", NULL};
  g_autofree char *april = kitty_export("2014-04", "2014-04-01", "2014-05-01");
  g_autofree char *june = kitty_export("2014-06", "2014-06-01", "2014-07-01");
  put_kitty_index(c, months);
  put_kitty_month(c, april, "april", 2);
  put_kitty_month(c, june, "june", 1);
  assert_probe(c, KITTY, SOURCE_HYPERKITTY, KITTY);
  assert_probe(c, KITTY "2014/6/", SOURCE_HYPERKITTY, KITTY);
  assert_probe(c, KITTY "thread/RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOLE/", SOURCE_HYPERKITTY, KITTY);
  sync_source(c, KITTY "latest");
  sync_now(c);
  g_autofree char *first =
      g_strconcat("GET " KITTY " 200\nGET ", april, " 200\nGET ", june, " 200", NULL);
  sync_assert_log(c, first);
  sync_assert_mails(c, 3);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  g_autofree char *second = g_strconcat("GET " KITTY " 200\nGET ", june, " 200", NULL);
  sync_assert_log(c, second);
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
  put_kitty_month(c, june, "june", 4);
  sync_now(c);
  sync_assert_mails(c, 6);
}

/* The present home of centos-virt has its lists under /hyperkitty/. */
static void
test_hyperkitty_elsewhere(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const home = "/hyperkitty/list/virt@lists.example.org/";
  peer_put(c->peer, home, "text/html",
           "<html><head><title>List overview - virt</title></head><a href=\"2014/6/\">June</a>"
           "<footer>Powered by HyperKitty</footer>",
           -1);
  assert_probe(c, home, SOURCE_HYPERKITTY, home);
  assert_probe(c, "/hyperkitty/list/virt@lists.example.org/2014/6/", SOURCE_HYPERKITTY, home);
}

static void
test_hyperkitty_new_month(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const months[] = {"2014/5", NULL};
  g_autofree char *may = kitty_export("2014-05", "2014-05-01", "2014-06-01");
  g_autofree char *june = kitty_export("2014-06", "2014-06-01", "2014-07-01");
  put_kitty_index(c, months);
  put_kitty_month(c, may, "may", 2);
  put_kitty_month(c, june, "june", 0); /* no mail in June yet, an empty export */
  sync_source(c, KITTY);
  sync_now(c);
  sync_assert_mails(c, 2);
  put_kitty_month(c, june, "june", 1);
  sync_now(c);
  sync_assert_mails(c, 3);
  g_assert_cmpstr(c->notices->str, ==, "");
}

/* --- public-inbox --- */

static void
put_feed(SyncCase *c, const char *const *ids)
{
  g_autoptr(GString) atom =
      g_string_new("<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">"
                   "<link rel=\"self\" href=\"http://old.example.org/virt/new.atom\"/>");
  for (guint i = 0; ids[i] != NULL; i++)
    g_string_append_printf(atom,
                           "<entry><title>x</title><thr:in-reply-to href=\"http://x/a@b/\"/>"
                           "<link href=\"http://old.example.org/virt/%s/\"/></entry>",
                           ids[i]);
  g_string_append(atom, "</feed>");
  peer_put(c->peer, INBOX "new.atom", "application/atom+xml", atom->str, -1);
  peer_forget_validators(c->peer, INBOX "new.atom");
}

static void
put_inbox(SyncCase *c, gboolean post)
{
  g_autofree char *mbox = sync_mbox("inbox", 0, 3, "virt.lists.example.org");
  g_autoptr(GBytes) packed = peer_gzip(mbox, strlen(mbox));
  gsize len;
  const void *bytes = g_bytes_get_data(packed, &len);
  peer_put(c->peer, INBOX, "text/html",
           "<html><head><title>virt</title><link rel=alternate href=\"new.atom\"></head>"
           "<a href=\"_/text/help/\">help</a> / <a href=\"_/text/mirror/\">mirror</a> / <a "
           "href=\"new.atom\">Atom feed</a>",
           -1);
  if (post)
    peer_put_post(c->peer, INBOX "all.mbox.gz", "application/gzip", bytes, (gssize)len);
  else
    peer_put(c->peer, INBOX "all.mbox.gz", "application/gzip", bytes, (gssize)len);
}

static void
test_public_inbox(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const known[] = {"inbox-2@example.org", "inbox-1@example.org", NULL};
  static const char *const more[] = {"inbox-4@example.org", "inbox-3@example.org",
                                     "inbox-2@example.org", NULL};
  put_inbox(c, TRUE);
  assert_probe(c, INBOX, SOURCE_PUBLIC_INBOX, INBOX);
  sync_source(c, INBOX);
  sync_now(c);
  sync_assert_log(c, "POST " INBOX "all.mbox.gz 200");
  sync_assert_mails(c, 3);
  put_feed(c, known);
  sync_now(c);
  peer_log_clear(c->peer);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  sync_assert_log(c, "GET " INBOX "new.atom 200");
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
  put_feed(c, more);
  g_autofree char *news = sync_mbox("inbox", 2, 3, "virt.lists.example.org");
  g_autoptr(GBytes) packed = peer_gzip(news, strlen(news));
  gsize len;
  const void *bytes = g_bytes_get_data(packed, &len);
  peer_put_post(c->peer, INBOX "?q=d:20140613..&x=m", "application/gzip", bytes, (gssize)len);
  sync_now(c);
  sync_assert_log(c, "GET " INBOX "new.atom 200\nPOST " INBOX "?q=d:20140613..&x=m 200");
  sync_assert_mails(c, 5);
}

static void
test_public_inbox_plain(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const more[] = {"inbox-3@example.org", "inbox-2@example.org", NULL};
  put_inbox(c, FALSE);
  sync_source(c, INBOX);
  sync_now(c);
  sync_assert_log(c, "POST " INBOX "all.mbox.gz 404\nGET " INBOX "all.mbox.gz 200");
  sync_assert_mails(c, 3);
  put_feed(c, more);
  g_autofree char *thread = sync_mbox("inbox", 3, 1, "virt.lists.example.org");
  peer_put_gzip(c->peer, INBOX "inbox-3@example.org/t.mbox.gz", thread, -1);
  sync_now(c);
  sync_assert_mails(c, 4); /* without a search, by its thread */
  g_assert_cmpstr(c->notices->str, ==, "");
}

/* --- one file --- */

static void
test_file(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *two = sync_mbox("file", 0, 2, NULL), *three = sync_mbox("file", 0, 3, NULL);
  peer_put(c->peer, "/mail/virt.mbox", "application/mbox", two, -1);
  assert_probe(c, "/mail/virt.mbox", SOURCE_FILE, "/mail/virt.mbox");
  sync_source(c, "/mail/virt.mbox");
  sync_now(c);
  sync_assert_mails(c, 2);
  peer_log_clear(c->peer);
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox 304");
  peer_put(c->peer, "/mail/virt.mbox", "application/mbox", three, -1);
  sync_now(c);
  sync_assert_mails(c, 3);
  g_assert_cmpuint(c->summary.mail.n_read, ==,
                   1); /* read from where it grew, though it came as a new file */
}

static void
test_packed_file(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *two = sync_mbox("file", 0, 2, NULL), *three = sync_mbox("file", 0, 3, NULL);
  peer_put_gzip(c->peer, "/mail/virt.mbox.gz", two, -1);
  assert_probe(c, "/mail/virt.mbox.gz", SOURCE_FILE, "/mail/virt.mbox.gz");
  sync_source(c, "/mail/virt.mbox.gz");
  sync_now(c);
  sync_assert_mails(c, 2);
  peer_log_clear(c->peer);
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox.gz 304");
  peer_put_gzip(c->peer, "/mail/virt.mbox.gz", three, -1);
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox.gz 200");
  sync_assert_mails(c, 3);
  g_assert_cmpuint(c->summary.mail.n_new, ==, 1);
}

/* As a server with mod_deflate sends a plain file to who takes gzip. */
static void
test_file_packed_on_the_way(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *two = sync_mbox("file", 0, 2, NULL);
  peer_put_gzip(c->peer, "/mail/virt.mbox", two, -1);
  peer_fault(c->peer, "/mail/virt.mbox", 99, &(PeerFault){.headers = "Content-Encoding: gzip\r\n"});
  sync_source(c, "/mail/virt.mbox");
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox 200");
  g_autofree char *accepts = peer_header(c->peer, "Accept-Encoding");
  g_assert_cmpstr(accepts, ==, "gzip");
  sync_assert_mails(c, 2);
}

/* As an Apache with FileETag None serves it. */
static void
test_dated_file(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *two = sync_mbox("file", 0, 2, NULL), *three = sync_mbox("file", 0, 3, NULL);
  peer_put(c->peer, "/mail/virt.mbox", "application/mbox", two, -1);
  peer_date(c->peer, "/mail/virt.mbox", "Thu, 05 Jun 2014 10:00:00 GMT");
  sync_source(c, "/mail/virt.mbox");
  sync_now(c);
  sync_assert_mails(c, 2);
  peer_log_clear(c->peer);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox 304");
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
  peer_put(c->peer, "/mail/virt.mbox", "application/mbox", three, -1);
  peer_date(c->peer, "/mail/virt.mbox", "Fri, 06 Jun 2014 10:00:00 GMT");
  sync_now(c);
  sync_assert_log(c, "GET /mail/virt.mbox 200");
  sync_assert_mails(c, 3);
}

/* --- whose mail it is --- */

static void
put_list(SyncCase *c, const char *target, const char *name, guint n, const char *list_id)
{
  g_autofree char *mbox = sync_mbox(name, 0, n, list_id);
  peer_put(c->peer, target, "application/mbox", mbox, -1);
}

static void
test_other_list(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  put_list(c, "/a.mbox", "a", 2, "virt.lists.example.org");
  put_list(c, "/b.mbox", "b", 2, "docs.lists.example.org");
  sync_source(c, "/a.mbox");
  sync_now(c);
  sync_source(c, "/b.mbox");
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_assert_nonnull(strstr(error->message, "docs.lists.example.org"));
  g_assert_nonnull(strstr(error->message, "--accept-list docs.lists.example.org"));
  sync_assert_mails(c, 2);
  c->options.accept_list = "docs.lists.example.org";
  sync_now(c);
  sync_assert_mails(c, 4);
  c->options.accept_list = NULL;
  put_list(c, "/b.mbox", "b", 3, "docs.lists.example.org");
  sync_now(c);
  sync_assert_mails(c, 5);
}

static void
test_crosspost(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  put_list(c, "/a.mbox", "a", 2, "virt.lists.example.org");
  sync_source(c, "/a.mbox");
  sync_now(c);
  put_list(c, "/a.mbox", "c", 2, "announce.lists.example.org"); /* two mails that went to both */
  sync_now(c);
  sync_assert_mails(c, 4);
  put_list(c, "/a.mbox", "d", 9, "announce.lists.example.org"); /* this is another list */
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  sync_assert_mails(c, 4);
}

/* Both lists in one file: ours among them excuses no other. */
static void
put_mixed(SyncCase *c, const char *target, guint n_virt, guint n_docs)
{
  g_autofree char *virt = sync_mbox("v", 0, n_virt, "virt.lists.example.org");
  g_autofree char *docs = sync_mbox("d", 0, n_docs, "docs.lists.example.org");
  g_autofree char *both = g_strconcat(virt, docs, NULL);
  peer_put(c->peer, target, "application/mbox", both, -1);
}

static void
assert_asks(SyncCase *c, const char *list_id)
{
  g_autoptr(GError) error = NULL;
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_autofree char *how = g_strconcat("--accept-list ", list_id, NULL);
  g_assert_nonnull(strstr(error->message, how));
  g_assert_cmpuint(c->summary.mail.n_new, ==, 0);
}

static void
test_mixed_file(SyncCase *c, gconstpointer data)
{
  (void)data;
  put_list(c, "/a.mbox", "a", 2, "virt.lists.example.org");
  sync_source(c, "/a.mbox");
  sync_now(c);
  put_mixed(c, "/b.mbox", 2, 9);
  sync_source(c, "/b.mbox");
  assert_asks(c, "docs.lists.example.org");
  put_mixed(c, "/b.mbox", 400, 41); /* however far behind it lies */
  assert_asks(c, "docs.lists.example.org");
  sync_assert_mails(c, 2);
  put_mixed(c, "/b.mbox", 9, 4);
  sync_now(c);
  sync_assert_mails(c, 15);
}

/* A group that knows no list yet takes the first one, but not two at once. */
static void
test_mixed_and_none_known(SyncCase *c, gconstpointer data)
{
  (void)data;
  put_mixed(c, "/a.mbox", 2, 9);
  sync_source(c, "/a.mbox");
  assert_asks(c, "docs.lists.example.org");
  sync_assert_mails(c, 0);
  put_mixed(c, "/a.mbox", 20, 2);
  sync_now(c);
  sync_assert_mails(c, 22);
  put_list(c, "/a.mbox", "e", 9, "docs.lists.example.org");
  assert_asks(c, "docs.lists.example.org");
}

static void
add_local(SyncCase *c, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SourceProbe) found = ingest_source_probe(path, &c->options.fetch, &error);
  g_assert_no_error(error);
  g_assert_true(ingest_source_remember(c->db, c->group, path, found, SYNC_NOW, &error));
  g_autoptr(GPtrArray) sources = db_source_list(c->db, c->group->id, &error);
  g_clear_pointer(&c->source, source_free);
  c->source = g_ptr_array_steal_index(sources, sources->len - 1);
}

static void
test_local_list(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *virt = sync_mbox("v", 0, 3, "virt.lists.example.org");
  g_autofree char *cross = sync_mbox("c", 0, 2, "announce.lists.example.org");
  g_autofree char *docs = sync_mbox("d", 0, 9, "docs.lists.example.org");
  g_autofree char *ours = g_build_filename(c->folder, "ours.mbox", NULL);
  g_autofree char *other = g_build_filename(c->folder, "other.mbox", NULL);
  g_assert_true(g_file_set_contents(ours, virt, -1, NULL));
  g_assert_true(g_file_set_contents(other, docs, -1, NULL));
  add_local(c, ours);
  sync_now(c);
  add_local(c, other);
  assert_asks(c, "docs.lists.example.org");
  sync_assert_mails(c, 3);
  g_autofree char *longer = g_strconcat(virt, cross, NULL);
  g_autofree char *longest = g_strconcat(longer, docs, NULL);
  g_assert_true(g_file_set_contents(ours, longer, -1, NULL));
  g_clear_pointer(&c->source, source_free);
  g_autoptr(GPtrArray) sources = db_source_list(c->db, c->group->id, NULL);
  c->source = g_ptr_array_steal_index(sources, 0);
  sync_now(c);
  sync_assert_mails(c, 5);
  g_assert_true(g_file_set_contents(ours, longest, -1, NULL));
  assert_asks(c, "docs.lists.example.org");
  c->options.accept_list = "docs.lists.example.org";
  sync_now(c);
  sync_assert_mails(c, 14);
}

static void
note_checks(const SyncProgress *progress, gpointer data)
{
  SyncCase *c = data;
  if (progress->step != SYNC_CHECKING)
    return;
  g_assert_cmpint(progress->got, >, 0);
  g_assert_cmpint(progress->got, <=, progress->total);
  g_string_append_printf(c->notices, "checks %s\n", progress->file);
}

static gboolean
is_checked(gpointer data)
{
  const SyncCase *c = data;
  return c->notices->len > 0;
}

/* What looks at mail before it is stored tells how far it is, and a stop ends it. */
static void
assert_check_stops(SyncCase *c, const char *file, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_strdup_printf("checks %s\n", file);
  gboolean (*cancelled)(gpointer) = c->options.fetch.cancelled;
  c->options.progress = note_checks;
  c->options.fetch.cancelled = is_checked;
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr(c->notices->str, ==, line);
  sync_assert_mails(c, n);
  g_autoptr(FetchState) state = sync_state(c);
  g_assert_cmpint(state->last_failure, ==, 0); /* it is not the source's fault */
  c->options.fetch.cancelled = cancelled;
  sync_now(c);
  g_assert_true(g_str_has_prefix(c->notices->str, line));
  sync_assert_mails(c, n + 3);
}

static void
test_check_stops(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *here = sync_mbox("h", 0, 3, "virt.lists.example.org");
  g_autofree char *there = sync_mbox("t", 0, 3, "virt.lists.example.org");
  g_autofree char *path = g_build_filename(c->folder, "here.mbox", NULL);
  g_assert_true(g_file_set_contents(path, here, -1, NULL));
  add_local(c, path);
  assert_check_stops(c, path, 0);
  peer_put(c->peer, "/there.mbox", "application/mbox", there, -1);
  sync_source(c, "/there.mbox");
  assert_check_stops(c, "there.mbox", 3);
}

/* As a mail program has it: a mail comes in new/ and is seen. A run that finds nothing new writes
 * nothing. */
static void
test_local_poll(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autofree char *mbox = sync_mbox("m", 0, 1, "virt.lists.example.org");
  const char *mail = strchr(mbox, '\n') + 1;
  g_autofree char *fresh = g_build_filename(c->folder, "virt", "new", NULL);
  g_autofree char *seen = g_build_filename(c->folder, "virt", "cur", NULL);
  g_autofree char *here = g_build_filename(fresh, "1.M1.host", NULL);
  g_autofree char *there = g_build_filename(seen, "1.M1.host:2,S", NULL);
  g_autofree char *maildir = g_path_get_dirname(fresh);
  g_assert_cmpint(g_mkdir_with_parents(fresh, 0700), ==, 0);
  g_assert_cmpint(g_mkdir_with_parents(seen, 0700), ==, 0);
  g_assert_true(g_file_set_contents(here, mail, -1, NULL));
  add_local(c, maildir);
  for (guint moved = 0; moved < 2; moved++) {
    sync_now(c);
    sync_assert_mails(c, 1);
    guint64 before = db_change_counter(c->db);
    sync_now(c);
    g_assert_cmpuint(db_change_counter(c->db), ==, before);
    g_assert_cmpuint(c->summary.n_same_files, ==, 1);
    if (moved == 0)
      g_assert_cmpint(g_rename(here, there), ==, 0);
  }
}

static void
test_list_ids(void)
{
  g_autofree char *a = ingest_list_id_of("Virt SIG <Virt.Lists.Example.Org>");
  g_autofree char *b = ingest_list_id_of(" virt.example.org ");
  g_assert_cmpstr(a, ==, "virt.lists.example.org");
  g_assert_cmpstr(b, ==, "virt.example.org");
  g_assert_null(ingest_list_id_of("just words"));
  g_assert_null(ingest_list_id_of("<>"));
  g_assert_true(ingest_list_id_same("virt@example.org", "virt.lists.example.org"));
  g_assert_true(ingest_list_id_same("Virt.Example.org", "virt.example.org"));
  g_assert_false(ingest_list_id_same("virt.example.org", "virt-devel.example.org"));
  g_assert_false(ingest_list_id_same("virt.example.org", "virt.notexample.org"));
}

/* --- what an address is --- */

static void
test_probe_parts(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const months[] = {"2014-May", "2014-June", NULL};
  g_autoptr(GError) error = NULL;
  sync_index(c, "/pipermail/virt/", months);
  peer_redirect(c->peer, "/pipermail/virt", 301, "/pipermail/virt/");
  peer_put(c->peer, "/pipermail/virt/2014-June/thread.html", "text/html",
           "<a href=\"date.html#start\">[ date ]</a><a href=\"000001.html\">x</a>", -1);
  peer_put(c->peer, "/mailman/listinfo/virt", "text/html",
           "<a href=\"/pipermail/virt/\">Virt Archives</a>", -1);
  assert_probe(c, "/pipermail/virt", SOURCE_PIPERMAIL, "/pipermail/virt/");
  assert_probe(c, "/pipermail/virt/2014-June/thread.html", SOURCE_PIPERMAIL, "/pipermail/virt/");
  assert_probe(c, "/mailman/listinfo/virt", SOURCE_PIPERMAIL, "/pipermail/virt/");
  g_autoptr(SourceProbe) found = probe(c, "/pipermail/virt/", &error);
  g_assert_cmpuint(found->n_files, ==, 2);
  g_assert_cmpstr(found->first, ==, "2014-May");
  g_assert_cmpstr(found->last, ==, "2014-June");
  g_assert_cmpstr(found->title, ==, "The virt Archives");
}

static void
test_probe_nothing(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/shop", "text/html",
           "<html><title>Fish &amp; chips</title><a href=\"menu\">menu</a>", -1);
  peer_put(c->peer, "/noise", "application/octet-stream", "\x01\x02\x03", 3);
  g_assert_null(probe(c, "/shop", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  g_assert_nonnull(strstr(error->message, "Fish & chips"));
  g_clear_error(&error);
  g_assert_null(probe(c, "/noise", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  g_clear_error(&error);
  g_assert_null(probe(c, "/nowhere", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_probe_reads_little(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *mbox = sync_mbox("big", 0, 9000, NULL);
  g_autofree char *url = peer_url(c->peer, "/big.mbox.gz");
  peer_put(c->peer, "/big.mbox.gz", "application/mbox", mbox, -1);
  FetchOptions options = c->options.fetch;
  options.user_data = c;
  g_autoptr(Fetcher) fetcher = ingest_fetcher_new(url, &options, &error);
  g_autoptr(SourceProbe) found = ingest_source_probe_with(fetcher, url, &error);
  g_assert_no_error(error);
  g_assert_cmpint(found->size, ==, (gint64)strlen(mbox));
  g_assert_cmpint(ingest_fetcher_bytes(fetcher), <, 4 * PROBE_HEAD);
}

static void
test_volume_names(void)
{
  const char *html =
      "<a href=2014.txt.gz>x</a><a href=2014q2.txt>x</a><a href='Week-of-Mon-20140602.txt.gz'>x</a>"
      "<a href=\"20140607.txt.gz\">x</a><a href=2014-Juni.txt.gz>x</a><a href=attachment.txt>x</a>"
      "<A HREF=\"2014-June.txt.gz#top\">June</a><a href=2014-June.txt.gz>again</a>"
      "<a href=2014-June.txt.gz";
  g_autoptr(GPtrArray) links = ingest_page_links(html, strlen(html), "http://a/l/");
  g_autoptr(GPtrArray) months = ingest_page_pipermail(links, "http://a/l/");
  static const char *const want[] = {"2014", "2014q2", "2014-June", "Week-of-Mon-20140602",
                                     "20140607"};
  g_assert_cmpuint(months->len, ==, G_N_ELEMENTS(want));
  for (guint i = 0; i < months->len; i++)
    g_assert_cmpstr(((SourceMonth *)months->pdata[i])->name, ==, want[i]);
  const SourceMonth *week = months->pdata[3];
  g_assert_cmpint(week->end - week->start, ==, 7 * 86400);
}

static void
test_hostile_page(void)
{
  g_autofree char *open = g_strnfill(1 << 20, '<');
  g_autofree char *tags = g_malloc((3 << 20) + 1);
  for (gsize i = 0; i < 1 << 20; i++)
    memcpy(tags + 3 * i, "<a ", 3);
  tags[3 << 20] = '\0';
  g_autoptr(GPtrArray) one = ingest_page_links(open, 1 << 20, "http://a/");
  g_autoptr(GPtrArray) two = ingest_page_links(tags, 3 << 20, "http://a/");
  g_assert_cmpuint(one->len, ==, 0);
  g_assert_cmpuint(two->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  SYNC_TEST("/sources/hyperkitty-by-months-then-the-current-one", test_hyperkitty);
  SYNC_TEST("/sources/hyperkitty-under-its-own-name", test_hyperkitty_elsewhere);
  SYNC_TEST("/sources/hyperkitty-in-a-month-without-mail", test_hyperkitty_new_month);
  SYNC_TEST("/sources/public-inbox-whole-then-by-search", test_public_inbox);
  SYNC_TEST("/sources/public-inbox-without-a-search", test_public_inbox_plain);
  SYNC_TEST("/sources/a-file-that-grows", test_file);
  SYNC_TEST("/sources/a-packed-file-that-grows", test_packed_file);
  SYNC_TEST("/sources/a-plain-file-packed-on-the-way", test_file_packed_on_the_way);
  SYNC_TEST("/sources/a-file-with-a-date-and-no-etag", test_dated_file);
  SYNC_TEST("/sources/another-lists-mail-is-asked-for", test_other_list);
  SYNC_TEST("/sources/a-few-crossposts-are-no-other-list", test_crosspost);
  SYNC_TEST("/sources/a-file-with-another-list-in-it-is-asked-for", test_mixed_file);
  SYNC_TEST("/sources/two-lists-are-not-learnt-at-once", test_mixed_and_none_known);
  SYNC_TEST("/sources/another-lists-mail-here-is-asked-for", test_local_list);
  SYNC_TEST("/sources/a-check-tells-how-far-it-is-and-stops", test_check_stops);
  SYNC_TEST("/sources/a-maildir-that-is-seen-and-then-rests", test_local_poll);
  g_test_add_func("/sources/list-ids-name-one-list", test_list_ids);
  SYNC_TEST("/sources/any-page-of-an-archive-leads-to-it", test_probe_parts);
  SYNC_TEST("/sources/what-is-no-archive-is-said", test_probe_nothing);
  SYNC_TEST("/sources/a-probe-reads-little", test_probe_reads_little);
  g_test_add_func("/sources/volumes-sort-by-what-they-span", test_volume_names);
  g_test_add_func("/sources/a-hostile-page-costs-little", test_hostile_page);
  return g_test_run();
}
