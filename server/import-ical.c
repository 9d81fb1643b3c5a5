/* Calendars of RFC 5545, read by libical. */
#include <libical/ical.h>
#include <string.h>

#include "server/import-rule.h"
#include "server/import.h"

#define DESCRIBED_LINES_MAX 200

typedef struct {
  const Group *group;
  gint64 now;
  ImportPlan *plan;
  GHashTable *by_uid; /* const char * -> ImportSeries, borrowed */
} Reader;

/* One VEVENT, as far as it is of use here. */
typedef struct {
  icalcomponent *component;
  const char *uid, *name; /* name: for notes */
  gint64 start;
  gint32 day;
  int minute;
  guint duration;
} Event;

/* "/vendor/Europe/London" -> "Europe/London", or NULL when no zone has that name. */
static const char *
zone_known(const char *id)
{
  for (const char *at = id; at != NULL && at[0] != '\0';) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(at);
    if (zone != NULL)
      return at;
    at = strchr(at, '/');
    if (at != NULL)
      at++;
  }
  return NULL;
}

static gint32
day_of(struct icaltimetype time)
{
  g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", time.year, time.month, time.day);
  gint32 day = 0;
  return schedule_day_parse(text, &day, NULL) ? day : 0;
}

/* The moment of a date-time property: by a zone that the system knows, else by the file's
 * VTIMEZONE, else in the zone of the group. */
static gboolean
moment_of(const Reader *r, icalproperty *property, struct icaltimetype time, gint64 *when)
{
  gint32 day = day_of(time);
  int minute = time.hour * 60 + time.minute;
  if (day == 0 || time.is_date || minute < 0 || minute >= 1440)
    return FALSE;
  icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  const char *zone = parameter != NULL ? zone_known(icalparameter_get_tzid(parameter)) : NULL;
  if (icaltime_is_utc(time))
    zone = "UTC";
  else if (zone == NULL && time.zone != NULL) {
    *when = (gint64)icaltime_as_timet_with_zone(time, time.zone);
    return TRUE;
  }
  *when = schedule_to_utc(zone != NULL ? zone : r->group->timezone, day, minute, NULL);
  return TRUE;
}

static guint
duration_of(icalcomponent *component)
{
  struct icaldurationtype duration = icalcomponent_get_duration(component);
  int minutes = icaldurationtype_as_int(duration) / 60;
  return minutes >= 1 && minutes <= MEETING_DURATION_MAX ? (guint)minutes : MEETING_DURATION;
}

/* A zone that neither the system nor the file knows: the hour may be another than was meant. */
static void
note_zone(const Reader *r, const Event *event, icalproperty *property, struct icaltimetype time)
{
  icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  const char *zone = parameter != NULL ? icalparameter_get_tzid(parameter) : NULL;
  if (zone != NULL && !icaltime_is_utc(time) && time.zone == NULL && zone_known(zone) == NULL)
    server_import_plan_note(r->plan, "%s: nobody knows the zone %.60s, its time was read in %s",
                            event->name, zone, r->group->timezone);
}

static gboolean
event_read(const Reader *r, icalcomponent *component, Event *event)
{
  const char *summary = icalcomponent_get_summary(component);
  *event = (Event){.component = component, .uid = icalcomponent_get_uid(component)};
  event->name = summary != NULL ? summary : event->uid != NULL ? event->uid : "an event";
  icalproperty *start = icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
  if (start == NULL) {
    server_import_plan_note(r->plan, "left out %s: no DTSTART", event->name);
    return FALSE;
  }
  struct icaltimetype time = icalproperty_get_datetime_with_component(start, NULL);
  if (!moment_of(r, start, time, &event->start)) {
    server_import_plan_note(r->plan, "left out %s: %s", event->name,
                            time.is_date ? "it lasts all day" : "its DTSTART is no time");
    return FALSE;
  }
  note_zone(r, event, start, time);
  schedule_to_local(r->group->timezone, event->start, &event->day, &event->minute);
  event->duration = duration_of(component);
  return TRUE;
}

