/* The text of a mail as the page of its thread prints it, kept for the next page that shows it: to parse and print it is most
 * of such a page, and every mail of a thread has an address of its own that shows the same mails. */
#pragma once
#include "server/cache.h"
#include "server/gather.h"
#include "server/request.h"
G_BEGIN_DECLS

/* Counted; never changes. */
typedef struct MailBody MailBody;

/* An empty cache of them, of at most max_bytes. */
Cache *server_mail_bodies_new(gsize max_bytes);

/* As it was printed since the database last changed, for a visitor who sees addresses the same way; NULL: not kept. */
MailBody *server_mail_body_find(const Request *request, const Message *message) G_GNUC_WARN_UNUSED_RESULT;
/* Reads, parses, prints and keeps it. finds as for server_gather_mail. */
MailBody *server_mail_body_make(const Request *request, const Message *message, const MailFinds *finds, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* What a template prints of it. Pointers into body and message. */
WebMail server_mail_body_view(const MailBody *body, const Message *message);
void server_mail_body_unref(MailBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailBody, server_mail_body_unref)

G_END_DECLS
