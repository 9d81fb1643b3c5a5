/* Reading a sheet. */
#include "db/sheet.h"

#include <string.h>

#include "db/sheet-parts.h"

static const char *const entry_states[ENTRY_N_STATES] = {"proposed", "taken", "parked", "removed"};
static const char *const outcomes[BECAME_N] = {"none",     "done",       "decided",
                                               "deferred", "needs-vote", "dropped"};
static const char *const said_kinds[SAID_N] = {"note", "decision", "action", "rejected", "link"};
static const char *const attendance_kinds[PERSON_N] = {"present", "regrets"};

static gboolean
word_of(const char *const *words, guint n, const char *text, guint *at)
{
  for (*at = 0; *at < n; (*at)++)
    if (g_strcmp0(words[*at], text) == 0)
      return TRUE;
  return FALSE;
}

const char *
entry_state_to_text(EntryState state)
{
  return entry_states[state];
}

const char *
entry_outcome_to_text(EntryOutcome outcome)
{
  return outcomes[outcome];
}

const char *
said_kind_to_text(SaidKind kind)
{
  return said_kinds[kind];
}

const char *
attendance_kind_to_text(AttendanceKind kind)
{
  return attendance_kinds[kind];
}

gboolean
entry_outcome_from_text(const char *text, EntryOutcome *outcome)
{
  guint at;
  gboolean known = word_of(outcomes, BECAME_N, text, &at);
  *outcome = known ? (EntryOutcome)at : BECAME_NONE;
  return known;
}

gboolean
said_kind_from_text(const char *text, SaidKind *kind)
{
  guint at;
  gboolean known = word_of(said_kinds, SAID_N, text, &at);
  *kind = known ? (SaidKind)at : SAID_NOTE;
  return known;
}

gboolean
attendance_kind_from_text(const char *text, AttendanceKind *kind)
{
  guint at;
  gboolean known = word_of(attendance_kinds, PERSON_N, text, &at);
  *kind = known ? (AttendanceKind)at : PERSON_PRESENT;
  return known;
}

/* --- freeing --- */

void
sheet_entry_free(SheetEntry *entry)
{
  if (entry == NULL)
    return;
  g_free(entry->item_key);
  g_free(entry->title);
  g_free(entry->presenter);
  g_free(entry->notes);
  g_free(entry->remark);
  g_free(entry->origin);
  g_free(entry->origin_who);
  g_free(entry->origin_text);
  g_free(entry->why);
  g_free(entry);
}

void
sheet_line_free(SheetLine *line)
{
  if (line == NULL)
    return;
  g_free(line->who);
  g_free(line->text);
  g_free(line->owner);
  g_free(line->token);
  g_free(line);
}

void
sheet_person_free(SheetPerson *person)
{
  if (person == NULL)
    return;
  g_free(person->name);
  g_free(person);
}

static void
hand_free(gpointer data)
{
  SheetHand *hand = data;
  g_free(hand->name);
  g_free(hand);
}

void
sheet_vote_free(SheetVote *vote)
{
  if (vote == NULL)
    return;
  g_free(vote->question);
  g_ptr_array_unref(vote->hands);
  g_free(vote);
}

void
sheet_free(Sheet *sheet)
{
  if (sheet == NULL)
    return;
  g_free(sheet->scribe);
  g_ptr_array_unref(sheet->entries);
  g_ptr_array_unref(sheet->lines);
  g_ptr_array_unref(sheet->people);
  g_ptr_array_unref(sheet->votes);
  g_free(sheet);
}

/* --- rows --- */

static gpointer
row_to_entry(Stmt *stmt)
{
  SheetEntry *entry = g_new0(SheetEntry, 1);
  entry->id = stmt_int(stmt, 0);
  entry->position = (guint)stmt_int(stmt, 1);
  entry->item_key = stmt_dup_text(stmt, 2);
  entry->item = stmt_int(stmt, 3);
  entry->title = stmt_dup_text(stmt, 4);
  entry->minutes = (guint)stmt_int(stmt, 5);
  entry->presenter = stmt_dup_text(stmt, 6);
  entry->notes = stmt_dup_text(stmt, 7);
  entry->state = (EntryState)CLAMP(stmt_int(stmt, 8), 0, ENTRY_N_STATES - 1);
  entry->outcome = (EntryOutcome)CLAMP(stmt_int(stmt, 9), 0, BECAME_N - 1);
  entry->remark = stmt_dup_text(stmt, 10);
  entry->spent = stmt_int(stmt, 11);
  entry->origin = stmt_dup_text(stmt, 12);
  entry->origin_who = stmt_dup_text(stmt, 13);
  entry->origin_text = stmt_dup_text(stmt, 14);
  entry->why = stmt_dup_text(stmt, 15);
  entry->draft_group = (guint)stmt_int(stmt, 16);
  return entry;
}

