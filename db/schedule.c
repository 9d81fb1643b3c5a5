#include "db/schedule.h"

#include <libical/ical.h>
#include <string.h>

#define MINUTES_OF_DAY 1440
#define EPOCH_DAY 719163 /* 1 January 1970 as GDate counts */
#define HORIZON_DAYS (12 * 366)
#define FIRST_YEAR 1900
#define LAST_YEAR 9999

static const char *const weekdays[] = {"",         "Monday", "Tuesday",  "Wednesday",
                                       "Thursday", "Friday", "Saturday", "Sunday"};

const char *
schedule_weekday_name(int weekday)
{
  return weekday >= 1 && weekday <= 7 ? weekdays[weekday] : "";
}

/* --- rules as text --- */

static gboolean
weekday_parse(const char *text, int *weekday)
{
  for (int i = 1; i <= 7; i++)
    if (g_ascii_strcasecmp(text, weekdays[i]) == 0 ||
        (strlen(text) == 3 && g_ascii_strncasecmp(text, weekdays[i], 3) == 0)) {
      *weekday = i;
      return TRUE;
    }
  return FALSE;
}

/* The words before the weekday. */
static const struct {
  const char *words;
  RuleKind kind;
  int nth;
} rule_forms[] = {
    {"weekly", RULE_WEEKLY, 0},         {"every", RULE_WEEKLY, 0},
    {"even weeks", RULE_EVEN_WEEKS, 0}, {"biweekly-even", RULE_EVEN_WEEKS, 0},
    {"odd weeks", RULE_ODD_WEEKS, 0},   {"biweekly-odd", RULE_ODD_WEEKS, 0},
    {"1st", RULE_MONTHLY, 1},           {"2nd", RULE_MONTHLY, 2},
    {"3rd", RULE_MONTHLY, 3},           {"4th", RULE_MONTHLY, 4},
    {"5th", RULE_MONTHLY, 5},           {"last", RULE_MONTHLY, -1},
    {"first", RULE_MONTHLY, 1},         {"second", RULE_MONTHLY, 2},
    {"third", RULE_MONTHLY, 3},         {"fourth", RULE_MONTHLY, 4},
};

gboolean
schedule_rule_parse(const char *text, ScheduleRule *rule, GError **error)
{
  g_autofree char *plain = g_strstrip(g_ascii_strdown(text, -1));
  char *blank = strrchr(plain, ' ');
  *rule = (ScheduleRule){.kind = RULE_DATES};
  if (strcmp(plain, "dates") == 0)
    return TRUE;
  if (blank != NULL && weekday_parse(blank + 1, &rule->weekday)) {
    *blank = '\0';
    for (guint i = 0; i < G_N_ELEMENTS(rule_forms); i++)
      if (strcmp(g_strchomp(plain), rule_forms[i].words) == 0) {
        rule->kind = rule_forms[i].kind;
        rule->nth = rule_forms[i].nth;
        return TRUE;
      }
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "\"%s\" is no rule\nwrite it as \"weekly tuesday\", \"even weeks tuesday\", \"odd "
              "weeks tuesday\", \"2nd tuesday\", \"last friday\" or \"dates\"",
              text);
  return FALSE;
}

/* The form of rule_forms that stands for kind and nth. */
static const char *
form_of(const ScheduleRule *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS(rule_forms); i++)
    if (rule_forms[i].kind == rule->kind && rule_forms[i].nth == rule->nth)
      return rule_forms[i].words;
  return "dates";
}

char *
schedule_rule_to_text(const ScheduleRule *rule)
{
  if (rule->kind == RULE_DATES)
    return g_strdup("dates");
  g_autofree char *day = g_ascii_strdown(schedule_weekday_name(rule->weekday), -1);
  return g_strconcat(form_of(rule), " ", day, NULL);
}

char *
schedule_rule_to_words(const ScheduleRule *rule)
{
  const char *day = schedule_weekday_name(rule->weekday);
  switch (rule->kind) {
  case RULE_WEEKLY:
    return g_strdup_printf("every %s", day);
  case RULE_EVEN_WEEKS:
    return g_strdup_printf("every other %s, in even ISO weeks", day);
  case RULE_ODD_WEEKS:
    return g_strdup_printf("every other %s, in odd ISO weeks", day);
  case RULE_MONTHLY:
    return g_strdup_printf("%s %s of the month", form_of(rule), day);
  case RULE_DATES:
  case RULE_N_KINDS:
    break;
  }
  return g_strdup("on days set by hand");
}

/* --- days and minutes --- */

