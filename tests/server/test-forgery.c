/* What is asked of every row of the table of routes that writes, so that no new one can be
 * forgotten: a form is believed only from our own page and session, a token only within its
 * scopes. And: what stands in an address and is secret goes nowhere. */
#include <string.h>

#include "server/route.h"
#include "tests/harness/visitor.h"

#define NO_TOKEN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* An address that the row answers. Caller frees. */
static char *
path_of(const Route *route)
{
  static const struct {
    const char *name, *value;
  } values[] = {{"{group}", "virt"}, {"{n}", "1"}, {"{date}", "2014-05-20"}, {"{token}", NO_TOKEN}};
  char *path = g_strdup(route->pattern);
  for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
    g_auto(GStrv) parts = g_strsplit(path, values[i].name, -1);
    g_free(path);
    path = g_strjoinv(values[i].value, parts);
  }
  g_assert_null(strchr(path, '{'));
  return path;
}

/* Ann may do everything, so that nothing but the form itself can be refused. */
static void
make_operator(const Harness *harness)
{
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", "ann@example.org", "--role",
                                             "operator", NULL}));
}

static Answer *
post(const ClockedChair *c, const char *path, const char *const *headers, const char *csrf)
{
  g_autofree char *body =
      csrf != NULL ? g_strdup_printf("csrf=%s&verb=x", csrf) : g_strdup("verb=x");
  return harness_request(c->chair.harness, "POST", path, headers, body);
}

static void
assert_refused(const Route *route, const Answer *answer, const char *why)
{
  if (answer->status != 403 || strstr(answer->body, why) == NULL)
    g_test_message("%s: %u %s", route->pattern, answer->status, answer->body);
  g_assert_cmpuint(answer->status, ==, 403);
  g_assert_nonnull(strstr(answer->body, why));
}

/* All rows of the dump but those that say what was refused. */
static char *
dump_without_refusals(const Harness *harness)
{
  g_autofree char *rows = harness_dump(harness);
  g_auto(GStrv) lines = g_strsplit(rows, "\n", -1);
  GString *kept = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr(lines[i], " refused ") == NULL)
      g_string_append_printf(kept, "%s\n", lines[i]);
  return g_string_free(kept, FALSE);
}

typedef void (*EachRow)(ClockedChair *c, const Route *route, const char *path, gconstpointer data);

/* Runs for each row that is no GET; a quarter of an hour lies between two, as tries are counted. */
static void
each_writing_row(ClockedChair *c, EachRow run, gconstpointer data)
{
  gsize n;
  guint writing = 0;
  const Route *table = server_routes(&n);
  for (gsize i = 0; i < n; i++) {
    if (strcmp(table[i].method, "GET") == 0)
      continue;
    g_autofree char *path = path_of(&table[i]);
    run(c, &table[i], path, data);
    c->now += 15 * 60;
    writing++;
  }
  g_assert_cmpuint(writing, >, 15);
}

static void
forge(ClockedChair *c, const Route *route, const char *path, gconstpointer data)
{
  const Visiting *other = data;
  const char *cookie = c->chair.cookie, *origin = c->chair.origin;
  g_autofree char *wrong = g_strdup(c->chair.csrf);
  wrong[0] = wrong[0] == '0' ? '1' : '0';
  const char *const bad_tokens[] = {NULL, "", wrong, other->csrf};
  const char *const own[] = {cookie, origin, NULL};
  for (guint i = 0; i < G_N_ELEMENTS(bad_tokens); i++) {
    g_autoptr(Answer) answer = post(c, path, own, bad_tokens[i]);
    assert_refused(route, answer, "this form is of another session");
  }
  g_autofree char *shorter = g_strndup(origin, strlen(origin) - 1);
  g_autofree char *longer = g_strconcat(origin, ".evil.example", NULL);
  const char *const elsewhere[][3] = {{cookie, "Origin: http://evil.example"},
                                      {cookie, "Origin: null"},
                                      {cookie, shorter},
                                      {cookie, longer},
                                      {cookie, "Sec-Fetch-Site: cross-site"},
                                      {cookie, "Sec-Fetch-Site: same-site"},
                                      {cookie, "Sec-Fetch-Site: none"},
                                      {cookie}};
  for (guint i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
    g_autoptr(Answer) answer = post(c, path, elsewhere[i], c->chair.csrf);
    assert_refused(route, answer, "this form was sent from another site");
  }
}

static void
test_every_form_must_be_of_our_page_and_session(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "chair");
  make_operator(c->chair.harness);
  g_autofree char *before = dump_without_refusals(c->chair.harness);
  each_writing_row(c, forge, &ben);
  g_autofree char *after = dump_without_refusals(c->chair.harness);
  g_assert_cmpstr(after, ==, before);
  /* She was signed in all the time: with what her page has, the same form gets further. */
  chair_assert_post(&c->chair, "/virt/members", "verb=x", 400);
}

