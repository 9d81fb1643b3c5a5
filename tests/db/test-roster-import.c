/* A roster from what people have: a table, or the attendees of a meeting. */
#include "db/roster-import.h"

#include "fixture.h"

static char *
story_of(const char *text)
{
  g_autoptr(RosterDraft) draft = roster_parse(text);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < draft->members->len; i++) {
    const Member *m = draft->members->pdata[i];
    g_string_append_printf(out, "%s%s/%s/%s/%s", i > 0 ? "; " : "", m->name != NULL ? m->name : "-",
                           m->initials != NULL ? m->initials : "-", member_role_to_text(m->role),
                           m->addresses->len > 0 ? (const char *)m->addresses->pdata[0] : "-");
    for (guint a = 1; a < m->addresses->len; a++)
      g_string_append_printf(out, "+%s", (const char *)m->addresses->pdata[a]);
    g_string_append_printf(out, "%s%s", m->nick != NULL ? "/" : "", m->nick != NULL ? m->nick : "");
  }
  for (guint i = 0; i < draft->faults->len; i++)
    g_string_append_printf(out, "! %s", (const char *)draft->faults->pdata[i]);
  return g_string_free(out, FALSE);
}

static const struct {
  const char *text, *story;
} cases[] = {
    {"name,address,role,initials\nAnn Bell,ann@example.org,chair,AB\r\n\"Cole, Ben\","
     "ben@example.org,,\n",
     "Ann Bell/AB/chair/ann@example.org; Cole, Ben/-/none/ben@example.org"},
    {"Address , Name\nann@example.org,\"Ann \"\"A\"\" Bell\"\n\n",
     "Ann \"A\" Bell/-/none/ann@example.org"},
    {"name,address,role\nAnn,ann@example.org,king\n", "! line 2: the role is member or chair"},
    {"name,address,role\nAnn,ann@example.org,operator\n", "! line 2: the role is member or chair"},
    {"== Attendees ==\n* Ann Bell (AB) <ann@example.org>, chair\n* [[User:BenC|Ben Cole]] (BC)\n",
     "Ann Bell/AB/chair/ann@example.org; Ben Cole/BC/none/-"},
    {"Present:\n - Cho Dan <cho at example.org>\n o Olaf K (OK)\n1. '''Eve'''\n----\n",
     "Cho Dan/-/none/cho at example.org; Olaf K/OK/none/-; Eve/-/none/-"},
    {"nick,name,address\nlarsk,Lars K,lars@example.org lk@home.example\n,Kim,\"kim@example.org, "
     "k at home.example\"\n",
     "Lars K/-/none/lars@example.org+lk@home.example/larsk; "
     "Kim/-/none/kim@example.org+k at home.example"},
    {"* (AB)\n", "! line 1: names nobody"},
    {"", ""},
    {"name,address\n\"Ann", "Ann/-/none/-"},
};

static void
test_tables_and_lists_are_read(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *story = story_of(cases[i].text);
    g_assert_cmpstr(story, ==, cases[i].story);
  }
}

/* Whole or nothing, also of a roster that is too long. */
static void
test_a_roster_that_is_too_long_is_at_fault(void)
{
  static const char *const heads[] = {"name,address\n", ""};
  for (guint more = 0; more <= 1; more++)
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
      g_autoptr(GString) text = g_string_new(heads[i]);
      for (guint line = i == 0 ? 2 : 1; line <= ROSTER_LINES_MAX + more; line++)
        g_string_append_printf(
            text, i == 0 ? "P %u,p%u@example.org\n" : "* P %u <p%u@example.org>\n", line, line);
      g_autoptr(RosterDraft) draft = roster_parse(text->str);
      g_assert_cmpuint(draft->faults->len, ==, more);
      g_assert_cmpuint(draft->members->len, ==, ROSTER_LINES_MAX - (i == 0 ? 1 : 0));
      if (more > 0)
        g_assert_cmpstr(draft->faults->pdata[0], ==,
                        "line 5001: a roster has at most 5000 lines; import it in parts");
    }
}

