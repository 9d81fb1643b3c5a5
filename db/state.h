/* What a handle carries between calls of one transaction, and its caches. Only files of db/ include this. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

/* A message that was stored, or derived again, in this transaction. */
typedef struct {
  gint64 group;
  gint64 message;
  GPtrArray *replies; /* ReplyDraft; NULL: none, or they stand in reply_wait */
} Pending;

typedef struct Unpacker Unpacker;

typedef struct {
  GArray *unplaced; /* Pending: waits for db_thread_settle */
  GArray *unlinked; /* Pending: waits for db_item_settle */
  Unpacker *unpacker;
} DbState;

DbState *db_state_new(void);
void db_state_free(DbState *state);
/* Forgets what waits: the transaction is over. */
void db_state_clear(DbState *state);

/* The state of a handle; owned by it. */
DbState *engine_state(Db *db);

G_END_DECLS
