/* Every page, asked for with arguments and names that make no sense: a clear answer in bounded time
 * and never a failure of the server. The pages of chairs are tried as a chair. */
#include <string.h>
#include <time.h>

#include "server/route.h"
#include "tests/harness/chair.h"

/* Seconds of work for one answer, far over what any needs. */
#define PATIENCE 20

#define HUGE "1000000000000"

/* What stands for each name in a pattern when all is well. */
static const struct {
  const char *name, *value;
} names[] = {{"group", "virt"},
             {"mid", "backlog-1@example.org"},
             {"n", "1"},
             {"date", "2014-05-13"},
             {"month", "2014-05"},
             {"kind", "bug"},
             {"value", "6893"},
             {"file", "style.css"},
             {"list", "virt"},
             {"address", "virt@lists.example.org"},
             {"year", "2014"},
             {"hash", "TJLATDQ2QKMQQVAEA3I266FDJ4ODPOBN"},
             {"id", "backlog-1@example.org"},
             {"name", "fix.patch"},
             {"index", "thread"},
             {"token", "0123456789abcdef"}};

static const char *
value_of(const char *name, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
      return names[i].value;
  g_test_message("no value for {%.*s}", (int)len, name);
  g_assert_not_reached();
  return NULL;
}

/* The pattern with its values; odd takes the place of the name number `at`. FALSE: it has fewer. */
static gboolean
fill(const char *pattern, int at, const char *odd, char **path)
{
  g_autoptr(GString) filled = g_string_new(NULL);
  int place = 0;
  for (const char *p = pattern; *p != '\0'; p++) {
    if (*p != '{') {
      g_string_append_c(filled, *p);
      continue;
    }
    gsize len = strcspn(p + 1, "}");
    g_string_append(filled, place++ == at ? odd : value_of(p + 1, len));
    p += len + 1;
  }
  *path = g_strdup(filled->str);
  return place > at;
}

static void
check(const Chair *chair, const char *path)
{
  clock_t begun = clock();
  g_autoptr(Answer) answer = chair_get(chair, path);
  double took = (double)(clock() - begun) / CLOCKS_PER_SEC;
  if (took < PATIENCE && answer->status >= 200 && answer->status < 500)
    return;
  g_test_message("%.200s: %u after %.1f s", path, answer->status, took);
  g_test_fail();
}

/* A stream of a meeting's events never ends. */
static gboolean
is_tried(const Route *route)
{
  return strcmp(route->method, "GET") == 0 && !g_str_has_suffix(route->pattern, "/events") &&
         strcmp(route->pattern, "/operator/") != 0;
}

static void
arguments_that_make_no_sense(void)
{
  static const char *const keys[] = {
      "offset", "after", "before", "month",   "alternate", "q",    "date",  "order",  "limit",
      "kind",   "state", "owner",  "quarter", "view",      "text", "group", "series", "since",
      "until",  "n",     "sort",   "l",       "m",         "i",    "b"};
  g_autofree char *much = g_strnfill(6000, '(');
  const char *const values[] = {HUGE,
                                "-1",
                                "99999999999999999999999",
                                "%00",
                                "%ff%fe",
                                "",
                                "%zz",
                                "0",
                                "9999-99-99",
                                "2014-02-30",
                                "%F0%9F%90%9F",
                                much};
  g_auto(Chair) chair = {0};
  gsize n;
  const Route *routes = server_routes(&n);
  chair_sign_in(&chair, "chair");
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = NULL;
    if (!is_tried(&routes[i]))
      continue;
    g_assert_false(fill(routes[i].pattern, G_MAXINT, "", &path));
    for (gsize v = 0; v < G_N_ELEMENTS(values); v++) {
      /* All at once: each page looks at those it knows, and refuses the first. */
      g_autoptr(GString) all = g_string_new(path);
      for (gsize k = 0; k < G_N_ELEMENTS(keys) && all->len + strlen(values[v]) < 7000; k++) {
        g_string_append_printf(all, "%c%s=%s", k == 0 ? '?' : '&', keys[k], values[v]);
        g_autofree char *one = g_strdup_printf("%s?%s=%s", path, keys[k], values[v]);
        if (v < 4)
          check(&chair, one);
      }
      check(&chair, all->str);
    }
  }
}

