#include "db/series.h"

#include <string.h>

#include "db/audit.h"
#include "db/store.h"

void
series_free(Series *series)
{
  if (series == NULL)
    return;
  g_free(series->name);
  g_free(series->place);
  g_free(series->video);
  g_free(series->chair);
  g_free(series->description);
  g_free(series->uid);
  g_clear_pointer(&series->dates, g_array_unref);
  g_free(series);
}

Schedule
series_schedule(const Series *series, const Group *group)
{
  return (Schedule){.rule = series->rule,
                    .zone = group->timezone,
                    .first = series->first,
                    .until = series->until,
                    .minute = series->minute,
                    .dates = series->dates};
}

char *
meeting_uid_new(const Group *group, const char *what, gint64 now)
{
  g_autofree char *seed = g_strdup_printf("%s\n%" G_GINT64_FORMAT "\n%s\n%" G_GINT64_FORMAT,
                                          group->name, group->created, what, now);
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
  return g_strdup_printf("%.32s@docket", sum);
}

/* --- what may be written --- */

static gboolean
invalid(GError **error, const char *field, const char *what)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s: %s", field, what);
  return FALSE;
}

gboolean
meeting_text_check(const char *field, const char *text, gboolean is_url, GError **error)
{
  if (text == NULL || text[0] == '\0')
    return TRUE;
  if (strlen(text) > MEETING_TEXT_MAX)
    return invalid(error, field, "longer than 1000 bytes");
  if (!g_utf8_validate(text, -1, NULL))
    return invalid(error, field, "is not UTF-8");
  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl(*at))
      return invalid(error, field, "holds a control character or a line break");
  if (is_url && !g_str_has_prefix(text, "https://") && !g_str_has_prefix(text, "http://"))
    return invalid(error, field, "is no address of the web\nbegin it with https://");
  return TRUE;
}

static gboolean
name_check(const char *name, GError **error)
{
  gboolean good = name != NULL && g_ascii_isalnum(name[0]) && strlen(name) <= 64;
  for (const char *at = name; good && *at != '\0'; at++)
    good = g_ascii_islower(*at) || g_ascii_isdigit(*at) || strchr("._-", *at) != NULL;
  return good || invalid(error, "name",
                         "cannot name a series\nuse a-z, 0-9, '.', '_' and '-', a letter or digit "
                         "first, at most 64");
}

static gboolean
series_check(const Series *series, GError **error)
{
  if (!name_check(series->name, error))
    return FALSE;
  if (series->minute < 0 || series->minute >= 1440)
    return invalid(error, "time", "is no time of day\nwrite it as 14:00");
  if (series->first <= 0)
    return invalid(error, "first day", "is missing");
  if (series->until != 0 && series->until < series->first)
    return invalid(error, "last day", "lies before the first");
  if (series->duration < 1 || series->duration > MEETING_DURATION_MAX)
    return invalid(error, "duration", "is not 1 to 1440 minutes");
  if (series->rule.kind == RULE_DATES && (series->dates == NULL || series->dates->len == 0))
    return invalid(error, "dates", "none is given");
  if (series->dates != NULL && series->dates->len > SERIES_DATES_MAX)
    return invalid(error, "dates", "more than 500");
  return meeting_text_check("place", series->place, FALSE, error) &&
         meeting_text_check("video", series->video, TRUE, error) &&
         meeting_text_check("chair", series->chair, FALSE, error) &&
         meeting_text_check("description", series->description, FALSE, error);
}

/* --- rows --- */

#define SERIES_COLUMNS                                                                             \
  "id, name, rule, minute, first_day, last_day, duration, place, video, chair, description, uid,"  \
  " sequence, changed"

static gint32
column_day(Stmt *stmt, int column)
{
  gint32 day = 0;
  const char *text = stmt_text(stmt, column);
  return text != NULL && text[0] != '\0' && schedule_day_parse(text, &day, NULL) ? day : 0;
}

