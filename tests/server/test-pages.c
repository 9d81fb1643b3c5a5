/* Every route: its status, its type, and what the page must hold. */
#include <jansson.h>
#include <string.h>

#include "server/route.h"
#include "tests/harness/harness.h"

#define HTML "text/html; charset=utf-8"
#define JSON "application/json"
#define TEXT "text/plain; charset=utf-8"
#define ATOM "application/atom+xml; charset=utf-8"
#define GZIP "application/gzip"

typedef struct {
  const char *path;
  guint status;
  const char *type;  /* NULL: any */
  const char *holds; /* NULL: any; for 30x the Location */
} Golden;

static const Golden goldens[] = {
    {"/", 200, HTML, "Virt SIG"},
    {"/healthz", 200, TEXT, "ok\n"},
    {"/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "docket_cache_hits_total"},
    {"/robots.txt", 200, TEXT, "User-agent: *"},
    {"/sitemap.xml", 200, "application/xml; charset=utf-8", "sitemapindex"},
    {"/virt/sitemap/2014-04.xml", 200, "application/xml; charset=utf-8", "urlset"},
    {"/static/style.css", 200, NULL, "{"},
    {"/static/none.css", 404, NULL, NULL},
    {"/search", 200, HTML, NULL},
    {"/search?q=quartz", 200, HTML, "reply%2F1+a@example.org"},
    {"/search.json?q=quartz", 200, JSON, "reply/1+a@example.org"},
    {"/search.atom?q=quartz", 200, ATOM, "mid:reply%2F1%2Ba@example.org"},
    {"/search.atom?q=%22open", 400, TEXT, NULL},
    {"/search.mbox.gz?q=quartz", 200, GZIP, "\x1f\x8b"},
    {"/?q=quartz", 200, HTML, "reply%2F1+a@example.org"},

    {"/sign-in", 200, HTML, NULL},
    {"/sign-in/0123", 200, HTML, NULL},
    {"/sign-out", 405, HTML, NULL},

    {"/virt", 301, NULL, "/virt/"},
    {"/virt?a=b", 301, NULL, "/virt/?a=b"},
    {"/virt/", 200, HTML, "Virt SIG"},
    {"/nosuch/", 404, HTML, NULL},
    {"/virt/new.atom", 200, ATOM, "mid:patch-1@example.org"},
    {"/virt/search.json?q=quartz", 200, JSON, "reply/1+a@example.org"},
    {"/virt/search.atom?q=quartz", 200, ATOM, "mid:reply%2F1%2Ba@example.org"},
    {"/virt/search.mbox.gz?q=quartz", 200, GZIP, "\x1f\x8b"},
    {"/virt/search.mbox.gz?q=%22open", 400, TEXT, NULL},
    {"/virt/agenda", 200, HTML, NULL},
    {"/virt/agenda/", 301, NULL, "/virt/agenda"},
    {"/virt/agenda?date=2014-05-20", 200, HTML, "20 May 2014"},
    {"/virt/agenda?date=soon", 400, HTML, NULL},
    {"/virt/agenda.txt", 200, TEXT, NULL},
    {"/virt/agenda.md", 200, "text/markdown; charset=utf-8", NULL},
    {"/virt/agenda.json", 200, JSON, "{"},
    {"/virt/actions.json", 200, JSON, "\"actions\""},
    {"/virt/actions.csv", 200, "text/csv; charset=utf-8", "id,url,date"},
    {"/virt/decisions.json", 200, JSON, "\"decisions\""},
    {"/virt/decisions.csv", 200, "text/csv; charset=utf-8", "id,url,date"},
    {"/virt/attendance", 200, HTML, "Attendance"},
    {"/virt/attendance.json", 200, JSON, "\"meetings\""},
    {"/virt/attendance.csv", 200, "text/csv; charset=utf-8", "meeting,person"},
    {"/virt/report", 200, HTML, "2014-Q2"},
    {"/virt/report.md", 200, "text/markdown; charset=utf-8", "# "},
    {"/virt/report.txt", 200, TEXT, "Health"},
    {"/virt/report.json", 200, JSON, "\"quarter\""},
    {"/virt/report?quarter=x", 400, HTML, NULL},
    {"/api/v1/virt/decisions", 200, JSON, "\"decisions\""},
    {"/api/v1/virt/actions", 200, JSON, "\"actions\""},
    {"/api/v1/virt/attendance", 200, JSON, "\"meetings\""},
    {"/api/v1/virt/report", 200, JSON, "\"quarter\""},
    {"/virt/meetings/", 200, HTML, "No meeting is planned"},
    {"/virt/meetings", 301, NULL, "/virt/meetings/"},
    {"/virt/meetings.json", 200, JSON, "\"meetings\""},
    {"/virt/meetings.ics", 200, "text/calendar; charset=utf-8", "END:VCALENDAR"},
    {"/meetings.ics", 200, "text/calendar; charset=utf-8", "END:VCALENDAR"},
    {"/virt/agenda.ics", 404, TEXT, NULL},
    {"/virt/meetings/2014-05-20.ics", 404, TEXT, NULL},
    {"/virt/meetings/latest", 404, HTML, NULL},
    {"/virt/meetings/2014-05-20/", 404, HTML, NULL},
    {"/virt/meetings/2014-05-20.json", 404, JSON, NULL},
    {"/virt/meetings/2014-05-20.txt", 404, TEXT, NULL},
    {"/virt/meetings/2014-05-20.md", 404, TEXT, NULL},
    {"/virt/meetings/2014-05-20/agenda", 404, HTML, NULL},
    {"/virt/meetings/2014-05-20/agenda.txt", 404, NULL, NULL},
    {"/virt/meetings/2014-05-20/agenda.md", 404, NULL, NULL},
    {"/virt/meetings/2014-05-20/agenda.json", 404, JSON, NULL},
    {"/virt/meetings/2014-05-20/edit", 403, HTML, NULL},
    {"/virt/meetings/2014-05-20/import", 403, HTML, NULL},
    {"/virt/meetings/2014-05-20/live", 404, HTML, NULL},
    {"/virt/meetings/2014-05-20/events", 404, NULL, NULL},
    {"/virt/meetings/2014-05-20/minutes", 404, HTML, NULL},
    {"/virt/meetings/2014-05-20/minutes.txt", 404, NULL, NULL},
    {"/virt/meetings/2014-05-20/minutes.md", 404, NULL, NULL},
    {"/virt/meetings/2014-05-20/minutes.json", 404, JSON, NULL},
    {"/virt/meetings/2014-05-20/minutes.meetbot.txt", 404, NULL, NULL},
    {"/api/v1/virt/meetings", 200, JSON, "\"meetings\""},
    {"/api/v1/virt/meetings/2014-05-20", 404, JSON, "\"error\""},
    {"/operator/", 403, HTML, NULL},
    {"/virt/sources", 403, HTML, NULL},
    {"/virt/outbox/", 403, HTML, NULL},
    {"/virt/outbox/1", 403, HTML, NULL},
    {"/virt/backlog", 200, HTML, "network bridges"},
    {"/virt/backlog?kind=backlog&state=new&order=title", 200, HTML, "network bridges"},
    {"/virt/backlog?kind=nonsense", 400, HTML, NULL},
    {"/virt/backlog?state=nonsense", 400, HTML, NULL},
    {"/virt/backlog?order=nonsense", 400, HTML, NULL},
    {"/virt/backlog?offset=1000000000000", 400, HTML, NULL},
    {"/virt/backlog?offset=5000", 200, HTML, NULL},
    {"/virt/backlog.json", 200, JSON, "\"items\""},
    {"/virt/backlog.csv", 200, "text/csv; charset=utf-8", "network bridges"},
    {"/virt/backlog.atom", 200, ATOM, "network bridges"},
    {"/virt/backlog.atom?kind=nonsense", 400, TEXT, NULL},
    {"/virt/items/1.atom", 200, ATOM, "mid:backlog-1@example.org#"},
    {"/virt/items/999999.atom", 404, TEXT, NULL},
    {"/virt/items/1", 200, HTML, "backlog-1@example.org"},
    {"/virt/items/1.json", 200, JSON, "\"items\""},
    {"/virt/items/1.csv", 200, "text/csv; charset=utf-8", "backlog-1@example.org"},
    {"/virt/items/999999.csv", 404, TEXT, NULL},
    {"/virt/items/999999", 404, HTML, NULL},
    {"/virt/items/x", 404, HTML, NULL},
    {"/virt/actions", 200, HTML, NULL},
    {"/virt/decisions", 200, HTML, NULL},
    {"/virt/actions.atom", 200, ATOM, "</feed>"},
    {"/virt/decisions.atom", 200, ATOM, "</feed>"},
    {"/virt/votes/", 200, HTML, "vote-2@example.org"},
    {"/virt/votes", 301, NULL, "/virt/votes/"},
    {"/virt/votes/confirm/00", 200, HTML, "Confirm a vote"},
    {"/virt/queue", 403, HTML, NULL},
    {"/virt/members", 200, HTML, "Nobody is on the roster"},
    {"/sign-in/sessions", 200, HTML, NULL},
    {"/sign-in/tokens", 200, HTML, NULL},
    {"/virt/votes/new", 403, HTML, NULL},
    {"/virt/votes/1", 404, HTML, NULL},
    {"/virt/votes/1.json", 404, JSON, NULL},
    {"/virt/votes/1.txt", 404, TEXT, NULL},
    {"/virt/votes/1/chair", 405, HTML, NULL},
    {"/virt/refs/bug/6893", 200, HTML, "backlog-1@example.org"},
    {"/virt/refs/nonsense/6893", 404, HTML, NULL},
    {"/refs/bug/6893", 200, HTML, "backlog-1@example.org"},
    {"/refs/nonsense/6893", 404, HTML, NULL},

    {"/virt/archive", 301, NULL, "/virt/archive/"},
    {"/virt/archive/", 200, HTML, "Virt SIG backlog"},
    {"/virt/archive/?month=2014-04", 200, HTML, "Virt SIG backlog"},
    {"/virt/archive/?month=2014-13", 400, HTML, NULL},
    {"/virt/archive/?offset=1000000000000", 400, HTML, NULL},
    {"/virt/archive/?q=quartz", 200, HTML, "reply%2F1+a@example.org"},
    {"/virt/archive/?q=%22open", 400, HTML, NULL},
    {"/virt/archive/?q=quartz&after=x", 400, HTML, NULL},
    {"/virt/archive/backlog-1@example.org/", 200, HTML, "network bridges"},
    {"/virt/archive/backlog-1@example.org", 301, NULL, "/virt/archive/backlog-1@example.org/"},
    {"/virt/archive/reply%2F1+a@example.org/", 200, HTML, "quartz"},
    {"/virt/archive/none@example.org/", 404, HTML, NULL},
    {"/virt/archive/backlog-1@example.org/raw", 200, "text/plain",
     "Message-ID: <backlog-1@example.org>"},
    {"/virt/archive/none@example.org/raw", 404, NULL, NULL},
    {"/virt/archive/backlog-1@example.org/t/", 200, HTML, "quartz"},
    {"/virt/archive/reply-2@example.org/t/", 200, HTML, "network bridges"},
    {"/virt/archive/reply-2@example.org/t/?view=flat", 200, HTML, "quartz"},
    {"/virt/archive/backlog-1@example.org/t/?offset=4000", 200, HTML, NULL},
    {"/virt/archive/backlog-1@example.org/t.mbox.gz", 200, "application/gzip", "\x1f\x8b"},
    {"/virt/archive/2014-05.mbox.gz", 200, GZIP, "\x1f\x8b"},
    {"/virt/archive/all.mbox.gz", 200, GZIP, "\x1f\x8b"},
    {"/virt/archive/2014-13.mbox.gz", 400, TEXT, NULL},
    {"/virt/archive/reply-2@example.org/t.atom", 200, ATOM, "mid:backlog-1@example.org"},
    {"/virt/archive/none@example.org/t/", 404, HTML, NULL},
    {"/virt/archive/patch-1@example.org/part/999", 404, NULL, NULL},

    {"/r/backlog-1@example.org/", 301, NULL, "/virt/archive/backlog-1@example.org/"},
    {"/r/reply%2F1+a@example.org/", 301, NULL, "/virt/archive/reply%2F1+a@example.org/"},
    {"/r/none@example.org/", 404, HTML, NULL},
    {"/list/virt@lists.example.org/message/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/list/virt@lists.example.org/thread/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/list/virt@lists.example.org/", 301, NULL, "/virt/archive/"},
    {"/list/virt@lists.example.org/latest", 301, NULL, "/virt/archive/"},
    {"/list/virt@lists.example.org/2014/4/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/archives/list/virt/message/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/archives/list/virt/thread/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/archives/list/virt/", 301, NULL, "/virt/archive/"},
    {"/archives/list/virt/latest", 301, NULL, "/virt/archive/"},
    {"/archives/list/virt/2014/4/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/list/virt/2014/4/15/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/archives/list/virt/2014/4/15/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/hyperkitty/list/virt/2014/4/15/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/list/virt/message/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/attachment/2/x", 404, HTML, NULL},
    {"/archives/list/virt/message/short/attachment/2/x", 404, HTML, NULL},
    {"/hyperkitty/list/virt/message/short/attachment/2/x", 404, HTML, NULL},
    {"/archives/search?q=quartz", 301, NULL, "/search?q=quartz"},
    {"/hyperkitty/search?q=quartz", 301, NULL, "/search?q=quartz"},
    {"/mailman/listinfo/virt", 301, NULL, "/virt/archive/"},
    {"/all/vote-2@example.org/", 301, NULL, "/virt/archive/vote-2@example.org/"},
    {"/all/vote-2@example.org/raw", 301, NULL, "/virt/archive/vote-2@example.org/raw"},
    {"/all/vote-2@example.org/t/", 301, NULL, "/virt/archive/vote-2@example.org/t/"},
    {"/all/vote-2@example.org/T/", 301, NULL, "/virt/archive/vote-2@example.org/t/?view=flat"},
    {"/all/vote-2@example.org/t.mbox.gz", 301, NULL, "/virt/archive/vote-2@example.org/t.mbox.gz"},
    {"/all/vote-2@example.org/t.atom", 301, NULL, "/virt/archive/vote-2@example.org/t.atom"},
    {"/hyperkitty/list/virt/message/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/hyperkitty/list/virt/thread/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, HTML, NULL},
    {"/hyperkitty/list/virt/", 301, NULL, "/virt/archive/"},
    {"/hyperkitty/list/virt/latest", 301, NULL, "/virt/archive/"},
    {"/hyperkitty/list/virt/2014/4/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/list/virt/export/x.mbox.gz", 301, NULL, "/virt/archive/all.mbox.gz"},
    {"/archives/list/virt/export/x.mbox.gz", 301, NULL, "/virt/archive/all.mbox.gz"},
    {"/hyperkitty/list/virt/export/x.mbox.gz", 301, NULL, "/virt/archive/all.mbox.gz"},
    {"/virt/all.mbox.gz", 200, GZIP, "\x1f\x8b"},
    {"/pipermail/virt/", 301, NULL, "/virt/archive/"},
    {"/pipermail/virt/2014-April/", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/pipermail/virt/2014-April.txt.gz", 301, NULL, "/virt/archive/2014-04.mbox.gz"},
    {"/pipermail/virt/2014-April.txt", 301, NULL, "/virt/archive/2014-04.mbox.gz"},
    {"/pipermail/virt/2014-April/date.html", 301, NULL, "/virt/archive/?month=2014-04"},
    {"/pipermail/virt/2014-April/003456.html", 300, HTML, "Which mail was number 003456"},
    {"/pipermail/nosuch/2014-April/003456.html", 404, HTML, NULL},
    {"/pipermail/virt/14-April/003456.html", 404, HTML, NULL},

    {"/api/v1/openapi.json", 200, JSON, "\"openapi\": \"3.1.0\""},
    {"/api/v1/virt/items", 200, JSON, "\"items\""},
    {"/api/v1/virt/items/1", 200, JSON, "\"items\""},
    {"/api/v1/virt/links", 200, JSON, "6893"},
    {"/api/v1/virt/votes", 200, JSON, "\"votes\""},
    {"/api/v1/virt/votes/1", 404, JSON, "\"error\""},
    {"/api/v1/virt/agenda", 200, JSON, "{"},
    {"/api/v1/virt/search?q=quartz", 200, JSON, "reply/1+a@example.org"},
    {"/api/v1/virt/search?q=%22open", 400, JSON, "\"error\""},
    {"/api/v1/nosuch/items", 404, JSON, "\"error\""},
    {"/api/v1/nosuch", 404, JSON, "\"error\""},
};

/* Says what is wrong and goes on, so that one run names all of it. */
static void G_GNUC_PRINTF(1, 2) fault(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_test_message("%s", text);
  g_test_fail();
}

static void
check_golden(const Harness *harness, const Golden *golden)
{
  g_autoptr(Answer) answer = harness_get(harness, golden->path);
  const char *type = answer_header(answer, "content-type");
  const char *location = answer_header(answer, "location");
  if (answer->status != golden->status)
    fault("%s: status %u, not %u", golden->path, answer->status, golden->status);
  if (golden->type != NULL && g_strcmp0(type, golden->type) != 0)
    fault("%s: type %s, not %s", golden->path, type, golden->type);
  if (golden->status == 301 && g_strcmp0(location, golden->holds) != 0)
    fault("%s: leads to %s, not %s", golden->path, location, golden->holds);
  if (golden->status != 301 && golden->holds != NULL && strstr(answer->body, golden->holds) == NULL)
    fault("%s: %s is not in it", golden->path, golden->holds);
  g_assert_nonnull(answer_header(answer, "content-security-policy"));
  g_assert_cmpstr(answer_header(answer, "x-content-type-options"), ==, "nosniff");
}

static void
every_route_answers(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(goldens); i++)
    check_golden(harness, &goldens[i]);
}

/* "/{group}/items/{n}" fits "/virt/items/1?x=y". */
static gboolean
is_tried(const Route *route)
{
  for (gsize i = 0; i < G_N_ELEMENTS(goldens); i++) {
    g_autofree char *path = g_strndup(goldens[i].path, strcspn(goldens[i].path, "?"));
    g_auto(RouteMatch) match = {.result = MATCH_NONE};
    gsize n;
    const Route *table = server_routes(&n);
    if (server_route_match(table, n, route->method, path, &match) == route)
      return TRUE;
  }
  return FALSE;
}

static void
no_route_is_left_untried(void)
{
  gsize n;
  const Route *table = server_routes(&n);
  for (gsize i = 0; i < n; i++)
    if (!is_tried(&table[i]))
      fault("%s %s is in no row of this test", table[i].method, table[i].pattern);
}

/* What anyone may read is kept, and says how old it is; but for what is of one moment or one
 * visitor.
 */
static void
what_anyone_reads_says_how_old_it_is(void)
{
  static const char *const fresh[] = {"/healthz",
                                      "/metrics",
                                      "/sign-in",
                                      "/sign-in/{token}",
                                      "/{group}/meetings/latest",
                                      "/{group}/meetings/{date}/live",
                                      "/{group}/meetings/{date}/events",
                                      "/{group}/votes/confirm/{token}",
                                      NULL};
  gsize n;
  guint tried = 0;
  const Route *table = server_routes(&n);
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < n; i++)
    if (table[i].cache == CACHE_NOTHING && table[i].who == ROUTE_ANYONE &&
        strcmp(table[i].method, "GET") == 0 && !g_strv_contains(fresh, table[i].pattern))
      fault("%s is made anew each time", table[i].pattern);
  for (gsize i = 0; i < G_N_ELEMENTS(goldens); i++) {
    g_autofree char *path = g_strndup(goldens[i].path, strcspn(goldens[i].path, "?"));
    g_auto(RouteMatch) match = {.result = MATCH_NONE};
    const Route *route = server_route_match(table, n, "GET", path, &match);
    if (goldens[i].status != 200 || route == NULL || route->cache == CACHE_NOTHING)
      continue;
    g_autoptr(Answer) answer = harness_get(harness, goldens[i].path);
    const char *etag = answer_header(answer, "etag");
    if (answer_header(answer, "last-modified") == NULL)
      fault("%s has no Last-Modified", goldens[i].path);
    if (etag == NULL)
      fault("%s has no ETag", goldens[i].path);
    tried++;
  }
  g_assert_cmpuint(tried, >, 50);
}

static json_t *
get_json(const Harness *harness, const char *path)
{
  json_error_t why;
  g_autoptr(Answer) answer = harness_get(harness, path);
  json_t *root = json_loads(answer->body, 0, &why);
  if (root == NULL)
    g_test_message("%s: %s", path, why.text);
  g_assert_nonnull(root);
  return root;
}

/* What a "$ref" of the description leads to. */
static json_t *
resolve(json_t *description, json_t *schema)
{
  const char *ref = json_string_value(json_object_get(schema, "$ref"));
  if (ref == NULL)
    return schema;
  g_auto(GStrv) steps = g_strsplit(ref, "/", -1);
  json_t *at = description;
  for (guint i = 1; steps[0] != NULL && steps[i] != NULL; i++)
    at = json_object_get(at, steps[i]);
  if (at == NULL)
    fault("%s is not in the description", ref);
  return at;
}

/* All that is told of an answer is described, and all that is described as always there is there;
 * lists by their first entry. */
static void
check_form(json_t *description, json_t *schema, json_t *told, const char *where)
{
  const char *key;
  json_t *value;
  gsize i;
  schema = resolve(description, schema);
  json_t *properties = json_object_get(schema, "properties");
  if (json_is_array(told) && json_array_size(told) > 0 && json_object_get(schema, "items") != NULL)
    check_form(description, json_object_get(schema, "items"), json_array_get(told, 0), where);
  if (!json_is_object(told) || properties == NULL)
    return;
  json_object_foreach(told, key, value)
  {
    json_t *of_key = json_object_get(properties, key);
    if (of_key == NULL)
      fault("%s: %s is not described", where, key);
    else
      check_form(description, of_key, value, where);
  }
  json_array_foreach(json_object_get(schema, "required"), i,
                     value) if (json_object_get(told, json_string_value(value)) == NULL)
      fault("%s: %s is not there", where, json_string_value(value));
}

/* Of each address below /api/v1/, as the table has it; its answers have the form it says. */
static void
the_description_of_the_api_is_true(void)
{
  gsize n;
  guint tried = 0;
  const char *pattern;
  json_t *of_path;
  const Route *table = server_routes(&n);
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  json_t *description = get_json(harness, "/api/v1/openapi.json");
  json_t *paths = json_object_get(description, "paths");
  for (gsize i = 0; i < n; i++)
    if (g_str_has_prefix(table[i].pattern, "/api/v1/") &&
        json_object_get(paths, table[i].pattern) == NULL)
      fault("%s is not described", table[i].pattern);
  json_object_foreach(paths, pattern, of_path)
  {
    gsize i = 0;
    while (i < n && strcmp(table[i].pattern, pattern) != 0)
      i++;
    if (i == n)
      fault("%s is described and not there", pattern);
    const char *names = strchr(pattern, '{') != NULL ? "{group}" : "";
    json_t *parameters = json_object_get(json_object_get(of_path, "get"), "parameters");
    gsize n_of_path = 0, k;
    json_t *parameter;
    json_array_foreach(parameters, k, parameter) n_of_path +=
        g_strcmp0(json_string_value(json_object_get(resolve(description, parameter), "in")),
                  "path") == 0;
    g_assert_cmpuint(n_of_path, ==,
                     strlen(names) / strlen("{group}") + (strstr(pattern, "{n}") != NULL) +
                         (strstr(pattern, "{date}") != NULL));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(goldens); i++) {
    g_autofree char *path = g_strndup(goldens[i].path, strcspn(goldens[i].path, "?"));
    g_auto(RouteMatch) match = {.result = MATCH_NONE};
    const Route *route = server_route_match(table, n, "GET", path, &match);
    if (route == NULL || !g_str_has_prefix(route->pattern, "/api/v1/{") || goldens[i].status != 200)
      continue;
    json_t *told = get_json(harness, goldens[i].path);
    json_t *schema = json_object_get(json_object_get(paths, route->pattern), "get");
    static const char *const steps[] = {"responses", "200", "content", "application/json",
                                        "schema"};
    for (gsize k = 0; k < G_N_ELEMENTS(steps); k++)
      schema = json_object_get(schema, steps[k]);
    check_form(description, schema, told, route->pattern);
    json_decref(told);
    tried++;
  }
  g_assert_cmpuint(tried, >, 8);
  json_decref(description);
}

static void
other_methods_are_told_which_there_are(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"};
  for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
    g_autoptr(Answer) answer = harness_request(harness, methods[i], "/virt/", NULL, NULL);
    g_assert_cmpuint(answer->status, ==, 405);
    g_assert_cmpstr(answer_header(answer, "allow"), ==, "GET, HEAD");
    g_assert_cmpstr(answer_header(answer, "content-type"), ==, HTML);
  }
}

