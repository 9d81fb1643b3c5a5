/* Threads are a function of the set of mails. */
#include "tests/db/fixture.h"

#include <string.h>

#define DAY (24 * 3600)

/* Mails with late parents, missing ones, cycles, subject replies, alternates and pipermail copies.
 */
static const TestMail mails[] = {
    {.id = "a", .subject = "Roadmap", .date = 0, .body = "root"},
    {.id = "b", .subject = "Re: Roadmap", .refs = "a", .date = 10, .from = "bob@example.org"},
    {.id = "c", .subject = "Re: Roadmap", .refs = "a b", .date = 20},
    {.id = "d", .subject = "Re: Roadmap", .refs = "a gone b", .date = 30},
    {.id = "e", .subject = "Re: roadmap", .date = 40},
    {.id = "f", .subject = "RE:  [virt] Roadmap (fwd)", .date = 41 * DAY},
    {.id = "g", .subject = "Re: Roadmap", .date = 90 * DAY},
    {.id = "h", .subject = "Roadmap", .date = 85 * DAY},
    {.id = "x", .subject = "one", .refs = "y", .date = 100},
    {.id = "y", .subject = "two", .refs = "z", .date = 50},
    {.id = "z", .subject = "three", .refs = "x", .date = 70},
    {.id = "w", .subject = "Re: one", .refs = "x", .date = 200},
    {.id = "s", .subject = "itself", .refs = "s", .date = 5},
    {.id = "b", .subject = "Re: Roadmap", .refs = "h", .date = 9, .body = "another b"},
    {.id = "b2", .subject = "Re: Roadmap", .refs = "b", .date = 500},
    {.id = "c", .subject = "Re: Roadmap", .refs = "a", .date = 20, .pipermail = TRUE},
    {.id = "p", .subject = "Re: three", .date = 71},
    {.id = "q", .subject = "three", .date = 70},
    {.id = "k", .subject = "Re: status", .date = 1000},
    {.id = "l", .subject = "Re: status", .date = 1000},
    {.id = "m", .subject = "Re: status", .date = 1001},
    {.id = "n", .subject = "status", .refs = "nowhere", .date = 999},
    {.id = "o", .subject = "", .date = 3},
    {.id = "r", .subject = "Re:", .date = 4},
};

static const char *
parent_of(Db *db, gint64 group, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Message) m = db_message_get(db, group, id, 0, &error);
  g_assert_no_error(error);
  MessageNeighbours near;
  gboolean ok = db_message_neighbours(db, group, m, &near, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  const char *parent = near.parent != NULL ? g_intern_string(near.parent->message_id) : NULL;
  message_neighbours_clear(&near);
  return parent;
}

static void
assert_id(const Message *message, const GPtrArray *order, guint at)
{
  const Message *want = at < order->len ? order->pdata[at] : NULL;
  g_assert_cmpint(message != NULL ? message->id : 0, ==, want != NULL ? want->id : 0);
}

/* Before and after a mail in its thread stand those that the page of the thread shows there. */
static void
test_neighbours_are_those_of_the_thread(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GPtrArray) threads = db_thread_list(f->db, f->group, 0, 0, 0, 0, &error);
  g_assert_no_error(error);
  guint n_shared_seconds = 0;
  for (guint t = 0; t < threads->len; t++) {
    gint64 thread = ((const Thread *)threads->pdata[t])->id;
    g_autoptr(GPtrArray) order = db_thread_messages(f->db, f->group, thread, NULL, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < order->len; i++) {
      MessageNeighbours near;
      gboolean ok = db_message_neighbours(f->db, f->group, order->pdata[i], &near, &error);
      g_assert_no_error(error);
      g_assert_true(ok);
      assert_id(near.thread_next, order, i + 1);
      assert_id(near.thread_previous, order, i > 0 ? i - 1 : order->len);
      message_neighbours_clear(&near);
      for (guint k = 0; k < i; k++)
        n_shared_seconds +=
            ((const Message *)order->pdata[k])->date == ((const Message *)order->pdata[i])->date;
    }
  }
  g_assert_cmpuint(n_shared_seconds, >, 0);
}

static void
test_rules(Fixture *f, gconstpointer data)
{
  (void)data;
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_assert_cmpstr(parent_of(f->db, f->group, "a"), ==, NULL);
  g_assert_cmpstr(parent_of(f->db, f->group, "c"), ==, "b");
  g_assert_cmpstr(parent_of(f->db, f->group, "d"), ==, "b");
  /* the latest earlier mail under the subject, within 42 days */
  g_assert_cmpstr(parent_of(f->db, f->group, "e"), ==, "d");
  g_assert_cmpstr(parent_of(f->db, f->group, "f"), ==, "b2");
  g_assert_cmpstr(parent_of(f->db, f->group, "g"), ==, "h");
  /* x -> y -> z -> x is cut at the oldest */
  g_assert_cmpstr(parent_of(f->db, f->group, "y"), ==, NULL);
  g_assert_cmpstr(parent_of(f->db, f->group, "x"), ==, "y");
  g_assert_cmpstr(parent_of(f->db, f->group, "z"), ==, "x");
  g_assert_cmpstr(parent_of(f->db, f->group, "s"), ==, NULL);
  g_assert_cmpstr(parent_of(f->db, f->group, "p"), ==, "q");
  /* of two mails of one second the lesser Message-ID */
  g_assert_cmpstr(parent_of(f->db, f->group, "m"), ==, "k");
  g_assert_cmpstr(parent_of(f->db, f->group, "k"), ==, "n");
  g_assert_cmpstr(parent_of(f->db, f->group, "r"), ==, NULL);
}

