/* Meetings as readers see them: rows and computed ones together, each with its name. */
#include <string.h>

#include "db/meeting-row.h"
#include "db/store.h"

#define NEAR_DAYS 400
#define FAR_DAYS (12 * 366)

static const char *const states[] = {"planned", "cancelled", "published",
                                     "running", "held",      "approved"};

const char *
meeting_state_to_text(MeetingState state)
{
  return state < MEETING_N_STATES ? states[state] : "planned";
}

gboolean
meeting_state_from_text(const char *text, MeetingState *state)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS(states); i++)
    if (strcmp(text, states[i]) == 0) {
      *state = (MeetingState)i;
      return TRUE;
    }
  return FALSE;
}

void
meeting_free(Meeting *meeting)
{
  if (meeting == NULL)
    return;
  g_free(meeting->name);
  g_free(meeting->title);
  g_free(meeting->place);
  g_free(meeting->video);
  g_free(meeting->chair);
  g_free(meeting->series_name);
  g_free(meeting->uid);
  g_free(meeting);
}

#define MEETING_COLUMNS                                                                            \
  "id, series, series_day, start, duration, title, place, video, chair, state, uid, sequence,"     \
  " changed"

static gpointer
row_to_meeting(Stmt *stmt)
{
  Meeting *meeting = g_new0(Meeting, 1);
  const char *day = stmt_text(stmt, 2);
  meeting->id = stmt_int(stmt, 0);
  meeting->series = stmt_int(stmt, 1);
  if (day != NULL && !schedule_day_parse(day, &meeting->series_day, NULL))
    g_warning("meeting %" G_GINT64_FORMAT ": %s is no day", meeting->id, day);
  meeting->start = stmt_int(stmt, 3);
  meeting->duration = (guint)stmt_int(stmt, 4);
  meeting->title = stmt_dup_text(stmt, 5);
  meeting->place = stmt_dup_text(stmt, 6);
  meeting->video = stmt_dup_text(stmt, 7);
  meeting->chair = stmt_dup_text(stmt, 8);
  meeting->state = (MeetingState)CLAMP(stmt_int(stmt, 9), 0, MEETING_N_STATES - 1);
  meeting->uid = stmt_dup_text(stmt, 10);
  meeting->sequence = (guint)stmt_int(stmt, 11);
  meeting->changed = stmt_int(stmt, 12);
  return meeting;
}

/* --- one window --- */

typedef struct {
  const Group *group;
  gint64 from, until;
  GPtrArray *series; /* Series */
  GHashTable *taken; /* "series day" of every row */
  GPtrArray *found;  /* Meeting */
  gint64 reached;    /* from here on there may be more than was found */
} Window;

static void
window_clear(Window *window)
{
  g_clear_pointer(&window->series, g_ptr_array_unref);
  g_clear_pointer(&window->taken, g_hash_table_unref);
  g_clear_pointer(&window->found, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Window, window_clear)

static char *
occurrence_key(gint64 series, gint32 day)
{
  return g_strdup_printf("%" G_GINT64_FORMAT " %d", series, day);
}

static gpointer
row_to_key(Stmt *stmt)
{
  gint32 day = 0;
  return schedule_day_parse(stmt_text(stmt, 1), &day, NULL) ? occurrence_key(stmt_int(stmt, 0), day)
                                                            : g_strdup("");
}

static gboolean
load_taken(Db *db, Window *window, GError **error)
{
  window->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT series, series_day FROM meeting WHERE group_id = $1 AND series_day IS NOT NULL", 1,
      window->group->id);
  g_autoptr(GPtrArray) keys = stmt != NULL ? store_rows(stmt, row_to_key, NULL, error) : NULL;
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    g_hash_table_add(window->taken, keys->pdata[i]);
  return keys != NULL;
}

/* What was asked of one place is as much as it gives: behind its last all of the list is cut. */
static void
cut_behind(Window *window, gint64 last)
{
  window->reached = MIN(window->reached, last + 1);
}

