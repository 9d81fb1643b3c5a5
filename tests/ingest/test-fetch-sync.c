/* Keeping pipermail archives up to date, when all goes well and when it does not. */
#include "tests/ingest/sync-case.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define BASE "/pipermail/virt/"
static const char *const three_months[] = {"2014-April", "2014-May", "2014-June", NULL};

static void
put_month(SyncCase *c, const char *month, guint first, guint n)
{
  g_autofree char *mbox = sync_mbox(month, first, n, NULL);
  g_autofree char *target = g_strconcat(BASE, month, ".txt.gz", NULL);
  peer_put_gzip(c->peer, target, mbox, -1);
}

static void
three(SyncCase *c)
{
  sync_index(c, BASE, three_months);
  for (guint i = 0; three_months[i] != NULL; i++)
    put_month(c, three_months[i], 0, 2);
  sync_source(c, BASE);
}

static void
test_all_then_current(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 200\nGET " BASE "2014-April.txt.gz 200\nGET " BASE
                     "2014-May.txt.gz 200\nGET " BASE "2014-June.txt.gz 200");
  sync_assert_mails(c, 6);
  g_assert_cmpuint(c->summary.mail.n_new, ==, 6);
  g_assert_cmpuint(c->summary.n_files, ==, 3);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 304\nGET " BASE "2014-June.txt.gz 304");
  g_assert_cmpuint(c->summary.n_requests, ==, 2);
  g_assert_cmpuint(c->summary.n_same_files, ==, 1);
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
  g_autofree char *scratch = g_strconcat(c->path, ".fetch", NULL);
  g_assert_false(g_file_test(scratch, G_FILE_TEST_EXISTS));
}

/* An archive whose server gives dates and no ETag. */
static void
test_dates_alone(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  peer_date(c->peer, BASE, "Fri, 20 Jun 2014 11:00:00 GMT");
  for (guint i = 0; three_months[i] != NULL; i++) {
    g_autofree char *target = g_strconcat(BASE, three_months[i], ".txt.gz", NULL);
    peer_date(c->peer, target, "Fri, 20 Jun 2014 10:00:00 GMT");
  }
  sync_now(c);
  sync_assert_mails(c, 6);
  peer_log_clear(c->peer);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 304\nGET " BASE "2014-June.txt.gz 304");
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
}

static void
test_pause_of_a_source(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  c->source->pause = 7;
  sync_now(c);
  g_assert_cmpuint(c->n_waits, ==, 3); /* before each month */
  g_assert_cmpuint(c->waited, ==, 3 * 7000);
}

static void
test_one_connection(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  sync_now(c);
  g_assert_cmpuint(peer_connections(c->peer), ==, 1);
  g_assert_cmpuint(c->n_waits, ==, 0);
  c->options.fetch.pause_ms = 500;
  sync_now(c);
  g_assert_cmpuint(c->n_waits, ==, 1);
}

static void
test_grown_month(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  sync_now(c);
  put_month(c, "2014-June", 0, 5);
  peer_log_clear(c->peer);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 304\nGET " BASE "2014-June.txt.gz 200");
  sync_assert_mails(c, 9);
  g_assert_cmpuint(c->summary.mail.n_new, ==, 3);
}

static void
test_next_month(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const four[] = {"2014-April", "2014-May", "2014-June", "2014-July", NULL};
  three(c);
  sync_now(c);
  sync_index(c, BASE, four);
  put_month(c, "2014-July", 0, 1);
  c->options.fetch.now = 1404266400; /* 2014-07-02: June may still get late mail */
  sync_now(c);
  peer_log_clear(c->peer);
  put_month(c, "2014-June", 0, 3);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 304\nGET " BASE "2014-June.txt.gz 200\nGET " BASE
                     "2014-July.txt.gz 304");
  c->options.fetch.now += 5 * 86400;
  sync_now(c); /* the last look at June */
  peer_log_clear(c->peer);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 304\nGET " BASE "2014-July.txt.gz 304");
  sync_assert_mails(c, 8);
}

