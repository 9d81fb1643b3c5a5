/* Trackers that an operator adds: how a bug is written, and where it leads. Those that come built in are in ingest/trackers.h. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  char *name;          /* [a-z0-9][a-z0-9._-]{0,63} */
  char *address;       /* of a ticket: http or https, with %s once for its number (or for KEY-123 as a whole) */
  GPtrArray *prefixes; /* char *: what stands in front of a number, "rhbz#"; compared without regard to case */
  GPtrArray *keys;     /* char *: "XEN" for XEN-123; upper case */
  /* How it is asked for titles and states (ingest/link-ask.h has the words); each may be NULL. */
  char *api;           /* kind of server: "mantis" */
  char *ask;           /* address to ask: "https://bugs.example.org/api/{id}" */
  char *form, *title_at, *state_at, *closed; /* with ask */
  char *batch, *batch_id; /* address that tells of many, with {ids}; where the first one's number stands in such an answer */
  gboolean internal;   /* its host may be in a private network */
} Tracker;
void tracker_free(Tracker *tracker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tracker, tracker_free)
/* name and address are copied; no prefixes, no keys yet. */
Tracker *tracker_new(const char *name, const char *address);

/* An address of http or https with %s once, behind its host. */
gboolean tracker_is_address(const char *address);
/* INVALID names what is wrong: the name, the address, a prefix without a letter in front or mark behind, a key. */
gboolean tracker_check(const Tracker *tracker, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a tracker, or takes the place of the one with this name. INVALID as above; CONFLICT when another has the prefix or key. */
gboolean db_tracker_add(Db *db, const Tracker *tracker, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND. Groups that had it as their own have none then. */
gboolean db_tracker_remove(Db *db, const char *name, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Tracker * by name. */
GPtrArray *db_tracker_list(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The tracker that a group's "Bug 1" belongs to; name NULL: none. It is not looked whether there is such a tracker. */
gboolean db_tracker_set_own(Db *db, gint64 group, const char *name, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Its name; NULL without error: none. Caller frees. */
char *db_tracker_own(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
