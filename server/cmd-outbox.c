/* The outbox on the command line: the verbs that its pages have, and trying out whether mail
 * leaves. */
#include <string.h>

#include "db/group.h"
#include "ingest/mbox.h"
#include "ingest/report.h"
#include "server/commands.h"
#include "server/compose.h"
#include "server/mailer.h"
#include "server/minutes-verbs.h"
#include "server/outbox-show.h"
#include "server/meetings.h"
#include "web/out.h"
#include "web/views-outbox.h"

typedef gboolean (*OutboxVerb)(Db *db, gint64 id, const char *who, gint64 now, GError **error);

static gboolean
find_config(const Command *command, MailConfig **config, GError **error)
{
  g_autoptr(GError) failed = NULL;
  *config = server_mail_config_find(command->options.mail, &failed);
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

/* --- list, show --- */

/* The mail of a group, or of the server itself (group 0: those of a person alone). */
static gboolean
list_mails(Command *command, gint64 group, const char *whose, GString *out, GError **error)
{
  enum { SHOWN = 100 };
  guint limit = command->options.limit > 0 ? (guint)command->options.limit : SHOWN;
  /* One more than is shown tells that there are more. */
  g_autoptr(GPtrArray) mails = db_outbox_list(command->db, group, NULL, limit + 1, 0, error);
  if (mails == NULL)
    return FALSE;
  if (mails->len > limit) {
    g_ptr_array_set_size(mails, (int)limit);
    server_command_note("%s: the latest %u shown; more with --limit N", whose, limit);
  }
  web_table_outbox(out, mails, server_command_columns());
  return TRUE;
}

gboolean
server_cmd_outbox_list(Command *command, GError **error)
{
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; groups != NULL && i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    if (!list_mails(command, group->id, group->name, out, error))
      return FALSE;
  }
  if (groups != NULL && command->n_args == 0 && !list_mails(command, 0, "the server", out, error))
    return FALSE;
  return groups != NULL && server_command_print(out, error);
}

gboolean
server_cmd_outbox_show(Command *command, GError **error)
{
  gint64 id;
  g_autoptr(MailConfig) config = NULL;
  if (!server_command_number(command->args[0], "mail", &id, error) ||
      !find_config(command, &config, error))
    return FALSE;
  g_autoptr(OutMail) mail = db_outbox_get(command->db, 0, id, error);
  if (mail == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_autofree char *text = server_outbox_text(mail, config, server_command_now(command));
  g_autofree char *plain = web_plain(text != NULL ? text : "(its text is not shown)\n");
  web_text_out_mail(out, mail);
  g_string_append_printf(out, "\n%s", plain);
  return server_command_print(out, error);
}

/* --- send, cancel, edit --- */

static gboolean
run_verb(Command *command, OutboxVerb verb, GError **error)
{
  for (guint i = 0; i < command->n_args; i++) {
    gint64 id;
    if (!server_command_number(command->args[i], "mail", &id, error) ||
        !db_begin(command->db, error))
      return FALSE;
    if (!server_command_finish(
            command, verb(command->db, id, COMMAND_WHO, server_command_now(command), error), error))
      return FALSE;
  }
  return TRUE;
}

gboolean
server_cmd_outbox_send(Command *command, GError **error)
{
  if (!run_verb(command, db_outbox_queue, error))
    return FALSE;
  server_command_note("queued; a running docket serve --mail sends it within a minute");
  return TRUE;
}

gboolean
server_cmd_outbox_cancel(Command *command, GError **error)
{
  return run_verb(command, db_outbox_cancel, error);
}

gboolean
server_cmd_outbox_edit(Command *command, GError **error)
{
  gint64 id;
  g_autofree char *text = NULL;
  if (!server_command_number(command->args[0], "mail", &id, error) ||
      (text = server_command_read_text(command->args[1], error)) == NULL ||
      !db_begin(command->db, error))
    return FALSE;
  g_autoptr(OutMail) mail = db_outbox_get(command->db, 0, id, error);
  gboolean done =
      mail != NULL && db_outbox_edit(command->db, id, command->options.name, text, mail->body,
                                     COMMAND_WHO, server_command_now(command), error);
  return server_command_finish(command, done, error);
}

/* --- writing --- */

static Compose
compose_of(const Command *command, const Group *group, const MailConfig *config,
           const char *base_url)
{
  return (Compose){
      .db = command->db,
      .group = group,
      .mail = config,
      .base_url = base_url,
      .now = server_command_now(command),
      .random = command->world->random,
      .random_data = command->world->data,
  };
}

static void
tell_draft(const OutMail *mail, gint64 id, GString *out)
{
  const OutRecipient *first = mail->recipients->pdata[0];
  g_autofree char *subject = web_plain(mail->subject);
  g_string_append_printf(out, "%" G_GINT64_FORMAT "  draft to %s: %s\n", id, first->address,
                         subject);
}

static gboolean
add_draft(Command *command, const OutMail *mail, GString *out, GError **error)
{
  gint64 id = 0;
  if (!db_outbox_add(command->db, mail, COMMAND_WHO, server_command_now(command), &id, error))
    return FALSE;
  tell_draft(mail, id, out);
  return TRUE;
}

/* The minutes of the meeting that --date names, else the next, else the last. */
static gboolean
write_minutes(Command *command, const Compose *compose, GString *out, GError **error)
{
  gint64 id = 0;
  SheetAct act;
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(command->db, compose->group,
                           server_find_meeting(command->db, compose->group, command->options.date,
                                               compose->now, error),
                           SHEET_ITEMS, compose->now, &gathered, error))
    return FALSE;
  if (gathered.sheet->started == 0 && gathered.sheet->lines->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "the meeting of %s has no minutes\nnobody wrote anything down",
                gathered.meeting->name);
    return FALSE;
  }
  if (!server_sheet_act(command->db, compose->group, gathered.meeting, COMMAND_WHO, compose->now,
                        &act, error) ||
      !server_minutes_mail(compose, &act, &gathered, &id, error))
    return FALSE;
  g_autoptr(OutMail) mail = db_outbox_get(command->db, compose->group->id, id, error);
  if (mail != NULL)
    tell_draft(mail, id, out);
  return mail != NULL;
}

