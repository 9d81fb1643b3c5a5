/* What people do with mail that goes out, and reading it. outbox-send.c has the sender's part. */
#include "db/outbox.h"

#include <string.h>

#include "db/audit.h"
#include "db/outbox-row.h"
#include "db/store.h"

#define SUBJECT_MAX 500
#define BODY_MAX ((gsize)1 << 20)
#define RECIPIENTS_MAX 500

/* --- rows --- */

gpointer
outbox_from_row(Stmt *s)
{
  OutMail *mail = g_new0(OutMail, 1);
  mail->id = stmt_int(s, 0);
  mail->group = stmt_int(s, 1);
  mail->kind = (OutKind)stmt_int(s, 2);
  mail->state = (OutState)stmt_int(s, 3);
  mail->subject = stmt_dup_text(s, 4);
  mail->body = stmt_dup_text(s, 5);
  mail->message_id = stmt_dup_text(s, 6);
  mail->in_reply_to = stmt_dup_text(s, 7);
  mail->references = stmt_dup_text(s, 8);
  mail->reply_to = stmt_dup_text(s, 9);
  mail->list_id = stmt_dup_text(s, 10);
  mail->about = stmt_dup_text(s, 11);
  mail->created = stmt_int(s, 12);
  mail->created_by = stmt_dup_text(s, 13);
  mail->queued = stmt_int(s, 14);
  mail->expires = stmt_int(s, 15);
  mail->attempts = (guint)stmt_int(s, 16);
  mail->next_try = stmt_int(s, 17);
  mail->settled = stmt_int(s, 18);
  mail->maybe_twice = stmt_int(s, 19) != 0;
  mail->last_error = stmt_dup_text(s, 20);
  return mail;
}

static gpointer
recipient_from_row(Stmt *s)
{
  OutRecipient *recipient = g_new0(OutRecipient, 1);
  recipient->cc = stmt_int(s, 0) != 0;
  recipient->name = stmt_dup_text(s, 1);
  recipient->address = stmt_dup_text(s, 2);
  recipient->state = (OutRecipientState)stmt_int(s, 3);
  recipient->reply = stmt_dup_text(s, 4);
  return recipient;
}

gboolean
outbox_load_recipients(Db *db, OutMail *mail, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(db, error,
                                    "SELECT cc, name, address, state, reply FROM outbox_recipient"
                                    " WHERE mail = $1 ORDER BY n",
                                    1, mail->id);
  if (s == NULL)
    return FALSE;
  mail->recipients = store_rows(s, recipient_from_row, (GDestroyNotify)out_recipient_free, error);
  return mail->recipients != NULL;
}

/* The first row of stmt with its recipients. NULL without error: no row. */
OutMail *
outbox_first(Db *db, Stmt *stmt, GError **error)
{
  gboolean found = FALSE;
  if (!store_first(stmt, &found, error) || !found)
    return NULL;
  g_autoptr(OutMail) mail = outbox_from_row(stmt);
  return outbox_load_recipients(db, mail, error) ? g_steal_pointer(&mail) : NULL;
}

/* --- adding --- */

/* A mail that arrives with a field it should not have could carry another's mail: nothing that ends
 * a header line gets in here, whatever composes and sends it later. */
static gboolean
is_one_line(const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p++)
    if ((guchar)*p < ' ' || *p == 0x7f)
      return FALSE;
  return text == NULL || g_utf8_validate(text, -1, NULL);
}

static gboolean
refuse(const char *what, const char *hint, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s\n%s", what, hint);
  return FALSE;
}

static gboolean
check_recipients(const OutMail *mail, GError **error)
{
  if (mail->recipients == NULL || mail->recipients->len == 0)
    return refuse("the mail goes to nobody", "Give it a recipient.", error);
  if (mail->recipients->len > RECIPIENTS_MAX)
    return refuse("the mail has more than 500 recipients", "Send it to a list.", error);
  for (guint i = 0; i < mail->recipients->len; i++) {
    const OutRecipient *recipient = mail->recipients->pdata[i];
    if (!out_address_is_good(recipient->address) || !is_one_line(recipient->name)) {
      g_autofree char *shown =
          g_strescape(recipient->address != NULL ? recipient->address : "", NULL);
      g_autofree char *what =
          g_strdup_printf("\"%s\" is no address that mail can be sent to", shown);
      return refuse(what, "Write it as name@example.org.", error);
    }
  }
  return TRUE;
}

