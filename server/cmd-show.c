/* Agenda, items and search on the command line. */
#include <string.h>

#include "db/group.h"
#include "db/message.h"
#include "db/search.h"
#include "server/commands.h"
#include "server/gather-sheet.h"
#include "server/gather.h"
#include "server/item-filter.h"
#include "server/mboxrd.h"
#include "server/meetings.h"
#include "server/zone.h"
#include "web/pages.h"

#define SEARCH_LIMIT 100
#define SEARCH_PAGE 200

/* What the chair made of the draft, when there is such a thing. */
static gboolean
print_edited(Command *command, const Group *group, guint format, gboolean *edited, GError **error)
{
  static void (*const print[])(WebOut *, const WebSheetView *) = {
      web_text_sheet, web_markdown_sheet, web_page_sheet, web_json_sheet};
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_edited(command->db, group, command->options.date, now, &gathered, error))
    return FALSE;
  *edited = gathered.sheet != NULL;
  if (!*edited)
    return TRUE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  WebSheetView view = server_sheet_view(&gathered, &page);
  g_autoptr(GString) out = g_string_new(NULL);
  print[format](out, &view);
  return server_command_print(out, error);
}

gboolean
server_cmd_agenda(Command *command, GError **error)
{
  if (g_strcmp0(command->options.format, "ics") == 0)
    return server_cmd_agenda_calendar(command, error);
  static const char *const formats[] = {"text", "md", "html", "json", "ics", NULL};
  guint format;
  gint64 date = 0;
  g_autoptr(Group) group = NULL;
  if (!server_command_choice("format", command->options.format, formats, &format, error) ||
      (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  if (command->options.date != NULL &&
      !server_meeting_date(command->db, group, command->options.date, &date, error))
    return FALSE;
  gint64 now = server_command_now(command);
  gboolean edited = FALSE;
  if (!command->options.draft && (!print_edited(command, group, format, &edited, error) || edited))
    return edited;
  g_auto(GatheredAgenda) gathered;
  if (!server_gather_agenda(command->db, group, date, now, 0, &gathered, error))
    return FALSE;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  WebAgendaView view = {&page, gathered.agenda};
  void (*const print[])(WebOut *, const WebAgendaView *) = {web_text_agenda, web_markdown_agenda,
                                                            web_page_agenda, web_json_agenda};
  g_autoptr(GString) out = g_string_new(NULL);
  print[format](out, &view);
  return server_command_print(out, error);
}

static gboolean
fill_query(const CommandOptions *options, ItemQuery *query, GError **error)
{
  ItemKind kind;
  ItemState state;
  if (options->kind != NULL) {
    if (!item_kind_from_text(options->kind, &kind)) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "no kind %s\none of: topic, backlog, proposal, action, decision, question",
                  options->kind);
      return FALSE;
    }
    query->by_kind = TRUE;
    query->kinds = 1u << kind;
  }
  if (options->state != NULL) {
    if (!item_state_from_text(options->state, &state)) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "no state %s\n"
                  "one of: new, open, scheduled, done, declined, deferred, duplicate",
                  options->state);
      return FALSE;
    }
    query->by_state = TRUE;
    query->states = 1u << state;
  }
  query->owner = options->owner;
  query->section = options->section;
  return TRUE;
}

