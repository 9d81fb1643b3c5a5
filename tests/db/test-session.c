#include "db/session.h"

#include "fixture.h"

#include <string.h>

#define DAY ((gint64)86400)

static void
begin(Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_begin(f->db, &error));
}

static gboolean
finish(Fixture *f, gboolean done)
{
  g_autoptr(GError) error = NULL;
  if (done)
    g_assert_true(db_commit(f->db, &error));
  else
    db_rollback(f->db);
  return done;
}

/* A verb within a transaction of its own. */
#define WRITE(f, verb) (begin(f), finish((f), (verb)))

static void
set_member(Fixture *f, const char *name, const char *address, MemberRole role, gint64 since)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Member) member = g_new0(Member, 1);
  member->name = g_strdup(name);
  member->role = role;
  member->since = since;
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(member->addresses, g_strdup(address));
  g_assert_true(WRITE(f, db_member_set(f->db, role == ROLE_OPERATOR ? 0 : f->group, member, "test",
                                       FIXTURE_NOW, &error)));
  g_assert_no_error(error);
}

static Member *
find(Fixture *f, const char *text, gint64 day)
{
  g_autoptr(GError) error = NULL;
  Member *member = db_member_find(f->db, f->group, text, day, &error);
  g_assert_no_error(error);
  return member;
}

static void
test_masked_addresses_name_one_member(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_member(f, "Ann B", "ann.b@example.org", ROLE_CHAIR, FIXTURE_NOW);
  g_autoptr(Member) plain = find(f, "Ann.B@Example.org", FIXTURE_NOW);
  g_autoptr(Member) masked = find(f, "ann.b at example.org", FIXTURE_NOW);
  g_assert_nonnull(plain);
  g_assert_nonnull(masked);
  g_assert_cmpint(plain->id, ==, masked->id);
  g_assert_cmpint(plain->role, ==, ROLE_CHAIR);
  g_assert_null(find(f, "other@example.org", FIXTURE_NOW));
}

static void
test_a_count_uses_the_roster_of_its_day(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  set_member(f, "Ann", "ann@example.org", ROLE_MEMBER, FIXTURE_NOW);
  set_member(f, NULL, "ann@example.org", ROLE_CHAIR, FIXTURE_NOW + 10 * DAY);
  g_assert_true(WRITE(f, db_member_end(f->db, f->group, "ann@example.org", FIXTURE_NOW + 20 * DAY,
                                       "test", FIXTURE_NOW, &error)));
  static const struct {
    gint64 day;
    MemberRole role;
  } rows[] = {{-1, ROLE_NONE},  {0, ROLE_MEMBER}, {9, ROLE_MEMBER},
              {10, ROLE_CHAIR}, {19, ROLE_CHAIR}, {20, ROLE_NONE}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Member) member = find(f, "ann@example.org", FIXTURE_NOW + rows[i].day * DAY);
    g_assert_cmpint(member->role, ==, rows[i].role);
  }
  g_assert_false(WRITE(f, db_member_end(f->db, f->group, "ann@example.org", FIXTURE_NOW + 21 * DAY,
                                        "test", FIXTURE_NOW, &error)));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_two_peoples_addresses_are_not_joined(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  set_member(f, "Ann", "ann@example.org", ROLE_MEMBER, FIXTURE_NOW);
  set_member(f, "Bob", "bob@example.org", ROLE_MEMBER, FIXTURE_NOW);
  g_autoptr(Member) both = g_new0(Member, 1);
  both->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(both->addresses, g_strdup("ann@example.org"));
  g_ptr_array_add(both->addresses, g_strdup("bob@example.org"));
  g_assert_false(WRITE(f, db_member_set(f->db, f->group, both, "test", FIXTURE_NOW, &error)));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_initials_of_two_people_name_nobody(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const people[][2] = {{"Karl B", "kb@example.org"},
                                          {"Kim B", "kim@example.org"}};
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Member) member = g_new0(Member, 1);
    member->name = g_strdup(people[i][0]);
    member->initials = g_strdup("KB");
    member->role = ROLE_MEMBER;
    member->since = FIXTURE_NOW + (gint64)i * DAY;
    member->addresses = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(member->addresses, g_strdup(people[i][1]));
    g_assert_true(WRITE(f, db_member_set(f->db, f->group, member, "test", FIXTURE_NOW, &error)));
  }
  g_autoptr(Member) alone = find(f, "KB", FIXTURE_NOW);
  g_assert_cmpstr(alone->name, ==, "Karl B");
  g_assert_null(find(f, "KB", FIXTURE_NOW + DAY));
}

