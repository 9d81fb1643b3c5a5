/* What the pages of meetings show; see views.h. */
#pragma once
#include "db/meeting.h"
#include "db/minutes.h"
#include "web/parts.h"
G_BEGIN_DECLS

/* A meeting of the calendar, the minutes of one found in the archive, or both. */
typedef struct {
  const Meeting *meeting;      /* or NULL */
  const MinutesRecord *record; /* or NULL */
  char name[16];               /* in addresses */
  gint64 when;                 /* start; of a record alone: 00:00 UTC of its day */
  gboolean over;
} WebMeetingRow;

/* A form that was refused: shown again with what was typed and why. */
typedef struct {
  const char *form;    /* which of the page */
  const char *field;   /* its label in the message, or "" */
  const char *message; /* one or two lines */
  GHashTable *values;  /* char * -> char *: as typed */
} WebFault;
/* What a field of that form shows: as typed when it was refused, else value. fault may be NULL. */
const char *web_fault_value(const WebFault *fault, const char *form, const char *name, const char *value);
/* The message for that field of that form, or NULL. field "": of the form as a whole. */
const char *web_fault_message(const WebFault *fault, const char *form, const char *field);

typedef struct {
  const WebPage *page;
  const GArray *upcoming; /* WebMeetingRow, soonest first */
  const GArray *past;     /* WebMeetingRow, latest first */
  const GPtrArray *series; /* Series */
  const char *older_query; /* or NULL */
  gboolean older;          /* this page shows none that are coming */
  const WebFault *fault;   /* or NULL */
} WebMeetingsView;
/* The chair's forms of that page. */
void web_part_series_forms(WebOut *out, const WebMeetingsView *view);
void web_page_meetings(WebOut *out, const WebMeetingsView *view);

typedef struct {
  const WebPage *page;
  const WebMeetingRow *row;
  const WebMeetingRow *previous, *next; /* or NULL */
  const WebFault *fault;
  WebBody body;     /* agenda before, minutes after; NULL: what the two below give */
  const void *data; /* for body */
  const WebAgendaView *agenda; /* the draft, or NULL */
} WebMeetingView;
/* The page of one meeting: its facts, the body, the chair's tools. */
void web_page_meeting(WebOut *out, const WebMeetingView *view);
/* Its pieces, for a page of another shape. */
void web_part_meeting_head(WebOut *out, const WebMeetingView *view);
void web_part_meeting_tools(WebOut *out, const WebMeetingView *view);
/* Is the state of what was taken up worth a word: how far work is, and that a decision was a refusal? */
gboolean web_entry_tells_state(const MinutesEntry *entry);
void web_part_minutes_record(WebOut *out, const WebPage *page, const MinutesRecord *record);
/* One line: "planned", "cancelled", "moved from ...". */
void web_part_meeting_state(WebOut *out, const WebPage *page, const WebMeetingRow *row);

/* {"meetings":[{"date","start","end","title","place","video","chair","state","series","minutes"...}],"cut_before","cut_from"}; one of them. rows:
 * WebMeetingRow. before, from: the list was too long, and meetings before that day, from that day on are left out; 0: none is. */
void web_json_meetings(WebOut *out, const WebPage *page, const GArray *rows, gint64 before, gint64 from);
void web_json_meeting(WebOut *out, const WebPage *page, const WebMeetingRow *row);
/* The minutes that the archive has of a meeting, as Markdown: who was there, and what was taken up with the
 * address of its lines. */
/* The minutes of row->record, for a terminal. */
void web_text_record(WebOut *out, const WebPage *page, const WebMeetingRow *row);
void web_markdown_record(WebOut *out, const WebPage *page, const WebMeetingRow *row);
/* For the terminal. */
void web_table_meetings(WebOut *out, const Group *group, const GArray *rows);
/* "every Tuesday at 17:00, 60 minutes, from 2026-11-03". Caller frees. */
char *web_series_words(const Series *series);

G_END_DECLS
