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

G_END_DECLS
