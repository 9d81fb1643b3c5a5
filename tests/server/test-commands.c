/* The built executable as a person types it: what it prints, and how it ends. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "db/audit.h"
#include "db/group.h"
#include "db/source.h"
#include "server/commands.h"
#include "tests/harness/typed.h"

static void
help_names_every_command(void)
{
  g_auto(Typed) ran = typed_run(NULL, "help");
  g_assert_cmpint(ran.status, ==, 0);
  static const char *const names[] = {"group add", "ingest",     "serve",  "agenda",
                                      "items",     "item merge", "search", "export",
                                      "backup",    "check",      "rebuild"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    g_assert_nonnull(strstr(ran.out, names[i]));
  typed_expect(NULL, "--help", 0, "Usage:", NULL);
  typed_expect(NULL, "--version", 0, "docket 0.", NULL);
  typed_expect(NULL, "help ingest", 0, "--threads", NULL);
  typed_expect(NULL, "ingest --help", 0, "--threads", NULL);
}

/* The lines of the overview that tell of commands. Caller frees. */
static char **
overview(void)
{
  g_auto(Typed) typed = typed_run(NULL, "help");
  const char *table = strstr(typed.out, "  group add NAME");
  const char *after = strstr(typed.out, "\n\n  docket help");
  g_assert_true(table != NULL && after != NULL && table < after);
  g_autofree char *text = g_strndup(table, (gsize)(after - table));
  return g_strsplit(text, "\n", -1);
}

/* Whatever the length of a usage, what the command does stands in one column. */
static void
help_is_a_table(void)
{
  enum { COLUMN = 38 };
  g_auto(GStrv) lines = overview();
  for (guint i = 0; lines[i] != NULL; i++) {
    gsize gap = strspn(lines[i], " ");
    gboolean beside = strlen(lines[i]) > COLUMN && strncmp(lines[i] + COLUMN - 2, "  ", 2) == 0;
    gboolean below = lines[i + 1] != NULL && strspn(lines[i + 1], " ") == COLUMN;
    if (gap != COLUMN && beside == below)
      typed_fault("what it does stands in no column, or in none alone: %s", lines[i]);
  }
}

static void
help_keeps_together_what_belongs_together(void)
{
  g_auto(GStrv) lines = overview();
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *last = g_strdup("");
  for (guint i = 0; lines[i] != NULL; i++) {
    if (strspn(lines[i], " ") != 2)
      continue;
    char *word = g_strndup(lines[i] + 2, strcspn(lines[i] + 2, " "));
    if (strcmp(word, last) != 0 && g_hash_table_contains(seen, word))
      typed_fault("%s stands in two places", word);
    g_free(last);
    last = g_strdup(word);
    g_hash_table_add(seen, word);
  }
  typed_expect(NULL, "help meeting", 0, "meeting series add GROUP NAME RULE", NULL);
  typed_expect(NULL, "help meeting vote", 0, "meeting vote cast GROUP VALUE NAME...", NULL);
  typed_expect(NULL, "help agenda", 0, "agenda take GROUP ITEM...", NULL);
  typed_expect(NULL, "help nonsense", 2, NULL, "no command nonsense");
  g_auto(Typed) vote = typed_run(NULL, "help meeting vote");
  g_assert_null(strstr(vote.out, "meeting add"));
}

/* Also those whose name another's begins with: "agenda take" is no "agenda" of a group called take.
 */
static void
every_command_tells_of_itself(void)
{
  gsize n_rows;
  const CommandRow *rows = server_command_rows(&n_rows);
  for (gsize i = 0; i < n_rows; i++) {
    g_autofree char *line = g_strdup_printf("%s --help", rows[i].name);
    g_autofree char *usage = g_strdup_printf(" %s %s", rows[i].name, rows[i].arguments);
    typed_expect(NULL, line, 0, g_strchomp(usage), NULL);
    typed_expect(NULL, line, 0, rows[i].help, NULL);
  }
}

