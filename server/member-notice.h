/* People are told by mail when something was added that somebody can act with in their name: an address, a token. */
#pragma once
#include "server/compose.h"
G_BEGIN_DECLS

/* Member *: those whom the changes (Member *, known by an address) are about and who are there already, as they are now, each once. */
GPtrArray *server_members_known(Db *db, const GPtrArray *changes, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After the changes: queues a mail to each of known, at an address they had before, who has more addresses now. who: did it. Nothing where no mail is
 * set up, or where they had no address that mail can go to. */
gboolean server_members_tell(const Compose *compose, const GPtrArray *known, const char *who, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A token of that name was made for member. As above. */
gboolean server_member_tell_token(const Compose *compose, const Member *member, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
