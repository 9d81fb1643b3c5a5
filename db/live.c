/* A running meeting: each call is one line, stored before it is answered. */
#include "db/live.h"

#include <string.h>

#include "db/member.h"
#include "db/sheet-parts.h"

static gboolean
conflict(GError **error, const char *format, const char *name)
{
  g_autofree char *text = g_strdup_printf("%s", name);
  g_autoptr(GString) message = g_string_new(format);
  g_string_replace(message, "*", text, 1);
  g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, message->str);
  return FALSE;
}

typedef struct {
  gint64 started, ended, now_at, now_since, revision;
} Head;

static gboolean
load_head(const SheetAct *act, Head *head, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "SELECT started, ended, now_at, now_since, revision FROM sheet WHERE meeting = $1", 1,
      act->meeting);
  *head = (Head){0};
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (found)
    *head = (Head){stmt_int(stmt, 0), stmt_int(stmt, 1), stmt_int(stmt, 2), stmt_int(stmt, 3),
                   stmt_int(stmt, 4)};
  return TRUE;
}

static gboolean
is_running(const Head *head)
{
  return head->started != 0 && head->ended == 0;
}

/* --- beginning and ending --- */

static gboolean
start(const SheetAct *act, GError **error)
{
  Head head;
  if (!load_head(act, &head, error))
    return FALSE;
  if (is_running(&head))
    return conflict(error, "the meeting of * runs already", act->name);
  return sheet_touch(act, FALSE, error) &&
         store_run(act->db, error,
                   "UPDATE sheet SET started = CASE WHEN started = 0 THEN $2 ELSE started END,"
                   " ended = 0, now_at = 0, now_since = 0 WHERE meeting = $1",
                   2, act->meeting, act->now) &&
         store_run(act->db, error, "UPDATE meeting SET state = 3 WHERE id = $1", 1, act->meeting) &&
         sheet_audit(act, head.started == 0 ? "meeting start" : "meeting resume", NULL, "running",
                     error);
}

gboolean
db_live_start(const SheetAct *act, GError **error)
{
  SHEET_WITHIN(act, error, start(act, error));
}

/* The time since the clock began goes to the entry that was spoken of. */
static gboolean
stop_clock(const SheetAct *act, const Head *head, GError **error)
{
  return head->now_at == 0 ||
         store_run(act->db, error, "UPDATE agenda_entry SET spent = spent + $2 WHERE id = $1", 2,
                   head->now_at, MAX(act->now - head->now_since, 0));
}

/* The entry "approve the minutes of ..." names their meeting: its row in origin, its name in
 * origin_text. */
static gboolean
approve_named(const SheetAct *act, const SheetEntry *entry, EntryOutcome outcome, GError **error)
{
  static const char word[] = "minutes ";
  if (entry->origin == NULL || !g_str_has_prefix(entry->origin, word) ||
      (outcome != BECAME_DONE && outcome != BECAME_DECIDED))
    return TRUE;
  SheetAct other = *act;
  other.meeting = g_ascii_strtoll(entry->origin + sizeof word - 1, NULL, 10);
  other.name = entry->origin_text != NULL ? entry->origin_text : "unknown";
  Head head;
  if (!load_head(&other, &head, error))
    return FALSE;
  /* It was taken up again since: there is nothing to approve yet, and this meeting must be able to
   * end. */
  return head.ended == 0 || db_live_approve(&other, error);
}

static gboolean
set_outcome(const SheetAct *act, gint64 id, EntryOutcome outcome, const char *remark,
            GError **error)
{
  static const ItemState follows[BECAME_N] = {
      [BECAME_NONE] = STATE_SCHEDULED, [BECAME_DONE] = STATE_DONE,
      [BECAME_DECIDED] = STATE_DONE,   [BECAME_DEFERRED] = STATE_DEFERRED,
      [BECAME_VOTE] = STATE_OPEN,      [BECAME_DROPPED] = STATE_DECLINED,
  };
  if (!sheet_check_text("remark", remark, SHEET_SAID_MAX, FALSE, FALSE, error))
    return FALSE;
  g_autoptr(SheetEntry) before = sheet_entry_load(act, id, error);
  if (before == NULL)
    return FALSE;
  if (before->outcome == outcome && g_strcmp0(before->remark, remark) == 0)
    return TRUE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error, "UPDATE agenda_entry SET outcome = $2, remark = nullif($3, '') WHERE id = $1",
      2, id, (gint64)outcome);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, remark);
  g_autofree char *old =
      g_strdup_printf("%s: %s", before->title, entry_outcome_to_text(before->outcome));
  return stmt_run(stmt, error) && sheet_touch(act, FALSE, error) &&
         sheet_audit(act, "meeting outcome", old, entry_outcome_to_text(outcome), error) &&
         approve_named(act, before, outcome, error) &&
         (before->item_key == NULL ||
          sheet_item_follow(act, before->item_key, follows[outcome], error));
}

