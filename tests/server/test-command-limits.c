/* What a command leaves out, because there is more than it shows or takes, is said. */
#include <string.h>

#include "db/group.h"
#include "db/outbox.h"
#include "db/source.h"
#include "tests/harness/typed.h"

#define DAY "2014-05-20"

static void
say_nothing(const Harness *harness, const char *line)
{
  g_auto(Typed) typed = typed_run(harness, line);
  g_assert_cmpint(typed.status, ==, 0);
  g_assert_cmpstr(typed.err, ==, "");
}

static void
a_trail_that_is_cut_says_so(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "member add virt mia@example.org --name Mia", 0, NULL, NULL);
  typed_expect(harness, "member add virt ben@example.org --name Ben", 0, NULL, NULL);
  typed_expect(harness, "audit virt --limit 1", 0, "ben@example.org",
               "the latest 1 shown; more with --limit N");
  say_nothing(harness, "audit virt");
}

static void
an_outbox_that_is_cut_says_so(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "group set virt --address virt@lists.example.org --next-meeting " DAY, 0,
               NULL, NULL);
  typed_expect(harness, "outbox write virt agenda", 0, "draft to", NULL);
  typed_expect(harness, "outbox write virt agenda", 0, "draft to", NULL);
  typed_expect(harness, "outbox list virt --limit 1", 0, "draft",
               "virt: the latest 1 shown; more with --limit N");
  say_nothing(harness, "outbox list virt --limit 2");
}

/* Such as what tells a person of a new address: it is of no group. */
static void
mail_of_the_server_itself_is_listed(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  Db *db = harness_open(harness);
  g_autoptr(OutMail) mail = g_new0(OutMail, 1);
  mail->kind = OUT_TEST;
  mail->subject = g_strdup("A word to one person");
  mail->body = g_strdup("Hello\n");
  mail->message_id = g_strdup("docket.test.1@example.org");
  mail->recipients = g_ptr_array_new_with_free_func((GDestroyNotify)out_recipient_free);
  out_mail_add_recipient(mail, NULL, "mia@example.org", FALSE);
  g_assert_true(db_outbox_add(db, mail, "test", HARNESS_NOW, &id, &error));
  g_assert_no_error(error);
  db_close(db);
  typed_expect(harness, "outbox list", 0, "A word to one person", NULL);
  g_auto(Typed) one = typed_run(harness, "outbox list virt");
  g_assert_null(strstr(one.out, "A word to one person"));
}

static void
a_typed_line_that_is_too_long_is_refused_whole(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *large = g_strnfill(5000, 'x');
  g_autofree char *in = g_strdup_printf("a first note\n%s\na last note\n", large);
  typed_expect(harness, "meeting add virt " DAY "T17:00", 0, NULL, NULL);
  typed_expect(harness, "meeting start virt --date " DAY, 0, NULL, NULL);
  g_auto(Typed) said = typed_run_with(harness, "meeting say virt note - --date " DAY, in);
  g_assert_cmpint(said.status, ==, 2);
  harness_assert_says(said.err, "line 2: text: longer than 4000 bytes\n  say it shorter");
  g_auto(Typed) lines = typed_run(harness, "minutes lines virt --date " DAY);
  harness_assert_says(lines.out, "a first note");
  g_assert_null(strstr(lines.out, "xxx"));
}

static void
calls_for_votes_beyond_those_suggested_are_mentioned(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (int i = 1; i <= 21; i++)
    g_string_append_printf(mbox,
                           "From a@example.org Tue May 13 09:00:00 2014\n"
                           "From: Ann <ann@example.org>\nSubject: [VOTE] Ship part %d\n"
                           "Date: Tue, 13 May 2014 09:00:%02d +0000\n"
                           "Message-ID: <call-%d@example.org>\n\nPlease vote.\n\n"
                           "From b@example.org Tue May 13 10:00:00 2014\n"
                           "From: Ben <ben@example.org>\nSubject: Re: [VOTE] Ship part %d\n"
                           "Date: Tue, 13 May 2014 10:00:%02d +0000\n"
                           "In-Reply-To: <call-%d@example.org>\n"
                           "Message-ID: <answer-%d@example.org>\n\n+1\n\n",
                           i, i, i, i, i, i, i);
  harness_ingest(harness, "virt", mbox->str);
  typed_expect(harness, "vote list virt", 0, "Ship part 21", "the latest 20 mails are suggested");
}

static void
minutes_that_are_cut_say_so(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) log = g_string_new("#startmeeting\n");
  for (int i = 1; i <= 1001; i++)
    g_string_append_printf(log, "12:00:00 <ann> #action Ann to sweep yard %d\n", i);
  g_autofree char *path = g_build_filename(harness->folder, "log.txt", NULL);
  g_assert_true(g_file_set_contents(path, log->str, -1, NULL));
  g_autofree char *line = g_strdup_printf("minutes import virt '%s' --date " DAY, path);
  typed_expect(harness, "meeting add virt " DAY "T17:00", 0, NULL, NULL);
  typed_expect(harness, line, 0, "sweep yard 999", "no more than 1000 rows are read");
}

/* What could not be stored is not lost: it can be had as it came. */
static void
a_refused_mail_is_given_back_as_it_came(void)
{
  static const char raw[] = "From: eve@example.org\nSubject: \033[31mred\n\nHello\n";
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GError) error = NULL;
  Db *db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_assert_true(db_quarantine_add(db, group->id, "odd.mbox", 17, "nested too deep", raw,
                                  sizeof raw - 1, HARNESS_NOW, &error));
  g_assert_no_error(error);
  db_close(db);
  typed_expect(harness, "check", 0,
               "1 refused mails are kept aside; to see one: docket refused list", NULL);
  typed_expect(harness, "refused list virt", 0, "  virt: odd.mbox at byte 17, 47 bytes: nested",
               NULL);
  g_auto(Typed) list = typed_run(harness, "refused list");
  g_autofree char *line =
      g_strdup_printf("refused show %d", (int)g_ascii_strtoll(list.out, NULL, 10));
  g_auto(Typed) shown = typed_run(harness, line);
  g_assert_cmpint(shown.status, ==, 0);
  g_assert_cmpstr(shown.out, ==, raw);
  typed_expect(harness, "refused show 4711", 1, NULL,
               "no refused mail has that number\n  look: docket refused list");
  typed_expect(harness, "refused list nosuch", 1, NULL, "no group nosuch");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/server/command-limits/" name, function)
  TEST("a-trail-that-is-cut-says-so", a_trail_that_is_cut_says_so);
  TEST("an-outbox-that-is-cut-says-so", an_outbox_that_is_cut_says_so);
  TEST("mail-of-the-server-itself-is-listed", mail_of_the_server_itself_is_listed);
  TEST("a-typed-line-that-is-too-long-is-refused-whole",
       a_typed_line_that_is_too_long_is_refused_whole);
  TEST("calls-for-votes-beyond-those-suggested-are-mentioned",
       calls_for_votes_beyond_those_suggested_are_mentioned);
  TEST("a-refused-mail-is-given-back-as-it-came", a_refused_mail_is_given_back_as_it_came);
  TEST("minutes-that-are-cut-say-so", minutes_that_are_cut_say_so);
  return g_test_run();
}
