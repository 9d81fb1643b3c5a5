/* Mail -> drafts. Pure: no store, no clock. lines -> blocks -> rules table -> drafts, each with its
 * line range and the rule's name. Limits, counted in Drafts.n_cut when reached: 200,000
 * lines, 2,000 items, 5,000 links, 500 votes and lines like votes, 200 replies a mail. A title is
 * kept up to 2,000 bytes; its lines are whole. */
#pragma once
#include "ingest/lines.h"
G_BEGIN_DECLS

/* lines are those of mail; both are borrowed during the call. Never NULL; free with drafts_free. */
Drafts *ingest_extract(const Mail *mail, const BodyLines *lines);

typedef struct ExtractPiece ExtractPiece;
/* TRUE: the piece is what the rule looks for; the piece then holds title, owner and state. */
typedef gboolean (*ExtractMatch)(ExtractPiece *piece);

/* The rules table, for docs/extraction.md and item pages. Rows are tried in order, the first that
 * matches makes the item. */
typedef struct {
  const char *name; /* "bullet-backlog" */
  const char
      *looks_at; /* "bullet under a heading or lead-in that says backlog, roadmap, plan, to do" */
  ItemKind kind;
  double confidence;
  const char *example;
  guint scope; /* what it is tried on: subject, marker, bullet, sentence */
  ExtractMatch match;
} ExtractRule;
const ExtractRule *ingest_extract_rules(guint *n);
const ExtractRule *ingest_extract_rule(const char *name); /* NULL: unknown */

/* Trackers: how a bug is written, and where it leads. Built in; an operator adds rows in a key file
 * (docs/extraction.md). */
typedef struct ExtractTrackers ExtractTrackers;
G_END_DECLS
