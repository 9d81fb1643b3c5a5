/* From a request to an answer: cache, routing, limits, who may, the transaction, errors. A handler cannot forget one of these. */
#pragma once
#include "server/http.h"
G_BEGIN_DECLS

/* data: Server *. Never NULL. */
HttpAnswer *server_dispatch(const HttpRequest *http, gpointer data);
/* Bytes that the row of this address takes as a body, asked before one is read; 0: none, or there is no such row. data: Server *. */
gsize server_dispatch_body_limit(const char *method, const char *target, gpointer data);

G_END_DECLS