static gboolean
write_drafts(Command *command, const Compose *compose, gint64 date, GString *out, GError **error)
{
  if (strcmp(command->args[1], "agenda") == 0) {
    g_autoptr(OutMail) mail = server_compose_agenda(compose, command->options.date, error);
    return mail != NULL && add_draft(command, mail, out, error);
  }
  if (strcmp(command->args[1], "minutes") == 0)
    return write_minutes(command, compose, out, error);
  if (strcmp(command->args[1], "report") == 0) {
    g_autoptr(OutMail) mail = server_compose_report(compose, command->options.quarter, error);
    return mail != NULL && add_draft(command, mail, out, error);
  }
  g_autoptr(GPtrArray) left_out = NULL;
  g_autoptr(GPtrArray) mails = server_compose_reminders(compose, date, &left_out, error);
  for (guint i = 0; mails != NULL && i < mails->len; i++)
    if (!add_draft(command, mails->pdata[i], out, error))
      return FALSE;
  for (guint i = 0; mails != NULL && i < left_out->len; i++)
    server_command_note("no reminder to %s: no member with an address",
                        (const char *)left_out->pdata[i]);
  return mails != NULL;
}

gboolean
server_cmd_outbox_write(Command *command, GError **error)
{
  static const char *const kinds[] = {"agenda", "minutes", "reminders", "report", NULL};
  guint kind;
  gint64 date = 0;
  g_autofree char *base_url = NULL;
  g_autoptr(MailConfig) config = NULL;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !server_command_base_url(command, COMMAND_BASE_URL, &base_url, error) ||
      !find_config(command, &config, error) ||
      !server_command_choice("kind", command->args[1], kinds, &kind, error) ||
      (command->options.date != NULL &&
       !server_meeting_date(command->db, group, command->options.date, &date, error)) ||
      !db_begin(command->db, error))
    return FALSE;
  const Compose compose = compose_of(command, group, config, base_url);
  g_autoptr(GString) out = g_string_new(NULL);
  return server_command_finish(command, write_drafts(command, &compose, date, out, error), error) &&
         server_command_print(out, error);
}

/* --- whether mail leaves, and what came back --- */

gboolean
server_cmd_mail_test(Command *command, GError **error)
{
  g_autoptr(MailConfig) config = NULL;
  if (!find_config(command, &config, error))
    return FALSE;
  if (config == NULL || !out_address_is_good(command->args[0])) {
    g_set_error(
        error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s",
        config == NULL
            ? "no mail is configured\ngive --mail FILE, or set DOCKET_MAIL; see docs/mail.md"
            : "that is no address that mail can be sent to");
    return FALSE;
  }
  const Compose compose = compose_of(command, NULL, config, COMMAND_BASE_URL);
  g_autoptr(OutMail) mail = server_compose_new(
      &compose, OUT_TEST, NULL, "docket can send mail",
      "This mail was sent by \"docket mail test\". Nothing else was done.\n", error);
  if (mail == NULL)
    return FALSE;
  out_mail_add_recipient(mail, NULL, command->args[0], FALSE);
  g_auto(MailerOutcome) outcome = {0};
  server_mailer_send(mail, config, compose.now, NULL, NULL, &outcome);
  const OutRecipient *recipient = mail->recipients->pdata[0];
  g_autofree char *said = web_plain(recipient->reply != NULL ? recipient->reply : "");
  if (outcome.trouble != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "%s\n%s", outcome.trouble, said);
    return FALSE;
  }
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "taken for %s: %s\n", recipient->address, said);
  return server_command_print(out, error);
}

gboolean
server_cmd_mail_bounce(Command *command, GError **error)
{
  g_autoptr(GString) raw = server_command_read(command->args[0], INGEST_MAX_MAIL, error);
  g_autoptr(DeliveryReport) report =
      raw != NULL ? ingest_report_read(raw->str, raw->len, error) : NULL;
  if (report == NULL || !db_begin(command->db, error))
    return FALSE;
  gint64 now = server_command_now(command);
  gboolean known = FALSE, done = TRUE;
  for (guint i = 0; done && i < report->failed->len; i++) {
    const FailedRecipient *failed = report->failed->pdata[i];
    done = db_outbox_bounced(command->db, report->message_id, failed->address, failed->reason, now,
                             &known, error);
  }
  if (!server_command_finish(command, done, error))
    return FALSE;
  if (report->failed->len > 0 && !known)
    server_command_note("%s is no mail of docket's, nothing to do", report->message_id);
  return TRUE;
}
