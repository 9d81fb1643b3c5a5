/* Ballots in the browser, on the command line and by the clock. */
#include <string.h>

#include "db/ballot.h"
#include "db/group.h"
#include "db/item.h"
#include "db/outbox.h"
#include "server/jobs.h"
#include "tests/harness/visitor.h"

static void
set_list(const Harness *harness)
{
  g_free(chair_run(harness, (const char *[]){"group", "set", "virt", "--address",
                                             "virt@lists.example.org", NULL}));
}

static void
test_a_ballot_from_opening_to_result(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  set_list(chair.harness);
  chair_add_member(chair.harness, "Ben", "ben@example.org");
  g_autoptr(Answer) form = chair_get(&chair, "/virt/votes/new?item=1");
  g_assert_nonnull(strstr(form->body, "Open a ballot"));
  g_autoptr(Answer) opened = chair_post(
      &chair, "/virt/votes/", "verb=open&question=Shall+we%3F&rule=majority&item=1&quorum=2");
  g_assert_cmpuint(opened->status, ==, 303);
  g_assert_cmpstr(answer_header(opened, "location"), ==, "/virt/votes/1");
  chair_assert_shows(&chair, "/virt/votes/", "waits for your vote");
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=1&comment=yes", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "1 of the 2 binding voters needed took part");
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "cast", "virt", "1", "ben@example.org", "-1", NULL}));
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "cast", "virt", "1", "ben@example.org", "+1", NULL}));
  chair_assert_shows(&chair, "/virt/votes/1", "changed later by command");
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "Result: passed");
  chair_assert_shows(&chair, "/virt/decisions", "2 binding +1 and 0 binding -1");
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=-1", 409);
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 409);

  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  g_assert_cmpuint(mails->len, ==, 2);
  const OutMail *result = mails->pdata[0], *call = mails->pdata[1];
  g_assert_cmpstr(result->subject, ==, "[RESULT] [VOTE] Shall we?");
  g_assert_cmpint(result->state, ==, OUT_DRAFT);
  g_assert_nonnull(strstr(result->body, "passed"));
  g_assert_cmpstr(result->in_reply_to, ==, call->message_id);
  g_assert_cmpstr(call->subject, ==, "[VOTE] Shall we?");
  g_autoptr(Item) item = db_item_get(db, group->id, 1, &error);
  g_assert_cmpint(item->state, ==, STATE_OPEN);
}

static void
test_a_vote_mail_is_opened_and_a_strangers_vote_does_not_bind(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_assert_shows(&chair, "/virt/votes/", "Called for on the list");
  g_autoptr(Answer) form = chair_get(&chair, "/virt/votes/new?thread=vote-1%40example.org");
  g_assert_nonnull(strstr(form->body, "value=\"Release the May images\""));
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Release%3F&rule=release&thread=vote-1%40example.org", 303);
  harness_ingest(chair.harness, "virt",
                 "From eve@example.net Thu May  8 09:00:00 2014\n"
                 "From: Eve <eve@example.net>\nSubject: Re: [VOTE] Release the May images\n"
                 "Date: Thu, 08 May 2014 09:00:00 +0000\nMessage-ID: <eve-1@example.net>\n"
                 "In-Reply-To: <vote-1@example.org>\n\n+1 from me\n");
  g_autoptr(Answer) text = chair_get(&chair, "/virt/votes/1.txt");
  g_assert_nonnull(strstr(text->body, "counted\tbinding\t-\t-\t1\t1\tAnn\tmail"));
  g_assert_nonnull(strstr(text->body, "counted\tother\t-\t-\t1\t2\tEve\tmail"));
  g_assert_nonnull(strstr(text->body, "/virt/archive/eve-1@example.net/#L1\tnot on the roster\n"));
  chair_assert_shows(&chair, "/virt/votes/1", "not on the roster");
  g_autoptr(Answer) votes = chair_get(&chair, "/virt/votes/");
  g_assert_null(strstr(votes->body, "Called for on the list"));
}

