/* The background job that reads the remembered sources, each at its interval, and what is known of how that goes. */
#pragma once
#include "server/server.h"
G_BEGIN_DECLS

/* A JobRun: reads every source that is due, one after the other; archives with a pause of their own, and those whose server is slow, beside the
 * others, each on a thread, so that such a one may still be read when the run is over (`running`), and one at a time of each host. Without permission to ask other servers only local ones are read. */
gboolean server_sync_run(Server *server, gint64 now, gint64 *next, GError **error);

/* What this server did with one source since it started; what is remembered longer is in FetchState. */
typedef struct {
  gint64 source;   /* Source.id */
  char *group, *kind, *url;
  gint64 every, pause; /* as in Source */
  gint64 last_run; /* began; 0: not yet */
  gint64 next_run;
  gint64 last_new; /* something new came; 0: never */
  guint failures;  /* in a row */
  gboolean running;
  gboolean slow;   /* it held up the others for minutes, and took as long ever since */
  guint64 runs, mails; /* new mails */
  char *error;     /* of the last run, or NULL */
} SyncState;
void sync_state_free(SyncState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncState, sync_state_free)

typedef struct SyncBoard SyncBoard;
/* One for each server. */
SyncBoard *server_sync_board_new(void);
/* Stops what is read beside the lane and waits for its end. Before the server's jobs are freed; nothing is begun after it. */
void server_sync_board_stop(SyncBoard *board);
void server_sync_board_free(SyncBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncBoard, server_sync_board_free)
/* Copies: SyncState *, by source. */
GPtrArray *server_sync_board_list(SyncBoard *board);
/* The counters in Prometheus' text form. Sources are named by group and number: an address may hold what is nobody's business. */
void server_sync_metrics(SyncBoard *board, GString *out);

/* Seconds from one run to the next of a source of that kind that failed so many times in a row (pure). every: Source.every. */
gint64 server_sync_interval(const char *kind, gboolean local, gint64 every, guint failures);

G_END_DECLS
