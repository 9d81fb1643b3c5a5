/* Votes by mail, and what their voters are told. */
#include <string.h>

#include "db/group.h"
#include "db/outbox.h"
#include "server/jobs.h"
#include "tests/harness/visitor.h"

static void
mail_in(const Harness *harness, const char *id, const char *from, const char *more,
        const char *body)
{
  g_autofree char *mbox = g_strdup_printf(
      "From %s Tue May 13 16:00:00 2014\nFrom: %s\nSubject: Re: [VOTE] Release the May images\n"
      "Date: Tue, 13 May 2014 16:00:00 +0000\nMessage-ID: <%s@example.org>\n%s"
      "In-Reply-To: <vote-1@example.org>\n\n%s\n",
      from, from, id, more, body);
  harness_ingest(harness, "virt", mbox);
}

static GPtrArray *
notices(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, NULL, 50, 0, &error);
  g_assert_no_error(error);
  GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)out_mail_free);
  for (guint i = 0; i < mails->len; i++)
    if (((const OutMail *)mails->pdata[i])->kind == OUT_NOTICE)
      g_ptr_array_add(found, g_steal_pointer(&mails->pdata[i]));
  return found;
}

static void
tell(const Chair *chair)
{
  g_autoptr(GError) error = NULL;
  gsize n;
  const JobRow *rows = server_job_rows(&n);
  for (gsize i = 0; i < n; i++) {
    gint64 next = 0;
    if (strcmp(rows[i].name, "tell voters") == 0)
      g_assert_true(rows[i].run(chair->harness->server, HARNESS_NOW, &next, &error));
  }
  g_assert_no_error(error);
}

static void
open_release(const Chair *chair)
{
  chair_add_member(chair->harness, "Ben", "ben@example.org");
  chair_assert_post(chair, "/virt/votes/",
                    "verb=open&question=Release%3F&rule=release&thread=vote-1%40example.org", 303);
}

static void
test_a_member_is_told_once_of_a_vote_in_their_name(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  open_release(&chair);
  mail_in(chair.harness, "ben-1", "ben@example.org", "", "+1");
  mail_in(chair.harness, "eve-1", "eve@example.net", "", "+1");
  for (guint i = 0; i < 3; i++)
    tell(&chair);
  g_autoptr(GPtrArray) mails = notices(chair.harness);
  g_assert_cmpuint(mails->len, ==, 2); /* Ann voted in the thread before */
  guint to_ben = 0;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    const OutRecipient *to = mail->recipients->pdata[0];
    g_assert_cmpint(mail->state, ==, OUT_QUEUED);
    g_assert_cmpstr(mail->subject, ==, "A vote was counted in your name");
    g_assert_cmpstr(to->address, !=, "eve@example.net");
    to_ben += strcmp(to->address, "ben@example.org") == 0 ? 1 : 0;
  }
  g_assert_cmpuint(to_ben, ==, 1);
}

static guint
notices_to(const Harness *harness, const char *address)
{
  g_autoptr(GPtrArray) mails = notices(harness);
  guint n = 0;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    n += strcmp(((OutRecipient *)mail->recipients->pdata[0])->address, address) == 0 ? 1 : 0;
  }
  return n;
}

/* Whoever was not told by then is told before the count is final: in the same transaction, and not
 * again by the job; who votes too late has nothing counted, and hears nothing. */