static char *
dump_of_order(const guint *order, guint n, GRand *rand)
{
  Fixture f;
  fixture_set_up(&f, NULL);
  g_autofree TestMail *shuffled = g_new(TestMail, n);
  for (guint i = 0; i < n; i++)
    shuffled[i] = mails[order[i]];
  for (guint start = 0; start < n;) {
    guint batch = (guint)g_rand_int_range(rand, 1, 9);
    guint len = MIN(batch, n - start);
    fixture_store(f.db, f.group, shuffled + start, len);
    start += len;
  }
  char *dump = fixture_dump(f.db);
  fixture_tear_down(&f, NULL);
  return dump;
}

static void
test_any_order(void)
{
  enum { ROUNDS = 60, N = G_N_ELEMENTS(mails) };
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  guint order[N];
  g_autofree char *first = NULL;
  for (guint i = 0; i < N; i++)
    order[i] = i;
  for (guint round = 0; round < ROUNDS; round++) {
    char *dump = dump_of_order(order, N, rand);
    if (first != NULL && strcmp(first, dump) != 0) {
      g_test_message("order gave another database:\n%s\nthan\n%s", dump, first);
      g_test_fail();
    }
    if (first == NULL)
      first = g_steal_pointer(&dump);
    g_free(dump);
    for (guint i = N - 1; i > 0; i--) {
      guint k = (guint)g_rand_int_range(rand, 0, (gint)i + 1), was = order[i];
      order[i] = order[k];
      order[k] = was;
    }
  }
  g_assert_nonnull(strstr(first, "place"));
}

