/* Ballots from opening to the frozen result: votes of the page and of mail in one count. */
#include "db/ballot.h"
#include "db/outbox.h"

#include "fixture.h"

#include <string.h>

#define HOUR ((gint64)3600)
#define NOW FIXTURE_NOW

typedef struct {
  gint64 ann, bob, cat, dan; /* members; ann is a chair */
} People;

static gint64
add_member(Fixture *f, const char *name, MemberRole role)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Member) member = g_new0(Member, 1);
  member->name = g_strdup(name);
  member->role = role;
  member->since = NOW - 1000 * HOUR;
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *lower = g_ascii_strdown(name, -1);
  g_autofree char *address = g_strconcat(lower, "@example.org", NULL);
  g_ptr_array_add(member->addresses, g_strdup(address));
  gboolean ok = db_begin(f->db, &error) &&
                db_member_set(f->db, f->group, member, "test", NOW, &error) &&
                db_commit(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(Member) found = db_member_find(f->db, f->group, address, NOW, &error);
  return found->id;
}

static People
add_people(Fixture *f)
{
  return (People){add_member(f, "Ann", ROLE_CHAIR), add_member(f, "Bob", ROLE_MEMBER),
                  add_member(f, "Cat", ROLE_MEMBER), add_member(f, "Dan", ROLE_MEMBER)};
}

static gint64
open_ballot(Fixture *f, Ballot ballot)
{
  g_autoptr(GError) error = NULL;
  gint64 number = 0;
  if (ballot.question == NULL)
    ballot.question = (char *)"Shall we?";
  gboolean ok = db_ballot_open(f->db, f->group, &ballot, FALSE, "Ann", NOW, &number, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  return number;
}

static void
cast(Fixture *f, gint64 number, gint64 member, int value, gint64 now)
{
  g_autoptr(GError) error = NULL;
  BallotCast vote = {.member = member, .value = value, .comment = "because", .way = WAY_PAGE};
  gboolean ok = db_ballot_cast(f->db, f->group, number, &vote, now, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static int
cast_fails(Fixture *f, gint64 number, const BallotCast *vote, gint64 now)
{
  g_autoptr(GError) error = NULL;
  g_assert_false(db_ballot_cast(f->db, f->group, number, vote, now, &error));
  g_assert_cmpint(error->domain, ==, DOCKET_ERROR);
  return error->code;
}

static void
close_ballot(Fixture *f, gint64 number, gint64 now)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_ballot_close(f->db, f->group, number, "clock", now, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

/* "Ann +1 page; eve@example.net +1 mail other (not on the roster)": the votes as one line of text.
 */
static char *
story(Fixture *f, gint64 number, gint64 now)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, number, &error);
  g_assert_no_error(error);
  g_autoptr(GPtrArray) votes = db_ballot_votes(f->db, f->group, ballot, now, &error);
  g_assert_no_error(error);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < votes->len; i++) {
    const BallotVote *v = votes->pdata[i];
    g_string_append_printf(out, "%s%s %s %s%s", i > 0 ? "; " : "", person_label(v->person),
                           v->value_text, vote_way_to_text(v->way),
                           !v->counted   ? " no"
                           : v->resolved ? " resolved"
                           : v->binding  ? ""
                                         : " other");
    if (v->why != NULL)
      g_string_append_printf(out, " (%s)", v->why);
  }
  return g_string_free(out, FALSE);
}

static void
assert_story(Fixture *f, gint64 number, gint64 now, const char *wanted)
{
  g_autofree char *found = story(f, number, now);
  g_assert_cmpstr(found, ==, wanted);
}

static BallotOutcome
outcome(Fixture *f, gint64 number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, number, &error);
  g_assert_no_error(error);
  return ballot->outcome;
}

/* One mail with one vote. */
static void
mail_vote(Fixture *f, const char *id, const char *refs, const char *from, gint64 date, int value,
          const char *body)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, value, NULL, 1);
  TestMail mail = {
      .id = id, .refs = refs, .from = from, .date = date, .drafts = drafts, .body = body};
  fixture_store(f->db, f->group, &mail, 1);
}

