/* What the pages of a meeting's agenda and minutes show; see views.h. */
#pragma once
#include "db/live.h"
#include "db/member.h"
#include "db/meeting.h"
#include "web/parts.h"
G_BEGIN_DECLS

/* Somebody proposed an entry by mail. */
typedef struct {
  char *origin;     /* "mail MESSAGE-ID LINE" */
  char *message_id;
  guint line;
  char *who;        /* name, or what an address has before its "@" */
  char *text;       /* the line */
  char *title;      /* for the entry */
  gint64 item;      /* number, 0: free */
} WebProposal;

/* A write that came too late: what was typed, beside what is there now. */
typedef struct {
  const char *verb;   /* of the form that was sent */
  gint64 entry;       /* 0: none */
  const char *title, *presenter, *minutes, *notes, *value; /* as typed; NULL: the form has no such field */
} WebTyped;

/* A correction of a line of minutes that was refused. */
typedef struct {
  gint64 line;
  const char *text, *owner, *why; /* as typed; NULL: the form has no such field */
  gboolean stale;                 /* because the line was changed meanwhile */
} WebTypedLine;

typedef struct {
  const WebPage *page;
  const Meeting *meeting;
  const Sheet *sheet;
  GPtrArray *items;     /* Item: those of the entries */
  const Agenda *draft;  /* what is not on the agenda yet, or NULL */
  GPtrArray *proposals; /* WebProposal that nobody decided about */
  GPtrArray *roster;    /* Member */
  const Meeting *last;  /* whose minutes wait for approval, or NULL */
  GPtrArray *revisions; /* MinutesRevision, or NULL */
  const WebTyped *typed; /* refused: stale; or NULL */
  const WebTypedLine *typed_line; /* refused, of minutes; or NULL */
  const char *fault;     /* refused: why; or NULL */
  const char *token;     /* for forms that must not act twice */
} WebSheetView;

/* The agenda of a meeting as it was edited: a whole page, and what stands in a meeting's page. */
void web_page_sheet(WebOut *out, const WebSheetView *view);
void web_part_sheet(WebOut *out, const void *view);
/* For mail (72 columns), as Markdown, as JSON; the description of a calendar's event. */
void web_text_sheet(WebOut *out, const WebSheetView *view);
void web_markdown_sheet(WebOut *out, const WebSheetView *view);
void web_json_sheet(WebOut *out, const WebSheetView *view);
/* The chair's page. */
void web_page_sheet_edit(WebOut *out, const WebSheetView *view);

/* The item of an entry, or NULL. */
const Item *web_sheet_item(const WebSheetView *view, const SheetEntry *entry);
/* What became of an entry, with the remark where that is wanted; prints nothing while nothing did. An entry that needs a vote leads to the votes. */
void web_part_outcome(WebOut *out, const WebSheetView *view, const SheetEntry *entry, gboolean remark);
/* Minutes before the entry at that place, from 0. */
guint web_sheet_before(const Sheet *sheet, guint n);
/* A person of the page's group as notes and minutes name them. */
void web_part_notes(WebOut *out, const char *markdown);
/* "17:53" in the zone. */
void web_part_clock(WebOut *out, gint64 when, const char *zone);
/* "/virt/meetings/2026-11-30"; caller frees. */
char *web_meeting_path(const WebPage *page, const Meeting *meeting);
/* "draft", "being edited", "published"; static. */
const char *web_sheet_stage(const Sheet *sheet);

G_END_DECLS
