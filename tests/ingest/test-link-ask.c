#include "ingest/link-ask.h"
#include "ingest/link-place.h"
#include "ingest/parse.h"

#include <string.h>

static const LinkAsk *
row_for(LinkKind kind, const char *url)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++)
    if (ingest_link_ask_fits(&rows[i], kind, url))
      return &rows[i];
  return NULL;
}

static void
test_every_kind_of_server_is_asked_at_its_own_address(void)
{
  static const struct {
    LinkKind kind;
    const char *key, *url, *ask;
  } cases[] = {
      {LINK_BUG, "bug:bugs.example.org/6893", "https://bugs.example.org/view.php?id=6893&nbn=1",
       "https://bugs.example.org/api/rest/index.php/issues/6893"},
      {LINK_BUG, "bug:bugs.example.org/12", "http://bugs.example.org:8080/mantis/view.php?id=12#c3",
       "http://bugs.example.org:8080/mantis/api/rest/index.php/issues/12"},
      {LINK_BUG, "bug:bugzilla.example.org/77", "https://bugzilla.example.org/show_bug.cgi?id=77",
       "https://bugzilla.example.org/rest/bug/77?include_fields=id,summary,status"},
      {LINK_BUG, "bug:github.com/fennel/board/9", "https://github.com/fennel/board/issues/9",
       "https://api.github.com/repos/fennel/board/issues/9"},
      {LINK_BUG, "bug:github.example.org/a/b/9", "https://github.example.org/a/b/issues/9",
       "https://github.example.org/api/v3/repos/a/b/issues/9"},
      {LINK_COMMIT, "commit:0160676abc", "https://github.example.org/a/b/commit/0160676abc",
       "https://github.example.org/api/v3/repos/a/b/commits/0160676abc"},
      {LINK_BUG, "bug:git.example.org/a/b/c/5", "https://git.example.org/a/b/c/-/issues/5",
       "https://git.example.org/api/v4/projects/a%2Fb%2Fc/issues/5"},
      {LINK_BUG, "bug:pagure.io/fennel/3", "https://pagure.io/fennel/issue/3",
       "https://pagure.io/api/0/fennel/issue/3"},
      {LINK_BUG, "bug:launchpad.net/42", "https://bugs.launchpad.net/fennel/+bug/42",
       "https://api.launchpad.net/1.0/bugs/42/bug_tasks"},
      {LINK_BUG, "bug:bugs.debian.org/990", "https://bugs.debian.org/990",
       "https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=990"},
      {LINK_BUG, "bug:issues.example.org/EDGE-7", "https://issues.example.org/jira/browse/EDGE-7",
       "https://issues.example.org/jira/rest/api/2/issue/EDGE-7?fields=summary,status"},
      {LINK_COMMIT, "commit:0160676abc", "https://github.com/fennel/board/commit/0160676abc",
       "https://api.github.com/repos/fennel/board/commits/0160676abc"},
      {LINK_COMMIT, "commit:0160676abc", "https://git.example.org/x/y/-/commit/0160676abc",
       "https://git.example.org/api/v4/projects/x%2Fy/repository/commits/0160676abc"},
      {LINK_COMMIT, "commit:0160676abc", "http://git.example.org/?p=edge.git;a=commit;h=0160676abc",
       "http://git.example.org/?p=edge.git;a=patch;h=0160676abc"},
      {LINK_COMMIT, "commit:0160676abc",
       "http://git.example.org/?p=edge.git;a=commitdiff;h=0160676abc",
       "http://git.example.org/?p=edge.git;a=patch;h=0160676abc"},
      {LINK_COMMIT, "commit:0160676abc", "https://git.example.org/edge.git/commit/?id=0160676abc",
       "https://git.example.org/edge.git/patch/?id=0160676abc"},
      {LINK_PATCH, "patch:github.com/a/b/pull/12", "https://github.com/a/b/pull/12/commits",
       "https://api.github.com/repos/a/b/pulls/12"},
      {LINK_PATCH, "patch:git.example.org/x/y/-/merge_requests/6",
       "https://git.example.org/x/y/-/merge_requests/6#note_2",
       "https://git.example.org/api/v4/projects/x%2Fy/merge_requests/6"},
      {LINK_ADVISORY, "advisory:XSA-222", "https://xenbits.xen.org/xsa/advisory-222.html",
       "https://xenbits.xen.org/xsa/advisory-222.html"},
      {LINK_CVE, "cve:CVE-2026-10234", NULL, "https://cveawg.mitre.org/api/cve/CVE-2026-10234"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    const LinkAsk *row = row_for(cases[i].kind, cases[i].url);
    g_assert_nonnull(row);
    g_autofree char *ask = ingest_link_ask_url(row, cases[i].key, cases[i].url);
    g_assert_cmpstr(ask, ==, cases[i].ask);
  }
}

static void
test_what_is_no_address_of_a_tracker_is_not_asked(void)
{
  g_assert_null(row_for(LINK_BUG, "https://www.example.org/news"));
  g_assert_null(row_for(LINK_BUG, "ftp://bugs.example.org/view.php?id=1"));
  g_assert_null(row_for(LINK_BUG, "https://user:word@bugs.example.org/view.php?id=1"));
  g_assert_null(row_for(LINK_BUG, "https://evil.example.org/#view.php?id=1"));
  g_assert_null(row_for(LINK_BUG, NULL));
  g_assert_null(row_for(LINK_COMMIT, NULL));
  g_assert_null(row_for(LINK_WEB, "https://bugs.example.org/view.php?id=1"));
}

static LinkFact *
read_as(const char *name, const char *key, const char *body)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  g_autoptr(GError) error = NULL;
  for (guint i = 0; i < n; i++)
    if (strcmp(rows[i].name, name) == 0) {
      LinkFact *fact = ingest_link_ask_read(&rows[i], key, body, strlen(body), &error);
      g_assert_no_error(error);
      return fact;
    }
  g_assert_not_reached();
}

