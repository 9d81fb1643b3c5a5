/* Opening and finding ballots; what a group makes of votes by mail. */
#include "db/ballot.h"
#include "db/audit.h"
#include "db/message.h"
#include "db/outbox.h"
#include "db/store.h"

#include <string.h>

#define QUESTION_MAX 500
#define OPENS_WITHIN ((gint64)366 * 86400)
#define OPTIONS_MAX 50

#define BALLOT_COLUMNS                                                                             \
  "b.number, b.question, b.rule, b.electorate, b.quorum, b.opened, b.opened_by, b.opens,"          \
  " b.closes, b.closed, b.closed_by, b.outcome, b.reason, coalesce(i.number, 0), b.item, (SELECT"  \
  " min(s.message_id) FROM ballot_source s WHERE s.group_id = b.group_id AND s.ballot = b.number"  \
  " AND s.kind = 1), (SELECT max(o.message_id) FROM outbox o WHERE o.group_id = b.group_id AND"    \
  " o.kind = 2 AND o.state <> 5 AND o.about = 'ballot:' || b.number), (SELECT count(*) FROM "      \
  "ballot_source s WHERE"                                                                          \
  " s.group_id = b.group_id AND s.ballot = b.number AND s.kind = 2), b.meeting FROM ballot b LEFT" \
  " JOIN item_number i ON i.group_id = b.group_id AND i.key = b.item"

static gpointer
row_to_ballot(Stmt *stmt)
{
  Ballot *b = g_new0(Ballot, 1);
  b->number = stmt_int(stmt, 0);
  b->question = stmt_dup_text(stmt, 1);
  b->rule = (BallotRule)stmt_int(stmt, 2);
  b->electorate = (BallotElectorate)stmt_int(stmt, 3);
  b->quorum = (guint)stmt_int(stmt, 4);
  b->opened = stmt_int(stmt, 5);
  b->opened_by = stmt_dup_text(stmt, 6);
  b->opens = stmt_int(stmt, 7);
  b->closes = stmt_int(stmt, 8);
  b->closed = stmt_int(stmt, 9);
  b->closed_by = stmt_dup_text(stmt, 10);
  b->outcome = (BallotOutcome)stmt_int(stmt, 11);
  b->reason = stmt_dup_text(stmt, 12);
  b->item = stmt_int(stmt, 13);
  b->item_key = stmt_dup_text(stmt, 14);
  b->thread = stmt_dup_text(stmt, 15);
  b->mail = stmt_dup_text(stmt, 16);
  b->item_thread = stmt_int(stmt, 17) > 0;
  b->meeting = stmt_int(stmt, 18);
  b->options = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_option_free);
  return b;
}

static gboolean
load_options(Db *db, gint64 group, Ballot *ballot, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT key, text FROM ballot_option WHERE group_id = $1 AND ballot = $2 ORDER BY place", 2,
      group, ballot->number);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  while (stmt_step(stmt, &failed)) {
    BallotOption *option = g_new0(BallotOption, 1);
    option->key = stmt_dup_text(stmt, 0);
    option->text = stmt_dup_text(stmt, 1);
    g_ptr_array_add(ballot->options, option);
  }
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

Ballot *
db_ballot_get(Db *db, gint64 group, gint64 number, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT " BALLOT_COLUMNS " WHERE b.group_id = $1 AND b.number = $2",
                    2, group, number);
  g_autofree char *what = g_strdup_printf("no ballot %" G_GINT64_FORMAT, number);
  if (stmt == NULL || !store_one(stmt, what, error))
    return NULL;
  g_autoptr(Ballot) ballot = row_to_ballot(stmt);
  return load_options(db, group, ballot, error) ? g_steal_pointer(&ballot) : NULL;
}

