#include "db/tree-order.h"

static void
assert_order(const TreeNode *nodes, guint n, const char *order, const char *depths)
{
  g_autoptr(GArray) depth = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GArray) places = tree_order(nodes, n, depth);
  g_autoptr(GString) have = g_string_new(NULL), levels = g_string_new(NULL);
  for (guint i = 0; i < places->len; i++) {
    g_string_append_printf(have, "%" G_GINT64_FORMAT " ",
                           nodes[g_array_index(places, guint, i)].id);
    g_string_append_printf(levels, "%u ", g_array_index(depth, guint, i));
  }
  g_assert_cmpstr(have->str, ==, order);
  g_assert_cmpstr(levels->str, ==, depths);
}

static void
test_answers_follow_what_they_answer(void)
{
  const TreeNode nodes[] = {{7, 0}, {3, 7}, {9, 7}, {4, 3}, {1, 9}, {2, 3}};
  assert_order(nodes, G_N_ELEMENTS(nodes), "7 3 4 2 9 1 ", "0 1 2 2 1 2 ");
}

static void
test_who_answers_nobody_here_is_a_root(void)
{
  const TreeNode nodes[] = {{5, 99}, {6, 0}, {8, 5}};
  assert_order(nodes, G_N_ELEMENTS(nodes), "5 8 6 ", "0 1 0 ");
  assert_order(nodes, 0, "", "");
}

/* An answer that is dated before what it answers stands below it all the same. */
static void
test_dates_do_not_part_an_answer_from_its_mail(void)
{
  const TreeNode nodes[] = {{2, 1}, {1, 0}, {3, 2}};
  assert_order(nodes, G_N_ELEMENTS(nodes), "1 2 3 ", "0 1 2 ");
}

static void
test_a_damaged_thread_comes_to_an_end(void)
{
  const TreeNode nodes[] = {{1, 0}, {2, 3}, {3, 2}, {4, 4}};
  assert_order(nodes, G_N_ELEMENTS(nodes), "1 ", "0 ");
}

static void
test_a_long_chain_is_walked(void)
{
  enum { LONG = 50000 };
  g_autofree TreeNode *nodes = g_new(TreeNode, LONG);
  for (guint i = 0; i < LONG; i++)
    nodes[i] = (TreeNode){.id = LONG - i, .parent = i == 0 ? 0 : LONG - i + 1};
  g_autoptr(GArray) places = tree_order(nodes, LONG, NULL);
  g_assert_cmpuint(places->len, ==, LONG);
  for (guint i = 0; i < LONG; i++)
    g_assert_cmpuint(g_array_index(places, guint, i), ==, i);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tree-order/answers-follow-what-they-answer",
                  test_answers_follow_what_they_answer);
  g_test_add_func("/tree-order/who-answers-nobody-here-is-a-root",
                  test_who_answers_nobody_here_is_a_root);
  g_test_add_func("/tree-order/dates-do-not-part-an-answer-from-its-mail",
                  test_dates_do_not_part_an_answer_from_its_mail);
  g_test_add_func("/tree-order/a-damaged-thread-comes-to-an-end",
                  test_a_damaged_thread_comes_to_an_end);
  g_test_add_func("/tree-order/a-long-chain-is-walked", test_a_long_chain_is_walked);
  return g_test_run();
}
