#include "ingest/link-fetch.h"
#include "ingest/link-place.h"
#include "ingest/parse.h"
#include "tests/harness/peer.h"

#include <gio/gio.h>
#include <string.h>

#define NOW 1397577214
#define ISSUE "/api/rest/index.php/issues/6893"
#define ANSWER "{\"issues\":[{\"summary\":\"Fan stays on\",\"status\":{\"name\":\"resolved\"}}]}"
#define KEY "bug:bugs.example.org/6893"

/* An asker whose operator named the scripted Mantis as one inside. */
typedef struct {
  Peer *peer;
  FetchOptions options;
  GPtrArray *own;
  LinkAsk rest, page;
  char *url;
} Case;

static void
set_up(Case *c, gconstpointer data)
{
  (void)data;
  c->peer = peer_new(NULL);
  ingest_fetch_options_init(&c->options);
  c->options.now = NOW;
  c->options.rng = g_rand_new_with_seed(3);
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    if (strcmp(rows[i].name, "mantis") == 0)
      c->rest = rows[i];
    if (strcmp(rows[i].name, "mantis-page") == 0)
      c->page = rows[i];
  }
  c->rest.internal = c->page.internal = TRUE;
  c->own = g_ptr_array_new();
  g_ptr_array_add(c->own, &c->rest);
  g_ptr_array_add(c->own, &c->page);
  c->url = peer_url(c->peer, "/view.php?id=6893");
}

static void
tear_down(Case *c, gconstpointer data)
{
  (void)data;
  peer_free(c->peer);
  g_rand_free(c->options.rng);
  g_ptr_array_unref(c->own);
  g_free(c->url);
}

static LinkFact *
ask(Case *c, GKeyFile *tokens, GError **error)
{
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(c->own, tokens, &c->options);
  return ingest_link_asker_ask(asker, LINK_BUG, KEY, c->url, error);
}

static void
test_a_bug_gets_its_title_and_state(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(fact->title, ==, "Fan stays on");
  g_assert_cmpstr(fact->state, ==, "resolved");
  g_assert_true(fact->closed);
}

static void
test_where_the_api_is_shut_the_page_is_read(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, "/view.php?id=6893", "text/html",
           "<table><tr><td class=category>Summary</td><td>0006893: Fan stays on</td></tr></table>",
           -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(fact->title, ==, "Fan stays on");
  g_assert_null(fact->state);
}

static void
test_who_asks_to_be_left_alone_is_not_asked_another_way(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  peer_fault(c->peer, ISSUE, 1, &(PeerFault){.status = 429, .headers = "Retry-After: 3600\r\n"});
  g_autoptr(LinkAsker) asker = ingest_link_asker_new(c->own, NULL, &c->options);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ingest_link_asker_ask(asker, LINK_BUG, KEY, c->url, &error);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_assert_nonnull(strstr(error->message, "429"));
  g_assert_cmpint(ingest_link_asker_not_before(asker, "127.0.0.1"), >=, NOW + 3600);
  g_assert_cmpint(ingest_link_asker_not_before(asker, "127.0.0.2"), ==, 0);
  g_auto(GStrv) log = peer_log(c->peer);
  g_assert_cmpuint(g_strv_length(log), ==, 1);
}

static void
test_a_private_network_is_never_reached_through_a_link(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  g_ptr_array_set_size(c->own, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_null(fact);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
  g_assert_nonnull(strstr(error->message, "private network"));
  g_auto(GStrv) log = peer_log(c->peer);
  g_assert_cmpuint(g_strv_length(log), ==, 0);
}

/* A name and the ways to write an address that only the resolver understands: what is connected to
 * is looked at, not what is written. */
static void
test_nor_by_another_name(Case *c, gconstpointer data)
{
  (void)data;
  static const struct {
    const char *host;
    gboolean
        at_peer; /* it is the peer's own address, once the operator says that it may be asked */
  } cases[] = {{"localhost", TRUE}, {"127.1", TRUE}, {"2130706433", TRUE}, {"[::1]", FALSE}};
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%s", cases[i].host);
    g_auto(GStrv) pieces = g_strsplit(c->url, "127.0.0.1", 2);
    g_autofree char *url = g_strjoinv(cases[i].host, pieces);
    g_autoptr(LinkAsker) asker = ingest_link_asker_new(NULL, NULL, &c->options);
    g_autoptr(GError) error = NULL;
    g_autoptr(LinkFact) fact = ingest_link_asker_ask(asker, LINK_BUG, KEY, url, &error);
    g_assert_null(fact);
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "private network"));
    g_assert_cmpuint(peer_connections(c->peer), ==, 0);
    if (!cases[i].at_peer)
      continue;
    g_autoptr(LinkAsker) inside = ingest_link_asker_new(c->own, NULL, &c->options);
    g_autoptr(LinkFact) told = ingest_link_asker_ask(inside, LINK_BUG, KEY, url, NULL);
    g_assert_nonnull(told);
    g_assert_cmpuint(peer_connections(c->peer), ==, 1);
    peer_log_clear(c->peer);
  }
}

