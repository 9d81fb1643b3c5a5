#include "fixture.h"
#include <jansson.h>
#include <string.h>

static json_t *
parse(const GString *text)
{
  json_error_t error;
  json_t *root = json_loadb(text->str, text->len, 0, &error);
  if (root == NULL)
    g_test_message("line %d: %s", error.line, error.text);
  g_assert_nonnull(root);
  return root;
}

static const char *
string_at(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

static void
test_items_have_the_promised_form(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  web_json_items(out, f->items);
  json_t *root = parse(out);
  json_t *items = json_object_get(root, "items");
  g_assert_cmpuint(json_array_size(items), ==, f->items->len);
  static const char *const keys[] = {"key",        "kind",    "state",        "title",
                                     "owner",      "section", "parent_title", "rule",
                                     "confidence", "origin",  "mentions",     "links"};
  const json_t *bug = json_array_get(items, 9);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    g_assert_nonnull(json_object_get(bug, keys[i]));
  g_assert_cmpstr(string_at(bug, "kind"), ==, "backlog");
  g_assert_cmpstr(string_at(bug, "state"), ==, "done");
  g_assert_cmpstr(string_at(bug, "title"), ==, "Ballooning bug?");
  g_assert_true(json_is_null(json_object_get(bug, "owner")));
  const json_t *origin = json_object_get(bug, "origin");
  g_assert_cmpstr(string_at(origin, "message_id"), ==, "roadmap@list.example");
  g_assert_cmpint(json_integer_value(json_array_get(json_object_get(origin, "lines"), 0)), ==, 25);
  g_assert_cmpint(json_integer_value(json_array_get(json_object_get(origin, "lines"), 1)), ==, 26);
  g_assert_cmpstr(string_at(origin, "quote"), ==,
                  "* Ballooning bug?\n > http://bugs.example.org/view.php?id=6893");
  const json_t *reply = json_array_get(json_object_get(bug, "mentions"), 0);
  g_assert_cmpstr(string_at(reply, "kind"), ==, "reply");
  g_assert_cmpstr(string_at(reply, "suggests"), ==, "done");
  g_assert_cmpuint(json_array_size(json_object_get(bug, "links")), ==, 1);
  json_decref(root);
}

static void
test_links_have_the_promised_form(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  web_json_links(out, f->links);
  json_t *root = parse(out);
  const json_t *link = json_array_get(json_object_get(root, "links"), 0);
  g_assert_cmpstr(string_at(link, "kind"), ==, "bug");
  g_assert_cmpstr(string_at(link, "value"), ==, "http://bugs.example.org/view.php?id=6893");
  g_assert_cmpstr(string_at(link, "url"), ==, "http://bugs.example.org/view.php?id=6893");
  g_assert_cmpstr(string_at(link, "message_id"), ==, "roadmap@list.example");
  g_assert_cmpint(json_integer_value(json_object_get(link, "line")), ==, 26);
  g_assert_cmpstr(string_at(link, "item"), ==, "Ballooning bug?");
  json_decref(root);
}

static void
test_votes_have_the_promised_form(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  web_json_votes(out, f->votes);
  json_t *root = parse(out);
  const json_t *votes = json_object_get(root, "votes");
  const json_t *member = json_array_get(votes, 0), *against = json_array_get(votes, 1),
               *template = json_array_get(votes, 2);
  g_assert_cmpstr(string_at(member, "message_id"), ==, "answer@list.example");
  g_assert_cmpint(json_integer_value(json_object_get(member, "line")), ==, 19);
  g_assert_cmpstr(string_at(member, "option"), ==, "1a");
  g_assert_true(json_is_null(json_object_get(against, "option")));
  /* The roster says who is binding; what the mail claims is beside it. */
  g_assert_true(json_is_true(json_object_get(member, "binding")));
  g_assert_true(json_is_null(json_object_get(member, "claim")));
  g_assert_cmpint(json_integer_value(json_object_get(against, "value")), ==, -1);
  g_assert_true(json_is_false(json_object_get(against, "binding")));
  g_assert_cmpstr(string_at(against, "claim"), ==, "binding");
  g_assert_true(json_is_true(json_object_get(against, "counted")));
  g_assert_cmpstr(string_at(against, "voter"), ==, "Johnny H");
  g_assert_true(json_is_false(json_object_get(template, "counted")));
  g_assert_cmpstr(string_at(template, "why"), ==, "template");
  g_assert_true(json_is_false(json_object_get(template, "binding")));
  json_decref(root);
}

static void
test_agenda_and_search_are_json(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) agenda = g_string_new(NULL);
  WebAgendaView view = {&f->page, &f->agenda};
  web_json_agenda(agenda, &view);
  json_t *root = parse(agenda);
  g_assert_cmpuint(json_array_size(json_object_get(root, "entries")), ==, 5);
  g_assert_cmpstr(string_at(root, "date"), ==, "2014-04-22T16:53:34Z");
  const json_t *proposal = json_array_get(json_object_get(root, "entries"), 1);
  const json_t *objection = json_array_get(json_object_get(proposal, "objections"), 0);
  g_assert_cmpstr(string_at(objection, "claim"), ==, "binding");
  g_assert_true(json_is_false(json_object_get(objection, "binding")));
  const json_t *item = json_object_get(json_array_get(json_object_get(root, "entries"), 3), "item");
  g_assert_true(g_str_has_prefix(string_at(json_object_get(item, "origin"), "quote"),
                                 " - 0160676bba69523e8b0ac83f306cce7d342ed7c8 (check"));
  item = json_object_get(json_array_get(json_object_get(root, "entries"), 2), "item");
  const json_t *link = json_array_get(json_object_get(item, "links"), 0);
  g_assert_cmpstr(string_at(link, "kind"), ==, "mail");
  g_assert_cmpstr(string_at(link, "url"), ==, "http://marc.example/?l=virt&m=139289353315469");
  json_decref(root);

  g_autoptr(GPtrArray) hits = g_ptr_array_new();
  SearchHit hit = {.message = (Message *)((WebMail *)g_ptr_array_index(f->mails, 0))->message,
                   .group = (char *)"virt",
                   .snippet = (char *)"a \001hit\002"};
  g_ptr_array_add(hits, &hit);
  SearchResult result = {.hits = hits, .total = 1};
  g_autoptr(GString) search = g_string_new(NULL);
  web_json_search(search, &result);
  root = parse(search);
  g_assert_cmpstr(string_at(json_array_get(json_object_get(root, "hits"), 0), "snippet"), ==,
                  "a hit");
  g_assert_true(json_is_null(json_object_get(root, "next")));
  json_decref(root);
}

