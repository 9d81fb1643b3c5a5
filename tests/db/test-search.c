#include "tests/db/fixture.h"

#include "db/search.h"

#include <sqlite3.h>
#include <string.h>

/* A raw mail of these tests is its texts in order of DbTextField, joined by the unit separator. */
typedef struct {
  const char *id, *refs;
  const char *from_name;
  gint64 date; /* seconds after FIXTURE_NOW */
  const char *text[DB_TEXT_N_FIELDS];
  Drafts *drafts;
} Letter;

static gboolean
letter_texts(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS], gpointer data G_GNUC_UNUSED)
{
  g_autofree char *copy = g_strndup(raw, len);
  g_auto(GStrv) parts = g_strsplit(copy, "\037", DB_TEXT_N_FIELDS);
  if (g_strv_length(parts) != DB_TEXT_N_FIELDS)
    return FALSE;
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    out[i] = g_strdup(parts[i]);
  return TRUE;
}

static void
put(Db *db, gint64 group, const Letter *letter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) raw = g_string_new(NULL);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    g_string_append(raw, i > 0 ? "\037" : "");
    g_string_append(raw, letter->text[i] != NULL ? letter->text[i] : "");
  }
  g_autofree char *email =
      g_strdup_printf("%s@example.org", letter->from_name != NULL ? letter->from_name : "ann");
  g_autoptr(Person) from = person_new(letter->from_name, email);
  const char *subject = letter->text[DB_TEXT_SUBJECT];
  Message m = {.message_id = (char *)letter->id,
               .subject = (char *)(subject != NULL ? subject : ""),
               .from = from,
               .date = FIXTURE_NOW + letter->date,
               .size = (gint64)raw->len};
  guint8 hash[32] = {0};
  gsize hash_len = sizeof hash;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)raw->str, (gssize)raw->len);
  g_checksum_get_digest(sum, hash, &hash_len);
  g_auto(GStrv) refs = letter->refs != NULL ? g_strsplit(letter->refs, " ", -1) : NULL;
  g_autoptr(DbPacker) packer = db_packer_new(db, group, &error);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  gint64 dictionary = 0;
  g_assert_true(db_packer_pack(packer, raw->str, raw->len, packed, &dictionary, &error));
  NewMail mail = {.message = &m,
                  .references = refs,
                  .content_hash = hash,
                  .packed = packed->data,
                  .packed_len = packed->len,
                  .dictionary = dictionary,
                  .drafts = letter->drafts};
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    mail.text[i] = letter->text[i] != NULL ? letter->text[i] : "";
  StoreResult result;
  gint64 id;
  gboolean ok = db_message_store(db, group, &mail, &result, &id, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static void
store(Fixture *f, gint64 group, const Letter *letters, guint n)
{
  g_autoptr(GError) error = NULL;
  db_set_text_func(f->db, letter_texts, NULL);
  g_assert_true(db_begin(f->db, &error));
  for (guint i = 0; i < n; i++)
    put(f->db, group, &letters[i]);
  fixture_settle(f->db, group);
}

static Query *
parse(const char *text)
{
  g_autoptr(GError) error = NULL;
  Query *query = query_parse(text, FIXTURE_NOW, "UTC", NULL, &error);
  g_assert_no_error(error);
  return query;
}

static SearchResult *
search_with(Fixture *f, const char *text, const SearchOptions *options)
{
  g_autoptr(Query) query = parse(text);
  g_autoptr(GError) error = NULL;
  SearchResult *result = db_search(f->db, query, options, &error);
  g_assert_no_error(error);
  g_assert_nonnull(result);
  return result;
}

/* Message-IDs in the order of the results, joined by blanks. */
static char *
ids_of(const SearchResult *result)
{
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < result->hits->len; i++) {
    const SearchHit *hit = result->hits->pdata[i];
    g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", hit->message->message_id);
  }
  return g_strdup(ids->str);
}

static void
assert_found_in(Fixture *f, gint64 group, const char *query, const char *ids)
{
  const SearchOptions options = {.group = group, .limit = 100};
  g_autoptr(SearchResult) result = search_with(f, query, &options);
  g_autofree char *got = ids_of(result);
  if (strcmp(got, ids) != 0)
    g_test_message("query: %s", query);
  g_assert_cmpstr(got, ==, ids);
  g_assert_cmpuint(result->total, ==, result->hits->len);
  g_assert_false(result->partial);
}

