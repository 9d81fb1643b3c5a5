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
  return web_text_short(w->page, text, 500);
}

static char *
heading_of(const WebSheetView *view)
{
  return web_text_heading(view->page, "agenda for", view->meeting->start,
                          view->sheet->published == 0 ? " (not published yet)" : "");
}

static char *
address_of(const Writer *w, const char *rest)
{
  g_autofree char *path = web_meeting_path(w->page, w->view->meeting);
  return g_strconcat(w->page->base_url != NULL ? w->page->base_url : "", path, rest, NULL);
}

/* "When: 2026-11-30 17:00 GMT, 60 minutes" and the like; each goes through print. */
static void
each_fact(const Writer *w, WebFactPrint print)
{
  const Meeting *meeting = w->view->meeting;
  const struct {
    const char *label, *text;
  } facts[] = {{"Where", meeting->place}, {"Video", meeting->video}, {"Chair", meeting->chair}};
  g_autoptr(GString) when = g_string_new(NULL);
  web_out_time(when, meeting->start, web_page_zone(w->page));
  g_string_append_printf(when, ", %u minutes", meeting->duration);
  print(w->out, "When", when->str);
  for (guint i = 0; i < G_N_ELEMENTS(facts); i++) {
    if (facts[i].text == NULL)
      continue;
    g_autofree char *text = one_line(w, facts[i].text);
    print(w->out, facts[i].label, text);
  }
  g_autofree char *page = address_of(w, "/");
  print(w->out, "Page", page);
}

/* "10 min (minute 5 to 15), Ann" */
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

/* "why: promised on 2014-04-15, 2 replies", "proposed by Kofi Mensah"; each goes through print. */
static void
each_reason(const Writer *w, const SheetEntry *entry, void (*print)(WebOut *out, const char *text))
{
  const struct {
    const char *word, *text;
  } reasons[] = {{"why:", entry->why}, {"proposed by", entry->origin_who}};
  for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
    if (reasons[i].text == NULL)
      continue;
    g_autofree char *text = one_line(w, reasons[i].text);
    g_autofree char *line = g_strdup_printf("%s %s", reasons[i].word, text);
    print(w->out, line);
  }
}

/* --- text --- */

static void
text_reason(WebOut *out, const char *text)
{
  web_wrap(out, text, MAIL_COLUMNS, "    ", "    ");
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
  each_reason(w, entry, text_reason);
  if (entry->notes != NULL)
    text_notes(w, entry->notes);
  if (item != NULL)
    web_text_links(w->out, item->links);
  if (entry->item > 0) {
    g_autofree char *url = web_text_item_url(w->page, entry->item);
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
  g_autofree char *heading = heading_of(view);
  web_text_underlined(out, heading, '=');
  each_fact(&w, web_text_fact);
  g_string_append_c(out, '\n');
  each_entry(&w, text_entry);
  web_wrap(out,
           "To add to the agenda, answer this mail with a line \"agenda: WHAT IT IS ABOUT\", or "
           "with the address of an item.",
           MAIL_COLUMNS, "", "");
}

/* --- Markdown --- */

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
markdown_reason(WebOut *out, const char *text)
{
  g_autofree char *escaped = web_markdown_escape(text);
  g_string_append_printf(out, "\n    %s\n", escaped);
}

static void
markdown_entry(const Writer *w, const SheetEntry *entry)
{
  const Item *item = web_sheet_item(w->view, entry);
  g_autofree char *title = one_line(w, entry->title);
  g_autofree char *escaped = web_markdown_escape(title);
  g_autofree char *terms = terms_of(w, entry);
  g_autofree char *escaped_terms = web_markdown_escape(terms);
  g_autofree char *url = web_text_item_url(w->page, entry->item);
  g_string_append_printf(w->out, "%u. ", entry->position);
  if (entry->item > 0)
    web_markdown_link(w->out, escaped, url);
  else
    g_string_append(w->out, escaped);
  if (terms[0] != '\0')
    g_string_append_printf(w->out, ", %s", escaped_terms);
  g_string_append_c(w->out, '\n');
  each_reason(w, entry, markdown_reason);
  if (entry->notes != NULL)
    markdown_notes(w, entry->notes);
  if (item != NULL && web_count(item->links) > 0) {
    g_string_append_c(w->out, '\n');
    web_markdown_links(w->out, item->links);
  }
  g_string_append_c(w->out, '\n');
}

void
web_markdown_sheet(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  g_autofree char *heading = heading_of(view);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  each_fact(&w, web_markdown_fact);
  g_string_append_c(out, '\n');
  each_entry(&w, markdown_entry);
}
