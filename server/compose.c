#include "server/compose.h"

#include <gio/gio.h>
#include <string.h>

#include "db/fetch-state.h"
#include "db/session.h"
#include "server/gather-sheet.h"
#include "server/gather.h"
#include "server/meetings.h"
#include "web/pages.h"

#define FALLBACK_DOMAIN "docket.invalid" /* RFC 6761: nobody's */

Compose
server_compose_of(const Request *request)
{
  return (Compose){
      .db = request->db,
      .group = request->group,
      .mail = server_mail(request->server),
      .base_url = server_base_url(request->server),
      .now = request->now,
      .random = server_compose_random,
      .random_data = request->server,
  };
}

void
server_compose_random(guint8 *out, gsize n, gpointer server)
{
  server_random(server, out, n);
}

/* --- drafts --- */

/* Of the sender's address; else the host that people see the pages at. Caller frees. */
static char *
domain_of(const Compose *compose)
{
  if (compose->mail != NULL)
    return g_strdup(compose->mail->domain);
  g_autoptr(GUri) uri =
      compose->base_url != NULL ? g_uri_parse(compose->base_url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
  g_autofree char *address = g_strconcat("docket@", host != NULL ? host : "", NULL);
  gboolean good = out_address_is_good(address) && !g_hostname_is_ip_address(host);
  return g_strdup(good ? host : FALLBACK_DOMAIN);
}

static gboolean
set_list(const Compose *compose, OutMail *mail, GError **error)
{
  if (compose->group == NULL)
    return TRUE;
  if (out_address_is_good(compose->group->address))
    mail->reply_to = g_strdup(compose->group->address);
  g_autoptr(GPtrArray) ids = db_list_id_list(compose->db, compose->group->id, error);
  if (ids == NULL)
    return FALSE;
  if (ids->len > 0)
    mail->list_id = g_strdup(ids->pdata[0]);
  return TRUE;
}

OutMail *
server_compose_new(const Compose *compose, OutKind kind, const char *about, const char *subject,
                   const char *body, GError **error)
{
  guint8 random[OUT_ID_RANDOM];
  g_autofree char *domain = domain_of(compose);
  g_autoptr(OutMail) mail =
      out_mail_new(compose->group != NULL ? compose->group->id : 0, kind, about);
  compose->random(random, sizeof random, compose->random_data);
  mail->message_id = out_message_id(kind, random, domain);
  mail->subject = g_strdup(subject);
  mail->body = g_strdup(body);
  return set_list(compose, mail, error) ? g_steal_pointer(&mail) : NULL;
}

OutMail *
server_compose_to_list(const Compose *compose, OutKind kind, const char *about, const char *subject,
                       const char *body, GError **error)
{
  const Group *group = compose->group;
  if (!out_address_is_good(group->address)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "group %s has no list address that mail can go to\n"
                "set it: docket group set %s --address LIST@example.org",
                group->name, group->name);
    return NULL;
  }
  g_autoptr(OutMail) mail = server_compose_new(compose, kind, about, subject, body, error);
  if (mail != NULL)
    out_mail_add_recipient(mail, group->title, group->address, FALSE);
  return g_steal_pointer(&mail);
}

OutMail *
server_compose_to_member(const Compose *compose, const Member *member, OutKind kind,
                         const char *about, const char *subject, const char *body, GError **error)
{
  const char *address = NULL;
  for (guint i = 0; member->addresses != NULL && i < member->addresses->len && address == NULL; i++)
    if (out_address_is_good(member->addresses->pdata[i]))
      address = member->addresses->pdata[i];
  if (address == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s has no address that mail can go to\nadd one: docket member add", member->name);
    return NULL;
  }
  g_autoptr(OutMail) mail = server_compose_new(compose, kind, about, subject, body, error);
  if (mail != NULL)
    out_mail_add_recipient(mail, member->name, address, FALSE);
  return g_steal_pointer(&mail);
}

void
server_compose_reply(OutMail *mail, const char *message_id, const char *references)
{
  g_free(mail->in_reply_to);
  g_free(mail->references);
  mail->in_reply_to = g_strdup(message_id);
  mail->references = references != NULL && references[0] != '\0'
                         ? g_strconcat(references, " ", message_id, NULL)
                         : g_strdup(message_id);
}

/* --- meetings --- */

static char *
day_of(const Group *group, gint64 date)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(group->timezone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(date);
  g_autoptr(GDateTime) local =
      utc != NULL && zone != NULL ? g_date_time_to_timezone(utc, zone) : NULL;
  return local != NULL ? g_date_time_format(local, "%Y-%m-%d") : g_strdup("unknown");
}

char *
server_compose_meeting_key(const Group *group, gint64 date)
{
  g_autofree char *day = day_of(group, date);
  return g_strconcat("meeting:", day, NULL);
}

/* "2026-11-30", of two on one day "2026-11-30 17:00": the meeting in a subject. Caller frees. */
static char *
subject_day(const Meeting *meeting)
{
  const char *time = strchr(meeting->name, 'T');
  return time != NULL && strlen(time) == strlen("T1700")
             ? g_strdup_printf("%.*s %.2s:%s", (int)(time - meeting->name), meeting->name, time + 1,
                               time + 3)
             : g_strdup(meeting->name);
}

