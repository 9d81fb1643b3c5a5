/* Whom a short name means. */
#include "db/name-book.h"

static Member *
member(const char *name, const char *initials, const char *nick)
{
  Member *one = g_new0(Member, 1);
  one->name = g_strdup(name);
  one->initials = g_strdup(initials);
  one->nick = g_strdup(nick);
  one->addresses = g_ptr_array_new_with_free_func(g_free);
  return one;
}

static NameBook *
book_of_roster(void)
{
  g_autoptr(GPtrArray) roster = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
  g_ptr_array_add(roster, member("Ann Bell", "AB", "bellringer"));
  g_ptr_array_add(roster, member("Åsa Berg", NULL, NULL));
  g_ptr_array_add(roster, member("Ben", NULL, NULL));
  g_ptr_array_add(roster, member("Cho", NULL, NULL));
  g_ptr_array_add(roster, member("Cho Dan", NULL, NULL));
  g_ptr_array_add(roster, member("Eve Fox", NULL, NULL));
  g_ptr_array_add(roster, member("Eve Fox", NULL, NULL));
  g_ptr_array_add(roster, member("Иван Петров", NULL, NULL));
  g_ptr_array_add(roster, member("Анна Сидорова", NULL, NULL));
  return name_book_new(roster);
}

static void
test_one_is_found_where_one_can_be_meant(void)
{
  static const struct {
    const char *name, *whole;
  } cases[] = {
      {"Ann", "Ann Bell"},
      {"ann", "Ann Bell"},
      {"abell", "Ann Bell"},
      {"annb", "Ann Bell"},
      {"AB", "Ann Bell"},
      {"ab", NULL},
      {"BellRinger", "Ann Bell"},
      {"Åsa", "Åsa Berg"},
      {"åsa", "Åsa Berg"},
      {"asa", "Åsa Berg"},
      {"Ben", "Ben"},
      {"Cho", NULL},
      {"chod", "Cho Dan"},
      {"Eve", NULL},
      {"Zoe", NULL},
      {"иван", "Иван Петров"},
      {"Анна", "Анна Сидорова"},
  };
  g_autoptr(NameBook) book = book_of_roster();
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
    g_assert_cmpstr(name_book_find(book, cases[i].name), ==, cases[i].whole);
}

/* Lists add names: the rest of a member's one word, an accent, or another one of that name. */
static void
test_names_of_lists_are_added(void)
{
  g_autoptr(NameBook) book = book_of_roster();
  name_book_add(book, "Ben Cole");
  name_book_add(book, "Ayse Demir");
  name_book_add(book, "Ayşe Demir");
  g_assert_cmpstr(name_book_find(book, "ben"), ==, "Ben Cole");
  g_assert_cmpstr(name_book_find(book, "ayse"), ==, "Ayşe Demir");
  g_assert_cmpstr(name_book_whole(book, "AYSE DEMIR"), ==, "Ayşe Demir");
  g_assert_null(name_book_whole(book, "Ayse"));
  name_book_add(book, "Ann Archer");
  g_assert_null(name_book_find(book, "Ann"));
  g_assert_cmpstr(name_book_find(book, "AB"), ==, "Ann Bell");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/name-book/one-is-found-where-one-can-be-meant",
                  test_one_is_found_where_one_can_be_meant);
  g_test_add_func("/name-book/names-of-lists-are-added", test_names_of_lists_are_added);
  return g_test_run();
}