static void
test_voters_are_told_once_before_a_ballot_closes(void)
{
  for (guint by_clock = 0; by_clock < 2; by_clock++) {
    g_auto(Chair) chair = {0};
    ClockedChair clock = {.now = HARNESS_NOW};
    gsize n;
    const JobRow *jobs = server_job_rows(&n);
    ServerOptions options = {.jobs = by_clock == 0 ? NULL : jobs,
                             .n_jobs = by_clock == 0 ? 0 : n,
                             .clock = clocked_chair_now,
                             .clock_data = &clock};
    chair_sign_in_with(&chair, "chair", &options);
    open_release(&chair);
    chair_add_member(chair.harness, "Cho", "cho@example.org");
    chair_add_member(chair.harness, "Dan", "dan@example.org");
    mail_in(chair.harness, "dan-1", "dan@example.org", "", "+1");
    tell(&chair);
    g_assert_cmpuint(notices_to(chair.harness, "dan@example.org"), ==, 1);
    mail_in(chair.harness, "ben-1", "ben@example.org", "", "+1");
    g_autoptr(GError) error = NULL;
    if (by_clock == 0) {
      chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
    } else {
      clock.now += 73 * 3600;
      g_assert_true(server_jobs_run(server_jobs(chair.harness->server), "close ballots", &error));
      g_assert_no_error(error);
    }
    chair_assert_shows(&chair, "/virt/votes/1", "Result: passed");
    g_assert_cmpuint(notices_to(chair.harness, "ben@example.org"), ==, 1);
    g_assert_cmpuint(notices_to(chair.harness, "dan@example.org"), ==, 1);
    mail_in(chair.harness, "cho-1", "cho@example.org", "", "-1 too late");
    for (guint i = 0; i < 3; i++)
      tell(&chair);
    chair_assert_shows(&chair, "/virt/votes/1", "after close");
    g_assert_cmpuint(notices_to(chair.harness, "ben@example.org"), ==, 1);
    g_assert_cmpuint(notices_to(chair.harness, "cho@example.org"), ==, 0);
  }
}

/* A link that confirms a vote would be dead when its mail leaves; voters of other ballots are for
 * the job, and their votes may still change. */
static void
test_a_close_tells_of_its_own_counted_votes_alone(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  open_release(&chair);
  harness_ingest(chair.harness, "virt",
                 "From dan@example.org Tue May 13 10:00:00 2014\nFrom: Dan <dan@example.org>\n"
                 "Date: Tue, 13 May 2014 10:00:00 +0000\nSubject: [VOTE] Drop the old installer\n"
                 "Message-ID: <other@example.org>\n\nPlease vote.\n\n"
                 "From ben@example.org Tue May 13 11:00:00 2014\nFrom: Ben <ben@example.org>\n"
                 "Date: Tue, 13 May 2014 11:00:00 +0000\nSubject: Re: [VOTE] Drop the old "
                 "installer\nMessage-ID: <ben-9@example.org>\nIn-Reply-To: <other@example.org>\n"
                 "\n+1\n");
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Drop%3F&rule=release&thread=other%40example.org", 303);
  mail_in(chair.harness, "ben-1", "ben@example.org", "", "+1");
  mail_in(chair.harness, "ann-1", "ann@example.org",
          "Authentication-Results: mx.example.net; dkim=pass header.d=example.org\n", "+1");
  g_free(
      chair_run(chair.harness, (const char *[]){"vote", "policy", "virt", "--unverified", "confirm",
                                                "--authserv-id", "mx.example.net", NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"vote", "close", "virt", "1", NULL}));
  g_assert_cmpuint(notices_to(chair.harness, "ann@example.org"), ==, 1);
  g_assert_cmpuint(notices_to(chair.harness, "ben@example.org"), ==, 0);
  tell(&chair);
  g_autoptr(GPtrArray) mails = notices(chair.harness);
  guint n_asked = 0;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    if (strcmp(mail->about, "ballot:2") == 0 && strstr(mail->body, "/votes/confirm/") != NULL)
      n_asked++;
    else
      g_assert_null(strstr(mail->body, "/votes/confirm/"));
  }
  g_assert_cmpuint(n_asked, ==, 1);
  g_assert_cmpuint(notices_to(chair.harness, "ben@example.org"), ==, 1);
}

