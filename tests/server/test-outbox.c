/* From a draft to the mail server: what a chair sees is what goes, once. */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "db/group.h"
#include "db/outbox.h"
#include "server/jobs.h"
#include "server/outbox-job.h"
#include "server/sign-in-job.h"
#include "tests/harness/chair.h"
#include "tests/harness/smtp.h"

typedef struct {
  Chair chair;
  SmtpPeer *peer;
  MailConfig config;
  gint64 now;
} Case;

static gint64
case_clock(gpointer data)
{
  return ((Case *)data)->now;
}

static void
set_up(Case *c, gconstpointer role)
{
  c->peer = smtp_peer_new();
  /* Begins where the clock of the programs that tests start is. */
  c->now = g_get_real_time() / G_USEC_PER_SEC;
  c->config = (MailConfig){
      .url = (char *)(guintptr)smtp_peer_url(c->peer),
      .plain = TRUE,
      .from_name = (char *)"docket",
      .from = (char *)"docket@example.org",
      .sender = (char *)"bounces@example.org",
      .domain = (char *)"example.org",
      .timeout = 20,
  };
  ServerOptions options = {.mail = &c->config, .clock = case_clock, .clock_data = c};
  chair_sign_in_with(&c->chair, role, &options);
}

static void
tear_down(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_clear(&c->chair);
  smtp_peer_free(c->peer);
}

static void
run_job(Case *c)
{
  static const JobRow rows[] = {
      {"sign-in links", LANE_QUICK, 60, TRUE, server_sign_in_answer_all},
      {"outbox", LANE_NETWORK, 60, FALSE, server_outbox_run},
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(Jobs) jobs = server_jobs_new(c->chair.harness->server, rows, G_N_ELEMENTS(rows));
  g_assert_true(server_jobs_run(jobs, "sign-in links", &error));
  g_assert_true(server_jobs_run(jobs, "outbox", &error));
  g_assert_no_error(error);
}

static void
assert_post(Case *c, const char *path, const char *fields, guint status, const char *location)
{
  g_autoptr(Answer) answer = chair_post(&c->chair, path, fields);
  g_assert_cmpuint(answer->status, ==, status);
  g_assert_cmpstr(answer_header(answer, "location"), ==, location);
}

static char *
seen_of(Case *c, const char *path)
{
  g_autoptr(Answer) page = chair_get(&c->chair, path);
  return chair_field(page->body, "seen");
}

static void
send_draft(Case *c, const char *path)
{
  g_autofree char *seen = seen_of(c, path);
  g_autofree char *fields = g_strdup_printf("verb=send&seen=%s", seen);
  assert_post(c, path, fields, 303, path);
}

static char *
mail_shown(Case *c, const char *path)
{
  g_autoptr(Answer) page = chair_get(&c->chair, path);
  const char *at = strstr(page->body, "<pre class=\"raw out-mail\"");
  at = strchr(at, '>') + 1;
  g_autofree char *html = g_strndup(at, (gsize)(strstr(at, "</pre>") - at));
  static const char *const escapes[][2] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  char *text = g_steal_pointer(&html);
  for (gsize i = 0; i < G_N_ELEMENTS(escapes); i++) {
    g_auto(GStrv) parts = g_strsplit(text, escapes[i][0], -1);
    g_free(text);
    text = g_strjoinv(escapes[i][1], parts);
  }
  return text;
}

static void
test_agenda_mail_goes_as_it_was_shown(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  chair_assert_shows(&c->chair, "/virt/outbox/", "Agenda: Virt SIG meeting");
  chair_assert_shows(&c->chair, "/virt/outbox/1", "nothing was sent yet");
  chair_assert_shows(&c->chair, "/metrics", "\ndocket_outbox_mails{state=\"draft\"} 1\n");
  run_job(c);
  g_assert_cmpuint(smtp_peer_connections(c->peer), ==, 0);
  send_draft(c, "/virt/outbox/1");
  g_autofree char *shown = mail_shown(c, "/virt/outbox/1");
  run_job(c);
  GPtrArray *mails = smtp_peer_mails(c->peer);
  g_assert_cmpuint(mails->len, ==, 1);
  const SmtpMail *mail = mails->pdata[0];
  g_assert_cmpstr(mail->to->pdata[0], ==, "<virt@lists.example.org>");
  g_auto(GStrv) lines = g_strsplit(mail->text->str, "\r\n", -1);
  g_autofree char *sent = g_strjoinv("\n", lines);
  g_assert_cmpstr(sent, ==, shown);
  g_assert_nonnull(strstr(shown, "\nReply-To: virt@lists.example.org\n"));
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It was sent.");
  chair_assert_shows(&c->chair, "/metrics", "\ndocket_outbox_mails{state=\"draft\"} 0\n");
  chair_assert_shows(&c->chair, "/metrics", "\ndocket_outbox_mails{state=\"sent\"} 1\n");
  run_job(c);
  g_assert_cmpuint(smtp_peer_connections(c->peer), ==, 1);
}

static void
test_two_chairs_do_not_overwrite_each_other(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  g_autofree char *seen = seen_of(c, "/virt/outbox/1");
  g_autofree char *first = g_strdup_printf(
      "verb=edit&seen=%s&subject=Our+agenda&body=1.+Xen%%0D%%0A2.+KVM%%0D%%0A", seen);
  g_autofree char *late = g_strdup_printf("verb=edit&seen=%s&subject=Mine&body=nothing", seen);
  g_autofree char *send = g_strdup_printf("verb=send&seen=%s", seen);
  assert_post(c, "/virt/outbox/1", first, 303, "/virt/outbox/1");
  assert_post(c, "/virt/outbox/1", late, 409, NULL);
  assert_post(c, "/virt/outbox/1", send, 409, NULL);
  chair_assert_shows(&c->chair, "/virt/outbox/1", "1. Xen\n2. KVM\n");
  chair_assert_shows(&c->chair, "/virt/outbox/1", "<h1 dir=\"auto\">Our agenda</h1>");
  assert_post(c, "/virt/outbox/1", "verb=cancel", 303, "/virt/outbox/1");
  assert_post(c, "/virt/outbox/1", "verb=cancel", 409, NULL);
  assert_post(c, "/virt/outbox/1", "verb=nothing", 400, NULL);
  run_job(c);
  g_assert_cmpuint(smtp_peer_connections(c->peer), ==, 0);
}

static void
test_only_chairs_see_and_send(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = {"/virt/outbox/", "/virt/outbox/1"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) member = chair_get(&c->chair, paths[i]);
    g_autoptr(Answer) visitor = harness_get(c->chair.harness, paths[i]);
    g_assert_cmpuint(member->status, ==, 403);
    g_assert_cmpuint(visitor->status, ==, 403);
    assert_post(c, paths[i], "verb=agenda", 403, NULL);
  }
}

