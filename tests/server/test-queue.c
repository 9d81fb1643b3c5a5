/* What waits for a member, and what members give the backlog. */
#include <string.h>

#include "db/group.h"
#include "db/item.h"
#include "tests/harness/chair.h"

static Item *
item(const Chair *chair, gint64 number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair->harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  Item *found = db_item_get(db, group->id, number, &error);
  g_assert_no_error(error);
  return found;
}

static void
test_a_vote_waits_in_the_queue_until_it_is_given(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_assert_post(&chair, "/virt/votes/", "verb=open&question=Shall+we%3F&rule=majority", 303);
  g_autoptr(Answer) before = chair_get(&chair, "/virt/queue");
  g_assert_nonnull(strstr(before->body, "Shall we?"));
  g_autoptr(Answer) overview = chair_get(&chair, "/virt/");
  g_assert_nonnull(strstr(overview->body, "My queue"));
  chair_assert_post(&chair, "/virt/queue", "ballot=1&value=1", 303);
  g_autoptr(Answer) after = chair_get(&chair, "/virt/queue");
  g_assert_null(strstr(after->body, "Shall we?"));
  g_autoptr(Answer) visitor = harness_get(chair.harness, "/virt/");
  g_assert_null(strstr(visitor->body, "My queue"));
}

/* What stands in the queue's form for a ballot. Caller frees. */
static char *
form_of_ballot(const Answer *queue, guint number)
{
  g_autofree char *start = g_strdup_printf("name=\"ballot\" value=\"%u\"", number);
  const char *form = strstr(queue->body, start);
  g_assert_nonnull(form);
  return g_strndup(form, (gsize)(strstr(form, "</form>") - form));
}

static void
test_an_objection_that_needs_a_reason_leads_to_where_it_is_asked(void)
{
  static const char *const rules[] = {"majority", "lazy-consensus", "consensus", "release"};
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
    g_autofree char *form = g_strdup_printf("verb=open&question=Q%u&rule=%s", i + 1, rules[i]);
    chair_assert_post(&chair, "/virt/votes/", form, 303);
  }
  g_autoptr(Answer) queue = chair_get(&chair, "/virt/queue");
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
    gboolean asks = i == 1 || i == 2;
    g_autofree char *form = form_of_ballot(queue, i + 1);
    g_autofree char *link =
        g_strdup_printf("data-key=\"-\" href=\"/virt/votes/%u#vote-head\"", i + 1);
    g_assert_cmpint(strstr(form, link) != NULL, ==, asks);
    g_assert_cmpint(strstr(form, "value=\"-1\" data-key=\"-\"") == NULL, ==, asks);
    g_assert_nonnull(strstr(form, "value=\"1\" data-key=\"+\""));
  }
  g_autoptr(Answer) ballot = chair_get(&chair, "/virt/votes/2");
  g_assert_nonnull(strstr(ballot->body, "id=\"vote-head\""));
}

static void
test_what_a_member_owns_waits_in_the_queue(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  harness_ingest(chair.harness, "virt",
                 "From ben@example.org Thu May  8 09:00:00 2014\n"
                 "From: Ben <ben@example.org>\nSubject: Minutes\n"
                 "Date: Thu, 08 May 2014 09:00:00 +0000\nMessage-ID: <min-1@example.org>\n\n"
                 "ACTION: Ann, write the quartz report\n");
  g_autoptr(Answer) queue = chair_get(&chair, "/virt/queue");
  g_assert_nonnull(strstr(queue->body, "quartz report"));
}

static void
mail_in(const Chair *chair, const char *id, const char *body)
{
  g_autofree char *mbox =
      g_strdup_printf("From ben@example.org Thu May  8 09:00:00 2014\n"
                      "From: Ben <ben@example.org>\nSubject: the images %s\n"
                      "Date: Thu, 08 May 2014 09:00:00 +0000\nMessage-ID: <%s@example.org>\n\n%s",
                      id, id, body);
  harness_ingest(chair->harness, "virt", mbox);
}

