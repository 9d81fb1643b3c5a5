/* What a handle carries between calls of one transaction, and its caches. Only files of db/ include this. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

/* A message that was stored, or derived again, in this transaction. */
typedef struct {
  gint64 group;
  gint64 message;
  gboolean contested; /* its Message-ID has other contents as well */
  gboolean bare;      /* nothing was found in it */
  gboolean moved;     /* only its parent by subject changed: match its waiting replies again */
  GPtrArray *replies; /* ReplyDraft, or NULL */
} Pending;

/* A date of the archive whose month has to be counted again. */
typedef struct {
  gint64 group;
  gint64 date;
} TouchedDate;

typedef struct Unpacker Unpacker;
typedef struct Catalog Catalog;

typedef struct {
  GArray *unplaced; /* Pending: waits for db_thread_settle */
  GArray *unlinked; /* Pending: waits for db_item_settle */
  GArray *dates;    /* TouchedDate of db_thread_settle: their months wait for db_item_settle, which touches them too */
  gboolean lost_items; /* items went with what was found; their mentions may hang loose */
  /* While a transaction settles, from db_thread_settle to the end of db_item_settle, no mail is stored: what
   * message_find_held found stays true. Message-ID -> gint64 *, of held_group; NULL at other times. */
  GHashTable *held;
  gint64 held_group;
  Unpacker *unpacker;
  Catalog *catalog; /* of search; NULL: not loaded */
  struct DbSearchShared *shared; /* where other handles find it; borrowed, or NULL */
} DbState;

/* Nothing waits, nothing is cached. */
DbState *db_state_new(void);
void db_state_free(DbState *state);
/* Forgets what waits: the transaction is over. */
void db_state_clear(DbState *state);

/* Settling begins: remembers from now on who is held. */
void db_state_remember_held(DbState *state);

/* The state of a handle; owned by it. */
DbState *engine_state(Db *db);

G_END_DECLS
