/* What the dispatcher owns: cache and its end, validators, who may, the write transaction. */
#include <stdatomic.h>
#include <string.h>

#include "db/audit.h"
#include "db/group.h"
#include "server/reply.h"
#include "server/request.h"
#include "tests/harness/harness.h"

static gboolean
show_title(Request *request, Reply *reply, GError **error)
{
  (void)error;
  g_string_append_printf(reply->body, "title %s", request->group->title);
  return TRUE;
}

static gboolean
set_title(Request *request, Reply *reply, GError **error)
{
  const char *title = server_args_get(request->form, "title");
  Group changed = *request->group;
  changed.title = (char *)(guintptr)(title != NULL ? title : "none");
  if (!db_group_set(request->db, &changed, request->now, error))
    return FALSE;
  if (g_strcmp0(title, "broken") == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, "changed by another");
    return FALSE;
  }
  g_string_append(reply->body, "done");
  return TRUE;
}

static gboolean
fail_inside(Request *request, Reply *reply, GError **error)
{
  (void)request;
  (void)reply;
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "the secret place");
  return FALSE;
}

static gboolean
show_much(Request *request, Reply *reply, GError **error)
{
  (void)request;
  (void)error;
  for (int i = 0; i < 1000; i++)
    g_string_append_printf(reply->body, "row %d\n", i);
  return TRUE;
}

static const Route table[] = {
    {.method = "GET", .pattern = "/{group}/title", .handler = show_title, .cache = CACHE_PAGE},
    {.method = "GET", .pattern = "/much", .handler = show_much, .cache = CACHE_PAGE},
    {.method = "GET", .pattern = "/fails", .handler = fail_inside, .cache = CACHE_PAGE},
    {.method = "GET", .pattern = "/members", .handler = show_much, .who = ROUTE_MEMBER},
    {.method = "POST",
     .pattern = "/{group}/title",
     .handler = set_title,
     .writes = TRUE,
     .body_limit = 1000},
};

static Harness *
serve_table(void)
{
  Harness *harness = harness_new();
  ServerOptions options = {.routes = table, .n_routes = G_N_ELEMENTS(table)};
  harness_serve(harness, &options);
  return harness;
}

static void
retitle(const Harness *harness, const char *title)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_assert_no_error(error);
  g_free(group->title);
  group->title = g_strdup(title);
  g_assert_true(db_group_set(db, group, HARNESS_NOW, &error));
  g_assert_no_error(error);
}

static guint64
cache_hits(const Harness *harness)
{
  CacheCounts counts;
  server_cache_counts(server_cache(harness->server), &counts);
  return counts.hits;
}

static void
a_page_is_made_once(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) one = harness_get(harness, "/virt/title");
  g_assert_cmpuint(cache_hits(harness), ==, 0);
  g_autoptr(Answer) two = harness_get(harness, "/virt/title");
  g_assert_cmpuint(cache_hits(harness), ==, 1);
  g_assert_cmpstr(one->body, ==, "title Virt SIG");
  g_assert_cmpstr(two->body, ==, one->body);
  g_assert_cmpstr(answer_header(one, "etag"), ==, answer_header(two, "etag"));
}

static void
a_commit_of_another_process_empties_the_cache(void)
{
  g_autoptr(Harness) harness = serve_table();
  for (int i = 0; i < 5; i++) {
    g_autofree char *title = g_strdup_printf("number %d", i);
    g_autofree char *expected = g_strdup_printf("title number %d", i);
    g_autoptr(Answer) before = harness_get(harness, "/virt/title");
    retitle(harness, title);
    g_autoptr(Answer) after = harness_get(harness, "/virt/title");
    g_assert_cmpstr(after->body, ==, expected);
    g_assert_cmpstr(answer_header(before, "etag"), !=, answer_header(after, "etag"));
  }
}

static void
known_content_is_not_sent_again(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) first = harness_get(harness, "/virt/title");
  g_autofree char *header = g_strdup_printf("If-None-Match: %s", answer_header(first, "etag"));
  const char *const headers[] = {header, NULL};
  g_autoptr(Answer) same = harness_request(harness, NULL, "/virt/title", headers, NULL);
  g_assert_cmpuint(same->status, ==, 304);
  g_assert_cmpuint(same->len, ==, 0);
  g_assert_cmpstr(answer_header(same, "etag"), ==, answer_header(first, "etag"));
  retitle(harness, "another");
  g_autoptr(Answer) changed = harness_request(harness, NULL, "/virt/title", headers, NULL);
  g_assert_cmpuint(changed->status, ==, 200);
}

