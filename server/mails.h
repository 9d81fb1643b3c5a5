/* Mails as a stream: one mailbox (mboxrd), compressed, made while it is sent. */
#pragma once
#include "server/reply.h"
#include "server/server.h"
G_BEGIN_DECLS

/* ids: gint64 row numbers in the order of the mailbox; taken. One mail at a time is in memory, and a database handle is held only while
 * that mail is read. name: without its ending. mask: addresses as server_mask_raw leaves them. */
void server_reply_mails(Reply *reply, Server *server, GArray *ids, gboolean mask, const char *name);

G_END_DECLS
