/* Letting members know of votes by mail in their names. */
#pragma once
#include "server/vote-verbs.h"
G_BEGIN_DECLS

/* Queues one mail for each mail with a vote in a member's name that counts, or waits for them to confirm it, unless it was told before. Never for mail that a
 * program sent (RFC 3834): its vote is shown, and nobody is written to. */
gboolean server_vote_tell(const Compose *compose, guint *n_mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Before a ballot is closed: of its counted votes alone. Nobody is asked to confirm one, which could be done no more, and of other ballots
 * the job tells. NOT_FOUND; nothing for one that is closed. */
gboolean server_vote_tell_at_close(const Compose *compose, gint64 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of all groups, what server_vote_tell says of one. A JobRun. */
gboolean server_vote_tell_all(Server *server, gint64 now, gint64 *next, GError **error);

G_END_DECLS
