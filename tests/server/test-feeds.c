/* The feeds as a feed reader gets them: what RFC 4287 asks of each, newest first, and ids that stay
 * while mail arrives and when the archive moves. */
#include <libxml/parser.h>
#include <string.h>

#include "tests/harness/harness.h"
#include "tests/harness/xpath.h"

#define HEAD(id, day, more)                                                                        \
  "From ann@example.org Mon May 12 09:00:00 2014\nFrom: Ann Bell <ann@example.org>\n"              \
  "To: virt@lists.example.org\nSubject: Re: Virt SIG backlog\n"                                    \
  "Date: " day " May 2014 09:00:00 +0000\nMessage-ID: <" id "@example.org>\n" more                 \
  "In-Reply-To: <backlog-1@example.org>\nContent-Type: text/plain; charset=utf-8\n\n"
#define THREAD "/virt/archive/backlog-1@example.org/t.atom"

static const char stated[] =
    HEAD("stated-1", "Fri, 09",
         "") "AGREED: the zebra images are built each week\n\nACTION: Ben to write of the zebra\n\n"
             "* Update xen to 4.4.1 in testing\n\n" HEAD(
                 "stated-2", "Sat, 10", "") "AGREED: the zebra page is <kept> & \"shown\"\n\n"
                                            "ACTION: Cho to draw the zebra\n\n";
static const char later[] =
    HEAD("later-1", "Sun, 11", "") "AGREED: the zebra is fed\n\nACTION: Ann to feed the zebra\n\n"
                                   "== Backlog ==\n\n* Update xen to 4.4.1 in testing\n\n";

static const struct {
  const char *path;
  guint least; /* entries before what is said later; each has one more then */
  const char *page;
} feeds[] = {
    {"/virt/new.atom", 8, "/virt/archive/"},
    {THREAD, 5, "/virt/archive/backlog-1@example.org/t/"},
    {"/virt/search.atom?q=zebra", 2, "/virt/archive/?q=zebra"},
    {"/search.atom?q=zebra", 2, "/search?q=zebra"},
    {"/virt/backlog.atom", 5, "/virt/backlog"},
    {"/virt/backlog.atom?order=title", 5, "/virt/backlog?order=title"},
    {"/virt/backlog.atom?text=zebra", 4, "/virt/backlog?text=zebra"},
    {"/virt/actions.atom", 2, "/virt/actions"},
    {"/virt/decisions.atom", 2, "/virt/decisions"},
    {"/virt/items/1.atom", 2, "/virt/items/1"},
};

static gint64
seconds(const char *iso)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(iso, NULL);
  g_assert_nonnull(time);
  return g_date_time_to_unix(time);
}

/* Every entry has one of each, a link to a page of this host, and none is newer than the one before
 * it. */
static void
check_entries(xmlXPathContext *context, const char *base, guint n)
{
  static const char *const once[] = {"a:id", "a:title", "a:updated", "a:author/a:name",
                                     "a:link[@rel='alternate']/@href"};
  for (guint part = 0; part < G_N_ELEMENTS(once); part++)
    for (guint i = 1; i <= n; i++) {
      g_autofree char *expression = g_strdup_printf("/a:feed/a:entry[%u]/%s", i, once[part]);
      g_autofree char *text = xpath_one(context, expression);
      g_assert_cmpuint(strlen(text), >, 0);
      if (strstr(once[part], "href") != NULL)
        g_assert_true(g_str_has_prefix(text, base));
    }
  g_autoptr(GPtrArray) updated = xpath_find(context, "/a:feed/a:entry/a:updated");
  g_autofree char *of_feed = xpath_one(context, "/a:feed/a:updated");
  gint64 before = seconds(of_feed);
  g_assert_cmpint(before, ==, seconds(updated->pdata[0]));
  for (guint i = 0; i < updated->len; i++) {
    g_assert_cmpint(seconds(updated->pdata[i]), <=, before);
    before = seconds(updated->pdata[i]);
  }
}

