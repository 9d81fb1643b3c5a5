/* Votes and visitors that want to be more than they are, over HTTP. */
#include <string.h>

#include "db/audit.h"
#include "db/ballot.h"
#include "db/group.h"
#include "db/link.h"
#include "db/outbox.h"
#include "server/jobs.h"
#include "server/proxy.h"
#include "server/sign-in-job.h"
#include "tests/harness/visitor.h"

static void
assert_visiting_post(const Visiting *visiting, const char *path, const char *fields, guint status)
{
  g_autoptr(Answer) answer = visiting_post(visiting, path, fields);
  if (answer->status != status)
    g_test_message("%s", answer->body);
  g_assert_cmpuint(answer->status, ==, status);
}

static void
mail_in(const ClockedChair *c, const char *id, const char *from, gint64 at, const char *body)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
  g_autofree char *date = g_date_time_format(time, "%a, %d %b %Y %H:%M:%S +0000");
  g_autofree char *mbox = g_strdup_printf(
      "From x@example.org Tue May 13 16:00:00 2014\nFrom: %s\nTo: virt@lists.example.org\n"
      "Subject: Re: [VOTE] Release the May images\n"
      "Date: %s\nMessage-ID: <%s@example.org>\nIn-Reply-To: <vote-1@example.org>\n\n%s\n",
      from, date, id, body);
  harness_ingest(c->chair.harness, "virt", mbox);
}

/* The votes of ballot 1 of virt as the count sees them: "Ben +1 page binding; ...". */
static char *
story(const ClockedChair *c)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Ballot) ballot = db_ballot_get(db, group->id, 1, &error);
  g_assert_no_error(error);
  g_autoptr(GPtrArray) votes = db_ballot_votes(db, group->id, ballot, c->now, &error);
  g_assert_no_error(error);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < votes->len; i++) {
    const BallotVote *v = votes->pdata[i];
    g_string_append_printf(out, "%s%s %s %s%s%s%s%s", i > 0 ? "; " : "", person_label(v->person),
                           v->value_text, vote_way_to_text(v->way),
                           v->counted && v->binding ? " binding" : "", v->why != NULL ? " (" : "",
                           v->why != NULL ? v->why : "", v->why != NULL ? ")" : "");
  }
  return g_string_free(out, FALSE);
}

static void
assert_story(const ClockedChair *c, const char *wanted)
{
  g_autofree char *found = story(c);
  g_assert_cmpstr(found, ==, wanted);
}

/* --- links and cookies --- */

/* What the job does by itself, as soon as somebody asked. */
static void
answer_asked(const ClockedChair *c)
{
  g_autoptr(GError) error = NULL;
  gint64 next = 0;
  g_assert_true(server_sign_in_answer_all(c->chair.harness->server, c->now, &next, &error));
  g_assert_no_error(error);
}

/* The path of the link in the last mail that went to somebody who wanted to sign in. */
static char *
mailed_link(const ClockedChair *c)
{
  g_autoptr(GError) error = NULL;
  answer_asked(c);
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, 0, NULL, 1, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(mails->len, ==, 1);
  const OutMail *mail = mails->pdata[0];
  const char *at = strstr(mail->body, "/sign-in/");
  g_assert_nonnull(at);
  return g_strndup(at, strlen("/sign-in/") + 64);
}

/* Asks for a link; the cookie that binds it to this browser, as a header. */
static char *
ask(const ClockedChair *c, const char *address)
{
  g_autofree char *body = g_strdup_printf("address=%s", address);
  g_autoptr(Answer) answer = harness_request(c->chair.harness, "POST", "/sign-in",
                                             (const char *[]){c->chair.origin, NULL}, body);
  g_assert_cmpuint(answer->status, ==, 303);
  const char *cookie = answer_header(answer, "set-cookie");
  g_assert_true(g_str_has_prefix(cookie, "docket-browser="));
  return g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
}

static guint
use_link(const ClockedChair *c, const char *path, const char *cookie)
{
  g_autoptr(Answer) answer = harness_request(c->chair.harness, "POST", path,
                                             (const char *[]){c->chair.origin, cookie, NULL}, "");
  return answer->status;
}