static void
add_thread(Fixture *f)
{
  TestMail mail = {.id = "vote@x", .subject = "[VOTE] Shall we?"};
  fixture_store(f->db, f->group, &mail, 1);
}

static void
test_page_and_mail_are_one_count(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_CONSENSUS, .thread = (char *)"vote@x"});
  cast(f, n, p.ann, 1, NOW + 10);
  mail_vote(f, "m1", "vote@x", "bob@example.org", 20, -1, "-1\nit breaks the build");
  mail_vote(f, "m2", "vote@x", "eve@example.net", 30, 1, "+1");
  cast(f, n, p.bob, 1, NOW + 40);
  mail_vote(f, "m3", "m1", "ann@example.org", 50, 0, "+0");
  assert_story(f, n, NOW + 60,
               "Ann +1 page no (changed later by mail); Bob -1 mail no (changed later by page);"
               " eve@example.net +1 mail other (not on the roster); Bob +1 page; Ann +0 mail");
}

static void
test_votes_elsewhere_are_not_this_ballots(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_people(f);
  add_thread(f);
  TestMail other = {.id = "other@x", .subject = "another thread"};
  fixture_store(f->db, f->group, &other, 1);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_CONSENSUS, .thread = (char *)"vote@x"});
  mail_vote(f, "m1", "other@x", "bob@example.org", 20, 1, "+1");
  assert_story(f, n, NOW + 60, "");
}

/* docket's own mail comes back from the list later than the answers to it. */
static void
test_replies_to_a_mail_not_yet_seen_count(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  add_people(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_CONSENSUS});
  g_autoptr(OutMail) sent = out_mail_new(f->group, OUT_BALLOT, "ballot:1");
  sent->message_id = g_strdup("ballot@docket");
  sent->subject = g_strdup("[VOTE] Shall we?");
  sent->body = g_strdup("Please vote.");
  out_mail_add_recipient(sent, NULL, "virt@example.org", FALSE);
  gint64 id = 0;
  g_assert_true(db_begin(f->db, &error) && db_outbox_add(f->db, sent, "Ann", NOW, &id, &error) &&
                db_commit(f->db, &error));
  g_assert_no_error(error);
  mail_vote(f, "m1", "ballot@docket", "bob@example.org", 20, 1, "+1");
  mail_vote(f, "m2", "m1", "cat@example.org", 21, 1, "+1 as well");
  assert_story(f, n, NOW + 60, "Bob +1 mail; Cat +1 mail");
  TestMail back = {.id = "ballot@docket", .subject = "[VOTE] Shall we?"};
  fixture_store(f->db, f->group, &back, 1);
  assert_story(f, n, NOW + 60, "Bob +1 mail; Cat +1 mail");
}