/* Each set of options has a bit of its own: what one command takes is not offered by another. */
static void
help_offers_no_option_of_another_command(void)
{
  static const struct {
    const char *command, *other;
  } rows[] = {{"report", "--since"},
              {"member import", "--quarter"},
              {"actions", "--scopes"},
              {"member token add", "--owner"},
              {"member add", "--timezone"},
              {"outbox edit", "--address"},
              {"meeting set", "--description"},
              {"audit", "mbox"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *line = g_strdup_printf("%s --help", rows[i].command);
    g_auto(Typed) ran = typed_run(NULL, line);
    if (ran.status != 0 || strstr(ran.out, rows[i].other) != NULL)
      typed_fault("docket %s offers %s:\n%s", line, rows[i].other, ran.out);
  }
}

static void
usage_faults_end_with_2(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "", 2, NULL, "no command given");
  typed_expect(harness, "frobnicate", 2, NULL, "no command frobnicate");
  typed_expect(harness, "item", 2, NULL, "item accept");
  typed_expect(harness, "agenda", 2, NULL, "usage: docket agenda GROUP");
  typed_expect(harness, "agenda virt more", 2, NULL, "too many arguments");
  typed_expect(harness, "agenda virt --nonsense", 2, NULL, "nonsense");
  typed_expect(harness, "serve --threads 65", 2, NULL, "to 64");
  typed_expect(harness, "rebuild --threads -1", 2, NULL, "--threads -1 is not possible");
  typed_expect(harness, "search virt kernel --limit -1", 2, NULL, "say 1 or more");
  typed_expect(harness, "agenda virt --format nonsense", 2, NULL, "text, md, html, json");
  typed_expect(harness, "agenda virt --date soon", 2, NULL, "2014-05-20");
  typed_expect(harness, "items virt --kind nonsense", 2, NULL, "backlog");
  typed_expect(harness, "ingest file.mbox", 2, NULL, "no group given");
  typed_expect(harness, "search virt '\"open'", 2, NULL, "character");
  typed_expect(harness, "group add 'No Name'", 2, NULL, NULL);
  typed_expect(harness, "group add other --timezone Mars/Base", 2, NULL, "Mars/Base");
  typed_expect(harness, "item state virt 1 nonsense", 2, NULL, "scheduled");
  typed_expect(harness, "item accept virt one", 2, NULL, "no item number");
  typed_expect(harness, "export virt --what items --format mbox", 2, NULL, "--what messages");
  typed_expect(harness, "serve --listen localhost:x", 2, NULL, "port");
}

static void
absent_things_end_with_1(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "agenda nosuch", 1, NULL, "nosuch");
  typed_expect(harness, "item accept virt 9999", 1, NULL, NULL);
  typed_expect(harness, "source add virt /no/such/file", 1, NULL, "/no/such/file");
  typed_expect(harness, "group add virt", 1, NULL, "virt");
}

static void
a_missing_database_says_what_to_type(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_unlink(harness->db_path);
  typed_expect(harness, "serve --listen 127.0.0.1:0", 1, NULL, "ingest -g");
  typed_expect(harness, "agenda virt", 1, NULL, harness->db_path);
}

static void
database_trouble_ends_with_4(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *text = g_strnfill(8192, 'x');
  g_assert_true(g_file_set_contents(harness->db_path, text, -1, NULL));
  typed_expect(harness, "agenda virt", 4, NULL, harness->db_path);
  typed_expect(harness, "ingest -g virt /dev/null", 4, NULL, harness->db_path);
  typed_expect(harness, "serve --listen 127.0.0.1:0", 4, NULL, harness->db_path);
  g_autofree char *after = NULL;
  g_assert_true(g_file_get_contents(harness->db_path, &after, NULL, NULL));
  g_assert_cmpstr(after, ==, text);
}

static void
ingest_makes_the_group_and_says_so(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  g_autofree char *line = g_strdup_printf("ingest -g fresh '%s'", mails);
  g_unlink(harness->db_path);
  g_auto(Typed) first = typed_run(harness, line);
  g_assert_cmpint(first.status, ==, 0);
  g_assert_nonnull(strstr(first.err, "new group fresh"));
  g_assert_nonnull(strstr(first.out, "fresh: 6 read, 6 new, 0 known"));
  g_auto(Typed) again = typed_run(harness, line);
  g_assert_cmpint(again.status, ==, 0);
  g_assert_null(strstr(again.err, "new group"));
  g_assert_nonnull(strstr(again.out, " 0 new"));
  g_autofree char *json = g_strdup_printf("%s --json", line);
  typed_expect(harness, json, 0, "\"group\":\"fresh\"", NULL);
}