static void
test_nobody_is_told_of_a_programs_mail(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  open_release(&chair);
  mail_in(chair.harness, "ben-2", "ben@example.org", "Auto-Submitted: auto-replied\n", "+1");
  tell(&chair);
  g_autoptr(GPtrArray) mails = notices(chair.harness);
  for (guint i = 0; i < mails->len; i++)
    g_assert_cmpstr(((OutRecipient *)((OutMail *)mails->pdata[i])->recipients->pdata[0])->address,
                    !=, "ben@example.org");
  /* Nor does it count: whoever names a person unheard would vote for them unheard. */
  g_autoptr(Answer) text = chair_get(&chair, "/virt/votes/1.txt");
  harness_assert_says(text->body, "/virt/archive/ben-2@example.org/#L1\tsent by a program\n");
  harness_assert_says(text->body, "\trefused\tbinding\t-\t-\t1\t2\tBen\tmail\t");
}

static void
test_an_unverified_vote_waits_until_its_voter_confirms_it(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  open_release(&chair);
  g_free(
      chair_run(chair.harness, (const char *[]){"vote", "policy", "virt", "--unverified", "confirm",
                                                "--authserv-id", "mx.example.net", NULL}));
  mail_in(chair.harness, "ben-3", "ben@example.org", "", "+1");
  mail_in(chair.harness, "ann-3", "ann@example.org",
          "Authentication-Results: mx.example.net; dkim=pass header.d=example.org\n", "0");
  chair_assert_shows(&chair, "/virt/votes/1", "waits for the voter to confirm it");
  chair_assert_shows(&chair, "/virt/votes/1", "DKIM pass");
  tell(&chair);
  g_autoptr(GPtrArray) mails = notices(chair.harness);
  g_autofree char *path = NULL;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    const char *at = strstr(mail->body, "/virt/votes/confirm/");
    if (at != NULL && strstr(mail->body, "ben-3@example.org") != NULL)
      path = g_strndup(at, strcspn(at, "\n"));
  }
  g_assert_nonnull(path);
  const char *const headers[] = {chair.origin, NULL};
  g_autoptr(Answer) look = harness_get(chair.harness, path);
  g_assert_cmpuint(look->status, ==, 200);
  g_autoptr(Answer) before = chair_get(&chair, "/virt/votes/1.txt");
  g_assert_null(strstr(before->body, "counted\tbinding\t-\t-\t1\t"));
  g_autoptr(Answer) use = harness_request(chair.harness, "POST", path, headers, "");
  g_assert_cmpuint(use->status, ==, 303);
  g_autoptr(Answer) after = chair_get(&chair, "/virt/votes/1.txt");
  g_assert_nonnull(strstr(after->body, "counted\tbinding\t-\t-\t1\t"));
  g_autoptr(Answer) again = harness_request(chair.harness, "POST", path, headers, "");
  g_assert_cmpuint(again->status, ==, 403);
  path[strlen(path) - 1] = path[strlen(path) - 1] == '0' ? '1' : '0';
  g_autoptr(Answer) wrong = harness_request(chair.harness, "POST", path, headers, "");
  g_assert_cmpuint(wrong->status, ==, 403);
  /* Ann's signature passed: her vote counts unasked, also where no other vote by mail does. */
  harness_assert_says(after->body, "\tcounted\tbinding\t-\t-\t0\t1\tAnn\tmail\t");
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "policy", "virt", "--unverified", "never", NULL}));
  g_autoptr(Answer) never = chair_get(&chair, "/virt/votes/1.txt");
  harness_assert_says(never->body, "\tcounted\tbinding\t-\t-\t0\t1\tAnn\tmail\t");
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "mail, confirmed");
  g_autoptr(Answer) closed = chair_get(&chair, "/virt/votes/1.json");
  harness_assert_says(closed->body, "\"confirmed\": true");
  g_autofree char *dump = harness_dump(chair.harness);
  const char *row = strstr(dump, " ben-3@example.org 1 +1 ");
  g_assert_nonnull(row);
  g_autofree char *vote = g_strndup(row, strcspn(row, "\n"));
  g_assert_true(g_str_has_suffix(vote, " 1"));
}

