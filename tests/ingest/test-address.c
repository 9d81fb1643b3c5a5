/* Addresses are unmasked where that is certain, and authors found behind lists. */
#include "ingest/address.h"
#include "ingest/parse.h"

#include <string.h>

static void
check(const char *field, const char *name, const char *email)
{
  g_autoptr(GPtrArray) list = ingest_address_list(field, strlen(field));
  g_autofree char *shown = g_strescape(field, NULL);
  g_test_message("%s", shown);
  g_assert_cmpuint(list->len, ==, 1);
  const Person *person = list->pdata[0];
  g_assert_cmpstr(person->name, ==, name);
  g_assert_cmpstr(person->email, ==, email);
}

static void
test_plain_forms(void)
{
  check("ann@list.example", NULL, "ann@list.example");
  check("Ann Bee <ann@LIST.Example>", "Ann Bee", "ann@list.example");
  check("\"Bee, Ann\" <ann@list.example>", "Bee, Ann", "ann@list.example");
  check("\"Ann \\\"A\\\" Bee\" <ann@list.example>", "Ann \"A\" Bee", "ann@list.example");
  check("ann@list.example (Ann Bee)", "Ann Bee", "ann@list.example");
  check("ann@list.example (Ann (the chair) Bee)", "Ann (the chair) Bee", "ann@list.example");
  check("=?utf-8?q?J=C3=BCrgen?= <j@list.example>", "J\xc3\xbcrgen", "j@list.example");
  check("J\xfcrgen <j@list.example>", "J\xc3\xbcrgen", "j@list.example");
  check("ann@list.example <ann@list.example>", NULL, "ann@list.example");
  check("'Ann Bee' <ann@list.example>", "Ann Bee", "ann@list.example");
}

static void
test_masks(void)
{
  check("ann at list.example (Ann Bee)", "Ann Bee", "ann@list.example");
  check("Ann Bee <ann at list.example>", "Ann Bee", "ann@list.example");
  check("ann(a)list.example", NULL, "ann@list.example");
  check("ann (a) list.example", NULL, "ann@list.example");
  check("ann_at_list.example", NULL, "ann@list.example");
  check("ann AT list DOT example", NULL, "ann@list.example");
  check("ann [at] list [dot] example", NULL, "ann@list.example");
  check("ann <at> list.example", NULL, "ann@list.example");
  check("scte...@list.example", NULL, "scte...@list.example");
  check("Ann Bee <[email\xc2\xa0protected]>", "Ann Bee", NULL);
  check("\"[email protected]\" <[email protected]>", "[email protected]", NULL);
}

static void
test_what_only_looks_masked(void)
{
  g_autofree char *snake = ingest_address_unmask("look_at_me");
  g_assert_null(snake);
  g_autofree char *words = ingest_address_unmask("meet at the station");
  g_assert_null(words);
  g_autofree char *both = ingest_address_unmask("look_at_me@list.example");
  g_assert_cmpstr(both, ==, "look_at_me@list.example");
}

static void
test_lists_of_people(void)
{
  const char *field =
      "Ann <ann@a.example>, \"Bee, Bob\" <bob@b.example>,\n chairs: c@c.example, d@d.example;, "
      "undisclosed-recipients:;, , e@e.example";
  g_autoptr(GPtrArray) list = ingest_address_list(field, strlen(field));
  g_assert_cmpuint(list->len, ==, 5);
  static const char *const emails[] = {"ann@a.example", "bob@b.example", "c@c.example",
                                       "d@d.example", "e@e.example"};
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr(((const Person *)list->pdata[i])->email, ==, emails[i]);
}

static void
test_absent_and_broken_fields(void)
{
  static const char *const fields[] = {"",   " ",    "<",   ">", "<>", "(",  "(((((",
                                       "\"", "\"\\", ",;:", "@", "a@", "@b", "<<<<a@b>>>>"};
  g_autoptr(GPtrArray) none = ingest_address_list(NULL, 0);
  g_assert_cmpuint(none->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_autoptr(GPtrArray) list = ingest_address_list(fields[i], strlen(fields[i]));
    for (guint j = 0; j < list->len; j++) {
      const Person *person = list->pdata[j];
      g_assert_true(person->name != NULL || person->email != NULL);
      g_assert_true(person->name == NULL || g_utf8_validate(person->name, -1, NULL));
    }
  }
}

static void
test_many_are_cut(void)
{
  g_autoptr(GString) field = g_string_new(NULL);
  for (int i = 0; i < 50000; i++)
    g_string_append(field, "a@b.example,");
  g_autoptr(GPtrArray) list = ingest_address_list(field->str, field->len);
  g_assert_cmpuint(list->len, ==, INGEST_MAX_ADDRESSES);
}

static void
test_name_behind_list(void)
{
  g_autofree char *plain = ingest_address_name_behind_list("Ann Bee via CentOS-virt");
  g_assert_cmpstr(plain, ==, "Ann Bee");
  g_autofree char *quoted = ingest_address_name_behind_list("'Ann Bee' via virt");
  g_assert_cmpstr(quoted, ==, "Ann Bee");
  g_autofree char *none = ingest_address_name_behind_list("Olivia Bee");
  g_assert_null(none);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/address/plain-forms", test_plain_forms);
  g_test_add_func("/address/masks", test_masks);
  g_test_add_func("/address/what-only-looks-masked", test_what_only_looks_masked);
  g_test_add_func("/address/lists-of-people", test_lists_of_people);
  g_test_add_func("/address/absent-and-broken-fields", test_absent_and_broken_fields);
  g_test_add_func("/address/many-are-cut", test_many_are_cut);
  g_test_add_func("/address/name-behind-list", test_name_behind_list);
  return g_test_run();
}
