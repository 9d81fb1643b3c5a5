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
  g_test_add_func("/queue/a-vote-waits-in-the-queue-until-it-is-given",
                  test_a_vote_waits_in_the_queue_until_it_is_given);
  g_test_add_func("/queue/what-a-member-owns-waits-in-the-queue",
                  test_what_a_member_owns_waits_in_the_queue);
  g_test_add_func("/queue/weights-of-members-feed-the-agenda",
                  test_weights_of_members_feed_the_agenda);
  g_test_add_func("/queue/bad-weights-are-refused", test_bad_weights_are_refused);
  return g_test_run();
}
