/* Calendars as RFC 5545 has them. Pure. */
#pragma once
#include "db/meeting.h"
#include "web/out.h"
G_BEGIN_DECLS

/* A group's calendar. Meetings that a series gives are left to its rule; those that are rows stand beside it. */
typedef struct {
  const Group *group;
  const char *base_url;      /* without final slash; NULL or "": no URL is written */
  gint64 now;
  gboolean mask;             /* addresses of people */
  const GPtrArray *series;   /* Series */
  const GPtrArray *meetings; /* Meeting; computed ones of a series are passed over */
} WebCalendar;

/* One VCALENDAR of n groups. Every other week is written as runs of INTERVAL=2, for readers fail at BYWEEKNO: a run ends where ISO week 53
 * meets week 1. */
void web_ical_calendars(WebOut *out, const WebCalendar *calendars, guint n, const char *name);
/* One meeting; of a series with its RECURRENCE-ID. description: for people, or NULL. */
void web_ical_meeting(WebOut *out, const WebCalendar *calendar, const Meeting *meeting, const char *description);

G_END_DECLS
