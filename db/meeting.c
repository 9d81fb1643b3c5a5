/* What people do to meetings. */
#include "db/meeting.h"

#include <string.h>

#include "db/audit.h"
#include "db/meeting-row.h"
#include "db/store.h"

/* One act on one meeting: found, made a row, changed, written down. */
typedef struct {
  Db *db;
  const Group *group;
  const char *who;
  gint64 now;
  Meeting *meeting;
} Act;

static void
act_clear(Act *act)
{
  g_clear_pointer(&act->meeting, meeting_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

/* --- rows --- */

static gboolean
insert(Db *db, const Group *group, Meeting *meeting, gint64 now, GError **error)
{
  g_autofree char *day = schedule_day_to_text(meeting->series_day);
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO meeting (group_id, series, series_day, start, duration, title, place, video,"
      " chair, uid, sequence, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
      " RETURNING id",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, group->id);
  if (meeting->series != 0)
    stmt_bind_int(stmt, 2, meeting->series);
  else
    stmt_bind_null(stmt, 2);
  stmt_bind_text(stmt, 3, meeting->series != 0 ? day : NULL);
  stmt_bind_int(stmt, 4, meeting->start);
  stmt_bind_int(stmt, 5, meeting->duration);
  stmt_bind_text(stmt, 6, meeting->title);
  stmt_bind_text(stmt, 7, meeting->place);
  stmt_bind_text(stmt, 8, meeting->video);
  stmt_bind_text(stmt, 9, meeting->chair);
  stmt_bind_text(stmt, 10, meeting->uid);
  stmt_bind_int(stmt, 11, 0); /* what its series counts is added */
  stmt_bind_int(stmt, 12, now);
  if (!stmt_step(stmt, error))
    return FALSE;
  meeting->id = stmt_int(stmt, 0);
  return TRUE;
}

gboolean
db_meeting_ensure(Db *db, const Group *group, Meeting *meeting, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return meeting->id != 0 || (engine_enter(db, &own, error) &&
                              engine_leave(db, own, insert(db, group, meeting, now, error), error));
}

/* All that can be refused is refused before the first write, so that a form can be shown again. */
static gboolean
act_find(Act *act, const char *name, GError **error)
{
  act->meeting = db_meeting_get(act->db, act->group, name, error);
  return act->meeting != NULL;
}

static gboolean
act_write(Act *act, GError **error)
{
  return db_meeting_ensure(act->db, act->group, act->meeting, act->now, error);
}

static gboolean
act_end(Act *act, const char *verb, const char *old, const char *new, GError **error)
{
  g_autofree char *key = g_strconcat("meeting ", act->meeting->name, NULL);
  return db_audit_add(act->db, act->group->id, act->who, verb, key, old, new, act->now, error);
}

static char *
time_text(const Group *group, gint64 when)
{
  gint32 day;
  int minute;
  schedule_to_local(group->timezone, when, &day, &minute);
  g_autofree char *text = schedule_day_to_text(day);
  return g_strdup_printf("%s %02d:%02d", text, minute / 60, minute % 60);
}

static gboolean
refuse(GError **error, const Meeting *meeting, const char *why)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, "the meeting of %s %s", meeting->name,
              why);
  return FALSE;
}

/* Nobody meets twice at the very same time. except: the row that moves. */
static gboolean
check_free(Db *db, const Group *group, gint64 start, gint64 except, GError **error)
{
  g_autoptr(GPtrArray) there = db_meeting_list(db, group, start, start + 1, error);
  for (guint i = 0; there != NULL && i < there->len; i++) {
    const Meeting *meeting = there->pdata[i];
    if (meeting->id != except || meeting->id == 0)
      return refuse(error, meeting, "is at that very time");
  }
  return there != NULL;
}

static gboolean
check_ahead(const Meeting *meeting, GError **error)
{
  if (meeting->state == MEETING_HELD || meeting->state == MEETING_APPROVED)
    return refuse(error, meeting, "was held");
  return meeting->state != MEETING_RUNNING || refuse(error, meeting, "is running");
}

/* --- the verbs --- */

static gboolean
add(Act *act, const Meeting *wanted, GError **error)
{
  act->meeting = g_new0(Meeting, 1);
  Meeting *made = act->meeting;
  made->start = wanted->start;
  made->duration = wanted->duration != 0 ? wanted->duration : MEETING_DURATION;
  made->title = g_strdup(wanted->title);
  made->place = g_strdup(wanted->place);
  made->video = g_strdup(wanted->video);
  made->chair = g_strdup(wanted->chair);
  g_autofree char *time = time_text(act->group, wanted->start);
  made->uid =
      wanted->uid != NULL ? g_strdup(wanted->uid) : meeting_uid_new(act->group, time, act->now);
  made->name = g_strdup(time);
  return check_free(act->db, act->group, made->start, 0, error) &&
         insert(act->db, act->group, made, act->now, error) &&
         act_end(act, "meeting add", NULL, time, error);
}

static gboolean
check_texts(const char *title, const char *place, const char *video, const char *chair,
            guint duration, GError **error)
{
  if (duration > MEETING_DURATION_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "duration: is not 1 to %d minutes",
                MEETING_DURATION_MAX);
    return FALSE;
  }
  return meeting_text_check("title", title, FALSE, error) &&
         meeting_text_check("place", place, FALSE, error) &&
         meeting_text_check("video", video, TRUE, error) &&
         meeting_text_check("chair", chair, FALSE, error);
}

gboolean
db_meeting_add(Db *db, const Group *group, const Meeting *meeting, const char *who, gint64 now,
               GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  return check_texts(meeting->title, meeting->place, meeting->video, meeting->chair,
                     meeting->duration, error) &&
         engine_enter(db, &own, error) && engine_leave(db, own, add(&act, meeting, error), error);
}