static gboolean
load_rows(Db *db, Window *window, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT " MEETING_COLUMNS " FROM meeting WHERE group_id = $1"
                    " AND start >= $2 AND start < $3 ORDER BY start LIMIT $4",
                    4, window->group->id, window->from, window->until, (gint64)MEETING_LIST_MAX);
  window->found =
      stmt != NULL ? store_rows(stmt, row_to_meeting, (GDestroyNotify)meeting_free, error) : NULL;
  if (window->found != NULL && window->found->len == MEETING_LIST_MAX)
    cut_behind(window, ((const Meeting *)window->found->pdata[MEETING_LIST_MAX - 1])->start);
  return window->found != NULL;
}

/* What a row of a series does not hold itself. */
static void
join_series(Window *window, Meeting *meeting)
{
  for (guint i = 0; i < window->series->len; i++) {
    const Series *series = window->series->pdata[i];
    if (series->id != meeting->series)
      continue;
    Schedule schedule = series_schedule(series, window->group);
    meeting->series_name = g_strdup(series->name);
    meeting->sequence += series->sequence;
    if (schedule_has_day(&schedule, meeting->series_day))
      meeting->recurrence = schedule_to_utc(window->group->timezone, meeting->series_day,
                                            series->minute, &meeting->local);
    return;
  }
}

static void
compute_series(Window *window, const Series *series)
{
  Schedule schedule = series_schedule(series, window->group);
  g_autoptr(GArray) occurrences = schedule_between(&schedule, window->from, window->until);
  if (occurrences->len == SCHEDULE_MAX)
    cut_behind(window, g_array_index(occurrences, Occurrence, SCHEDULE_MAX - 1).start);
  for (guint i = 0; i < occurrences->len; i++) {
    const Occurrence *occurrence = &g_array_index(occurrences, Occurrence, i);
    g_autofree char *key = occurrence_key(series->id, occurrence->day);
    if (g_hash_table_contains(window->taken, key))
      continue;
    Meeting *meeting = g_new0(Meeting, 1);
    meeting->series = series->id;
    meeting->series_name = g_strdup(series->name);
    meeting->series_day = occurrence->day;
    meeting->start = meeting->recurrence = occurrence->start;
    meeting->local = occurrence->kind;
    meeting->duration = series->duration;
    meeting->place = g_strdup(series->place);
    meeting->video = g_strdup(series->video);
    meeting->chair = g_strdup(series->chair);
    meeting->uid = g_strdup(series->uid);
    meeting->sequence = series->sequence;
    meeting->changed = series->changed;
    g_ptr_array_add(window->found, meeting);
  }
}

gboolean
meeting_is_next_by_hand(const Group *group, gint64 start)
{
  gint32 day, hand_day;
  int minute;
  schedule_to_local(group->timezone, group->next_meeting, &hand_day, &minute);
  schedule_to_local(group->timezone, start, &day, NULL);
  return group->next_meeting != 0 &&
         (start == group->next_meeting || (minute == 0 && day == hand_day));
}

/* The date set by hand is a meeting of its own, unless one of the others is meant by it. */
static void
compute_next_by_hand(Window *window)
{
  const Group *group = window->group;
  if (group->next_meeting < window->from || group->next_meeting >= window->until ||
      group->next_meeting == 0)
    return;
  for (guint i = 0; i < window->found->len; i++)
    if (meeting_is_next_by_hand(group, ((const Meeting *)window->found->pdata[i])->start))
      return;
  Meeting *meeting = g_new0(Meeting, 1);
  meeting->start = group->next_meeting;
  meeting->duration = MEETING_DURATION;
  meeting->uid = meeting_uid_new(group, "next meeting", group->next_meeting);
  meeting->changed = group->created;
  g_ptr_array_add(window->found, meeting);
}

static gint
by_start(gconstpointer a, gconstpointer b)
{
  const Meeting *one = *(Meeting *const *)a, *two = *(Meeting *const *)b;
  if (one->start != two->start)
    return one->start < two->start ? -1 : 1;
  if (one->series != two->series)
    return one->series < two->series ? -1 : 1;
  return one->id < two->id ? -1 : one->id > two->id;
}