static void
test_nothing_is_an_empty_list(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  web_json_items(out, NULL);
  json_t *root = parse(out);
  g_assert_true(json_is_array(json_object_get(root, "items")));
  json_decref(root);
}

static void
test_hostile_text_stays_json(void)
{
  g_autoptr(Fixture) f = fixture_new("\"}],\\\001\033\xff\u202e</script>");
  g_autoptr(GString) out = g_string_new(NULL);
  web_json_items(out, f->items);
  json_t *root = parse(out);
  g_assert_cmpuint(json_array_size(json_object_get(root, "items")), ==, f->items->len);
  for (gsize i = 0; i < out->len; i++)
    g_assert_true(out->str[i] == '\n' || (out->str[i] >= ' ' && out->str[i] < 0x7f));
  json_decref(root);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/json/items-have-the-promised-form", test_items_have_the_promised_form);
  g_test_add_func("/json/links-have-the-promised-form", test_links_have_the_promised_form);
  g_test_add_func("/json/votes-have-the-promised-form", test_votes_have_the_promised_form);
  g_test_add_func("/json/agenda-and-search-are-json", test_agenda_and_search_are_json);
  g_test_add_func("/json/nothing-is-an-empty-list", test_nothing_is_an_empty_list);
  g_test_add_func("/json/hostile-text-stays-json", test_hostile_text_stays_json);
  return g_test_run();
}