/* What readers have is good after a restart, until something changes. */
static void
a_restart_voids_no_etag(void)
{
  static const char *const paths[] = {"/virt/archive/backlog-1@example.org/", "/virt/",
                                      "/static/style.css", "/virt/archive/2014-05.mbox.gz",
                                      "/virt/archive/backlog-1@example.org/t.mbox.gz"};
  const ServerOptions options = {.base_url = "https://docket.example"};
  g_auto(GStrv) tags = g_new0(char *, G_N_ELEMENTS(paths) + 1);
  g_autoptr(Harness) harness = harness_new();
  for (guint start = 0; start < 3; start++) {
    if (start == 2)
      retitle(harness, "another");
    harness_serve(harness, &options);
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
      gboolean same = start == 1 || (start == 2 && g_str_has_prefix(paths[i], "/static/"));
      g_autofree char *header = g_strdup_printf("If-None-Match: %s", start > 0 ? tags[i] : "\"x\"");
      g_autoptr(Answer) answer =
          harness_request(harness, NULL, paths[i], (const char *const[]){header, NULL}, NULL);
      g_test_message("start %u: %s", start, paths[i]);
      g_assert_cmpuint(answer->status, ==, same ? 304 : 200);
      g_assert_nonnull(answer_header(answer, "etag"));
      g_free(tags[i]);
      tags[i] = g_strdup(answer_header(answer, "etag"));
    }
    g_clear_pointer(&harness->server, server_stop);
  }
}

static void
compressed_only_for_those_who_ask(void)
{
  g_autoptr(Harness) harness = serve_table();
  const char *const asks[] = {"Accept-Encoding: br, gzip", NULL};
  const char *const refuses[] = {"Accept-Encoding: gzip;q=0", NULL};
  for (int round = 0; round < 2; round++) {
    g_autoptr(Answer) packed = harness_request(harness, NULL, "/much", asks, NULL);
    g_autoptr(Answer) plain = harness_get(harness, "/much");
    g_autoptr(Answer) refused = harness_request(harness, NULL, "/much", refuses, NULL);
    g_assert_cmpstr(answer_header(packed, "content-encoding"), ==, "gzip");
    g_assert_null(answer_header(plain, "content-encoding"));
    g_assert_null(answer_header(refused, "content-encoding"));
    g_assert_cmpuint(packed->len, <, plain->len);
    g_assert_cmpstr(answer_header(packed, "etag"), !=, answer_header(plain, "etag"));
    g_assert_cmpstr(answer_header(packed, "vary"), ==, "Accept-Encoding");
  }
}

static void
head_uses_the_same_page(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) get = harness_get(harness, "/virt/title");
  g_autoptr(Answer) head = harness_request(harness, "HEAD", "/virt/title", NULL, NULL);
  g_assert_cmpuint(head->status, ==, 200);
  g_assert_cmpuint(head->len, ==, 0);
  g_assert_cmpstr(answer_header(head, "etag"), ==, answer_header(get, "etag"));
  g_assert_cmpstr(answer_header(head, "content-length"), ==, answer_header(get, "content-length"));
}

static Answer *
post_title(const Harness *harness, const char *origin, const char *body)
{
  const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded", origin, NULL};
  return harness_request(harness, "POST", "/virt/title", headers, body);
}

static void
a_form_of_another_site_is_refused(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) bare = post_title(harness, NULL, "title=x");
  g_autoptr(Answer) foreign = post_title(harness, "Origin: https://example.net", "title=x");
  g_autoptr(Answer) cross = post_title(harness, "Sec-Fetch-Site: cross-site", "title=x");
  g_autoptr(Answer) title = harness_get(harness, "/virt/title");
  g_assert_cmpuint(bare->status, ==, 403);
  g_assert_cmpuint(foreign->status, ==, 403);
  g_assert_cmpuint(cross->status, ==, 403);
  g_assert_cmpstr(title->body, ==, "title Virt SIG");
}

