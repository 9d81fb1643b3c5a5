/* The archive by month and thread, and search. */
#include "db/message.h"
#include "db/search.h"
#include "db/thread.h"
#include "server/offers.h"
#include "server/pages.h"
#include "server/server.h"
#include "server/zone.h"
#include "web/views-feed.h"

#define THREADS_PER_PAGE 50
#define HITS_PER_PAGE 50
#define OFFSET_MAX 10000000

/* Threads of the months shown: the total that paging speaks of. */
static guint
count_threads(const WebArchiveView *view)
{
  guint total = 0;
  for (guint i = 0; i < view->months->len; i++) {
    const MonthCount *month = &g_array_index(view->months, MonthCount, i);
    if (view->month == 0 || (month->year == view->year && month->month == view->month))
      total += month->n_threads;
  }
  return total;
}

static gboolean
read_month(const Request *request, WebArchiveView *view, gint64 *from, gint64 *until,
           GError **error)
{
  const char *month = server_request_arg(request, "month");
  if (month == NULL)
    return TRUE;
  if (!server_zone_month(month, request->group->timezone, from, until, error))
    return FALSE;
  view->year = (gint16)g_ascii_strtoll(month, NULL, 10);
  view->month = (guint8)g_ascii_strtoll(month + 5, NULL, 10);
  return TRUE;
}

gboolean
server_page_archive(Request *request, Reply *reply, GError **error)
{
  gint64 from = 0, until = 0;
  guint offset = 0;
  if (server_request_arg(request, "q") != NULL)
    return server_page_search(request, reply, error);
  WebArchiveView view = {.page = request->page};
  if (!read_month(request, &view, &from, &until, error) ||
      !server_args_get_uint(request->args, "offset", OFFSET_MAX, &offset, error))
    return FALSE;
  g_autoptr(GArray) months = db_message_months(request->db, request->group->id, error);
  if (months == NULL)
    return FALSE;
  /* One more than shown tells whether there is a next page. */
  g_autoptr(GPtrArray) threads = db_thread_list(request->db, request->group->id, from, until,
                                                THREADS_PER_PAGE + 1, offset, error);
  if (threads == NULL)
    return FALSE;
  gboolean more = threads->len > THREADS_PER_PAGE;
  if (more)
    g_ptr_array_set_size(threads, THREADS_PER_PAGE);
  guint before = offset > THREADS_PER_PAGE ? offset - THREADS_PER_PAGE : 0;
  g_autofree char *previous = offset > 0 ? server_request_offset(request, before, FALSE) : NULL;
  g_autofree char *next =
      more ? server_request_offset(request, offset + THREADS_PER_PAGE, FALSE) : NULL;
  view.months = months;
  view.threads = threads;
  view.previous_query = previous;
  view.next_query = next;
  view.total = count_threads(&view);
  web_page_archive(reply->body, &view);
  return TRUE;
}

/* --- search --- */

gboolean
server_search_options(const Request *request, SearchOptions *options, GError **error)
{
  const char *order = server_request_arg(request, "order");
  const char *after = server_request_arg(request, "after");
  *options = (SearchOptions){.group = request->group != NULL ? request->group->id : 0,
                             .by_relevance = g_strcmp0(order, "relevance") == 0,
                             .limit = HITS_PER_PAGE,
                             .snippets = TRUE,
                             .facets = TRUE,
                             .deadline_ms = server_search_ms(request->server),
                             .zone = request->group != NULL ? request->group->timezone : NULL};
  if (after != NULL && !g_ascii_string_to_signed(after, 10, 1, G_MAXINT64, &options->after, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "after is no place in the results");
    return FALSE;
  }
  return TRUE;
}

/* A fault in the query: a 400 that keeps the query in its box, to be mended there. */
static gboolean
print_fault(Request *request, const WebPage *page, const QueryFault *fault, GError *failed,
            Reply *reply, GError **error)
{
  if (request->route->format != FORMAT_HTML) {
    g_propagate_error(error, failed);
    return FALSE;
  }
  WebSearchView view = {.page = page, .fault = failed->message, .fault_at = fault->position};
  reply->status = 400;
  web_page_search(reply->body, &view);
  g_error_free(failed);
  return TRUE;
}

static gboolean
print_result(Request *request, const WebPage *page, const Query *query, const char *zone,
             Reply *reply, GError **error)
{
  SearchOptions options;
  if (!server_search_options(request, &options, error))
    return FALSE;
  g_autoptr(SearchResult) result = db_search(request->db, query, &options, error);
  if (result == NULL)
    return FALSE;
  if (request->route->format == FORMAT_JSON) {
    web_json_search(reply->body, result);
    return TRUE;
  }
  g_auto(Offers) offers = {NULL};
  gboolean asked =
      page->query != NULL && options.after == 0 && request->route->format == FORMAT_HTML;
  if (asked && !server_offers_find(request, page->query, &offers, error))
    return FALSE;
  g_autofree char *words = query_to_words(query, zone);
  const char *instead = NULL, *form = query_foreign_form(query, &instead);
  g_autofree char *no_field = query_unknown_field(query);
  g_autofree char *place = g_strdup_printf("%" G_GINT64_FORMAT, result->next);
  g_autofree char *next =
      result->next != 0 ? server_args_with(request->args, "after", place) : NULL;
  WebSearchView view = {.page = page,
                        .result = result,
                        .words = words,
                        .next_query = next,
                        .by_relevance = options.by_relevance,
                        .is_or = query->op == QUERY_OR,
                        .no_field = no_field,
                        .lower_operator =
                            query->op != QUERY_TERM ? query_lower_operator(query) : NULL,
                        .form = form,
                        .form_instead = instead,
                        .offers = offers.refs,
                        .message = offers.message,
                        .message_group = offers.message_group};
  if (request->route->format == FORMAT_ATOM)
    web_atom_search(reply->body, &view);
  else
    web_page_search(reply->body, &view);
  return TRUE;
}

gboolean
server_page_search(Request *request, Reply *reply, GError **error)
{
  WebPage page = *request->page;
  QueryFault fault = {0};
  page.query = server_request_arg(request, "q");
  if (page.query == NULL && request->route->format == FORMAT_HTML) {
    WebSearchView view = {.page = &page};
    web_page_search(reply->body, &view);
    return TRUE;
  }
  const char *zone = request->group != NULL ? request->group->timezone : "UTC";
  GError *failed = NULL;
  g_autoptr(Query) query =
      query_parse(page.query != NULL ? page.query : "", request->now, zone, &fault, &failed);
  if (query == NULL)
    return print_fault(request, &page, &fault, failed, reply, error);
  return print_result(request, &page, query, zone, reply, error);
}
