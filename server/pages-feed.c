/* The archive in other forms than pages: the feed of new mail, mailboxes of a month and of a
 * search. */
#include "db/message.h"
#include "db/search.h"
#include "server/gather.h"
#include "server/mails.h"
#include "server/pages.h"
#include "server/zone.h"
#include "web/views-feed.h"

#define FEED_MAILS 25

gboolean
server_page_latest(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) messages =
      db_message_list(request->db, request->group->id, 0, 0, TRUE, FEED_MAILS, 0, error);
  g_autoptr(GPtrArray) views = g_ptr_array_new();
  g_autoptr(GPtrArray) mails =
      messages != NULL
          ? server_gather_mails(request->db, request->group, messages, FEED_MAILS, views, error)
          : NULL;
  if (mails == NULL)
    return FALSE;
  WebLatestView view = {request->page, views};
  web_atom_latest(reply->body, &view);
  return TRUE;
}

/* A month as "2014-04"; "all": the whole archive. */
gboolean
server_page_month_mbox(Request *request, Reply *reply, GError **error)
{
  const char *month = server_request_param(request, "month");
  gint64 from = 0, until = 0;
  if (g_strcmp0(month, "all") != 0 &&
      !server_zone_month(month, request->group->timezone, &from, &until, error))
    return FALSE;
  GArray *ids = db_message_ids(request->db, request->group->id, from, until, error);
  if (ids == NULL)
    return FALSE;
  g_autofree char *name = g_strdup_printf("%s-%s", request->group->name, month);
  server_reply_mails(reply, request->server, ids, request->page->mask_addresses, name);
  return TRUE;
}

gboolean
server_page_search_mbox(Request *request, Reply *reply, GError **error)
{
  SearchOptions options;
  gboolean partial = FALSE;
  const char *text = server_request_arg(request, "q");
  const char *zone = request->group != NULL ? request->group->timezone : "UTC";
  if (!server_search_options(request, &options, error))
    return FALSE;
  g_autoptr(Query) query = query_parse(text != NULL ? text : "", request->now, zone, NULL, error);
  GArray *ids = query != NULL ? db_search_ids(request->db, query, &options, &partial, error) : NULL;
  if (ids == NULL)
    return FALSE;
  server_reply_mails(reply, request->server, ids, request->page->mask_addresses,
                     partial ? "search-partial" : "search");
  return TRUE;
}
