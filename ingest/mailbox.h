/* A folder on an IMAP server (RFC 9051, RFC 5092) or the mail on a POP3 server (RFC 1939), read by libcurl: imap, imaps, pop3, pop3s.
 * Nothing is deleted there, and mail that nobody has seen is marked unseen again once it was read.
 *
 * The address names no password: the key file of logins has a group for the host, with `user` and `password`. Plain imap and pop3 ask for
 * TLS where the server has it, and a password never goes out without TLS, but to this machine.
 *
 * Errors as in fetch.h; INVALID: no such address, or one with a password; FORBIDDEN: login refused, or none is known. */
#pragma once
#include "ingest/fetch.h"
G_BEGIN_DECLS

typedef struct Mailbox Mailbox;

/* TRUE for an address of one of the four schemes. */
gboolean ingest_mailbox_is(const char *url);
/* options->logins is where user and password come from. */
Mailbox *ingest_mailbox_new(const char *url, const FetchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ingest_mailbox_free(Mailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mailbox, ingest_mailbox_free)
gboolean ingest_mailbox_is_imap(const Mailbox *mailbox);

/* IMAP: its UIDVALIDITY and the UID that the next mail will get. */
typedef struct { guint32 validity, next, n_mails; } MailboxStatus;
gboolean ingest_mailbox_status(Mailbox *mailbox, MailboxStatus *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* IMAP: UIDs (guint32) from `from` on, ascending. unseen_only: those that nobody has seen. */
GArray *ingest_mailbox_uids(Mailbox *mailbox, guint32 from, gboolean unseen_only, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* IMAP: takes the mark of having been seen off these UIDs. */
gboolean ingest_mailbox_unsee(Mailbox *mailbox, const GArray *uids, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* POP3: the unique ids (char *) of its mails, and the number (guint32) that each has now. */
GPtrArray *ingest_mailbox_uidl(Mailbox *mailbox, GArray **numbers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One mail, by UID or number. NOT_FOUND: it is gone meanwhile. TOO_LARGE: over 64 MiB. */
GByteArray *ingest_mailbox_read(Mailbox *mailbox, guint32 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Commands sent so far; bytes received. */
guint ingest_mailbox_requests(const Mailbox *mailbox);
gint64 ingest_mailbox_bytes(const Mailbox *mailbox);
G_END_DECLS
