/* Identity across mails: which statement of a group leads an item and which follow it. Only files of db/ include this.
 *
 * Statements are ordered by date, then by key. In this order each follows the earlier leader that it is most like (db/same.h),
 * else leads an item itself. What a person has touched always leads, so that no decision is lost when older mail comes; and
 * statements that match nothing earlier follow it even when it is later. So who leads is a function of the mails and of what
 * people decided, not of the order in which the mails came: a statement that comes late makes those look again that come
 * after it in the order and meet it under a fingerprint. */
#pragma once
#include "db/same.h"
#include "db/store.h"
G_BEGIN_DECLS

typedef struct {
  Db *db;
  gint64 group;
  GHashTable *touched; /* numbers (gint64, owned) of items whose mentions changed */
  GHashTable *mails;   /* messages (gint64, owned) whose number of items may have changed */
  GTree *queue;        /* statements that have to look again, in order */
  int pins;            /* whether people touched anything in the group; -1: not looked yet */
} Identity;

/* touched and mails are borrowed. */
void identity_init(Identity *identity, Db *db, gint64 group, GHashTable *touched, GHashTable *mails);
void identity_clear(Identity *identity);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Identity, identity_clear)

/* One statement of one content of a mail. */
typedef struct {
  const char *key;
  gint64 found, message;
  guint n, alternate;
  gint64 first_line, last_line;
  SameText text; /* with mail and date */
} StatementNew;

/* Makes it lead or follow, writes its mention and, where it leads, its item. *number: of that item. */
gboolean identity_place(Identity *identity, const StatementNew *st, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Another mention of the statement in the same mail. */
gboolean identity_mention(Identity *identity, const StatementNew *st, gint64 number, MentionKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After all were placed: takes out those that are gone, and lets those look again that have to. */
gboolean identity_finish(Identity *identity, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Lets one look again, after people decided. */
gboolean identity_look_again(Identity *identity, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