typedef struct {
  guint8 token[SESSION_SECRET], browser[SESSION_SECRET], session[SESSION_SECRET];
} Secrets;

static Secrets
some_secrets(void)
{
  Secrets s;
  memset(s.token, 1, sizeof s.token);
  memset(s.browser, 2, sizeof s.browser);
  memset(s.session, 3, sizeof s.session);
  return s;
}

static gboolean
offer(Fixture *f, const Secrets *s, gboolean bound)
{
  g_autoptr(GError) error = NULL;
  set_member(f, "Ann", "ann@example.org", ROLE_CHAIR, FIXTURE_NOW);
  gboolean done = WRITE(f, db_sign_in_offer(f->db, "ann@example.org", s->token,
                                            bound ? s->browser : NULL, FIXTURE_NOW, &error));
  g_assert_no_error(error);
  return done;
}

static gboolean
use(Fixture *f, const guint8 *token, const guint8 *browser, const guint8 *session, gint64 now)
{
  g_autoptr(GError) error = NULL;
  gboolean done = WRITE(f, db_sign_in_use(f->db, token, browser, session, "test", now, &error));
  if (!done)
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN);
  return done;
}

static Member *
signed_in(Fixture *f, const guint8 *session, gint64 now)
{
  g_autoptr(GError) error = NULL;
  gboolean stale = FALSE;
  Member *member = db_session_member(f->db, session, f->group, now, &stale, &error);
  g_assert_no_error(error);
  return member;
}

static void
test_a_session_begins_without_a_link(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Secrets s = some_secrets();
  set_member(f, "Ann", "ann@example.org", ROLE_CHAIR, FIXTURE_NOW);
  g_autoptr(Member) ann = find(f, "ann@example.org", FIXTURE_NOW);
  g_assert_true(WRITE(f, db_session_begin(f->db, ann->id, s.session, "test", FIXTURE_NOW, &error)));
  g_autoptr(Member) member = signed_in(f, s.session, FIXTURE_NOW);
  g_assert_nonnull(member);
  g_assert_cmpint(member->id, ==, ann->id);
  g_assert_cmpint(member->role, ==, ROLE_CHAIR);
  guint8 other[SESSION_SECRET] = {7};
  g_assert_false(WRITE(f, db_session_begin(f->db, 4711, other, NULL, FIXTURE_NOW, &error)));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_a_link_signs_in_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW + 60));
  g_autoptr(Member) ann = signed_in(f, s.session, FIXTURE_NOW + 60);
  g_assert_cmpstr(ann->name, ==, "Ann");
  g_assert_cmpint(ann->role, ==, ROLE_CHAIR);
  s.session[0] = 9;
  g_assert_false(use(f, s.token, NULL, s.session, FIXTURE_NOW + 61));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW + 61));
}

static void
test_a_link_is_late_after_a_quarter_of_an_hour(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_false(use(f, s.token, NULL, s.session, FIXTURE_NOW + SIGN_IN_SECONDS));
}

static void
test_a_link_is_bound_to_the_browser_that_asked(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Secrets s = some_secrets();
  guint8 other[SESSION_SECRET] = {7};
  g_assert_true(offer(f, &s, TRUE));
  g_assert_false(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_false(use(f, s.token, other, s.session, FIXTURE_NOW));
  g_assert_true(use(f, s.token, s.browser, s.session, FIXTURE_NOW));
}

static void
test_an_idle_session_ends(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_true(WRITE(f, db_session_touch(f->db, s.session, FIXTURE_NOW + DAY, &error)));
  g_autoptr(Member) there = signed_in(f, s.session, FIXTURE_NOW + 30 * DAY);
  g_assert_nonnull(there);
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW + 31 * DAY));
  g_assert_true(WRITE(f, db_session_sweep(f->db, FIXTURE_NOW + 31 * DAY, &error)));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW + 2 * DAY));
}

