/* The parts of votes.c: what they share while the votes of one mail are read. */
#pragma once
#include "ingest/extract-parts.h"
#include "ingest/votes.h"
G_BEGIN_DECLS

/* A vote that counts, as its line says it. */
typedef struct {
  guint draft; /* its place in Drafts.votes */
  guint line;  /* from 0 */
  Span rest;   /* behind the value */
} TakenVote;

struct CachedBallot {
  guint line; /* from 1; 0: none */
  BallotLine ballot;
};
#define CACHED_BALLOTS 64

/* Boxes without values below each other. */
typedef struct {
  guint end; /* the line behind them */
  guint boxes, labels, blank, meanings, listed, work;
} BoxRun;

typedef struct {
  Extract *x;
  gboolean ballot;    /* the subject, or what is quoted, calls for votes */
  gboolean poll;      /* the subject says poll, or which, when, who: of several */
  gboolean acks;      /* the ballot asks for Ack or Nack */
  gboolean forwarded; /* below "Forwarded message" */
  gboolean escaped;   /* clear-signed: a line that begins with "-" has "- " in front */
  guint line;         /* from 0: the one that is judged */
  int called;         /* votes_are_called; -1 until it was asked */
  int ticks;          /* what is answered asks to tick boxes; -1 until it was asked */
  guint rated;        /* 1 + the last line that rates something outside a ballot */
  guint rated_end, n_rated; /* behind the last paragraph that was looked at for ratings, and how many were */
  gboolean rated_well;
  gboolean rated_all; /* so many, for and against, that it is a ballot */
  BoxRun boxes;       /* the last that was looked at */
  guint people_end;   /* behind the last lines of "name: value" that were looked at */
  gboolean of_people; /* they were told of people */
  guint wrapped;      /* 1 + the last line that was the middle of a paragraph */
  const char *wrapped_why;
  struct CachedBallot *cache; /* what was read of lines of a ballot; NULL: nothing yet */
  GArray *taken;      /* TakenVote; NULL: none yet */
  GHashTable *listed; /* names that are offered, folded; NULL until it was asked */
  guint n_rows;       /* lines that were read as rows */
  GHashTable *labels; /* labels in front of what is quoted, as written; NULL until it was asked */
} Voting;

/* Is line i of the author's own text? */
gboolean votes_is_own(const Voting *v, guint i);
/* A line of the author's, without the "- " of a clear-signed mail. */
Span votes_own_text(const Voting *v, guint i);
/* The line as it is read here: with words in the answer to a ballot. */
BallotLine votes_ballot_at(const Voting *v, guint i);
/* The bytes of ", ", "; ", " and " and kin in front of another vote in the rest of the line; 0: none follows. */
gsize votes_another(Span rest);
/* The subject asks for opinions: [DISCUSS], [PROPOSAL]. */
gboolean votes_are_discussed(const Voting *v);

/* votes-reason.c: nothing but a claim stands behind the value. */
gboolean votes_is_bare(const BallotLine *b);
/* Does one beside it name another option? Of a bare 0: one with a sign, maybe behind other zeros. */
gboolean votes_is_beside_option(const Voting *v, guint i, gboolean bare_zero);
/* Words that say what a value means: "yes", "do not care". */
gboolean votes_explains_value(Span t);
/* Why an own line is no vote, NULL when it is one; *skip: it does not even look like one. */
const char *votes_own_reason(Voting *v, guint i, const BallotLine *b, gboolean *skip);

/* "If it still counts:" stands above votes: the answer to a result is no tally. */
gboolean votes_come_late(const Voting *v);

/* votes-tally.c: counts, or values with the names of those who gave them. */
gboolean votes_is_tally(const Voting *v, guint i, const BallotLine *b);
/* A single value that somebody else gave: "+1 (Dieter, by phone)". */
gboolean votes_is_of_others(Voting *v, guint i, const BallotLine *b);
/* The line above says that these were given by others: "So far we have:". */
gboolean votes_is_on_record(const Voting *v, guint i, const BallotLine *b);
/* The line above says that these are the author's: "My votes:". */
gboolean votes_says_mine_above(const Voting *v, guint i);
/* The same, and that they are votes. */
gboolean votes_leads_in(const Voting *v, guint i);
/* A vote without an option was read before. */
gboolean votes_has_plain(const Voting *v);

/* votes-boxes.c: is a marked box without a value, or a value in a box, the author's choice among those of a poll? */
gboolean votes_is_choice(Voting *v, guint i, const BallotLine *b);
/* Is line i a box in the answer to "please tick what suits you"? */
gboolean votes_answers_ticks(Voting *v, guint i);
/* The value and the option that its words say: "yes", "A: the heron", "the wiki". */
void votes_take_box(Voting *v, guint i, BallotLine *b);

/* votes-line.c: the votes of a line that gives each an option, in the answer to a ballot; how many, 0: it does not read so. */
guint votes_statements(Voting *v, guint i, BallotLine *out, guint most);

/* votes-ratings.c: the paragraph that begins at line i, or goes on there, rates parts of what the mail speaks of by name. */
gboolean votes_rates_several(Voting *v, guint i);
/* It says of three times or more, "Mon 14:00: -1", which suit. */
gboolean votes_rates_slots(const Voting *v, guint i);

G_END_DECLS
