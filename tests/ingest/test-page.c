/* A page saved from pipermail is the mail that it shows. */
#include "ingest/page.h"
#include "ingest/parse.h"
#include "ingest/mbox.h"
#include "ingest/sniff.h"
#include "tests/ingest/tmp.h"

#include <string.h>

static const char page_html[] =
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\">\n<HTML>\n <HEAD>\n   <TITLE> [virt] "
    "release cadence\n   </TITLE>\n"
    "   <LINK REL=\"made\" "
    "HREF=\"mailto:virt%40list.example?Subject=Re%3A%20cadence&In-Reply-To=%3C77%40a.example%3E\">"
    "\n"
    " </HEAD>\n <BODY BGCOLOR=\"#ffffff\">\n   <H1>[virt] release cadence</H1>\n    <B>Ann &#233; "
    "Bee</B> \n"
    "    <A HREF=\"mailto:virt%40list.example?Subject=Re%3A\"\n       TITLE=\"[virt] release "
    "cadence\">ann at a.example\n       </A><BR>\n"
    "    <I>Tue Apr 15 16:53:34 UTC 2014</I>\n    <P><UL>\n        <LI>Previous message: <A "
    "HREF=\"000011.html\">[virt] x\n</A></li>\n"
    "         <LI> <B>Messages sorted by:</B> \n              <a href=\"date.html#12\">[ date "
    "]</a>\n       </UL>\n    <HR>  \n"
    "<!--beginarticle-->\n<PRE>Every six weeks, see <A "
    "HREF=\"http://x.example/1\">http://x.example/1</A>\n\n"
    "&gt;<i> quoted by bob at b.example\n</I>* a &amp; b\n</PRE>\n\n<!--endarticle-->\n    "
    "<HR>\n<a href=\"x\">More information about the virt\nmailing list</a><br>\n</body></html>\n";

static const char same_mbox[] = "From: ann at a.example (Ann ? Bee)\nDate: Tue, 15 Apr 2014 "
                                "16:53:34 +0000\nSubject: [virt] release cadence\n"
                                "Message-ID: <77@a.example>\n\nEvery six weeks, see "
                                "http://x.example/1\n\n> quoted by bob at b.example\n* a & b\n";

static Mail *
mail_of(const PageMail *page)
{
  g_autoptr(GError) error = NULL;
  Mail *mail = ingest_parse(page->raw->str, page->raw->len, NULL, &error);
  g_assert_no_error(error);
  return mail;
}

