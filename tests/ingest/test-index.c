/* Index pages of a Mailman 2 archive tell which number a mail had. */
#include "db/group.h"
#include "db/message.h"
#include "db/source.h"
#include "ingest/page-index.h"
#include "ingest/parse.h"
#include "ingest/run.h"
#include "ingest/sniff.h"
#include "tests/ingest/tmp.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD                                                                                       \
  "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<HTML>\n  <HEAD>\n"          \
  "     <title>The virt April 2014 Archive by date</title>\n  </HEAD>\n  <BODY>\n"                 \
  "      <h1>April 2014 Archives by date</h1>\n      <ul>\n         <li> <b>Messages sorted "      \
  "by:</b>\n <a href=\"thread.html#start\">[ thread ]</a>\n      </ul>\n    <ul>\n"
#define ENTRY(number_, subject_, author_)                                                          \
  "\n<LI><A HREF=\"00" number_ ".html\">" subject_ "\n</A><A NAME=\"" number_                      \
  "\">&nbsp;</A>\n<I>" author_ "\n</I>\n"

static const char by_date[] = HEAD ENTRY("3456", "[virt] Road &amp; map", "Ann &#233; Bell")
    ENTRY("3458", "[virt] Road &amp; map", "Ben Cole") ENTRY("3457", "[virt] same", "Ann B")
        ENTRY("3459", "[virt] same", "Ann B") ENTRY("3460", "[virt] Re: same", "Ann B")
            ENTRY("3461", "[virt] twice", "Ann B")
                ENTRY("3462", "[virt] nobody's", "x at x.example")
                    ENTRY("3463", "[virt] no name", "c at a.example") "</ul>\n</BODY></HTML>\n";

static void
what_an_index_says_is_read(void)
{
  const struct {
    guint number;
    const char *subject, *author;
  } rows[] = {{3456, "[virt] Road & map", "Ann \xc3\xa9 Bell"},
              {3457, "[virt] same", "Ann B"},
              {3458, "[virt] Road & map", "Ben Cole"}};
  g_assert_cmpint(ingest_sniff(by_date, strlen(by_date)), ==, SNIFF_INDEX);
  g_autoptr(GPtrArray) entries = ingest_index_read(by_date, strlen(by_date));
  g_autofree char *month = ingest_index_month(by_date, strlen(by_date));
  g_assert_cmpuint(entries->len, ==, 8);
  g_assert_cmpstr(month, ==, "2014-April");
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const IndexEntry *entry = entries->pdata[i];
    g_assert_cmpuint(entry->number, ==, rows[i].number);
    g_assert_cmpstr(entry->subject, ==, rows[i].subject);
    g_assert_cmpstr(entry->author, ==, rows[i].author);
  }
}

/* As thread.html has it, and as browsers save it. */
static void
other_forms_of_an_entry_are_read(void)
{
  static const char html[] =
      "<html><head><title>The virt Archive</title></head>\n<!--0 01397577214.7- -->\n"
      "<li><a href=\"https://lists.example.org/pipermail/virt/2014-April/000007.html\">plan</a>"
      "<a name=\"7\">&nbsp;</a>\n<i>Ann</i>\n<ul><!--1 01397577214.7-01397577215.8- -->\n"
      "<li><a href='000008.html'>Re: plan</a><a name='8'>&nbsp;</a><i>Ben</i></ul>\n"
      "<li><a href=\"000009.html\">of two numbers</a><a name=\"10\">&nbsp;</a><i>Ben</i>\n"
      "<li><a href=\"about.html\">About</a><a name=\"11\"></a><i>x</i><li><a href=\"000012.html\">";
  g_autoptr(GPtrArray) entries = ingest_index_read(html, strlen(html));
  g_autofree char *month = ingest_index_month(html, strlen(html));
  g_assert_null(month);
  g_assert_cmpuint(entries->len, ==, 2);
  g_assert_cmpuint(((const IndexEntry *)entries->pdata[0])->number, ==, 7);
  g_assert_cmpuint(((const IndexEntry *)entries->pdata[1])->number, ==, 8);
  for (gsize len = 0; len < sizeof html; len++) {
    g_autofree char *cut = g_strndup(html, len);
    g_autoptr(GPtrArray) some = ingest_index_read(cut, len);
    g_assert_cmpuint(some->len, <=, 2);
  }
}

/* --- learning --- */

typedef struct {
  Db *db;
  Group *group;
  IngestSummary summary;
} Fixture;

