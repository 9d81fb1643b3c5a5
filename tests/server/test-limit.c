/* How often somebody may try. */
#include "server/limit.h"

static const guint8 salt[16] = {1, 2, 3};

static void
test_so_many_tries_and_then_none_until_the_time_is_over(void)
{
  g_autoptr(Limit) limit = server_limit_new(salt);
  for (guint i = 0; i < 3; i++)
    g_assert_true(server_limit_take(limit, "x", "a", 3, 900, 1000));
  g_assert_false(server_limit_take(limit, "x", "a", 3, 900, 1000));
  g_assert_true(server_limit_take(limit, "x", "b", 3, 900, 1000));
  g_assert_true(server_limit_take(limit, "y", "a", 3, 900, 1000));
  g_assert_false(server_limit_take(limit, "x", "a", 3, 900, 1899));
  g_assert_true(server_limit_take(limit, "x", "a", 3, 900, 1900));
}

static void
test_a_clock_that_goes_backwards_locks_nobody_out(void)
{
  g_autoptr(Limit) limit = server_limit_new(salt);
  g_assert_true(server_limit_take(limit, "x", "a", 1, 900, 100000));
  g_assert_true(server_limit_take(limit, "x", "a", 1, 900, 500));
}

static void
test_neighbours_share_a_network(void)
{
  static const struct {
    const char *address, *network;
  } cases[] = {{"192.0.2.7", "4:c00002"},
               {"192.0.2.200", "4:c00002"},
               {"192.0.3.7", "4:c00003"},
               {"2001:db8:1:2::1", "6:20010db80001"},
               {"2001:db8:1:3::9", "6:20010db80001"},
               {"x", ""},
               {NULL, ""}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *network = server_limit_network(cases[i].address);
    g_assert_cmpstr(network, ==, cases[i].network);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/limit/so-many-tries-and-then-none-until-the-time-is-over",
                  test_so_many_tries_and_then_none_until_the_time_is_over);
  g_test_add_func("/limit/a-clock-that-goes-backwards-locks-nobody-out",
                  test_a_clock_that_goes_backwards_locks_nobody_out);
  g_test_add_func("/limit/neighbours-share-a-network", test_neighbours_share_a_network);
  return g_test_run();
}