/* One line, or NULL. Caller frees. */
static char *
line_of(const char *text)
{
  if (text == NULL)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autofree char *cut = g_strndup(valid, MIN(strcspn(valid, "\r\n"), MEETING_TEXT_MAX - 8));
  g_autofree char *whole = g_utf8_make_valid(cut, -1);
  for (char *at = whole; *at != '\0'; at++)
    if (g_ascii_iscntrl(*at))
      *at = ' ';
  g_strstrip(whole);
  return whole[0] != '\0' ? g_strdup(whole) : NULL;
}

/* What a description says in lines of its own: docket writes "Chair: " and "Video: " there, and
 * yaml2ical, which makes the calendar of CentOS, "Project: ", "Chair: " and "Description: ". */
typedef struct {
  char *chair, *video, *description; /* or NULL */
} Described;

static void
described_clear(Described *d)
{
  g_free(d->chair);
  g_free(d->video);
  g_free(d->description);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Described, described_clear)

/* What stands behind "label:" on a line, or NULL. */
static const char *
behind(const char *line, const char *label)
{
  gsize len = strlen(label);
  if (strncmp(line, label, len) != 0 || line[len] != ':')
    return NULL;
  return line + len + 1 + strspn(line + len + 1, " ");
}

static void
take_word(char **field, const char *text)
{
  if (*field == NULL)
    *field = line_of(text);
}

static void
describe(const char *text, Described *out)
{
  g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", DESCRIBED_LINES_MAX);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *chair = behind(lines[i], "Chair"), *video = behind(lines[i], "Video");
    const char *words = behind(lines[i], "Description");
    if (chair != NULL)
      take_word(&out->chair, chair);
    else if (video != NULL && g_regex_match_simple("^https?://", video, 0, 0))
      take_word(&out->video, video);
    else if (behind(lines[i], "Project") == NULL && behind(lines[i], "Agenda") == NULL)
      take_word(&out->description, words != NULL ? words : lines[i]);
  }
}

/* --- a single meeting --- */

static void
take_meeting(const Reader *r, const Event *event)
{
  Meeting *meeting = g_new0(Meeting, 1);
  meeting->start = event->start;
  meeting->duration = event->duration;
  meeting->title = line_of(icalcomponent_get_summary(event->component));
  meeting->place = line_of(icalcomponent_get_location(event->component));
  meeting->uid = line_of(event->uid);
  g_auto(Described) described = {NULL, NULL, NULL};
  describe(icalcomponent_get_description(event->component), &described);
  meeting->chair = g_steal_pointer(&described.chair);
  meeting->video = g_steal_pointer(&described.video);
  g_ptr_array_add(r->plan->meetings, meeting);
}

/* --- a series --- */

/* The moment of the event so many days on, as its own zone counts. */
static gboolean
moment_later(const Reader *r, const Event *event, int days, gint64 *when, gint32 *day, int *minute)
{
  icalproperty *start = icalcomponent_get_first_property(event->component, ICAL_DTSTART_PROPERTY);
  struct icaltimetype time = icalproperty_get_datetime_with_component(start, NULL);
  icaltime_adjust(&time, days, 0, 0, 0);
  if (!moment_of(r, start, time, when))
    return FALSE;
  schedule_to_local(r->group->timezone, *when, day, minute);
  return TRUE;
}

/* The local time in the zone of the group is the same all year, also in the weeks when only one of
 * two zones has summer time: else a rule by local time would not be the one that the file means. */
static gboolean
keeps_its_hour(const Reader *r, const Event *event)
{
  for (int days = 0; days < 371; days += 7) {
    gint64 when;
    gint32 day;
    int minute;
    if (!moment_later(r, event, days, &when, &day, &minute) || minute != event->minute ||
        day != event->day + days)
      return FALSE;
  }
  return TRUE;
}

/* A rule that a series cannot have becomes its days, written out; those at another local hour are
 * moved there. */