/* A chain of 10,000, stored from its end, and read without recursion. */
static void
test_deep_chain(Fixture *f, gconstpointer data)
{
  enum { DEEP = 10000, BATCH = 2500 };
  (void)data;
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(f->db, &error);
  g_assert_true(ok);
  for (guint i = DEEP; i > 0; i--) {
    g_autofree char *id = g_strdup_printf("deep%u", i);
    g_autofree char *refs = i > 1 ? g_strdup_printf("deep%u", i - 1) : NULL;
    TestMail mail = {.id = id, .refs = refs, .subject = "deep", .date = i};
    fixture_put(f->db, f->group, &mail);
    if (i % BATCH == 1) {
      fixture_settle(f->db, f->group);
      ok = db_begin(f->db, &error);
      g_assert_true(ok);
    }
  }
  fixture_settle(f->db, f->group);
  g_autoptr(GPtrArray) threads = db_thread_list(f->db, f->group, 0, 0, 10, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(threads->len, ==, 1);
  const Thread *thread = threads->pdata[0];
  g_assert_cmpuint(thread->n_messages, ==, DEEP);
  g_autoptr(GArray) depth = NULL;
  g_autoptr(GPtrArray) messages = db_thread_messages(f->db, f->group, thread->id, &depth, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(messages->len, ==, DEEP);
  for (guint i = 0; i < DEEP; i++)
    g_assert_cmpuint(g_array_index(depth, guint, i), ==, i);
}

static void
test_wide(Fixture *f, gconstpointer data)
{
  enum { WIDE = 5000 };
  (void)data;
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(f->db, &error);
  g_assert_true(ok);
  for (guint i = 0; i < WIDE; i++) {
    g_autofree char *id = g_strdup_printf("wide%u", i);
    TestMail mail = {.id = id, .refs = i > 0 ? "wide0" : NULL, .date = WIDE - i};
    fixture_put(f->db, f->group, &mail);
  }
  fixture_settle(f->db, f->group);
  g_autoptr(Message) root = db_message_get(f->db, f->group, "wide0", 0, &error);
  g_assert_no_error(error);
  g_autoptr(GArray) depth = NULL;
  g_autoptr(GPtrArray) all = db_thread_messages(f->db, f->group, root->thread_id, &depth, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(all->len, ==, WIDE);
  for (guint i = 2; i < WIDE; i++) {
    g_assert_cmpint(((Message *)all->pdata[i - 1])->date, <=, ((Message *)all->pdata[i])->date);
    g_assert_cmpuint(g_array_index(depth, guint, i), ==, 1);
  }
}

static void
test_tree_order(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail tree[] = {{.id = "1"},
                           {.id = "3", .refs = "1", .date = 3},
                           {.id = "2", .refs = "1", .date = 2},
                           {.id = "4", .refs = "1 2", .date = 9}};
  fixture_store(f->db, f->group, tree, G_N_ELEMENTS(tree));
  g_autoptr(Message) root = db_message_get(f->db, f->group, "1", 0, &error);
  g_assert_no_error(error);
  g_autoptr(GArray) depth = NULL;
  g_autoptr(GPtrArray) all = db_thread_messages(f->db, f->group, root->thread_id, &depth, &error);
  g_assert_no_error(error);
  const char *const wanted[] = {"1", "2", "4", "3"};
  const guint depths[] = {0, 1, 2, 1};
  g_assert_cmpuint(all->len, ==, G_N_ELEMENTS(wanted));
  for (guint i = 0; i < all->len; i++) {
    g_assert_cmpstr(((Message *)all->pdata[i])->message_id, ==, wanted[i]);
    g_assert_cmpuint(g_array_index(depth, guint, i), ==, depths[i]);
  }
}

/* Newest first by the last mail, whoever began; people once, whatever they wrote; items of every
 * mail. */
static void
test_the_list_is_newest_first_and_counts(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_item(drafts, ITEM_BACKLOG, "a thing", 1);
  fixture_item(drafts, ITEM_BACKLOG, "quite another", 2);
  const TestMail some[] = {
      {.id = "old", .subject = "began first", .date = 0, .from = "ann@example.org"},
      {.id = "new", .subject = "began last", .date = 100, .from = "ann@example.org"},
      {.id = "r1",
       .subject = "Re: began first",
       .refs = "old",
       .date = 200,
       .from = "bob@example.org",
       .drafts = drafts},
      {.id = "r2",
       .subject = "Re: began first",
       .refs = "r1",
       .date = 300,
       .from = "ann@example.org"},
      {.id = "mid", .subject = "alone", .date = 150, .from = "carl@example.org"},
  };
  static const struct {
    const char *root;
    guint messages, people, items;
    gint64 first, last;
  } want[] = {{"old", 3, 2, 2, 0, 300}, {"mid", 1, 1, 0, 150, 150}, {"new", 1, 1, 0, 100, 100}};
  fixture_store(f->db, f->group, some, G_N_ELEMENTS(some));
  g_autoptr(GPtrArray) threads = db_thread_list(f->db, f->group, 0, 0, 0, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(threads->len, ==, G_N_ELEMENTS(want));
  for (guint i = 0; i < threads->len; i++) {
    const Thread *thread = threads->pdata[i];
    g_assert_cmpstr(thread->root_message_id, ==, want[i].root);
    g_assert_cmpuint(thread->n_messages, ==, want[i].messages);
    g_assert_cmpuint(thread->n_people, ==, want[i].people);
    g_assert_cmpuint(thread->n_items, ==, want[i].items);
    g_assert_cmpint(thread->first_date - FIXTURE_NOW, ==, want[i].first);
    g_assert_cmpint(thread->last_date - FIXTURE_NOW, ==, want[i].last);
  }
}

static void
test_base_subject(void)
{
  const struct {
    const char *subject, *base;
    gboolean reply;
  } rows[] = {
      {"Hello  World", "hello world", FALSE},
      {"Re: Hello World", "hello world", TRUE},
      {"RE[2]: [list] Re: Hello World", "hello world", TRUE},
      {"[list] Hello World (fwd)", "hello world", FALSE},
      {"Fwd: Hello World", "hello world", FALSE},
      {"AW: Hello World", "hello world", TRUE},
      {"Re：Hello World", "hello world", TRUE},
      {"回复: Hello World", "hello world", TRUE},
      {"Regarding us", "regarding us", FALSE},
      {"[only a tag]", "[only a tag]", FALSE},
      {"Re:", "", TRUE},
      {"", "", FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    gboolean reply = FALSE;
    g_autofree char *base = thread_base_subject(rows[i].subject, &reply);
    g_assert_cmpstr(base, ==, rows[i].base);
    g_assert_cmpint(reply, ==, rows[i].reply);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/thread/neighbours-are-those-of-the-thread",
               test_neighbours_are_those_of_the_thread);
  FIXTURE_TEST("/thread/the-list-is-newest-first-and-counts",
               test_the_list_is_newest_first_and_counts);
  FIXTURE_TEST("/thread/rules", test_rules);
  g_test_add_func("/thread/same-whatever-the-order", test_any_order);
  FIXTURE_TEST("/thread/deep-chain", test_deep_chain);
  FIXTURE_TEST("/thread/wide", test_wide);
  FIXTURE_TEST("/thread/tree-order", test_tree_order);
  g_test_add_func("/thread/base-subject", test_base_subject);
  return g_test_run();
}