static void
assert_queue(const Chair *chair, const char *words, gboolean there)
{
  g_autoptr(Answer) queue = chair_get(chair, "/virt/queue");
  g_assert_cmpuint(queue->status, ==, 200);
  if ((strstr(queue->body, words) != NULL) != there)
    g_test_message("%s: %s", words, queue->body);
  g_assert_true((strstr(queue->body, words) != NULL) == there);
}

/* Whatever they are called by: name, first name as far as one has it, initials, nick. */
static void
test_questions_to_a_member_wait_in_the_queue(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  g_free(chair_run(chair.harness,
                   (const char *[]){"member", "add", "virt", "ann@example.org", "--name",
                                    "Ann Bell", "--initials", "AB", "--nick", "annb", NULL}));
  mail_in(&chair, "q-1",
          "Ann Bell, could you test the quartz image?\n\n"
          "AB, who has the keys of the basalt mirror?\n\n"
          "@annb: where is the slate image?\n\n"
          "Cho, could you look at the marble image?\n\n"
          "Does anybody know the flint image?\n");
  mail_in(&chair, "q-2", "Ann, which kernel does the granite image have?\n");
  assert_queue(&chair, "Questions to you", TRUE);
  static const char *const mine[] = {"quartz", "granite", "basalt", "slate"};
  for (guint i = 0; i < G_N_ELEMENTS(mine); i++)
    assert_queue(&chair, mine[i], TRUE);
  assert_queue(&chair, "marble", FALSE);
  assert_queue(&chair, "flint", FALSE);
  /* One that is answered waits no more; with a second Ann nobody knows who is meant. */
  g_free(chair_run(chair.harness,
                   (const char *[]){"member", "add", "virt", "ann.c@example.org", "--name",
                                    "Ann Cole", "--since", "2014-01-01", NULL}));
  assert_queue(&chair, "granite", FALSE);
  assert_queue(&chair, "quartz", TRUE);
  g_autofree char *found =
      chair_run(chair.harness,
                (const char *[]){"items", "virt", "--kind", "question", "--format", "csv", NULL});
  g_auto(GStrv) lines = g_strsplit(found, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr(lines[i], "quartz") != NULL) {
      g_autofree char *number = g_strndup(lines[i], strcspn(lines[i], ","));
      g_free(chair_run(chair.harness,
                       (const char *[]){"item", "state", "virt", number, "done", NULL}));
    }
  assert_queue(&chair, "quartz", FALSE);
}

/* An operator who is not on the roster is no Ann of it; and names are folded as people write them.
 */
static void
test_a_first_name_is_that_of_the_one_on_the_roster(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "operator");
  g_free(
      chair_run(chair.harness, (const char *[]){"member", "add", "virt", "ann@example.org",
                                                "--name", "Ann Root", "--role", "operator", NULL}));
  g_free(chair_run(chair.harness,
                   (const char *[]){"member", "add", "virt", "bell@example.org", "--name",
                                    "Ann Bell", "--since", "2014-01-01", NULL}));
  mail_in(&chair, "q-3", "Ann, which kernel does the granite image have?\n");
  assert_queue(&chair, "granite", FALSE);
  g_free(chair_run(chair.harness,
                   (const char *[]){"member", "add", "virt", "ann@example.org", "--name",
                                    "\u00c5sa Root", "--since", "2014-01-01", NULL}));
  mail_in(&chair, "q-4", "\u00e5sa, which kernel does the slate image have?\n");
  mail_in(&chair, "q-5", "\u00c5sa, which kernel does the quartz image have?\n");
  assert_queue(&chair, "slate", TRUE);
  assert_queue(&chair, "quartz", TRUE);
}