GPtrArray *
db_ballot_list(Db *db, gint64 group, const BallotQuery *query, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " BALLOT_COLUMNS " WHERE b.group_id = $1 AND ($2 < 0 OR (b.closed = 0) = ($2 = 1))"
      " AND ($3 = 0 OR i.number = $3) AND ($4 = 0 OR b.meeting = $4) AND ($5 = 0 OR (b.closed = 0"
      " AND b.closes > 0 AND b.closes < $5)) ORDER BY b.closed > 0, CASE WHEN b.closed > 0 THEN"
      " -b.closed WHEN b.closes > 0 THEN b.closes ELSE 253402300799 END, b.number",
      5, group, query->by_open ? (gint64)query->open : (gint64)-1, query->item, query->meeting,
      query->due);
  g_autoptr(GPtrArray) ballots =
      stmt != NULL ? store_rows(stmt, row_to_ballot, (GDestroyNotify)ballot_free, error) : NULL;
  for (guint i = 0; ballots != NULL && i < ballots->len; i++)
    if (!load_options(db, group, ballots->pdata[i], error))
      return NULL;
  return g_steal_pointer(&ballots);
}

/* The mails of a thread are listed only when a ballot is open. */
#define IN_THREAD                                                                                  \
  " IN (SELECT m.message_id FROM place p JOIN message m ON m.id = p.message WHERE p.group_id = $1" \
  " AND p.thread = $3)"

GPtrArray *
db_ballot_open_on(Db *db, gint64 group, gint64 item, gint64 thread, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " BALLOT_COLUMNS
      " WHERE b.group_id = $1 AND b.closed = 0 AND (i.number = $2 OR EXISTS"
      " (SELECT 1 FROM ballot_source s WHERE s.group_id = b.group_id AND s.ballot = b.number AND"
      " s.message_id" IN_THREAD ") OR EXISTS (SELECT 1 FROM outbox o WHERE o.group_id = b.group_id"
      " AND o.kind IN " OUT_KINDS_VOTED_UNDER
      " AND o.about = 'ballot:' || b.number AND o.message_id" IN_THREAD ")) ORDER BY b.number",
      3, group, item, thread);
  return stmt != NULL ? store_rows(stmt, row_to_ballot, (GDestroyNotify)ballot_free, error) : NULL;
}

gboolean
db_ballot_next_end(Db *db, gint64 *ends, GError **error)
{
  return store_number(db, ends, 0, error,
                      "SELECT coalesce(min(closes), 0) FROM ballot WHERE closed = 0 AND closes > 0",
                      0);
}

/* --- opening --- */

static gboolean
invalid(GError **error, const char *message)
{
  g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_options(const Ballot *ballot, GError **error)
{
  guint n = ballot->options != NULL ? ballot->options->len : 0;
  if (!ballot_rule_row(ballot->rule)->needs_options)
    return n == 0 || invalid(error, "this rule decides one question\nfor several options take the "
                                    "rule \"ranked\"");
  if (n < 2 || n > OPTIONS_MAX)
    return invalid(error, "a ranked ballot needs from 2 to 50 options\ngive one a line");
  g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    const BallotOption *option = ballot->options->pdata[i];
    if (!g_hash_table_add(keys, g_ascii_strdown(option->key, -1))) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "two options are called %s",
                  option->key);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_ballot(const Ballot *ballot, gint64 now, GError **error)
{
  if (ballot->question == NULL || ballot->question[0] == '\0' ||
      strlen(ballot->question) > QUESTION_MAX)
    return invalid(error, "a ballot needs a question of at most 500 characters");
  /* Of an old thread the end may be past as well: then it is closed and counted at once. */
  gint64 opens = ballot->opens != 0 ? ballot->opens : now;
  if (ballot->closes != 0 && ballot->closes <= opens)
    return invalid(error, "the ballot would close before it opens\ngive a time to come");
  if (opens > now + OPENS_WITHIN)
    return invalid(error, "a ballot opens within a year\ngive an earlier time");
  return check_options(ballot, error);
}

static gboolean
find_item_key(Db *db, gint64 group, gint64 number, char **key, char **message_id, GError **error)
{
  g_autofree char *what = g_strdup_printf("no item %" G_GINT64_FORMAT, number);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT i.key, m.message_id FROM item i JOIN message m ON m.id = i.message WHERE i.group_id ="
      " $1 AND i.number = $2",
      2, group, number);
  if (stmt == NULL || !store_one(stmt, what, error))
    return FALSE;
  *key = stmt_dup_text(stmt, 0);
  *message_id = stmt_dup_text(stmt, 1);
  return TRUE;
}