/* Whoever read the list can send another mail under the Message-ID of one that was confirmed. */
static void
test_a_confirmed_vote_says_nothing_of_another_mail_with_its_id(void)
{
  static const char *const dates[] = {"14 May 2014 16:00:00", "13 May 2014 15:00:00"};
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  open_release(&chair);
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "policy", "virt", "--unverified", "confirm", NULL}));
  mail_in(chair.harness, "ben-3", "ben@example.org", "", "+1");
  tell(&chair);
  g_autoptr(GPtrArray) mails = notices(chair.harness);
  for (guint i = 0; i < mails->len; i++) {
    const char *body = ((const OutMail *)mails->pdata[i])->body;
    const char *at = strstr(body, "/virt/votes/confirm/");
    if (at == NULL || strstr(body, "ben-3@example.org") == NULL)
      continue;
    const char *const headers[] = {chair.origin, NULL};
    g_autofree char *path = g_strndup(at, strcspn(at, "\n"));
    g_autoptr(Answer) use = harness_request(chair.harness, "POST", path, headers, "");
    g_assert_cmpuint(use->status, ==, 303);
  }
  guint n_notices = notices_to(chair.harness, "ben@example.org");
  for (guint i = 0; i < G_N_ELEMENTS(dates); i++) {
    g_autofree char *mbox = g_strdup_printf(
        "From ben@example.org Wed May 14 16:00:00 2014\nFrom: ben@example.org\nSubject: Re: [VOTE] "
        "Release the May images\nDate: %s +0000\nMessage-ID: <ben-3@example.org>\n"
        "In-Reply-To: <vote-1@example.org>\n\n-1\n",
        dates[i]);
    harness_ingest(chair.harness, "virt", mbox);
    tell(&chair);
    g_autoptr(Answer) text = chair_get(&chair, "/virt/votes/1.txt");
    harness_assert_says(text->body, "\tcounted\tbinding\t-\t-\t1\t2\tBen\tmail\t");
    harness_assert_says(text->body, "\trefused\tbinding\t-\t-\t-1\t2\tBen\tmail\t");
    g_assert_null(strstr(text->body, "\tcounted\tbinding\t-\t-\t-1\t"));
    harness_assert_says(text->body, "\tanother mail has this Message-ID\n");
    g_assert_cmpuint(notices_to(chair.harness, "ben@example.org"), ==, n_notices);
  }
  /* Nor is one that comes after the close taken for the one that was counted. */
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
  mail_in(chair.harness, "ben-3", "ben@example.org", "", "0");
  g_autoptr(Answer) closed = chair_get(&chair, "/virt/votes/1.txt");
  harness_assert_says(closed->body, "\tcounted\tbinding\t-\t-\t1\t2\tBen\tmail\t");
  const char *late = strstr(closed->body, "\trefused\tbinding\t-\t-\t0\t2\tBen\tmail\t");
  g_assert_nonnull(late);
  g_autofree char *row = g_strndup(late, strcspn(late, "\n"));
  g_assert_true(g_str_has_suffix(row, "\tafter close"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vote/a-member-is-told-once-of-a-vote-in-their-name",
                  test_a_member_is_told_once_of_a_vote_in_their_name);
  g_test_add_func("/vote/voters-are-told-once-before-a-ballot-closes",
                  test_voters_are_told_once_before_a_ballot_closes);
  g_test_add_func("/vote/a-close-tells-of-its-own-counted-votes-alone",
                  test_a_close_tells_of_its_own_counted_votes_alone);
  g_test_add_func("/vote/nobody-is-told-of-a-programs-mail",
                  test_nobody_is_told_of_a_programs_mail);
  g_test_add_func("/vote/an-unverified-vote-waits-until-its-voter-confirms-it",
                  test_an_unverified_vote_waits_until_its_voter_confirms_it);
  g_test_add_func("/vote/a-confirmed-vote-says-nothing-of-another-mail-with-its-id",
                  test_a_confirmed_vote_says_nothing_of_another_mail_with_its_id);
  return g_test_run();
}
