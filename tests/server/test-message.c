/* The message page: what it leads to, and what a reader can do with the mail. */
#include <string.h>

#include "db/group.h"
#include "tests/harness/chair.h"
#include "tests/harness/harness.h"

static void
show_addresses(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  group->mask = MASK_NEVER;
  gboolean done = db_group_set(db, group, HARNESS_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(done);
}

static void
check_says(const Harness *harness, const char *path, const char *const *says, gsize n)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  for (gsize i = 0; i < n; i++)
    if (strstr(answer->body, says[i]) == NULL) {
      g_test_message("%s: no %s in %s", path, says[i], answer->body);
      g_test_fail();
    }
}

static void
a_mail_can_be_answered_from_page_and_terminal(void)
{
  static const char *const says[] = {
      "href=\"mailto:virt@lists.example.org?In-Reply-To=%3Creply%2F1%2Ba%40example.org%3E&amp;Cc="
      "ben%40example.org&amp;Subject=Re%3A%20Virt%20SIG%20backlog\"",
      "git send-email --in-reply-to='&lt;reply/1+a@example.org&gt;' --to='virt@lists.example.org'"
      " --cc='ben@example.org' YOUR-REPLY",
      "/virt/archive/reply%2F1+a@example.org/t.mbox.gz' | gunzip &gt;thread.mbox &amp;&amp; mutt -f"
      " thread.mbox",
      "← in thread",
      "→ in thread",
      "← in time",
      "→ in time",
      "/virt/refs/mail/reply%2F1+a@example.org",
      "id=\"letters-fixed\"",
      "id=\"letters-plain\"",
      "Headers of this mail"};
  g_autoptr(Harness) harness = harness_new();
  show_addresses(harness);
  harness_serve(harness, NULL);
  check_says(harness, "/virt/archive/reply%2F1+a@example.org/", says, G_N_ELEMENTS(says));
}

static const char to_many[] =
    "From cho@example.org Mon May 12 09:00:00 2014\n"
    "From: Cho <cho@example.org>\nSubject: plan\n"
    "To: VIRT@lists.example.org, Ann Bell <Ann@example.org>, Dan <dan@example.org>\n"
    "Cc: cho@example.org, x-list@lists.example.net, \"a,b\"@example.org\n"
    "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <many@example.org>\n\nhello\n";

static void
an_answer_goes_to_all_but_the_list_and_the_reader(void)
{
  static const char *const visitor[] = {
      "?In-Reply-To=%3Cmany%40example.org%3E&amp;Cc=cho%40example.org%2CAnn%40example.org%2C"
      "dan%40example.org%2Cx-list%40lists.example.net&amp;Subject=Re%3A%20plan\"",
      "--to='virt@lists.example.org' --cc='cho@example.org' --cc='Ann@example.org'"
      " --cc='dan@example.org' --cc='x-list@lists.example.net' YOUR-REPLY"};
  static const char *const ann[] = {
      "Cc=cho%40example.org%2Cdan%40example.org%2Cx-list%40lists.example.net&amp;",
      "--cc='cho@example.org' --cc='dan@example.org' --cc='x-list@lists.example.net' YOUR"};
  static const char *const masked[] = {"%3Cmany%40example.org%3E&amp;Subject=",
                                       "--to='virt@lists.example.org' YOUR-REPLY"};
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  harness_ingest(chair.harness, "virt", to_many);
  check_says(chair.harness, "/virt/archive/many@example.org/", masked, G_N_ELEMENTS(masked));
  g_autoptr(Answer) page = chair_get(&chair, "/virt/archive/many@example.org/");
  for (gsize i = 0; i < G_N_ELEMENTS(ann); i++)
    harness_assert_says(page->body, ann[i]);
  show_addresses(chair.harness);
  check_says(chair.harness, "/virt/archive/many@example.org/", visitor, G_N_ELEMENTS(visitor));
}

static void
an_answer_goes_to_twenty_people_at_most(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mail = g_string_new("From a@example.org Mon May 12 09:00:00 2014\n"
                                         "From: cho@example.org\nSubject: plan\nTo: ");
  for (guint i = 0; i < 40; i++)
    g_string_append_printf(mail, "%sp%02u@example.org", i > 0 ? ",\n " : "", i);
  g_string_append(mail, "\nDate: Mon, 12 May 2014 09:00:00 +0000\n"
                        "Message-ID: <crowd@example.org>\n\nhello\n");
  harness_ingest(harness, "virt", mail->str);
  show_addresses(harness);
  harness_serve(harness, NULL);
  static const char *const says[] = {"--cc='p18@example.org' YOUR-REPLY",
                                     "%2Cp18%40example.org&amp;Subject"};
  check_says(harness, "/virt/archive/crowd@example.org/", says, G_N_ELEMENTS(says));
}

