/* The quarterly report: one list of sections, printed as Markdown, as a mail, and by report.tmpl as
 * a page. */
#include <string.h>

#include "web/json-parts.h"
#include "web/markdown.h"
#include "web/views-register.h"
#include "web/wrap.h"

#define COLUMNS 72
#define LINES_MAX 200

static void
line_free(gpointer data)
{
  WebReportLine *line = data;
  g_free(line->text);
  g_free(line->path);
  g_free(line);
}

static void
section_free(gpointer data)
{
  WebReportSection *section = data;
  g_free(section->title);
  g_free(section->empty);
  g_ptr_array_unref(section->lines);
  g_free(section);
}

static WebReportSection *
section_new(GPtrArray *sections, const char *title, const char *empty)
{
  WebReportSection *section = g_new0(WebReportSection, 1);
  section->title = g_strdup(title);
  section->empty = g_strdup(empty);
  section->lines = g_ptr_array_new_with_free_func(line_free);
  g_ptr_array_add(sections, section);
  return section;
}

/* Takes both. */
static void
add_line(WebReportSection *section, char *text, char *path)
{
  WebReportLine *line = g_new0(WebReportLine, 1);
  line->text = text;
  line->path = path;
  if (section->lines->len < LINES_MAX)
    g_ptr_array_add(section->lines, line);
  else
    line_free(line);
}

/* --- the sections --- */

static char *
day_text(const WebPage *page, gint64 when)
{
  GString *text = g_string_new(NULL);
  web_out_date(text, when, web_page_zone(page));
  return g_string_free(text, FALSE);
}

/* " (3 present, 1 decision)" of one held here: of its list of people, and of what was said there.
 */
static void
add_held(GString *text, const WebReportView *view, const char *meeting)
{
  guint n_present = 0, n_decisions = 0;
  for (guint i = 0; i < view->attendance->len; i++) {
    const AttendanceRow *row = view->attendance->pdata[i];
    if (row->message_id == NULL && strcmp(row->meeting, meeting) == 0)
      n_present = row->people->len;
  }
  for (guint i = 0; i < view->decisions->len; i++) {
    const RegisterRow *row = view->decisions->pdata[i];
    n_decisions += row->source == REGISTER_LINE && g_strcmp0(row->meeting, meeting) == 0;
  }
  g_string_append_printf(text, " (%u present, %u %s)", n_present, n_decisions,
                         web_plural(n_decisions, "decision", "decisions"));
}

static void
add_meetings(GPtrArray *sections, const WebReportView *view)
{
  WebReportSection *section =
      section_new(sections, "Meetings held", "No meeting was held or recorded.");
  for (guint i = 0; i < view->meetings->len; i++) {
    const WebMeetingRow *row = &g_array_index(view->meetings, WebMeetingRow, i);
    const MinutesRecord *record = row->record;
    g_autoptr(GString) text = g_string_new(row->name);
    const char *title = row->meeting != NULL && row->meeting->title != NULL ? row->meeting->title
                        : record != NULL                                    ? record->title
                                                                            : NULL;
    if (title != NULL)
      g_string_append_printf(text, ": %s", title);
    if (record != NULL)
      g_string_append_printf(
          text, " (%u present, %u %s, %u %s)", record->attendees->len, record->n[ITEM_DECISION],
          web_plural(record->n[ITEM_DECISION], "decision", "decisions"), record->n[ITEM_ACTION],
          web_plural(record->n[ITEM_ACTION], "action", "actions"));
    else
      add_held(text, view, row->name);
    add_line(section, g_strdup(text->str),
             g_strdup_printf("/%s/meetings/%s/", view->page->group->name, row->name));
  }
}

static void
add_attendance(GPtrArray *sections, const WebReportView *view)
{
  WebReportSection *section =
      section_new(sections, "Attendance", "No list of people was kept this quarter.");
  g_autoptr(GPtrArray) people = web_attendance_people(view->attendance, 0);
  for (guint i = 0; i < people->len; i++) {
    const WebAttendee *person = people->pdata[i];
    add_line(section,
             g_strdup_printf("%s: %u of %u", person->name, person->n, view->attendance->len), NULL);
  }
}