static gboolean
add_source(Db *db, gint64 group, gint64 number, const char *message_id, BallotSourceKind kind,
           GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "INSERT INTO ballot_source (group_id, ballot, kind, message_id) VALUES ($1, $2,"
                    " $3, $4) ON CONFLICT DO NOTHING",
                    3, group, number, (gint64)kind);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 4, message_id);
  return stmt_run(stmt, error);
}

/* One [VOTE] thread has one ballot that is open: votes in it would count twice. */
static gboolean
check_thread(Db *db, gint64 group, const char *message_id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT s.ballot FROM ballot_source s JOIN ballot b ON b.group_id = s.group_id AND b.number ="
      " s.ballot WHERE s.group_id = $1 AND s.kind = 1 AND s.message_id = $2 AND b.closed = 0",
      1, group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, message_id);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (found)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "ballot %" G_GINT64_FORMAT " counts the votes of that thread already",
                stmt_int(stmt, 0));
  return !found;
}

static gboolean
insert_ballot(Db *db, gint64 group, const Ballot *b, const char *item_key, const char *who,
              gint64 now, gint64 *number, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO ballot (group_id, number, rule, electorate, quorum, opened, opens, closes,"
      " meeting, question, opened_by, item) SELECT $1, 1 + coalesce(max(number), 0), $2, $3, $4,"
      " $5, $6, $7, $8, $9, $10, $11 FROM ballot WHERE group_id = $1 RETURNING number",
      8, group, (gint64)b->rule, (gint64)b->electorate, (gint64)b->quorum, now,
      b->opens != 0 ? b->opens : now, b->closes, b->meeting);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 9, b->question);
  stmt_bind_text(stmt, 10, who);
  stmt_bind_text(stmt, 11, item_key);
  if (!store_one(stmt, "no ballot was made", error))
    return FALSE;
  *number = stmt_int(stmt, 0);
  return stmt_run(stmt, error);
}

static gboolean
insert_options(Db *db, gint64 group, gint64 number, const GPtrArray *options, GError **error)
{
  for (guint i = 0; options != NULL && i < options->len; i++) {
    const BallotOption *option = options->pdata[i];
    g_autoptr(Stmt) stmt =
        store_prepare(db, error,
                      "INSERT INTO ballot_option (group_id, ballot, place, key, text) VALUES ($1,"
                      " $2, $3, $4, $5)",
                      3, group, number, (gint64)i);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_text(stmt, 4, option->key);
    stmt_bind_text(stmt, 5, option->text);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  return TRUE;
}

static char *
audit_key(gint64 number)
{
  return g_strdup_printf("ballot:%" G_GINT64_FORMAT, number);
}

static gboolean
open_ballot(Db *db, gint64 group, const Ballot *ballot, const char *who, gint64 now, gint64 *number,
            GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *origin = NULL;
  if (!check_ballot(ballot, now, error) ||
      (ballot->thread != NULL && !check_thread(db, group, ballot->thread, error)) ||
      (ballot->item != 0 && !find_item_key(db, group, ballot->item, &key, &origin, error)) ||
      !insert_ballot(db, group, ballot, key, who, now, number, error) ||
      !insert_options(db, group, *number, ballot->options, error) ||
      (ballot->thread != NULL &&
       !add_source(db, group, *number, ballot->thread, SOURCE_THREAD, error)) ||
      (ballot->item_thread && origin != NULL &&
       !add_source(db, group, *number, origin, SOURCE_ITEM, error)))
    return FALSE;
  g_autofree char *what = audit_key(*number);
  return db_audit_add(db, group, who, "open", what, NULL, ballot->question, now, error);
}

gboolean
db_ballot_open(Db *db, gint64 group, const Ballot *ballot, gboolean no_clock, const char *who,
               gint64 now, gint64 *number, GError **error)
{
  Ballot with_clock = *ballot;
  gint64 clock = ballot_rule_row(ballot->rule)->clock;
  gboolean own = FALSE;
  if (ballot->closes == 0 && clock > 0 && !no_clock)
    with_clock.closes = MAX(now, ballot->opens) + clock;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, open_ballot(db, group, &with_clock, who, now, number, error), error);
}

