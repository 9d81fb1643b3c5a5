#include "server/sign-in-job.h"

#include <sodium.h>

#include "db/audit.h"
#include "db/session.h"
#include "server/compose.h"
#include "server/jobs.h"
#include "server/visitor.h"

/* To the address as the roster has it, whatever was typed. */
static gboolean
mail_link(const Compose *compose, const char *address, const guint8 *token, GError **error)
{
  char hex[65];
  gint64 id = 0;
  server_secret_to_hex(token, hex);
  g_autofree char *path = g_strconcat("/sign-in/", hex, NULL);
  g_autoptr(OutMail) mail = server_compose_sign_in(compose, address, path, error);
  gboolean done =
      mail != NULL && db_outbox_add(compose->db, mail, "sign-in", compose->now, &id, error);
  sodium_memzero(hex, sizeof hex);
  return done;
}

static gboolean
answer_one(const Compose *compose, const SignInAsk *ask, guint *refused, GError **error)
{
  guint8 token[SESSION_SECRET];
  const char *address = sign_in_ask_address(ask);
  gboolean wanted = compose->mail != NULL && out_address_is_good(address);
  g_autoptr(GError) failed = NULL;
  compose->random(token, sizeof token, compose->random_data);
  gboolean done =
      db_sign_in_answer(compose->db, ask, wanted ? token : NULL, compose->now, &failed) &&
      (!wanted || mail_link(compose, address, token, &failed));
  sodium_memzero(token, sizeof token);
  if (done && wanted)
    return TRUE;
  if (!done && !g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  (*refused)++;
  return TRUE;
}

/* *ends: of the first link or session that is left, 0 for none. */
static gboolean
answer_all(Server *server, Db *db, gint64 now, gint64 *ends, GError **error)
{
  const Compose compose = {.db = db,
                           .mail = server_mail(server),
                           .base_url = server_base_url(server),
                           .now = now,
                           .random = server_compose_random,
                           .random_data = server};
  guint refused = 0;
  g_autoptr(GPtrArray) asked = db_sign_in_asked(db, error);
  for (guint i = 0; asked != NULL && i < asked->len; i++)
    if (!answer_one(&compose, asked->pdata[i], &refused, error))
      return FALSE;
  /* Whoever asks from many networks writes one row a minute. */
  return asked != NULL &&
         db_audit_refused(db, 0, "visitor", "/sign-in", "no mail was sent", refused, now, error) &&
         db_session_sweep(db, now, error) && db_session_first_end(db, ends, error);
}

/* After most writes nobody asks and nothing is over, and the writer is left alone. */
static gboolean
find_any(Server *server, gint64 now, gboolean *any, gint64 *next, GError **error)
{
  gint64 ends = 0;
  ServerReader *reader = server_reader_take(server, error);
  if (reader == NULL)
    return FALSE;
  g_autoptr(GPtrArray) asked = db_sign_in_asked(reader->db, error);
  gboolean done = asked != NULL && db_session_first_end(reader->db, &ends, error);
  server_reader_give(server, reader);
  *any = done && (asked->len > 0 || (ends != 0 && ends <= now));
  if (done && ends > now)
    *next = MIN(*next, ends);
  return done;
}

gboolean
server_sign_in_answer_all(Server *server, gint64 now, gint64 *next, GError **error)
{
  gboolean any = FALSE;
  if (!find_any(server, now, &any, next, error))
    return FALSE;
  if (!any)
    return TRUE;
  gint64 ends = 0;
  Db *db = server_writer_take(server, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_begin(db, error);
  if (done) {
    done = answer_all(server, db, now, &ends, error) && db_commit(db, error);
    if (!done)
      db_rollback(db);
  }
  server_writer_give(server);
  if (done && ends > now)
    *next = MIN(*next, ends);
  if (done)
    server_jobs_wake(server_jobs(server), "outbox");
  return done;
}
