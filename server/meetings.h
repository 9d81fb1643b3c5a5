/* Meetings for pages and commands: what people type about them, and their lists with the minutes of the archive. */
#pragma once
#include "web/views-meeting.h"
G_BEGIN_DECLS

/* A series as it is typed; NULL: not given. */
typedef struct {
  const char *name, *rule, *dates, *time, *first, *last, *duration, *place, *video, *chair, *description;
} SeriesWords;
/* Reads them over series, which may hold an older state: what is not given stays. INVALID: the message begins with the field ("time: ..."). */
gboolean server_series_read(const SeriesWords *words, Series *series, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for the length of a meeting; *minutes stays where text is NULL. */
gboolean server_duration_read(const char *text, guint *minutes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "2026-11-30T17:00" or with a blank, in the zone of the group. INVALID, also for a time that the clock skips. */
gboolean server_meeting_time(const char *text, const Group *group, gint64 *when, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The start of the meeting of that name; of a day without a meeting, or another time, just that time. */
gboolean server_meeting_date(Db *db, const Group *group, const char *text, gint64 *when, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Meetings and minutes of a window, oldest first. */
typedef struct {
  GPtrArray *meetings, *records; /* what rows points at */
  GArray *rows;                  /* WebMeetingRow */
  gint64 began;                  /* start of the window, or where a list that was cut at its start begins: a day's */
  gint64 reached;                /* end of the window, or where the list was cut for its length */
} GatheredMeetings;
void server_gathered_meetings_clear(GatheredMeetings *gathered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GatheredMeetings, server_gathered_meetings_clear)
gboolean server_gather_meetings(Db *db, const Group *group, gint64 from, gint64 until, gint64 now, GatheredMeetings *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but a list that is too long keeps its end. */
gboolean server_gather_latest_meetings(Db *db, const Group *group, gint64 from, gint64 until, gint64 now, GatheredMeetings *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Index of the row of that name: a meeting, or a day with minutes. -1 with error: as db_meeting_get. The window is a year to each side. */
int server_gather_meeting(Db *db, const Group *group, const char *name, gint64 now, GatheredMeetings *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What the archive says of the row's day, whole: sets row->record, which *record holds; NULL where there is none. */
gboolean server_gather_record(Db *db, const Group *group, WebMeetingRow *row, MinutesRecord **record, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One meeting for calendars, with its draft agenda as description while it is ahead. */
gboolean server_print_meeting_calendar(Db *db, const WebPage *page, const Meeting *meeting, WebOut *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What a calendar of the group is made of: all its series and rows. */
typedef struct {
  GPtrArray *series, *meetings;
} GatheredCalendar;
void server_gathered_calendar_clear(GatheredCalendar *gathered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GatheredCalendar, server_gathered_calendar_clear)
gboolean server_gather_calendar(Db *db, const Group *group, gint64 now, GatheredCalendar *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
