/* Reads one line as a ballot: "+1", "1a: +2", "Mon 14:00: -1", "+1 (binding), fine", "[X] +1", "[x] A: the heron", "[+1]",
 * "#vote +1", "[ ] -1 no". */
#pragma once
#include "ingest/scan.h"
G_BEGIN_DECLS

typedef enum {
  BALLOT_NONE,
  BALLOT_PLAIN,   /* a value */
  BALLOT_EMPTY,   /* "[ ] +1": a box to mark */
  BALLOT_MARKED,  /* "[X] +1" */
  BALLOT_BOXED,   /* "[+1] yes" */
  BALLOT_CHOICE,  /* "[+1|0|-1]", "1a: crate [ ]": no value */
  BALLOT_COMMAND, /* "#vote +1" */
  BALLOT_BLANK,   /* "[ ] A: the heron": a box without a value */
  BALLOT_TICKED   /* "[x] A: the heron": the same, marked; its value is 1 */
} BallotForm;

typedef struct {
  BallotForm form;
  Span option; /* "1a", n == 0: none */
  Span text;   /* of the value as written */
  int value;   /* towards 0 where it is a fraction */
  gboolean bare_zero; /* "0" without a sign */
  gboolean number;    /* goes on as a number: "+1.5" */
  gboolean fraction;  /* the same, and the number ends behind one or two digits: "+0.5" */
  gboolean named;     /* the option is told in words: "crate: +1" */
  gboolean loose;     /* the same without a mark between: "crate +1" */
  gboolean weak;      /* the same without a colon: "crate = +1", "crate +1" */
  gboolean prose;     /* its name reads like a sentence: "stay where we are: +1" */
  gboolean bullet;    /* behind a bullet or an arrow: "* +1" */
  gboolean ending;    /* the value ends a sentence: "Looks good to me, +1" */
  Span rest;          /* behind the value */
} BallotLine;

/* words: as in the answer to a ballot, where "name: +1" is an option, and sentences and boxes without a value are votes. BLANK and
 * TICKED come only then. */
BallotLine votes_read(Span line, gboolean words);
/* The bytes in front of the value in "My vote: +1", "I am +1 on this", "Changing my vote to 0", "Big +1"; 0: it begins otherwise.
 * words: also "My +1 (binding).", "So a solid -1 from me". */
gsize votes_opening(Span line, gboolean words);
/* "My votes: ", "Here is how I rate them: ", not "My vote for A: "; bytes up to what follows the colon, 0 for none. */
gsize votes_own_lead(Span t);
/* The same for "Looks good to me, +1 (binding).": words first, the value ends them. */
gsize votes_ending(Span line);
/* Begins with words of somebody who agrees or not: "Looks good", "Too early". */
gboolean votes_is_remark(Span t);
/* The bytes of a sign in front of a digit: "+", "-", U+2212; 0: none. */
gsize votes_sign(Span t);

/* A value, also "[ +1 ]", "(+1)", "**+1**": bytes, 0 for none. Sets value, text, rest, bare_zero and number of b. */
gsize votes_value(Span t, BallotLine *b);
/* The same for "+ 1" that ends there or goes on with a mark. */
gsize votes_spaced_value(Span t, BallotLine *b);

/* votes-labels.c: labels of options. */

/* The bytes of "Option ", "Proposal ", "Resolution " at the start; 0: none. */
gsize votes_option_word(Span t);
/* The length of "B", "2", "1a" at the start, with wide also of "R1", "T01" and "#3311"; 0: none. */
gsize votes_label(Span t, gboolean wide);
/* The same, also of "1.2", "iv", "P-1": what only a list tells. */
gsize votes_any_label(Span t);
/* The bytes of "* ", "- ", "o " and kin at the start; 0: none. */
gsize votes_bullet(Span t);
/* The bytes in front of the text of "2) the wiki", "* (b) nothing", "[ ] Option 1a: a page", "R1 - the minutes"; 0: no label begins
 * the line. Sets *label. */
gsize votes_marker(Span t, Span *label);

/* votes-names.c: the options in a line. */

/* "crate: +2", "Mon 14:00: -1", "Forgejo +1": a name and, behind it, a value; the bytes up to the value, 0 for none. Sets *name and
 * of b only loose and weak. */
gsize votes_name_ahead(Span t, Span *name, BallotLine *b);
/* The same for "stay where we are: -1", which only other rows tell from a sentence. */
gsize votes_prose_ahead(Span t, Span *name, BallotLine *b);
/* Of "for B, it is short" the "B"; n == 0: rest, what stands behind the value, names none. bare: also of "B, it is short". */
Span votes_option_behind(Span rest, gboolean bare);
/* Of "for Aiko, only because" the "Aiko", of "offline mode (again)" the "offline mode"; n == 0: it is no name. *by_word: a preposition
 * is in front. */
Span votes_name_behind(Span rest, gboolean *by_word);
/* Where the name ends in "the wiki (as now)", "the wiki, as now", not in "Mon, 14 Sep"; remark: also in "the wiki - as now". */
Span votes_without_remark(Span name, gboolean remark);
/* Of "== the wiki ==" the "the wiki". */
Span votes_plain_heading(Span t);
/* Could it be what a poll calls one of its options, of that many words? */
gboolean votes_is_name(Span name, guint most);
/* An option as it is kept: blanks and whatever is no text made one blank each. Caller frees. */
char *votes_option_text(Span option);
/* A name without quote marks, stars, bullets of its own, and what ends a sentence. */
Span votes_name_trim(Span name);

/* votes-claim.c: "binding", "non-binding" or NULL; *comment is what follows. Static. */
const char *votes_claim(Span rest, Span *comment);

G_END_DECLS