static void
refused_files_end_with_3(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "ingest -g virt /no/such.mbox", 3, NULL, "/no/such.mbox");
}

static void
items_are_listed_and_triaged(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "items virt", 0, "network bridges", NULL);
  typed_expect(harness, "items virt --format json", 0, "\"items\"", NULL);
  typed_expect(harness, "items virt --format csv --kind backlog", 0, "network bridges", NULL);
  typed_expect(harness, "item title virt 1 'A better title'", 0, NULL, NULL);
  typed_expect(harness, "item owner virt 1 Ann", 0, NULL, NULL);
  typed_expect(harness, "item accept virt 1 2", 0, NULL, NULL);
  typed_expect(harness, "items virt --state open", 0, "A better title", NULL);
  g_auto(Typed) before = typed_run(harness, "items virt --state open");
  /* One wrong number in a row changes none of them. */
  typed_expect(harness, "item dismiss virt 1 9999", 1, NULL, NULL);
  g_auto(Typed) after = typed_run(harness, "items virt --state open");
  g_assert_cmpstr(after.out, ==, before.out);
  typed_expect(harness, "item dismiss virt 2", 0, NULL, NULL);
  typed_expect(harness, "item state virt 3 scheduled", 0, NULL, NULL);
  typed_expect(harness, "item state virt 1 3 9999 done", 1, NULL, NULL);
  typed_expect(harness, "item show virt 1", 0, "to \"open\"", NULL);
  typed_expect(harness, "item show virt 3", 0, "to \"scheduled\"", NULL);
  typed_expect(harness, "item state virt 1 3 done", 0, NULL, NULL);
  typed_expect(harness, "item show virt 1", 0, "from \"open\" to \"done\"", NULL);
  typed_expect(harness, "item show virt 3", 0, "from \"scheduled\" to \"done\"", NULL);
  typed_expect(harness, "item merge virt 3 1", 0, NULL, NULL);
  typed_expect(harness, "item split virt 3", 0, NULL, NULL);
}

static void
agenda_has_its_forms(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "agenda virt --date 2014-05-20", 0, "Virt SIG", NULL);
  typed_expect(harness, "agenda virt --date 2014-05-20 --format md", 0, "#", NULL);
  typed_expect(harness, "agenda virt --date 2014-05-20 --format json", 0, "{", NULL);
  typed_expect(harness, "agenda virt --date 2014-05-20 --format html", 0, "</html>", NULL);
}

static void
search_takes_words_as_they_come(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "search virt quartz hardware", 0, "Virt SIG backlog", NULL);
  typed_expect(harness, "search virt from:ben quartz --format json", 0, "reply/1+a@example.org",
               NULL);
  typed_expect(harness, "search - quartz --format json", 0, "\"group\": \"virt\"", NULL);
  typed_expect(harness, "search - nosuchword", 0, "0 mails", NULL);
  typed_expect(harness, "search nosuch quartz", 1, NULL, "no group nosuch");
  typed_expect(harness, "search virt quartz --format mbox", 0, "From mboxrd@z ", NULL);
  g_auto(Typed) none = typed_run(harness, "search virt -- quartz -hardware");
  g_assert_cmpint(none.status, ==, 0);
  g_assert_null(strstr(none.out, "reply/1"));
  typed_expect(harness, "search virt tag:inbox", 0, NULL,
               "there is no field tag: - it was searched as a word\nTags and flags");
  typed_expect(harness, "search virt quartz or xen --format json", 0, "\"hits\"",
               "\"or\" was searched as a word");
  g_auto(Typed) plain = typed_run(harness, "search virt quartz OR s:xen");
  g_assert_cmpstr(plain.err, ==, "");
}

