#include "server/request.h"

#include "db/message.h"
#include "server/reply.h"

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
server_request_to_message(const Request *request, const Message *message, Reply *reply,
                          GError **error)
{
  g_autoptr(GPtrArray) groups = db_message_groups(request->db, message->id, error);
  if (groups == NULL)
    return FALSE;
  if (groups->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no group holds the message %s",
                message->message_id);
    return FALSE;
  }
  g_autofree char *id = web_path_segment(message->message_id);
  g_autofree char *path = g_strdup_printf("/%s/archive/%s/", (const char *)groups->pdata[0], id);
  server_reply_redirect(reply, 301, path);
  return TRUE;
}