static void
take_days(const Reader *r, const Event *event, const ImportRule *rule, ImportSeries *one)
{
  Series *series = one->series;
  gint32 today;
  schedule_to_local(r->group->timezone, r->now, &today, NULL);
  gint32 last_day = server_import_rule_last(rule);
  gint32 from = MAX(event->day, last_day != 0 ? MIN(today, last_day) - 366 : today - 366);
  series->rule = (ScheduleRule){.kind = RULE_DATES};
  series->dates = server_import_rule_days(rule, from, SERIES_DATES_MAX);
  if (series->dates->len == 0)
    return;
  for (guint i = 0; i < series->dates->len; i++) {
    ImportChange change = {.day = g_array_index(series->dates, gint32, i)};
    gint32 day;
    int minute;
    if (moment_later(r, event, change.day - event->day, &change.start, &day, &minute) &&
        (minute != event->minute || day != change.day))
      g_array_append_val(one->changes, change);
  }
  series->first = g_array_index(series->dates, gint32, 0);
  g_autofree char *last =
      schedule_day_to_text(g_array_index(series->dates, gint32, series->dates->len - 1));
  server_import_plan_note(r->plan, "%s: its rule was written out as %u days, until %s", event->name,
                          series->dates->len, last);
}

/* libical itself keeps no more than so many of a line. */
static void
note_dates(const Reader *r, const Event *event, const char *what, guint n)
{
  if (n > SERIES_DATES_MAX)
    server_import_plan_note(r->plan, "%s: %u %s, the first %d were taken", event->name, n, what,
                            SERIES_DATES_MAX);
  else if (n == SERIES_DATES_MAX)
    server_import_plan_note(r->plan,
                            "%s: %d %s were taken; if the file has more, they were left out",
                            event->name, SERIES_DATES_MAX, what);
}

static void
take_exdates(const Reader *r, const Event *event, ImportSeries *one)
{
  icalcomponent *c = event->component;
  guint n = 0;
  for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_EXDATE_PROPERTY); p != NULL;
       p = icalcomponent_get_next_property(c, ICAL_EXDATE_PROPERTY)) {
    if (++n > SERIES_DATES_MAX)
      continue;
    struct icaltimetype time = icalproperty_get_exdate(p);
    ImportChange change = {.day = day_of(time)};
    gint64 when;
    if (moment_of(r, p, time, &when))
      schedule_to_local(r->group->timezone, when, &change.day, NULL);
    if (change.day != 0)
      g_array_append_val(one->changes, change);
  }
  note_dates(r, event, "dates to leave out", n);
}

/* The start of a date, or of a period. */
static struct icaltimetype
rdate_of(const icalproperty *property)
{
  struct icaldatetimeperiodtype date = icalproperty_get_rdate(property);
  return icaltime_is_null_time(date.time) ? date.period.start : date.time;
}

/* Dates of RDATE are meetings of their own. libical walks a component with one finger, which
 * reading its summary moves, so they are gathered first. */
static void
take_rdates(const Reader *r, const Event *event)
{
  g_autoptr(GPtrArray) dates = g_ptr_array_new();
  guint n = 0;
  icalcomponent *c = event->component;
  for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_RDATE_PROPERTY); p != NULL;
       p = icalcomponent_get_next_property(c, ICAL_RDATE_PROPERTY))
    if (n++ < SERIES_DATES_MAX)
      g_ptr_array_add(dates, p);
  for (guint i = 0; i < dates->len; i++) {
    if (r->plan->meetings->len >= IMPORT_EVENTS_MAX) {
      server_import_plan_note(r->plan, "%s: %u of its dates were left out, there are %d meetings",
                              event->name, dates->len - i, IMPORT_EVENTS_MAX);
      break;
    }
    Event extra = *event;
    extra.uid = NULL;
    if (moment_of(r, dates->pdata[i], rdate_of(dates->pdata[i]), &extra.start))
      take_meeting(r, &extra);
  }
  note_dates(r, event, "dates", n);
}

