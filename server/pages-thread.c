/* A thread: its page, a piece at a time, and its mails as a stream. */
#include <string.h>

#include "db/ballot.h"
#include "db/item.h"
#include "db/link.h"
#include "db/message.h"
#include "db/thread.h"
#include "server/gather.h"
#include "server/mail-body.h"
#include "server/mails.h"
#include "server/pages.h"
#include "web/views-feed.h"

/* So much mail is parsed again for one page; the time of an uncached answer grows with it. A thread
 * of patches reaches the bytes first. */
#define MAILS_PER_PAGE 40
#define BYTES_PER_PAGE (384 * 1024)
#define OFFSET_MAX 10000000
/* What a feed shows: its readers ask often, and have the older ones. */
#define FEED_MAILS 25

typedef struct {
  Message *asked; /* the mail in the address */
  Thread *thread;
  GPtrArray *messages; /* in tree order */
  GArray *depth;
  GPtrArray *items; /* of the thread */
  GArray *places;   /* ItemPlace: where they are stated */
  GPtrArray *votes;
  GArray *vote_mails; /* gint64: the mail of each vote */
  GPtrArray *bodies;  /* MailBody of the page */
  GPtrArray *mails;   /* GatheredMail of the feed */
  GPtrArray *ballots; /* Ballot: open, counting its replies */
} ThreadData;

static void
thread_data_clear(ThreadData *data)
{
  g_clear_pointer(&data->ballots, g_ptr_array_unref);
  g_clear_pointer(&data->mails, g_ptr_array_unref);
  g_clear_pointer(&data->bodies, g_ptr_array_unref);
  g_clear_pointer(&data->items, g_ptr_array_unref);
  g_clear_pointer(&data->places, g_array_unref);
  g_clear_pointer(&data->votes, g_ptr_array_unref);
  g_clear_pointer(&data->vote_mails, g_array_unref);
  g_clear_pointer(&data->asked, message_free);
  g_clear_pointer(&data->thread, thread_free);
  g_clear_pointer(&data->messages, g_ptr_array_unref);
  g_clear_pointer(&data->depth, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadData, thread_data_clear)

static gboolean
load_thread(const Request *request, ThreadData *data, GError **error)
{
  gint64 group = request->group->id;
  *data = (ThreadData){NULL};
  data->asked = db_message_get(request->db, group, server_request_param(request, "mid"), 0, error);
  if (data->asked == NULL)
    return FALSE;
  data->thread = db_thread_get(request->db, group, data->asked->thread_id, error);
  if (data->thread == NULL)
    return FALSE;
  data->messages =
      db_thread_messages(request->db, group, data->asked->thread_id, &data->depth, error);
  return data->messages != NULL;
}

static guint
position_of(const ThreadData *data)
{
  for (guint i = 0; i < data->messages->len; i++)
    if (((const Message *)data->messages->pdata[i])->id == data->asked->id)
      return i;
  return 0;
}

static int
by_date(gconstpointer a, gconstpointer b)
{
  const Message *one = *(const Message *const *)a;
  const Message *other = *(const Message *const *)b;
  return (one->date > other->date) - (one->date < other->date);
}

/* The list of one mail in a table from its row to what was found in it. */
static GPtrArray *
list_of(GHashTable *table, const gint64 *message)
{
  GPtrArray *list = g_hash_table_lookup(table, message);
  if (list == NULL) {
    list = g_ptr_array_new();
    g_hash_table_insert(table, (gpointer)(guintptr)message, list);
  }
  return list;
}

static GHashTable *
table_new(void)
{
  return g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
                               (GDestroyNotify)g_ptr_array_unref);
}

/* Each mail's items: those that it states first, or again. */
static void
list_items(const ThreadData *data, GHashTable *items)
{
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < data->items->len; i++) {
    Item *item = data->items->pdata[i];
    g_hash_table_insert(by_number, &item->number, item);
  }
  for (guint i = 0; i < data->places->len; i++) {
    const ItemPlace *place = &g_array_index(data->places, ItemPlace, i);
    Item *item = g_hash_table_lookup(by_number, &place->number);
    GPtrArray *list = item != NULL ? list_of(items, &place->message) : NULL;
    if (list != NULL && !g_ptr_array_find(list, item, NULL))
      g_ptr_array_add(list, item);
  }
}

/* Items and votes of the whole thread: a few queries instead of two for each mail. */
static gboolean
load_finds(const Request *request, ThreadData *data, GHashTable *items, GHashTable *votes,
           GError **error)
{
  ItemQuery query = {
      .by_state = TRUE,
      .states = SERVER_STATES_ALL,
      .thread = data->thread->id,
      .order = ITEM_BY_MAIL,
  };
  data->items = db_item_list(request->db, request->group->id, &query, error);
  if (data->items == NULL)
    return FALSE;
  data->votes = db_vote_list_thread(request->db, request->group->id, data->thread->id,
                                    &data->vote_mails, error);
  if (data->votes == NULL)
    return FALSE;
  data->places = db_item_places(request->db, request->group->id, 0, data->thread->id, error);
  if (data->places == NULL)
    return FALSE;
  list_items(data, items);
  for (guint i = 0; i < data->votes->len; i++)
    g_ptr_array_add(list_of(votes, &g_array_index(data->vote_mails, gint64, i)),
                    data->votes->pdata[i]);
  return TRUE;
}

