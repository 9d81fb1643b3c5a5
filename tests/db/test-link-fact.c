/* What servers said of the things that mail cites. */
#include "db/link-fact.h"
#include "db/link.h"
#include "tests/db/fixture.h"

#define DAY ((gint64)86400)

static void
add_link(Drafts *drafts, LinkKind kind, const char *key, int item)
{
  LinkDraft *draft = g_new0(LinkDraft, 1);
  draft->kind = kind;
  draft->value = g_strdup(key);
  draft->key = g_strdup(key);
  draft->url = g_strconcat("https://", key, NULL);
  draft->line = 1;
  draft->item = item;
  g_ptr_array_add(drafts->links, draft);
}

/* An item with a bug and a web page, and an old mail that only cites a commit. */
static void
store_mails(Fixture *f)
{
  g_autoptr(Drafts) road = drafts_new(), old = drafts_new();
  fixture_item(road, ITEM_BACKLOG, "Package the new toolstack", 1);
  add_link(road, LINK_BUG, "bug:b.example.org/1", 0);
  add_link(road, LINK_WEB, "web:w.example.org", 0);
  add_link(road, LINK_CVE, "cve:CVE-2014-1", -1);
  add_link(old, LINK_COMMIT, "commit:0160676", -1);
  const TestMail mails[] = {
      {.id = "road", .subject = "Roadmap", .drafts = road, .body = "* Package the new toolstack"},
      {.id = "old", .subject = "Patch", .drafts = old, .date = -200 * DAY, .body = "see"},
  };
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
}

static void
set_fact(Fixture *f, const LinkFact *fact)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_begin(f->db, &error));
  g_assert_true(db_link_fact_set(f->db, fact, &error));
  g_assert_true(db_commit(f->db, &error));
  g_assert_no_error(error);
}

static GPtrArray *
due(Fixture *f, gint64 since, gint64 now, guint limit)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *list = db_link_fact_due(f->db, f->group, since, now, limit, &error);
  g_assert_no_error(error);
  return list;
}

