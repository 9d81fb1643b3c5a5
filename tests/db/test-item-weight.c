/* The weight of an item: what people say to it by mail and on its page, each person once. */
#include "db/item-weight.h"

#include "db/link.h"
#include "db/member.h"

#include "fixture.h"

#define NOW FIXTURE_NOW

/* With two addresses: "ann@example.org" and "ann@home.example". */
static gint64
add_member(Fixture *f, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Member) member = g_new0(Member, 1);
  member->name = g_strdup(name);
  member->role = ROLE_MEMBER;
  member->since = NOW - 1000;
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *lower = g_ascii_strdown(name, -1);
  g_autofree char *work = g_strconcat(lower, "@example.org", NULL);
  g_ptr_array_add(member->addresses, g_strdup(work));
  g_ptr_array_add(member->addresses, g_strconcat(lower, "@home.example", NULL));
  gboolean ok = db_begin(f->db, &error) &&
                db_member_set(f->db, f->group, member, "test", NOW, &error) &&
                db_commit(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(Member) found = db_member_find(f->db, f->group, work, NOW, &error);
  g_assert_nonnull(found);
  return found->id;
}

static void
add_proposal(Fixture *f)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_item(drafts, ITEM_PROPOSAL, "Move the wiki", 1);
  TestMail mail = {.id = "plan@x", .subject = "Plans", .from = "pat@example.com", .drafts = drafts};
  fixture_store(f->db, f->group, &mail, 1);
}

static void
mail_vote(Fixture *f, const char *id, const char *from, gint64 date, int value)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, value, NULL, 1);
  TestMail mail = {.id = id, .refs = "plan@x", .from = from, .date = date, .drafts = drafts};
  fixture_store(f->db, f->group, &mail, 1);
}

static void
weigh(Fixture *f, gint64 member, int value, gint64 at)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_item_weigh(f->db, f->group, 1, member, value, NOW + at, &error));
  g_assert_no_error(error);
}

/* "+2 -1, 1 objection" of the one item, by itself and in the list. */
static void
assert_weight(Fixture *f, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Item) item = db_item_get(f->db, f->group, 1, &error);
  g_assert_no_error(error);
  const ItemQuery query = {.order = ITEM_BY_MAIL};
  g_autoptr(GPtrArray) list = db_item_list(f->db, f->group, &query, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->len, ==, 1);
  const Item *const both[] = {item, list->pdata[0]};
  for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
    guint n = both[i]->objections != NULL ? both[i]->objections->len : 0;
    g_autofree char *found =
        g_strdup_printf("+%d -%d, %u objections", both[i]->votes_for, both[i]->votes_against, n);
    g_assert_cmpstr(found, ==, wanted);
  }
}

static void
test_one_person_has_one_weight(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_proposal(f);
  gint64 ann = add_member(f, "Ann"), bob = add_member(f, "Bob");
  assert_weight(f, "+0 -0, 0 objections");
  mail_vote(f, "m1", "ann@example.org", 10, 1);
  assert_weight(f, "+1 -0, 0 objections");
  weigh(f, ann, 1, 20);
  assert_weight(f, "+1 -0, 0 objections"); /* not two */
  weigh(f, bob, 1, 21);
  assert_weight(f, "+2 -0, 0 objections");
  mail_vote(f, "m2", "ann@home.example", 30, 1); /* another address of the same person */
  mail_vote(f, "m3", "eve@example.net", 31, 1);
  assert_weight(f, "+3 -0, 0 objections");
}

static void
test_the_later_wins_whichever_way_it_came(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_proposal(f);
  gint64 ann = add_member(f, "Ann");
  mail_vote(f, "m1", "ann@example.org", 10, -1);
  assert_weight(f, "+0 -1, 1 objections");
  weigh(f, ann, 1, 20);
  assert_weight(f, "+1 -0, 0 objections"); /* she came round */
  mail_vote(f, "m2", "ann@home.example", 30, -1);
  assert_weight(f, "+0 -1, 2 objections"); /* and has both her reasons again */
  weigh(f, ann, 0, 30);                    /* the same second: the page */
  assert_weight(f, "+0 -0, 0 objections");
}

/* What a member said to the item, by whatever way; 9: nothing. */
static int
said(Fixture *f, gint64 member)
{
  g_autoptr(GError) error = NULL;
  const ItemQuery query = {.order = ITEM_BY_MAIL};
  g_autoptr(GPtrArray) list = db_item_list(f->db, f->group, &query, &error);
  g_autoptr(GHashTable) all = db_item_said(f->db, f->group, member, list, &error);
  g_assert_no_error(error);
  const gint64 number = 1;
  const int *value = g_hash_table_lookup(all, &number);
  return value != NULL ? *value : 9;
}

static void
test_a_member_sees_what_counts_of_theirs(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_proposal(f);
  gint64 ann = add_member(f, "Ann"), bob = add_member(f, "Bob");
  g_assert_cmpint(said(f, ann), ==, 9);
  mail_vote(f, "m1", "ann@home.example", 10, -1);
  g_assert_cmpint(said(f, ann), ==, -1);
  weigh(f, ann, 0, 20);
  g_assert_cmpint(said(f, ann), ==, 0);
  mail_vote(f, "m2", "ann@example.org", 30, 1);
  g_assert_cmpint(said(f, ann), ==, 1);
  g_assert_cmpint(said(f, bob), ==, 9);
  assert_weight(f, "+1 -0, 0 objections"); /* asking counts nothing */
}

static void
test_who_left_the_roster_weighs_by_mail_as_anyone(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  add_proposal(f);
  gint64 ann = add_member(f, "Ann");
  mail_vote(f, "m1", "ann@example.org", 10, 1);
  weigh(f, ann, -1, 20);
  assert_weight(f, "+0 -1, 0 objections");
  gboolean ok =
      db_begin(f->db, &error) &&
      db_member_end(f->db, f->group, "ann@example.org", NOW + 30, "test", NOW + 30, &error) &&
      db_commit(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  assert_weight(f, "+1 -0, 0 objections");
}

/* As in a ballot: whoever saw a mail can send another under its name. */
static void
test_a_second_mail_of_one_id_weighs_nothing(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_proposal(f);
  mail_vote(f, "m1", "ann@example.org", 10, 1);
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, -1, NULL, 1);
  TestMail other = {.id = "m1",
                    .refs = "plan@x",
                    .from = "ann@example.org",
                    .date = 20,
                    .body = "-1 no",
                    .drafts = drafts};
  fixture_store(f->db, f->group, &other, 1);
  assert_weight(f, "+1 -0, 0 objections");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) votes = db_vote_list(f->db, f->group, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(votes->len, ==, 2);
  const Vote *first = votes->pdata[0], *second = votes->pdata[1];
  g_assert_true(first->counted && !second->counted);
  g_assert_cmpstr(second->why, ==, "another mail has this Message-ID");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/item-weight/one-person-has-one", test_one_person_has_one_weight);
  FIXTURE_TEST("/item-weight/the-later-wins", test_the_later_wins_whichever_way_it_came);
  FIXTURE_TEST("/item-weight/a-member-sees-what-counts-of-theirs",
               test_a_member_sees_what_counts_of_theirs);
  FIXTURE_TEST("/item-weight/who-left-the-roster-weighs-by-mail-as-anyone",
               test_who_left_the_roster_weighs_by_mail_as_anyone);
  FIXTURE_TEST("/item-weight/a-second-mail-of-one-id-weighs-nothing",
               test_a_second_mail_of_one_id_weighs_nothing);
  return g_test_run();
}
