/* Signing in by a link, and what a chair may do then - and nobody else. */
#include <string.h>

#include "db/item.h"
#include "db/group.h"
#include "tests/harness/chair.h"

static void
assert_state(const Harness *harness, gint64 number, ItemState state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Item) item = db_item_get(db, group->id, number, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(item_state_to_text(item->state), ==, item_state_to_text(state));
}

static void
test_looking_at_a_link_does_not_use_it_up(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autofree char *path = chair_sign_in_path(chair.harness, "ann@example.org");
  for (guint i = 0; i < 2; i++) {
    g_autoptr(Answer) look = harness_get(chair.harness, path);
    g_assert_cmpuint(look->status, ==, 200);
    g_assert_null(answer_header(look, "set-cookie"));
  }
  g_autoptr(Answer) use =
      harness_request(chair.harness, "POST", path, (const char *[]){chair.origin, NULL}, "");
  g_assert_cmpuint(use->status, ==, 303);
  g_autoptr(Answer) again =
      harness_request(chair.harness, "POST", path, (const char *[]){chair.origin, NULL}, "");
  g_assert_cmpuint(again->status, ==, 403);
}

static void
test_accepting_and_undoing_lead_back_to_the_list(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) accept =
      chair_post(&chair, "/virt/backlog", "accept=1&back=/virt/backlog%3Fkind%3Dbacklog");
  g_assert_cmpuint(accept->status, ==, 303);
  g_assert_cmpstr(answer_header(accept, "location"), ==, "/virt/backlog?kind=backlog&changed=%231");
  assert_state(chair.harness, 1, STATE_OPEN);
  g_autoptr(Answer) dismiss = chair_post(&chair, "/virt/backlog", "dismiss=1");
  g_assert_cmpuint(dismiss->status, ==, 303);
  assert_state(chair.harness, 1, STATE_DECLINED);
  g_autoptr(Answer) undo = chair_post(&chair, "/virt/backlog", "undo=%231");
  g_assert_cmpuint(undo->status, ==, 303);
  assert_state(chair.harness, 1, STATE_OPEN);
}

static void
test_chosen_items_change_together_or_not_at_all(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) wrong = chair_post(&chair, "/virt/backlog", "all=dismiss&item=1&item=999999");
  g_assert_cmpuint(wrong->status, ==, 404);
  assert_state(chair.harness, 1, STATE_NEW);
  g_autoptr(Answer) right = chair_post(&chair, "/virt/backlog", "all=dismiss&item=1&item=2");
  g_assert_cmpuint(right->status, ==, 303);
  assert_state(chair.harness, 1, STATE_DECLINED);
  assert_state(chair.harness, 2, STATE_DECLINED);
}

static void
test_what_was_dismissed_or_merged_stays_so_after_a_rebuild(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) dismiss = chair_post(&chair, "/virt/items/1", "verb=state&value=declined");
  g_autoptr(Answer) merge = chair_post(&chair, "/virt/items/3", "verb=merge&value=%232");
  g_assert_cmpuint(dismiss->status, ==, 303);
  g_assert_cmpuint(merge->status, ==, 303);
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  assert_state(chair.harness, 1, STATE_DECLINED);
  assert_state(chair.harness, 3, STATE_DUPLICATE);
  g_autoptr(Answer) split = chair_post(&chair, "/virt/items/3", "verb=split");
  g_assert_cmpuint(split->status, ==, 303);
  assert_state(chair.harness, 3, STATE_NEW);
}

static void
test_every_change_is_in_the_audit_trail(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) title = chair_post(&chair, "/virt/items/1", "verb=title&value=Another+title");
  g_assert_cmpuint(title->status, ==, 303);
  g_autoptr(Answer) page = harness_request(chair.harness, "GET", "/virt/items/1",
                                           (const char *[]){chair.cookie, NULL}, NULL);
  g_assert_nonnull(strstr(page->body, "Another title"));
  g_assert_nonnull(strstr(page->body, "What people changed"));
}

static void
test_only_a_chair_of_the_group_may_write(void)
{
  g_auto(Chair) member = {0};
  chair_sign_in(&member, "member");
  g_autoptr(Answer) refused = chair_post(&member, "/virt/backlog", "accept=1");
  g_assert_cmpuint(refused->status, ==, 403);
  g_autoptr(Answer) stranger = harness_request(member.harness, "POST", "/virt/backlog",
                                               (const char *[]){member.origin, NULL}, "accept=1");
  g_assert_cmpuint(stranger->status, ==, 403);
  g_autoptr(Answer) page = harness_request(member.harness, "GET", "/virt/backlog",
                                           (const char *[]){member.cookie, NULL}, NULL);
  g_assert_null(strstr(page->body, "name=\"accept\""));
  assert_state(member.harness, 1, STATE_NEW);
}