/* Minutes say which Ann: one whose name only begins like the member's is another one. */
static void
test_an_action_of_another_of_that_first_name_is_not_in_the_queue(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  g_free(chair_run(chair.harness, (const char *[]){"member", "add", "virt", "ann@example.org",
                                                   "--name", "Ann Bell", NULL}));
  mail_in(&chair, "m-1",
          "Minutes\n\nAttendees: Ann Bellamy, Ben Cole\n\n"
          "ACTION: Ann, write the quartz report\n");
  mail_in(&chair, "m-2",
          "Minutes\n\nAttendees: Ann Bell, Ben Cole\n\n"
          "ACTION: Ann, write the basalt report\n");
  assert_queue(&chair, "quartz", FALSE);
  assert_queue(&chair, "basalt", TRUE);
}

static void
test_weights_of_members_feed_the_agenda(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  g_autoptr(Item) fresh = item(&chair, 1);
  g_assert_cmpint(fresh->votes_for, ==, 0);
  chair_assert_post(&chair, "/virt/queue", "item=1&value=1", 303);
  g_autoptr(Item) up = item(&chair, 1);
  g_assert_cmpint(up->votes_for, ==, 1);
  g_autoptr(Answer) agenda = harness_get(chair.harness, "/virt/agenda");
  g_assert_nonnull(strstr(agenda->body, "votes +1/-0"));
  g_autoptr(Answer) back = chair_post(&chair, "/virt/queue", "item=1&value=-1&back=item");
  g_assert_cmpstr(answer_header(back, "location"), ==, "/virt/items/1");
  g_autoptr(Item) down = item(&chair, 1);
  g_assert_cmpint(down->votes_for, ==, 0);
  g_assert_cmpint(down->votes_against, ==, 1);
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autoptr(Item) rebuilt = item(&chair, 1);
  g_assert_cmpint(rebuilt->votes_against, ==, 1);
  g_free(
      chair_run(chair.harness, (const char *[]){"member", "end", "virt", "ann@example.org", NULL}));
  g_autoptr(Item) left = item(&chair, 1);
  g_assert_cmpint(left->votes_against, ==, 0);
}

static void
test_bad_weights_are_refused(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  chair_assert_post(&chair, "/virt/queue", "item=1&value=2", 400);
  chair_assert_post(&chair, "/virt/queue", "item=99999&value=1", 404);
  chair_assert_post(&chair, "/virt/queue", "item=1", 400);
  chair_assert_post(&chair, "/virt/queue", "value=1", 404);
  g_autoptr(Answer) stranger = harness_request(
      chair.harness, "POST", "/virt/queue", (const char *[]){chair.origin, NULL}, "item=1&value=1");
  g_assert_cmpuint(stranger->status, ==, 403);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/queue/a-first-name-is-that-of-the-one-on-the-roster",
                  test_a_first_name_is_that_of_the_one_on_the_roster);
  g_test_add_func("/queue/a-vote-waits-in-the-queue-until-it-is-given",
                  test_a_vote_waits_in_the_queue_until_it_is_given);
  g_test_add_func("/queue/an-objection-that-needs-a-reason-leads-to-where-it-is-asked",
                  test_an_objection_that_needs_a_reason_leads_to_where_it_is_asked);
  g_test_add_func("/queue/what-a-member-owns-waits-in-the-queue",
                  test_what_a_member_owns_waits_in_the_queue);
  g_test_add_func("/queue/questions-to-a-member-wait-in-the-queue",
                  test_questions_to_a_member_wait_in_the_queue);
  g_test_add_func("/queue/an-action-of-another-of-that-first-name-is-not-in-the-queue",
                  test_an_action_of_another_of_that_first_name_is_not_in_the_queue);
  g_test_add_func("/queue/weights-of-members-feed-the-agenda",
                  test_weights_of_members_feed_the_agenda);
  g_test_add_func("/queue/bad-weights-are-refused", test_bad_weights_are_refused);
  return g_test_run();
}