static void
test_a_stolen_link_opens_nothing_in_another_browser(ClockedChair *c,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *mine = ask(c, "ann%40example.org");
  g_autofree char *path = mailed_link(c);
  g_autofree char *thiefs = ask(c, "nobody%40example.org");
  g_assert_cmpstr(mine, !=, thiefs);
  g_assert_cmpuint(use_link(c, path, NULL), ==, 403);
  g_assert_cmpuint(use_link(c, path, thiefs), ==, 403);
  /* Nor did the thief use it up. */
  g_assert_cmpuint(use_link(c, path, mine), ==, 303);
  g_autofree char *rows = harness_dump(c->chair.harness);
  g_assert_nonnull(strstr(rows, "visitor refused /sign-in/{token} - this sign-in link cannot"));
  g_assert_null(strstr(rows, path + strlen("/sign-in/")));
}

static void
test_a_link_is_good_once_and_for_a_quarter_of_an_hour(ClockedChair *c,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cookie = ask(c, "ann%40example.org");
  g_autofree char *path = mailed_link(c);
  g_assert_cmpuint(use_link(c, path, cookie), ==, 303);
  g_assert_cmpuint(use_link(c, path, cookie), ==, 403); /* replayed */
  g_autofree char *again = ask(c, "ann%40example.org");
  g_autofree char *late = mailed_link(c);
  c->now += 15 * 60 + 1;
  g_assert_cmpuint(use_link(c, late, again), ==, 403);
  g_autofree char *once_more = ask(c, "ann%40example.org");
  g_autofree char *wrong = mailed_link(c);
  wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == '0' ? '1' : '0';
  g_assert_cmpuint(use_link(c, wrong, once_more), ==, 403);
}

/* The job that hands links out forgets them on the second, and sessions with them. */
static void
test_a_clock_set_back_opens_nothing_again(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  enum { LINK = 15 * 60, SESSION = 30 * 86400 };
  g_autofree char *cookie = ask(c, "ann%40example.org");
  g_autofree char *path = mailed_link(c);
  g_autoptr(GError) error = NULL;
  gint64 next = c->now + 10 * LINK;
  g_assert_true(server_sign_in_answer_all(c->chair.harness->server, c->now, &next, &error));
  g_assert_cmpint(next, ==, c->now + LINK);
  c->now += LINK;
  answer_asked(c);
  c->now -= LINK;
  g_assert_cmpuint(use_link(c, path, cookie), ==, 403);
  g_autoptr(Answer) there = chair_get(&c->chair, "/sign-in");
  g_assert_nonnull(strstr(there->body, "Ann"));
  c->now += SESSION;
  answer_asked(c);
  c->now -= SESSION;
  g_autoptr(Answer) gone = chair_get(&c->chair, "/sign-in");
  g_assert_nonnull(strstr(gone->body, "<h1>Sign in</h1>"));
}

/* How many random bytes were drawn and what the database says (all its rows that a dump has) once
 * somebody asked. */
static char *
trace_of_asking(const ClockedChair *c, const char *address)
{
  guint before = c->chair.harness->n_random;
  g_free(ask(c, address));
  g_autofree char *rows = harness_dump(c->chair.harness);
  return g_strdup_printf("%u\n%s", c->chair.harness->n_random - before, rows);
}