static void
test_old_month_changed(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const other[] = {"2014-April=9 KB", "2014-May", "2014-June", NULL};
  three(c);
  sync_now(c);
  peer_log_clear(c->peer);
  sync_index(c, BASE, other);
  put_month(c, "2014-April", 0, 4);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 200\nGET " BASE "2014-April.txt.gz 200\nGET " BASE
                     "2014-June.txt.gz 304");
  sync_assert_mails(c, 8);
}

static void
test_killed(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  peer_fault(c->peer, BASE "2014-May.txt.gz", 1, &(PeerFault){.cut = 100});
  c->stop_at = 3; /* while May comes */
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sync_assert_mails(c, 2);
  g_autoptr(FetchState) state = sync_state(c);
  g_assert_cmpuint(state->failures, ==, 0); /* a stop is not the source's fault */
  c->stop_at = 0;
  peer_log_clear(c->peer);
  sync_now(c);
  g_auto(GStrv) log = peer_log(c->peer);
  g_assert_cmpuint(g_strv_length(log), ==, 3); /* index, the rest of May, June */
  g_assert_true(g_str_has_prefix(log[1], "GET " BASE "2014-May.txt.gz"));
  sync_assert_mails(c, 6);
}

static void
test_passing_faults(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  peer_fault(c->peer, BASE, 1, &(PeerFault){.status = 503});
  peer_fault(c->peer, BASE "2014-April.txt.gz", 1, &(PeerFault){.cut = 50});
  peer_fault(c->peer, BASE "2014-May.txt.gz", 2, &(PeerFault){.status = 500});
  peer_fault(c->peer, BASE "2014-June.txt.gz", 1,
             &(PeerFault){.status = 429, .headers = "Retry-After: 2\r\n"});
  sync_now(c);
  sync_assert_mails(c, 6);
  g_assert_cmpuint(c->n_waits, ==, 5);
}

static void
test_html_for_mail(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  peer_fault(c->peer, BASE "2014-May.txt.gz", 1,
             &(PeerFault){.instead = "<html><title>Please wait</title></html>"});
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  g_assert_nonnull(strstr(error->message, "2014-May.txt.gz: it is a web page"));
  g_assert_nonnull(strstr(c->notices->str, "2014-May left out"));
  g_assert_cmpuint(c->summary.n_failed_files, ==, 1);
  sync_assert_mails(c, 4); /* the others came */
  sync_now(c);
  sync_assert_mails(c, 6);
}

static void
test_bomb(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  gsize size = 40 << 20;
  g_autofree char *mbox = sync_mbox("bomb", 0, 1, NULL);
  g_autofree char *zeros = g_malloc0(size);
  memcpy(zeros, mbox, strlen(mbox));
  peer_put_gzip(c->peer, BASE "2014-May.txt.gz", zeros, (gssize)size);
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
  sync_assert_mails(c, 4);
}

static void
test_truncated_gzip(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  g_autofree char *mbox = sync_mbox("2014-May", 0, 2, NULL);
  g_autoptr(GBytes) packed = peer_gzip(mbox, strlen(mbox));
  gsize len;
  const char *bytes = g_bytes_get_data(packed, &len);
  peer_put(c->peer, BASE "2014-May.txt.gz", "application/x-gzip", bytes, (gssize)len - 20);
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  sync_assert_mails(c, 4); /* no half of May */
}

/* Two files are left out at each poll: what is told of it dates from the first one. */
static void
test_a_notice_keeps_its_time(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  for (gint64 hours = 0; hours < 2; hours++) {
    g_autoptr(GError) error = NULL;
    const PeerFault page = {.instead = "<html><title>Please wait</title></html>"};
    peer_fault(c->peer, BASE "2014-April.txt.gz", 1, &page);
    peer_fault(c->peer, BASE "2014-May.txt.gz", 1, &page);
    c->options.fetch.now = SYNC_NOW + hours * 3600;
    g_assert_false(sync_try(c, &error));
    g_assert_cmpuint(c->summary.n_failed_files, ==, 2);
    g_clear_error(&error);
    g_autoptr(FetchState) state = db_fetch_state_get(c->db, c->source->id, &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(state->notice, "2014-May left out"));
    g_assert_cmpint(state->noticed, ==, SYNC_NOW);
  }
}

