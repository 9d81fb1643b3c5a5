/* What an address is: a bug, a commit, a review, an advisory, a mail, or just the web; and how bugs
 * are written short. Addresses are told by their shape, so that every Bugzilla, GitLab or Mantis is
 * known without being listed. */
#pragma once
#include "ingest/extract.h"
#include "ingest/scan.h"
G_BEGIN_DECLS

/* Kind and normalised key of an address (http, https, ftp, git). Caller frees *key. */
LinkKind trackers_classify(Span url, char **key);

/* A short form: "rhbz#" + number -> host, and the address it leads to (%s is the number). */
typedef struct {
  const char *prefix;  /* compared without regard to case: "rhbz#", "bz#", "lp: #" */
  const char *host;    /* of the key: "bugzilla.redhat.com" */
  const char *address; /* with one %s */
} TrackerShort;
const TrackerShort *trackers_short_forms(guint *n);

/* --- what an operator added (trackers-own.c); trackers NULL: nothing --- */

/* A short form at the start of t: bytes it takes, 0 for none. Caller frees *key and *address. */
gsize trackers_own_form(const ExtractTrackers *trackers, Span t, char **key, char **address);
/* The key of a number that a mail gives without a tracker; NULL: the group has no tracker of its own. Caller frees both. */
char *trackers_own_number(const ExtractTrackers *trackers, Span number, char **address);
/* The key of an address of an added tracker; NULL: of none. Caller frees. */
char *trackers_own_address(const ExtractTrackers *trackers, Span url);

G_END_DECLS