/* The answer waits for nothing that depends on the address: the link is made later, by a job. */
static void
test_asking_is_the_same_work_for_everybody(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *before = harness_dump(c->chair.harness);
  g_autofree char *known = trace_of_asking(c, "ann%40example.org");
  g_autofree char *unknown = trace_of_asking(c, "nobody%40example.org");
  g_autofree char *none = trace_of_asking(c, "");
  g_assert_cmpstr(known, ==, unknown);
  g_assert_cmpstr(known, ==, none);
  g_assert_cmpstr(strchr(known, '\n') + 1, ==, before);
  answer_asked(c);
  g_autofree char *after = harness_dump(c->chair.harness);
  g_auto(GStrv) refused =
      g_strsplit(after, "visitor refused /sign-in - no mail was sent, 2 times", -1);
  g_assert_cmpuint(g_strv_length(refused), ==, 1 + 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, 0, NULL, 9, 0, &error);
  g_assert_cmpuint(mails->len, ==, 1);
  const OutRecipient *to = ((const OutMail *)mails->pdata[0])->recipients->pdata[0];
  g_assert_cmpstr(to->address, ==, "ann@example.org");
  answer_asked(c); /* once each */
  g_autofree char *again = harness_dump(c->chair.harness);
  g_assert_cmpstr(again, ==, after);
}

/* Every digit of the cookie matters, and what follows it does not help. */
static void
test_a_tampered_cookie_votes_for_nobody(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  gsize first = strlen("Cookie: docket="), len = strlen(c->chair.cookie);
  g_assert_cmpuint(len - first, ==, 64);
  static const gsize at[] = {0, 1, 31, 32, 62, 63};
  for (guint i = 0; i < G_N_ELEMENTS(at); i++) {
    char *digit = &c->chair.cookie[first + at[i]], was = *digit;
    *digit = was == '0' ? '1' : '0';
    chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 403);
    *digit = was;
  }
  assert_story(c, "");
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  assert_story(c, "Ann +1 page binding");
}

/* --- what is written down of refusals --- */

static guint
n_of(const ClockedChair *c, const char *words)
{
  g_autofree char *rows = harness_dump(c->chair.harness);
  g_auto(GStrv) parts = g_strsplit(rows, words, -1);
  return g_strv_length(parts) - 1;
}

static guint
status_of(const ClockedChair *c, const char *path, const char *header)
{
  g_autoptr(Answer) answer =
      harness_request(c->chair.harness, "GET", path, (const char *[]){header, NULL}, NULL);
  return answer->status;
}

static void
test_reads_that_are_refused_are_written_down(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "member");
  g_autofree char *token = g_strdup_printf("Authorization: Bearer docket_%064u", 0);
  g_assert_cmpuint(n_of(c, " refused "), ==, 0);
  g_assert_cmpuint(n_of(c, "Ben signed in /sign-in"), ==, 1);
  g_assert_cmpuint(status_of(c, "/virt/outbox/", NULL), ==, 403);
  g_assert_cmpuint(status_of(c, "/virt/outbox/", ben.cookie), ==, 403);
  g_assert_cmpuint(status_of(c, "/operator/", c->chair.cookie), ==, 403);
  g_assert_cmpuint(status_of(c, "/virt/", token), ==, 403);
  g_assert_cmpuint(status_of(c, "/virt/no-such-page", NULL), ==, 404);
  g_assert_cmpuint(n_of(c, " refused "), ==, 4);
  g_assert_cmpuint(n_of(c, "visitor refused /{group}/outbox/ - this page is for"), ==, 1);
  g_assert_cmpuint(n_of(c, "Ben refused /{group}/outbox/ - this is for the chairs"), ==, 1);
  g_assert_cmpuint(n_of(c, "Ann refused /operator/ - this is for the operators"), ==, 1);
  g_assert_cmpuint(n_of(c, "visitor refused /{group}/ - this token is not known"), ==, 1);
  g_autofree char *printed =
      chair_run(c->chair.harness, (const char *[]){"audit", "--limit", "2", NULL});
  g_assert_cmpstr(printed, ==,
                  "2014-05-13T16:53:20Z\tvirt\tvisitor\trefused\t/{group}/\t-\tthis token is not "
                  "known, or its time is over\n"
                  "2014-05-13T16:53:20Z\t-\tAnn\trefused\t/operator/\t-\tthis is for the operators "
                  "of the server\n");
  g_autofree char *of_group = chair_run(c->chair.harness, (const char *[]){"audit", "virt", NULL});
  g_assert_nonnull(strstr(of_group, "\tBen\trefused\t/{group}/outbox/\t"));
  g_assert_null(strstr(of_group, "/operator/"));
}

