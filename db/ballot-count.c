/* The votes of one ballot, from the page and from mail, as one list. */
#include "db/ballot.h"
#include "db/message.h"
#include "db/outbox.h"
#include "db/store.h"

#include <string.h>

#define REASON_BYTES 500 /* of a mail, shown with its vote */

/* --- the roster --- */

/* A time of membership. */
typedef struct {
  MemberRole role;
  gint64 since, until;
  const char *name; /* of names */
} Tenure;

typedef struct {
  GHashTable *members;   /* folded address -> member row, boxed gint64 */
  GHashTable *tenures;   /* member row -> GArray of Tenure */
  GPtrArray *names;      /* char * */
  GHashTable *confirmed; /* "content Message-ID" */
  GHashTable *resolved;  /* member row -> latest time, boxed gint64 */
} Roster;

static void
roster_clear(Roster *roster)
{
  g_clear_pointer(&roster->members, g_hash_table_unref);
  g_clear_pointer(&roster->tenures, g_hash_table_unref);
  g_clear_pointer(&roster->names, g_ptr_array_unref);
  g_clear_pointer(&roster->confirmed, g_hash_table_unref);
  g_clear_pointer(&roster->resolved, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Roster, roster_clear)

static gint64 *
box(gint64 value)
{
  return g_memdup2(&value, sizeof value);
}

typedef void (*RosterRow)(Roster *roster, Stmt *stmt);

static void
add_address(Roster *roster, Stmt *stmt)
{
  g_hash_table_insert(roster->members, stmt_dup_text(stmt, 0), box(stmt_int(stmt, 1)));
}

static void
add_tenure(Roster *roster, Stmt *stmt)
{
  gint64 member = stmt_int(stmt, 0);
  Tenure tenure = {(MemberRole)stmt_int(stmt, 1), stmt_int(stmt, 2), stmt_int(stmt, 3), NULL};
  char *name = stmt_dup_text(stmt, 4);
  g_ptr_array_add(roster->names, name);
  tenure.name = name;
  GArray *tenures = g_hash_table_lookup(roster->tenures, &member);
  if (tenures == NULL) {
    tenures = g_array_new(FALSE, FALSE, sizeof(Tenure));
    g_hash_table_insert(roster->tenures, box(member), tenures);
  }
  g_array_append_val(tenures, tenure);
}

static void
add_confirmed(Roster *roster, Stmt *stmt)
{
  g_hash_table_add(roster->confirmed, stmt_dup_text(stmt, 0));
}

static void
add_resolved(Roster *roster, Stmt *stmt)
{
  g_hash_table_insert(roster->resolved, box(stmt_int(stmt, 0)), box(stmt_int(stmt, 1)));
}

static gboolean
roster_load(Db *db, gint64 group, gint64 ballot, Roster *roster, GError **error)
{
  static const struct {
    const char *sql;
    guint n;
    RosterRow row;
  } parts[] = {
      {"SELECT a.address, a.member FROM member_address a WHERE a.member IN (SELECT s.member FROM"
       " membership s WHERE s.group_id = $1)",
       1, add_address},
      {"SELECT s.member, s.role, s.since, s.until, m.name FROM membership s JOIN member m ON m.id ="
       " s.member WHERE s.group_id = $1 ORDER BY s.since",
       1, add_tenure},
      {"SELECT content || ' ' || message_id FROM ballot_told WHERE group_id = $1 AND ballot = $2 "
       "AND confirmed > 0",
       2, add_confirmed},
      {"SELECT member, max(at) FROM ballot_resolved WHERE group_id = $1 AND ballot = $2 GROUP BY"
       " member",
       2, add_resolved},
  };
  roster->members = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  roster->tenures =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  roster->names = g_ptr_array_new_with_free_func(g_free);
  roster->confirmed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  roster->resolved = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autoptr(Stmt) stmt = store_prepare(db, error, parts[i].sql, parts[i].n, group, ballot);
    if (stmt == NULL)
      return FALSE;
    g_autoptr(GError) failed = NULL;
    while (stmt_step(stmt, &failed))
      parts[i].row(roster, stmt);
    if (failed != NULL) {
      g_propagate_error(error, g_steal_pointer(&failed));
      return FALSE;
    }
  }
  return TRUE;
}

