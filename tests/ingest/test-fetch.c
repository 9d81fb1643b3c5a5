#include "ingest/fetch-part.h"
#include "ingest/fetch-url.h"
#include "ingest/fetch.h"
#include "tests/harness/peer.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>

#define NOW 1397577214 /* 2014-04-15 15:53:34 UTC */

/* A peer, a folder, and a Fetcher that notes how long it would have waited. */
typedef struct {
  Peer *peer;
  Fetcher *fetcher;
  FetchOptions options;
  GArray *waits;    /* guint64 */
  guint stop_after; /* waits; 0: never */
  char *folder, *file;
} Case;

static gboolean
note_wait(guint64 milliseconds, gpointer data)
{
  Case *c = data;
  g_array_append_val(c->waits, milliseconds);
  return c->stop_after == 0 || c->waits->len < c->stop_after;
}

static void
set_up(Case *c, gconstpointer data)
{
  (void)data;
  c->peer = peer_new(NULL);
  c->waits = g_array_new(FALSE, FALSE, sizeof(guint64));
  c->folder = g_dir_make_tmp("docket-fetch-XXXXXX", NULL);
  c->file = g_build_filename(c->folder, "down", "file", NULL);
  ingest_fetch_options_init(&c->options);
  c->options.now = NOW;
  c->options.rng = g_rand_new_with_seed(7);
  c->options.wait = note_wait;
  c->options.user_data = c;
  c->options.contact = "operator@example.org";
}

static void
tear_down(Case *c, gconstpointer data)
{
  (void)data;
  ingest_fetcher_free(c->fetcher);
  peer_free(c->peer);
  g_array_unref(c->waits);
  g_rand_free(c->options.rng);
  ingest_fetch_remove(c->file);
  g_autofree char *down = g_path_get_dirname(c->file);
  g_rmdir(down);
  g_rmdir(c->folder);
  g_free(c->folder);
  g_free(c->file);
}

static void
start(Case *c)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *base = peer_url(c->peer, "/");
  g_clear_pointer(&c->fetcher, ingest_fetcher_free);
  c->fetcher = ingest_fetcher_new(base, &c->options, &error);
  g_assert_no_error(error);
}

static FetchReply *
get_page(Case *c, const char *path, FetchRequest request, GError **error)
{
  if (c->fetcher == NULL)
    start(c);
  g_autofree char *url = peer_url(c->peer, path);
  request.url = url;
  return ingest_fetcher_page(c->fetcher, &request, error);
}

static FetchReply *
get_file(Case *c, const char *path, FetchRequest request, GError **error)
{
  if (c->fetcher == NULL)
    start(c);
  g_autofree char *url = peer_url(c->peer, path);
  request.url = url;
  return ingest_fetcher_file(c->fetcher, &request, c->file, error);
}

static void
assert_file(const char *path, const char *text)
{
  g_autofree char *have = NULL;
  g_assert_true(g_file_get_contents(path, &have, NULL, NULL));
  g_assert_cmpstr(have, ==, text);
}

static void
assert_log(Case *c, const char *lines)
{
  g_auto(GStrv) log = peer_log(c->peer);
  g_autofree char *have = g_strjoinv("\n", log);
  g_assert_cmpstr(have, ==, lines);
}

static void
test_page(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(reply->status, ==, 200);
  g_assert_cmpstr((char *)reply->body->data, ==, "hello");
  g_assert_cmpstr(reply->type, ==, "text/html");
  g_assert_nonnull(reply->etag);
  g_autofree char *agent = peer_header(c->peer, "User-Agent");
  g_assert_nonnull(strstr(agent, "docket/"));
  g_assert_nonnull(strstr(agent, "operator@example.org"));
  g_autoptr(FetchReply) again = get_page(c, "/a", (FetchRequest){.etag = reply->etag}, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(again->status, ==, 304);
  g_assert_cmpuint(peer_connections(c->peer), ==, 1);
  g_assert_cmpuint(c->waits->len, ==, 0); /* this machine needs no pause */
}

static void
test_head(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *long_text = g_strnfill(1 << 20, 'x');
  peer_put(c->peer, "/a", "text/plain", long_text, -1);
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){.head = 1000}, &error);
  g_assert_no_error(error);
  g_assert_true(reply->cut);
  g_assert_cmpint(reply->length, ==, 1 << 20);
  g_assert_cmpuint(reply->body->len, <, 64 * 1024);
}

