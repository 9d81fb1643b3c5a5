#include "server/jobs.h"

#include <string.h>

/* A clock that was set is noticed after so long: a machine that slept, a server of the time, a
 * test. */
#define LOOK_SECONDS 1

typedef struct {
  Jobs *jobs;
  JobLane lane;
  GThread *thread; /* NULL: no row, or not started */
  GMutex busy;     /* held while a job of the lane runs */
} Lane;

struct Jobs {
  Server *server;
  gsize n;
  JobState *states;
  Lane lanes[LANE_N];
  GMutex lock; /* of the states and stopping */
  GCond changed;
  gboolean stopping;
};

void
job_state_free(JobState *state)
{
  g_free(state->error);
  g_free(state);
}

Jobs *
server_jobs_new(Server *server, const JobRow *rows, gsize n)
{
  Jobs *jobs = g_new0(Jobs, 1);
  jobs->server = server;
  jobs->n = n;
  jobs->states = g_new0(JobState, n);
  for (gsize i = 0; i < n; i++)
    jobs->states[i].row = &rows[i];
  g_mutex_init(&jobs->lock);
  g_cond_init(&jobs->changed);
  for (guint i = 0; i < LANE_N; i++) {
    jobs->lanes[i].jobs = jobs;
    jobs->lanes[i].lane = (JobLane)i;
    g_mutex_init(&jobs->lanes[i].busy);
  }
  return jobs;
}

/* --- running one --- */

static void
note_outcome(Jobs *jobs, JobState *state, gint64 began, gint64 next, const GError *failed)
{
  g_mutex_lock(&jobs->lock);
  state->running = FALSE;
  state->runs++;
  /* Woken meanwhile: stays due. */
  if (state->next == began)
    state->next = next;
  g_clear_pointer(&state->error, g_free);
  if (failed == NULL) {
    state->last_good = began;
    state->failures = 0;
  } else {
    state->errors++;
    state->failures++;
    state->error = g_strdup(failed->message);
  }
  g_mutex_unlock(&jobs->lock);
}

