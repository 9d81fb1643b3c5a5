#include "server/meetings.h"

#include <string.h>

#include "server/zone.h"

/* --- what people type --- */

static gboolean
prefixed(gboolean done, const char *field, GError **error)
{
  if (!done)
    g_prefix_error(error, "%s: ", field);
  return done;
}

gboolean
server_duration_read(const char *text, guint *minutes, GError **error)
{
  guint64 value = 0;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned(text, 10, 1, MEETING_DURATION_MAX, &value, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "duration: %s is not 1 to %d minutes",
                text, MEETING_DURATION_MAX);
    return FALSE;
  }
  *minutes = (guint)value;
  return TRUE;
}

static gint
by_day(gconstpointer a, gconstpointer b)
{
  return *(const gint32 *)a - *(const gint32 *)b;
}

/* Days parted by blanks or commas. */
static gboolean
dates_read(const char *text, Series *series, GError **error)
{
  g_auto(GStrv) parts = g_strsplit_set(text, " ,\t\r\n", SERIES_DATES_MAX * 2 + 2);
  g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(gint32));
  for (guint i = 0; parts[i] != NULL; i++) {
    gint32 day;
    if (parts[i][0] == '\0')
      continue;
    if (!schedule_day_parse(parts[i], &day, error))
      return FALSE;
    g_array_append_val(dates, day);
  }
  g_array_sort(dates, by_day);
  g_clear_pointer(&series->dates, g_array_unref);
  series->dates = g_steal_pointer(&dates);
  return TRUE;
}

/* A series of days by hand begins on the first of them. */
static void
begin_with_dates(Series *series)
{
  if (series->rule.kind == RULE_DATES && series->dates != NULL && series->dates->len > 0 &&
      series->first == 0)
    series->first = g_array_index(series->dates, gint32, 0);
}

static void
replace(char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free(*field);
  *field = g_strdup(value);
}

gboolean
server_series_read(const SeriesWords *words, Series *series, GError **error)
{
  replace(&series->name, words->name);
  replace(&series->place, words->place);
  replace(&series->video, words->video);
  replace(&series->chair, words->chair);
  replace(&series->description, words->description);
  if (words->rule != NULL &&
      !prefixed(schedule_rule_parse(words->rule, &series->rule, error), "rule", error))
    return FALSE;
  if (words->time != NULL &&
      !prefixed(schedule_minute_parse(words->time, &series->minute, error), "time", error))
    return FALSE;
  if (words->dates != NULL && !prefixed(dates_read(words->dates, series, error), "dates", error))
    return FALSE;
  if (words->first != NULL &&
      !prefixed(schedule_day_parse(words->first, &series->first, error), "first day", error))
    return FALSE;
  if (words->last != NULL && strcmp(words->last, "none") == 0)
    series->until = 0;
  else if (words->last != NULL &&
           !prefixed(schedule_day_parse(words->last, &series->until, error), "last day", error))
    return FALSE;
  begin_with_dates(series);
  return server_duration_read(words->duration, &series->duration, error);
}

gboolean
server_meeting_time(const char *text, const Group *group, gint64 *when, GError **error)
{
  gint32 day;
  int minute;
  LocalKind kind;
  g_autofree char *day_text = g_strndup(text, 10);
  if (!schedule_day_parse(day_text, &day, error))
    return FALSE;
  if (text[10] != 'T' && text[10] != ' ') {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s has no time of day\nwrite it as %sT17:00", text, day_text);
    return FALSE;
  }
  if (!schedule_minute_parse(text + 11, &minute, error))
    return FALSE;
  *when = schedule_to_utc(group->timezone, day, minute, &kind);
  if (kind != LOCAL_SKIPPED)
    return TRUE;
  int later;
  schedule_to_local(group->timezone, *when, NULL, &later);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "there is no %s on %s: the clock in %s skips it\nwrite %02d:%02d, or another time",
              text + 11, day_text, group->timezone, later / 60, later % 60);
  return FALSE;
}

gboolean
server_meeting_date(Db *db, const Group *group, const char *text, gint64 *when, GError **error)
{
  g_autoptr(GError) missing = NULL;
  g_autoptr(Meeting) meeting = db_meeting_get(db, group, text, &missing);
  if (meeting != NULL) {
    *when = meeting->start;
    return TRUE;
  }
  if (!g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) &&
      !g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_INVALID)) {
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
  }
  return server_zone_parse(text, group->timezone, when, error);
}

/* --- lists --- */

void
server_gathered_meetings_clear(GatheredMeetings *gathered)
{
  g_clear_pointer(&gathered->rows, g_array_unref);
  g_clear_pointer(&gathered->meetings, g_ptr_array_unref);
  g_clear_pointer(&gathered->records, g_ptr_array_unref);
}

static gint32
day_of(const Group *group, gint64 when)
{
  gint32 day;
  schedule_to_local(group != NULL ? group->timezone : NULL, when, &day, NULL);
  return day;
}

static gint
by_when(gconstpointer a, gconstpointer b)
{
  const WebMeetingRow *one = a, *two = b;
  return one->when < two->when ? -1 : one->when > two->when;
}

/* The record of the meeting's day. Of two meetings on it the first takes it, if it was not
 * cancelled: minutes name the day only. */
static const MinutesRecord *
take_record(GHashTable *by_day_number, const Group *group, const Meeting *meeting)
{
  gpointer key = GINT_TO_POINTER(day_of(group, meeting->start));
  const MinutesRecord *record =
      meeting->state != MEETING_CANCELLED ? g_hash_table_lookup(by_day_number, key) : NULL;
  if (record != NULL)
    g_hash_table_remove(by_day_number, key);
  return record;
}

