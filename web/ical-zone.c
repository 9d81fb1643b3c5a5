/* The rules of a zone, found in the changes that the system's tz database makes. Written without
 * UNTIL and without the centuries before: readers fail at less. */
#include "web/ical-zone.h"

#include <string.h>

#include "db/schedule.h"

#define CHANGES_MAX 400
#define RULE_YEARS 3 /* so often a change must have come alike to be called a rule */

typedef struct {
  gint64 at;
  gint32 from, to; /* seconds east of UTC */
  gboolean summer;
  char name[16];
  int year, month, day, weekday, second; /* on the clock before the change */
  int days_left;                         /* in its month */
  gboolean written;
} Change;

static gint32
offset_at(GTimeZone *zone, gint64 when)
{
  return g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, when));
}

static gint64
year_begin(int year)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc(year, 1, 1, 0, 0, 0);
  return time != NULL ? g_date_time_to_unix(time) : 0;
}

static Change
change_new(GTimeZone *zone, gint64 at, gint32 from)
{
  Change change = {.at = at, .from = from};
  int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);
  change.to = g_time_zone_get_offset(zone, interval);
  change.summer = g_time_zone_is_dst(zone, interval);
  g_strlcpy(change.name, g_time_zone_get_abbreviation(zone, interval), sizeof change.name);
  g_autoptr(GDateTime) wall = g_date_time_new_from_unix_utc(at + from);
  change.year = g_date_time_get_year(wall);
  change.month = g_date_time_get_month(wall);
  change.day = g_date_time_get_day_of_month(wall);
  change.weekday = g_date_time_get_day_of_week(wall);
  change.second = g_date_time_get_hour(wall) * 3600 + g_date_time_get_minute(wall) * 60 +
                  g_date_time_get_second(wall);
  change.days_left =
      g_date_get_days_in_month((GDateMonth)change.month, (GDateYear)change.year) - change.day;
  return change;
}

/* Every change of the offset in these years, found by days and then to the second. */
static GArray *
changes_of(GTimeZone *zone, int first, int last)
{
  GArray *changes = g_array_new(FALSE, TRUE, sizeof(Change));
  gint64 end = year_begin(last + 1);
  gint32 offset = offset_at(zone, year_begin(first));
  for (gint64 at = year_begin(first); at < end && changes->len < CHANGES_MAX; at += DAY_SECONDS) {
    if (offset_at(zone, at + DAY_SECONDS) == offset)
      continue;
    gint64 low = at, high = at + DAY_SECONDS;
    while (high - low > 1) {
      gint64 middle = low + (high - low) / 2;
      if (offset_at(zone, middle) == offset)
        low = middle;
      else
        high = middle;
    }
    Change change = change_new(zone, high, offset);
    g_array_append_val(changes, change);
    offset = change.to;
  }
  return changes;
}

static gboolean
alike(const Change *a, const Change *b)
{
  return a->from == b->from && a->to == b->to && a->month == b->month && a->weekday == b->weekday &&
         a->second == b->second && strcmp(a->name, b->name) == 0;
}

/* Which weekday of the month all those like `change` fall on: -1 the last, 1..4, 0: no rule. Until
 * `last` they must come every year. */
static int
rule_of(const GArray *changes, const Change *change, int last)
{
  gboolean is_last = TRUE, is_nth = TRUE;
  int nth = (change->day - 1) / 7 + 1, n = 0, year = change->year;
  for (guint i = 0; i < changes->len; i++) {
    const Change *other = &g_array_index(changes, Change, i);
    if (!alike(change, other) || other->year < change->year)
      continue;
    if (other->year != year)
      return 0;
    year++;
    n++;
    is_last = is_last && other->days_left < 7;
    is_nth = is_nth && (other->day - 1) / 7 + 1 == nth;
  }
  if (n < RULE_YEARS || year != last + 1)
    return 0;
  return is_last ? -1 : is_nth ? nth : 0;
}

static void
write_offset(WebOut *out, const char *name, gint32 offset)
{
  gint32 seconds = ABS(offset);
  g_string_append_printf(out, "%s:%c%02d%02d", name, offset < 0 ? '-' : '+', seconds / 3600,
                         seconds / 60 % 60);
  if (seconds % 60 != 0)
    g_string_append_printf(out, "%02d", seconds % 60);
  g_string_append(out, "\r\n");
}

static char *
wall_of(const Change *change)
{
  return g_strdup_printf("%04d%02d%02dT%02d%02d%02d", change->year, change->month, change->day,
                         change->second / 3600, change->second / 60 % 60, change->second % 60);
}

/* rule: a line, or NULL. */
static void
write_part(WebOut *out, const Change *change, const char *rule)
{
  const char *kind = change->summer ? "DAYLIGHT" : "STANDARD";
  g_autofree char *wall = wall_of(change);
  g_string_append_printf(out, "BEGIN:%s\r\nTZNAME:%s\r\n", kind, change->name);
  write_offset(out, "TZOFFSETFROM", change->from);
  write_offset(out, "TZOFFSETTO", change->to);
  g_string_append_printf(out, "DTSTART:%s\r\n", wall);
  if (rule != NULL)
    g_string_append_printf(out, "%s\r\n", rule);
  g_string_append_printf(out, "END:%s\r\n", kind);
}

/* As a rule, with all that follow it, or alone. */
static void
write_change(WebOut *out, GArray *changes, Change *change, int last)
{
  static const char *const codes[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  int nth = rule_of(changes, change, last);
  g_autofree char *rule = g_strdup_printf("RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", change->month,
                                          nth, codes[change->weekday]);
  write_part(out, change, nth != 0 ? rule : NULL);
  change->written = TRUE;
  for (guint i = 0; nth != 0 && i < changes->len; i++) {
    Change *other = &g_array_index(changes, Change, i);
    other->written = other->written || (alike(change, other) && other->year >= change->year);
  }
}

gboolean
web_ical_zone(WebOut *out, const char *zone, int first, int last)
{
  g_autoptr(GTimeZone) opened = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  if (opened == NULL || strcmp(zone, "UTC") == 0)
    return FALSE;
  first = CLAMP(first - 1, 1900, 9990);
  last = CLAMP(last, first + RULE_YEARS, first + CHANGES_MAX / 2);
  gint64 begin = year_begin(first);
  Change before = change_new(opened, begin, offset_at(opened, begin));
  g_autoptr(GArray) changes = changes_of(opened, first, last);
  g_string_append_printf(out, "BEGIN:VTIMEZONE\r\nTZID:%s\r\n", zone);
  write_part(out, &before, NULL);
  for (guint i = 0; i < changes->len; i++) {
    Change *change = &g_array_index(changes, Change, i);
    if (!change->written)
      write_change(out, changes, change, last);
  }
  g_string_append(out, "END:VTIMEZONE\r\n");
  return TRUE;
}