static void
test_html_page(void)
{
  g_autoptr(GError) error = NULL;
  g_auto(PageMail) page = {0};
  g_assert_cmpint(ingest_sniff(page_html, strlen(page_html)), ==, SNIFF_PAGE);
  g_assert_true(ingest_page_read(page_html, strlen(page_html), &page, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(page.number, ==, 12);
  g_autoptr(Mail) mail = mail_of(&page);
  g_assert_cmpstr(mail->message.subject, ==, "[virt] release cadence");
  g_assert_cmpstr(mail->message.message_id, ==, "77@a.example");
  g_assert_cmpstr(mail->message.from->name, ==, "Ann \xc3\xa9 Bee");
  g_assert_cmpstr(mail->message.from->email, ==, "ann@a.example");
  g_assert_cmpint(mail->message.date, ==, 1397580814);
  g_assert_true(mail->from_pipermail);
  g_assert_true(
      g_str_has_prefix(mail->body, "Every six weeks, see http://x.example/1\n\n> quoted by bob"));
  g_assert_true(g_str_has_suffix(mail->body, "* a & b\n"));
  g_autoptr(Mail) mbox = ingest_parse(same_mbox, strlen(same_mbox), NULL, &error);
  assert_bytes(mail->content_hash, 32, mbox->content_hash, 32);
}

static void
test_seed_text_is_the_seed_mail(void)
{
  g_autofree char *text_path = tmp_shared("seeds/virt-sig-roadmap.txt");
  g_autofree char *mbox_path = tmp_shared("seeds/virt-sig-roadmap.mbox");
  if (text_path == NULL || mbox_path == NULL) {
    g_test_skip("../shared/seeds is not here");
    return;
  }
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize len;
  g_assert_true(g_file_get_contents(text_path, &text, &len, &error));
  g_assert_cmpint(ingest_sniff(text, len), ==, SNIFF_PAGE_TEXT);
  g_auto(PageMail) page = {0};
  g_assert_true(ingest_page_read(text, len, &page, &error));
  g_autoptr(Mail) from_text = mail_of(&page);
  g_autoptr(Bytes) bytes = ingest_bytes_open(mbox_path, &error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail raw;
  g_assert_true(ingest_mbox_next(mbox, &raw, &error));
  g_autoptr(Mail) from_mbox = ingest_parse(raw.raw, raw.len, raw.from_line, &error);
  g_assert_cmpstr(from_text->message.from->email, ==, from_mbox->message.from->email);
  g_assert_cmpint(from_text->message.date, ==, from_mbox->message.date);
  g_assert_cmpstr(from_text->body, ==, from_mbox->body);
  g_assert_true(from_text->message.id_derived);
  assert_bytes(from_text->content_hash, 32, from_mbox->content_hash, 32);
}

static void
test_copied_text_with_navigation(void)
{
  static const char text[] = "[virt] release cadence\nAnn Bee ann at a.example\nTue Apr 15 "
                             "16:53:34 UTC 2014\n\n    Previous message: x\n"
                             "    Next message: y\n    Messages sorted by: [ date ] [ thread "
                             "]\n\nEvery six weeks.\n\nAnn\n\n"
                             "    Previous message: x\n    Messages sorted by: [ date ]\n\nMore "
                             "information about the virt mailing list\n";
  g_autoptr(GError) error = NULL;
  g_auto(PageMail) page = {0};
  g_assert_cmpint(ingest_sniff(text, strlen(text)), ==, SNIFF_PAGE_TEXT);
  g_assert_true(ingest_page_read(text, strlen(text), &page, &error));
  g_autoptr(Mail) mail = mail_of(&page);
  g_assert_cmpstr(mail->body, ==, "Every six weeks.\n\nAnn\n");
  g_assert_cmpstr(mail->message.from->name, ==, "Ann Bee");
}

static void
test_pages_without_their_pieces(void)
{
  static const char *const pages[] = {
      "<!--beginarticle-->",
      "<h1>a</h1><!--beginarticle--><pre>x</pre>",
      "<h1>a</h1><b>n</b><a href=x>e at x.example</a><i>no date</i><!--beginarticle--><pre>x</pre>",
      "<h1>a<b>n<a<i<!--beginarticle--><pre",
      "",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    g_autoptr(GError) error = NULL;
    g_auto(PageMail) page = {0};
    g_assert_false(ingest_page_read(pages[i], strlen(pages[i]), &page, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  }
}

static void
test_kinds_by_content(void)
{
  static const struct {
    const char *text;
    SniffKind kind;
  } rows[] = {
      {"From a@b.example  Tue Apr 15 16:53:34 2014\nSubject: a\n\n", SNIFF_MBOX},
      {"\n\nFrom a@b.example  Tue Apr 15 16:53:34 2014\nSubject: a\n\n", SNIFF_MBOX},
      {"garbage\n\nFrom a@b.example  Tue Apr 15 16:53:34 2014\nSubject: a\n\n", SNIFF_MBOX},
      {"Subject: a\nFrom: a@b.example\n\nbody", SNIFF_MAIL},
      {"Return-Path: <a@b.example>\nX-Y: 1\n folded\nSubject: a\n\nbody", SNIFF_MAIL},
      {"", SNIFF_EMPTY},
      {"\n \r\n", SNIFF_EMPTY},
      {"Subject: alone\n\nnot a mail", SNIFF_OTHER},
      {"Note: this\nTodo: that\n\n", SNIFF_OTHER},
      {"<html><body>index of /pipermail</body></html>", SNIFF_OTHER},
      {"int\nmain(void)\n{\n}\n", SNIFF_OTHER},
      {"\x7f"
       "ELF\x02\x01",
       SNIFF_OTHER},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].text);
    g_assert_cmpint(ingest_sniff(rows[i].text, strlen(rows[i].text)), ==, rows[i].kind);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/page/html-page", test_html_page);
  g_test_add_func("/page/seed-text-is-the-seed-mail", test_seed_text_is_the_seed_mail);
  g_test_add_func("/page/copied-text-with-navigation", test_copied_text_with_navigation);
  g_test_add_func("/page/pages-without-their-pieces", test_pages_without_their_pieces);
  g_test_add_func("/page/kinds-by-content", test_kinds_by_content);
  return g_test_run();
}
