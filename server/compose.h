/* Writing the mails that docket sends. Each function gives a whole draft that the caller looks over, adds with db_outbox_add within
 * its own transaction, and frees. Nothing is sent or stored here.
 *
 *   g_autoptr(OutMail) mail = server_compose_agenda(&compose, "2026-11-30", error);
 *   if (mail == NULL || !db_outbox_add(db, mail, who, now, &id, error))
 *     return FALSE;
 */
#pragma once
#include "db/member.h"
#include "db/outbox.h"
#include "server/request.h"
#include "server/server.h"
G_BEGIN_DECLS

/* Where a mail is written. All borrowed. */
typedef struct {
  Db *db;
  const Group *group;      /* NULL: a mail of the whole server */
  const MailConfig *mail;  /* NULL: none is configured; drafts can be written all the same */
  const char *base_url;    /* for links, without a slash at its end */
  gint64 now;
  void (*random)(guint8 *out, gsize n, gpointer data);
  gpointer random_data;
} Compose;
/* For a handler of a request. */
Compose server_compose_of(const Request *request);
/* server_random for a Compose; server: Server *. */
void server_compose_random(guint8 *out, gsize n, gpointer server);

/* A draft with a Message-ID of its own and nobody in To; of a group's mail replies go to its list and List-Id is the list's.
 * subject and body are copied. */
OutMail *server_compose_new(const Compose *compose, OutKind kind, const char *about, const char *subject, const char *body, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same, to the group's list. INVALID: the group has no address. */
OutMail *server_compose_to_list(const Compose *compose, OutKind kind, const char *about, const char *subject, const char *body, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same, to one member at the first address. INVALID: there is none that mail can go to. */
OutMail *server_compose_to_member(const Compose *compose, const Member *member, OutKind kind, const char *about, const char *subject, const char *body,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Makes it a reply to a mail with this Message-ID; its references may be NULL. */
void server_compose_reply(OutMail *mail, const char *message_id, const char *references);

/* The agenda of the meeting of that name (NULL: the group's next), or the draft for that day, to the list; about "meeting:2026-11-30", of two on
 * that day "meeting:2026-11-30T1700". INVALID: no such day; CONFLICT: two meetings on that day. */
OutMail *server_compose_agenda(const Compose *compose, const char *meeting, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Minutes as text, to the list, as a reply to the agenda mail of that meeting when there was one. */
OutMail *server_compose_minutes(const Compose *compose, const Meeting *meeting, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "[RESULT] [VOTE] question" to the list; about "ballot:N". reply_to: Message-ID of the mail that opened it, or NULL. */
OutMail *server_compose_result(const Compose *compose, gint64 ballot, const char *question, const char *text, const char *reply_to, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The draft of the report of a quarter ("2026-Q4", NULL: the present one) to the list; about "report:2026-Q4". */
OutMail *server_compose_report(const Compose *compose, const char *quarter, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One mail an owner of open actions due before or at the meeting at date (0: the group's next): OutMail *. Owners who are no member with an address
 * are left out and named in *left_out (char *, may be NULL), those passed over who have such a mail about that meeting already, drafted or sent. */
GPtrArray *server_compose_reminders(const Compose *compose, gint64 date, GPtrArray **left_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The link of a one-time sign-in, queued and gone when the link is: path is "/sign-in/...". */
OutMail *server_compose_sign_in(const Compose *compose, const char *address, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "meeting:2026-11-30": the day in the group's zone. Caller frees. */
char *server_compose_meeting_key(const Group *group, gint64 date);
/* OutMail *, at most limit of each: those about a meeting. Where it is one of two on its day, also those that were written about the day alone, while it or the
 * other was the only one: nobody can say which, and nothing of them may be lost. */
GPtrArray *server_compose_about_meeting(Db *db, const Group *group, const Meeting *meeting, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