static gboolean
import(Fixture *f, const char *text, guint *n, GError **error)
{
  g_autoptr(RosterDraft) draft = roster_parse(text);
  g_assert_true(db_begin(f->db, NULL));
  if (db_roster_import(f->db, f->group, draft, FIXTURE_NOW, FALSE, "test", FIXTURE_NOW, n, error))
    return db_commit(f->db, error);
  db_rollback(f->db);
  return FALSE;
}

static void
assert_role(Fixture *f, const char *address, MemberRole role)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Member) member = db_member_find(f->db, f->group, address, FIXTURE_NOW, &error);
  g_assert_no_error(error);
  g_assert_cmpint(member->role, ==, role);
}

static void
test_an_import_is_whole_or_nothing_and_can_be_repeated(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;
  g_assert_true(
      import(f, "* Ann Bell <ann@example.org>, chair\n* Ben <ben@example.org>\n", &n, &error));
  g_assert_cmpuint(n, ==, 2);
  /* Minutes give initials of somebody who is known, and take no role away. */
  g_assert_true(import(f, "* Ann Bell (AB)\n* Ben <ben@example.org>\n", &n, &error));
  g_autoptr(GPtrArray) members = db_member_list(f->db, f->group, FIXTURE_NOW, &error);
  g_assert_cmpuint(members->len, ==, 2);
  const Member *ann = members->pdata[0];
  g_assert_cmpstr(ann->initials, ==, "AB");
  g_assert_cmpint(ann->role, ==, ROLE_CHAIR);
  /* Nor does a list of who was there that has her address. A table with a role does. */
  g_assert_true(import(f, "* Ann Bell <ann@example.org>\n", &n, &error));
  assert_role(f, "ann@example.org", ROLE_CHAIR);
  g_assert_true(import(f, "address,role\nann@example.org,\n", &n, &error));
  assert_role(f, "ann@example.org", ROLE_CHAIR);
  g_assert_true(import(f, "address,role\nann@example.org,member\n", &n, &error));
  assert_role(f, "ann@example.org", ROLE_MEMBER);
  g_assert_false(import(f, "* Cho <cho@example.org>\n* Nobody Known\n", &n, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_autoptr(GPtrArray) same = db_member_list(f->db, f->group, FIXTURE_NOW, NULL);
  g_assert_cmpuint(same->len, ==, 2);
}

/* db_member_set takes people by any address, and line after line. */
static void
test_who_is_listed_by_another_address_or_twice_keeps_the_role(Fixture *f,
                                                              gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;
  g_assert_true(import(f, "* Ann Bell <ann@example.org>, chair\n", &n, &error));
  g_assert_true(import(f, "* Ann Bell <ann@new.example, ann@example.org>\n", &n, &error));
  assert_role(f, "ann@example.org", ROLE_CHAIR);
  assert_role(f, "ann@new.example", ROLE_CHAIR);
  g_assert_true(
      import(f, "* Ben Cole <ben@example.org>, chair\n* Ben <ben@example.org>\n", &n, &error));
  assert_role(f, "ben@example.org", ROLE_CHAIR);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/roster/tables-and-lists-are-read", test_tables_and_lists_are_read);
  g_test_add_func("/roster/a-roster-that-is-too-long-is-at-fault",
                  test_a_roster_that_is_too_long_is_at_fault);
  FIXTURE_TEST("/roster/an-import-is-whole-or-nothing-and-can-be-repeated",
               test_an_import_is_whole_or_nothing_and_can_be_repeated);
  FIXTURE_TEST("/roster/who-is-listed-by-another-address-or-twice-keeps-the-role",
               test_who_is_listed_by_another_address_or_twice_keeps_the_role);
  return g_test_run();
}
