/* Sources are read in the background, and one that is broken says so. */
#include "server/sync-job.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "db/fetch-state.h"
#include "server/jobs.h"
#include "tests/harness/chair.h"
#include "tests/harness/peer.h"

#define MAIL(id)                                                                                   \
  "From a@example.org Tue May 13 10:00:00 2014\nFrom: Ann <a@example.org>\n"                       \
  "Date: Tue, 13 May 2014 10:00:00 +0000\nSubject: Fresh " id "\nMessage-ID: <" id                 \
  "@example.org>\n\nText of " id ".\n\n"

typedef struct {
  Chair chair;
  Peer *peer;
  gint64 now, step; /* step: so much passes between two looks at the clock */
  gint looks;
  Jobs *jobs;
} Case;

static const JobRow row = {"sources", LANE_SYNC, 60, FALSE, server_sync_run};

static gint64
case_clock(gpointer data)
{
  Case *c = data;
  return c->now + c->step * g_atomic_int_add(&c->looks, 1);
}

static void
set_up(Case *c, gconstpointer fetches)
{
  c->now = g_get_real_time() / G_USEC_PER_SEC;
  c->peer = peer_new(NULL);
  ServerOptions options = {.clock = case_clock, .clock_data = c, .fetches = fetches != NULL};
  chair_sign_in_with(&c->chair, "chair", &options);
  c->jobs = server_jobs_new(c->chair.harness->server, &row, 1);
}

static void
tear_down(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  server_jobs_free(c->jobs);
  chair_clear(&c->chair);
  peer_free(c->peer);
}

static void
run_job(Case *c)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(server_jobs_run(c->jobs, "sources", &error));
  g_assert_no_error(error);
}

/* The n-th state, once the source is not read any more. */
static SyncState *
state_at_rest(Case *c, guint n)
{
  for (;;) {
    g_autoptr(GPtrArray) list = server_sync_board_list(server_sync_board(c->chair.harness->server));
    g_assert_cmpuint(n, <, list->len);
    if (!((const SyncState *)list->pdata[n])->running)
      return g_ptr_array_steal_index(list, n);
    g_usleep(500);
  }
}

static void
add_source(Case *c, const char *place)
{
  g_free(chair_run(c->chair.harness, (const char *[]){"source", "add", "virt", place, NULL}));
}

/* The first source is at another address from now on. */
static void
move_source(Case *c, const char *url)
{
  g_autoptr(GError) error = NULL;
  Db *db = harness_open(c->chair.harness);
  g_autoptr(FetchState) state = db_fetch_state_get(db, 1, &error);
  g_assert_no_error(error);
  g_free(state->base);
  state->base = g_strdup(url);
  g_assert_true(db_fetch_state_set(db, state, &error));
  db_close(db);
}

static SyncState *
state_of(Case *c)
{
  g_autoptr(GPtrArray) list = server_sync_board_list(server_sync_board(c->chair.harness->server));
  g_assert_cmpuint(list->len, ==, 1);
  return g_ptr_array_steal_index(list, 0);
}

static void
assert_status(Case *c, const char *path, guint status)
{
  g_autoptr(Answer) answer = harness_get(c->chair.harness, path);
  g_assert_cmpuint(answer->status, ==, status);
}

static gboolean
chair_sees(Case *c, const char *path, const char *words)
{
  g_autoptr(Answer) page = chair_get(&c->chair, path);
  g_assert_cmpuint(page->status, ==, 200);
  return strstr(page->body, words) != NULL;
}

