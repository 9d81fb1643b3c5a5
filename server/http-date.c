#include "server/http-date.h"

#include <string.h>

/* Not g_date_time_format: the names must be English whatever the locale. */
static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

char *
server_http_date(gint64 when)
{
  g_autoptr(GDateTime) time = when > 0 ? g_date_time_new_from_unix_utc(when) : NULL;
  if (time == NULL)
    return NULL;
  return g_strdup_printf(
      "%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week(time) - 1],
      g_date_time_get_day_of_month(time), months[g_date_time_get_month(time) - 1],
      g_date_time_get_year(time), g_date_time_get_hour(time), g_date_time_get_minute(time),
      g_date_time_get_second(time));
}

/* The n digits at text; -1 when they are none. */
static int
digits(const char *text, guint n)
{
  int value = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

static int
month_of(const char *text)
{
  for (int i = 0; i < 12; i++)
    if (strncmp(text, months[i], 3) == 0)
      return i + 1;
  return -1;
}

gboolean
server_http_date_parse(const char *text, gint64 *when)
{
  static const char form[] = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text == NULL || strlen(text) != strlen(form))
    return FALSE;
  int month = month_of(text + 8);
  int day = digits(text + 5, 2), year = digits(text + 12, 4), hour = digits(text + 17, 2);
  int minute = digits(text + 20, 2), second = digits(text + 23, 2);
  if (month < 0 || hour < 0 || minute < 0 || second < 0)
    return FALSE;
  g_autoptr(GDateTime) time = g_date_time_new_utc(year, month, day, hour, minute, second);
  if (time == NULL)
    return FALSE;
  *when = g_date_time_to_unix(time);
  /* The rest of it, the day of the week included, must be as it is written. */
  g_autofree char *same = server_http_date(*when);
  return g_strcmp0(same, text) == 0;
}
