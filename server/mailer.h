/* Handing one mail to a mail server (libcurl: SMTP with TLS and authentication) or to a sendmail program. No database here, and nothing is
 * remembered between mails. */
#pragma once
#include "db/outbox.h"
#include "server/mail-config.h"
G_BEGIN_DECLS

typedef struct {
  char *trouble;      /* why it did not go, or not to all; NULL: all is well */
  gboolean permanent; /* trying again is of no use */
} MailerOutcome;
void mailer_outcome_clear(MailerOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailerOutcome, mailer_outcome_clear)

/* Sends mail to those of its recipients that wait, and sets their state and reply. stopping: asked about ten times a second, TRUE breaks the
 * transfer off; may be NULL. Always returns: no mail server can hold it for longer than config->timeout. */
void server_mailer_send(OutMail *mail, const MailConfig *config, gint64 now, gboolean (*stopping)(gpointer data), gpointer data,
                        MailerOutcome *outcome);

G_END_DECLS