static void
exports_come_back_the_same(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_auto(Typed) mbox = typed_run(harness, "export virt --what messages --format mbox");
  g_assert_cmpint(mbox.status, ==, 0);
  g_autofree char *copy = g_build_filename(harness->folder, "copy.mbox", NULL);
  g_autofree char *line = g_strdup_printf("ingest -g copy '%s'", copy);
  g_assert_true(g_file_set_contents(copy, mbox.out, -1, NULL));
  typed_expect(harness, line, 0, "6 read, ", NULL);
  g_auto(Typed) again = typed_run(harness, "export copy --what messages --format mbox");
  g_assert_cmpstr(again.out, ==, mbox.out);
  typed_expect(harness, "export virt --what items", 0, "\"items\":", NULL);
  typed_expect(harness, "export virt --what links", 0, "6893", NULL);
  typed_expect(harness, "export virt --what votes", 0, "vote-2@example.org", NULL);
  typed_expect(harness, "export virt", 0, "\"messages\":", NULL);
}

static void
backup_is_whole_and_overwrites_nothing(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *copy = g_build_filename(harness->folder, "copy.db", NULL);
  g_autofree char *line = g_strdup_printf("backup '%s'", copy);
  g_autofree char *check = g_strdup_printf("--db '%s' check", copy);
  typed_expect(harness, line, 0, NULL, NULL);
  typed_expect(NULL, check, 0, "all is sound", NULL);
  typed_expect(harness, line, 1, NULL, "copy.db");
  typed_expect(harness, "check", 0, "0 refused mails", NULL);
  typed_expect(harness, "rebuild", 0, "virt: 6 read", NULL);
}

static void
sync_reads_files_and_owns_up_to_urls(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  g_autofree char *add = g_strdup_printf("source add other '%s'", mails);
  typed_expect(harness, add, 0, NULL, "new group other");
  typed_expect(harness, "source list", 0, "virt.mbox", NULL);
  typed_expect(harness, "sync other", 0, "other: 6 read", NULL);
}

static void
a_source_has_limits_of_its_own(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  g_autofree char *add = g_strdup_printf("source add other '%s'", mails);
  g_autofree char *pause = g_strdup_printf("source pause other '%s' 20", mails);
  g_autofree char *no_pause = g_strdup_printf("source pause other '%s' 0", mails);
  g_autofree char *every = g_strdup_printf("source every other '%s' 90", mails);
  g_autofree char *long_one = g_strdup_printf("source pause other '%s' 3601", mails);
  typed_expect(harness, add, 0, NULL, NULL);
  /* A file is read in one go, and so is a mailbox. */
  typed_expect(harness, pause, 2, NULL, "only archives of web servers have a pause");
  typed_expect(harness, "source pause other imaps://mail.example.org/INBOX 5", 2, NULL,
               "only archives of web servers have a pause");
  typed_expect(harness, no_pause, 0, NULL, NULL);
  typed_expect(harness, every, 0, NULL, NULL);
  typed_expect(harness, "source list other", 0, ", every 90 minutes", NULL);
  typed_expect(harness, long_one, 2, NULL, "3601 is no number of seconds from 0 to 3600");
  typed_expect(harness, "source pause other https://example.org/absent/ 5", 1, NULL,
               "no source https://example.org/absent/");
}

static void
source_is_removed_and_its_mail_stays(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GError) error = NULL;
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  g_autofree char *add = g_strdup_printf("source add other '%s'", mails);
  g_autofree char *drop = g_strdup_printf("source remove other '%s'", mails);
  typed_expect(harness, add, 0, NULL, NULL);
  typed_expect(harness, "sync other", 0, "other: 6 read", NULL);
  typed_expect(harness, "source remove virt https://example.org/absent/", 1, NULL,
               "no source https://example.org/absent/");
  typed_expect(harness, drop, 0, NULL, NULL);
  typed_expect(harness, drop, 1, NULL, "no source ");
  Db *db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "other", &error);
  g_assert_no_error(error);
  GroupCounts counts;
  g_assert_true(db_group_counts(db, group->id, &counts, &error));
  g_assert_cmpuint(counts.n_messages, ==, 6);
  g_autoptr(GPtrArray) sources = db_source_list(db, group->id, &error);
  g_assert_cmpuint(sources->len, ==, 0);
  g_autoptr(GPtrArray) trail = db_audit_rows(db, group->id, 10, &error);
  g_assert_cmpuint(trail->len, ==, 1);
  const AuditRow *row = trail->pdata[0];
  g_assert_cmpstr(row->verb, ==, "source");
  g_assert_cmpstr(row->key, ==, mails);
  g_assert_cmpstr(row->new, ==, "removed");
  db_close(db);
}

