#include "server/outbox-job.h"

#include "server/mailer.h"

/* Each waits 10 s for the lock. */
#define SETTLE_TRIES 12

static gboolean
is_stopping(gpointer data)
{
  return server_is_stopping(data);
}

/* A transaction of its own, so that what is being sent is marked before a byte of it leaves. */
static OutMail *
take(Server *server, gint64 *due, GError **error)
{
  OutMail *mail = NULL;
  Db *db = server_writer_take(server, error);
  if (db == NULL)
    return NULL;
  g_autoptr(GError) failed = NULL;
  mail = db_outbox_take(db, server_now(server), &failed);
  if (mail == NULL && failed == NULL && !db_outbox_next_due(db, due, &failed))
    *due = 0;
  server_writer_give(server);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return mail;
}

static gboolean
settle(Server *server, const OutMail *mail, const MailerOutcome *outcome, GError **error)
{
  Db *db = server_writer_take(server, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_begin(db, error);
  if (done) {
    done = db_outbox_settle(db, mail, outcome->trouble, outcome->permanent, server_now(server),
                            error) &&
           db_commit(db, error);
    if (!done)
      db_rollback(db);
  }
  server_writer_give(server);
  return done;
}

/* A mail that was handed over and is not written down as such would go out a second time, so a
 * database that is busy for long is asked again. */
static gboolean
settle_for_sure(Server *server, const OutMail *mail, const MailerOutcome *outcome, GError **error)
{
  for (guint i = 1;; i++) {
    g_autoptr(GError) failed = NULL;
    if (settle(server, mail, outcome, &failed))
      return TRUE;
    if (i == SETTLE_TRIES || !g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_STORAGE)) {
      g_propagate_error(error, g_steal_pointer(&failed));
      return FALSE;
    }
  }
}

gboolean
server_outbox_run(Server *server, gint64 now, gint64 *next, GError **error)
{
  const MailConfig *config = server_mail(server);
  gint64 due = 0;
  if (config == NULL)
    return TRUE;
  g_autoptr(GError) failed = NULL;
  while (!server_is_stopping(server)) {
    g_autoptr(OutMail) mail = take(server, &due, &failed);
    if (mail == NULL)
      break;
    g_auto(MailerOutcome) outcome = {0};
    server_mailer_send(mail, config, server_now(server), is_stopping, server, &outcome);
    if (outcome.trouble != NULL)
      g_message("mail %" G_GINT64_FORMAT ": %s", mail->id, outcome.trouble);
    if (!settle_for_sure(server, mail, &outcome, &failed))
      break;
  }
  if (due > 0)
    *next = CLAMP(due, now + 1, *next);
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}
