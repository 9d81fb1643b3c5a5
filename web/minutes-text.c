/* Minutes as text for mail, as Markdown, as JSON, and in the form that MeetBot
 * gives its summaries. */
#include <string.h>

#include "web/json-parts.h"
#include "web/text-parts.h"
#include "web/views-live.h"
#include "web/wrap.h"

typedef struct {
  WebOut *out;
  const WebSheetView *view;
  const WebPage *page;
} Writer;

static char *
one_line(const Writer *w, const char *text)
{
  return web_text_short(w->page, text, 2000);
}

static void
append_names(const Writer *w, GString *out, AttendanceKind kind)
{
  guint n = 0;
  for (guint i = 0; i < w->view->sheet->people->len; i++) {
    const SheetPerson *person = w->view->sheet->people->pdata[i];
    if (person->kind != kind)
      continue;
    g_autofree char *name = one_line(w, person->name);
    g_string_append_printf(out, "%s%s%s", n++ > 0 ? ", " : "", name,
                           person->known ? "" : " (guest)");
  }
}

/* "KB: write the guide (due 2014-06-01)", "ship it (+3, 1, -0)" */
static char *
said(const Writer *w, const SheetLine *line)
{
  g_autofree char *text = one_line(w, line->text);
  g_autofree char *owner = line->owner != NULL ? one_line(w, line->owner) : NULL;
  g_autofree char *tally = web_tally(line);
  GString *out = g_string_new(NULL);
  if (owner != NULL)
    g_string_append_printf(out, "%s: ", owner);
  g_string_append(out, text);
  if (line->due != 0) {
    g_string_append(out, " (due ");
    web_out_date(out, line->due, web_page_zone(w->page));
    g_string_append_c(out, ')');
  }
  if (line->voted)
    g_string_append_printf(out, " %s", tally);
  return g_string_free(out, FALSE);
}

static void
each_fact(const Writer *w, WebFactPrint print)
{
  const Sheet *sheet = w->view->sheet;
  g_autoptr(GString) when = g_string_new(NULL);
  web_out_time(when, sheet->started != 0 ? sheet->started : w->view->meeting->start,
               web_page_zone(w->page));
  if (sheet->ended != 0) {
    g_string_append(when, " to ");
    web_part_clock(when, sheet->ended, web_page_zone(w->page));
  }
  print(w->out, "When", when->str);
  for (guint kind = 0; kind < PERSON_N; kind++) {
    g_autoptr(GString) names = g_string_new(NULL);
    append_names(w, names, (AttendanceKind)kind);
    if (names->len > 0)
      print(w->out, kind == PERSON_PRESENT ? "Present" : "Regrets", names->str);
  }
  if (sheet->scribe != NULL) {
    g_autofree char *scribe = one_line(w, sheet->scribe);
    print(w->out, "Scribe", scribe);
  }
}

static char *
heading_of(const WebSheetView *view)
{
  return web_text_heading(view->page, "minutes of", view->meeting->start,
                          view->sheet->approved_at != 0 ? "" : " (not approved yet)");
}

typedef void (*TopicPrint)(const Writer *w, const SheetEntry *entry);
typedef void (*SaidPrint)(const Writer *w, const SheetLine *line);

static void
each_line(const Writer *w, gint64 entry, SaidPrint print)
{
  for (guint i = 0; i < w->view->sheet->lines->len; i++) {
    const SheetLine *line = w->view->sheet->lines->pdata[i];
    if (line->entry == entry && !line->struck)
      print(w, line);
  }
}

static void
each_topic(const Writer *w, TopicPrint topic, SaidPrint print)
{
  each_line(w, 0, print);
  for (guint n = 0; sheet_entry_nth(w->view->sheet, ENTRY_TAKEN, n) != NULL; n++) {
    const SheetEntry *entry = sheet_entry_nth(w->view->sheet, ENTRY_TAKEN, n);
    topic(w, entry);
    each_line(w, entry->id, print);
  }
}

/* The actions once more at the end, for those who read no further. */
static void
each_action(const Writer *w, SaidPrint print)
{
  for (guint i = 0; i < w->view->sheet->lines->len; i++) {
    const SheetLine *line = w->view->sheet->lines->pdata[i];
    if (line->kind == SAID_ACTION && !line->struck)
      print(w, line);
  }
}

static gboolean
has_actions(const Sheet *sheet)
{
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (line->kind == SAID_ACTION && !line->struck)
      return TRUE;
  }
  return FALSE;
}

static char *
outcome_of(const Writer *w, const SheetEntry *entry)
{
  if (entry->outcome == BECAME_NONE)
    return g_strdup("");
  g_autofree char *remark = entry->remark != NULL ? one_line(w, entry->remark) : NULL;
  return remark != NULL
             ? g_strdup_printf(" [%s: %s]", entry_outcome_to_text(entry->outcome), remark)
             : g_strdup_printf(" [%s]", entry_outcome_to_text(entry->outcome));
}