static void
assert_fact(const char *name, const char *key, const char *body, const char *title,
            const char *state, gboolean closed)
{
  g_autoptr(LinkFact) fact = read_as(name, key, body);
  g_assert_cmpstr(fact->key, ==, key);
  g_assert_cmpstr(fact->title, ==, title);
  g_assert_cmpstr(fact->state, ==, state);
  g_assert_cmpint(fact->closed, ==, closed);
}

static void
test_titles_and_states_of_bugs_are_read(void)
{
  assert_fact("mantis", "bug:b.example.org/6893",
              "{\"issues\":[{\"id\":6893,\"summary\":\"Fan stays "
              "on\",\"status\":{\"id\":80,\"name\":\"resolved\"}}]}",
              "Fan stays on", "resolved", TRUE);
  assert_fact("mantis-page", "bug:b.example.org/6893",
              "<html><table><tr><td class=\"category\">Status</td><td>assigned</td></tr><tr><td "
              "class=\"category\">"
              "Summary</td><td colspan=\"5\">0006893: Fan stays &amp; stays</td></tr></table>",
              "Fan stays & stays", "assigned", FALSE);
  assert_fact("mantis-page", "bug:b.example.org/7",
              "<table><tr><th class=\"bug-status category\">Status</th><td "
              "class=\"bug-status\"><i></i> closed</td></tr>"
              "<tr><th class=\"bug-summary category\">Summary</th><td "
              "class=\"bug-summary\">0000007: Boot loops</td></tr>",
              "Boot loops", "closed", TRUE);
  assert_fact(
      "bugzilla", "bug:b.example.org/5",
      "{\"bugs\":[{\"id\":5,\"summary\":\"No sound\",\"status\":\"VERIFIED\"}],\"faults\":[]}",
      "No sound", "VERIFIED", TRUE);
  assert_fact("github", "bug:github.com/a/b/5", "{\"title\":\"No \\u0007bell\",\"state\":\"open\"}",
              "No bell", "open", FALSE);
  assert_fact("pagure", "bug:pagure.io/a/5", "{\"title\":\"T\",\"status\":\"Closed\"}", "T",
              "Closed", TRUE);
  assert_fact("launchpad", "bug:launchpad.net/42",
              "{\"entries\":[{\"title\":\"Bug #42 in fennel (Edge): \\\"Fan: it "
              "\\\\\\\"sings\\\\\\\"\\\"\",\"status\":\"Won't Fix\"}]}",
              "Fan: it \\\"sings\\\"", "Won't Fix", TRUE);
  assert_fact("jira", "bug:i.example.org/EDGE-7",
              "{\"fields\":{\"summary\":\"Ship it\",\"status\":{\"name\":\"In Progress\"}}}",
              "Ship it", "In Progress", FALSE);
  assert_fact("debian", "bug:bugs.debian.org/990",
              "<title>#990 - fennel: fan sings - Debian Bug report "
              "logs</title><p><strong>Done:</strong> Ann",
              "fennel: fan sings", "done", TRUE);
  assert_fact("debian", "bug:bugs.debian.org/991",
              "<title>#991 - other - Debian Bug report logs</title><p>Package", "other", "open",
              FALSE);
}