static void
test_local_file_is_watched(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, path);
  run_job(c);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  g_assert_true(g_file_set_contents(path, MAIL("one") MAIL("two"), -1, NULL));
  run_job(c); /* not yet */
  assert_status(c, "/virt/archive/two@example.org/", 404);
  c->now += 60;
  run_job(c);
  assert_status(c, "/virt/archive/two@example.org/", 200);
  g_assert_true(chair_sees(c, "/virt/sources", "list.mbox"));
  g_free(
      chair_run(c->chair.harness, (const char *[]){"source", "every", "virt", path, "30", NULL}));
  c->now += 60;
  run_job(c);
  g_assert_true(g_file_set_contents(path, MAIL("one") MAIL("two") MAIL("three"), -1, NULL));
  c->now += 29 * 60;
  run_job(c);
  assert_status(c, "/virt/archive/three@example.org/", 404);
  c->now += 60 + 60; /* and a minute of chance */
  run_job(c);
  assert_status(c, "/virt/archive/three@example.org/", 200);
  g_autoptr(SyncState) state = state_of(c);
  g_assert_cmpuint(state->runs, ==, 4);
  g_assert_cmpuint(state->mails, ==, 3);
}

/* A mail comes in new/ and is seen in another program: one mail all the same. */
static void
test_maildir_is_watched(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *maildir = g_build_filename(c->chair.harness->folder, "mails", NULL);
  g_autofree char *fresh = g_build_filename(maildir, "new", NULL);
  g_autofree char *seen = g_build_filename(maildir, "cur", NULL);
  g_autofree char *here = g_build_filename(fresh, "1.M1.host", NULL);
  g_autofree char *there = g_build_filename(seen, "1.M1.host:2,S", NULL);
  g_assert_cmpint(g_mkdir_with_parents(fresh, 0700), ==, 0);
  g_assert_cmpint(g_mkdir_with_parents(seen, 0700), ==, 0);
  add_source(c, maildir);
  run_job(c);
  g_assert_true(g_file_set_contents(here, strchr(MAIL("one"), '\n') + 1, -1, NULL));
  for (guint i = 0; i < 3; i++) {
    c->now += 600;
    run_job(c);
    assert_status(c, "/virt/archive/one@example.org/", 200);
    g_autoptr(SyncState) state = state_of(c);
    g_assert_cmpuint(state->runs, ==, 2 + i);
    g_assert_cmpuint(state->mails, ==, 1);
    g_assert_cmpstr(state->error, ==, NULL);
    if (i == 0)
      g_assert_cmpint(g_rename(here, there), ==, 0);
  }
}

static void
test_broken_source_is_named(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one"), -1);
  add_source(c, url);
  run_job(c);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  peer_remove(c->peer, "/list.mbox");
  gint64 wait = 0;
  for (guint failures = 1; failures <= 3; failures++) {
    c->now += wait + 2 * 86400;
    g_assert_false(chair_sees(c, "/virt/", "times in a row"));
    run_job(c);
    g_autoptr(SyncState) state = state_of(c);
    g_assert_cmpuint(state->failures, ==, failures);
    /* It is asked less often each time. */
    g_assert_cmpint(state->next_run - c->now, >, wait);
    wait = state->next_run - c->now;
  }
  g_assert_true(chair_sees(c, "/virt/", "failed 3 times in a row"));
  g_assert_true(chair_sees(c, "/virt/sources", "failing"));
  g_autoptr(Answer) visitor = harness_get(c->chair.harness, "/virt/");
  g_assert_null(strstr(visitor->body, "times in a row"));
  g_autoptr(Answer) metrics = harness_get(c->chair.harness, "/metrics");
  g_assert_nonnull(
      strstr(metrics->body, "docket_source_failures{group=\"virt\",source=\"1\"} 3\n"));
  g_assert_null(strstr(metrics->body, url));
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one") MAIL("two"), -1);
  c->now += 2 * 86400;
  run_job(c);
  assert_status(c, "/virt/archive/two@example.org/", 200);
  g_assert_false(chair_sees(c, "/virt/", "times in a row"));
}

static void
assert_metric(Case *c, const char *name, gint64 value)
{
  g_autoptr(Answer) metrics = harness_get(c->chair.harness, "/metrics");
  g_autofree char *line =
      g_strdup_printf("\n%s{group=\"virt\",source=\"1\"} %" G_GINT64_FORMAT "\n", name, value);
  if (strstr(metrics->body, line) == NULL)
    g_error("no%sin %s", line, metrics->body);
}

