/* Registers: backlog, actions, decisions, votes, links; one item; what cites a thing. */
#include <string.h>

#include "db/ballot.h"
#include "db/item-weight.h"
#include "db/item.h"
#include "db/link.h"
#include "db/message.h"
#include "ingest/extract.h"
#include "server/gather.h"
#include "server/item-filter.h"
#include "server/offers.h"
#include "server/pages.h"
#include "server/vote-verbs.h"
#include "web/views-feed.h"

#define ITEMS_PER_PAGE 100
#define OFFSET_MAX 10000000
#define REFS_SHOWN 500
#define REFS_MAX 10000       /* behind them it is quicker to search */
#define REFS_OF_ALL_MAX 2000 /* each group is asked for as many */
#define AUDIT_SHOWN 50

/* What the address asks for, laid over what the register shows anyway. */
typedef struct {
  ItemQuery query;
  const char *kind, *state, *order, *age, *link;
  char *link_key; /* what the words for a link mean */
  guint offset;
  GPtrArray *ballots; /* shown below; borrowed */
} Listing;

static void
listing_clear(Listing *listing)
{
  g_free(listing->link_key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Listing, listing_clear)

static const struct {
  const char *name, *label;
  int order;
} orders[] = {
    {"date", "newest", ITEM_BY_DATE},     {"age", "oldest", ITEM_BY_AGE},
    {"weight", "weight", ITEM_BY_WEIGHT}, {"title", "title", ITEM_BY_TITLE},
    {"owner", "owner", ITEM_BY_OWNER},
};

static gboolean
invalid(const char *what, const char *value, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no %s %s", what, value);
  return FALSE;
}

static gboolean
listing_read(const Request *request, Listing *listing, GError **error)
{
  ItemKind kind;
  ItemState state;
  ItemQuery *query = &listing->query;
  listing->kind = server_request_arg(request, "kind");
  listing->state = server_request_arg(request, "state");
  listing->order = server_request_arg(request, "order");
  if (listing->kind != NULL) {
    if (!item_kind_from_text(listing->kind, &kind))
      return invalid("kind", listing->kind, error);
    query->by_kind = TRUE;
    query->kinds = 1u << kind;
  }
  if (listing->state != NULL) {
    if (!item_state_from_text(listing->state, &state))
      return invalid("state", listing->state, error);
    query->by_state = TRUE;
    query->states = 1u << state;
  }
  gsize i = 0;
  while (listing->order != NULL && i < G_N_ELEMENTS(orders) &&
         strcmp(orders[i].name, listing->order) != 0)
    i++;
  if (i == G_N_ELEMENTS(orders))
    return invalid("order", listing->order, error);
  query->order = orders[i].order;
  query->owner = server_request_arg(request, "owner");
  query->section = server_request_arg(request, "section");
  query->text = server_request_arg(request, "text");
  listing->age = server_request_arg(request, "age");
  listing->link = server_request_arg(request, "link");
  return server_item_filter_age(query, listing->age, request->now, error) &&
         server_item_filter_link(query, request->db, request->group->id, listing->link,
                                 &listing->link_key, error) &&
         server_args_get_uint(request->args, "offset", OFFSET_MAX, &listing->offset, error);
}

static void
filter_free(gpointer data)
{
  WebFilter *filter = data;
  g_free(filter->label);
  g_free(filter->query);
  g_free(filter);
}

/* A filter leads to its first page, whatever page this is. */
static WebFilter *
filter_new(const Request *request, const char *name, const char *value, const char *label,
           const char *current)
{
  g_autofree char *query = server_args_with(request->args, name, value);
  g_autoptr(Args) args = server_args_parse(query + 1, NULL);
  WebFilter *filter = g_new0(WebFilter, 1);
  filter->label = g_strdup(label);
  filter->query = args != NULL ? server_args_with(args, "offset", NULL) : g_strdup("?");
  filter->current = g_strcmp0(value, current) == 0;
  return filter;
}

static GPtrArray *
filters_new(void)
{
  return g_ptr_array_new_with_free_func(filter_free);
}

/* How many a filter leads to. kind and state: -1 for all of them, which leaves the hidden ones out,
 * as the list does. */
static guint
count_of(const ItemCounts *counts, int kind, int state)
{
  guint total = 0;
  for (int k = 0; k < ITEM_N_KINDS; k++)
    for (int s = 0; s < STATE_N; s++)
      if ((kind < 0 || k == kind) && (state < 0 || s == state))
        total += counts->n[k][s] - (state < 0 ? counts->hidden[k][s] : 0);
  return total;
}

static void
add_kind_filters(const Request *request, const Listing *listing, const ItemCounts *counts,
                 int state, GPtrArray *filters)
{
  for (int kind = -1; kind < ITEM_N_KINDS; kind++) {
    const char *word = kind < 0 ? NULL : item_kind_to_text((ItemKind)kind);
    WebFilter *filter =
        filter_new(request, "kind", word, word != NULL ? word : "all", listing->kind);
    filter->count = count_of(counts, kind, state);
    g_ptr_array_add(filters, filter);
  }
}

static void
add_state_filters(const Request *request, const Listing *listing, const ItemCounts *counts,
                  int kind, GPtrArray *filters)
{
  for (int state = -1; state < STATE_N; state++) {
    const char *word = state < 0 ? NULL : item_state_to_text((ItemState)state);
    WebFilter *filter =
        filter_new(request, "state", word, word != NULL ? word : "all", listing->state);
    filter->count = count_of(counts, kind, state);
    g_ptr_array_add(filters, filter);
  }
}

static void
add_order_filters(const Request *request, const Listing *listing, GPtrArray *filters)
{
  const char *current = listing->order != NULL ? listing->order : orders[0].name;
  for (gsize i = 0; i < G_N_ELEMENTS(orders); i++)
    g_ptr_array_add(filters,
                    filter_new(request, "order", orders[i].name, orders[i].label, current));
}

static void
add_word_filters(const Request *request, const char *name, const ItemFilterWord *words, gsize n,
                 const char *current, GPtrArray *filters)
{
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add(filters, filter_new(request, name, words[i].name, words[i].label, current));
}

/* The one of a mask that a listing asks for, -1: all. */
static int
chosen(gboolean by, guint mask)
{
  return by ? g_bit_nth_lsf(mask, -1) : -1;
}

static gboolean
print_page(Request *request, const char *title, Listing *listing, gboolean with_kinds, Reply *reply,
           GError **error)
{
  WebItemsView view = {
      .page = request->page, .title = title, .offset = listing->offset, .limit = ITEMS_PER_PAGE};
  g_autoptr(GPtrArray) kinds = filters_new();
  g_autoptr(GPtrArray) states = filters_new();
  g_autoptr(GPtrArray) by = filters_new();
  g_autoptr(GPtrArray) by_age = filters_new();
  g_autoptr(GPtrArray) by_link = filters_new();
  ItemCounts counts;
  if (!db_item_counts(request->db, request->group->id, &listing->query, &counts, error))
    return FALSE;
  int kind = chosen(listing->query.by_kind, listing->query.kinds);
  int state = chosen(listing->query.by_state, listing->query.states);
  view.total = count_of(&counts, kind, state);
  add_kind_filters(request, listing, &counts, state, kinds);
  add_state_filters(request, listing, &counts, kind, states);
  add_order_filters(request, listing, by);
  gsize n;
  const ItemFilterWord *words = server_item_ages(&n);
  add_word_filters(request, "age", words, n, listing->age, by_age);
  words = server_item_linkings(&n);
  add_word_filters(request, "link", words, n, listing->link, by_link);
  listing->query.limit = ITEMS_PER_PAGE;
  listing->query.offset = listing->offset;
  g_autoptr(GPtrArray) items =
      db_item_list(request->db, request->group->id, &listing->query, error);
  if (items == NULL)
    return FALSE;
  guint before = listing->offset > ITEMS_PER_PAGE ? listing->offset - ITEMS_PER_PAGE : 0;
  g_autofree char *previous =
      listing->offset > 0 ? server_request_offset(request, before, FALSE) : NULL;
  g_autofree char *next = (guint64)listing->offset + items->len < view.total && items->len > 0
                              ? server_request_offset(request, listing->offset + items->len, FALSE)
                              : NULL;
  g_autofree char *args = server_args_with(request->args, "changed", NULL);
  g_autofree char *here = g_strconcat(request->page->path, strlen(args) > 1 ? args : "", NULL);
  view.items = items;
  view.here = here;
  view.undo = server_request_arg(request, "changed");
  view.owner = listing->query.owner;
  view.section = listing->query.section;
  view.link = listing->query.link_key != NULL ? listing->link : NULL;
  view.text = listing->query.text;
  view.ballots = listing->ballots;
  view.kind_filters = with_kinds ? kinds : NULL;
  view.state_filters = states;
  view.age_filters = by_age;
  view.link_filters = by_link;
  view.orders = by;
  view.previous_query = previous;
  view.next_query = next;
  web_page_items(reply->body, &view);
  return TRUE;
}

/* Of the same list those of which something was said last: else a reader of the feed never hears of
 * an answer to an old item. */
static gboolean
print_feed(Request *request, const char *title, Listing *listing, Reply *reply, GError **error)
{
  /* Whatever the order of the page whose link it is. */
  listing->query.order = ITEM_BY_LAST;
  listing->query.limit = ITEMS_PER_PAGE;
  g_autoptr(GPtrArray) items =
      db_item_list(request->db, request->group->id, &listing->query, error);
  if (items == NULL)
    return FALSE;
  g_autofree char *args = server_args_with(request->args, "offset", NULL);
  g_autofree char *here = g_strconcat(request->page->path, strlen(args) > 1 ? args : "", NULL);
  WebItemsView view = {.page = request->page, .title = title, .items = items, .here = here};
  web_atom_items(reply->body, &view);
  return TRUE;
}

gboolean
server_page_backlog(Request *request, Reply *reply, GError **error)
{
  g_auto(Listing) listing = {.query = {.with_links = TRUE}};
  if (!listing_read(request, &listing, error))
    return FALSE;
  if (request->route->format == FORMAT_HTML)
    return print_page(request, "Backlog", &listing, TRUE, reply, error);
  if (request->route->format == FORMAT_ATOM)
    return print_feed(request, "Backlog", &listing, reply, error);
  g_autoptr(GPtrArray) items = db_item_list(request->db, request->group->id, &listing.query, error);
  if (items == NULL)
    return FALSE;
  if (request->route->format == FORMAT_JSON)
    web_json_items(reply->body, items);
  else
    web_csv_items(reply->body, items);
  return TRUE;
}

/* What was decided by vote stands in the register beside what mails say was decided. */
static gboolean
gather_decided(const Request *request, ItemKind kind, GPtrArray **ballots, GError **error)
{
  *ballots = NULL;
  if (kind != ITEM_DECISION)
    return TRUE;
  *ballots =
      server_gather_ballot_rows(request->db, request->group->id, FALSE, 0, request->now, error);
  return *ballots != NULL;
}

static gboolean
print_kind(Request *request, const char *title, ItemKind kind, Reply *reply, GError **error)
{
  g_auto(Listing) listing = {.query = {.with_links = TRUE}};
  if (!listing_read(request, &listing, error))
    return FALSE;
  listing.query.by_kind = TRUE;
  listing.query.kinds = 1u << kind;
  if (request->route->format == FORMAT_ATOM)
    return print_feed(request, title, &listing, reply, error);
  g_autoptr(GPtrArray) ballots = NULL;
  if (!gather_decided(request, kind, &ballots, error))
    return FALSE;
  listing.ballots = ballots;
  return print_page(request, title, &listing, FALSE, reply, error);
}

gboolean
server_page_actions(Request *request, Reply *reply, GError **error)
{
  return print_kind(request, "Actions", ITEM_ACTION, reply, error);
}

gboolean
server_page_decisions(Request *request, Reply *reply, GError **error)
{
  return print_kind(request, "Decisions", ITEM_DECISION, reply, error);
}

/* Items of the same mail that name this one as their parent. */
static GPtrArray *
children_of(const Request *request, const Item *item, GError **error)
{
  ItemQuery query = {.message = item->origin->message, .order = ITEM_BY_MAIL};
  g_autoptr(GPtrArray) found = db_item_list(request->db, request->group->id, &query, error);
  GPtrArray *children = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  for (guint i = 0; found != NULL && i < found->len; i++)
    if (((const Item *)found->pdata[i])->parent == item->number)
      g_ptr_array_add(children, g_steal_pointer(&found->pdata[i]));
  if (found != NULL)
    return children;
  g_ptr_array_unref(children);
  return NULL;
}

/* What the member who looks says to the item, by mail or here. */
static gboolean
add_weight(const Request *request, const Item *item, WebItemView *view, GError **error)
{
  static const char *const values[] = {"-1", "0", "1"};
  view->weighs = request->member != NULL && request->member->role >= ROLE_MEMBER;
  if (!view->weighs)
    return TRUE;
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, (gpointer)(guintptr)item);
  g_autoptr(GHashTable) said =
      db_item_said(request->db, request->group->id, request->member->id, one, error);
  const int *value = said != NULL ? g_hash_table_lookup(said, &item->number) : NULL;
  view->weight = value != NULL ? values[*value + 1] : NULL;
  return said != NULL;
}

