/* Addresses of other archives of which mails say that they were theirs: believed as far as nothing
 * better is known. */
#include <string.h>

#include "db/group.h"
#include "db/source.h"
#include "tests/harness/harness.h"

#define HASH_VOTE_2 "TJLATDQ2QKMQQVAEA3I266FDJ4ODPOBN" /* of vote-2@example.org */
#define HASH_LATE "ZP6PRFMVPNGOFSP7UEU4S4BKA6B5XZPH"   /* of late@example.org */
#define HASH_BEFORE                                                                                \
  "5T5WBNCJ4BNI5W45SFHL7IN2GK24OXFS" /* of before-1@example.org, which nobody has */
#define LIST "/list/virt@lists.example.org"

static void
add_mail(const Harness *harness, const char *group, const char *id, const char *fields)
{
  g_autofree char *mbox = g_strdup_printf("From a@example.org Sun Jun  1 12:00:00 2014\n"
                                          "From: a@example.org\nSubject: says %s\n"
                                          "Message-ID: <%s>\nDate: Sun, 01 Jun 2014 12:00:00 "
                                          "+0000\n%s\n\nmail %s\n\n",
                                          id, id, fields, id);
  harness_ingest(harness, group, mbox);
}

static void
assert_leads(const Harness *harness, const char *path, guint status, const char *place)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_test_message("%s", path);
  g_assert_cmpuint(answer->status, ==, status);
  if (place != NULL)
    g_assert_cmpstr(answer_header(answer, "location"), ==, place);
}

/* The Message-ID was written anew on the way; what the first archive knew stands in the header. */
static void
what_the_header_says_leads_on(void)
{
  g_autoptr(Harness) harness = harness_new();
  add_mail(harness, "virt", "now-1@example.org", "Message-ID-Hash: " HASH_BEFORE);
  add_mail(harness, "virt", "now-2@example.org",
           "Archived-At: <https://lore.example.org/r/before-2@example.org/>");
  add_mail(harness, "virt", "now-3@example.org",
           "Archived-At: <http://lists.example.org/pipermail/virt/2014-April/000042.html>");
  harness_serve(harness, NULL);
  assert_leads(harness, LIST "/message/" HASH_BEFORE "/", 302, "/virt/archive/now-1@example.org/");
  assert_leads(harness, "/hyperkitty" LIST "/thread/" HASH_BEFORE "/", 302,
               "/virt/archive/now-1@example.org/t/");
  assert_leads(harness, "/r/before-2@example.org/", 302, "/virt/archive/now-2@example.org/");
  assert_leads(harness, "/?l=virt&i=before-2@example.org", 302, "/virt/archive/now-2@example.org/");
  assert_leads(harness, "/pipermail/virt/2014-April/000042.html", 302,
               "/virt/archive/now-3@example.org/");
  assert_leads(harness, "/pipermail/VIRT/2014-April/42.html", 302,
               "/virt/archive/now-3@example.org/");
  assert_leads(harness, "/r/before-3@example.org/", 404, NULL);
  assert_leads(harness, "/pipermail/virt/2014-April/000043.html", 300, NULL);
}

static void
learn_number(const Harness *harness, guint number, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  gboolean learnt = db_pipermail_learn(db, group->id, "2014-April", number, id, &error);
  g_assert_no_error(error);
  g_assert_true(learnt);
}

static void
a_forged_header_takes_no_address_over(void)
{
  g_autoptr(Harness) harness = harness_new();
  add_mail(harness, "virt", "forged-1@example.net",
           "Message-ID-Hash: " HASH_VOTE_2 "\n"
           "X-Message-ID-Hash: " HASH_LATE "\n"
           "Archived-At: <https://lore.example.org/r/vote-2@example.org/>\n"
           "Archived-At: <https://lore.example.org/r/late@example.org/>\n"
           "Archived-At: <https://lists.example.org/pipermail/virt/2014-April/000042.html>");
  learn_number(harness, 42, "reply-2@example.org");
  harness_serve(harness, NULL);
  assert_leads(harness, LIST "/message/" HASH_VOTE_2 "/", 301, "/virt/archive/vote-2@example.org/");
  assert_leads(harness, LIST "/thread/" HASH_VOTE_2 "/", 301,
               "/virt/archive/vote-2@example.org/t/");
  assert_leads(harness, "/r/vote-2@example.org/", 301, "/virt/archive/vote-2@example.org/");
  assert_leads(harness, "/pipermail/virt/2014-April/000042.html", 301,
               "/virt/archive/reply-2@example.org/");
  /* Nothing better is known, until the mail itself comes. */
  assert_leads(harness, LIST "/message/" HASH_LATE "/", 302, "/virt/archive/forged-1@example.net/");
  add_mail(harness, "virt", "late@example.org", "To: virt@lists.example.org");
  assert_leads(harness, LIST "/message/" HASH_LATE "/", 301, "/virt/archive/late@example.org/");
  assert_leads(harness, "/r/late@example.org/", 301, "/virt/archive/late@example.org/");
}

