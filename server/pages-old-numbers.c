/* Addresses in which a number stands for a message: pipermail's and marc.info's. A number that was
 * never learnt proves nothing, so it leads to a choice. */
#include <string.h>

#include "db/archived.h"
#include "db/group.h"
#include "db/message.h"
#include "db/source.h"
#include "server/pages-old.h"
#include "server/zone.h"
#include "web/parts.h"
#include "web/views-choice.h"

/* Mails shown on each side of where the asked one should be. */
#define AROUND 10

static void
to_message(const Group *group, const char *message_id, Reply *reply)
{
  g_autofree char *path = web_mail_sub_path(group->name, message_id, "");
  server_reply_redirect(reply, 301, path);
}

static void
print_choice(const Request *request, const Group *group, WebChoiceView *view, Reply *reply)
{
  WebPage page = *request->page;
  page.group = group;
  view->page = &page;
  reply->status = 300;
  web_page_choice(reply->body, view);
}

/* --- pipermail --- */

/* Mailman counts all mails of a list in the order in which they came; where a number of this month
 * was learnt, the others count on from it. */
static gboolean
guess_place(const Request *request, const Group *group, const char *name, gint64 number,
            const GArray *ids, gint64 from, gint64 *place, GError **error)
{
  g_autofree char *known_id = NULL;
  guint known = 0;
  if (!db_pipermail_near(request->db, group->id, name, (guint)number, &known, &known_id, error))
    return FALSE;
  if (known_id != NULL) {
    g_autoptr(Message) message = db_message_get(request->db, group->id, known_id, 0, NULL);
    for (guint i = 0; message != NULL && i < ids->len; i++)
      if (g_array_index(ids, gint64, i) == message->id) {
        *place = (gint64)i + number - known;
        return TRUE;
      }
  }
  g_autoptr(GArray) before = db_message_ids(request->db, group->id, 0, from, error);
  if (before == NULL)
    return FALSE;
  *place = number - before->len;
  return TRUE;
}

static char *
number_of_month(gint64 number, const char *name)
{
  return g_strdup_printf("number %06" G_GINT64_FORMAT " of %s", number, name);
}

static gboolean
choose_in_month(Request *request, const Group *group, const char *name, const char *month,
                Reply *reply, GError **error)
{
  gint64 from, until, place = 0, number = server_request_number(request);
  if (!server_zone_month(month, group->timezone, &from, &until, error))
    return FALSE;
  g_autoptr(GArray) ids = db_message_ids(request->db, group->id, from, until, error);
  if (ids == NULL)
    return FALSE;
  if (ids->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no mail of %s is kept here", name);
    return FALSE;
  }
  if (!guess_place(request, group, name, number, ids, from, &place, error))
    return FALSE;
  place = CLAMP(place, 0, (gint64)ids->len - 1);
  guint first = (guint)MAX(place - AROUND, 0);
  g_autoptr(GPtrArray) messages =
      db_message_list(request->db, group->id, from, until, FALSE, 2 * AROUND + 1, first, error);
  if (messages == NULL)
    return FALSE;
  g_autofree char *asked = number_of_month(number, name);
  g_autofree char *path = g_strdup_printf("/%s/archive/?month=%s", group->name, month);
  WebChoiceView view = {.asked = asked,
                        .why = "pipermail numbered mails in the order in which they came, and "
                               "numbered them anew whenever its "
                               "archive was made again; this number was never read here. By its "
                               "place in the month it is one of these.",
                        .messages = messages,
                        .likely = (guint)place - first,
                        .more_path = path,
                        .more_label = "All threads of this month"};
  print_choice(request, group, &view, reply);
  return TRUE;
}

