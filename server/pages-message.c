/* One message: its page, its raw bytes, its attachments. */
#include <string.h>

#include "db/message.h"
#include "db/thread.h"
#include "ingest/parse.h"
#include "server/gather.h"
#include "server/mask-raw.h"
#include "server/outbox-show.h"
#include "server/pages.h"

static Message *
message_of(const Request *request, GError **error)
{
  guint alternate = 0;
  if (!server_args_get_uint(request->args, "alternate", 1000, &alternate, error))
    return NULL;
  return db_message_get(request->db, request->group->id, server_request_param(request, "mid"),
                        alternate, error);
}

/* The mail of docket that this one is, or answers; NULL without error: neither. */
static OutMail *
find_out_mail(const Request *request, const Message *message, gboolean *own, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(OutMail) mail = db_outbox_find_by_message_id(request->db, message->message_id, &failed);
  *own = mail != NULL;
  if (mail == NULL && failed == NULL)
    mail = db_outbox_answered_by(request->db, message->id, &failed);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  gboolean here = mail != NULL && mail->group == request->group->id && mail->about[0] != '\0';
  return here ? g_steal_pointer(&mail) : NULL;
}

/* *alternates and *groups stay NULL where there are no others. */
static gboolean
find_others(const Request *request, const Message *message, const MessageTies *ties,
            GPtrArray **alternates, GPtrArray **groups, GError **error)
{
  if (ties->alternates)
    *alternates = db_message_alternates(request->db, message->message_id, error);
  if (ties->groups && (!ties->alternates || *alternates != NULL))
    *groups = db_message_groups(request->db, message->id, error);
  return ties->alternates == (*alternates != NULL) && ties->groups == (*groups != NULL);
}

static gboolean
print_message(Request *request, const Message *message, WebMail *mail, Reply *reply, GError **error)
{
  MessageTies ties;
  g_autoptr(GPtrArray) alternates = NULL;
  g_autoptr(GPtrArray) groups = NULL;
  if (!db_message_ties(request->db, request->group->id, message, &ties, error) ||
      !find_others(request, message, &ties, &alternates, &groups, error))
    return FALSE;
  WebMessageView view = {.page = request->page,
                         .mail = mail,
                         .alternates = alternates,
                         .groups = groups,
                         .reader = request->member != NULL ? request->member->addresses : NULL};
  g_autoptr(GError) failed = NULL;
  g_autoptr(OutMail) about =
      ties.outbox ? find_out_mail(request, message, &view.own, &failed) : NULL;
  g_autofree char *url =
      about != NULL ? server_outbox_about_url(request->group->name, about->about) : NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  view.about = about != NULL ? about->about : NULL;
  view.about_url = url;
  if (!db_message_neighbours(request->db, request->group->id, message, &view.neighbours, error))
    return FALSE;
  web_page_message(reply->body, &view);
  message_neighbours_clear(&view.neighbours);
  return TRUE;
}

gboolean
server_page_message(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Message) message = message_of(request, error);
  if (message == NULL)
    return FALSE;
  g_autoptr(GatheredMail) mail =
      server_gather_mail(request->db, request->group, message, NULL, error);
  return mail != NULL &&
         print_message(request, message, server_gathered_mail_view(mail), reply, error);
}

gboolean
server_page_raw(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Message) message = message_of(request, error);
  if (message == NULL)
    return FALSE;
  g_autoptr(GBytes) raw = db_message_raw(request->db, message->id, error);
  if (raw == NULL)
    return FALSE;
  reply->bytes = request->page->mask_addresses ? server_mask_raw(raw) : g_bytes_ref(raw);
  /* Never anything that a browser would render; what charset the mail's parts have, nobody can say
   * for the whole. */
  reply->type = "text/plain";
  return TRUE;
}

/* Types that a browser only shows or plays, and never runs. All others are sent as bytes to be
 * saved. */
static const char *
safe_type(const char *type)
{
  static const char *const safe[] = {"application/pdf", "image/gif",  "image/jpeg",
                                     "image/png",       "image/webp", "text/plain"};
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS(safe); i++)
    if (g_ascii_strcasecmp(type, safe[i]) == 0)
      return safe[i];
  if (type != NULL && g_ascii_strncasecmp(type, "text/", 5) == 0)
    return "text/plain";
  return "application/octet-stream";
}

gboolean
server_page_part(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Message) message = message_of(request, error);
  g_autoptr(GBytes) stored =
      message != NULL ? db_message_raw(request->db, message->id, error) : NULL;
  gsize len;
  if (stored == NULL)
    return FALSE;
  /* A patch that is attached names people as a patch in the text does. */
  g_autoptr(GBytes) raw =
      request->page->mask_addresses ? server_mask_raw(stored) : g_bytes_ref(stored);
  MailPart *part = NULL;
  const char *bytes = g_bytes_get_data(raw, &len);
  guint index = (guint)MIN(server_request_number(request), G_MAXINT);
  reply->bytes = ingest_parse_part(bytes, len, index, &part, error);
  if (reply->bytes == NULL)
    return FALSE;
  reply->type = safe_type(part != NULL ? part->type : NULL);
  server_reply_attachment(reply, part != NULL && part->name != NULL ? part->name : "attachment");
  if (part != NULL)
    mail_part_free(part);
  return TRUE;
}