static void
whatever_is_named_again_is_linked_again(void)
{
  static const char *const says[] = {
      "<a class=\"ref\" href=\"https://bugzilla.redhat.com/show_bug.cgi?id=1234\" rel=\"nofollow "
      "noopener ugc\">RHBZ#1234</a> once",
      ">RHBZ#1234</a> twice",
      "and <a class=\"ref\" href=\"https://xenbits.xen.org/xsa/advisory-222.html\" rel=\"nofollow "
      "noopener ugc\">XSA-222</a> once",
      "and <a class=\"ref\" href=\"https://xenbits.xen.org/xsa/advisory-222.html\" rel=\"nofollow "
      "noopener ugc\">XSA-222</a> again",
      "&lt;<a class=\"ref\" href=\"http://wiki.example.org/2026/april/plan.html\" rel=\"nofollow "
      "noopener ugc\">http://wiki.example.org/2026/</a>",
      "<a class=\"ref\" href=\"http://wiki.example.org/2026/april/plan.html\" rel=\"nofollow "
      "noopener ugc\">april/plan.html</a>&gt;.",
      "quartz XSA-2223"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt",
                 "From a@example.org Mon May 12 09:00:00 2014\n"
                 "From: Ann <ann@example.org>\nSubject: fixed\n"
                 "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <again@example.org>\n\n"
                 "This mends RHBZ#1234 once and XSA-222 once,\n"
                 "and RHBZ#1234 twice and XSA-222 again.\n\n"
                 "See the plan <http://wiki.example.org/2026/\n"
                 "april/plan.html>.\n\nquartz XSA-2223b\n");
  harness_serve(harness, NULL);
  check_says(harness, "/virt/archive/again@example.org/", says, G_N_ELEMENTS(says));
}

static void
what_a_mail_says_is_quoted_for_the_shell(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt",
                 "From a@example.org Mon May 12 09:00:00 2014\n"
                 "From: Eve <eve@example.org>\nSubject: it's\n"
                 "Date: Mon, 12 May 2014 09:00:00 +0000\n"
                 "Message-ID: <x';reboot;'$(id)`id`@example.org>\n\nhello\n");
  harness_serve(harness, NULL);
  static const char *const says[] = {
      "--in-reply-to='&lt;x'\\'';reboot;'\\''$(id)`id`@example.org&gt;'"};
  check_says(harness, "/virt/archive/x';reboot;'$(id)%60id%60@example.org/", says, 1);
}

static void
a_patch_is_offered_to_git_am(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(
      harness, "virt",
      "From a@example.org Mon May 12 09:00:00 2014\n"
      "From: Ann <ann@example.org>\nSubject: [PATCH] p2m: check\n"
      "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <diff@example.org>\n\nWords.\n---\n"
      "diff --git a/p2m.c b/p2m.c\n--- a/p2m.c\n+++ b/p2m.c\n@@ -1,2 +1,2 @@\n a\n-old\n+new\n");
  harness_serve(harness, NULL);
  static const char *const says[] = {"/virt/archive/diff@example.org/raw' | git am",
                                     "class=\"add\"", "class=\"del\"", "class=\"hunk\"",
                                     "class=\"file\""};
  check_says(harness, "/virt/archive/diff@example.org/", says, G_N_ELEMENTS(says));
  g_autoptr(Answer) plain = harness_get(harness, "/virt/archive/backlog-1@example.org/");
  g_assert_null(strstr(plain->body, "git am"));
}

static void
parts_that_pipermail_took_out_are_linked_where_they_stood(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt",
                 "From ann at example.org  Mon May 12 09:00:00 2014\n"
                 "From: ann at example.org (Ann)\nDate: Mon, 12 May 2014 09:00:00 +0000\n"
                 "Subject: attached\nMessage-ID: <scrubbed@example.org>\n\nHere it is.\n"
                 "-------------- next part --------------\n"
                 "A non-text attachment was scrubbed...\nName: fix.patch\nType: text/x-patch\n"
                 "Size: 812 bytes\nDesc: not available\n"
                 "URL: <http://lists.example.org/pipermail/virt/attachments/1/fix.patch>\n"
                 "-------------- next part --------------\n"
                 "An HTML attachment was scrubbed...\n"
                 "URL: <http://lists.example.org/pipermail/virt/attachments/2/attachment.html>\n"
                 "-------------- next part --------------\n"
                 "A non-text attachment was scrubbed...\nType: image/png\n");
  harness_serve(harness, NULL);
  static const char *const says[] = {
      "Taken out by the archive",
      "<a href=\"http://lists.example.org/pipermail/virt/attachments/1/fix.patch\"",
      "<bdi>fix.patch</bdi>",
      "text/x-patch",
      "812 B",
      "<a href=\"http://lists.example.org/pipermail/virt/attachments/2/attachment.html\"",
      "<bdi>text/html</bdi>",
      "<h2>Attachments</h2>",
      "attachments/2/attachment.html\" rel=\"nofollow noopener "
      "ugc\"><bdi>attachment.html</bdi></a>",
      "<bdi>taken out by the archive</bdi>"};
  check_says(harness, "/virt/archive/scrubbed@example.org/", says, G_N_ELEMENTS(says));
}