/* The ids of its entries. */
static GPtrArray *
read_feed(const Harness *harness, const char *base, guint which)
{
  g_test_message("%s", feeds[which].path);
  g_autoptr(Answer) answer = harness_get(harness, feeds[which].path);
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_cmpstr(answer_header(answer, "content-type"), ==, "application/atom+xml; charset=utf-8");
  xmlResetLastError();
  xmlDoc *doc = xmlReadMemory(answer->body, (int)answer->len, "feed", NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR);
  g_assert_null(xmlGetLastError());
  xmlXPathContext *context = xpath_of_atom(doc);
  g_autofree char *id = xpath_one(context, "/a:feed/a:id");
  g_autofree char *title = xpath_one(context, "/a:feed/a:title");
  g_autofree char *self = xpath_one(context, "/a:feed/a:link[@rel='self']/@href");
  g_autofree char *type = xpath_one(context, "/a:feed/a:link[@rel='self']/@type");
  g_autofree char *page = xpath_one(context, "/a:feed/a:link[@rel='alternate']/@href");
  g_autofree char *want_self = g_strconcat(base, feeds[which].path, NULL);
  g_autofree char *want_page = g_strconcat(base, feeds[which].page, NULL);
  g_assert_true(g_uri_is_valid(id, G_URI_FLAGS_ENCODED, NULL));
  g_assert_cmpuint(strlen(title), >, 0);
  g_assert_cmpstr(self, ==, want_self);
  g_assert_cmpstr(type, ==, "application/atom+xml");
  g_assert_cmpstr(page, ==, want_page);
  GPtrArray *ids = xpath_find(context, "/a:feed/a:entry/a:id");
  check_entries(context, base, ids->len);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < ids->len; i++) {
    g_assert_true(g_uri_is_valid(ids->pdata[i], G_URI_FLAGS_ENCODED, NULL));
    g_assert_true(g_hash_table_add(seen, ids->pdata[i]));
  }
  xmlXPathFreeContext(context);
  xmlFreeDoc(doc);
  return ids;
}

static void
assert_has_all(const GPtrArray *all, const GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_assert_true(g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)all, ids->pdata[i],
                                                   g_str_equal, NULL));
}

static void
every_feed_keeps_the_standard_and_its_ids(void)
{
  static const char old_home[] = "https://old.example", new_home[] = "https://new.example";
  const ServerOptions old_options = {.base_url = old_home}, new_options = {.base_url = new_home};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", stated);
  harness_serve(harness, &old_options);
  for (guint i = 0; i < G_N_ELEMENTS(feeds); i++) {
    g_autoptr(GPtrArray) ids = read_feed(harness, old_home, i);
    g_assert_cmpuint(ids->len, >=, feeds[i].least);
  }
  /* Both hosts serve the same archive, the second with one mail more. */
  g_autoptr(Harness) moved = harness_new();
  harness_ingest(moved, "virt", stated);
  harness_ingest(moved, "virt", later);
  harness_serve(moved, &new_options);
  for (guint i = 0; i < G_N_ELEMENTS(feeds); i++) {
    g_autoptr(GPtrArray) before = read_feed(harness, old_home, i);
    g_autoptr(GPtrArray) after = read_feed(moved, new_home, i);
    g_assert_cmpuint(after->len, >, before->len);
    assert_has_all(after, before);
    g_assert_nonnull(strstr(after->pdata[0], "later-1@example.org"));
  }
  harness_ingest(harness, "virt", later);
  for (guint i = 0; i < G_N_ELEMENTS(feeds); i++) {
    g_autoptr(GPtrArray) after = read_feed(harness, old_home, i);
    g_assert_nonnull(strstr(after->pdata[0], "later-1@example.org"));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/feeds/every-feed-keeps-the-standard-and-its-ids",
                  every_feed_keeps_the_standard_and_its_ids);
  int result = g_test_run();
  xmlCleanupParser();
  return result;
}