static void
test_refusal_is_shown(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  smtp_peer_rule(c->peer, (SmtpRule){"RCPT TO", "550 5.7.1 not <b>allowed</b> here\r\n", 0});
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  send_draft(c, "/virt/outbox/1");
  run_job(c);
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It could not be sent.");
  chair_assert_shows(&c->chair, "/virt/outbox/1", "550 5.7.1 not &lt;b&gt;allowed&lt;/b&gt; here");
  chair_assert_shows(&c->chair, "/virt/outbox/", "1 refused");
  smtp_peer_clear_rules(c->peer);
  send_draft(c, "/virt/outbox/1");
  run_job(c);
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It was sent.");
}

static void
test_server_that_is_away_is_tried_again(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  smtp_peer_rule(c->peer, (SmtpRule){"", "421 busy\r\n", 2});
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  send_draft(c, "/virt/outbox/1");
  run_job(c);
  run_job(c); /* not yet */
  g_assert_cmpuint(smtp_peer_connections(c->peer), ==, 1);
  chair_assert_shows(&c->chair, "/virt/outbox/", "trying again");
  c->now += 60;
  run_job(c);
  c->now += 240;
  run_job(c);
  g_assert_cmpuint(smtp_peer_connections(c->peer), ==, 3);
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It was sent.");
}

/* --- a kill in between --- */

static GSubprocess *
spawn_server(Case *c, const char *mail_file)
{
  g_autoptr(GError) error = NULL;
  const char *build = g_getenv("DOCKET_BUILD_ROOT");
  g_autofree char *docket = g_build_filename(build != NULL ? build : ".", "server", "docket", NULL);
  GSubprocess *process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, docket, "--db",
                                          c->chair.harness->db_path, "serve", "--listen",
                                          "127.0.0.1:0", "--mail", mail_file, NULL);
  g_assert_no_error(error);
  return process;
}

/* The mail server has all of the mail and has not answered yet when docket dies. */
static void
test_kill_between_sending_and_marking(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "mail.conf", NULL);
  g_autofree char *text =
      g_strdup_printf("[mail]\nurl=%s\nfrom=docket@example.org\n", smtp_peer_url(c->peer));
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  smtp_peer_rule(c->peer, (SmtpRule){".", NULL, 1});
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  send_draft(c, "/virt/outbox/1");
  g_autoptr(GSubprocess) process = spawn_server(c, path);
  for (gboolean told = FALSE; !told;) {
    g_autofree char *log = smtp_peer_log(c->peer);
    told = strstr(log, "\n.\n") != NULL;
    g_usleep(1000);
  }
  g_subprocess_send_signal(process, SIGKILL);
  g_assert_true(g_subprocess_wait(process, NULL, NULL));
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It is being sent right now.");
  c->now += OUTBOX_LEASE_SECONDS + 60;
  run_job(c);
  GPtrArray *mails = smtp_peer_mails(c->peer);
  g_assert_cmpuint(mails->len, ==, 2);
  const char *first = strstr(((SmtpMail *)mails->pdata[0])->text->str, "Message-ID: ");
  const char *second = strstr(((SmtpMail *)mails->pdata[1])->text->str, "Message-ID: ");
  g_autofree char *id = g_strndup(first, strcspn(first, "\r"));
  g_assert_true(g_str_has_prefix(second, id));
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It was sent.");
  chair_assert_shows(&c->chair, "/virt/outbox/1", "may have gone out more than once");
  c->now += 86400;
  run_job(c);
  g_assert_cmpuint(mails->len, ==, 2);
}

