/* Ballots: opened by a chair, voted on the page and by mail in one count, closed by clock or chair, then frozen.
 *
 * Which votes count, in this order: the line is a vote at all; its option and value are of this ballot; it came between `opens` and the end; a -1
 * has a reason where the rule wants one; a mail is verified, or the group's policy takes it as it is; and it is the last such vote of its voter on
 * the option, whichever way it came. Whether it binds is decided by the roster of the moment it was given: who leaves the roster in mid-ballot keeps
 * the binding votes given before, and later ones do not bind. Time never runs backwards within a ballot: a vote given here gets at least the time
 * of the one before it. */
#pragma once
#include "db/db.h"
#include "db/member.h"
#include "db/proof.h"
#include "db/tally.h"
G_BEGIN_DECLS

typedef enum { ELECTORATE_MEMBERS, ELECTORATE_CHAIRS, ELECTORATE_ANYONE, ELECTORATE_N } BallotElectorate;
typedef enum { SOURCE_THREAD = 1, SOURCE_ITEM } BallotSourceKind; /* a [VOTE] thread, the item's mail; the ballot's own mails are in the outbox */
typedef enum { WAY_MAIL, WAY_PAGE, WAY_COMMAND, WAY_MEETING } VoteWay;
/* What becomes of a vote by mail that nothing vouches for: counts at once, counts when the voter opens a link, never counts. */
typedef enum { UNVERIFIED_COUNTS, UNVERIFIED_CONFIRMED, UNVERIFIED_REFUSED, UNVERIFIED_N } UnverifiedPolicy;

const char *ballot_electorate_to_text(BallotElectorate electorate); /* "members", "chairs", "anyone" */
gboolean ballot_electorate_from_text(const char *text, BallotElectorate *electorate) G_GNUC_WARN_UNUSED_RESULT;
const char *vote_way_to_text(VoteWay way);                          /* "mail", "page", "command", "meeting" */
const char *unverified_policy_to_text(UnverifiedPolicy policy);     /* "at-once", "confirm", "never" */
gboolean unverified_policy_from_text(const char *text, UnverifiedPolicy *policy) G_GNUC_WARN_UNUSED_RESULT;

/* "+1", "-1", also with U+2212, from -2 to 2. INVALID. */
gboolean ballot_value_parse(const char *text, int *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct { char *key, *text; } BallotOption;

typedef struct {
  gint64 number;         /* given by db_ballot_open */
  char *question;
  GPtrArray *options;    /* BallotOption; empty or NULL: +1, 0, -1 */
  BallotRule rule;
  BallotElectorate electorate;
  guint quorum;          /* binding voters needed, 0: none */
  gint64 opened;
  char *opened_by;
  gint64 opens;          /* votes count from then on; 0 given to db_ballot_open: now */
  gint64 closes;         /* 0: only the chair closes it */
  gint64 closed;         /* 0: open */
  char *closed_by;
  BallotOutcome outcome; /* OUTCOME_NONE while open */
  char *reason;          /* of the outcome */
  gint64 item;           /* number of the item it is about, 0: none */
  char *item_key;        /* set by the store */
  char *thread;          /* Message-ID of the [VOTE] mail whose replies count, or NULL */
  char *mail;            /* Message-ID of the mail that announces it, from the outbox, or NULL */
  gboolean item_thread;  /* replies to the item's mail count as well */
  gint64 meeting;        /* date of the meeting whose agenda has it, 0: none */
} Ballot;
void ballot_free(Ballot *ballot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ballot, ballot_free)
/* "1a: text" names its key; a line without one gets its place as key. Caller frees; NULL for an empty line. */
BallotOption *ballot_option_parse(const char *line, guint place);
void ballot_option_free(BallotOption *option);
/* It was opened for a later time, which has not come. */
gboolean ballot_is_ahead(const Ballot *ballot, gint64 now);
/* Open, its time has come, and its clock has not run out. */
gboolean ballot_takes_votes(const Ballot *ballot, gint64 now);
/* When it ended or ends: the earlier of closed and closes; 0: not known yet. */
gint64 ballot_end(const Ballot *ballot);

/* One vote or refused line, as the count sees it. */
typedef struct {
  char *voter;        /* one person, one key: "member:7", else the folded address or name */
  gint64 member;      /* row, 0: not on any roster */
  Person *person;     /* the member's name, else as the mail has it */
  char *option;       /* or NULL */
  int value;
  char *value_text;   /* as written */
  char *claim;        /* "binding" as the mail says, or NULL */
  char *comment;      /* or NULL */
  gint64 at;
  VoteWay way;
  char *message_id;   /* of mail, else NULL */
  char *content;      /* of mail: which of those with the Message-ID, its content_hash in hexadecimal; else NULL */
  guint line;
  char *quote;        /* the line, of mail */
  MailProof proof;
  gboolean confirmed; /* by a link */
  gboolean has_reason;
  gboolean binding, counted;
  gboolean resolved;  /* an objection that its author has resolved: counts as 0 */
  char *why;          /* not counted: why; counted and not binding: why; else NULL */
} BallotVote;
void ballot_vote_free(BallotVote *vote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BallotVote, ballot_vote_free)

typedef struct {
  UnverifiedPolicy unverified;
  char *authserv;        /* or NULL */
  BallotRule entry_rule; /* of ballots that entries of meetings open; never RULE_RANKED, which wants options */
} BallotPolicy;
void ballot_policy_clear(BallotPolicy *policy);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BallotPolicy, ballot_policy_clear)