/* n digits as a number; -1 when there is something else. */
static int
digits_of(const char *text, guint n)
{
  int value = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

gboolean
schedule_day_parse(const char *text, gint32 *day, GError **error)
{
  gboolean shaped = strlen(text) == 10 && text[4] == '-' && text[7] == '-';
  int year = shaped ? digits_of(text, 4) : -1;
  int month = shaped ? digits_of(text + 5, 2) : -1;
  int number = shaped ? digits_of(text + 8, 2) : -1;
  gboolean written = year >= 0 && month >= 0 && number >= 0;
  if (written && year >= FIRST_YEAR && month <= 12 && number <= 31 &&
      g_date_valid_dmy((GDateDay)number, (GDateMonth)month, (GDateYear)year)) {
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)number, (GDateMonth)month, (GDateYear)year);
    *day = (gint32)g_date_get_julian(&date);
    return TRUE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              written ? "there is no day %s\nwrite one of %d to %d as 2026-11-30"
                      : "%s is no day\nwrite one of %d to %d as 2026-11-30",
              text, FIRST_YEAR, LAST_YEAR);
  return FALSE;
}

static gboolean
day_split(gint32 day, int *year, int *month, int *number)
{
  GDate date;
  g_date_clear(&date, 1);
  if (day <= 0 || !g_date_valid_julian((guint32)day))
    return FALSE;
  g_date_set_julian(&date, (guint32)day);
  *year = g_date_get_year(&date);
  *month = (int)g_date_get_month(&date);
  *number = g_date_get_day(&date);
  return TRUE;
}

char *
schedule_day_to_text(gint32 day)
{
  int year, month, number;
  if (!day_split(day, &year, &month, &number))
    return g_strdup("");
  return g_strdup_printf("%04d-%02d-%02d", year, month, number);
}

gboolean
schedule_minute_parse(const char *text, int *minute, GError **error)
{
  gsize len = strlen(text);
  int hours = len >= 4 ? digits_of(text, 2) : -1;
  int minutes = -1;
  if (len == 5 && text[2] == ':')
    minutes = digits_of(text + 3, 2);
  else if (len == 4)
    minutes = digits_of(text + 2, 2);
  if (hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59) {
    *minute = hours * 60 + minutes;
    return TRUE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is no time of day\nwrite it as 14:00",
              text);
  return FALSE;
}

/* --- zones --- */

static GTimeZone *
zone_open(const char *zone)
{
  GTimeZone *opened = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  return opened != NULL ? opened : g_time_zone_new_utc();
}

static gint64
offset_at(GTimeZone *zone, gint64 when)
{
  return g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, when));
}

static gint64
to_utc(GTimeZone *zone, gint32 day, int minute, LocalKind *kind)
{
  gint64 local = (day - EPOCH_DAY) * DAY_SECONDS + (gint64)minute * 60;
  gint64 before = local - offset_at(zone, local - DAY_SECONDS - DAY_SECONDS / 12);
  gint64 after = local - offset_at(zone, local + DAY_SECONDS + DAY_SECONDS / 12);
  gboolean fits_before = before + offset_at(zone, before) == local;
  gboolean fits_after = after + offset_at(zone, after) == local;
  LocalKind found = LOCAL_PLAIN;
  if (!fits_before && !fits_after)
    found = LOCAL_SKIPPED;
  else if (fits_before && fits_after && before != after)
    found = LOCAL_DOUBLED;
  if (kind != NULL)
    *kind = found;
  /* In a gap the old offset gives a time after it: as far behind the jump as it stood before. */
  if (found == LOCAL_DOUBLED)
    return MIN(before, after);
  return fits_after && !fits_before ? after : before;
}

gint64
schedule_to_utc(const char *zone, gint32 day, int minute, LocalKind *kind)
{
  g_autoptr(GTimeZone) opened = zone_open(zone);
  return to_utc(opened, day, minute, kind);
}

void
schedule_to_local(const char *zone, gint64 when, gint32 *day, int *minute)
{
  g_autoptr(GTimeZone) opened = zone_open(zone);
  gint64 local = when + offset_at(opened, when);
  gint64 days = local / DAY_SECONDS - (local % DAY_SECONDS < 0 ? 1 : 0);
  if (day != NULL)
    *day = (gint32)(days + EPOCH_DAY);
  if (minute != NULL)
    *minute = (int)((local - days * DAY_SECONDS) / 60);
}

/* --- occurrences --- */

/* A week of ISO 8601 has the parity that the rule wants. libical's BYWEEKNO loses the weeks around
 * a new year, so it gets a weekly rule and the parity is asked here. */
static gboolean
week_fits(const ScheduleRule *rule, gint32 day)
{
  if (rule->kind != RULE_EVEN_WEEKS && rule->kind != RULE_ODD_WEEKS)
    return TRUE;
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date, (guint32)day);
  guint parity = g_date_get_iso8601_week_of_year(&date) % 2;
  return parity == (rule->kind == RULE_ODD_WEEKS ? 1u : 0u);
}

static gint32
day_from_ical(struct icaltimetype time)
{
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_dmy(&date, (GDateDay)time.day, (GDateMonth)time.month, (GDateYear)time.year);
  return (gint32)g_date_get_julian(&date);
}

