/* Mail -> drafts. Pure: no store, no clock. lines -> blocks -> rules table -> drafts, each with its
 * line range and the rule's name. Limits, counted in Drafts.n_cut when reached: 200,000
 * lines, 2,000 items, 5,000 links, 500 votes and lines like votes, 200 replies a mail. A title is
 * kept up to 2,000 bytes; its lines are whole. */
#pragma once
#include "db/db.h"
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

/* Trackers that an operator added, and the one of the group (db/tracker.h); shared by threads, never changed. */
typedef struct ExtractTrackers ExtractTrackers;
/* Of a group. NULL with error. */
ExtractTrackers *ingest_trackers_load(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* trackers: Tracker *, a reference is kept. own: name of one of them, or of one that comes built in; NULL or unknown: none. */
ExtractTrackers *ingest_trackers_new(GPtrArray *trackers, const char *own);
void ingest_trackers_free(ExtractTrackers *trackers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExtractTrackers, ingest_trackers_free)
/* As ingest_extract, with them; NULL: only what comes built in. */
Drafts *ingest_extract_with(const Mail *mail, const BodyLines *lines, const ExtractTrackers *trackers);

/* The key of what a person typed for a link: an address, "rhbz#1", "CVE-2014-1", a key as it is; else the text without a mark in front
 * ("#6893" -> "6893"). Caller frees. */
char *ingest_link_key(const char *text, const ExtractTrackers *trackers);

/* LinkDraft * of every place that refers to something, in order, while a mail's drafts have the first of each thing. Without items. Caller frees. */
GPtrArray *ingest_link_mentions(const BodyLines *lines, const ExtractTrackers *trackers);

/* What comes built in: a row a tracker that people know by name, and one a kind of software that runs at many hosts. */
typedef struct {
  const char *name, *what;
  const char *address;  /* with %s where tickets is set, else with words in capitals */
  const char *forms;    /* short forms as people write them, or NULL */
  const char *ask;      /* the rows of link-ask.h that say how it is asked: of that name, and "NAME-..."; NULL: it is not */
  gboolean tickets;     /* can be a group's own */
} TrackerBuiltIn;
const TrackerBuiltIn *ingest_trackers_built_in(guint *n);
G_END_DECLS
