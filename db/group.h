/* Groups: one list, its zone, its next meeting. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* Adds a group. name as in records.h (reserved: r, list, pipermail, api, static, healthz, metrics,
 * robots.txt, meetings.ics, search). Errors: INVALID (name, zone), CONFLICT (exists). */
gboolean db_group_add(Db *db, const Group *group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Changes title, address, timezone, next_meeting of the group with that name. */
gboolean db_group_set(Db *db, const Group *group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND when there is none of that name. */
Group *db_group_get(Db *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Group *, by name. */
GPtrArray *db_group_list(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  guint64 n_messages, n_threads, n_items, n_new_items, n_people;
  gint64 first_date, last_date;
} GroupCounts;
/* Counters kept by the store, not counted on each call. */
gboolean db_group_counts(Db *db, gint64 group, GroupCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