static void
add_register(GPtrArray *sections, const WebReportView *view, const char *title, const char *empty,
             const GPtrArray *rows)
{
  WebReportSection *section = section_new(sections, title, empty);
  for (guint i = rows->len; i > 0; i--) {
    const RegisterRow *row = rows->pdata[i - 1];
    g_autofree char *day = day_text(view->page, row->when);
    g_autofree char *what = web_cut_links_whole(row->what, 300);
    g_autoptr(GString) text = g_string_new(day);
    g_string_append_printf(text, ": %s", what);
    if (row->tally != NULL)
      g_string_append_printf(text, " (%s)", row->tally);
    if (row->state == STATE_DECLINED)
      g_string_append(text, ", declined");
    if (row->superseded_by != NULL)
      g_string_append_printf(text, ", superseded by %s", row->superseded_by);
    add_line(section, g_strdup(text->str), web_register_path(view->page, row));
  }
}

static void
add_items(GPtrArray *sections, const WebReportView *view)
{
  const ReportNumbers *n = view->numbers;
  WebReportSection *section = section_new(sections, "Items opened and done", "None.");
  for (int kind = 0; kind < ITEM_N_KINDS; kind++)
    if (n->opened[kind] > 0)
      add_line(
          section,
          g_strdup_printf("%u new of kind %s", n->opened[kind], item_kind_to_text((ItemKind)kind)),
          g_strdup_printf("/%s/backlog?kind=%s", view->page->group->name,
                          item_kind_to_text((ItemKind)kind)));
  if (n->done > 0)
    add_line(section, g_strdup_printf("%u set to done", n->done),
             g_strdup_printf("/%s/backlog?state=done", view->page->group->name));
}

static void
add_threads(GPtrArray *sections, const WebReportView *view)
{
  WebReportSection *section =
      section_new(sections, "Most discussed", "No thread had more than one mail.");
  const ReportNumbers *n = view->numbers;
  for (guint i = 0; i < n->threads->len; i++) {
    const ReportThread *thread = n->threads->pdata[i];
    g_autofree char *subject = web_cut_links_whole(thread->subject, 120);
    g_autofree char *id = web_path_segment(thread->message_id);
    add_line(section,
             g_strdup_printf("%s: %u mails by %u %s", subject, thread->mails, thread->people,
                             web_plural(thread->people, "person", "people")),
             g_strdup_printf("/%s/archive/%s/t/", view->page->group->name, id));
  }
}

static char *
delay_text(gint64 seconds)
{
  if (seconds < 2 * 3600)
    return g_strdup_printf("%" G_GINT64_FORMAT " minutes", seconds / 60);
  if (seconds < 48 * 3600)
    return g_strdup_printf("%" G_GINT64_FORMAT " hours", seconds / 3600);
  return g_strdup_printf("%" G_GINT64_FORMAT " days", seconds / 86400);
}

static void
add_health(GPtrArray *sections, const WebReportView *view)
{
  const ReportNumbers *n = view->numbers;
  WebReportSection *section = section_new(sections, "Health", NULL);
  add_line(section,
           g_strdup_printf("%u %s by %u %s", n->mails, web_plural(n->mails, "mail", "mails"),
                           n->people, web_plural(n->people, "person", "people")),
           NULL);
  add_line(section,
           g_strdup_printf("%u %s begun, %u of them answered", n->started,
                           web_plural(n->started, "thread", "threads"), n->answered),
           NULL);
  if (n->answered > 0) {
    g_autofree char *delay = delay_text(n->median_reply);
    add_line(section, g_strdup_printf("half of those answered waited no longer than %s", delay),
             NULL);
  }
  add_line(section,
           g_strdup_printf("%u %s cast by mail", n->votes, web_plural(n->votes, "vote", "votes")),
           NULL);
}

GPtrArray *
web_report_sections(const WebReportView *view)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func(section_free);
  add_meetings(sections, view);
  add_attendance(sections, view);
  add_register(sections, view, "Decisions", "None was recorded.", view->decisions);
  add_items(sections, view);
  add_threads(sections, view);
  add_register(sections, view, "Votes", "No ballot was closed.", view->ballots);
  add_health(sections, view);
  return sections;
}

/* --- as text --- */

/* Safe for a terminal and without what the group hides. Caller frees. */
static char *
clean(const WebReportView *view, const char *text)
{
  g_autofree char *masked = web_mask(text, view->page->mask_addresses);
  g_autofree char *plain = web_plain(masked);
  return g_strdup(g_strdelimit(plain, "\n", ' '));
}

static char *
heading_of(const WebReportView *view)
{
  g_autofree char *title = clean(view, web_page_group_title(view->page));
  return g_strdup_printf("%s: report for %s (draft)", title, view->quarter);
}