static void
test_a_vote_mail_is_suggested_until_it_is_opened_or_ignored(Fixture *f,
                                                            gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  static const TestMail mails[] = {{.id = "vote@x", .subject = "[VOTE] Shall we?", .date = 2},
                                   {.id = "two@x", .subject = "[Vote] Or not?", .date = 1},
                                   {.id = "r@x", .subject = "[RESULT] [VOTE] Shall we?"},
                                   {.id = "other@x", .subject = "votes in general"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(GPtrArray) both = db_ballot_suggestions(f->db, f->group, 0, 10, &error);
  g_assert_cmpuint(both->len, ==, 2);
  g_assert_cmpstr(((Message *)both->pdata[0])->message_id, ==, "vote@x");
  open_ballot(f, (Ballot){.rule = RULE_CONSENSUS, .thread = (char *)"vote@x"});
  g_assert_true(db_ballot_ignore(f->db, f->group, "two@x", "Ann", NOW, &error));
  g_autoptr(GPtrArray) none = db_ballot_suggestions(f->db, f->group, 0, 10, &error);
  g_assert_cmpuint(none->len, ==, 0);
  g_assert_false(db_ballot_ignore(f->db, f->group, "gone@x", "Ann", NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_an_objection_needs_a_reason_and_its_author_resolves_it(Fixture *f,
                                                            gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_LAZY, .thread = (char *)"vote@x"});
  BallotCast bare = {.member = p.bob, .value = -1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &bare, NOW + 1), ==, DOCKET_ERROR_INVALID);
  mail_vote(f, "m1", "vote@x", "cat@example.org", 5, -1, "-1\n\n");
  cast(f, n, p.bob, -1, NOW + 10);
  assert_story(f, n, NOW + 11, "Cat -1 mail no (no reason given); Bob -1 page");
  g_assert_false(db_ballot_resolve(f->db, f->group, n, p.ann, NULL, NOW + 20, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_true(db_ballot_resolve(f->db, f->group, n, p.bob, "fixed in v2", NOW + 20, &error));
  assert_story(f, n, NOW + 21, "Cat -1 mail no (no reason given); Bob -1 page resolved");
  cast(f, n, p.bob, -1, NOW + 30); /* a new objection is not met by the old word */
  close_ballot(f, n, NOW + 73 * HOUR);
  g_assert_cmpint(outcome(f, n), ==, OUTCOME_FAILED);
}

static void
test_lazy_consensus_passes_by_its_clock(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_LAZY});
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpint(ballot->closes, ==, NOW + 72 * HOUR);
  BallotQuery due = {.due = NOW + 72 * HOUR};
  g_autoptr(GPtrArray) early = db_ballot_list(f->db, f->group, &due, &error);
  g_assert_cmpuint(early->len, ==, 0);
  due.due++;
  g_autoptr(GPtrArray) late = db_ballot_list(f->db, f->group, &due, &error);
  g_assert_cmpuint(late->len, ==, 1);
  close_ballot(f, n, NOW + 80 * HOUR);
  g_assert_cmpint(outcome(f, n), ==, OUTCOME_PASSED);
  gint64 second = open_ballot(f, (Ballot){.rule = RULE_LAZY});
  close_ballot(f, second, NOW + HOUR);
  g_assert_cmpint(outcome(f, second), ==, OUTCOME_FAILED);
}

static void
test_a_result_is_frozen_and_late_mail_is_shown_as_late(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_RELEASE, .thread = (char *)"vote@x"});
  cast(f, n, p.ann, 1, NOW + 1);
  mail_vote(f, "m1", "vote@x", "bob@example.org", 2, 1, "+1");
  cast(f, n, p.cat, 1, NOW + 3);
  close_ballot(f, n, NOW + 10);
  g_assert_cmpint(outcome(f, n), ==, OUTCOME_PASSED);
  mail_vote(f, "m2", "vote@x", "bob@example.org", 5, -1, "-1 posted in time, seen too late");
  mail_vote(f, "m3", "vote@x", "dan@example.org", 99, -1, "-1 late");
  const char *wanted = "Ann +1 page; Bob +1 mail; Cat +1 page; Bob -1 mail no (after close);"
                       " Dan -1 mail no (after close)";
  assert_story(f, n, NOW + 200, wanted);
  /* Neither the roster of today nor a rebuild changes it. */
  g_assert_true(db_begin(f->db, &error) &&
                db_member_end(f->db, f->group, "ann@example.org", NOW, "test", NOW, &error) &&
                db_commit(f->db, &error));
  g_assert_true(db_begin(f->db, &error) && db_derived_drop(f->db, f->group, &error) &&
                db_commit(f->db, &error));
  g_assert_no_error(error);
  assert_story(f, n, NOW + 300, "Ann +1 page; Bob +1 mail; Cat +1 page");
  g_assert_false(db_ballot_close(f->db, f->group, n, "Ann", NOW + 400, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_votes_that_cannot_be_taken(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  gint64 plain = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .closes = NOW + HOUR});
  gint64 elsewhere = fixture_group(f->db, "other");
  BallotCast good = {.member = p.bob, .value = 1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, 99, &good, NOW), ==, DOCKET_ERROR_NOT_FOUND);
  g_assert_cmpint(cast_fails(f, plain, &good, NOW + HOUR + 1), ==, DOCKET_ERROR_CONFLICT);
  g_assert_false(db_ballot_cast(f->db, elsewhere, plain, &good, NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  static const struct {
    const char *option;
    int value;
  } bad[] = {{NULL, 2}, {NULL, -2}, {"1a", 1}, {NULL, G_MAXINT}};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    BallotCast vote = {
        .member = p.bob, .option = bad[i].option, .value = bad[i].value, .way = WAY_PAGE};
    g_assert_cmpint(cast_fails(f, plain, &vote, NOW), ==, DOCKET_ERROR_INVALID);
  }
  BallotCast stranger = {.member = p.dan + 100, .value = 1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, plain, &stranger, NOW), ==, DOCKET_ERROR_FORBIDDEN);
  assert_story(f, plain, NOW + 1, "");
}