/* --- text --- */

static const char *const markers[SAID_N] = {"", "AGREED: ", "ACTION: ", "REJECTED: ", "LINK: "};

static void
text_topic(const Writer *w, const SheetEntry *entry)
{
  g_autofree char *title = one_line(w, entry->title);
  g_autofree char *outcome = outcome_of(w, entry);
  g_autofree char *whole = g_strconcat(title, outcome, NULL);
  g_autofree char *number = g_strdup_printf("%2u. ", entry->position);
  g_string_append_c(w->out, '\n');
  web_wrap(w->out, whole, MAIL_COLUMNS, number, "    ");
}

static void
text_said(const Writer *w, const SheetLine *line)
{
  g_autofree char *words = said(w, line);
  g_autofree char *lead = g_strdup_printf("    * %s", markers[line->kind]);
  web_wrap(w->out, words, MAIL_COLUMNS, lead, "      ");
}

void
web_text_minutes(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  g_autofree char *heading = heading_of(view);
  web_text_underlined(out, heading, '=');
  each_fact(&w, web_text_fact);
  if (web_said_count(view->sheet, 0, 0) > 0)
    g_string_append_c(out, '\n');
  each_topic(&w, text_topic, text_said);
  if (has_actions(view->sheet)) {
    g_string_append(out, "\nAction items\n");
    each_action(&w, text_said);
  }
}

/* --- Markdown --- */

static void
markdown_topic(const Writer *w, const SheetEntry *entry)
{
  g_autofree char *title = one_line(w, entry->title);
  g_autofree char *outcome = outcome_of(w, entry);
  g_autofree char *whole = g_strconcat(title, outcome, NULL);
  g_autofree char *escaped = web_markdown_escape(whole);
  g_string_append_printf(w->out, "\n## %u\\. %s\n\n", entry->position, escaped);
}

static void
markdown_said(const Writer *w, const SheetLine *line)
{
  g_autofree char *words = said(w, line);
  g_autofree char *escaped = web_markdown_escape(words);
  /* "ACTION: " without its blank: Markdown ends no emphasis behind one. */
  if (line->kind == SAID_NOTE)
    g_string_append_printf(w->out, "- %s\n", escaped);
  else
    g_string_append_printf(w->out, "- **%.*s** %s\n", (int)strcspn(markers[line->kind], " "),
                           markers[line->kind], escaped);
}

void
web_markdown_minutes(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  g_autofree char *heading = heading_of(view);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  each_fact(&w, web_markdown_fact);
  g_string_append_c(out, '\n');
  each_topic(&w, markdown_topic, markdown_said);
  if (has_actions(view->sheet)) {
    g_string_append(out, "\n## Action items\n\n");
    each_action(&w, markdown_said);
  }
}

/* --- MeetBot --- */

/* "(ann, 17:02:10)" in UTC, as the bot stamps. Names without blanks, as nicks are. */
static void
bot_stamp(const Writer *w, const char *who, gint64 at)
{
  g_autofree char *name = one_line(w, who);
  g_strdelimit(name, " ,()", '_');
  gint64 day = ((at % 86400) + 86400) % 86400;
  g_string_append_printf(w->out, "  (%s, %02d:%02d:%02d)\n", name, (int)(day / 3600),
                         (int)(day / 60 % 60), (int)(day % 60));
}

static void
bot_topic(const Writer *w, const SheetEntry *entry)
{
  g_autofree char *title = one_line(w, entry->title);
  g_string_append_printf(w->out, "* %s", title);
  const char *who = w->view->sheet->scribe != NULL ? w->view->sheet->scribe : "chair";
  bot_stamp(w, who, w->view->sheet->started);
}

static void
bot_said(const Writer *w, const SheetLine *line)
{
  g_autofree char *words = said(w, line);
  g_string_append_printf(w->out, "  * %s%s", markers[line->kind], words);
  bot_stamp(w, line->who, line->at);
}

static void
bot_action(const Writer *w, const SheetLine *line)
{
  g_autofree char *words = said(w, line);
  g_string_append_printf(w->out, "* %s\n", words);
}

static void
bot_time(const Writer *w, const char *verb, const char *who, gint64 at)
{
  g_autofree char *name = one_line(w, who);
  gint64 day = ((at % 86400) + 86400) % 86400;
  g_string_append_printf(w->out, "Meeting %s%s%s at %02d:%02d:%02d UTC.\n", verb,
                         name[0] != '\0' ? " by " : "", name, (int)(day / 3600),
                         (int)(day / 60 % 60), (int)(day % 60));
}

