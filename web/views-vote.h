/* Views of ballots. */
#pragma once
#include "db/ballot.h"
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* A ballot in a list, with its result as it stands. */
typedef struct {
  Ballot *ballot;
  Tally *tally;
  guint n_counted, n_waiting; /* votes that count; people whose vote binds and is not there */
  GPtrArray *answered, *waiting; /* Member: binding voters, those who answered and the others; NULL: none */
  gboolean mine;              /* the visitor is one of them */
} WebBallotRow;
void web_ballot_row_free(WebBallotRow *row);

/* Somebody whom one open ballot at least waits for, and how they stand to each. */
typedef enum { WAITS_NOT, WAITS_ANSWERED, WAITS_FOR } WebWaitState;
typedef struct {
  const Member *member; /* borrowed from the rows */
  WebWaitState *states; /* one a ballot, in the order of the rows; WAITS_NOT: their vote does not bind there */
} WebWaiting;
void web_waiting_free(WebWaiting *waiting);
/* WebWaiting *, by name, of rows (WebBallotRow *, may be NULL). Pure. */
GPtrArray *web_ballots_waiting(const GPtrArray *rows);

/* Somebody who may give a binding vote, and what they gave. */
typedef struct {
  Member *member;
  GPtrArray *votes; /* const BallotVote *, borrowed: one an option, NULL where there is none */
  gboolean answered;
} WebSeat;
void web_seat_free(WebSeat *seat);

typedef struct {
  const WebPage *page;
  GPtrArray *open, *closed; /* WebBallotRow */
  GPtrArray *suggested;     /* Message: [VOTE] mails */
  GPtrArray *votes;         /* Vote: found in mail */
  BallotRule entry_rule;    /* of ballots that entries of meetings open */
  UnverifiedPolicy unverified; /* what becomes of votes by mail that nothing vouches for */
  const char *authserv;     /* whose Authentication-Results are believed, or NULL */
} WebBallotsView;

typedef struct {
  const WebPage *page;
  const Ballot *ballot;
  const Tally *tally;
  GPtrArray *votes;         /* BallotVote, in order of time */
  GPtrArray *seats;         /* WebSeat */
  const char *item_title;   /* of the item it is about, or NULL */
  gboolean takes_votes;
  gint64 me;                /* the visitor's member row, 0: none, or not on the roster */
  const char *mail_state;   /* of the mail that announces it, or NULL */
  const Mention *voted_on;  /* the text that is voted on, with its source; NULL: the question alone */
} WebBallotView;

/* The form that opens one, filled in as far as it is known. */
typedef struct {
  const WebPage *page;
  const char *question;
  gint64 item;              /* 0: none */
  const char *thread;       /* Message-ID, or NULL */
  const char *meeting;      /* day, or NULL */
} WebBallotFormView;

/* One HTML document each. */
void web_page_ballots(WebOut *out, const WebBallotsView *view);
void web_page_ballot(WebOut *out, const WebBallotView *view);
/* token: of the link that was opened. */
typedef struct {
  const WebPage *page;
  const char *token;
} WebConfirmView;
void web_page_confirm(WebOut *out, const WebConfirmView *view);
void web_page_ballot_form(WebOut *out, const WebBallotFormView *view);
/* One line a vote, from which anyone can count again; ends with the SHA-256 of all lines before it. */
void web_text_ballot(WebOut *out, const WebBallotView *view);
/* The result as a mail tells it, without the lines that were refused. */
void web_text_ballot_result(WebOut *out, const WebBallotView *view);
void web_json_ballot(WebOut *out, const WebBallotView *view);
/* {"votes":[found in mail],"ballots":[...]}; ballots: WebBallotView *. */
void web_json_ballots(WebOut *out, GPtrArray *votes, GPtrArray *ballots);

/* "+1": the value as people write it. Static for -2..+2. */
const char *web_vote_sign(int value);
/* Why a counted vote does not bind, or why a line does not count; for people. */
gboolean web_vote_is_objection(const BallotVote *vote);
/* The mail says of itself that it binds, or does not, and that is not how it was counted. */
gboolean web_vote_claims_else(const BallotVote *vote);
/* Votes that are counted objections: a -1 with its reason on a ballot whose rule wants one. */
guint web_ballot_objections(const WebBallotView *view);
/* The visitor's own counted vote on an option (NULL in a plain ballot), or NULL. */
const BallotVote *web_ballot_mine(const WebBallotView *view, const char *option);
/* Lines of the history that did not count. */
guint web_ballot_refused(const WebBallotView *view);

G_END_DECLS
