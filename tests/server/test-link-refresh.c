/* A bug on a scripted Mantis: its title and state come onto the item and into the agenda. */
#include "server/http-date.h"
#include "server/link-refresh.h"

#include <string.h>

#include "db/group.h"
#include "db/link-fact.h"
#include "tests/harness/chair.h"
#include "tests/harness/peer.h"

#define ISSUE "/api/rest/index.php/issues/6893"
#define DAY ((gint64)86400)

typedef struct {
  Harness *harness;
  Peer *peer;
  GRand *rng;
  GPtrArray *own;
  GHashTable *waits; /* NULL: no run knows of another */
  LinkAsk mantis;
  FetchOptions fetch;
  Db *db;
  gint64 group;
  char *key;
} Case;

static void
set_up(Case *c, gconstpointer data)
{
  (void)data;
  c->harness = harness_new();
  c->peer = peer_new(NULL);
  c->rng = g_rand_new_with_seed(5);
  c->own = g_ptr_array_new();
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(rows[i].name, "mantis") == 0)
      c->mantis = rows[i];
  c->mantis.internal = TRUE;
  g_ptr_array_add(c->own, &c->mantis);
  ingest_fetch_options_init(&c->fetch);
  c->fetch.now = HARNESS_NOW;
  c->fetch.rng = c->rng;
  g_autofree char *url = peer_url(c->peer, "/view.php?id=6893");
  g_autofree char *mbox =
      g_strdup_printf("From ann@example.org Tue May 13 09:00:00 2014\nFrom: Ann <ann@example.org>\n"
                      "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <fan@example.org>\n"
                      "Subject: Roadmap\n\nBacklog:\n\n* Find out why the fan never stops\n  %s\n",
                      url);
  /* A group of its own: other mail cites servers that are not on loopback. */
  c->db = harness_open(c->harness);
  g_autoptr(GError) error = NULL;
  Group fan = {.name = (char[]){"fan"}, .title = (char[]){"Fans"}, .timezone = (char[]){"UTC"}};
  g_assert_true(db_group_add(c->db, &fan, HARNESS_NOW, &error));
  harness_ingest(c->harness, "fan", mbox);
  g_autoptr(Group) group = db_group_get(c->db, "fan", &error);
  g_assert_no_error(error);
  c->group = group->id;
  const char *host = strstr(url, "://") + 3;
  c->key = g_strdup_printf("bug:%.*s/6893", (int)strcspn(host, "/"), host);
}

static void
tear_down(Case *c, gconstpointer data)
{
  (void)data;
  db_close(c->db);
  harness_free(c->harness);
  peer_free(c->peer);
  g_rand_free(c->rng);
  g_ptr_array_unref(c->own);
  g_free(c->key);
}

static Db *
take(gpointer data, GError **error)
{
  (void)error;
  return data;
}

static void
give(gpointer data)
{
  (void)data;
}

/* max 0: as many as a run asks about. */
static LinkRefreshSummary
refresh_some(Case *c, gint64 now, guint max)
{
  c->fetch.now = now;
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(c->own, NULL, &c->fetch);
  if (c->waits != NULL)
    ingest_link_asker_set_waits(asker, c->waits);
  LinkRefresh refresh = {.now = now,
                         .asker = asker,
                         .writer_take = take,
                         .writer_give = give,
                         .data = c->db,
                         .max = max};
  LinkRefreshSummary summary;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) due = server_link_due(c->db, c->group, now, &error);
  g_assert_no_error(error);
  g_assert_true(server_link_refresh(due, &refresh, &summary, &error));
  g_assert_no_error(error);
  return summary;
}

static LinkRefreshSummary
refresh_at(Case *c, gint64 now)
{
  return refresh_some(c, now, 0);
}

static void
put_state(Case *c, const char *state)
{
  g_autofree char *answer = g_strdup_printf(
      "{\"issues\":[{\"summary\":\"Fan <b>never</b> stops\",\"status\":{\"name\":\"%s\"}}]}",
      state);
  peer_put(c->peer, ISSUE, "application/json", answer, -1);
}

static guint
count_asked(Case *c)
{
  g_auto(GStrv) log = peer_log(c->peer);
  return g_strv_length(log);
}

