/* An mbox splits at strict From_ lines only, byte for byte, in bounded memory. */
#include "ingest/mbox.h"
#include "tests/ingest/tmp.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define FROM "From ann@list.example  Tue Apr 15 16:53:34 2014\n"

typedef struct {
  Bytes *bytes;
  Mbox *mbox;
} Open;

static Open
open_text(const char *text, gsize len, gsize max_mail)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = tmp_file("mbox", text, len);
  Open open;
  open.bytes = ingest_bytes_open(path, &error);
  g_assert_no_error(error);
  open.mbox = ingest_mbox_new(open.bytes, max_mail);
  return open;
}

static void
close_text(Open *open)
{
  ingest_mbox_free(open->mbox);
  ingest_bytes_free(open->bytes);
}

/* The raw mails of text, ended by NULL. */
static GPtrArray *
split(const char *text)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *mails = g_ptr_array_new_with_free_func(g_free);
  Open open = open_text(text, strlen(text), INGEST_MAX_MAIL);
  MboxMail mail;
  while (ingest_mbox_next(open.mbox, &mail, &error))
    g_ptr_array_add(mails, g_strndup(mail.raw, mail.len));
  g_assert_no_error(error);
  close_text(&open);
  return mails;
}

static void
test_separator_line_belongs_to_the_mbox(void)
{
  g_autoptr(GPtrArray) m =
      split(FROM "Subject: a\n\nfirst\n\n" FROM "Subject: b\n\nsecond\n\n\n" FROM
                 "Subject: c\n\nno final newline");
  g_assert_cmpuint(m->len, ==, 3);
  g_assert_cmpstr(m->pdata[0], ==, "Subject: a\n\nfirst\n");
  g_assert_cmpstr(m->pdata[1], ==, "Subject: b\n\nsecond\n\n");
  g_assert_cmpstr(m->pdata[2], ==, "Subject: c\n\nno final newline");
}

static void
test_crlf(void)
{
  g_autoptr(GPtrArray) m =
      split("From a@b.example  Tue Apr 15 16:53:34 2014\r\nSubject: a\r\n\r\nfirst\r\n\r\n"
            "From b@b.example  Tue Apr 15 16:53:34 2014\r\nSubject: b\r\n\r\nsecond\r\n");
  g_assert_cmpuint(m->len, ==, 2);
  g_assert_cmpstr(m->pdata[0], ==, "Subject: a\r\n\r\nfirst\r\n");
  g_assert_cmpstr(m->pdata[1], ==, "Subject: b\r\n\r\nsecond\r\n");
}

static void
test_from_in_a_text_splits_nothing(void)
{
  g_autoptr(GPtrArray) m =
      split(FROM "Subject: a\n\nWe meet earlier.\n\nFrom now on it is 16:00 UTC.\n\n"
                 "From Tue to Thu we are away.\n"
                 "From x@y.example Tue Apr 15 16:53:34 2014\nnot after a blank line\n");
  g_assert_cmpuint(m->len, ==, 1);
}