/* Sixty an hour of one network, three hundred of all; after ninety days they are forgotten, and
 * nothing else is. */
static void
test_refusals_do_not_fill_the_disk(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  enum { OF_A_NETWORK = 60, OVER = 5, OF_ALL = 300, NETWORKS = 8 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ProxyTrust) trust = server_proxy_new("127.0.0.1", NULL, &error);
  server_stop(c->chair.harness->server);
  ServerOptions options = {
      .mail = &c->config, .clock = clocked_chair_now, .clock_data = c, .proxy = trust};
  options.jobs = server_job_rows(&options.n_jobs);
  harness_serve(c->chair.harness, &options);
  for (guint network = 0; network < NETWORKS; network++) {
    g_autofree char *header = g_strdup_printf("X-Forwarded-For: 203.0.%u.1", network);
    for (guint i = 0; i < OF_A_NETWORK + OVER; i++)
      g_assert_cmpuint(status_of(c, "/virt/outbox/", header), ==, 403);
    /* those over the limit of the networks before are told with the first of this one */
    g_assert_cmpuint(harness_refusals(c->chair.harness), ==,
                     MIN((network + 1) * OF_A_NETWORK, OF_ALL) +
                         MIN(network, OF_ALL / OF_A_NETWORK - 1) * OVER);
  }
  c->now += 3600;
  g_assert_cmpuint(status_of(c, "/virt/outbox/", "X-Forwarded-For: 203.0.0.1"), ==, 403);
  g_assert_cmpuint(harness_refusals(c->chair.harness), ==, NETWORKS * (OF_A_NETWORK + OVER) + 1);
  c->now += (gint64)90 * 86400 - 1;
  Jobs *jobs = server_jobs(c->chair.harness->server);
  g_assert_true(server_jobs_run(jobs, "sweep", &error));
  g_assert_cmpuint(n_of(c, " refused "), ==, 2); /* the last, and how many were over */
  g_assert_cmpuint(n_of(c, "Ann signed in"), ==, 1);
  c->now += 1;
  g_assert_true(server_jobs_run(jobs, "sweep", &error));
  g_assert_cmpuint(n_of(c, " refused "), ==, 0);
  g_assert_cmpuint(n_of(c, "Ann signed in"), ==, 1);
}

/* --- ballots that take no vote --- */

static void
test_ballots_of_other_groups_and_closed_ones_take_no_vote(ClockedChair *c,
                                                          gconstpointer data G_GNUC_UNUSED)
{
  const Harness *harness = c->chair.harness;
  g_free(chair_run(harness, (const char *[]){"group", "add", "other", NULL}));
  g_free(chair_run(harness, (const char *[]){"member", "add", "other", "ann@example.org", "--role",
                                             "chair", "--since", "2014-01-01", NULL}));
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority&item=1", 303);
  /* In the other group she may vote and open, but has neither the ballot nor what it would be
   * about. */
  chair_assert_post(&c->chair, "/other/votes/1", "verb=cast&value=1", 404);
  chair_assert_post(&c->chair, "/other/votes/1", "verb=resolve", 404);
  chair_assert_post(&c->chair, "/other/votes/1/chair", "verb=close", 404);
  chair_assert_post(&c->chair, "/other/votes/1/chair", "verb=nudge", 404);
  chair_assert_post(&c->chair, "/other/votes/", "verb=open&question=Q&rule=majority&item=1", 404);
  chair_assert_post(&c->chair, "/other/votes/",
                    "verb=open&question=Q&rule=majority&thread=vote-1%40example.org", 404);
  chair_assert_post(&c->chair, "/other/queue", "ballot=1&value=1", 404);
  chair_assert_post(&c->chair, "/virt/votes/99", "verb=cast&value=1", 404);
  assert_story(c, "");
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=-1", 409);
  chair_assert_post(&c->chair, "/virt/queue", "ballot=1&value=-1", 409);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=resolve", 409);
  assert_story(c, "Ann +1 page binding");
}