static void
test_pause(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  c->options.pause_ms = 700;
  for (guint i = 0; i < 3; i++) {
    g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
    g_assert_no_error(error);
  }
  g_assert_cmpuint(c->waits->len, ==, 2);
  g_assert_cmpuint(g_array_index(c->waits, guint64, 1), ==, 700);
}

static void
test_server_error(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  peer_fault(c->peer, "/a", 2, &(PeerFault){.status = 500});
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(reply->status, ==, 200);
  guint64 first = g_array_index(c->waits, guint64, 0), second = g_array_index(c->waits, guint64, 1);
  g_assert_cmpuint(c->waits->len, ==, 2);
  g_assert_cmpuint(first, >=, FETCH_BACKOFF_MS / 2);
  g_assert_cmpuint(first, <=, FETCH_BACKOFF_MS * 3 / 2);
  g_assert_cmpuint(second, >=, FETCH_BACKOFF_MS);
  g_assert_cmpuint(second, <=, FETCH_BACKOFF_MS * 3);
}

static void
test_gives_up(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  peer_fault(c->peer, "/a", 99, &(PeerFault){.status = 503});
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_null(reply);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_assert_nonnull(strstr(error->message, "/a: the server answered 503"));
  g_assert_cmpuint(ingest_fetcher_requests(c->fetcher), ==, FETCH_TRIES);
}

static void
test_retry_after(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  peer_fault(c->peer, "/a", 1, &(PeerFault){.status = 429, .headers = "Retry-After: 7\r\n"});
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(c->waits->len, ==, 1);
  g_assert_cmpuint(g_array_index(c->waits, guint64, 0), ==, 7000);
}

/* Whoever asks once only, and does not ask again after a 403, is told as well. */
static void
test_retry_after_of_one_given_up(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  c->options.tries = 1;
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    peer_fault(c->peer, "/a", 1,
               &(PeerFault){.status = i == 0 ? 503 : 403, .headers = "Retry-After: 7\r\n"});
    g_clear_pointer(&c->fetcher, ingest_fetcher_free);
    g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
    g_assert_null(reply);
    g_assert_cmpuint(c->waits->len, ==, 0);
    g_assert_cmpint(ingest_fetcher_not_before(c->fetcher), >=, NOW + 7);
  }
}

static void
test_retry_after_long(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  peer_fault(c->peer, "/a", 1, &(PeerFault){.status = 429, .headers = "Retry-After: 7200\r\n"});
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_null(reply);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_assert_cmpuint(c->waits->len, ==, 0);
  g_assert_cmpint(ingest_fetcher_not_before(c->fetcher), >=, NOW + 7200);
  g_assert_nonnull(strstr(error->message, "2014-04-15 17:53"));
}

static void
test_stopped(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  peer_fault(c->peer, "/a", 99, &(PeerFault){.status = 500});
  c->stop_after = 1;
  g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint(ingest_fetcher_requests(c->fetcher), ==, 1);
}

static void
test_final_status(Case *c, gconstpointer data)
{
  (void)data;
  const struct {
    guint status;
    DocketError code;
  } rows[] = {{404, DOCKET_ERROR_NOT_FOUND},
              {410, DOCKET_ERROR_NOT_FOUND},
              {403, DOCKET_ERROR_FORBIDDEN},
              {401, DOCKET_ERROR_FORBIDDEN},
              {418, DOCKET_ERROR_FAILED}};
  peer_put(c->peer, "/a", "text/html", "hello", -1);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    peer_fault(c->peer, "/a", 1, &(PeerFault){.status = rows[i].status});
    g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
    g_assert_error(error, DOCKET_ERROR, (gint)rows[i].code);
  }
  g_assert_cmpuint(c->waits->len, ==, 0);
}