static void
test_a_form_of_another_site_or_session_is_refused(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autofree char *body = g_strdup_printf("csrf=%s&accept=1", chair.csrf);
  const char *const elsewhere[] = {"Origin: http://evil.example", "Sec-Fetch-Site: cross-site",
                                   "Sec-Fetch-Site: same-site", "X-None: 1"};
  for (guint i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
    g_autoptr(Answer) answer =
        harness_request(chair.harness, "POST", "/virt/backlog",
                        (const char *[]){chair.cookie, elsewhere[i], NULL}, body);
    g_assert_cmpuint(answer->status, ==, 403);
  }
  g_autoptr(Answer) bare =
      harness_request(chair.harness, "POST", "/virt/backlog",
                      (const char *[]){chair.cookie, chair.origin, NULL}, "accept=1");
  g_assert_cmpuint(bare->status, ==, 403);
  chair.csrf[0] = chair.csrf[0] == '0' ? '1' : '0';
  g_autoptr(Answer) tampered = chair_post(&chair, "/virt/backlog", "accept=1");
  g_assert_cmpuint(tampered->status, ==, 403);
  assert_state(chair.harness, 1, STATE_NEW);
}

static void
test_a_form_leads_to_no_other_site(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  static const char *const backs[] = {"https%3A%2F%2Fevil.example%2F",
                                      "%2F%2Fevil.example%2Fvirt%2Fbacklog", "%2Fvirt%2Fbacklogs",
                                      "%2Fvirt%2Fbacklog%0D%0AX%3A1"};
  for (guint i = 0; i < G_N_ELEMENTS(backs); i++) {
    g_autofree char *fields = g_strdup_printf("accept=1&back=%s", backs[i]);
    g_autoptr(Answer) answer = chair_post(&chair, "/virt/backlog", fields);
    g_assert_cmpuint(answer->status, ==, 303);
    g_assert_cmpstr(answer_header(answer, "location"), ==, "/virt/backlog?changed=%231");
  }
}

static void
test_signing_out_closes_the_session(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) out = chair_post(&chair, "/sign-out", "");
  g_assert_cmpuint(out->status, ==, 303);
  g_autoptr(Answer) refused = chair_post(&chair, "/virt/backlog", "accept=1");
  g_assert_cmpuint(refused->status, ==, 403);
}

static void
test_a_chairs_page_is_not_shown_to_visitors(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) mine = harness_request(chair.harness, "GET", "/virt/backlog",
                                           (const char *[]){chair.cookie, NULL}, NULL);
  g_assert_nonnull(strstr(mine->body, chair.csrf));
  g_assert_cmpstr(answer_header(mine, "cache-control"), ==, "no-store");
  g_autoptr(Answer) theirs = harness_get(chair.harness, "/virt/backlog");
  g_assert_null(strstr(theirs->body, "csrf"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/triage/looking-at-a-link-does-not-use-it-up",
                  test_looking_at_a_link_does_not_use_it_up);
  g_test_add_func("/triage/accepting-and-undoing-lead-back-to-the-list",
                  test_accepting_and_undoing_lead_back_to_the_list);
  g_test_add_func("/triage/chosen-items-change-together-or-not-at-all",
                  test_chosen_items_change_together_or_not_at_all);
  g_test_add_func("/triage/what-was-dismissed-or-merged-stays-so-after-a-rebuild",
                  test_what_was_dismissed_or_merged_stays_so_after_a_rebuild);
  g_test_add_func("/triage/every-change-is-in-the-audit-trail",
                  test_every_change_is_in_the_audit_trail);
  g_test_add_func("/triage/only-a-chair-of-the-group-may-write",
                  test_only_a_chair_of_the_group_may_write);
  g_test_add_func("/triage/a-form-of-another-site-or-session-is-refused",
                  test_a_form_of_another_site_or_session_is_refused);
  g_test_add_func("/triage/a-form-leads-to-no-other-site", test_a_form_leads_to_no_other_site);
  g_test_add_func("/triage/signing-out-closes-the-session", test_signing_out_closes_the_session);
  g_test_add_func("/triage/a-chairs-page-is-not-shown-to-visitors",
                  test_a_chairs_page_is_not_shown_to_visitors);
  return g_test_run();
}
