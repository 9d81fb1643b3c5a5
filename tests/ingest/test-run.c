/* From paths to the store: what is new, known, grown, refused; and what a kill leaves. */
#include "ingest/run.h"
#include "db/group.h"
#include "db/item.h"
#include "db/link.h"
#include "db/maintain.h"
#include "db/message.h"
#include "db/source.h"
#include "ingest/parse.h"
#include "tests/ingest/tmp.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FROM "From ann@a.example  Tue Apr 15 16:53:34 2014\n"

typedef struct {
  Db *db;
  Group *group;
  IngestSummary summary;
  GString *refused; /* one line each */
} Fixture;

static void
on_refused(const char *path, G_GNUC_UNUSED gint64 offset, const char *message_id,
           const char *reason, gpointer user_data)
{
  g_autofree char *name = g_path_get_basename(path);
  g_string_append_printf(user_data, "%s|%s|%s\n", name, message_id != NULL ? message_id : "",
                         reason);
}

static void
open_fixture(Fixture *f, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(tmp_folder(), name, NULL);
  f->db = db_open(path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  db_set_text_func(f->db, ingest_text_fields, NULL);
  f->group = db_group_get(f->db, "virt", NULL);
  if (f->group == NULL) {
    Group group = {.name = (char *)"virt", .title = (char *)"Virt", .timezone = (char *)"UTC"};
    g_assert_true(db_group_add(f->db, &group, 1, &error));
    f->group = db_group_get(f->db, "virt", &error);
  }
  g_assert_no_error(error);
  f->refused = g_string_new(NULL);
}

static void
close_fixture(Fixture *f)
{
  db_close(f->db);
  group_free(f->group);
  g_string_free(f->refused, TRUE);
}

static void
run_threads(Fixture *f, const char *path, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  const char *paths[] = {path, NULL};
  IngestOptions options = {
      .now = 1, .n_threads = n_threads, .refused = on_refused, .user_data = f->refused};
  g_string_truncate(f->refused, 0);
  g_assert_true(ingest_run(f->db, f->group, paths, &options, &f->summary, &error));
  g_assert_no_error(error);
}

static void
run(Fixture *f, const char *path)
{
  run_threads(f, path, 2);
}

static void
check_counts(const Fixture *f, guint64 n_read, guint64 n_new, guint64 n_known, guint64 n_alternates,
             guint64 n_refused)
{
  g_assert_cmpuint(f->summary.n_read, ==, n_read);
  g_assert_cmpuint(f->summary.n_new, ==, n_new);
  g_assert_cmpuint(f->summary.n_known, ==, n_known);
  g_assert_cmpuint(f->summary.n_alternates, ==, n_alternates);
  g_assert_cmpuint(f->summary.n_refused, ==, n_refused);
}

static void
add_mail(GString *mbox, guint n)
{
  g_string_append_printf(
      mbox,
      FROM "From: Person %u <p%u@a.example>\nDate: Tue, 15 Apr 2014 16:%02u:%02u +0000\n"
           "Subject: %splan %u\nMessage-ID: <%u@a.example>\n",
      n % 7, n % 7, n / 60 % 60, n % 60, n % 5 != 0 ? "Re: " : "", n / 5, n);
  if (n % 5 != 0)
    g_string_append_printf(mbox, "In-Reply-To: <%u@a.example>\n", n - 1);
  g_string_append_printf(mbox,
                         "\nACTION: person %u to write part %u of the plan\n\nSee "
                         "http://bugs.centos.org/view.php?id=%u\n\n",
                         n % 7, n, 1000 + n % 50);
}

static GString *
some_mails(guint first, guint n)
{
  GString *mbox = g_string_new(NULL);
  for (guint i = first; i < first + n; i++)
    add_mail(mbox, i);
  return mbox;
}

static char *
dump(Db *db)
{
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  gsize len = 0;
  FILE *out = open_memstream(&text, &len);
  g_assert_true(db_dump(db, out, &error));
  g_assert_no_error(error);
  fclose(out);
  char *copy = g_strdup(text);
  free(text);
  return copy;
}

static void
assert_sound(Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = db_check(db, ingest_body_text, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message("%s", ((const Finding *)findings->pdata[i])->what);
  g_assert_cmpuint(findings->len, ==, 0);
}

static void
test_unchanged_file_is_not_read_again(void)
{
  Fixture f;
  open_fixture(&f, "unchanged.db");
  g_autoptr(GString) mbox = some_mails(0, 20);
  g_autofree char *path = tmp_file("unchanged.mbox", mbox->str, mbox->len);
  run(&f, path);
  check_counts(&f, 20, 20, 0, 0, 0);
  g_assert_cmpuint(f.summary.n_bytes, >, 0);
  g_assert_cmpuint(f.summary.n_files, ==, 1);
  run(&f, path);
  check_counts(&f, 0, 0, 0, 0, 0);
  g_assert_cmpuint(f.summary.n_unchanged_files, ==, 1);
  close_fixture(&f);
}

static void
append_file(const char *path, const char *text)
{
  FILE *file = g_fopen(path, "a");
  g_assert_nonnull(file);
  g_assert_cmpuint(fwrite(text, 1, strlen(text), file), ==, strlen(text));
  fclose(file);
}

static void
test_grown_file_is_read_from_where_it_grew(void)
{
  Fixture f;
  open_fixture(&f, "grown.db");
  g_autoptr(GString) mbox = some_mails(0, 30);
  g_autofree char *path = tmp_file("grown.mbox", mbox->str, mbox->len);
  run(&f, path);
  g_autoptr(GString) more = some_mails(30, 5);
  append_file(path, more->str);
  run(&f, path);
  check_counts(&f, 5, 5, 0, 0, 0);
  close_fixture(&f);
}

static void
test_grown_archive_that_is_packed(void)
{
  Fixture f;
  open_fixture(&f, "packed.db");
  for (guint n = 30; n <= 35; n += 5) {
    g_autoptr(GString) mbox = some_mails(0, n);
    g_autoptr(GConverter) gzip =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
    g_autofree char *packed = g_malloc(mbox->len + 100);
    gsize read, written;
    g_assert_cmpint(g_converter_convert(gzip, mbox->str, mbox->len, packed, mbox->len + 100,
                                        G_CONVERTER_INPUT_AT_END, &read, &written, NULL),
                    ==, G_CONVERTER_FINISHED);
    g_autofree char *path = tmp_file("2014-April.txt.gz", packed, written);
    run(&f, path);
    check_counts(&f, n == 30 ? 30 : 5, n == 30 ? 30 : 5, 0, 0, 0);
  }
  close_fixture(&f);
}

static void
test_changed_file_adds_only_what_is_new(void)
{
  Fixture f;
  open_fixture(&f, "changed.db");
  g_autoptr(GString) mbox = some_mails(0, 10);
  g_autofree char *path = tmp_file("changed.mbox", mbox->str, mbox->len);
  run(&f, path);
  g_autoptr(GString) other = some_mails(5, 10);
  g_autofree char *again = tmp_file("changed.mbox", other->str, other->len);
  run(&f, path);
  check_counts(&f, 10, 5, 5, 0, 0);
  close_fixture(&f);
}

/* The last mail was written in two pieces: what is stored then is what one reading of the whole
 * gives. */
static void
test_last_mail_that_grew_is_read_again(void)
{
  static const char half[] =
      FROM "From: ann@a.example\nSubject: a\nMessage-ID: <1@x>\n\nACTION: Bob to wri",
                    rest[] = "te the plan\n\nACTION: Ann to read the plan\n\n" FROM
                             "From: ann@a.example\nSubject: b\nMessage-ID: <2@x>\n\nsecond\n";
  Fixture f, fresh;
  open_fixture(&f, "tail.db");
  open_fixture(&fresh, "tail-fresh.db");
  g_autofree char *path = tmp_file("tail.mbox", half, strlen(half));
  run(&f, path);
  check_counts(&f, 1, 1, 0, 0, 0);
  append_file(path, rest);
  run(&f, path);
  check_counts(&f, 2, 1, 1, 0, 0);
  run(&fresh, path);
  g_autofree char *grown = dump(f.db), *whole = dump(fresh.db);
  g_assert_cmpstr(grown, ==, whole);
  /* The piece is not stored beside it when it comes later, in a copy that was cut. */
  g_autofree char *cut = tmp_file("cut.mbox", half, strlen(half));
  run(&f, cut);
  check_counts(&f, 1, 0, 1, 0, 0);
  /* And nobody puts words behind it by sending it again. */
  g_autofree char *both = g_strconcat(half, rest, NULL);
  *strstr(both, "\n" FROM) = '\0';
  g_autofree char *more = g_strconcat(both, "+1\n", NULL);
  g_autofree char *forged = tmp_file("forged.mbox", more, strlen(more));
  run(&f, forged);
  check_counts(&f, 1, 0, 0, 1, 0);
  assert_sound(f.db);
  close_fixture(&f);
  close_fixture(&fresh);
}

static void
test_same_mails_elsewhere_are_known(void)
{
  Fixture f;
  open_fixture(&f, "known.db");
  g_autoptr(GString) mbox = some_mails(0, 10);
  g_autofree char *a = tmp_file("a.mbox", mbox->str, mbox->len);
  g_autofree char *b = tmp_file("b.mbox", mbox->str, mbox->len);
  run(&f, a);
  run(&f, b);
  check_counts(&f, 10, 0, 10, 0, 0);
  close_fixture(&f);
}

static void
test_one_id_with_two_bodies(void)
{
  Fixture f;
  open_fixture(&f, "alternate.db");
  static const char mbox[] =
      FROM "Subject: a\nMessage-ID: <1@x>\n\none\n\n" FROM "Subject: a\nMessage-ID: <1@x>\n\ntwo\n";
  g_autofree char *path = tmp_file("alternate.mbox", mbox, strlen(mbox));
  run(&f, path);
  check_counts(&f, 2, 1, 0, 1, 0);
  close_fixture(&f);
}

static void
test_raw_and_pipermail_archives_are_one(void)
{
  g_autofree char *raw = tmp_source("docs/sample/raw"), *flat = tmp_source("docs/sample/pipermail");
  if (!g_file_test(raw, G_FILE_TEST_IS_DIR)) {
    g_test_skip("docs/sample is not here");
    return;
  }
  Fixture f, g;
  open_fixture(&f, "sample.db");
  run(&f, flat);
  guint64 n = f.summary.n_new;
  g_assert_cmpuint(n, >=, 80);
  g_assert_cmpuint(f.summary.n_refused, ==, 0);
  run(&f, raw);
  check_counts(&f, n, 0, n, 0, 0);
  open_fixture(&g, "sample-raw.db");
  run(&g, raw);
  run(&g, flat);
  check_counts(&g, n, 0, n, 0, 0);
  g_autofree char *left = dump(f.db), *right = dump(g.db);
  g_assert_cmpstr(left, ==, right);
  close_fixture(&f);
  close_fixture(&g);
}

static void
test_page_and_mbox_are_one(void)
{
  g_autofree char *text = tmp_shared("seeds/virt-sig-roadmap.txt"),
                  *mbox = tmp_shared("seeds/virt-sig-roadmap.mbox");
  if (text == NULL || mbox == NULL) {
    g_test_skip("../shared/seeds is not here");
    return;
  }
  for (guint i = 0; i < 2; i++) {
    Fixture f;
    g_autoptr(GError) error = NULL;
    open_fixture(&f, i == 0 ? "page-first.db" : "page-last.db");
    run(&f, i == 0 ? text : mbox);
    check_counts(&f, 1, 1, 0, 0, 0);
    run(&f, i == 0 ? mbox : text);
    check_counts(&f, 1, 0, 1, 0, 0);
    g_autoptr(Message) message =
        db_message_get(f.db, f.group->id, "virt-sig-roadmap.20140415@seed.example", 0, &error);
    g_assert_no_error(error);
    g_assert_nonnull(message);
    close_fixture(&f);
  }
}

static void
test_maildir_and_lone_mails(void)
{
  Fixture f;
  open_fixture(&f, "maildir.db");
  static const char one[] = "Subject: a\nFrom: a@b.example\nMessage-ID: <1@x>\n\none\n\nFrom "
                            "b@b.example  Tue Apr 15 16:53:34 2014\nnot split\n";
  static const char two[] = "Subject: b\nFrom: a@b.example\nMessage-ID: <2@x>\n\ntwo\n";
  g_autofree char *a = tmp_file("md/cur/1.x:2,S", one, strlen(one));
  g_autofree char *b = tmp_file("md/new/2.x", two, strlen(two));
  g_autofree char *c = tmp_file("md/dovecot.index", "\1\2\3", 3);
  g_autofree char *folder = g_build_filename(tmp_folder(), "md", NULL);
  run(&f, folder);
  check_counts(&f, 2, 2, 0, 0, 0);
  run(&f, folder);
  check_counts(&f, 0, 0, 0, 0, 0);
  g_assert_cmpuint(f.summary.n_unchanged_files, ==, 2);
  g_autofree char *eml = tmp_file("lone.eml", one, strlen(one));
  run(&f, eml);
  check_counts(&f, 1, 0, 1, 0, 0);
  close_fixture(&f);
}

static void
test_standard_input(void)
{
  Fixture f;
  open_fixture(&f, "stdin.db");
  g_autoptr(GString) mbox = some_mails(0, 3);
  g_autofree char *path = tmp_file("stdin.mbox", mbox->str, mbox->len);
  int kept = dup(STDIN_FILENO);
  g_assert_nonnull(freopen(path, "r", stdin));
  run(&f, "-");
  check_counts(&f, 3, 3, 0, 0, 0);
  g_assert_cmpuint(f.summary.n_unchanged_files, ==, 0);
  dup2(kept, STDIN_FILENO);
  close(kept);
  close_fixture(&f);
}

static void
test_what_is_no_mail_is_told(void)
{
  Fixture f;
  open_fixture(&f, "refused.db");
  run(&f, "/nonexistent/x.mbox");
  check_counts(&f, 0, 0, 0, 0, 1);
  g_assert_cmpstr(f.refused->str, ==, "x.mbox||No such file or directory\n");
  g_autofree char *text = tmp_file("readme.txt", "just words\n", 11);
  run(&f, text);
  g_assert_nonnull(strstr(f.refused->str, "readme.txt||neither an mbox"));
  g_autofree char *inside = tmp_file("no-mail/readme.txt", "just words\n", 11);
  g_autofree char *folder = g_build_filename(tmp_folder(), "no-mail", NULL);
  run(&f, folder);
  g_assert_cmpstr(f.refused->str, ==, "no-mail||no mail in this folder\n");
  g_assert_cmpuint(f.summary.n_unread, ==, 1);
  /* A Maildir holds nothing but mail: what cannot be read there is refused by name. */
  g_autofree char *quoted = tmp_file("box/cur/1.x:2,S", ">From ann\nSubject: x\n\nx\n", 24);
  g_autofree char *plain = tmp_file("box/new/2.x", "From: a@x.org\nSubject: x\n\nx\n", 28);
  g_autofree char *sub = tmp_file("box/.Sub/new/3.x", "From: a@x.org\nSubject: y\n\ny\n", 28);
  g_autofree char *index = tmp_file("box/uidlist", "just words\n", 11);
  g_autofree char *maildir = g_build_filename(tmp_folder(), "box", NULL);
  run(&f, maildir);
  check_counts(&f, 3, 2, 0, 0, 1);
  g_assert_nonnull(strstr(f.refused->str, "1.x:2,S||not a mail"));
  g_assert_cmpuint(f.summary.n_unread, ==, 1);
  g_assert_cmpuint(f.summary.n_aside, ==, 1);
  g_autoptr(GPtrArray) kept = db_quarantine_list(f.db, NULL);
  g_assert_cmpuint(kept->len, ==, 1); /* of all that was refused so far */
  g_assert_cmpint(((const Quarantined *)kept->pdata[0])->size, ==, 24);
  run(&f, maildir);
  check_counts(&f, 0, 0, 0, 0, 0);
  run(&f, quoted); /* named by itself it is the same file */
  check_counts(&f, 0, 0, 0, 0, 0);
  g_autofree char *empty = tmp_file("empty.mbox", "", 0);
  run(&f, empty);
  check_counts(&f, 0, 0, 0, 0, 0);
  close_fixture(&f);
}

/* Mail is in it, but not to be read: what to type instead stands behind the reason. */
static void
test_what_is_packed_otherwise_is_told(void)
{
  static const struct {
    const char *name, *head, *says;
    gsize len;
  } rows[] = {{"april.mbox.bz2", "BZh91AY&SY", "bunzip2 -c FILE | docket ingest -g GROUP -", 10},
              {"april.zip", "PK\3\4\24\0", "unzip -d FOLDER FILE; docket ingest", 6}};
  Fixture f;
  open_fixture(&f, "otherwise.db");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = tmp_file(rows[i].name, rows[i].head, rows[i].len);
    run(&f, path);
    g_assert_nonnull(strstr(f.refused->str, rows[i].says));
    g_assert_nonnull(strstr(f.refused->str, "gzip, zstd and xz are read"));
  }
  char tar[1024] = "april.mbox"; /* and behind its header the mbox */
  memcpy(tar + 257, "ustar", 5);
  g_strlcpy(tar + 512, "\n" FROM "Subject: a\nMessage-ID: <1@x>\n\nfirst\n", 512);
  g_autofree char *path = tmp_file("april.tar", tar, sizeof tar);
  run(&f, path);
  check_counts(&f, 0, 0, 0, 0, 1);
  g_assert_nonnull(strstr(f.refused->str, "tar -xf FILE -C FOLDER; docket ingest -g GROUP FOLDER"));
  close_fixture(&f);
}

static void
test_bad_mail_goes_to_quarantine_whole(void)
{
  Fixture f;
  open_fixture(&f, "quarantine.db");
  g_autoptr(GString) mbox = g_string_new(FROM "Subject: good\nMessage-ID: <1@x>\n\nbody\n\n");
  g_autoptr(GString) bad = g_string_new("Subject: bad\nMessage-ID: <bad@x>\n");
  for (int i = 0; i < 10000; i++)
    g_string_append_printf(bad, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
  g_string_append_printf(mbox, FROM "%s\n" FROM "Subject: after\nMessage-ID: <2@x>\n\nbody\n",
                         bad->str);
  g_autofree char *path = tmp_file("bad.mbox", mbox->str, mbox->len);
  run(&f, path);
  check_counts(&f, 3, 2, 0, 0, 1);
  g_assert_true(g_str_has_prefix(f.refused->str, "bad.mbox|bad@x|parts nested"));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = db_quarantine_list(f.db, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->len, ==, 1);
  const Quarantined *q = list->pdata[0];
  g_assert_cmpint(q->size, ==, (gint64)bad->len);
  g_autoptr(GBytes) raw = db_quarantine_raw(f.db, q->id, &error);
  gsize len;
  const char *data = g_bytes_get_data(raw, &len);
  assert_bytes(data, len, bad->str, bad->len);
  close_fixture(&f);
}

static void
test_truncated_archive(void)
{
  Fixture f;
  open_fixture(&f, "truncated.db");
  g_autoptr(GString) mbox = some_mails(0, 400);
  g_autoptr(GConverter) gzip = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autofree char *packed = g_malloc(mbox->len + 100);
  gsize read, written;
  g_assert_cmpint(g_converter_convert(gzip, mbox->str, mbox->len, packed, mbox->len + 100,
                                      G_CONVERTER_INPUT_AT_END, &read, &written, NULL),
                  ==, G_CONVERTER_FINISHED);
  g_autofree char *path = tmp_file("cut.gz", packed, written / 2);
  run(&f, path);
  guint64 n = f.summary.n_new;
  g_assert_cmpuint(n, >, 50);
  g_assert_cmpuint(n, <, 400);
  g_assert_nonnull(strstr(f.refused->str, "truncated gzip"));
  g_assert_nonnull(strstr(f.refused->str, "cut off where the file breaks"));
  run(&f, path);
  g_assert_nonnull(strstr(f.refused->str, "truncated gzip"));
  g_assert_cmpuint(f.summary.n_new, ==, 0);
  g_autofree char *mended = tmp_file("cut.gz", packed, written);
  run(&f, path);
  g_assert_cmpuint(f.summary.n_new, ==, 400 - n);
  g_assert_cmpuint(f.summary.n_refused, ==, 0);
  g_assert_cmpuint(f.summary.n_alternates, ==, 0);
  close_fixture(&f);
}

static void
test_digest_gives_no_items(void)
{
  Fixture f;
  open_fixture(&f, "digest.db");
  static const char mbox[] =
      FROM "Subject: virt Digest, Vol 1, Issue 2\nMessage-ID: <1@x>\n\nToday's Topics:\n\n"
           "Message: 1\n\nACTION: Bob to write the plan\n";
  g_autofree char *path = tmp_file("digest.mbox", mbox, strlen(mbox));
  run(&f, path);
  g_assert_cmpuint(f.summary.n_new, ==, 1);
  g_assert_cmpuint(f.summary.n_items, ==, 0);
  close_fixture(&f);
}

static void
test_votes_of_programs_are_none(void)
{
  g_autoptr(GError) error = NULL;
  Fixture f;
  open_fixture(&f, "program.db");
  static const char mbox[] =
      FROM "From: Ann <ann@a.example>\nDate: Tue, 15 Apr 2014 16:00:00 +0000\nSubject: [PROPOSAL] "
           "Move the wiki\nMessage-ID: <1@a.example>\n\nI propose to move the wiki.\n\n" FROM
           "From: Ben <ben@a.example>\nDate: Tue, 15 Apr 2014 16:01:00 +0000\nSubject: Re: "
           "[PROPOSAL] Move the wiki\nMessage-ID: <2@a.example>\nIn-Reply-To: <1@a.example>\n"
           "Auto-Submitted: auto-replied\n\n+1\n\n";
  g_autofree char *path = tmp_file("program.mbox", mbox, sizeof mbox - 1);
  run(&f, path);
  g_autoptr(GPtrArray) votes = db_vote_list(f.db, f.group->id, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(votes->len, ==, 1);
  g_assert_false(((const Vote *)votes->pdata[0])->counted);
  g_assert_cmpstr(((const Vote *)votes->pdata[0])->why, ==, "sent by a program");
  g_autoptr(Item) item = db_item_get(f.db, f.group->id, 1, &error);
  g_assert_no_error(error);
  g_assert_cmpint(item->votes_for, ==, 0);
  close_fixture(&f);
}

static void
test_number_of_workers_changes_nothing(void)
{
  g_autoptr(GString) mbox = some_mails(0, 300);
  g_autofree char *path = tmp_file("workers.mbox", mbox->str, mbox->len);
  Fixture one, four;
  open_fixture(&one, "one.db");
  open_fixture(&four, "four.db");
  run_threads(&one, path, 1);
  run_threads(&four, path, 4);
  g_autofree char *left = dump(one.db), *right = dump(four.db);
  g_assert_cmpstr(left, ==, right);
  g_assert_cmpuint(one.summary.n_items, >, 0);
  close_fixture(&one);
  close_fixture(&four);
}

static void
test_rebuild_derives_the_same(void)
{
  g_autoptr(GString) mbox = some_mails(0, 299);
  /* Its author and date are those of the From_ line, which is not stored with the mail. */
  g_string_append(mbox, FROM "Subject: a\nMessage-ID: <bare@x>\n\nnothing\n");
  g_autofree char *path = tmp_file("rebuild.mbox", mbox->str, mbox->len);
  Fixture f;
  open_fixture(&f, "rebuild.db");
  run(&f, path);
  g_autofree char *before = dump(f.db);
  g_autoptr(GError) error = NULL;
  IngestOptions options = {.now = 2, .refused = on_refused, .user_data = f.refused};
  guint64 n_items = f.summary.n_items;
  g_assert_true(ingest_rebuild(f.db, f.group, &options, &f.summary, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(f.summary.n_read, ==, 300);
  g_assert_cmpuint(f.summary.n_items, ==, n_items);
  g_autofree char *after = dump(f.db);
  g_assert_cmpstr(before, ==, after);
  g_autoptr(GPtrArray) findings = db_check(f.db, ingest_body_text, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(findings->len, ==, 0);
  close_fixture(&f);
}

/* Processor time of this process, in microseconds: what else the machine does changes it little. */
static guint
time_worked(void)
{
  struct timespec now;
  g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
  return (guint)(now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

static void
kill_after(guint microseconds)
{
  struct itimerval timer = {
      .it_value = {.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000}};
  signal(SIGPROF, SIG_DFL);
  g_assert_cmpint(setitimer(ITIMER_PROF, &timer, NULL), ==, 0);
}

/* TRUE: the child came to its end. */
static gboolean
run_child(const char *db, const char *path, guint microseconds)
{
  pid_t child = fork();
  g_assert_cmpint(child, >=, 0);
  if (child == 0) {
    Fixture f;
    kill_after(microseconds);
    open_fixture(&f, db);
    run(&f, path);
    close_fixture(&f);
    _exit(0);
  }
  int status;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  g_assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGPROF : WEXITSTATUS(status) == 0);
  return WIFEXITED(status);
}

static void
test_killed_anywhere_it_ends_in_the_same_database(void)
{
  g_autoptr(GString) mbox = some_mails(0, 3500); /* several batches */
  g_autofree char *path = tmp_file("kill.mbox", mbox->str, mbox->len);
  Fixture whole, killed;
  guint start = time_worked();
  open_fixture(&whole, "whole.db");
  run(&whole, path);
  guint duration = time_worked() - start;
  g_autofree char *want = dump(whole.db);
  close_fixture(&whole);
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  guint kills = 0;
  for (guint i = 0; i < 50; i++)
    kills += !run_child("killed.db", path,
                        (guint)g_rand_int_range(rand, 1000, (gint32)MAX(duration, 2000)));
  g_assert_cmpuint(kills, >, 0);
  open_fixture(&killed, "killed.db");
  run(&killed, path);
  g_autofree char *got = dump(killed.db);
  g_assert_cmpstr(got, ==, want);
  close_fixture(&killed);
}

static void
test_store_that_refuses_fails_cleanly(void)
{
  Fixture f;
  g_autoptr(GError) error = NULL;
  open_fixture(&f, "fails.db");
  g_autoptr(GString) mbox = some_mails(0, 50);
  g_autofree char *path = tmp_file("fails.mbox", mbox->str, mbox->len);
  const char *paths[] = {path, NULL};
  g_autofree char *db_path_copy = g_strdup(db_path(f.db));
  db_close(f.db);
  f.db = db_open(db_path_copy, DB_OPEN_READ, &error);
  g_assert_no_error(error);
  IngestOptions options = {.now = 1};
  g_assert_false(ingest_run(f.db, f.group, paths, &options, &f.summary, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
  close_fixture(&f);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/run/unchanged-file-is-not-read-again", test_unchanged_file_is_not_read_again);
  g_test_add_func("/run/grown-file-is-read-from-where-it-grew",
                  test_grown_file_is_read_from_where_it_grew);
  g_test_add_func("/run/grown-archive-that-is-packed", test_grown_archive_that_is_packed);
  g_test_add_func("/run/changed-file-adds-only-what-is-new",
                  test_changed_file_adds_only_what_is_new);
  g_test_add_func("/run/last-mail-that-grew-is-read-again", test_last_mail_that_grew_is_read_again);
  g_test_add_func("/run/same-mails-elsewhere-are-known", test_same_mails_elsewhere_are_known);
  g_test_add_func("/run/one-id-with-two-bodies", test_one_id_with_two_bodies);
  g_test_add_func("/run/raw-and-pipermail-archives-are-one",
                  test_raw_and_pipermail_archives_are_one);
  g_test_add_func("/run/page-and-mbox-are-one", test_page_and_mbox_are_one);
  g_test_add_func("/run/maildir-and-lone-mails", test_maildir_and_lone_mails);
  g_test_add_func("/run/standard-input", test_standard_input);
  g_test_add_func("/run/what-is-no-mail-is-told", test_what_is_no_mail_is_told);
  g_test_add_func("/run/what-is-packed-otherwise-is-told", test_what_is_packed_otherwise_is_told);
  g_test_add_func("/run/bad-mail-goes-to-quarantine-whole", test_bad_mail_goes_to_quarantine_whole);
  g_test_add_func("/run/truncated-archive", test_truncated_archive);
  g_test_add_func("/run/digest-gives-no-items", test_digest_gives_no_items);
  g_test_add_func("/run/votes-of-programs-are-none", test_votes_of_programs_are_none);
  g_test_add_func("/run/number-of-workers-changes-nothing", test_number_of_workers_changes_nothing);
  g_test_add_func("/run/rebuild-derives-the-same", test_rebuild_derives_the_same);
  g_test_add_func("/run/killed-anywhere-it-ends-in-the-same-database",
                  test_killed_anywhere_it_ends_in_the_same_database);
  g_test_add_func("/run/store-that-refuses-fails-cleanly", test_store_that_refuses_fails_cleanly);
  int status = g_test_run();
  tmp_remove();
  return status;
}
