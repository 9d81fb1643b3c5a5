/* What a person types in a terminal to answer a mail, or to read its thread there. Every word from a mail is quoted for the shell. Pure. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* "git send-email --in-reply-to=... --to=... --cc=... FILE"; NULL without the list's address. The author's address is left out where
 * addresses are kept from this reader. Caller frees. */
char *web_reply_send_email(const WebPage *page, const Message *message);
/* The thread as a mailbox, and mutt on it, at the mail itself. Caller frees. */
char *web_reply_mutt(const WebPage *page, const Message *message);
/* "git am" of this one mail. Caller frees. */
char *web_reply_apply(const WebPage *page, const Message *message);

G_END_DECLS
