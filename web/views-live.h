/* What the page of a running meeting and its minutes show; see views-sheet.h. */
#pragma once
#include "db/tally.h"
#include "web/views-sheet.h"
G_BEGIN_DECLS

/* The page on which a meeting runs: the same for the chair, who writes, and for those who follow. */
typedef struct {
  const WebSheetView *sheet;
  gboolean writes;      /* chair or scribe */
  gboolean chairs;      /* the chair alone: names the scribe, approves minutes */
  const char *me;       /* of the roster, or NULL: a visitor */
  BallotRule rule;      /* of ballots that entries open, unless another is chosen */
  const char *text, *owner, *due; /* typed in a form that was refused, or NULL */
} WebLiveView;
void web_page_live(WebOut *out, const WebLiveView *view);
/* What changed after the stamp `since`, on one line of at most WEB_LIVE_BYTES: {"stamp","state","at_entry","since","refresh","lines":[...]}. Addresses in
 * texts are masked. "refresh": true means that more changed than fits; lines is empty then, and the page or the minutes have them. */
#define WEB_LIVE_BYTES (64 * 1024)
void web_json_live(WebOut *out, const Sheet *sheet, gint64 since);

/* Minutes: what stands in a meeting's page; the whole page, with what a chair corrects. */
void web_part_minutes(WebOut *out, const void *view);
void web_page_minutes(WebOut *out, const WebSheetView *view);
/* One line of the minutes with its parts. */
void web_part_said(WebOut *out, const WebSheetView *view, const SheetLine *line, gboolean corrects);
/* As text (72 columns), Markdown, JSON, and in the form of MeetBot's summary, which ingest reads back. */
void web_text_minutes(WebOut *out, const WebSheetView *view);
void web_markdown_minutes(WebOut *out, const WebSheetView *view);
void web_json_minutes(WebOut *out, const WebSheetView *view);
void web_meetbot_minutes(WebOut *out, const WebSheetView *view);

/* What a log, minutes as text, or a mail says of the meeting: a row each, to be accepted or not. */
typedef enum { IMPORT_PERSON, IMPORT_TOPIC, IMPORT_LINE } ImportWhat;
typedef struct {
  ImportWhat what;
  SaidKind kind;      /* of a line */
  char *text;
  char *owner;        /* of an action, as written, or NULL */
  char *topic;        /* title of the topic it stands under, or NULL */
  gint64 due;
  guint line;         /* of the text, from 1; 0: unknown */
  gboolean known;     /* the sheet has it already: nothing to accept */
} WebImportRow;
typedef struct {
  const WebSheetView *sheet;
  const char *text;       /* as it was pasted, or NULL */
  const char *message_id; /* as it was typed, or NULL */
  GPtrArray *rows;        /* WebImportRow; NULL: nothing was read yet */
  const char *fault;      /* or NULL */
} WebImportView;
void web_page_import(WebOut *out, const WebImportView *view);
/* The rows for a terminal: "+ 3 action KB: ..." for what is new, "  " for what is there. */
void web_table_import(WebOut *out, const GPtrArray *rows);
/* Lines of minutes with their ids, a row each: "m12  action  KB: ...", in order; "(taken back)" behind those. */
void web_table_said(WebOut *out, const Sheet *sheet);
/* Static: "person", "topic", "decision" ... */
const char *web_import_word(const WebImportRow *row);

/* Whether the meeting runs now. */
gboolean web_sheet_runs(const Sheet *sheet);
/* Lines of an entry (0: before the first) that were not taken back, from that id on (0: all). */
guint web_said_count(const Sheet *sheet, gint64 entry, gint64 from);
/* The page of a running meeting is loaded again at each change by everybody who follows: it shows the last so many lines. */
#define WEB_LIVE_LINES 300
/* The id of the first line that it shows, and how many there are before. */
gint64 web_live_first(const Sheet *sheet, guint *before);
/* People ticked so. */
guint web_attendance_count(const Sheet *sheet, AttendanceKind kind);
/* "(+3, 1, -0)": for, neutral, against, of a line with a tally. Caller frees. */
char *web_tally(const SheetLine *line);

G_END_DECLS