static void
assert_due(Fixture *f, gint64 since, gint64 now, const char *const *keys)
{
  g_autoptr(GPtrArray) list = due(f, since, now, 10);
  guint n = g_strv_length((GStrv)(guintptr)keys);
  g_assert_cmpuint(list->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr(((LinkDue *)list->pdata[i])->key, ==, keys[i]);
}

static void
test_links_of_open_items_are_asked_first(Fixture *f, gconstpointer data)
{
  (void)data;
  store_mails(f);
  assert_due(f, FIXTURE_NOW - DAY, FIXTURE_NOW,
             (const char *[]){"bug:b.example.org/1", "cve:CVE-2014-1", NULL});
  assert_due(f, FIXTURE_NOW - 300 * DAY, FIXTURE_NOW,
             (const char *[]){"bug:b.example.org/1", "commit:0160676", "cve:CVE-2014-1", NULL});
  g_autoptr(GPtrArray) first = due(f, 0, FIXTURE_NOW, 1);
  g_assert_cmpuint(first->len, ==, 1);
  const LinkDue *one = first->pdata[0];
  g_assert_true(one->open);
  g_assert_cmpstr(one->url, ==, "https://bug:b.example.org/1");
}

/* A patch that is a mail or an entry of Patchwork has no tracker. */
static void
test_merge_requests_are_asked_about(Fixture *f, gconstpointer data)
{
  (void)data;
  static const char *const keys[] = {
      "patch:0001-fan.patch", "patch:git.example.org/a/-/merge_requests/6",
      "patch:github.com/a/b/pull/3", "patch:pagure.io/a/pull-request/4",
      "patch:patchwork.example.org/patch/5"};
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_item(drafts, ITEM_BACKLOG, "Take the patches", 1);
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
    add_link(drafts, LINK_PATCH, keys[i], 0);
  const TestMail mail = {
      .id = "road", .subject = "Roadmap", .drafts = drafts, .body = "* Take the patches"};
  fixture_store(f->db, f->group, &mail, 1);
  assert_due(f, FIXTURE_NOW - DAY, FIXTURE_NOW, (const char *[]){keys[1], keys[2], keys[3], NULL});
}

static void
test_what_was_asked_waits_for_its_time(Fixture *f, gconstpointer data)
{
  (void)data;
  store_mails(f);
  set_fact(f, &(LinkFact){.key = (char *)"bug:b.example.org/1",
                          .title = (char *)"Fan",
                          .fetched = FIXTURE_NOW,
                          .next = FIXTURE_NOW + DAY});
  set_fact(f, &(LinkFact){.key = (char *)"cve:CVE-2014-1",
                          .error = (char *)"the server answered 500",
                          .failures = 1,
                          .next = FIXTURE_NOW + 100});
  assert_due(f, FIXTURE_NOW - DAY, FIXTURE_NOW + 99, (const char *[]){NULL});
  assert_due(f, FIXTURE_NOW - DAY, FIXTURE_NOW + 100, (const char *[]){"cve:CVE-2014-1", NULL});
  assert_due(f, FIXTURE_NOW - DAY, FIXTURE_NOW + DAY,
             (const char *[]){"bug:b.example.org/1", "cve:CVE-2014-1", NULL});
}

static void
test_a_settled_item_asks_for_nothing(Fixture *f, gconstpointer data)
{
  (void)data;
  store_mails(f);
  g_autoptr(GError) error = NULL;
  g_assert_true(db_begin(f->db, &error));
  g_assert_true(db_item_set_state(f->db, f->group, 1, STATE_DONE, "Ann", FIXTURE_NOW, &error));
  g_assert_true(db_commit(f->db, &error));
  assert_due(f, FIXTURE_NOW + DAY, FIXTURE_NOW, (const char *[]){NULL});
}

static LinkFact *
get(Fixture *f, const char *key)
{
  g_autoptr(GError) error = NULL;
  LinkFact *fact = db_link_fact_get(f->db, key, &error);
  g_assert_no_error(error);
  return fact;
}

static void
test_a_failure_keeps_what_was_known(Fixture *f, gconstpointer data)
{
  (void)data;
  LinkFact fact = {.key = (char *)"bug:b.example.org/1",
                   .title = (char *)"Fan",
                   .state = (char *)"new",
                   .fetched = FIXTURE_NOW,
                   .next = FIXTURE_NOW + DAY};
  set_fact(f, &fact);
  set_fact(f, &(LinkFact){.key = fact.key,
                          .error = (char *)"gone",
                          .failures = 2,
                          .next = FIXTURE_NOW + 2 * DAY});
  g_autoptr(LinkFact) kept = get(f, fact.key);
  g_assert_cmpstr(kept->title, ==, "Fan");
  g_assert_cmpstr(kept->state, ==, "new");
  g_assert_cmpint(kept->fetched, ==, FIXTURE_NOW);
  g_assert_cmpuint(kept->failures, ==, 2);
  g_assert_cmpstr(kept->error, ==, "gone");
  set_fact(f, &fact);
  g_autoptr(LinkFact) well = get(f, fact.key);
  g_assert_cmpuint(well->failures, ==, 0);
  g_assert_null(well->error);
  g_autoptr(LinkFact) none = get(f, "bug:b.example.org/2");
  g_assert_null(none);
}

static void
test_putting_off_changes_only_when_it_is_due(Fixture *f, gconstpointer data)
{
  (void)data;
  store_mails(f);
  LinkFact fact = {.key = (char *)"bug:b.example.org/1",
                   .title = (char *)"Fan",
                   .fetched = FIXTURE_NOW,
                   .next = FIXTURE_NOW + 2 * DAY};
  set_fact(f, &fact);
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  g_ptr_array_add(keys, fact.key);
  g_ptr_array_add(keys, (char *)"cve:CVE-2014-1");
  g_autoptr(GError) error = NULL;
  g_assert_true(db_link_fact_put_off(f->db, keys, FIXTURE_NOW + DAY, &error));
  g_assert_no_error(error);
  g_autoptr(LinkFact) later = get(f, fact.key);
  g_autoptr(LinkFact) unknown = get(f, "cve:CVE-2014-1");
  g_assert_cmpint(later->next, ==, FIXTURE_NOW + 2 * DAY);
  g_assert_cmpstr(later->title, ==, "Fan");
  g_assert_cmpint(unknown->next, ==, FIXTURE_NOW + DAY);
  g_assert_cmpuint(unknown->failures, ==, 0);
  g_assert_null(unknown->title);
  g_assert_true(db_link_fact_put_off(f->db, keys, FIXTURE_NOW + 3 * DAY, &error));
  g_autoptr(LinkFact) moved = get(f, fact.key);
  g_assert_cmpint(moved->next, ==, FIXTURE_NOW + 3 * DAY);
  g_assert_cmpint(moved->fetched, ==, FIXTURE_NOW);
}

static void
test_it_is_known_since_when_a_bug_is_closed(Fixture *f, gconstpointer data)
{
  (void)data;
  LinkFact fact = {.key = (char *)"bug:b.example.org/1", .title = (char *)"Fan", .fetched = 10};
  set_fact(f, &fact);
  fact.fetched = 20;
  set_fact(f, &fact);
  g_autoptr(LinkFact) open = get(f, fact.key);
  g_assert_cmpint(open->changed, ==, 10);
  fact.fetched = 30;
  fact.closed = TRUE;
  set_fact(f, &fact);
  fact.fetched = 40;
  set_fact(f, &fact);
  g_autoptr(LinkFact) closed = get(f, fact.key);
  g_assert_cmpint(closed->changed, ==, 30);
  g_assert_cmpint(closed->fetched, ==, 40);
}

static void
assert_state(Fixture *f, const char *state_was, gint64 changed, gboolean reopened)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LinkFact) fact = get(f, "bug:b.example.org/1");
  g_assert_cmpstr(fact->state_was, ==, state_was);
  g_assert_cmpint(fact->state_changed, ==, changed);
  g_autoptr(Item) item = db_item_get(f->db, f->group, 1, &error);
  const Link *bug = item->links->pdata[0];
  g_assert_cmpstr(bug->state_was, ==, state_was);
  g_assert_cmpint(bug->state_changed, ==, changed);
  g_assert_cmpint(bug->reopened, ==, reopened);
}

