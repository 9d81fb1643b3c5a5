/* What comes with the mails a query finds, and within which bounds. */
#include "tests/db/search-case.h"

#include "db/facet.h"

#include <sqlite3.h>
#include <string.h>

/* --- all together --- */

enum { N_RANDOM = 200, N_WORDS = 6 };

/* A random query over words w0 .. w5 that are in a mail by the bits of its number, and whether mail
 * n matches it. */
static Query *
random_query(GRand *rand, guint depth)
{
  Query *query = g_new0(Query, 1);
  guint pick = (guint)g_rand_int_range(rand, 0, depth > 0 ? 8 : 3);
  if (pick >= 3) {
    query->op = pick < 5 ? QUERY_AND : pick < 7 ? QUERY_OR : QUERY_NOT;
    query->children = g_ptr_array_new();
    guint n = query->op == QUERY_NOT ? 1 : (guint)g_rand_int_range(rand, 2, 4);
    for (guint i = 0; i < n; i++)
      g_ptr_array_add(query->children, random_query(rand, depth - 1));
    return query;
  }
  query->op = QUERY_TERM;
  query->field = pick == 2 ? FIELD_DATE : FIELD_ANY;
  query->from = FIXTURE_NOW + g_rand_int_range(rand, 0, 64);
  query->until = FIXTURE_NOW + g_rand_int_range(rand, 0, 80);
  query->text =
      g_strdup_printf("%s%d", pick == 1 ? "unknown" : "w", g_rand_int_range(rand, 0, N_WORDS));
  query->prefix = g_rand_int_range(rand, 0, 4) == 0;
  return query;
}

static gboolean
matches(const Query *query, gint64 n)
{
  gboolean all = TRUE, any = FALSE;
  for (guint i = 0; query->children != NULL && i < query->children->len; i++) {
    gboolean child = matches(query->children->pdata[i], n);
    all &= child;
    any |= child;
  }
  if (query->op == QUERY_AND)
    return all;
  if (query->op == QUERY_OR)
    return any;
  if (query->op == QUERY_NOT)
    return !all;
  if (query->field == FIELD_DATE)
    return FIXTURE_NOW + n >= query->from && FIXTURE_NOW + n < query->until;
  return query->text[0] == 'w' && (n >> (query->text[1] - '0') & 1) != 0;
}

static void
test_any_tree_gives_what_a_plain_reader_gives(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Letter all[64];
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
    g_autoptr(GString) words = g_string_new("mail");
    for (guint w = 0; w < N_WORDS; w++)
      if ((i >> w & 1) != 0)
        g_string_append_printf(words, " w%u", w);
    char *id = g_strdup_printf("%u", i), *text = g_strdup(words->str);
    g_ptr_array_add(names, id);
    g_ptr_array_add(names, text);
    all[i] = (Letter){.id = id, .date = i, .text = {[DB_TEXT_OWN] = text}};
  }
  search_case_store(f, f->group, all, G_N_ELEMENTS(all));
  g_autoptr(GRand) rand = g_rand_new_with_seed(4);
  for (guint round = 0; round < N_RANDOM; round++) {
    g_autoptr(Query) query = random_query(rand, 4);
    const SearchOptions options = {.group = f->group, .limit = 200};
    g_autoptr(GError) error = NULL;
    g_autoptr(SearchResult) result = db_search(f->db, query, &options, &error);
    g_assert_no_error(error);
    g_autoptr(GString) want = g_string_new(NULL);
    for (gint64 n = 63; n >= 0; n--)
      if (matches(query, n))
        g_string_append_printf(want, "%s%" G_GINT64_FORMAT, want->len > 0 ? " " : "", n);
    g_autofree char *got = search_case_ids(result);
    g_assert_cmpstr(got, ==, want->str);
  }
}

/* --- what comes with the hits --- */