/* The taken ones as they will be spoken of, then the rest in order of arrival. */
static GPtrArray *
load_entries(Db *db, gint64 group, gint64 meeting, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT e.id, e.position, e.item_key, i.number, e.title, e.minutes, e.presenter, e.notes,"
      " e.state, e.outcome, e.remark, e.spent, e.origin, e.origin_who, e.origin_text,"
      " e.why, e.draft_group FROM agenda_entry e LEFT JOIN item i ON i.group_id = $1 AND i.key ="
      " e.item_key WHERE e.meeting = $2 AND e.state <> 3 ORDER BY e.state = 0, e.state = 2,"
      " e.position, e.id",
      2, group, meeting);
  return stmt != NULL ? store_rows(stmt, row_to_entry, (GDestroyNotify)sheet_entry_free, error)
                      : NULL;
}

gpointer
sheet_line_from_row(Stmt *stmt)
{
  SheetLine *line = g_new0(SheetLine, 1);
  line->id = stmt_int(stmt, 0);
  line->entry = stmt_int(stmt, 1);
  line->stamp = stmt_int(stmt, 2);
  line->at = stmt_int(stmt, 3);
  line->who = stmt_dup_text(stmt, 4);
  line->kind = (SaidKind)CLAMP(stmt_int(stmt, 5), 0, SAID_N - 1);
  line->text = stmt_dup_text(stmt, 6);
  line->owner = stmt_dup_text(stmt, 7);
  line->owner_known = stmt_int(stmt, 8) != 0;
  line->due = stmt_int(stmt, 9);
  line->state = (ItemState)CLAMP(stmt_int(stmt, 10), 0, STATE_N - 1);
  line->voted = stmt_int(stmt, 11) != 0;
  line->votes_for = (int)stmt_int(stmt, 12);
  line->votes_neutral = (int)stmt_int(stmt, 13);
  line->votes_against = (int)stmt_int(stmt, 14);
  line->token = stmt_dup_text(stmt, 15);
  line->struck = stmt_int(stmt, 16) != 0;
  return line;
}

static GPtrArray *
load_lines(Db *db, gint64 meeting, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT " SHEET_LINE_COLUMNS
                                       " FROM minutes_line l WHERE l.meeting = $1 ORDER BY l.id",
                                       1, meeting);
  return stmt != NULL
             ? store_rows(stmt, sheet_line_from_row, (GDestroyNotify)sheet_line_free, error)
             : NULL;
}

static gpointer
row_to_person(Stmt *stmt)
{
  SheetPerson *person = g_new0(SheetPerson, 1);
  person->name = stmt_dup_text(stmt, 0);
  person->kind = (AttendanceKind)CLAMP(stmt_int(stmt, 1), 0, PERSON_N - 1);
  person->known = stmt_int(stmt, 2) != 0;
  person->at = stmt_int(stmt, 3);
  return person;
}

static GPtrArray *
load_people(Db *db, gint64 meeting, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT name, kind, known, at FROM attendance WHERE meeting = $1 ORDER BY name", 1,
      meeting);
  return stmt != NULL ? store_rows(stmt, row_to_person, (GDestroyNotify)sheet_person_free, error)
                      : NULL;
}

static void
take_hand(SheetVote *vote, const char *name, int value)
{
  SheetHand *hand = g_new0(SheetHand, 1);
  hand->name = g_strdup(name);
  hand->value = value;
  g_ptr_array_add(vote->hands, hand);
  vote->votes_for += value > 0;
  vote->votes_neutral += value == 0;
  vote->votes_against += value < 0;
}

static SheetVote *
row_to_vote(Stmt *stmt)
{
  SheetVote *vote = g_new0(SheetVote, 1);
  vote->id = stmt_int(stmt, 0);
  vote->entry = stmt_int(stmt, 1);
  vote->question = stmt_dup_text(stmt, 2);
  vote->opened = stmt_int(stmt, 3);
  vote->closed = stmt_int(stmt, 4);
  vote->hands = g_ptr_array_new_with_free_func(hand_free);
  return vote;
}

