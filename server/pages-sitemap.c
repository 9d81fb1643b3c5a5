#include "server/pages-sitemap.h"

#include <string.h>

#include "db/group.h"
#include "db/message.h"
#include "db/thread.h"
#include "server/zone.h"
#include "web/sitemap.h"

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

/* "2014-04" is the first part of that month, "2014-04-2" the second. Gives the
 * month; caller frees. */
static char *
read_part(const char *text, guint *part, GError **error)
{
  enum { MONTH_LEN = 7, PARTS_MAX = 10000 };
  guint64 number = 1;
  gboolean numbered = strlen(text) > MONTH_LEN && text[MONTH_LEN] == '-';
  if (numbered &&
      !g_ascii_string_to_unsigned(text + MONTH_LEN + 1, 10, 2, PARTS_MAX, &number, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is no part of a month", text);
    return NULL;
  }
  *part = (guint)number;
  return numbered ? g_strndup(text, MONTH_LEN) : g_strdup(text);
}

gboolean
server_page_sitemap_month(Request *request, Reply *reply, GError **error)
{
  gint64 from, until, group = request->group->id;
  guint part = 0;
  g_autofree char *month = read_part(server_request_param(request, "month"), &part, error);
  if (month == NULL || !server_zone_month(month, request->group->timezone, &from, &until, error))
    return FALSE;
  guint offset = (part - 1) * WEB_SITEMAP_PART;
  g_autoptr(GPtrArray) threads =
      db_thread_list(request->db, group, from, until, WEB_SITEMAP_PART, offset, error);
  /* Oldest first: what comes in is added to the last part. */
  g_autoptr(GPtrArray) messages =
      threads != NULL
          ? db_message_list(request->db, group, from, until, FALSE, WEB_SITEMAP_PART, offset, error)
          : NULL;
  if (messages == NULL)
    return FALSE;
  if (part > 1 && messages->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s has no part %u", month, part);
    return FALSE;
  }
  reply->type = XML;
  web_sitemap_month(reply->body, request->page, threads, messages);
  return TRUE;
}