static void
test_commits_and_advisories_are_read(void)
{
  g_autoptr(LinkFact) patch =
      read_as("cgit", "commit:0160676abc",
              "From 0160676abc0160676abc0160676abc0160676abc Mon Sep 17 00:00:00 2001\n"
              "From: =?utf-8?q?Chlo=C3=A9?= Marchand <chloe@example.org>\n"
              "Date: Tue, 15 Apr 2014 16:53:34 +0100\nSubject: [PATCH 2/3] fan: stop when\n it is "
              "cold\n\nBody\n---\n");
  g_assert_cmpstr(patch->title, ==, "fan: stop when it is cold");
  g_assert_cmpstr(patch->author, ==, "Chloé Marchand");
  g_assert_cmpint(patch->date, ==, 1397577214);
  g_autoptr(LinkFact) hub = read_as(
      "github-commit", "commit:0160676abc",
      "{\"commit\":{\"message\":\"fan: stop\\n\\nMore\",\"author\":{\"name\":\"Ann\",\"date\":"
      "\"2014-04-15T15:53:34Z\"}}}");
  g_assert_cmpstr(hub->title, ==, "fan: stop");
  g_assert_cmpint(hub->date, ==, 1397577214);
  g_autoptr(LinkFact) cve = read_as(
      "cve", "cve:CVE-2026-1",
      "{\"cveMetadata\":{\"datePublished\":\"2014-04-15T15:53:34.000Z\"},\"containers\":{\"cna\":"
      "{\"descriptions\":[{\"value\":\"A fan may overheat.\"}]}}}");
  g_assert_cmpstr(cve->title, ==, "A fan may overheat.");
  g_assert_cmpint(cve->date, ==, 1397577214);
  assert_fact("xsa", "advisory:XSA-222",
              "<title>XSA-222 - Advisories</title><table><tr><th>Title</th><td>fans may "
              "<b>sing</b></td></tr></table>",
              "fans may sing", NULL, FALSE);
}

static void
assert_unread(const char *name, const char *body, gsize len)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    if (strcmp(rows[i].name, name) != 0)
      continue;
    g_autoptr(GError) error = NULL;
    g_autoptr(LinkFact) fact = ingest_link_ask_read(&rows[i], "bug:h/1", body, len, &error);
    g_assert_null(fact);
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  }
}

static void
test_answers_that_are_something_else_are_told(void)
{
  assert_unread("mantis", "<html>Sign in</html>", 20);
  assert_unread("mantis", "{\"issues\":[]}", 13);
  assert_unread("mantis", "{\"issues\":[{\"summary\":{}}]}", 28);
  assert_unread("mantis", "", 0);
  assert_unread("mantis-page", "<html><p>Access denied", 22);
  g_autoptr(GString) deep = g_string_new("{\"issues\":");
  for (guint i = 0; i < 100000; i++)
    g_string_append_c(deep, '[');
  assert_unread("mantis", deep->str, deep->len);
  g_string_truncate(deep, 0);
  for (guint i = 0; i < 100000; i++)
    g_string_append(deep, "<td class=\"category\"><div>");
  assert_unread("mantis-page", deep->str, deep->len);
  g_string_set_size(deep, LINK_ANSWER_MAX + 1);
  assert_unread("mantis", deep->str, deep->len);
}