/* The role at that moment; name is set as far as the member was ever on the roster. */
static MemberRole
role_at(const Roster *roster, gint64 member, gint64 at, const char **name)
{
  const GArray *tenures = g_hash_table_lookup(roster->tenures, &member);
  MemberRole role = ROLE_NONE;
  for (guint i = 0; tenures != NULL && i < tenures->len; i++) {
    const Tenure *tenure = &g_array_index(tenures, Tenure, i);
    *name = tenure->name;
    if (tenure->since <= at && (tenure->until == 0 || at < tenure->until))
      role = tenure->role;
  }
  return role;
}

/* Who the voter is, and whether the vote binds. */
static void
identify(const Roster *roster, const Ballot *ballot, BallotVote *vote)
{
  static const MemberRole needed[ELECTORATE_N] = {[ELECTORATE_MEMBERS] = ROLE_MEMBER,
                                                  [ELECTORATE_CHAIRS] = ROLE_CHAIR,
                                                  [ELECTORATE_ANYONE] = ROLE_NONE};
  const char *name = NULL;
  MemberRole role = vote->member != 0 ? role_at(roster, vote->member, vote->at, &name) : ROLE_NONE;
  vote->binding = role >= needed[ballot->electorate];
  if (vote->member == 0)
    return;
  g_free(vote->voter);
  vote->voter = g_strdup_printf("member:%" G_GINT64_FORMAT, vote->member);
  if (name != NULL) {
    g_free(vote->person->name);
    vote->person->name = g_strdup(name);
  }
  const gint64 *resolved = g_hash_table_lookup(roster->resolved, &vote->member);
  vote->resolved = vote->value < 0 && resolved != NULL && *resolved >= vote->at;
}

/* --- votes given here --- */

static gpointer
row_to_cast(Stmt *stmt)
{
  BallotVote *vote = g_new0(BallotVote, 1);
  vote->member = stmt_int(stmt, 0);
  vote->person = person_new(stmt_text(stmt, 1), NULL);
  vote->option = stmt_dup_text(stmt, 2);
  vote->value = (int)stmt_int(stmt, 3);
  vote->value_text = vote->value == 0 ? g_strdup("0") : g_strdup_printf("%+d", vote->value);
  vote->comment = stmt_dup_text(stmt, 4);
  vote->at = stmt_int(stmt, 5);
  vote->way = (VoteWay)stmt_int(stmt, 6);
  vote->has_reason = vote->comment != NULL;
  return vote;
}

static GPtrArray *
load_casts(Db *db, gint64 group, gint64 ballot, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT c.member, m.name, c.option, c.value, c.comment, c.at, c.way FROM ballot_cast c JOIN"
      " member m ON m.id = c.member WHERE c.group_id = $1 AND c.ballot = $2 ORDER BY c.n",
      2, group, ballot);
  return stmt != NULL ? store_rows(stmt, row_to_cast, (GDestroyNotify)ballot_vote_free, error)
                      : NULL;
}

/* --- votes by mail --- */

typedef struct {
  gint64 message, thread;
  gboolean of_item; /* replies to it that answer another item are not about this ballot */
} Top;

/* The mails under which votes are looked for: what the chair named, and what docket sent
 * (OUT_KINDS_VOTED_UNDER). A mail of the ballot that has not come back from the list
 * yet is known by those that refer to it. */
