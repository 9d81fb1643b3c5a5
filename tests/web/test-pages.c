#include "fixture.h"
#include "web/blocks.h"
#include "web/views-vote.h"
#include <libxml/HTMLparser.h>
#include <libxml/xmlerror.h>
#include <string.h>

static GString *
print_page(const FixturePage *page, const char *hostile)
{
  g_autoptr(Fixture) f = fixture_new(hostile);
  GString *out = g_string_new(NULL);
  page->print(out, f);
  return out;
}

/* --- golden pages --- */

static void
compare_golden(const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *path =
      g_build_filename(g_getenv("DOCKET_SOURCE_ROOT"), "tests", "web", "golden", name, NULL);
  if (g_strcmp0(g_getenv("DOCKET_GOLDEN_UPDATE"), "1") == 0) {
    g_assert_true(g_file_set_contents(path, text, -1, &error));
    return;
  }
  g_assert_true(g_file_get_contents(path, &expected, NULL, &error));
  g_auto(GStrv) got = g_strsplit(text, "\n", -1);
  g_auto(GStrv) want = g_strsplit(expected, "\n", -1);
  for (guint i = 0; got[i] != NULL || want[i] != NULL; i++) {
    if (g_strcmp0(got[i], want[i]) == 0)
      continue;
    g_test_message("%s:%u\n  is     %s\n  golden %s", path, i + 1, got[i], want[i]);
    g_test_message("look at it, then DOCKET_GOLDEN_UPDATE=1 writes it anew");
    g_test_fail();
    return;
  }
}

/* The hash in addresses of static files changes with the stylesheet; golden pages shall not. */
static char *
without_hashes(const char *html)
{
  g_autoptr(GRegex) regex = g_regex_new("\\?v=[0-9a-f]{16}", 0, 0, NULL);
  return g_regex_replace_literal(regex, html, -1, 0, "?v=HASH", 0, NULL);
}

static void
test_golden(gconstpointer data)
{
  const FixturePage *page = data;
  g_autoptr(GString) out = print_page(page, NULL);
  g_autofree char *html = without_hashes(out->str);
  g_autofree char *name = g_strconcat(page->name, ".html", NULL);
  compare_golden(name, html);
}

/* --- what a browser would see --- */

typedef struct {
  GHashTable *ids;
  guint n_scripts, n_elements;
} Seen;

static void
check_url(const char *url, const char *element, const char *attribute)
{
  static const char *const schemes[] = {"http://", "https://", "mailto:"};
  gsize head = strcspn(url, ":/?#");
  gboolean relative =
      url[head] != ':' && !g_str_has_prefix(url, "//") && !g_str_has_prefix(url, "/\\");
  gboolean known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
    known = known || g_str_has_prefix(url, schemes[i]);
  gboolean resource = strcmp(element, "a") != 0 && strcmp(element, "form") != 0;
  /* Canonical and alternate addresses are read by search engines and readers, not fetched. */
  if (strcmp(element, "link") == 0 &&
      (g_str_has_prefix(url, "https://docket.example/") || g_str_has_prefix(url, "/virt/")))
    return;
  if (!(relative || known) || (resource && !g_str_has_prefix(url, "/static/"))) {
    g_test_message("<%s %s=\"%s\">", element, attribute, url);
    g_test_fail();
  }
}

static void
check_attribute(const xmlNode *node, const xmlAttr *attribute, Seen *seen)
{
  const char *name = (const char *)attribute->name;
  xmlChar *text = xmlNodeListGetString(node->doc, attribute->children, 1);
  const char *value = text != NULL ? (const char *)text : "";
  g_assert_false(g_str_has_prefix(name, "on"));
  g_assert_cmpstr(name, !=, "style");
  if (strcmp(name, "href") == 0 || strcmp(name, "src") == 0 || strcmp(name, "action") == 0)
    check_url(value, (const char *)node->name, name);
  if (strcmp(name, "id") == 0 && !g_hash_table_add(seen->ids, g_strdup(value))) {
    g_test_message("id %s twice", value);
    g_test_fail();
  }
  xmlFree(text);
}

