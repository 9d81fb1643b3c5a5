/* How mail leaves: read once at the start from a key file that the operator keeps beside the program, never from the database.
 * docs/mail.md describes the file. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef struct {
  char *url;        /* smtp://host:port or smtps://host:port; NULL: sendmail */
  char *sendmail;   /* absolute path of the program; NULL: url */
  char *user, *password; /* or NULL */
  char *ca_file;    /* certificates to trust instead of the machine's, or NULL */
  gboolean plain;   /* without TLS: only to this machine, or where the file says tls=none */
  char *from_name;  /* or NULL */
  char *from;       /* address in From */
  char *sender;     /* address that bounces go to; never NULL */
  char *contact;    /* who runs this, or NULL */
  char *domain;     /* of the Message-IDs made here */
  guint timeout;    /* seconds for one mail */
} MailConfig;
void mail_config_free(MailConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailConfig, mail_config_free)

/* Errors name the file and the key: NOT_FOUND, INVALID. */
MailConfig *server_mail_config_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* given, else $DOCKET_MAIL; NULL without error: no mail is configured. */
MailConfig *server_mail_config_find(const char *given, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
