/* Meetings as RFC 5545 has them. */
#include <stdlib.h>
#include <string.h>

#include "web/ical-zone.h"
#include "web/pieces.h"
#include "web/views-calendar.h"

#define LINE_BYTES 75 /* of RFC 5545, without CRLF */
#define RUN_YEARS 14 /* two long years of ISO 8601 lie within */
#define ALARM_MINUTES 15
#define DESCRIPTION_MAX 6000

/* --- lines --- */

/* Cuts after 75 bytes, never within a character. */
static void
write_line(WebOut *out, const char *line)
{
  gsize room = LINE_BYTES;
  while (strlen(line) > room) {
    gsize cut = room;
    while (cut > 1 && ((guchar)line[cut] & 0xc0) == 0x80)
      cut--;
    g_string_append_len(out, line, (gssize)cut);
    g_string_append(out, "\r\n ");
    line += cut;
    room = LINE_BYTES - 1;
  }
  g_string_append_printf(out, "%s\r\n", line);
}

static void G_GNUC_PRINTF(2, 3) write_format(WebOut *out, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *line = g_strdup_vprintf(format, args);
  va_end(args);
  write_line(out, line);
}

/* A TEXT value: its four marks escaped, line ends as \n, other control characters shown. */
static void
write_text(WebOut *out, const char *name, const char *text, gboolean mask)
{
  g_autofree char *masked = web_mask(text, mask);
  g_autofree char *plain = web_plain(masked);
  g_autoptr(GString) line = g_string_new(name);
  g_string_append_c(line, ':');
  for (const char *at = plain; *at != '\0'; at++) {
    if (*at == '\n') {
      g_string_append(line, "\\n");
      continue;
    }
    if (strchr("\\;,", *at) != NULL)
      g_string_append_c(line, '\\');
    g_string_append_c(line, *at == '\t' ? ' ' : *at);
  }
  write_line(out, line->str);
}

/* --- one group --- */

typedef struct {
  WebOut *out;
  const WebCalendar *calendar;
  const char *zone; /* NULL: times in UTC */
} Writer;

static char *
utc_text(gint64 when)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);
  return time != NULL ? g_date_time_format(time, "%Y%m%dT%H%M%SZ") : g_strdup("19700101T000000Z");
}

/* "20261130T140000". */
static char *
wall_text(gint32 day, int minute)
{
  g_autofree char *text = schedule_day_to_text(day);
  g_auto(GStrv) parts = g_strsplit(text, "-", 3);
  g_autofree char *joined = g_strjoinv("", parts);
  return g_strdup_printf("%sT%02d%02d00", joined, minute / 60, minute % 60);
}

static char *
local_text(const char *zone, gint64 when)
{
  gint32 day;
  int minute;
  schedule_to_local(zone, when, &day, &minute);
  return wall_text(day, minute);
}

/* day 0: none. Of a series the time is written as its rule says, also where the clock skips it: RFC
 * 5545 then means the same moment as docket does. */
static void
write_time(const Writer *w, const char *name, gint64 when, gint32 day, int minute)
{
  g_autofree char *utc = utc_text(when);
  if (w->zone == NULL) {
    write_format(w->out, "%s:%s", name, utc);
    return;
  }
  g_autofree char *local = day != 0 ? wall_text(day, minute) : local_text(w->zone, when);
  write_format(w->out, "%s;TZID=%s:%s", name, w->zone, local);
}

static char *
title_of(const Writer *w)
{
  const Group *group = w->calendar->group;
  return g_strdup(group->title != NULL && group->title[0] != '\0' ? group->title : group->name);
}

/* --- one event --- */

typedef struct {
  const char *uid;
  guint sequence;
  gint64 changed, start, recurrence; /* recurrence 0: none */
  gint32 start_day, recurrence_day;  /* with minute: as the rule says; 0: no rule does */
  int minute;
  guint duration;
  const char *title, *place, *video, *chair, *description,
      *page; /* page: of the calendar, in addresses */
  gboolean cancelled;
} Event;

static void
write_description(const Writer *w, const Event *event, const char *url)
{
  g_autoptr(GString) text = g_string_new(event->description);
  if (event->chair != NULL)
    g_string_append_printf(text, "%sChair: %s", text->len > 0 ? "\n" : "", event->chair);
  if (event->video != NULL)
    g_string_append_printf(text, "%sVideo: %s", text->len > 0 ? "\n" : "", event->video);
  if (url != NULL)
    g_string_append_printf(text, "%sAgenda: %s", text->len > 0 ? "\n" : "", url);
  if (text->len > 0)
    write_text(w->out, "DESCRIPTION", text->str, w->calendar->mask);
}

