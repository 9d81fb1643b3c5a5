/* What commands are given: numbers, addresses, files and standard input; and that what they cannot
 * take is said, with what to do about it. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/harness/typed.h"

/* A file in the folder of the harness. Caller frees its name. */
static char *
file_of(const Harness *harness, const char *name, const char *bytes, gssize len)
{
  char *path = g_build_filename(harness->folder, name, NULL);
  g_assert_true(g_file_set_contents(path, bytes, len, NULL));
  return path;
}

static void
expect_with_file(const Harness *harness, const char *format, const char *path, int status,
                 const char *err)
{
  g_auto(GStrv) around = g_strsplit(format, "FILE", 2);
  g_autofree char *line = g_strconcat(around[0], "'", path, "'", around[1], NULL);
  typed_expect(harness, line, status, NULL, err);
}

static void
a_number_is_refused_as_what_it_numbers(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "meeting add virt 2014-05-20T17:00", 0, NULL, NULL);
  typed_expect(harness, "item accept virt one", 2, NULL, "one is no item number\n  write it");
  typed_expect(harness, "vote show virt one", 2, NULL, "one is no ballot number\n  write it");
  typed_expect(harness, "outbox show one", 2, NULL, "one is no mail number\n  write it");
  typed_expect(harness, "agenda move virt one 2", 2, NULL, "one is no entry number\n  write it");
  typed_expect(harness, "minutes strike virt one", 2, NULL, "one is no line number\n  write it");
}

static void
links_follow_the_base_address(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "member add virt mia@example.org --name Mia --role chair", 0, NULL, NULL);
  typed_expect(harness, "member sign-in-link mia@example.org --base-url https://d.example.org//", 0,
               "https://d.example.org/sign-in/", NULL);
  typed_expect(harness, "member sign-in-link mia@example.org", 0, "http://127.0.0.1:8080/sign-in/",
               NULL);
  static const char *const others[] = {
      "member sign-in-link mia@example.org --base-url d.example.org",
      "outbox write virt agenda --base-url https://", "vote open virt 'Ship?' --base-url ftp://x/",
      "serve --listen 127.0.0.1:0 --base-url d.example.org"};
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
    typed_expect(harness, others[i], 2, NULL, "is no http or https address\n  write it as https");
}

static void
what_is_not_there_leads_to_what_is(void)
{
  static const struct {
    const char *line, *err;
  } rows[] = {
      {"item accept virt 9999", "no item 9999\n  look: docket items virt"},
      {"vote show virt 9999", "no ballot 9999\n  look: docket vote list virt"},
      {"vote nudge virt 9999", "no ballot 9999\n  look: docket vote list virt"},
      {"outbox show 9999", "no mail 9999 in the outbox\n  look: docket outbox list"},
      {"meeting cancel virt 2014-05-21", "no meeting on 2014-05-21\n  the list of meetings has"},
      {"minutes strike virt m9999", "of 2014-05-20\n  look: docket minutes lines virt"},
      {"member token list nobody@example.org", "\n  look: docket member list GROUP"},
      {"item accept nosuch 1", "no group nosuch\n  docket group list shows"},
      {"minutes import virt log.txt", "log.txt is no file here, nor the Message-ID of a mail of"},
      {"group add virt", "there is a group virt already\n  change it: docket group set virt"}};
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "meeting add virt 2014-05-20T17:00", 0, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    typed_expect(harness, rows[i].line, 1, NULL, rows[i].err);
}

/* It is no mail that was kept aside, which the advice for those would say. */
static void
a_path_that_is_not_there_is_no_refused_mail(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_auto(Typed) typed = typed_run(harness, "ingest -g virt /no/such.mbox");
  g_assert_cmpint(typed.status, ==, 3);
  harness_assert_says(typed.err, "docket: /no/such.mbox: cannot be read: No such file");
  harness_assert_says(typed.err, "1 of the paths cannot be read, all else is stored\n  look how");
  g_assert_null(strstr(typed.err, "kept aside"));
  /* Nor is a file of another kind. */
  g_autofree char *page = file_of(harness, "notes.txt", "just words\n", -1);
  g_autofree char *line = g_strdup_printf("ingest -g virt %s", page);
  g_auto(Typed) other = typed_run(harness, line);
  g_assert_cmpint(other.status, ==, 3);
  harness_assert_says(other.err, "1 refused, all else is stored");
  g_assert_null(strstr(other.err, "kept aside"));
}

static void
what_a_maildir_holds_and_is_no_mail_is_kept_aside(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *folder = g_build_filename(harness->folder, "box", "new", NULL);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_autofree char *file = file_of(harness, "box/new/1.x", "no header at all\n", -1);
  g_autofree char *line = g_strdup_printf("ingest -g virt %s/box", harness->folder);
  typed_expect(harness, line, 3, NULL, "1 refused, all else is stored\n  list what was kept aside");
  typed_expect(harness, "refused list", 0, "new/1.x at byte 0, 17 bytes: not a mail", NULL);
}