static void
test_an_option_that_is_not_on_the_ballot_counts_nowhere(ClockedChair *c,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(
      &c->chair, "/virt/votes/",
      "verb=open&question=Q&rule=ranked&options=1a%3A+one%0D%0A1b%3A+two&thread=vote-1%"
      "40example.org",
      303);
  mail_in(c, "m1", "ann@example.org", HARNESS_NOW - 20, "1a: +2\n1c: +2\n");
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&option=1c&value=1", 400);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value-1c=1", 400);
  g_autofree char *found = story(c);
  g_assert_nonnull(
      strstr(found, "Ann +2 mail binding; Ann +2 mail (not an option of this ballot)"));
}

/* --- time and order --- */

static void
test_who_is_removed_in_mid_ballot_keeps_what_was_given(ClockedChair *c,
                                                       gconstpointer data G_GNUC_UNUSED)
{
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "member");
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  assert_visiting_post(&ben, "/virt/votes/1", "verb=cast&value=1", 303);
  c->now += 60;
  chair_assert_post(&c->chair, "/virt/members", "verb=end&address=ben%40example.org", 303);
  c->now += 60;
  assert_visiting_post(&ben, "/virt/votes/1", "verb=cast&value=-1", 403);
  assert_visiting_post(&ben, "/virt/queue", "ballot=1&value=-1", 403);
  assert_story(c, "Ben +1 page binding");
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  g_autoptr(Answer) text = chair_get(&c->chair, "/virt/votes/1.txt");
  g_assert_nonnull(strstr(text->body, "Result: passed\nReason: 1 binding +1 and 0 binding -1"));
}

/* An end that is told late is of its date: open ballots count by it, closed ones stay. */
static void
test_an_end_in_the_past_unbinds_what_was_given_since(ClockedChair *c,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  g_auto(Visiting) ben = {0};
  const char *const end[] = {"member",  "end",        "virt", "ben@example.org",
                             "--until", "2014-05-01", NULL};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "member");
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  assert_visiting_post(&ben, "/virt/votes/1", "verb=cast&value=1", 303);
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=R&rule=majority", 303);
  assert_visiting_post(&ben, "/virt/votes/2", "verb=cast&value=1", 303);
  g_autoptr(Answer) before = chair_get(&c->chair, "/virt/votes/2.txt");
  harness_assert_says(before->body, "\tcounted\tbinding\t");
  static const char *const no_days[] = {"2013-12-31", "2999-01-01", "soon"};
  for (guint i = 0; i < G_N_ELEMENTS(no_days); i++) {
    const char *const bad[] = {"member",  "end",      "virt", "ben@example.org",
                               "--until", no_days[i], NULL};
    g_assert_cmpint(harness_run(c->chair.harness, bad, NULL, NULL), !=, 0);
  }
  g_free(chair_run(c->chair.harness, end));
  g_autoptr(Answer) open = chair_get(&c->chair, "/virt/votes/2.txt");
  g_assert_null(strstr(open->body, "\tcounted\tbinding\t"));
  g_autoptr(Answer) closed = chair_get(&c->chair, "/virt/votes/1.txt");
  harness_assert_says(closed->body, "\tcounted\tbinding\t");
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(GPtrArray) trail = db_audit_rows(db, 0, 0, &error);
  g_assert_no_error(error);
  gboolean kept = FALSE;
  for (guint i = 0; i < trail->len; i++) {
    const AuditRow *row = trail->pdata[i];
    kept |= g_strcmp0(row->key, "ben@example.org") == 0 &&
            g_strcmp0(row->new, "ended as of 2014-04-30T23:00:00Z") == 0;
  }
  g_assert_true(kept); /* midnight in London, in summer */
}

static void
test_a_clock_set_back_changes_neither_order_nor_result(ClockedChair *c,
                                                       gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&closes=2014-05-13+19:00", 303);
  c->now += 600;
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  c->now -= 7200;
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=-1", 303);
  assert_story(c, "Ann +1 page (changed later by page); Ann -1 page binding");
  c->now += 4 * 3600;
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 409); /* its time is over */
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  c->now -= 8 * 3600;
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 409);
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 409);
  assert_story(c, "Ann +1 page (changed later by page); Ann -1 page binding");
}

