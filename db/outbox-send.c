/* The sender's part of the outbox: taking what is due, writing down how it went. */
#include <string.h>

#include "db/outbox-row.h"
#include "db/store.h"

/* --- taking --- */

/* What is of no use any more is not sent; the secret in it goes. */
static gboolean
expire(Db *db, gint64 now, GError **error)
{
  return store_run(db, error,
                   "UPDATE outbox SET state = 5, settled = $1, body = CASE WHEN kind = $2 THEN ''"
                   " ELSE body END, last_error = 'it expired before it could be sent' WHERE expires"
                   " > 0 AND expires <= $1 AND state IN (0, 1, 2)",
                   2, now, (gint64)OUT_SIGN_IN);
}

static gboolean
mark_taken(Db *db, OutMail *mail, gint64 now, GError **error)
{
  mail->maybe_twice = mail->maybe_twice || mail->state == OUT_SENDING;
  mail->state = OUT_SENDING;
  mail->attempts++;
  mail->next_try = now + OUTBOX_LEASE_SECONDS;
  return store_run(db, error,
                   "UPDATE outbox SET state = 2, attempts = $2, next_try = $3, maybe_twice = $4"
                   " WHERE id = $1",
                   4, mail->id, (gint64)mail->attempts, mail->next_try,
                   (gint64)(mail->maybe_twice != FALSE));
}

static gboolean
take(Db *db, gint64 now, OutMail **mail, GError **error)
{
  if (!expire(db, now, error))
    return FALSE;
  g_autoptr(GError) failed = NULL;
  g_autoptr(Stmt) s = store_prepare(db, error,
                                    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE state IN (1, 2)"
                                    " AND next_try <= $1 ORDER BY next_try, id LIMIT 1",
                                    1, now);
  if (s == NULL)
    return FALSE;
  *mail = outbox_first(db, s, &failed);
  if (failed == NULL)
    return *mail == NULL || mark_taken(db, *mail, now, error);
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

OutMail *
db_outbox_take(Db *db, gint64 now, GError **error)
{
  g_autoptr(OutMail) mail = NULL;
  gint64 due = 0;
  /* An empty queue is looked at often and costs no write. */
  if (!db_outbox_next_due(db, &due, error) || due == 0 || due > now || !db_begin(db, error))
    return NULL;
  if (take(db, now, &mail, error) && db_commit(db, error))
    return g_steal_pointer(&mail);
  db_rollback(db);
  return NULL;
}

gboolean
db_outbox_next_due(Db *db, gint64 *when, GError **error)
{
  return store_number(db, when, 0, error,
                      "SELECT next_try FROM outbox WHERE state IN (1, 2) ORDER BY next_try LIMIT 1",
                      0);
}

/* --- settling --- */

static gboolean
put_recipients(Db *db, const OutMail *mail, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(
      db, "UPDATE outbox_recipient SET state = $3, reply = $4 WHERE mail = $1 AND n = $2", error);
  if (s == NULL)
    return FALSE;
  for (guint i = 0; i < mail->recipients->len; i++) {
    const OutRecipient *recipient = mail->recipients->pdata[i];
    g_autofree char *reply =
        recipient->reply != NULL ? g_utf8_make_valid(recipient->reply, -1) : NULL;
    stmt_bind_int(s, 1, mail->id);
    stmt_bind_int(s, 2, i);
    stmt_bind_int(s, 3, recipient->state);
    stmt_bind_text(s, 4, reply);
    if (!stmt_run(s, error))
      return FALSE;
  }
  return TRUE;
}

static guint
count_recipients(const OutMail *mail, OutRecipientState state)
{
  guint n = 0;
  for (guint i = 0; i < mail->recipients->len; i++)
    n += ((const OutRecipient *)mail->recipients->pdata[i])->state == state;
  return n;
}

static OutState
state_after(const OutMail *mail, gboolean permanent, gint64 now)
{
  gboolean given_up = now - mail->queued >= OUTBOX_GIVE_UP;
  if (count_recipients(mail, RECIPIENT_WAITING) > 0 && !permanent && !given_up)
    return OUT_QUEUED;
  return count_recipients(mail, RECIPIENT_ACCEPTED) > 0 ? OUT_SENT : OUT_FAILED;
}

static gboolean
put_outcome(Db *db, const OutMail *mail, OutState state, const char *trouble, gint64 now,
            GError **error)
{
  gboolean again = state == OUT_QUEUED;
  g_autofree char *text = trouble != NULL ? g_utf8_make_valid(trouble, -1) : NULL;
  g_autoptr(Stmt) s =
      store_prepare(db, error,
                    "UPDATE outbox SET state = $2, next_try = $3, settled = $4, body = CASE WHEN"
                    " kind = $5 AND $2 <> 1 THEN '' ELSE body END, last_error = $6 WHERE id = $1"
                    " AND state = 2",
                    5, mail->id, (gint64)state, again ? now + outbox_backoff(mail->attempts) : 0,
                    again ? 0 : now, (gint64)OUT_SIGN_IN);
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 6, text);
  return stmt_run(s, error);
}

gboolean
db_outbox_settle(Db *db, const OutMail *mail, const char *trouble, gboolean permanent, gint64 now,
                 GError **error)
{
  gboolean own = FALSE;
  OutState state = state_after(mail, permanent, now);
  return engine_enter(db, &own, error) &&
         engine_leave(db, own,
                      put_recipients(db, mail, error) &&
                          put_outcome(db, mail, state, trouble, now, error),
                      error);
}

/* --- what came back --- */

static gboolean
put_bounce(Db *db, const OutMail *mail, const char *address, const char *reason, gint64 now,
           GError **error)
{
  g_autofree char *text = g_utf8_make_valid(reason, -1);
  g_autoptr(Stmt) s = store_prepare(db, error,
                                    "UPDATE outbox_recipient SET state = $2, reply = $3 WHERE mail"
                                    " = $1 AND ($4 IS NULL OR lower(address) = lower($4))",
                                    2, mail->id, (gint64)RECIPIENT_BOUNCED);
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 3, text);
  stmt_bind_text(s, 4, address);
  if (!stmt_run(s, error))
    return FALSE;
  g_autoptr(Stmt) all = store_prepare(
      db, error,
      "UPDATE outbox SET state = 4, settled = $2 WHERE id = $1 AND state = 3 AND NOT EXISTS (SELECT"
      " 1 FROM outbox_recipient r WHERE r.mail = $1 AND r.state = 1)",
      2, mail->id, now);
  return all != NULL && stmt_run(all, error);
}

gboolean
db_outbox_bounced(Db *db, const char *message_id, const char *address, const char *reason,
                  gint64 now, gboolean *known, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(OutMail) mail = db_outbox_find_by_message_id(db, message_id, &failed);
  *known = mail != NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  gboolean own = FALSE;
  return mail == NULL ||
         (engine_enter(db, &own, error) &&
          engine_leave(db, own, put_bounce(db, mail, address, reason, now, error), error));
}
