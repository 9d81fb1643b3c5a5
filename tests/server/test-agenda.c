/* The agenda as a chair has it: what weighs, what is taken, what is told. */
#include <string.h>

#include "tests/harness/harness.h"

static char *
run(const Harness *harness, const char *const *args)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  int status = harness_run(harness, args, &out, &err);
  g_assert_cmpstr(status == 0 ? "" : err, ==, "");
  return out;
}

static void
assert_refused(const Harness *harness, const char *const *args, const char *why)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_assert_cmpint(harness_run(harness, args, &out, &err), !=, 0);
  if (strstr(err, why) == NULL)
    g_assert_cmpstr(err, ==, why);
}

static void
test_weights_are_shown_changed_and_taken_back(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *table = run(harness, (const char *[]){"agenda", "weights", "virt", NULL});
  g_assert_nonnull(strstr(table, "reply             1  up to 10  reply\n"));
  g_assert_null(strstr(table, "(changed)"));
  g_autofree char *changed =
      run(harness, (const char *[]){"agenda", "weights", "virt", "reply=2.5", "quiet=0", NULL});
  g_assert_nonnull(strstr(changed, "reply           2.5  up to 10  reply (changed)\n"));
  g_autofree char *back =
      run(harness, (const char *[]){"agenda", "weights", "virt", "reply=", NULL});
  g_assert_nonnull(strstr(back, "reply             1  up to 10  reply\n"));
  g_assert_nonnull(strstr(back, "quiet             0"));
  assert_refused(harness, (const char *[]){"agenda", "weights", "virt", "reply=7", "charm=1", NULL},
                 "charm=1 sets no weight");
  assert_refused(harness, (const char *[]){"agenda", "weights", "virt", "reply=1e9", NULL},
                 "are too much for \"reply\"");
  assert_refused(harness, (const char *[]){"agenda", "weights", "virt", "reply=nan", NULL},
                 "are too much for \"reply\"");
  g_autofree char *same = run(harness, (const char *[]){"agenda", "weights", "virt", NULL});
  g_assert_cmpstr(same, ==, back);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/agenda/weights-are-shown-changed-and-taken-back",
                  test_weights_are_shown_changed_and_taken_back);
  return g_test_run();
}
