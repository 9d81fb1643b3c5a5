/* Mail that goes out, sources and jobs, as chairs and operators see them. */
#include "fixture.h"
#include "web/views-outbox.h"

static OutMail *
make_mail(Fixture *f, OutState state, guint n)
{
  OutMail *mail = out_mail_new(1, OUT_AGENDA, fixture_say(f, "meeting:2014-04-22"));
  mail->id = 7 + n;
  mail->state = state;
  mail->subject = g_strdup(fixture_say(f, "Agenda: Virt SIG meeting, 2014-04-22"));
  mail->body = g_strdup(fixture_say(f, "1. Xen 4.4 packages\n2. Network bridges\n"));
  mail->created = FIXTURE_DATE;
  mail->created_by = g_strdup(fixture_say(f, "George Dunlap"));
  mail->queued = state != OUT_DRAFT ? FIXTURE_DATE + 60 : 0;
  mail->attempts = state != OUT_DRAFT ? 2 : 0;
  mail->settled = state >= OUT_SENT ? FIXTURE_DATE + 120 : 0;
  mail->next_try = FIXTURE_NOW;
  mail->maybe_twice = state == OUT_FAILED;
  mail->last_error =
      g_strdup(state == OUT_FAILED
                   ? fixture_say(f, "of 2 recipients 2 were refused, 0 are to be tried again")
                   : NULL);
  out_mail_add_recipient(mail, fixture_say(f, "Virt SIG"), "virt@lists.example.org", FALSE);
  out_mail_add_recipient(mail, NULL, "chair@example.org", TRUE);
  for (guint i = 0; i < 2 && state == OUT_FAILED; i++) {
    OutRecipient *recipient = mail->recipients->pdata[i];
    recipient->state = RECIPIENT_REFUSED;
    recipient->reply = g_strdup(fixture_say(f, "550 5.7.1 not allowed here"));
  }
  return mail;
}

static void
as_chair(Fixture *f, const char *path)
{
  f->page.path = path;
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = fixture_say(f, "George Dunlap");
  f->page.csrf = "0123456789abcdef";
}

void
fixture_print_outbox(WebOut *out, Fixture *f)
{
  static const OutState states[] = {OUT_DRAFT, OUT_QUEUED, OUT_SENT, OUT_FAILED, OUT_CANCELLED};
  as_chair(f, "/virt/outbox/");
  g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)out_mail_free);
  for (guint i = 0; i < G_N_ELEMENTS(states); i++)
    g_ptr_array_add(mails, make_mail(f, states[i], i));
  g_autoptr(GPtrArray) left_out = g_ptr_array_new();
  g_ptr_array_add(left_out, fixture_say(f, "KB"));
  const WebOutboxView view = {.page = &f->page,
                              .mails = mails,
                              .n_waiting = 1,
                              .written = 3,
                              .left_out = left_out,
                              .next_query = fixture_say(f, "?offset=50")};
  web_page_outbox(out, &view);
}

void
fixture_print_draft(WebOut *out, Fixture *f)
{
  as_chair(f, "/virt/outbox/7");
  g_autoptr(OutMail) mail = make_mail(f, OUT_DRAFT, 0);
  const WebOutMailView view = {
      .page = &f->page,
      .mail = mail,
      .text = fixture_say(f, "From: docket <docket@example.org>\nSubject: Agenda\n\n1. Xen 4.4\n"),
      .seen = "abcdef",
      .about_url = "/virt/meetings/2014-04-22/",
      .configured = TRUE};
  web_page_out_mail(out, &view);
}

void
fixture_print_failed_mail(WebOut *out, Fixture *f)
{
  as_chair(f, "/virt/outbox/10");
  g_autoptr(OutMail) mail = make_mail(f, OUT_FAILED, 3);
  const WebOutMailView view = {.page = &f->page, .mail = mail, .seen = "abcdef"};
  web_page_out_mail(out, &view);
}

void
fixture_print_operator(WebOut *out, Fixture *f)
{
  as_chair(f, "/operator/");
  f->page.group = NULL;
  g_autoptr(GArray) sources = g_array_new(FALSE, TRUE, sizeof(WebSourceRow));
  g_autoptr(GArray) jobs = g_array_new(FALSE, TRUE, sizeof(WebJobRow));
  const WebSourceRow rows[] = {
      {.group = "virt",
       .kind = "pipermail",
       .url = fixture_say(f, "https://lists.example.org/pipermail/virt/"),
       .last_run = FIXTURE_NOW - 600,
       .next_run = FIXTURE_NOW + 3000,
       .last_new = FIXTURE_DATE,
       .notice = fixture_say(f, "the archive lost 2 files that it had before"),
       .noticed = FIXTURE_DATE},
      {.group = "virt",
       .kind = "imap",
       .url = fixture_say(f, "imaps://mail.example.org/virt"),
       .last_run = FIXTURE_NOW - 60,
       .failures = 3,
       .error = fixture_say(f, "cannot fetch imaps://mail.example.org/virt: no route to host")},
  };
  g_array_append_vals(sources, rows, G_N_ELEMENTS(rows));
  const WebJobRow job = {.name = "outbox",
                         .runs = 12,
                         .errors = 1,
                         .last_run = FIXTURE_NOW - 5,
                         .next = FIXTURE_NOW + 55,
                         .error = fixture_say(f, "database is locked")};
  g_array_append_val(jobs, job);
  g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)out_mail_free);
  g_ptr_array_add(mails, make_mail(f, OUT_SENT, 0));
  const WebOperatorView view = {.page = &f->page,
                                .sources = sources,
                                .jobs = jobs,
                                .mails = mails,
                                .counts = {1, 2, 0, 40, 3, 1}};
  web_page_operator(out, &view);
}