static void
test_the_clock_closes_a_ballot(void)
{
  g_autoptr(Harness) harness = harness_new();
  set_list(harness);
  g_free(chair_run(harness, (const char *[]){"vote", "open", "virt", "Nobody minds?", "--rule",
                                             "lazy-consensus", "--closes", "2030-01-01", NULL}));
  gsize n;
  const JobRow *jobs = server_job_rows(&n);
  ClockedChair clock = {.now = HARNESS_NOW};
  ServerOptions options = {
      .jobs = jobs, .n_jobs = n, .clock = clocked_chair_now, .clock_data = &clock};
  harness_serve(harness, &options);
  g_autoptr(GError) error = NULL;
  g_assert_true(server_jobs_run(server_jobs(harness->server), "close ballots", &error));
  g_autoptr(Answer) open = harness_get(harness, "/virt/votes/1");
  g_assert_nonnull(strstr(open->body, "As it stands"));
  clock.now = G_GINT64_CONSTANT(1893456001); /* 2030-01-01 00:00:01 UTC */
  g_assert_true(server_jobs_run(server_jobs(harness->server), "close ballots", &error));
  g_assert_no_error(error);
  g_autoptr(Answer) closed = harness_get(harness, "/virt/votes/1");
  g_assert_nonnull(strstr(closed->body, "Result: passed"));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  g_assert_cmpstr(((OutMail *)mails->pdata[0])->subject, ==, "[RESULT] [VOTE] Nobody minds?");
}

static void
test_a_nudge_is_one_mail_for_each_who_has_not_answered(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_add_member(chair.harness, "Ben", "ben@example.org");
  chair_add_member(chair.harness, "Cho", "cho@example.org");
  chair_assert_post(&chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=1", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "Who is waited for");
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=nudge", 303);
  /* Who is written to once more has one mail all the same, as long as it waits in the outbox. */
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=nudge", 303);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  g_assert_cmpuint(mails->len, ==, 3); /* the last one is the call for votes */
  for (guint i = 0; i < 2; i++) {
    const OutMail *mail = mails->pdata[i];
    const OutRecipient *to = mail->recipients->pdata[0];
    g_assert_cmpint(mail->kind, ==, OUT_NUDGE);
    g_assert_cmpint(mail->state, ==, OUT_DRAFT);
    g_assert_cmpstr(to->address, !=, "ann@example.org");
  }
}

/* Who is named gets one, and nobody else. */
static void
test_a_nudge_of_one_is_one_mail(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_add_member(chair.harness, "Ben", "ben@example.org");
  chair_add_member(chair.harness, "Cho", "cho@example.org");
  chair_assert_post(&chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Member) cho = db_member_find(db, group->id, "cho@example.org", HARNESS_NOW, &error);
  g_autofree char *fields = g_strdup_printf("verb=nudge&member=%" G_GINT64_FORMAT, cho->id);
  static const char *const to[] = {"cho@example.org", "ben@example.org"};
  for (guint i = 0; i < G_N_ELEMENTS(to); i++) {
    if (i == 0)
      chair_assert_post(&chair, "/virt/votes/1/chair", fields, 303);
    else
      g_free(chair_run(chair.harness, (const char *[]){"vote", "nudge", "virt", "1", to[i], NULL}));
    g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(mails->len, ==, i + 2); /* with the call for votes */
    const OutMail *mail = mails->pdata[0];
    g_assert_cmpint(mail->kind, ==, OUT_NUDGE);
    g_assert_cmpuint(mail->recipients->len, ==, 1);
    g_assert_cmpstr(((OutRecipient *)mail->recipients->pdata[0])->address, ==, to[i]);
  }
}

/* Over all open ballots: who has to answer which, and nobody whom nothing waits for. */
static void
test_the_page_of_votes_shows_who_is_waited_for(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_add_member(chair.harness, "Ben", "ben@example.org");
  chair_add_member(chair.harness, "Cho", "cho@example.org");
  chair_assert_post(&chair, "/virt/votes/", "verb=open&question=One&rule=majority", 303);
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Two&rule=majority&electorate=chairs", 303);
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=1", 303);
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "cast", "virt", "1", "cho@example.org", "-1", NULL}));
  g_autoptr(Answer) page = chair_get(&chair, "/virt/votes/");
  const char *matrix = strstr(page->body, "Who is waited for");
  g_assert_nonnull(matrix);
  g_autofree char *table = g_strndup(matrix, (gsize)(strstr(matrix, "</table>") - matrix));
  g_assert_null(strstr(table, "Cho")); /* has answered what asks her */
  const char *ann = strstr(table, "<bdi>Ann</bdi>"), *ben = strstr(table, "<bdi>Ben</bdi>");
  g_assert_nonnull(ann);
  g_assert_nonnull(ben);
  g_assert_true(ann < ben);
  const char *first = strstr(table, "votes/1\">"), *second = strstr(table, "votes/2\">");
  g_assert_nonnull(first);
  g_assert_nonnull(second);
  gboolean in_order = first < second;
  const char *answered = strstr(ann, "answered"), *waits = strstr(ann, "waits");
  g_assert_true(answered != NULL && waits != NULL && answered < ben && waits < ben);
  g_assert_true((answered < waits) == in_order);
  g_assert_nonnull(strstr(ben, "waits"));
  g_assert_nonnull(strstr(ben, "does not bind there"));
  g_free(chair_run(chair.harness,
                   (const char *[]){"vote", "cast", "virt", "1", "ben@example.org", "0", NULL}));
  chair_assert_post(&chair, "/virt/votes/2", "verb=cast&value=1", 303);
  g_autoptr(Answer) done = chair_get(&chair, "/virt/votes/");
  g_assert_null(strstr(done->body, "Who is waited for"));
}

