/* Meetings of a group: those of its series, computed, and those that somebody touched, which are rows. The date set by hand
 * (Group.next_meeting) is one as well, without a series. Readers see no difference.
 *
 * In addresses and commands a meeting has the name of its local day in the zone of the group, "2026-11-30"; of two on one day each has
 * its time besides, "2026-11-30T1700". A cancelled one steps back: the other keeps the bare day.
 *
 * Verbs that write need a transaction of the caller or take one, and leave a line in the audit trail under "meeting NAME". who: for that. */
#pragma once
#include "db/series.h"
G_BEGIN_DECLS

typedef enum {
  MEETING_PLANNED,
  MEETING_CANCELLED,
  MEETING_PUBLISHED, /* its agenda is */
  MEETING_RUNNING,
  MEETING_HELD,
  MEETING_APPROVED,  /* held, and the minutes accepted by a later meeting */
  MEETING_N_STATES
} MeetingState;
const char *meeting_state_to_text(MeetingState state); /* "planned" ... */
/* FALSE for an unknown word. */
gboolean meeting_state_from_text(const char *text, MeetingState *state) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 id;          /* 0: computed; db_meeting_ensure makes a row of it */
  char *name;         /* in addresses */
  gint64 start;       /* UTC */
  guint duration;     /* minutes */
  char *title;        /* or NULL */
  char *place, *video, *chair; /* each NULL: not said */
  gint64 series;      /* 0: extra */
  char *series_name;  /* or NULL */
  gint32 series_day;  /* the local day on which the rule has it; 0: extra */
  gint64 recurrence;  /* the start that the rule gives it now; 0: extra, or the rule no longer has that day */
  LocalKind local;    /* whether the clock skips or doubles its hour */
  guint sequence;     /* of RFC 5545 */
  MeetingState state;
  char *uid;          /* of RFC 5545: that of the series, or its own */
  gint64 changed;
} Meeting;
void meeting_free(Meeting *meeting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Meeting, meeting_free)

/* It was ended, however early, or its time has passed. Pure. */
gboolean meeting_is_over(const Meeting *meeting, gint64 now);

#define MEETING_LIST_MAX 5000 /* of one list; *reached of db_meeting_list_far says where it ends */
/* So far back all meetings are looked for: seventy years, as no list is older. */
#define MEETING_BACK_DAYS G_GINT64_CONSTANT(25600)

/* Meeting *, those that start in [from, until), cancelled ones too, oldest first, at most MEETING_LIST_MAX. */
GPtrArray *db_meeting_list(Db *db, const Group *group, gint64 from, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same; *reached: until, or where the list was cut since there may be more. */
GPtrArray *db_meeting_list_far(Db *db, const Group *group, gint64 from, gint64 until, gint64 *reached, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first that is not over at `now`, and the last that is; cancelled ones do not count. NULL without error: there is none. */
Meeting *db_meeting_next(Db *db, const Group *group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
Meeting *db_meeting_last(Db *db, const Group *group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* By name: a day, or a day and a time ("2026-11-30T1700", also with "17:00"). INVALID: no such form or day; NOT_FOUND; CONFLICT: two meetings
 * on that day, the message names them. */
Meeting *db_meeting_get(Db *db, const Group *group, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* By row; NOT_FOUND. */
Meeting *db_meeting_get_id(Db *db, const Group *group, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The row of a meeting, made when it is computed; sets meeting->id. */
gboolean db_meeting_ensure(Db *db, const Group *group, Meeting *meeting, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds an extra one: start, duration (0: MEETING_DURATION), title, place, video, chair and uid (NULL: made here) of `meeting` count. INVALID; CONFLICT: there is
 * one at that very time. */
gboolean db_meeting_add(Db *db, const Group *group, const Meeting *meeting, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* To another time. CONFLICT: it was held, or there is one at that very time. */
gboolean db_meeting_move(Db *db, const Group *group, const char *name, gint64 start, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* CONFLICT: it was held or runs. Cancelling twice is fine. */
gboolean db_meeting_cancel(Db *db, const Group *group, const char *name, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes a cancellation back. */
gboolean db_meeting_restore(Db *db, const Group *group, const char *name, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL and 0 leave alone; "" empties. */
typedef struct {
  const char *title, *place, *video, *chair;
  guint duration;
} MeetingChange;
gboolean db_meeting_set(Db *db, const Group *group, const char *name, const MeetingChange *change, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Any state but planned and cancelled; those have verbs of their own. */
gboolean db_meeting_set_state(Db *db, const Group *group, const char *name, MeetingState state, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
