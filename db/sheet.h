/* The sheet of a meeting: its agenda as the chair edits it, and what is written down while it runs. All of it hangs on the
 * meeting's row (db_meeting_ensure), so none of it is lost in a rebuild; items are named by their key.
 *
 * Verbs run inside the caller's transaction or in one of their own, and leave a line in the audit trail under "meeting NAME".
 * Those that change the agenda carry the version that they were made on: another one has come meanwhile, CONFLICT. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* In the database as these numbers. */
typedef enum { ENTRY_PROPOSED, ENTRY_TAKEN, ENTRY_PARKED, ENTRY_REMOVED, ENTRY_N_STATES } EntryState;
typedef enum { BECAME_NONE, BECAME_DONE, BECAME_DECIDED, BECAME_DEFERRED, BECAME_VOTE, BECAME_DROPPED, BECAME_N } EntryOutcome;
typedef enum { SAID_NOTE, SAID_DECISION, SAID_ACTION, SAID_REJECTED, SAID_LINK, SAID_N } SaidKind;
typedef enum { PERSON_PRESENT, PERSON_REGRETS, PERSON_N } AttendanceKind;

const char *entry_state_to_text(EntryState state);       /* "proposed", "taken", "parked", "removed" */
const char *entry_outcome_to_text(EntryOutcome outcome); /* "none", "done", "decided", "deferred", "needs-vote", "dropped" */
const char *said_kind_to_text(SaidKind kind);            /* "note", "decision", "action", "rejected", "link" */
const char *attendance_kind_to_text(AttendanceKind kind); /* "present", "regrets" */
/* FALSE for an unknown word. */
gboolean entry_outcome_from_text(const char *text, EntryOutcome *outcome) G_GNUC_WARN_UNUSED_RESULT;
gboolean said_kind_from_text(const char *text, SaidKind *kind) G_GNUC_WARN_UNUSED_RESULT;
gboolean attendance_kind_from_text(const char *text, AttendanceKind *kind) G_GNUC_WARN_UNUSED_RESULT;

/* What one meeting holds at most; verbs refuse more with INVALID or TOO_LARGE. */
#define SHEET_ENTRIES_MAX 200
#define SHEET_LINES_MAX 5000
#define SHEET_PEOPLE_MAX 500
/* How long a text may be, in bytes: INVALID beyond it. */
#define SHEET_TITLE_MAX 1000
#define SHEET_NAME_MAX 200
#define SHEET_NOTES_MAX 20000
#define SHEET_SAID_MAX 4000
#define SHEET_MINUTES_MAX 600 /* minutes that an entry may take, from 0 */

typedef struct {
  gint64 id;
  guint position;
  char *item_key;     /* NULL: free */
  gint64 item;        /* its number now, 0: free, or not among the items now */
  char *title;
  guint minutes;      /* 0: no time set */
  char *presenter, *notes; /* or NULL */
  EntryState state;
  EntryOutcome outcome;
  char *remark;       /* or NULL */
  gint64 spent;       /* seconds */
  char *origin;       /* "mail ID LINE" where a mail proposed it, else what the migration says, or NULL */
  char *origin_who, *origin_text; /* or NULL */
  char *why;          /* why the draft had it, as it was when it was published (taken, until then); or NULL */
  guint draft_group;  /* AgendaGroup + 1 of that draft; 0: from none */
} SheetEntry;
void sheet_entry_free(SheetEntry *entry);

/* One line of the minutes. */
typedef struct {
  gint64 id, entry, stamp, at;
  char *who;
  SaidKind kind;
  char *text;
  char *owner;         /* of an action, or NULL */
  gboolean owner_known; /* of the roster */
  gint64 due;
  ItemState state;     /* of an action: STATE_OPEN, STATE_DONE, STATE_DECLINED */
  gboolean voted;      /* for, neutral, against are a tally */
  int votes_for, votes_neutral, votes_against;
  char *token;         /* or NULL */
  gboolean struck;
} SheetLine;
void sheet_line_free(SheetLine *line);

typedef struct { char *name; AttendanceKind kind; gboolean known; gint64 at; } SheetPerson;
void sheet_person_free(SheetPerson *person);

typedef struct { char *name; int value; } SheetHand;
typedef struct {
  gint64 id, entry, opened, closed; /* closed 0: open */
  char *question;
  GPtrArray *hands; /* SheetHand, by name */
  int votes_for, votes_neutral, votes_against;
} SheetVote;
void sheet_vote_free(SheetVote *vote);