static void
test_metrics_tell_when(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one") MAIL("two"), -1);
  add_source(c, url);
  g_free(chair_run(c->chair.harness, (const char *[]){"source", "pause", "virt", url, "9", NULL}));
  gint64 first = c->now;
  run_job(c);
  g_autoptr(SyncState) state = state_at_rest(c, 0);
  g_assert_cmpint(state->pause, ==, 9);
  g_assert_cmpint(state->next_run, >=, first + 3600);
  g_assert_cmpint(state->next_run, <, first + 3660);
  assert_metric(c, "docket_source_runs_total", 1);
  assert_metric(c, "docket_source_mails_total", 2);
  assert_metric(c, "docket_source_last_run_seconds", first);
  assert_metric(c, "docket_source_next_run_seconds", state->next_run);
  c->now = state->next_run;
  run_job(c);
  sync_state_free(state_at_rest(c, 0));
  assert_metric(c, "docket_source_runs_total", 2);
  assert_metric(c, "docket_source_mails_total", 2);
  assert_metric(c, "docket_source_last_run_seconds", c->now);
  assert_metric(c, "docket_source_failures", 0);
}

static char *
iso(gint64 when)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(when);
  return g_date_time_format(date, "<time datetime=\"%Y-%m-%dT%H:%M:%SZ\">");
}

/* What the table says of the one source, on the page of its group and on the operators'. */
static void
assert_row(Case *c, const char *state_word, const char *error)
{
  static const char *const paths[] = {"/virt/sources", "/operator/"};
  g_autoptr(SyncState) state = state_of(c);
  g_autofree char *last = iso(state->last_run), *next = iso(state->next_run);
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) page = chair_get(&c->chair, paths[i]);
    g_assert_cmpuint(page->status, ==, 200);
    const char *at = strstr(page->body, state->url);
    const char *end = at != NULL ? strstr(at, "</tr>") : NULL;
    g_assert_nonnull(end);
    g_autofree char *text = g_strndup(at, (gsize)(end - at));
    g_test_message("%s: %s", paths[i], text);
    g_assert_nonnull(strstr(text, state_word));
    g_assert_nonnull(strstr(text, last));
    g_assert_nonnull(strstr(text, next));
    g_assert_true((strstr(text, "class=\"error\"") != NULL) == (error != NULL));
    if (error != NULL)
      g_assert_nonnull(strstr(text, error));
  }
}

static void
test_operators_see_how_it_goes(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one"), -1);
  add_source(c, url);
  g_free(chair_run(c->chair.harness, (const char *[]){"member", "add", "virt", "ann@example.org",
                                                      "--role", "operator", NULL}));
  run_job(c);
  assert_row(c, ">good<", NULL);
  peer_fault(c->peer, "/list.mbox", 1, &(PeerFault){.status = 403});
  c->now += 2 * 86400;
  run_job(c);
  assert_row(c, ">failing<", "the server answered 403");
  c->now += 2 * 86400;
  run_job(c);
  assert_row(c, ">good<", NULL);
}

static char *
put_archive(Case *c, const char *name, const char *mails)
{
  g_autofree char *index = g_strconcat("/", name, "/", NULL);
  g_autofree char *month = g_strconcat(index, "2014-May.txt", NULL);
  peer_put(c->peer, index, "text/html",
           "<table><tr><td>May 2014:</td><td><a href=\"2014-May/thread.html\">[ Thread ]</a></td>"
           "<td><a href=\"2014-May.txt\">[ Text ]</a></td></tr></table>",
           -1);
  peer_put(c->peer, month, "text/plain", mails, -1);
  return peer_url(c->peer, index);
}