static gpointer
row_to_series(Stmt *stmt)
{
  Series *series = g_new0(Series, 1);
  series->id = stmt_int(stmt, 0);
  series->name = stmt_dup_text(stmt, 1);
  if (!schedule_rule_parse(stmt_text(stmt, 2), &series->rule, NULL))
    g_warning("series %s: unknown rule %s", series->name, stmt_text(stmt, 2));
  series->minute = (int)stmt_int(stmt, 3);
  series->first = column_day(stmt, 4);
  series->until = column_day(stmt, 5);
  series->duration = (guint)stmt_int(stmt, 6);
  series->place = stmt_dup_text(stmt, 7);
  series->video = stmt_dup_text(stmt, 8);
  series->chair = stmt_dup_text(stmt, 9);
  series->description = stmt_dup_text(stmt, 10);
  series->uid = stmt_dup_text(stmt, 11);
  series->sequence = (guint)stmt_int(stmt, 12);
  series->changed = stmt_int(stmt, 13);
  return series;
}

static gpointer
row_to_day(Stmt *stmt)
{
  gint32 *day = g_new(gint32, 1);
  *day = column_day(stmt, 0);
  return day;
}

static gboolean
load_dates(Db *db, Series *series, GError **error)
{
  if (series->rule.kind != RULE_DATES)
    return TRUE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT day FROM series_date WHERE series = $1 ORDER BY day", 1, series->id);
  g_autoptr(GPtrArray) days = stmt != NULL ? store_rows(stmt, row_to_day, g_free, error) : NULL;
  if (days == NULL)
    return FALSE;
  series->dates = g_array_sized_new(FALSE, FALSE, sizeof(gint32), days->len);
  for (guint i = 0; i < days->len; i++)
    g_array_append_vals(series->dates, days->pdata[i], 1);
  return TRUE;
}

GPtrArray *
db_series_list(Db *db, const Group *group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT " SERIES_COLUMNS " FROM series WHERE group_id = $1 ORDER BY name", 1,
      group->id);
  g_autoptr(GPtrArray) list =
      stmt != NULL ? store_rows(stmt, row_to_series, (GDestroyNotify)series_free, error) : NULL;
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (!load_dates(db, list->pdata[i], error))
      return NULL;
  return g_steal_pointer(&list);
}

Series *
db_series_get(Db *db, const Group *group, const char *name, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT " SERIES_COLUMNS " FROM series WHERE group_id = $1 AND name = $2", 1,
      group->id);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 2, name);
  g_autofree char *what = g_strdup_printf(
      "no series %s\ndocket meeting series list %s shows those there are", name, group->name);
  g_autoptr(Series) series = store_one(stmt, what, error) ? row_to_series(stmt) : NULL;
  return series != NULL && load_dates(db, series, error) ? g_steal_pointer(&series) : NULL;
}

/* --- writing --- */

/* What the audit trail keeps: "weekly tuesday 14:00 from 2026-11-03 until 2027-01-01". */
static char *
summary_of(const Series *series)
{
  g_autofree char *rule = schedule_rule_to_text(&series->rule);
  g_autofree char *first = schedule_day_to_text(series->first);
  g_autofree char *last = schedule_day_to_text(series->until);
  return g_strdup_printf("%s %02d:%02d from %s%s%s, %u minutes", rule, series->minute / 60,
                         series->minute % 60, first, last[0] != '\0' ? " until " : "", last,
                         series->duration);
}

static gboolean
audit(Db *db, const Group *group, const char *who, const char *verb, const char *name,
      const Series *old, const Series *new, gint64 now, GError **error)
{
  g_autofree char *key = g_strconcat("series ", name, NULL);
  g_autofree char *before = old != NULL ? summary_of(old) : NULL;
  g_autofree char *after = new != NULL ? summary_of(new) : NULL;
  return db_audit_add(db, group->id, who, verb, key, before, after, now, error);
}

