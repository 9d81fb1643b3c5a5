/* Rows for terminals and spreadsheets. */
#include "web/csv.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/wrap.h"
#include <string.h>

#define COLUMN_GAP 2

typedef struct {
  const char *title;
  guint width;     /* columns; the last one takes what is left */
  gboolean number; /* stands to the right */
} Column;

/* One line: text for a terminal, blanks for line ends. Caller frees. */
static char *
cell_text(const char *text)
{
  g_autofree char *plain = web_plain(text);
  return g_strdelimit(g_steal_pointer(&plain), "\n\t", ' ');
}

static void
print_row(WebOut *out, const Column *columns, guint n, const char *const *cells, guint limit)
{
  guint used = 0;
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = cell_text(cells[i]);
    gboolean last = i + 1 == n;
    if (!last) {
      guint pad = columns[i].number && web_columns(text) < columns[i].width
                      ? columns[i].width - web_columns(text)
                      : 0;
      g_string_append_printf(out, "%*s", (int)pad, "");
      web_cell(out, text, columns[i].width - pad);
      g_string_append_printf(out, "%*s", COLUMN_GAP, "");
      used += columns[i].width + COLUMN_GAP;
    } else if (limit > used && web_columns(text) > limit - used) {
      web_cell(out, text, limit - used);
    } else {
      g_string_append(out, text);
    }
  }
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate(out, out->len - 1);
  g_string_append_c(out, '\n');
}

static void
print_head(WebOut *out, const Column *columns, guint n, guint limit)
{
  const char *titles[8];
  g_return_if_fail(n <= G_N_ELEMENTS(titles));
  for (guint i = 0; i < n; i++)
    titles[i] = columns[i].title;
  print_row(out, columns, n, titles, limit);
}

void
web_table_items(WebOut *out, GPtrArray *items, guint columns)
{
  static const Column layout[] = {{"#", 5, TRUE},       {"KIND", 8, FALSE},   {"STATE", 9, FALSE},
                                  {"SINCE", 10, FALSE}, {"OWNER", 14, FALSE}, {"TITLE", 0, FALSE}};
  if (web_count(items) == 0)
    return;
  print_head(out, layout, G_N_ELEMENTS(layout), columns);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = g_ptr_array_index(items, i);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->number);
    g_autofree char *owner = web_item_owner(item);
    g_autoptr(GString) date = g_string_new(NULL);
    if (item->date != 0)
      web_out_date(date, item->date, "UTC");
    g_autofree char *title = web_cut(item->title != NULL ? item->title : "", 1000);
    const char *const cells[] = {
        number,    item_kind_to_text(item->kind), item_state_to_text(item->state),
        date->str, owner != NULL ? owner : "",    title};
    print_row(out, layout, G_N_ELEMENTS(layout), cells, columns);
  }
}

void
web_table_search(WebOut *out, const SearchResult *result, guint columns)
{
  static const Column layout[] = {{"DATE", 10, FALSE}, {"FROM", 22, FALSE}, {"SUBJECT", 0, FALSE}};
  guint n = web_count(result->hits);
  if (n > 0)
    print_head(out, layout, G_N_ELEMENTS(layout), columns);
  for (guint i = 0; i < n; i++) {
    const SearchHit *hit = g_ptr_array_index(result->hits, i);
    const Message *message = hit->message;
    g_autoptr(GString) date = g_string_new(NULL);
    if (message->date != 0)
      web_out_date(date, message->date, "UTC");
    const char *const cells[] = {date->str,
                                 message->from != NULL ? person_label(message->from) : "",
                                 message->subject != NULL ? message->subject : ""};
    print_row(out, layout, G_N_ELEMENTS(layout), cells, columns);
    g_autofree char *id = cell_text(message->message_id);
    g_string_append_printf(out, "%*s<%s>\n", 10 + COLUMN_GAP, "", id);
  }
  g_string_append_printf(out, "%s%u %s\n", result->partial ? "at least " : "", result->total,
                         web_plural(result->total, "mail", "mails"));
}

/* --- CSV: RFC 4180 --- */

/* A spreadsheet computes cells that start with one of these; an apostrophe makes them text
 * (OWASP, "CSV injection"). */
void
web_csv_cell(WebOut *out, const char *text, gboolean last)
{
  g_autofree char *plain = web_plain(text);
  g_string_append_c(out, '"');
  if (plain[0] != '\0' && strchr("=+-@\t", plain[0]) != NULL)
    g_string_append_c(out, '\'');
  for (const char *at = plain; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *at);
  }
  g_string_append(out, last ? "\"\r\n" : "\",");
}

void
web_csv_time(WebOut *out, gint64 when)
{
  g_autoptr(GString) iso = g_string_new(NULL);
  web_out_iso(iso, when);
  web_csv_cell(out, iso->str, FALSE);
}

static void
csv_number(WebOut *out, gint64 number)
{
  g_string_append_printf(out, "%" G_GINT64_FORMAT ",", number);
}

static char *
links_in_one_cell(const Item *item)
{
  GString *cell = g_string_new(NULL);
  for (guint i = 0; i < web_count(item->links); i++) {
    const Link *link = g_ptr_array_index(item->links, i);
    const char *where = link->url != NULL ? link->url : link->value;
    g_string_append_printf(cell, "%s%s", i > 0 ? " " : "", where != NULL ? where : "");
  }
  return g_string_free(cell, FALSE);
}

static void
csv_item(WebOut *out, const Item *item)
{
  const Mention *origin = item->origin;
  g_autofree char *links = links_in_one_cell(item);
  csv_number(out, item->number);
  web_csv_cell(out, item_kind_to_text(item->kind), FALSE);
  web_csv_cell(out, item_state_to_text(item->state), FALSE);
  web_csv_cell(out, item->title, FALSE);
  web_csv_cell(out, item->owner, FALSE);
  web_csv_cell(out, item->owner_person, FALSE);
  web_csv_cell(out, item->section, FALSE);
  web_csv_cell(out, item->parent_title, FALSE);
  web_csv_time(out, item->due);
  web_csv_time(out, item->date);
  web_csv_time(out, item->last_date);
  web_csv_cell(out, links, FALSE);
  web_csv_cell(out, origin != NULL ? origin->message_id : NULL, FALSE);
  csv_number(out, origin != NULL ? origin->lines.first : 0);
  csv_number(out, origin != NULL ? origin->lines.last : 0);
  web_csv_cell(out, origin != NULL ? origin->quote : NULL, FALSE);
  web_csv_cell(out, item->rule, FALSE);
  web_csv_cell(out, item->key, TRUE);
}

void
web_csv_items(WebOut *out, GPtrArray *items)
{
  g_string_append(
      out, "number,kind,state,title,owner,owner_person,section,parent_title,due,date,last_date,"
           "links,message_id,first_line,last_line,quote,rule,key\r\n");
  for (guint i = 0; i < web_count(items); i++)
    csv_item(out, g_ptr_array_index(items, i));
}