static gint64
open_ranked(Fixture *f)
{
  g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_option_free);
  g_ptr_array_add(options, ballot_option_parse("1a: keep it", 1));
  g_ptr_array_add(options, ballot_option_parse("drop it", 2));
  return open_ballot(f,
                     (Ballot){.rule = RULE_RANKED, .options = options, .thread = (char *)"vote@x"});
}

static void
test_options_are_rated_apart(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ranked(f);
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_vote(drafts, 2, "1A", 1);
  fixture_vote(drafts, -2, "2", 2);
  fixture_vote(drafts, 1, "3", 3);
  fixture_vote(drafts, 1, NULL, 4);
  TestMail mail = {
      .id = "m1", .refs = "vote@x", .from = "bob@example.org", .drafts = drafts, .date = 5};
  fixture_store(f->db, f->group, &mail, 1);
  BallotCast vote = {.member = p.ann, .option = "1a", .value = 1, .way = WAY_PAGE};
  g_assert_true(db_ballot_cast(f->db, f->group, n, &vote, NOW + 9, &error));
  BallotCast unknown = {.member = p.ann, .option = "9", .value = 1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &unknown, NOW + 9), ==, DOCKET_ERROR_INVALID);
  assert_story(f, n, NOW + 60,
               "Bob +2 mail; Bob -2 mail; Bob +1 mail no (not an option of this ballot);"
               " Bob +1 mail no (names no option); Ann +1 page");
  close_ballot(f, n, NOW + 60);
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpstr(ballot->reason, ==, "1a leads with +3");
}

static void
test_ten_thousand_votes_in_a_mail_are_one(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  g_autoptr(Drafts) drafts = drafts_new();
  for (guint i = 1; i <= 10000; i++)
    fixture_vote(drafts, i == 10000 ? -1 : 1, NULL, i);
  TestMail mail = {
      .id = "m1", .refs = "vote@x", .from = "bob@example.org", .drafts = drafts, .date = 5};
  fixture_store(f->db, f->group, &mail, 1);
  close_ballot(f, n, NOW + 60);
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpstr(ballot->reason, ==, "0 binding +1 and 1 binding -1");
}

/* Within one second the vote given here stands behind that of a mail, and both stay in the history.
 */
static void
test_votes_of_one_instant_are_serialised(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  cast(f, n, p.bob, 1, NOW + 5);
  mail_vote(f, "m1", "vote@x", "bob@example.org", 5, -1, "-1");
  cast(f, n, p.bob, 0, NOW + 5);
  assert_story(f, n, NOW + 60,
               "Bob -1 mail no (changed later by page); Bob +1 page no (changed later by page);"
               " Bob 0 page");
}