static gboolean
print_item(Request *request, const Item *item, Reply *reply, GError **error)
{
  gint64 group = request->group->id;
  const ExtractRule *rule = item->rule != NULL ? ingest_extract_rule(item->rule) : NULL;
  g_autoptr(Item) parent = NULL;
  if (item->parent != 0 && (parent = db_item_get(request->db, group, item->parent, error)) == NULL)
    return FALSE;
  g_autoptr(GPtrArray) children = children_of(request, item, error);
  g_autoptr(GPtrArray) audit =
      children != NULL ? db_audit_list(request->db, group, item->number, AUDIT_SHOWN, error) : NULL;
  g_autoptr(GPtrArray) ballots =
      audit != NULL ? db_ballot_open_on(request->db, group, item->number, 0, error) : NULL;
  if (ballots == NULL)
    return FALSE;
  WebItemView view = {.page = request->page,
                      .item = item,
                      .parent = parent,
                      .children = children,
                      .rule_looks_at = rule != NULL ? rule->looks_at : NULL,
                      .rule_example = rule != NULL ? rule->example : NULL,
                      .audit = audit,
                      .ballots = ballots};
  if (!add_weight(request, item, &view, error))
    return FALSE;
  if (request->route->format == FORMAT_ATOM)
    web_atom_item(reply->body, &view);
  else
    web_page_item(reply->body, &view);
  return TRUE;
}

