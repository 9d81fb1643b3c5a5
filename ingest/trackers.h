/* What an address is: a bug, a commit, a review, an advisory, a mail, or just the web; and how bugs
 * are written short. Addresses are told by their shape, so that every Bugzilla, GitLab or Mantis is
 * known without being listed. */
#pragma once
#include "ingest/extract.h"
#include "ingest/scan.h"
G_BEGIN_DECLS

/* Kind and normalised key of an address (http, https, ftp, git). Caller frees *key. */
LinkKind trackers_classify(Span url, char **key);

/* A short form: "rhbz#" + number is a ticket of the tracker of that name, which comes built in. */
typedef struct {
  const char *prefix;  /* compared without regard to case: "rhbz#", "bz#", "lp: #" */
  const char *tracker; /* name of a TrackerBuiltIn with tickets: "redhat" */
} TrackerShort;
const TrackerShort *trackers_short_forms(guint *n);
/* The built-in tracker of that name; NULL: there is none. */
const TrackerBuiltIn *trackers_built_in(const char *name);
/* The key of a ticket, and its address; pattern: a tracker's address with one %s. Caller frees both. */
char *trackers_ticket(const char *pattern, Span id, char **address);

/* --- what an operator added (trackers-own.c); trackers NULL: nothing --- */

/* A short form at the start of t: bytes it takes, 0 for none. Caller frees *key and *address. */
gsize trackers_own_form(const ExtractTrackers *trackers, Span t, char **key, char **address);
/* The key of a number that a mail gives without a tracker; NULL: the group has no tracker of its own. Caller frees both. */
char *trackers_own_number(const ExtractTrackers *trackers, Span number, char **address);
gboolean trackers_has_own(const ExtractTrackers *trackers);
/* The key of a pull request by its number; NULL: the group's own tracker is not that of a forge. Caller frees both. */
char *trackers_own_review(const ExtractTrackers *trackers, Span number, char **address);
/* The key of an address of an added tracker; NULL: of none. Caller frees. */
char *trackers_own_address(const ExtractTrackers *trackers, Span url);

G_END_DECLS
