/* Bodies of mails are kept for the next page of the thread, and never for longer than they are
 * true. */
#include <string.h>

#include "tests/harness/chair.h"

#define THREAD "/virt/archive/backlog-1@example.org/t/"

static void
assert_says(const Harness *harness, const char *path, const char *const *headers, const char *says,
            gboolean wanted)
{
  g_autoptr(Answer) answer = harness_request(harness, "GET", path, headers, NULL);
  g_assert_cmpuint(answer->status, ==, 200);
  if ((strstr(answer->body, says) != NULL) != wanted)
    g_test_message("%s in %s", says, answer->body);
  g_assert_true((strstr(answer->body, says) != NULL) == wanted);
}

static char *
main_of(const Harness *harness, const char *path)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  const char *from = strstr(answer->body, "<div class=\"thread-mails\">");
  const char *until = strstr(answer->body, "</main>");
  g_assert_nonnull(from);
  g_assert_nonnull(until);
  return g_strndup(from, (gsize)(until - from));
}

static void
kept_bodies_are_what_is_printed_anew(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autofree char *first = main_of(harness, THREAD);
  g_autofree char *again = main_of(harness, THREAD "?other=1");
  g_assert_cmpstr(again, ==, first);
  g_assert_nonnull(strstr(first, "<div class=\"lines\"><span"));
}

static void
a_change_of_an_item_is_seen_in_its_thread(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  assert_says(chair.harness, THREAD, NULL, "Another title", FALSE);
  g_autoptr(Answer) title = chair_post(&chair, "/virt/items/1", "verb=title&value=Another+title");
  g_assert_cmpuint(title->status, ==, 303);
  assert_says(chair.harness, THREAD, NULL, "Another title", TRUE);
  assert_says(chair.harness, THREAD "?other=1", NULL, "Another title", TRUE);
}

static void
addresses_of_members_pages_are_not_shown_to_visitors(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  harness_ingest(chair.harness, "virt",
                 "From a@example.org Mon May 12 09:00:00 2014\n"
                 "From: Ann <ann@example.org>\nTo: virt@lists.example.org\n"
                 "Subject: whom to ask\nMessage-ID: <ask@example.org>\n"
                 "Date: Mon, 12 May 2014 09:00:00 +0000\n\n"
                 "Please write to carl.builder@example.org about it.\n");
  const char *signed_in[] = {chair.cookie, NULL};
  const char *path = "/virt/archive/ask@example.org/t/";
  for (guint i = 0; i < 2; i++) {
    assert_says(chair.harness, path, signed_in, "carl.builder@example.org", TRUE);
    assert_says(chair.harness, path, NULL, "carl.builder@example.org", FALSE);
    assert_says(chair.harness, path, NULL, "carl.builder@…", TRUE);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mail-body/kept-is-what-is-printed-anew", kept_bodies_are_what_is_printed_anew);
  g_test_add_func("/mail-body/a-change-of-an-item-is-seen",
                  a_change_of_an_item_is_seen_in_its_thread);
  g_test_add_func("/mail-body/addresses-are-not-shown-to-visitors",
                  addresses_of_members_pages_are_not_shown_to_visitors);
  return g_test_run();
}
