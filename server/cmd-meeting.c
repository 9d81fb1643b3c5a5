/* Meetings and their series. */
#include "db/group.h"
#include "server/commands.h"
#include "server/import.h"
#include "server/meetings.h"
#include "server/zone.h"
#include "web/views-calendar.h"

#define LIST_BACK_DAYS 30
#define LIST_AHEAD_DAYS 190

/* --- series --- */

static SeriesWords
words_of(const Command *command)
{
  const CommandOptions *o = &command->options;
  return (SeriesWords){.name = command->n_args > 1 ? command->args[1] : NULL,
                       .rule = command->n_args > 2 ? command->args[2] : NULL,
                       .dates = o->dates,
                       .time = o->time,
                       .first = o->since,
                       .last = o->until,
                       .duration = o->duration,
                       .place = o->place,
                       .video = o->video,
                       .chair = o->chair,
                       .description = o->description};
}

/* A series that does not say when it begins begins today. */
static void
begin_today(const Command *command, const Group *group, Series *series)
{
  if (series->first == 0 && series->rule.kind != RULE_DATES)
    schedule_to_local(group->timezone, server_command_now(command), &series->first, NULL);
}

gboolean
server_cmd_series_add(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(Series) series = g_new0(Series, 1);
  SeriesWords words = words_of(command);
  series->duration = MEETING_DURATION;
  if (group == NULL)
    return FALSE;
  if (words.time == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "time: is missing\nsay --time 14:00, local time in %s", group->timezone);
    return FALSE;
  }
  if (!server_series_read(&words, series, error))
    return FALSE;
  begin_today(command, group, series);
  return db_series_add(command->db, group, series, COMMAND_WHO, server_command_now(command), error);
}

gboolean
server_cmd_series_set(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(Series) series =
      group != NULL ? db_series_get(command->db, group, command->args[1], error) : NULL;
  SeriesWords words = words_of(command);
  return series != NULL && server_series_read(&words, series, error) &&
         db_series_set(command->db, group, series, COMMAND_WHO, server_command_now(command), error);
}

gboolean
server_cmd_series_end(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint32 last;
  if (group == NULL)
    return FALSE;
  gint64 now = server_command_now(command);
  schedule_to_local(group->timezone, now, &last, NULL);
  if (command->n_args > 2 && !schedule_day_parse(command->args[2], &last, error))
    return FALSE;
  return db_series_end(command->db, group, command->args[1], last, COMMAND_WHO, now, error);
}

gboolean
server_cmd_series_list(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(GPtrArray) list = group != NULL ? db_series_list(command->db, group, error) : NULL;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const Series *series = list->pdata[i];
    g_autofree char *words = web_series_words(series);
    g_autofree char *place = web_plain(series->place != NULL ? series->place : "");
    g_autofree char *chair = web_plain(series->chair != NULL ? series->chair : "");
    g_string_append_printf(out, "%-16s  %s%s%s%s%s\n", series->name, words,
                           place[0] != '\0' ? ", " : "", place, chair[0] != '\0' ? ", chair " : "",
                           chair);
  }
  return list != NULL && server_command_print(out, error);
}

/* --- meetings --- */

/* --since and --until as days of the group; else a month back and half a year ahead. */
static gboolean
read_window(const Command *command, const Group *group, gint64 *from, gint64 *until, GError **error)
{
  const CommandOptions *o = &command->options;
  gint64 now = server_command_now(command);
  *from = now - LIST_BACK_DAYS * DAY_SECONDS;
  *until = now + LIST_AHEAD_DAYS * DAY_SECONDS;
  if (o->since != NULL && !server_zone_parse(o->since, group->timezone, from, error))
    return FALSE;
  if (o->until == NULL)
    return TRUE;
  if (!server_zone_parse(o->until, group->timezone, until, error))
    return FALSE;
  *until += DAY_SECONDS; /* the day is meant with all of it */
  return TRUE;
}

/* All of it, whatever the window. */
static gboolean
print_calendar(const Command *command, const Group *group, GString *out, GError **error)
{
  g_auto(GatheredCalendar) gathered = {NULL, NULL};
  gint64 now = server_command_now(command);
  if (!server_gather_calendar(command->db, group, now, &gathered, error))
    return FALSE;
  WebCalendar calendar = {
      .group = group, .now = now, .series = gathered.series, .meetings = gathered.meetings};
  web_ical_calendars(out, &calendar, 1, group->title);
  return TRUE;
}

/* What follows is not there by chance: the day is said from which to go on. */
static void
note_cut(const Group *group, gint64 reached)
{
  gint32 day;
  schedule_to_local(group->timezone, reached, &day, NULL);
  g_autofree char *text = schedule_day_to_text(day);
  server_command_note(
      "the list is long and ends before %s; go on with: docket meeting list %s --since "
      "%s",
      text, group->name, text);
}

