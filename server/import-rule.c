#include "server/import-rule.h"

#include <libical/ical.h>

#include "server/import.h"

struct ImportRule {
  struct icalrecurrencetype rule;
  gint32 start;
  gint32 until; /* 0: none */
};

typedef struct {
  int year, month, number, weekday, days_in_month;
} Split;

static Split
split(gint32 day)
{
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date, (guint32)day);
  GDateMonth month = g_date_get_month(&date);
  return (Split){g_date_get_year(&date), (int)month, g_date_get_day(&date),
                 (int)g_date_get_weekday(&date),
                 g_date_get_days_in_month(month, g_date_get_year(&date))};
}

static gboolean
refused(const char *what, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "%s", what);
  return FALSE;
}

static gboolean
is_set(const short *list)
{
  return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static gboolean
check(const struct icalrecurrencetype *rule, GError **error)
{
  switch (rule->freq) {
  case ICAL_DAILY_RECURRENCE:
  case ICAL_WEEKLY_RECURRENCE:
  case ICAL_MONTHLY_RECURRENCE:
  case ICAL_YEARLY_RECURRENCE:
    break;
  case ICAL_SECONDLY_RECURRENCE:
  case ICAL_MINUTELY_RECURRENCE:
  case ICAL_HOURLY_RECURRENCE:
    return refused("it comes more than once a day", error);
  case ICAL_NO_RECURRENCE:
    return refused("its rule cannot be read", error);
  }
  if (is_set(rule->by_week_no) || is_set(rule->by_year_day) || is_set(rule->by_set_pos))
    return refused("its rule has BYWEEKNO, BYYEARDAY or BYSETPOS", error);
  if (is_set(rule->by_hour) || is_set(rule->by_minute) || is_set(rule->by_second))
    return refused("its rule has hours of its own", error);
  for (int i = 0; rule->freq == ICAL_YEARLY_RECURRENCE && !is_set(rule->by_month) &&
                  rule->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX;
       i++)
    if (icalrecurrencetype_day_position(rule->by_day[i]) != 0)
      return refused("its rule counts weekdays of the year", error);
  return rule->interval >= 1 || refused("its interval is none", error);
}

ImportRule *
server_import_rule_parse(const char *text, gint32 start, const char *zone, GError **error)
{
  g_autoptr(ImportRule) rule = g_new0(ImportRule, 1);
  rule->rule = icalrecurrencetype_from_string(text);
  rule->start = start;
  if (!check(&rule->rule, error))
    return NULL;
  struct icaltimetype until = rule->rule.until;
  if (!icaltime_is_null_time(until) && until.year > 0) {
    gint64 when = (gint64)icaltime_as_timet(until);
    schedule_to_local(icaltime_is_utc(until) ? zone : NULL, when, &rule->until, NULL);
  }
  return g_steal_pointer(&rule);
}

void
server_import_rule_free(ImportRule *rule)
{
  g_free(rule);
}

/* 1 Monday .. 7 Sunday of a BYDAY. */
static int
weekday_of(short by_day)
{
  int day = (int)icalrecurrencetype_day_day_of_week(by_day);
  return day == 1 ? 7 : day - 1;
}

/* The nth weekday of its month, from the front or the end; 0: any. */
static gboolean
nth_fits(const Split *s, int nth)
{
  return nth == 0 || nth == (s->number - 1) / 7 + 1 ||
         nth == -((s->days_in_month - s->number) / 7 + 1);
}

static gboolean
in_interval(const ImportRule *rule, gint32 day, const Split *s, const Split *first)
{
  int interval = rule->rule.interval;
  switch (rule->rule.freq) {
  case ICAL_DAILY_RECURRENCE:
    return (day - rule->start) % interval == 0;
  case ICAL_WEEKLY_RECURRENCE:
    return ((day - s->weekday) - (rule->start - first->weekday)) / 7 % interval == 0;
  case ICAL_MONTHLY_RECURRENCE:
    return ((s->year - first->year) * 12 + s->month - first->month) % interval == 0;
  default:
    return (s->year - first->year) % interval == 0;
  }
}

static gboolean
has_day(const ImportRule *rule, gint32 day)
{
  const struct icalrecurrencetype *r = &rule->rule;
  Split s = split(day), first = split(rule->start);
  gboolean weekday_fits = !is_set(r->by_day), month_day_fits = !is_set(r->by_month_day);
  gboolean month_fits = !is_set(r->by_month);
  for (int i = 0; r->by_month[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
    month_fits = month_fits || r->by_month[i] == s.month;
  for (int i = 0; r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
    weekday_fits = weekday_fits || (weekday_of(r->by_day[i]) == s.weekday &&
                                    nth_fits(&s, icalrecurrencetype_day_position(r->by_day[i])));
  for (int i = 0; r->by_month_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
    month_day_fits = month_day_fits || r->by_month_day[i] == s.number ||
                     r->by_month_day[i] == s.number - s.days_in_month - 1;
  /* What the rule leaves open is as on the first day. */
  gboolean plain = !is_set(r->by_day) && !is_set(r->by_month_day);
  if (plain && r->freq == ICAL_WEEKLY_RECURRENCE)
    weekday_fits = s.weekday == first.weekday;
  if (plain && (r->freq == ICAL_MONTHLY_RECURRENCE || r->freq == ICAL_YEARLY_RECURRENCE))
    month_day_fits = s.number == first.number;
  if (plain && r->freq == ICAL_YEARLY_RECURRENCE && !is_set(r->by_month))
    month_fits = s.month == first.month;
  return month_fits && weekday_fits && month_day_fits && in_interval(rule, day, &s, &first);
}

/* Calls take for each day of the rule, in order, within bounds. */
static GArray *
count_out(const ImportRule *rule, gint32 from, guint max)
{
  GArray *days = g_array_new(FALSE, FALSE, sizeof(gint32));
  int left = rule->rule.count > 0 ? rule->rule.count : G_MAXINT;
  gint32 end = MIN(rule->start, 3000000) + IMPORT_YEARS * 366;
  for (gint32 day = rule->start; day < end && left > 0 && days->len < max; day++) {
    if (rule->until != 0 && day > rule->until)
      break;
    if (!has_day(rule, day))
      continue;
    left--;
    if (day >= from)
      g_array_append_val(days, day);
  }
  return days;
}

GArray *
server_import_rule_days(const ImportRule *rule, gint32 from, guint max)
{
  return count_out(rule, from, max);
}

gint32
server_import_rule_last(const ImportRule *rule)
{
  if (rule->until != 0 || rule->rule.count <= 0)
    return rule->until;
  g_autoptr(GArray) days = count_out(rule, rule->start, G_MAXUINT);
  gboolean all = days->len >= (guint)rule->rule.count;
  return all ? g_array_index(days, gint32, days->len - 1) : 0;
}

static guint
count_of(const short *list)
{
  guint n = 0;
  while (list[n] != ICAL_RECURRENCE_ARRAY_MAX)
    n++;
  return n;
}

gboolean
server_import_rule_simple(const ImportRule *rule, ScheduleRule *simple)
{
  const struct icalrecurrencetype *r = &rule->rule;
  Split first = split(rule->start);
  guint n = count_of(r->by_day);
  *simple = (ScheduleRule){.kind = RULE_WEEKLY, .weekday = first.weekday};
  if (is_set(r->by_month) || is_set(r->by_month_day) || n > 1)
    return FALSE;
  int nth = n == 1 ? icalrecurrencetype_day_position(r->by_day[0]) : 0;
  if (n == 1)
    simple->weekday = weekday_of(r->by_day[0]);
  if (r->freq == ICAL_WEEKLY_RECURRENCE && nth == 0 && r->interval == 1)
    return TRUE;
  if (r->freq == ICAL_WEEKLY_RECURRENCE && nth == 0 && r->interval == 2) {
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)rule->start);
    gboolean odd = g_date_get_iso8601_week_of_year(&date) % 2 == 1;
    simple->kind = odd ? RULE_ODD_WEEKS : RULE_EVEN_WEEKS;
    return TRUE;
  }
  simple->kind = RULE_MONTHLY;
  simple->nth = nth;
  return r->freq == ICAL_MONTHLY_RECURRENCE && r->interval == 1 && n == 1 &&
         ((nth >= 1 && nth <= 5) || nth == -1);
}