static gboolean
find_tops(Db *db, gint64 group, gint64 ballot, GArray *tops, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) sources = store_prepare(
      db, error,
      "SELECT message_id, kind FROM ballot_source WHERE group_id = $1 AND ballot = $2 UNION ALL"
      " SELECT message_id, 0 FROM outbox WHERE group_id = $1 AND kind IN " OUT_KINDS_VOTED_UNDER
      " AND about ="
      " 'ballot:' || $2",
      2, group, ballot);
  if (sources == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  while (stmt_step(sources, &failed)) {
    gint64 kind = stmt_int(sources, 1);
    g_ptr_array_add(ids, stmt_dup_text(sources, 0));
    g_array_append_val(kinds, kind);
  }
  for (guint i = 0; failed == NULL && i < ids->len; i++) {
    g_autoptr(Stmt) stmt = store_prepare(
        db, &failed,
        "SELECT p.message, p.thread FROM message m JOIN place p ON p.message = m.id AND p.group_id"
        " = $1 WHERE m.id_hash = $2 AND m.message_id = $3 UNION SELECT p.message, p.thread FROM"
        " reference_wait w JOIN place p ON p.group_id = $1 AND p.message = w.message WHERE"
        " w.group_id = $1 AND w.target = $2",
        2, group, message_id_hash(ids->pdata[i]));
    if (stmt == NULL)
      break;
    stmt_bind_text(stmt, 3, ids->pdata[i]);
    while (stmt_step(stmt, &failed)) {
      Top top = {stmt_int(stmt, 0), stmt_int(stmt, 1),
                 g_array_index(kinds, gint64, i) == SOURCE_ITEM};
      g_array_append_val(tops, top);
    }
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return failed == NULL;
}

static BallotVote *
vote_from_row(const Roster *roster, VoteRow *row, gint64 now)
{
  BallotVote *vote = g_new0(BallotVote, 1);
  const gint64 *member = g_hash_table_lookup(roster->members, row->voter_key);
  Vote *found = row->vote;
  vote->voter = g_steal_pointer(&row->voter_key);
  vote->member = member != NULL ? *member : 0;
  vote->person = g_steal_pointer(&found->voter);
  vote->option = g_steal_pointer(&found->option);
  vote->value = found->value;
  vote->value_text = g_steal_pointer(&found->value_text);
  vote->claim = g_steal_pointer(&found->claim);
  vote->comment = g_steal_pointer(&found->comment);
  vote->at = MIN(found->date, now);
  vote->way = WAY_MAIL;
  vote->message_id = g_steal_pointer(&found->message_id);
  vote->line = found->line;
  vote->quote = g_steal_pointer(&found->quote);
  vote->why = row->like ? g_steal_pointer(&found->why) : NULL;
  vote->content = g_steal_pointer(&row->content);
  g_autofree char *mail = g_strdup_printf("%s %s", vote->content, vote->message_id);
  vote->confirmed = g_hash_table_contains(roster->confirmed, mail);
  return vote;
}

/* The author's own text without the vote's line, as one line; NULL when there is none. */
static char *
words_around(const char *own, const char *quote)
{
  g_autofree char *line_of_vote = g_strstrip(g_strdup(quote != NULL ? quote : ""));
  g_auto(GStrv) lines = g_strsplit(own, "\n", -1);
  g_autoptr(GString) words = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL && words->len < REASON_BYTES; i++) {
    const char *line = g_strstrip(lines[i]);
    if (*line != '\0' && strcmp(line, line_of_vote) != 0)
      g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", line);
  }
  if (words->len > REASON_BYTES) {
    const char *end = g_utf8_find_prev_char(words->str, words->str + REASON_BYTES + 1);
    g_string_truncate(words, end != NULL ? (gsize)(end - words->str) : 0);
    g_string_append(words, " ...");
  }
  return words->len > 0 ? g_string_free(g_steal_pointer(&words), FALSE) : NULL;
}

/* A reason may stand behind the vote or in the lines around it: anything of the author's own text
 * besides the vote's line. It is kept, as who wants the vote changed must know what to answer. */
static gboolean
take_reason(Db *db, gint64 message, BallotVote *vote)
{
  const char *own = vote->comment == NULL ? engine_text_get(db, message, DB_TEXT_OWN) : NULL;
  if (own != NULL)
    vote->comment = words_around(own, vote->quote);
  return vote->comment != NULL;
}

/* The mails' headers are read one after the other; a mail of many votes is read once. */
typedef struct {
  Db *db;
  const char *authserv;
  gint64 message;
  MailProof proof;
  gboolean automatic;
} Prover;

/* A program's mail is no vote: it is not answered, and nobody stands behind it whom one could ask.
 */
