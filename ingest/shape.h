/* What one line looks like by itself, without its neighbours: lines.c decides with the neighbours
 * at hand. */
#pragma once
#include "ingest/scan.h"
G_BEGIN_DECLS

typedef enum {
  SHAPE_TEXT,
  SHAPE_BLANK,
  SHAPE_QUOTE,       /* ">" in front, whatever the indent; depth and mark are told */
  SHAPE_NAMED_QUOTE, /* "Rosa> text", "RT> text" */
  SHAPE_BAR,         /* "| text": a quote or a table, the neighbours say which */
  SHAPE_DIFF_HEAD,   /* diff --git, Index:, --- a/, @@ -1,2 +1,3 @@ */
  SHAPE_DIFFSTAT,
  SHAPE_SNIPPET,     /* "+<tab>code": a piece of a diff without its head */
  SHAPE_COMMIT_HEAD, /* "From <40 hex> Mon Sep 17", "index 12..34", "commit <40 hex>" */
  SHAPE_LOG,
  SHAPE_CODE,
  SHAPE_TABLE,
  SHAPE_TRAILER,
  SHAPE_ORIGINAL,  /* ----- Original Message -----, in many languages */
  SHAPE_NEXT_PART, /* pipermail's -------------- next part -------------- */
  SHAPE_SIG_MARK,  /* "-- " */
  SHAPE_DASHES,    /* "--" */
  SHAPE_ARMOUR,    /* -----BEGIN PGP ...-----; END likewise */
  SHAPE_BASE64,
  SHAPE_FENCE, /* ``` or ~~~ */
  SHAPE_RULER  /* ____, ----, ====, * * * */
} LineShape;

/* indent: columns before the first non-blank. depth and mark only for quotes: how many marks, how
 * many bytes they take. */
LineShape shape_of(Span line, guint indent, guint *depth, guint *mark);

/* How often bytes of some kinds occur in a line. */
typedef struct {
  guint digits, bars, pluses, dashes, equals, prompts; /* dashes: pairs; prompts: "$" and "#" */
  guint gaps;                                          /* two blanks or a tab between words */
} LineProfile;

/* The two parts of shape_of that live in shape-log.c; t is trimmed and not empty. */
gboolean shape_is_log(Span t, const LineProfile *p);
gboolean shape_is_code(Span t, guint indent, const LineProfile *p);

/* "<nick> text" with an optional time in front: bytes before the text, 0 when it is
 * no such line. */
gsize shape_irc_prefix(Span line);
/* A command of a meeting bot: "#action", "^topic", "!agreed". */
gboolean shape_is_bot_command(Span text);
/* "Signed-off-by: ..." and kin. */
gboolean shape_is_trailer(Span text);
/* "T: +44 1632 960001", "+1 555 0100 44": digits in groups that are a phone number. */
gboolean shape_is_phone(Span text);

G_END_DECLS