/* A server that promises fewer bytes than the month has: what comes is a whole answer and half a
 * file. */
static void
test_short_length(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  peer_fault(c->peer, BASE "2014-May.txt.gz", 1, &(PeerFault){.claim = 60});
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  g_assert_nonnull(strstr(c->notices->str, "2014-May left out"));
  sync_assert_mails(c, 4); /* no half of May */
  sync_now(c);
  sync_assert_mails(c, 6);
}

static void
test_shrunk_month(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  sync_now(c);
  put_month(c, "2014-June", 1, 1);
  sync_now(c);
  g_assert_cmpuint(c->summary.n_shrunk_files, ==, 1);
  g_assert_nonnull(strstr(c->notices->str, "2014-June shrank from"));
  sync_assert_mails(c, 6);
}

static void
test_lost_months(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const one[] = {"2014-June", NULL};
  g_autoptr(GError) error = NULL;
  three(c);
  sync_now(c);
  sync_index(c, BASE, one);
  sync_now(c);
  g_assert_cmpuint(c->summary.n_lost_files, ==, 2);
  g_assert_nonnull(strstr(c->notices->str, "the archive lost 2 files"));
  sync_assert_mails(c, 6);
  peer_put(c->peer, BASE, "text/html", "<html><title>Gone fishing</title></html>", -1);
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  sync_assert_mails(c, 6);
}

