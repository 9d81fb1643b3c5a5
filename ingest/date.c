#include "ingest/date.h"

#include <string.h>

#define DAY 86400

/* Parts found so far; -1: not yet. */
typedef struct {
  int year, month, day, hour, minute, second;
  int offset;
  gboolean has_offset;
} Parts;

static int
month_number(const char *word, gsize len)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (len < 3 || len > 9)
    return -1;
  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp(names + 3 * i, word, 3) == 0)
      return i + 1;
  return -1;
}

/* Up to 9 digits from *p; count of them in *n. */
static int
read_digits(const char **p, guint *n)
{
  int value = 0;
  for (*n = 0; g_ascii_isdigit(**p) && *n < 9; (*n)++, (*p)++)
    value = value * 10 + (**p - '0');
  return value;
}

static const struct {
  const char *name;
  int minutes;
} zones[] = {
    {"UT", 0},     {"UTC", 0},    {"GMT", 0},    {"Z", 0},       {"WET", 0},     {"EST", -300},
    {"EDT", -240}, {"CST", -360}, {"CDT", -300}, {"MST", -420},  {"MDT", -360},  {"PST", -480},
    {"PDT", -420}, {"BST", 60},   {"WEST", 60},  {"CET", 60},    {"MET", 60},    {"MEZ", 60},
    {"CEST", 120}, {"MEST", 120}, {"MESZ", 120}, {"EET", 120},   {"EEST", 180},  {"MSK", 180},
    {"MSD", 240},  {"IST", 330},  {"JST", 540},  {"KST", 540},   {"AEST", 600},  {"AEDT", 660},
    {"NZST", 720}, {"NZDT", 780}, {"HST", -600}, {"AKST", -540}, {"AKDT", -480},
};

static void
take_zone_name(Parts *parts, const char *word, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
    if (strlen(zones[i].name) == len && g_ascii_strncasecmp(zones[i].name, word, len) == 0) {
      parts->offset = zones[i].minutes;
      parts->has_offset = TRUE;
    }
  }
}

/* +hhmm, +hh:mm, +hmm. An impossible one counts as UTC; ingest_date_best compares with Received. */
static const char *
take_offset(Parts *parts, const char *p)
{
  int sign = *p++ == '-' ? -1 : 1;
  guint n;
  int value = read_digits(&p, &n);
  if (n == 2 && *p == ':') {
    guint m;
    p++;
    value = value * 100 + read_digits(&p, &m);
    n += m;
  } else if (n <= 2 && n > 0) {
    value *= 100;
    n = 4;
  }
  if ((n == 3 || n == 4) && value <= 1459 && value % 100 < 60)
    parts->offset = sign * (value / 100 * 60 + value % 100);
  parts->has_offset = TRUE;
  return p;
}

static const char *
take_time(Parts *parts, const char *p, int hour)
{
  guint n;
  parts->hour = hour;
  p++;
  parts->minute = read_digits(&p, &n);
  parts->second = 0;
  if ((*p == ':' || *p == '.') && g_ascii_isdigit(p[1])) {
    p++;
    parts->second = read_digits(&p, &n);
  }
  if (*p == '.' && g_ascii_isdigit(p[1])) { /* fractions of a second */
    p++;
    read_digits(&p, &n);
  }
  return p;
}

static const char *
take_number(Parts *parts, const char *p)
{
  guint n;
  const char *begin = p;
  int value = read_digits(&p, &n);
  if (*p == ':' && parts->hour < 0 && n <= 2)
    return take_time(parts, p, value);
  if (n == 4 && *p == '-' && parts->year < 0 && g_ascii_isdigit(p[1])) { /* ISO: 2014-04-15 */
    parts->year = value;
    p++;
    parts->month = read_digits(&p, &n);
    if (*p == '-' && g_ascii_isdigit(p[1])) {
      p++;
      parts->day = read_digits(&p, &n);
    }
    return *p == 'T' ? p + 1 : p;
  }
  if (parts->day < 0 && n <= 2)
    parts->day = value;
  else if (parts->year < 0 && n == 4)
    parts->year = value;
  else if (parts->year < 0 && parts->month > 0 && n == 2)
    parts->year = value < 70 ? 2000 + value : 1900 + value;
  else if (parts->year < 0 && parts->month > 0 && n == 3) /* year 2000 bug: "100" */
    parts->year = 1900 + value;
  return p > begin ? p : p + 1;
}

