/* Between the two halves of settling threads: thread-settle.c asks what each message wants, thread-root.c roots and writes.
 * Only these and check.c include this. */
#pragma once
#include "db/store.h"
G_BEGIN_DECLS

/* One message of a touched thread. */
typedef struct Node Node;
struct Node {
  gint64 id, id_hash;
  char *message_id;
  char *person;
  char *subject, *refs; /* of pending ones */
  guint alternate;
  gint64 date, base, want;
  gint64 old_date, old_thread, old_parent, old_want, old_base; /* as in place */
  gboolean by_subject, placed, pending, contested, old_by_subject;
  gint64 n_items, n_votes;
  gint64 root;                                   /* message, once known */
  gint64 parent;
  enum { NODE_NEW, NODE_ON_PATH, NODE_ROOTED } state;
};

typedef struct {
  Db *db;
  gint64 group;
  GHashTable *nodes;   /* id -> Node */
  GHashTable *threads; /* id of loaded threads */
  GHashTable *contents; /* content of a Message-ID with several -> the first of them */
  GHashTable *by_base; /* base -> GPtrArray of pending Node, borrowed */
  gint64 n_threads;    /* more than before */
  gboolean looks_only; /* nothing is waited for */
} Settle;

/* Earlier date first, then lesser Message-ID, then alternate: the order that breaks every tie. */
int settle_compare_age(const Node *a, const Node *b);
/* NULL: not loaded. */
Node *settle_find_node(const Settle *s, gint64 id);
/* Node, borrowed, in order of storing. */
GPtrArray *settle_list_nodes(const Settle *s);
/* Finds the root of each loaded message, cuts cycles, and writes places, threads and counters; months wait for the items. */
gboolean settle_root_and_write(Settle *s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Message-IDs (char *) of the mails that stand where they would not be put now, by what their headers and the mail of the group say. Writes
 * nothing. */
GPtrArray *settle_astray(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
