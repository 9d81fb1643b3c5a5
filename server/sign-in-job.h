/* Answering those who asked for a sign-in link, after their request is over: what an address gets is not told by how long the answer took. */
#pragma once
#include "server/server.h"
G_BEGIN_DECLS

/* Queues a mail with a link for each who asked and is known; of the others the audit trail says once a minute how often none was sent. Links, sessions and
 * tokens whose time is over end for good on the second. A JobRun. */
gboolean server_sign_in_answer_all(Server *server, gint64 now, gint64 *next, GError **error);

G_END_DECLS