/* The first address of the ballot form on a page, unescaped. */
static char *
form_path(const Chair *chair, const char *path, const char *part)
{
  g_autoptr(Answer) page = chair_get(chair, path);
  g_assert_cmpuint(page->status, ==, 200);
  g_autofree char *start = g_strdup_printf("href=\"/virt/votes/new?%s", part);
  const char *at = strstr(page->body, start);
  if (at == NULL)
    g_assert_cmpstr(page->body, ==, start);
  at += strlen("href=\"");
  g_autofree char *escaped = g_strndup(at, strcspn(at, "\""));
  g_auto(GStrv) parts = g_strsplit(escaped, "&amp;", -1);
  return g_strjoinv("&", parts);
}

/* Opens what the form offers, with its hidden fields as they are; the ballot as JSON. */
static char *
open_offered(const Chair *chair, const char *path, guint number)
{
  static const char *const hidden[] = {"item", "thread", "meeting"};
  g_autoptr(Answer) form = chair_get(chair, path);
  g_assert_cmpuint(form->status, ==, 200);
  g_autoptr(GString) fields = g_string_new("verb=open&rule=majority");
  g_autofree char *question = chair_field(strstr(form->body, "id=\"new-question\""), "question");
  g_autofree char *word = g_uri_escape_string(question, NULL, TRUE);
  g_string_append_printf(fields, "&question=%s", word);
  for (guint i = 0; i < G_N_ELEMENTS(hidden); i++) {
    g_autofree char *name = g_strdup_printf("type=\"hidden\" name=\"%s\"", hidden[i]);
    if (strstr(form->body, name) == NULL)
      continue;
    g_autofree char *value = chair_field(form->body, hidden[i]);
    g_autofree char *escaped = g_uri_escape_string(value, NULL, TRUE);
    g_string_append_printf(fields, "&%s=%s", hidden[i], escaped);
  }
  chair_assert_post(chair, "/virt/votes/", fields->str, 303);
  g_autofree char *json = g_strdup_printf("/virt/votes/%u.json", number);
  g_autoptr(Answer) ballot = chair_get(chair, json);
  g_assert_cmpuint(ballot->status, ==, 200);
  return g_strdup(ballot->body);
}