static void
assert_page_has(Case *c, const char *path, const char *text)
{
  g_autoptr(Answer) answer = harness_get(c->harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  if (strstr(answer->body, text) == NULL)
    g_error("%s has no %s", path, text);
}

static void
test_a_closed_bug_is_told_on_the_item_and_in_the_agenda(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "resolved");
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(summary.n_told, ==, 1);
  harness_serve(c->harness, NULL);
  g_autofree char *why = g_strconcat(c->key + strlen("bug:"), " is resolved", NULL);
  assert_page_has(c, "/fan/agenda", why);
  g_autofree char *suggestion = g_strconcat("Its bug ", why, ", so this may be done.", NULL);
  assert_page_has(c, "/fan/items/1", suggestion);
  g_autoptr(Answer) visitor = harness_get(c->harness, "/fan/items/1");
  g_assert_null(strstr(visitor->body, "Mark as done")); /* it is the chair's to say */
  assert_page_has(c, "/fan/items/1", "Fan &lt;b&gt;never&lt;/b&gt; stops");
  assert_page_has(c, "/fan/items/1", ">resolved</span>");
  assert_page_has(c, "/fan/agenda.txt", "Fan <b>never</b> stops (resolved)");
  assert_page_has(c, "/fan/agenda", "Fan &lt;b&gt;never&lt;/b&gt; stops");
  g_autoptr(Answer) links = harness_get(c->harness, "/api/v1/fan/links");
  g_assert_nonnull(strstr(links->body, "\"state\": \"resolved\""));
}

/* The chair is asked, and nothing changes until the chair says so. */
static void
test_a_closed_bug_is_the_chairs_to_settle(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) before = chair_get(&chair, "/virt/items/1");
  g_assert_null(strstr(before->body, "may be done"));
  LinkFact fact = {.key = (char[]){"bug:bugs.centos.org/6893"},
                   .title = (char[]){"Fan stays on"},
                   .state = (char[]){"resolved"},
                   .closed = TRUE,
                   .fetched = HARNESS_NOW,
                   .next = HARNESS_NOW + DAY};
  g_autoptr(GError) error = NULL;
  Db *db = harness_open(chair.harness);
  g_assert_true(db_link_fact_set(db, &fact, &error));
  db_close(db);
  g_autoptr(Answer) page = chair_get(&chair, "/virt/items/1");
  g_assert_nonnull(
      strstr(page->body, "<p>Its bug bugs.centos.org/6893 is resolved, so this may be done.</p>"));
  g_assert_nonnull(
      strstr(page->body, "<button name=\"value\" value=\"done\">Mark as done</button>"));
  g_autofree char *agenda = chair_run(chair.harness, (const char *[]){"agenda", "virt", NULL});
  g_auto(GStrv) words = g_strsplit_set(agenda, " \n", -1);
  g_autoptr(GString) line = g_string_new(NULL); /* where it was wrapped says nothing */
  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_string_append_printf(line, "%s ", words[i]);
  g_assert_nonnull(strstr(line->str, "bugs.centos.org/6893 is resolved"));
  chair_assert_post(&chair, "/virt/items/1", "verb=state&value=done", 303);
  g_autoptr(Answer) after = chair_get(&chair, "/virt/items/1");
  g_assert_null(strstr(after->body, "may be done"));
}

static void
test_it_is_asked_again_when_its_time_has_come(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "assigned");
  refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(count_asked(c), ==, 1);
  refresh_at(c, HARNESS_NOW + 60);
  g_assert_cmpuint(count_asked(c), ==, 1);
  put_state(c, "closed");
  refresh_at(c, HARNESS_NOW + DAY);
  g_assert_cmpuint(count_asked(c), ==, 2);
  g_autoptr(LinkFact) fact = db_link_fact_get(c->db, c->key, NULL);
  g_assert_cmpstr(fact->state, ==, "closed");
  g_assert_cmpint(fact->changed, ==, HARNESS_NOW + DAY);
  put_state(c, "feedback");
  refresh_at(c, HARNESS_NOW + 9 * DAY);
  harness_serve(c->harness, NULL);
  assert_page_has(c, "/fan/agenda", " was reopened (closed, now feedback)");
}