static void
test_who_leaves_the_roster_keeps_the_votes_given_before(Fixture *f,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_RELEASE, .thread = (char *)"vote@x"});
  cast(f, n, p.bob, 1, NOW + 5);
  mail_vote(f, "m1", "vote@x", "cat@example.org", 30, 1, "+1");
  static const char *const leaving[] = {"bob@example.org", "cat@example.org"};
  for (guint i = 0; i < 2; i++)
    g_assert_true(db_begin(f->db, &error) &&
                  db_member_end(f->db, f->group, leaving[i], NOW + 20, "Ann", NOW + 20, &error) &&
                  db_commit(f->db, &error));
  assert_story(f, n, NOW + 60, "Bob +1 page; Cat +1 mail other (not on the roster)");
  BallotCast again = {.member = p.bob, .value = -1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &again, NOW + 40), ==, DOCKET_ERROR_FORBIDDEN);
}

static void
test_a_clock_that_goes_backwards_orders_nothing_anew(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY});
  cast(f, n, p.bob, 1, NOW + 100);
  cast(f, n, p.bob, -1, NOW - 5000);
  assert_story(f, n, NOW + 200, "Bob +1 page no (changed later by page); Bob -1 page");
  close_ballot(f, n, NOW - 9000);
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpint(ballot->closed, ==, NOW + 100);
  assert_story(f, n, NOW - 9000, "Bob +1 page no (changed later by page); Bob -1 page");
}

static void
test_a_mail_of_the_future_is_of_now(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  mail_vote(f, "m1", "vote@x", "bob@example.org", 9000 * HOUR, 1, "+1");
  cast(f, n, p.bob, -1, NOW + 50);
  assert_story(f, n, NOW + 50, "Bob +1 mail no (changed later by page); Bob -1 page");
}

static void
test_only_chairs_bind_where_the_ballot_says_so(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  People p = add_people(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .electorate = ELECTORATE_CHAIRS});
  cast(f, n, p.ann, 1, NOW + 5);
  cast(f, n, p.bob, -1, NOW + 6);
  assert_story(f, n, NOW + 60, "Ann +1 page; Bob -1 page other (not a chair)");
}

/* Where anyone binds, a stranger's mail has the weight of a member's, one person one vote all the
 * same; the page takes votes from the roster alone. */
static void
test_anyone_binds_where_the_ballot_says_so(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY,
                                     .electorate = ELECTORATE_ANYONE,
                                     .quorum = 3,
                                     .thread = (char *)"vote@x"});
  cast(f, n, p.ann, -1, NOW + 5);
  mail_vote(f, "m1", "vote@x", "eve@example.net", 6, -1, "-1");
  mail_vote(f, "m2", "vote@x", "eve@example.net", 7, 1, "+1");
  mail_vote(f, "m3", "vote@x", "fay@example.net", 8, 1, "+1");
  assert_story(f, n, NOW + 60,
               "Ann -1 page; eve@example.net -1 mail no (changed later by mail);"
               " eve@example.net +1 mail; fay@example.net +1 mail");
  BallotCast stranger = {.member = p.dan + 100, .value = 1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &stranger, NOW + 50), ==, DOCKET_ERROR_FORBIDDEN);
  close_ballot(f, n, NOW + 60);
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpint(ballot->outcome, ==, OUTCOME_PASSED);
  g_assert_cmpstr(ballot->reason, ==, "2 binding +1 and 1 binding -1");
}