/* Meetings [first, end) share a local day: the bare day names the one that is alone on it,
 * cancelled ones not counted where there are others. */
static void
name_day(Window *window, gint32 day, guint first, guint end)
{
  g_autofree char *text = schedule_day_to_text(day);
  guint n_alive = 0;
  for (guint i = first; i < end; i++)
    n_alive += ((const Meeting *)window->found->pdata[i])->state != MEETING_CANCELLED;
  for (guint i = first; i < end; i++) {
    Meeting *meeting = window->found->pdata[i];
    gboolean alive = meeting->state != MEETING_CANCELLED;
    int minute;
    schedule_to_local(window->group->timezone, meeting->start, NULL, &minute);
    meeting->name = end - first == 1 || (alive && n_alive == 1)
                        ? g_strdup(text)
                        : g_strdup_printf("%sT%02d%02d", text, minute / 60, minute % 60);
  }
}

static void
name_all(Window *window)
{
  const char *zone = window->group->timezone;
  for (guint first = 0, end; first < window->found->len; first = end) {
    gint32 day, other;
    schedule_to_local(zone, ((const Meeting *)window->found->pdata[first])->start, &day, NULL);
    for (end = first + 1; end < window->found->len; end++) {
      schedule_to_local(zone, ((const Meeting *)window->found->pdata[end])->start, &other, NULL);
      if (other != day)
        break;
    }
    name_day(window, day, first, end);
  }
}

/* All of the window, which is wider than asked for by more than a day: names need whole days. */
static gboolean
load_window(Db *db, Window *window, GError **error)
{
  window->series = db_series_list(db, window->group, error);
  if (window->series == NULL || !load_taken(db, window, error) || !load_rows(db, window, error))
    return FALSE;
  for (guint i = 0; i < window->found->len; i++)
    join_series(window, window->found->pdata[i]);
  for (guint i = 0; i < window->series->len; i++)
    compute_series(window, window->series->pdata[i]);
  compute_next_by_hand(window);
  g_ptr_array_sort(window->found, by_start);
  name_all(window);
  return TRUE;
}

GPtrArray *
db_meeting_list_far(Db *db, const Group *group, gint64 from, gint64 until, gint64 *reached,
                    GError **error)
{
  g_auto(Window)
      window = {.group = group, .from = from - 2 * DAY_SECONDS, .until = until + 2 * DAY_SECONDS};
  window.reached = until;
  /* GLib reads a zone anew for each time that is told in it, unless somebody holds it. */
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(group->timezone);
  if (!load_window(db, &window, error))
    return NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
  for (guint i = 0; i < window.found->len; i++) {
    const Meeting *meeting = window.found->pdata[i];
    if (meeting->start < from || meeting->start >= window.reached)
      continue;
    if (list->len == MEETING_LIST_MAX)
      cut_behind(&window, meeting->start - 1);
    else
      g_ptr_array_add(list, g_steal_pointer(&window.found->pdata[i]));
  }
  *reached = window.reached;
  return list;
}

GPtrArray *
db_meeting_list(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  gint64 reached;
  return db_meeting_list_far(db, group, from, until, &reached, error);
}

/* --- one of them --- */

gboolean
meeting_is_over(const Meeting *meeting, gint64 now)
{
  return meeting->state >= MEETING_HELD || meeting->start + (gint64)meeting->duration * 60 <= now;
}

static Meeting *
take(GPtrArray *list, guint i)
{
  return g_steal_pointer(&list->pdata[i]);
}

