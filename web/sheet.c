/* Small facts about a sheet that templates and texts share. */
#include "web/views-sheet.h"

const Item *
web_sheet_item(const WebSheetView *view, const SheetEntry *entry)
{
  for (guint i = 0; entry->item != 0 && i < web_count(view->items); i++) {
    const Item *item = g_ptr_array_index(view->items, i);
    if (item->number == entry->item)
      return item;
  }
  return NULL;
}

guint
web_sheet_before(const Sheet *sheet, guint n)
{
  guint minutes = 0;
  for (guint i = 0; i < n; i++) {
    const SheetEntry *entry = sheet_entry_nth(sheet, ENTRY_TAKEN, i);
    minutes += entry != NULL ? entry->minutes : 0;
  }
  return minutes;
}

char *
web_meeting_path(const WebPage *page, const Meeting *meeting)
{
  g_autofree char *group = web_path_segment(page->group->name);
  g_autofree char *name = web_path_segment(meeting->name);
  return g_strdup_printf("/%s/meetings/%s", group, name);
}

const char *
web_sheet_stage(const Sheet *sheet)
{
  return sheet->ended != 0                             ? "held"
         : sheet->started != 0                         ? "running"
         : sheet->published != 0                       ? "published"
         : sheet_entries_count(sheet, ENTRY_TAKEN) > 0 ? "being edited"
                                                       : "draft";
}

void
web_part_clock(WebOut *out, gint64 when, const char *zone)
{
  enum { DATE = sizeof "2014-04-15 " - 1, CLOCK = sizeof "17:53" - 1 };
  g_autoptr(GString) time = g_string_new(NULL);
  web_out_time(time, when, zone);
  if (when != 0 && time->len >= DATE + CLOCK)
    web_out_text_len(out, time->str + DATE, CLOCK);
}