static gboolean
move(Act *act, const char *name, gint64 start, GError **error)
{
  if (!act_find(act, name, error) || !check_ahead(act->meeting, error))
    return FALSE;
  if (act->meeting->state == MEETING_CANCELLED)
    return refuse(error, act->meeting, "is cancelled\nrestore it first");
  gint64 from = act->meeting->start;
  g_autofree char *old = time_text(act->group, from);
  g_autofree char *new = time_text(act->group, start);
  if (from == start)
    return TRUE;
  if (!check_free(act->db, act->group, start, act->meeting->id, error) || !act_write(act, error) ||
      !store_run(act->db, error,
                 "UPDATE meeting SET start = $2, changed = $3, sequence = sequence + 1 WHERE id ="
                 " $1",
                 3, act->meeting->id, start, act->now))
    return FALSE;
  /* Else the date set by hand would show as another meeting, where this one was. */
  if (meeting_is_next_by_hand(act->group, from) &&
      !store_run(act->db, error, "UPDATE groups SET next_meeting = $2 WHERE id = $1", 2,
                 act->group->id, start))
    return FALSE;
  return act_end(act, "meeting move", old, new, error);
}

gboolean
db_meeting_move(Db *db, const Group *group, const char *name, gint64 start, const char *who,
                gint64 now, GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, move(&act, name, start, error), error);
}

static gboolean
change_state(Act *act, MeetingState state, const char *verb, GError **error)
{
  return act_write(act, error) &&
         store_run(act->db, error,
                   "UPDATE meeting SET state = $2, changed = $3, sequence = sequence + 1 WHERE id ="
                   " $1",
                   3, act->meeting->id, (gint64)state, act->now) &&
         act_end(act, verb, meeting_state_to_text(act->meeting->state),
                 meeting_state_to_text(state), error);
}

static gboolean
cancel(Act *act, const char *name, GError **error)
{
  if (!act_find(act, name, error) || !check_ahead(act->meeting, error))
    return FALSE;
  return act->meeting->state == MEETING_CANCELLED ||
         change_state(act, MEETING_CANCELLED, "meeting cancel", error);
}

gboolean
db_meeting_cancel(Db *db, const Group *group, const char *name, const char *who, gint64 now,
                  GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, cancel(&act, name, error), error);
}

static gboolean
restore(Act *act, const char *name, GError **error)
{
  if (!act_find(act, name, error))
    return FALSE;
  if (act->meeting->state != MEETING_CANCELLED)
    return refuse(error, act->meeting, "is not cancelled");
  return change_state(act, MEETING_PLANNED, "meeting restore", error);
}

gboolean
db_meeting_restore(Db *db, const Group *group, const char *name, const char *who, gint64 now,
                   GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, restore(&act, name, error), error);
}

static gboolean
set_state(Act *act, const char *name, MeetingState state, GError **error)
{
  if (!act_find(act, name, error))
    return FALSE;
  if (act->meeting->state == MEETING_CANCELLED)
    return refuse(error, act->meeting, "is cancelled\nrestore it first");
  return act->meeting->state == state || change_state(act, state, "meeting state", error);
}

gboolean
db_meeting_set_state(Db *db, const Group *group, const char *name, MeetingState state,
                     const char *who, gint64 now, GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  g_return_val_if_fail(state != MEETING_CANCELLED && state < MEETING_N_STATES, FALSE);
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, set_state(&act, name, state, error), error);
}

/* --- its particulars --- */

static char *
particulars(const char *title, const char *place, const char *video, const char *chair,
            guint duration)
{
  return g_strdup_printf("title \"%s\", place \"%s\", video \"%s\", chair \"%s\", %u minutes",
                         title != NULL ? title : "", place != NULL ? place : "",
                         video != NULL ? video : "", chair != NULL ? chair : "", duration);
}

static const char *
either(const char *new, const char *old)
{
  const char *text = new != NULL ? new : old;
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static gboolean
set(Act *act, const char *name, const MeetingChange *change, GError **error)
{
  if (!act_find(act, name, error) || !act_write(act, error))
    return FALSE;
  const Meeting *old = act->meeting;
  const char *title = either(change->title, old->title);
  const char *place = either(change->place, old->place);
  const char *video = either(change->video, old->video);
  const char *chair = either(change->chair, old->chair);
  guint duration = change->duration != 0 ? change->duration : old->duration;
  g_autoptr(Stmt) stmt = engine_prepare(act->db,
                                        "UPDATE meeting SET title = $2, place = $3, video = $4,"
                                        " chair = $5, duration = $6, changed = $7, sequence ="
                                        " sequence + 1 WHERE id = $1",
                                        error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, old->id);
  stmt_bind_text(stmt, 2, title);
  stmt_bind_text(stmt, 3, place);
  stmt_bind_text(stmt, 4, video);
  stmt_bind_text(stmt, 5, chair);
  stmt_bind_int(stmt, 6, duration);
  stmt_bind_int(stmt, 7, act->now);
  g_autofree char *before =
      particulars(old->title, old->place, old->video, old->chair, old->duration);
  g_autofree char *after = particulars(title, place, video, chair, duration);
  return stmt_run(stmt, error) &&
         (strcmp(before, after) == 0 || act_end(act, "meeting set", before, after, error));
}

gboolean
db_meeting_set(Db *db, const Group *group, const char *name, const MeetingChange *change,
               const char *who, gint64 now, GError **error)
{
  g_auto(Act) act = {db, group, who, now, NULL};
  gboolean own = FALSE;
  return check_texts(change->title, change->place, change->video, change->chair, change->duration,
                     error) &&
         engine_enter(db, &own, error) &&
         engine_leave(db, own, set(&act, name, change, error), error);
}