static struct icaltimetype
ical_from_day(gint32 day)
{
  struct icaltimetype time = {.is_date = 1};
  if (!day_split(day, &time.year, &time.month, &time.day))
    return icaltime_null_time();
  return time;
}

static icalrecur_iterator *
iterator_new(const ScheduleRule *rule, gint32 day)
{
  static const char *const codes[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const char *code = codes[CLAMP(rule->weekday, 0, 7)];
  g_autofree char *text = rule->kind == RULE_MONTHLY
                              ? g_strdup_printf("FREQ=MONTHLY;BYDAY=%d%s", rule->nth, code)
                              : g_strdup_printf("FREQ=WEEKLY;BYDAY=%s", code);
  return icalrecur_iterator_new(icalrecurrencetype_from_string(text), ical_from_day(day));
}

/* Calls take for the days of the rule in [from, until], until it says FALSE. None of the rules
 * counts from its first day, so the count may begin anywhere. */
static void
each_day(const Schedule *schedule, gint32 from, gint32 until,
         gboolean (*take)(const Schedule *schedule, gint32 day, gpointer data), gpointer data)
{
  from = MAX(from, MAX(schedule->first, 1));
  until = schedule->until != 0 ? MIN(until, schedule->until) : until;
  if (schedule->rule.kind == RULE_DATES) {
    for (guint i = 0; schedule->dates != NULL && i < schedule->dates->len; i++) {
      gint32 day = g_array_index(schedule->dates, gint32, i);
      if (day >= from && day <= until && !take(schedule, day, data))
        return;
    }
    return;
  }
  if (from > until)
    return;
  icalrecur_iterator *iterator = iterator_new(&schedule->rule, from);
  while (iterator != NULL) {
    struct icaltimetype time = icalrecur_iterator_next(iterator);
    gint32 day = icaltime_is_null_time(time) ? G_MAXINT32 : day_from_ical(time);
    if (day > until || (week_fits(&schedule->rule, day) && !take(schedule, day, data)))
      break;
  }
  if (iterator != NULL)
    icalrecur_iterator_free(iterator);
}

typedef struct {
  GTimeZone *zone;
  gint64 from, until;
  guint max;
  GArray *found; /* Occurrence */
} Collector;

static gboolean
collect(const Schedule *schedule, gint32 day, gpointer data)
{
  Collector *collector = data;
  Occurrence occurrence = {.day = day};
  occurrence.start = to_utc(collector->zone, day, schedule->minute, &occurrence.kind);
  if (occurrence.start >= collector->from && occurrence.start < collector->until)
    g_array_append_val(collector->found, occurrence);
  return collector->found->len < collector->max;
}

/* The days on which a window of time lies anywhere on earth, kept within what a calendar holds. */
static gint32
day_around(gint64 when, gint32 margin)
{
  gint64 day = CLAMP(when / DAY_SECONDS + EPOCH_DAY + margin, 1, 3652059 - HORIZON_DAYS);
  return (gint32)day;
}

static GArray *
between(const Schedule *schedule, gint64 from, gint64 until, guint max)
{
  g_autoptr(GTimeZone) zone = zone_open(schedule->zone);
  Collector collector = {zone, from, until, max, g_array_new(FALSE, FALSE, sizeof(Occurrence))};
  if (from < until)
    each_day(schedule, day_around(from, -2), day_around(until, 2), collect, &collector);
  return collector.found;
}

GArray *
schedule_between(const Schedule *schedule, gint64 from, gint64 until)
{
  return between(schedule, from, until, SCHEDULE_MAX);
}

gboolean
schedule_next(const Schedule *schedule, gint64 when, Occurrence *occurrence)
{
  g_autoptr(GArray) found = between(schedule, when, when + HORIZON_DAYS * DAY_SECONDS, 1);
  if (found->len > 0)
    *occurrence = g_array_index(found, Occurrence, 0);
  return found->len > 0;
}

gboolean
schedule_previous(const Schedule *schedule, gint64 when, Occurrence *occurrence)
{
  /* Most are near: a look back of some months saves one over years. */
  for (gint32 days = 128; days <= 2 * HORIZON_DAYS; days *= 4) {
    g_autoptr(GArray) found = between(schedule, when - days * DAY_SECONDS, when, G_MAXUINT);
    if (found->len > 0) {
      *occurrence = g_array_index(found, Occurrence, found->len - 1);
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
note_day(const Schedule *schedule, gint32 day, gpointer data)
{
  (void)schedule;
  *(gint32 *)data = day;
  return FALSE;
}

gboolean
schedule_has_day(const Schedule *schedule, gint32 day)
{
  gint32 found = 0;
  each_day(schedule, day, day, note_day, &found);
  return found == day && day > 0;
}