/* An item that turned out to say what an earlier one says: its number leads there. */
static gboolean
lead_on(const Request *request, gint64 number, GError *missing, Reply *reply, GError **error)
{
  gint64 now = 0;
  if (!g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_propagate_error(error, missing);
    return FALSE;
  }
  if (!db_item_number_now(request->db, request->group->id, number, &now, error) || now == 0 ||
      now == number) {
    if (error != NULL && *error == NULL)
      g_propagate_error(error, missing);
    else
      g_error_free(missing);
    return FALSE;
  }
  g_error_free(missing);
  RouteFormat format = request->route->format;
  g_autofree char *place =
      g_strdup_printf("/%s/items/%" G_GINT64_FORMAT "%s", request->group->name, now,
                      format == FORMAT_JSON  ? ".json"
                      : format == FORMAT_CSV ? ".csv"
                                             : "");
  server_reply_redirect(reply, 302, place);
  return TRUE;
}

gboolean
server_page_item(Request *request, Reply *reply, GError **error)
{
  GError *missing = NULL;
  gint64 number = server_request_number(request);
  g_autoptr(Item) item = db_item_get(request->db, request->group->id, number, &missing);
  if (item == NULL)
    return lead_on(request, number, missing, reply, error);
  RouteFormat format = request->route->format;
  if (format != FORMAT_JSON && format != FORMAT_CSV)
    return print_item(request, item, reply, error);
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, item);
  if (format == FORMAT_JSON)
    web_json_items(reply->body, one);
  else
    web_csv_items(reply->body, one);
  return TRUE;
}