/* The number is what people know an item by; what is no item's has none. */
static void
audit_tells_the_number_of_an_item(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "item accept virt 2", 0, NULL, NULL);
  typed_expect(harness, "audit virt", 0, "\tnew\topen\t#2\n", NULL);
  typed_expect(harness, "group set virt --mask always", 0, NULL, NULL);
  typed_expect(harness, "audit virt", 0, "\tcommand line\tmask\tvirt\tvisitors\talways\n", NULL);
}

static void
group_list_counts(void)
{
  g_autoptr(Harness) harness = harness_new();
  typed_expect(harness, "group list", 0, "6 mails", NULL);
  typed_expect(harness, "group set virt --name 'Other title' --next-meeting 2014-05-20T17:00", 0,
               NULL, NULL);
  typed_expect(harness, "group list", 0, "Other title", NULL);
  typed_expect(harness, "agenda virt", 0, "20 May 2014", NULL);
  typed_expect(harness, "group set made --create --name Made", 0, NULL, NULL);
  typed_expect(harness, "group set absent --name No", 1, NULL, "absent");
}

/* A call for votes of that many days ago, which nobody answered. */
static void
ingest_call(const Harness *harness, const char *what, int days_ago)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autoptr(GDateTime) then = g_date_time_add_days(now, -days_ago);
  g_autofree char *date = g_date_time_format(then, "%a, %d %b %Y %H:%M:%S +0000");
  g_autofree char *came = g_date_time_format(then, "%a %b %e %H:%M:%S %Y");
  g_autofree char *mbox = g_strdup_printf("From a@example.org %s\n"
                                          "From: Ann <ann@example.org>\nSubject: [VOTE] Ship %s\n"
                                          "Date: %s\nMessage-ID: <call-%d@example.org>\n\n"
                                          "Please vote.\n\n",
                                          came, what, date, days_ago);
  g_autofree char *path = g_build_filename(harness->folder, what, NULL);
  g_autofree char *line = g_strdup_printf("ingest -g virt '%s'", path);
  g_assert_true(g_file_set_contents(path, mbox, -1, NULL));
  typed_expect(harness, line, 0, "1 new", NULL);
}

/* As the page suggests it: a call of these days, before anybody has answered. */
static void
a_call_for_votes_is_listed_before_the_first_vote(void)
{
  g_autoptr(Harness) harness = harness_new();
  ingest_call(harness, "quartz", 2);
  ingest_call(harness, "marble", 200);
  g_auto(Typed) typed = typed_run(harness, "vote list virt");
  g_assert_cmpint(typed.status, ==, 0);
  harness_assert_says(typed.out, "[VOTE] Ship quartz");
  g_assert_null(strstr(typed.out, "marble"));
}