static gboolean
run_state(Jobs *jobs, JobState *state, GError **error)
{
  const JobRow *row = state->row;
  Lane *lane = &jobs->lanes[row->lane];
  g_autoptr(GError) failed = NULL;
  g_mutex_lock(&lane->busy);
  gint64 now = server_now(jobs->server);
  gint64 next = now + row->interval;
  g_mutex_lock(&jobs->lock);
  state->running = TRUE;
  state->last_run = state->next = now;
  g_mutex_unlock(&jobs->lock);
  gboolean done = row->run(jobs->server, now, &next, &failed);
  if (!done && failed == NULL)
    g_set_error(&failed, DOCKET_ERROR, DOCKET_ERROR_FAILED, "job %s failed", row->name);
  note_outcome(jobs, state, now, next, failed);
  g_mutex_unlock(&lane->busy);
  if (done)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

/* --- the threads --- */

/* The state of lane that is due longest, or NULL; *soonest is when the next one will be. One that
 * ran in what is now the future is due: it would rest for as long as the clock went back. Called
 * locked. */
static JobState *
find_due(Jobs *jobs, JobLane lane, gint64 now, gint64 *soonest)
{
  JobState *due = NULL;
  *soonest = now + LOOK_SECONDS;
  for (gsize i = 0; i < jobs->n; i++) {
    JobState *state = &jobs->states[i];
    if (state->row->lane != lane)
      continue;
    if (state->last_run > now)
      state->next = now;
    if (state->next <= now && (due == NULL || state->next < due->next))
      due = state;
    *soonest = MIN(*soonest, state->next);
  }
  return due;
}

static gpointer
lane_main(gpointer data)
{
  Lane *lane = data;
  Jobs *jobs = lane->jobs;
  g_mutex_lock(&jobs->lock);
  while (!jobs->stopping) {
    gint64 now = server_now(jobs->server), soonest;
    JobState *state = find_due(jobs, lane->lane, now, &soonest);
    if (state == NULL) {
      gint64 until = g_get_monotonic_time() + MAX(soonest - now, 1) * G_USEC_PER_SEC;
      g_cond_wait_until(&jobs->changed, &jobs->lock, until);
      continue;
    }
    g_mutex_unlock(&jobs->lock);
    g_autoptr(GError) error = NULL;
    if (!run_state(jobs, state, &error))
      g_warning("job %s: %s", state->row->name, error->message);
    g_mutex_lock(&jobs->lock);
  }
  g_mutex_unlock(&jobs->lock);
  return NULL;
}

void
server_jobs_start(Jobs *jobs)
{
  for (gsize i = 0; i < jobs->n; i++) {
    Lane *lane = &jobs->lanes[jobs->states[i].row->lane];
    if (lane->thread == NULL)
      lane->thread = g_thread_new("jobs", lane_main, lane);
  }
}

gboolean
server_jobs_stopping(Jobs *jobs)
{
  g_mutex_lock(&jobs->lock);
  gboolean stopping = jobs->stopping;
  g_mutex_unlock(&jobs->lock);
  return stopping;
}

void
server_jobs_free(Jobs *jobs)
{
  if (jobs == NULL)
    return;
  g_mutex_lock(&jobs->lock);
  jobs->stopping = TRUE;
  g_cond_broadcast(&jobs->changed);
  g_mutex_unlock(&jobs->lock);
  for (guint i = 0; i < LANE_N; i++) {
    if (jobs->lanes[i].thread != NULL)
      g_thread_join(jobs->lanes[i].thread);
    g_mutex_clear(&jobs->lanes[i].busy);
  }
  for (gsize i = 0; i < jobs->n; i++)
    g_free(jobs->states[i].error);
  g_free(jobs->states);
  g_mutex_clear(&jobs->lock);
  g_cond_clear(&jobs->changed);
  g_free(jobs);
}

/* --- from outside --- */

static gboolean
row_is_meant(const JobRow *row, const char *name)
{
  return name != NULL ? strcmp(row->name, name) == 0 : row->on_write;
}

void
server_jobs_wake(Jobs *jobs, const char *name)
{
  g_mutex_lock(&jobs->lock);
  for (gsize i = 0; i < jobs->n; i++)
    if (row_is_meant(jobs->states[i].row, name))
      jobs->states[i].next = 0;
  g_cond_broadcast(&jobs->changed);
  g_mutex_unlock(&jobs->lock);
}

gboolean
server_jobs_run(Jobs *jobs, const char *name, GError **error)
{
  for (gsize i = 0; i < jobs->n; i++)
    if (row_is_meant(jobs->states[i].row, name))
      return run_state(jobs, &jobs->states[i], error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no job %s", name);
  return FALSE;
}

GPtrArray *
server_jobs_list(Jobs *jobs)
{
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)job_state_free);
  g_mutex_lock(&jobs->lock);
  for (gsize i = 0; i < jobs->n; i++) {
    JobState *copy = g_memdup2(&jobs->states[i], sizeof *copy);
    copy->error = g_strdup(copy->error);
    g_ptr_array_add(list, copy);
  }
  g_mutex_unlock(&jobs->lock);
  return list;
}

void
server_jobs_metrics(Jobs *jobs, GString *out)
{
  static const char *const heads[] = {
      "# HELP docket_job_runs_total Runs of background jobs.\n# TYPE docket_job_runs_total "
      "counter\n",
      "# HELP docket_job_errors_total Runs that failed.\n# TYPE docket_job_errors_total counter\n",
      "# HELP docket_job_last_success_seconds When a job last did its work.\n"
      "# TYPE docket_job_last_success_seconds gauge\n",
  };
  static const char *const names[] = {"docket_job_runs_total", "docket_job_errors_total",
                                      "docket_job_last_success_seconds"};
  g_autoptr(GPtrArray) states = server_jobs_list(jobs);
  for (gsize h = 0; h < G_N_ELEMENTS(heads) && states->len > 0; h++) {
    g_string_append(out, heads[h]);
    for (guint i = 0; i < states->len; i++) {
      const JobState *state = states->pdata[i];
      const gint64 values[] = {(gint64)state->runs, (gint64)state->errors, state->last_good};
      g_string_append_printf(out, "%s{job=\"%s\"} %" G_GINT64_FORMAT "\n", names[h],
                             state->row->name, values[h]);
    }
  }
}
