/* One mail against a mail server that behaves, and one that does not. */
#include "server/mailer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "tests/harness/smtp.h"

typedef struct {
  SmtpPeer *peer;
  MailConfig config;
  OutMail *mail;
  MailerOutcome outcome;
} Case;

static void
set_up(Case *c, gconstpointer data)
{
  (void)data;
  c->peer = smtp_peer_new();
  c->config = (MailConfig){
      .url = g_strdup(smtp_peer_url(c->peer)),
      .plain = TRUE,
      .from = (char *)"docket@example.org",
      .sender = (char *)"bounces@example.org",
      .domain = (char *)"example.org",
      .timeout = 20,
  };
  c->mail = out_mail_new(1, OUT_AGENDA, NULL);
  c->mail->subject = g_strdup("Agenda");
  c->mail->body = g_strdup("1. Xen\n.\n..\n");
  c->mail->message_id = g_strdup("docket.agenda.00@example.org");
  c->mail->queued = 1400000000;
  out_mail_add_recipient(c->mail, NULL, "virt@example.org", FALSE);
  out_mail_add_recipient(c->mail, NULL, "ann@example.org", TRUE);
}

static void
tear_down(Case *c, gconstpointer data)
{
  (void)data;
  smtp_peer_free(c->peer);
  g_free(c->config.url);
  out_mail_free(c->mail);
  mailer_outcome_clear(&c->outcome);
}

static void
send_mail(Case *c)
{
  mailer_outcome_clear(&c->outcome);
  c->outcome = (MailerOutcome){0};
  server_mailer_send(c->mail, &c->config, 1400000000, NULL, NULL, &c->outcome);
}

static const OutRecipient *
recipient(const Case *c, guint i)
{
  return c->mail->recipients->pdata[i];
}

#define RULE(c, on, answer, times) smtp_peer_rule((c)->peer, (SmtpRule){on, answer, times})

static void
test_mail_arrives_as_it_is(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  send_mail(c);
  g_assert_cmpstr(c->outcome.trouble, ==, NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint(recipient(c, i)->state, ==, RECIPIENT_ACCEPTED);
  GPtrArray *mails = smtp_peer_mails(c->peer);
  g_assert_cmpuint(mails->len, ==, 1);
  const SmtpMail *mail = mails->pdata[0];
  g_assert_true(g_str_has_prefix(mail->from, "<bounces@example.org>"));
  g_assert_cmpuint(mail->to->len, ==, 2);
  g_assert_nonnull(strstr(mail->text->str, "\r\nMessage-ID: <docket.agenda.00@example.org>\r\n"));
  g_assert_nonnull(strstr(mail->text->str, "Date: Tue, 13 May 2014 16:53:20 +0000\r\n"));
  g_assert_true(g_str_has_suffix(mail->text->str, "\r\n\r\n1. Xen\r\n.\r\n..\r\n"));
  g_assert_false(c->mail->maybe_twice);
  g_autofree char *log = smtp_peer_log(c->peer);
  g_assert_true(g_str_has_prefix(log, "EHLO example.org\n"));
}

static void
test_half_the_recipients_are_refused(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  RULE(c, "RCPT TO:<ann", "550 5.1.1 no such user\r\n", 1);
  send_mail(c);
  g_assert_false(c->outcome.permanent);
  g_assert_nonnull(strstr(c->outcome.trouble, "1 were refused"));
  g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_ACCEPTED);
  g_assert_cmpint(recipient(c, 1)->state, ==, RECIPIENT_REFUSED);
  g_assert_cmpstr(recipient(c, 1)->reply, ==, "550 5.1.1 no such user");
}

static void
test_all_recipients_are_refused(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  RULE(c, "RCPT TO:", "550 no\r\n", 0);
  send_mail(c);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint(recipient(c, i)->state, ==, RECIPIENT_REFUSED);
  g_assert_nonnull(c->outcome.trouble);
  g_assert_cmpuint(smtp_peer_mails(c->peer)->len, ==, 0);
}

/* Greylisting: the second try goes only to those who did not get it. */
static void
test_try_again_reaches_only_those_who_wait(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  RULE(c, "RCPT TO:<ann", "450-try\r\n450 later\r\n", 1);
  send_mail(c);
  g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_ACCEPTED);
  g_assert_cmpint(recipient(c, 1)->state, ==, RECIPIENT_WAITING);
  g_assert_cmpstr(recipient(c, 1)->reply, ==, "450 later");
  send_mail(c);
  g_assert_null(c->outcome.trouble);
  const SmtpMail *second = smtp_peer_mails(c->peer)->pdata[1];
  g_assert_cmpuint(second->to->len, ==, 1);
  g_assert_cmpstr(second->to->pdata[0], ==, "<ann@example.org>");
}

