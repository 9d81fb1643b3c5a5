/* The log of a writing handle goes into the file on a thread of its own. For files of db/sqlite/ only. */
#pragma once
#include "db/error.h"
#include <sqlite3.h>
G_BEGIN_DECLS

typedef struct Checkpointer Checkpointer;
/* Takes the place of SQLite's automatic checkpoints of handle, the connection that writes path. The thread starts when
 * the log is first long. */
Checkpointer *checkpointer_new(sqlite3 *handle, const char *path);
/* Waits for the thread to end. Before handle is closed, which copies what is left; NULL is allowed. */
void checkpointer_free(Checkpointer *self);

G_END_DECLS