static void
assert_found(Fixture *f, const char *query, const char *ids)
{
  assert_found_in(f, f->group, query, ids);
}

/* --- texts --- */

static const Letter letters[] = {
    {"1", .date = 100, .from_name = "ann",
     .text = {"Roadmap for Xen", "ann ann@example.org", "virt@example.org", "bob@example.net",
              "the balloon driver and early_p2m_alloc", "somebody said cadence", "ann's signature",
              "arch/x86/xen/p2m.c", "kmalloc gone", "kzalloc come", "config.txt"}},
    {"2", .date = 300, .refs = "1", .from_name = "bob",
     .text = {"Re: Roadmap for Xen", "bob bob@example.net", "ann@example.org", NULL,
              "I agree, libvirt 4.4.1-6 it is", "the balloon driver and early_p2m_alloc"}},
    {"3", .date = 200, .from_name = "carl",
     .text = {"Müller über 会議", "carl carl@example.com", "virt@example.org", NULL,
              "仮想化の会議は金曜日 xen xen xen"}},
};

static void
test_newest_come_first(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
  assert_found(f, "xen", "2 3 1");
  assert_found(f, "", "2 3 1");
}

static void
test_most_relevant_come_first_on_request(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
  const SearchOptions options = {.group = f->group, .limit = 100, .by_relevance = TRUE};
  static const struct {
    const char *query, *first;
  } rows[] = {{"balloon", "1"},       /* own words before quotes */
              {"balloon OR 金", "3"}, /* rare words before common ones */
              {"d:2014 balloon -m:x", "1"},
              {"d:2014", "2"}}; /* no words: newest */
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(SearchResult) result = search_with(f, rows[i].query, &options);
    g_assert_cmpuint(result->hits->len, >, 0);
    const SearchHit *first = result->hits->pdata[0];
    g_assert_cmpstr(first->message->message_id, ==, rows[i].first);
  }
}

static void
test_each_field_looks_into_its_texts(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
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
    assert_found(f, rows[i].query, rows[i].ids);
}

static void
test_words_phrases_and_prefixes(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
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
    assert_found(f, rows[i].query, rows[i].ids);
}

static void
test_not_works_everywhere(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
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
    assert_found(f, rows[i].query, rows[i].ids);
}

static void
test_words_without_letters_are_looked_over(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
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
    assert_found(f, rows[i].query, rows[i].ids);
}

static void
test_nothing_typed_becomes_syntax(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
  static const char *const queries[] = {
      "own:balloon", "{own}:balloon", "NEAR", "^balloon", "'; DROP", "a+b", "balloon*driver",
      "f:\"a b\"",   "NEAR/3",        "%",    "_",        "\\",      "s:^x"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
    const SearchOptions options = {.limit = 10};
    g_autoptr(SearchResult) result = search_with(f, queries[i], &options);
    g_assert_false(result->partial);
  }
  assert_found(f, "balloon*driver", "2 1");
  assert_found(f, "own:balloon", "");
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
  store(f, f->group, letters, G_N_ELEMENTS(letters));
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
  store(f, f->group, wordy, G_N_ELEMENTS(wordy));
  assert_found(f, text->str, "a");
  g_autofree char *missing = g_strdup_printf("%s missing", text->str);
  assert_found(f, missing, "");
  g_autofree char *negated = g_strdup_printf("word1 -(%s)", text->str);
  assert_found(f, negated, "b");
  g_autofree char *both = g_strdup_printf("%s -word2", text->str);
  assert_found(f, both, "");
}

/* --- other tables --- */

static void
test_dates_are_half_open(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Letter dated[] = {{"a", .date = -1, .text = {"x"}},
                          {"b", .date = 0, .text = {"x"}},
                          {"c", .date = 86399, .text = {"x"}},
                          {"d", .date = 86400, .text = {"x"}}};
  store(f, f->group, dated, G_N_ELEMENTS(dated));
  assert_found(f, "d:2014-04-15", "c b");
  assert_found(f, "d:2014-04-15..", "d c b");
  assert_found(f, "d:..2014-04-14", "a");
  assert_found(f, "x rt:yesterday", "a");
  assert_found(f, "x -d:today", "d a");
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
  store(f, f->group, letters, 2);
  store(f, cloud->id, letters + 1, 2); /* "2" is in both */
  assert_found_in(f, 0, "xen", "2 3 1");
  assert_found_in(f, f->group, "xen", "2 1");
  assert_found_in(f, cloud->id, "xen", "2 3");
  assert_found_in(f, 0, "l:cloud", "2 3");
  assert_found_in(f, 0, "list:Cloud@lists.example.org", "2 3");
  assert_found_in(f, 0, "l:virt -l:cloud", "1");
  assert_found_in(f, f->group, "l:cloud", "2");
  assert_found_in(f, 0, "l:nosuch", "");
}

