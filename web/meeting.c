/* Meetings as JSON, as a table, and what their pages lean on. */
#include <string.h>

#include "web/json-parts.h"
#include "web/views-meeting.h"

const char *
web_fault_value(const WebFault *fault, const char *form, const char *name, const char *value)
{
  const char *typed = fault != NULL && strcmp(fault->form, form) == 0
                          ? g_hash_table_lookup(fault->values, name)
                          : NULL;
  return typed != NULL ? typed : value;
}

const char *
web_fault_message(const WebFault *fault, const char *form, const char *field)
{
  gboolean meant =
      fault != NULL && strcmp(fault->form, form) == 0 && strcmp(fault->field, field) == 0;
  return meant ? fault->message : NULL;
}

char *
web_series_words(const Series *series)
{
  g_autofree char *rule = schedule_rule_to_words(&series->rule);
  g_autofree char *first = schedule_day_to_text(series->first);
  g_autofree char *last = schedule_day_to_text(series->until);
  return g_strdup_printf("%s at %02d:%02d, %u minutes, from %s%s%s", rule, series->minute / 60,
                         series->minute % 60, series->duration, first,
                         last[0] != '\0' ? " until " : "", last);
}

/* --- JSON --- */

static json_t *
entry_of(const WebPage *page, const MinutesEntry *entry)
{
  const Item *item = entry->item;
  json_t *o = json_object();
  g_autofree char *url =
      g_strdup_printf("%s/%s/items/%" G_GINT64_FORMAT, page->base_url != NULL ? page->base_url : "",
                      page->group->name, item->number);
  web_json_set(o, "kind", json_string(item_kind_to_text(entry->kind)));
  web_json_set(o, "title", web_json_text(entry->title));
  web_json_set(o, "item", json_integer(item->number));
  web_json_set(o, "url", web_json_text(url));
  web_json_set(o, "state", json_string(item_state_to_text(item->state)));
  web_json_set(o, "owner", web_json_text(item->owner));
  web_json_set(o, "due", web_json_time(item->due));
  web_json_set(o, "said", web_json_mention(entry->said));
  return o;
}

static json_t *
record_of(const WebPage *page, const MinutesRecord *record)
{
  json_t *o = json_object();
  json_t *mails = json_array();
  json_t *people = json_array();
  for (guint i = 0; i < record->mails->len; i++) {
    const MinutesMail *mail = record->mails->pdata[i];
    json_t *one = json_object();
    web_json_set(one, "message_id", web_json_text(mail->message_id));
    web_json_set(one, "subject", web_json_text(mail->subject));
    web_json_add(mails, one);
  }
  for (guint i = 0; i < record->attendees->len; i++)
    web_json_add(people, web_json_text(((const Attendee *)record->attendees->pdata[i])->name));
  web_json_set(o, "title", web_json_text(record->title));
  web_json_set(o, "mails", mails);
  web_json_set(o, "attendees", people);
  web_json_set(o, "decisions", json_integer(record->n[ITEM_DECISION]));
  web_json_set(o, "actions", json_integer(record->n[ITEM_ACTION]));
  if (record->entries == NULL)
    return o; /* a list */
  json_t *entries = json_array();
  json_t *links = json_array();
  for (guint i = 0; i < record->entries->len; i++)
    web_json_add(entries, entry_of(page, record->entries->pdata[i]));
  for (guint i = 0; i < web_count(record->links); i++)
    web_json_add(links, web_json_link(g_ptr_array_index(record->links, i)));
  web_json_set(o, "entries", entries);
  web_json_set(o, "links", links);
  return o;
}

static void
set_meeting(json_t *o, const Meeting *meeting)
{
  web_json_set(o, "start", web_json_time(meeting->start));
  web_json_set(o, "end", web_json_time(meeting->start + (gint64)meeting->duration * 60));
  web_json_set(o, "duration", json_integer(meeting->duration));
  web_json_set(o, "state", json_string(meeting_state_to_text(meeting->state)));
  web_json_set(o, "title", web_json_text(meeting->title));
  web_json_set(o, "place", web_json_text(meeting->place));
  web_json_set(o, "video", web_json_text(meeting->video));
  web_json_set(o, "chair", web_json_text(meeting->chair));
  web_json_set(o, "series", web_json_text(meeting->series_name));
  web_json_set(o, "recurrence",
               meeting->recurrence != 0 ? web_json_time(meeting->recurrence) : json_null());
  web_json_set(o, "uid", web_json_text(meeting->uid));
  web_json_set(o, "sequence", json_integer(meeting->sequence));
}

static json_t *
meeting_of(const WebPage *page, const WebMeetingRow *row)
{
  json_t *o = json_object();
  g_autofree char *url =
      g_strdup_printf("%s/%s/meetings/%s/", page->base_url != NULL ? page->base_url : "",
                      page->group->name, row->name);
  web_json_set(o, "date", web_json_text(row->name));
  web_json_set(o, "url", web_json_text(url));
  web_json_set(o, "timezone", web_json_text(web_page_zone(page)));
  if (row->meeting != NULL)
    set_meeting(o, row->meeting);
  web_json_set(o, "minutes", row->record != NULL ? record_of(page, row->record) : json_null());
  return o;
}

static json_t *
day_or_null(const WebPage *page, gint64 when)
{
  gint32 day;
  if (when == 0)
    return json_null();
  schedule_to_local(web_page_zone(page), when, &day, NULL);
  g_autofree char *text = schedule_day_to_text(day);
  return web_json_text(text);
}

void
web_json_meetings(WebOut *out, const WebPage *page, const GArray *rows, gint64 before, gint64 from)
{
  json_t *root = json_object();
  json_t *list = json_array();
  for (guint i = 0; i < rows->len; i++)
    web_json_add(list, meeting_of(page, &g_array_index(rows, WebMeetingRow, i)));
  web_json_set(root, "meetings", list);
  web_json_set(root, "cut_before", day_or_null(page, before));
  web_json_set(root, "cut_from", day_or_null(page, from));
  web_json_print(out, root);
}

void
web_json_meeting(WebOut *out, const WebPage *page, const WebMeetingRow *row)
{
  web_json_print(out, meeting_of(page, row));
}

/* --- a table --- */

void
web_table_meetings(WebOut *out, const Group *group, const GArray *rows)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(group->timezone); /* read once for all */
  for (guint i = 0; i < rows->len; i++) {
    const WebMeetingRow *row = &g_array_index(rows, WebMeetingRow, i);
    const Meeting *meeting = row->meeting;
    g_autoptr(GString) time = g_string_new(NULL);
    if (meeting != NULL)
      web_out_time(time, meeting->start, group->timezone);
    const char *what = meeting != NULL ? meeting->title : row->record->title;
    if (what == NULL && meeting != NULL)
      what = meeting->series_name;
    g_autofree char *plain = web_plain(what != NULL ? what : "");
    g_autofree char *place =
        web_plain(meeting != NULL && meeting->place != NULL ? meeting->place : "");
    g_string_append_printf(
        out, "%-15s  %-22s  %-9s  %s%s%s%s%s\n", row->name, time->str,
        meeting != NULL ? meeting_state_to_text(meeting->state) : "minutes", plain,
        place[0] != '\0' ? "  " : "", place,
        meeting != NULL && meeting->local == LOCAL_SKIPPED ? "  (the clock skips its hour)" : "",
        meeting != NULL && meeting->local == LOCAL_DOUBLED ? "  (the first of a doubled hour)"
                                                           : "");
  }
}