static gboolean
prove(Prover *prover, gint64 message, BallotVote *vote, GError **error)
{
  if (prover->message != message) {
    g_autoptr(GBytes) raw = db_message_raw(prover->db, message, error);
    if (raw == NULL)
      return FALSE;
    gsize len = 0;
    const char *bytes = g_bytes_get_data(raw, &len);
    prover->message = message;
    prover->proof = mail_proof(bytes, len, prover->authserv, vote->person->email);
    prover->automatic = mail_is_automatic(bytes, len);
  }
  vote->proof = prover->proof;
  vote->why = prover->automatic ? g_strdup("sent by a program") : NULL;
  return TRUE;
}

static gboolean
is_asked_for(const GArray *tops, GHashTable *parents, const VoteRow *row, gint64 item)
{
  for (guint i = 0; i < tops->len; i++) {
    const Top *top = &g_array_index(tops, Top, i);
    gboolean elsewhere = top->of_item && row->item != 0 && row->item != item;
    if (top->thread == row->thread && !elsewhere &&
        thread_is_below(parents, row->message, top->message))
      return TRUE;
  }
  return FALSE;
}

typedef struct {
  const Roster *roster;
  const Ballot *ballot;
  const GArray *tops;
  Prover prover;
  gint64 now;
} MailCount;

static gboolean
add_thread(MailCount *count, gint64 group, gint64 thread, GPtrArray *votes, GError **error)
{
  Db *db = count->prover.db;
  gboolean wants_reason = ballot_rule_row(count->ballot->rule)->needs_reason;
  g_autoptr(GHashTable) parents =
      g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GPtrArray) rows = vote_rows_of_thread(db, group, thread, error);
  if (rows == NULL || !thread_parents_load(db, group, thread, parents, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    VoteRow *row = rows->pdata[i];
    if (!is_asked_for(count->tops, parents, row, count->ballot->item))
      continue;
    BallotVote *vote = vote_from_row(count->roster, row, count->now);
    g_ptr_array_add(votes, vote);
    /* Whoever saw a mail can send another under its name; of the two the first to come is meant. */
    if (vote->why == NULL && row->later)
      vote->why = g_strdup("another mail has this Message-ID");
    if (vote->why == NULL && !prove(&count->prover, row->message, vote, error))
      return FALSE;
    vote->has_reason = vote->why == NULL &&
                       (!wants_reason || vote->value >= 0 || take_reason(db, row->message, vote));
  }
  return TRUE;
}

static gboolean
add_mail_votes(Db *db, gint64 group, const Ballot *ballot, const Roster *roster,
               const char *authserv, gint64 now, GPtrArray *votes, GError **error)
{
  g_autoptr(GArray) tops = g_array_new(FALSE, FALSE, sizeof(Top));
  g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
  if (!find_tops(db, group, ballot->number, tops, error))
    return FALSE;
  MailCount count = {.roster = roster,
                     .ballot = ballot,
                     .tops = tops,
                     .prover = {.db = db, .authserv = authserv},
                     .now = now};
  for (guint i = 0; i < tops->len; i++) {
    gint64 *thread = &g_array_index(tops, Top, i).thread;
    if (g_hash_table_add(done, thread) && !add_thread(&count, group, *thread, votes, error))
      return FALSE;
  }
  return TRUE;
}

/* --- both --- */

/* By time; within a second mail stands before what was given here, which keeps the order in which
 * it came. */
static gint
compare_votes(gconstpointer a, gconstpointer b)
{
  const BallotVote *one = *(const BallotVote *const *)a, *two = *(const BallotVote *const *)b;
  if (one->at != two->at)
    return one->at < two->at ? -1 : 1;
  if ((one->way == WAY_MAIL) != (two->way == WAY_MAIL))
    return one->way == WAY_MAIL ? -1 : 1;
  gint by_mail = g_strcmp0(one->message_id, two->message_id);
  return by_mail != 0 ? by_mail : (gint)one->line - (gint)two->line;
}

