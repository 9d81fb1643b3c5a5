/* The background job that keeps titles and states of cited things up to date. */
#pragma once
#include "server/server.h"
G_BEGIN_DECLS

/* A JobRun. Does nothing where the server may not ask others. */
gboolean server_link_job_run(Server *server, gint64 now, gint64 *next, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