/* --- the command line --- */

static char *
run(Case *c, const char *const *args)
{
  return chair_run(c->chair.harness, args);
}

static void
test_commands_do_what_pages_do(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *file = g_build_filename(c->chair.harness->folder, "text", NULL);
  g_assert_true(g_file_set_contents(file, "1. Xen from a file\n", -1, NULL));
  g_autofree char *written = run(c, (const char *[]){"outbox", "write", "virt", "agenda", NULL});
  g_assert_true(g_str_has_prefix(written, "1  draft to virt@lists.example.org: Agenda: Virt SIG"));
  g_free(run(c, (const char *[]){"outbox", "edit", "1", file, "--name", "Agenda by hand", NULL}));
  g_autofree char *shown = run(c, (const char *[]){"outbox", "show", "1", NULL});
  g_assert_nonnull(strstr(shown, "mail 1: draft\n"));
  g_assert_nonnull(strstr(shown, "Subject: Agenda by hand\n"));
  g_assert_nonnull(strstr(shown, "\n\n1. Xen from a file\n"));
  g_autofree char *list = run(c, (const char *[]){"outbox", "list", "virt", NULL});
  g_assert_nonnull(strstr(list, "draft"));
  g_free(run(c, (const char *[]){"outbox", "send", "1", NULL}));
  c->now += 5;
  run_job(c);
  g_assert_cmpuint(smtp_peer_mails(c->peer)->len, ==, 1);
  char *err = NULL;
  g_assert_cmpint(
      harness_run(c->chair.harness, (const char *[]){"outbox", "cancel", "1", NULL}, NULL, &err),
      ==, 1);
  g_assert_nonnull(strstr(err, "mail 1 was sent"));
  g_free(err);
  g_autofree char *report =
      run(c, (const char *[]){"outbox", "write", "virt", "report", "--quarter", "2014-Q2", NULL});
  g_assert_cmpstr(report, ==, "2  draft to virt@lists.example.org: Report: Virt SIG, 2014-Q2\n");
  g_autofree char *text = run(c, (const char *[]){"outbox", "show", "2", NULL});
  g_assert_nonnull(strstr(text, "\nSubject: Report: Virt SIG, 2014-Q2\n"));
  g_assert_nonnull(strstr(text, "Meetings held"));
  chair_assert_shows(&c->chair, "/virt/report?quarter=2014-Q1", "Write a mail of it");
  assert_post(c, "/virt/outbox/", "verb=report&quarter=2014-Q1", 303, "/virt/outbox/3");
  chair_assert_shows(&c->chair, "/virt/outbox/3", "Report: Virt SIG, 2014-Q1");
}

static void
test_mail_test_says_what_the_server_said(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "mail.conf", NULL);
  g_autofree char *text =
      g_strdup_printf("[mail]\nurl=%s\nfrom=docket@example.org\n", smtp_peer_url(c->peer));
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  const char *const args[] = {"mail", "test", "ann@example.org", "--mail", path, NULL};
  g_autofree char *good = run(c, args);
  g_assert_cmpstr(good, ==, "taken for ann@example.org: 250 ok\n");
  smtp_peer_rule(c->peer, (SmtpRule){"RCPT TO", "550 unknown here\r\n", 0});
  char *err = NULL;
  g_assert_cmpint(harness_run(c->chair.harness, args, NULL, &err), ==, 1);
  g_assert_nonnull(strstr(err, "550 unknown here"));
  g_free(err);
}

/* --- signing in --- */

static Answer *
ask_for_link(Case *c, const char *address)
{
  g_autofree char *body = g_strdup_printf("address=%s", address);
  return harness_request(c->chair.harness, "POST", "/sign-in",
                         (const char *[]){c->chair.origin, NULL}, body);
}

static char *
without_secret(const Answer *answer)
{
  const char *cookie = answer_header(answer, "set-cookie");
  g_assert_true(g_str_has_prefix(cookie, "docket-browser="));
  return g_strdup_printf("%u %s %s", answer->status, answer_header(answer, "location"),
                         strchr(cookie, ';'));
}