static GPtrArray *
count_now(Db *db, gint64 group, const Ballot *ballot, gint64 now, GError **error)
{
  g_auto(Roster) roster = {0};
  g_auto(BallotPolicy) policy = {0};
  if (!roster_load(db, group, ballot->number, &roster, error) ||
      !db_ballot_policy(db, group, &policy, error))
    return NULL;
  g_autoptr(GPtrArray) votes = load_casts(db, group, ballot->number, error);
  if (votes == NULL ||
      !add_mail_votes(db, group, ballot, &roster, policy.authserv, now, votes, error))
    return NULL;
  for (guint i = 0; i < votes->len; i++)
    identify(&roster, ballot, votes->pdata[i]);
  g_ptr_array_sort(votes, compare_votes); /* stable: GLib sorts arrays of pointers by merging */
  ballot_mark(votes, ballot, policy.unverified);
  return g_steal_pointer(&votes);
}

/* --- closed ballots --- */

static gpointer
row_to_frozen(Stmt *stmt)
{
  BallotVote *vote = g_new0(BallotVote, 1);
  vote->voter = stmt_dup_text(stmt, 0);
  vote->person = person_new(stmt_text(stmt, 1), stmt_text(stmt, 2));
  vote->option = stmt_dup_text(stmt, 3);
  vote->value = (int)stmt_int(stmt, 4);
  vote->value_text = stmt_dup_text(stmt, 5);
  vote->claim = stmt_dup_text(stmt, 6);
  vote->comment = stmt_dup_text(stmt, 7);
  vote->at = stmt_int(stmt, 8);
  vote->way = (VoteWay)stmt_int(stmt, 9);
  vote->message_id = stmt_dup_text(stmt, 10);
  vote->line = (guint)stmt_int(stmt, 11);
  vote->quote = stmt_dup_text(stmt, 12);
  vote->proof = (MailProof)stmt_int(stmt, 13);
  vote->binding = stmt_int(stmt, 14) != 0;
  vote->counted = stmt_int(stmt, 15) != 0;
  vote->resolved = stmt_int(stmt, 16) != 0;
  vote->why = stmt_dup_text(stmt, 17);
  vote->content = stmt_dup_text(stmt, 18);
  vote->confirmed = stmt_int(stmt, 19) != 0;
  if (g_str_has_prefix(vote->voter, "member:"))
    vote->member = g_ascii_strtoll(vote->voter + strlen("member:"), NULL, 10);
  return vote;
}

/* content NULL: of whichever mail. */
static char *
place_of(const BallotVote *vote, const char *content)
{
  return g_strdup_printf("%u %s %s", vote->line, content != NULL ? content : "", vote->message_id);
}

/* Mail that came after the count. What it says is shown, and is too late whatever
 * its date claims. */
static gboolean
add_late(Db *db, gint64 group, const Ballot *ballot, gint64 now, GPtrArray *frozen, GError **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < frozen->len; i++)
    g_hash_table_add(known, place_of(frozen->pdata[i], ((BallotVote *)frozen->pdata[i])->content));
  g_autoptr(GPtrArray) votes = count_now(db, group, ballot, now, error);
  for (guint i = 0; votes != NULL && i < votes->len; i++) {
    BallotVote *vote = votes->pdata[i];
    g_autofree char *place = place_of(vote, vote->content), *any = place_of(vote, NULL);
    if (vote->way != WAY_MAIL || g_hash_table_contains(known, place) ||
        g_hash_table_contains(known, any))
      continue;
    g_free(vote->why);
    vote->why = g_strdup("after close");
    vote->counted = FALSE;
    g_ptr_array_add(frozen, g_steal_pointer(&votes->pdata[i]));
  }
  return votes != NULL;
}

GPtrArray *
db_ballot_votes(Db *db, gint64 group, const Ballot *ballot, gint64 now, GError **error)
{
  if (ballot->outcome == OUTCOME_NONE)
    return count_now(db, group, ballot, now, error);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT voter, name, email, option, value, value_text, claim, comment, at, way, message_id,"
      " line, quote, proof, binding, counted, resolved, why, content, confirmed FROM ballot_vote "
      "WHERE "
      "group_id = $1"
      " AND ballot = $2 ORDER BY n",
      2, group, ballot->number);
  g_autoptr(GPtrArray) votes =
      stmt != NULL ? store_rows(stmt, row_to_frozen, (GDestroyNotify)ballot_vote_free, error)
                   : NULL;
  return votes != NULL && add_late(db, group, ballot, now, votes, error) ? g_steal_pointer(&votes)
                                                                         : NULL;
}