static gboolean
write_dates(Db *db, gint64 series, const GArray *dates, GError **error)
{
  if (!store_run(db, error, "DELETE FROM series_date WHERE series = $1", 1, series))
    return FALSE;
  for (guint i = 0; dates != NULL && i < dates->len; i++) {
    g_autofree char *day = schedule_day_to_text(g_array_index(dates, gint32, i));
    g_autoptr(Stmt) stmt = store_prepare(
        db, error, "INSERT INTO series_date (series, day) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        1, series);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_text(stmt, 2, day);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  return TRUE;
}

/* "" is stored as not said. */
static void
bind_said(Stmt *stmt, int n, const char *text)
{
  stmt_bind_text(stmt, n, text != NULL && text[0] != '\0' ? text : NULL);
}

/* Binds $1 .. $11; the texts made for it are put into keep. */
static void
bind_series(Stmt *stmt, const Group *group, const Series *series, GPtrArray *keep)
{
  char *rule = schedule_rule_to_text(&series->rule);
  char *first = schedule_day_to_text(series->first);
  char *last = schedule_day_to_text(series->until);
  g_ptr_array_add(keep, rule);
  g_ptr_array_add(keep, first);
  g_ptr_array_add(keep, last);
  stmt_bind_int(stmt, 1, group->id);
  stmt_bind_text(stmt, 2, series->name);
  stmt_bind_text(stmt, 3, rule);
  stmt_bind_int(stmt, 4, series->minute);
  stmt_bind_text(stmt, 5, first);
  stmt_bind_text(stmt, 6, last);
  stmt_bind_int(stmt, 7, series->duration);
  bind_said(stmt, 8, series->place);
  bind_said(stmt, 9, series->video);
  bind_said(stmt, 10, series->chair);
  bind_said(stmt, 11, series->description);
}

static gboolean
insert_series(Db *db, const Group *group, const Series *series, gint64 now, GError **error)
{
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *uid =
      series->uid != NULL ? g_strdup(series->uid) : meeting_uid_new(group, series->name, now);
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO series (group_id, name, rule, minute, first_day, last_day, duration, place,"
      " video, chair, description, uid, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
      " $11, $12, $13) ON CONFLICT (group_id, name) DO NOTHING RETURNING id",
      error);
  if (stmt == NULL)
    return FALSE;
  bind_series(stmt, group, series, keep);
  stmt_bind_text(stmt, 12, uid);
  stmt_bind_int(stmt, 13, now);
  gboolean added = FALSE;
  if (!store_first(stmt, &added, error))
    return FALSE;
  if (!added) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, "name: there is a series %s already",
                series->name);
    return FALSE;
  }
  return write_dates(db, stmt_int(stmt, 0), series->dates, error);
}

static gboolean
add_series(Db *db, const Group *group, const Series *series, const char *who, gint64 now,
           GError **error)
{
  gint64 n = 0;
  if (!store_number(db, &n, 0, error, "SELECT count(*) FROM series WHERE group_id = $1", 1,
                    group->id))
    return FALSE;
  if (n >= SERIES_MAX)
    return invalid(error, "name", "the group has 50 series already");
  return insert_series(db, group, series, now, error) &&
         audit(db, group, who, "series add", series->name, NULL, series, now, error);
}

gboolean
db_series_add(Db *db, const Group *group, const Series *series, const char *who, gint64 now,
              GError **error)
{
  gboolean own = FALSE;
  return series_check(series, error) && engine_enter(db, &own, error) &&
         engine_leave(db, own, add_series(db, group, series, who, now, error), error);
}

/* --- a changed series and its rows ahead --- */

typedef struct {
  gint64 id, start;
  gint32 day;
} RowAhead;

static gpointer
row_to_ahead(Stmt *stmt)
{
  RowAhead *row = g_new(RowAhead, 1);
  *row = (RowAhead){stmt_int(stmt, 0), stmt_int(stmt, 1), column_day(stmt, 2)};
  return row;
}