/* One row for each hand, and one for a vote without any. */
static GPtrArray *
load_votes(Db *db, gint64 meeting, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT v.id, v.entry, v.question, v.opened, v.closed, h.name, h.value FROM show_of_hands v"
      " LEFT JOIN hand h ON h.vote = v.id WHERE v.meeting = $1 ORDER BY v.id, h.name",
      1, meeting);
  g_autoptr(GPtrArray) votes = g_ptr_array_new_with_free_func((GDestroyNotify)sheet_vote_free);
  g_autoptr(GError) step_error = NULL;
  SheetVote *last = NULL;
  if (stmt == NULL)
    return NULL;
  while (stmt_step(stmt, &step_error)) {
    if (last == NULL || last->id != stmt_int(stmt, 0)) {
      last = row_to_vote(stmt);
      g_ptr_array_add(votes, last);
    }
    if (!stmt_is_null(stmt, 5))
      take_hand(last, stmt_text(stmt, 5), (int)stmt_int(stmt, 6));
  }
  if (step_error == NULL)
    return g_steal_pointer(&votes);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

static gboolean
load_head(Db *db, Sheet *sheet, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT version, stamp, published, started, ended, now_at, now_since, scribe, approved_at,"
      " revision FROM sheet WHERE meeting = $1",
      1, sheet->meeting);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  sheet->version = stmt_int(stmt, 0);
  sheet->stamp = stmt_int(stmt, 1);
  sheet->published = stmt_int(stmt, 2);
  sheet->started = stmt_int(stmt, 3);
  sheet->ended = stmt_int(stmt, 4);
  sheet->now_at = stmt_int(stmt, 5);
  sheet->now_since = stmt_int(stmt, 6);
  sheet->scribe = stmt_dup_text(stmt, 7);
  sheet->approved_at = stmt_int(stmt, 8);
  sheet->revision = (guint)stmt_int(stmt, 9);
  return TRUE;
}

static gboolean
replace(GPtrArray **place, GPtrArray *with)
{
  if (with == NULL)
    return FALSE;
  g_ptr_array_unref(*place);
  *place = with;
  return TRUE;
}

Sheet *
db_sheet_get(Db *db, gint64 group, gint64 meeting, GError **error)
{
  g_autoptr(Sheet) sheet = g_new0(Sheet, 1);
  sheet->meeting = meeting;
  sheet->entries = g_ptr_array_new();
  sheet->lines = g_ptr_array_new();
  sheet->people = g_ptr_array_new();
  sheet->votes = g_ptr_array_new();
  if (meeting == 0)
    return g_steal_pointer(&sheet);
  if (!load_head(db, sheet, error) ||
      !replace(&sheet->entries, load_entries(db, group, meeting, error)) ||
      !replace(&sheet->lines, load_lines(db, meeting, error)) ||
      !replace(&sheet->people, load_people(db, meeting, error)) ||
      !replace(&sheet->votes, load_votes(db, meeting, error)))
    return NULL;
  return g_steal_pointer(&sheet);
}

gboolean
db_sheet_stamp(Db *db, gint64 meeting, gint64 *stamp, GError **error)
{
  return store_number(db, stamp, 0, error, "SELECT stamp FROM sheet WHERE meeting = $1", 1,
                      meeting);
}

/* --- looking things up in a sheet --- */

SheetEntry *
sheet_entry(const Sheet *sheet, gint64 id)
{
  for (guint i = 0; i < sheet->entries->len; i++) {
    SheetEntry *entry = sheet->entries->pdata[i];
    if (entry->id == id)
      return entry;
  }
  return NULL;
}

SheetEntry *
sheet_entry_nth(const Sheet *sheet, EntryState state, guint n)
{
  for (guint i = 0; i < sheet->entries->len; i++) {
    SheetEntry *entry = sheet->entries->pdata[i];
    if (entry->state == state && n-- == 0)
      return entry;
  }
  return NULL;
}

SheetEntry *
sheet_entry_at(const Sheet *sheet, guint position)
{
  return position > 0 ? sheet_entry_nth(sheet, ENTRY_TAKEN, position - 1) : NULL;
}

guint
sheet_entries_count(const Sheet *sheet, EntryState state)
{
  guint n = 0;
  while (sheet_entry_nth(sheet, state, n) != NULL)
    n++;
  return n;
}

guint
sheet_minutes(const Sheet *sheet)
{
  guint minutes = 0;
  for (guint i = 0; i < sheet->entries->len; i++) {
    const SheetEntry *entry = sheet->entries->pdata[i];
    minutes += entry->state == ENTRY_TAKEN ? entry->minutes : 0;
  }
  return minutes;
}

SheetVote *
sheet_vote_open(const Sheet *sheet)
{
  for (guint i = 0; i < sheet->votes->len; i++) {
    SheetVote *vote = sheet->votes->pdata[i];
    if (vote->closed == 0)
      return vote;
  }
  return NULL;
}

SheetPerson *
sheet_person(const Sheet *sheet, const char *name)
{
  for (guint i = 0; i < sheet->people->len; i++) {
    SheetPerson *person = sheet->people->pdata[i];
    if (strcmp(person->name, name) == 0)
      return person;
  }
  return NULL;
}