static void
test_message_ids_and_threads(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Letter threads[] = {{"a/1@x", .date = 1, .text = {"one"}},
                            {"b%2@x", .date = 2, .refs = "a/1@x", .text = {"two"}},
                            {"c@x", .date = 3, .text = {"three"}}};
  store(f, f->group, threads, G_N_ELEMENTS(threads));
  assert_found(f, "m:a/1@x", "a/1@x");
  assert_found(f, "id:<b%2@x>", "b%2@x");
  assert_found(f, "mid:a/1@", "");
  assert_found(f, "mid:a/*", "a/1@x");
  assert_found(f, "thread:b%2@x", "b%2@x a/1@x");
  assert_found(f, "thread:<c@x>", "c@x");
  assert_found(f, "thread:nosuch", "");
  assert_found_in(f, 0, "thread:a/1@x two", "b%2@x");
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
  store(f, f->group, citing, G_N_ELEMENTS(citing));
  static const struct {
    const char *query, *ids;
  } rows[] = {
      {"bug:6893", "a"},          {"bug:689", ""},           {"bug:bugs.centos.org/6893", "a"},
      {"bug:other.org/6893", ""}, {"commit:0160676", "b a"}, {"commit:0160676BBA0000", "b a"},
      {"commit:0160676c", "a"},   {"commit:0160677", ""},    {"cve:CVE-2014-1234", "b"},
      {"cve:2014-1234", "b"},     {"has:bug", "a"},          {"has:commit", "b a"},
      {"-has:commit", "c"},       {"has:item", ""},          {"two has:cve", "b"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_found(f, rows[i].query, rows[i].ids);
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
  store(f, f->group, mails, G_N_ELEMENTS(mails));
  static const struct {
    const char *query, *ids;
  } rows[] = {{"kind:backlog", "a"}, {"kind:action", "b"}, {"kind:question", ""},
              {"state:new", "b a"},  {"state:open", ""},   {"owner:kb", "b"},
              {"owner:lars", "b"},   {"owner:la", ""},     {"owner:la*", "b"},
              {"has:item", "b a"},   {"has:vote", "b"},    {"voted:+1", "b"},
              {"voted:1", "b"},      {"voted:-1", ""},     {"-kind:action", "c a"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    assert_found(f, rows[i].query, rows[i].ids);
    assert_found_in(f, 0, rows[i].query, rows[i].ids);
  }
}

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
  store(f, f->group, all, G_N_ELEMENTS(all));
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
    g_autofree char *got = ids_of(result);
    g_assert_cmpstr(got, ==, want->str);
  }
}

/* --- what comes with the hits --- */

static void
test_facets_count_what_was_found(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, 1, NULL, 1);
  const Letter mails[] = {{"a", .date = 0, .from_name = "ann", .text = {"xen"}},
                          {"b", .date = 1, .from_name = "bob", .text = {"xen"}, .drafts = drafts},
                          {"c", .date = 31536000, .from_name = "bob", .text = {"xen"}},
                          {"d", .date = 1, .from_name = "carl", .text = {"kvm"}}};
  store(f, f->group, mails, G_N_ELEMENTS(mails));
  const SearchOptions options = {.group = f->group, .limit = 1, .facets = TRUE};
  g_autoptr(SearchResult) result = search_with(f, "xen", &options);
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

static void
test_snippets_prefer_own_words(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store(f, f->group, letters, G_N_ELEMENTS(letters));
  const SearchOptions options = {.group = f->group, .limit = 10, .snippets = TRUE};
  static const struct {
    const char *query, *snippet;
  } rows[] = {{"balloon m:1", "the \001balloon\002 driver and early_p2m_alloc"},
              {"balloon m:2", "the \001balloon\002 driver and early_p2m_alloc"},
              {"roadmap m:2", "Re: \001Roadmap\002 for Xen"},
              {"p2m.c m:1", "arch/x86/xen/\001p2m.c\002"},
              {"m:2", "I agree, libvirt 4.4.1-6 it is"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(SearchResult) result = search_with(f, rows[i].query, &options);
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
  store(f, f->group, (const Letter *)(void *)array->data, array->len);
}

static void
test_pages_stay_while_mail_arrives(Fixture *f, gconstpointer data)
{
  store_numbered(f, 0, 50, 0);
  SearchOptions options = {.group = f->group, .limit = 7, .by_relevance = data != NULL};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint pages = 0;
  do {
    g_autoptr(SearchResult) page = search_with(f, "common", &options);
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
  store(f, f->group, letters, G_N_ELEMENTS(letters));
  static const gint64 places[] = {-5, 99, 1000000000000, G_MAXINT64, G_MININT64};
  g_autoptr(Query) query = parse("xen");
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
    assert_found(f, queries[i], "");
}

/* --- bounds --- */

static char *
many_words(guint n, const char *joint)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? joint : "", i % 2 == 0 ? "common" : "word");
  return g_strdup(text->str);
}

static void
test_the_deadline_gives_what_was_found_so_far(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  store_numbered(f, 0, 3000, 0);
  const SearchOptions options = {.group = f->group, .limit = 10};
  g_autoptr(SearchResult) warm = search_with(f, "common", &options);
  g_assert_cmpuint(warm->total, ==, 3000);
  g_autofree char *text = many_words(250, " OR ");
  const SearchOptions hasty = {.group = f->group, .limit = 10, .snippets = TRUE, .deadline_ms = 1};
  g_autoptr(SearchResult) cut = search_with(f, text, &hasty);
  g_assert_true(cut->partial);
  g_autofree char *negated = g_strdup_printf("-(%s)", text);
  g_autoptr(SearchResult) unknown = search_with(f, negated, &hasty);
  g_assert_true(unknown->partial);
  g_assert_cmpuint(unknown->total, ==, 0); /* none of them is known not to match */
  /* The handle is as good as before. */
  g_autoptr(SearchResult) after = search_with(f, "common", &options);
  g_assert_cmpuint(after->total, ==, 3000);
  g_assert_false(after->partial);
}

static void
test_no_query_needs_much_memory(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  enum { N = 400000, LIMIT = 32 * 1024 * 1024 };
  g_autofree char *body = g_malloc0(3 * N + 1);
  for (guint i = 0; i < N; i++)
    memcpy(body + (gsize)3 * i, "aa ", 3);
  const Letter hostile = {"h", .date = 1, .text = {"x", [DB_TEXT_OWN] = body}};
  store(f, f->group, &hostile, 1);
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
    g_autoptr(SearchResult) result = search_with(f, queries[i], &options);
    g_assert_cmpuint(result->total, ==, 1);
    g_assert_cmpint(sqlite3_memory_highwater(0) - before, <, LIMIT);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
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
  FIXTURE_TEST("/search/dates-are-half-open", test_dates_are_half_open);
  FIXTURE_TEST("/search/lists-and-groups", test_lists_and_groups);
  FIXTURE_TEST("/search/message-ids-and-threads", test_message_ids_and_threads);
  FIXTURE_TEST("/search/links-are-found-by-what-people-cite",
               test_links_are_found_by_what_people_cite);
  FIXTURE_TEST("/search/items-and-votes", test_items_and_votes);
  FIXTURE_TEST("/search/any-tree-gives-what-a-plain-reader-gives",
               test_any_tree_gives_what_a_plain_reader_gives);
  FIXTURE_TEST("/search/facets-count-what-was-found", test_facets_count_what_was_found);
  FIXTURE_TEST("/search/snippets-prefer-own-words", test_snippets_prefer_own_words);
  FIXTURE_TEST("/search/pages-stay-while-mail-arrives", test_pages_stay_while_mail_arrives);
  FIXTURE_TEST("/search/a-place-that-is-none-is-refused", test_a_place_that_is_none_is_refused);
  FIXTURE_TEST("/search/an-empty-archive-has-no-results", test_an_empty_archive_has_no_results);
  FIXTURE_TEST("/search/the-deadline-gives-what-was-found-so-far",
               test_the_deadline_gives_what_was_found_so_far);
  FIXTURE_TEST("/search/no-query-needs-much-memory", test_no_query_needs_much_memory);
  return g_test_run();
}