gboolean
db_live_outcome(const SheetAct *act, gint64 entry, EntryOutcome outcome, const char *remark,
                GError **error)
{
  SHEET_WITHIN(act, error, set_outcome(act, entry, outcome, remark, error));
}

/* What the chair left open is told by what was written down: an entry with a decision was decided,
 * one that was spoken of is done, and one that was not reached comes back. */
static EntryOutcome
likely_outcome(const Sheet *sheet, const SheetEntry *entry)
{
  gboolean spoken = entry->spent > 0;
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (line->entry != entry->id || line->struck)
      continue;
    if (line->kind == SAID_DECISION)
      return BECAME_DECIDED;
    spoken = TRUE;
  }
  return spoken ? BECAME_DONE : BECAME_DEFERRED;
}

static gboolean
settle_entries(const SheetAct *act, GError **error)
{
  g_autoptr(Sheet) sheet = db_sheet_get(act->db, act->group, act->meeting, error);
  const SheetVote *vote = sheet != NULL ? sheet_vote_open(sheet) : NULL;
  if (sheet == NULL || (vote != NULL && !db_live_vote_close(act, vote->id, error)))
    return FALSE;
  for (guint i = 0; i < sheet->entries->len; i++) {
    const SheetEntry *entry = sheet->entries->pdata[i];
    if (entry->state != ENTRY_TAKEN || entry->outcome != BECAME_NONE)
      continue;
    EntryOutcome outcome = likely_outcome(sheet, entry);
    if (!set_outcome(act, entry->id, outcome,
                     outcome == BECAME_DEFERRED ? "not reached" : entry->remark, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
end(const SheetAct *act, GError **error)
{
  Head head;
  if (!load_head(act, &head, error))
    return FALSE;
  if (!is_running(&head))
    return conflict(error, "the meeting of * does not run", act->name);
  return stop_clock(act, &head, error) && sheet_touch(act, FALSE, error) &&
         settle_entries(act, error) &&
         store_run(act->db, error,
                   "UPDATE sheet SET ended = $2, now_at = 0, now_since = 0 WHERE meeting = $1", 2,
                   act->meeting, act->now) &&
         store_run(act->db, error, "UPDATE meeting SET state = 4 WHERE id = $1", 1, act->meeting) &&
         sheet_audit(act, "meeting end", "running", "held", error);
}

gboolean
db_live_end(const SheetAct *act, GError **error)
{
  SHEET_WITHIN(act, error, end(act, error));
}

static gboolean
set_scribe(const SheetAct *act, const char *name, GError **error)
{
  g_autoptr(Stmt) stmt = NULL;
  if (!sheet_check_text("scribe", name, SHEET_NAME_MAX, FALSE, FALSE, error) ||
      !sheet_touch(act, FALSE, error) ||
      (stmt = store_prepare(act->db, error,
                            "UPDATE sheet SET scribe = nullif($2, '') WHERE meeting = $1", 1,
                            act->meeting)) == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, name);
  return stmt_run(stmt, error) && sheet_audit(act, "meeting scribe", NULL, name, error);
}

gboolean
db_live_scribe(const SheetAct *act, const char *name, GError **error)
{
  SHEET_WITHIN(act, error, set_scribe(act, name, error));
}

static gboolean
go_to(const SheetAct *act, gint64 id, GError **error)
{
  Head head;
  g_autoptr(SheetEntry) entry = NULL;
  if (!load_head(act, &head, error))
    return FALSE;
  if (!is_running(&head))
    return conflict(error, "the meeting of * does not run\nstart it first", act->name);
  if (id == head.now_at)
    return TRUE;
  if (id != 0 && (entry = sheet_entry_load(act, id, error)) == NULL)
    return FALSE;
  if (entry != NULL && entry->state != ENTRY_TAKEN)
    return conflict(error, "\"*\" is not on the agenda\ntake it first", entry->title);
  return stop_clock(act, &head, error) && sheet_touch(act, FALSE, error) &&
         store_run(act->db, error,
                   "UPDATE sheet SET now_at = $2, now_since = $3 WHERE meeting = $1", 3,
                   act->meeting, id, act->now) &&
         sheet_audit(act, "meeting topic", NULL, entry != NULL ? entry->title : "none", error);
}

gboolean
db_live_go_to(const SheetAct *act, gint64 entry, GError **error)
{
  SHEET_WITHIN(act, error, go_to(act, entry, error));
}

/* --- lines --- */

static gboolean
is_called(const Member *member, const char *written)
{
  return g_ascii_strcasecmp(member->name, written) == 0 ||
         (member->initials != NULL && g_ascii_strcasecmp(member->initials, written) == 0) ||
         (member->nick != NULL && g_ascii_strcasecmp(member->nick, written) == 0);
}

gboolean
sheet_resolve_name(const SheetAct *act, const char *written, char **name, gboolean *known,
                   GError **error)
{
  g_autoptr(GError) local = NULL;
  const char *found = NULL;
  guint n = 0;
  *known = FALSE;
  *name = NULL;
  if (written == NULL || written[0] == '\0')
    return TRUE;
  g_autoptr(GPtrArray) roster = db_member_list(act->db, act->group, act->now, error);
  if (roster == NULL)
    return FALSE;
  for (guint i = 0; i < roster->len; i++) {
    const Member *member = roster->pdata[i];
    if (!is_called(member, written))
      continue;
    found = member->name;
    n++;
  }
  g_autoptr(Member) member =
      n == 0 ? db_member_find(act->db, act->group, written, act->now, &local) : NULL;
  if (local != NULL) {
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
  }
  if (member != NULL && member->role != ROLE_NONE)
    found = member->name;
  *known = n <= 1 && found != NULL;
  *name = g_strdup(*known ? found : written);
  return TRUE;
}

/* The line that this form sent before. */
static gboolean
find_token(const SheetAct *act, const char *token, gint64 *id, GError **error)
{
  gboolean found = FALSE;
  *id = 0;
  if (token == NULL || token[0] == '\0')
    return TRUE;
  g_autoptr(Stmt) stmt =
      store_prepare(act->db, error, "SELECT id FROM minutes_line WHERE meeting = $1 AND token = $2",
                    1, act->meeting);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, token);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *id = found ? stmt_int(stmt, 0) : 0;
  return TRUE;
}

static gboolean
insert_line(const SheetAct *act, const SheetLine *line, gint64 entry, const char *owner,
            gboolean known, gint64 *id, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "INSERT INTO minutes_line (meeting, entry, at, kind, owner_known, due, state, voted,"
      " votes_for, votes_neutral, votes_against, who, text, owner, token, stamp) VALUES ($1, $2, "
      "$3,"
      " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, nullif($15, ''), (SELECT s.stamp FROM "
      "sheet"
      " s WHERE s.meeting = $1)) RETURNING id",
      11, act->meeting, entry, act->now, (gint64)line->kind, (gint64)known,
      line->kind == SAID_ACTION ? line->due : (gint64)0,
      (gint64)(line->kind == SAID_ACTION ? STATE_OPEN : STATE_NEW), (gint64)line->voted,
      (gint64)line->votes_for, (gint64)line->votes_neutral, (gint64)line->votes_against);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 12, act->who);
  stmt_bind_text(stmt, 13, line->text);
  stmt_bind_text(stmt, 14, line->kind == SAID_ACTION ? owner : NULL);
  stmt_bind_text(stmt, 15, line->token);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *id = found ? stmt_int(stmt, 0) : 0;
  return TRUE;
}

static gboolean
check_line(const SheetAct *act, const SheetLine *line, GError **error)
{
  gint64 n = 0;
  if (!sheet_check_text("text", line->text, SHEET_SAID_MAX, TRUE, FALSE, error) ||
      !sheet_check_text("owner", line->owner, SHEET_NAME_MAX, FALSE, FALSE, error) ||
      !sheet_check_text("token", line->token, 100, FALSE, FALSE, error) ||
      !store_number(act->db, &n, 0, error, "SELECT count(*) FROM minutes_line WHERE meeting = $1",
                    1, act->meeting))
    return FALSE;
  if (n < SHEET_LINES_MAX)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE,
              "the minutes of %s have %d lines and take no more", act->name, SHEET_LINES_MAX);
  return FALSE;
}

