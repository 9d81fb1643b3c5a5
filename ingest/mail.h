/* One parsed mail: what the stages after parsing work on. */
#pragma once
#include "db/records.h"
#include "db/db.h"
G_BEGIN_DECLS

typedef struct {
  char *name;  /* file name, path parts removed, or NULL */
  char *type;  /* "text/x-patch" */
  gint64 size; /* decoded bytes */
  char *url;   /* pipermail: where the scrubbed part lies, or NULL */
  guint index; /* n-th leaf in walking order, from 1: /raw parts are fetched by it; 0: scrubbed,
                  only the url is known */
} MailPart;
void mail_part_free(MailPart *part);

typedef struct {
  Message message;    /* id fields unset */
  GStrv references;   /* oldest first, In-Reply-To last unless among them; never NULL */
  GStrv archived;     /* where other archives keep it, as ingest/archived.h says; or NULL */
  GPtrArray *to, *cc; /* Person */
  char *body; /* decoded body text as mail-formats defines it: all text/plain parts that are no
                 attachments, in order, UTF-8, LF, NULs and invalid bytes as U+FFFD; "" when there
                 is none */
  gsize body_len;
  gboolean flowed; /* format=flowed (RFC 3676); delsp in flowed_delsp */
  gboolean flowed_delsp;
  gboolean html_only; /* body is "", html_text is the text of the HTML part */
  char *html_text;    /* or NULL */
  GPtrArray *parts;   /* MailPart: attachments */
  GString *patches;   /* text of those that are patches, up to INGEST_MAX_PATCHES; or NULL: for searching alone */
  gboolean report;    /* holds a report of a mail server (RFC 6522) */
  gboolean
      digest; /* repeats other mails ("Message: 1"): searched, but nothing is extracted from it */
  gboolean from_pipermail;
  gboolean author_of_from_line; /* the header names nobody; the From_ line is not stored with the mail */
  char *list_id;           /* or NULL */
  guint8 content_hash[32]; /* BLAKE2b over what the same mail has in raw and pipermail form; see
                              parse.h */
} Mail;
void mail_free(Mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)

G_END_DECLS