/* One person, one vote: from the page and from two addresses, one of them masked by the archive. */
static void
test_the_addresses_of_a_person_have_one_vote(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  g_autoptr(Member) more = g_new0(Member, 1);
  more->role = ROLE_MEMBER;
  more->since = NOW - 1000 * HOUR;
  more->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(more->addresses, g_strdup("bob@example.org"));
  g_ptr_array_add(more->addresses, g_strdup("bob.b@home.example"));
  g_assert_true(db_begin(f->db, &error) &&
                db_member_set(f->db, f->group, more, "test", NOW, &error) &&
                db_commit(f->db, &error));
  gint64 n =
      open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .quorum = 2, .thread = (char *)"vote@x"});
  cast(f, n, p.bob, 1, NOW + 5);
  mail_vote(f, "m1", "vote@x", "bob@example.org", 6, 1, "+1");
  mail_vote(f, "m2", "vote@x", "bob.b at home.example", 7, 0, "0");
  mail_vote(f, "m3", "vote@x", "bob.b@home.example", 8, -1, "-1");
  assert_story(f, n, NOW + 60,
               "Bob +1 page no (changed later by mail); Bob +1 mail no (changed later by mail);"
               " Bob +0 mail no (changed later by mail); Bob -1 mail");
  close_ballot(f, n, NOW + 60);
  g_assert_cmpint(outcome(f, n), ==, OUTCOME_NO_QUORUM); /* he is one voter, not three */
}

/* A member of another group is a stranger here; what was said on another group's list only, in
 * whatever thread, is not said here. */
static void
test_members_and_mail_of_another_group_do_not_count(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_people(f);
  add_thread(f);
  gint64 here = f->group, elsewhere = fixture_group(f->db, "other");
  f->group = elsewhere;
  gint64 eve = add_member(f, "Eve", ROLE_CHAIR);
  add_thread(f);
  f->group = here;
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  mail_vote(f, "m1", "vote@x", "eve@example.org", 5, -1, "-1");
  f->group = elsewhere;
  mail_vote(f, "m2", "vote@x", "bob@example.org", 6, -1, "-1");
  f->group = here;
  mail_vote(f, "m3", "vote@x", "cat@example.org", 7, 1, "+1");
  BallotCast foreign = {.member = eve, .value = -1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &foreign, NOW + 8), ==, DOCKET_ERROR_FORBIDDEN);
  assert_story(f, n, NOW + 60, "eve@example.org -1 mail other (not on the roster); Cat +1 mail");
  close_ballot(f, n, NOW + 60);
  g_assert_cmpint(outcome(f, n), ==, OUTCOME_PASSED);
}

/* Votes in answers to the item's mail are the ballot's where it says so; those of the same mail
 * that answer another item are not. */
static void
test_the_items_thread_counts_where_the_ballot_says_so(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_people(f);
  g_autoptr(Drafts) plan = drafts_new(), answer = drafts_new();
  fixture_item(plan, ITEM_PROPOSAL, "Move the wiki", 1);
  fixture_item(plan, ITEM_BACKLOG, "Write the guide", 2);
  fixture_reply(answer, "* Move the wiki", "+1", 2);
  fixture_vote(answer, 1, NULL, 2);
  fixture_reply(answer, "* Write the guide", "-1", 4);
  fixture_vote(answer, -1, NULL, 4);
  const TestMail mails[] = {
      {.id = "plan@x", .drafts = plan, .body = "* Move the wiki\n* Write the guide"},
      {.id = "m1",
       .refs = "plan@x",
       .from = "bob@example.org",
       .date = 5,
       .drafts = answer,
       .body = "> * Move the wiki\n+1\n> * Write the guide\n-1"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  gint64 without = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .item = 1});
  assert_story(f, without, NOW + 60, "");
  gint64 with = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .item = 1, .item_thread = TRUE});
  assert_story(f, with, NOW + 60, "Bob +1 mail");
}