/* Escape sequences, and marks that turn the reading direction, reach no terminal. */
static void
hostile_mail_is_shown_as_text(void)
{
  static const char mbox[] = "From a@example.org Mon May 12 09:00:00 2014\n"
                             "From: \033]0;owned\007Eve <eve@example.org>\n"
                             "Subject: Backlog \033[31mred\n"
                             "Date: Mon, 12 May 2014 09:00:00 +0000\n"
                             "Message-ID: <hostile@example.org>\n"
                             "Content-Type: text/plain; charset=utf-8\n\n"
                             "== Backlog ==\n\n"
                             "* Paint the quokka \033[2J\342\200\256green\n\n";
  static const char *const lines[] = {
      "items virt",         "items virt --format csv",
      "search virt quokka", "agenda virt --date 2014-05-20",
      "group list",         "agenda virt --date 2014-05-20 --format md"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", mbox);
  typed_expect(harness, "items virt", 0, "quokka", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    g_auto(Typed) ran = typed_run(harness, lines[i]);
    if (ran.status != 0 || strchr(ran.out, '\033') != NULL || strchr(ran.out, '\007') != NULL ||
        strstr(ran.out, "\342\200\256") != NULL)
      typed_fault("docket %s lets control characters through", lines[i]);
  }
}

/* The table in docs/extraction.md stands between two marks, and is what the program prints. */
static void
rules_in_the_manual_are_the_programs(void)
{
  g_autoptr(Harness) harness = harness_new();
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  g_autofree char *path =
      g_build_filename(root == NULL ? "." : root, "docs", "extraction.md", NULL);
  g_autofree char *manual = NULL;
  g_assert_true(g_file_get_contents(path, &manual, NULL, NULL));
  g_auto(Typed) ran = typed_run(harness, "rules --format md");
  g_assert_cmpint(ran.status, ==, 0);
  g_autofree char *part =
      g_strdup_printf("<!-- docket rules --format md -->\n\n%s\n<!-- end -->", ran.out);
  if (strstr(manual, part) == NULL)
    typed_fault("docs/extraction.md has another table of rules than the program:\n%s", ran.out);
  typed_expect(harness, "rules", 0, "bullet-backlog", NULL);
  typed_expect(harness, "rules --format json", 0, "\"name\": \"lazy-consensus\"", NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/commands/help-names-every-command", help_names_every_command);
  g_test_add_func("/server/commands/help-is-a-table", help_is_a_table);
  g_test_add_func("/server/commands/help-keeps-together-what-belongs-together",
                  help_keeps_together_what_belongs_together);
  g_test_add_func("/server/commands/every-command-tells-of-itself", every_command_tells_of_itself);
  g_test_add_func("/server/commands/help-offers-no-option-of-another-command",
                  help_offers_no_option_of_another_command);
  g_test_add_func("/server/commands/usage-faults-end-with-2", usage_faults_end_with_2);
  g_test_add_func("/server/commands/absent-things-end-with-1", absent_things_end_with_1);
  g_test_add_func("/server/commands/a-missing-database-says-what-to-type",
                  a_missing_database_says_what_to_type);
  g_test_add_func("/server/commands/database-trouble-ends-with-4", database_trouble_ends_with_4);
  g_test_add_func("/server/commands/ingest-makes-the-group-and-says-so",
                  ingest_makes_the_group_and_says_so);
  g_test_add_func("/server/commands/refused-files-end-with-3", refused_files_end_with_3);
  g_test_add_func("/server/commands/items-are-listed-and-triaged", items_are_listed_and_triaged);
  g_test_add_func("/server/commands/agenda-has-its-forms", agenda_has_its_forms);
  g_test_add_func("/server/commands/search-takes-words-as-they-come",
                  search_takes_words_as_they_come);
  g_test_add_func("/server/commands/exports-come-back-the-same", exports_come_back_the_same);
  g_test_add_func("/server/commands/backup-is-whole-and-overwrites-nothing",
                  backup_is_whole_and_overwrites_nothing);
  g_test_add_func("/server/commands/sync-reads-files-and-owns-up-to-urls",
                  sync_reads_files_and_owns_up_to_urls);
  g_test_add_func("/server/commands/a-source-has-limits-of-its-own",
                  a_source_has_limits_of_its_own);
  g_test_add_func("/server/commands/source-is-removed-and-its-mail-stays",
                  source_is_removed_and_its_mail_stays);
  g_test_add_func("/server/commands/a-call-for-votes-is-listed-before-the-first-vote",
                  a_call_for_votes_is_listed_before_the_first_vote);
  g_test_add_func("/server/commands/audit-tells-the-number-of-an-item",
                  audit_tells_the_number_of_an_item);
  g_test_add_func("/server/commands/group-list-counts", group_list_counts);
  g_test_add_func("/server/commands/rules-in-the-manual-are-the-programs",
                  rules_in_the_manual_are_the_programs);
  g_test_add_func("/server/commands/hostile-mail-is-shown-as-text", hostile_mail_is_shown_as_text);
  return g_test_run();
}
