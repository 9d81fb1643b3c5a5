/* Feeds read back by an XML parser: what RFC 4287 asks of each, and that nothing of a mail becomes
 * markup. */
#include "fixture.h"
#include "tests/harness/xpath.h"
#include "web/views-feed.h"
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#define HOSTILE                                                                                    \
  "</pre></div>]]>&\x01\x1b\xef\xbf\xbf\xef\xbf\xbe\xed\xa0\x80\xff<script>x@y.example.org "

static void
print_latest(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/new.atom";
  WebLatestView view = {&f->page, f->mails};
  web_atom_latest(out, &view);
}

static void
print_thread(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/archive/answer@list.example/t.atom";
  WebThreadView view = {.page = &f->page, .thread = &f->thread, .mails = f->mails};
  for (guint i = 0; i < f->mails->len; i++) {
    Message *message = (Message *)((WebMail *)f->mails->pdata[i])->message;
    message->id = i + 1;
    message->parent_id = i;
  }
  web_atom_thread(out, &view);
}

static void
print_search(WebOut *out, Fixture *f)
{
  SearchHit hit = {.message = (Message *)((WebMail *)f->mails->pdata[1])->message,
                   .group = f->group.name,
                   .snippet = fixture_say(f, "for the \001meeting\002 of a@b.example.org")};
  g_autoptr(GPtrArray) hits = g_ptr_array_new();
  g_ptr_array_add(hits, &hit);
  SearchResult result = {.hits = hits, .total = 1};
  f->page.path = "/virt/search.atom";
  f->page.query = "s:\"a b\" <&>";
  WebSearchView view = {.page = &f->page, .result = &result};
  web_atom_search(out, &view);
}

static void
print_items(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/decisions.atom";
  WebItemsView view = {.page = &f->page,
                       .title = "Decisions",
                       .items = f->items,
                       .here = "/virt/decisions.atom?state=new"};
  for (guint i = 0; i < f->items->len; i++)
    ((Item *)f->items->pdata[i])->key = fixture_keep(f, g_strdup_printf("key%u", i));
  web_atom_items(out, &view);
}

static void
print_item(WebOut *out, Fixture *f)
{
  AuditEntry changes[] = {
      {FIXTURE_NOW, fixture_say(f, "Lars"), (char *)"state", NULL, NULL, NULL},
      {FIXTURE_NOW, fixture_say(f, "Lars"), (char *)"state", NULL, NULL, fixture_say(f, "done")}};
  g_autoptr(GPtrArray) audit = g_ptr_array_new();
  g_ptr_array_add(audit, &changes[0]);
  g_ptr_array_add(audit, &changes[1]);
  changes[1].at = ((Mention *)((Item *)f->items->pdata[9])->mentions->pdata[0])->date - 1;
  f->page.path = "/virt/items/10.atom";
  WebItemView view = {.page = &f->page, .item = f->items->pdata[9], .audit = audit};
  web_atom_item(out, &view);
}

typedef struct {
  const char *name;
  void (*print)(WebOut *out, Fixture *f);
  const char *self, *page; /* addresses of the feed and of its page */
  guint entries;
} FeedCase;

static const FeedCase feeds[] = {
    {"latest", print_latest, "/virt/new.atom", "/virt/archive/", 3},
    {"thread", print_thread, "/virt/archive/roadmap@list.example/t.atom",
     "/virt/archive/roadmap@list.example/t/", 3},
    {"search", print_search, "/virt/search.atom?q=s:%22a+b%22+%3C%26%3E",
     "/virt/archive/?q=s:%22a+b%22+%3C%26%3E", 1},
    {"items", print_items, "/virt/decisions.atom?state=new", "/virt/decisions?state=new", 12},
    {"item", print_item, "/virt/items/10.atom", "/virt/items/10", 5},
};

static void
check_times(xmlXPathContext *context, const char *expression)
{
  g_autoptr(GPtrArray) times = xpath_find(context, expression);
  for (guint i = 0; i < times->len; i++) {
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(times->pdata[i], NULL);
    g_assert_nonnull(time);
  }
}

/* Entries stand newest first, what was said and what was changed in one row. */
static void
check_order(xmlXPathContext *context)
{
  g_autoptr(GPtrArray) times = xpath_find(context, "/a:feed/a:entry/a:updated");
  for (guint i = 1; i < times->len; i++)
    g_assert_cmpstr(times->pdata[i - 1], >=, times->pdata[i]);
}

static void
check_entries(xmlXPathContext *context, guint n)
{
  static const char *const parts[] = {"/a:feed/a:entry",
                                      "/a:feed/a:entry/a:title",
                                      "/a:feed/a:entry/a:id",
                                      "/a:feed/a:entry/a:updated",
                                      "/a:feed/a:entry/a:author/a:name",
                                      "/a:feed/a:entry/a:link[@rel='alternate']/@href"};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autoptr(GPtrArray) found = xpath_find(context, parts[i]);
    g_assert_cmpuint(found->len, ==, n);
  }
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) ids = xpath_find(context, "/a:feed/a:entry/a:id");
  for (guint i = 0; i < ids->len; i++) {
    g_assert_true(g_str_has_prefix(ids->pdata[i], "mid:"));
    g_assert_true(g_uri_is_valid(ids->pdata[i], G_URI_FLAGS_ENCODED, NULL));
    g_assert_true(g_hash_table_add(seen, ids->pdata[i]));
  }
  check_times(context, "//a:updated | //a:published");
}