static void
test_it_is_known_which_state_a_bug_had(Fixture *f, gconstpointer data)
{
  (void)data;
  static const struct {
    const char *state;
    gboolean closed, reopened;
    const char *was;
    gint64 changed;
  } answers[] = {
      {"new", FALSE, FALSE, NULL, 0},          {"new", FALSE, FALSE, NULL, 0},
      {"assigned", FALSE, FALSE, "new", 30},   {"assigned", FALSE, FALSE, "new", 30},
      {"closed", TRUE, FALSE, "assigned", 50}, {"new", FALSE, TRUE, "closed", 60},
      {"new", FALSE, TRUE, "closed", 60},      {"assigned", FALSE, FALSE, "new", 80},
  };
  store_mails(f);
  /* No answer is no state. */
  set_fact(f, &(LinkFact){.key = (char *)"bug:b.example.org/1",
                          .error = (char *)"gone",
                          .failures = 1,
                          .next = 5});
  assert_state(f, NULL, 0, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
    set_fact(f, &(LinkFact){.key = (char *)"bug:b.example.org/1",
                            .title = (char *)"Fan",
                            .state = (char *)answers[i].state,
                            .closed = answers[i].closed,
                            .fetched = (i + 1) * 10});
    assert_state(f, answers[i].was, answers[i].changed, answers[i].reopened);
  }
}

static void
test_links_come_with_what_is_known_of_them(Fixture *f, gconstpointer data)
{
  (void)data;
  store_mails(f);
  set_fact(f, &(LinkFact){.key = (char *)"bug:b.example.org/1",
                          .title = (char *)"Fan",
                          .state = (char *)"resolved",
                          .closed = TRUE,
                          .fetched = FIXTURE_NOW});
  g_autoptr(GError) error = NULL;
  g_autoptr(Item) item = db_item_get(f->db, f->group, 1, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(item->links->len, ==, 2);
  const Link *bug = item->links->pdata[0], *web = item->links->pdata[1];
  g_assert_cmpstr(bug->title, ==, "Fan");
  g_assert_cmpstr(bug->state, ==, "resolved");
  g_assert_true(bug->closed);
  g_assert_cmpint(bug->fetched, ==, FIXTURE_NOW);
  g_assert_null(web->title);
  g_assert_false(web->closed);
}

static void
test_the_more_is_at_stake_the_sooner(void)
{
  g_assert_cmpint(link_fact_patience(LINK_BUG, TRUE, FALSE, 0), <,
                  link_fact_patience(LINK_BUG, TRUE, TRUE, 0));
  g_assert_cmpint(link_fact_patience(LINK_BUG, TRUE, TRUE, 0), <,
                  link_fact_patience(LINK_BUG, FALSE, TRUE, 0));
  g_assert_cmpint(link_fact_patience(LINK_BUG, FALSE, FALSE, 0), <,
                  link_fact_patience(LINK_COMMIT, TRUE, FALSE, 0));
  g_assert_cmpint(link_fact_patience(LINK_PATCH, TRUE, FALSE, 0), ==,
                  link_fact_patience(LINK_BUG, TRUE, FALSE, 0));
  g_assert_cmpint(link_fact_patience(LINK_BUG, TRUE, FALSE, 1), <,
                  link_fact_patience(LINK_BUG, TRUE, FALSE, 2));
  g_assert_cmpint(link_fact_patience(LINK_BUG, TRUE, FALSE, 4000000000u), <=, 43 * DAY);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/link-fact/links of open items are asked first",
               test_links_of_open_items_are_asked_first);
  FIXTURE_TEST("/link-fact/what was asked waits for its time",
               test_what_was_asked_waits_for_its_time);
  FIXTURE_TEST("/link-fact/merge requests are asked about", test_merge_requests_are_asked_about);
  FIXTURE_TEST("/link-fact/a settled item asks for nothing", test_a_settled_item_asks_for_nothing);
  FIXTURE_TEST("/link-fact/a failure keeps what was known", test_a_failure_keeps_what_was_known);
  FIXTURE_TEST("/link-fact/putting off changes only when it is due",
               test_putting_off_changes_only_when_it_is_due);
  FIXTURE_TEST("/link-fact/it is known since when a bug is closed",
               test_it_is_known_since_when_a_bug_is_closed);
  FIXTURE_TEST("/link-fact/it is known which state a bug had",
               test_it_is_known_which_state_a_bug_had);
  FIXTURE_TEST("/link-fact/links come with what is known of them",
               test_links_come_with_what_is_known_of_them);
  g_test_add_func("/link-fact/the more is at stake the sooner",
                  test_the_more_is_at_stake_the_sooner);
  return g_test_run();
}
