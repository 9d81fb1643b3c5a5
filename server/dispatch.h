/* From a request to an answer: cache, routing, limits, who may, the transaction, errors. A handler cannot forget one of these. */
#pragma once
#include "server/http.h"
G_BEGIN_DECLS

/* data: Server *. Never NULL. */
HttpAnswer *server_dispatch(const HttpRequest *http, gpointer data);
gsize server_dispatch_body_limit(const char *method, const char *target, gpointer data);

G_END_DECLS