/* Whatever writes is in a row that says so, or the dispatcher would look at no form. */
static void
test_rows_that_write_say_so(void)
{
  gsize n;
  const Route *table = server_routes(&n);
  for (gsize i = 0; i < n; i++) {
    g_test_message("%s %s", table[i].method, table[i].pattern);
    g_assert_true(table[i].writes == (strcmp(table[i].method, "POST") == 0));
    g_assert_true(table[i].writes == (table[i].body_limit > 0));
    g_assert_false(table[i].writes && table[i].no_database);
  }
}

/* Who has no session has no token either, and is asked all the same where the form came from. */
static void
forge_as_visitor(ClockedChair *c, const Route *route, const char *path,
                 gconstpointer data G_GNUC_UNUSED)
{
  static const char *const headers[][2] = {
      {"Origin: http://evil.example"}, {"Sec-Fetch-Site: cross-site"}, {NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
    g_autoptr(Answer) answer = post(c, path, headers[i], NULL);
    assert_refused(route, answer,
                   route->who == ROUTE_ANYONE ? "this form was sent from another site"
                                              : "this page is for signed-in members");
  }
}

static void
test_forms_of_visitors_must_be_of_our_page(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  each_writing_row(c, forge_as_visitor, NULL);
}

/* Or a page elsewhere could keep its readers, and an address, from signing in. */
static void
test_forms_of_another_site_spend_nobodys_tries(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = {"/sign-in", "/sign-in/" NO_TOKEN,
                                      "/virt/votes/confirm/" NO_TOKEN};
  static const guint answers[] = {303, 403, 403};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    for (guint n = 0; n < 40; n++) {
      g_autoptr(Answer) forged = harness_request(
          c->chair.harness, "POST", paths[i], (const char *[]){"Sec-Fetch-Site: cross-site", NULL},
          "address=ann%40example.org");
      g_assert_cmpuint(forged->status, ==, 403);
    }
    g_autoptr(Answer) own =
        harness_request(c->chair.harness, "POST", paths[i], (const char *[]){c->chair.origin, NULL},
                        "address=ann%40example.org");
    g_assert_cmpuint(own->status, ==, answers[i]);
  }
}

/* A token is in a header that no other site can make a browser send, so it needs no form token; it
 * needs the scope. What is for people alone takes no token at all. */
static void
use_token(ClockedChair *c, const Route *route, const char *path, gconstpointer data)
{
  const char *const *tokens = data;
  g_autofree char *known = g_strdup_printf("Authorization: Bearer %s", tokens[0]);
  g_autofree char *unknown = g_strdup("Authorization: Bearer docket_" NO_TOKEN);
  const char *foreign = "Origin: http://evil.example";
  g_autoptr(Answer) reads =
      post(c, path, (const char *[]){known, foreign, c->chair.cookie, NULL}, c->chair.csrf);
  assert_refused(route, reads, "this token has not the scope");
  g_autoptr(Answer) nobody =
      post(c, path, (const char *[]){unknown, c->chair.cookie, NULL}, c->chair.csrf);
  assert_refused(route, nobody, "this token is not known");
  /* Not even well formed, and the cookie beside it opens nothing. */
  g_autoptr(Answer) garbage =
      post(c, path, (const char *[]){"Authorization: Bearer x", foreign, c->chair.cookie, NULL},
           c->chair.csrf);
  g_assert_cmpuint(garbage->status, ==, 403);
  g_autofree char *all = g_strdup_printf("Authorization: Bearer %s", tokens[1]);
  g_autoptr(Answer) chair = post(c, path, (const char *[]){all, foreign, NULL}, NULL);
  if (route->who == ROUTE_ANYONE || route->who == ROUTE_OPERATOR)
    assert_refused(route, chair, "this token has not the scope");
  else
    g_assert_cmpuint(chair->status, !=, 403);
}

static void
test_tokens_need_their_scope_and_no_form(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  make_operator(c->chair.harness);
  g_autofree char *reads = g_strchomp(chair_run(
      c->chair.harness, (const char *[]){"member", "token", "add", "ann@example.org", "r", NULL}));
  g_autofree char *all = g_strchomp(
      chair_run(c->chair.harness, (const char *[]){"member", "token", "add", "ann@example.org", "a",
                                                   "--scopes", "read,vote,chair", NULL}));
  const char *const tokens[] = {reads, all};
  each_writing_row(c, use_token, tokens);
}

