/* What a comparison of sixteen bytes tells is what a look at each of them tells. */
#include "db/sixteen.h"

static void
test_masks_and_first_bytes(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(16);
  for (guint round = 0; round < 2000; round++) {
    char text[SIXTEEN];
    guint mask = 0;
    gsize first = SIXTEEN, rare = round % 7 == 0 ? 40 : 3;
    for (gsize i = 0; i < SIXTEEN; i++) {
      text[i] = g_rand_int_range(rand, 0, (gint32)rare) == 0 ? '+' : '-';
      mask |= text[i] == '+' ? 1u << i : 0;
      first = text[i] == '+' && first == SIXTEEN ? i : first;
    }
    Sixteen found = (Sixteen)(sixteen_at(text) == '+');
    g_assert_cmphex(sixteen_mask(found), ==, mask);
    g_assert_cmpuint(sixteen_first(found), ==, first);
  }
}

/* The bytes of a short text, and nothing of what stands behind it. */
static void
test_short_texts(void)
{
  static const char text[] = "++++++++++++++++++++";
  for (gsize n = 0; n <= SIXTEEN + 2; n++) {
    Sixteen bytes = sixteen_of(text, n);
    g_assert_cmphex(sixteen_mask((Sixteen)(bytes == '+')), ==, (1u << MIN(n, SIXTEEN)) - 1);
    g_assert_cmpuint(sixteen_first((Sixteen)(bytes == 0)), ==, MIN(n, SIXTEEN));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sixteen/masks-and-first-bytes", test_masks_and_first_bytes);
  g_test_add_func("/sixteen/short-texts", test_short_texts);
  return g_test_run();
}
