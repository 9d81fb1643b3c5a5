/* A mail of the outbox as text, for pages and commands. */
#pragma once
#include "db/outbox.h"
#include "server/mail-config.h"
G_BEGIN_DECLS

/* The mail as it goes and as its reader sees it, headers and all, with LF; without config its sender is docket@example.org. NULL: it is a secret, or gone. Caller frees. */
char *server_outbox_text(const OutMail *mail, const MailConfig *config, gint64 now);
/* The page of what a mail is about ("item:12", "meeting:2026-11-30", "ballot:3"), NULL: none. Caller frees. */
char *server_outbox_about_url(const char *group, const char *about);
/* Names the version of subject and text that a person has seen. Caller frees. */
char *server_outbox_version(const OutMail *mail);

G_END_DECLS