static void
each_mail_of_a_reused_id_leads_to_its_own_bytes(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt",
                 "From a@example.org Mon May 12 09:00:00 2014\nFrom: Ann <ann@example.org>\n"
                 "Subject: one\nDate: Mon, 12 May 2014 09:00:00 +0000\n"
                 "Message-ID: <twice@example.org>\n\nthe first text\n\n"
                 "From a@example.org Mon May 12 10:00:00 2014\nFrom: Ann <ann@example.org>\n"
                 "Subject: two\nDate: Mon, 12 May 2014 10:00:00 +0000\n"
                 "Message-ID: <twice@example.org>\n\nthe second text\n---\n"
                 "diff --git a/p2m.c b/p2m.c\n--- a/p2m.c\n+++ b/p2m.c\n@@ -1 +1 @@\n-old\n"
                 "+new\n");
  harness_serve(harness, NULL);
  static const char *const first[] = {"2 mails with different text carry this Message-ID",
                                      "the first text", "?alternate=1"};
  static const char *const second[] = {"the second text", "\"raw?alternate=1\">Raw",
                                       "/raw?alternate=1' | git am"};
  check_says(harness, "/virt/archive/twice@example.org/", first, G_N_ELEMENTS(first));
  check_says(harness, "/virt/archive/twice@example.org/?alternate=1", second, G_N_ELEMENTS(second));
  g_autoptr(Answer) raw = harness_get(harness, "/virt/archive/twice@example.org/raw?alternate=1");
  g_assert_nonnull(strstr(raw->body, "the second text"));
}

/* b is answered last: the tree has the answer below it, the flat view behind all others. */
static void
the_flat_view_goes_by_date_and_the_tree_by_answers(void)
{
  static const struct {
    const char *id, *parent;
  } mails[] = {{"ta", "none"}, {"tb", "ta"}, {"tc", "ta"}, {"td", "tb"}};
  static const struct {
    const char *path, *order[G_N_ELEMENTS(mails)];
  } views[] = {{"/virt/archive/ta@example.org/t/", {"ta", "tb", "td", "tc"}},
               {"/virt/archive/ta@example.org/t/?view=flat", {"ta", "tb", "tc", "td"}}};
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
    g_string_append_printf(mbox,
                           "From a@example.org Mon May 12 09:00:00 2014\nFrom: a@example.org\n"
                           "Subject: shape\nDate: Mon, 12 May 2014 09:0%u:00 +0000\n"
                           "Message-ID: <%s@example.org>\nIn-Reply-To: <%s@example.org>\n\n"
                           "the words of %s.\n\n",
                           i, mails[i].id, mails[i].parent, mails[i].id);
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  for (guint v = 0; v < G_N_ELEMENTS(views); v++) {
    g_autoptr(Answer) answer = harness_get(harness, views[v].path);
    const char *at = answer->body;
    for (guint i = 0; i < G_N_ELEMENTS(mails) && at != NULL; i++) {
      g_autofree char *words = g_strdup_printf("the words of %s.", views[v].order[i]);
      at = strstr(at, words);
      if (at == NULL)
        g_test_message("%s: %s is not behind those before it", views[v].path, words);
    }
    g_assert_nonnull(at);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/message/the-flat-view-goes-by-date-and-the-tree-by-answers",
                  the_flat_view_goes_by_date_and_the_tree_by_answers);
  g_test_add_func("/server/message/a-mail-can-be-answered-from-page-and-terminal",
                  a_mail_can_be_answered_from_page_and_terminal);
  g_test_add_func("/server/message/an-answer-goes-to-all-but-the-list-and-the-reader",
                  an_answer_goes_to_all_but_the_list_and_the_reader);
  g_test_add_func("/server/message/an-answer-goes-to-twenty-people-at-most",
                  an_answer_goes_to_twenty_people_at_most);
  g_test_add_func("/server/message/whatever-is-named-again-is-linked-again",
                  whatever_is_named_again_is_linked_again);
  g_test_add_func("/server/message/what-a-mail-says-is-quoted-for-the-shell",
                  what_a_mail_says_is_quoted_for_the_shell);
  g_test_add_func("/server/message/a-patch-is-offered-to-git-am", a_patch_is_offered_to_git_am);
  g_test_add_func("/server/message/parts-that-pipermail-took-out-are-linked-where-they-stood",
                  parts_that_pipermail_took_out_are_linked_where_they_stood);
  g_test_add_func("/server/message/each-mail-of-a-reused-id-leads-to-its-own-bytes",
                  each_mail_of_a_reused_id_leads_to_its_own_bytes);
  return g_test_run();
}