static void
bad_addresses_get_a_page(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autofree char *huge = g_strnfill(65536, 'a');
  g_autofree char *long_path = g_strdup_printf("/%s", huge);
  g_autofree char *deep = g_strnfill(2000, '(');
  g_autofree char *nested = g_strdup_printf("/virt/archive/?q=%s", deep);
  const Golden rows[] = {
      {long_path, 414, HTML, NULL},
      {"/virt/archive/%zz/", 400, HTML, NULL},
      {"/virt/archive/a%00b/", 400, HTML, NULL},
      {"/%", 400, HTML, NULL},
      {"/virt/backlog?kind=%zz", 400, HTML, NULL},
      {"/virt/backlog?kind=%ff", 400, HTML, NULL},
      {"/virt/archive/?q=%00", 400, HTML, NULL},
      {nested, 400, HTML, NULL},
      {"/../../etc/passwd", 404, HTML, NULL},
      {"/static/..%2f..%2fetc%2fpasswd", 404, NULL, NULL},
      {"//example.org/", 404, HTML, NULL},
      {"/virt/items/99999999999999999999", 404, HTML, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    check_golden(harness, &rows[i]);
  g_autofree char *body =
      g_strdup("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n");
  g_autoptr(Answer) large = client_raw(server_url(harness->server), body, strlen(body), 5);
  g_assert_cmpuint(large->status, ==, 413);
  g_assert_nonnull(strstr(large->body, "</html>"));
}

static void
slow_headers_get_a_page(void)
{
  g_autoptr(Harness) harness = harness_new();
  ServerOptions options = {.receive_ms = 200};
  harness_serve(harness, &options);
  static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
  g_autoptr(Answer) answer = client_raw(server_url(harness->server), text, sizeof text - 1, 5);
  g_assert_cmpuint(answer->status, ==, 408);
  g_assert_nonnull(strstr(answer->body, "</html>"));
  g_autoptr(Answer) still = harness_get(harness, "/");
  g_assert_cmpuint(still->status, ==, 200);
}

static void
script_in_mail_stays_text(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  static const char *const paths[] = {"/virt/archive/reply-2@example.org/",
                                      "/virt/archive/reply-2@example.org/t/", "/virt/",
                                      "/virt/backlog", "/virt/archive/?q=alert"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) answer = harness_get(harness, paths[i]);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_null(strstr(answer->body, "<script>alert"));
  }
}

static void
attachments_are_saved_not_run(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autoptr(Answer) page = harness_get(harness, "/virt/archive/patch-1@example.org/");
  const char *link = strstr(page->body, "part/");
  g_assert_nonnull(link);
  g_autofree char *part = g_strndup(link, strcspn(link, "\"#?"));
  g_autofree char *path = g_strdup_printf("/virt/archive/patch-1@example.org/%s", part);
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_cmpstr(answer_header(answer, "content-type"), ==, "text/plain");
  const char *disposition = answer_header(answer, "content-disposition");
  g_assert_true(g_str_has_prefix(disposition, "attachment; filename=\""));
  g_assert_null(strstr(disposition, "/"));
  g_assert_nonnull(strstr(answer->body, "alert(\"part\")"));
}

static void
hyperkitty_hash_leads_to_the_message(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  /* base32(SHA-1("vote-1@example.org")) */
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize len = sizeof digest;
  char hash[33] = {0};
  g_checksum_update(sum, (const guchar *)"vote-1@example.org", -1);
  g_checksum_get_digest(sum, digest, &len);
  for (gsize i = 0; i < 32; i++) {
    gsize bit = i * 5;
    guint two = (guint)digest[bit / 8] << 8 | (bit / 8 + 1 < 20 ? digest[bit / 8 + 1] : 0);
    hash[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[two >> (11 - bit % 8) & 31];
  }
  g_autofree char *path = g_strdup_printf("/list/virt@lists.example.org/message/%s/", hash);
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 301);
  g_assert_cmpstr(answer_header(answer, "location"), ==, "/virt/archive/vote-1@example.org/");
}

static void
a_very_long_mail_is_cut_with_a_way_to_the_rest(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new("From a@example.org Mon May 12 09:00:00 2014\n"
                                         "From: a@example.org\nSubject: long\n"
                                         "Date: Mon, 12 May 2014 09:00:00 +0000\n"
                                         "Message-ID: <long@example.org>\n\n");
  for (int i = 0; i < 60000; i++)
    g_string_append_printf(mbox, "this is line %d of a very long mail\n", i + 1);
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autoptr(Answer) answer = harness_get(harness, "/virt/archive/long@example.org/");
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_nonnull(strstr(answer->body, "line 1 of"));
  g_assert_null(strstr(answer->body, "line 59999 of"));
  g_assert_nonnull(strstr(answer->body, "raw"));
  g_autoptr(Answer) raw = harness_get(harness, "/virt/archive/long@example.org/raw");
  g_assert_nonnull(strstr(raw->body, "line 59999 of"));
}

static void
a_long_thread_is_paged(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (int i = 0; i < 130; i++)
    g_string_append_printf(mbox,
                           "From a@example.org Mon May 12 09:%02d:%02d 2014\n"
                           "From: a@example.org\nSubject: chain\n"
                           "Date: Mon, 12 May 2014 09:%02d:%02d +0000\n"
                           "Message-ID: <chain-%d@example.org>\n"
                           "In-Reply-To: <chain-%d@example.org>\n\nlink number %d.\n\n",
                           i / 60, i % 60, i / 60, i % 60, i, i - 1, i);
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autoptr(Answer) first = harness_get(harness, "/virt/archive/chain-0@example.org/t/");
  g_assert_nonnull(strstr(first->body, "link number 0."));
  g_assert_null(strstr(first->body, "link number 129."));
  g_assert_nonnull(strstr(first->body, "offset="));
  /* Without an offset the page is the one that holds the mail. */
  g_autoptr(Answer) last = harness_get(harness, "/virt/archive/chain-129@example.org/t/");
  g_assert_nonnull(strstr(last->body, "link number 129."));
}

/* Every mail is on exactly one page of a thread of patches, whatever their sizes. */
static void
pages_of_a_thread_leave_no_mail_out(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  g_autofree char *line = g_strnfill(70, 'x');
  for (int i = 0; i < 12; i++) {
    g_string_append_printf(mbox,
                           "From a@example.org Mon May 12 09:00:%02d 2014\n"
                           "From: a@example.org\nSubject: large\n"
                           "Date: Mon, 12 May 2014 09:00:%02d +0000\n"
                           "Message-ID: <large-%d@example.org>\n"
                           "In-Reply-To: <large-0@example.org>\n\nlarge number %d.\n",
                           i, i, i, i);
    for (int n = 0; n < 1500; n++)
      g_string_append_printf(mbox, "%s\n", line);
    g_string_append_c(mbox, '\n');
  }
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autofree char *path = g_strdup("/virt/archive/large-0@example.org/t/?offset=0");
  guint seen[12] = {0}, pages = 0;
  while (path != NULL && pages < 20) {
    g_autoptr(Answer) answer = harness_get(harness, path);
    g_assert_cmpuint(answer->status, ==, 200);
    for (guint i = 0; i < 12; i++) {
      g_autofree char *mark = g_strdup_printf("large number %u.", i);
      seen[i] += strstr(answer->body, mark) != NULL;
    }
    const char *next = strstr(answer->body, "rel=\"next\"");
    const char *from =
        next != NULL ? g_strrstr_len(answer->body, next - answer->body, "<a ") : NULL;
    const char *offset = from != NULL ? strstr(from, "offset=") : NULL;
    g_free(path);
    path = offset != NULL ? g_strdup_printf("/virt/archive/large-0@example.org/t/?offset=%u",
                                            (guint)g_ascii_strtoull(offset + 7, NULL, 10))
                          : NULL;
    pages++;
  }
  g_assert_cmpuint(pages, >, 2);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpuint(seen[i], ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/pages/every-route-answers", every_route_answers);
  g_test_add_func("/server/pages/no-route-is-left-untried", no_route_is_left_untried);
  g_test_add_func("/server/pages/the-description-of-the-api-is-true",
                  the_description_of_the_api_is_true);
  g_test_add_func("/server/pages/what-anyone-reads-says-how-old-it-is",
                  what_anyone_reads_says_how_old_it_is);
  g_test_add_func("/server/pages/other-methods-are-told-which-there-are",
                  other_methods_are_told_which_there_are);
  g_test_add_func("/server/pages/bad-addresses-get-a-page", bad_addresses_get_a_page);
  g_test_add_func("/server/pages/slow-headers-get-a-page", slow_headers_get_a_page);
  g_test_add_func("/server/pages/script-in-mail-stays-text", script_in_mail_stays_text);
  g_test_add_func("/server/pages/attachments-are-saved-not-run", attachments_are_saved_not_run);
  g_test_add_func("/server/pages/hyperkitty-hash-leads-to-the-message",
                  hyperkitty_hash_leads_to_the_message);
  g_test_add_func("/server/pages/a-very-long-mail-is-cut-with-a-way-to-the-rest",
                  a_very_long_mail_is_cut_with_a_way_to_the_rest);
  g_test_add_func("/server/pages/a-long-thread-is-paged", a_long_thread_is_paged);
  g_test_add_func("/server/pages/pages-of-a-thread-leave-no-mail-out",
                  pages_of_a_thread_leave_no_mail_out);
  return g_test_run();
}