/* A run may take days: what follows it is reckoned from its end. */
static void
test_the_next_run_is_reckoned_from_the_end(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, path);
  c->step = 86400;
  run_job(c);
  g_autoptr(SyncState) state = state_of(c);
  g_assert_cmpuint(state->runs, ==, 1);
  g_assert_cmpint(state->next_run, >=, state->last_run + 86400 + 60);
}

/* The next one gets nothing that the server knew of it, and another number. */
static void
test_a_removed_source_is_read_no_more(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *one = g_build_filename(c->chair.harness->folder, "one.mbox", NULL);
  g_autofree char *two = g_build_filename(c->chair.harness->folder, "two.mbox", NULL);
  g_assert_true(g_file_set_contents(one, MAIL("one"), -1, NULL));
  g_assert_true(g_file_set_contents(two, MAIL("two"), -1, NULL));
  add_source(c, one);
  run_job(c);
  g_free(chair_run(c->chair.harness, (const char *[]){"source", "remove", "virt", one, NULL}));
  add_source(c, two);
  run_job(c);
  g_autoptr(SyncState) state = state_of(c);
  g_assert_cmpstr(state->url, ==, two);
  g_assert_cmpuint(state->runs, ==, 1);
  g_assert_cmpint(state->source, ==, 2);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  assert_status(c, "/virt/archive/two@example.org/", 200);
}

/* What a run had to say is not only in the log, and stays when later ones say nothing. */
static void
test_a_lost_month_is_told(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = put_archive(c, "list", MAIL("one"));
  g_free(chair_run(c->chair.harness, (const char *[]){"member", "add", "virt", "ann@example.org",
                                                      "--role", "operator", NULL}));
  add_source(c, url);
  run_job(c);
  g_assert_false(chair_sees(c, "/virt/sources", "the archive lost"));
  peer_put(c->peer, "/list/", "text/html",
           "<table><tr><td>June 2014:</td><td><a href=\"2014-June/thread.html\">[ Thread ]</a></td>"
           "<td><a href=\"2014-June.txt\">[ Text ]</a></td></tr></table>",
           -1);
  peer_put(c->peer, "/list/2014-June.txt", "text/plain", MAIL("two"), -1);
  for (guint i = 0; i < 2; i++) {
    c->now += 2 * 86400;
    run_job(c);
    assert_status(c, "/virt/archive/two@example.org/", 200);
    g_assert_true(chair_sees(c, "/virt/sources", "the archive lost 1 file that it had before"));
    g_assert_true(chair_sees(c, "/operator/", "the archive lost 1 file that it had before"));
  }
  assert_row(c, ">good<", NULL);
}

static void
test_a_host_that_is_lost_is_named(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one"), -1);
  add_source(c, url);
  run_job(c);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  move_source(c, "http://lists.nowhere.invalid/list.mbox");
  for (guint failures = 1; failures <= 3; failures++) {
    c->now += 2 * 86400;
    g_assert_false(chair_sees(c, "/virt/", "lists.nowhere.invalid"));
    run_job(c);
    g_autoptr(SyncState) state = state_of(c);
    g_assert_cmpuint(state->failures, ==, failures);
    g_assert_nonnull(strstr(state->error, "lists.nowhere.invalid"));
    gint64 wait = server_sync_interval("file", FALSE, 0, failures);
    g_assert_cmpint(wait, ==, 3600 << failures);
    g_assert_cmpint(state->next_run - c->now, >=, wait);
    g_assert_cmpint(state->next_run - c->now, <, wait + 60);
    g_assert_true(chair_sees(c, "/virt/sources", "lists.nowhere.invalid"));
    c->now = state->next_run - 1;
    run_job(c); /* not yet */
    g_autoptr(SyncState) later = state_of(c);
    g_assert_cmpuint(later->runs, ==, 1 + failures);
  }
  g_assert_true(chair_sees(c, "/virt/",
                           "failed 3 times in a row: <bdi>cannot fetch "
                           "http://lists.nowhere.invalid/list.mbox"));
  assert_status(c, "/virt/archive/one@example.org/", 200);
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one") MAIL("two"), -1);
  move_source(c, url);
  c->now += 2 * 86400;
  run_job(c);
  assert_status(c, "/virt/archive/two@example.org/", 200);
  g_assert_false(chair_sees(c, "/virt/", "times in a row"));
}