static void
test_facets_count_what_was_found(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, 1, NULL, 1);
  const Letter mails[] = {
      {"a", .date = 0, .from_name = "ann", .text = {"xen", "ann"}},
      {"b", .date = 1, .from_name = "bob", .text = {"xen", "bob"}, .drafts = drafts},
      {"c", .date = 31536000, .from_name = "bob", .text = {"xen", "bob"}},
      {"d", .date = 1, .from_name = "carl", .text = {"kvm"}}};
  search_case_store(f, f->group, mails, G_N_ELEMENTS(mails));
  const SearchOptions options = {.group = f->group, .limit = 1, .facets = TRUE};
  g_autoptr(SearchResult) result = search_case_find(f, "xen", &options);
  g_assert_cmpuint(result->total, ==, 3);
  g_assert_cmpuint(result->hits->len, ==, 1);
  g_assert_cmpuint(result->years->len, ==, 2);
  g_assert_cmpstr(g_array_index(result->years, Facet, 0).name, ==, "2015");
  g_assert_cmpuint(g_array_index(result->years, Facet, 0).count, ==, 1);
  g_assert_cmpstr(g_array_index(result->years, Facet, 1).name, ==, "2014");
  g_assert_cmpuint(g_array_index(result->years, Facet, 1).count, ==, 2);
  g_assert_cmpuint(result->people->len, ==, 2);
  g_assert_cmpstr(g_array_index(result->people, Facet, 0).name, ==, "bob");
  g_assert_cmpuint(g_array_index(result->people, Facet, 0).count, ==, 2);
  g_assert_cmpuint(result->holds->len, ==, 1);
  g_assert_cmpstr(g_array_index(result->holds, Facet, 0).name, ==, "vote");
}

/* What stands beside the results leads to as many. */
static void
test_facets_count_what_their_queries_find(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  /* Of 2014 in London; of 2013 and 2014 in UTC and New York. */
  const gint64 new_year = G_GINT64_CONSTANT(1388534400) - FIXTURE_NOW;
  const Letter mails[] = {
      {"a", .date = new_year - 3600, .from_name = "Ann", .text = {"xen", "Ann a@example.org"}},
      {"b", .date = new_year + 3600, .from_name = "Ann", .text = {"xen", "Ann a@example.net"}},
      {"c", .date = new_year + 7200, .from_name = "Bob", .text = {"xen", "Bob Ann b@example.org"}},
      {"d", .date = new_year + 28800, .from_name = "Bob", .text = {"xen", "Bob b@example.org"}}};
  static const char *const zones[] = {NULL, "America/New_York", "Asia/Tokyo"};
  search_case_store(f, f->group, mails, G_N_ELEMENTS(mails));
  for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
    const SearchOptions options = {.group = f->group, .limit = 1, .facets = TRUE, .zone = zones[i]};
    g_autoptr(SearchResult) result = search_case_find(f, "xen", &options);
    g_assert_cmpuint(result->years->len, ==, i == 2 ? 1 : 2);
    for (guint k = 0; k < result->years->len; k++) {
      const Facet *year = &g_array_index(result->years, Facet, k);
      g_autofree char *text = g_strdup_printf("xen d:%s-01-01..%s-12-31", year->name, year->name);
      g_autoptr(GError) error = NULL;
      g_autoptr(Query) query =
          query_parse(text, FIXTURE_NOW, zones[i] != NULL ? zones[i] : "UTC", NULL, &error);
      g_assert_no_error(error);
      g_autoptr(SearchResult) narrowed = db_search(f->db, query, &options, &error);
      g_assert_no_error(error);
      g_assert_cmpuint(narrowed->total, ==, year->count);
    }
    g_assert_cmpuint(result->people->len, ==, 2);
    for (guint k = 0; k < result->people->len; k++) {
      const Facet *person = &g_array_index(result->people, Facet, k);
      g_autofree char *text = g_strdup_printf("xen f:\"%s\"", person->name);
      g_autoptr(SearchResult) narrowed = search_case_find(f, text, &options);
      g_assert_cmpuint(narrowed->total, ==, person->count);
    }
    g_assert_cmpstr(g_array_index(result->people, Facet, 0).name, ==, "Ann");
    g_assert_cmpuint(g_array_index(result->people, Facet, 0).count, ==, 3);
  }
}