static gboolean
say(const SheetAct *act, const SheetLine *line, gint64 *id, GError **error)
{
  Head head;
  gboolean known;
  g_autofree char *owner = NULL;
  g_autoptr(SheetEntry) entry = NULL;
  if (!find_token(act, line->token, id, error))
    return FALSE;
  if (*id != 0)
    return TRUE;
  if (!check_line(act, line, error) || !load_head(act, &head, error) ||
      !sheet_resolve_name(act, line->owner, &owner, &known, error) ||
      (line->entry != 0 && (entry = sheet_entry_load(act, line->entry, error)) == NULL))
    return FALSE;
  return sheet_touch(act, FALSE, error) &&
         insert_line(act, line, line->entry != 0 ? line->entry : head.now_at, owner, known, id,
                     error) &&
         sheet_audit(act, "minutes line", said_kind_to_text(line->kind), line->text, error);
}

gboolean
db_live_say(const SheetAct *act, const SheetLine *line, gint64 *id, GError **error)
{
  SHEET_WITHIN(act, error, say(act, line, id, error));
}

static SheetLine *
load_line(const SheetAct *act, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(act->db, error,
                                       "SELECT " SHEET_LINE_COLUMNS
                                       " FROM minutes_line l WHERE l.id = $1 AND l.meeting = $2",
                                       2, id, act->meeting);
  g_autofree char *what =
      g_strdup_printf("no line %" G_GINT64_FORMAT " in the minutes of %s", id, act->name);
  return stmt != NULL && store_one(stmt, what, error) ? sheet_line_from_row(stmt) : NULL;
}

