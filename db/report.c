#include "db/report.h"

#include <string.h>

#include "db/schedule.h"
#include "db/store.h"

static void
thread_free_row(gpointer data)
{
  ReportThread *thread = data;
  g_free(thread->subject);
  g_free(thread->message_id);
  g_free(thread);
}

void
report_numbers_free(ReportNumbers *numbers)
{
  if (numbers == NULL)
    return;
  g_clear_pointer(&numbers->threads, g_ptr_array_unref);
  g_free(numbers);
}

/* --- quarters --- */

/* First second of a month of the group; month may run out of 1..12. */
static gint64
month_begin(const Group *group, int year, int month)
{
  int months = year * 12 + month - 1;
  g_autofree char *text = g_strdup_printf("%04d-%02d-01", months / 12, months % 12 + 1);
  gint32 day = 0;
  return schedule_day_parse(text, &day, NULL) ? schedule_to_utc(group->timezone, day, 0, NULL) : 0;
}

static void
month_of(const Group *group, gint64 when, int *year, int *month)
{
  gint32 day;
  schedule_to_local(group->timezone, when, &day, NULL);
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date, (guint32)MAX(day, 1));
  *year = g_date_get_year(&date);
  *month = (int)g_date_get_month(&date);
}

gboolean
report_quarter_parse(const char *text, const Group *group, gint64 *from, gint64 *until,
                     GError **error)
{
  gboolean shaped = strlen(text) == 7 && strspn(text, "0123456789") == 4 && text[4] == '-' &&
                    (text[5] == 'Q' || text[5] == 'q') && text[6] >= '1' && text[6] <= '4';
  int year = shaped ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
  if (year < 1970 || year > 9990) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is no quarter\nwrite it as 2026-Q4",
                text);
    return FALSE;
  }
  int month = (text[6] - '1') * 3 + 1;
  *from = month_begin(group, year, month);
  *until = month_begin(group, year, month + 3);
  return TRUE;
}

char *
report_quarter_at(const Group *group, gint64 when, int by)
{
  int year, month;
  month_of(group, when, &year, &month);
  int quarters = year * 4 + (month - 1) / 3 + by;
  return g_strdup_printf("%04d-Q%d", quarters / 4, quarters % 4 + 1);
}

/* --- counting --- */

static gboolean
count_mails(Db *db, const Group *group, gint64 from, gint64 until, guint *mails, guint *people,
            GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      "SELECT count(*), count(DISTINCT m.from_key) FROM place p JOIN message m ON m.id = p.message"
      " WHERE p.group_id = $1 AND p.date >= $2 AND p.date < $3",
      3, group->id, from, until);
  gboolean found;
  if (s == NULL || !store_first(s, &found, error))
    return FALSE;
  *mails = found ? (guint)stmt_int(s, 0) : 0;
  *people = found ? (guint)stmt_int(s, 1) : 0;
  return TRUE;
}

static gboolean
count_months(Db *db, const Group *group, gint64 until, ReportNumbers *n, GError **error)
{
  int year, month;
  month_of(group, until - 1, &year, &month);
  for (int i = 0; i < REPORT_MONTHS; i++) {
    ReportMonth *one = &n->months[i];
    int months = year * 12 + month - 1 - (REPORT_MONTHS - 1 - i);
    one->year = months / 12;
    one->month = months % 12 + 1;
    if (!count_mails(db, group, month_begin(group, one->year, one->month),
                     month_begin(group, one->year, one->month + 1), &one->mails, &one->people,
                     error))
      return FALSE;
  }
  return TRUE;
}

static gpointer
row_to_thread(Stmt *s)
{
  ReportThread *thread = g_new0(ReportThread, 1);
  thread->subject = stmt_dup_text(s, 0);
  thread->message_id = stmt_dup_text(s, 1);
  thread->mails = (guint)stmt_int(s, 2);
  thread->people = (guint)stmt_int(s, 3);
  return thread;
}