static void
assert_choice(const Harness *harness, const char *path, const char *const *links)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_test_message("%s", path);
  g_assert_cmpuint(answer->status, ==, 300);
  g_assert_null(strstr(answer->body, "most likely"));
  for (; *links != NULL; links++) {
    g_autofree char *link = g_strdup_printf("href=\"%s\"", *links);
    harness_assert_says(answer->body, link);
  }
}

static void
several_that_say_so_are_a_choice(void)
{
  static const char fields[] =
      "Message-ID-Hash: " HASH_BEFORE "\n"
      "Archived-At: <https://lists.example.org/pipermail/virt/2014-April/000042.html>";
  static const char *const everywhere[] = {"/r/one@example.org/", "/r/two%2F2@example.org/", NULL};
  static const char *const here[] = {"/virt/archive/one@example.org/",
                                     "/virt/archive/two%2F2@example.org/", NULL};
  g_autoptr(Harness) harness = harness_new();
  add_mail(harness, "virt", "one@example.org", fields);
  add_mail(harness, "virt", "two/2@example.org", fields);
  harness_serve(harness, NULL);
  assert_choice(harness, LIST "/message/" HASH_BEFORE "/", everywhere);
  assert_choice(harness, LIST "/thread/" HASH_BEFORE "/", everywhere);
  assert_choice(harness, "/pipermail/virt/2014-April/000042.html", here);
}

/* Two contents of one Message-ID are one mail to whoever asks. */
static void
alternates_are_no_choice(void)
{
  g_autoptr(Harness) harness = harness_new();
  add_mail(harness, "virt", "one@example.org", "Message-ID-Hash: " HASH_BEFORE);
  add_mail(harness, "virt", "one@example.org", "Message-ID-Hash: " HASH_BEFORE "\n\nother");
  harness_serve(harness, NULL);
  g_autoptr(Answer) other = harness_get(harness, "/virt/archive/one@example.org/?alternate=1");
  g_assert_cmpuint(other->status, ==, 200);
  assert_leads(harness, LIST "/message/" HASH_BEFORE "/", 302, "/virt/archive/one@example.org/");
}

/* A number says nothing of a list that does not hold the mail. */
static void
numbers_are_of_their_list(void)
{
  g_autoptr(Harness) harness = harness_new();
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = harness_open(harness);
    Group devel = {.name = (char *)"devel", .title = (char *)"Devel", .timezone = (char *)"UTC"};
    gboolean added = db_group_add(db, &devel, HARNESS_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(added);
  }
  add_mail(harness, "virt", "one@example.org",
           "Archived-At: <https://lists.example.org/pipermail/devel/2014-June/000042.html>");
  add_mail(harness, "devel", "two@example.org", "To: devel@lists.example.org");
  harness_serve(harness, NULL);
  assert_leads(harness, "/pipermail/devel/2014-June/000042.html", 300, NULL);
  assert_leads(harness, "/pipermail/virt/2014-June/000042.html", 300, NULL);
}

static void
a_rebuild_reads_the_same(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *out = NULL, *err = NULL;
  add_mail(harness, "virt", "now-1@example.org", "Message-ID-Hash: " HASH_BEFORE);
  g_autofree char *before = harness_dump(harness);
  g_assert_nonnull(strstr(before, "hash:" HASH_BEFORE));
  const char *args[] = {"rebuild", "virt", NULL};
  g_assert_cmpint(harness_run(harness, args, &out, &err), ==, 0);
  g_autofree char *after = harness_dump(harness);
  g_assert_cmpstr(before, ==, after);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/archived/what-the-header-says-leads-on", what_the_header_says_leads_on);
  g_test_add_func("/server/archived/a-forged-header-takes-no-address-over",
                  a_forged_header_takes_no_address_over);
  g_test_add_func("/server/archived/several-that-say-so-are-a-choice",
                  several_that_say_so_are_a_choice);
  g_test_add_func("/server/archived/alternates-are-no-choice", alternates_are_no_choice);
  g_test_add_func("/server/archived/numbers-are-of-their-list", numbers_are_of_their_list);
  g_test_add_func("/server/archived/a-rebuild-reads-the-same", a_rebuild_reads_the_same);
  return g_test_run();
}