static void
test_a_ballot_is_opened_from_an_item_a_thread_a_vote_mail_and_a_meeting(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_free(chair_run(chair.harness, (const char *[]){"group", "set", "virt", "--next-meeting",
                                                   "2014-05-20T17:00", NULL}));
  g_free(chair_run(chair.harness,
                   (const char *[]){"agenda", "take", "virt", "1", "--date", "2014-05-20", NULL}));
  g_autofree char *of_item = form_path(&chair, "/virt/items/1", "item=1");
  g_autofree char *item = open_offered(&chair, of_item, 1);
  harness_assert_says(item, "\"question\": \"Update xen to 4.4.1 in testing\"");
  harness_assert_says(item, "\"item\": 1,");
  g_autofree char *of_thread =
      form_path(&chair, "/virt/archive/backlog-1@example.org/t/", "thread=backlog-1@example.org");
  g_autofree char *thread = open_offered(&chair, of_thread, 2);
  harness_assert_says(thread, "\"question\": \"Virt SIG backlog\"");
  harness_assert_says(thread, "\"thread\": \"backlog-1@example.org\"");
  g_autofree char *of_mail = form_path(&chair, "/virt/votes/", "thread=vote-1@example.org");
  g_autofree char *mail = open_offered(&chair, of_mail, 3);
  harness_assert_says(mail, "\"question\": \"Release the May images\"");
  harness_assert_says(mail, "\"voter\": \"Ann\""); /* what was said in the thread before counts */
  g_autofree char *of_entry =
      form_path(&chair, "/virt/meetings/2014-05-20/agenda", "meeting=2014-05-20");
  g_autofree char *entry = open_offered(&chair, of_entry, 4);
  harness_assert_says(entry, "\"meeting\": \"2014-05-20T16:00:00Z\"");
  harness_assert_says(entry, "\"item\": 1,");
}

static void
assert_leads_to_its_ballot(const Chair *chair, const char *path, const char *ballot)
{
  g_autofree char *href = g_strdup_printf("href=\"/virt/votes/%s\"", ballot);
  g_autoptr(Answer) page = chair_get(chair, path);
  harness_assert_says(page->body, href);
  g_assert_null(strstr(page->body, "/virt/votes/new"));
  g_autoptr(Answer) visitor = harness_get(chair->harness, path);
  harness_assert_says(visitor->body, href);
  harness_assert_says(visitor->body, "is open until ");
}

static void
test_an_item_and_a_thread_lead_to_the_ballot_that_counts_them(void)
{
  static const char thread[] = "/virt/archive/vote-1@example.org/t/";
  static const char item_thread[] = "/virt/archive/backlog-1@example.org/t/";
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Release%3F&rule=release&thread=vote-1%40example.org", 303);
  assert_leads_to_its_ballot(&chair, thread, "1");
  chair_assert_shows(&chair, "/virt/items/1",
                     "/virt/votes/new"); /* another thread's item has none */
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Update%3F&rule=majority&item=1&item_thread=1", 303);
  assert_leads_to_its_ballot(&chair, "/virt/items/1", "2");
  assert_leads_to_its_ballot(&chair, item_thread, "2");
  chair_assert_post(&chair, "/virt/votes/2/chair", "verb=close", 303);
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
  chair_assert_shows(&chair, "/virt/items/1", "/virt/votes/new");
  chair_assert_shows(&chair, thread, "/virt/votes/new");
}

/* The mail with the result tells why people voted as they did: concerns first, each with its name.
 */
static void
test_the_mail_with_the_result_has_what_was_said(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  set_list(chair.harness);
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, chair.harness, "Ben", "member");
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Release%3F&rule=consensus&thread=vote-1%40example.org",
                    303);
  harness_ingest(chair.harness, "virt",
                 "From ben@example.org Tue May 13 16:00:00 2014\nFrom: ben@example.org\n"
                 "Subject: Re: [VOTE] Release the May images\nDate: Tue, 13 May 2014 16:00:00 "
                 "+0000\nMessage-ID: <ben-9@example.org>\nIn-Reply-To: <vote-1@example.org>\n\n"
                 "> Please vote\n\n-1\n\nThe installer still asks twice\nfor the same disk.\n");
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=1&comment=works+on+my+boards", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "The installer still asks twice for the same disk.");
  g_autoptr(Answer) of_another = chair_get(&chair, "/virt/votes/1");
  g_assert_null(strstr(of_another->body, "My concern is met"));
  g_autoptr(Answer) of_author = visiting_get(&ben, "/virt/votes/1");
  harness_assert_says(of_author->body, "value=\"resolve\">My concern is met");
  g_autoptr(Answer) met = visiting_post(&ben, "/virt/votes/1", "verb=resolve");
  g_assert_cmpuint(met->status, ==, 303);
  chair_assert_post(&chair, "/virt/votes/1/chair", "verb=close", 303);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  const OutMail *result = mails->pdata[0];
  g_assert_cmpstr(result->subject, ==, "[RESULT] [VOTE] Release?");
  harness_assert_says(result->body,
                      "Named concerns:\n"
                      "  -1 Ben (met): The installer still asks twice for the same disk.\n\n"
                      "Said with the votes:\n"
                      "  +1 Ann: works on my boards\n\n");
}

