#include "ingest/report.h"

#include <string.h>

#include "ingest/parse.h"

#define HEAD                                                                                       \
  "From: MAILER-DAEMON@mx.example.net\nMIME-Version: 1.0\n"                                        \
  "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
#define STATUS                                                                                     \
  "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"           \
  "Original-Recipient: rfc822;ann@example.org\nFinal-Recipient: rfc822; a@inner.example\n"         \
  "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 the box\n of ann is full\n\n"   \
  "Final-Recipient: rfc822; slow@example.org\nAction: delayed\nStatus: 4.4.1\n\n"                  \
  "Final-Recipient: rfc822; gone@example.org\nAction: failed\nStatus: 5.1.1\n"
#define BACK                                                                                       \
  "--b\nContent-Type: text/rfc822-headers\n\nSubject: Agenda\n"                                    \
  "Message-ID: <docket.agenda.00@example.org>\n"

static DeliveryReport *
read_report(const char *text, GError **error)
{
  return ingest_report_read(text, strlen(text), error);
}

static void
test_failed_recipients_are_named(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(DeliveryReport) report =
      read_report(HEAD "--b\n\nSorry.\n" STATUS BACK "--b--\n", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(report->message_id, ==, "docket.agenda.00@example.org");
  g_assert_cmpuint(report->failed->len, ==, 2);
  const FailedRecipient *first = report->failed->pdata[0], *second = report->failed->pdata[1];
  g_assert_cmpstr(first->address, ==, "ann@example.org");
  g_assert_cmpstr(first->reason, ==, "5.2.2 552 5.2.2 the box  of ann is full");
  g_assert_cmpstr(second->address, ==, "gone@example.org");
  g_assert_cmpstr(second->reason, ==, "5.1.1");
}

/* What a mail says of itself in its body is not what came back. */
static void
test_body_names_no_mail(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(DeliveryReport) report = read_report(
      HEAD STATUS "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nMessage-ID: <a@b>\n--b--\n",
      &error);
  g_assert_null(report);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

static void
test_other_mail_is_no_report(void)
{
  static const char *const texts[] = {"",
                                      "\n",
                                      "Subject: x\n\ntext\n",
                                      "Content-Type: multipart/mixed; boundary=b\n\n" STATUS BACK,
                                      HEAD,
                                      HEAD STATUS,
                                      "Content-Type: multipart/report\n\n" BACK};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(DeliveryReport) report = read_report(texts[i], &error);
    g_assert_null(report);
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  }
}

/* Cut anywhere, it is read as far as it goes, or refused. */
static void
test_cut_reports_do_no_harm(void)
{
  static const char whole[] = HEAD STATUS BACK "--b--\n";
  for (gsize len = 0; len < sizeof whole - 1; len++) {
    g_autofree char *copy = g_memdup2(whole, len + 1);
    copy[len] = '\0';
    g_autoptr(DeliveryReport) report = ingest_report_read(copy, len, NULL);
    g_assert_true(report == NULL || report->message_id != NULL);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/report/failed-recipients-are-named", test_failed_recipients_are_named);
  g_test_add_func("/report/body-names-no-mail", test_body_names_no_mail);
  g_test_add_func("/report/other-mail-is-no-report", test_other_mail_is_no_report);
  g_test_add_func("/report/cut-reports-do-no-harm", test_cut_reports_do_no_harm);
  return g_test_run();
}