static void
take_series(const Reader *r, const Event *event, icalproperty *rule_property)
{
  g_autoptr(GError) error = NULL;
  char *text = icalproperty_get_value_as_string_r(rule_property);
  g_autoptr(ImportRule) rule =
      server_import_rule_parse(text != NULL ? text : "", event->day, r->group->timezone, &error);
  icalmemory_free_buffer(text);
  if (rule == NULL) {
    server_import_plan_note(r->plan, "left out %s: %s", event->name, error->message);
    return;
  }
  ImportSeries *one = server_import_plan_series(r->plan);
  Series *series = one->series;
  series->name = server_import_slug(event->name);
  series->uid = line_of(event->uid);
  series->minute = event->minute;
  series->duration = event->duration;
  series->place = line_of(icalcomponent_get_location(event->component));
  g_auto(Described) described = {NULL, NULL, NULL};
  describe(icalcomponent_get_description(event->component), &described);
  series->chair = g_steal_pointer(&described.chair);
  series->video = g_steal_pointer(&described.video);
  series->description = g_steal_pointer(&described.description);
  series->first = event->day;
  if (server_import_rule_simple(rule, &series->rule) && keeps_its_hour(r, event))
    series->until = server_import_rule_last(rule);
  else
    take_days(r, event, rule, one);
  if (series->rule.kind == RULE_DATES && series->dates->len == 0) {
    server_import_plan_note(r->plan, "left out %s: its rule gives no day within %d years",
                            event->name, IMPORT_YEARS);
    g_ptr_array_remove(r->plan->series, one);
    return;
  }
  take_exdates(r, event, one);
  if (event->uid != NULL)
    g_hash_table_insert(r->by_uid, (gpointer)event->uid, one);
}

/* A RECURRENCE-ID: one of the series is elsewhere, or cancelled. */
static void
take_exception(const Reader *r, const Event *event, icalproperty *id)
{
  ImportSeries *one = event->uid != NULL ? g_hash_table_lookup(r->by_uid, event->uid) : NULL;
  gint64 when;
  if (one == NULL || !moment_of(r, id, icalproperty_get_datetime_with_component(id, NULL), &when)) {
    server_import_plan_note(r->plan, "left out a changed date of %s: its series was not taken",
                            event->name);
    return;
  }
  ImportChange change = {.start = event->start};
  schedule_to_local(r->group->timezone, when, &change.day, NULL);
  if (icalcomponent_get_status(event->component) == ICAL_STATUS_CANCELLED)
    change.start = 0;
  if (change.start == when)
    return;
  if (one->changes->len < SERIES_DATES_MAX)
    g_array_append_val(one->changes, change);
  else
    server_import_plan_note(r->plan, "left out a changed date of %s: a series has at most %d",
                            event->name, SERIES_DATES_MAX);
}

/* --- the file --- */

static void
take_event(const Reader *r, icalcomponent *component, gboolean exceptions)
{
  Event event;
  icalproperty *id = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY);
  if ((id != NULL) != exceptions || !event_read(r, component, &event))
    return;
  icalproperty *rule = icalcomponent_get_first_property(component, ICAL_RRULE_PROPERTY);
  if (id != NULL)
    take_exception(r, &event, id);
  else if (icalcomponent_get_status(component) == ICAL_STATUS_CANCELLED)
    server_import_plan_note(r->plan, "left out %s: it is cancelled", event.name);
  else if (rule != NULL)
    take_series(r, &event, rule);
  else
    take_meeting(r, &event);
  if (id == NULL)
    take_rdates(r, &event);
}

/* Series first: the file may have their exceptions before them. */
static guint
take_events(const Reader *r, icalcomponent *root, gboolean exceptions)
{
  guint n = 0;
  for (icalcomponent *c = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT); c != NULL;
       c = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT))
    if (n++ < IMPORT_EVENTS_MAX)
      take_event(r, c, exceptions);
  return n;
}

gboolean
server_import_ical(const char *bytes, gsize len, const Group *group, gint64 now, ImportPlan *plan,
                   GError **error)
{
  g_autofree char *text = g_strndup(bytes, len);
  icalcomponent *root = icalparser_parse_string(text);
  if (root == NULL || icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT) {
    if (root != NULL)
      icalcomponent_free(root);
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "is no calendar: no VCALENDAR");
    return FALSE;
  }
  g_autoptr(GHashTable) by_uid = g_hash_table_new(g_str_hash, g_str_equal);
  Reader r = {group, now, plan, by_uid};
  guint n = take_events(&r, root, FALSE);
  (void)take_events(&r, root, TRUE);
  if (n > IMPORT_EVENTS_MAX)
    server_import_plan_note(plan, "%u events, the first %d were taken", n, IMPORT_EVENTS_MAX);
  icalcomponent_free(root);
  return TRUE;
}
