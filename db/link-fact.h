/* What servers said of the things that mail cites: titles and states of bugs, commits and advisories, kept with the time they were asked. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  char *key;      /* of the link: one thing has one fact */
  char *title;    /* or NULL: not known (yet) */
  char *state;    /* in the tracker's own word, or NULL */
  gboolean closed; /* the state means that nothing is left to do */
  char *author;   /* of a commit, or NULL */
  gint64 date;    /* of a commit or advisory, 0: unknown */
  gint64 fetched; /* when it was last told, 0: never */
  gint64 changed; /* when closed last changed, 0: never */
  gint64 next;    /* when to ask again */
  guint failures; /* in a row */
  char *error;    /* of the last try, or NULL */
  char *state_was;      /* the word before state, or NULL: none is known */
  gint64 state_changed; /* when state became another word, 0: never */
  char *tags;     /* that hold a commit, divided by blanks; "": none does; NULL: nobody told */
} LinkFact;
void link_fact_free(LinkFact *fact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkFact, link_fact_free)

/* Remembers an answer, or (title NULL, error set) that there was none: what was known before then stays. */
gboolean db_link_fact_set(Db *db, const LinkFact *fact, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* None of keys (const char *) is asked about before then. What is known of them stays. */
gboolean db_link_fact_put_off(Db *db, const GPtrArray *keys, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL without error: never asked. */
LinkFact *db_link_fact_get(Db *db, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the address of a change in a forge holds: of patches, those can be asked about (ingest/link-ask-table.c). */
#define LINK_FORGE_PULL "/pull/"
#define LINK_FORGE_MERGE "/-/merge_requests/"
#define LINK_FORGE_PULL_REQUEST "/pull-request/"
/* A thing to ask about. */
typedef struct {
  LinkKind kind;
  char *key, *url;    /* url: as mail or the group's repository gives it, or NULL */
  gboolean open;      /* an item that is not settled cites it */
} LinkDue;
void link_due_free(LinkDue *due);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkDue, link_due_free)
/* LinkDue * whose time has come: those of open items first, then those of mail since `since`, the longest overdue first. Bugs, commits, merge
 * requests, CVEs and advisories only. group 0: all. */
GPtrArray *db_link_fact_due(Db *db, gint64 group, gint64 since, gint64 now, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks again, as soon as may be, about all that had no answer yet: a tracker was added. */
gboolean db_link_fact_retry(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seconds until a thing is asked about again: the more is at stake the sooner. Pure.
 * open: an open item cites it. */
gint64 link_fact_patience(LinkKind kind, gboolean open, gboolean closed, guint failures);
G_END_DECLS
