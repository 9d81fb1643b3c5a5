/* Counts by month in the group's zone, kept when mail is stored so that the archive page only reads
 * them. */
#include "db/store.h"

#define AFTER_CALENDAR G_GINT64_CONSTANT(253402300800)  /* 10000-01-01 */
#define BEFORE_CALENDAR G_GINT64_CONSTANT(-62135596800) /* 0001-01-01 */
enum { LAST_MONTH = 1000001 };

static gint64
month_start(GTimeZone *zone, gint month)
{
  g_autoptr(GDateTime) start = g_date_time_new(zone, month / 100, month % 100, 1, 0, 0, 0);
  return start != NULL ? g_date_time_to_unix(start) : AFTER_CALENDAR;
}

MonthSpan
month_span(GTimeZone *zone, gint64 when)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, zone) : NULL;
  if (local ==
      NULL) /* beyond the calendar: one month for all that is after it, one for all before */
    return when > 0 ? (MonthSpan){.month = LAST_MONTH, .from = AFTER_CALENDAR, .until = G_MAXINT64}
                    : (MonthSpan){.month = 0, .from = G_MININT64, .until = BEFORE_CALENDAR};
  gint month = g_date_time_get_year(local) * 100 + g_date_time_get_month(local);
  gint next = month % 100 == 12 ? month + 89 : month + 1;
  return (MonthSpan){
      .month = month, .from = month_start(zone, month), .until = month_start(zone, next)};
}

static gboolean
refresh_one(Db *db, gint64 group, const MonthSpan *span, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "INSERT INTO month (group_id, month, n_messages, n_threads,"
                                       " n_items) SELECT $1, $2, count(*), count(DISTINCT thread),"
                                       " coalesce(sum(n_items), 0) FROM place WHERE group_id = $1"
                                       " AND date >= $3 AND date < $4 ON CONFLICT (group_id, month)"
                                       " DO UPDATE SET n_messages = excluded.n_messages, n_threads"
                                       " = excluded.n_threads, n_items = excluded.n_items",
                                       4, group, (gint64)span->month, span->from, span->until);
  return stmt != NULL && stmt_run(stmt, error);
}

static GTimeZone *
zone_of(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT timezone FROM groups WHERE id = $1", 1, group);
  if (stmt == NULL || !store_one(stmt, "no such group", error))
    return NULL;
  GTimeZone *zone = g_time_zone_new_identifier(stmt_text(stmt, 0));
  return zone != NULL ? zone : g_time_zone_new_utc();
}

static int
compare_dates(gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return x < y ? -1 : x > y;
}

gboolean
month_refresh(Db *db, gint64 group, GArray *dates, GError **error)
{
  g_autoptr(GTimeZone) zone = zone_of(db, group, error);
  if (zone == NULL)
    return FALSE;
  g_array_sort(dates, compare_dates);
  MonthSpan span = {.until = G_MININT64};
  for (guint i = 0; i < dates->len; i++) {
    gint64 date = g_array_index(dates, gint64, i);
    if (i > 0 && date >= span.from && date < span.until)
      continue;
    span = month_span(zone, date);
    if (!refresh_one(db, group, &span, error))
      return FALSE;
  }
  return store_run(db, error, "DELETE FROM month WHERE group_id = $1 AND n_messages = 0", 1, group);
}

gboolean
month_refresh_all(Db *db, gint64 group, GError **error)
{
  g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT DISTINCT date FROM place WHERE group_id = $1 ORDER BY date", 1, group);
  if (stmt == NULL || !store_run(db, error, "DELETE FROM month WHERE group_id = $1", 1, group))
    return FALSE;
  return store_ids(stmt, dates, error) && month_refresh(db, group, dates, error);
}