static void
test_a_ballot_that_has_not_begun_takes_no_vote(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&opens=2014-05-13+19:00", 303);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 409);
  chair_assert_post(&c->chair, "/virt/queue", "ballot=1&value=1", 409);
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=nudge", 409);
  g_autoptr(Answer) early = chair_get(&c->chair, "/virt/votes/");
  g_assert_nonnull(strstr(early->body, "/virt/votes/1\""));
  g_assert_null(strstr(early->body, "waits for your vote"));
  g_autoptr(Answer) page = chair_get(&c->chair, "/virt/votes/1");
  g_assert_nonnull(strstr(page->body, "; votes from "));
  g_assert_null(strstr(page->body, "Your vote"));
  c->now = G_GINT64_CONSTANT(1400004000); /* 19:00 in London */
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  assert_story(c, "Ann +1 page binding");
}

static void
test_page_and_mail_of_one_second_are_in_order_and_in_the_history(ClockedChair *c,
                                                                 gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&thread=vote-1%40example.org", 303);
  c->now += 60;
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  mail_in(c, "m1", "ann@example.org", c->now, "-1\n");
  g_autofree char *found = story(c);
  g_assert_true(
      g_str_has_suffix(found, "; Ann -1 mail (changed later by page); Ann +1 page binding"));
}

typedef struct {
  const Visiting *visiting;
  const char *fields;
} Ballotist;

static gpointer
vote_in_thread(gpointer data)
{
  const Ballotist *ballotist = data;
  g_autoptr(Answer) answer = visiting_post(ballotist->visiting, "/virt/votes/1", ballotist->fields);
  return GUINT_TO_POINTER(answer->status);
}

/* Two people, four requests at once, while mail comes in: one after the other, none lost. */
static void
test_votes_at_the_same_instant_are_serialised(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  enum { ROUNDS = 5 };
  g_auto(Visiting) ben = {0};
  g_auto(Visiting) cho = {0};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "member");
  visiting_sign_in(&cho, c->chair.harness, "Cho", "member");
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&thread=vote-1%40example.org", 303);
  Ballotist all[] = {{&ben, "verb=cast&value=1"},
                     {&ben, "verb=cast&value=-1"},
                     {&cho, "verb=cast&value=1"},
                     {&cho, "verb=cast&value=0"}};
  for (guint round = 0; round < ROUNDS; round++) {
    GThread *threads[G_N_ELEMENTS(all)];
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
      threads[i] = g_thread_new("vote", vote_in_thread, &all[i]);
    g_autofree char *id = g_strdup_printf("m%u", round);
    mail_in(c, id, "ben@example.org", c->now, "-1\n");
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
      g_assert_cmpuint(GPOINTER_TO_UINT(g_thread_join(threads[i])), ==, 303);
  }
  g_autofree char *found = story(c);
  g_auto(GStrv) each = g_strsplit(found, "; ", -1);
  guint by_page = 0, by_mail = 0, counted = 0;
  for (guint i = 0; each[i] != NULL; i++) {
    gboolean mail = g_str_has_prefix(each[i], "Ben -1 mail");
    by_page += mail || g_str_has_prefix(each[i], "Ann") ? 0 : 1;
    by_mail += mail ? 1 : 0;
    counted += g_str_has_suffix(each[i], " page binding") ? 1 : 0;
  }
  g_assert_cmpuint(by_page, ==, ROUNDS * G_N_ELEMENTS(all));
  g_assert_cmpuint(by_mail, ==, ROUNDS);
  g_assert_cmpuint(counted, ==, 2); /* the last one of each */
}

/* --- what is shown of each line --- */

