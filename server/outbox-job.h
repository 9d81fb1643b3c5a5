/* The background job that sends what waits in the outbox. */
#pragma once
#include "server/server.h"
G_BEGIN_DECLS

/* A JobRun: sends all mail that is due. Without a configured mail server it leaves all where it is. */
gboolean server_outbox_run(Server *server, gint64 now, gint64 *next, GError **error);

G_END_DECLS
