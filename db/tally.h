/* The rules by which a ballot is decided: one table of pure functions, each with its words. No storage, no clock. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum { RULE_LAZY, RULE_MAJORITY, RULE_CONSENSUS, RULE_RELEASE, RULE_RANKED, RULE_N } BallotRule;
typedef enum { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_NO_QUORUM } BallotOutcome;

/* One vote that counts. Borrowed. */
typedef struct {
  const char *voter;  /* one person, one key */
  const char *option; /* NULL in a plain ballot */
  int value;
  gboolean binding;
} TallyVote;

typedef struct {
  guint up, none, down; /* votes above, at and below 0 */
  int score;            /* their sum */
} TallySide;

typedef struct {
  const char *option;   /* borrowed; NULL in a plain ballot */
  TallySide binding, other;
  guint rank;           /* 1: the best by score; several may share one */
} TallyLine;

typedef struct {
  GArray *lines;            /* TallyLine: one, or one an option in the ballot's order */
  guint n_binding, n_other; /* people */
  BallotOutcome outcome;    /* as it would be if the ballot closed now */
  char *why;                /* "3 binding +1, no binding -1" */
} Tally;
void tally_free(Tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tally, tally_free)

typedef struct {
  BallotRule rule;
  const char *const *options; /* NULL-terminated; NULL or empty: a plain ballot */
  guint quorum;               /* binding voters needed, 0: none */
  gboolean clock_out;         /* its time is over, or it has no clock */
} TallyTerms;

/* votes: at most one of a voter on an option, as ballot_mark leaves them. Never NULL. */
Tally *tally_count(const TallyVote *votes, guint n, const TallyTerms *terms);

typedef struct {
  const char *name;         /* in commands, addresses and exports: "lazy-consensus" */
  const char *title;        /* for people */
  const char *text;         /* the rule, shown beside the result */
  int min, max;             /* values it takes */
  gboolean needs_options;   /* several, each rated apart */
  gboolean needs_reason;    /* a -1 without a reason is none, and stands as a named concern */
  gint64 clock;             /* seconds it runs when nothing else was said, 0: as long as the chair likes */
} BallotRuleRow;
/* Static; RULE_N rows. */
const BallotRuleRow *ballot_rule_row(BallotRule rule);
gboolean ballot_rule_from_text(const char *text, BallotRule *rule) G_GNUC_WARN_UNUSED_RESULT;

const char *ballot_outcome_to_text(BallotOutcome outcome); /* "open", "passed", "failed", "no quorum" */

G_END_DECLS