/* It says so once. */
static void
a_fault_of_a_query_is_told_with_its_place(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_auto(Typed) typed = typed_run(harness, "search virt '\"a'");
  g_assert_cmpint(typed.status, ==, 2);
  const char *place = strstr(typed.err, "at character 1");
  g_assert_nonnull(place);
  g_assert_null(strstr(place + 1, "at character"));
}

static const char *const readers[] = {"member import virt FILE", "outbox edit 1 FILE",
                                      "mail bounce FILE", "meeting import virt FILE"};

static void
a_file_that_cannot_be_read_is_named(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *absent = g_build_filename(harness->folder, "absent", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
    expect_with_file(harness, readers[i], absent, 1, "docket: cannot open /");
    expect_with_file(harness, readers[i], harness->folder, 1, "docket: cannot read /");
  }
}

/* Text behind a NUL would be lost without a word. */
static void
a_text_with_a_nul_is_refused(void)
{
  g_autoptr(Harness) harness = harness_new();
  static const char bytes[] = "* Ann <ann@example.org>\n\0* Ben <ben@example.org>\n";
  g_autofree char *path = file_of(harness, "people", bytes, sizeof bytes - 1);
  expect_with_file(harness, "member import virt FILE", path, 2, "is no text: it has a NUL byte");
  expect_with_file(harness, "outbox edit 1 FILE", path, 2, "is no text: it has a NUL byte");
  g_auto(Typed) list = typed_run(harness, "member list virt");
  g_assert_null(strstr(list.out, "Ann"));
}

static void
standard_input_is_a_file_as_well(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_auto(Typed) people =
      typed_run_with(harness, "member import virt -", "* Ann <ann@example.org>\n");
  g_assert_cmpint(people.status, ==, 0);
  typed_expect(harness, "member list virt", 0, "ann@example.org", NULL);
  g_autofree char *large = g_strnfill(((gsize)4 << 20) + 1, 'x');
  g_auto(Typed) refused = typed_run_with(harness, "member import virt -", large);
  g_assert_cmpint(refused.status, ==, 1);
  harness_assert_says(refused.err, "standard input is larger than 4 MiB");
}

/* Reports quote the mail that came back, with whatever bytes it had. */
static void
a_report_is_read_behind_a_nul(void)
{
  g_autoptr(Harness) harness = harness_new();
  static const char bytes[] =
      "From: MAILER-DAEMON@example.net\nTo: bounces@example.org\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: text/plain\n\nIt said \0 and no more.\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
      "Final-Recipient: rfc822; gone@example.net\nAction: failed\nStatus: 5.1.1\n\n"
      "--b\nContent-Type: message/rfc822\n\nMessage-ID: <other@example.org>\n\nHello\n--b--\n";
  g_autofree char *path = file_of(harness, "report.eml", bytes, sizeof bytes - 1);
  expect_with_file(harness, "mail bounce FILE", path, 0,
                   "other@example.org is no mail of docket's");
}

static void
a_remark_begins_with_the_name_of_the_program_once(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_auto(Typed) added =
      typed_run(harness, "tracker add desk 'https://desk.example.org/t/%s' 'desk#'");
  g_assert_cmpint(added.status, ==, 0);
  g_assert_true(g_str_has_prefix(added.err, "docket: mail from now on is read so"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/server/command-in/" name, function)
  TEST("a-number-is-refused-as-what-it-numbers", a_number_is_refused_as_what_it_numbers);
  TEST("links-follow-the-base-address", links_follow_the_base_address);
  TEST("what-is-not-there-leads-to-what-is", what_is_not_there_leads_to_what_is);
  TEST("a-path-that-is-not-there-is-no-refused-mail", a_path_that_is_not_there_is_no_refused_mail);
  TEST("what-a-maildir-holds-and-is-no-mail-is-kept-aside",
       what_a_maildir_holds_and_is_no_mail_is_kept_aside);
  TEST("a-fault-of-a-query-is-told-with-its-place", a_fault_of_a_query_is_told_with_its_place);
  TEST("a-file-that-cannot-be-read-is-named", a_file_that_cannot_be_read_is_named);
  TEST("a-text-with-a-nul-is-refused", a_text_with_a_nul_is_refused);
  TEST("standard-input-is-a-file-as-well", standard_input_is_a_file_as_well);
  TEST("a-report-is-read-behind-a-nul", a_report_is_read_behind_a_nul);
  TEST("a-remark-begins-with-the-name-of-the-program-once",
       a_remark_begins_with_the_name_of_the_program_once);
  return g_test_run();
}