static void
add_meeting(GatheredMeetings *out, const Meeting *meeting, const MinutesRecord *record, gint64 now)
{
  WebMeetingRow row = {.meeting = meeting, .record = record, .when = meeting->start};
  row.over = meeting_is_over(meeting, now);
  g_strlcpy(row.name, meeting->name, sizeof row.name);
  g_array_append_val(out->rows, row);
}

static void
add_record(GatheredMeetings *out, const MinutesRecord *record)
{
  WebMeetingRow row = {.record = record, .when = record->date, .over = TRUE};
  g_autofree char *name = schedule_day_to_text(day_of(NULL, record->date));
  g_strlcpy(row.name, name, sizeof row.name);
  g_array_append_val(out->rows, row);
}

gboolean
server_gather_meetings(Db *db, const Group *group, gint64 from, gint64 until, gint64 now,
                       GatheredMeetings *out, GError **error)
{
  *out = (GatheredMeetings){.began = from};
  out->meetings = db_meeting_list_far(db, group, from, until, &out->reached, error);
  if (out->meetings == NULL)
    return FALSE;
  out->records = db_minutes_list(db, group, from - DAY_SECONDS, until, error);
  if (out->records == NULL)
    return FALSE;
  out->rows = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  g_autoptr(GHashTable) left = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < out->records->len; i++) {
    const MinutesRecord *record = out->records->pdata[i];
    g_hash_table_insert(left, GINT_TO_POINTER(day_of(NULL, record->date)), out->records->pdata[i]);
  }
  for (guint i = 0; i < out->meetings->len; i++) {
    const Meeting *meeting = out->meetings->pdata[i];
    add_meeting(out, meeting, take_record(left, group, meeting), now);
  }
  for (guint i = 0; i < out->records->len; i++) {
    const MinutesRecord *record = out->records->pdata[i];
    if (g_hash_table_contains(left, GINT_TO_POINTER(day_of(NULL, record->date))) &&
        record->date >= from && record->date < out->reached)
      add_record(out, record);
  }
  g_array_sort(out->rows, by_when);
  return TRUE;
}

/* Nobody meets so often that this much is too long, but it may hold what is to come alone. */
#define LATEST_DAYS_LEAST 800

gboolean
server_gather_latest_meetings(Db *db, const Group *group, gint64 from, gint64 until, gint64 now,
                              GatheredMeetings *out, GError **error)
{
  for (gint64 began = from;;) {
    if (!server_gather_meetings(db, group, began, until, now, out, error))
      return FALSE;
    gint64 half = (until - began) / 2;
    if (out->reached >= until || half < LATEST_DAYS_LEAST * DAY_SECONDS)
      return TRUE;
    server_gathered_meetings_clear(out);
    gint32 day;
    schedule_to_local(group->timezone, until - half, &day, NULL);
    began = schedule_to_utc(group->timezone, day, 0, NULL);
  }
}

/* The exact name, else the name that db_meeting_get takes for it. */
static int
find_row(const GArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp(g_array_index(rows, WebMeetingRow, i).name, name) == 0)
      return (int)i;
  return -1;
}

int
server_gather_meeting(Db *db, const Group *group, const char *name, gint64 now,
                      GatheredMeetings *out, GError **error)
{
  g_autoptr(GError) missing = NULL;
  g_autofree char *day_text = g_strndup(name, 10);
  gint32 day;
  *out = (GatheredMeetings){0};
  if (!schedule_day_parse(day_text, &day, error))
    return -1;
  gint64 noon = schedule_to_utc(group->timezone, day, 720, NULL);
  if (!server_gather_meetings(db, group, noon - 366 * DAY_SECONDS, noon + 366 * DAY_SECONDS, now,
                              out, error))
    return -1;
  int found = find_row(out->rows, name);
  if (found >= 0)
    return found;
  g_autoptr(Meeting) meeting = db_meeting_get(db, group, name, error);
  return meeting != NULL ? find_row(out->rows, meeting->name) : -1;
}

gboolean
server_gather_record(Db *db, const Group *group, WebMeetingRow *row, MinutesRecord **record,
                     GError **error)
{
  *record = NULL;
  if (row->record == NULL)
    return TRUE;
  *record = db_minutes_get(db, group, row->record->date, error);
  row->record = *record;
  return *record != NULL;
}

/* --- calendars --- */

#define CALENDAR_AHEAD_DAYS G_GINT64_CONSTANT(3660)

void
server_gathered_calendar_clear(GatheredCalendar *gathered)
{
  g_clear_pointer(&gathered->series, g_ptr_array_unref);
  g_clear_pointer(&gathered->meetings, g_ptr_array_unref);
}

/* Calendars have rules for meetings that nobody touched: of these the first are enough, while one
 * that was moved or cancelled must not be missing, however long the list is. */
static void
take_meetings(GPtrArray *all, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const Meeting *meeting = list->pdata[i];
    if (meeting->id != 0 || meeting->series == 0 || all->len < MEETING_LIST_MAX)
      g_ptr_array_add(all, g_steal_pointer(&list->pdata[i]));
  }
}

gboolean
server_gather_calendar(Db *db, const Group *group, gint64 now, GatheredCalendar *out,
                       GError **error)
{
  out->meetings = NULL;
  out->series = db_series_list(db, group, error);
  if (out->series == NULL)
    return FALSE;
  out->meetings = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
  gint64 until = now + CALENDAR_AHEAD_DAYS * DAY_SECONDS, reached = 0;
  for (gint64 from = now - MEETING_BACK_DAYS * DAY_SECONDS; from < until;
       from = MAX(reached, from + 1)) {
    g_autoptr(GPtrArray) list = db_meeting_list_far(db, group, from, until, &reached, error);
    if (list == NULL)
      return FALSE;
    take_meetings(out->meetings, list);
  }
  return TRUE;
}