gboolean
server_page_pipermail(Request *request, Reply *reply, GError **error)
{
  const char *name = server_request_param(request, "month");
  guint number = (guint)MIN(server_request_number(request), G_MAXINT);
  g_autofree char *month = server_zone_pipermail_month(name);
  g_autoptr(Group) group = server_find_list(request, server_request_param(request, "list"), error);
  if (group == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  g_autofree char *id = db_pipermail_find(request->db, group->id, name, number, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (id != NULL) {
    to_message(group, id, reply);
    return TRUE;
  }
  if (month == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is no month of an archive", name);
    return FALSE;
  }
  gboolean sent = FALSE;
  g_autofree char *address = archived_number(server_request_param(request, "list"), name, number);
  g_autofree char *asked = number_of_month(number, name);
  return server_to_archived(request, group, address, asked, "", reply, &sent, error) &&
         (sent || choose_in_month(request, group, name, month, reply, error));
}

/* "2014-April" with whatever index page of it: thread.html,
 * date.html, author.html, subject.html. */
gboolean
server_page_pipermail_month(Request *request, Reply *reply, GError **error)
{
  const char *name = server_request_param(request, "month");
  g_autofree char *month = server_zone_pipermail_month(name);
  if (month != NULL)
    return server_to_archive(request, server_request_param(request, "list"), month, reply, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is no month of an archive", name);
  return FALSE;
}

/* "2014-April.txt.gz" */
gboolean
server_page_pipermail_text(Request *request, Reply *reply, GError **error)
{
  const char *name = server_request_param(request, "month");
  g_autofree char *month = server_zone_pipermail_month(name);
  g_autoptr(Group) group = server_find_list(request, server_request_param(request, "list"), error);
  if (group == NULL)
    return FALSE;
  if (month == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is no month of an archive", name);
    return FALSE;
  }
  g_autofree char *path = g_strdup_printf("/%s/archive/%s.mbox.gz", group->name, month);
  server_reply_redirect(reply, 301, path);
  return TRUE;
}

/* --- marc.info --- */

gboolean
server_page_is_marc(const Request *request)
{
  return server_request_arg(request, "l") != NULL || server_request_arg(request, "i") != NULL ||
         server_request_arg(request, "m") != NULL;
}

/* The second in which marc.info took the mail in: the first ten digits of its number. 0: no such
 * number. */
static gint64
marc_time(const char *number)
{
  guint64 value = 0;
  gsize len = strlen(number);
  if (len < 11 || len > 18 || !g_ascii_string_to_unsigned(number, 10, 0, G_MAXINT64, &value, NULL))
    return 0;
  g_autofree char *seconds = g_strndup(number, 10);
  return g_ascii_strtoll(seconds, NULL, 10);
}

static gint
oldest_first(gconstpointer a, gconstpointer b)
{
  const Message *x = *(const Message *const *)a, *y = *(const Message *const *)b;
  if (x->date != y->date)
    return x->date < y->date ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

/* Adds the mails that a group has around a moment, those of several groups once. */
static gboolean
add_around(const Request *request, const Group *group, gint64 when, GPtrArray *all,
           GHashTable *seen, GError **error)
{
  g_autoptr(GPtrArray) older =
      db_message_list(request->db, group->id, 0, when, TRUE, AROUND, 0, error);
  g_autoptr(GPtrArray) newer =
      older != NULL ? db_message_list(request->db, group->id, when, 0, FALSE, AROUND, 0, error)
                    : NULL;
  if (newer == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal(older, g_steal_pointer(&newer));
  while (older->len > 0) {
    Message *message = g_ptr_array_steal_index_fast(older, older->len - 1);
    if (g_hash_table_add(seen, g_memdup2(&message->id, sizeof message->id)))
      g_ptr_array_add(all, message);
    else
      message_free(message);
  }
  return TRUE;
}

/* Leaves those on each side of a moment that are nearest to it, and tells which is the nearest. */
static void
keep_around(GPtrArray *all, gint64 when, guint *nearest)
{
  guint first_newer = 0;
  gint64 least = G_MAXINT64;
  g_ptr_array_sort(all, oldest_first);
  while (first_newer < all->len && ((const Message *)all->pdata[first_newer])->date < when)
    first_newer++;
  if (first_newer + AROUND < all->len)
    g_ptr_array_set_size(all, (gint)(first_newer + AROUND));
  if (first_newer > AROUND)
    g_ptr_array_remove_range(all, 0, first_newer - AROUND);
  for (guint i = 0; i < all->len; i++) {
    gint64 away = ABS(((const Message *)all->pdata[i])->date - when);
    if (away < least) {
      least = away;
      *nearest = i;
    }
  }
}

/* The mails sent around a moment, oldest first, and which of them is nearest to it. group NULL: of
 * all. */
static GPtrArray *
mails_around(const Request *request, const Group *group, gint64 when, guint *nearest,
             GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
  g_autoptr(GPtrArray) groups = group == NULL ? db_group_list(request->db, error) : NULL;
  if (group == NULL && groups == NULL)
    return NULL;
  for (guint i = 0; i < (group != NULL ? 1 : groups->len); i++)
    if (!add_around(request, group != NULL ? group : groups->pdata[i], when, all, seen, error))
      return NULL;
  keep_around(all, when, nearest);
  return g_steal_pointer(&all);
}

static gboolean
choose_by_time(Request *request, const Group *group, const char *number, Reply *reply,
               GError **error)
{
  gint64 when = marc_time(number);
  guint nearest = G_MAXUINT;
  g_autoptr(GPtrArray) messages = NULL;
  if (when != 0 && (messages = mails_around(request, group, when, &nearest, error)) == NULL)
    return FALSE;
  if (messages == NULL || messages->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "marc.info's number %s leads to no mail\nNumbers of marc.info are known to "
                "marc.info alone. "
                "Search for words of the mail instead.",
                number);
    return FALSE;
  }
  g_autofree char *asked = g_strdup_printf("number %s of marc.info", number);
  g_autofree char *path =
      group != NULL ? g_strdup_printf("/%s/archive/", group->name) : g_strdup("/");
  WebChoiceView view = {.asked = asked,
                        .why = "Only marc.info knows which mail has which of its numbers, but a "
                               "number begins with the second in which it "
                               "took the mail in. These mails were sent around that time.",
                        .messages = messages,
                        .likely = nearest,
                        .more_path = path,
                        .more_label = group != NULL ? "The whole archive" : "All groups"};
  print_choice(request, group, &view, reply);
  return TRUE;
}

static gboolean
marc_message(Request *request, const char *id, Reply *reply, GError **error)
{
  g_autofree char *bare = message_id_clean(id, strlen(id));
  return server_to_id(request, bare, "", reply, error);
}

/* l: list, or i or m without it: all; m: number of a mail, i: Message-ID, b: month ("201404"), s:
 * words to search for. */
gboolean
server_page_marc(Request *request, Reply *reply, GError **error)
{
  const char *list = server_request_arg(request, "l"), *id = server_request_arg(request, "i");
  const char *number = server_request_arg(request, "m"), *month = server_request_arg(request, "b");
  const char *words = server_request_arg(request, "s");
  if (id != NULL)
    return marc_message(request, id, reply, error);
  if (list == NULL)
    return choose_by_time(request, NULL, number, reply, error);
  if (month != NULL && strlen(month) == 6) {
    g_autofree char *dashed = g_strdup_printf("%.4s-%s", month, month + 4);
    return server_to_archive(request, list, dashed, reply, error);
  }
  if (number == NULL && words == NULL)
    return server_to_archive(request, list, NULL, reply, error);
  g_autoptr(Group) group = server_find_list(request, list, error);
  if (group == NULL)
    return FALSE;
  if (number != NULL)
    return choose_by_time(request, group, number, reply, error);
  return server_to_search(group, words, reply, error);
}