static void
test_a_title_is_one_short_line(void)
{
  g_autoptr(GString) body = g_string_new("{\"state\":\"open\",\"title\":\"");
  for (guint i = 0; i < 3000; i++)
    g_string_append(body, i % 2 == 0 ? "\xc3\xa9" : " \\u001b");
  g_string_append(body, "\"}");
  g_autoptr(LinkFact) fact = read_as("github", "bug:github.com/a/b/1", body->str);
  g_assert_cmpuint(strlen(fact->title), <=, LINK_TEXT_MAX + 4);
  g_assert_true(g_utf8_validate(fact->title, -1, NULL));
  g_assert_null(strpbrk(fact->title, "\n\033"));
}

static void
test_an_operators_row_is_checked(void)
{
  LinkAsk row = {.name = "own",
                 .kind = LINK_BUG,
                 .host = "t.example.org",
                 .has = "/t/",
                 .ask = "{front}/api/{id}",
                 .form = LINK_FORM_JSON,
                 .title = "/name"};
  g_autoptr(GError) error = NULL;
  g_assert_true(ingest_link_ask_check(&row, &error));
  g_assert_no_error(error);
  LinkAsk wrong[] = {row, row, row, row, row};
  wrong[0].ask = "{front}/api/{number}";
  wrong[1].ask = "file:///etc/{id}";
  wrong[2].title = "name";
  wrong[3].form = LINK_FORM_HTML;
  wrong[3].title = "//td[";
  wrong[4].form = LINK_FORM_MAIL;
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_assert_false(ingest_link_ask_check(&wrong[i], &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
    g_clear_error(&error);
  }
}

static char *
asked(const Tracker *tracker, const char *key, const char *url)
{
  g_autoptr(GPtrArray) trackers = g_ptr_array_new();
  g_ptr_array_add(trackers, (gpointer)(guintptr)tracker);
  g_autoptr(GPtrArray) rows = ingest_link_asks_of(trackers);
  for (guint i = 0; i < rows->len; i++)
    if (ingest_link_ask_fits(rows->pdata[i], LINK_BUG, url))
      return ingest_link_ask_url(rows->pdata[i], key, url);
  return NULL;
}

static void
test_a_tracker_is_asked_as_its_row_says(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Tracker) own = tracker_new("own", "https://t.example.org:81/t/%s");
  own->ask = g_strdup("{front}/api/{id}.xml");
  own->form = g_strdup("html");
  own->title_at = g_strdup("//name");
  g_assert_true(ingest_tracker_check_ask(own, &error));
  g_assert_no_error(error);
  g_autofree char *ask = asked(own, "bug:t.example.org:81/5", "https://t.example.org:81/t/5");
  g_assert_cmpstr(ask, ==, "https://t.example.org:81/api/5.xml");
  g_assert_null(asked(own, "bug:u.example.org/5", "https://u.example.org/t/5"));

  g_autoptr(Tracker) like = tracker_new("like", "http://10.1.2.3/view.php?id=%s");
  like->internal = TRUE;
  g_autofree char *shaped = asked(like, "bug:10.1.2.3/7", "http://10.1.2.3/view.php?id=7");
  g_assert_cmpstr(shaped, ==, "http://10.1.2.3/api/rest/index.php/issues/7");

  like->api = g_strdup("fogbugz");
  g_assert_false(ingest_tracker_check_ask(like, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
}

/* What is inside is named to nobody outside. */
static void
test_a_server_of_ones_own_is_asked_itself(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) trackers = g_ptr_array_new();
  g_autoptr(Tracker) hub = tracker_new("hub", "https://hub.example.org/a/b/issues/%s");
  g_autoptr(Tracker) debbugs = tracker_new("debbugs", "https://debbugs.example.org/%s");
  hub->api = g_strdup("github");
  hub->internal = TRUE;
  debbugs->api = g_strdup("debian");
  g_assert_true(ingest_tracker_check_ask(hub, &error));
  g_assert_true(ingest_tracker_check_ask(debbugs, &error));
  g_ptr_array_add(trackers, hub);
  g_ptr_array_add(trackers, debbugs);
  g_autofree char *issue =
      asked(hub, "bug:hub.example.org/a/b/9", "https://hub.example.org/a/b/issues/9");
  g_assert_cmpstr(issue, ==, "https://hub.example.org/api/v3/repos/a/b/issues/9");
  g_autofree char *bug =
      asked(debbugs, "bug:debbugs.example.org/5", "https://debbugs.example.org/5");
  g_assert_cmpstr(bug, ==, "https://debbugs.example.org/cgi-bin/bugreport.cgi?bug=5");
  const char *const links[] = {"https://hub.example.org/a/b/commit/0160676abc",
                               "https://hub.example.org/fan.git/commit/?id=0160676abc",
                               "https://hub.example.org/a/b/issues/9"};
  g_autoptr(GPtrArray) rows = ingest_link_asks_of(trackers);
  guint n_fit = 0;
  for (guint i = 0; i < rows->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS(links); k++) {
      if (!ingest_link_ask_fits(rows->pdata[i], k < 2 ? LINK_COMMIT : LINK_BUG, links[k]))
        continue;
      g_autofree char *ask = ingest_link_ask_url(rows->pdata[i], "x:0160676abc", links[k]);
      g_assert_true(g_str_has_prefix(ask, "https://hub.example.org/"));
      n_fit++;
    }
  g_assert_cmpuint(n_fit, >=, 3);
}

static const LinkAsk *
built_in(const char *name)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(rows[i].name, name) == 0)
      return &rows[i];
  g_assert_not_reached();
}