/* The row of the ballot's page that leads to this line must say all of these words, as text. */
static void
assert_line_says(const ClockedChair *c, const char *id, guint line, const char *words)
{
  g_autoptr(Answer) page = chair_get(&c->chair, "/virt/votes/1");
  g_autofree char *href = g_strdup_printf("/virt/archive/%s@example.org/#L%u\"", id, line);
  const char *at = strstr(page->body, href);
  if (at == NULL)
    g_test_message("%s: %s", href, page->body);
  g_assert_nonnull(at);
  g_autofree char *row = g_strndup(at, (gsize)(strstr(at, "</tr>") - at));
  g_autoptr(GRegex) tags = g_regex_new("<[^>]*>|\\s+", 0, 0, NULL);
  g_autofree char *spaced =
      g_regex_replace_literal(tags, strchr(row, '>') + 1, -1, 0, " ", 0, NULL);
  g_autoptr(GRegex) blanks = g_regex_new(" +", 0, 0, NULL);
  g_autofree char *text = g_regex_replace_literal(blanks, spaced, -1, 0, " ", 0, NULL);
  g_assert_cmpstr(g_strstrip(text), ==, words);
}

static void
test_each_line_is_shown_with_its_source_and_reason(ClockedChair *c,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, c->chair.harness, "Ben", "member");
  g_free(chair_run(c->chair.harness,
                   (const char *[]){"member", "add", "virt", "cho@example.org", "--name", "Cho Dan",
                                    "--since", "2014-01-01", NULL}));
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&thread=vote-1%40example.org", 303);
  mail_in(c, "ben-1", "ben@example.org", c->now - 50,
          "> +1 (binding)\n\n[ ] +1 release them\n[ ] -1 do not\n\n+1 for me\n");
  mail_in(c, "eve-1", "eve@example.net", c->now - 40, "+1 from a user\n");
  mail_in(c, "cho-1",
          "\"Cho Dan via virt\" <virt@lists.example.org>\nX-Original-From: Cho Dan "
          "<cho@example.org>",
          c->now - 30, "-1 not yet\n");
  assert_visiting_post(&ben, "/virt/votes/1", "verb=cast&value=0", 303);
  assert_line_says(c, "ben-1", 1, "&gt; +1 (binding) mail, not verified quoted");
  assert_line_says(c, "ben-1", 3, "[ ] +1 release them mail, not verified template");
  assert_line_says(c, "ben-1", 6, "+1 for me mail, not verified changed later by page");
  assert_line_says(c, "eve-1", 1, "+1 from a user mail, not verified not on the roster");
  assert_line_says(c, "cho-1", 1, "-1 not yet mail, rewritten by the list");
  c->now += 60;
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  mail_in(c, "cho-2", "cho@example.org", c->now - 30, "+1 after all\n");
  assert_line_says(c, "cho-2", 1, "+1 after all mail, not verified after close");
  /* What was said of the others stays, and Cho's counts as rewritten in the text too. */
  assert_line_says(c, "ben-1", 6, "+1 for me mail, not verified changed later by page");
  g_autoptr(Answer) text = chair_get(&c->chair, "/virt/votes/1.txt");
  g_assert_nonnull(
      strstr(text->body, "\tcounted\tbinding\t-\t-\t-1\t4\tCho Dan\tmail\tlist-rewritten\t"));
}

/* --- many lines --- */