gboolean
server_cmd_meeting_list(Command *command, GError **error)
{
  static const char *const formats[] = {"table", "json", "ics", NULL};
  guint format;
  gint64 from, until;
  g_auto(GatheredMeetings) gathered = {0};
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL ||
      !server_command_choice("format", command->options.format, formats, &format, error) ||
      !read_window(command, group, &from, &until, error))
    return FALSE;
  gint64 now = server_command_now(command);
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  if (!server_gather_meetings(command->db, group, from, until, now, &gathered, error))
    return FALSE;
  if (format == 2)
    return print_calendar(command, group, out, error) && server_command_print(out, error);
  if (gathered.reached < until)
    note_cut(group, gathered.reached);
  if (format == 0)
    web_table_meetings(out, group, gathered.rows);
  else
    web_json_meetings(out, &page, gathered.rows, 0,
                      gathered.reached < until ? gathered.reached : 0);
  return server_command_print(out, error);
}

gboolean
server_cmd_meeting_add(Command *command, GError **error)
{
  const CommandOptions *o = &command->options;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  Meeting meeting = {.title = o->name, .place = o->place, .video = o->video, .chair = o->chair};
  return group != NULL && server_meeting_time(command->args[1], group, &meeting.start, error) &&
         server_duration_read(o->duration, &meeting.duration, error) &&
         db_meeting_add(command->db, group, &meeting, COMMAND_WHO, server_command_now(command),
                        error);
}

gboolean
server_cmd_meeting_move(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 start;
  return group != NULL && server_meeting_time(command->args[2], group, &start, error) &&
         db_meeting_move(command->db, group, command->args[1], start, COMMAND_WHO,
                         server_command_now(command), error);
}

gboolean
server_cmd_meeting_cancel(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && db_meeting_cancel(command->db, group, command->args[1], COMMAND_WHO,
                                            server_command_now(command), error);
}

gboolean
server_cmd_meeting_restore(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && db_meeting_restore(command->db, group, command->args[1], COMMAND_WHO,
                                             server_command_now(command), error);
}

gboolean
server_cmd_meeting_set(Command *command, GError **error)
{
  const CommandOptions *o = &command->options;
  MeetingChange change = {
      .title = o->name, .place = o->place, .video = o->video, .chair = o->chair};
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && server_duration_read(o->duration, &change.duration, error) &&
         db_meeting_set(command->db, group, command->args[1], &change, COMMAND_WHO,
                        server_command_now(command), error);
}

/* docket agenda --format ics */
gboolean
server_cmd_agenda_calendar(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(GError) failed = NULL;
  if (group == NULL)
    return FALSE;
  const char *date = command->options.date;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = server_command_now(command)};
  g_autoptr(Meeting) meeting = date != NULL
                                   ? db_meeting_get(command->db, group, date, &failed)
                                   : db_meeting_next(command->db, group, page.now, &failed);
  if (meeting == NULL && failed == NULL)
    g_set_error(&failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "%s has no next meeting\ntype: docket meeting series add, or docket meeting add",
                group->name);
  if (meeting != NULL)
    return server_print_meeting_calendar(command->db, &page, meeting, out, error) &&
           server_command_print(out, error);
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

/* --- import --- */

static gboolean
read_plan(const Command *command, const Group *group, ImportPlan *plan, GError **error)
{
  const char *path = command->args[1];
  gint64 now = server_command_now(command);
  g_autoptr(GString) bytes = server_command_read(path, IMPORT_BYTES_MAX, error);
  if (bytes == NULL)
    return FALSE;
  gboolean done = g_strstr_len(bytes->str, (gssize)MIN(bytes->len, 200), "BEGIN:VCALENDAR") != NULL
                      ? server_import_ical(bytes->str, bytes->len, group, now, plan, error)
                      : server_import_yaml(bytes->str, bytes->len, group, now, plan, error);
  if (!done)
    g_prefix_error(error, "%s: ", path);
  return done;
}

static gboolean
apply_plan(const Command *command, const Group *group, const ImportPlan *plan, GString *account,
           GError **error)
{
  if (!db_begin(command->db, error))
    return FALSE;
  gboolean done = server_import_apply(command->db, group, plan, COMMAND_WHO,
                                      server_command_now(command), account, error);
  return server_command_finish(command, done, error);
}

gboolean
server_cmd_meeting_import(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(ImportPlan) plan = server_import_plan_new();
  g_autoptr(GString) account = g_string_new(NULL);
  if (group == NULL || !read_plan(command, group, plan, error) ||
      !apply_plan(command, group, plan, account, error))
    return FALSE;
  g_autofree char *plain = web_plain(account->str);
  g_string_assign(account, plain);
  if (!server_command_print(account, error))
    return FALSE;
  if (plan->series->len + plan->meetings->len > 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
              "nothing of %s was taken\nwhat was left out, and why, stands above",
              command->args[1]);
  return FALSE;
}