/* The first mail of the page after the one that starts at offset: at least one mail further. */
static guint
page_end(const ThreadData *data, guint offset)
{
  gint64 bytes = 0;
  guint end = offset;
  while (end < data->messages->len && end - offset < MAILS_PER_PAGE) {
    bytes += ((const Message *)data->messages->pdata[end])->size;
    if (end > offset && bytes > BYTES_PER_PAGE)
      break;
    end++;
  }
  return end;
}

/* The start of the page that holds the mail at position, pages counted from the first mail. */
static guint
page_start(const ThreadData *data, guint position)
{
  guint start = 0;
  for (guint end = page_end(data, 0); end <= position && end > start; end = page_end(data, start))
    start = end;
  return start;
}

/* The bodies of the page that are kept, NULL for the others; TRUE: there are no others. */
static gboolean
find_bodies(const Request *request, ThreadData *data, guint offset, guint end)
{
  gboolean whole = TRUE;
  for (guint i = offset; i < end; i++) {
    MailBody *body = server_mail_body_find(request, data->messages->pdata[i]);
    whole = whole && body != NULL;
    g_ptr_array_add(data->bodies, body);
  }
  return whole;
}

static gboolean
make_bodies(const Request *request, ThreadData *data, guint offset, GError **error)
{
  g_autoptr(GHashTable) items = table_new();
  g_autoptr(GHashTable) votes = table_new();
  if (!load_finds(request, data, items, votes, error))
    return FALSE;
  for (guint i = 0; i < data->bodies->len; i++) {
    const Message *message = data->messages->pdata[offset + i];
    MailFinds finds = {list_of(items, &message->id), list_of(votes, &message->id), data->places};
    if (data->bodies->pdata[i] == NULL)
      data->bodies->pdata[i] = server_mail_body_make(request, message, &finds, error);
    if (data->bodies->pdata[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

/* The mails of one page; data keeps what they point into. */
static gboolean
gather_mails(const Request *request, ThreadData *data, guint offset, gboolean flat,
             GPtrArray *views, GError **error)
{
  guint end = page_end(data, offset);
  data->bodies = g_ptr_array_new_with_free_func((GDestroyNotify)server_mail_body_unref);
  if (!find_bodies(request, data, offset, end) && !make_bodies(request, data, offset, error))
    return FALSE;
  for (guint i = offset; i < end; i++) {
    WebMail *view = g_new(WebMail, 1);
    *view = server_mail_body_view(data->bodies->pdata[i - offset], data->messages->pdata[i]);
    view->depth = flat ? 0 : g_array_index(data->depth, guint, i);
    g_ptr_array_add(views, view);
  }
  return TRUE;
}

gboolean
server_page_thread(Request *request, Reply *reply, GError **error)
{
  g_auto(ThreadData) data;
  g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func(g_free);
  gboolean flat = g_strcmp0(server_request_arg(request, "view"), "flat") == 0;
  if (!load_thread(request, &data, error))
    return FALSE;
  if (flat)
    g_ptr_array_sort(data.messages, by_date);
  /* Without an offset the page is the one that holds the mail of the address. */
  guint offset = page_start(&data, position_of(&data));
  if (!server_args_get_uint(request->args, "offset", OFFSET_MAX, &offset, error) ||
      !gather_mails(request, &data, offset, flat, views, error))
    return FALSE;
  data.ballots = db_ballot_open_on(request->db, request->group->id, 0, data.thread->id, error);
  if (data.ballots == NULL)
    return FALSE;
  guint before = page_start(&data, MIN(offset, data.messages->len) - (offset > 0 ? 1 : 0));
  guint after = offset + views->len;
  g_autofree char *previous = offset > 0 ? server_request_offset(request, before, TRUE) : NULL;
  g_autofree char *next = after < data.messages->len && views->len > 0
                              ? server_request_offset(request, after, TRUE)
                              : NULL;
  WebThreadView view = {.page = request->page,
                        .thread = data.thread,
                        .mails = views,
                        .ballots = data.ballots,
                        .flat = flat,
                        .offset = offset,
                        .limit = MAILS_PER_PAGE,
                        .total = data.messages->len,
                        .previous_query = previous,
                        .next_query = next};
  web_page_thread(reply->body, &view);
  return TRUE;
}

/* --- other forms --- */

static int
newest_first(gconstpointer a, gconstpointer b)
{
  return by_date(b, a);
}

gboolean
server_page_thread_feed(Request *request, Reply *reply, GError **error)
{
  g_auto(ThreadData) data;
  g_autoptr(GPtrArray) views = g_ptr_array_new();
  if (!load_thread(request, &data, error))
    return FALSE;
  g_ptr_array_sort(data.messages, newest_first);
  data.mails =
      server_gather_mails(request->db, request->group, data.messages, FEED_MAILS, views, error);
  if (data.mails == NULL)
    return FALSE;
  WebThreadView view = {.page = request->page, .thread = data.thread, .mails = views};
  web_atom_thread(reply->body, &view);
  return TRUE;
}

gboolean
server_page_thread_mbox(Request *request, Reply *reply, GError **error)
{
  g_auto(ThreadData) data;
  if (!load_thread(request, &data, error))
    return FALSE;
  GArray *ids = g_array_sized_new(FALSE, FALSE, sizeof(gint64), data.messages->len);
  for (guint i = 0; i < data.messages->len; i++)
    g_array_append_val(ids, ((const Message *)data.messages->pdata[i])->id);
  server_reply_mails(reply, request->server, ids, request->page->mask_addresses, "thread");
  return TRUE;
}
