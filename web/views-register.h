/* What the registers and the quarterly report show; see views.h. */
#pragma once
#include "db/register.h"
#include "db/report.h"
#include "web/parts.h"
#include "web/views-meeting.h"
G_BEGIN_DECLS

typedef struct {
  const WebPage *page;
  const GPtrArray *rows;      /* RegisterRow */
  const char *text, *owner;   /* what it is narrowed to, or NULL */
  gboolean open;
  const char *fault;          /* of the chair's form, or NULL */
  const char *here;           /* this page with its query: where a form comes back to */
  const char *undo;           /* "#3, #7": just changed, can be taken back; or NULL */
} WebRegisterView;
void web_page_decisions(WebOut *out, const WebRegisterView *view);
void web_page_actions(WebOut *out, const WebRegisterView *view);
/* {"decisions":[...]} or {"actions":[...]}: name says which. */
void web_json_register(WebOut *out, const WebPage *page, const char *name, const GPtrArray *rows);
void web_csv_register(WebOut *out, const WebPage *page, const GPtrArray *rows);
void web_table_register(WebOut *out, const GPtrArray *rows, const char *zone);
/* What says that it is one, for people: "marked in the mail", "by show of hands". Caller frees; NULL: nothing known. */
char *web_register_rule(const RegisterRow *row);
/* Where a row leads: "/virt/items/12". Caller frees. */
char *web_register_path(const WebPage *page, const RegisterRow *row);

typedef struct {
  char *name;
  guint n;             /* meetings */
  gint64 first, last;
  GArray *there;       /* gboolean, one for each meeting of the view */
} WebAttendee;
typedef struct {
  const WebPage *page;
  const GPtrArray *meetings;  /* AttendanceRow, latest first */
  guint n_shown;              /* of them, with a column each */
  GPtrArray *people;          /* WebAttendee, most often first: web_attendance_people */
} WebAttendanceView;
void web_page_attendance(WebOut *out, const WebAttendanceView *view);
/* Counts people over meetings; names fold by case. */
GPtrArray *web_attendance_people(const GPtrArray *meetings, guint n_shown);
/* {"meetings":[{"date","people"...}]}; one line a person and meeting. */
void web_json_attendance(WebOut *out, const WebPage *page, const GPtrArray *meetings);
void web_csv_attendance(WebOut *out, const GPtrArray *meetings);

/* --- the report --- */

typedef struct {
  char *text;
  char *path;   /* of this server, or NULL */
} WebReportLine;
typedef struct {
  char *title;
  char *empty;  /* said when there are no lines */
  GPtrArray *lines; /* WebReportLine */
} WebReportSection;

typedef struct {
  const WebPage *page;
  const char *quarter;          /* "2026-Q4" */
  const char *previous, *next;  /* the same; next NULL: not yet */
  gint64 from, until;
  const GArray *meetings;       /* WebMeetingRow that were held, oldest first */
  const GPtrArray *attendance;  /* AttendanceRow of the quarter */
  const GPtrArray *decisions;   /* RegisterRow of the quarter */
  const GPtrArray *ballots;     /* RegisterRow that are ballots among them */
  const ReportNumbers *numbers;
} WebReportView;
/* WebReportSection *, in the order of the report. */
GPtrArray *web_report_sections(const WebReportView *view);
void web_page_report(WebOut *out, const WebReportView *view);
void web_markdown_report(WebOut *out, const WebReportView *view);
/* For mail, 72 columns. */
void web_text_report(WebOut *out, const WebReportView *view);
/* The numbers as JSON. */
void web_json_report(WebOut *out, const WebReportView *view);

G_END_DECLS