static void
test_redirects(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/list/", "text/html", "hello", -1);
  peer_redirect(c->peer, "/list", 301, "/list/#top");
  g_autoptr(FetchReply) reply = get_page(c, "/list", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  g_assert_true(g_str_has_suffix(reply->url, "/list/"));
  peer_redirect(c->peer, "/loop", 302, "loop");
  g_assert_null(get_page(c, "/loop", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
  g_assert_nonnull(strstr(error->message, "more than 3 redirects"));
  g_assert_cmpuint(ingest_fetcher_requests(c->fetcher), ==, 2 + 1 + FETCH_REDIRECTS);
}

static void
test_redirect_scheme(Case *c, gconstpointer data)
{
  (void)data;
  static const char *const bad[] = {"file:///etc/passwd", "gopher://127.0.0.1/",
                                    "ftp://127.0.0.1/"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    peer_redirect(c->peer, "/a", 302, bad[i]);
    g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
    g_assert_nonnull(error);
    g_assert_true(error->code == DOCKET_ERROR_REFUSED || error->code == DOCKET_ERROR_INVALID);
  }
  g_autoptr(GError) error = NULL;
  g_autofree char *to = ingest_url_redirect("https://a.example/x", "http://a.example/x", &error);
  g_assert_null(to);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
}

/* For one test the peer's own address counts as public. */
static gboolean
is_private_but_first(const struct sockaddr *address)
{
  struct sockaddr_in in;
  memcpy(&in, address, sizeof in);
  return g_ntohl(in.sin_addr.s_addr) != INADDR_LOOPBACK;
}

static void
test_redirect_private(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Peer) inside = peer_new("127.0.0.2");
  peer_put(inside, "/secret", "text/html", "secret", -1);
  g_autofree char *url = peer_url(inside, "/secret");
  peer_redirect(c->peer, "/a", 302, url);
  c->options.is_private = is_private_but_first;
  g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
  g_assert_nonnull(strstr(error->message, "private network"));
  g_assert_cmpuint(peer_connections(inside), ==, 0);
}

static void
test_internal_may_stay_internal(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Peer) other = peer_new("127.0.0.2");
  peer_put(other, "/mail", "text/html", "mail", -1);
  g_autofree char *url = peer_url(other, "/mail");
  peer_redirect(c->peer, "/a", 302, url);
  g_autoptr(FetchReply) reply = get_page(c, "/a", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  g_assert_cmpstr((char *)reply->body->data, ==, "mail");
}

static void
test_page_limit(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *long_text = g_strnfill(100000, 'x');
  peer_put(c->peer, "/a", "text/html", long_text, -1);
  g_assert_null(get_page(c, "/a", (FetchRequest){.max_bytes = 50000}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
  g_assert_cmpuint(ingest_fetcher_requests(c->fetcher), ==, 1);
}

static void
test_page_bomb(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *zeros = g_malloc0(64 << 20);
  peer_put_gzip(c->peer, "/a", zeros, 64 << 20);
  peer_fault(c->peer, "/a", 9, &(PeerFault){.headers = "Content-Encoding: gzip\r\n"});
  g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
}

static void
test_slow_drip(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/a", "text/html", "a long answer that takes its time", -1);
  peer_fault(c->peer, "/a", 99, &(PeerFault){.drip_ms = 40});
  c->options.total_ms = 150;
  c->options.tries = 2;
  g_assert_null(get_page(c, "/a", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_assert_cmpuint(ingest_fetcher_requests(c->fetcher), ==, 2);
}

/* A server that stalls is not waited for all the hours that a large archive may take; what came of
 * the file is not asked for again. */
static void
test_file_stalls(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strnfill(300, 'x');
  peer_put(c->peer, "/m.txt.gz", "text/plain", text, -1);
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.drip_ms = 100});
  c->options.stall_seconds = 1;
  c->options.tries = 1;
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_assert_false(g_file_test(c->file, G_FILE_TEST_EXISTS));
  g_clear_error(&error);
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, text);
  g_auto(GStrv) log = peer_log(c->peer);
  g_assert_true(g_str_has_prefix(log[1], "GET /m.txt.gz 206 from "));
}

/* A page and a plain file may come packed; a packed file gains nothing by it. */
static void
test_packed_answers_are_asked_for(Case *c, gconstpointer data)
{
  (void)data;
  static const struct {
    const char *target;
    gboolean file;
    const char *accepts;
  } rows[] = {{"/a", FALSE, "gzip"}, {"/m.txt.gz", TRUE, "identity"}, {"/m.mbox", TRUE, "gzip"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    peer_put(c->peer, rows[i].target, "text/plain", "hello", -1);
    g_autoptr(FetchReply) reply =
        (rows[i].file ? get_file : get_page)(c, rows[i].target, (FetchRequest){0}, &error);
    g_assert_no_error(error);
    g_autofree char *accepts = peer_header(c->peer, "Accept-Encoding");
    g_assert_cmpstr(accepts, ==, rows[i].accepts);
  }
}

static void
test_file(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
  g_assert_cmpint(reply->length, ==, 10);
  g_autoptr(FetchReply) left = ingest_fetch_leftover(c->file, reply->url);
  g_assert_cmpstr(left->etag, ==, reply->etag);
  ingest_fetch_remove(c->file);
  g_assert_null(ingest_fetch_leftover(c->file, reply->url));
  g_autoptr(FetchReply) again =
      get_file(c, "/m.txt.gz", (FetchRequest){.etag = reply->etag}, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(again->status, ==, 304);
  g_assert_false(g_file_test(c->file, G_FILE_TEST_EXISTS));
}

static void
test_file_cut(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.cut = 4});
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
  assert_log(c, "GET /m.txt.gz 200\nGET /m.txt.gz 206 from 4");
}

static void
test_file_killed(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  c->options.tries = 1;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.cut = 7});
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_assert_false(g_file_test(c->file, G_FILE_TEST_EXISTS)); /* not whole, so it has no name */
  g_clear_error(&error);
  start(c); /* another run of the program */
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
  assert_log(c, "GET /m.txt.gz 200\nGET /m.txt.gz 206 from 7");
}

static void
test_file_changed_meanwhile(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  c->options.tries = 1;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.cut = 7});
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_clear_error(&error);
  peer_put(c->peer, "/m.txt.gz", "text/plain", "abcdefghijklm", -1);
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "abcdefghijklm");
}