static void
test_members_vote_and_only_chairs_open_close_and_nudge(void)
{
  g_auto(Chair) member = {0};
  chair_sign_in(&member, "member");
  chair_assert_post(&member, "/virt/votes/", "verb=open&question=Q&rule=majority", 403);
  g_free(chair_run(member.harness,
                   (const char *[]){"vote", "open", "virt", "Q", "--rule", "majority", NULL}));
  chair_assert_post(&member, "/virt/votes/1/chair", "verb=close", 403);
  chair_assert_post(&member, "/virt/votes/1/chair", "verb=nudge", 403);
  chair_assert_post(&member, "/virt/votes/1", "verb=cast&value=0", 303);
  g_autoptr(Answer) form = chair_get(&member, "/virt/votes/new");
  g_assert_cmpuint(form->status, ==, 403);
  const char *const stranger[] = {member.origin, NULL};
  g_autoptr(Answer) refused =
      harness_request(member.harness, "POST", "/virt/votes/1", stranger, "verb=cast&value=1");
  g_assert_cmpuint(refused->status, ==, 403);
}

static void
assert_policy(const Harness *harness, UnverifiedPolicy unverified, const char *authserv)
{
  g_autoptr(GError) error = NULL;
  g_auto(BallotPolicy) policy = {0};
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_assert_true(db_ballot_policy(db, group->id, &policy, &error));
  g_assert_cmpint(policy.unverified, ==, unverified);
  g_assert_cmpstr(policy.authserv, ==, authserv);
  g_assert_cmpint(policy.entry_rule, ==, RULE_MAJORITY);
}

static void
test_a_chair_sets_which_votes_by_mail_count(void)
{
  static const char set[] = "verb=mail-votes&unverified=confirm&authserv=+mx.example.org";
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ben, chair.harness, "Ben", "member");
  chair_assert_post(&chair, "/virt/votes/", "verb=entry-rule&rule=majority", 303);
  g_autoptr(Answer) refused = visiting_post(&ben, "/virt/votes/", set);
  g_assert_cmpuint(refused->status, ==, 403);
  assert_policy(chair.harness, UNVERIFIED_COUNTS, NULL);
  chair_assert_post(&chair, "/virt/votes/", set, 303);
  assert_policy(chair.harness, UNVERIFIED_CONFIRMED, "mx.example.org");
  chair_assert_shows(&chair, "/virt/votes/", "<option value=\"confirm\" selected>");
  chair_assert_shows(&chair, "/virt/votes/", "value=\"mx.example.org\"");
  chair_assert_post(&chair, "/virt/votes/", "verb=mail-votes&unverified=later&authserv=x", 400);
  chair_assert_post(&chair, "/virt/votes/", "verb=mail-votes", 400);
  assert_policy(chair.harness, UNVERIFIED_CONFIRMED, "mx.example.org");
  chair_assert_post(&chair, "/virt/votes/", "verb=mail-votes&unverified=never&authserv=", 303);
  assert_policy(chair.harness, UNVERIFIED_REFUSED, NULL);
}

