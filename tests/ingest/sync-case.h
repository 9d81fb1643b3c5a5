/* A group with one source on a scripted peer, for tests of syncing. */
#pragma once
#include "db/group.h"
#include "ingest/parse.h"
#include "ingest/source-sync.h"
#include "tests/harness/peer.h"

/* 2014-06-20 12:00 UTC */
#define SYNC_NOW G_GINT64_CONSTANT(1403265600)

typedef struct {
  Peer *peer;
  char *folder, *path;
  Db *db;
  Group *group;
  Source *source; /* NULL before sync_source */
  SyncOptions options;
  SyncSummary summary;
  GString *notices;   /* lines */
  guint n_waits;
  guint64 waited; /* milliseconds in all */
  guint stop_at;      /* cancelled once so many requests came; 0: never */
} SyncCase;

void sync_set_up(SyncCase *c, gconstpointer data);
void sync_tear_down(SyncCase *c, gconstpointer data);
#define SYNC_TEST(path, func) g_test_add(path, SyncCase, NULL, sync_set_up, func, sync_tear_down)

/* Remembers the peer's target as the source. */
void sync_source(SyncCase *c, const char *target);
/* Runs it; the error is the caller's. */
gboolean sync_try(SyncCase *c, GError **error);
/* Runs it, and asserts that it went well. */
void sync_now(SyncCase *c);
/* Asserts the requests since the last call, one a line. */
void sync_assert_log(SyncCase *c, const char *lines);
void sync_assert_mails(SyncCase *c, guint n);
FetchState *sync_state(SyncCase *c);

/* An mbox of n mails with Message-IDs NAME-FIRST@example.org and on; list_id NULL: none. Caller frees. */
char *sync_mbox(const char *name, guint first, guint n, const char *list_id);
/* Serves a Mailman 2 index at base for months ("2014-June" or "2014-June=LABEL"), newest last. */
void sync_index(SyncCase *c, const char *base, const char *const *months);