static void
test_sign_in_page_tells_nobody_who_is_known(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const unknown[] = {"nobody%40example.org", "", "a%0D%0ABcc%3A+b%40example.org",
                                        "%22%3Cscript%3E"};
  g_autoptr(Answer) known = ask_for_link(c, "Ann%40Example.org");
  g_autofree char *expected = without_secret(known);
  for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
    g_autoptr(Answer) answer = ask_for_link(c, unknown[i]);
    g_autofree char *got = without_secret(answer);
    g_assert_cmpstr(got, ==, expected);
  }
  run_job(c);
  GPtrArray *mails = smtp_peer_mails(c->peer);
  g_assert_cmpuint(mails->len, ==, 1);
  g_assert_cmpstr(((SmtpMail *)mails->pdata[0])->to->pdata[0], ==, "<ann@example.org>");
}

static void
test_mailed_link_opens_only_in_its_browser(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Answer) asked = ask_for_link(c, "ann%40example.org");
  run_job(c);
  const SmtpMail *mail = smtp_peer_mails(c->peer)->pdata[0];
  const char *at = strstr(mail->text->str, "/sign-in/");
  g_autofree char *path = g_strndup(at, strcspn(at, "\r\n "));
  const char *cookie = answer_header(asked, "set-cookie");
  g_autofree char *browser = g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
  g_autoptr(Answer) other =
      harness_request(c->chair.harness, "POST", path, (const char *[]){c->chair.origin, NULL}, "");
  g_assert_cmpuint(other->status, ==, 403);
  g_autoptr(Answer) own = harness_request(c->chair.harness, "POST", path,
                                          (const char *[]){c->chair.origin, browser, NULL}, "");
  g_assert_cmpuint(own->status, ==, 303);
  g_autofree char *dump =
      chair_run(c->chair.harness, (const char *[]){"outbox", "show", "1", NULL});
  g_assert_null(strstr(dump, path));
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(OutMail) sent = db_outbox_get(db, 0, 1, &error);
  g_assert_cmpstr(sent->body, ==, "");
}

/* --- bounces --- */

static void
test_bounce_reaches_the_chair(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  assert_post(c, "/virt/outbox/", "verb=agenda", 303, "/virt/outbox/1");
  send_draft(c, "/virt/outbox/1");
  run_job(c);
  const SmtpMail *mail = smtp_peer_mails(c->peer)->pdata[0];
  g_autofree char *report = g_strdup_printf(
      "From: MAILER-DAEMON@example.net\nTo: bounces@example.org\nReturn-Path: <>\nMIME-Version: "
      "1.0\n"
      "Content-Type: multipart/report; report-type=delivery-status; "
      "boundary=b\n\n--b\n\nSorry.\n--b\n"
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
      "Final-Recipient: rfc822; virt@lists.example.org\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 no such list\n\n--b\nContent-Type: message/rfc822\n\n%s\n--b--\n",
      mail->text->str);
  g_autofree char *path = g_build_filename(c->chair.harness->folder, "bounce.eml", NULL);
  g_assert_true(g_file_set_contents(path, report, -1, NULL));
  g_free(run(c, (const char *[]){"mail", "bounce", path, NULL}));
  chair_assert_shows(&c->chair, "/virt/outbox/1", "5.1.1 550 no such list");
  chair_assert_shows(&c->chair, "/virt/outbox/1", "It could not be sent.");
}

#define TEST(path, role, func) g_test_add(path, Case, role, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  TEST("/outbox/agenda-mail-goes-as-it-was-shown", "chair", test_agenda_mail_goes_as_it_was_shown);
  TEST("/outbox/two-chairs-do-not-overwrite-each-other", "chair",
       test_two_chairs_do_not_overwrite_each_other);
  TEST("/outbox/only-chairs-see-and-send", "member", test_only_chairs_see_and_send);
  TEST("/outbox/refusal-is-shown", "chair", test_refusal_is_shown);
  TEST("/outbox/server-that-is-away-is-tried-again", "chair",
       test_server_that_is_away_is_tried_again);
  TEST("/outbox/kill-between-sending-and-marking", "chair", test_kill_between_sending_and_marking);
  TEST("/outbox/commands-do-what-pages-do", "chair", test_commands_do_what_pages_do);
  TEST("/outbox/mail-test-says-what-the-server-said", "chair",
       test_mail_test_says_what_the_server_said);
  TEST("/outbox/sign-in-page-tells-nobody-who-is-known", "chair",
       test_sign_in_page_tells_nobody_who_is_known);
  TEST("/outbox/mailed-link-opens-only-in-its-browser", "chair",
       test_mailed_link_opens_only_in_its_browser);
  TEST("/outbox/bounce-reaches-the-chair", "chair", test_bounce_reaches_the_chair);
  return g_test_run();
}
