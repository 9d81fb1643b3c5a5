/* Addresses under which other archives knew a message or a list, where they say which:
 * public-inbox's /r/, HyperKitty's hashes. Numbers are in pages-old-numbers.c. */
#include "server/pages-old.h"

#include <string.h>

#include "db/archived.h"
#include "db/group.h"
#include "db/message.h"
#include "db/query-date.h"
#include "db/query.h"
#include "db/thread.h"
#include "server/mails.h"
#include "server/zone.h"
#include "web/parts.h"

/* unknown: why nothing proves where it leads, taken. Another failure than not finding it stays one.
 */
static gboolean
to_archived(const Request *request, const char *address, const char *asked, const char *below,
            GError *unknown, Reply *reply, GError **error)
{
  g_autoptr(GError) failed = unknown;
  gboolean sent = FALSE;
  if (g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) && address != NULL &&
      !server_to_archived(request, NULL, address, asked, below, reply, &sent, error))
    return FALSE;
  if (!sent)
    g_propagate_error(error, g_steal_pointer(&failed));
  return sent;
}

gboolean
server_to_id(const Request *request, const char *id, const char *below, Reply *reply,
             GError **error)
{
  GError *unknown = NULL;
  g_autoptr(Message) message = db_message_get(request->db, 0, id, 0, &unknown);
  if (message != NULL)
    return server_request_to_message(request, message, below, 301, reply, error);
  g_autofree char *address = archived_id(id);
  g_autofree char *asked = g_strdup_printf("<%s>", id);
  return to_archived(request, address, asked, below, unknown, reply, error);
}

gboolean
server_page_by_id(Request *request, Reply *reply, GError **error)
{
  return server_to_id(request, server_request_param(request, "mid"), "", reply, error);
}

/* /LIST/ID/ and what is below it. Lists go by other names there, and "all" is all of them, so one
 * that is not known here says nothing against the mail. */
gboolean
server_page_inbox(Request *request, Reply *reply, GError **error)
{
  const char *id = server_request_param(request, "id");
  const char *below = request->route->pattern + strlen("/{list}/{id}/");
  if (strcmp(below, "T/") == 0)
    below = "t/?view=flat";
  g_autoptr(Group) group = server_find_list(request, server_request_param(request, "list"), NULL);
  g_autoptr(Message) message =
      group != NULL ? db_message_get(request->db, group->id, id, 0, NULL) : NULL;
  if (message == NULL)
    return server_to_id(request, id, below, reply, error);
  g_autofree char *path = web_mail_sub_path(group->name, message->message_id, below);
  server_reply_redirect(reply, 301, path);
  return TRUE;
}

/* below: what of the message. HyperKitty names a thread by its first mail. */
static gboolean
to_hash(const Request *request, const char *hash, const char *below, Reply *reply, GError **error)
{
  GError *unknown = NULL;
  g_autoptr(Message) message = db_message_get_by_hash(request->db, hash, &unknown);
  if (message != NULL)
    return server_request_to_message(request, message, below, 301, reply, error);
  g_autofree char *address = archived_hash(hash, strlen(hash));
  g_autofree char *asked = g_strdup_printf("hash %s", hash);
  return to_archived(request, address, asked, below, unknown, reply, error);
}

gboolean
server_page_by_hash(Request *request, Reply *reply, GError **error)
{
  return to_hash(request, server_request_param(request, "hash"), "", reply, error);
}

gboolean
server_page_thread_by_hash(Request *request, Reply *reply, GError **error)
{
  return to_hash(request, server_request_param(request, "hash"), "t/", reply, error);
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
server_to_search(const Group *group, const char *words, Reply *reply, GError **error)
{
  if (strlen(words) > QUERY_MAX_TEXT) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "the query is longer than %d bytes",
                QUERY_MAX_TEXT);
    return FALSE;
  }
  g_autoptr(GString) path = g_string_new(NULL);
  if (group != NULL)
    g_string_append_printf(path, "/%s/archive/?q=", group->name);
  else
    g_string_append(path, "/search?q=");
  web_out_query(path, words);
  server_reply_redirect(reply, 301, path->str);
  return TRUE;
}

/* HyperKitty's /search?mlist=ADDRESS&q=WORDS */
gboolean
server_page_old_search(Request *request, Reply *reply, GError **error)
{
  const char *list = server_request_arg(request, "mlist");
  const char *words = server_request_arg(request, "q");
  g_autoptr(Group) group = list != NULL ? server_find_list(request, list, error) : NULL;
  if (list != NULL && group == NULL)
    return FALSE;
  return server_to_search(group, words != NULL ? words : "", reply, error);
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

/* --- mailboxes --- */

gboolean
server_page_all_mbox(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Group) group = server_find_list(request, server_request_param(request, "list"), error);
  GArray *ids = group != NULL ? db_message_ids(request->db, group->id, 0, 0, error) : NULL;
  if (ids == NULL)
    return FALSE;
  g_autofree char *name = g_strconcat(group->name, "-all", NULL);
  server_reply_mails(reply, request->server, ids, server_mask_applies(group->mask, request->member),
                     name);
  return TRUE;
}

/* Appends the second in which that day begins in UTC, as HyperKitty counts; of the end the one
 * before, for d: includes it. */
static gboolean
append_day(const Request *request, const char *argument, gint64 seconds, GString *out,
           GError **error)
{
  const char *day = server_request_arg(request, argument);
  gint64 from, until;
  if (day == NULL)
    return TRUE;
  if (!query_date_range(day, request->now, "UTC", &from, &until, error))
    return FALSE;
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(from + seconds);
  g_autofree char *text =
      when != NULL && from != 0 ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
  g_string_append(out, text);
  return TRUE;
}

gboolean
server_page_old_export(Request *request, Reply *reply, GError **error)
{
  const char *thread = server_request_arg(request, "thread");
  if (thread != NULL)
    return to_hash(request, thread, "t.mbox.gz", reply, error);
  g_autoptr(Group) group = server_find_list(request, server_request_param(request, "list"), error);
  g_autoptr(GString) range = g_string_new("d:");
  if (group == NULL || !append_day(request, "start", 0, range, error))
    return FALSE;
  g_string_append(range, "..");
  if (!append_day(request, "end", -1, range, error))
    return FALSE;
  g_autoptr(GString) path = g_string_new(NULL);
  if (strcmp(range->str, "d:..") == 0) {
    g_string_printf(path, "/%s/archive/all.mbox.gz", group->name);
  } else {
    g_string_printf(path, "/%s/search.mbox.gz?q=", group->name);
    web_out_query(path, range->str);
  }
  server_reply_redirect(reply, 301, path->str);
  return TRUE;
}