static void
test_a_file_that_is_gone_is_a_failure(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, path);
  run_job(c);
  g_assert_cmpint(g_remove(path), ==, 0);
  for (guint failures = 1; failures <= 3; failures++) {
    c->now += 2 * 86400;
    run_job(c);
    g_autoptr(SyncState) state = state_of(c);
    g_assert_cmpuint(state->failures, ==, failures);
  }
  g_assert_true(chair_sees(c, "/virt/", "failed 3 times in a row: <bdi>cannot read "));
  assert_status(c, "/virt/archive/one@example.org/", 200);
  g_assert_true(g_file_set_contents(path, MAIL("one") MAIL("two"), -1, NULL));
  c->now += 2 * 86400;
  run_job(c);
  assert_status(c, "/virt/archive/two@example.org/", 200);
  g_assert_false(chair_sees(c, "/virt/", "times in a row"));
}

static void
test_offline_server_asks_nobody(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one"), -1);
  add_source(c, url);
  peer_log_clear(c->peer);
  run_job(c);
  g_auto(GStrv) log = peer_log(c->peer);
  g_assert_cmpuint(g_strv_length(log), ==, 0);
  g_assert_true(chair_sees(c, "/virt/sources", "asks no other server"));
}

static gpointer
run_in_thread(gpointer data)
{
  run_job(data);
  return NULL;
}

/* Neither readers nor the writer wait for a slow server. */
static void
test_pages_answer_while_a_source_drips(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = peer_url(c->peer, "/list.mbox");
  peer_put(c->peer, "/list.mbox", "application/mbox", MAIL("one"), -1);
  add_source(c, url);
  peer_fault(c->peer, "/list.mbox", 1, &(PeerFault){.drip_ms = 10});
  GThread *thread = g_thread_new("job", run_in_thread, c);
  for (gboolean running = FALSE; !running;) {
    g_autoptr(GPtrArray) list = server_sync_board_list(server_sync_board(c->chair.harness->server));
    running = list->len == 1 && ((SyncState *)list->pdata[0])->running;
    g_usleep(500);
  }
  g_assert_true(chair_sees(c, "/virt/sources", "reading"));
  g_autoptr(Answer) write = chair_post(&c->chair, "/virt/items/1", "verb=state&value=open");
  g_assert_cmpuint(write->status, ==, 303);
  g_assert_true(chair_sees(c, "/virt/sources", "reading"));
  g_thread_join(thread);
  assert_status(c, "/virt/archive/one@example.org/", 200);
}

static void
pause_source(Case *c, const char *url, const char *seconds)
{
  g_free(
      chair_run(c->chair.harness, (const char *[]){"source", "pause", "virt", url, seconds, NULL}));
}

/* An archive that leaves its server alone for an hour after the index holds up nobody, but the
 * other such one of its host; and the server stops all the same. */
static void
test_a_source_that_pauses_holds_up_no_other(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *slow = put_archive(c, "slow", MAIL("slow"));
  g_autofree char *slower = put_archive(c, "slower", MAIL("slower"));
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, slow);
  add_source(c, slower);
  add_source(c, path);
  pause_source(c, slow, "3600");
  pause_source(c, slower, "3600");
  run_job(c);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  g_autoptr(GPtrArray) list = server_sync_board_list(server_sync_board(c->chair.harness->server));
  g_assert_cmpuint(list->len, ==, 3);
  g_assert_true(((const SyncState *)list->pdata[0])->running);
  g_assert_false(((const SyncState *)list->pdata[1])->running);
  g_assert_cmpuint(((const SyncState *)list->pdata[2])->runs, ==, 1);
}