static void
test_from_line_forms(void)
{
  static const char *const good[] = {
      "From dunlapg at umich.edu  Tue Apr 15 16:53:34 2014",
      "From mboxrd@z Thu Jan  1 00:00:00 1970",
      "From - Tue Apr 15 16:53:34 2014",
      "From a@b.example Tue Apr 15 16:53:34 2014 +0000",
      "From a@b.example Tue Apr 15 16:53:34 EDT 2014",
      "From a@b.example Tue, 15 Apr 2014 16:53:34 +0000",
      "From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
      "From a@b.example  Tue Apr 15 6:53:34 2014\r",
  };
  static const char *const bad[] = {
      "From now on we meet on Tue Apr 15 at 16:53",
      "From the log of Tue Apr 15, 16:53:34",
      "From Tue Apr 15 16:53:34 2014 on everything the lists did was archived here and elsewhere",
      "From: a@b.example Tue Apr 15 16:53:34 2014",
      "From a@b.example 2014-04-15 16:53:34",
      "from a@b.example Tue Apr 15 16:53:34 2014",
      "From x",
      "From ",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
    g_assert_cmpstr(ingest_mbox_is_from_line(good[i], strlen(good[i])) ? good[i] : "", ==, good[i]);
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    g_assert_cmpstr(ingest_mbox_is_from_line(bad[i], strlen(bad[i])) ? bad[i] : "", ==, "");
}

static void
test_from_quoting_loses_one_level(void)
{
  g_autoptr(GPtrArray) m =
      split(FROM "Subject: a\n\n>From here\n>>From there\n>Fromage\n> From far\nx >From y\n");
  g_assert_cmpstr(m->pdata[0], ==,
                  "Subject: a\n\nFrom here\n>From there\n>Fromage\n> From far\nx >From y\n");
}

static void
test_offsets_cut_the_file_into_its_mails(void)
{
  const char *text = FROM "Subject: a\n\n>From here\n\n" FROM "Subject: b\n\nsecond\n\n";
  g_autoptr(GError) error = NULL;
  Open open = open_text(text, strlen(text), INGEST_MAX_MAIL);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_cmpint(mail.offset, ==, 0);
  g_assert_cmpstr(mail.from_line, ==, "From ann@list.example  Tue Apr 15 16:53:34 2014");
  gint64 end = mail.end;
  g_assert_true(g_str_has_prefix(text + end, "From ann"));
  gsize tail_len;
  const char *tail = ingest_mbox_tail(open.mbox, &tail_len);
  assert_bytes(tail, tail_len, text, end);
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_cmpint(mail.offset, ==, end);
  g_assert_cmpint(mail.end, ==, (gint64)strlen(text));
  g_assert_false(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_no_error(error);
  close_text(&open);
}

static void
test_a_lone_mail(void)
{
  const char *text = "Subject: a\n\nbody\n\n";
  g_autoptr(GError) error = NULL;
  Open open = open_text(text, strlen(text), INGEST_MAX_MAIL);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_null(mail.from_line);
  g_assert_false(mail.garbage);
  assert_bytes(mail.raw, mail.len, text, strlen(text));
  close_text(&open);
}

static void
test_garbage_in_front_is_told(void)
{
  const char *text = "\x1f this is no mail\nat all\n\n" FROM "Subject: a\n\nbody\n";
  g_autoptr(GError) error = NULL;
  Open open = open_text(text, strlen(text), INGEST_MAX_MAIL);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_true(mail.garbage);
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_false(mail.garbage);
  assert_bytes(mail.raw, mail.len, "Subject: a\n\nbody\n", 17);
  close_text(&open);
}

static void
test_nul_bytes_stay(void)
{
  static const char text[] = FROM "Subject: a\n\none\0two\n\n" FROM "Subject: b\n\nx\n";
  g_autoptr(GError) error = NULL;
  Open open = open_text(text, sizeof text - 1, INGEST_MAX_MAIL);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  assert_bytes(mail.raw, mail.len, "Subject: a\n\none\0two\n", 20);
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  close_text(&open);
}

static void
test_a_byte_order_mark_hides_nothing(void)
{
  g_autoptr(GPtrArray) m = split("\xef\xbb\xbf" FROM "Subject: a\n\nbody\n");
  g_assert_cmpuint(m->len, ==, 1);
  g_assert_cmpstr(m->pdata[0], ==, "Subject: a\n\nbody\n");
}

/* Mails of every size around the reading steps come out whole, with and without quoting. */
static void
test_mails_across_reading_steps(void)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GPtrArray) want = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < 400; i++) {
    g_autoptr(GString) mail = g_string_new(NULL);
    g_string_append_printf(mail, "Subject: %u\n\n", i);
    for (guint j = 0; j < (i * 7919) % 3000; j++)
      g_string_append_printf(mail, "%sline %u of mail %u\n", j % 97 == 5 ? "From " : "", j, i);
    g_string_append(text, FROM);
    g_autoptr(GString) quoted = g_string_new(mail->str);
    g_string_replace(quoted, "\nFrom ", "\n>From ", 0);
    g_string_append_len(text, quoted->str, (gssize)quoted->len);
    g_string_append_c(text, '\n');
    g_ptr_array_add(want, g_strdup(mail->str));
  }
  g_autoptr(GPtrArray) got = split(text->str);
  g_assert_cmpuint(got->len, ==, want->len);
  for (guint i = 0; i < got->len; i++)
    g_assert_cmpstr(got->pdata[i], ==, want->pdata[i]);
}

static void
test_going_on_from_an_offset(void)
{
  const char *text = FROM "Subject: a\n\nfirst\n\n" FROM "Subject: b\n\nsecond\n\n";
  gsize at = (gsize)(strstr(text + 10, "From ") - text);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = tmp_file("mbox", text, strlen(text));
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_true(ingest_bytes_skip(bytes, (gint64)at, &error));
  g_autoptr(Mbox) mbox = ingest_mbox_new_at(bytes, INGEST_MAX_MAIL, (gint64)at, text, at);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(mbox, &mail, &error));
  g_assert_cmpint(mail.offset, ==, (gint64)at);
  assert_bytes(mail.raw, mail.len, "Subject: b\n\nsecond\n", 19);
  gsize len;
  const char *tail = ingest_mbox_tail(mbox, &len);
  assert_bytes(tail, len, text, strlen(text));
}