static void
test_snippets_prefer_own_words(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  const SearchOptions options = {.group = f->group, .limit = 10, .snippets = TRUE};
  static const struct {
    const char *query, *snippet;
  } rows[] = {{"balloon m:1", "the \001balloon\002 driver and early_p2m_alloc"},
              {"balloon m:2", "the \001balloon\002 driver and early_p2m_alloc"},
              {"roadmap m:2", "Re: \001Roadmap\002 for Xen"},
              {"p2m.c m:1", "arch/x86/xen/\001p2m.c\002"},
              {"m:2", "I agree, libvirt 4.4.1-6 it is"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(SearchResult) result = search_case_find(f, rows[i].query, &options);
    g_assert_cmpuint(result->hits->len, ==, 1);
    const SearchHit *hit = result->hits->pdata[0];
    g_assert_cmpstr(hit->snippet, ==, rows[i].snippet);
    g_assert_cmpstr(hit->group, ==, "virt");
  }
}

/* --- paging --- */

static void
store_numbered(Fixture *f, guint from, guint until, gint64 date)
{
  g_autoptr(GArray) array = g_array_new(FALSE, TRUE, sizeof(Letter));
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = from; i < until; i++) {
    char *id = g_strdup_printf("n%u", i);
    g_ptr_array_add(names, id);
    Letter letter = {
        .id = id, .date = date + i % 7, .text = {"common", [DB_TEXT_OWN] = "common word"}};
    g_array_append_val(array, letter);
  }
  search_case_store(f, f->group, (const Letter *)(void *)array->data, array->len);
}

static void
test_pages_stay_while_mail_arrives(Fixture *f, gconstpointer data)
{
  store_numbered(f, 0, 50, 0);
  SearchOptions options = {.group = f->group, .limit = 7, .by_relevance = data != NULL};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint pages = 0;
  do {
    g_autoptr(SearchResult) page = search_case_find(f, "common", &options);
    for (guint i = 0; i < page->hits->len; i++) {
      const SearchHit *hit = page->hits->pdata[i];
      g_assert_true(g_hash_table_add(seen, g_strdup(hit->message->message_id)));
    }
    options.after = page->next;
    store_numbered(f, 1000 + 10 * pages, 1010 + 10 * pages, 1000); /* newer mail */
    pages++;
  } while (options.after != 0);
  for (guint i = 0; i < 50 && data == NULL; i++) {
    g_autofree char *id = g_strdup_printf("n%u", i);
    g_assert_true(g_hash_table_contains(seen, id));
  }
  g_assert_cmpuint(pages, ==, 8);
}

static void
test_a_place_that_is_none_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const gint64 places[] = {-5, 99, 1000000000000, G_MAXINT64, G_MININT64};
  g_autoptr(Query) query = search_case_parse("xen");
  for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
    const SearchOptions options = {.group = f->group, .limit = 7, .after = places[i]};
    g_autoptr(GError) error = NULL;
    g_autoptr(SearchResult) result = db_search(f->db, query, &options, &error);
    g_assert_null(result);
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

static void
test_an_empty_archive_has_no_results(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const queries[] = {"", "a", "-a", "d:2014", "has:bug", "m:x", "ab*"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++)
    search_case_assert(f, queries[i], "");
}

/* --- bounds --- */

enum { N_WORDY = 200 };

/* "w0 OR w1 OR ...": each is a question of its own, as what was asked before is remembered. */
static char *
many_words(const char *joint)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < N_WORDY; i++)
    g_string_append_printf(text, "%sw%u", i > 0 ? joint : "", i);
  return g_strdup(text->str);
}

/* Letters that all have all of these words. */
static void
store_wordy(Fixture *f, guint n)
{
  g_autofree char *text = many_words(" ");
  g_autofree Letter *letters = g_new0(Letter, n);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) {
    char *id = g_strdup_printf("n%u", i);
    g_ptr_array_add(names, id);
    letters[i] = (Letter){.id = id, .date = i % 7, .text = {"common", [DB_TEXT_OWN] = text}};
  }
  search_case_store(f, f->group, letters, n);
}

static void
test_the_deadline_gives_what_was_found_so_far(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store_wordy(f, 3000);
  const SearchOptions options = {.group = f->group, .limit = 10};
  g_autoptr(SearchResult) warm = search_case_find(f, "common", &options);
  g_assert_cmpuint(warm->total, ==, 3000);
  g_autofree char *text = many_words(" OR ");
  const SearchOptions hasty = {.group = f->group, .limit = 10, .snippets = TRUE, .deadline_ms = 1};
  g_autoptr(SearchResult) cut = search_case_find(f, text, &hasty);
  g_assert_true(cut->partial);
  g_autofree char *negated = g_strdup_printf("-(%s)", text);
  g_autoptr(SearchResult) unknown = search_case_find(f, negated, &hasty);
  g_assert_true(unknown->partial);
  g_assert_cmpuint(unknown->total, ==, 0); /* none of them is known not to match */
  /* The handle is as good as before. */
  g_autoptr(SearchResult) after = search_case_find(f, "common", &options);
  g_assert_cmpuint(after->total, ==, 3000);
  g_assert_false(after->partial);
}