/* The agenda as the chair made it; *mail stays NULL where there is only the draft. */
static gboolean
compose_edited(const Compose *compose, const char *meeting, OutMail **mail, GError **error)
{
  const Group *group = compose->group;
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_edited(compose->db, group, meeting, compose->now, &gathered, error))
    return FALSE;
  if (gathered.sheet == NULL)
    return TRUE;
  WebPage page = {.group = group,
                  .base_url = compose->base_url,
                  .path = "/",
                  .now = compose->now,
                  .mask_addresses = TRUE};
  WebSheetView view = server_sheet_view(&gathered, &page);
  g_autoptr(GString) body = g_string_new(NULL);
  web_text_sheet(body, &view);
  g_autofree char *about = g_strconcat("meeting:", gathered.meeting->name, NULL);
  g_autofree char *day = subject_day(gathered.meeting);
  g_autofree char *subject = g_strdup_printf("Agenda: %s meeting, %s", group->title, day);
  *mail = server_compose_to_list(compose, OUT_AGENDA, about, subject, body->str, error);
  return *mail != NULL;
}

OutMail *
server_compose_agenda(const Compose *compose, const char *meeting, GError **error)
{
  const Group *group = compose->group;
  gint64 date = 0;
  g_auto(GatheredAgenda) gathered = {NULL, NULL};
  g_autoptr(OutMail) edited = NULL;
  if (!compose_edited(compose, meeting, &edited, error))
    return NULL;
  if (edited != NULL)
    return g_steal_pointer(&edited);
  if ((meeting != NULL && !server_meeting_date(compose->db, group, meeting, &date, error)) ||
      !server_gather_agenda(compose->db, group, date, compose->now, 0, &gathered, error))
    return NULL;
  WebPage page = {.group = group,
                  .base_url = compose->base_url,
                  .path = "/",
                  .now = compose->now,
                  .mask_addresses = TRUE};
  WebAgendaView view = {&page, gathered.agenda};
  g_autoptr(GString) body = g_string_new(NULL);
  web_text_agenda(body, &view);
  g_autofree char *day = day_of(group, gathered.agenda->date);
  g_autofree char *about = server_compose_meeting_key(group, gathered.agenda->date);
  g_autofree char *subject = g_strdup_printf("Agenda: %s meeting, %s", group->title, day);
  return server_compose_to_list(compose, OUT_AGENDA, about, subject, body->str, error);
}

GPtrArray *
server_compose_about_meeting(Db *db, const Group *group, const Meeting *meeting, guint limit,
                             GError **error)
{
  g_autofree char *named = g_strconcat("meeting:", meeting->name, NULL);
  g_autofree char *day = server_compose_meeting_key(group, meeting->start);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, named, limit, 0, error);
  if (mails == NULL || strcmp(named, day) == 0)
    return g_steal_pointer(&mails);
  g_autoptr(GPtrArray) earlier = db_outbox_list(db, group->id, day, limit, 0, error);
  if (earlier == NULL)
    return NULL;
  g_ptr_array_extend_and_steal(mails, g_steal_pointer(&earlier));
  return g_steal_pointer(&mails);
}

/* Answers the latest mail of that kind about the same meeting that went out, if there is one. */
static gboolean
reply_to_earlier(const Compose *compose, const Meeting *meeting, OutMail *mail, OutKind kind,
                 GError **error)
{
  g_autoptr(GPtrArray) mails =
      server_compose_about_meeting(compose->db, compose->group, meeting, 100, error);
  if (mails == NULL)
    return FALSE;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *earlier = mails->pdata[i];
    if (earlier->kind == kind && earlier->state == OUT_SENT) {
      server_compose_reply(mail, earlier->message_id, earlier->references);
      return TRUE;
    }
  }
  return TRUE;
}

OutMail *
server_compose_minutes(const Compose *compose, const Meeting *meeting, const char *text,
                       GError **error)
{
  const Group *group = compose->group;
  g_autofree char *about = g_strconcat("meeting:", meeting->name, NULL);
  g_autofree char *day = subject_day(meeting);
  g_autofree char *subject = g_strdup_printf("Minutes: %s meeting, %s", group->title, day);
  g_autoptr(OutMail) mail =
      server_compose_to_list(compose, OUT_MINUTES, about, subject, text, error);
  if (mail == NULL || !reply_to_earlier(compose, meeting, mail, OUT_AGENDA, error))
    return NULL;
  return g_steal_pointer(&mail);
}

OutMail *
server_compose_result(const Compose *compose, gint64 ballot, const char *question, const char *text,
                      const char *reply_to, GError **error)
{
  g_autofree char *about = g_strdup_printf("ballot:%" G_GINT64_FORMAT, ballot);
  g_autofree char *subject = g_strconcat("[RESULT] [VOTE] ", question, NULL);
  OutMail *mail = server_compose_to_list(compose, OUT_RESULT, about, subject, text, error);
  if (mail != NULL && reply_to != NULL)
    server_compose_reply(mail, reply_to, NULL);
  return mail;
}

/* --- signing in --- */

OutMail *
server_compose_sign_in(const Compose *compose, const char *address, const char *path,
                       GError **error)
{
  g_autofree char *body = g_strdup_printf(
      "Somebody, probably you, wants to sign in to docket at\n%s\n\nOpen this address in the same"
      " browser within %d minutes:\n\n%s%s\n\nIt works once. If it was not you, there is nothing to"
      " do: without this mail\nnobody can sign in as you.\n",
      compose->base_url, SIGN_IN_SECONDS / 60, compose->base_url, path);
  g_autoptr(OutMail) mail =
      server_compose_new(compose, OUT_SIGN_IN, NULL, "Signing in to docket", body, error);
  if (mail == NULL)
    return NULL;
  out_mail_add_recipient(mail, NULL, address, FALSE);
  mail->state = OUT_QUEUED;
  mail->expires = compose->now + SIGN_IN_SECONDS;
  return g_steal_pointer(&mail);
}