/* Reads with the parser's own complaints as failures. */
static xmlDoc *
read_feed(const char *text, gsize len)
{
  xmlResetLastError();
  xmlDoc *doc = xmlReadMemory(text, (int)len, "feed", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
  const xmlError *error = xmlGetLastError();
  if (error != NULL)
    g_test_message("line %d: %s", error->line, error->message);
  g_assert_null(error);
  g_assert_nonnull(doc);
  return doc;
}

static void
check_feed(const FeedCase *feed, const char *hostile)
{
  g_autoptr(Fixture) f = fixture_new(hostile);
  g_autoptr(GString) out = g_string_new(NULL);
  feed->print(out, f);
  xmlDoc *doc = read_feed(out->str, out->len);
  xmlXPathContext *context = xpath_of_atom(doc);
  xmlXPathRegisterNs(context, (const xmlChar *)"t",
                     (const xmlChar *)"http://purl.org/syndication/thread/1.0");
  g_autofree char *title = xpath_one(context, "/a:feed/a:title");
  g_autofree char *id = xpath_one(context, "/a:feed/a:id");
  g_autofree char *updated = xpath_one(context, "/a:feed/a:updated");
  g_autofree char *self = xpath_one(context, "/a:feed/a:link[@rel='self']/@href");
  g_autofree char *page = xpath_one(context, "/a:feed/a:link[@rel='alternate']/@href");
  g_assert_cmpuint(strlen(title), >, 0);
  g_assert_true(g_uri_is_valid(id, G_URI_FLAGS_ENCODED, NULL));
  check_entries(context, feed->entries);
  if (feed->print == print_item)
    check_order(context);
  if (hostile == NULL) {
    g_assert_true(g_str_has_prefix(self, "https://docket.example"));
    g_assert_cmpstr(self + strlen("https://docket.example"), ==, feed->self);
    g_assert_cmpstr(page + strlen("https://docket.example"), ==, feed->page);
  }
  g_autoptr(GPtrArray) markup = xpath_find(context, "//*[local-name() = 'script']");
  g_assert_cmpuint(markup->len, ==, 0);
  xmlXPathFreeContext(context);
  xmlFreeDoc(doc);
}

static void
test_each_feed_is_what_the_standard_asks(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(feeds); i++)
    check_feed(&feeds[i], NULL);
}

static void
test_hostile_mail_stays_text(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(feeds); i++)
    check_feed(&feeds[i], HOSTILE);
}

static char *
feed_text(void (*print)(WebOut *, Fixture *), gboolean mask)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  f->page.mask_addresses = mask;
  print(out, f);
  return g_strdup(out->str);
}

static void
test_addresses_are_kept_from_visitors(void)
{
  g_autofree char *masked = feed_text(print_latest, TRUE);
  g_autofree char *plain = feed_text(print_latest, FALSE);
  g_assert_null(strstr(masked, "george.d@example.org"));
  g_assert_nonnull(strstr(plain, "george.d@example.org"));
  g_autofree char *search = feed_text(print_search, TRUE);
  g_assert_null(strstr(search, "a@b.example.org"));
  g_autofree char *items = feed_text(print_items, TRUE);
  g_assert_null(strstr(items, "george.d@example.org"));
  /* What identifies a mail is no address, and stays. */
  g_assert_nonnull(strstr(masked, "mid:roadmap@list.example"));
}

static void
test_replies_name_what_they_answer(void)
{
  g_autofree char *thread = feed_text(print_thread, TRUE);
  g_assert_nonnull(strstr(thread, "<thr:in-reply-to ref=\"mid:roadmap@list.example\"/>"));
}

static void
test_a_feed_without_entries_is_one(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  WebLatestView view = {&f->page, NULL};
  web_atom_latest(out, &view);
  xmlDoc *doc = read_feed(out->str, out->len);
  xmlFreeDoc(doc);
  g_assert_nonnull(strstr(out->str, "<updated>1970-01-01T00:00:00Z</updated>"));
}

static void
test_long_mail_is_cut(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  g_autofree char *line = g_strnfill(40000, 'x');
  g_autoptr(GPtrArray) mails = g_ptr_array_new();
  g_ptr_array_add(mails, fixture_mail(f, "long", "long", "Ann", FIXTURE_DATE, 0, line));
  WebLatestView view = {&f->page, mails};
  web_atom_latest(out, &view);
  g_assert_cmpuint(out->len, <, 20000);
  g_assert_nonnull(strstr(out->str, "\n…</pre>"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/web/atom/each-feed-is-what-the-standard-asks",
                  test_each_feed_is_what_the_standard_asks);
  g_test_add_func("/web/atom/hostile-mail-stays-text", test_hostile_mail_stays_text);
  g_test_add_func("/web/atom/addresses-are-kept-from-visitors",
                  test_addresses_are_kept_from_visitors);
  g_test_add_func("/web/atom/replies-name-what-they-answer", test_replies_name_what_they_answer);
  g_test_add_func("/web/atom/a-feed-without-entries-is-one", test_a_feed_without_entries_is_one);
  g_test_add_func("/web/atom/long-mail-is-cut", test_long_mail_is_cut);
  int result = g_test_run();
  xmlCleanupParser();
  return result;
}