/* Where the server gives a date and no ETag, the date tells whether it is still that file. */
static void
test_file_with_a_date(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  c->options.tries = 1;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  peer_date(c->peer, "/m.txt.gz", "Thu, 05 Jun 2014 10:00:00 GMT");
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.cut = 7});
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_clear_error(&error);
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
  assert_log(c, "GET /m.txt.gz 200\nGET /m.txt.gz 206 from 7");
  ingest_fetch_remove(c->file);
  peer_fault(c->peer, "/m.txt.gz", 1, &(PeerFault){.cut = 7});
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_clear_error(&error);
  peer_put(c->peer, "/m.txt.gz", "text/plain", "abcdefghijklm", -1);
  peer_date(c->peer, "/m.txt.gz", "Fri, 06 Jun 2014 10:00:00 GMT");
  g_autoptr(FetchReply) other = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "abcdefghijklm");
}

static void
test_file_without_validator(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/export.mbox.gz", "text/plain", "0123456789", -1);
  peer_forget_validators(c->peer, "/export.mbox.gz");
  peer_fault(c->peer, "/export.mbox.gz", 1, &(PeerFault){.cut = 4});
  g_autoptr(FetchReply) reply = get_file(c, "/export.mbox.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
  assert_log(c, "GET /export.mbox.gz 200\nGET /export.mbox.gz 200");
}

static void
test_file_wrong_length(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  peer_fault(c->peer, "/m.txt.gz", 99, &(PeerFault){.claim = 5000});
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){0}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_assert_false(g_file_test(c->file, G_FILE_TEST_EXISTS));
}