/* --- suggestions --- */

GPtrArray *
db_ballot_suggestions(Db *db, gint64 group, gint64 since, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " MESSAGE_COLUMNS
      " FROM thread t JOIN message m ON m.id = t.root JOIN place p ON p.group_id = t.group_id AND"
      " p.message = m.id WHERE t.group_id = $1 AND (t.n_votes > 0 OR t.last_date >= $2) AND"
      " lower(m.subject) LIKE '%[vote]%' AND lower(m.subject) NOT LIKE '%[result]%' AND NOT EXISTS"
      " (SELECT 1 FROM ballot_source s WHERE s.group_id = $1 AND s.message_id = m.message_id) AND"
      " NOT EXISTS (SELECT 1 FROM ballot_ignored i WHERE i.group_id = $1 AND i.message_id ="
      " m.message_id) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.message_id)"
      " ORDER BY t.first_date DESC, m.message_id LIMIT $3",
      3, group, since, (gint64)limit);
  return stmt != NULL ? store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error)
                      : NULL;
}

static gboolean
ignore(Db *db, gint64 group, const char *message_id, const char *who, gint64 now, GError **error)
{
  g_autoptr(Message) message = db_message_get(db, group, message_id, 0, error);
  if (message == NULL)
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "INSERT INTO ballot_ignored (group_id, message_id) VALUES"
                                       " ($1, $2) ON CONFLICT DO NOTHING",
                                       1, group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, message_id);
  g_autofree char *what = g_strconcat("mail:", message_id, NULL);
  return stmt_run(stmt, error) &&
         db_audit_add(db, group, who, "ignore vote", what, NULL, message->subject, now, error);
}

gboolean
db_ballot_ignore(Db *db, gint64 group, const char *message_id, const char *who, gint64 now,
                 GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, ignore(db, group, message_id, who, now, error), error);
}

/* --- policy --- */

gboolean
db_ballot_policy(Db *db, gint64 group, BallotPolicy *policy, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT unverified, authserv, entry_rule FROM ballot_policy WHERE group_id = $1",
      1, group);
  *policy = (BallotPolicy){0};
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (found)
    *policy = (BallotPolicy){(UnverifiedPolicy)stmt_int(stmt, 0), stmt_dup_text(stmt, 1),
                             (BallotRule)stmt_int(stmt, 2)};
  return TRUE;
}

static gboolean
set_policy(Db *db, gint64 group, const BallotPolicy *policy, const char *who, gint64 now,
           GError **error)
{
  if (policy->entry_rule == RULE_RANKED) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "an entry of a meeting has no options to rank\nopen such a ballot by itself");
    return FALSE;
  }
  g_auto(BallotPolicy) before = {0};
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO ballot_policy (group_id, unverified, entry_rule, authserv) VALUES ($1, $2, $3,"
      " $4) ON CONFLICT (group_id) DO UPDATE SET unverified = excluded.unverified,"
      " entry_rule = excluded.entry_rule, authserv = excluded.authserv",
      3, group, (gint64)policy->unverified, (gint64)policy->entry_rule);
  if (stmt == NULL || !db_ballot_policy(db, group, &before, error))
    return FALSE;
  stmt_bind_text(stmt, 4, policy->authserv);
  const char *none = "nobody";
  g_autofree char *old = g_strdup_printf(
      "%s, trusting %s, entries by %s", unverified_policy_to_text(before.unverified),
      before.authserv != NULL ? before.authserv : none, ballot_rule_row(before.entry_rule)->name);
  g_autofree char *new = g_strdup_printf("%s, trusting %s, entries by %s",
                                         unverified_policy_to_text(policy->unverified),
                                         policy->authserv != NULL ? policy->authserv : none,
                                         ballot_rule_row(policy->entry_rule)->name);
  return stmt_run(stmt, error) &&
         db_audit_add(db, group, who, "vote policy", "ballots", old, new, now, error);
}

gboolean
db_ballot_policy_set(Db *db, gint64 group, const BallotPolicy *policy, const char *who, gint64 now,
                     GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, set_policy(db, group, policy, who, now, error), error);
}
