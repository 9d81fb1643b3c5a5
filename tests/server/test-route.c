#include <string.h>

#include "server/route.h"

static gboolean
handle_nothing(Request *request, Reply *reply, GError **error)
{
  (void)request;
  (void)reply;
  (void)error;
  return TRUE;
}

#define ROW(method_, pattern_)                                                                     \
  {                                                                                                \
    .method = method_, .pattern = pattern_, .handler = handle_nothing                              \
  }

static const Route table[] = {
    ROW("GET", "/"),
    ROW("GET", "/healthz"),
    ROW("GET", "/{group}/"),
    ROW("GET", "/{group}/items/{n}"),
    ROW("GET", "/{group}/items/{n}.json"),
    ROW("POST", "/{group}/items/{n}"),
    ROW("GET", "/{group}/archive/{mid}/"),
    ROW("GET", "/{group}/archive/{mid}/raw"),
    ROW("POST", "/{group}/only-post"),
};

static RouteResult
result_of(const char *method, const char *path)
{
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  const Route *route = server_route_match(table, G_N_ELEMENTS(table), method, path, &match);
  g_assert_true((route != NULL) == (match.result == MATCH_FOUND));
  return match.result;
}

static void
finds_rows(void)
{
  g_assert_cmpint(result_of("GET", "/"), ==, MATCH_FOUND);
  g_assert_cmpint(result_of("HEAD", "/healthz"), ==, MATCH_FOUND);
  g_assert_cmpint(result_of("GET", "/virt/"), ==, MATCH_FOUND);
  g_assert_cmpint(result_of("GET", "/virt/items/12"), ==, MATCH_FOUND);
  g_assert_cmpint(result_of("POST", "/virt/items/12"), ==, MATCH_FOUND);
}

static void
takes_parameters(void)
{
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  const Route *route = server_route_match(table, G_N_ELEMENTS(table), "GET",
                                          "/virt.2/archive/a%2Fb+c%25%20d@x/raw", &match);
  g_assert_nonnull(route);
  g_assert_cmpstr(route->pattern, ==, "/{group}/archive/{mid}/raw");
  g_assert_cmpstr(server_route_param(&match, "group"), ==, "virt.2");
  g_assert_cmpstr(server_route_param(&match, "mid"), ==, "a/b+c%d@x");
  g_assert_null(server_route_param(&match, "n"));
}

static void
takes_what_stands_before_an_end(void)
{
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  const Route *route =
      server_route_match(table, G_N_ELEMENTS(table), "GET", "/virt/items/7.json", &match);
  g_assert_nonnull(route);
  g_assert_cmpstr(route->pattern, ==, "/{group}/items/{n}.json");
  g_assert_cmpstr(server_route_param(&match, "n"), ==, "7");
}

static void
knows_what_no_row_takes(void)
{
  static const char *const paths[] = {"",
                                      "x",
                                      "//",
                                      "//virt/",
                                      "/Virt/",
                                      "/-virt/",
                                      "/vi%72t/",
                                      "/virt/none",
                                      "/virt/items/",
                                      "/virt/items/x",
                                      "/virt/items/.json",
                                      "/virt/items/1234567890123",
                                      "/virt/archive//raw",
                                      "/healthz/x",
                                      "/virt/archive/a/b/raw"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
    g_assert_cmpint(result_of("GET", paths[i]), ==, MATCH_NONE);
  g_autofree char *name = g_strnfill(65, 'a');
  g_autofree char *path = g_strdup_printf("/%s/", name);
  g_assert_cmpint(result_of("GET", path), ==, MATCH_NONE);
}

static void
says_which_methods_there_are(void)
{
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  server_route_match(table, G_N_ELEMENTS(table), "PUT", "/virt/items/1", &match);
  g_assert_cmpint(match.result, ==, MATCH_METHOD);
  g_assert_cmpstr(match.allow, ==, "GET, HEAD, POST");
  server_route_match(table, G_N_ELEMENTS(table), "DELETE", "/", &match);
  g_assert_cmpstr(match.allow, ==, "GET, HEAD");
  server_route_match(table, G_N_ELEMENTS(table), "GET", "/virt/only-post", &match);
  g_assert_cmpstr(match.allow, ==, "POST");
  g_assert_cmpint(result_of("get", "/"), ==, MATCH_METHOD);
}

static void
mends_the_last_slash(void)
{
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  server_route_match(table, G_N_ELEMENTS(table), "GET", "/virt/archive/a%2Fb", &match);
  g_assert_cmpint(match.result, ==, MATCH_SLASH);
  g_assert_cmpstr(match.redirect, ==, "/virt/archive/a%2Fb/");
  server_route_match_clear(&match);
  server_route_match(table, G_N_ELEMENTS(table), "GET", "/healthz/", &match);
  /* "healthz" is also the name of a group that cannot be: the first row that fits wins. */
  g_assert_cmpint(match.result, ==, MATCH_FOUND);
}

static void
never_redirects_to_another_host(void)
{
  static const char *const paths[] = {"//example.org", "//example.org/", "/\\example.org",
                                      "//example.org/items/1/", "/virt//example.org/"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
    g_assert_cmpint(result_of("GET", paths[i]), !=, MATCH_SLASH);
}

static void
refuses_broken_escapes(void)
{
  static const char *const paths[] = {"/virt/archive/%/",      "/virt/archive/%4/",
                                      "/virt/archive/%zz/",    "/virt/archive/a%00b/",
                                      "/virt/archive/%ff%fe/", "/nowhere/%4g",
                                      "/virt/archive/\xff/",   "/%",
                                      "/virt/archive/a%",      "/virt/archive/3%999/raw"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_auto(RouteMatch) match = {.result = MATCH_NONE};
    server_route_match(table, G_N_ELEMENTS(table), "GET", paths[i], &match);
    g_assert_cmpint(match.result, ==, MATCH_BROKEN);
    g_assert_cmpuint(match.n_params, ==, 0);
  }
}

static void
table_of_the_program_is_whole(void)
{
  gsize n;
  const Route *routes = server_routes(&n);
  g_assert_cmpuint(n, >, 30);
  for (gsize i = 0; i < n; i++) {
    g_assert_nonnull(routes[i].handler);
    g_assert_true(routes[i].pattern[0] == '/');
    g_assert_true(strcmp(routes[i].method, "GET") == 0 || strcmp(routes[i].method, "POST") == 0);
    /* A GET must never write: links and crawlers follow it. */
    g_assert_false(routes[i].writes && strcmp(routes[i].method, "GET") == 0);
    g_assert_false(routes[i].writes && routes[i].cache != CACHE_NOTHING);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/route/finds-rows", finds_rows);
  g_test_add_func("/server/route/takes-parameters", takes_parameters);
  g_test_add_func("/server/route/takes-what-stands-before-an-end", takes_what_stands_before_an_end);
  g_test_add_func("/server/route/knows-what-no-row-takes", knows_what_no_row_takes);
  g_test_add_func("/server/route/says-which-methods-there-are", says_which_methods_there_are);
  g_test_add_func("/server/route/mends-the-last-slash", mends_the_last_slash);
  g_test_add_func("/server/route/never-redirects-to-another-host", never_redirects_to_another_host);
  g_test_add_func("/server/route/refuses-broken-escapes", refuses_broken_escapes);
  g_test_add_func("/server/route/table-of-the-program-is-whole", table_of_the_program_is_whole);
  return g_test_run();
}