static void
test_a_group_may_refuse_votes_that_nothing_vouches_for(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  add_people(f);
  add_thread(f);
  gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  mail_vote(f, "m1", "vote@x", "bob@example.org", 5, 1, "+1");
  static const struct {
    UnverifiedPolicy policy;
    const char *story;
  } cases[] = {{UNVERIFIED_COUNTS, "Bob +1 mail"},
               {UNVERIFIED_CONFIRMED, "Bob +1 mail no (waits for the voter to confirm it)"},
               {UNVERIFIED_REFUSED, "Bob +1 mail no (not verified)"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    BallotPolicy policy = {.unverified = cases[i].policy, .authserv = (char *)"mx.example.net"};
    g_assert_true(db_ballot_policy_set(f->db, f->group, &policy, "Ann", NOW, &error));
    assert_story(f, n, NOW + 60, cases[i].story);
  }
}

static void
test_a_passed_ballot_settles_its_item(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_item(drafts, ITEM_PROPOSAL, "Move the wiki", 1);
  fixture_item(drafts, ITEM_BACKLOG, "Write the guide", 2);
  TestMail mail = {.id = "plan@x", .drafts = drafts};
  fixture_store(f->db, f->group, &mail, 1);
  static const struct {
    gint64 item;
    int value;
    ItemState state;
  } cases[] = {{1, 1, STATE_DONE}, {2, 1, STATE_OPEN}, {2, -1, STATE_DECLINED}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    gint64 n = open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .item = cases[i].item});
    cast(f, n, p.ann, cases[i].value, NOW + 5);
    close_ballot(f, n, NOW + 10);
    g_autoptr(Item) item = db_item_get(f->db, f->group, cases[i].item, &error);
    g_assert_cmpstr(item_state_to_text(item->state), ==, item_state_to_text(cases[i].state));
  }
  BallotQuery about = {.item = 2};
  g_autoptr(GPtrArray) ballots = db_ballot_list(f->db, f->group, &about, &error);
  g_assert_cmpuint(ballots->len, ==, 2);
}

static void
test_a_ballot_may_open_later(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  People p = add_people(f);
  add_thread(f);
  gint64 n = open_ballot(
      f, (Ballot){.rule = RULE_LAZY, .opens = NOW + 10 * HOUR, .thread = (char *)"vote@x"});
  g_autoptr(Ballot) ballot = db_ballot_get(f->db, f->group, n, &error);
  g_assert_cmpint(ballot->closes, ==, NOW + 82 * HOUR); /* its own 72 hours begin then */
  g_assert_true(ballot_is_ahead(ballot, NOW + 10 * HOUR - 1));
  g_assert_false(ballot_is_ahead(ballot, NOW + 10 * HOUR));
  BallotCast early = {.member = p.bob, .value = 1, .way = WAY_PAGE};
  g_assert_cmpint(cast_fails(f, n, &early, NOW + 10 * HOUR - 1), ==, DOCKET_ERROR_CONFLICT);
  mail_vote(f, "m1", "vote@x", "cat@example.org", 9 * HOUR, 1, "+1");
  mail_vote(f, "m2", "vote@x", "dan@example.org", 11 * HOUR, 1, "+1");
  cast(f, n, p.bob, 1, NOW + 10 * HOUR);
  assert_story(f, n, NOW + 12 * HOUR,
               "Cat +1 mail no (before the ballot opened); Bob +1 page; Dan +1 mail");
}