static gboolean
check_text(const char *subject, const char *body, GError **error)
{
  if (subject == NULL || subject[0] == '\0' || !is_one_line(subject) ||
      strlen(subject) > SUBJECT_MAX)
    return refuse("the subject is not one line of 1 to 500 bytes", "Write a shorter one.", error);
  if (body == NULL || body[0] == '\0' || !g_utf8_validate(body, -1, NULL))
    return refuse("the mail has no text", "Write one, in UTF-8.", error);
  if (strlen(body) > BODY_MAX)
    return refuse("the mail is longer than 1 MiB", "Write a shorter one.", error);
  return TRUE;
}

static gboolean
check_mail(const OutMail *mail, GError **error)
{
  const char *const lines[] = {mail->message_id, mail->in_reply_to, mail->references, mail->list_id,
                               mail->about};
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    if (!is_one_line(lines[i]))
      return refuse("an id of the mail is not one line", "Leave control characters out.", error);
  if (mail->message_id == NULL || mail->message_id[0] == '\0')
    return refuse("the mail has no Message-ID", "Make one.", error);
  if (mail->reply_to != NULL && !out_address_is_good(mail->reply_to))
    return refuse("the address for replies is none", "Write it as name@example.org.", error);
  return check_recipients(mail, error) && check_text(mail->subject, mail->body, error);
}

