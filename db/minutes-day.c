/* Of which day minutes are that do not say it: the calendar of the group tells. */
#include "db/minutes-day.h"

#include "db/meeting.h"

enum { DAY = 86400, LATE_DAYS = 6 };

static gint64
day_of(gint64 when)
{
  return when - ((when % DAY) + DAY) % DAY;
}

static void
note_day(GHashTable *days, gint64 day)
{
  g_hash_table_add(days, g_memdup2(&day, sizeof day));
}

/* Meetings that start in [from, until), however many. */
static GPtrArray *
load_meetings(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
  while (from < until) {
    gint64 reached = until;
    GPtrArray *some = db_meeting_list_far(db, group, from, until, &reached, error);
    if (some == NULL) {
      g_ptr_array_unref(all);
      return NULL;
    }
    g_ptr_array_extend_and_steal(all, some);
    from = MAX(reached, from + 1);
  }
  return all;
}

/* The last that began before the mail; *at goes on with the mails. NULL: none so near. */
static const Meeting *
began_before(const GPtrArray *meetings, guint *at, gint64 mail)
{
  while (*at < meetings->len && ((const Meeting *)meetings->pdata[*at])->start <= mail)
    ++*at;
  for (guint i = *at; i > 0; i--) {
    const Meeting *meeting = meetings->pdata[i - 1];
    if (mail - meeting->start > LATE_DAYS * DAY)
      return NULL;
    if (meeting->state != MEETING_CANCELLED)
      return meeting;
  }
  return NULL;
}

static gint64
local_day(const Group *group, const Meeting *meeting)
{
  gint32 day;
  schedule_to_local(group->timezone, meeting->start, &day, NULL);
  return schedule_to_utc(NULL, day, 0, NULL);
}

gboolean
minutes_settle_days(Db *db, const Group *group, const GPtrArray *mails, GError **error)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  gint64 first = 0, last = 0;
  for (guint i = 0; i < mails->len; i++) {
    const MinutesMail *mail = mails->pdata[i];
    if (mail->named != 0) {
      note_day(taken, day_of(mail->named));
      continue;
    }
    first = first == 0 ? mail->date : first;
    last = mail->date;
  }
  if (first == 0)
    return TRUE;
  g_autoptr(GPtrArray) meetings =
      load_meetings(db, group, first - LATE_DAYS * DAY, last + 1, error);
  guint at = 0;
  for (guint i = 0; meetings != NULL && i < mails->len; i++) {
    MinutesMail *mail = mails->pdata[i];
    const Meeting *meeting = mail->named == 0 ? began_before(meetings, &at, mail->date) : NULL;
    gint64 day =
        meeting != NULL && meeting->state < MEETING_RUNNING ? local_day(group, meeting) : 0;
    if (day == 0 || g_hash_table_contains(taken, &day))
      continue;
    note_day(taken, day);
    mail->day = day;
  }
  return meetings != NULL;
}
