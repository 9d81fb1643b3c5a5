/* What an item tells beside its own lines: answers to what mails suggest, and its open ballot. */
#include "tests/db/fixture.h"
#include "db/ballot.h"

#include <sqlite3.h>
#include <string.h>

/* Two items that cite one bug, and a later mail that says the bug is fixed. */
static void
store_cited(Fixture *f)
{
  g_autoptr(Drafts) road = drafts_new(), fixed = drafts_new();
  fixture_item(road, ITEM_BACKLOG, "Package the new toolstack", 1);
  fixture_item(road, ITEM_BACKLOG, "Cool the rack", 2);
  for (int i = 0; i < 3; i++) {
    LinkDraft *link = g_new0(LinkDraft, 1);
    link->kind = LINK_BUG;
    link->value = g_strdup("bz#12");
    link->key = g_strdup("bug:bugs.example.org/12");
    link->line = i < 2 ? (guint)i + 1 : 1;
    link->item = i < 2 ? i : -1;
    link->says = i == 2;
    link->said = STATE_DONE;
    link->said_quote = i == 2 ? g_strdup("bz#12 is fixed") : NULL;
    g_ptr_array_add((i < 2 ? road : fixed)->links, link);
  }
  const TestMail mails[] = {
      {.id = "road", .subject = "Roadmap", .drafts = road, .body = "* Package\n* Cool"},
      {.id = "fixed", .subject = "Fixed", .date = 10, .drafts = fixed, .body = "bz#12 is fixed"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
}

/* As it was written when the key of an answer did not name the item. */
static void
make_answers_old(Fixture *f)
{
  g_autofree char *old = item_key("virt", "fixed", "bz#12 is fixed", 0);
  g_autofree char *sql = g_strdup_printf("UPDATE suggestion_answer SET reply = '%s'", old);
  sqlite3 *raw = NULL;
  g_assert_cmpint(sqlite3_open(f->path, &raw), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_changes(raw), ==, 1);
  sqlite3_close(raw);
}

static void
test_an_answer_of_an_older_docket_holds(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  store_cited(f);
  g_autoptr(Item) before = fixture_get_item(f, 1);
  g_assert_cmpuint(before->mentions->len, ==, 1);
  const Mention *said = before->mentions->pdata[0];
  g_assert_true(said->suggests);
  gboolean ok =
      db_item_answer(f->db, f->group, 1, said->reply, ANSWER_IGNORED, "Ann", FIXTURE_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  make_answers_old(f);
  g_autoptr(Item) after = fixture_get_item(f, 1);
  g_assert_cmpint(((Mention *)after->mentions->pdata[0])->answer, ==, ANSWER_IGNORED);
  g_autoptr(Item) other = fixture_get_item(f, 2); /* nobody answered there */
  g_assert_cmpint(((Mention *)other->mentions->pdata[0])->answer, ==, ANSWER_NONE);
}

static void
test_of_two_ballots_the_one_that_ends_first_is_told(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  static const gint64 closes[] = {7200, 3600, 0};
  gint64 number[G_N_ELEMENTS(closes)];
  store_cited(f);
  for (guint i = 0; i < G_N_ELEMENTS(closes); i++) {
    const Ballot ballot = {.rule = RULE_LAZY,
                           .question = (char *)"Shall we?",
                           .item = 1,
                           .closes = closes[i] != 0 ? FIXTURE_NOW + closes[i] : 0};
    gboolean ok =
        db_ballot_open(f->db, f->group, &ballot, FALSE, "Ann", FIXTURE_NOW, &number[i], &error);
    g_assert_no_error(error);
    g_assert_true(ok);
  }
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  g_ptr_array_add(items, fixture_get_item(f, 1));
  gboolean ok = db_item_ballots(f->db, f->group, items, FIXTURE_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  const Item *item = items->pdata[0];
  g_assert_cmpint(item->ballot, ==, number[1]);
  g_assert_cmpint(item->ballot_closes, ==, FIXTURE_NOW + 3600);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/item-told/an-answer-of-an-older-docket-holds",
               test_an_answer_of_an_older_docket_holds);
  FIXTURE_TEST("/item-told/of-two-ballots-the-one-that-ends-first-is-told",
               test_of_two_ballots_the_one_that_ends_first_is_told);
  return g_test_run();
}