static void
test_file_limit(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  g_assert_null(get_file(c, "/m.txt.gz", (FetchRequest){.max_bytes = 5}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
  g_assert_cmpint(ingest_fetcher_bytes(c->fetcher), <=, 10);
}

static void
test_file_part_too_long(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, "/m.txt.gz", "text/plain", "0123456789", -1);
  g_autoptr(FetchReply) first = get_page(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_autoptr(FetchPart) part = ingest_part_open(c->file, &error);
  g_assert_true(ingest_part_restart(part, first->etag, NULL, &error));
  g_assert_true(ingest_part_write(part, "0123456789?", 11, &error));
  g_autoptr(FetchReply) reply = get_file(c, "/m.txt.gz", (FetchRequest){0}, &error);
  g_assert_no_error(error);
  assert_file(c->file, "0123456789");
}

static void
test_post(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  peer_put_post(c->peer, "/all.mbox.gz", "text/plain", "0123456789", -1);
  g_autoptr(FetchReply) reply =
      get_file(c, "/all.mbox.gz", (FetchRequest){.post = "z=full"}, &error);
  g_assert_no_error(error);
  g_autofree char *body = peer_body(c->peer);
  g_assert_cmpstr(body, ==, "z=full");
  assert_file(c->file, "0123456789");
}

static void
test_no_host(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Fetcher) fetcher = ingest_fetcher_new("http://127.0.0.1:1/", &c->options, &error);
  g_assert_null(
      ingest_fetcher_page(fetcher, &(FetchRequest){.url = "http://127.0.0.1:1/"}, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_assert_cmpuint(c->waits->len, ==, FETCH_TRIES - 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  const struct {
    const char *name;
    void (*run)(Case *, gconstpointer);
  } cases[] = {
      {"a page comes once and is asked for conditionally", test_page},
      {"reading a head stops early", test_head},
      {"requests pause between each other", test_pause},
      {"a server error is tried again with growing pauses", test_server_error},
      {"tries end", test_gives_up},
      {"Retry-After is honoured", test_retry_after},
      {"Retry-After of one that is given up is kept", test_retry_after_of_one_given_up},
      {"a long Retry-After is left to the next run", test_retry_after_long},
      {"a stop ends the waiting", test_stopped},
      {"what will not pass is not tried again", test_final_status},
      {"redirects are followed, loops are not", test_redirects},
      {"redirects stay with http", test_redirect_scheme},
      {"a public host cannot redirect into a private network", test_redirect_private},
      {"an internal source may redirect to an internal host", test_internal_may_stay_internal},
      {"a page over its limit is refused", test_page_limit},
      {"a gzip bomb as a page is bounded", test_page_bomb},
      {"a slow drip times out", test_slow_drip},
      {"a file that drips is given up and goes on later", test_file_stalls},
      {"packed answers are asked for where they help", test_packed_answers_are_asked_for},
      {"a file comes whole, then only when it changed", test_file},
      {"a file cut at a byte goes on from there", test_file_cut},
      {"a download with a date goes on while that is the file's", test_file_with_a_date},
      {"a killed download goes on in the next run", test_file_killed},
      {"a file that changed meanwhile starts anew", test_file_changed_meanwhile},
      {"a file without a version starts anew", test_file_without_validator},
      {"a wrong length never counts as whole", test_file_wrong_length},
      {"a file over its limit is refused before it comes", test_file_limit},
      {"a part longer than the file starts anew", test_file_part_too_long},
      {"a file may be asked for by POST", test_post},
      {"a dead host is given up after the tries", test_no_host},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strdelimit(g_strconcat("/fetch/", cases[i].name, NULL), " ,", '-');
    g_test_add(path, Case, NULL, set_up, cases[i].run, tear_down);
  }
  return g_test_run();
}