static void
test_a_server_in_trouble_is_asked_less_and_less(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "assigned");
  peer_fault(c->peer, ISSUE, 2, &(PeerFault){.status = 503});
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(summary.n_failed, ==, 1);
  g_autoptr(LinkFact) once = db_link_fact_get(c->db, c->key, NULL);
  g_assert_cmpuint(once->failures, ==, 1);
  g_assert_nonnull(strstr(once->error, "503"));
  refresh_at(c, once->next);
  g_autoptr(LinkFact) twice = db_link_fact_get(c->db, c->key, NULL);
  g_assert_cmpuint(twice->failures, ==, 2);
  g_assert_cmpint(twice->next - once->next, >, once->next - HARNESS_NOW);
  refresh_at(c, twice->next);
  g_autoptr(LinkFact) well = db_link_fact_get(c->db, c->key, NULL);
  g_assert_cmpstr(well->state, ==, "assigned");
  g_assert_cmpuint(well->failures, ==, 0);
}

static void
test_without_an_operators_word_nothing_inside_is_asked(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "resolved");
  g_ptr_array_set_size(c->own, 0);
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(summary.n_failed, ==, 1);
  g_assert_cmpuint(count_asked(c), ==, 0);
  g_autoptr(LinkFact) fact = db_link_fact_get(c->db, c->key, NULL);
  g_assert_nonnull(strstr(fact->error, "private network"));
}

/* --- many in one request --- */

static void
cite(Case *c, const char *id, const char *lines)
{
  g_autofree char *mbox =
      g_strdup_printf("From ann@example.org Tue May 13 10:00:00 2014\nFrom: Ann <ann@example.org>\n"
                      "Date: Tue, 13 May 2014 10:00:00 +0000\nMessage-ID: <%s@example.org>\n"
                      "Subject: More\n\nBacklog:\n\n%s",
                      id, lines);
  harness_ingest(c->harness, "fan", mbox);
}

/* Three bugs of a Bugzilla beside the one of the Mantis. */
static void
cite_bugzilla(Case *c, LinkAsk *bugzilla)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(rows[i].name, "bugzilla") == 0)
      *bugzilla = rows[i];
  bugzilla->internal = TRUE;
  g_ptr_array_add(c->own, bugzilla);
  g_autofree char *base = peer_url(c->peer, "/show_bug.cgi?id=");
  g_autofree char *lines = g_strdup_printf(
      "* Cool the first\n  %s1\n* Cool the second\n  %s2\n* Cool the third\n  %s3\n", base, base,
      base);
  cite(c, "bugs", lines);
  put_state(c, "assigned");
}

#define MANY "/rest/bug?id=1,2,3&include_fields=id,summary,status"

static LinkFact *
fact_of_bug(Case *c, guint number)
{
  g_autofree char *base = g_strndup(c->key, strlen(c->key) - strlen("6893"));
  g_autofree char *key = g_strdup_printf("%s%u", base, number);
  g_autoptr(GError) error = NULL;
  LinkFact *fact = db_link_fact_get(c->db, key, &error);
  g_assert_no_error(error);
  g_assert_nonnull(fact);
  return fact;
}

static void
test_bugs_of_one_tracker_are_asked_about_together(Case *c, gconstpointer data)
{
  (void)data;
  LinkAsk bugzilla;
  cite_bugzilla(c, &bugzilla);
  peer_put(c->peer, MANY, "application/json",
           "{\"bugs\":[{\"id\":1,\"summary\":\"Hot\",\"status\":\"CLOSED\"},"
           "{\"id\":3,\"summary\":\"Loud\",\"status\":\"NEW\"}]}",
           -1);
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(count_asked(c), ==, 2); /* the Mantis is asked about its one */
  g_assert_cmpuint(summary.n_asked, ==, 4);
  g_assert_cmpuint(summary.n_told, ==, 3);
  g_assert_cmpuint(summary.n_failed, ==, 1);
  g_autoptr(LinkFact) one = fact_of_bug(c, 1);
  g_autoptr(LinkFact) two = fact_of_bug(c, 2);
  g_autoptr(LinkFact) three = fact_of_bug(c, 3);
  g_assert_cmpstr(one->title, ==, "Hot");
  g_assert_true(one->closed);
  g_assert_null(two->title);
  g_assert_cmpuint(two->failures, ==, 1);
  g_assert_cmpstr(three->state, ==, "NEW");
  g_assert_cmpint(three->next, <, one->next);
  refresh_at(c, HARNESS_NOW + 60);
  g_assert_cmpuint(count_asked(c), ==, 2);
}

