/* Mails as a stream: one mailbox (mboxrd), compressed, made while it is sent. */
#pragma once
#include "server/reply.h"
#include "server/server.h"
G_BEGIN_DECLS

/* ids: gint64 row numbers in the order of the mailbox; taken. One mail at a time is in memory, and a database handle is held only while
 * that mail is read. name: without its ending. mask: addresses as server_mask_raw leaves them. */
void server_reply_mails(Reply *reply, Server *server, GArray *ids, gboolean mask, const char *name);

/* A raw mail as a visitor may see it from whom addresses are kept: the hosts of addresses in header fields and in text that is not encoded
 * become "masked.invalid", a name that can never be (RFC 2606). Message-IDs and all else that holds threads and parts together stay. */
GBytes *server_mask_raw(GBytes *raw);

G_END_DECLS
