/* How to answer a mail: a link, and what a person types in a terminal, or to read its thread there. Every word from a mail is quoted for the shell. Pure. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* Whom an answer goes to beside the list: char *, the author and those in To and Cc, each once, without the list and the reader, at most 20. Empty
 * where addresses are kept from this reader. Caller frees. */
GPtrArray *web_reply_people(const WebMessageView *view);
/* "mailto:LIST?In-Reply-To=...&Cc=...&Subject=..."; NULL without the list's address. Caller frees. */
char *web_reply_mailto(const WebMessageView *view, const GPtrArray *people);
/* "git send-email --in-reply-to=... --to=... --cc=... FILE"; NULL without the list's address. Caller frees. */
char *web_reply_send_email(const WebMessageView *view, const GPtrArray *people);
/* The thread as a mailbox, and mutt on it, at the mail itself. Caller frees. */
char *web_reply_mutt(const WebPage *page, const Message *message);
/* "git am" of this one mail. Caller frees. */
char *web_reply_apply(const WebPage *page, const Message *message);

G_END_DECLS
