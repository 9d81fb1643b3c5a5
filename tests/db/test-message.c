/* Mail is kept once, byte for byte, and found again by everything that names it. */
#include "tests/db/fixture.h"
#include "db/maintain.h"
#include "db/search.h"

#include <string.h>

static void
begin(Db *db)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static StoreResult
store_one(Db *db, gint64 group, const TestMail *mail)
{
  begin(db);
  StoreResult result = fixture_put(db, group, mail);
  fixture_settle(db, group);
  return result;
}

static Message *
get(Db *db, gint64 group, const char *id, guint alternate)
{
  g_autoptr(GError) error = NULL;
  Message *m = db_message_get(db, group, id, alternate, &error);
  g_assert_no_error(error);
  return m;
}

static char *
raw_of(Db *db, gint64 id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) raw = db_message_raw(db, id, &error);
  g_assert_no_error(error);
  gsize len = 0;
  const char *data = g_bytes_get_data(raw, &len);
  return g_strndup(data, len);
}

static void
assert_sound(Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = db_check(db, fixture_body, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message("%s", ((Finding *)findings->pdata[i])->what);
  g_assert_cmpuint(findings->len, ==, 0);
}

static void
test_twice_is_once(Fixture *f, gconstpointer data)
{
  (void)data;
  const TestMail mail = {.id = "one@x", .subject = "Hello", .body = "some words"};
  g_assert_cmpint(store_one(f->db, f->group, &mail), ==, STORE_NEW);
  g_autofree char *before = fixture_dump(f->db);
  g_assert_cmpint(store_one(f->db, f->group, &mail), ==, STORE_KNOWN);
  g_autofree char *after = fixture_dump(f->db);
  g_assert_cmpstr(before, ==, after);
  g_autoptr(Message) m = get(f->db, f->group, "one@x", 0);
  g_autofree char *raw = raw_of(f->db, m->id);
  g_assert_cmpstr(raw, ==, "Hello\n\nsome words");
  g_assert_cmpstr(m->subject, ==, "Hello");
  g_assert_cmpint(m->thread_id, ==, m->id);
}

static void
test_two_groups_one_row(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  gint64 other = fixture_group(f->db, "devel");
  const TestMail mail = {.id = "one@x"};
  g_assert_cmpint(store_one(f->db, f->group, &mail), ==, STORE_NEW);
  g_assert_cmpint(store_one(f->db, other, &mail), ==, STORE_SHARED);
  g_assert_cmpint(store_one(f->db, other, &mail), ==, STORE_KNOWN);
  g_autoptr(Message) here = get(f->db, f->group, "one@x", 0);
  g_autoptr(Message) there = get(f->db, other, "one@x", 0);
  g_assert_cmpint(here->id, ==, there->id);
  g_autoptr(GPtrArray) groups = db_message_groups(f->db, here->id, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(groups->len, ==, 2);
  g_assert_cmpstr(groups->pdata[0], ==, "devel");
  assert_sound(f->db);
}

static MessageTies
ties_of(Fixture *f, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Message) m = get(f->db, f->group, id, 0);
  MessageTies ties;
  gboolean ok = db_message_ties(f->db, f->group, m, &ties, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  return ties;
}

/* A page looks for alternates, groups and mail of docket only where this says that there are any.
 */
static void
test_ties_are_told(Fixture *f, gconstpointer data)
{
  (void)data;
  gint64 other = fixture_group(f->db, "devel");
  const TestMail alone = {.id = "alone@x"}, shared = {.id = "shared@x"},
                 elsewhere = {.id = "elsewhere@x"}, first = {.id = "twin@x", .body = "one"},
                 second = {.id = "twin@x", .body = "two"};
  const TestMail *const here[] = {&alone, &shared, &first, &second};
  for (guint i = 0; i < G_N_ELEMENTS(here); i++)
    store_one(f->db, f->group, here[i]);
  store_one(f->db, other, &shared);
  store_one(f->db, other, &elsewhere);
  MessageTies ties = ties_of(f, "alone@x");
  g_assert_false(ties.alternates || ties.groups || ties.outbox);
  ties = ties_of(f, "shared@x");
  g_assert_true(ties.groups && !ties.alternates && !ties.outbox);
  ties = ties_of(f, "twin@x");
  g_assert_true(ties.alternates && !ties.groups && !ties.outbox);
}

static void
test_raw_replaces_pipermail(Fixture *f, gconstpointer data)
{
  (void)data;
  gint64 other = fixture_group(f->db, "devel");
  const TestMail copy = {.id = "one@x", .subject = "flat", .body = "same", .pipermail = TRUE};
  const TestMail raw = {
      .id = "one@x", .subject = "full", .body = "same", .from = "bob@example.org"};
  store_one(f->db, f->group, &copy);
  g_assert_cmpint(store_one(f->db, other, &raw), ==, STORE_BETTER);
  g_assert_cmpint(store_one(f->db, f->group, &copy), ==, STORE_KNOWN);
  g_assert_cmpint(store_one(f->db, other, &copy), ==, STORE_KNOWN);
  g_autoptr(Message) m = get(f->db, f->group, "one@x", 0);
  g_assert_cmpstr(m->subject, ==, "full");
  g_autofree char *bytes = raw_of(f->db, m->id);
  g_assert_cmpstr(bytes, ==, "full\n\nsame");
  assert_sound(f->db); /* the text index and the counts of people followed */
}

static void
test_alternates_by_rank(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mails[] = {{.id = "a@x", .body = "later", .date = 20},
                            {.id = "a@x", .body = "copy", .date = 5, .pipermail = TRUE},
                            {.id = "a@x", .body = "first", .date = 10}};
  g_assert_cmpint(store_one(f->db, f->group, &mails[0]), ==, STORE_NEW);
  g_assert_cmpint(store_one(f->db, f->group, &mails[1]), ==, STORE_ALTERNATE);
  g_assert_cmpint(store_one(f->db, f->group, &mails[2]), ==, STORE_ALTERNATE);
  g_autoptr(GPtrArray) all = db_message_alternates(f->db, "a@x", &error);
  g_assert_no_error(error);
  const char *const wanted[] = {"a@x\n\nfirst", "a@x\n\nlater", "a@x\n\ncopy"};
  g_assert_cmpuint(all->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *raw = raw_of(f->db, ((Message *)all->pdata[i])->id);
    g_assert_cmpstr(raw, ==, wanted[i]);
    g_assert_cmpuint(((Message *)all->pdata[i])->alternate, ==, i);
  }
  assert_sound(f->db);
}

static void
test_hyperkitty_hash(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mail = {.id = "12345"};
  store_one(f->db, f->group, &mail);
  g_autoptr(Message) m = db_message_get_by_hash(f->db, "RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOLE", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(m->message_id, ==, "12345");
  const char *const wrong[] = {"RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOLA", "short", "",
                               "RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOL!"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) fault = NULL;
    g_assert_null(db_message_get_by_hash(f->db, wrong[i], &fault));
    g_assert_error(fault, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  }
}

static void
test_months_in_the_groups_zone(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  enum { DAY = 86400 };
  /* 2014-04-30 23:30 UTC is May in London */
  const TestMail mails[] = {{.id = "1", .date = 0},
                            {.id = "2", .refs = "1", .date = 16 * DAY - 1800},
                            {.id = "3", .date = 17 * DAY}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GArray) months = db_message_months(f->db, f->group, &error);
  g_assert_cmpuint(months->len, ==, 2);
  MonthCount may = g_array_index(months, MonthCount, 0),
             april = g_array_index(months, MonthCount, 1);
  g_assert_cmpuint(may.n_messages, ==, 1);
  g_assert_cmpuint(april.n_messages, ==, 2);
  g_assert_cmpuint(april.n_threads, ==, 1);
  g_assert_cmpint(april.year, ==, 2014);
  g_assert_cmpint(april.month, ==, 4);
  Group london = {.name = (char *)"virt", .timezone = (char *)"Europe/London"};
  gboolean ok = db_group_set(f->db, &london, FIXTURE_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(GArray) moved = db_message_months(f->db, f->group, &error);
  g_assert_cmpuint(g_array_index(moved, MonthCount, 0).n_messages, ==, 2);
  g_assert_cmpuint(g_array_index(moved, MonthCount, 0).n_threads, ==, 2);
  assert_sound(f->db);
}

static void
test_counters(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mails[] = {{.id = "1", .date = 7},
                            {.id = "2", .refs = "1", .date = 9, .from = "bob@example.org"},
                            {.id = "3", .date = 8, .from = "Bob at example dot org"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  GroupCounts counts;
  gboolean ok = db_group_counts(f->db, f->group, &counts, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_cmpuint(counts.n_messages, ==, 3);
  g_assert_cmpuint(counts.n_threads, ==, 2);
  g_assert_cmpuint(counts.n_people, ==, 2); /* masked and plain are one person */
  g_assert_cmpint(counts.first_date, ==, FIXTURE_NOW + 7);
  g_assert_cmpint(counts.last_date, ==, FIXTURE_NOW + 9);
}

static void
test_lists_and_neighbours(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mails[] = {{.id = "1", .date = 1},
                            {.id = "2", .refs = "1", .date = 2},
                            {.id = "9", .date = 3},
                            {.id = "4", .refs = "1 2", .date = 4}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GPtrArray) newest = db_message_list(f->db, f->group, 0, 0, TRUE, 2, 1, &error);
  g_assert_cmpuint(newest->len, ==, 2);
  g_assert_cmpstr(((Message *)newest->pdata[0])->message_id, ==, "9");
  g_autoptr(GPtrArray) range =
      db_message_list(f->db, f->group, FIXTURE_NOW + 2, FIXTURE_NOW + 4, FALSE, 10, 0, &error);
  g_assert_cmpuint(range->len, ==, 2);
  g_assert_cmpstr(((Message *)range->pdata[0])->message_id, ==, "2");
  g_autoptr(Message) two = get(f->db, f->group, "2", 0);
  MessageNeighbours near;
  gboolean ok = db_message_neighbours(f->db, f->group, two, &near, &error);
  g_assert_true(ok);
  g_assert_cmpstr(near.older->message_id, ==, "1");
  g_assert_cmpstr(near.newer->message_id, ==, "9");
  g_assert_cmpstr(near.thread_next->message_id, ==, "4");
  g_assert_cmpstr(near.thread_previous->message_id, ==, "1");
  g_assert_cmpstr(near.parent->message_id, ==, "1");
  message_neighbours_clear(&near);
}

typedef struct {
  guint n;
  GString *ids;
} Seen;

static gboolean
see(const Message *message, const char *raw, gsize len, gpointer user_data, GError **error)
{
  Seen *seen = user_data;
  (void)error;
  g_assert_cmpuint(strlen(raw), ==, len);
  g_string_append_printf(seen->ids, "%s ", message->message_id);
  return ++seen->n < 2;
}

static void
test_each_raw_stops(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mails[] = {{.id = "z"}, {.id = "y"}, {.id = "x"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GString) ids = g_string_new(NULL);
  Seen seen = {.ids = ids};
  gboolean ok = db_message_each_raw(f->db, f->group, see, NULL, &seen, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_cmpstr(ids->str, ==, "z y ");
}

/* A dictionary is trained on the list; what was packed before it stays readable. */
static void
test_dictionary(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail before = {.id = "before", .body = "packed without a dictionary"};
  store_one(f->db, f->group, &before);
  g_autoptr(GPtrArray) samples = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  for (guint i = 0; i < 400; i++) {
    g_autoptr(GString) text =
        g_string_new("Received: from mail.example.org by lists.example.org\n");
    for (guint k = 0; k < 60; k++)
      g_string_append_printf(text, "word%d another%d\n", g_rand_int_range(rand, 0, 50),
                             g_rand_int_range(rand, 0, 50));
    g_ptr_array_add(samples, g_string_free_to_bytes(g_steal_pointer(&text)));
  }
  gboolean ok = db_packer_train(f->db, f->group, samples, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(DbPacker) packer = db_packer_new(f->db, f->group, &error);
  g_assert_true(db_packer_has_dictionary(packer));
  gsize len = 0;
  const char *sample = g_bytes_get_data(samples->pdata[0], &len);
  g_autofree char *body = g_strndup(sample, len);
  const TestMail after = {.id = "after", .body = body};
  store_one(f->db, f->group, &after);
  g_autoptr(Message) a = get(f->db, 0, "after", 0);
  g_autofree char *raw = raw_of(f->db, a->id);
  g_assert_true(g_str_has_suffix(raw, body));
  g_autoptr(Message) b = get(f->db, 0, "before", 0);
  g_autofree char *old = raw_of(f->db, b->id);
  g_assert_true(g_str_has_suffix(old, "without a dictionary"));
  gint64 dictionary = 0;
  g_autoptr(GBytes) packed = db_packer_pack(packer, body, len, &dictionary, &error);
  g_assert_no_error(error);
  g_assert_nonnull(packed);
  g_assert_cmpint(dictionary, >, 0);
  assert_sound(f->db);
}

static void
test_too_few_samples(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) samples = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add(samples, g_bytes_new_static("alone", 5));
  gboolean ok = db_packer_train(f->db, f->group, samples, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(DbPacker) packer = db_packer_new(f->db, f->group, &error);
  g_assert_false(db_packer_has_dictionary(packer));
}

static void
test_commit_wants_settling(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mail = {.id = "loose"};
  begin(f->db);
  fixture_put(f->db, f->group, &mail);
  gboolean ok = db_commit(f->db, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_autoptr(GError) gone = NULL;
  g_assert_null(db_message_get(f->db, 0, "loose", 0, &gone));
  g_assert_error(gone, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_long_ids(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autofree char *longest = g_strnfill(900, 'm');
  const char *const ids[] = {"a/b%c d@x", "üñí@x", "it's \"quoted\"@x", longest};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
    const TestMail mail = {.id = ids[i]};
    g_assert_cmpint(store_one(f->db, f->group, &mail), ==, STORE_NEW);
    g_autoptr(Message) m = get(f->db, f->group, ids[i], 0);
    g_assert_cmpstr(m->message_id, ==, ids[i]);
  }
}

static void
test_strange_dates(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail mails[] = {{.id = "0", .date = -FIXTURE_NOW},
                            {.id = "far", .date = G_GINT64_CONSTANT(9000000000000000)},
                            {.id = "past", .date = G_GINT64_CONSTANT(-9000000000000000)}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GArray) months = db_message_months(f->db, f->group, &error);
  g_assert_no_error(error);
  assert_sound(f->db);
}

/* Of a long mail search reads the start first, and all of it only for what is not there. */
static void
test_a_long_mail_shows_where_a_word_stands(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GString) body = g_string_new("xen early\n");
  while (body->len < 60000)
    g_string_append(body, "a line that fills\n");
  g_string_append(body, "libvirt late\n");
  const TestMail mail = {.id = "long", .body = body->str};
  store_one(f->db, f->group, &mail);
  static const struct {
    const char *word, *snippet;
  } rows[] = {{"xen", "\001xen\002 early"}, {"libvirt", "\001libvirt\002 late"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Query) query = query_parse(rows[i].word, FIXTURE_NOW, "UTC", NULL, &error);
    const SearchOptions options = {.group = f->group, .limit = 10, .snippets = TRUE};
    g_autoptr(SearchResult) result = db_search(f->db, query, &options, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(result->hits->len, ==, 1);
    const SearchHit *hit = result->hits->pdata[0];
    g_assert_nonnull(strstr(hit->snippet, rows[i].snippet));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/message/twice-is-once", test_twice_is_once);
  FIXTURE_TEST("/message/two-groups-one-row", test_two_groups_one_row);
  FIXTURE_TEST("/message/ties-are-told", test_ties_are_told);
  FIXTURE_TEST("/message/raw-replaces-pipermail", test_raw_replaces_pipermail);
  FIXTURE_TEST("/message/alternates-by-rank", test_alternates_by_rank);
  FIXTURE_TEST("/message/hyperkitty-hash", test_hyperkitty_hash);
  FIXTURE_TEST("/message/months-in-the-groups-zone", test_months_in_the_groups_zone);
  FIXTURE_TEST("/message/counters", test_counters);
  FIXTURE_TEST("/message/lists-and-neighbours", test_lists_and_neighbours);
  FIXTURE_TEST("/message/each-raw-stops", test_each_raw_stops);
  FIXTURE_TEST("/message/dictionary", test_dictionary);
  FIXTURE_TEST("/message/too-few-samples", test_too_few_samples);
  FIXTURE_TEST("/message/commit-wants-settling", test_commit_wants_settling);
  FIXTURE_TEST("/message/long-ids", test_long_ids);
  FIXTURE_TEST("/message/strange-dates", test_strange_dates);
  FIXTURE_TEST("/message/a-long-mail-shows-where-a-word-stands",
               test_a_long_mail_shows_where_a_word_stands);
  return g_test_run();
}
