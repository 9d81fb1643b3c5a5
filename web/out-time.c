/* Times and dates as people and as programs read them, in the zone of a group. */
#include "web/out.h"
#include <string.h>

/* A moment as a clock on a wall in the zone shows it. */
typedef struct {
  int year, month, day, hour, minute, second, weekday; /* weekday 0: Sunday */
  const char *abbreviation;                            /* "BST"; belongs to the zone */
} Wall;

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

#define SECONDS_OF_DAY G_GINT64_CONSTANT(86400)
#define YEAR_1 (G_GINT64_CONSTANT(-719162) * SECONDS_OF_DAY)
#define YEAR_10000 (G_GINT64_CONSTANT(2932897) * SECONDS_OF_DAY)

/* Days since 1970-01-01 to the Gregorian calendar, by years that start in March, so that the leap
 * day is the last. GDateTime would allocate for each of the thousand dates of a page. */
static void
civil_from_days(gint64 days, Wall *wall)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  gint64 day_of_era = shifted - era * 146097;
  gint64 year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 shifted_month = (5 * day_of_year + 2) / 153;
  wall->day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  wall->month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  wall->year = (int)(year_of_era + era * 400 + (wall->month <= 2 ? 1 : 0));
  wall->weekday = (int)(((days % 7) + 11) % 7);
}

/* FALSE: unknown, or too far away to be a date of this calendar. */
static gboolean
wall_at(gint64 when, GTimeZone *zone, Wall *wall)
{
  if (when == 0 || when < YEAR_1 + SECONDS_OF_DAY || when >= YEAR_10000 - SECONDS_OF_DAY)
    return FALSE;
  gint64 local = when;
  wall->abbreviation = "UTC";
  if (zone != NULL) {
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, when);
    local += g_time_zone_get_offset(zone, interval);
    wall->abbreviation = g_time_zone_get_abbreviation(zone, interval);
  }
  gint64 days = local / SECONDS_OF_DAY;
  gint64 seconds = local % SECONDS_OF_DAY;
  if (seconds < 0) {
    seconds += SECONDS_OF_DAY;
    days--;
  }
  civil_from_days(days, wall);
  wall->hour = (int)(seconds / 3600);
  wall->minute = (int)(seconds / 60 % 60);
  wall->second = (int)(seconds % 60);
  return TRUE;
}

/* A page has hundreds of dates; printf would be a third of its cost. */
static void
out_digits(WebOut *out, int number, guint width, char after)
{
  char digits[8];
  guint n = MIN(width, (guint)sizeof digits - 1);
  for (guint i = n; i > 0; i--, number /= 10)
    digits[i - 1] = (char)('0' + number % 10);
  digits[n] = after;
  web_out_literal(out, digits, n + (after != '\0'));
}

static void
out_civil(WebOut *out, const Wall *wall, char after)
{
  out_digits(out, wall->year, 4, '-');
  out_digits(out, wall->month, 2, '-');
  out_digits(out, wall->day, 2, after);
}

static void
out_clock(WebOut *out, const Wall *wall, char after)
{
  out_digits(out, wall->hour, 2, ':');
  out_digits(out, wall->minute, 2, after);
}

/* GLib keeps a zone that is in use: the layout holds one for as long as a page is printed, so this
 * reads no file. UTC needs none. */
static gboolean
wall_in_zone(gint64 when, const char *name, GTimeZone **zone, Wall *wall)
{
  *zone = name != NULL && strcmp(name, "UTC") != 0 ? g_time_zone_new_identifier(name) : NULL;
  return wall_at(when, *zone, wall);
}

void
web_out_time(WebOut *out, gint64 when, const char *zone)
{
  Wall wall;
  g_autoptr(GTimeZone) tz = NULL;
  if (!wall_in_zone(when, zone, &tz, &wall)) {
    g_string_append(out, "no date");
    return;
  }
  out_civil(out, &wall, ' ');
  out_clock(out, &wall, ' ');
  g_string_append(out, wall.abbreviation);
}

void
web_out_date(WebOut *out, gint64 when, const char *zone)
{
  Wall wall;
  g_autoptr(GTimeZone) tz = NULL;
  if (wall_in_zone(when, zone, &tz, &wall))
    out_civil(out, &wall, '\0');
  else
    g_string_append(out, "no date");
}

void
web_out_day(WebOut *out, gint64 when, const char *zone)
{
  Wall wall;
  g_autoptr(GTimeZone) tz = NULL;
  if (wall_in_zone(when, zone, &tz, &wall))
    g_string_append_printf(out, "%s %d %.3s %04d", weekdays[wall.weekday], wall.day,
                           months[wall.month - 1], wall.year);
  else
    g_string_append(out, "no date");
}

void
web_out_month(WebOut *out, gint64 month)
{
  if (month >= 1 && month <= 12)
    g_string_append(out, months[month - 1]);
}

void
web_out_iso(WebOut *out, gint64 when)
{
  Wall wall;
  if (!wall_at(when, NULL, &wall))
    return;
  out_civil(out, &wall, 'T');
  out_clock(out, &wall, ':');
  out_digits(out, wall.second, 2, 'Z');
}

static void
out_amount(WebOut *out, gint64 amount, const char *unit)
{
  g_string_append_printf(out, "%" G_GINT64_FORMAT " %s%s ago", amount, unit,
                         amount == 1 ? "" : "s");
}

void
web_out_age(WebOut *out, gint64 when, gint64 now)
{
  if (when == 0)
    return;
  gint64 days = now > when ? (now - when) / SECONDS_OF_DAY : 0;
  if (days == 0)
    g_string_append(out, "today");
  else if (days < 21)
    out_amount(out, days, "day");
  else if (days < 92)
    out_amount(out, days / 7, "week");
  else if (days < 731)
    out_amount(out, days * 12 / 365, "month");
  else
    out_amount(out, days * 4 / 1461, "year");
}