/* Pure: sets counted and why of votes (BallotVote, in order of time), whose `binding` is set. */
void ballot_mark(GPtrArray *votes, const Ballot *ballot, UnverifiedPolicy unverified);
/* Why a vote cannot be one of this ballot, whoever gives it; static, NULL: it can. */
const char *ballot_vote_fault(const Ballot *ballot, const BallotVote *vote);
/* The vote would count if its voter confirmed it. */
gboolean ballot_vote_waits(const BallotVote *vote);
/* Pure: the result of marked votes. now: for the clock of an open ballot. */
Tally *ballot_tally(GPtrArray *votes, const Ballot *ballot, gint64 now);

/* Opens a ballot: question, options, rule, electorate, quorum, opens, closes, item, thread, item_thread, meeting are taken. closes 0: the
 * rule's own clock, when it has one and no_clock is not set. opens may be past, or at most a year ahead. INVALID, NOT_FOUND (item), CONFLICT (the thread has a ballot). Audited. */
gboolean db_ballot_open(Db *db, gint64 group, const Ballot *ballot, gboolean no_clock, const char *who, gint64 now, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND. */
Ballot *db_ballot_get(Db *db, gint64 group, gint64 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gboolean by_open, open; /* only those that are open, or closed */
  gint64 item;            /* only those about this item; 0: all */
  gint64 meeting;         /* only those of this meeting's agenda; 0: all */
  gint64 due;             /* only open ones whose clock ran out by then; 0: all */
} BallotQuery;
/* Ballot *: open ones first, then by end, the latest first. */
GPtrArray *db_ballot_list(Db *db, gint64 group, const BallotQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ballot *, without their options: the open ones about an item (its number, 0: none) or that count replies in a thread (its root's row, 0: none), by number. */
GPtrArray *db_ballot_open_on(Db *db, gint64 group, gint64 item, gint64 thread, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* When the first of all open ballots ends by its clock; 0: none does. */
gboolean db_ballot_next_end(Db *db, gint64 *ends, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* BallotVote *, in order of time, counted by the rules above; of a closed ballot those that were written down, then late mail. */
/* now: a mail that claims to be of a later time counts as of now. */
GPtrArray *db_ballot_votes(Db *db, gint64 group, const Ballot *ballot, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A vote of a member on the page, the command line or in a meeting. NOT_FOUND, CONFLICT (closed), FORBIDDEN (nobody on the roster), INVALID
 * (option, value, a -1 without its reason). */
typedef struct {
  gint64 member;
  const char *option;
  int value;
  const char *comment;
  VoteWay way;
} BallotCast;
gboolean db_ballot_cast(Db *db, gint64 group, gint64 number, const BallotCast *cast, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The author of a standing objection says that it is met. CONFLICT when there is none. */
gboolean db_ballot_resolve(Db *db, gint64 group, gint64 number, gint64 member, const char *note, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Counts for the last time, writes all down, sets the outcome, and the state of its item. CONFLICT when closed. Audited. */
gboolean db_ballot_close(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many of those below are shown at a time, and the seconds for which a thread without votes is worth a look. */
#define BALLOT_SUGGESTIONS_SHOWN 20
#define BALLOT_SUGGESTED_FOR ((gint64)90 * 86400)
/* Message * of threads that began with a [VOTE] mail, that no ballot counts and that nobody ignored, latest first: for the chair to open, or to leave. Those
 * with votes, and those that were active since `since`. */
GPtrArray *db_ballot_suggestions(Db *db, gint64 group, gint64 since, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The suggestion does not come back. Audited. */
gboolean db_ballot_ignore(Db *db, gint64 group, const char *message_id, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A vote in a member's name was told to them: once a mail. token: what a link to confirm it holds, NULL: it needs none. */
#define BALLOT_TOKEN 32
gboolean db_ballot_is_told(Db *db, gint64 group, gint64 number, const BallotVote *vote, gboolean *told, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_ballot_tell(Db *db, gint64 group, gint64 number, const BallotVote *vote, const guint8 *token, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The voter opened the link. FORBIDDEN: unknown, used, of a closed ballot or another group - never which. */
gboolean db_ballot_confirm(Db *db, gint64 group, const guint8 token[BALLOT_TOKEN], gint64 now, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the group makes of votes by mail, and of entries that need a vote; UNVERIFIED_COUNTS, nobody trusted and RULE_LAZY when it never said. */
gboolean db_ballot_policy(Db *db, gint64 group, BallotPolicy *policy, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* INVALID: the ranked rule for entries. Audited. */
gboolean db_ballot_policy_set(Db *db, gint64 group, const BallotPolicy *policy, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
