#include "server/zone.h"

#include <stdio.h>
#include <string.h>

static GTimeZone *
zone_open(const char *zone)
{
  GTimeZone *opened = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  return opened != NULL ? opened : g_time_zone_new_utc();
}

gboolean
server_zone_exists(const char *zone)
{
  g_autoptr(GTimeZone) opened = g_time_zone_new_identifier(zone);
  return opened != NULL;
}

gboolean
server_zone_parse(const char *text, const char *zone, gint64 *when, GError **error)
{
  g_autoptr(GTimeZone) opened = zone_open(zone);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  gboolean fits = sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && used == 10;
  const char *rest = fits ? text + used : "?";
  int end = 0;
  if (*rest == ' ' || *rest == 'T')
    fits = sscanf(rest + 1, "%2d:%2d%n", &hour, &minute, &end) == 2 && end == 5 && rest[6] == '\0';
  else
    fits = fits && *rest == '\0';
  g_autoptr(GDateTime) time =
      fits ? g_date_time_new(opened, year, month, day, hour, minute, 0) : NULL;
  if (time == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no date\nwrite it as 2014-05-20 or 2014-05-20T17:00", text);
    return FALSE;
  }
  *when = g_date_time_to_unix(time);
  return TRUE;
}

gboolean
server_zone_month(const char *text, const char *zone, gint64 *from, gint64 *until, GError **error)
{
  g_autoptr(GTimeZone) opened = zone_open(zone);
  int year = 0, month = 0, used = 0;
  gboolean fits =
      sscanf(text, "%4d-%2d%n", &year, &month, &used) == 2 && used == 7 && text[used] == '\0';
  g_autoptr(GDateTime) first = fits ? g_date_time_new(opened, year, month, 1, 0, 0, 0) : NULL;
  g_autoptr(GDateTime) next = first != NULL ? g_date_time_add_months(first, 1) : NULL;
  if (next == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is no month\nwrite it as 2014-04",
                text);
    return FALSE;
  }
  *from = g_date_time_to_unix(first);
  *until = g_date_time_to_unix(next);
  return TRUE;
}

char *
server_zone_pipermail_month(const char *text)
{
  static const char *const names[] = {"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
  if (strlen(text) < 8 || text[4] != '-' || strspn(text, "0123456789") != 4)
    return NULL;
  for (int i = 0; i < 12; i++)
    if (strcmp(text + 5, names[i]) == 0)
      return g_strdup_printf("%.4s-%02d", text, i + 1);
  return NULL;
}