static void
check_element(const xmlNode *node, Seen *seen)
{
  const char *name = (const char *)node->name;
  seen->n_elements++;
  seen->n_scripts += strcmp(name, "script") == 0;
  g_assert_cmpstr(name, !=, "img");
  g_assert_cmpstr(name, !=, "iframe");
  g_assert_cmpstr(name, !=, "style");
  if (strcmp(name, "script") == 0)
    g_assert_null(node->children);
  for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
    check_attribute(node, a, seen);
}

/* The next node in document order, without recursion. */
static const xmlNode *
next_node(const xmlNode *node)
{
  if (node->children != NULL && node->type == XML_ELEMENT_NODE)
    return node->children;
  while (node != NULL && node->next == NULL)
    node = node->parent;
  return node != NULL ? node->next : NULL;
}

/* libxml2 knows HTML 4: that main or time is no element of it is no fault. */
static void
check_parser_error(const xmlError *error, const char *name)
{
  if (error == NULL || error->code == XML_HTML_UNKNOWN_TAG || error->code == XML_ERR_OK)
    return;
  g_test_message("%s:%d: %s", name, error->line, error->message);
  g_test_fail();
}

static void
collect_error(void *data, xmlErrorPtr error)
{
  check_parser_error(error, data);
}

static void
check_document(const char *name, const GString *html)
{
  Seen seen = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), 0, 0};
  xmlSetStructuredErrorFunc((void *)name, collect_error);
  htmlDocPtr doc = htmlReadMemory(html->str, (int)html->len, NULL, "UTF-8", HTML_PARSE_NONET);
  xmlSetStructuredErrorFunc(NULL, NULL);
  g_assert_nonnull(doc);
  for (const xmlNode *node = xmlDocGetRootElement(doc); node != NULL; node = next_node(node)) {
    if (node->type == XML_ELEMENT_NODE)
      check_element(node, &seen);
  }
  /* That of all pages, and one of the page's own. */
  g_assert_cmpuint(seen.n_scripts, >=, 1);
  g_assert_cmpuint(seen.n_scripts, <=, 2);
  g_assert_cmpuint(seen.n_elements, >, 30);
  xmlFreeDoc(doc);
  g_hash_table_unref(seen.ids);
}

static void
test_well_formed(gconstpointer data)
{
  const FixturePage *page = data;
  g_autoptr(GString) out = print_page(page, NULL);
  if (strcmp(page->name, "empty") != 0) /* two pages in one file */
    check_document(page->name, out);
  g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
}

static void
check_hostile(const FixturePage *page, const char *hostile)
{
  static const char *const never[] = {"<script>", "<img", "\033", "\007", "\u202e", "\001", "\002"};
  g_autoptr(GString) out = print_page(page, hostile);
  g_autofree char *ours = without_hashes(out->str);
  for (guint i = 0; i < G_N_ELEMENTS(never); i++) {
    const char *found = strstr(ours, never[i]);
    if (found != NULL) {
      g_test_message("%s holds \"%s\": %.60s", page->name, never[i], found);
      g_test_fail();
    }
  }
  g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
  if (strcmp(page->name, "empty") != 0)
    check_document(page->name, out);
}

static void
test_hostile(gconstpointer data)
{
  check_hostile(data, "<script>alert(1)</script>\"'><img src=x onerror=\"y\">");
  check_hostile(data, "javascript:alert(1)//");
  check_hostile(data, "java\tscript:alert(1)//");
  check_hostile(data, "//evil.example/?\"onmouseover=\"x");
  check_hostile(data, "data:text/html,<script>x</script>");
  check_hostile(data, "\033]0;owned\007\033[31m\u202e\u2066\xff\xc3\001\002 ");
  check_hostile(data, "--><!--]]>&lt;script&#62;{{ x }}</title></textarea></pre>");
}

/* --- promises of single pages --- */