static const char *
take_word(Parts *parts, const char *p)
{
  const char *begin = p;
  while (g_ascii_isalpha(*p))
    p++;
  gsize len = (gsize)(p - begin);
  int month = parts->month < 0 ? month_number(begin, len) : -1;
  if (month > 0)
    parts->month = month;
  else if (parts->hour >= 0 && !parts->has_offset)
    take_zone_name(parts, begin, len);
  return p;
}

static const char *
skip_comment(const char *p)
{
  while (*p != '\0' && *p != ')')
    p++;
  return *p == ')' ? p + 1 : p;
}

static gboolean
to_seconds(const Parts *parts, gint64 *utc)
{
  if (parts->year < 1900 || parts->month < 1 || parts->month > 12 || parts->hour < 0 ||
      parts->hour > 24 || parts->minute > 59 || parts->second > 61 ||
      !g_date_valid_dmy((GDateDay)CLAMP(parts->day, 0, 99), (GDateMonth)parts->month,
                        (GDateYear)MIN(parts->year, 9999)))
    return FALSE;
  /* Days since 1970 by the civil calendar, March first. */
  gint64 y = MIN(parts->year, 9999) - (parts->month <= 2);
  gint64 era = y / 400, in_era = y - era * 400;
  gint64 in_year = (153 * (parts->month + (parts->month > 2 ? -3 : 9)) + 2) / 5 + parts->day - 1;
  gint64 days = era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
  *utc = days * DAY + parts->hour * 3600 + parts->minute * 60 + MIN(parts->second, 59) -
         parts->offset * 60;
  return TRUE;
}

gboolean
ingest_date_parse(const char *text, gint64 *utc, gint16 *offset)
{
  Parts parts = {-1, -1, -1, -1, 0, 0, 0, FALSE};
  gint64 seconds;
  const char *p = text;
  while (*p != '\0' && p - text < 1000) {
    if (g_ascii_isdigit(*p))
      p = take_number(&parts, p);
    else if (g_ascii_isalpha(*p))
      p = take_word(&parts, p);
    else if (*p == '(')
      p = skip_comment(p);
    else if ((*p == '+' || *p == '-') && parts.hour >= 0 && !parts.has_offset &&
             g_ascii_isdigit(p[1]))
      p = take_offset(&parts, p);
    else
      p++;
  }
  if (!to_seconds(&parts, &seconds))
    return FALSE;
  if (utc != NULL)
    *utc = seconds;
  if (offset != NULL)
    *offset = (gint16)parts.offset;
  return TRUE;
}

gboolean
ingest_date_parse_from_line(const char *from_line, gint64 *utc, gint16 *offset)
{
  static const char days[] = "MonTueWedThuFriSatSun";
  const char *p = strchr(from_line, ' ');
  for (p = p != NULL ? strchr(p + 1, ' ') : NULL; p != NULL; p = strchr(p + 1, ' '))
    for (const char *day = days; *day != '\0'; day += 3)
      if (g_ascii_strncasecmp(p + 1, day, 3) == 0 && !g_ascii_isalpha(p[4]))
        return ingest_date_parse(p + 1, utc, offset);
  return FALSE;
}

gboolean
ingest_date_plausible(gint64 utc)
{
  return utc >= 378691200 && utc < 2082758400; /* 1982-01-01 .. 2036-01-01 */
}

static gboolean
header_holds(const DateHints *h)
{
  if (!h->has_header)
    return FALSE;
  if (h->has_received && h->header >= h->first - 2 * DAY && h->header <= h->last + DAY)
    return TRUE;
  if (!ingest_date_plausible(h->header))
    return FALSE;
  if (h->has_received)
    return h->header <= h->last + DAY && h->header >= h->first - 60 * (gint64)DAY;
  return !h->has_from_line || !ingest_date_plausible(h->from_line) ||
         h->header <= h->from_line + DAY;
}

DateSource
ingest_date_best(const DateHints *hints, gint64 *utc, gint16 *offset)
{
  *utc = 0;
  *offset = 0;
  if (header_holds(hints)) {
    *utc = hints->header;
    *offset = hints->header_offset;
    return DATE_HEADER;
  }
  if (hints->has_received && ingest_date_plausible(hints->last)) {
    gboolean first_holds = hints->first >= hints->last - 60 * (gint64)DAY;
    *utc = first_holds ? hints->first : hints->last;
    *offset = hints->received_offset;
    return DATE_RECEIVED;
  }
  if (hints->has_from_line && ingest_date_plausible(hints->from_line)) {
    *utc = hints->from_line;
    *offset = hints->from_line_offset;
    return DATE_FROM_LINE;
  }
  return DATE_NONE;
}