static gboolean
insert_recipients(Db *db, gint64 id, const OutMail *mail, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db,
                                     "INSERT INTO outbox_recipient (mail, n, cc, name, address,"
                                     " state) VALUES ($1, $2, $3, $4, $5, $6)",
                                     error);
  if (s == NULL)
    return FALSE;
  for (guint i = 0; i < mail->recipients->len; i++) {
    const OutRecipient *recipient = mail->recipients->pdata[i];
    stmt_bind_int(s, 1, id);
    stmt_bind_int(s, 2, i);
    stmt_bind_int(s, 3, recipient->cc != FALSE);
    stmt_bind_text(s, 4, recipient->name);
    stmt_bind_text(s, 5, recipient->address);
    stmt_bind_int(s, 6, RECIPIENT_WAITING);
    if (!stmt_run(s, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_mail(Db *db, const OutMail *mail, const char *who, gint64 now, gint64 *id, GError **error)
{
  gboolean queued = mail->state == OUT_QUEUED;
  g_autoptr(Stmt) s = engine_prepare(
      db,
      "INSERT INTO outbox (group_id, kind, state, subject, body, message_id, in_reply_to, refs,"
      " reply_to, list_id, about, created, created_by, queued, expires, attempts, next_try, "
      "settled,"
      " maybe_twice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0,"
      " $14, 0, 0) RETURNING id",
      error);
  if (s == NULL)
    return FALSE;
  if (mail->group != 0)
    stmt_bind_int(s, 1, mail->group);
  else
    stmt_bind_null(s, 1);
  stmt_bind_int(s, 2, mail->kind);
  stmt_bind_int(s, 3, queued ? OUT_QUEUED : OUT_DRAFT);
  stmt_bind_text(s, 4, mail->subject);
  stmt_bind_text(s, 5, mail->body);
  stmt_bind_text(s, 6, mail->message_id);
  stmt_bind_text(s, 7, mail->in_reply_to);
  stmt_bind_text(s, 8, mail->references);
  stmt_bind_text(s, 9, mail->reply_to);
  stmt_bind_text(s, 10, mail->list_id);
  stmt_bind_text(s, 11, mail->about != NULL ? mail->about : "");
  stmt_bind_int(s, 12, now);
  stmt_bind_text(s, 13, who);
  stmt_bind_int(s, 14, queued ? now : 0);
  stmt_bind_int(s, 15, mail->expires);
  if (!stmt_step(s, error))
    return FALSE;
  *id = stmt_int(s, 0);
  return TRUE;
}

/* The trail names the mail by its number and never holds its text. */
static gboolean
add_audit(Db *db, gint64 group, gint64 id, const char *who, const char *verb, const char *old,
          const char *new, gint64 now, GError **error)
{
  g_autofree char *key = g_strdup_printf("outbox:%" G_GINT64_FORMAT, id);
  return db_audit_add(db, group, who, verb, key, old, new, now, error);
}

static gboolean
put_mail(Db *db, const OutMail *mail, const char *who, gint64 now, gint64 *id, GError **error)
{
  const char *state = out_state_to_text(mail->state == OUT_QUEUED ? OUT_QUEUED : OUT_DRAFT);
  return check_mail(mail, error) && insert_mail(db, mail, who, now, id, error) &&
         insert_recipients(db, *id, mail, error) &&
         add_audit(db, mail->group, *id, who, "mail", NULL, state, now, error);
}

gboolean
db_outbox_add(Db *db, const OutMail *mail, const char *who, gint64 now, gint64 *id, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_mail(db, mail, who, now, id, error), error);
}

/* --- from draft to the queue, or away --- */

/* From must be one of the states that the mask names. */
static gboolean
change_state(Db *db, gint64 id, guint from, OutState to, const char *who, gint64 now,
             GError **error)
{
  static const char *const done[OUT_N_STATES] = {
      "is a draft", "is queued", "is being sent", "was sent", "could not be sent", "was cancelled"};
  g_autoptr(OutMail) mail = db_outbox_get(db, 0, id, error);
  if (mail == NULL)
    return FALSE;
  if ((from & (1u << mail->state)) == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "mail %" G_GINT64_FORMAT " %s\nLook at it again.", id, done[mail->state]);
    return FALSE;
  }
  gboolean out = to == OUT_QUEUED;
  return store_run(
             db, error,
             "UPDATE outbox SET state = $2, queued = CASE WHEN $3 = 1 THEN $4 ELSE queued END,"
             " next_try = CASE WHEN $3 = 1 THEN $4 ELSE 0 END, attempts = 0, settled = CASE"
             " WHEN $3 = 1 THEN 0 ELSE $4 END, body = CASE WHEN $3 = 0 AND kind = $5 THEN ''"
             " ELSE body END WHERE id = $1",
             5, id, (gint64)to, (gint64)out, now, (gint64)OUT_SIGN_IN) &&
         (!out || store_run(db, error,
                            "UPDATE outbox_recipient SET state = 0, reply = NULL WHERE mail = $1"
                            " AND state <> 1",
                            1, id)) &&
         add_audit(db, mail->group, id, who, "mail", out_state_to_text(mail->state),
                   out_state_to_text(to), now, error);
}

gboolean
db_outbox_queue(Db *db, gint64 id, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(
             db, own,
             change_state(db, id, 1u << OUT_DRAFT | 1u << OUT_FAILED, OUT_QUEUED, who, now, error),
             error);
}

gboolean
db_outbox_cancel(Db *db, gint64 id, const char *who, gint64 now, GError **error)
{
  guint from = 1u << OUT_DRAFT | 1u << OUT_QUEUED | 1u << OUT_FAILED;
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, change_state(db, id, from, OUT_CANCELLED, who, now, error), error);
}

static gboolean
edit_draft(Db *db, gint64 id, const char *subject, const char *body, const char *old_body,
           const char *who, gint64 now, GError **error)
{
  g_autoptr(OutMail) mail = db_outbox_get(db, 0, id, error);
  if (mail == NULL || !check_text(subject != NULL ? subject : mail->subject, body, error))
    return FALSE;
  if (mail->state != OUT_DRAFT || strcmp(mail->body, old_body) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "mail %" G_GINT64_FORMAT " %s\nLook at it again before you change it.", id,
                mail->state != OUT_DRAFT ? "is no draft any more"
                                         : "was changed by somebody else meanwhile");
    return FALSE;
  }
  g_autoptr(Stmt) s = engine_prepare(
      db, "UPDATE outbox SET subject = coalesce($2, subject), body = $3 WHERE id = $1", error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, id);
  stmt_bind_text(s, 2, subject);
  stmt_bind_text(s, 3, body);
  return stmt_run(s, error) &&
         add_audit(db, mail->group, id, who, "edit mail", NULL, NULL, now, error);
}