static GPtrArray *
keys_of(const char *const *texts)
{
  GPtrArray *keys = g_ptr_array_new();
  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add(keys, (gpointer)(guintptr)texts[i]);
  return keys;
}

static void
test_many_bugs_are_asked_about_at_once(void)
{
  const LinkAsk *row = built_in("bugzilla");
  const char *url = "https://b.example.org/bz/show_bug.cgi?id=7", *key = "bug:b.example.org/7";
  g_autofree char *batch = ingest_link_ask_batch_url(row, key, url);
  g_assert_cmpstr(batch, ==,
                  "https://b.example.org/bz/rest/bug?id={ids}&include_fields=id,summary,status");
  g_autoptr(GPtrArray) keys = keys_of((const char *[]){
      key, "bug:b.example.org/8", "bug:b.example.org/9", "bug:b.example.org/4", NULL});
  g_autofree char *ask = ingest_link_ask_batch_fill(batch, keys);
  g_assert_cmpstr(ask, ==,
                  "https://b.example.org/bz/rest/bug?id=7,8,9,4&include_fields=id,summary,status");
  /* In an order of its own, without one, with one that nobody asked for, and one without a title.
   */
  const char *body = "{\"bugs\":[{\"id\":9,\"summary\":\"Nine\",\"status\":\"NEW\"},"
                     "{\"id\":5,\"summary\":\"Five\"},{\"id\":4,\"status\":\"NEW\"},"
                     "{\"id\":7,\"summary\":\"Bug 7: Seven\",\"status\":\"CLOSED\"}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) facts = ingest_link_ask_read_batch(row, keys, body, strlen(body), &error);
  g_assert_no_error(error);
  g_assert_cmpuint(facts->len, ==, 4);
  const LinkFact *seven = facts->pdata[0], *nine = facts->pdata[2];
  g_assert_cmpstr(seven->title, ==, "Seven");
  g_assert_cmpstr(seven->key, ==, key);
  g_assert_true(seven->closed);
  g_assert_null(facts->pdata[1]);
  g_assert_cmpstr(nine->state, ==, "NEW");
  g_assert_false(nine->closed);
  g_assert_null(facts->pdata[3]);
  g_autoptr(GPtrArray) none = ingest_link_ask_read_batch(row, keys, "<html>", 6, &error);
  g_assert_null(none);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

/* A tracker whose answer for one is the ticket itself, and for many an array of tickets. */
static void
test_a_tracker_of_ones_own_is_asked_for_many(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Tracker) own = tracker_new("own", "https://t.example.org/t/%s");
  own->ask = g_strdup("{front}/api/{id}");
  own->title_at = g_strdup("/name");
  own->state_at = g_strdup("/state/word");
  own->batch = g_strdup("{front}/api?n={ids}");
  own->batch_id = g_strdup("/0/number");
  g_assert_true(ingest_tracker_check_ask(own, &error));
  g_assert_no_error(error);
  g_autoptr(GPtrArray) trackers = g_ptr_array_new();
  g_ptr_array_add(trackers, own);
  g_autoptr(GPtrArray) rows = ingest_link_asks_of(trackers);
  g_autoptr(GPtrArray) keys =
      keys_of((const char *[]){"bug:t.example.org/1", "bug:t.example.org/2", NULL});
  const char *body = "[{\"number\":\"1\",\"name\":\"One\",\"state\":{\"word\":\"new\"}},"
                     "{\"number\":2,\"name\":\"Two\"}]";
  g_autoptr(GPtrArray) facts =
      ingest_link_ask_read_batch(rows->pdata[0], keys, body, strlen(body), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(((const LinkFact *)facts->pdata[0])->state, ==, "new");
  g_assert_cmpstr(((const LinkFact *)facts->pdata[1])->title, ==, "Two");

  static const char *const wrong[][2] = {{"{front}/api?n={id}", "/0/number"},
                                         {"{front}/api?n={ids}", "/number"},
                                         {"{front}/api?n={ids}", "/1/number"},
                                         {"{front}/api?n={ids}&m={number}", "/0/number"},
                                         {"file:///{ids}", "/0/number"},
                                         {"{front}/api?n={ids}", NULL},
                                         {NULL, "/0/number"}};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_free(own->batch);
    g_free(own->batch_id);
    own->batch = g_strdup(wrong[i][0]);
    own->batch_id = g_strdup(wrong[i][1]);
    g_assert_false(ingest_tracker_check_ask(own, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
    g_clear_error(&error);
  }
}

static void
assert_tags(const char *name, const char *body, const char *tags)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *read = ingest_link_ask_read_tags(built_in(name), body, strlen(body), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(read, ==, tags);
}

static void
test_tags_that_hold_a_commit_are_read(void)
{
  g_autofree char *ask =
      ingest_link_ask_tags_url(built_in("gitlab-commit"), "commit:0160676abc",
                               "https://git.example.org/x/y/-/commit/0160676abc");
  g_assert_cmpstr(ask, ==,
                  "https://git.example.org/api/v4/projects/x%2Fy/repository/commits/0160676abc/refs"
                  "?type=tag&per_page=100");
  assert_tags("gitlab-commit",
              "[{\"type\":\"tag\",\"name\":\"v1.0\"},{\"type\":\"tag\",\"name\":\"two words\"},"
              "{\"type\":\"tag\"},{\"type\":\"tag\",\"name\":\"v1.1\"}]",
              "v1.0 v1.1");
  assert_tags("gitlab-commit", "[]", "");
  assert_tags("gitlab-commit", "{\"message\":\"404\"}", "");
  assert_tags("cgit",
              "<div class='commit-subject'>Rest<span class='decoration'><a class='branch-deco' "
              "href='/x/log/'>main</a><a class='tag-annotated-deco' href='/x/tag/?h=v2'>v2</a>"
              "<a class='tag-deco' href='/x/tag/?h=v2-rc'>v2-rc</a></span></div>",
              "v2 v2-rc");
  assert_tags(
      "gitweb",
      "<div class=title>Rest <span class=\"refs\"> <span class=\"head\"><a>main</a></span>"
      " <span class=\"tag indirect\" title=\"tags/v3\"><a href=\"/x\">v3</a></span></span></div>",
      "v3");
  g_autoptr(GString) many = g_string_new("[");
  for (guint i = 0; i < 2 * LINK_TAGS_MAX; i++)
    g_string_append_printf(many, "%s{\"name\":\"v%u\"}", i > 0 ? "," : "", i);
  g_string_append_c(many, ']');
  g_autofree char *read =
      ingest_link_ask_read_tags(built_in("gitlab-commit"), many->str, many->len, NULL);
  g_auto(GStrv) names = g_strsplit(read, " ", -1);
  g_assert_cmpuint(g_strv_length(names), ==, LINK_TAGS_MAX);
}

static void
test_a_repository_is_of_a_kind_that_is_known(void)
{
  static const struct {
    const char *address, *tags, *tags_at;
    gboolean good;
  } cases[] = {
      {"https://git.example.org/edge.git/commit/?id=%s", NULL, NULL, TRUE},
      {"https://git.example.org/?p=edge.git;a=commit;h=%s", NULL, NULL, TRUE},
      {"https://github.com/fennel/board/commit/%s", NULL, NULL, TRUE},
      {"https://github.com/fennel/board/commit/%s", "https://t.example.org/{project}/{id}", "/*",
       TRUE},
      {"https://git.example.org/x/-/commit/%s", "{front}/in/{id}", "//li", TRUE},
      {"https://git.example.org/x/-/commit/%s", "{front}/in/{id}", NULL, FALSE},
      {"https://git.example.org/x/-/commit/%s", NULL, "//li", FALSE},
      {"https://git.example.org/x/-/commit/%s", "{front}/in/{hash}", "//li", FALSE},
      {"https://git.example.org/x/-/commit/%s", "{front}/in/{id}", "//li[", FALSE},
      {"https://git.example.org/x/-/commit/%s", "file:///{id}", "//li", FALSE},
      {"https://git.example.org/news/%s", NULL, NULL, FALSE},
      {"https://git.example.org/edge.git/commit/?id=", NULL, NULL, FALSE},
      {"git://git.example.org/edge.git/commit/?id=%s", NULL, NULL, FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    const Repository repository = {.address = (char *)(guintptr)cases[i].address,
                                   .tags = (char *)(guintptr)cases[i].tags,
                                   .tags_at = (char *)(guintptr)cases[i].tags_at};
    g_test_message("row %u", i);
    g_assert_cmpint(ingest_repository_check_ask(&repository, &error), ==, cases[i].good);
    if (!cases[i].good)
      g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

static void
test_every_built_in_row_would_pass_as_an_operators(void)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(ingest_link_ask_check(&rows[i], &error));
    g_assert_no_error(error);
  }
}

/* Only such patches ever come due (db/link-fact.c). */
static void
test_patches_that_can_be_asked_about_come_due(void)
{
  static const char *const forges[] = {LINK_FORGE_PULL, LINK_FORGE_MERGE, LINK_FORGE_PULL_REQUEST,
                                       NULL};
  guint n, n_patches = 0;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    if (rows[i].kind != LINK_PATCH)
      continue;
    g_test_message("%s", rows[i].name);
    g_assert_true(g_strv_contains(forges, rows[i].has));
    n_patches++;
  }
  g_assert_cmpuint(n_patches, >, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/link-ask/every kind of server is asked at its own address",
                  test_every_kind_of_server_is_asked_at_its_own_address);
  g_test_add_func("/link-ask/what is no address of a tracker is not asked",
                  test_what_is_no_address_of_a_tracker_is_not_asked);
  g_test_add_func("/link-ask/titles and states of bugs are read",
                  test_titles_and_states_of_bugs_are_read);
  g_test_add_func("/link-ask/commits and advisories are read",
                  test_commits_and_advisories_are_read);
  g_test_add_func("/link-ask/answers that are something else are told",
                  test_answers_that_are_something_else_are_told);
  g_test_add_func("/link-ask/a title is one short line", test_a_title_is_one_short_line);
  g_test_add_func("/link-ask/an operator's row is checked", test_an_operators_row_is_checked);
  g_test_add_func("/link-ask/a tracker is asked as its row says",
                  test_a_tracker_is_asked_as_its_row_says);
  g_test_add_func("/link-ask/a server of one's own is asked itself",
                  test_a_server_of_ones_own_is_asked_itself);
  g_test_add_func("/link-ask/many bugs are asked about at once",
                  test_many_bugs_are_asked_about_at_once);
  g_test_add_func("/link-ask/a tracker of one's own is asked for many",
                  test_a_tracker_of_ones_own_is_asked_for_many);
  g_test_add_func("/link-ask/tags that hold a commit are read",
                  test_tags_that_hold_a_commit_are_read);
  g_test_add_func("/link-ask/a repository is of a kind that is known",
                  test_a_repository_is_of_a_kind_that_is_known);
  g_test_add_func("/link-ask/every built-in row would pass as an operator's",
                  test_every_built_in_row_would_pass_as_an_operators);
  g_test_add_func("/link-ask/patches that can be asked about come due",
                  test_patches_that_can_be_asked_about_come_due);
  return g_test_run();
}
