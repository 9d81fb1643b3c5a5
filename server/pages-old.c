/* Addresses under which other archives knew a message or a list, where they say which:
 * public-inbox's /r/, HyperKitty's hashes. Numbers are in pages-numbers.c. */
#include "server/pages-old.h"

#include <string.h>

#include "db/group.h"
#include "db/message.h"
#include "db/thread.h"
#include "server/zone.h"
#include "web/parts.h"

gboolean
server_page_by_id(Request *request, Reply *reply, GError **error)
{
  const char *id = server_request_param(request, "mid");
  g_autoptr(Message) message = db_message_get(request->db, 0, id, 0, error);
  return message != NULL && server_request_to_message(request, message, reply, error);
}

gboolean
server_page_by_hash(Request *request, Reply *reply, GError **error)
{
  const char *hash = server_request_param(request, "hash");
  g_autoptr(Message) message = db_message_get_by_hash(request->db, hash, error);
  return message != NULL && server_request_to_message(request, message, reply, error);
}

/* HyperKitty names a thread by its first mail. */
gboolean
server_page_thread_by_hash(Request *request, Reply *reply, GError **error)
{
  const char *hash = server_request_param(request, "hash");
  g_autoptr(Message) message = db_message_get_by_hash(request->db, hash, error);
  g_autoptr(GPtrArray) groups =
      message != NULL ? db_message_groups(request->db, message->id, error) : NULL;
  if (groups == NULL)
    return FALSE;
  if (groups->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no group holds the thread %s", hash);
    return FALSE;
  }
  g_autofree char *path = web_mail_sub_path(groups->pdata[0], message->message_id, "t/");
  server_reply_redirect(reply, 301, path);
  return TRUE;
}

/* --- lists --- */

/* By its posting address, or by the name that archives took from it: the local part, which is often
 * the group's name as well. A list that moved to another host keeps that name. */
static gboolean
is_list(const Group *group, const char *list)
{
  gsize len = strcspn(list, "@");
  gsize own = group->address != NULL ? strcspn(group->address, "@") : 0;
  if (strlen(group->name) == len && g_ascii_strncasecmp(group->name, list, len) == 0)
    return TRUE;
  return own == len && own > 0 && g_ascii_strncasecmp(group->address, list, len) == 0;
}

Group *
server_find_list(const Request *request, const char *list, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  if (groups == NULL)
    return NULL;
  guint best = G_MAXUINT;
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    if (group->address != NULL && g_ascii_strcasecmp(group->address, list) == 0)
      best = i;
    else if (best == G_MAXUINT && is_list(group, list))
      best = i;
  }
  if (best != G_MAXUINT)
    return db_group_get(request->db, ((const Group *)groups->pdata[best])->name, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "no list %s is kept here\nThe first page shows those that are.", list);
  return NULL;
}

gboolean
server_to_archive(const Request *request, const char *list, const char *month, Reply *reply,
                  GError **error)
{
  gint64 from, until;
  g_autoptr(Group) group = server_find_list(request, list, error);
  if (group == NULL ||
      (month != NULL && !server_zone_month(month, group->timezone, &from, &until, error)))
    return FALSE;
  g_autofree char *path = g_strdup_printf(
      "/%s/archive/%s%s", group->name, month != NULL ? "?month=" : "", month != NULL ? month : "");
  server_reply_redirect(reply, 301, path);
  return TRUE;
}

gboolean
server_page_old_list(Request *request, Reply *reply, GError **error)
{
  return server_to_archive(request, server_request_param(request, "list"), NULL, reply, error);
}

/* HyperKitty's /list/ADDRESS/2014/4/ */
gboolean
server_page_old_month(Request *request, Reply *reply, GError **error)
{
  const char *year = server_request_param(request, "year");
  gint64 number = 0;
  if (!g_ascii_string_to_signed(server_request_param(request, "month"), 10, 1, 12, &number,
                                error)) {
    g_clear_error(error);
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "that is no month of an archive");
    return FALSE;
  }
  g_autofree char *month = g_strdup_printf("%.10s-%02d", year, (int)number);
  return server_to_archive(request, server_request_param(request, "list"), month, reply, error);
}