Meeting *
db_meeting_next(Db *db, const Group *group, gint64 now, GError **error)
{
  static const gint64 reach[] = {NEAR_DAYS, FAR_DAYS};
  for (guint step = 0; step < G_N_ELEMENTS(reach); step++) {
    g_autoptr(GPtrArray) list =
        db_meeting_list(db, group, now - DAY_SECONDS, now + reach[step] * DAY_SECONDS, error);
    for (guint i = 0; list != NULL && i < list->len; i++) {
      const Meeting *meeting = list->pdata[i];
      if (meeting->state != MEETING_CANCELLED && !meeting_is_over(meeting, now))
        return take(list, i);
    }
    if (list == NULL)
      return NULL;
  }
  return NULL;
}

Meeting *
db_meeting_last(Db *db, const Group *group, gint64 now, GError **error)
{
  static const gint64 reach[] = {NEAR_DAYS, FAR_DAYS, MEETING_BACK_DAYS};
  for (guint step = 0; step < G_N_ELEMENTS(reach); step++) {
    g_autoptr(GPtrArray) list =
        db_meeting_list(db, group, now - reach[step] * DAY_SECONDS, now, error);
    for (guint i = list != NULL ? list->len : 0; i > 0; i--) {
      const Meeting *meeting = list->pdata[i - 1];
      if (meeting->state != MEETING_CANCELLED && meeting_is_over(meeting, now))
        return take(list, i - 1);
    }
    if (list == NULL)
      return NULL;
  }
  return NULL;
}

/* "2026-11-30", "2026-11-30T1700"; minute -1: without a time. */
static gboolean
name_parse(const char *name, gint32 *day, int *minute, GError **error)
{
  g_autofree char *text = g_strndup(name, 10);
  *minute = -1;
  if (!schedule_day_parse(text, day, error))
    return FALSE;
  if (strlen(name) <= 10)
    return TRUE;
  if (name[10] == 'T' || name[10] == ' ')
    return schedule_minute_parse(name + 11, minute, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "%s names no meeting\nwrite it as 2026-11-30 or 2026-11-30T1700", name);
  return FALSE;
}

static Meeting *
no_meeting(const char *name, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "no meeting on %s\nthe list of meetings has those there are: docket meeting list",
              name);
  return NULL;
}

static Meeting *
two_meetings(GPtrArray *list, const char *name, GError **error)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                           ((const Meeting *)list->pdata[i])->name);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "there is more than one meeting on %s\nsay which: %s", name, names->str);
  return NULL;
}

Meeting *
db_meeting_get(Db *db, const Group *group, const char *name, GError **error)
{
  gint32 day;
  int minute;
  if (!name_parse(name, &day, &minute, error))
    return NULL;
  gint64 noon = schedule_to_utc(group->timezone, day, 720, NULL);
  g_autofree char *bare = schedule_day_to_text(day);
  g_autoptr(GPtrArray) list =
      db_meeting_list(db, group, noon - DAY_SECONDS, noon + DAY_SECONDS, error);
  if (list == NULL)
    return NULL;
  for (guint i = list->len; i > 0; i--) {
    const Meeting *meeting = list->pdata[i - 1];
    gint32 its_day;
    int its_minute;
    schedule_to_local(group->timezone, meeting->start, &its_day, &its_minute);
    if (its_day != day || (minute >= 0 && its_minute != minute))
      g_ptr_array_remove_index(list, i - 1);
  }
  for (guint i = 0; i < list->len; i++)
    if (list->len == 1 || (minute < 0 && strcmp(((Meeting *)list->pdata[i])->name, bare) == 0))
      return take(list, i);
  return list->len == 0 ? no_meeting(name, error) : two_meetings(list, name, error);
}

Meeting *
db_meeting_get_id(Db *db, const Group *group, gint64 id, GError **error)
{
  gint64 start = 0;
  if (!store_number(db, &start, G_MININT64, error,
                    "SELECT start FROM meeting WHERE group_id = $1 AND id = $2", 2, group->id, id))
    return NULL;
  g_autoptr(GPtrArray) list =
      start != G_MININT64 ? db_meeting_list(db, group, start, start + 1, error) : NULL;
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (((const Meeting *)list->pdata[i])->id == id)
      return take(list, i);
  return start == G_MININT64 ? no_meeting("this number", error) : NULL;
}