static void
test_ten_thousand_votes_in_a_mail_are_one_vote_and_500_rows(ClockedChair *c,
                                                            gconstpointer data G_GNUC_UNUSED)
{
  enum { LINES = 10000, READ = 500 };
  g_autoptr(GString) body = g_string_new(NULL);
  for (guint i = 1; i <= LINES; i++)
    g_string_append(body, i == READ ? "-1\n" : "+1\n");
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&thread=vote-1%40example.org", 303);
  mail_in(c, "flood", "ben@example.org", HARNESS_NOW - 20, body->str);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) votes = db_vote_list(db, group->id, 0, &error);
  guint rows = 0;
  for (guint i = 0; i < votes->len; i++)
    rows += g_str_equal(((const Vote *)votes->pdata[i])->message_id, "flood@example.org");
  g_assert_cmpuint(rows, ==, READ);
  /* What is left out is told. */
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "again.mbox", NULL);
  g_autofree char *mbox =
      g_strdup_printf("From ben@example.org Tue May 13 16:00:00 2014\nFrom: "
                      "ben@example.org\nSubject: Re: [VOTE] Release the May images\n"
                      "Date: Tue, 13 May 2014 16:00:00 +0000\nMessage-ID: "
                      "<flood-2@example.org>\nIn-Reply-To: <vote-1@example.org>\n\n%s\n",
                      body->str);
  g_assert_true(g_file_set_contents(path, mbox, -1, NULL));
  g_autofree char *told =
      chair_run(c->chair.harness, (const char *[]){"ingest", "-g", "virt", path, NULL});
  g_assert_nonnull(strstr(told, " 9500 lines and findings are over the limits of one mail"));
  /* One person, one vote: the last line that was read of the later mail. */
  g_autofree char *found = story(c);
  gsize binding = 0;
  for (const char *at = found; (at = strstr(at, " binding")) != NULL; at++)
    binding++;
  g_assert_cmpuint(binding, ==, 1); /* Ann's; Ben is on no roster yet */
  g_free(chair_run(c->chair.harness,
                   (const char *[]){"member", "add", "virt", "ben@example.org", "--name", "Ben",
                                    "--since", "2014-01-01", NULL}));
  chair_assert_post(&c->chair, "/virt/votes/1/chair", "verb=close", 303);
  g_autoptr(Answer) text = chair_get(&c->chair, "/virt/votes/1.txt");
  g_assert_nonnull(strstr(text->body, "1 binding +1 and 1 binding -1"));
}

#define ADD(name, run)                                                                             \
  g_test_add("/vote-hard/" name, ClockedChair, NULL, clocked_chair_set_up, run,                    \
             clocked_chair_tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("a-stolen-link-opens-nothing-in-another-browser",
      test_a_stolen_link_opens_nothing_in_another_browser);
  ADD("a-link-is-good-once-and-for-a-quarter-of-an-hour",
      test_a_link_is_good_once_and_for_a_quarter_of_an_hour);
  ADD("a-clock-set-back-opens-nothing-again", test_a_clock_set_back_opens_nothing_again);
  ADD("asking-is-the-same-work-for-everybody", test_asking_is_the_same_work_for_everybody);
  ADD("reads-that-are-refused-are-written-down", test_reads_that_are_refused_are_written_down);
  ADD("refusals-do-not-fill-the-disk", test_refusals_do_not_fill_the_disk);
  ADD("a-tampered-cookie-votes-for-nobody", test_a_tampered_cookie_votes_for_nobody);
  ADD("ballots-of-other-groups-and-closed-ones-take-no-vote",
      test_ballots_of_other_groups_and_closed_ones_take_no_vote);
  ADD("an-option-that-is-not-on-the-ballot-counts-nowhere",
      test_an_option_that_is_not_on_the_ballot_counts_nowhere);
  ADD("an-end-in-the-past-unbinds-what-was-given-since",
      test_an_end_in_the_past_unbinds_what_was_given_since);
  ADD("who-is-removed-in-mid-ballot-keeps-what-was-given",
      test_who_is_removed_in_mid_ballot_keeps_what_was_given);
  ADD("a-clock-set-back-changes-neither-order-nor-result",
      test_a_clock_set_back_changes_neither_order_nor_result);
  ADD("a-ballot-that-has-not-begun-takes-no-vote", test_a_ballot_that_has_not_begun_takes_no_vote);
  ADD("page-and-mail-of-one-second",
      test_page_and_mail_of_one_second_are_in_order_and_in_the_history);
  ADD("votes-at-the-same-instant-are-serialised", test_votes_at_the_same_instant_are_serialised);
  ADD("each-line-is-shown-with-its-source-and-reason",
      test_each_line_is_shown_with_its_source_and_reason);
  ADD("ten-thousand-votes-in-a-mail", test_ten_thousand_votes_in_a_mail_are_one_vote_and_500_rows);
  return g_test_run();
}
