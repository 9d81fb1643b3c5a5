/* A meeting's agenda as a mail (numbered topics, time, links; 72 columns) and as Markdown. */
#include <string.h>

#include "web/text-parts.h"
#include "web/views-sheet.h"
#include "web/wrap.h"

#define MAX_NOTE_LINES 40

typedef struct {
  WebOut *out;
  const WebSheetView *view;
  const WebPage *page;
} Writer;

static char *
one_line(const Writer *w, const char *text)
{
  g_autofree char *cut = web_cut(text, 500);
  return web_text_clean(w->page, cut);
}

static char *
heading_of(const Writer *w)
{
  g_autofree char *title = web_text_clean(w->page, web_page_group_title(w->page));
  g_autoptr(GString) day = g_string_new(NULL);
  web_out_day(day, w->view->meeting->start, web_page_zone(w->page));
  return g_strdup_printf("%s: agenda for %s%s", title, day->str,
                         w->view->sheet->published == 0 ? " (not published yet)" : "");
}

static char *
address_of(const Writer *w, const char *rest)
{
  g_autofree char *path = web_meeting_path(w->page, w->view->meeting);
  return g_strconcat(w->page->base_url != NULL ? w->page->base_url : "", path, rest, NULL);
}

/* "When: 2026-11-30 17:00 GMT, 60 minutes" and the like; each goes through print. */
static void
each_fact(const Writer *w, void (*print)(const Writer *, const char *label, const char *text))
{
  const Meeting *meeting = w->view->meeting;
  const struct {
    const char *label, *text;
  } facts[] = {{"Where", meeting->place}, {"Video", meeting->video}, {"Chair", meeting->chair}};
  g_autoptr(GString) when = g_string_new(NULL);
  web_out_time(when, meeting->start, web_page_zone(w->page));
  g_string_append_printf(when, ", %u minutes", meeting->duration);
  print(w, "When", when->str);
  for (guint i = 0; i < G_N_ELEMENTS(facts); i++) {
    if (facts[i].text == NULL)
      continue;
    g_autofree char *text = one_line(w, facts[i].text);
    print(w, facts[i].label, text);
  }
  g_autofree char *page = address_of(w, "/");
  print(w, "Page", page);
}

/* "10 min, Ann, minutes 5 to 15" */
static char *
terms_of(const Writer *w, const SheetEntry *entry)
{
  GString *terms = g_string_new(NULL);
  guint before = web_sheet_before(w->view->sheet, entry->position - 1);
  if (entry->minutes > 0)
    g_string_append_printf(terms, "%u min (minute %u to %u)", entry->minutes, before,
                           before + entry->minutes);
  if (entry->presenter != NULL) {
    g_autofree char *who = one_line(w, entry->presenter);
    g_string_append_printf(terms, "%s%s", terms->len > 0 ? ", " : "", who);
  }
  if (entry->outcome != BECAME_NONE)
    g_string_append_printf(terms, "%s%s", terms->len > 0 ? ", " : "",
                           entry_outcome_to_text(entry->outcome));
  return g_string_free(terms, FALSE);
}

static char *
item_url(const Writer *w, const SheetEntry *entry)
{
  g_autofree char *group = web_path_segment(w->page->group->name);
  return g_strdup_printf("%s/%s/items/%" G_GINT64_FORMAT,
                         w->page->base_url != NULL ? w->page->base_url : "", group, entry->item);
}

/* --- text --- */

static void
text_fact(const Writer *w, const char *label, const char *text)
{
  g_autofree char *lead = g_strdup_printf("%-7s", label);
  web_wrap(w->out, text, MAIL_COLUMNS, lead, "       ");
}

static void
text_notes(const Writer *w, const char *notes)
{
  g_autofree char *clean = web_text_clean(w->page, notes);
  g_auto(GStrv) lines = g_strsplit(clean, "\n", MAX_NOTE_LINES + 1);
  for (guint i = 0; lines[i] != NULL && i < MAX_NOTE_LINES; i++)
    web_wrap(w->out, lines[i], MAIL_COLUMNS, "    ", "    ");
}