static void
open_fixture(Fixture *f, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(tmp_folder(), name, NULL);
  Group group = {.name = (char *)"virt", .title = (char *)"Virt", .timezone = (char *)"UTC"};
  f->db = db_open(path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  db_set_text_func(f->db, ingest_text_fields, NULL);
  g_assert_true(db_group_add(f->db, &group, 1, &error));
  f->group = db_group_get(f->db, "virt", &error);
  g_assert_no_error(error);
}

static void
close_fixture(Fixture *f)
{
  db_close(f->db);
  group_free(f->group);
}

static void
run(Fixture *f, const char *path)
{
  g_autoptr(GError) error = NULL;
  const char *paths[] = {path, NULL};
  IngestOptions options = {.now = 1, .n_threads = 2};
  g_assert_true(ingest_run(f->db, f->group, paths, &options, &f->summary, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(f->summary.n_refused, ==, 0);
  g_assert_cmpuint(f->summary.n_unread, ==, 0);
}

static void
assert_number(const Fixture *f, guint number, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = db_pipermail_find(f->db, f->group->id, "2014-April", number, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(id, ==, wanted);
}

static void
add_mail(GString *mbox, const char *id, const char *from, const char *subject, const char *date)
{
  g_string_append_printf(mbox,
                         "From x@a.example  Fri May 30 16:53:34 2014\nFrom: %s\nSubject: %s\n"
                         "Date: %s\nMessage-ID: <%s@a.example>\n\ntext of %s\n\n",
                         from, subject, date, id, id);
}

static GString *
april(void)
{
  GString *mbox = g_string_new(NULL);
  add_mail(mbox, "road", "=?utf-8?q?Ann_=C3=A9_Bell?= <a@a.example>", "[virt] Road & map",
           "Tue, 01 Apr 2014 00:00:00 +0000");
  add_mail(mbox, "ben", "Ben Cole <b@a.example>", "[virt] Road & map",
           "Wed, 02 Apr 2014 10:00:00 +0000");
  add_mail(mbox, "second", "Ann B <a@a.example>", "[virt] same", "Fri, 04 Apr 2014 10:00:00 +0000");
  add_mail(mbox, "first", "Ann B <a@a.example>", "[virt] same", "Thu, 03 Apr 2014 10:00:00 +0000");
  add_mail(mbox, "reply", "Ann B <a@a.example>", "Re: [virt] same",
           "Thu, 03 Apr 2014 11:00:00 +0000");
  add_mail(mbox, "one", "Ann B <a@a.example>", "[virt] twice", "Sat, 05 Apr 2014 11:00:00 +0000");
  add_mail(mbox, "two", "Ann B <a@a.example>", "[virt] twice", "Sat, 05 Apr 2014 12:00:00 +0000");
  /* In April where the archive was. */
  add_mail(mbox, "unnamed", "c@a.example", "[virt] no name", "Mon, 31 Mar 2014 23:00:00 +0000");
  add_mail(mbox, "other", "Ben Cole <b@a.example>", "[virt] Road & map",
           "Fri, 02 May 2014 23:00:00 +0000");
  return mbox;
}

static void
assert_learnt(const Fixture *f)
{
  assert_number(f, 3456, "road@a.example");
  assert_number(f, 3457, "first@a.example");
  assert_number(f, 3458, "ben@a.example");
  assert_number(f, 3459, "second@a.example");
  assert_number(f, 3460, "reply@a.example");
  assert_number(f, 3461, NULL);
  assert_number(f, 3462, NULL);
  assert_number(f, 3463, "unnamed@a.example");
}

static void
numbers_are_learnt_from_a_folder(void)
{
  Fixture f;
  g_autoptr(GString) mbox = april();
  open_fixture(&f, "folder.db");
  g_autofree char *folder = g_build_filename(tmp_folder(), "archive", NULL);
  g_autofree char *month = g_build_filename(folder, "2014-April", NULL);
  g_assert_cmpint(g_mkdir_with_parents(month, 0700), ==, 0);
  g_autofree char *index = tmp_file("archive/2014-April/date.html", by_date, strlen(by_date));
  g_autofree char *mail = tmp_file("archive/2014-April.txt", mbox->str, mbox->len);
  run(&f, folder);
  g_assert_cmpuint(f.summary.n_new, ==, 9);
  assert_learnt(&f);
  guint64 before = db_change_counter(f.db);
  run(&f, folder);
  g_assert_cmpuint(db_change_counter(f.db), ==, before);
  close_fixture(&f);
}

/* The month is known from the page's title, and mail that comes later is found by it. */
static void
an_index_may_come_before_the_mail(void)
{
  Fixture f;
  g_autoptr(GString) mbox = april();
  open_fixture(&f, "before.db");
  g_autofree char *index = tmp_file("saved.html", by_date, strlen(by_date));
  g_autofree char *mail = tmp_file("late.mbox", mbox->str, mbox->len);
  run(&f, index);
  assert_number(&f, 3456, NULL);
  run(&f, mail);
  run(&f, index);
  assert_learnt(&f);
  close_fixture(&f);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/index/what-an-index-says-is-read", what_an_index_says_is_read);
  g_test_add_func("/index/other-forms-of-an-entry-are-read", other_forms_of_an_entry_are_read);
  g_test_add_func("/index/numbers-are-learnt-from-a-folder", numbers_are_learnt_from_a_folder);
  g_test_add_func("/index/an-index-may-come-before-the-mail", an_index_may_come_before_the_mail);
  int result = g_test_run();
  tmp_remove();
  return result;
}
