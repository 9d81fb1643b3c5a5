/* When meetings are: rules of recurrence, local time and time zones. Pure: no storage, no clock. Recurrence is libical's (RFC 5545),
 * zones are those of the system's tz database.
 *
 * A day is a Julian day number as GDate counts it (1: 1 January of year 1), 0: none; a minute is one of a local day, 0..1439. A series
 * is kept by local days, so that 14:00 in London stays 14:00 whatever summer time does to the UTC time of it. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

#define DAY_SECONDS G_GINT64_CONSTANT(86400)

typedef enum {
  RULE_WEEKLY,
  RULE_EVEN_WEEKS, /* of ISO 8601; where week 53 meets week 1 three weeks lie between */
  RULE_ODD_WEEKS,  /* week 53 and week 1 are both odd: there two meetings follow each other */
  RULE_MONTHLY,    /* the nth weekday */
  RULE_DATES,      /* days chosen by hand */
  RULE_N_KINDS
} RuleKind;

typedef struct {
  RuleKind kind;
  int weekday; /* 1 Monday .. 7 Sunday; 0 for dates */
  int nth;     /* MONTHLY: 1..5, -1 the last; else 0 */
} ScheduleRule;

/* "weekly tuesday", "every tuesday", "even weeks tuesday" (also "biweekly-even"), "odd weeks tuesday", "2nd tuesday", "last friday",
 * "dates"; days by their English name or its first three letters. INVALID with the forms there are. */
gboolean schedule_rule_parse(const char *text, ScheduleRule *rule, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first of those forms, which parse reads again; the same for people ("every other Tuesday, in even ISO weeks"). Caller frees. */
char *schedule_rule_to_text(const ScheduleRule *rule);
char *schedule_rule_to_words(const ScheduleRule *rule);
/* "Tuesday"; "" outside 1..7. Static. */
const char *schedule_weekday_name(int weekday);

/* "2026-11-30"; INVALID when there is no such day (29 February of most years). Years 1900..9999. */
gboolean schedule_day_parse(const char *text, gint32 *day, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Caller frees; "" for 0. */
char *schedule_day_to_text(gint32 day);
/* "14:00" or "1400"; INVALID. */
gboolean schedule_minute_parse(const char *text, int *minute, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  LOCAL_PLAIN,
  LOCAL_SKIPPED, /* the clock jumps over this time; the meeting moves forward by as much */
  LOCAL_DOUBLED  /* it comes twice; the first is taken */
} LocalKind;

/* zone NULL or unknown: UTC. kind may be NULL. */
gint64 schedule_to_utc(const char *zone, gint32 day, int minute, LocalKind *kind);
/* day, minute: may be NULL. */
void schedule_to_local(const char *zone, gint64 when, gint32 *day, int *minute);

typedef struct {
  ScheduleRule rule;
  const char *zone;
  gint32 first, until; /* both included; until 0: no end */
  int minute;
  const GArray *dates; /* gint32, sorted: for RULE_DATES; else NULL */
} Schedule;

typedef struct {
  gint32 day; /* as the rule gave it: names the occurrence within its series */
  gint64 start;
  LocalKind kind;
} Occurrence;

#define SCHEDULE_MAX 4000 /* occurrences of one answer */

/* Occurrence of [from, until), oldest first, at most SCHEDULE_MAX; of longer windows the rest is left out. Never fails: a rule without
 * an end gives what lies in the window. */
GArray *schedule_between(const Schedule *schedule, gint64 from, gint64 until);
/* The first that starts at or after `when`, the last that starts before it; FALSE: there is none within 12 years. */
gboolean schedule_next(const Schedule *schedule, gint64 when, Occurrence *occurrence) G_GNUC_WARN_UNUSED_RESULT;
gboolean schedule_previous(const Schedule *schedule, gint64 when, Occurrence *occurrence) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the rule has an occurrence on that local day. */
gboolean schedule_has_day(const Schedule *schedule, gint32 day) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