static void
names_that_make_no_sense(void)
{
  g_autofree char *long_name = g_strnfill(900, 'x');
  const char *const odd[] = {
      HUGE, "99999999999999999999", "0",          "%00",          "%ff",
      "..", "%2e%2e%2fetc",         "%zz",        "a%20b",        "%E4%BC%9A%E8%AD%B0",
      "-1", "9999-99-99",           "2014-02-30", "%3Cscript%3E", long_name};
  g_auto(Chair) chair = {0};
  gsize n;
  guint tried = 0;
  const Route *routes = server_routes(&n);
  chair_sign_in(&chair, "chair");
  for (gsize i = 0; i < n; i++)
    for (int at = 0; is_tried(&routes[i]) && at < ROUTE_MAX_PARAMS; at++)
      for (gsize v = 0; v < G_N_ELEMENTS(odd); v++) {
        g_autofree char *path = NULL;
        if (!fill(routes[i].pattern, at, odd[v], &path))
          continue;
        check(&chair, path);
        tried++;
      }
  g_assert_cmpuint(tried, >, 1000);
}

static void
assert_looks_like_a_page(const Answer *answer, guint status, const char *what)
{
  static const char *const parts[] = {"<link rel=\"stylesheet\" href=\"/static/style.css",
                                      "<header class=\"top\">", "role=\"search\"",
                                      "<main id=\"main\"", "</html>"};
  g_test_message("%.80s: %u", what, answer->status);
  g_assert_cmpuint(answer->status, ==, status);
  g_assert_true(g_str_has_prefix(answer_header(answer, "content-type"), "text/html"));
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
    harness_assert_says(answer->body, parts[i]);
}

/* Whatever was wrong with a request, its answer is a page of this site. */
static void
every_fault_is_a_page_of_the_same_look(void)
{
  static const char gigabyte[] = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n";
  static const char slow[] = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
  g_autofree char *name = g_strnfill(65536, 'a');
  g_autofree char *long_path = g_strconcat("/", name, NULL);
  const struct {
    const char *method, *path;
    guint status;
  } rows[] = {{NULL, "/no/such/page/at/all", 404},
              {NULL, "/virt/archive/nosuch@example.org/", 404},
              {"BREW", "/virt/", 405},
              {NULL, long_path, 414},
              {NULL, "/virt/archive/%zz/", 400},
              {NULL, "/virt/archive/?q=(", 400},
              {NULL, "/virt/backlog?offset=x", 400},
              {NULL, "/virt/outbox/", 403}};
  g_autoptr(Harness) harness = harness_new();
  const ServerOptions options = {.receive_ms = 200};
  harness_serve(harness, &options);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = harness_request(harness, rows[i].method, rows[i].path, NULL, NULL);
    assert_looks_like_a_page(answer, rows[i].status, rows[i].path);
  }
  const char *url = server_url(harness->server);
  g_autoptr(Answer) large = client_raw(url, gigabyte, sizeof gigabyte - 1, 5);
  assert_looks_like_a_page(large, 413, "a body of a gigabyte");
  g_autoptr(Answer) late = client_raw(url, slow, sizeof slow - 1, 5);
  assert_looks_like_a_page(late, 408, "slow headers");
}

static void
every_page_has_a_search_box(void)
{
  g_auto(Chair) chair = {0};
  gsize n;
  guint tried = 0;
  const Route *routes = server_routes(&n);
  chair_sign_in(&chair, "chair");
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = NULL;
    if (!is_tried(&routes[i]) || routes[i].format != FORMAT_HTML)
      continue;
    g_assert_false(fill(routes[i].pattern, G_MAXINT, "", &path));
    g_autoptr(Answer) answer = chair_get(&chair, path);
    if (answer->status == 301 || answer->status == 302)
      continue;
    assert_looks_like_a_page(answer, answer->status, path);
    tried++;
  }
  g_assert_cmpuint(tried, >, 30);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/arguments/that-make-no-sense", arguments_that_make_no_sense);
  g_test_add_func("/server/arguments/names-that-make-no-sense", names_that_make_no_sense);
  g_test_add_func("/server/arguments/every-fault-is-a-page-of-the-same-look",
                  every_fault_is_a_page_of_the_same_look);
  g_test_add_func("/server/arguments/every-page-has-a-search-box", every_page_has_a_search_box);
  return g_test_run();
}