/* Else the next of its host would wait for it, an hour for each of its months. */
static void
test_a_run_of_a_removed_source_stops(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *gone = put_archive(c, "gone", MAIL("gone"));
  g_autofree char *next = put_archive(c, "next", MAIL("next"));
  add_source(c, gone);
  pause_source(c, gone, "3600");
  run_job(c);
  g_free(chair_run(c->chair.harness, (const char *[]){"source", "remove", "virt", gone, NULL}));
  add_source(c, next);
  pause_source(c, next, "1");
  for (gboolean begun = FALSE; !begun;) {
    run_job(c);
    g_autoptr(SyncState) state = state_of(c);
    g_assert_cmpstr(state->url, ==, next);
    begun = state->running || state->runs > 0;
    g_usleep(500);
  }
  g_autoptr(SyncState) read = state_at_rest(c, 0);
  g_assert_cmpstr(read->error, ==, NULL);
  assert_status(c, "/virt/archive/next@example.org/", 200);
  assert_status(c, "/virt/archive/gone@example.org/", 404);
}

/* A source whose server drips holds up the others for minutes only, and then goes on beside them;
 * and it is read so from the start until it is quick again. */
static void
test_a_slow_source_is_read_beside_the_others(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *url = put_archive(c, "slow", MAIL("slow"));
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, url);
  add_source(c, path);
  c->step = 3600;
  run_job(c);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  g_autoptr(SyncState) slow = state_at_rest(c, 0);
  g_assert_true(slow->slow);
  g_assert_cmpstr(slow->error, ==, NULL);
  g_assert_cmpuint(slow->runs, ==, 1);
  g_assert_cmpuint(slow->mails, ==, 1);
  assert_status(c, "/virt/archive/slow@example.org/", 200);
  c->now = case_clock(c) + 7 * 86400;
  c->step = 0;
  run_job(c);
  g_autoptr(SyncState) quick = state_at_rest(c, 0);
  g_assert_cmpuint(quick->runs, ==, 2);
  g_assert_false(quick->slow);
}

/* It is read whole, with its pause between index and month, and then the other one of its host. */
static void
test_a_source_that_pauses_is_read(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"first", "second"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *url = put_archive(c, names[i], i == 0 ? MAIL("first") : MAIL("second"));
    add_source(c, url);
    pause_source(c, url, "1");
  }
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    peer_log_clear(c->peer);
    run_job(c);
    g_autoptr(SyncState) state = state_at_rest(c, i);
    g_auto(GStrv) log = peer_log(c->peer);
    g_assert_cmpuint(g_strv_length(log), ==, 2);
    g_assert_cmpint(peer_gap(c->peer), >=, G_USEC_PER_SEC);
    g_assert_cmpstr(state->error, ==, NULL);
    g_assert_cmpuint(state->runs, ==, 1);
    g_assert_cmpuint(state->mails, ==, 1);
  }
}

typedef struct {
  gint logins, busy;
} Said;

static GLogWriterOutput
count_line(GLogLevelFlags level G_GNUC_UNUSED, const GLogField *fields, gsize n, gpointer data)
{
  Said *said = data;
  for (gsize i = 0; i < n; i++) {
    if (strcmp(fields[i].key, "MESSAGE") != 0)
      continue;
    if (strstr(fields[i].value, "cannot read the secrets") != NULL)
      g_atomic_int_inc(&said->logins);
    if (strstr(fields[i].value, "is being read by another docket") != NULL)
      g_atomic_int_inc(&said->busy);
  }
  return G_LOG_WRITER_HANDLED;
}

