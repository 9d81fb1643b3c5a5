/* Reads a vote at the start of a line: "+1", "1a: +2", "+1 (binding), fine", "[X] +1", "[+1]",
 * "#vote +1", "[ ] -1 no". */
#pragma once
#include "ingest/scan.h"
G_BEGIN_DECLS

typedef enum {
  BALLOT_NONE,
  BALLOT_PLAIN,  /* a value */
  BALLOT_EMPTY,  /* "[ ] +1": a box to mark */
  BALLOT_MARKED, /* "[X] +1" */
  BALLOT_BOXED,  /* "[+1] yes" */
  BALLOT_CHOICE, /* "[+1|0|-1]", "1a: crate [ ]": no value */
  BALLOT_COMMAND /* "#vote +1" */
} BallotForm;

typedef struct {
  BallotForm form;
  Span option; /* "1a", n == 0: none */
  Span text;   /* of the value as written */
  int value;
  gboolean bare_zero; /* "0" without a sign */
  gboolean number;    /* goes on as a number: "+1.5" */
  Span rest;          /* behind the value */
} BallotLine;

/* words: "name: +1" may be an option too (in polls). */
BallotLine votes_read(Span line, gboolean words);
/* The bytes in front of the value in "My vote: +1", "I am +1 on this", "Changing my vote to 0", "Big +1"; 0: it begins otherwise. */
gsize votes_opening(Span line);
/* The bytes of "Option ", "Proposal ", "Motion " or "Choice " at the start; 0: none. */
gsize votes_option_word(Span t);
/* "binding", "non-binding" or NULL; *comment is what follows. Static. */
const char *votes_claim(Span rest, Span *comment);

G_END_DECLS