static gboolean
only_the_second_is_private(const struct sockaddr *address)
{
  guint8 bytes[16] = {0};
  memcpy(bytes, address, sizeof bytes);
  return bytes[7] == 2; /* 127.0.0.2 */
}

static void
test_nor_through_a_redirect(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(Peer) inside = peer_new("127.0.0.2");
  peer_put(inside, "/secret", "application/json", ANSWER, -1);
  g_autofree char *secret = peer_url(inside, "/secret");
  peer_redirect(c->peer, ISSUE, 302, secret);
  g_ptr_array_set_size(c->own, 0);
  c->options.is_private = only_the_second_is_private;
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_null(fact);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
  g_auto(GStrv) log = peer_log(inside);
  g_assert_cmpuint(g_strv_length(log), ==, 0);
}

static void
test_a_token_goes_to_its_server_alone(Case *c, gconstpointer data)
{
  (void)data;
  g_autoptr(Peer) other = peer_new("127.0.0.2");
  peer_put(other, "/moved", "application/json", ANSWER, -1);
  g_autofree char *moved = peer_url(other, "/moved");
  peer_redirect(c->peer, ISSUE, 302, moved);
  g_autoptr(GKeyFile) tokens = g_key_file_new();
  g_key_file_set_string(tokens, "127.0.0.1", "token", "s3cret");
  g_key_file_set_string(tokens, "127.0.0.1", "header", "Authorization:");
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, tokens, &error);
  g_assert_no_error(error);
  g_autofree char *told = peer_header(c->peer, "Authorization");
  g_autofree char *untold = peer_header(other, "Authorization");
  g_assert_cmpstr(told, ==, "s3cret");
  g_assert_null(untold);
}

static void
test_what_goes_wrong_is_told_and_asked_once(Case *c, gconstpointer data)
{
  (void)data;
  static const struct {
    PeerFault fault;
    DocketError code;
  } cases[] = {
      {{.status = 500}, DOCKET_ERROR_FAILED},
      {{.status = 429, .headers = "Retry-After: 5\r\n"}, DOCKET_ERROR_FAILED},
      {{.status = 404}, DOCKET_ERROR_NOT_FOUND},
      {{.instead = "<html>Sign in</html>"}, DOCKET_ERROR_FORMAT},
      {{.cut = 10}, DOCKET_ERROR_FAILED},
  };
  g_ptr_array_set_size(c->own, 1);
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    peer_log_clear(c->peer);
    peer_fault(c->peer, ISSUE, 1, &cases[i].fault);
    g_autoptr(GError) error = NULL;
    g_autoptr(LinkAsker) asker = ingest_link_asker_new(c->own, NULL, &c->options);
    g_autoptr(LinkFact) fact = ingest_link_asker_ask(asker, LINK_BUG, KEY, c->url, &error);
    g_assert_null(fact);
    g_assert_error(error, DOCKET_ERROR, (gint)cases[i].code);
    g_auto(GStrv) log = peer_log(c->peer);
    g_assert_cmpuint(g_strv_length(log), ==, 1);
  }
}