static gboolean
find_threads(Db *db, const Group *group, gint64 from, gint64 until, ReportNumbers *n,
             GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      "SELECT r.subject, r.message_id, count(*) AS n, count(DISTINCT m.from_key) AS people FROM"
      " place p JOIN message m ON m.id = p.message JOIN message r ON r.id = p.thread WHERE"
      " p.group_id = $1 AND p.date >= $2 AND p.date < $3 GROUP BY p.thread, r.subject,"
      " r.message_id HAVING count(*) > 1 ORDER BY n DESC, people DESC, r.message_id LIMIT $4",
      4, group->id, from, until, (gint64)REPORT_THREADS);
  n->threads = s != NULL ? store_rows(s, row_to_thread, thread_free_row, error) : NULL;
  return n->threads != NULL;
}

static gpointer
row_to_delay(Stmt *s)
{
  gint64 *delay = g_new(gint64, 1);
  *delay = stmt_is_null(s, 0) ? -1 : MAX(stmt_int(s, 0), 0);
  return delay;
}

static gint
by_delay(gconstpointer a, gconstpointer b)
{
  gint64 one = **(gint64 *const *)a, two = **(gint64 *const *)b;
  return one < two ? -1 : one > two;
}

/* How long those who began a thread waited for the first answer; the median, for a few wait for
 * ever. */
static gboolean
time_replies(Db *db, const Group *group, gint64 from, gint64 until, ReportNumbers *n,
             GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      "SELECT min(c.date) - r.date FROM place r LEFT JOIN place c ON c.group_id = r.group_id AND"
      " c.thread = r.thread AND c.parent = r.message WHERE r.group_id = $1 AND r.parent = 0 AND"
      " r.date >= $2 AND r.date < $3 GROUP BY r.message, r.date",
      3, group->id, from, until);
  g_autoptr(GPtrArray) delays = s != NULL ? store_rows(s, row_to_delay, g_free, error) : NULL;
  if (delays == NULL)
    return FALSE;
  n->started = delays->len;
  for (guint i = delays->len; i > 0; i--)
    if (*(gint64 *)delays->pdata[i - 1] < 0)
      g_ptr_array_remove_index_fast(delays, i - 1);
  n->answered = delays->len;
  g_ptr_array_sort(delays, by_delay);
  n->median_reply = delays->len > 0 ? *(gint64 *)delays->pdata[(delays->len - 1) / 2] : 0;
  return TRUE;
}

static gboolean
count_items(Db *db, const Group *group, gint64 from, gint64 until, ReportNumbers *n, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      "SELECT kind, count(*) FROM item WHERE group_id = $1 AND date >= $2 AND date < $3 AND state"
      " NOT IN (4, 6) GROUP BY kind",
      3, group->id, from, until);
  g_autoptr(GError) failed = NULL;
  while (s != NULL && stmt_step(s, &failed)) {
    gint64 kind = stmt_int(s, 0);
    if (kind >= 0 && kind < ITEM_N_KINDS)
      n->opened[kind] = (guint)stmt_int(s, 1);
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  if (s == NULL || (error != NULL && *error != NULL))
    return FALSE;
  gint64 done = 0, votes = 0;
  if (!store_number(db, &done, 0, error,
                    "SELECT count(DISTINCT key) FROM audit WHERE group_id = $1 AND at >= $2 AND at"
                    " < $3 AND verb = 'state' AND new = 'done'",
                    3, group->id, from, until) ||
      !store_number(db, &votes, 0, error,
                    "SELECT count(*) FROM vote v JOIN place p ON p.message = v.message AND"
                    " p.group_id = $1 WHERE v.why IS NULL AND p.date >= $2 AND p.date < $3",
                    3, group->id, from, until))
    return FALSE;
  n->done = (guint)done;
  n->votes = (guint)votes;
  return TRUE;
}

ReportNumbers *
db_report_numbers(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(ReportNumbers) n = g_new0(ReportNumbers, 1);
  if (!count_mails(db, group, from, until, &n->mails, &n->people, error) ||
      !count_months(db, group, until, n, error) ||
      !find_threads(db, group, from, until, n, error) ||
      !time_replies(db, group, from, until, n, error) ||
      !count_items(db, group, from, until, n, error))
    return NULL;
  return g_steal_pointer(&n);
}
