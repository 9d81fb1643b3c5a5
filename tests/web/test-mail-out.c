#include "web/mail-out.h"

#include <string.h>

#include "web/wrap.h"

static OutMail *
plain_mail(const char *subject, const char *body)
{
  OutMail *mail = out_mail_new(1, OUT_AGENDA, NULL);
  mail->subject = g_strdup(subject);
  mail->body = g_strdup(body);
  mail->message_id = g_strdup("docket.agenda.00@example.org");
  out_mail_add_recipient(mail, "Virt SIG", "virt@lists.example.org", FALSE);
  return mail;
}

static char *
render(const OutMail *mail)
{
  const WebMailSender sender = {"docket", "docket@example.org", 1400000000, "\n", FALSE};
  GString *out = g_string_new(NULL);
  web_mail_render(out, mail, &sender);
  return g_string_free(out, FALSE);
}

static void
test_whole_mail(void)
{
  g_autoptr(OutMail) mail = plain_mail("Agenda", "1. Xen\n");
  out_mail_add_recipient(mail, NULL, "ann@example.org", TRUE);
  mail->in_reply_to = g_strdup("b@x");
  mail->references = g_strdup("a@x b@x");
  mail->list_id = g_strdup("virt.lists.example.org");
  mail->reply_to = g_strdup("virt@lists.example.org");
  g_autofree char *text = render(mail);
  g_assert_cmpstr(text, ==,
                  "Date: Tue, 13 May 2014 16:53:20 +0000\n"
                  "From: docket <docket@example.org>\n"
                  "To: Virt SIG <virt@lists.example.org>\n"
                  "Cc: ann@example.org\n"
                  "Reply-To: virt@lists.example.org\n"
                  "Subject: Agenda\n"
                  "Message-ID: <docket.agenda.00@example.org>\n"
                  "In-Reply-To: <b@x>\n"
                  "References: <a@x> <b@x>\n"
                  "List-Id: <virt.lists.example.org>\n"
                  "Auto-Submitted: auto-generated\n"
                  "X-Auto-Response-Suppress: All\n"
                  "MIME-Version: 1.0\n"
                  "Content-Type: text/plain; charset=utf-8; format=flowed\n"
                  "Content-Transfer-Encoding: 7bit\n\n"
                  "1. Xen\n");
}

/* Even what the database would have refused. */
static void
test_no_value_begins_another_header(void)
{
  g_autoptr(OutMail) mail = plain_mail("x\r\nBcc: all@example.org\n\nbody", "text\n");
  char **const fields[] = {&mail->message_id, &mail->in_reply_to, &mail->references, &mail->list_id,
                           &mail->reply_to};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_free(*fields[i]);
    *fields[i] = g_strdup("i@d\r\nBcc: all@example.org\r\n\r\nmore");
  }
  out_mail_add_recipient(mail, "N\nBcc: all@example.org", "a@example.org\rBcc: all@example.org",
                         FALSE);
  g_autofree char *text = render(mail);
  char *body = strstr(text, "\n\n");
  g_assert_cmpstr(body, ==, "\n\ntext\n");
  *body = '\0';
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_assert_false(g_ascii_strncasecmp(*line, "bcc", 3) == 0);
    g_assert_null(strchr(*line, '\r'));
    g_assert_true((*line)[0] == ' ' || strchr(*line, ':') != NULL);
  }
}

static char *
header(const char *value)
{
  GString *out = g_string_new(NULL);
  web_mail_header(out, "Subject", value, "\n");
  return g_string_free(out, FALSE);
}

static void
test_subject_is_encoded_and_folded(void)
{
  g_autofree char *one = header("Grüße");
  g_assert_cmpstr(one, ==, "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n");
  /* What looks encoded already would be shown as something else. */
  g_autofree char *fake = header("=?UTF-8?B?eA==?=");
  g_assert_null(strstr(fake, "?B?eA==?="));
  g_autoptr(GString) long_text = g_string_new(NULL);
  for (guint i = 0; i < 100; i++)
    g_string_append(long_text, "漢字 ");
  g_autofree char *folded = header(long_text->str);
  g_auto(GStrv) lines = g_strsplit(folded, "\n", -1);
  g_autoptr(GString) back = g_string_new(NULL);
  for (char **line = lines; (*line)[0] != '\0'; line++) {
    g_assert_cmpuint(strlen(*line), <=, 76);
    char *word = strstr(*line, "=?UTF-8?B?") + strlen("=?UTF-8?B?");
    g_autofree char *code = g_strndup(word, strcspn(word, "?"));
    gsize len;
    g_autofree guchar *bytes = g_base64_decode(code, &len);
    /* No character is cut. */
    g_assert_true(g_utf8_validate((char *)bytes, (gssize)len, NULL));
    g_string_append_len(back, (char *)bytes, (gssize)len);
  }
  g_assert_cmpstr(back->str, ==, g_strchomp(long_text->str));
}

