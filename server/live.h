/* Meetings that people follow: streams of server-sent events (WHATWG HTML, 9.2). A listener costs a connection and a few bytes, no
 * thread: its stream sleeps until something of its meeting changed, by whomever, or a heartbeat is due. What it gets is what its meeting
 * has that it has not seen, so a lost connection comes back with Last-Event-ID and misses nothing. */
#pragma once
#include "server/request.h"
#include "server/reply.h"
G_BEGIN_DECLS

typedef struct Live Live;

#define LIVE_LISTENERS_MAX 250
#define LIVE_NETWORK_MAX 20 /* of them from one network, so that no single visitor holds them all */
#define LIVE_HEARTBEAT_MS 15000
#define LIVE_LOOK_MS 250 /* how soon a write of another process is seen */

/* With its thread; server outlives it. heartbeat_ms 0: LIVE_HEARTBEAT_MS. */
Live *server_live_new(Server *server, guint heartbeat_ms);
/* Ends all streams. Before the HTTP server stops. */
void server_live_stop(Live *live);
void server_live_free(Live *live);

/* Makes reply a stream of what changes in a meeting since the stamp `since`. network: as server_request_network has it, NULL: not counted. TIMEOUT:
 * LIVE_LISTENERS_MAX follow already; TOO_MANY: LIVE_NETWORK_MAX of that network do. */
gboolean server_live_follow(Live *live, Reply *reply, gint64 group, gint64 meeting, gint64 since, const char *network, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Something was written through this server. */
void server_live_poke(Live *live);
guint server_live_listeners(Live *live);
/* How often a sheet was read for its followers since the start. */
guint server_live_sheets_read(Live *live);

G_END_DECLS