void
web_meetbot_minutes(WebOut *out, const WebSheetView *view)
{
  Writer w = {out, view, view->page};
  const Sheet *sheet = view->sheet;
  g_autofree char *title = web_text_clean(view->page, web_page_group_title(view->page));
  guint width = MIN(web_columns(title) + 2, MAIL_COLUMNS);
  g_autofree char *bar = g_strnfill(width, '=');
  g_string_append_printf(out, "%s\n#%s\n%s\n\n\n", bar, title, bar);
  bot_time(&w, "started", sheet->scribe != NULL ? sheet->scribe : "chair",
           sheet->started != 0 ? sheet->started : view->meeting->start);
  g_string_append(out, "\n\nMeeting summary\n---------------\n");
  each_topic(&w, bot_topic, bot_said);
  g_string_append_c(out, '\n');
  if (sheet->ended != 0)
    bot_time(&w, "ended", "", sheet->ended);
  g_string_append(out, "\n\n\nAction Items\n------------\n");
  if (has_actions(sheet))
    each_action(&w, bot_action);
  else
    g_string_append(out, "* (none)\n");
  g_string_append(out, "\n\n\nPeople Present (lines said)\n---------------------------\n");
  for (guint i = 0; i < sheet->people->len; i++) {
    const SheetPerson *person = sheet->people->pdata[i];
    g_autofree char *name = one_line(&w, person->name);
    if (person->kind == PERSON_PRESENT)
      g_string_append_printf(out, "* %s\n", name);
  }
}

/* --- JSON --- */

static json_t *
line_of(const SheetLine *line)
{
  json_t *o = json_object();
  web_json_set(o, "id", json_integer(line->id));
  web_json_set(o, "at", web_json_time(line->at));
  web_json_set(o, "who", web_json_text(line->who));
  web_json_set(o, "kind", json_string(said_kind_to_text(line->kind)));
  web_json_set(o, "text", web_json_text(line->text));
  web_json_set(o, "owner", web_json_text(line->owner));
  web_json_set(o, "owner_known", json_boolean(line->owner_known));
  web_json_set(o, "due", web_json_time(line->due));
  web_json_set(o, "state", json_string(item_state_to_text(line->state)));
  if (line->voted) {
    web_json_set(o, "for", json_integer(line->votes_for));
    web_json_set(o, "neutral", json_integer(line->votes_neutral));
    web_json_set(o, "against", json_integer(line->votes_against));
  }
  return o;
}

static json_t *
lines_of(const Sheet *sheet, gint64 entry)
{
  json_t *list = json_array();
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (line->entry == entry && !line->struck)
      web_json_add(list, line_of(line));
  }
  return list;
}

static json_t *
topics_of(const Sheet *sheet)
{
  json_t *list = json_array();
  for (guint n = 0; sheet_entry_nth(sheet, ENTRY_TAKEN, n) != NULL; n++) {
    const SheetEntry *entry = sheet_entry_nth(sheet, ENTRY_TAKEN, n);
    json_t *o = json_object();
    web_json_set(o, "number", json_integer(entry->position));
    web_json_set(o, "title", web_json_text(entry->title));
    web_json_set(o, "item_number", entry->item != 0 ? json_integer(entry->item) : json_null());
    web_json_set(o, "outcome", json_string(entry_outcome_to_text(entry->outcome)));
    web_json_set(o, "remark", web_json_text(entry->remark));
    web_json_set(o, "seconds", json_integer(entry->spent));
    web_json_set(o, "lines", lines_of(sheet, entry->id));
    web_json_add(list, o);
  }
  return list;
}

void
web_json_minutes(WebOut *out, const WebSheetView *view)
{
  const Sheet *sheet = view->sheet;
  json_t *root = json_object();
  json_t *people = json_array();
  for (guint i = 0; i < sheet->people->len; i++) {
    const SheetPerson *person = sheet->people->pdata[i];
    json_t *o = json_object();
    web_json_set(o, "name", web_json_text(person->name));
    web_json_set(o, "attendance", json_string(attendance_kind_to_text(person->kind)));
    web_json_set(o, "known", json_boolean(person->known));
    web_json_add(people, o);
  }
  web_json_set(root, "group", web_json_text(view->page->group->name));
  web_json_set(root, "meeting", web_json_text(view->meeting->name));
  web_json_set(root, "stage", json_string(web_sheet_stage(sheet)));
  web_json_set(root, "started", web_json_time(sheet->started));
  web_json_set(root, "ended", web_json_time(sheet->ended));
  web_json_set(root, "scribe", web_json_text(sheet->scribe));
  web_json_set(root, "approved_at", web_json_time(sheet->approved_at));
  web_json_set(root, "revision", json_integer(sheet->revision));
  web_json_set(root, "people", people);
  web_json_set(root, "lines", lines_of(sheet, 0));
  web_json_set(root, "topics", topics_of(sheet));
  web_json_print(out, root);
}