/* A Bugzilla of before 5.0 has no such address: each is asked about alone, and what failed is told
 * for each. */
static void
test_a_tracker_that_knows_no_batches_is_asked_one_by_one(Case *c, gconstpointer data)
{
  (void)data;
  LinkAsk bugzilla;
  cite_bugzilla(c, &bugzilla);
  peer_put(c->peer, "/rest/bug/2?include_fields=id,summary,status", "application/json",
           "{\"bugs\":[{\"id\":2,\"summary\":\"Hot\",\"status\":\"NEW\"}]}", -1);
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(count_asked(c), ==, 5);
  g_assert_cmpuint(summary.n_told, ==, 2);
  g_assert_cmpuint(summary.n_failed, ==, 2);
  g_autoptr(LinkFact) two = fact_of_bug(c, 2);
  g_assert_cmpstr(two->title, ==, "Hot");
}

static void
test_a_batch_of_a_server_in_trouble_is_asked_once(Case *c, gconstpointer data)
{
  (void)data;
  LinkAsk bugzilla;
  cite_bugzilla(c, &bugzilla);
  g_ptr_array_remove_index(c->own, 0); /* the Mantis is on the same host */
  peer_put(c->peer, MANY, "application/json", "{}", -1);
  peer_fault(c->peer, MANY, 1, &(PeerFault){.status = 503});
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(count_asked(c), ==, 1);
  g_assert_cmpuint(summary.n_told, ==, 0);
  g_autoptr(LinkFact) three = fact_of_bug(c, 3);
  g_assert_nonnull(strstr(three->error, "503"));
}

/* --- how much in one run --- */

static void
cite_many(Case *c, const char *id, const Peer *peer, const char *path, guint n)
{
  g_autoptr(GString) lines = g_string_new(NULL);
  for (guint i = 1; i <= n; i++) {
    g_autofree char *url = peer_url(peer, path);
    g_string_append_printf(lines, "* Cool part %u of %s\n  %s%u\n", i, id, url, i);
  }
  cite(c, id, lines->str);
}

static void
put_many(Peer *peer, guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_autofree char *target = g_strdup_printf("/api/rest/index.php/issues/%u", i);
    peer_put(peer, target, "application/json",
             "{\"issues\":[{\"summary\":\"Hot\",\"status\":{\"name\":\"assigned\"}}]}", -1);
  }
}

static guint
count_gets(Peer *peer)
{
  g_auto(GStrv) log = peer_log(peer);
  peer_log_clear(peer);
  return g_strv_length(log);
}

static void
test_a_host_is_asked_so_often_in_a_run(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(Peer) other = peer_new("127.0.0.2");
  put_state(c, "assigned");
  /* More of one host than a run asks about in all: the other need not wait for it. */
  put_many(c->peer, 109);
  put_many(other, 30);
  cite_many(c, "near", c->peer, "/view.php?id=", 109);
  cite_many(c, "far", other, "/view.php?id=", 30);
  guint told = 0;
  const guint near[] = {20, 20, 20, 20, 20, 10, 0};
  const guint far[] = {20, 10, 0, 0, 0, 0, 0};
  G_STATIC_ASSERT(LINK_REFRESH_PER_HOST == 20 && LINK_REFRESH_MAX == 100);
  for (guint run = 0; run < G_N_ELEMENTS(near); run++) {
    LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW + 900 * (gint64)run);
    g_assert_cmpuint(count_gets(c->peer), ==, near[run]);
    g_assert_cmpuint(count_gets(other), ==, far[run]);
    g_assert_cmpuint(summary.n_asked, ==, near[run] + far[run]);
    told += summary.n_told;
  }
  g_assert_cmpuint(told, ==, 109 + 30 + 1);
}

/* The first of four bugs is answered so; the others are not asked about. */
static void
refuse_first(Case *c, const char *retry_after)
{
  g_autofree char *line = g_strdup_printf("Retry-After: %s\r\n", retry_after);
  put_state(c, "assigned");
  put_many(c->peer, 3);
  cite_many(c, "near", c->peer, "/view.php?id=", 3);
  peer_fault(c->peer, "/api/rest/index.php/issues/1", 1,
             &(PeerFault){.status = 429, .headers = line});
  refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(count_gets(c->peer), ==, 1);
}

