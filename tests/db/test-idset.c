#include "db/idset.h"

static IdSet *
set_of(gint64 max_id, guint n, const gint64 *ids)
{
  IdSet *set = idset_new(max_id);
  for (guint i = 0; i < n; i++)
    idset_add(set, ids[i]);
  return set;
}

static void
test_ids_come_back_in_order(void)
{
  const gint64 ids[] = {0, 63, 64, 200, 127};
  g_autoptr(IdSet) set = set_of(200, G_N_ELEMENTS(ids), ids);
  const gint64 want[] = {0, 63, 64, 127, 200, -1};
  gint64 at = -1;
  for (guint i = 0; i < G_N_ELEMENTS(want); i++) {
    at = idset_next(set, at + 1);
    g_assert_cmpint(at, ==, want[i]);
  }
  g_assert_cmpuint(idset_count(set), ==, 5);
}

static void
test_ids_without_room_are_looked_over(void)
{
  const gint64 ids[] = {-1, 64, 1000000000000};
  g_autoptr(IdSet) set = set_of(10, G_N_ELEMENTS(ids), ids);
  g_assert_cmpuint(idset_count(set), ==, 0);
  g_assert_false(idset_has(set, -1));
  g_assert_false(idset_has(set, 1000000000000));
  g_assert_cmpint(idset_next(set, 1000000000000), ==, -1);
}

static void
test_sets_meet(void)
{
  const gint64 low[] = {1, 2, 70}, high[] = {2, 70, 71};
  g_autoptr(IdSet) high_set = set_of(100, 3, high);
  g_autoptr(IdSet) both = set_of(100, 3, low);
  g_assert_cmpuint(idset_count_both(both, high_set), ==, 2);
  idset_and(both, high_set);
  g_assert_cmpuint(idset_count(both), ==, 2);
  g_assert_false(idset_has(both, 1));
  g_autoptr(IdSet) either = set_of(100, 3, low);
  idset_or(either, high_set);
  g_assert_cmpuint(idset_count(either), ==, 4);
  g_autoptr(IdSet) rest = set_of(100, 3, low);
  idset_minus(rest, high_set);
  g_assert_cmpuint(idset_count(rest), ==, 1);
  g_assert_true(idset_has(rest, 1));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/idset/ids-come-back-in-order", test_ids_come_back_in_order);
  g_test_add_func("/idset/ids-without-room-are-looked-over", test_ids_without_room_are_looked_over);
  g_test_add_func("/idset/sets-meet", test_sets_meet);
  return g_test_run();
}
