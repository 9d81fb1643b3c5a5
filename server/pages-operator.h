/* How the sources of a group, and the whole server, are doing. pages-operator.c */
#pragma once
#include "server/reply.h"
#include "server/request.h"
G_BEGIN_DECLS

/* Handlers, as in the table of routes. */
gboolean server_page_sources(Request *request, Reply *reply, GError **error);
gboolean server_page_operator(Request *request, Reply *reply, GError **error);

/* The sources of the request's group that failed so often that a chair is to know: WebSourceRow, whose texts live as long as
 * *keep. Empty for those who are no chair. */
GArray *server_failing_sources(const Request *request, GPtrArray **keep, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
