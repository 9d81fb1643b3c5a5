/* The list of groups, a group's overview, its agenda. */
#include "db/group.h"
#include "db/item.h"
#include "db/thread.h"
#include "server/gather-queue.h"
#include "server/gather.h"
#include "server/pages-operator.h"
#include "server/pages-sheet.h"
#include "server/pages.h"
#include "server/meetings.h"
#include "server/pages-old.h"

/* How much of each list the overview shows. */
#define OVERVIEW_PER_GROUP 4
#define OVERVIEW_ITEMS 8
#define OVERVIEW_THREADS 12

/* The next meeting, else the date set by hand although it is over. */
static gboolean
find_next(const Request *request, const Group *group, gint64 *next, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(Meeting) meeting = db_meeting_next(request->db, group, request->now, &failed);
  *next = meeting != NULL ? meeting->start : group->next_meeting;
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

static gboolean
print_groups(Request *request, GPtrArray *groups, Reply *reply, GError **error)
{
  g_autoptr(GArray) rows = g_array_sized_new(FALSE, TRUE, sizeof(WebGroupRow), groups->len);
  for (guint i = 0; i < groups->len; i++) {
    WebGroupRow row = {.group = groups->pdata[i]};
    if (!db_group_counts(request->db, row.group->id, &row.counts, error) ||
        !find_next(request, row.group, &row.next, error))
      return FALSE;
    g_array_append_val(rows, row);
  }
  WebGroupsView view = {request->page, rows};
  web_page_groups(reply->body, &view);
  return TRUE;
}

gboolean
server_page_groups(Request *request, Reply *reply, GError **error)
{
  if (server_request_arg(request, "q") != NULL)
    return server_page_search(request, reply, error);
  if (server_page_is_marc(request))
    return server_page_marc(request, reply, error);
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  return groups != NULL && print_groups(request, groups, reply, error);
}

gboolean
server_page_overview(Request *request, Reply *reply, GError **error)
{
  const Group *group = request->group;
  const char *words = server_request_arg(request, "q"); /* where public-inbox searches a list */
  if (words != NULL)
    return server_to_search(group, words, reply, error);
  ItemQuery fresh = {
      .by_state = TRUE, .states = 1u << STATE_NEW, .order = ITEM_BY_DATE, .limit = OVERVIEW_ITEMS};
  ItemQuery proposals = {.by_state = TRUE,
                         .states = 1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED,
                         .by_kind = TRUE,
                         .kinds = 1u << ITEM_PROPOSAL,
                         .order = ITEM_BY_DATE,
                         .limit = OVERVIEW_ITEMS};
  g_auto(GatheredAgenda) gathered;
  if (!server_gather_agenda(request->db, group, 0, request->now, OVERVIEW_PER_GROUP, &gathered,
                            error))
    return FALSE;
  WebOverviewView view = {.page = request->page, .agenda = gathered.agenda};
  g_autoptr(GPtrArray) new_items = db_item_list(request->db, group->id, &fresh, error);
  g_autoptr(GPtrArray) open_votes =
      new_items != NULL ? db_item_list(request->db, group->id, &proposals, error) : NULL;
  g_autoptr(GPtrArray) threads =
      open_votes != NULL ? db_thread_list(request->db, group->id, 0, 0, OVERVIEW_THREADS, 0, error)
                         : NULL;
  g_autoptr(GError) failed = NULL;
  g_autoptr(Meeting) next =
      threads != NULL ? db_meeting_next(request->db, group, request->now, &failed) : NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  view.next = next;
  if (threads == NULL || !db_group_counts(request->db, group->id, &view.counts, error))
    return FALSE;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GArray) failing = server_failing_sources(request, &kept, error);
  if (failing == NULL)
    return FALSE;
  view.failing = failing;
  g_auto(GatheredQueue) queue = {0};
  if (request->member != NULL && request->member->role >= ROLE_MEMBER &&
      !server_gather_queue(request, &queue, error))
    return FALSE;
  WebQueueView mine = server_gathered_queue_view(&queue, request->page);
  view.queue = queue.ballots != NULL ? &mine : NULL;
  view.new_items = new_items;
  view.open_votes = open_votes;
  view.threads = threads;
  web_page_overview(reply->body, &view);
  return TRUE;
}

/* The agenda of the meeting of that name, NULL: of the next one, as its chair made it, when there
 * is one. */
static gboolean
print_edited(Request *request, const char *name, Reply *reply, gboolean *edited, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_edited(request->db, request->group, name, request->now, &gathered, error))
    return FALSE;
  *edited = gathered.sheet != NULL;
  if (!*edited)
    return TRUE;
  WebSheetView view = server_sheet_view(&gathered, request->page);
  server_print_sheet(request->route->format, reply->body, &view);
  return TRUE;
}

gboolean
server_page_agenda(Request *request, Reply *reply, GError **error)
{
  const char *text = server_request_arg(request, "date");
  gint64 date = 0;
  gboolean edited = FALSE;
  if (server_request_arg(request, "draft") == NULL &&
      (!print_edited(request, text, reply, &edited, error) || edited))
    return edited;
  if (text != NULL && !server_meeting_date(request->db, request->group, text, &date, error))
    return FALSE;
  g_auto(GatheredAgenda) gathered;
  if (!server_gather_agenda(request->db, request->group, date, request->now, 0, &gathered, error))
    return FALSE;
  WebAgendaView view = {request->page, gathered.agenda};
  switch (request->route->format) {
  case FORMAT_TEXT:
    web_text_agenda(reply->body, &view);
    break;
  case FORMAT_MARKDOWN:
    web_markdown_agenda(reply->body, &view);
    break;
  case FORMAT_JSON:
    web_json_agenda(reply->body, &view);
    break;
  case FORMAT_HTML:
  case FORMAT_CSV:
  case FORMAT_ICS:
  case FORMAT_ATOM:
    web_page_agenda(reply->body, &view);
    break;
  }
  return TRUE;
}
