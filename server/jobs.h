/* What `docket serve` does by itself: a table of jobs, each run at its interval by a thread of the server. A job takes the
 * writer for as long as a transaction lasts and never while it waits for a network. Its errors are logged and counted;
 * they stop neither the job nor the server. */
#pragma once
#include "server/server.h"
G_BEGIN_DECLS

/* now: of the server's clock. *next comes in as now plus the interval; a job that knows better changes it. A job that takes long asks
 * server_is_stopping between its steps. */
typedef gboolean (*JobRun)(Server *server, gint64 now, gint64 *next, GError **error);

/* Jobs of one lane are run one after the other by one thread. */
typedef enum { LANE_QUICK, LANE_NETWORK, LANE_SYNC, LANE_N } JobLane;

typedef struct JobRow {
  const char *name;
  JobLane lane;
  guint interval;    /* seconds */
  gboolean on_write; /* also run after each write through this server */
  JobRun run;
} JobRow;

/* The program's own table (job-rows.c). */
const JobRow *server_job_rows(gsize *n);

typedef struct {
  const JobRow *row;
  guint64 runs, errors;
  guint failures;   /* in a row */
  gint64 last_run;  /* began; 0: never */
  gint64 last_good; /* 0: never */
  gint64 next;
  gboolean running;
  char *error;      /* of the last run, or NULL */
} JobState;
void job_state_free(JobState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JobState, job_state_free)

typedef struct Jobs Jobs;
/* Without threads yet; rows are borrowed. */
Jobs *server_jobs_new(Server *server, const JobRow *rows, gsize n);
/* Starts one thread for each lane that has a row. */
void server_jobs_start(Jobs *jobs);
/* Asks every job to stop and waits for it. */
void server_jobs_free(Jobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jobs, server_jobs_free)
gboolean server_jobs_stopping(Jobs *jobs);

/* The job runs as soon as its lane is free. name NULL: those that run after a write. */
void server_jobs_wake(Jobs *jobs, const char *name);
/* Runs a job in the calling thread, after one that is running in its lane: for tests and commands. NOT_FOUND; else the job's own errors. */
gboolean server_jobs_run(Jobs *jobs, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* JobState *, in order of the table: copies. */
GPtrArray *server_jobs_list(Jobs *jobs);
/* The counters in Prometheus' text form. */
void server_jobs_metrics(Jobs *jobs, GString *out);

G_END_DECLS
