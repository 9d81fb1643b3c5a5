#include "db/query-date.h"

#include <string.h>

typedef enum { UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR } Unit;

static const struct {
  const char *word;
  Unit unit;
} units[] = {{"h", UNIT_HOUR},  {"hour", UNIT_HOUR},   {"hours", UNIT_HOUR},
             {"d", UNIT_DAY},   {"day", UNIT_DAY},     {"days", UNIT_DAY},
             {"w", UNIT_WEEK},  {"week", UNIT_WEEK},   {"weeks", UNIT_WEEK},
             {"m", UNIT_MONTH}, {"month", UNIT_MONTH}, {"months", UNIT_MONTH},
             {"y", UNIT_YEAR},  {"year", UNIT_YEAR},   {"years", UNIT_YEAR}};

static gboolean
find_unit(const char *word, Unit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_strcmp0(units[i].word, word) == 0) {
      *unit = units[i].unit;
      return TRUE;
    }
  return FALSE;
}

static GDateTime *
add_units(GDateTime *when, Unit unit, int count)
{
  switch (unit) {
  case UNIT_HOUR:
    return g_date_time_add_hours(when, count);
  case UNIT_DAY:
    return g_date_time_add_days(when, count);
  case UNIT_WEEK:
    return g_date_time_add_weeks(when, count);
  case UNIT_MONTH:
    return g_date_time_add_months(when, count);
  case UNIT_YEAR:
  default:
    return g_date_time_add_years(when, count);
  }
}

static GDateTime *
start_of(GDateTime *when, Unit unit)
{
  g_autoptr(GTimeZone) zone = g_time_zone_ref(g_date_time_get_timezone(when));
  int year = g_date_time_get_year(when);
  int month = unit == UNIT_YEAR ? 1 : g_date_time_get_month(when);
  int day = unit == UNIT_YEAR || unit == UNIT_MONTH ? 1 : g_date_time_get_day_of_month(when);
  int hour = unit == UNIT_HOUR ? g_date_time_get_hour(when) : 0;
  g_autoptr(GDateTime) start = g_date_time_new(zone, year, month, day, hour, 0, 0);
  if (start == NULL)
    return NULL;
  return unit == UNIT_WEEK ? g_date_time_add_days(start, 1 - g_date_time_get_day_of_week(start))
                           : g_date_time_ref(start);
}

/* The whole unit that begins at start. */
static gboolean
set_interval(GDateTime *start, Unit unit, gint64 *from, gint64 *until)
{
  g_autoptr(GDateTime) end = start != NULL ? add_units(start, unit, 1) : NULL;
  if (end == NULL)
    return FALSE;
  *from = g_date_time_to_unix(start);
  *until = g_date_time_to_unix(end);
  return TRUE;
}

static gboolean
unit_back(GDateTime *now, Unit unit, int count, gint64 *from, gint64 *until)
{
  g_autoptr(GDateTime) start = start_of(now, unit);
  g_autoptr(GDateTime) moved = start != NULL ? add_units(start, unit, -count) : NULL;
  return set_interval(moved, unit, from, until);
}

/* "2 weeks ago": that day; in a range A.. it begins there, in ..B it ends there. */
static gboolean
count_back(GDateTime *now, Unit unit, int count, gint64 *from, gint64 *until)
{
  g_autoptr(GDateTime) then = add_units(now, unit, -count);
  g_autoptr(GDateTime) start =
      then != NULL ? start_of(then, unit == UNIT_HOUR ? unit : UNIT_DAY) : NULL;
  return set_interval(start, unit == UNIT_HOUR ? UNIT_HOUR : UNIT_DAY, from, until);
}

/* Place of the name that word is, or begins as with three letters or more, from 1; 0: none. */
static int
find_name(const char *const *names, guint n, const char *word)
{
  gsize len = word != NULL ? strlen(word) : 0;
  for (guint i = 0; len >= 3 && i < n; i++)
    if (strncmp(names[i], word, len) == 0)
      return (int)i + 1;
  return 0;
}

