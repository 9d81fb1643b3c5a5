/* A meeting's agenda as JSON: what the draft has, and what the chair added. */
#include "web/json-parts.h"
#include "web/views-sheet.h"

static json_t *
number(gint64 n)
{
  return n != 0 ? json_integer(n) : json_null();
}

static json_t *
entry_of(const WebSheetView *view, const SheetEntry *entry)
{
  const Item *item = web_sheet_item(view, entry);
  json_t *o = json_object();
  web_json_set(o, "number", json_integer(entry->position));
  web_json_set(o, "id", json_integer(entry->id));
  web_json_set(o, "title", web_json_text(entry->title));
  web_json_set(o, "minutes", number(entry->minutes));
  web_json_set(o, "presenter", web_json_text(entry->presenter));
  web_json_set(o, "notes", web_json_text(entry->notes));
  web_json_set(o, "state", json_string(entry_state_to_text(entry->state)));
  web_json_set(o, "outcome", json_string(entry_outcome_to_text(entry->outcome)));
  web_json_set(o, "remark", web_json_text(entry->remark));
  web_json_set(o, "why", web_json_text(entry->why));
  web_json_set(o, "proposed_by", web_json_text(entry->origin_who));
  web_json_set(o, "item_number", number(entry->item));
  web_json_set(o, "item", item != NULL ? web_json_item(item) : json_null());
  return o;
}

static json_t *
entries_of(const WebSheetView *view, EntryState state)
{
  json_t *list = json_array();
  for (guint n = 0; sheet_entry_nth(view->sheet, state, n) != NULL; n++)
    web_json_add(list, entry_of(view, sheet_entry_nth(view->sheet, state, n)));
  return list;
}

static json_t *
proposals_of(const WebSheetView *view)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(view->proposals); i++) {
    const WebProposal *proposal = g_ptr_array_index(view->proposals, i);
    json_t *o = json_object();
    web_json_set(o, "title", web_json_text(proposal->title));
    web_json_set(o, "who", web_json_text(proposal->who));
    web_json_set(o, "text", web_json_text(proposal->text));
    web_json_set(o, "message_id", web_json_text(proposal->message_id));
    web_json_set(o, "line", json_integer(proposal->line));
    web_json_set(o, "item_number", number(proposal->item));
    web_json_add(list, o);
  }
  return list;
}

void
web_json_sheet(WebOut *out, const WebSheetView *view)
{
  const Meeting *meeting = view->meeting;
  json_t *root = json_object();
  web_json_set(root, "group", web_json_text(view->page->group->name));
  web_json_set(root, "title", web_json_text(web_page_group_title(view->page)));
  web_json_set(root, "meeting", web_json_text(meeting->name));
  web_json_set(root, "date", web_json_time(meeting->start));
  web_json_set(root, "timezone", web_json_text(web_page_zone(view->page)));
  web_json_set(root, "duration", json_integer(meeting->duration));
  web_json_set(root, "place", web_json_text(meeting->place));
  web_json_set(root, "video", web_json_text(meeting->video));
  web_json_set(root, "chair", web_json_text(meeting->chair));
  web_json_set(root, "stage", json_string(web_sheet_stage(view->sheet)));
  web_json_set(root, "version", json_integer(view->sheet->version));
  web_json_set(root, "published", web_json_time(view->sheet->published));
  web_json_set(root, "planned", json_integer(sheet_minutes(view->sheet)));
  web_json_set(root, "entries", entries_of(view, ENTRY_TAKEN));
  web_json_set(root, "parked", entries_of(view, ENTRY_PARKED));
  web_json_set(root, "proposals", proposals_of(view));
  web_json_print(out, root);
}
