/* Registers as JSON, CSV and tables. */
#include <string.h>

#include "web/csv.h"
#include "web/json-parts.h"
#include "web/views-register.h"
#include "web/wrap.h"

char *
web_register_path(const WebPage *page, const RegisterRow *row)
{
  const char *group = page->group->name;
  switch (row->source) {
  case REGISTER_ITEM:
    return g_strdup_printf("/%s/items/%" G_GINT64_FORMAT, group, row->number);
  case REGISTER_BALLOT:
    return g_strdup_printf("/%s/votes/%" G_GINT64_FORMAT, group, row->number);
  case REGISTER_LINE:
    break;
  }
  return g_strdup_printf("/%s/meetings/%s/", group, row->meeting);
}

static char *
url_of(const WebPage *page, const RegisterRow *row)
{
  g_autofree char *path = web_register_path(page, row);
  return g_strconcat(page->base_url != NULL ? page->base_url : "", path, NULL);
}

static const Mention *
origin_of(const RegisterRow *row)
{
  return row->item != NULL ? row->item->origin : NULL;
}

static const Mention *
answer_of(const RegisterRow *row)
{
  return row->item != NULL ? row->item->last_reply : NULL;
}

/* --- JSON --- */

static json_t *
source_of(const Mention *mention)
{
  if (mention == NULL)
    return json_null();
  json_t *o = json_object();
  json_t *lines = json_array();
  web_json_add(lines, json_integer(mention->lines.first));
  web_json_add(lines, json_integer(mention->lines.last));
  web_json_set(o, "message_id", web_json_text(mention->message_id));
  web_json_set(o, "lines", lines);
  web_json_set(o, "quote", web_json_text(mention->quote));
  web_json_set(o, "date", web_json_time(mention->date));
  return o;
}

static json_t *
row_of(const WebPage *page, const RegisterRow *row)
{
  json_t *o = json_object();
  g_autofree char *url = url_of(page, row);
  web_json_set(o, "id", web_json_text(row->id));
  web_json_set(o, "url", web_json_text(url));
  web_json_set(o, "date", web_json_time(row->when));
  web_json_set(o, "what", web_json_text(row->what));
  web_json_set(o, "owner", web_json_text(row->owner));
  web_json_set(o, "due", web_json_time(row->due));
  web_json_set(o, "overdue", json_boolean(row->overdue));
  web_json_set(o, "state", json_string(item_state_to_text(row->state)));
  web_json_set(o, "where", web_json_text(row->where));
  web_json_set(o, "meeting", web_json_text(row->meeting));
  web_json_set(o, "rule", web_json_text(row->rule));
  web_json_set(o, "tally", web_json_text(row->tally));
  web_json_set(o, "superseded_by", web_json_text(row->superseded_by));
  web_json_set(o, "origin", source_of(origin_of(row)));
  web_json_set(o, "answered", source_of(answer_of(row)));
  return o;
}

void
web_json_register(WebOut *out, const WebPage *page, const char *name, const GPtrArray *rows)
{
  json_t *root = json_object();
  json_t *list = json_array();
  for (guint i = 0; i < rows->len; i++)
    web_json_add(list, row_of(page, rows->pdata[i]));
  web_json_set(root, name, list);
  web_json_print(out, root);
}

char *
web_register_rule(const RegisterRow *row)
{
  if (row->rule == NULL)
    return NULL;
  if (row->source == REGISTER_LINE && g_str_has_prefix(row->rule, "said "))
    return g_strdup(row->rule);
  if (row->source != REGISTER_ITEM)
    return g_strconcat("by ", row->rule, NULL);
  return g_strdup(g_str_has_prefix(row->rule, "marker-")   ? "marked in the mail"
                  : g_str_has_prefix(row->rule, "bullet-") ? "listed in the mail"
                                                           : "said in the mail");
}

/* --- CSV and table --- */

void
web_csv_register(WebOut *out, const WebPage *page, const GPtrArray *rows)
{
  g_string_append(out, "id,url,date,what,owner,due,overdue,state,where,rule,tally,superseded_by,"
                       "message_id,first_line,last_line,quote,answered\r\n");
  for (guint i = 0; i < rows->len; i++) {
    const RegisterRow *row = rows->pdata[i];
    const Mention *origin = origin_of(row), *answer = answer_of(row);
    g_autofree char *url = url_of(page, row);
    web_csv_cell(out, row->id, FALSE);
    web_csv_cell(out, url, FALSE);
    web_csv_time(out, row->when);
    web_csv_cell(out, row->what, FALSE);
    web_csv_cell(out, row->owner, FALSE);
    web_csv_time(out, row->due);
    web_csv_cell(out, row->overdue ? "yes" : "", FALSE);
    web_csv_cell(out, item_state_to_text(row->state), FALSE);
    web_csv_cell(out, row->where, FALSE);
    web_csv_cell(out, row->rule, FALSE);
    web_csv_cell(out, row->tally, FALSE);
    web_csv_cell(out, row->superseded_by, FALSE);
    web_csv_cell(out, origin != NULL ? origin->message_id : NULL, FALSE);
    g_string_append_printf(out, "%u,%u,", origin != NULL ? origin->lines.first : 0,
                           origin != NULL ? origin->lines.last : 0);
    web_csv_cell(out, origin != NULL ? origin->quote : NULL, FALSE);
    web_csv_time(out, answer != NULL ? answer->date : 0);
    g_string_truncate(out, out->len - 1);
    g_string_append(out, "\r\n");
  }
}