gboolean
server_cmd_items(Command *command, GError **error)
{
  static const char *const formats[] = {"table", "json", "csv", NULL};
  guint format;
  ItemQuery query = {.order = ITEM_BY_MAIL, .with_links = TRUE};
  if (!server_command_choice("format", command->options.format, formats, &format, error) ||
      !fill_query(&command->options, &query, error))
    return FALSE;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autofree char *key = NULL;
  if (group == NULL ||
      !server_item_filter_age(&query, command->options.age, server_command_now(command), error) ||
      !server_item_filter_link(&query, command->db, group->id, command->options.link, &key, error))
    return FALSE;
  g_autoptr(GPtrArray) items = db_item_list(command->db, group->id, &query, error);
  if (items == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  if (format == 0)
    web_table_items(out, items, server_command_columns());
  else if (format == 1)
    web_json_items(out, items);
  else
    web_csv_items(out, items);
  return server_command_print(out, error);
}

/* Words of the query as one text: `docket search virt from:ann xen` needs no quotes. */
static Query *
parse_query(const Command *command, const char *zone, GError **error)
{
  g_autofree char *text = g_strjoinv(" ", command->args + 1);
  return query_parse(text, server_command_now(command), zone, NULL, error);
}

static gboolean
print_mail(Command *command, gint64 id, GString *out, GError **error)
{
  g_autoptr(GBytes) raw = db_message_raw(command->db, id, error);
  gsize len;
  if (raw == NULL)
    return FALSE;
  const char *bytes = g_bytes_get_data(raw, &len);
  server_mboxrd_append(out, bytes, len);
  return server_command_print(out, error);
}

typedef enum { SEARCH_TABLE, SEARCH_JSON, SEARCH_MBOX } SearchFormat;

/* Moves the hits of more behind those of result. */
static void
take_hits(SearchResult *result, SearchResult *more)
{
  for (guint i = 0; i < more->hits->len; i++)
    g_ptr_array_add(result->hits, more->hits->pdata[i]);
  g_ptr_array_set_free_func(more->hits, NULL);
  result->next = more->next;
  result->partial = result->partial || more->partial;
}

/* As many pages of hits as the limit asks for. */
static SearchResult *
search_up_to(Command *command, const Query *query, SearchOptions *options, guint limit,
             GError **error)
{
  options->limit = MIN(limit, SEARCH_PAGE);
  g_autoptr(SearchResult) result = db_search(command->db, query, options, error);
  if (result == NULL)
    return NULL;
  while (result->next != 0 && result->hits->len < limit) {
    options->after = result->next;
    options->limit = MIN(limit - result->hits->len, SEARCH_PAGE);
    g_autoptr(SearchResult) more = db_search(command->db, query, options, error);
    if (more == NULL)
      return NULL;
    take_hits(result, more);
  }
  return g_steal_pointer(&result);
}

static gboolean
search_mbox(Command *command, const Query *query, const SearchOptions *options, guint limit,
            GError **error)
{
  gboolean partial = FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(GArray) ids = db_search_ids(command->db, query, options, &partial, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < MIN(ids->len, limit); i++)
    if (!print_mail(command, g_array_index(ids, gint64, i), out, error))
      return FALSE;
  if (partial)
    server_command_note("the search took too long; these are partial results");
  return TRUE;
}

/* What was taken as a word and may have been meant otherwise; the page of results says the same. */
static void
note_words(const Query *query)
{
  g_autofree char *field = query_unknown_field(query);
  const char *word = query->op != QUERY_TERM ? query_lower_operator(query) : NULL;
  const char *instead = NULL, *form = query_foreign_form(query, &instead);
  const char *hint = field != NULL ? query_foreign_hint(field) : NULL;
  if (field != NULL)
    server_command_note("there is no field %s: - it was searched as a word%s%s", field,
                        hint != NULL ? "\n" : "", hint != NULL ? hint : "");
  if (form != NULL)
    server_command_note("\"%s\" was searched as a word; %s", form, instead);
  if (word != NULL)
    server_command_note("\"%s\" was searched as a word; operators are written in capitals", word);
}

/* "-" stands for all groups, as the pages' own search does. */
gboolean
server_cmd_search(Command *command, GError **error)
{
  static const char *const formats[] = {"table", "json", "mbox", NULL};
  guint format;
  gboolean everywhere = strcmp(command->args[0], "-") == 0;
  if (!server_command_choice("format", command->options.format, formats, &format, error))
    return FALSE;
  if (format == SEARCH_MBOX && !server_command_raw_allowed(error))
    return FALSE;
  g_autoptr(Group) group = everywhere ? NULL : server_command_group(command, 0, error);
  if (group == NULL && !everywhere)
    return FALSE;
  g_autoptr(Query) query = parse_query(command, everywhere ? "UTC" : group->timezone, error);
  if (query == NULL)
    return FALSE;
  note_words(query);
  guint given = command->options.limit > 0 ? (guint)command->options.limit : 0;
  SearchOptions options = {.group = everywhere ? 0 : group->id, .snippets = format != SEARCH_MBOX};
  if (format == SEARCH_MBOX)
    return search_mbox(command, query, &options, given != 0 ? given : G_MAXUINT, error);
  guint limit = given != 0 ? given : SEARCH_LIMIT;
  g_autoptr(SearchResult) result = search_up_to(command, query, &options, limit, error);
  if (result == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  if (format == SEARCH_JSON)
    web_json_search(out, result);
  else
    web_table_search(out, result, server_command_columns());
  if (result->partial)
    server_command_note("the search took too long; these are partial results");
  else if (result->next != 0)
    server_command_note("%u of %u shown; more with --limit N", result->hits->len, result->total);
  return server_command_print(out, error);
}
