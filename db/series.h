/* Series of meetings: a rule, a local time, a place. Verbs that write need a transaction of the caller or take one, and leave a line in
 * the audit trail under "series NAME". */
#pragma once
#include "db/db.h"
#include "db/records.h"
#include "db/schedule.h"
G_BEGIN_DECLS

#define MEETING_DURATION 60         /* minutes, where nothing is said */
#define MEETING_DURATION_MAX 1440
#define MEETING_TEXT_MAX 1000       /* bytes of a place, title, chair, address */
#define SERIES_MAX 50               /* of one group */
#define SERIES_DATES_MAX 500        /* by hand, of one series */

typedef struct {
  gint64 id;
  char *name;        /* within its group, for commands and forms: [a-z0-9][a-z0-9._-]{0,63} */
  ScheduleRule rule;
  int minute;        /* local */
  gint32 first, until; /* days, included; until 0: no end */
  guint duration;    /* minutes */
  char *place, *video, *chair, *description; /* each NULL: not said */
  GArray *dates;     /* gint32, sorted; NULL unless the rule is RULE_DATES */
  char *uid;         /* NULL in a new one: made here; for one that was imported: the file's */
  guint sequence;
  gint64 changed;
} Series;
void series_free(Series *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Series, series_free)

/* Adds one. INVALID (the message begins with the field: "time: ..."), CONFLICT (there is one of that name). */
gboolean db_series_add(Db *db, const Group *group, const Series *series, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces what the series of that name says (not its uid and name). Meetings ahead that became rows and that nobody moved or gave another
 * place follow it. */
gboolean db_series_set(Db *db, const Group *group, const Series *series, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The last day on which it meets. What was held or touched stays. */
gboolean db_series_end(Db *db, const Group *group, const char *name, gint32 last, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND. */
Series *db_series_get(Db *db, const Group *group, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Series *, by name. */
GPtrArray *db_series_list(Db *db, const Group *group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The pure view of a series; borrows from both. */
Schedule series_schedule(const Series *series, const Group *group);

/* A video address is http or https, a text has no control characters and at most MEETING_TEXT_MAX bytes; INVALID names the field. NULL is
 * fine. */
gboolean meeting_text_check(const char *field, const char *text, gboolean is_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A UID of RFC 5545 for a new thing of a group, the same for the same arguments. Caller frees. */
char *meeting_uid_new(const Group *group, const char *what, gint64 now);

G_END_DECLS
