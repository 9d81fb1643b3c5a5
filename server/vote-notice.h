/* Letting members know of votes by mail in their names. */
#pragma once
#include "server/vote-verbs.h"
G_BEGIN_DECLS

/* Queues one mail for each mail with a vote in a member's name that counts, or waits for them to confirm it, unless it was told before. Never for mail that a
 * program sent (RFC 3834): its vote is shown, and nobody is written to. */
gboolean server_vote_tell(const Compose *compose, guint *n_mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for all groups. A JobRun. */
gboolean server_vote_tell_all(Server *server, gint64 now, gint64 *next, GError **error);

G_END_DECLS
