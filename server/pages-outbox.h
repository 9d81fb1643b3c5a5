/* The outbox of a group: what a chair looks at before it goes. pages-outbox.c */
#pragma once
#include "server/reply.h"
#include "server/request.h"
G_BEGIN_DECLS

/* Handlers, as in the table of routes. */
gboolean server_page_outbox(Request *request, Reply *reply, GError **error);
gboolean server_page_outbox_write(Request *request, Reply *reply, GError **error);
gboolean server_page_out_mail(Request *request, Reply *reply, GError **error);
gboolean server_page_out_mail_edit(Request *request, Reply *reply, GError **error);

/* Leads to the page of a mail that was just written: for handlers that compose one. */
void server_reply_to_out_mail(const Request *request, gint64 id, Reply *reply);

G_END_DECLS