gboolean
db_outbox_edit(Db *db, gint64 id, const char *subject, const char *body, const char *old_body,
               const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, edit_draft(db, id, subject, body, old_body, who, now, error), error);
}

/* --- reading --- */

OutMail *
db_outbox_get(Db *db, gint64 group, gint64 id, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(db, error,
                                    "SELECT " OUTBOX_COLUMNS
                                    " FROM outbox WHERE id = $1 AND (group_id = $2 OR $2 = 0)",
                                    2, id, group);
  g_autofree char *what = g_strdup_printf("no mail %" G_GINT64_FORMAT " in the outbox", id);
  if (s == NULL || !store_one(s, what, error))
    return NULL;
  g_autoptr(OutMail) mail = outbox_from_row(s);
  return outbox_load_recipients(db, mail, error) ? g_steal_pointer(&mail) : NULL;
}

GPtrArray *
db_outbox_list(Db *db, gint64 group, const char *about, guint limit, guint offset, GError **error)
{
  g_autoptr(Stmt) s =
      store_prepare(db, error,
                    "SELECT " OUTBOX_COLUMNS
                    " FROM outbox WHERE coalesce(group_id, 0) = $1 AND ($4 IS NULL OR about = $4)"
                    " ORDER BY id DESC LIMIT $2 OFFSET $3",
                    3, group, (gint64)limit, (gint64)offset);
  if (s == NULL)
    return NULL;
  stmt_bind_text(s, 4, about);
  g_autoptr(GPtrArray) mails = store_rows(s, outbox_from_row, (GDestroyNotify)out_mail_free, error);
  for (guint i = 0; mails != NULL && i < mails->len; i++)
    if (!outbox_load_recipients(db, mails->pdata[i], error))
      return NULL;
  return g_steal_pointer(&mails);
}

gboolean
db_outbox_counts(Db *db, gint64 group, guint counts[OUT_N_STATES], GError **error)
{
  g_autoptr(Stmt) s = store_prepare(db, error,
                                    "SELECT state, count(*) FROM outbox WHERE group_id = $1 OR"
                                    " $1 = 0 GROUP BY state",
                                    1, group);
  if (s == NULL)
    return FALSE;
  memset(counts, 0, OUT_N_STATES * sizeof *counts);
  g_autoptr(GError) failed = NULL;
  while (stmt_step(s, &failed)) {
    gint64 state = stmt_int(s, 0);
    if (state >= 0 && state < OUT_N_STATES)
      counts[state] = (guint)stmt_int(s, 1);
  }
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

OutMail *
db_outbox_find_by_message_id(Db *db, const char *message_id, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(
      db, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE message_id = $1 AND queued > 0", error);
  if (s == NULL)
    return NULL;
  stmt_bind_text(s, 1, message_id);
  return outbox_first(db, s, error);
}

OutMail *
db_outbox_answered_by(Db *db, gint64 message, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) s =
      store_prepare(db, error, "SELECT refs FROM raw WHERE message = $1", 1, message);
  if (s == NULL || !store_first(s, &found, error) || !found || stmt_is_null(s, 0))
    return NULL;
  g_auto(GStrv) refs = g_strsplit(stmt_text(s, 0), "\n", -1);
  g_autoptr(GError) failed = NULL;
  OutMail *mail = NULL;
  for (guint i = g_strv_length(refs); i > 0 && mail == NULL && failed == NULL; i--)
    mail = db_outbox_find_by_message_id(db, refs[i - 1], &failed);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return mail;
}
