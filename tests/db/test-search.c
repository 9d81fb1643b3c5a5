/* Which mails a query finds. */
#include "tests/db/search-case.h"

#include <string.h>

static void
test_newest_come_first(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  search_case_assert(f, "xen", "2 3 1");
  search_case_assert(f, "", "2 3 1");
}

static void
test_most_relevant_come_first_on_request(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  const SearchOptions options = {.group = f->group, .limit = 100, .by_relevance = TRUE};
  static const struct {
    const char *query, *first;
  } rows[] = {{"balloon", "1"},       /* own words before quotes */
              {"balloon OR 金", "3"}, /* rare words before common ones */
              {"d:2014 balloon -m:x", "1"},
              {"d:2014", "2"}}; /* no words: newest */
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(SearchResult) result = search_case_find(f, rows[i].query, &options);
    g_assert_cmpuint(result->hits->len, >, 0);
    const SearchHit *first = result->hits->pdata[0];
    g_assert_cmpstr(first->message->message_id, ==, rows[i].first);
  }
}

static void
test_each_field_looks_into_its_texts(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const struct {
    const char *query, *ids;
  } rows[] = {{"balloon", "2 1"},      {"nq:balloon", "1"},    {"q:balloon", "2"},
              {"b:balloon", "2 1"},    {"s:roadmap", "2 1"},   {"b:roadmap", ""},
              {"f:bob", "2"},          {"f:example.org", "1"}, {"t:ann", "2"},
              {"c:bob", "1"},          {"tc:bob", "1"},        {"a:bob", "2 1"},
              {"dfn:p2m.c", "1"},      {"dfpre:kmalloc", "1"}, {"dfpost:kmalloc", ""},
              {"dfpost:kzalloc", "1"}, {"n:config.txt", "1"},  {"b:kzalloc", "1"},
              {"b:config", ""},        {"signature", "1"},     {"f:ann@example.org", "1"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

static void
test_words_phrases_and_prefixes(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const struct {
    const char *query, *ids;
  } rows[] = {{"early_p2m_alloc", "2 1"},
              {"p2m", "2 1"},
              {"4.4.1-6", "2"},
              {"4.1.4", ""},
              {"\"driver balloon\"", ""},
              {"\"balloon driver\"", "2 1"},
              {"ball*", "2 1"},
              {"nq:ball*", "1"},
              {"MULLER", "3"},
              {"会議", "3"},
              {"議会", ""},
              {"early-p2m*", "2 1"},
              {"xen AND (libvirt OR 会議)", "2 3"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

static void
test_not_works_everywhere(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const struct {
    const char *query, *ids;
  } rows[] = {{"-balloon", "3"},
              {"NOT balloon", "3"},
              {"xen -balloon", "3"},
              {"-balloon -会議", ""},
              {"-balloon OR f:ann", "3 1"},
              {"-(balloon OR 会議)", ""},
              {"xen -d:2013", "2 3 1"},
              {"-d:2014", ""},
              {"-(s:re d:2014)", "3 1"},
              {"xen -ball*", "3"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

static void
test_words_without_letters_are_looked_over(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const struct {
    const char *query, *ids;
  } rows[] = {{"balloon +", "2 1"},
              {"balloon -\"--\"", "2 1"},
              {"balloon OR \"...\"", "2 1"},
              {"+", ""},
              {"+ - \"++\"", ""},
              {"-\"++\"", ""},
              {"s:+ f:bob", "2"},
              {"ball* +", "2 1"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

static void
test_nothing_typed_becomes_syntax(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const char *const queries[] = {
      "own:balloon", "{own}:balloon", "NEAR", "^balloon", "'; DROP", "a+b", "balloon*driver",
      "f:\"a b\"",   "NEAR/3",        "%",    "_",        "\\",      "s:^x"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
    const SearchOptions options = {.limit = 10};
    g_autoptr(SearchResult) result = search_case_find(f, queries[i], &options);
    g_assert_false(result->partial);
  }
  search_case_assert(f, "balloon*driver", "2 1");
  search_case_assert(f, "own:balloon", "");
}

static void
test_whatever_is_typed_is_answered(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const pieces[] = {"\"",
                                       "*",
                                       "(",
                                       ")",
                                       ":",
                                       "-",
                                       "^",
                                       "{",
                                       "}",
                                       "+",
                                       ",",
                                       ".",
                                       "é",
                                       "会",
                                       "\t",
                                       "a",
                                       "balloon",
                                       "s:",
                                       " AND ",
                                       " OR ",
                                       " NOT ",
                                       "NEAR",
                                       " ",
                                       "\\",
                                       "'",
                                       "f:",
                                       "own",
                                       "ba*",
                                       "\xe2\x80\x8b",
                                       "nq:\"",
                                       "\" ",
                                       " d:2014 "};
  enum { N_QUERIES = 3000, MOST_PIECES = 9 };
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  guint n_answered = 0;
  for (guint i = 0; i < N_QUERIES; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    gint32 n = g_rand_int_range(rand, 1, MOST_PIECES);
    for (gint32 k = 0; k < n; k++)
      g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
    g_autoptr(Query) query = query_parse(text->str, FIXTURE_NOW, "UTC", NULL, NULL);
    if (query == NULL)
      continue;
    n_answered++;
    const SearchOptions options = {.limit = 10, .by_relevance = i % 2 == 0, .snippets = i % 3 == 0};
    g_autoptr(GError) error = NULL;
    g_autoptr(SearchResult) result = db_search(f->db, query, &options, &error);
    if (error != NULL)
      g_test_message("query: %s", text->str);
    g_assert_no_error(error);
  }
  g_assert_cmpuint(n_answered, >, N_QUERIES / 10);
}

static void
test_more_words_than_one_question_holds(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < 100; i++)
    g_string_append_printf(text, "word%u ", i);
  const Letter wordy[] = {{"a", .date = 1, .text = {"x", [DB_TEXT_OWN] = text->str}},
                          {"b", .date = 2, .text = {"x", [DB_TEXT_OWN] = "word1 word2"}}};
  search_case_store(f, f->group, wordy, G_N_ELEMENTS(wordy));
  search_case_assert(f, text->str, "a");
  g_autofree char *missing = g_strdup_printf("%s missing", text->str);
  search_case_assert(f, missing, "");
  g_autofree char *negated = g_strdup_printf("word1 -(%s)", text->str);
  search_case_assert(f, negated, "b");
  g_autofree char *both = g_strdup_printf("%s -word2", text->str);
  search_case_assert(f, both, "");
}

/* --- other tables --- */

static void
test_dates_are_half_open(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Letter dated[] = {{"a", .date = -1, .text = {"x"}},
                          {"b", .date = 0, .text = {"x"}},
                          {"c", .date = 86399, .text = {"x"}},
                          {"d", .date = 86400, .text = {"x"}}};
  search_case_store(f, f->group, dated, G_N_ELEMENTS(dated));
  search_case_assert(f, "d:2014-04-15", "c b");
  search_case_assert(f, "d:2014-04-15..", "d c b");
  search_case_assert(f, "d:..2014-04-14", "a");
  search_case_assert(f, "x rt:yesterday", "a");
  search_case_assert(f, "x -d:today", "d a");
  search_case_assert(f, "rt:2014-04-15", "c b"); /* nobody says when these were received */
}

static void
test_lists_and_groups(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Group wanted = {.name = (char *)"cloud",
                  .title = (char *)"Cloud",
                  .timezone = (char *)"UTC",
                  .address = (char *)"cloud@lists.example.org"};
  g_assert_true(db_group_add(f->db, &wanted, FIXTURE_NOW, &error));
  g_autoptr(Group) cloud = db_group_get(f->db, "cloud", &error);
  search_case_store(f, f->group, search_case_letters, 2);
  search_case_store(f, cloud->id, search_case_letters + 1, 2); /* "2" is in both */
  search_case_assert_in(f, 0, "xen", "2 3 1");
  search_case_assert_in(f, f->group, "xen", "2 1");
  search_case_assert_in(f, cloud->id, "xen", "2 3");
  search_case_assert_in(f, 0, "l:cloud", "2 3");
  search_case_assert_in(f, 0, "list:Cloud@lists.example.org", "2 3");
  search_case_assert_in(f, 0, "l:cloud.lists.example.org", "2 3");
  search_case_assert_in(f, 0, "l:<cloud.Lists.example.org>", "2 3");
  search_case_assert_in(f, 0, "l:(cloud OR virt) xen", "2 3 1");
  search_case_assert_in(f, 0, "* -l:cloud", "1");
  search_case_assert_in(f, 0, "l:cloud OR *", "2 3 1");
  search_case_assert_in(f, 0, "-*", "");
  search_case_assert_in(f, 0, "l:virt -l:cloud", "1");
  search_case_assert_in(f, f->group, "l:cloud", "2");
  search_case_assert_in(f, 0, "l:nosuch", "");
}

static void
test_message_ids_and_threads(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Letter threads[] = {{"a/1@x", .date = 1, .text = {"one"}},
                            {"b%2@x", .date = 2, .refs = "a/1@x", .text = {"two"}},
                            {"c@x", .date = 3, .text = {"three"}}};
  search_case_store(f, f->group, threads, G_N_ELEMENTS(threads));
  search_case_assert(f, "m:a/1@x", "a/1@x");
  search_case_assert(f, "id:<b%2@x>", "b%2@x");
  search_case_assert(f, "mid:a/1@", "");
  search_case_assert(f, "mid:a/*", "a/1@x");
  search_case_assert(f, "thread:b%2@x", "b%2@x a/1@x");
  search_case_assert(f, "thread:<c@x>", "c@x");
  search_case_assert(f, "thread:nosuch", "");
  search_case_assert_in(f, 0, "thread:a/1@x two", "b%2@x");
}

static void
add_link(Drafts *drafts, LinkKind kind, const char *value, const char *key)
{
  LinkDraft *link = g_new0(LinkDraft, 1);
  link->kind = kind;
  link->value = g_strdup(value);
  link->key = g_strdup(key);
  link->line = 1;
  link->item = -1;
  g_ptr_array_add(drafts->links, link);
}

static void
test_links_are_found_by_what_people_cite(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Drafts) first = drafts_new(), second = drafts_new();
  add_link(first, LINK_BUG, "#6893", "bug:bugs.centos.org/6893");
  add_link(first, LINK_COMMIT, "0160676", "commit:0160676");
  add_link(second, LINK_COMMIT, "0160676bba00", "commit:0160676bba00");
  add_link(second, LINK_CVE, "CVE-2014-1234", "cve:CVE-2014-1234");
  const Letter citing[] = {{"a", .date = 1, .text = {"one"}, .drafts = first},
                           {"b", .date = 2, .text = {"two"}, .drafts = second},
                           {"c", .date = 3, .text = {"three"}}};
  search_case_store(f, f->group, citing, G_N_ELEMENTS(citing));
  static const struct {
    const char *query, *ids;
  } rows[] = {
      {"bug:6893", "a"},          {"bug:689", ""},           {"bug:bugs.centos.org/6893", "a"},
      {"bug:other.org/6893", ""}, {"commit:0160676", "b a"}, {"commit:0160676BBA0000", "b a"},
      {"commit:0160676c", "a"},   {"commit:0160677", ""},    {"cve:CVE-2014-1234", "b"},
      {"cve:2014-1234", "b"},     {"has:bug", "a"},          {"has:commit", "b a"},
      {"-has:commit", "c"},       {"has:item", ""},          {"two has:cve", "b"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

static void
test_items_and_votes(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Drafts) backlog = drafts_new(), action = drafts_new();
  fixture_item(backlog, ITEM_BACKLOG, "ship xen 4.4", 1);
  fixture_item(action, ITEM_ACTION, "KB and Lars to test", 1);
  ((ItemDraft *)action->items->pdata[0])->owner = g_strdup("KB and Lars");
  fixture_vote(action, 1, NULL, 2);
  const Letter mails[] = {{"a", .date = 1, .text = {"one"}, .drafts = backlog},
                          {"b", .date = 2, .text = {"two"}, .drafts = action},
                          {"c", .date = 3, .text = {"three"}}};
  search_case_store(f, f->group, mails, G_N_ELEMENTS(mails));
  static const struct {
    const char *query, *ids;
  } rows[] = {{"kind:backlog", "a"}, {"kind:action", "b"}, {"kind:question", ""},
              {"state:new", "b a"},  {"state:open", ""},   {"owner:kb", "b"},
              {"owner:lars", "b"},   {"owner:la", ""},     {"owner:la*", "b"},
              {"has:item", "b a"},   {"has:vote", "b"},    {"voted:+1", "b"},
              {"voted:1", "b"},      {"voted:-1", ""},     {"-kind:action", "c a"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    search_case_assert(f, rows[i].query, rows[i].ids);
    search_case_assert_in(f, 0, rows[i].query, rows[i].ids);
  }
}

/* One handle loads what another finds; what is stored afterwards is found through both. */
static void
test_handles_share_what_search_holds(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS - 1);
  g_autoptr(GError) error = NULL;
  DbSearchShared *shared = db_search_shared_new();
  Db *first = fixture_open(f->path, DB_OPEN_READ), *second = fixture_open(f->path, DB_OPEN_READ);
  db_search_share(first, shared);
  db_search_share(second, shared);
  g_assert_true(db_search_warm(first, &error));
  g_assert_no_error(error);
  Fixture with[] = {*f, *f};
  with[0].db = first;
  with[1].db = second;
  for (guint i = 0; i < 2; i++)
    search_case_assert(&with[i], "xen", "2 1");
  search_case_store(f, f->group, search_case_letters + N_SEARCH_CASE_LETTERS - 1, 1);
  for (guint i = 0; i < 2; i++)
    search_case_assert(&with[1 - i], "xen", "2 3 1");
  db_close(first);
  search_case_assert(&with[1], "xen", "2 3 1");
  db_close(second);
  db_search_shared_free(shared);
}

static void
test_sizes(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  char long_text[2001];
  memset(long_text, 'x', sizeof long_text - 1);
  long_text[sizeof long_text - 1] = '\0';
  const Letter mails[] = {{"short", .text = {"x"}},
                          {"long", .date = 1, .text = {"x", NULL, NULL, NULL, long_text}}};
  search_case_store(f, f->group, mails, G_N_ELEMENTS(mails));
  search_case_assert(f, "z:..1k", "short");
  search_case_assert(f, "size:1k..", "long");
  search_case_assert(f, "z:1k", "long");
  search_case_assert(f, "z:..1M", "long short");
  search_case_assert(f, "z:2k", "");
  search_case_assert(f, "s:x -z:..1k", "long");
}

/* A mail that lay three days in a queue was sent before it was received. */
static void
test_received_is_not_sent(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Letter mails[] = {{"late", .date = 0, .received = 3 * 86400, .text = {"x"}},
                          {"quick", .date = 3600, .received = 3700, .text = {"x"}},
                          {"mute", .date = 3 * 86400, .text = {"x"}}};
  search_case_store(f, f->group, mails, G_N_ELEMENTS(mails));
  search_case_assert(f, "d:2014-04-15", "quick late");
  search_case_assert(f, "rt:2014-04-15", "quick");
  search_case_assert(f, "rt:2014-04-18", "mute late");
  search_case_assert(f, "d:2014-04-15 rt:2014-04-18..", "late");
  search_case_assert(f, "-rt:2014-04-18", "quick");
  g_autoptr(Query) query = search_case_parse("rt:2014-04-18");
  g_autofree char *words = query_to_words(query, NULL);
  g_assert_cmpstr(words, ==, "received from 2014-04-18 00:00 UTC before 2014-04-19 00:00 UTC");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/search/sizes", test_sizes);
  FIXTURE_TEST("/search/received-is-not-sent", test_received_is_not_sent);
  FIXTURE_TEST("/search/newest-come-first", test_newest_come_first);
  FIXTURE_TEST("/search/most-relevant-come-first-on-request",
               test_most_relevant_come_first_on_request);
  FIXTURE_TEST("/search/each-field-looks-into-its-texts", test_each_field_looks_into_its_texts);
  FIXTURE_TEST("/search/words-phrases-and-prefixes", test_words_phrases_and_prefixes);
  FIXTURE_TEST("/search/not-works-everywhere", test_not_works_everywhere);
  FIXTURE_TEST("/search/words-without-letters-are-looked-over",
               test_words_without_letters_are_looked_over);
  FIXTURE_TEST("/search/nothing-typed-becomes-syntax", test_nothing_typed_becomes_syntax);
  FIXTURE_TEST("/search/whatever-is-typed-is-answered", test_whatever_is_typed_is_answered);
  FIXTURE_TEST("/search/more-words-than-one-question-holds",
               test_more_words_than_one_question_holds);
  FIXTURE_TEST("/search/handles-share-what-search-holds", test_handles_share_what_search_holds);
  FIXTURE_TEST("/search/dates-are-half-open", test_dates_are_half_open);
  FIXTURE_TEST("/search/lists-and-groups", test_lists_and_groups);
  FIXTURE_TEST("/search/message-ids-and-threads", test_message_ids_and_threads);
  FIXTURE_TEST("/search/links-are-found-by-what-people-cite",
               test_links_are_found_by_what_people_cite);
  FIXTURE_TEST("/search/items-and-votes", test_items_and_votes);
  return g_test_run();
}