static void
test_a_server_is_asked_again_when_it_said(Case *c, gconstpointer form)
{
  const gint64 then = HARNESS_NOW + DAY / 4;
  g_autofree char *date = server_http_date(then);
  g_autoptr(Peer) other = peer_new("127.0.0.2");
  put_many(other, 2);
  cite_many(c, "far", other, "/view.php?id=", 2);
  refuse_first(c, strcmp(form, "date") == 0 ? date : form);
  g_assert_cmpuint(count_gets(other), ==, 2);
  refresh_at(c, then - 60);
  g_assert_cmpuint(count_gets(c->peer), ==, 0);
  g_autoptr(LinkFact) asked = fact_of_bug(c, 1);
  g_autoptr(LinkFact) unasked = fact_of_bug(c, 2);
  g_assert_cmpint(asked->next, >=, then);
  g_assert_cmpint(unasked->next, >=, then);
  g_assert_cmpuint(asked->failures, ==, 1);
  g_assert_cmpuint(unasked->failures, ==, 0);
  refresh_at(c, asked->next);
  g_assert_cmpuint(count_gets(c->peer), ==, 4);
}

static void
test_none_is_left_alone_for_more_than_a_day(Case *c, gconstpointer form)
{
  refuse_first(c, form);
  refresh_at(c, HARNESS_NOW + DAY - 1);
  g_assert_cmpuint(count_gets(c->peer), ==, 0);
  refresh_at(c, HARNESS_NOW + DAY);
  g_assert_cmpuint(count_gets(c->peer), ==, 4);
}

/* A bug that mail cites meanwhile waits as well, where runs know of each other. */
static void
test_what_is_cited_meanwhile_waits_too(Case *c, gconstpointer data)
{
  g_autoptr(GHashTable) waits = c->waits = ingest_link_waits_new();
  refuse_first(c, data);
  put_many(c->peer, 4);
  cite_many(c, "later", c->peer, "/view.php?id=", 4);
  refresh_at(c, HARNESS_NOW + 900);
  g_assert_cmpuint(count_gets(c->peer), ==, 0);
  refresh_at(c, HARNESS_NOW + DAY);
  g_assert_cmpuint(count_gets(c->peer), ==, 5);
  g_assert_cmpuint(g_hash_table_size(waits), ==, 0);
}

/* Nor when the run is a small one; what the others leave is for the first. */
static void
test_a_small_run_asks_other_hosts_too(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(Peer) other = peer_new("127.0.0.2");
  put_state(c, "assigned");
  put_many(c->peer, 30);
  put_many(other, 30);
  cite_many(c, "near", c->peer, "/view.php?id=", 30);
  for (guint run = 0; run < 2; run++) {
    LinkRefreshSummary summary = refresh_some(c, HARNESS_NOW + run, 10);
    g_assert_cmpuint(summary.n_asked, ==, 10);
    g_assert_cmpuint(count_gets(c->peer), ==, run == 0 ? 10 : 8);
    g_assert_cmpuint(count_gets(other), ==, run == 0 ? 0 : 2);
    if (run == 0)
      cite_many(c, "far", other, "/view.php?id=", 2);
  }
}

static void
test_a_run_asks_about_so_many(Case *c, gconstpointer data)
{
  (void)data;
  LinkAsk bugzilla;
  cite_bugzilla(c, &bugzilla);
  peer_put(c->peer, "/rest/bug", "application/json", "{\"bugs\":[]}", -1);
  cite_many(c, "many", c->peer, "/show_bug.cgi?id=", 180);
  LinkRefreshSummary summary = refresh_at(c, HARNESS_NOW);
  g_assert_cmpuint(summary.n_asked, ==, LINK_REFRESH_MAX);
  g_auto(GStrv) log = peer_log(c->peer);
  guint n_things = 0, n_batches = 0;
  for (guint i = 0; log[i] != NULL; i++) {
    g_auto(GStrv) ids = g_strsplit(log[i], ",", -1);
    guint batch = g_str_has_prefix(log[i], "GET /rest/bug?id=") ? 1 : 0;
    /* The fields to include are divided by two commas too. */
    guint n = batch > 0 ? g_strv_length(ids) - 2 : 1;
    g_assert_cmpuint(n, <=, LINK_BATCH_MAX);
    n_things += n;
    n_batches += batch;
  }
  g_assert_cmpuint(n_things, ==, LINK_REFRESH_MAX);
  g_assert_cmpuint(n_batches, ==, LINK_REFRESH_MAX / LINK_BATCH_MAX);
}