static void
test_mail_is_refused_for_now(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const places[] = {"MAIL FROM", "DATA", "."};
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    RULE(c, places[i], "451 disk full\r\n", 1);
    send_mail(c);
    g_assert_false(c->outcome.permanent);
    g_test_message("%s: %s", places[i], c->outcome.trouble);
    g_assert_nonnull(strstr(c->outcome.trouble, "451 disk full"));
    g_assert_false(c->mail->maybe_twice);
    g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_WAITING);
  }
  send_mail(c);
  g_assert_null(c->outcome.trouble);
}

static void
test_mail_is_refused_for_good(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  RULE(c, ".", "554 spam\r\n", 1);
  send_mail(c);
  g_assert_true(c->outcome.permanent);
  g_assert_nonnull(strstr(c->outcome.trouble, "554 spam"));
  g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_REFUSED);
  g_assert_false(c->mail->maybe_twice);
}

/* Nobody can know whether it was taken. */
static void
test_dropped_after_the_mail_is_told(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  RULE(c, ".", "", 1);
  send_mail(c);
  g_assert_false(c->outcome.permanent);
  g_assert_nonnull(strstr(c->outcome.trouble, "may have taken the mail all the same"));
  g_assert_true(c->mail->maybe_twice);
  g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_WAITING);
  send_mail(c);
  GPtrArray *mails = smtp_peer_mails(c->peer);
  g_assert_cmpuint(mails->len, ==, 2);
  /* At most a duplicate, byte for byte. */
  g_assert_cmpstr(((SmtpMail *)mails->pdata[0])->text->str, ==,
                  ((SmtpMail *)mails->pdata[1])->text->str);
}

static void
test_broken_servers_are_no_harm(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const SmtpRule rules[] = {
      {"", "HTTP/1.1 200 OK\r\n\r\n<p>hello\r\n", 1},
      {"", "\x01\x02\xff\xfe garbage\r\n", 1},
      {"", "554 go away\r\n", 1},
      {"", "", 1},
      {"EHLO", "", 1},
      {"MAIL FROM", "", 1},
      {"RCPT TO", "", 1},
      {"RCPT TO:<ann", "", 1},
      {"DATA", "", 1},
      {"DATA", "250 no, I will not\r\n", 1},
      {"MAIL FROM", "421 4.3.2 shutting down\r\n", 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
    smtp_peer_rule(c->peer, rules[i]);
    send_mail(c);
    g_test_message("%s: %s", rules[i].on, c->outcome.trouble);
    g_assert_nonnull(c->outcome.trouble);
    g_assert_false(c->outcome.permanent);
    g_assert_false(c->mail->maybe_twice);
    g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_WAITING);
    g_assert_true(g_utf8_validate(c->outcome.trouble, -1, NULL));
  }
  send_mail(c);
  g_assert_null(c->outcome.trouble);
}

static void
test_hanging_servers_are_left(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const places[] = {"", "EHLO", "DATA", "."};
  c->config.timeout = 1;
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    RULE(c, places[i], NULL, 1);
    send_mail(c);
    g_test_message("%s", c->outcome.trouble);
    /* Left because the second was over, and for nothing else. */
    g_assert_true(strstr(c->outcome.trouble, "timed out after 1") != NULL ||
                  strstr(c->outcome.trouble, "response timeout") != NULL);
    g_assert_cmpint(c->mail->maybe_twice, ==, i == 3);
  }
}

/* The mail is delivered: a goodbye that does not come must not hold the next one. Who waited for it
 * would wait longer here than a test may. */
static void
test_goodbye_that_does_not_come(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->config.timeout = 24 * 60 * 60;
  RULE(c, "QUIT", NULL, 1);
  send_mail(c);
  g_assert_null(c->outcome.trouble);
}

static gboolean
stop_at_once(gpointer data)
{
  (void)data;
  return TRUE;
}

static void
test_stop_breaks_off(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->config.timeout = 24 * 60 * 60;
  RULE(c, "EHLO", NULL, 1);
  server_mailer_send(c->mail, &c->config, 1400000000, stop_at_once, NULL, &c->outcome);
  g_assert_nonnull(strstr(c->outcome.trouble, "stopped"));
}

/* A password never goes over a line that anybody can read. */
static void
test_no_tls_no_mail(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->config.plain = FALSE;
  c->config.user = (char *)"docket";
  c->config.password = (char *)"secret";
  send_mail(c);
  g_assert_cmpstr(c->outcome.trouble, ==, "the mail server offers no TLS, so nothing was sent");
  g_autofree char *log = smtp_peer_log(c->peer);
  g_assert_null(strstr(log, "AUTH"));
  g_assert_null(strstr(log, "MAIL FROM"));
}

static void
test_wrong_password_is_told(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->config.user = (char *)"docket";
  c->config.password = (char *)"secret";
  RULE(c, "EHLO", "250-peer\r\n250 AUTH PLAIN\r\n", 0);
  RULE(c, "AUTH", "535 5.7.8 no\r\n", 0);
  send_mail(c);
  g_assert_false(c->outcome.permanent);
  g_assert_cmpstr(c->outcome.trouble, ==, "the mail server does not take the user and password");
}