static void
text_entry(const Writer *w, const SheetEntry *entry)
{
  const Item *item = web_sheet_item(w->view, entry);
  g_autofree char *number = g_strdup_printf("%2u. ", entry->position);
  g_autofree char *title = one_line(w, entry->title);
  g_autofree char *terms = terms_of(w, entry);
  web_wrap(w->out, title, MAIL_COLUMNS, number, "    ");
  web_wrap(w->out, terms, MAIL_COLUMNS, "    ", "    ");
  if (entry->notes != NULL)
    text_notes(w, entry->notes);
  for (guint i = 0; item != NULL && i < web_count(item->links); i++) {
    const Link *link = g_ptr_array_index(item->links, i);
    g_autofree char *where = web_plain(link->url != NULL ? link->url : link->value);
    g_string_append_printf(w->out, "    %s %s\n", link_kind_to_text(link->kind), where);
  }
  if (entry->item > 0) {
    g_autofree char *url = item_url(w, entry);
    g_string_append_printf(w->out, "    %s\n", url);
  }
  g_string_append_c(w->out, '\n');
}

static void
each_entry(const Writer *w, void (*print)(const Writer *, const SheetEntry *))
{
  const Sheet *sheet = w->view->sheet;
  for (guint n = 0; sheet_entry_nth(sheet, ENTRY_TAKEN, n) != NULL; n++)
    print(w, sheet_entry_nth(sheet, ENTRY_TAKEN, n));
  if (sheet_entry_nth(sheet, ENTRY_TAKEN, 0) == NULL)
    g_string_append(w->out, "The agenda is empty so far.\n\n");
}

void
web_text_sheet(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  g_autofree char *heading = heading_of(&w);
  web_text_underlined(out, heading, '=');
  each_fact(&w, text_fact);
  g_string_append_c(out, '\n');
  each_entry(&w, text_entry);
  web_wrap(out,
           "To add to the agenda, answer this mail with a line \"agenda: WHAT IT IS ABOUT\", or "
           "with the address of an item.",
           MAIL_COLUMNS, "", "");
}

/* --- Markdown --- */

static void
markdown_fact(const Writer *w, const char *label, const char *text)
{
  g_autofree char *escaped = web_markdown_escape(text);
  g_string_append_printf(w->out, "- **%s:** %s\n", label, escaped);
}

/* Notes are Markdown already, but only as docket shows it: HTML in them is text. */
static void
markdown_notes(const Writer *w, const char *notes)
{
  g_autofree char *clean = web_text_clean(w->page, notes);
  g_auto(GStrv) lines = g_strsplit(clean, "\n", MAX_NOTE_LINES + 1);
  g_string_append_c(w->out, '\n');
  for (guint i = 0; lines[i] != NULL && i < MAX_NOTE_LINES; i++) {
    g_auto(GStrv) pieces = g_strsplit(g_strchomp(lines[i]), "<", -1);
    g_autofree char *safe = g_strjoinv("\\<", pieces);
    g_string_append_printf(w->out, "%s%s\n", safe[0] != '\0' ? "    " : "", safe);
  }
}

static void
markdown_entry(const Writer *w, const SheetEntry *entry)
{
  g_autofree char *title = one_line(w, entry->title);
  g_autofree char *escaped = web_markdown_escape(title);
  g_autofree char *terms = terms_of(w, entry);
  g_autofree char *escaped_terms = web_markdown_escape(terms);
  g_autofree char *url = item_url(w, entry);
  g_string_append_printf(w->out, "%u. ", entry->position);
  if (entry->item > 0)
    web_markdown_link(w->out, escaped, url);
  else
    g_string_append(w->out, escaped);
  if (terms[0] != '\0')
    g_string_append_printf(w->out, ", %s", escaped_terms);
  g_string_append_c(w->out, '\n');
  if (entry->notes != NULL)
    markdown_notes(w, entry->notes);
  g_string_append_c(w->out, '\n');
}

void
web_markdown_sheet(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  g_autofree char *heading = heading_of(&w);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  each_fact(&w, markdown_fact);
  g_string_append_c(out, '\n');
  each_entry(&w, markdown_entry);
}
