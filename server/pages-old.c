/* Addresses under which other archives knew a message: public-inbox's /r/, HyperKitty's hash,
 * pipermail's number. */
#include <string.h>

#include "db/group.h"
#include "db/message.h"
#include "db/source.h"
#include "server/pages.h"
#include "server/zone.h"

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

/* pipermail knew a list by the local part of its address, which is often the group's name as well.
 */
static gboolean
is_list(const Group *group, const char *list)
{
  gsize len = strlen(list);
  if (g_ascii_strcasecmp(group->name, list) == 0)
    return TRUE;
  return group->address != NULL && g_ascii_strncasecmp(group->address, list, len) == 0 &&
         group->address[len] == '@';
}

static const Group *
find_list(GPtrArray *groups, const char *list, GError **error)
{
  for (guint i = 0; i < groups->len; i++)
    if (is_list(groups->pdata[i], list))
      return groups->pdata[i];
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no list %s is kept here", list);
  return NULL;
}

gboolean
server_page_pipermail(Request *request, Reply *reply, GError **error)
{
  const char *name = server_request_param(request, "month");
  guint number = (guint)MIN(server_request_number(request), G_MAXINT);
  g_autofree char *month = server_zone_pipermail_month(name);
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  if (groups == NULL)
    return FALSE;
  const Group *group = find_list(groups, server_request_param(request, "list"), error);
  if (group == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  g_autofree char *id = db_pipermail_find(request->db, group->id, name, number, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (id != NULL) {
    g_autofree char *segment = web_path_segment(id);
    g_autofree char *path = g_strdup_printf("/%s/archive/%s/", group->name, segment);
    server_reply_redirect(reply, 301, path);
    return TRUE;
  }
  if (month == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is no month of an archive", name);
    return FALSE;
  }
  /* The number was never learnt, and it is not stable anyway: offer the month to choose from. */
  g_autofree char *path = g_strdup_printf("/%s/archive/?month=%s", group->name, month);
  server_reply_redirect(reply, 302, path);
  return TRUE;
}