/* Of a file there is nobody to sign in with, so a run that reads only files looks for no logins. */
static void
test_a_run_complains_once(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "list.mbox", NULL);
  g_autofree char *url = put_archive(c, "list", MAIL("two"));
  g_autofree char *scratch = g_strconcat(c->chair.harness->db_path, ".fetch/2", NULL);
  g_assert_true(g_file_set_contents(path, MAIL("one"), -1, NULL));
  add_source(c, path);
  add_source(c, url);
  pause_source(c, url, "1");
  g_assert_cmpint(g_mkdir_with_parents(scratch, 0700), ==, 0);
  int other = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint(flock(other, LOCK_EX), ==, 0);
  Said *said = g_new0(Said, 1); /* the log is written to the end of the program */
  g_log_set_writer_func(count_line, said, NULL);
  g_setenv("DOCKET_TOKENS", "/nowhere/tokens", TRUE);
  run_job(c);
  server_sync_board_stop(server_sync_board(c->chair.harness->server));
  g_unsetenv("DOCKET_TOKENS");
  close(other);
  assert_status(c, "/virt/archive/one@example.org/", 200);
  g_assert_cmpint(g_atomic_int_get(&said->logins), ==, 1);
  g_assert_cmpint(g_atomic_int_get(&said->busy), ==, 1);
}

static void
test_interval(Case *c G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(server_sync_interval("local", TRUE, 0, 0), ==, 60);
  g_assert_cmpint(server_sync_interval("imap", FALSE, 0, 0), ==, 300);
  g_assert_cmpint(server_sync_interval("pipermail", FALSE, 0, 0), ==, 3600);
  g_assert_cmpint(server_sync_interval("pipermail", FALSE, 0, 1), ==, 7200);
  g_assert_cmpint(server_sync_interval("pipermail", FALSE, 0, G_MAXUINT), ==, 86400);
  g_assert_cmpint(server_sync_interval("pipermail", FALSE, 600, 0), ==, 600);
  g_assert_cmpint(server_sync_interval("local", TRUE, 7 * 86400, 3), ==, 7 * 86400);
}

#define TEST(path, fetches, func) g_test_add(path, Case, fetches, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  TEST("/sync-job/local-file-is-watched", NULL, test_local_file_is_watched);
  TEST("/sync-job/maildir-is-watched", NULL, test_maildir_is_watched);
  TEST("/sync-job/broken-source-is-named", "yes", test_broken_source_is_named);
  TEST("/sync-job/metrics-tell-when", "yes", test_metrics_tell_when);
  TEST("/sync-job/operators-see-how-it-goes", "yes", test_operators_see_how_it_goes);
  TEST("/sync-job/a-removed-source-is-read-no-more", NULL, test_a_removed_source_is_read_no_more);
  TEST("/sync-job/the-next-run-is-reckoned-from-the-end", NULL,
       test_the_next_run_is_reckoned_from_the_end);
  TEST("/sync-job/a-lost-month-is-told", "yes", test_a_lost_month_is_told);
  TEST("/sync-job/a-host-that-is-lost-is-named", "yes", test_a_host_that_is_lost_is_named);
  TEST("/sync-job/a-file-that-is-gone-is-a-failure", NULL, test_a_file_that_is_gone_is_a_failure);
  TEST("/sync-job/offline-server-asks-nobody", NULL, test_offline_server_asks_nobody);
  TEST("/sync-job/pages-answer-while-a-source-drips", "yes",
       test_pages_answer_while_a_source_drips);
  TEST("/sync-job/a-source-that-pauses-holds-up-no-other", "yes",
       test_a_source_that_pauses_holds_up_no_other);
  TEST("/sync-job/a-run-of-a-removed-source-stops", "yes", test_a_run_of_a_removed_source_stops);
  TEST("/sync-job/a-source-that-pauses-is-read", "yes", test_a_source_that_pauses_is_read);
  TEST("/sync-job/a-slow-source-is-read-beside-the-others", "yes",
       test_a_slow_source_is_read_beside_the_others);
  TEST("/sync-job/a-run-complains-once", "yes", test_a_run_complains_once);
  TEST("/sync-job/interval", NULL, test_interval);
  return g_test_run();
}
