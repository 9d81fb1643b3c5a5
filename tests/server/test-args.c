#include "server/args.h"

static void
reads_pairs(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Args) args = server_args_parse("q=a+b%26c&empty=&flag&q=second&%C3%A4=1", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(server_args_get(args, "q"), ==, "a b&c");
  g_assert_cmpstr(server_args_get(args, "\303\244"), ==, "1");
  g_assert_null(server_args_get(args, "empty"));
  g_assert_null(server_args_get(args, "flag"));
  g_assert_null(server_args_get(args, "absent"));
}

static void
nothing_is_no_fault(void)
{
  static const char *const texts[] = {NULL, "", "&", "&&&"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Args) args = server_args_parse(texts[i], &error);
    g_assert_no_error(error);
    g_assert_null(server_args_get(args, "q"));
  }
}

static void
refuses_broken_text(void)
{
  static const char *const texts[] = {"q=%",   "q=%4", "q=%zz",  "x=%00",    "q%00=x",
                                      "q=%ff", "%=1",  "q=\xff", "a=1&q=%c3"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(server_args_parse(texts[i], &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

/* The search language tells its place. */
static void
shows_a_nul_of_the_query(void)
{
  g_autoptr(Args) args = server_args_parse("q=abc%00def", NULL);
  g_assert_cmpstr(server_args_get(args, "q"), ==, "abc␀def");
}

static void
takes_an_escape_at_the_end(void)
{
  g_autoptr(Args) args = server_args_parse("q=x%41", NULL);
  g_assert_cmpstr(server_args_get(args, "q"), ==, "xA");
}

static void
refuses_too_many(void)
{
  g_autoptr(GString) text = g_string_new("a=1");
  g_autoptr(GError) error = NULL;
  for (int i = 1; i < SERVER_ARGS_MAX; i++)
    g_string_append(text, "&a=1");
  g_autoptr(Args) fits = server_args_parse(text->str, NULL);
  g_assert_nonnull(fits);
  g_string_append(text, "&a=1");
  g_assert_null(server_args_parse(text->str, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
}

static void
reads_numbers_within_bounds(void)
{
  g_autoptr(Args) args = server_args_parse("a=7&b=-1&c=1000000000000&d=x", NULL);
  guint value = 5;
  g_assert_true(server_args_get_uint(args, "none", 10, &value, NULL));
  g_assert_cmpuint(value, ==, 5);
  g_assert_true(server_args_get_uint(args, "a", 10, &value, NULL));
  g_assert_cmpuint(value, ==, 7);
  g_assert_false(server_args_get_uint(args, "a", 6, &value, NULL));
  g_assert_false(server_args_get_uint(args, "b", 10, &value, NULL));
  g_assert_false(server_args_get_uint(args, "c", G_MAXINT, &value, NULL));
  g_assert_false(server_args_get_uint(args, "d", 10, &value, NULL));
  g_assert_cmpuint(value, ==, 7);
}

static void
changes_one_value(void)
{
  g_autoptr(Args) args = server_args_parse("kind=action&q=a%26b&offset=", NULL);
  g_autofree char *changed = server_args_with(args, "kind", "topic");
  g_autofree char *added = server_args_with(args, "state", "open");
  g_autofree char *removed = server_args_with(args, "kind", NULL);
  g_autoptr(Args) none = server_args_parse("kind=action", NULL);
  g_autofree char *nothing = server_args_with(none, "kind", NULL);
  g_assert_cmpstr(changed, ==, "?kind=topic&q=a%26b");
  g_assert_cmpstr(added, ==, "?kind=action&q=a%26b&state=open");
  g_assert_cmpstr(removed, ==, "?q=a%26b");
  g_assert_cmpstr(nothing, ==, "?");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/args/reads-pairs", reads_pairs);
  g_test_add_func("/server/args/nothing-is-no-fault", nothing_is_no_fault);
  g_test_add_func("/server/args/refuses-broken-text", refuses_broken_text);
  g_test_add_func("/server/args/shows-a-nul-of-the-query", shows_a_nul_of_the_query);
  g_test_add_func("/server/args/takes-an-escape-at-the-end", takes_an_escape_at_the_end);
  g_test_add_func("/server/args/refuses-too-many", refuses_too_many);
  g_test_add_func("/server/args/reads-numbers-within-bounds", reads_numbers_within_bounds);
  g_test_add_func("/server/args/changes-one-value", changes_one_value);
  return g_test_run();
}
