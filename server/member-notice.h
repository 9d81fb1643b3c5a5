/* With one more address, or a token, somebody else may act in a member's name: members are told by mail when they get one. */
#pragma once
#include "server/compose.h"
G_BEGIN_DECLS

/* Before members are changed or added: those of them who are there already, as they are now, each once. changes and what is returned: Member *; people
 * are known by their addresses. */
GPtrArray *server_members_known(Db *db, const GPtrArray *changes, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Afterwards: queues a mail to each of known who has got an address since; it names the new ones, and who added them, and goes to an address of before.
 * Nobody is told where no mail is set up, nor one whose addresses of before are none that mail can go to. */
gboolean server_members_tell(const Compose *compose, const GPtrArray *known, const char *who, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Queues a mail that a token of that name was made for member; nobody is told as above. */
gboolean server_member_tell_token(const Compose *compose, const Member *member, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
