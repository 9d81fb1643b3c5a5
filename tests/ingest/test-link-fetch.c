#include "ingest/link-fetch.h"
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

#define ADD(name, func) g_test_add("/link-fetch/" name, Case, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  ADD("a bug gets its title and state", test_a_bug_gets_its_title_and_state);
  ADD("where the API is shut the page is read", test_where_the_api_is_shut_the_page_is_read);
  ADD("a private network is never reached through a link",
      test_a_private_network_is_never_reached_through_a_link);
  ADD("nor through a redirect", test_nor_through_a_redirect);
  ADD("a token goes to its server alone", test_a_token_goes_to_its_server_alone);
  ADD("what goes wrong is told and asked once", test_what_goes_wrong_is_told_and_asked_once);
  ADD("a slow answer is given up", test_a_slow_answer_is_given_up);
  ADD("three redirects are followed and no more", test_three_redirects_are_followed_and_no_more);
  ADD("a huge answer is cut off", test_a_huge_answer_is_cut_off);
  return g_test_run();
}
