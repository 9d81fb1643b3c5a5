/* A mail as it goes over the wire: RFC 5322 headers, text/plain in UTF-8 with format=flowed (RFC 3676), wrapped at 72 columns. Pure.
 *
 * A header is made safe here and not by those who fill in its text: whatever it holds, a control character becomes a blank before
 * it is written, so no value can end its line and begin another. */
#pragma once
#include "db/outbox.h"
G_BEGIN_DECLS

typedef struct {
  const char *name;    /* of From, or NULL */
  const char *address; /* of From */
  gint64 date;         /* of the Date header, UTC seconds */
  const char *eol;     /* "\r\n" for a mail server, "\n" to look at */
  gboolean readable;   /* to look at: as a reader's program undoes the transfer encoding and encoded words */
} WebMailSender;

/* The whole mail, headers and body. The same in both forms but for eol. */
void web_mail_render(GString *out, const OutMail *mail, const WebMailSender *sender);

/* One unstructured header, folded at 76 columns; text that is not plain ASCII as encoded words (RFC 2047). */
void web_mail_header(GString *out, const char *name, const char *value, const char *eol);
/* "Name <address>", quoted or encoded as it needs. */
void web_mail_append_mailbox(GString *out, const char *name, const char *address);
/* Text as format=flowed with LF: lines over 72 columns are broken at blanks, each break marked by a blank at its end; what
 * would be taken for something else is stuffed. A word that is longer stays whole. Caller frees. */
char *web_mail_flow(const char *text);

G_END_DECLS