static void
test_right_password_opens(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->config.user = (char *)"docket";
  c->config.password = (char *)"secret";
  RULE(c, "EHLO", "250-peer\r\n250 AUTH PLAIN\r\n", 0);
  /* RFC 4616: NUL, user, NUL, password. */
  RULE(c, "AUTH PLAIN AGRvY2tldABzZWNyZXQ=", "235 welcome\r\n", 0);
  RULE(c, "AUTH", "334 \r\n", 0);
  RULE(c, "AGRvY2tldABzZWNyZXQ=", "235 welcome\r\n", 0);
  send_mail(c);
  g_assert_cmpstr(c->outcome.trouble, ==, NULL);
  g_assert_cmpuint(smtp_peer_mails(c->peer)->len, ==, 1);
}

static void
test_nobody_listens(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  smtp_peer_free(c->peer);
  send_mail(c);
  g_assert_nonnull(strstr(c->outcome.trouble, "could not be talked to"));
  c->peer = smtp_peer_new();
}

/* --- a program instead --- */

static void
use_program(Case *c, const char *folder, const char *script)
{
  g_autofree char *path = g_build_filename(folder, "sendmail", NULL);
  g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", script);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  g_assert_cmpint(g_chmod(path, 0700), ==, 0);
  g_free(c->config.sendmail);
  c->config.sendmail = g_steal_pointer(&path);
  send_mail(c);
}

static void
test_program(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_dir_make_tmp("docket-mailer-XXXXXX", NULL);
  use_program(c, folder, "echo \"$@\" >\"${0%/*}/args\"; cat >\"${0%/*}/mail\"");
  g_assert_null(c->outcome.trouble);
  g_autofree char *args_path = g_build_filename(folder, "args", NULL);
  g_autofree char *mail_path = g_build_filename(folder, "mail", NULL);
  g_autofree char *args = NULL, *text = NULL;
  g_assert_true(g_file_get_contents(args_path, &args, NULL, NULL));
  g_assert_true(g_file_get_contents(mail_path, &text, NULL, NULL));
  g_assert_cmpstr(args, ==, "-i -f bounces@example.org -- virt@example.org ann@example.org\n");
  g_assert_true(g_str_has_suffix(text, "\n\n1. Xen\n.\n..\n"));
  g_assert_null(strchr(text, '\r'));
  for (guint i = 0; i < 2; i++)
    ((OutRecipient *)c->mail->recipients->pdata[i])->state = RECIPIENT_WAITING;
  use_program(c, folder, "cat >/dev/null; echo no such user >&2; exit 67");
  g_assert_cmpstr(c->outcome.trouble, ==, "sendmail ended with status 67: no such user");
  g_assert_true(c->outcome.permanent);
  use_program(c, folder, "exit 75"); /* does not read its input */
  g_assert_false(c->outcome.permanent);
  c->config.timeout = 1;
  use_program(c, folder, "exec sleep 60");
  g_assert_nonnull(strstr(c->outcome.trouble, "took too long"));
  g_assert_cmpint(recipient(c, 0)->state, ==, RECIPIENT_WAITING);
  g_unlink(c->config.sendmail);
  send_mail(c);
  g_assert_nonnull(strstr(c->outcome.trouble, "could not be started"));
  g_unlink(args_path);
  g_unlink(mail_path);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
  g_clear_pointer(&c->config.sendmail, g_free);
}

#define TEST(path, func) g_test_add(path, Case, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* As main.c does: a program that does not read its input is told by the write that fails. */
  signal(SIGPIPE, SIG_IGN);
  TEST("/mailer/mail-arrives-as-it-is", test_mail_arrives_as_it_is);
  TEST("/mailer/half-the-recipients-are-refused", test_half_the_recipients_are_refused);
  TEST("/mailer/all-recipients-are-refused", test_all_recipients_are_refused);
  TEST("/mailer/try-again-reaches-only-those-who-wait", test_try_again_reaches_only_those_who_wait);
  TEST("/mailer/mail-is-refused-for-now", test_mail_is_refused_for_now);
  TEST("/mailer/mail-is-refused-for-good", test_mail_is_refused_for_good);
  TEST("/mailer/dropped-after-the-mail-is-told", test_dropped_after_the_mail_is_told);
  TEST("/mailer/broken-servers-are-no-harm", test_broken_servers_are_no_harm);
  TEST("/mailer/hanging-servers-are-left", test_hanging_servers_are_left);
  TEST("/mailer/goodbye-that-does-not-come", test_goodbye_that_does_not_come);
  TEST("/mailer/stop-breaks-off", test_stop_breaks_off);
  TEST("/mailer/no-tls-no-mail", test_no_tls_no_mail);
  TEST("/mailer/wrong-password-is-told", test_wrong_password_is_told);
  TEST("/mailer/right-password-opens", test_right_password_opens);
  TEST("/mailer/nobody-listens", test_nobody_listens);
  TEST("/mailer/program", test_program);
  return g_test_run();
}