static void
a_write_is_whole_or_not_at_all(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autofree char *origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autoptr(Answer) done = post_title(harness, origin, "title=Another+one");
  g_assert_cmpuint(done->status, ==, 200);
  g_autoptr(Answer) written = harness_get(harness, "/virt/title");
  g_assert_cmpstr(written->body, ==, "title Another one");
  g_autoptr(Answer) failed = post_title(harness, "Sec-Fetch-Site: same-origin", "title=broken");
  g_assert_cmpuint(failed->status, ==, 409);
  g_autoptr(Answer) kept = harness_get(harness, "/virt/title");
  g_assert_cmpstr(kept->body, ==, "title Another one");
}

static void
rows_for_members_are_closed(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) answer = harness_get(harness, "/members");
  g_assert_cmpuint(answer->status, ==, 403);
  g_assert_null(strstr(answer->body, "row 1"));
}

/* The audit trail has a row of the minute, not one for each time. */
static void
what_is_refused_again_is_one_row(void)
{
  g_autoptr(Harness) harness = serve_table();
  for (guint i = 0; i < 3; i++) {
    g_autoptr(Answer) answer = harness_get(harness, "/members");
    g_assert_cmpuint(answer->status, ==, 403);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GPtrArray) rows = db_audit_rows(db, 0, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(rows->len, ==, 1);
  g_assert_true(g_str_has_suffix(((const AuditRow *)rows->pdata[0])->new, ", 3 times"));
}

static void
an_inner_fault_is_not_shown(void)
{
  g_autoptr(Harness) harness = serve_table();
  g_autoptr(Answer) answer = harness_get(harness, "/fails");
  g_assert_cmpuint(answer->status, ==, 500);
  g_assert_null(strstr(answer->body, "secret"));
  g_assert_cmpstr(answer_header(answer, "cache-control"), ==, "no-store");
}

typedef struct {
  const Harness *harness;
  atomic_int bad;
} Crowd;

static gpointer
read_pages(gpointer data)
{
  static const char *const paths[] = {"/virt/", "/virt/backlog", "/virt/archive/?q=quartz",
                                      "/virt/archive/backlog-1@example.org/t/", "/"};
  Crowd *crowd = data;
  for (guint i = 0; i < 40; i++) {
    g_autoptr(Answer) answer = harness_get(crowd->harness, paths[i % G_N_ELEMENTS(paths)]);
    if (answer->status != 200)
      atomic_fetch_add(&crowd->bad, 1);
  }
  return NULL;
}

static void
readers_are_served_while_mail_comes_in(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  Crowd crowd = {.harness = harness};
  GThread *threads[6];
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("reader", read_pages, &crowd);
  for (int i = 0; i < 10; i++) {
    g_autofree char *mail = g_strdup_printf("From a@example.org Mon May 12 09:00:00 2014\n"
                                            "From: a@example.org\nSubject: more %d\n"
                                            "Date: Mon, 12 May 2014 09:00:%02d +0000\n"
                                            "Message-ID: <more-%d@example.org>\n\nhello %d\n\n",
                                            i, i, i, i);
    harness_ingest(harness, "virt", mail);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    g_thread_join(threads[i]);
  g_assert_cmpint(atomic_load(&crowd.bad), ==, 0);
  g_autoptr(Answer) last = harness_get(harness, "/virt/archive/more-9@example.org/");
  g_assert_cmpuint(last->status, ==, 200);
}

/* A clock that a test sets. */
static gint64
set_clock(gpointer data)
{
  return atomic_load((atomic_llong *)data);
}

static Answer *
get_since(const Harness *harness, const char *path, const char *date)
{
  g_autofree char *line = g_strdup_printf("If-Modified-Since: %s", date);
  const char *const headers[] = {line, NULL};
  return harness_request(harness, NULL, path, headers, NULL);
}

static void
a_page_that_did_not_change_is_known_by_its_date(void)
{
  atomic_llong clock = HARNESS_NOW;
  g_autoptr(Harness) harness = harness_new();
  ServerOptions options = {.clock = set_clock, .clock_data = &clock, .n_threads = 1};
  harness_serve(harness, &options);
  static const char *const paths[] = {"/virt/archive/",
                                      "/virt/archive/2014-05.mbox.gz",
                                      "/virt/archive/backlog-1@example.org/raw",
                                      "/robots.txt",
                                      "/virt/new.atom",
                                      "/static/style.css"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    clock += 10;
    g_autoptr(Answer) one = harness_get(harness, paths[i]);
    const char *date = answer_header(one, "last-modified");
    g_assert_nonnull(date);
    g_assert_nonnull(answer_header(one, "etag"));
    clock += 10;
    g_autoptr(Answer) again = get_since(harness, paths[i], date);
    g_assert_cmpuint(again->status, ==,
                     i == 0 ? 200 : 304); /* the first was made in the second of a change */
    g_autoptr(Answer) older = get_since(harness, paths[i], "Mon, 06 Jan 2014 00:00:00 GMT");
    g_assert_cmpuint(older->status, ==, 200);
    g_autoptr(Answer) odd = get_since(harness, paths[i], "yesterday");
    g_assert_cmpuint(odd->status, ==, 200);
  }
}

static void
a_change_makes_a_page_new_even_within_a_second(void)
{
  atomic_llong clock = HARNESS_NOW;
  g_autoptr(Harness) harness = harness_new();
  ServerOptions options = {.clock = set_clock,
                           .clock_data = &clock,
                           .routes = table,
                           .n_routes = G_N_ELEMENTS(table),
                           .n_threads = 1};
  harness_serve(harness, &options);
  g_autoptr(Answer) first = harness_get(harness, "/virt/title");
  g_autofree char *date = NULL;
  for (int round = 0; round < 3; round++) {
    g_autofree char *title = g_strdup_printf("Round %d", round);
    g_autofree char *want = g_strdup_printf("title Round %d", round);
    retitle(harness, title);
    g_autoptr(Answer) answer = date != NULL ? get_since(harness, "/virt/title", date)
                                            : harness_get(harness, "/virt/title");
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpstr(answer->body, ==, want);
    g_free(date);
    date = g_strdup(answer_header(answer, "last-modified"));
  }
  clock++;
  g_autoptr(Answer) last = get_since(harness, "/virt/title", date);
  g_assert_cmpuint(last->status, ==, 200);
  g_assert_cmpstr(last->body, ==, "title Round 2");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* g_test makes warnings fatal; an inner fault is logged as one. */
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add_func("/server/dispatch/a-page-is-made-once", a_page_is_made_once);
  g_test_add_func("/server/dispatch/a-commit-of-another-process-empties-the-cache",
                  a_commit_of_another_process_empties_the_cache);
  g_test_add_func("/server/dispatch/known-content-is-not-sent-again",
                  known_content_is_not_sent_again);
  g_test_add_func("/server/dispatch/a-restart-voids-no-etag", a_restart_voids_no_etag);
  g_test_add_func("/server/dispatch/compressed-only-for-those-who-ask",
                  compressed_only_for_those_who_ask);
  g_test_add_func("/server/dispatch/head-uses-the-same-page", head_uses_the_same_page);
  g_test_add_func("/server/dispatch/a-form-of-another-site-is-refused",
                  a_form_of_another_site_is_refused);
  g_test_add_func("/server/dispatch/a-write-is-whole-or-not-at-all",
                  a_write_is_whole_or_not_at_all);
  g_test_add_func("/server/dispatch/rows-for-members-are-closed", rows_for_members_are_closed);
  g_test_add_func("/server/dispatch/what-is-refused-again-is-one-row",
                  what_is_refused_again_is_one_row);
  g_test_add_func("/server/dispatch/an-inner-fault-is-not-shown", an_inner_fault_is_not_shown);
  g_test_add_func("/server/dispatch/readers-are-served-while-mail-comes-in",
                  readers_are_served_while_mail_comes_in);
  g_test_add_func("/server/dispatch/a-page-that-did-not-change-is-known-by-its-date",
                  a_page_that_did_not_change_is_known_by_its_date);
  g_test_add_func("/server/dispatch/a-change-makes-a-page-new-even-within-a-second",
                  a_change_makes_a_page_new_even_within_a_second);
  return g_test_run();
}
