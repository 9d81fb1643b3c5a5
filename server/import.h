/* Calendars of others: what a file holds, taken apart, and put into a group. Files are hostile: sizes, depth and counts are bounded. */
#pragma once
#include "db/meeting.h"
G_BEGIN_DECLS

#define IMPORT_BYTES_MAX (4 * 1024 * 1024) /* of a file; larger is refused */
#define IMPORT_EVENTS_MAX 2000 /* of a file; what follows is left out, and noted */
#define IMPORT_YEARS 20 /* how far a rule is counted out */

/* An exception of a series: the meeting of that local day. */
typedef struct {
  gint32 day;
  gint64 start; /* where it goes; 0: cancelled */
} ImportChange;

typedef struct {
  Series *series;
  GArray *changes; /* ImportChange */
} ImportSeries;

typedef struct {
  GPtrArray *series;   /* ImportSeries */
  GPtrArray *meetings; /* Meeting: start, duration, title, place, video, uid */
  GPtrArray *notes;    /* char *: what was left out or read in another way, and why */
} ImportPlan;
ImportPlan *server_import_plan_new(void);
void server_import_plan_free(ImportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportPlan, server_import_plan_free)
/* Adds a series with what every one has; owned by the plan. */
ImportSeries *server_import_plan_series(ImportPlan *plan);
void server_import_plan_note(ImportPlan *plan, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A name of db_series_add made of any words. Caller frees. */
char *server_import_slug(const char *text);

/* The CentOS calendar's form: project, chair, description, schedule[{time, day, irc, frequency}]. Entries say local times of the group. FORMAT. */
gboolean server_import_yaml(const char *bytes, gsize len, const Group *group, gint64 now, ImportPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 5545. Rules that a series cannot have become days by hand. FORMAT. */
gboolean server_import_ical(const char *bytes, gsize len, const Group *group, gint64 now, ImportPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the plan and tells line by line what became of it. Series of the same UID or name are changed, not added. Within the caller's
 * transaction. */
gboolean server_import_apply(Db *db, const Group *group, const ImportPlan *plan, const char *who, gint64 now, GString *account, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