/* Rows that nobody moved go where the rule now has their day. */
static gboolean
follow_time(Db *db, const Group *group, const Series *old, const Series *new, gint64 now,
            GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT id, start, series_day FROM meeting WHERE series = $1"
                                       " AND start > $2 AND state IN (0, 2)",
                                       2, old->id, now);
  g_autoptr(GPtrArray) rows = stmt != NULL ? store_rows(stmt, row_to_ahead, g_free, error) : NULL;
  if (rows == NULL)
    return FALSE;
  Schedule schedule = series_schedule(new, group);
  for (guint i = 0; i < rows->len; i++) {
    const RowAhead *row = rows->pdata[i];
    gint64 start = schedule_to_utc(group->timezone, row->day, new->minute, NULL);
    if (row->start != schedule_to_utc(group->timezone, row->day, old->minute, NULL) ||
        row->start == start || !schedule_has_day(&schedule, row->day))
      continue;
    if (!store_run(db, error,
                   "UPDATE meeting SET start = $2, changed = $3, sequence = sequence + 1 WHERE id ="
                   " $1",
                   3, row->id, start, now))
      return FALSE;
  }
  return TRUE;
}

/* What was as the series said follows it. */
static gboolean
follow_texts(Db *db, const Series *old, const Series *new, gint64 now, GError **error)
{
  static const char *const sql[] = {
      "UPDATE meeting SET place = $4, changed = $2 WHERE series = $1 AND start > $2 AND state IN"
      " (0, 2) AND place IS NOT DISTINCT FROM $3",
      "UPDATE meeting SET video = $4, changed = $2 WHERE series = $1 AND start > $2 AND state IN"
      " (0, 2) AND video IS NOT DISTINCT FROM $3",
      "UPDATE meeting SET chair = $4, changed = $2 WHERE series = $1 AND start > $2 AND state IN"
      " (0, 2) AND chair IS NOT DISTINCT FROM $3"};
  const char *const before[] = {old->place, old->video, old->chair};
  const char *const after[] = {new->place, new->video, new->chair};
  for (guint i = 0; i < G_N_ELEMENTS(sql); i++) {
    g_autoptr(Stmt) stmt = engine_prepare(db, sql[i], error);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_int(stmt, 1, old->id);
    stmt_bind_int(stmt, 2, now);
    stmt_bind_text(stmt, 3, before[i]);
    bind_said(stmt, 4, after[i]);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  return store_run(db, error,
                   "UPDATE meeting SET duration = $4, changed = $2 WHERE series = $1 AND start > $2"
                   " AND state IN (0, 2) AND duration = $3",
                   4, old->id, now, (gint64)old->duration, (gint64) new->duration);
}

static gboolean
update_series(Db *db, const Group *group, const Series *series, gint64 now, GError **error)
{
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "UPDATE series SET rule = $3, minute = $4, first_day = $5, last_day = $6, duration = $7,"
      " place = $8, video = $9, chair = $10, description = $11, sequence = sequence + 1, changed ="
      " $12 WHERE group_id = $1 AND name = $2",
      error);
  if (stmt == NULL)
    return FALSE;
  bind_series(stmt, group, series, keep);
  stmt_bind_int(stmt, 12, now);
  return stmt_run(stmt, error);
}

static gboolean
set_series(Db *db, const Group *group, const Series *series, const char *verb, const char *who,
           gint64 now, GError **error)
{
  g_autoptr(Series) old = db_series_get(db, group, series->name, error);
  return old != NULL && update_series(db, group, series, now, error) &&
         write_dates(db, old->id, series->rule.kind == RULE_DATES ? series->dates : NULL, error) &&
         follow_time(db, group, old, series, now, error) &&
         follow_texts(db, old, series, now, error) &&
         audit(db, group, who, verb, series->name, old, series, now, error);
}

gboolean
db_series_set(Db *db, const Group *group, const Series *series, const char *who, gint64 now,
              GError **error)
{
  gboolean own = FALSE;
  return series_check(series, error) && engine_enter(db, &own, error) &&
         engine_leave(db, own, set_series(db, group, series, "series set", who, now, error), error);
}

static gboolean
end_series(Db *db, const Group *group, const char *name, gint32 last, const char *who, gint64 now,
           GError **error)
{
  g_autoptr(Series) series = db_series_get(db, group, name, error);
  if (series == NULL)
    return FALSE;
  /* One that has not begun yet is left with no day at all. */
  series->until = MAX(last, series->first - 1);
  return set_series(db, group, series, "series end", who, now, error);
}

gboolean
db_series_end(Db *db, const Group *group, const char *name, gint32 last, const char *who,
              gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, end_series(db, group, name, last, who, now, error), error);
}