static void
underline(WebOut *out, const char *text, char mark)
{
  web_wrap(out, text, COLUMNS, "", "");
  for (guint i = MIN(web_columns(text), COLUMNS); i > 0; i--)
    g_string_append_c(out, mark);
  g_string_append(out, "\n\n");
}

static const char *
base_of(const WebReportView *view)
{
  return view->page->base_url != NULL ? view->page->base_url : "";
}

void
web_text_report(WebOut *out, const WebReportView *view)
{
  g_autoptr(GPtrArray) sections = web_report_sections(view);
  g_autofree char *heading = heading_of(view);
  underline(out, heading, '=');
  for (guint i = 0; i < sections->len; i++) {
    const WebReportSection *section = sections->pdata[i];
    underline(out, section->title, '-');
    for (guint j = 0; j < section->lines->len; j++) {
      const WebReportLine *line = section->lines->pdata[j];
      g_autofree char *text = clean(view, line->text);
      web_wrap(out, text, COLUMNS, "* ", "  ");
      if (line->path != NULL && base_of(view)[0] != '\0')
        g_string_append_printf(out, "  %s%s\n", base_of(view), line->path);
    }
    if (section->lines->len == 0 && section->empty != NULL)
      g_string_append_printf(out, "%s\n", section->empty);
    g_string_append_c(out, '\n');
  }
}

void
web_markdown_report(WebOut *out, const WebReportView *view)
{
  g_autoptr(GPtrArray) sections = web_report_sections(view);
  g_autofree char *heading = heading_of(view);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  for (guint i = 0; i < sections->len; i++) {
    const WebReportSection *section = sections->pdata[i];
    g_string_append_printf(out, "## %s\n\n", section->title);
    for (guint j = 0; j < section->lines->len; j++) {
      const WebReportLine *line = section->lines->pdata[j];
      g_autofree char *text = clean(view, line->text);
      g_autofree char *safe = web_markdown_escape(text);
      g_autofree char *url =
          line->path != NULL ? g_strconcat(base_of(view), line->path, NULL) : NULL;
      g_string_append(out, "- ");
      if (url != NULL)
        web_markdown_link(out, safe, url);
      else
        g_string_append(out, safe);
      g_string_append_c(out, '\n');
    }
    if (section->lines->len == 0 && section->empty != NULL)
      g_string_append_printf(out, "%s\n", section->empty);
    g_string_append_c(out, '\n');
  }
}

/* --- JSON --- */

static json_t *
months_of(const ReportNumbers *n)
{
  json_t *months = json_array();
  for (guint i = 0; i < REPORT_MONTHS; i++) {
    json_t *month = json_object();
    g_autofree char *name = g_strdup_printf("%04d-%02d", n->months[i].year, n->months[i].month);
    web_json_set(month, "month", web_json_text(name));
    web_json_set(month, "mails", json_integer(n->months[i].mails));
    web_json_set(month, "people", json_integer(n->months[i].people));
    web_json_add(months, month);
  }
  return months;
}

void
web_json_report(WebOut *out, const WebReportView *view)
{
  const ReportNumbers *n = view->numbers;
  json_t *root = json_object();
  json_t *opened = json_object();
  for (int kind = 0; kind < ITEM_N_KINDS; kind++)
    web_json_set(opened, item_kind_to_text((ItemKind)kind), json_integer(n->opened[kind]));
  web_json_set(root, "quarter", web_json_text(view->quarter));
  web_json_set(root, "from", web_json_time(view->from));
  web_json_set(root, "until", web_json_time(view->until));
  web_json_set(root, "meetings", json_integer(view->meetings->len));
  web_json_set(root, "decisions", json_integer(view->decisions->len));
  web_json_set(root, "ballots", json_integer(view->ballots->len));
  web_json_set(root, "mails", json_integer(n->mails));
  web_json_set(root, "people", json_integer(n->people));
  web_json_set(root, "threads", json_integer(n->started));
  web_json_set(root, "answered", json_integer(n->answered));
  web_json_set(root, "median_reply_seconds", json_integer(n->median_reply));
  web_json_set(root, "votes", json_integer(n->votes));
  web_json_set(root, "opened", opened);
  web_json_set(root, "done", json_integer(n->done));
  web_json_set(root, "months", months_of(n));
  web_json_print(out, root);
}
