/* What a mail says, however its software wrote it. */
#include "ingest/parse.h"
#include "ingest/mbox.h"
#include "ingest/mime.h"
#include "tests/ingest/tmp.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define APRIL G_GINT64_CONSTANT(1397580814) /* 2014-04-15 16:53:34 UTC */
#define HEAD                                                                                       \
  "From: Ann Bee <ann@a.example>\nTo: virt@list.example\nDate: Tue, 15 Apr 2014 16:53:34 +0000\n"  \
  "Subject: roadmap\nMessage-ID: <1@a.example>\n"

static Mail *
parse_from(const char *raw, const char *from_line)
{
  g_autoptr(GError) error = NULL;
  Mail *mail = ingest_parse(raw, strlen(raw), from_line, &error);
  g_assert_no_error(error);
  g_assert_true(g_utf8_validate(mail->body, (gssize)mail->body_len, NULL));
  g_assert_true(g_utf8_validate(mail->message.subject, -1, NULL));
  g_assert_true(g_utf8_validate(mail->message.message_id, -1, NULL));
  return mail;
}

static Mail *
parse(const char *raw)
{
  return parse_from(raw, NULL);
}

static void
test_plain_mail(void)
{
  g_autoptr(Mail) m =
      parse(HEAD "Cc: Bob <bob@b.example>\nList-Id: Virt SIG <virt.list.example>\n\none\ntwo\n");
  g_assert_cmpstr(m->message.subject, ==, "roadmap");
  g_assert_cmpstr(m->message.message_id, ==, "1@a.example");
  g_assert_false(m->message.id_derived);
  g_assert_cmpstr(m->message.from->name, ==, "Ann Bee");
  g_assert_cmpstr(m->message.from->email, ==, "ann@a.example");
  g_assert_cmpint(m->message.date, ==, APRIL);
  g_assert_cmpint(m->message.date_source, ==, DATE_HEADER);
  g_assert_cmpstr(m->body, ==, "one\ntwo\n");
  g_assert_cmpstr(m->list_id, ==, "virt.list.example");
  g_assert_cmpuint(m->to->len, ==, 1);
  g_assert_cmpuint(m->cc->len, ==, 1);
  g_assert_cmpuint(g_strv_length(m->references), ==, 0);
  g_assert_cmpuint(m->parts->len, ==, 0);
  g_assert_false(m->report);
  g_assert_false(m->html_only);
  g_assert_false(m->from_pipermail);
}

static void
test_crlf_becomes_lf(void)
{
  g_autoptr(Mail) m = parse("Subject: a\r\nMessage-ID: <1@x>\r\n\r\none\r\ntwo\r\n\r\nno end");
  g_assert_cmpstr(m->body, ==, "one\ntwo\n\nno end");
}

static void
test_subject_words(void)
{
  g_autoptr(Mail) m =
      parse("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?q?_aus_K=F6ln?=\n\n");
  g_assert_cmpstr(m->message.subject, ==,
                  "Gr\xc3\xbc\xc3\x9f"
                  "e aus K\xc3\xb6ln");
  g_autoptr(Mail) folded = parse("Subject: a very\n long\n\tsubject  line \n\n");
  g_assert_cmpstr(folded->message.subject, ==, "a very long subject line");
  g_autoptr(Mail) raw = parse("Subject: Gr\xfc\xdf"
                              "e\n\n");
  g_assert_cmpstr(raw->message.subject, ==,
                  "Gr\xc3\xbc\xc3\x9f"
                  "e");
  g_autoptr(Mail) escape = parse("Subject: \x1b[2Jclear\x07\n\n");
  g_assert_cmpstr(escape->message.subject, ==, "[2Jclear");
  g_autoptr(Mail) unknown = parse("Subject: =?x-unknown?q?caf=E9?= ok\n\n");
  g_assert_true(g_str_has_suffix(unknown->message.subject, " ok"));
  g_autoptr(Mail) none = parse("From: a@b.example\n\nbody");
  g_assert_cmpstr(none->message.subject, ==, "");
}

