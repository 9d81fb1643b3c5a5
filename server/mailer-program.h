/* Handing a mail to a program that takes sendmail's arguments. For mailer.c alone. */
#pragma once
#include "server/mailer.h"
G_BEGIN_DECLS

/* asked: OutRecipient, all waiting. The program's exit status (sysexits.h) says whether trying again is of use. */
void server_mailer_program(GPtrArray *asked, const MailConfig *config, const GString *text, gboolean (*stopping)(gpointer data), gpointer data,
                           MailerOutcome *outcome);

G_END_DECLS