/* What is over is forgotten as soon as somebody looks, so that a clock set back finds nothing. */
static void
test_a_clock_set_back_makes_nothing_good_again(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gint64 ends = -1;
  g_assert_true(db_session_first_end(f->db, &ends, &error));
  g_assert_cmpint(ends, ==, 0);
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(db_session_first_end(f->db, &ends, &error));
  g_assert_cmpint(ends, ==, FIXTURE_NOW + SIGN_IN_SECONDS);
  g_assert_true(WRITE(f, db_session_sweep(f->db, ends, &error)));
  g_assert_false(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_true(WRITE(f, db_session_sweep(f->db, FIXTURE_NOW + SIGN_IN_SECONDS, &error)));
  g_assert_true(db_session_first_end(f->db, &ends, &error));
  g_assert_cmpint(ends, ==, FIXTURE_NOW + SESSION_IDLE_SECONDS);
  g_assert_true(WRITE(f, db_session_sweep(f->db, ends, &error)));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW + 1));
}

/* Used while the clock was wrong by years, a session does not last for years. */
static void
test_a_session_of_a_wrong_clock_is_none(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gboolean stale = FALSE;
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_true(WRITE(f, db_session_touch(f->db, s.session, FIXTURE_NOW + DAY, &error)));
  g_autoptr(Member) near =
      db_session_member(f->db, s.session, f->group, FIXTURE_NOW, &stale, &error);
  g_assert_nonnull(near);
  g_assert_true(stale); /* to be set right by this visit */
  g_assert_true(WRITE(f, db_session_touch(f->db, s.session, FIXTURE_NOW + 4000 * DAY, &error)));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW));
}

static void
test_signing_out_ends_the_session(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  g_assert_true(WRITE(f, db_session_end(f->db, s.session, &error)));
  g_assert_null(signed_in(f, s.session, FIXTURE_NOW));
}

static void
test_secrets_are_not_stored(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Secrets s = some_secrets();
  g_assert_true(offer(f, &s, FALSE));
  g_assert_true(use(f, s.token, NULL, s.session, FIXTURE_NOW));
  db_close(f->db);
  f->db = NULL;
  g_autofree char *bytes = NULL;
  gsize len;
  g_assert_true(g_file_get_contents(f->path, &bytes, &len, &error));
  g_assert_null(memmem(bytes, len, s.token, sizeof s.token));
  g_assert_null(memmem(bytes, len, s.session, sizeof s.session));
}

static void
test_form_tokens_differ_by_session(void)
{
  Secrets s = some_secrets();
  char one[65], two[65];
  session_csrf_token(s.token, one);
  session_csrf_token(s.session, two);
  g_assert_cmpuint(strlen(one), ==, 64);
  g_assert_cmpstr(one, !=, two);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/member/masked-addresses-name-one-member", test_masked_addresses_name_one_member);
  FIXTURE_TEST("/member/a-count-uses-the-roster-of-its-day",
               test_a_count_uses_the_roster_of_its_day);
  FIXTURE_TEST("/member/two-peoples-addresses-are-not-joined",
               test_two_peoples_addresses_are_not_joined);
  FIXTURE_TEST("/member/initials-of-two-people-name-nobody",
               test_initials_of_two_people_name_nobody);
  FIXTURE_TEST("/session/a-session-begins-without-a-link", test_a_session_begins_without_a_link);
  FIXTURE_TEST("/session/a-link-signs-in-once", test_a_link_signs_in_once);
  FIXTURE_TEST("/session/a-link-is-late-after-a-quarter-of-an-hour",
               test_a_link_is_late_after_a_quarter_of_an_hour);
  FIXTURE_TEST("/session/a-link-is-bound-to-the-browser-that-asked",
               test_a_link_is_bound_to_the_browser_that_asked);
  FIXTURE_TEST("/session/an-idle-session-ends", test_an_idle_session_ends);
  FIXTURE_TEST("/session/a-clock-set-back-makes-nothing-good-again",
               test_a_clock_set_back_makes_nothing_good_again);
  FIXTURE_TEST("/session/a-session-of-a-wrong-clock-is-none",
               test_a_session_of_a_wrong_clock_is_none);
  FIXTURE_TEST("/session/signing-out-ends-the-session", test_signing_out_ends_the_session);
  FIXTURE_TEST("/session/secrets-are-not-stored", test_secrets_are_not_stored);
  g_test_add_func("/session/form-tokens-differ-by-session", test_form_tokens_differ_by_session);
  return g_test_run();
}