static void
check_charset(const char *charset, const char *bytes, const char *text)
{
  g_autofree char *raw =
      g_strdup_printf(HEAD "Content-Type: text/plain; charset=%s\n\n%s", charset, bytes);
  g_autoptr(Mail) m = parse(raw);
  g_test_message("%s", charset);
  g_assert_cmpstr(m->body, ==, text);
}

static void
test_charsets_and_what_they_lie(void)
{
  check_charset("utf-8", "caf\xc3\xa9", "caf\xc3\xa9");
  check_charset("iso-8859-1", "caf\xe9", "caf\xc3\xa9");
  check_charset("windows-1252", "\x93hi\x94", "\xe2\x80\x9chi\xe2\x80\x9d");
  check_charset("iso-8859-1", "\x93hi\x94", "\xe2\x80\x9chi\xe2\x80\x9d");
  check_charset("\"koi8-r\"", "\xc4\xc1", "\xd0\xb4\xd0\xb0");
  check_charset("iso-2022-jp", "\x1b$B$3\x1b(B", "\xe3\x81\x93");
  check_charset("gb2312", "\xc4\xe3", "\xe4\xbd\xa0");
  check_charset("x-unknown", "caf\xe9", "caf\xc3\xa9");
  check_charset("3dutf-8", "caf\xc3\xa9", "caf\xc3\xa9");
  check_charset("3dutf-8", "caf\xe9", "caf\xc3\xa9");
  check_charset("ansi_x3", "caf\xc3\xa9", "caf\xc3\xa9");
  check_charset("ansi_x3.4-1968", "caf\xe9", "caf\xc3\xa9");
  check_charset("us-ascii", "caf\xe9", "caf\xc3\xa9");
  check_charset("utf-8", "caf\xe9 noir", "caf\xc3\xa9 noir");
  check_charset("utf-8", "\xc3\xa9\xc3\xa9 \xff", "\xc3\xa9\xc3\xa9 \xef\xbf\xbd");
  check_charset("iso-8859-1", "caf\xc3\xa9", "caf\xc3\xa9");
  check_charset("../../etc/passwd//TRANSLIT", "caf\xe9", "caf\xc3\xa9");
  g_autoptr(Mail) none = parse(HEAD "\ncaf\xe9");
  g_assert_cmpstr(none->body, ==, "caf\xc3\xa9");
}