static void
test_ballots_that_make_no_sense_are_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add_thread(f);
  open_ballot(f, (Ballot){.rule = RULE_MAJORITY, .thread = (char *)"vote@x"});
  g_autoptr(GPtrArray) twins = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_option_free);
  g_ptr_array_add(twins, ballot_option_parse("a: one", 1));
  g_ptr_array_add(twins, ballot_option_parse("A: two", 2));
  char *question = (char *)"Shall we?";
  const struct {
    Ballot ballot;
    gint code;
  } cases[] = {
      {{.question = (char *)""}, DOCKET_ERROR_INVALID},
      {{.question = question, .closes = NOW}, DOCKET_ERROR_INVALID},
      {{.question = question, .opens = NOW + 2 * HOUR, .closes = NOW + HOUR}, DOCKET_ERROR_INVALID},
      {{.question = question, .opens = NOW + 9000 * HOUR}, DOCKET_ERROR_INVALID},
      {{.question = question, .rule = RULE_RANKED}, DOCKET_ERROR_INVALID},
      {{.question = question, .rule = RULE_RANKED, .options = twins}, DOCKET_ERROR_INVALID},
      {{.question = question, .rule = RULE_MAJORITY, .options = twins}, DOCKET_ERROR_INVALID},
      {{.question = question, .item = 7}, DOCKET_ERROR_NOT_FOUND},
      {{.question = question, .thread = (char *)"vote@x"}, DOCKET_ERROR_CONFLICT},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    gint64 number = 0;
    g_assert_false(
        db_ballot_open(f->db, f->group, &cases[i].ballot, FALSE, "Ann", NOW, &number, &error));
    g_assert_error(error, DOCKET_ERROR, cases[i].code);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/ballot/page-and-mail-are-one-count", test_page_and_mail_are_one_count);
  FIXTURE_TEST("/ballot/votes-elsewhere-are-not-this-ballots",
               test_votes_elsewhere_are_not_this_ballots);
  FIXTURE_TEST("/ballot/replies-to-a-mail-not-yet-seen-count",
               test_replies_to_a_mail_not_yet_seen_count);
  FIXTURE_TEST("/ballot/a-vote-mail-is-suggested-until-it-is-opened-or-ignored",
               test_a_vote_mail_is_suggested_until_it_is_opened_or_ignored);
  FIXTURE_TEST("/ballot/an-objection-needs-a-reason-and-its-author-resolves-it",
               test_an_objection_needs_a_reason_and_its_author_resolves_it);
  FIXTURE_TEST("/ballot/lazy-consensus-passes-by-its-clock",
               test_lazy_consensus_passes_by_its_clock);
  FIXTURE_TEST("/ballot/a-result-is-frozen-and-late-mail-is-shown-as-late",
               test_a_result_is_frozen_and_late_mail_is_shown_as_late);
  FIXTURE_TEST("/ballot/votes-that-cannot-be-taken", test_votes_that_cannot_be_taken);
  FIXTURE_TEST("/ballot/options-are-rated-apart", test_options_are_rated_apart);
  FIXTURE_TEST("/ballot/ten-thousand-votes-in-a-mail-are-one",
               test_ten_thousand_votes_in_a_mail_are_one);
  FIXTURE_TEST("/ballot/votes-of-one-instant-are-serialised",
               test_votes_of_one_instant_are_serialised);
  FIXTURE_TEST("/ballot/who-leaves-the-roster-keeps-the-votes-given-before",
               test_who_leaves_the_roster_keeps_the_votes_given_before);
  FIXTURE_TEST("/ballot/a-clock-that-goes-backwards-orders-nothing-anew",
               test_a_clock_that_goes_backwards_orders_nothing_anew);
  FIXTURE_TEST("/ballot/a-mail-of-the-future-is-of-now", test_a_mail_of_the_future_is_of_now);
  FIXTURE_TEST("/ballot/only-chairs-bind-where-the-ballot-says-so",
               test_only_chairs_bind_where_the_ballot_says_so);
  FIXTURE_TEST("/ballot/anyone-binds-where-the-ballot-says-so",
               test_anyone_binds_where_the_ballot_says_so);
  FIXTURE_TEST("/ballot/the-addresses-of-a-person-have-one-vote",
               test_the_addresses_of_a_person_have_one_vote);
  FIXTURE_TEST("/ballot/members-and-mail-of-another-group-do-not-count",
               test_members_and_mail_of_another_group_do_not_count);
  FIXTURE_TEST("/ballot/the-items-thread-counts-where-the-ballot-says-so",
               test_the_items_thread_counts_where_the_ballot_says_so);
  FIXTURE_TEST("/ballot/a-group-may-refuse-votes-that-nothing-vouches-for",
               test_a_group_may_refuse_votes_that_nothing_vouches_for);
  FIXTURE_TEST("/ballot/a-passed-ballot-settles-its-item", test_a_passed_ballot_settles_its_item);
  FIXTURE_TEST("/ballot/a-ballot-may-open-later", test_a_ballot_may_open_later);
  FIXTURE_TEST("/ballot/ballots-that-make-no-sense-are-refused",
               test_ballots_that_make_no_sense_are_refused);
  return g_test_run();
}
