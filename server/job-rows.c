/* Every job of the running server. */
#include "db/audit.h"
#include "db/session.h"
#include "server/jobs.h"
#include "server/link-job.h"
#include "server/outbox-job.h"
#include "server/sign-in-job.h"
#include "server/sync-job.h"
#include "server/vote-notice.h"
#include "server/vote-verbs.h"

static gboolean
sweep(Server *server, gint64 now, gint64 *next G_GNUC_UNUSED, GError **error)
{
  Db *db = server_writer_take(server, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_begin(db, error);
  if (done) {
    done = db_session_sweep(db, now, error) && db_audit_sweep(db, now, error) &&
           db_commit(db, error);
    if (!done)
      db_rollback(db);
  }
  server_writer_give(server);
  return done;
}

static const JobRow rows[] = {
    {"outbox", LANE_NETWORK, 5, TRUE, server_outbox_run},
    {"links", LANE_NETWORK, 900, FALSE, server_link_job_run},
    {"sources", LANE_SYNC, 60, FALSE, server_sync_run},
    {"sign-in links", LANE_QUICK, 60, TRUE, server_sign_in_answer_all},
    {"tell voters", LANE_QUICK, 60, FALSE, server_vote_tell_all},
    {"close ballots", LANE_QUICK, 30, TRUE, server_vote_close_due},
    {"sweep", LANE_QUICK, 3600, FALSE, sweep},
};

const JobRow *
server_job_rows(gsize *n)
{
  *n = G_N_ELEMENTS(rows);
  return rows;
}