static void
test_bad_votes_are_refused_and_change_nothing(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_free(chair_run(chair.harness, (const char *[]){"group", "add", "other", NULL}));
  chair_assert_post(&chair, "/virt/votes/",
                    "verb=open&question=Q&rule=ranked&options=a%3A+one%0D%0Ab%3A+two", 303);
  static const struct {
    const char *path, *fields;
    guint status;
  } bad[] = {
      {"/virt/votes/2", "verb=cast&value=1", 404},
      {"/other/votes/1", "verb=cast&value=1", 403},
      {"/virt/votes/1", "verb=cast&option=c&value=1", 400},
      {"/virt/votes/1", "verb=cast&option=a&value=3", 400},
      {"/virt/votes/1", "verb=cast&value-a=2&value-b=9", 400},
      {"/virt/votes/1", "verb=cast&value-a=x", 400},
      {"/virt/votes/1", "verb=cast", 400},
      {"/virt/votes/1", "verb=burn", 400},
      {"/virt/votes/1", "verb=resolve", 409},
      {"/virt/votes/", "verb=open&question=Q&rule=coin", 400},
      {"/virt/votes/", "verb=open&question=Q&rule=majority&item=99999", 404},
      {"/virt/votes/", "verb=open&question=Q&rule=majority&thread=no%40where", 404},
      {"/virt/votes/", "verb=open&question=Q&rule=majority&closes=2014-01-01", 400},
      {"/virt/votes/", "verb=open&rule=majority", 400},
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_test_message("%s", bad[i].fields);
    chair_assert_post(&chair, bad[i].path, bad[i].fields, bad[i].status);
  }
  chair_assert_shows(&chair, "/virt/votes/1", "Nobody has voted yet.");
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value-a=2&value-b=-1", 303);
  chair_assert_shows(&chair, "/virt/votes/1", "a leads with +2");
}

static void
test_hostile_words_are_shown_as_words(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  set_list(chair.harness);
  chair_assert_post(
      &chair, "/virt/votes/",
      "verb=open&rule=majority&question=%3Cb%3EX%3C%2Fb%3E%0D%0ABcc%3A+eve%40example.net", 303);
  chair_assert_post(&chair, "/virt/votes/1", "verb=cast&value=1&comment=%3Cscript%3E", 303);
  g_autoptr(Answer) page = chair_get(&chair, "/virt/votes/1");
  g_assert_null(strstr(page->body, "<b>X"));
  g_assert_null(strstr(page->body, "<script>"));
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  g_assert_null(strpbrk(((OutMail *)mails->pdata[0])->subject, "\r\n"));
}

static void
test_the_commands_have_the_pages_verbs(void)
{
  g_autoptr(Harness) harness = harness_new();
  chair_add_member(harness, "Ann", "ann@example.org");
  g_free(chair_run(harness, (const char *[]){"vote", "open", "virt", "Which?", "a: one", "b: two",
                                             "--rule", "ranked", "--binding", "members", NULL}));
  g_free(chair_run(harness, (const char *[]){"vote", "cast", "virt", "1", "ann@example.org", "2",
                                             "--option", "b", NULL}));
  g_free(chair_run(harness, (const char *[]){"vote", "nudge", "virt", "1", NULL}));
  g_free(chair_run(harness, (const char *[]){"vote", "close", "virt", "1", NULL}));
  g_autofree char *list = chair_run(harness, (const char *[]){"vote", "list", "virt", NULL});
  g_assert_nonnull(strstr(list, "b leads with +2"));
  g_assert_nonnull(strstr(list, "<vote-1@example.org>"));
  g_free(
      chair_run(harness, (const char *[]){"vote", "ignore", "virt", "vote-1@example.org", NULL}));
  g_autofree char *after = chair_run(harness, (const char *[]){"vote", "list", "virt", NULL});
  g_assert_null(strstr(after, "vote-1@example.org"));
  g_autofree char *policy =
      chair_run(harness, (const char *[]){"vote", "policy", "virt", "--unverified", "confirm",
                                          "--authserv-id", "mx.example.net", NULL});
  g_assert_nonnull(strstr(policy, "confirm"));
  g_autofree char *export =
      chair_run(harness, (const char *[]){"export", "virt", "--what", "votes", NULL});
  g_assert_nonnull(strstr(export, "\"ballots\""));
  g_assert_nonnull(strstr(export, "\"votes\""));
}