static void
test_item_leads_to_its_lines(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  WebItemView view = {.page = &f->page, .item = g_ptr_array_index(f->items, 9)};
  web_page_item(out, &view);
  g_assert_nonnull(strstr(out->str, "href=\"/virt/archive/roadmap@list.example/#L25-L26\""));
  g_assert_nonnull(strstr(out->str, "href=\"/virt/refs/bug/bugs.example.org%2F6893\""));
  g_assert_nonnull(strstr(out->str, "bullet-backlog"));
}

static void
test_message_has_a_target_for_each_item(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  WebMessageView view = {
      .page = &f->page, .mail = g_ptr_array_index(f->mails, 0), .neighbours.n_in_thread = 3};
  web_page_message(out, &view);
  for (guint i = 0; i < f->items->len; i++) {
    const Item *item = g_ptr_array_index(f->items, i);
    LineRange lines = item->origin->lines;
    if (lines.first == 0 || item->kind == ITEM_PROPOSAL)
      continue;
    g_autofree char *id = lines.last > lines.first
                              ? g_strdup_printf("id=\"L%u-L%u\"", lines.first, lines.last)
                              : g_strdup_printf("id=\"L%u\"", lines.first);
    if (strstr(out->str, id) == NULL) {
      g_test_message("no %s", id);
      g_test_fail();
    }
  }
}

static void
test_addresses_of_people_are_masked(void)
{
  for (guint masked = 0; masked <= 1; masked++) {
    g_autoptr(Fixture) f = fixture_new(NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    f->page.mask_addresses = masked == 1;
    WebMail *mail = g_ptr_array_index(f->mails, 0);
    mail->headers = "From: george.d@example.org\n";
    WebMessageView view = {.page = &f->page, .mail = mail, .neighbours.n_in_thread = 3};
    web_page_message(out, &view);
    g_assert_true((strstr(out->str, "george.d@example.org") == NULL) == (masked == 1));
    g_assert_true((strstr(out->str, "george.dunning@example.org") == NULL) == (masked == 1));
  }
}

/* Thirty levels: the indent stops, the number goes on, and every mail is there. */
static void
test_deep_thread_stays_on_the_phone(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint depth = 3; depth < 33; depth++) {
    g_autofree char *name = g_strdup_printf("deep%u", depth);
    fixture_mail(f, name, "Re: [RFC] Roadmap of the Virt SIG", "Karan Bir", 1397580814 + depth,
                 depth, "I agree.\n");
  }
  WebThreadView view = {
      .page = &f->page, .thread = &f->thread, .mails = f->mails, .total = f->mails->len};
  web_page_thread(out, &view);
  g_assert_nonnull(strstr(out->str, "in-thread d9\" id=\"m32\""));
  g_assert_nonnull(strstr(out->str, "title=\"reply 32 levels deep\""));
  g_assert_null(strstr(out->str, "d10"));
  check_document("deep thread", out);
}

static void
test_long_titles_are_cut_for_display(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  g_autofree char *title = g_strnfill(100000, 'x');
  Item *item = g_ptr_array_index(f->items, 0);
  item->title = title;
  WebItemsView view = {.page = &f->page, .title = "Backlog", .items = f->items, .total = 12};
  web_page_items(out, &view);
  g_assert_cmpuint(out->len, <, 60000);
  g_assert_nonnull(strstr(out->str, "xxx…"));
}

static void
test_fault_is_pointed_at(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  f->page.query = "ü (b";
  WebSearchView view = {.page = &f->page, .fault = "a parenthesis is not closed", .fault_at = 3};
  web_page_search(out, &view);
  g_assert_nonnull(strstr(out->str, "value=\"ü (b\""));
  g_assert_nonnull(strstr(out->str, "ü (b\n<span class=\"caret\">  ^</span>"));
}

/* A search that was interrupted says so, whether it found something by then or nothing. */
static void
test_partial_results_are_said_to_be(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GPtrArray) hits = g_ptr_array_new();
  SearchHit hit = {.message = (Message *)((WebMail *)f->mails->pdata[0])->message,
                   .group = f->group.name};
  f->page.query = "meeting";
  for (guint found = 0; found < 2; found++) {
    g_autoptr(GString) out = g_string_new(NULL);
    SearchResult result = {.hits = hits, .total = found, .partial = TRUE};
    WebSearchView view = {.page = &f->page, .result = &result};
    web_page_search(out, &view);
    g_assert_nonnull(strstr(out->str, "at least "));
    g_assert_nonnull(strstr(out->str, "took too long and was cut short"));
    g_ptr_array_add(hits, &hit);
  }
}