static int
find_month(const char *word)
{
  static const char *const names[] = {"january",   "february", "march",    "april",
                                      "may",       "june",     "july",     "august",
                                      "september", "october",  "november", "december"};
  return find_name(names, G_N_ELEMENTS(names), word);
}

static int
find_weekday(const char *word)
{
  static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday"};
  return find_name(names, G_N_ELEMENTS(names), word);
}

static int
number_of(const char *word, int most)
{
  guint64 value = 0;
  return g_ascii_string_to_unsigned(word, 10, 1, (guint64)most, &value, NULL) ? (int)value : 0;
}

/* The latest day of that name: today is one, but for "last monday". */
static gboolean
weekday_back(GDateTime *now, int weekday, gboolean before, gint64 *from, gint64 *until)
{
  int back = (g_date_time_get_day_of_week(now) - weekday + 7) % 7;
  return unit_back(now, UNIT_DAY, back == 0 && before ? 7 : back, from, until);
}

/* "april": the latest that has begun; "april 2014", "15 april 2014", "april 15 2014". */
static gboolean
named_month(GDateTime *now, char **words, guint n, gint64 *from, gint64 *until)
{
  int first = find_month(words[0]), month = first != 0 ? first : n > 1 ? find_month(words[1]) : 0;
  int this_year = g_date_time_get_year(now),
      year = n > 1 ? number_of(words[n - 1], 9999) : this_year;
  int day = n == 3 ? number_of(words[first != 0 ? 1 : 0], 31) : 0;
  if (month == 0 || n > 3 || year < 1000 || (n == 2 && first == 0) || (n == 3 && day == 0))
    return FALSE;
  if (n == 1 && month > g_date_time_get_month(now))
    year--;
  g_autoptr(GTimeZone) zone = g_time_zone_ref(g_date_time_get_timezone(now));
  g_autoptr(GDateTime) start = g_date_time_new(zone, year, month, MAX(day, 1), 0, 0, 0);
  return set_interval(start, day != 0 ? UNIT_DAY : UNIT_MONTH, from, until);
}

static gboolean
in_one_word(GDateTime *now, const char *word, gint64 *from, gint64 *until)
{
  int weekday = find_weekday(word);
  if (strcmp(word, "today") == 0)
    return unit_back(now, UNIT_DAY, 0, from, until);
  if (strcmp(word, "yesterday") == 0)
    return unit_back(now, UNIT_DAY, 1, from, until);
  if (weekday != 0)
    return weekday_back(now, weekday, FALSE, from, until);
  if (strcmp(word, "now") != 0)
    return FALSE;
  *from = g_date_time_to_unix(now);
  *until = *from + 1;
  return TRUE;
}

/* In lower case; there are five at most, which is one too many. */
static GStrv
split_words(const char *text)
{
  g_autofree char *lower = g_ascii_strdown(text, -1);
  GStrv words = g_strsplit_set(lower, " _.,-", 16);
  guint kept = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    char *word = words[i];
    words[i] = NULL;
    if (*word == '\0' || kept == 5)
      g_free(word);
    else
      words[kept++] = word;
  }
  return words;
}

static gboolean
relative(const char *text, GDateTime *now, gint64 *from, gint64 *until)
{
  g_auto(GStrv) words = split_words(text);
  guint n = g_strv_length(words);
  Unit unit;
  if (n == 1 && in_one_word(now, words[0], from, until))
    return TRUE;
  if (n == 2 && strcmp(words[0], "this") == 0 && find_unit(words[1], &unit))
    return unit_back(now, unit, 0, from, until);
  if (n == 2 && strcmp(words[0], "last") == 0 && find_unit(words[1], &unit))
    return unit_back(now, unit, 1, from, until);
  if (n == 2 && strcmp(words[0], "last") == 0 && find_weekday(words[1]) != 0)
    return weekday_back(now, find_weekday(words[1]), TRUE, from, until);
  if (n > 0 && named_month(now, words, n, from, until))
    return TRUE;
  if (n == 0 || !g_ascii_isdigit(words[0][0]))
    return FALSE;
  char *rest;
  guint64 count = g_ascii_strtoull(words[0], &rest, 10);
  const char *word = *rest != '\0' ? rest : n > 1 ? words[1] : "";
  guint used = *rest != '\0' ? 1 : 2;
  gboolean ends = n == used || (n == used + 1 && strcmp(words[used], "ago") == 0);
  if (count > 100000 || !ends || !find_unit(word, &unit))
    return FALSE;
  return count_back(now, unit, (int)count, from, until);
}

