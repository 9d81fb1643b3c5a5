#include "db/records.h"

static void
assert_folds(const char *written, const char *folded)
{
  g_autofree char *got = person_fold_address(written);
  g_assert_cmpstr(got, ==, folded);
}

static void
test_masked_forms_of_an_address_fold_together(void)
{
  assert_folds("Ann.B@Example.org", "ann.b@example.org");
  assert_folds("ann.b at example.org", "ann.b@example.org");
  assert_folds("ann.b at example dot org", "ann.b@example.org");
  assert_folds("ann.b(a)example.org", "ann.b@example.org");
  assert_folds("ann.b_at_example.org", "ann.b@example.org");
  assert_folds("look_at_me@example.org", "look_at_me@example.org");
  assert_folds("", "");
  assert_folds(NULL, "");
}

static void
test_every_word_reads_back(void)
{
  for (ItemKind kind = 0; kind < ITEM_N_KINDS; kind++) {
    ItemKind back;
    g_assert_true(item_kind_from_text(item_kind_to_text(kind), &back));
    g_assert_cmpint(back, ==, kind);
  }
  for (ItemState state = 0; state < STATE_N; state++) {
    ItemState back;
    g_assert_true(item_state_from_text(item_state_to_text(state), &back));
    g_assert_cmpint(back, ==, state);
  }
  for (LinkKind kind = 0; kind < LINK_N_KINDS; kind++) {
    LinkKind back;
    g_assert_true(link_kind_from_text(link_kind_to_text(kind), &back));
    g_assert_cmpint(back, ==, kind);
  }
  ItemKind none;
  g_assert_false(item_kind_from_text("Backlog", &none));
  g_assert_false(item_kind_from_text(NULL, &none));
}

static void
test_a_person_always_has_a_label(void)
{
  g_autoptr(Person) named = person_new("Ann B", "ann@example.org");
  g_autoptr(Person) bare = person_new("", "ann@example.org");
  g_autoptr(Person) nobody = person_new(NULL, NULL);
  g_assert_cmpstr(person_label(named), ==, "Ann B");
  g_assert_cmpstr(person_label(bare), ==, "ann@example.org");
  g_assert_cmpstr(person_label(nobody), ==, "unknown");
  g_assert_cmpstr(person_label(NULL), ==, "unknown");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/records/masked-forms-of-an-address-fold-together",
                  test_masked_forms_of_an_address_fold_together);
  g_test_add_func("/records/every-word-reads-back", test_every_word_reads_back);
  g_test_add_func("/records/a-person-always-has-a-label", test_a_person_always_has_a_label);
  return g_test_run();
}