typedef struct {
  gint64 meeting;     /* 0: nobody touched this meeting yet */
  gint64 version, stamp;
  gint64 published, started, ended;
  gint64 now_at, now_since;
  char *scribe;       /* or NULL */
  gint64 approved_at; /* when the minutes were approved; 0: not yet */
  guint revision;
  GPtrArray *entries; /* SheetEntry: taken by position, then parked, proposed; not the removed ones */
  GPtrArray *lines;   /* SheetLine in order, struck ones too */
  GPtrArray *people;  /* SheetPerson by name */
  GPtrArray *votes;   /* SheetVote in order */
} Sheet;
void sheet_free(Sheet *sheet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetEntry, sheet_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetLine, sheet_line_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

/* meeting 0, or one without a sheet: an empty one. */
Sheet *db_sheet_get(Db *db, gint64 group, gint64 meeting, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The stamp alone; 0: no sheet. */
gboolean db_sheet_stamp(Db *db, gint64 meeting, gint64 *stamp, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The entry of that id, of that position among the taken ones; NULL: none. Borrowed. */
SheetEntry *sheet_entry(const Sheet *sheet, gint64 id);
SheetEntry *sheet_entry_at(const Sheet *sheet, guint position);
/* The n-th entry of a state, from 0; NULL: no more. Borrowed. */
SheetEntry *sheet_entry_nth(const Sheet *sheet, EntryState state, guint n);
guint sheet_entries_count(const Sheet *sheet, EntryState state);
/* Minutes of all taken entries. */
guint sheet_minutes(const Sheet *sheet);
/* The one that is open; NULL: none. */
SheetVote *sheet_vote_open(const Sheet *sheet);
/* NULL: not ticked. */
SheetPerson *sheet_person(const Sheet *sheet, const char *name);

/* What each verb needs to know. */
typedef struct {
  Db *db;
  gint64 group, meeting; /* the meeting's row */
  const char *name;      /* of the meeting, for the trail */
  const char *who;
  gint64 now;
} SheetAct;

/* --- the agenda; version -1: whatever it is now --- */

/* What a new entry is made of; title NULL with an item: the item's. */
typedef struct {
  gint64 item;            /* number, 0: free */
  const char *title, *presenter, *notes, *origin, *origin_who, *origin_text, *why;
  guint minutes, draft_group;
  EntryState state;       /* ENTRY_TAKEN unless set otherwise */
} NewEntry;
/* At the end. INVALID names the field; CONFLICT: stale, or on the agenda already; NOT_FOUND: no such item. id may be NULL. */
gboolean db_sheet_add(const SheetAct *act, gint64 version, const NewEntry *entry, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL leaves alone, "" empties; minutes -1 leaves alone. An item's entry may have another title. */
typedef struct { const char *title, *presenter, *notes; int minutes; } EntryChange;
gboolean db_sheet_set(const SheetAct *act, gint64 version, gint64 entry, const EntryChange *change, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* To a place among the taken ones, from 1; too far is the end. */
gboolean db_sheet_move(const SheetAct *act, gint64 version, gint64 entry, guint position, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes, parks for a later meeting, removes. The item of a taken or parked entry is scheduled. */
gboolean db_sheet_set_entry_state(const SheetAct *act, gint64 version, gint64 entry, EntryState state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Says anew why an entry is there. No change of the agenda: the version stays. */
gboolean db_sheet_set_why(const SheetAct *act, gint64 version, gint64 entry, const char *why, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_sheet_publish(const SheetAct *act, gint64 version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was decided about proposals by mail and leftovers: origin (char *) -> itself, of all meetings of the group. */
GHashTable *db_sheet_origins(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- what earlier meetings left over --- */

/* Item * with number 0 and a key "entry N" or "line N": free entries that were put off or parked, and actions that are open, of meetings of
 * the group that began before `before`, unless a later sheet has them: one other than that of the meeting `but` (0: any). Titles and owners as
 * written. */
GPtrArray *db_left_over(Db *db, gint64 group, gint64 before, gint64 but, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* N where the key is "line N", else 0 (pure). */
gint64 left_over_line(const Item *item);
/* Sets carried_from and carried_why of items that a meeting before `before` put off or parked. */
gboolean db_left_over_mark(Db *db, gint64 group, gint64 before, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
