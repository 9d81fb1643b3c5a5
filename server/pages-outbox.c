/* Drafts are looked at, changed, sent or cancelled here; the background job does the rest. */
#include "server/pages-outbox.h"

#include <string.h>

#include "server/compose.h"
#include "server/outbox-show.h"
#include "web/views-outbox.h"

#define PAGE_MAILS 50

/* --- the list --- */

static char *
page_query(guint offset)
{
  return offset > 0 ? g_strdup_printf("?offset=%u", offset) : g_strdup("?");
}

static gboolean
count_waiting(const Request *request, guint *n, GError **error)
{
  guint counts[OUT_N_STATES];
  if (!db_outbox_counts(request->db, request->group->id, counts, error))
    return FALSE;
  *n = counts[OUT_QUEUED] + counts[OUT_SENDING];
  return TRUE;
}

/* Who was passed over, for the page that follows the writing of reminders. */
static gboolean
find_left_out(const Request *request, GPtrArray **left_out, GError **error)
{
  const Compose compose = server_compose_of(request);
  g_autoptr(GPtrArray) mails = server_compose_reminders(&compose, 0, left_out, error);
  return mails != NULL;
}

gboolean
server_page_outbox(Request *request, Reply *reply, GError **error)
{
  guint offset = 0;
  WebOutboxView view = {.page = request->page, .configured = server_mail(request->server) != NULL};
  g_autoptr(GPtrArray) left_out = NULL;
  if (!server_args_get_uint(request->args, "offset", 1000000, &offset, error) ||
      !server_args_get_uint(request->args, "written", 100000, &view.written, error) ||
      !count_waiting(request, &view.n_waiting, error))
    return FALSE;
  g_autoptr(GPtrArray) mails =
      db_outbox_list(request->db, request->group->id, NULL, PAGE_MAILS + 1, offset, error);
  if (mails == NULL ||
      (server_request_arg(request, "written") != NULL && !find_left_out(request, &left_out, error)))
    return FALSE;
  g_autofree char *previous =
      offset > 0 ? page_query(offset > PAGE_MAILS ? offset - PAGE_MAILS : 0) : NULL;
  g_autofree char *next = mails->len > PAGE_MAILS ? page_query(offset + PAGE_MAILS) : NULL;
  g_ptr_array_set_size(mails, (int)MIN(mails->len, PAGE_MAILS));
  view.mails = mails;
  view.left_out = left_out;
  view.previous_query = previous;
  view.next_query = next;
  web_page_outbox(reply->body, &view);
  return TRUE;
}

/* --- writing --- */

void
server_reply_to_out_mail(const Request *request, gint64 id, Reply *reply)
{
  g_autofree char *place =
      g_strdup_printf("/%s/outbox/%" G_GINT64_FORMAT, request->group->name, id);
  server_reply_redirect(reply, 303, place);
}

static gboolean
write_one(Request *request, gboolean report, Reply *reply, GError **error)
{
  const Compose compose = server_compose_of(request);
  gint64 id = 0;
  const char *quarter = server_args_get(request->form, "quarter");
  g_autoptr(OutMail) mail = report ? server_compose_report(&compose, quarter, error)
                                   : server_compose_agenda(&compose, NULL, error);
  if (mail == NULL ||
      !db_outbox_add(request->db, mail, request->member->name, request->now, &id, error))
    return FALSE;
  server_reply_to_out_mail(request, id, reply);
  return TRUE;
}

static gboolean
write_reminders(Request *request, Reply *reply, GError **error)
{
  const Compose compose = server_compose_of(request);
  gint64 id = 0;
  g_autoptr(GPtrArray) mails = server_compose_reminders(&compose, 0, NULL, error);
  if (mails == NULL)
    return FALSE;
  for (guint i = 0; i < mails->len; i++)
    if (!db_outbox_add(request->db, mails->pdata[i], request->member->name, request->now, &id,
                       error))
      return FALSE;
  g_autofree char *place =
      g_strdup_printf("/%s/outbox/?written=%u", request->group->name, mails->len);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}

gboolean
server_page_outbox_write(Request *request, Reply *reply, GError **error)
{
  const char *verb = server_args_get(request->form, "verb");
  if (g_strcmp0(verb, "agenda") == 0 || g_strcmp0(verb, "report") == 0)
    return write_one(request, g_strcmp0(verb, "report") == 0, reply, error);
  if (g_strcmp0(verb, "reminders") == 0)
    return write_reminders(request, reply, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "this form says nothing to do");
  return FALSE;
}

/* --- one mail --- */

gboolean
server_page_out_mail(Request *request, Reply *reply, GError **error)
{
  g_autoptr(OutMail) mail =
      db_outbox_get(request->db, request->group->id, server_request_number(request), error);
  if (mail == NULL)
    return FALSE;
  const MailConfig *config = server_mail(request->server);
  g_autofree char *text = server_outbox_text(mail, config, request->now);
  g_autofree char *seen = server_outbox_version(mail);
  g_autofree char *about = server_outbox_about_url(request->group->name, mail->about);
  const WebOutMailView view = {.page = request->page,
                               .mail = mail,
                               .text = text,
                               .seen = seen,
                               .about_url = about,
                               .configured = config != NULL};
  web_page_out_mail(reply->body, &view);
  return TRUE;
}

/* Browsers send CRLF. */
static char *
form_text(const Request *request, const char *name)
{
  const char *value = server_args_get(request->form, name);
  g_auto(GStrv) lines = g_strsplit(value != NULL ? value : "", "\r\n", -1);
  return g_strjoinv("\n", lines);
}

/* What is sent or changed is what the person saw: another chair may have been faster. */
static gboolean
check_seen(const Request *request, const OutMail *mail, GError **error)
{
  g_autofree char *now = server_outbox_version(mail);
  if (g_strcmp0(server_args_get(request->form, "seen"), now) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "mail %" G_GINT64_FORMAT " was changed by somebody else meanwhile\n"
              "Look at it again; what you wrote is still in your browser's form, one page back.",
              mail->id);
  return FALSE;
}

static gboolean
apply_verb(const Request *request, const OutMail *mail, GError **error)
{
  const char *verb = server_args_get(request->form, "verb");
  const char *who = request->member->name;
  g_autofree char *subject = form_text(request, "subject");
  g_autofree char *body = form_text(request, "body");
  if (g_strcmp0(verb, "cancel") == 0)
    return db_outbox_cancel(request->db, mail->id, who, request->now, error);
  if (g_strcmp0(verb, "send") == 0)
    return check_seen(request, mail, error) &&
           db_outbox_queue(request->db, mail->id, who, request->now, error);
  if (g_strcmp0(verb, "edit") == 0)
    return check_seen(request, mail, error) && db_outbox_edit(request->db, mail->id, subject, body,
                                                              mail->body, who, request->now, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "this form says nothing to do");
  return FALSE;
}

gboolean
server_page_out_mail_edit(Request *request, Reply *reply, GError **error)
{
  g_autoptr(OutMail) mail =
      db_outbox_get(request->db, request->group->id, server_request_number(request), error);
  if (mail == NULL || !apply_verb(request, mail, error))
    return FALSE;
  server_reply_to_out_mail(request, mail->id, reply);
  return TRUE;
}