static void
test_names_are_quoted(void)
{
  static const struct {
    const char *name, *mailbox;
  } rows[] = {
      {"Ann B", "Ann B <a@b.c>"},
      {"Ann (KB), Esq.", "\"Ann (KB), Esq.\" <a@b.c>"},
      {"A \"B\" \\C", "\"A \\\"B\\\" \\\\C\" <a@b.c>"},
      {"Jürgen", "=?UTF-8?B?SsO8cmdlbg==?= <a@b.c>"},
      {"", "a@b.c"},
      {NULL, "a@b.c"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GString) out = g_string_new(NULL);
    web_mail_append_mailbox(out, rows[i].name, "a@b.c");
    g_assert_cmpstr(out->str, ==, rows[i].mailbox);
  }
}

/* What RFC 3676 says a reader does with it. */
static char *
unflow(const char *text)
{
  GString *out = g_string_new(NULL);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL && (line[1] != NULL || (*line)[0] != '\0'); line++) {
    const char *from = *line + ((*line)[0] == ' ');
    gboolean soft = g_str_has_suffix(*line, " ") && strcmp(*line, "-- ") != 0;
    g_string_append_printf(out, "%s%s", from, soft ? "" : "\n");
  }
  return g_string_free(out, FALSE);
}

static void
test_long_lines_flow_and_come_back(void)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append(text, "Title\n\n  indented line\nFrom here on\n");
  for (guint i = 0; i < 60; i++)
    g_string_append(text, "words and 漢字 ");
  g_string_append(text, "end\nhttp://example.org/");
  for (guint i = 0; i < 20; i++)
    g_string_append(text, "0123456789");
  g_string_append(text, "\n-- \nsignature\n");
  g_autofree char *flowed = web_mail_flow(text->str);
  g_auto(GStrv) lines = g_strsplit(flowed, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    g_assert_true(web_columns(*line) <= 72 || strstr(*line, "http://") != NULL);
  g_autofree char *back = unflow(flowed);
  g_assert_cmpstr(back, ==, text->str);
  g_assert_nonnull(strstr(flowed, "\n From here on\n"));
  g_autofree char *quoted = web_mail_flow("> a\n>> b c\n>\n> trailing   \n");
  g_assert_cmpstr(quoted, ==, "> a\n>> b c\n>\n> trailing\n");
}

static void
test_text_beyond_ascii_is_quoted_printable(void)
{
  g_autoptr(OutMail) mail = plain_mail("x", "Grüße = fein\n.\n");
  g_autofree char *text = render(mail);
  g_assert_nonnull(strstr(text, "quoted-printable\n\nGr=C3=BC=C3=9Fe =3D fein\n.\n"));
  /* A person who looks at it sees what the reader will. */
  const WebMailSender looking = {"Jürgen", "docket@example.org", 1400000000, "\n", TRUE};
  g_autoptr(GString) shown = g_string_new(NULL);
  web_mail_render(shown, mail, &looking);
  g_assert_nonnull(strstr(shown->str, "From: Jürgen <docket@example.org>\n"));
  g_assert_true(g_str_has_suffix(shown->str, "quoted-printable\n\nGrüße = fein\n.\n"));
  g_autoptr(GString) one = g_string_new(NULL);
  for (guint i = 0; i < 300; i++)
    g_string_append(one, "ü");
  g_autoptr(OutMail) wide = plain_mail("x", one->str);
  g_autofree char *wrapped = render(wide);
  g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    g_assert_cmpuint(strlen(*line), <=, 76);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mail-out/whole-mail", test_whole_mail);
  g_test_add_func("/mail-out/no-value-begins-another-header", test_no_value_begins_another_header);
  g_test_add_func("/mail-out/subject-is-encoded-and-folded", test_subject_is_encoded_and_folded);
  g_test_add_func("/mail-out/names-are-quoted", test_names_are_quoted);
  g_test_add_func("/mail-out/long-lines-flow-and-come-back", test_long_lines_flow_and_come_back);
  g_test_add_func("/mail-out/text-beyond-ascii-is-quoted-printable",
                  test_text_beyond_ascii_is_quoted_printable);
  return g_test_run();
}