void
web_table_register(WebOut *out, const GPtrArray *rows, const char *zone)
{
  for (guint i = 0; i < rows->len; i++) {
    const RegisterRow *row = rows->pdata[i];
    g_autoptr(GString) when = g_string_new(NULL);
    g_autoptr(GString) due = g_string_new(NULL);
    g_autofree char *what = web_plain(row->what);
    g_autofree char *owner = web_plain(row->owner != NULL ? row->owner : "");
    web_out_date(when, row->when, zone);
    if (row->due != 0)
      web_out_date(due, row->due, zone);
    web_cell(out, row->id, 7);
    g_string_append_printf(out, " %s  %-9s ", when->str, item_state_to_text(row->state));
    g_strdelimit(what, "\n", ' ');
    g_string_append(out, what);
    if (owner[0] != '\0')
      g_string_append_printf(out, " (%s)", owner);
    if (due->len > 0)
      g_string_append_printf(out, ", due %s%s", due->str, row->overdue ? ", overdue" : "");
    if (row->tally != NULL)
      g_string_append_printf(out, ", %s", row->tally);
    if (row->superseded_by != NULL)
      g_string_append_printf(out, ", superseded by %s", row->superseded_by);
    g_string_append_c(out, '\n');
  }
}

/* --- attendance --- */

static void
attendee_free_row(gpointer data)
{
  WebAttendee *person = data;
  g_free(person->name);
  g_array_unref(person->there);
  g_free(person);
}

static gint
most_often_first(gconstpointer a, gconstpointer b)
{
  const WebAttendee *one = *(WebAttendee *const *)a, *two = *(WebAttendee *const *)b;
  if (one->n != two->n)
    return one->n > two->n ? -1 : 1;
  return g_utf8_collate(one->name, two->name);
}

static void
note_attendee(GPtrArray *people, GHashTable *known, const AttendanceRow *meeting, const char *name,
              guint column, guint n_shown)
{
  g_autofree char *folded = g_utf8_casefold(name, -1);
  WebAttendee *person = g_hash_table_lookup(known, folded);
  if (person == NULL) {
    person = g_new0(WebAttendee, 1);
    person->name = g_strdup(name);
    person->there = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_array_set_size(person->there, n_shown);
    person->last = meeting->when;
    g_ptr_array_add(people, person);
    g_hash_table_insert(known, g_steal_pointer(&folded), person);
  }
  if (person->first == meeting->when)
    return; /* twice in one list */
  person->n++;
  person->first = meeting->when;
  if (column < n_shown)
    g_array_index(person->there, gboolean, column) = TRUE;
}

GPtrArray *
web_attendance_people(const GPtrArray *meetings, guint n_shown)
{
  GPtrArray *people = g_ptr_array_new_with_free_func(attendee_free_row);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < meetings->len; i++) {
    const AttendanceRow *meeting = meetings->pdata[i];
    for (guint j = 0; j < meeting->people->len; j++)
      note_attendee(people, known, meeting, meeting->people->pdata[j], i, n_shown);
  }
  g_ptr_array_sort(people, most_often_first);
  return people;
}

void
web_json_attendance(WebOut *out, const WebPage *page, const GPtrArray *meetings)
{
  json_t *root = json_object();
  json_t *list = json_array();
  for (guint i = 0; i < meetings->len; i++) {
    const AttendanceRow *meeting = meetings->pdata[i];
    json_t *o = json_object();
    json_t *people = json_array();
    g_autofree char *url =
        g_strdup_printf("%s/%s/meetings/%s/", page->base_url != NULL ? page->base_url : "",
                        page->group->name, meeting->meeting);
    for (guint j = 0; j < meeting->people->len; j++)
      web_json_add(people, web_json_text(meeting->people->pdata[j]));
    web_json_set(o, "date", web_json_text(meeting->meeting));
    web_json_set(o, "url", web_json_text(url));
    web_json_set(o, "people", people);
    web_json_set(o, "message_id", web_json_text(meeting->message_id));
    web_json_add(list, o);
  }
  web_json_set(root, "meetings", list);
  web_json_print(out, root);
}

void
web_csv_attendance(WebOut *out, const GPtrArray *meetings)
{
  g_string_append(out, "meeting,person,message_id\r\n");
  for (guint i = 0; i < meetings->len; i++) {
    const AttendanceRow *meeting = meetings->pdata[i];
    for (guint j = 0; j < meeting->people->len; j++) {
      web_csv_cell(out, meeting->meeting, FALSE);
      web_csv_cell(out, meeting->people->pdata[j], FALSE);
      web_csv_cell(out, meeting->message_id, TRUE);
    }
  }
}