static void
write_alarm(const Writer *w, const char *summary)
{
  write_line(w->out, "BEGIN:VALARM");
  write_line(w->out, "ACTION:DISPLAY");
  write_text(w->out, "DESCRIPTION", summary, w->calendar->mask);
  write_format(w->out, "TRIGGER:-PT%dM", ALARM_MINUTES);
  write_line(w->out, "END:VALARM");
}

/* rule: a line of its own (RRULE, RDATE), or NULL. */
static void
write_event(const Writer *w, const Event *event, const char *rule)
{
  const char *base = w->calendar->base_url;
  g_autofree char *group = title_of(w);
  g_autofree char *summary = event->title != NULL ? g_strdup_printf("%s: %s", group, event->title)
                                                  : g_strdup_printf("%s meeting", group);
  g_autofree char *stamp = utc_text(event->changed);
  g_autofree char *url =
      base != NULL && base[0] != '\0'
          ? g_strdup_printf("%s/%s/%s", base, w->calendar->group->name, event->page)
          : NULL;
  write_line(w->out, "BEGIN:VEVENT");
  write_text(w->out, "UID", event->uid, FALSE);
  write_format(w->out, "DTSTAMP:%s", stamp);
  write_format(w->out, "LAST-MODIFIED:%s", stamp);
  write_format(w->out, "SEQUENCE:%u", event->sequence);
  if (event->recurrence != 0)
    write_time(w, "RECURRENCE-ID", event->recurrence, event->recurrence_day, event->minute);
  write_time(w, "DTSTART", event->start, event->start_day, event->minute);
  write_format(w->out, "DURATION:PT%uM", event->duration);
  if (rule != NULL)
    write_line(w->out, rule);
  write_text(w->out, "SUMMARY", summary, w->calendar->mask);
  if (event->place != NULL)
    write_text(w->out, "LOCATION", event->place, w->calendar->mask);
  write_description(w, event, url);
  if (url != NULL)
    write_format(w->out, "URL:%s", url);
  write_line(w->out, event->cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
  if (!event->cancelled)
    write_alarm(w, summary);
  write_line(w->out, "END:VEVENT");
}

/* --- series --- */

static Event
event_from_series(const Series *series)
{
  return (Event){.uid = series->uid,
                 .sequence = series->sequence,
                 .changed = series->changed,
                 .duration = series->duration,
                 .minute = series->minute,
                 .place = series->place,
                 .video = series->video,
                 .chair = series->chair,
                 .description = series->description,
                 .page = "meetings/"};
}

static const char *const weekday_codes[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void
write_simple(const Writer *w, const Series *series, const Schedule *schedule)
{
  Event event = event_from_series(series);
  Occurrence first;
  gint64 begin = schedule_to_utc(schedule->zone, schedule->first, 0, NULL);
  if (!schedule_next(schedule, begin, &first))
    return;
  event.start = first.start;
  event.start_day = first.day;
  const char *code = weekday_codes[series->rule.weekday];
  g_autofree char *until =
      series->until != 0 ? utc_text(schedule_to_utc(schedule->zone, series->until, 1439, NULL))
                         : NULL;
  g_autofree char *rule =
      series->rule.kind == RULE_MONTHLY
          ? g_strdup_printf("RRULE:FREQ=MONTHLY;BYDAY=%d%s%s%s", series->rule.nth, code,
                            until != NULL ? ";UNTIL=" : "", until != NULL ? until : "")
          : g_strdup_printf("RRULE:FREQ=WEEKLY;BYDAY=%s%s%s", code, until != NULL ? ";UNTIL=" : "",
                            until != NULL ? until : "");
  write_event(w, &event, rule);
}

static void
write_dates(const Writer *w, const Series *series, const Schedule *schedule)
{
  Event event = event_from_series(series);
  g_autoptr(GString) rule = g_string_new(NULL);
  for (guint i = 0; i < series->dates->len; i++) {
    gint32 day = g_array_index(series->dates, gint32, i);
    if (!schedule_has_day(schedule, day))
      continue;
    gint64 start = schedule_to_utc(schedule->zone, day, series->minute, NULL);
    g_autofree char *text = w->zone != NULL ? wall_text(day, series->minute) : utc_text(start);
    if (event.start_day == 0) {
      event.start = start;
      event.start_day = day;
    } else
      g_string_append_printf(rule, "%s%s", rule->len > 0 ? "," : "", text);
  }
  g_autofree char *line = w->zone != NULL ? g_strdup_printf("RDATE;TZID=%s:%s", w->zone, rule->str)
                                          : g_strdup_printf("RDATE:%s", rule->str);
  if (event.start_day != 0)
    write_event(w, &event, rule->len > 0 ? line : NULL);
}

/* --- every other week: runs --- */

/* The runs of a series: GArray of Occurrence pairs, first and last of each. */
static GArray *
runs_of(const Writer *w, const Schedule *schedule)
{
  gint64 begin = schedule_to_utc(schedule->zone, schedule->first, 0, NULL);
  gint64 end = MAX(begin, w->calendar->now) + RUN_YEARS * 366 * DAY_SECONDS;
  g_autoptr(GArray) all = schedule_between(schedule, begin, end);
  GArray *runs = g_array_new(FALSE, FALSE, sizeof(Occurrence));
  for (guint i = 0; i < all->len; i++) {
    const Occurrence *one = &g_array_index(all, Occurrence, i);
    const Occurrence *before = i > 0 ? one - 1 : NULL;
    if (before != NULL && one->day - before->day == 14) {
      g_array_index(runs, Occurrence, runs->len - 1) = *one;
      continue;
    }
    g_array_append_val(runs, *one);
    g_array_append_val(runs, *one);
  }
  return runs;
}

/* The first run has the UID of the series, each later one that of the year it begins in as well. */
static char *
run_uid(const Series *series, const GArray *runs, guint i)
{
  if (i == 0)
    return g_strdup(series->uid);
  g_autofree char *day = schedule_day_to_text(g_array_index(runs, Occurrence, i).day);
  return g_strdup_printf("%.4s-%s", day, series->uid);
}

static void
write_runs(const Writer *w, const Series *series, const Schedule *schedule)
{
  g_autoptr(GArray) runs = runs_of(w, schedule);
  for (guint i = 0; i + 1 < runs->len; i += 2) {
    const Occurrence *first = &g_array_index(runs, Occurrence, i);
    const Occurrence *last = &g_array_index(runs, Occurrence, i + 1);
    /* The last run of the look ahead is cut off where it ends; it is far away. */
    gboolean far = first->start > w->calendar->now + RUN_YEARS / 2 * 366 * DAY_SECONDS;
    if (i > 0 && far)
      break;
    g_autofree char *uid = run_uid(series, runs, i);
    g_autofree char *until = utc_text(last->start);
    g_autofree char *rule = g_strdup_printf("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=%s", until);
    Event event = event_from_series(series);
    event.uid = uid;
    event.start = first->start;
    event.start_day = first->day;
    write_event(w, &event, rule);
  }
}

static void
write_series(const Writer *w, const Series *series)
{
  Schedule schedule = series_schedule(series, w->calendar->group);
  switch (series->rule.kind) {
  case RULE_EVEN_WEEKS:
  case RULE_ODD_WEEKS:
    write_runs(w, series, &schedule);
    break;
  case RULE_DATES:
    write_dates(w, series, &schedule);
    break;
  case RULE_WEEKLY:
  case RULE_MONTHLY:
  case RULE_N_KINDS:
    write_simple(w, series, &schedule);
    break;
  }
}

/* --- one meeting --- */

static const Series *
series_of(const Writer *w, const Meeting *meeting)
{
  for (guint i = 0; w->calendar->series != NULL && i < w->calendar->series->len; i++) {
    const Series *series = w->calendar->series->pdata[i];
    if (series->id == meeting->series)
      return series;
  }
  return NULL;
}

/* Of a series: that of the run it belongs to. Of what the rule no longer has: one of its own. */
static char *
meeting_uid(const Writer *w, const Meeting *meeting, const Series *series)
{
  if (series == NULL)
    return g_strdup(meeting->uid);
  if (meeting->recurrence == 0)
    return g_strdup_printf("%d-%s", meeting->series_day, series->uid);
  if (series->rule.kind != RULE_EVEN_WEEKS && series->rule.kind != RULE_ODD_WEEKS)
    return g_strdup(series->uid);
  Schedule schedule = series_schedule(series, w->calendar->group);
  g_autoptr(GArray) runs = runs_of(w, &schedule);
  for (guint i = 0; i + 1 < runs->len; i += 2)
    if (meeting->series_day <= g_array_index(runs, Occurrence, i + 1).day)
      return run_uid(series, runs, i);
  return g_strdup(series->uid);
}

static void
write_meeting(const Writer *w, const Meeting *meeting, const char *description)
{
  const Series *series = series_of(w, meeting);
  g_autofree char *uid = meeting_uid(w, meeting, series);
  g_autofree char *page = g_strdup_printf("meetings/%s/", meeting->name);
  g_autofree char *cut = g_strndup(description != NULL ? description : "", DESCRIPTION_MAX);
  g_autofree char *valid = g_utf8_make_valid(cut, -1);
  Event event = {.uid = uid,
                 .sequence = meeting->sequence,
                 .changed = meeting->changed,
                 .start = meeting->start,
                 .recurrence = meeting->recurrence,
                 .recurrence_day = meeting->series_day,
                 .start_day = series != NULL && meeting->start == meeting->recurrence
                                  ? meeting->series_day
                                  : 0,
                 .minute = series != NULL ? series->minute : 0,
                 .duration = meeting->duration,
                 .title = meeting->title,
                 .place = meeting->place,
                 .video = meeting->video,
                 .chair = meeting->chair,
                 .description = valid[0] != '\0' ? valid
                                : series != NULL ? series->description
                                                 : NULL,
                 .page = page,
                 .cancelled = meeting->state == MEETING_CANCELLED};
  write_event(w, &event, NULL);
}

/* --- documents --- */

static void
begin(WebOut *out, const char *name)
{
  write_line(out, "BEGIN:VCALENDAR");
  write_line(out, "VERSION:2.0");
  write_line(out, "PRODID:-//docket//docket//EN");
  write_line(out, "CALSCALE:GREGORIAN");
  write_line(out, "METHOD:PUBLISH");
  write_text(out, "X-WR-CALNAME", name, FALSE);
}

static int
year_of(gint32 day)
{
  g_autofree char *text = schedule_day_to_text(day);
  return atoi(text);
}

/* The years that anything of the calendar lies in; what goes on without end is cared
 * for by rules. */
static void
widen_years(const WebCalendar *calendar, int *first, int *last)
{
  gint32 low, high;
  schedule_to_local(NULL, calendar->now, &low, NULL);
  high = low;
  for (guint i = 0; calendar->series != NULL && i < calendar->series->len; i++)
    low = MIN(low, ((const Series *)calendar->series->pdata[i])->first);
  for (guint i = 0; calendar->meetings != NULL && i < calendar->meetings->len; i++) {
    gint32 day;
    schedule_to_local(NULL, ((const Meeting *)calendar->meetings->pdata[i])->start, &day, NULL);
    low = MIN(low, day);
    high = MAX(high, day);
  }
  *first = MIN(*first, year_of(low));
  *last = MAX(*last, year_of(high) + RUN_YEARS);
}

/* Zones are written once, before the events that name them. */
static void
write_zones(WebOut *out, const WebCalendar *calendars, guint n, GHashTable *known)
{
  int first = G_MAXINT, last = 0;
  for (guint i = 0; i < n; i++)
    widen_years(&calendars[i], &first, &last);
  for (guint i = 0; i < n; i++) {
    char *zone = calendars[i].group->timezone;
    if (zone != NULL && !g_hash_table_contains(known, zone) &&
        web_ical_zone(out, zone, first, last))
      g_hash_table_add(known, zone);
  }
}

static Writer
writer_of(WebOut *out, const WebCalendar *calendar, GHashTable *known)
{
  char *zone = calendar->group->timezone;
  return (Writer){out, calendar, zone != NULL && g_hash_table_contains(known, zone) ? zone : NULL};
}

void
web_ical_calendars(WebOut *out, const WebCalendar *calendars, guint n, const char *name)
{
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  begin(out, name);
  write_zones(out, calendars, n, known);
  for (guint i = 0; i < n; i++) {
    Writer w = writer_of(out, &calendars[i], known);
    for (guint j = 0; j < calendars[i].series->len; j++)
      write_series(&w, calendars[i].series->pdata[j]);
    for (guint j = 0; j < calendars[i].meetings->len; j++) {
      const Meeting *meeting = calendars[i].meetings->pdata[j];
      if (meeting->id != 0 || meeting->series == 0)
        write_meeting(&w, meeting, NULL);
    }
  }
  write_line(out, "END:VCALENDAR");
}

void
web_ical_meeting(WebOut *out, const WebCalendar *calendar, const Meeting *meeting,
                 const char *description)
{
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  g_autofree char *name = g_strdup_printf("%s %s", calendar->group->name, meeting->name);
  begin(out, name);
  write_zones(out, calendar, 1, known);
  Writer w = writer_of(out, calendar, known);
  write_meeting(&w, meeting, description);
  write_line(out, "END:VCALENDAR");
}