/* A form of another site can be sent as text or in parts without asking; it is not even read. */
static void
test_only_forms_are_read(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *type;
    guint status;
  } types[] = {{"Content-Type: text/plain", 415},
               {"Content-Type: multipart/form-data; boundary=x", 415},
               {"Content-Type: application/json", 415},
               {"Content-Type: application/x-www-form-urlencodedx", 415},
               {"Content-Type:", 415},
               {"Content-Type: application/x-www-form-urlencoded", 400},
               {"Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8", 400}};
  for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
    g_autoptr(Answer) answer = post(
        c, "/virt/members", (const char *[]){c->chair.cookie, c->chair.origin, types[i].type, NULL},
        c->chair.csrf);
    g_test_message("%s", types[i].type);
    g_assert_cmpuint(answer->status, ==, types[i].status);
  }
}

/* --- secrets in addresses --- */

static guint
count_of(const char *text, const char *words)
{
  g_auto(GStrv) parts = g_strsplit(text, words, -1);
  return g_strv_length(parts) - 1;
}

/* What loads beside the page, and the page that follows, are not told its path: the stylesheet's
 * line in the log of a web server in front has no secret. */
static void
test_a_secret_in_an_address_goes_no_further(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  gsize n;
  guint pages = 0;
  const Route *table = server_routes(&n);
  for (gsize i = 0; i < n; i++) {
    if (strstr(table[i].pattern, "{token}") == NULL || strcmp(table[i].method, "GET") != 0)
      continue;
    g_autofree char *path = path_of(&table[i]);
    g_autoptr(Answer) page = harness_get(c->chair.harness, path);
    g_assert_cmpuint(page->status, ==, 200);
    g_assert_cmpstr(answer_header(page, "referrer-policy"), ==, "strict-origin");
    g_assert_nonnull(strstr(page->body, "<meta name=\"referrer\" content=\"strict-origin\">"));
    g_autofree char *action = g_strdup_printf("action=\"%s\"", path);
    g_assert_cmpuint(count_of(page->body, action), ==, 1);
    g_assert_cmpuint(count_of(page->body, NO_TOKEN), ==, 1);
    pages++;
    g_autoptr(Answer) refused = harness_request(c->chair.harness, "POST", path,
                                                (const char *[]){c->chair.origin, NULL}, "");
    g_assert_cmpuint(refused->status, ==, 403);
    g_assert_cmpstr(answer_header(refused, "referrer-policy"), ==, "strict-origin");
    g_assert_null(strstr(refused->body, NO_TOKEN));
  }
  g_assert_cmpuint(pages, >=, 2);
  g_autoptr(Answer) other = harness_get(c->chair.harness, "/virt/");
  g_assert_cmpstr(answer_header(other, "referrer-policy"), ==, "same-origin");
  g_assert_nonnull(strstr(other->body, "<meta name=\"referrer\" content=\"same-origin\">"));
}

static void
test_signing_in_leads_to_an_address_without_a_secret(ClockedChair *c,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  const Harness *harness = c->chair.harness;
  const char *const headers[] = {c->chair.origin, NULL};
  g_autofree char *path = chair_sign_in_path(harness, "ann@example.org");
  g_autoptr(Answer) in = harness_request(harness, "POST", path, headers, "");
  g_assert_cmpuint(in->status, ==, 303);
  g_assert_cmpstr(answer_header(in, "location"), ==, "/");
  g_assert_null(strstr(in->body, path + strlen("/sign-in/")));
  const char *cookie = answer_header(in, "set-cookie");
  g_autofree char *session =
      g_strndup(strchr(cookie, '=') + 1, strcspn(strchr(cookie, '=') + 1, ";"));
  g_assert_cmpuint(strlen(session), ==, 64);
  g_assert_null(strstr(in->body, session));
  g_autoptr(Answer) asked =
      harness_request(harness, "POST", "/sign-in", headers, "address=ann%40example.org");
  g_assert_cmpstr(answer_header(asked, "location"), ==, "/sign-in?asked=1");
  g_autoptr(Answer) out = chair_post(&c->chair, "/sign-out", "x=1");
  g_assert_cmpstr(answer_header(out, "location"), ==, "/");
}

#define ADD(name, run)                                                                             \
  g_test_add("/forgery/" name, ClockedChair, NULL, clocked_chair_set_up, run,                      \
             clocked_chair_tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/forgery/rows-that-write-say-so", test_rows_that_write_say_so);
  ADD("every-form-must-be-of-our-page-and-session",
      test_every_form_must_be_of_our_page_and_session);
  ADD("forms-of-visitors-must-be-of-our-page", test_forms_of_visitors_must_be_of_our_page);
  ADD("forms-of-another-site-spend-nobodys-tries", test_forms_of_another_site_spend_nobodys_tries);
  ADD("tokens-need-their-scope-and-no-form", test_tokens_need_their_scope_and_no_form);
  ADD("only-forms-are-read", test_only_forms_are_read);
  ADD("a-secret-in-an-address-goes-no-further", test_a_secret_in_an_address_goes_no_further);
  ADD("signing-in-leads-to-an-address-without-a-secret",
      test_signing_in_leads_to_an_address_without_a_secret);
  return g_test_run();
}
