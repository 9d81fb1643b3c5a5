/* A vote on the spot; approving minutes; their revisions; registers. */
#include <string.h>

#include "db/live.h"
#include "db/sheet-parts.h"

static gboolean
open_vote(const SheetAct *act, gint64 entry, const char *question, GError **error)
{
  g_autoptr(Sheet) sheet = db_sheet_get(act->db, act->group, act->meeting, error);
  if (sheet == NULL || !sheet_check_text("question", question, SHEET_SAID_MAX, TRUE, FALSE, error))
    return FALSE;
  const SheetVote *open = sheet_vote_open(sheet);
  if (open != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "the vote on \"%s\" is still open\nclose it first", open->question);
    return FALSE;
  }
  gint64 about = entry != 0 ? entry : sheet->now_at;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "INSERT INTO show_of_hands (meeting, entry, opened, question) VALUES ($1, $2, $3, $4)", 3,
      act->meeting, about, act->now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 4, question);
  return stmt_run(stmt, error) && sheet_touch(act, FALSE, error) &&
         sheet_audit(act, "meeting vote", NULL, question, error);
}

gboolean
db_live_vote_open(const SheetAct *act, gint64 entry, const char *question, GError **error)
{
  SHEET_WITHIN(act, error, open_vote(act, entry, question, error));
}

/* The vote of that id, which must be open. Borrowed from sheet. */
static const SheetVote *
find_open(const SheetAct *act, const Sheet *sheet, gint64 id, GError **error)
{
  for (guint i = 0; i < sheet->votes->len; i++) {
    const SheetVote *vote = sheet->votes->pdata[i];
    if (vote->id != id)
      continue;
    if (vote->closed == 0)
      return vote;
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, "the vote on \"%s\" is closed",
                vote->question);
    return NULL;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "no vote %" G_GINT64_FORMAT " in the meeting of %s", id, act->name);
  return NULL;
}

static gboolean
cast(const SheetAct *act, gint64 id, const char *written, int value, GError **error)
{
  gboolean known;
  g_autofree char *name = NULL;
  g_autoptr(Sheet) sheet = db_sheet_get(act->db, act->group, act->meeting, error);
  if (sheet == NULL || find_open(act, sheet, id, error) == NULL ||
      !sheet_resolve_name(act, written, &name, &known, error))
    return FALSE;
  const SheetPerson *person = name != NULL ? sheet_person(sheet, name) : NULL;
  if (person == NULL || person->kind != PERSON_PRESENT) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "%s is not ticked as present\ntick the name first", written);
    return FALSE;
  }
  if (value < -1 || value > 1) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%d is no vote\none of: +1, 0, -1",
                value);
    return FALSE;
  }
  g_autoptr(Stmt) stmt =
      store_prepare(act->db, error,
                    "INSERT INTO hand (vote, value, name) VALUES ($1, $2, $3) ON CONFLICT (vote,"
                    " name) DO UPDATE SET value = excluded.value",
                    2, id, (gint64)value);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, name);
  g_autofree char *shown = g_strdup_printf("%+d", value);
  return stmt_run(stmt, error) && sheet_touch(act, FALSE, error) &&
         sheet_audit(act, "meeting hand", name, shown, error);
}

gboolean
db_live_vote_cast(const SheetAct *act, gint64 vote, const char *name, int value, GError **error)
{
  SHEET_WITHIN(act, error, cast(act, vote, name, value, error));
}

static gboolean
close_vote(const SheetAct *act, gint64 id, GError **error)
{
  gint64 line_id;
  g_autoptr(Sheet) sheet = db_sheet_get(act->db, act->group, act->meeting, error);
  const SheetVote *vote = sheet != NULL ? find_open(act, sheet, id, error) : NULL;
  if (vote == NULL)
    return FALSE;
  SheetLine line = {
      .kind = vote->votes_for > vote->votes_against ? SAID_DECISION : SAID_REJECTED,
      .entry = vote->entry,
      .text = vote->question,
      .voted = TRUE,
      .votes_for = vote->votes_for,
      .votes_neutral = vote->votes_neutral,
      .votes_against = vote->votes_against,
  };
  return store_run(act->db, error, "UPDATE show_of_hands SET closed = $2 WHERE id = $1", 2, id,
                   act->now) &&
         db_live_say(act, &line, &line_id, error);
}

gboolean
db_live_vote_close(const SheetAct *act, gint64 vote, GError **error)
{
  SHEET_WITHIN(act, error, close_vote(act, vote, error));
}

/* --- afterwards --- */