static void
test_nul_bytes_become_visible(void)
{
  static const char raw[] = HEAD "\none\0two\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(Mail) m = ingest_parse(raw, sizeof raw - 1, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(m->body, ==, "one\xef\xbf\xbdtwo\n");
  static const char head[] = "Subject: a\0b\nMessage-ID: <1\0@x>\n\n";
  g_autoptr(Mail) h = ingest_parse(head, sizeof head - 1, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(g_utf8_validate(h->message.subject, -1, NULL));
}

static void
test_transfer_encodings(void)
{
  g_autoptr(Mail) qp =
      parse(HEAD "Content-Type: text/plain; charset=utf-8\n"
                 "Content-Transfer-Encoding: Quoted-Printable\n\nsoft=\nbreak =E2=9C=93 =3D\n");
  g_assert_cmpstr(qp->body, ==, "softbreak \xe2\x9c\x93 =\n");
  g_autoptr(Mail) b64 = parse(HEAD "Content-Transfer-Encoding: base64\n\naGVsbG8NCndvcmxkCg==\n");
  g_assert_cmpstr(b64->body, ==, "hello\nworld\n");
  g_autoptr(Mail) uu = parse(HEAD "\nbegin 644 x\n#0V%T\n`\nend\n");
  g_assert_cmpstr(uu->body, ==, "begin 644 x\n#0V%T\n`\nend\n");
}

#define MULTI(kind)                                                                                \
  HEAD "MIME-Version: 1.0\nContent-Type: multipart/" kind "; boundary=\"=_b\"\n\npreamble\n"

static void
test_text_parts_join(void)
{
  g_autoptr(Mail) m =
      parse(MULTI("mixed") "--=_b\nContent-Type: text/plain\n\nfirst\n--=_b\n\nsecond\n\n"
                           "--=_b\nContent-Type: application/pdf; name=\"a.pdf\"\n"
                           "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--=_b--\nepilogue\n");
  g_assert_cmpstr(m->body, ==, "first\nsecond\n");
  g_assert_cmpuint(m->parts->len, ==, 1);
  g_assert_cmpuint(m->message.n_attachments, ==, 1);
  const MailPart *part = m->parts->pdata[0];
  g_assert_cmpstr(part->name, ==, "a.pdf");
  g_assert_cmpstr(part->type, ==, "application/pdf");
  g_assert_cmpint(part->size, ==, 5);
  g_assert_cmpuint(part->index, ==, 3);
}

static void
test_attachments_are_not_text(void)
{
  g_autoptr(Mail) m = parse(
      MULTI("mixed") "--=_b\n\nhello\n--=_b\nContent-Type: text/plain; charset=utf-8\n"
                     "Content-Disposition: attachment; filename=\"../../etc/fix.patch\"\n\n"
                     "* not an item\n--=_b\nContent-Type: text/x-patch\n"
                     "Content-Disposition: inline; filename*=utf-8''fi%20x.patch\n\n+a\n--=_b--\n");
  g_assert_cmpstr(m->body, ==, "hello");
  g_assert_cmpuint(m->parts->len, ==, 2);
  g_assert_cmpstr(((const MailPart *)m->parts->pdata[0])->name, ==, "fix.patch");
  g_assert_cmpstr(((const MailPart *)m->parts->pdata[1])->name, ==, "fi x.patch");
}

static void
test_a_part_can_be_had(void)
{
  const char *raw = MULTI("mixed") "--=_b\n\nhello\n--=_b\nContent-Type: image/png; name=x.png\n"
                                   "Content-Transfer-Encoding: base64\n\naGVs\nbG8=\n--=_b--\n";
  g_autoptr(GError) error = NULL;
  MailPart *part = NULL;
  g_autoptr(GBytes) bytes = ingest_parse_part(raw, strlen(raw), 2, &part, &error);
  g_assert_no_error(error);
  gsize len;
  const char *data = g_bytes_get_data(bytes, &len);
  assert_bytes(data, len, "hello", 5);
  g_assert_cmpstr(part->type, ==, "image/png");
  mail_part_free(part);
  g_assert_null(ingest_parse_part(raw, strlen(raw), 9, NULL, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_alternative_reads_the_plain_part(void)
{
  g_autoptr(Mail) m =
      parse(MULTI("alternative") "--=_b\nContent-Type: text/plain\n\nplain\n--=_b\n"
                                 "Content-Type: text/html\n\n<p>rich</p>\n--=_b--\n");
  g_assert_cmpstr(m->body, ==, "plain");
  g_assert_false(m->html_only);
  g_assert_cmpuint(m->parts->len, ==, 0);
}

static void
test_html_only(void)
{
  g_autoptr(Mail) m = parse(
      HEAD "Content-Type: text/html; charset=iso-8859-1\n\n<html><body><p>Caf\xe9 <b>two</b></p>"
           "<ul><li>one<li>two</ul><a href=\"http://x.example/1\">bug</a></body></html>\n");
  g_assert_true(m->html_only);
  g_assert_cmpstr(m->body, ==, "");
  g_assert_cmpstr(m->html_text, ==, "Caf\xc3\xa9 two\n\n* one\n* two\nbug <http://x.example/1>\n");
  g_autoptr(Mail) blank = parse(
      MULTI("alternative") "--=_b\n\n \n--=_b\nContent-Type: text/html\n\n<p>rich\n--=_b--\n");
  g_assert_true(blank->html_only);
  g_assert_cmpstr(blank->body, ==, "");
  g_assert_cmpstr(blank->html_text, ==, "rich\n");
}

static void
test_flowed(void)
{
  g_autoptr(Mail) m = parse(HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\nx\n");
  g_assert_true(m->flowed);
  g_assert_true(m->flowed_delsp);
  g_autoptr(Mail) no = parse(HEAD "Content-Type: text/plain; format=fixed\n\nx\n");
  g_assert_false(no->flowed);
}

static void
test_broken_mime(void)
{
  g_autoptr(Mail) none = parse(HEAD "Content-Type: multipart/mixed\n\nno boundary named\n");
  g_assert_cmpstr(none->body, ==, "no boundary named\n");
  g_autoptr(Mail) dropped = parse(MULTI("mixed") "the archive dropped the parts\n");
  g_assert_cmpstr(dropped->body, ==, "preamble\nthe archive dropped the parts\n");
  g_autoptr(Mail) open = parse(MULTI("mixed") "--=_b\n\nnever closed\n");
  g_assert_cmpstr(open->body, ==, "never closed\n");
  g_autoptr(Mail) odd = parse(HEAD "Content-Type: TEXT\n\nold mailer\n");
  g_assert_cmpstr(odd->body, ==, "old mailer\n");
  g_autoptr(Mail) outer = parse(
      MULTI("mixed") "--=_b\nContent-Type: multipart/alternative; boundary=in\n\n--in\n\ninner\n"
                     "--=_b\n\nouter\n--=_b--\n");
  g_assert_cmpstr(outer->body, ==, "inner\nouter");
  g_autoptr(Mail) longer =
      parse(HEAD "Content-Type: multipart/mixed; boundary=ab\n\n--ab\n\nx\n--abc\ny\n--ab-- \nz\n");
  g_assert_cmpstr(longer->body, ==, "x\n--abc\ny");
}

/* What lies behind the first `reach` bytes cannot be read at all: it is refused for what came
 * before. */
static void
check_refused(const GString *raw, const char *why, gsize reach)
{
  g_autoptr(GError) error = NULL;
  gsize page = (gsize)sysconf(_SC_PAGESIZE), open = (reach + page - 1) / page * page;
  g_assert_cmpuint(raw->len, >=, 2 * open);
  char *memory = mmap(NULL, raw->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true(memory != MAP_FAILED);
  memcpy(memory, raw->str, open);
  g_assert_cmpint(mprotect(memory + open, raw->len - open, PROT_NONE), ==, 0);
  g_assert_null(ingest_parse(memory, raw->len, NULL, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED);
  g_assert_nonnull(strstr(error->message, why));
  munmap(memory, raw->len);
}

static void
test_hostile_shapes_are_refused_at_once(void)
{
  g_autoptr(GString) nested = g_string_new("Subject: n\n");
  for (int i = 0; i < 10000; i++)
    g_string_append_printf(nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
  check_refused(nested, "nested", 16 << 10);
  g_autoptr(GString) rfc822 = g_string_new("Subject: n\n");
  for (int i = 0; i < 10000; i++)
    g_string_append(rfc822, "Content-Type: message/rfc822\n\n");
  g_autoptr(Mail) one = parse(rfc822->str);
  g_assert_cmpuint(one->parts->len, ==, 1);
  g_autoptr(GString) many = g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");
  for (int i = 0; i < 100000; i++)
    g_string_append(many, "--b\n\nx\n");
  check_refused(many, "parts", 64 << 10);
  g_autoptr(GString) header = g_string_new("Subject: n\nX: ");
  while (header->len < 3 * INGEST_MAX_HEADER)
    g_string_append(header, "0123456789abcdef\n ");
  g_string_append(header, "\n\nbody\n");
  check_refused(header, "header", INGEST_MAX_HEADER + (64 << 10));
}

static void
test_limits_themselves_pass(void)
{
  g_autoptr(GString) raw = g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");
  for (int i = 0; i < INGEST_MAX_PARTS - 1; i++)
    g_string_append(raw, "--b\n\nx\n");
  g_autoptr(Mail) m = parse(raw->str);
  g_assert_cmpuint(m->body_len, ==, 2 * (INGEST_MAX_PARTS - 1) - 1 + 1);
}

static void
test_references(void)
{
  g_autoptr(Mail) m = parse(
      "Message-ID: <4@x>\nReferences: <1@x>\n\t<2@x> <1@x> junk <4@x>\nIn-Reply-To: <3@x>\n\n");
  g_assert_cmpuint(g_strv_length(m->references), ==, 3);
  g_assert_cmpstr(m->references[0], ==, "2@x");
  g_assert_cmpstr(m->references[1], ==, "1@x");
  g_assert_cmpstr(m->references[2], ==, "3@x");
  g_autoptr(Mail) among =
      parse("Message-ID: <4@x>\nReferences: <1@x> <2@x>\nIn-Reply-To: <1@x>\n\n");
  g_assert_cmpuint(g_strv_length(among->references), ==, 2);
  g_assert_cmpstr(among->references[1], ==, "2@x");
  g_autoptr(Mail) address =
      parse("From: a@b.example\nIn-Reply-To: Your message of \"Tue\" <a@b.example> <7@x>\n\n");
  g_assert_cmpuint(g_strv_length(address->references), ==, 1);
  g_assert_cmpstr(address->references[0], ==, "7@x");
  g_autoptr(Mail) yes = parse("In-Reply-To: y\n\n");
  g_assert_cmpuint(g_strv_length(yes->references), ==, 0);
  g_autoptr(Mail) bare = parse("In-Reply-To: 9@x.example\n\n");
  g_assert_cmpstr(bare->references[0], ==, "9@x.example");
  g_autoptr(Mail) broken = parse("References: <a@\n x> <b@x\n\n");
  g_assert_cmpuint(g_strv_length(broken->references), ==, 1);
  g_assert_cmpstr(broken->references[0], ==, "a@x");
}

static void
test_endless_references(void)
{
  g_autoptr(GString) raw = g_string_new("Message-ID: <me@x>\nReferences:");
  for (int i = 0; i < 20000; i++)
    g_string_append_printf(raw, " <%d@x>\n", i);
  g_string_append(raw, "\n");
  g_autoptr(Mail) m = parse(raw->str);
  guint n = g_strv_length(m->references);
  g_assert_cmpuint(n, <=, 200);
  g_assert_cmpstr(m->references[0], ==, "0@x");
  g_assert_cmpstr(m->references[n - 1], ==, "19999@x");
}

static void
test_missing_id_is_made_from_the_bytes(void)
{
  const char *raw =
      "From: a@b.example\nDate: Tue, 15 Apr 2014 16:53:34 +0000\nSubject: x\n\nbody\n";
  g_autoptr(Mail) a = parse(raw);
  g_autofree char *moved = g_strconcat("X-Status: read\n", raw, NULL);
  g_autoptr(Mail) b = parse(moved);
  g_assert_true(a->message.id_derived);
  g_assert_true(g_str_has_suffix(a->message.message_id, "@derived.invalid"));
  g_assert_cmpstr(a->message.message_id, ==, b->message.message_id);
  g_autoptr(Mail) c =
      parse("From: a@b.example\nDate: Tue, 15 Apr 2014 16:53:34 +0000\nSubject: x\n\nother\n");
  g_assert_cmpstr(a->message.message_id, !=, c->message.message_id);
  /* Nothing to tell them apart but the bytes: */
  g_autoptr(Mail) d = parse("From: a@b.example\n\n");
  g_autoptr(Mail) e = parse("From: c@b.example\n\n");
  g_assert_cmpstr(d->message.message_id, !=, e->message.message_id);
}

static void
test_odd_ids(void)
{
  g_autoptr(Mail) bare = parse("Message-ID: abc@x.example\n\n");
  g_assert_cmpstr(bare->message.message_id, ==, "abc@x.example");
  g_autoptr(Mail) slash = parse("Message-ID: <a/b%c d@x>\n\n");
  g_assert_cmpstr(slash->message.message_id, ==, "a/b%cd@x");
  g_autoptr(Mail) empty = parse("Message-ID: <>\nSubject: x\n\n");
  g_assert_true(empty->message.id_derived);
  g_autoptr(GString) raw = g_string_new("Message-ID: <");
  for (int i = 0; i < 900; i++)
    g_string_append_c(raw, 'x');
  g_string_append(raw, "@x>\n\n");
  g_autoptr(Mail) longer = parse(raw->str);
  g_assert_false(longer->message.id_derived);
  g_assert_cmpuint(strlen(longer->message.message_id), ==, 902);
}

static void
test_dates_fall_back(void)
{
  static const char from_line[] = "From a@b.example  Tue Apr 15 16:53:34 2014";
  g_autoptr(Mail) none = parse_from("Subject: a\n\n", from_line);
  g_assert_cmpint(none->message.date, ==, APRIL);
  g_assert_cmpint(none->message.date_source, ==, DATE_FROM_LINE);
  g_autoptr(Mail) seventies = parse_from("Date: Thu, 01 Jan 1970 00:00:00 +0000\n\n", from_line);
  g_assert_cmpint(seventies->message.date, ==, APRIL);
  g_autoptr(Mail) received = parse_from("Received: from x by y; Tue, 15 Apr 2014 16:53:40 +0000\n"
                                        "Received: from w by x;\n Tue, 15 Apr 2014 18:53:34 +0200 "
                                        "(CEST)\nDate: Mon, 7 Jan 2036 10:00:00 +0000\n\n",
                                        "From mboxrd@z Thu Jan  1 00:00:00 1970");
  g_assert_cmpint(received->message.date, ==, APRIL);
  g_assert_cmpint(received->message.date_offset, ==, 120);
  g_assert_cmpint(received->message.date_source, ==, DATE_RECEIVED);
  g_assert_cmpint(received->message.received, ==, APRIL + 6); /* the topmost, next to the archive */
  g_assert_cmpint(seventies->message.received, ==, 0);
  g_autoptr(Mail) zone = parse("Received: from x by y; Tue, 15 Apr 2014 16:53:34 +0000\nDate: Thu, "
                               "17 Apr 2014 04:53:34 +0000\n\n");
  g_assert_cmpint(zone->message.date, ==, APRIL);
  g_autoptr(Mail) late = parse("Date: Sun, 7 Feb 2106 06:28:15 +0000\n\n");
  g_assert_cmpint(late->message.date_source, ==, DATE_NONE);
}

static void
test_author_behind_the_list(void)
{
  g_autoptr(Mail) reply =
      parse("From: Ann Bee via Virt <virt@list.example>\nTo: virt@list.example\n"
            "Reply-To: Ann Bee <ann@a.example>\n\n");
  g_assert_cmpstr(reply->message.from->name, ==, "Ann Bee");
  g_assert_cmpstr(reply->message.from->email, ==, "ann@a.example");
  g_autoptr(Mail) original = parse(
      "From: \"'Ann Bee' via Virt\" <virt@list.example>\nList-Post: <mailto:virt@list.example>\n"
      "X-Original-From: Ann Bee <ann@a.example>\nReply-To: virt@list.example\n\n");
  g_assert_cmpstr(original->message.from->name, ==, "Ann Bee");
  g_assert_cmpstr(original->message.from->email, ==, "ann@a.example");
  g_autoptr(Mail) unknown =
      parse("From: Ann Bee via Virt <virt@list.example>\nTo: virt@list.example\n\n");
  g_assert_cmpstr(unknown->message.from->name, ==, "Ann Bee");
  g_assert_null(unknown->message.from->email);
  g_autoptr(Mail) person = parse(
      "From: Ann via Appia <ann@a.example>\nTo: virt@list.example\nReply-To: b@b.example\n\n");
  g_assert_cmpstr(person->message.from->email, ==, "ann@a.example");
}

static void
test_pipermail_form(void)
{
  g_autoptr(Mail) m = parse_from(
      "From: ann at a.example (Ann Bee)\nDate: Tue, 15 Apr 2014 16:53:34 +0000\n"
      "Subject: [virt] roadmap\nIn-Reply-To: <1@x>\nReferences: <0@x>\n\t<1@x>\nMessage-ID: "
      "<2@x>\n\n"
      "text\n-------------- next part --------------\nA non-text attachment was scrubbed...\n"
      "Name: fix.patch\nType: text/x-patch\nSize: 812 bytes\nDesc: not available\n"
      "URL: <http://l.example/a/fix.patch>\n-------------- next part --------------\n"
      "An HTML attachment was scrubbed...\nUrl : http://l.example/a/b.html \n",
      "From ann at a.example  Tue Apr 15 16:53:34 2014");
  g_assert_true(m->from_pipermail);
  g_assert_cmpstr(m->message.from->email, ==, "ann@a.example");
  g_assert_cmpstr(m->message.from->name, ==, "Ann Bee");
  g_assert_cmpuint(m->parts->len, ==, 2);
  const MailPart *patch = m->parts->pdata[0], *html = m->parts->pdata[1];
  g_assert_cmpstr(patch->name, ==, "fix.patch");
  g_assert_cmpstr(patch->type, ==, "text/x-patch");
  g_assert_cmpint(patch->size, ==, 812);
  g_assert_cmpstr(patch->url, ==, "http://l.example/a/fix.patch");
  g_assert_cmpuint(patch->index, ==, 0);
  g_assert_cmpstr(html->type, ==, "text/html");
  g_assert_cmpstr(html->url, ==, "http://l.example/a/b.html");
  g_autoptr(Mail) raw = parse(HEAD "\n");
  g_assert_false(raw->from_pipermail);
}

static void
test_an_address_below_its_word(void)
{
  g_autoptr(Mail) m = parse(HEAD "\nA non-text attachment was scrubbed...\nName: x\nURL:\n"
                                 "<https://l.example/a/x.png>\n");
  g_assert_cmpuint(m->parts->len, ==, 1);
  g_assert_cmpstr(((const MailPart *)m->parts->pdata[0])->url, ==, "https://l.example/a/x.png");
}

static void
test_a_script_is_no_url(void)
{
  g_autoptr(Mail) m =
      parse(HEAD "\nA non-text attachment was scrubbed...\nName: x\nURL: <javascript:alert(1)>\n");
  g_assert_cmpuint(m->parts->len, ==, 1);
  g_assert_null(((const MailPart *)m->parts->pdata[0])->url);
}

static void
test_a_report_of_a_server(void)
{
#define REPORT "Content-Type: multipart/report; boundary=b\n\n--b\n\nfailed\n--b--\n"
  static const char *const raw[] = {REPORT,
                                    "Content-Type: multipart/mixed; boundary=a\n\n--a\n" REPORT
                                    "\n--a\n\nthe list's footer\n--a--\n"};
  for (gsize i = 0; i < G_N_ELEMENTS(raw); i++) {
    g_autoptr(Mail) m = parse(raw[i]);
    g_assert_true(m->report);
  }
  g_autoptr(Mail) no = parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nok\n--b--\n");
  g_assert_false(no->report);
}

static void
test_digest(void)
{
  g_autoptr(Mail) m =
      parse("Subject: virt Digest, Vol 12, Issue 3\n\nToday's Topics:\n\n   1. roadmap (Ann)\n\n"
            "Message: 1\nDate: Tue\nFrom: Ann\n\n* an item of another mail\n");
  g_assert_true(m->digest);
  g_autoptr(Mail) reply = parse("Subject: Re: virt Digest, Vol 12, Issue 3\n\nI agree.\n");
  g_assert_false(reply->digest);
}

static void
test_header_without_blank_line(void)
{
  g_autoptr(Mail) m =
      parse(">From old Tue Apr 15 16:53:34 2014\nSubject: a\nthis is the body already: yes\n");
  g_assert_cmpstr(m->message.subject, ==, "a");
  g_assert_cmpstr(m->body, ==, "this is the body already: yes\n");
  g_autoptr(Mail) only = parse("Subject: a");
  g_assert_cmpstr(only->message.subject, ==, "a");
  g_assert_cmpstr(only->body, ==, "");
  g_autoptr(Mail) nothing = parse("");
  g_assert_true(nothing->message.id_derived);
}

/* Each byte cut off a lively mail gives a mail again. */
static void
test_any_cut_parses(void)
{
  const char *raw = MULTI(
      "mixed") "--=_b\nContent-Type: text/plain; charset=utf-8; format=flowed\n"
               "Content-Transfer-Encoding: quoted-printable\n\n=E2=9C=93 \n--=_b\n"
               "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+aGk8L3A+\n--=_b\n"
               "Content-Disposition: attachment; filename*0=\"a\"; "
               "filename*1=\"b\"\n\nx\n--=_b--\n";
  for (gsize n = 0; n <= strlen(raw); n++) {
    g_autofree char *exact = g_memdup2(raw, MAX(n, 1)); /* no NUL behind it for sanitizers */
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) m = ingest_parse(exact, n, NULL, &error);
    g_assert_no_error(error);
  }
}

static void
test_real_list(void)
{
  g_autofree char *path = tmp_shared("data/linux-mips-2k.mbox.gz");
  if (path == NULL) {
    g_test_skip("../shared/data is not here");
    return;
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_no_error(error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail raw;
  guint n = 0, dated = 0;
  while (ingest_mbox_next(mbox, &raw, &error)) {
    g_autoptr(Mail) m = ingest_parse(raw.raw, raw.len, raw.from_line, &error);
    g_assert_no_error(error);
    g_assert_false(m->message.id_derived);
    g_assert_true(g_utf8_validate(m->body, (gssize)m->body_len, NULL));
    g_assert_true(m->body_len > 0 || m->html_only || m->parts->len > 0 || raw.len < 10000);
    dated += m->message.date_source == DATE_HEADER;
    n++;
  }
  g_assert_no_error(error);
  g_assert_cmpuint(n, ==, 2000);
  g_assert_cmpuint(dated, ==, 2000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/parse/plain-mail", test_plain_mail);
  g_test_add_func("/parse/crlf-becomes-lf", test_crlf_becomes_lf);
  g_test_add_func("/parse/subject-words", test_subject_words);
  g_test_add_func("/parse/charsets-and-what-they-lie", test_charsets_and_what_they_lie);
  g_test_add_func("/parse/nul-bytes-become-visible", test_nul_bytes_become_visible);
  g_test_add_func("/parse/transfer-encodings", test_transfer_encodings);
  g_test_add_func("/parse/text-parts-join", test_text_parts_join);
  g_test_add_func("/parse/attachments-are-not-text", test_attachments_are_not_text);
  g_test_add_func("/parse/a-part-can-be-had", test_a_part_can_be_had);
  g_test_add_func("/parse/alternative-reads-the-plain-part", test_alternative_reads_the_plain_part);
  g_test_add_func("/parse/html-only", test_html_only);
  g_test_add_func("/parse/flowed", test_flowed);
  g_test_add_func("/parse/broken-mime", test_broken_mime);
  g_test_add_func("/parse/hostile-shapes-are-refused-at-once",
                  test_hostile_shapes_are_refused_at_once);
  g_test_add_func("/parse/limits-themselves-pass", test_limits_themselves_pass);
  g_test_add_func("/parse/references", test_references);
  g_test_add_func("/parse/endless-references", test_endless_references);
  g_test_add_func("/parse/missing-id-is-made-from-the-bytes",
                  test_missing_id_is_made_from_the_bytes);
  g_test_add_func("/parse/odd-ids", test_odd_ids);
  g_test_add_func("/parse/dates-fall-back", test_dates_fall_back);
  g_test_add_func("/parse/author-behind-the-list", test_author_behind_the_list);
  g_test_add_func("/parse/pipermail-form", test_pipermail_form);
  g_test_add_func("/parse/an-address-below-its-word", test_an_address_below_its_word);
  g_test_add_func("/parse/a-script-is-no-url", test_a_script_is_no_url);
  g_test_add_func("/parse/a-report-of-a-server", test_a_report_of_a_server);
  g_test_add_func("/parse/digest", test_digest);
  g_test_add_func("/parse/header-without-blank-line", test_header_without_blank_line);
  g_test_add_func("/parse/any-cut-parses", test_any_cut_parses);
  g_test_add_func("/parse/real-list", test_real_list);
  return g_test_run();
}