/* Each of them costs a row of its own, asked or not. */
static void
test_what_no_tracker_is_known_for_counts_as_well(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "assigned");
  g_autoptr(GString) lines = g_string_new(NULL);
  for (guint i = 1; i <= 30; i++)
    g_string_append_printf(
        lines, "* Cool part %u as commit 0160676abc0160676abc0160676abc016067%04u\n", i, i);
  cite(c, "many", lines->str);
  LinkRefreshSummary summary = refresh_some(c, HARNESS_NOW, 10);
  g_assert_cmpuint(summary.n_unknown, >=, 9);
  g_assert_cmpuint(summary.n_asked + summary.n_unknown, ==, 10);
  summary = refresh_some(c, HARNESS_NOW + 1, G_MAXUINT);
  g_assert_cmpuint(summary.n_asked + summary.n_unknown, ==, 21);
}

/* --- commits --- */

#define SHA "0160676abc0160676abc0160676abc0160676abc"

static char *
run(Case *c, const char *const *args)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  int status = harness_run(c->harness, args, &out, &err);
  if (status != 0)
    g_error("%s: %s", args[0], err);
  return out;
}

static void
put_commit(Case *c)
{
  peer_put(c->peer, "/api/v4/projects/edge%2Ffan/repository/commits/" SHA, "application/json",
           "{\"title\":\"fan: rest\",\"author_name\":\"Chlo\u00e9 Marchand\","
           "\"authored_date\":\"2014-04-15T15:53:34Z\"}",
           -1);
  peer_put(c->peer,
           "/api/v4/projects/edge%2Ffan/repository/commits/" SHA "/refs?type=tag&per_page=100",
           "application/json", "[{\"name\":\"v1.0\"},{\"name\":\"v1.1\"}]", -1);
}

static void
test_a_commit_without_an_address_is_of_the_groups_repository(Case *c, gconstpointer data)
{
  (void)data;
  put_commit(c);
  put_state(c, "assigned");
  cite(c, "sha", "* Let the fan rest, see commit " SHA "\n");
  refresh_at(c, HARNESS_NOW);
  g_autoptr(LinkFact) unknown = db_link_fact_get(c->db, "commit:" SHA, NULL);
  g_assert_null(unknown->title); /* whose it is was not said, and nobody guesses */
  g_autofree char *address = peer_url(c->peer, "/edge/fan/-/commit/%s");
  g_free(run(c, (const char *[]){"tracker", "commits", "fan", address, "--internal", NULL}));
  g_autofree char *list = run(c, (const char *[]){"tracker", "list", NULL});
  g_assert_nonnull(strstr(list, "fan: commits cited by hash alone are http://127"));
  g_free(run(c, (const char *[]){"links", "refresh", "fan", NULL}));
  g_autoptr(LinkFact) fact = db_link_fact_get(c->db, "commit:" SHA, NULL);
  g_assert_cmpstr(fact->title, ==, "fan: rest");
  g_assert_cmpstr(fact->tags, ==, "v1.0 v1.1");
  harness_serve(c->harness, NULL);
  assert_page_has(c, "/fan/refs/commit/0160676", "fan: rest");
  assert_page_has(c, "/fan/refs/commit/0160676", "Chloé Marchand");
  assert_page_has(c, "/fan/refs/commit/0160676", "datetime=\"2014-04-15");
  assert_page_has(c, "/fan/refs/commit/0160676", "v1.1");
  assert_page_has(c, "/api/v1/fan/links", "\"tags\": [");
  g_free(run(c, (const char *[]){"tracker", "commits", "fan", "none", NULL}));
  g_autofree char *after = run(c, (const char *[]){"tracker", "list", NULL});
  g_assert_null(strstr(after, "cited by hash alone"));
}

