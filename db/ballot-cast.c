/* Voting, resolving an objection, closing. */
#include "db/audit.h"
#include "db/ballot.h"
#include "db/item.h"
#include "db/store.h"

#include <string.h>

#define COMMENT_MAX 4000

/* The time of the latest vote given here: the next one is not earlier, whatever the clock says. */
static gboolean
latest_cast(Db *db, gint64 group, gint64 number, gint64 *at, GError **error)
{
  return store_number(db, at, 0, error,
                      "SELECT coalesce(max(at), 0) FROM ballot_cast WHERE group_id = $1 AND ballot"
                      " = $2",
                      2, group, number);
}

static gboolean
check_open(const Ballot *ballot, gint64 now, GError **error)
{
  if (ballot_takes_votes(ballot, now))
    return TRUE;
  if (ballot_is_ahead(ballot, now)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "ballot %" G_GINT64_FORMAT " has not begun\nwait until it takes votes",
                ballot->number);
    return FALSE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "ballot %" G_GINT64_FORMAT
              " is closed\nits result stands, a vote can no longer be given "
              "or changed",
              ballot->number);
  return FALSE;
}

static gboolean
check_cast(const Ballot *ballot, const BallotCast *cast, gint64 at, GError **error)
{
  BallotVote vote = {.option = (char *)cast->option,
                     .value = cast->value,
                     .at = MAX(at, ballot->opens),
                     .has_reason = cast->comment != NULL};
  const char *fault = ballot_vote_fault(ballot, &vote);
  if (fault == NULL && (cast->comment == NULL || strlen(cast->comment) <= COMMENT_MAX))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "the vote %+d%s%s cannot be taken: %s%s",
              cast->value, cast->option != NULL ? " on " : "",
              cast->option != NULL ? cast->option : "",
              fault != NULL ? fault : "its comment is longer than 4,000 characters",
              fault != NULL && vote.value < 0 && !vote.has_reason
                  ? "\nsay in the comment what would have to change"
                  : "");
  return FALSE;
}

static gboolean
insert_cast(Db *db, gint64 group, gint64 number, const BallotCast *cast, gint64 at, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO ballot_cast (group_id, ballot, n, member, value, at, way, option, comment)"
      " SELECT $1, $2, 1 + coalesce(max(n), 0), $3, $4, $5, $6, $7, $8 FROM ballot_cast WHERE"
      " group_id = $1 AND ballot = $2",
      6, group, number, cast->member, (gint64)cast->value, at, (gint64)cast->way);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 7, cast->option);
  stmt_bind_text(stmt, 8, cast->comment);
  return stmt_run(stmt, error);
}

static gboolean
cast_vote(Db *db, gint64 group, gint64 number, const BallotCast *cast, gint64 now, GError **error)
{
  gint64 latest = 0;
  g_autoptr(Ballot) ballot = db_ballot_get(db, group, number, error);
  if (ballot == NULL || !latest_cast(db, group, number, &latest, error))
    return FALSE;
  gint64 at = MAX(now, latest);
  return check_open(ballot, at, error) &&
         member_check(db, group, cast->member, at, "vote here", error) &&
         check_cast(ballot, cast, at, error) && insert_cast(db, group, number, cast, at, error);
}

gboolean
db_ballot_cast(Db *db, gint64 group, gint64 number, const BallotCast *cast, gint64 now,
               GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, cast_vote(db, group, number, cast, now, error), error);
}

/* --- objections --- */

static gboolean
has_objection(GPtrArray *votes, gint64 member)
{
  for (guint i = 0; i < votes->len; i++) {
    const BallotVote *vote = votes->pdata[i];
    if (vote->member == member && vote->counted && vote->value < 0 && !vote->resolved)
      return TRUE;
  }
  return FALSE;
}

static gboolean
resolve(Db *db, gint64 group, gint64 number, gint64 member, const char *note, gint64 now,
        GError **error)
{
  gint64 latest = 0;
  g_autoptr(Ballot) ballot = db_ballot_get(db, group, number, error);
  if (ballot == NULL || !latest_cast(db, group, number, &latest, error))
    return FALSE;
  gint64 at = MAX(now, latest);
  if (!check_open(ballot, at, error))
    return FALSE;
  g_autoptr(GPtrArray) votes = db_ballot_votes(db, group, ballot, at, error);
  if (votes == NULL)
    return FALSE;
  if (!has_objection(votes, member)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "no objection of yours stands in ballot %" G_GINT64_FORMAT, number);
    return FALSE;
  }
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO ballot_resolved (group_id, ballot, n, member, at, note) SELECT $1, $2, 1 +"
      " coalesce(max(n), 0), $3, $4, $5 FROM ballot_resolved WHERE group_id = $1 AND ballot = $2",
      4, group, number, member, at);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, note);
  return stmt_run(stmt, error);
}