static void
test_a_huge_answer_is_cut_off(Case *c, gconstpointer data)
{
  (void)data;
  gsize len = ((gsize)2 << 20) + 1;
  g_autofree char *huge = g_malloc(len);
  memset(huge, ' ', len);
  peer_put(c->peer, ISSUE, "application/json", huge, (gssize)len);
  g_ptr_array_set_size(c->own, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_null(fact);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
}

G_STATIC_ASSERT(LINK_ANSWER_MAX == 2 * 1024 * 1024);
G_STATIC_ASSERT(LINK_ASK_MS == 10 * 1000);
G_STATIC_ASSERT(FETCH_REDIRECTS == 3);

static void
test_an_answer_of_just_the_limit_is_read(Case *c, gconstpointer data)
{
  (void)data;
  g_autofree char *padded = g_strnfill(LINK_ANSWER_MAX + 1, ' ');
  memcpy(padded, ANSWER, strlen(ANSWER));
  g_ptr_array_set_size(c->own, 1);
  g_autoptr(GError) error = NULL;
  peer_put(c->peer, ISSUE, "application/json", padded, (gssize)LINK_ANSWER_MAX);
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(fact->title, ==, "Fan stays on");
  peer_put(c->peer, ISSUE, "application/json", padded, (gssize)LINK_ANSWER_MAX + 1);
  g_autoptr(LinkFact) none = ask(c, NULL, &error);
  g_assert_null(none);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
}

static void
test_a_slow_answer_is_given_up(Case *c, gconstpointer data)
{
  (void)data;
  peer_put(c->peer, ISSUE, "application/json", ANSWER, -1);
  peer_fault(c->peer, ISSUE, 1, &(PeerFault){.drip_ms = 200}); /* 15 s in all */
  g_ptr_array_set_size(c->own, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_null(fact);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
}

static void
test_three_redirects_are_followed_and_no_more(Case *c, gconstpointer data)
{
  (void)data;
  g_ptr_array_set_size(c->own, 1);
  peer_put(c->peer, "/3", "application/json", ANSWER, -1);
  peer_redirect(c->peer, "/2", 302, "/3");
  peer_redirect(c->peer, "/1", 302, "/2");
  peer_redirect(c->peer, ISSUE, 302, "/1");
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = ask(c, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(fact->title, ==, "Fan stays on");
  peer_redirect(c->peer, "/3", 302, "/4");
  peer_put(c->peer, "/4", "application/json", ANSWER, -1);
  g_autoptr(LinkFact) none = ask(c, NULL, &error);
  g_assert_null(none);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
}

/* --- every kind of server, over HTTP --- */

#define SHA "0160676abc0160676abc0160676abc0160676abc"
#define ISSUE_OF(kind, title, state) "{\"" kind "\":\"" title "\",\"state\":\"" state "\"}"

static const struct {
  const char *row;
  LinkKind kind;
  const char *key, *link; /* link: behind the server's address; NULL: cited without one */
  const char *asked, *type, *answer;
  const char *title, *state;
  gboolean closed;
  const char *author;
  gint64 date;
} servers[] = {
    {"github", LINK_BUG, "bug:github.com/fennel/board/9", "/fennel/board/issues/9",
     "/repos/fennel/board/issues/9", "application/json",
     ISSUE_OF("title", "Fan stays on", "closed"), "Fan stays on", "closed", TRUE, NULL, 0},
    {"github", LINK_BUG, "bug:github.com/fennel/board/8", "/fennel/board/issues/8",
     "/repos/fennel/board/issues/8", "application/json", ISSUE_OF("title", "No sound", "open"),
     "No sound", "open", FALSE, NULL, 0},
    {"github-enterprise", LINK_BUG, "bug:github.example.org/fennel/board/7",
     "/fennel/board/issues/7", "/api/v3/repos/fennel/board/issues/7", "application/json",
     ISSUE_OF("title", "Hums", "open"), "Hums", "open", FALSE, NULL, 0},
    {"github-enterprise-commit", LINK_COMMIT, "commit:" SHA, "/fennel/board/commit/" SHA,
     "/api/v3/repos/fennel/board/commits/" SHA, "application/json",
     "{\"commit\":{\"message\":\"fan: go\",\"author\":{\"name\":\"Bob\",\"date\":"
     "\"2014-04-15T15:53:34Z\"}}}",
     "fan: go", NULL, FALSE, "Bob", 1397577214},
    {"gitlab", LINK_BUG, "bug:git.example.org/a/b/c/5", "/a/b/c/-/issues/5",
     "/api/v4/projects/a%2Fb%2Fc/issues/5", "application/json",
     ISSUE_OF("title", "Boot loops", "opened"), "Boot loops", "opened", FALSE, NULL, 0},
    {"gitlab", LINK_BUG, "bug:git.example.org/a/b/6", "/a/b/-/issues/6#note_1",
     "/api/v4/projects/a%2Fb/issues/6", "application/json",
     ISSUE_OF("title", "Boot stops", "closed"), "Boot stops", "closed", TRUE, NULL, 0},
    {"pagure", LINK_BUG, "bug:pagure.io/fennel/3", "/fennel/issue/3", "/api/0/fennel/issue/3",
     "application/json", "{\"title\":\"Too hot\",\"status\":\"Closed\"}", "Too hot", "Closed", TRUE,
     NULL, 0},
    {"launchpad", LINK_BUG, "bug:launchpad.net/42", "/fennel/+bug/42", "/1.0/bugs/42/bug_tasks",
     "application/json",
     "{\"entries\":[{\"title\":\"Bug #42 in fennel: \\\"It sings\\\"\",\"status\":\"New\"}]}",
     "It sings", "New", FALSE, NULL, 0},
    {"debian", LINK_BUG, "bug:bugs.debian.org/990", "/990", "/cgi-bin/bugreport.cgi?bug=990",
     "text/html",
     "<title>#990 - fennel: sings - Debian Bug report logs</title><p><strong>Done:</strong> Ann",
     "fennel: sings", "done", TRUE, NULL, 0},
    {"jira", LINK_BUG, "bug:i.example.org/EDGE-7", "/jira/browse/EDGE-7",
     "/jira/rest/api/2/issue/EDGE-7?fields=summary,status", "application/json",
     "{\"fields\":{\"summary\":\"Ship it\",\"status\":{\"name\":\"Done\"}}}", "Ship it", "Done",
     TRUE, NULL, 0},
    {"bugzilla", LINK_BUG, "bug:b.example.org/5", "/show_bug.cgi?id=5",
     "/rest/bug/5?include_fields=id,summary,status", "application/json",
     "{\"bugs\":[{\"id\":5,\"summary\":\"Hum\",\"status\":\"NEW\"}]}", "Hum", "NEW", FALSE, NULL,
     0},
    {"github-commit", LINK_COMMIT, "commit:" SHA, "/fennel/board/commit/" SHA,
     "/repos/fennel/board/commits/" SHA, "application/json",
     "{\"commit\":{\"message\":\"fan: stop\\n\\nMore\",\"author\":{\"name\":\"Ann\",\"date\":"
     "\"2014-04-15T15:53:34Z\"}}}",
     "fan: stop", NULL, FALSE, "Ann", 1397577214},
    {"gitlab-commit", LINK_COMMIT, "commit:" SHA, "/x/y/-/commit/" SHA,
     "/api/v4/projects/x%2Fy/repository/commits/" SHA, "application/json",
     "{\"title\":\"fan: rest\",\"author_name\":\"Chlo\u00e9\",\"authored_date\":"
     "\"2014-04-15T16:53:34.000+01:00\"}",
     "fan: rest", NULL, FALSE, "Chlo\u00e9", 1397577214},
    {"github-pull", LINK_PATCH, "patch:github.com/fennel/board/pull/12", "/fennel/board/pull/12",
     "/repos/fennel/board/pulls/12", "application/json", ISSUE_OF("title", "Rest", "open"), "Rest",
     "open", FALSE, NULL, 0},
    {"github-enterprise-pull", LINK_PATCH, "patch:github.example.org/a/b/pull/13",
     "/a/b/pull/13/files", "/api/v3/repos/a/b/pulls/13", "application/json",
     ISSUE_OF("title", "Cool", "closed"), "Cool", "closed", TRUE, NULL, 0},
    {"github-pull", LINK_PATCH, "patch:github.com/fennel/board/pull/14", "/fennel/board/pull/14",
     "/repos/fennel/board/pulls/14", "application/json",
     "{\"title\":\"Left\",\"state\":\"closed\",\"merged_at\":null}", "Left", "closed", TRUE, NULL,
     0},
    {"github-pull", LINK_PATCH, "patch:github.com/fennel/board/pull/15", "/fennel/board/pull/15",
     "/repos/fennel/board/pulls/15", "application/json",
     "{\"title\":\"Taken\",\"state\":\"closed\",\"merged_at\":\"2014-04-15T15:53:34Z\"}", "Taken",
     "merged", TRUE, NULL, 0},
    {"gitlab-merge", LINK_PATCH, "patch:git.example.org/a/b/c/-/merge_requests/6",
     "/a/b/c/-/merge_requests/6/diffs", "/api/v4/projects/a%2Fb%2Fc/merge_requests/6",
     "application/json", ISSUE_OF("title", "Stop the fan", "merged"), "Stop the fan", "merged",
     TRUE, NULL, 0},
    {"pagure-pull", LINK_PATCH, "patch:pagure.io/fennel/pull-request/4", "/fennel/pull-request/4",
     "/api/0/fennel/pull-request/4", "application/json",
     "{\"title\":\"Too loud\",\"status\":\"Merged\"}", "Too loud", "Merged", TRUE, NULL, 0},
    {"xsa", LINK_ADVISORY, "advisory:XSA-222", "/xsa/advisory-222.html", "/xsa/advisory-222.html",
     "text/html",
     "<html><head><title>XSA-222 - Xen Security Advisories</title></head><table>"
     "<tr><th>Advisory<td><a href=\"advisory-222.html\">XSA-222</a>"
     "<tr><th>Public release<td>2014-04-15 15:53<tr><th>Updated<td>2014-06-01 10:00"
     "<tr><th>CVE(s)<td>none yet<tr><th>Title<td>fans may sing</table>",
     "fans may sing", NULL, FALSE, NULL, 1397577180},
    {"cve", LINK_CVE, "cve:CVE-2014-10234", NULL, "/api/cve/CVE-2014-10234", "application/json",
     "{\"cveMetadata\":{\"datePublished\":\"2014-04-15T15:53:34.000Z\"},\"containers\":{\"cna\":"
     "{\"title\":\"A fan may overheat\"}}}",
     "A fan may overheat", NULL, FALSE, NULL, 1397577214},
};

/* The built-in row, with the scripted server in the place of a host that is written into it. Caller
 * frees *ask. */
static LinkAsk
at_peer(Case *c, const char *name, char **ask)
{
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  g_autofree char *base = peer_url(c->peer, "");
  for (guint i = 0; i < n; i++) {
    if (strcmp(rows[i].name, name) != 0)
      continue;
    LinkAsk row = rows[i];
    const char *host = strstr(row.ask, "://");
    *ask = host != NULL ? g_strconcat(base, strchr(host + 3, '/'), NULL) : g_strdup(row.ask);
    row.ask = *ask;
    row.host = row.kind == LINK_CVE ? row.host : "127.0.0.1";
    row.internal = TRUE;
    return row;
  }
  g_assert_not_reached();
}

static void
test_every_kind_of_server_answers(Case *c, gconstpointer data)
{
  (void)data;
  for (guint i = 0; i < G_N_ELEMENTS(servers); i++) {
    g_test_message("%s, %s", servers[i].row, servers[i].key);
    g_autofree char *ask = NULL;
    LinkAsk row = at_peer(c, servers[i].row, &ask);
    g_ptr_array_set_size(c->own, 0);
    g_ptr_array_add(c->own, &row);
    peer_put(c->peer, servers[i].asked, servers[i].type, servers[i].answer, -1);
    peer_log_clear(c->peer);
    g_autofree char *url = servers[i].link != NULL ? peer_url(c->peer, servers[i].link) : NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(LinkAsker) asker = ingest_link_asker_new(c->own, NULL, &c->options);
    g_autoptr(LinkFact) fact =
        ingest_link_asker_ask(asker, servers[i].kind, servers[i].key, url, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(fact->title, ==, servers[i].title);
    g_assert_cmpstr(fact->state, ==, servers[i].state);
    g_assert_cmpint(fact->closed, ==, servers[i].closed);
    g_assert_cmpstr(fact->author, ==, servers[i].author);
    g_assert_cmpint(fact->date, ==, servers[i].date);
    g_auto(GStrv) log = peer_log(c->peer);
    g_autofree char *asked = g_strconcat("GET ", servers[i].asked, " 200", NULL);
    g_assert_cmpstr(log[0], ==, asked);
  }
}

/* The table above is complete: these have tests of their own. */
static void
test_no_kind_of_server_is_left_out(void)
{
  static const char *const elsewhere[] = {"mantis", "mantis-page", "gitweb", "cgit", NULL};
  guint n;
  const LinkAsk *rows = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    gboolean found = g_strv_contains(elsewhere, rows[i].name);
    for (guint k = 0; k < G_N_ELEMENTS(servers); k++)
      found = found || strcmp(servers[k].row, rows[i].name) == 0;
    if (!found)
      g_error("%s is asked in no test", rows[i].name);
  }
}

#define ADD(name, func) g_test_add("/link-fetch/" name, Case, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  ADD("a bug gets its title and state", test_a_bug_gets_its_title_and_state);
  ADD("where the API is shut the page is read", test_where_the_api_is_shut_the_page_is_read);
  ADD("who asks to be left alone is not asked another way",
      test_who_asks_to_be_left_alone_is_not_asked_another_way);
  ADD("a private network is never reached through a link",
      test_a_private_network_is_never_reached_through_a_link);
  ADD("nor by another name", test_nor_by_another_name);
  ADD("nor through a redirect", test_nor_through_a_redirect);
  ADD("a token goes to its server alone", test_a_token_goes_to_its_server_alone);
  ADD("what goes wrong is told and asked once", test_what_goes_wrong_is_told_and_asked_once);
  ADD("a slow answer is given up", test_a_slow_answer_is_given_up);
  ADD("three redirects are followed and no more", test_three_redirects_are_followed_and_no_more);
  ADD("a huge answer is cut off", test_a_huge_answer_is_cut_off);
  ADD("an answer of just the limit is read", test_an_answer_of_just_the_limit_is_read);
  ADD("every kind of server answers", test_every_kind_of_server_answers);
  g_test_add_func("/link-fetch/no kind of server is left out", test_no_kind_of_server_is_left_out);
  return g_test_run();
}