/* What the result is by, in the same frame as the result: of every rule, open and closed. */
static void
test_the_rule_stands_beside_the_result(void)
{
  for (guint i = 0; i < 2 * RULE_N; i++) {
    g_autoptr(Fixture) f = fixture_new(NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const Ballot ballot = {.number = 1,
                           .question = fixture_say(f, "Shall we?"),
                           .rule = (BallotRule)(i / 2),
                           .opened = FIXTURE_DATE,
                           .opens = FIXTURE_DATE,
                           .opened_by = fixture_say(f, "Ann"),
                           .closed = i % 2 == 0 ? 0 : FIXTURE_NOW,
                           .outcome = i % 2 == 0 ? OUTCOME_NONE : OUTCOME_FAILED};
    g_autoptr(Tally) tally = ballot_tally(none, &ballot, FIXTURE_NOW);
    const WebBallotView view = {
        .page = &f->page, .ballot = &ballot, .tally = tally, .votes = none, .seats = none};
    web_page_ballot(out, &view);
    const BallotRuleRow *rule = ballot_rule_row(ballot.rule);
    const char *head = strstr(out->str, i % 2 == 0 ? ">As it stands<" : ">Result: failed<");
    g_assert_nonnull(head);
    g_autofree char *frame = g_strndup(head, (gsize)(strstr(head, "</section>") - head));
    g_autofree char *words =
        g_strdup_printf("<p class=\"rule\"><strong>%s.</strong> %s</p>", rule->title, rule->text);
    if (strstr(frame, words) == NULL)
      g_assert_cmpstr(frame, ==, words);
  }
}

static void
test_current_tab_is_marked(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  f->page.path = "/virt/actions";
  WebItemsView view = {.page = &f->page, .title = "Actions"};
  web_page_items(out, &view);
  g_assert_nonnull(strstr(out->str, "href=\"/virt/actions\" aria-current=\"page\""));
  g_assert_nonnull(strstr(out->str, "backlog.json?kind=action"));
  g_assert_nonnull(strstr(out->str, "No actions were found yet"));
}

int
main(int argc, char **argv)
{
  guint n = 0;
  const FixturePage *pages = fixture_pages(&n);
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *golden = g_strconcat("/pages/golden/", pages[i].name, NULL);
    g_autofree char *formed = g_strconcat("/pages/well-formed/", pages[i].name, NULL);
    g_autofree char *hostile = g_strconcat("/pages/hostile/", pages[i].name, NULL);
    g_test_add_data_func(golden, &pages[i], test_golden);
    g_test_add_data_func(formed, &pages[i], test_well_formed);
    g_test_add_data_func(hostile, &pages[i], test_hostile);
  }
  g_test_add_func("/pages/item-leads-to-its-lines", test_item_leads_to_its_lines);
  g_test_add_func("/pages/message-has-a-target-for-each-item",
                  test_message_has_a_target_for_each_item);
  g_test_add_func("/pages/addresses-of-people-are-masked", test_addresses_of_people_are_masked);
  g_test_add_func("/pages/deep-thread-stays-on-the-phone", test_deep_thread_stays_on_the_phone);
  g_test_add_func("/pages/long-titles-are-cut-for-display", test_long_titles_are_cut_for_display);
  g_test_add_func("/pages/the-rule-stands-beside-the-result",
                  test_the_rule_stands_beside_the_result);
  g_test_add_func("/pages/fault-is-pointed-at", test_fault_is_pointed_at);
  g_test_add_func("/pages/partial-results-are-said-to-be", test_partial_results_are_said_to_be);
  g_test_add_func("/pages/current-tab-is-marked", test_current_tab_is_marked);
  int status = g_test_run();
  xmlCleanupParser();
  return status;
}
