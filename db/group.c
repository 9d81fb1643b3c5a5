#include "db/group.h"

#include "db/audit.h"
#include "db/store.h"

#include <string.h>

static gboolean
name_is_valid(const char *name)
{
  static const char *const reserved[] = {
      "r",          "list",       "pipermail", "api",     "static",   "operator",     "healthz",
      "metrics",    "robots.txt", "search",    "sign-in", "sign-out", "meetings.ics", "archives",
      "hyperkitty", "refs"};
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS(reserved); i++)
    if (strcmp(name, reserved[i]) == 0)
      return FALSE;
  if (name == NULL || !g_ascii_isalnum(*name) || strlen(name) > 64)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && strchr("._-", *p) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
zone_is_valid(const char *zone)
{
  g_autoptr(GTimeZone) known = g_time_zone_new_identifier(zone);
  return known != NULL;
}

static gboolean
check_group(const Group *group, GError **error)
{
  if (!name_is_valid(group->name)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "\"%s\" cannot name a group\nuse a-z, 0-9, '.', '_' and '-', a letter or digit "
                "first, at most 64, and no word that addresses use",
                group->name != NULL ? group->name : "");
    return FALSE;
  }
  if (group->timezone != NULL && !zone_is_valid(group->timezone)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "unknown time zone \"%s\"\nuse a name such as Europe/London or UTC",
                group->timezone);
    return FALSE;
  }
  return TRUE;
}

static gboolean
conflict(const char *name, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "there is a group %s already\nchange it: docket group set %s", name, name);
  return FALSE;
}

static gboolean
insert_group(Db *db, const Group *group, gint64 now, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO groups (name, title, address, timezone, created, next_meeting, mask) VALUES ($1,"
      " $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, group->name);
  stmt_bind_text(stmt, 2, group->title != NULL ? group->title : group->name);
  stmt_bind_text(stmt, 3, group->address);
  stmt_bind_text(stmt, 4, group->timezone != NULL ? group->timezone : "UTC");
  stmt_bind_int(stmt, 5, now);
  stmt_bind_int(stmt, 6, group->next_meeting);
  stmt_bind_int(stmt, 7, group->mask);
  gboolean added = FALSE;
  if (!store_first(stmt, &added, error))
    return FALSE;
  if (!added)
    return conflict(group->name, error);
  gint64 id = stmt_int(stmt, 0);
  return store_run(db, error, "INSERT INTO counter (group_id) VALUES ($1)", 1, id);
}

gboolean
db_group_add(Db *db, const Group *group, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return check_group(group, error) && engine_enter(db, &own, error) &&
         engine_leave(db, own, insert_group(db, group, now, error), error);
}

/* Who may read addresses is no small matter: it is told who changed it. */
static gboolean
note_mask(Db *db, const Group *old, const Group *group, gint64 now, GError **error)
{
  return old->mask == group->mask ||
         db_audit_add(db, old->id, "command line", "mask", old->name, group_mask_to_text(old->mask),
                      group_mask_to_text(group->mask), now, error);
}

static gboolean
update_group(Db *db, const Group *group, gint64 now, GError **error)
{
  g_autoptr(Group) old = db_group_get(db, group->name, error);
  if (old == NULL || !note_mask(db, old, group, now, error))
    return FALSE;
  const char *zone = group->timezone != NULL ? group->timezone : "UTC";
  g_autoptr(Stmt) stmt = engine_prepare(db,
                                        "UPDATE groups SET title = $2, address = $3, timezone = $4,"
                                        " next_meeting = $5, mask = $6 WHERE name = $1",
                                        error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, group->name);
  stmt_bind_text(stmt, 2, group->title != NULL ? group->title : group->name);
  stmt_bind_text(stmt, 3, group->address);
  stmt_bind_text(stmt, 4, zone);
  stmt_bind_int(stmt, 5, group->next_meeting);
  stmt_bind_int(stmt, 6, group->mask);
  if (!stmt_run(stmt, error))
    return FALSE;
  return strcmp(zone, old->timezone) == 0 || month_refresh_all(db, old->id, error);
}

gboolean
db_group_set(Db *db, const Group *group, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return check_group(group, error) && engine_enter(db, &own, error) &&
         engine_leave(db, own, update_group(db, group, now, error), error);
}

#define GROUP_COLUMNS "id, name, title, address, timezone, created, next_meeting, mask"

static gpointer
row_to_group(Stmt *stmt)
{
  Group *group = g_new0(Group, 1);
  group->id = stmt_int(stmt, 0);
  group->name = stmt_dup_text(stmt, 1);
  group->title = stmt_dup_text(stmt, 2);
  group->address = stmt_dup_text(stmt, 3);
  group->timezone = stmt_dup_text(stmt, 4);
  group->created = stmt_int(stmt, 5);
  group->next_meeting = stmt_int(stmt, 6);
  group->mask = (GroupMask)stmt_int(stmt, 7);
  return group;
}

Group *
db_group_get(Db *db, const char *name, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT " GROUP_COLUMNS " FROM groups WHERE name = $1", error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 1, name);
  g_autofree char *what =
      g_strdup_printf("no group %s\ndocket group list shows those there are", name);
  return store_one(stmt, what, error) ? row_to_group(stmt) : NULL;
}

GPtrArray *
db_group_list(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT " GROUP_COLUMNS " FROM groups ORDER BY name", error);
  if (stmt == NULL)
    return NULL;
  return store_rows(stmt, row_to_group, (GDestroyNotify)group_free, error);
}

gboolean
db_group_counts(Db *db, gint64 group, GroupCounts *counts, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT n_messages, n_threads, n_items, n_new_items,"
                                       " n_people, first_date, last_date FROM counter"
                                       " WHERE group_id = $1",
                                       1, group);
  gboolean found = FALSE;
  *counts = (GroupCounts){0};
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (found)
    *counts = (GroupCounts){.n_messages = (guint64)stmt_int(stmt, 0),
                            .n_threads = (guint64)stmt_int(stmt, 1),
                            .n_items = (guint64)stmt_int(stmt, 2),
                            .n_new_items = (guint64)stmt_int(stmt, 3),
                            .n_people = (guint64)stmt_int(stmt, 4),
                            .first_date = stmt_int(stmt, 5),
                            .last_date = stmt_int(stmt, 6)};
  return TRUE;
}