/* A name whose mails were not all counted in time is left out. */
static void
test_the_deadline_leaves_names_out(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  enum { N = 2000 };
  static const char *const names[] = {"Ann", "Bob"};
  g_autofree Letter *letters = g_new0(Letter, N);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < N; i++) {
    g_ptr_array_add(ids, g_strdup_printf("n%u", i));
    letters[i] =
        (Letter){.id = ids->pdata[i], .from_name = names[i % 2], .text = {"common", names[i % 2]}};
  }
  search_case_store(f, f->group, letters, N);
  g_autoptr(GError) error = NULL;
  Catalog *catalog = catalog_get(f->db, &error);
  g_assert_no_error(error);
  for (guint late = 2; late-- > 0;) {
    g_autoptr(GArray) people = facet_array_new();
    db_set_deadline(f->db, late);
    for (gint64 until = g_get_monotonic_time() + 2000; late && g_get_monotonic_time() < until;)
      continue;
    gboolean ok = facet_people(f->db, catalog, catalog->all, people, &error);
    db_set_deadline(f->db, 0);
    g_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpuint(people->len, ==, late ? 0 : 2);
  }
}

/* What the text index answered is kept, and asked again when mail has come. */
static void
test_a_question_is_asked_anew_when_mail_has_come(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const SearchOptions options = {.group = f->group, .limit = 10};
  store_numbered(f, 0, 5, 0);
  for (guint round = 0; round < 2; round++) {
    g_autoptr(SearchResult) result = search_case_find(f, "common", &options);
    g_assert_cmpuint(result->total, ==, 5);
  }
  store_numbered(f, 5, 7, 5);
  for (guint round = 0; round < 2; round++) {
    g_autoptr(SearchResult) result = search_case_find(f, "common", &options);
    g_assert_cmpuint(result->total, ==, 7);
  }
}

static void
test_no_query_needs_much_memory(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  enum { N = 400000, LIMIT = 32 * 1024 * 1024 };
  g_autofree char *body = g_malloc0(3 * N + 1);
  for (guint i = 0; i < N; i++)
    memcpy(body + (gsize)3 * i, "aa ", 3);
  const Letter hostile = {"h", .date = 1, .text = {"x", [DB_TEXT_OWN] = body}};
  search_case_store(f, f->group, &hostile, 1);
  g_autoptr(GString) phrase = g_string_new(NULL);
  for (guint i = 0; i < 40; i++)
    g_string_append(phrase, "aa ");
  g_autofree char *quoted = g_strdup_printf("\"%s\"", phrase->str);
  const char *const queries[] = {quoted, phrase->str, "aa* OR aa* OR aa* OR aa* OR aa*",
                                 "aa* aa* aa* aa* -ab*"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
    gint64 before = sqlite3_memory_used();
    sqlite3_memory_highwater(1);
    const SearchOptions options = {.group = f->group, .limit = 10};
    g_autoptr(SearchResult) result = search_case_find(f, queries[i], &options);
    g_assert_cmpuint(result->total, ==, 1);
    g_assert_cmpint(sqlite3_memory_highwater(0) - before, <, LIMIT);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/search/any-tree-gives-what-a-plain-reader-gives",
               test_any_tree_gives_what_a_plain_reader_gives);
  FIXTURE_TEST("/search/facets-count-what-was-found", test_facets_count_what_was_found);
  FIXTURE_TEST("/search/facets-count-what-their-queries-find",
               test_facets_count_what_their_queries_find);
  FIXTURE_TEST("/search/snippets-prefer-own-words", test_snippets_prefer_own_words);
  FIXTURE_TEST("/search/pages-stay-while-mail-arrives", test_pages_stay_while_mail_arrives);
  FIXTURE_TEST("/search/a-place-that-is-none-is-refused", test_a_place_that_is_none_is_refused);
  FIXTURE_TEST("/search/an-empty-archive-has-no-results", test_an_empty_archive_has_no_results);
  FIXTURE_TEST("/search/a-question-is-asked-anew-when-mail-has-come",
               test_a_question_is_asked_anew_when_mail_has_come);
  FIXTURE_TEST("/search/the-deadline-leaves-names-out", test_the_deadline_leaves_names_out);
  FIXTURE_TEST("/search/the-deadline-gives-what-was-found-so-far",
               test_the_deadline_gives_what_was_found_so_far);
  FIXTURE_TEST("/search/no-query-needs-much-memory", test_no_query_needs_much_memory);
  return g_test_run();
}
