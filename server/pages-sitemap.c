#include "server/pages-sitemap.h"

#include "db/group.h"
#include "db/message.h"
#include "db/thread.h"
#include "server/zone.h"
#include "web/sitemap.h"

/* One sitemap holds 50,000 addresses at most; a month with more is told by its latest. */
#define MAILS_MAX 40000
#define THREADS_MAX 10000

#define XML "application/xml; charset=utf-8"

gboolean
server_page_sitemap(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  if (groups == NULL)
    return FALSE;
  reply->type = XML;
  web_sitemap_index_begin(reply->body);
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    g_autoptr(GArray) months = db_message_months(request->db, group->id, error);
    if (months == NULL)
      return FALSE;
    web_sitemap_index_group(reply->body, request->page, group, months);
  }
  web_sitemap_index_end(reply->body);
  return TRUE;
}

gboolean
server_page_sitemap_month(Request *request, Reply *reply, GError **error)
{
  gint64 from, until, group = request->group->id;
  if (!server_zone_month(server_request_param(request, "month"), request->group->timezone, &from,
                         &until, error))
    return FALSE;
  g_autoptr(GPtrArray) threads =
      db_thread_list(request->db, group, from, until, THREADS_MAX, 0, error);
  g_autoptr(GPtrArray) messages =
      threads != NULL ? db_message_list(request->db, group, from, until, TRUE, MAILS_MAX, 0, error)
                      : NULL;
  if (messages == NULL)
    return FALSE;
  reply->type = XML;
  web_sitemap_month(reply->body, request->page, threads, messages);
  return TRUE;
}