static gboolean
approve(const SheetAct *act, GError **error)
{
  gint64 ended = 0, approved = 0;
  if (!store_number(act->db, &ended, 0, error, "SELECT ended FROM sheet WHERE meeting = $1", 1,
                    act->meeting) ||
      !store_number(act->db, &approved, 0, error,
                    "SELECT approved_at FROM sheet WHERE meeting = $1", 1, act->meeting))
    return FALSE;
  if (approved != 0)
    return TRUE;
  if (ended == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "the meeting of %s has no minutes to approve\nit has not ended", act->name);
    return FALSE;
  }
  return sheet_touch(act, FALSE, error) &&
         store_run(act->db, error, "UPDATE sheet SET approved_at = $2 WHERE meeting = $1", 2,
                   act->meeting, act->now) &&
         store_run(act->db, error, "UPDATE meeting SET state = 5 WHERE id = $1", 1, act->meeting) &&
         sheet_audit(act, "minutes approve", "held", "approved", error);
}

gboolean
db_live_approve(const SheetAct *act, GError **error)
{
  SHEET_WITHIN(act, error, approve(act, error));
}

gboolean
db_live_mailed(const SheetAct *act, const char *message_id, GError **error)
{
  return sheet_audit(act, "minutes mail", NULL, message_id, error);
}

static gboolean
keep(const SheetAct *act, const char *why, const char *body, GError **error)
{
  if (!sheet_check_text("reason", why, SHEET_SAID_MAX, TRUE, FALSE, error) ||
      !sheet_touch(act, FALSE, error) ||
      !store_run(act->db, error, "UPDATE sheet SET revision = revision + 1 WHERE meeting = $1", 1,
                 act->meeting))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "INSERT INTO minutes_revision (meeting, at, who, why, body, n) VALUES ($1, $2, $3, $4, $5,"
      " (SELECT s.revision FROM sheet s WHERE s.meeting = $1))",
      2, act->meeting, act->now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, act->who);
  stmt_bind_text(stmt, 4, why);
  stmt_bind_text(stmt, 5, body);
  return stmt_run(stmt, error) && sheet_audit(act, "minutes revision", NULL, why, error);
}

gboolean
db_live_keep(const SheetAct *act, const char *why, const char *body, GError **error)
{
  SHEET_WITHIN(act, error, keep(act, why, body, error));
}

void
minutes_revision_free(MinutesRevision *revision)
{
  if (revision == NULL)
    return;
  g_free(revision->who);
  g_free(revision->why);
  g_free(revision->body);
  g_free(revision);
}

static gpointer
row_to_revision(Stmt *stmt)
{
  MinutesRevision *revision = g_new0(MinutesRevision, 1);
  revision->n = (guint)stmt_int(stmt, 0);
  revision->at = stmt_int(stmt, 1);
  revision->who = stmt_dup_text(stmt, 2);
  revision->why = stmt_dup_text(stmt, 3);
  revision->body = stmt_dup_text(stmt, 4);
  return revision;
}

GPtrArray *
db_live_revisions(Db *db, gint64 meeting, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT n, at, who, why, body FROM minutes_revision WHERE meeting = $1 ORDER BY n DESC", 1,
      meeting);
  return stmt != NULL
             ? store_rows(stmt, row_to_revision, (GDestroyNotify)minutes_revision_free, error)
             : NULL;
}

void
said_row_free(SaidRow *row)
{
  if (row == NULL)
    return;
  sheet_line_free(row->line);
  g_free(row->entry_title);
  g_free(row);
}

static gpointer
row_to_said(Stmt *stmt)
{
  SaidRow *row = g_new0(SaidRow, 1);
  row->line = sheet_line_from_row(stmt);
  row->meeting = stmt_int(stmt, 17);
  row->start = stmt_int(stmt, 18);
  row->entry_title = stmt_dup_text(stmt, 19);
  return row;
}

GPtrArray *
db_live_register(Db *db, gint64 group, SaidKind kind, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " SHEET_LINE_COLUMNS ", m.id, m.start, e.title FROM minutes_line l JOIN meeting m ON"
      " m.id = l.meeting LEFT JOIN agenda_entry e ON e.id = l.entry WHERE m.group_id = $1 AND "
      "l.kind"
      " = $2 AND l.struck = 0 ORDER BY m.start DESC, l.id LIMIT $3",
      3, group, (gint64)kind, limit != 0 ? (gint64)limit : (gint64)-1);
  return stmt != NULL ? store_rows(stmt, row_to_said, (GDestroyNotify)said_row_free, error) : NULL;
}
