/* Mail that goes out. A verb that has to tell people something writes the mail within its own transaction, as a draft that a person
 * looks at first, or queued; a background job of `docket serve` sends it later. Nothing here touches the network.
 *
 * A mail is taken (marked as being sent) in one transaction, handed to the mail server, and settled in a second. When the
 * sender dies in between, nobody can know whether the mail went out: it is tried again with the same Message-ID once the
 * time of OUTBOX_LEASE_SECONDS is over, and marked so that people are told. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef enum { OUT_AGENDA, OUT_MINUTES, OUT_BALLOT, OUT_RESULT, OUT_REMINDER, OUT_NUDGE, OUT_NOTICE, OUT_SIGN_IN, OUT_REPORT, OUT_TEST, OUT_N_KINDS } OutKind;
/* Of SQL: mails of a ballot that are voted under. */
#define OUT_KINDS_VOTED_UNDER "(2, 4, 5)"
G_STATIC_ASSERT(OUT_BALLOT == 2 && OUT_REMINDER == 4 && OUT_NUDGE == 5);
const char *out_kind_to_text(OutKind kind); /* "agenda", ..., "sign-in" */

/* In the database as these numbers. */
typedef enum { OUT_DRAFT, OUT_QUEUED, OUT_SENDING, OUT_SENT, OUT_FAILED, OUT_CANCELLED, OUT_N_STATES } OutState;
const char *out_state_to_text(OutState state);
/* FALSE for an unknown word. */
gboolean out_state_from_text(const char *text, OutState *state) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { RECIPIENT_WAITING, RECIPIENT_ACCEPTED, RECIPIENT_REFUSED, RECIPIENT_BOUNCED } OutRecipientState;
const char *out_recipient_state_to_text(OutRecipientState state); /* "waiting", ... */

typedef struct {
  char *name;    /* or NULL */
  char *address; /* local@domain, as checked by out_address_is_good */
  gboolean cc;   /* FALSE: To */
  OutRecipientState state;
  char *reply;   /* what the server said last, or NULL */
} OutRecipient;
void out_recipient_free(OutRecipient *recipient);

typedef struct {
  gint64 id;       /* in addresses: /{group}/outbox/{id} */
  gint64 group;    /* 0: the whole server */
  OutKind kind;
  OutState state;
  GPtrArray *recipients; /* OutRecipient */
  char *subject;
  char *body;      /* UTF-8 text; lines are wrapped when it is sent */
  char *message_id; /* without brackets; out_message_id makes it */
  char *in_reply_to, *references; /* without brackets, references parted by blanks; or NULL */
  char *reply_to;  /* address, or NULL */
  char *list_id;   /* List-Id of the group without brackets, or NULL */
  char *about;     /* stable key, "" for nothing */
  gint64 created, queued, expires, next_try, settled;
  char *created_by;
  guint attempts;
  gboolean maybe_twice;
  char *last_error; /* or NULL */
} OutMail;
void out_mail_free(OutMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutMail, out_mail_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutRecipient, out_recipient_free)
/* A draft without recipients; about may be NULL. */
OutMail *out_mail_new(gint64 group, OutKind kind, const char *about);
/* name may be NULL. */
void out_mail_add_recipient(OutMail *mail, const char *name, const char *address, gboolean cc);

/* --- pure --- */

#define OUT_ID_RANDOM 16
/* "docket.<kind>.<32 hex digits>@domain" from random bytes that the caller drew. Caller frees. */
char *out_message_id(OutKind kind, const guint8 random[OUT_ID_RANDOM], const char *domain);
/* local@domain in plain ASCII without anything that a header or a mail server could take for something else; no masks, no
 * quoted local parts, at most 254 bytes (RFC 5321). */
gboolean out_address_is_good(const char *address);

#define OUTBOX_LEASE_SECONDS (15 * 60)    /* a sender that took longer is dead; longer than the mailer's time limit */
#define OUTBOX_BACKOFF_FIRST 60           /* seconds; grows fourfold each time */
#define OUTBOX_BACKOFF_MAX (4 * 3600)
#define OUTBOX_GIVE_UP ((gint64)3 * 86400) /* after it was queued */
/* Seconds until the next try after so many. */
gint64 outbox_backoff(guint attempts);

/* --- a person's verbs; each writes the audit trail as who --- */

/* state of mail: OUT_DRAFT or OUT_QUEUED. id is given. INVALID names the field: no recipient, an address that is none,
 * a line break in what becomes a header. */
gboolean db_outbox_add(Db *db, const OutMail *mail, const char *who, gint64 now, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Lets a draft go, or a failed one once more, to those who did not get it. CONFLICT in another state. */
gboolean db_outbox_queue(Db *db, gint64 id, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A draft, a queued or a failed mail stays where it is, for ever. CONFLICT: it is being sent, was sent, or was cancelled. */
gboolean db_outbox_cancel(Db *db, gint64 id, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* subject NULL: as it is. old_body: what the person saw; CONFLICT when it changed since, or when it is no draft any more. */
gboolean db_outbox_edit(Db *db, gint64 id, const char *subject, const char *body, const char *old_body, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- reading --- */

/* NOT_FOUND. group 0: of any group; else a mail of another group is not found. */
OutMail *db_outbox_get(Db *db, gint64 group, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* OutMail * with recipients, latest first. group 0: those of the whole server. about NULL: all. */
GPtrArray *db_outbox_list(Db *db, gint64 group, const char *about, guint limit, guint offset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How many there are in each state; group 0: of all groups and the server. */
gboolean db_outbox_counts(Db *db, gint64 group, guint counts[OUT_N_STATES], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The mail that docket sent under this Message-ID (without brackets), NULL without error: none of ours. For the In-Reply-To and References
 * of incoming mail: its about says what a reply belongs to. Drafts were never sent and are not found. */
OutMail *db_outbox_find_by_message_id(Db *db, const char *message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The mail of ours that a stored mail answers: by the nearest of its references. NULL without error: none. */
OutMail *db_outbox_answered_by(Db *db, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- the sender's verbs --- */

/* The next mail that is due, marked as being sent; NULL without error: none. Those that expired are cancelled on the way. Commits by itself, so
 * no transaction may be open. */
OutMail *db_outbox_take(Db *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* When something is due next; 0: nothing waits. */
gboolean db_outbox_next_due(Db *db, gint64 *when, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How the try went: state and reply of each of mail's recipients are written down. Somebody is still waiting: tried again later, unless permanent or
 * given up. Nobody waits: sent when anybody took it, else failed. trouble: why it did not go, or NULL. */
gboolean db_outbox_settle(Db *db, const OutMail *mail, const char *trouble, gboolean permanent, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A mail of ours came back: says so at the recipient (NULL: at all). *known: it was one of ours. */
gboolean db_outbox_bounced(Db *db, const char *message_id, const char *address, const char *reason, gint64 now, gboolean *known, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