gboolean
server_page_links(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) links = db_link_list(request->db, request->group->id, 0, error);
  if (links == NULL)
    return FALSE;
  web_json_links(reply->body, links);
  return TRUE;
}

/* The first of what one group's mails cite, still without their mails; a mail of several groups is
 * shown in the first. */
static gboolean
add_refs(const Request *request, const Group *group, guint max, WebRefsView *view, GHashTable *seen,
         GError **error)
{
  g_autoptr(GPtrArray) links =
      db_link_refs(request->db, group->id, view->kind, view->value, max, error);
  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < links->len; i++) {
    const Link *link = links->pdata[i];
    if (!g_hash_table_add(seen, g_memdup2(&link->id, sizeof link->id)))
      continue;
    WebCitation *citation = g_new0(WebCitation, 1);
    citation->group = g_strdup(group->name);
    citation->link = g_steal_pointer((Link **)&links->pdata[i]);
    g_ptr_array_add(view->citations, citation);
  }
  return TRUE;
}

static gint
newest_citation(gconstpointer a, gconstpointer b)
{
  const Link *x = (*(const WebCitation *const *)a)->link;
  const Link *y = (*(const WebCitation *const *)b)->link;
  if (x->sent != y->sent)
    return x->sent > y->sent ? -1 : 1;
  if (x->message != y->message)
    return x->message > y->message ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

static gboolean
add_mail(const Request *request, const GPtrArray *groups, WebCitation *citation, GError **error)
{
  for (guint i = 0; i < groups->len && citation->message == NULL; i++) {
    const Group *group = groups->pdata[i];
    if (strcmp(group->name, citation->group) != 0)
      continue;
    citation->message =
        db_message_get(request->db, group->id, citation->link->message_id, 0, error);
    if (citation->message == NULL)
      return FALSE;
  }
  return TRUE;
}

/* One more than is shown tells whether there is a next page. */
static gboolean
gather_refs(const Request *request, const GPtrArray *groups, WebRefsView *view, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < groups->len; i++)
    if (!add_refs(request, groups->pdata[i], view->offset + REFS_SHOWN + 1, view, seen, error))
      return FALSE;
  g_ptr_array_sort(view->citations, newest_citation);
  if (view->offset > 0)
    g_ptr_array_remove_range(view->citations, 0, MIN(view->offset, view->citations->len));
  view->more = view->citations->len > REFS_SHOWN;
  if (view->more)
    g_ptr_array_set_size(view->citations, REFS_SHOWN);
  for (guint i = 0; i < view->citations->len; i++)
    if (!add_mail(request, groups, view->citations->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
print_refs(const Request *request, guint max, WebRefsView *view, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) groups =
      request->group != NULL ? g_ptr_array_new() : db_group_list(request->db, error);
  if (request->group != NULL)
    g_ptr_array_add(groups, (gpointer)(guintptr)request->group);
  if (groups == NULL || !gather_refs(request, groups, view, error))
    return FALSE;
  guint first = view->offset;
  g_autofree char *previous =
      first > 0 ? server_request_offset(request, first > REFS_SHOWN ? first - REFS_SHOWN : 0, FALSE)
                : NULL;
  g_autofree char *next = view->more && first + REFS_SHOWN <= max
                              ? server_request_offset(request, first + REFS_SHOWN, FALSE)
                              : NULL;
  view->previous_query = previous;
  view->next_query = next;
  web_page_refs(reply->body, view);
  return TRUE;
}

gboolean
server_page_refs(Request *request, Reply *reply, GError **error)
{
  const char *word = server_request_param(request, "kind");
  g_autoptr(GPtrArray) citations =
      g_ptr_array_new_with_free_func((GDestroyNotify)web_citation_free);
  WebRefsView view = {.page = request->page, .citations = citations};
  if (!link_kind_from_text(word, &view.kind)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "there is no kind of link called %s",
                word);
    return FALSE;
  }
  g_autofree char *value =
      server_refs_value(request, view.kind, server_request_param(request, "value"), error);
  view.value = value;
  guint max = request->group != NULL ? REFS_MAX : REFS_OF_ALL_MAX;
  return value != NULL && server_args_get_uint(request->args, "offset", max, &view.offset, error) &&
         print_refs(request, max, &view, reply, error);
}