static void
test_failures_are_counted(SyncCase *c, gconstpointer data)
{
  (void)data;
  three(c);
  peer_fault(c->peer, BASE, 3 * FETCH_TRIES, &(PeerFault){.status = 500});
  for (guint i = 1; i <= SYNC_FAILURES_TOLD; i++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(sync_try(c, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
    g_autoptr(FetchState) state = sync_state(c);
    g_assert_cmpuint(state->failures, ==, i);
    g_assert_cmpint(state->last_failure, ==, SYNC_NOW);
    g_assert_nonnull(strstr(state->error, "the server answered 500"));
  }
  sync_now(c);
  g_autoptr(FetchState) state = sync_state(c);
  g_assert_cmpuint(state->failures, ==, 0);
  g_assert_null(state->error);
  g_assert_cmpint(state->last_new, ==, SYNC_NOW);
}

static void
test_left_alone(SyncCase *c, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  three(c);
  peer_fault(c->peer, BASE, 1, &(PeerFault){.status = 503, .headers = "Retry-After: 3600\r\n"});
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_clear_error(&error);
  peer_log_clear(c->peer);
  c->options.fetch.now += 600;
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  sync_assert_log(c, "");
  c->options.fetch.now += 3600;
  sync_now(c);
  sync_assert_mails(c, 6);
}

/* Not for ever, whatever the server says. */
static void
test_left_alone_for_a_week_at_most(SyncCase *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  three(c);
  peer_fault(c->peer, BASE, 1,
             &(PeerFault){.status = 503, .headers = "Retry-After: 2000000000\r\n"});
  g_assert_false(sync_try(c, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_clear_error(&error);
  g_autoptr(FetchState) state = db_fetch_state_get(c->db, c->source->id, &error);
  g_assert_no_error(error);
  g_assert_cmpint(state->not_before, ==, c->options.fetch.now + 7 * 86400);
  c->options.fetch.now += 7 * 86400;
  sync_now(c);
  sync_assert_mails(c, 6);
}

static void
test_links_stay_under_base(SyncCase *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, BASE, "text/html",
           "<a href='2014-June.txt.gz'>x</a><a "
           "href='http://127.0.0.2:9/pipermail/virt/2014-May.txt.gz'>x</a>"
           "<a href='/secret/2014-April.txt.gz'>x</a><a href='file:///etc/2014-March.txt'>x</a>",
           -1);
  put_month(c, "2014-June", 0, 2);
  sync_source(c, BASE);
  sync_now(c);
  sync_assert_log(c, "GET " BASE " 200\nGET " BASE "2014-June.txt.gz 200");
}

/* --- the real archive --- */

static char *
shared_file(const char *name)
{
  const char *shared = g_getenv("DOCKET_SHARED"), *root = g_getenv("DOCKET_SOURCE_ROOT");
  g_autofree char *beside = g_build_filename(root != NULL ? root : ".", "..", "shared", NULL);
  return g_build_filename(shared != NULL ? shared : beside, "data", "pipermail", "linux-mips", name,
                          NULL);
}

static void
test_linux_mips(SyncCase *c, gconstpointer data)
{
  (void)data;
  static const char *const files[] = {"2004-January.txt.gz", "2004-February.txt.gz",
                                      "2004-March.txt.gz",   "2004-April.txt.gz",
                                      "2004-May.txt.gz",     "2004-June.txt.gz"};
  g_autofree char *index = shared_file("index.html");
  if (!g_file_test(index, G_FILE_TEST_EXISTS)) {
    g_test_skip("../shared/data/pipermail/linux-mips is not there");
    return;
  }
  peer_put_file(c->peer, "/pipermail/linux-mips/", "text/html", index);
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = shared_file(files[i]);
    g_autofree char *target = g_strconcat("/pipermail/linux-mips/", files[i], NULL);
    peer_put_file(c->peer, target, "application/x-gzip", path);
  }
  sync_source(c, "/pipermail/linux-mips/");
  sync_now(c);
  g_assert_cmpuint(c->summary.mail.n_read, ==, 1422);
  g_assert_cmpuint(c->summary.mail.n_refused, ==, 0);
  g_assert_cmpuint(c->summary.n_requests, ==, 7);
  peer_log_clear(c->peer);
  guint64 before = db_change_counter(c->db);
  sync_now(c);
  sync_assert_log(c,
                  "GET /pipermail/linux-mips/ 304\nGET /pipermail/linux-mips/2004-June.txt.gz 304");
  g_assert_cmpuint(db_change_counter(c->db), ==, before);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  SYNC_TEST("/sync/all-months-then-the-index-and-the-current-one", test_all_then_current);
  SYNC_TEST("/sync/one-connection-with-pauses", test_one_connection);
  SYNC_TEST("/sync/a-source-has-a-pause-of-its-own", test_pause_of_a_source);
  SYNC_TEST("/sync/an-archive-with-dates-and-no-etags", test_dates_alone);
  SYNC_TEST("/sync/a-grown-month-is-read-again", test_grown_month);
  SYNC_TEST("/sync/a-month-that-ended-is-asked-for-until-it-settled", test_next_month);
  SYNC_TEST("/sync/an-old-month-that-changed-is-read-again", test_old_month_changed);
  SYNC_TEST("/sync/a-killed-run-goes-on", test_killed);
  SYNC_TEST("/sync/faults-that-pass-cost-only-time", test_passing_faults);
  SYNC_TEST("/sync/html-where-mail-was-due-is-left-out", test_html_for_mail);
  SYNC_TEST("/sync/a-gzip-bomb-is-left-out", test_bomb);
  SYNC_TEST("/sync/a-truncated-month-is-not-half-read", test_truncated_gzip);
  SYNC_TEST("/sync/a-notice-keeps-its-time", test_a_notice_keeps_its_time);
  SYNC_TEST("/sync/a-length-that-is-too-short-leaves-nothing-half-read", test_short_length);
  SYNC_TEST("/sync/a-month-that-shrinks-deletes-nothing", test_shrunk_month);
  SYNC_TEST("/sync/lost-months-delete-nothing", test_lost_months);
  SYNC_TEST("/sync/failures-are-counted-until-one-goes-well", test_failures_are_counted);
  SYNC_TEST("/sync/a-server-that-asks-for-it-is-left-alone", test_left_alone);
  SYNC_TEST("/sync/a-server-is-left-alone-for-a-week-at-most", test_left_alone_for_a_week_at_most);
  SYNC_TEST("/sync/months-lie-under-their-index", test_links_stay_under_base);
  SYNC_TEST("/sync/six-months-of-linux-mips", test_linux_mips);
  return g_test_run();
}