static void
test_a_commit_in_no_tag_is_asked_about_again(Case *c, gconstpointer data)
{
  (void)data;
  put_commit(c);
  put_state(c, "assigned");
  refresh_at(c, HARNESS_NOW); /* its Mantis, which is at the same host, needs no asking then */
  peer_put(c->peer,
           "/api/v4/projects/edge%2Ffan/repository/commits/" SHA "/refs?type=tag&per_page=100",
           "application/json", "[]", -1);
  cite(c, "sha", "* Let the fan rest, see commit " SHA "\n");
  g_autofree char *address = peer_url(c->peer, "/edge/fan/-/commit/%s");
  g_free(run(c, (const char *[]){"tracker", "commits", "fan", address, "--internal", NULL}));
  g_free(run(c, (const char *[]){"links", "refresh", "fan", NULL}));
  g_autoptr(LinkFact) fact = db_link_fact_get(c->db, "commit:" SHA, NULL);
  g_assert_cmpstr(fact->tags, ==, "");
  g_assert_cmpint(fact->next - fact->fetched, ==, LINK_REFRESH_UNTAGGED);
}

/* As an operator does it, by command. */
static void
test_an_operator_adds_a_tracker_inside(Case *c, gconstpointer data)
{
  (void)data;
  put_state(c, "resolved");
  g_autofree char *address = peer_url(c->peer, "/view.php?id=%s");
  const char *const add[] = {"tracker", "add", "fans", address, "fan#", "--internal", NULL};
  const char *const refresh[] = {"links", "refresh", "fan", NULL};
  const char *const agenda[] = {"agenda", "fan", NULL};
  g_autofree char *out = NULL, *err = NULL, *told = NULL, *err2 = NULL, *text = NULL, *err3 = NULL;
  g_assert_cmpint(harness_run(c->harness, add, &out, &err), ==, 0);
  g_assert_cmpint(harness_run(c->harness, refresh, &told, &err2), ==, 0);
  g_assert_nonnull(strstr(told, "Fan <b>never</b> stops (resolved)"));
  g_assert_nonnull(strstr(told, "1 asked: 1 told, 0 failed"));
  g_assert_cmpint(harness_run(c->harness, agenda, &text, &err3), ==, 0);
  g_assert_nonnull(strstr(text, "is resolved"));
}

#define WAIT(name, form, func)                                                                     \
  g_test_add("/link-refresh/" name, Case, form, set_up, func, tear_down)
#define ADD(name, func) WAIT(name, NULL, func)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("a closed bug is told on the item and in the agenda",
      test_a_closed_bug_is_told_on_the_item_and_in_the_agenda);
  ADD("it is asked again when its time has come", test_it_is_asked_again_when_its_time_has_come);
  ADD("a server in trouble is asked less and less",
      test_a_server_in_trouble_is_asked_less_and_less);
  ADD("without an operator's word nothing inside is asked",
      test_without_an_operators_word_nothing_inside_is_asked);
  ADD("an operator adds a tracker inside", test_an_operator_adds_a_tracker_inside);
  ADD("bugs of one tracker are asked about together",
      test_bugs_of_one_tracker_are_asked_about_together);
  ADD("a tracker that knows no batches is asked one by one",
      test_a_tracker_that_knows_no_batches_is_asked_one_by_one);
  ADD("a batch of a server in trouble is asked once",
      test_a_batch_of_a_server_in_trouble_is_asked_once);
  ADD("a host is asked so often in a run", test_a_host_is_asked_so_often_in_a_run);
  WAIT("a server is asked again when it said", "21600", test_a_server_is_asked_again_when_it_said);
  WAIT("or at the date that it said", "date", test_a_server_is_asked_again_when_it_said);
  WAIT("none is left alone for more than a day", "99999999999999999999",
       test_none_is_left_alone_for_more_than_a_day);
  WAIT("nor until a far date", "Fri, 31 Dec 2100 23:59:59 GMT",
       test_none_is_left_alone_for_more_than_a_day);
  WAIT("what is cited meanwhile waits too", "21600", test_what_is_cited_meanwhile_waits_too);
  ADD("a small run asks other hosts too", test_a_small_run_asks_other_hosts_too);
  ADD("a run asks about so many", test_a_run_asks_about_so_many);
  ADD("what no tracker is known for counts as well",
      test_what_no_tracker_is_known_for_counts_as_well);
  ADD("a commit without an address is of the group's repository",
      test_a_commit_without_an_address_is_of_the_groups_repository);
  ADD("a commit in no tag is asked about again", test_a_commit_in_no_tag_is_asked_about_again);
  g_test_add_func("/link-refresh/a closed bug is the chair's to settle",
                  test_a_closed_bug_is_the_chairs_to_settle);
  return g_test_run();
}
