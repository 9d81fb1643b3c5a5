/* What is done with ballots, for pages, commands and the clock alike: the verb of db/ballot.h and the mail that goes with it, in the caller's
 * transaction. Mails are drafts in the outbox that a chair looks at, but for notices to one voter. */
#pragma once
#include "db/ballot.h"
#include "server/compose.h"
#include "web/views-vote.h"
G_BEGIN_DECLS

/* All that a page or a mail shows of one ballot. */
typedef struct {
  Ballot *ballot;
  GPtrArray *votes; /* BallotVote */
  Tally *tally;
  GPtrArray *seats; /* WebSeat */
  char *item_title, *mail_state;
  Mention *voted_on; /* the lines that are voted on: of its item, else of the [VOTE] mail; NULL: the question is all there is, or it stands in a list */
} GatheredBallot;
void server_gathered_ballot_free(GatheredBallot *gathered);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GatheredBallot, server_gathered_ballot_free)
/* NOT_FOUND. */
GatheredBallot *server_gather_ballot(Db *db, gint64 group, gint64 number, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Borrows from both. */
WebBallotView server_gathered_ballot_view(const GatheredBallot *gathered, const WebPage *page, gint64 now);
/* WebBallotRow *; member 0: a visitor. */
GPtrArray *server_gather_ballot_rows(Db *db, gint64 group, gboolean open, gint64 member, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* GatheredBallot *: all ballots of the group, by number. */
GPtrArray *server_gather_ballots(Db *db, gint64 group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* {"votes":[...],"ballots":[...]} of a group: all that was voted. */
gboolean server_print_votes_json(Db *db, const Group *group, const WebPage *page, gint64 now, GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a person types or a form says. NULL: not given. */
typedef struct {
  const char *question, *rule, *electorate, *quorum, *opens, *closes;
  GPtrArray *options;   /* char *: lines */
  gint64 item;
  const char *thread;   /* Message-ID */
  gboolean item_thread, no_clock;
  gint64 meeting;
} VoteOpen;
/* Opens it and drafts the "[VOTE]" mail to the list, unless its thread is there already or the group has no list. */
gboolean server_vote_open(const Compose *compose, const VoteOpen *open, const char *who, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes it and drafts the "[RESULT]" mail. */
gboolean server_vote_close(const Compose *compose, gint64 number, const char *who, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Drafts a mail to each of the members (gint64) who has not answered; members NULL or empty: to all of these. */
gboolean server_vote_nudge(const Compose *compose, gint64 number, GArray *members, const char *who, guint *n_mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Runs a verb for every group in one transaction of the writer. */
typedef gboolean (*VoteGroupVerb)(const Compose *compose, GError **error);
gboolean server_vote_each_group(Server *server, gint64 now, VoteGroupVerb verb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes the ballots of all groups whose clock ran out. A JobRun. */
gboolean server_vote_close_due(Server *server, gint64 now, gint64 *next, GError **error);

G_END_DECLS