gboolean
db_ballot_resolve(Db *db, gint64 group, gint64 number, gint64 member, const char *note, gint64 now,
                  GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, resolve(db, group, number, member, note, now, error), error);
}

/* --- closing --- */

static gboolean
freeze_vote(Db *db, gint64 group, gint64 number, guint n, const BallotVote *v, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO ballot_vote (group_id, ballot, n, value, at, way, line, proof, binding, counted,"
      " resolved, confirmed, voter, name, email, option, value_text, claim, comment, message_id,"
      " quote, why, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
      " $15, $16, $17, $18, $19, $20, $21, $22, $23)",
      12, group, number, (gint64)n, (gint64)v->value, v->at, (gint64)v->way, (gint64)v->line,
      (gint64)v->proof, (gint64)v->binding, (gint64)v->counted, (gint64)v->resolved,
      (gint64)v->confirmed);
  if (stmt == NULL)
    return FALSE;
  const char *const texts[] = {v->voter,      v->person->name, v->person->email, v->option,
                               v->value_text, v->claim,        v->comment,       v->message_id,
                               v->quote,      v->why,          v->content};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    stmt_bind_text(stmt, 13 + (int)i, texts[i]);
  return stmt_run(stmt, error);
}

static gboolean
write_outcome(Db *db, gint64 group, const Ballot *ballot, const Tally *tally, const char *who,
              GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "UPDATE ballot SET closed = $3, outcome = $4, closed_by = $5, reason = $6 WHERE group_id = $1"
      " AND number = $2",
      4, group, ballot->number, ballot->closed, (gint64)tally->outcome);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, who);
  stmt_bind_text(stmt, 6, tally->why);
  return stmt_run(stmt, error);
}

/* What was only to be agreed on is done with the vote; work that was agreed on begins with it. */
static gboolean
settle_item(Db *db, gint64 group, gint64 number, BallotOutcome outcome, const char *who, gint64 now,
            GError **error)
{
  if (number == 0 || outcome == OUTCOME_NO_QUORUM)
    return TRUE;
  g_autoptr(GError) missing = NULL;
  g_autoptr(Item) item = db_item_get(db, group, number, &missing);
  if (item == NULL || item->state == STATE_DUPLICATE)
    return missing == NULL || g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  gboolean work = item->kind == ITEM_BACKLOG || item->kind == ITEM_ACTION;
  ItemState state = work ? STATE_OPEN : STATE_DONE;
  return db_item_set_state(db, group, number, outcome == OUTCOME_PASSED ? state : STATE_DECLINED,
                           who, now, error);
}

static gboolean
close_ballot(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error)
{
  gint64 latest = 0;
  g_autoptr(Ballot) ballot = db_ballot_get(db, group, number, error);
  if (ballot == NULL || !latest_cast(db, group, number, &latest, error))
    return FALSE;
  if (ballot->closed != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "ballot %" G_GINT64_FORMAT " is closed already", number);
    return FALSE;
  }
  ballot->closed = MAX(MAX(now, latest), ballot->opened);
  g_autoptr(GPtrArray) votes = db_ballot_votes(db, group, ballot, ballot->closed, error);
  if (votes == NULL)
    return FALSE;
  g_autoptr(Tally) tally = ballot_tally(votes, ballot, ballot->closed);
  for (guint i = 0; i < votes->len; i++)
    if (!freeze_vote(db, group, number, i + 1, votes->pdata[i], error))
      return FALSE;
  g_autofree char *what = g_strdup_printf("ballot:%" G_GINT64_FORMAT, number);
  return write_outcome(db, group, ballot, tally, who, error) &&
         settle_item(db, group, ballot->item, tally->outcome, who, now, error) &&
         db_audit_add(db, group, who, "close", what, "open", ballot_outcome_to_text(tally->outcome),
                      now, error);
}

gboolean
db_ballot_close(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, close_ballot(db, group, number, who, now, error), error);
}