static gboolean
write_line(const SheetAct *act, const SheetLine *before, const LineChange *change, GError **error)
{
  g_autofree char *owner = NULL;
  gboolean known = before->owner_known;
  if (change->owner != NULL && !sheet_resolve_name(act, change->owner, &owner, &known, error))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "UPDATE minutes_line SET due = $3, struck = $4, owner_known = $5, state = $6, text = $7,"
      " owner = nullif($8, ''), stamp = (SELECT s.stamp FROM sheet s WHERE s.meeting = $1) WHERE"
      " meeting = $1 AND id = $2",
      6, act->meeting, before->id, change->due >= 0 ? change->due : before->due,
      (gint64)(change->strike >= 0 ? change->strike != 0 : before->struck), (gint64)known,
      (gint64)(change->state >= 0 ? change->state : (int)before->state));
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 7, change->text != NULL ? change->text : before->text);
  stmt_bind_text(stmt, 8, change->owner != NULL ? owner : before->owner);
  return stmt_run(stmt, error);
}

static gboolean
correct(const SheetAct *act, gint64 id, const LineChange *change, GError **error)
{
  if ((change->text != NULL &&
       !sheet_check_text("text", change->text, SHEET_SAID_MAX, TRUE, FALSE, error)) ||
      !sheet_check_text("owner", change->owner, SHEET_NAME_MAX, FALSE, FALSE, error))
    return FALSE;
  g_autoptr(SheetLine) before = load_line(act, id, error);
  if (before == NULL)
    return FALSE;
  if (change->stamp != 0 && change->stamp != before->stamp)
    return conflict(error, "that line of the minutes of * was changed meanwhile", act->name);
  const char *now = change->strike > 0            ? "(taken back)"
                    : change->state == STATE_DONE ? "(done)"
                    : change->text != NULL        ? change->text
                                                  : before->text;
  return sheet_touch(act, FALSE, error) && write_line(act, before, change, error) &&
         sheet_audit(act, "minutes correct", before->text, now, error);
}

gboolean
db_live_correct(const SheetAct *act, gint64 line, const LineChange *change, GError **error)
{
  SHEET_WITHIN(act, error, correct(act, line, change, error));
}

/* --- people --- */

static gboolean
attend(const SheetAct *act, const char *written, AttendanceKind kind, gboolean ticked,
       GError **error)
{
  g_autofree char *name = NULL;
  gboolean known;
  gint64 n = 0;
  if (!sheet_check_text("name", written, SHEET_NAME_MAX, TRUE, FALSE, error) ||
      !sheet_resolve_name(act, written, &name, &known, error) ||
      !store_number(act->db, &n, 0, error, "SELECT count(*) FROM attendance WHERE meeting = $1", 1,
                    act->meeting))
    return FALSE;
  if (ticked && n >= SHEET_PEOPLE_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE, "%s has %d people and takes no more",
                act->name, SHEET_PEOPLE_MAX);
    return FALSE;
  }
  g_autoptr(Stmt) stmt =
      ticked
          ? store_prepare(act->db, error,
                          "INSERT INTO attendance (meeting, kind, known, at, name, who) VALUES"
                          " ($1, $2, $3, $4, $5, $6) ON CONFLICT (meeting, name) DO UPDATE SET"
                          " kind = excluded.kind, at = excluded.at, who = excluded.who",
                          4, act->meeting, (gint64)kind, (gint64)known, act->now)
          : store_prepare(act->db, error, "DELETE FROM attendance WHERE meeting = $1 AND name = $5",
                          1, act->meeting);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, name);
  if (ticked)
    stmt_bind_text(stmt, 6, act->who);
  return stmt_run(stmt, error) && sheet_touch(act, FALSE, error) &&
         sheet_audit(act, "meeting attendance", name,
                     ticked ? attendance_kind_to_text(kind) : "not ticked", error);
}

gboolean
db_live_attend(const SheetAct *act, const char *name, AttendanceKind kind, gboolean ticked,
               GError **error)
{
  SHEET_WITHIN(act, error, attend(act, name, kind, ticked, error));
}