/* A mail over the limit is cut, its end found, and the next one is whole. */
static void
test_oversize(void)
{
  g_autoptr(GString) text = g_string_new(FROM "Subject: big\n\n");
  for (guint i = 0; i < 60000; i++)
    g_string_append(text, "some twenty bytes..\n");
  g_string_append(text, "\n" FROM "Subject: next\n\nsmall\n");
  g_autoptr(GError) error = NULL;
  Open open = open_text(text->str, text->len, 100000);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_true(mail.oversize);
  g_assert_cmpuint(mail.len, <=, 100000);
  g_assert_cmpuint(mail.len, >, 99000);
  assert_bytes(mail.raw, mail.len, text->str + strlen(FROM), mail.len);
  g_assert_true(g_str_has_prefix(text->str + mail.end, "From ann"));
  gsize len;
  const char *tail = ingest_mbox_tail(open.mbox, &len);
  assert_bytes(tail, len, text->str + mail.end - len, len);
  gint64 end = mail.end;
  g_assert_true(ingest_mbox_next(open.mbox, &mail, &error));
  g_assert_false(mail.oversize);
  g_assert_cmpint(mail.offset, ==, end);
  assert_bytes(mail.raw, mail.len, "Subject: next\n\nsmall\n", 21);
  g_assert_cmpint(mail.end, ==, (gint64)text->len);
  close_text(&open);
}

/* A single line of 2 GiB, as a sparse file: the memory of the program stays where it was. */
static void
test_endless_line_needs_no_memory(void)
{
  g_autofree char *path = tmp_file("endless", FROM "Subject: big\n\nx", strlen(FROM) + 15);
  gint64 size = G_GINT64_CONSTANT(2) << 30;
  g_assert_cmpint(truncate(path, size), ==, 0);
  struct rusage before, after;
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, (gsize)4 << 20);
  MboxMail mail;
  getrusage(RUSAGE_SELF, &before);
  g_assert_true(ingest_mbox_next(mbox, &mail, &error));
  getrusage(RUSAGE_SELF, &after);
  g_assert_true(mail.oversize);
  g_assert_cmpint(mail.end, ==, size);
  g_assert_cmpint(after.ru_maxrss - before.ru_maxrss, <, 40 * 1024);
}

/* The stream breaks inside the second mail: the first is whole, the second is marked, then the
 * fault is told. */
static void
test_broken_stream(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new(FROM "Subject: a\n\nfirst\n\n" FROM "Subject: b\n\n");
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c(text, (char)g_rand_int_range(rand, 'a', 'z'));
  g_autoptr(GConverter) gzip = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autofree char *packed = g_malloc(text->len + 1000);
  gsize read, written;
  g_assert_cmpint(g_converter_convert(gzip, text->str, text->len, packed, text->len + 1000,
                                      G_CONVERTER_INPUT_AT_END, &read, &written, &error),
                  ==, G_CONVERTER_FINISHED);
  g_autofree char *path = tmp_file("broken.gz", packed, written / 2);
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail mail;
  g_assert_true(ingest_mbox_next(mbox, &mail, &error));
  g_assert_false(mail.cut);
  assert_bytes(mail.raw, mail.len, "Subject: a\n\nfirst\n", 18);
  g_assert_true(ingest_mbox_next(mbox, &mail, &error));
  g_assert_true(mail.cut);
  g_assert_false(ingest_mbox_next(mbox, &mail, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

static void
test_nothing_in_it(void)
{
  g_autoptr(GPtrArray) none = split("");
  g_assert_cmpuint(none->len, ==, 0);
  g_autoptr(GPtrArray) blank = split("\n\n\r\n");
  g_assert_cmpuint(blank->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mbox/separator-line-belongs-to-the-mbox",
                  test_separator_line_belongs_to_the_mbox);
  g_test_add_func("/mbox/crlf", test_crlf);
  g_test_add_func("/mbox/from-in-a-text-splits-nothing", test_from_in_a_text_splits_nothing);
  g_test_add_func("/mbox/from-line-forms", test_from_line_forms);
  g_test_add_func("/mbox/from-quoting-loses-one-level", test_from_quoting_loses_one_level);
  g_test_add_func("/mbox/offsets-cut-the-file-into-its-mails",
                  test_offsets_cut_the_file_into_its_mails);
  g_test_add_func("/mbox/a-lone-mail", test_a_lone_mail);
  g_test_add_func("/mbox/garbage-in-front-is-told", test_garbage_in_front_is_told);
  g_test_add_func("/mbox/nul-bytes-stay", test_nul_bytes_stay);
  g_test_add_func("/mbox/a-byte-order-mark-hides-nothing", test_a_byte_order_mark_hides_nothing);
  g_test_add_func("/mbox/mails-across-reading-steps", test_mails_across_reading_steps);
  g_test_add_func("/mbox/going-on-from-an-offset", test_going_on_from_an_offset);
  g_test_add_func("/mbox/oversize", test_oversize);
  g_test_add_func("/mbox/endless-line-needs-no-memory", test_endless_line_needs_no_memory);
  g_test_add_func("/mbox/broken-stream", test_broken_stream);
  g_test_add_func("/mbox/nothing-in-it", test_nothing_in_it);
  int status = g_test_run();
  tmp_remove();
  return status;
}