static void
test_an_objection_is_met_and_an_item_weighed_by_command(void)
{
  g_autoptr(Harness) harness = harness_new();
  chair_add_member(harness, "Ann", "ann@example.org");
  g_free(chair_run(harness, (const char *[]){"vote", "open", "virt", "Move?", "--rule",
                                             "lazy-consensus", NULL}));
  g_free(chair_run(harness, (const char *[]){"vote", "cast", "virt", "1", "ann@example.org", "-1",
                                             "--comment", "the date", NULL}));
  g_autofree char *before = chair_run(harness, (const char *[]){"vote", "show", "virt", "1", NULL});
  g_assert_nonnull(strstr(before, "1 binding -1 not resolved"));
  g_free(chair_run(harness, (const char *[]){"vote", "resolve", "virt", "1", "ann@example.org",
                                             "moved to June", NULL}));
  g_autofree char *after = chair_run(harness, (const char *[]){"vote", "show", "virt", "1", NULL});
  g_assert_null(strstr(after, "not resolved"));
  g_free(chair_run(harness,
                   (const char *[]){"item", "weigh", "virt", "1", "ann@example.org", "+1", NULL}));
  g_autofree char *out = NULL, *err = NULL;
  const char *const stranger[] = {"item", "weigh", "virt", "1", "eve@example.net", "1", NULL};
  g_assert_cmpint(harness_run(harness, stranger, &out, &err), ==, 1);
  g_assert_nonnull(strstr(err, "nobody is called eve@example.net"));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Item) item = db_item_get(db, group->id, 1, &error);
  g_assert_cmpint(item->votes_for, ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vote/an-item-and-a-thread-lead-to-the-ballot-that-counts-them",
                  test_an_item_and_a_thread_lead_to_the_ballot_that_counts_them);
  g_test_add_func("/vote/a-chair-sets-which-votes-by-mail-count",
                  test_a_chair_sets_which_votes_by_mail_count);
  g_test_add_func("/vote/a-ballot-from-opening-to-result", test_a_ballot_from_opening_to_result);
  g_test_add_func("/vote/a-vote-mail-is-opened-and-a-strangers-vote-does-not-bind",
                  test_a_vote_mail_is_opened_and_a_strangers_vote_does_not_bind);
  g_test_add_func("/vote/the-clock-closes-a-ballot", test_the_clock_closes_a_ballot);
  g_test_add_func("/vote/a-nudge-is-one-mail-for-each-who-has-not-answered",
                  test_a_nudge_is_one_mail_for_each_who_has_not_answered);
  g_test_add_func("/vote/a-nudge-of-one-is-one-mail", test_a_nudge_of_one_is_one_mail);
  g_test_add_func("/vote/the-page-of-votes-shows-who-is-waited-for",
                  test_the_page_of_votes_shows_who_is_waited_for);
  g_test_add_func("/vote/a-ballot-is-opened-from-an-item-a-thread-a-vote-mail-and-a-meeting",
                  test_a_ballot_is_opened_from_an_item_a_thread_a_vote_mail_and_a_meeting);
  g_test_add_func("/vote/the-mail-with-the-result-has-what-was-said",
                  test_the_mail_with_the_result_has_what_was_said);
  g_test_add_func("/vote/members-vote-and-only-chairs-open-close-and-nudge",
                  test_members_vote_and_only_chairs_open_close_and_nudge);
  g_test_add_func("/vote/bad-votes-are-refused-and-change-nothing",
                  test_bad_votes_are_refused_and_change_nothing);
  g_test_add_func("/vote/hostile-words-are-shown-as-words", test_hostile_words_are_shown_as_words);
  g_test_add_func("/vote/the-commands-have-the-pages-verbs",
                  test_the_commands_have_the_pages_verbs);
  g_test_add_func("/vote/an-objection-is-met-and-an-item-weighed-by-command",
                  test_an_objection_is_met_and_an_item_weighed_by_command);
  return g_test_run();
}
