#include "server/request.h"

#include "db/message.h"
#include "server/reply.h"
#include "web/parts.h"

const char *
server_request_param(const Request *request, const char *name)
{
  return server_route_param(request->match, name);
}

gint64
server_request_number(const Request *request)
{
  const char *text = server_route_param(request->match, "n");
  return text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
}

char *
server_request_offset(const Request *request, guint offset, gboolean zero)
{
  g_autofree char *number = g_strdup_printf("%u", offset);
  return server_args_with(request->args, "offset", offset > 0 || zero ? number : NULL);
}

const char *
server_request_arg(const Request *request, const char *name)
{
  return server_args_get(request->args, name);
}

gboolean
server_mask_applies(GroupMask mask, const Member *member)
{
  return mask == MASK_ALWAYS || (mask == MASK_VISITORS && member == NULL);
}

gboolean
server_request_to_message(const Request *request, const Message *message, const char *below,
                          guint status, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) groups = db_message_groups(request->db, message->id, error);
  if (groups == NULL)
    return FALSE;
  if (groups->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no group holds the message %s",
                message->message_id);
    return FALSE;
  }
  g_autofree char *path = web_mail_sub_path(groups->pdata[0], message->message_id, below);
  server_reply_redirect(reply, status, path);
  return TRUE;
}
