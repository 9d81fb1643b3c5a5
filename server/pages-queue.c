/* What waits for a member, and the votes given from there with one key. */
#include <string.h>

#include "db/item-weight.h"
#include "db/item.h"
#include "db/name-book.h"
#include "server/gather-queue.h"
#include "server/pages.h"
#include "server/vote-verbs.h"

#define OWN_MAX 50
#define BACKLOG_LOOKED_AT 60
#define BACKLOG_SHOWN 15

void
server_gathered_queue_clear(GatheredQueue *queue)
{
  g_clear_pointer(&queue->ballots, g_ptr_array_unref);
  g_clear_pointer(&queue->actions, g_ptr_array_unref);
  g_clear_pointer(&queue->questions, g_ptr_array_unref);
  g_clear_pointer(&queue->backlog, g_ptr_array_unref);
}

static gboolean
has_number(const GPtrArray *items, gint64 number)
{
  for (guint i = 0; i < items->len; i++)
    if (((const Item *)items->pdata[i])->number == number)
      return TRUE;
  return FALSE;
}

/* Who is called "Ann" is the one Ann of the roster. *first: NULL when that is somebody else, or not
 * known, or the name is one word anyway. Caller frees. */
static gboolean
first_name(const Request *request, char **first, GError **error)
{
  const char *name = request->member->name;
  gsize len = strcspn(name, " ");
  *first = NULL;
  g_autoptr(GPtrArray) roster =
      db_member_list(request->db, request->group->id, request->now, error);
  if (roster == NULL)
    return FALSE;
  g_autoptr(NameBook) book = name_book_new(roster);
  g_autofree char *word = g_strndup(name, len);
  if (name[len] != '\0' && g_strcmp0(name_book_find(book, word), name) == 0)
    *first = g_steal_pointer(&word);
  return TRUE;
}

/* Another one of that first name, as minutes tell. */
static gboolean
is_somebody_elses(const Item *item, const Member *member)
{
  return item->owner_person != NULL && !item_is_of(item, member->name);
}

/* Minutes and mails call one person by name, first name, initials or nick. */
static GPtrArray *
items_owned(const Request *request, ItemKind kind, GError **error)
{
  const Member *member = request->member;
  g_autofree char *first = NULL;
  if (!first_name(request, &first, error))
    return NULL;
  const char *const names[] = {member->name, member->initials, member->nick, first};
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    ItemQuery query = {.by_kind = TRUE,
                       .kinds = 1u << kind,
                       .by_state = TRUE,
                       .states = 1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED,
                       .owner = names[i],
                       .order = ITEM_BY_DATE,
                       .limit = OWN_MAX};
    if (names[i] == NULL)
      continue;
    g_autoptr(GPtrArray) items = db_item_list(request->db, request->group->id, &query, error);
    if (items == NULL)
      return NULL;
    for (guint n = 0; n < items->len; n++)
      if (!has_number(all, ((const Item *)items->pdata[n])->number) &&
          !(names[i] == first && is_somebody_elses(items->pdata[n], member)))
        g_ptr_array_add(all, g_steal_pointer(&items->pdata[n]));
  }
  return g_steal_pointer(&all);
}

static GPtrArray *
ballots_waiting(const Request *request, GError **error)
{
  g_autoptr(GPtrArray) rows = server_gather_ballot_rows(request->db, request->group->id, TRUE,
                                                        request->member->id, request->now, error);
  if (rows == NULL)
    return NULL;
  GPtrArray *mine = g_ptr_array_new_with_free_func((GDestroyNotify)web_ballot_row_free);
  for (guint i = 0; i < rows->len; i++)
    if (((const WebBallotRow *)rows->pdata[i])->mine)
      g_ptr_array_add(mine, g_steal_pointer(&rows->pdata[i]));
  return mine;
}

static GPtrArray *
backlog_unweighed(const Request *request, GError **error)
{
  ItemQuery query = {.by_kind = TRUE,
                     .kinds = 1u << ITEM_BACKLOG | 1u << ITEM_PROPOSAL,
                     .by_state = TRUE,
                     .states = 1u << STATE_NEW | 1u << STATE_OPEN,
                     .order = ITEM_BY_DATE,
                     .limit = BACKLOG_LOOKED_AT};
  g_autoptr(GPtrArray) items = db_item_list(request->db, request->group->id, &query, error);
  g_autoptr(GHashTable) said = items != NULL ? db_item_said(request->db, request->group->id,
                                                            request->member->id, items, error)
                                             : NULL;
  if (said == NULL)
    return NULL;
  GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  for (guint i = 0; i < items->len && kept->len < BACKLOG_SHOWN; i++)
    if (!g_hash_table_contains(said, &((const Item *)items->pdata[i])->number))
      g_ptr_array_add(kept, g_steal_pointer(&items->pdata[i]));
  return kept;
}

gboolean
server_gather_queue(const Request *request, GatheredQueue *queue, GError **error)
{
  *queue = (GatheredQueue){0};
  return (queue->ballots = ballots_waiting(request, error)) != NULL &&
         (queue->actions = items_owned(request, ITEM_ACTION, error)) != NULL &&
         (queue->questions = items_owned(request, ITEM_QUESTION, error)) != NULL &&
         (queue->backlog = backlog_unweighed(request, error)) != NULL;
}

WebQueueView
server_gathered_queue_view(const GatheredQueue *queue, const WebPage *page)
{
  return (WebQueueView){page, queue->ballots, queue->actions, queue->questions, queue->backlog};
}

gboolean
server_page_queue(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredQueue) queue = {0};
  if (!server_gather_queue(request, &queue, error))
    return FALSE;
  WebQueueView view = server_gathered_queue_view(&queue, request->page);
  web_page_queue(reply->body, &view);
  return TRUE;
}

/* "ballot" or "item" names what the value is given to. */
static gboolean
give(const Request *request, GError **error)
{
  guint ballot = 0, item = 0;
  BallotCast cast = {.member = request->member->id,
                     .comment = server_args_get(request->form, "comment"),
                     .way = WAY_PAGE};
  if (!server_args_get_uint(request->form, "ballot", G_MAXINT32, &ballot, error) ||
      !server_args_get_uint(request->form, "item", G_MAXINT32, &item, error) ||
      !ballot_value_parse(server_args_get(request->form, "value"), &cast.value, error))
    return FALSE;
  return ballot != 0
             ? db_ballot_cast(request->db, request->group->id, ballot, &cast, request->now, error)
             : db_item_weigh(request->db, request->group->id, item, request->member->id, cast.value,
                             request->now, error);
}

gboolean
server_page_queue_vote(Request *request, Reply *reply, GError **error)
{
  if (!give(request, error))
    return FALSE;
  const char *back = server_args_get(request->form, "back");
  guint item = 0;
  g_autofree char *place = NULL;
  if (g_strcmp0(back, "item") == 0 &&
      server_args_get_uint(request->form, "item", G_MAXINT32, &item, NULL))
    place = g_strdup_printf("/%s/items/%u", request->group->name, item);
  else
    place = g_strdup_printf("/%s/queue", request->group->name);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