static gboolean
digits(const char *text, gsize n, int *value)
{
  *value = 0;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return FALSE;
    *value = *value * 10 + (text[i] - '0');
  }
  return TRUE;
}

/* Year, month, day, hour, minute as far as written; the interval is as wide as what is left out. */
static gboolean
absolute(const char *text, GTimeZone *zone, gint64 *from, gint64 *until)
{
  int part[6] = {0, 1, 1, 0, 0, 0};
  static const gsize width[6] = {4, 2, 2, 2, 2, 2};
  static const char *const before[6] = {"", "-/", "-/", "Tt ", ":", ":"};
  guint n = 0;
  const char *p = text;
  while (n < 6 && *p != '\0' && (n < 4 || g_ascii_toupper(*p) != 'Z')) {
    if (n > 0 && strchr(before[n], *p) != NULL)
      p++;
    else if (n == 1 && strlen(p) % 2 != 0)
      return FALSE;
    if (strlen(p) < width[n] || !digits(p, width[n], &part[n]))
      return FALSE;
    p += width[n++];
  }
  gboolean utc = n >= 4 && g_ascii_toupper(*p) == 'Z';
  if (n == 0 || p[utc] != '\0')
    return FALSE;
  g_autoptr(GTimeZone) used = utc ? g_time_zone_new_utc() : g_time_zone_ref(zone);
  g_autoptr(GDateTime) start =
      g_date_time_new(used, part[0], part[1], part[2], part[3], part[4], part[5]);
  static const Unit left_out[7] = {UNIT_YEAR, UNIT_YEAR, UNIT_MONTH, UNIT_DAY,
                                   UNIT_HOUR, UNIT_HOUR, UNIT_HOUR};
  if (!set_interval(start, left_out[n], from, until))
    return FALSE;
  if (n >= 5)
    *until = *from + (n == 5 ? 60 : 1);
  return TRUE;
}

static gboolean
one_date(const char *text, GDateTime *now, gint64 *from, gint64 *until)
{
  if (text[0] == '@') {
    char *end;
    *from = g_ascii_strtoll(text + 1, &end, 10);
    *until = *from < G_MAXINT64 ? *from + 1 : *from;
    return end != text + 1 && *end == '\0';
  }
  return absolute(text, g_date_time_get_timezone(now), from, until) ||
         relative(text, now, from, until);
}

gboolean
query_date_range(const char *text, gint64 now, const char *zone, gint64 *from, gint64 *until,
                 GError **error)
{
  g_autoptr(GTimeZone) tz = g_time_zone_new_identifier(zone);
  if (tz == NULL)
    tz = g_time_zone_new_utc();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, tz) : NULL;
  const char *dots = strstr(text, "..");
  gint64 unused;
  *from = *until = 0;
  gboolean good = local != NULL && text[0] != '\0';
  if (good && dots == NULL) {
    good = one_date(text, local, from, until);
  } else if (good) {
    g_autofree char *first = g_strstrip(g_strndup(text, (gsize)(dots - text)));
    g_autofree char *second = g_strstrip(g_strdup(dots + 2));
    const char *last = strcmp(second, "!") == 0 ? first : second; /* notmuch: all of the first */
    good = (first[0] != '\0' || last[0] != '\0') &&
           (first[0] == '\0' || one_date(first, local, from, &unused)) &&
           (last[0] == '\0' || one_date(last, local, &unused, until));
  }
  if (!good)
    g_set_error(
        error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
        "cannot read the date \"%s\"\nwrite 2014-04-15, 2014-04..2014-06, \"last month\" or "
        "\"2 weeks ago..\"",
        text);
  return good;
}
