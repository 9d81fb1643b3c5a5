/* Background jobs: when they run, and that none of them can hold the server. */
#include "server/jobs.h"

#include <stdatomic.h>
#include <string.h>

#include "tests/harness/harness.h"

typedef struct {
  atomic_llong now;
  atomic_int runs, fails;
  atomic_bool hold, held;
} World;

static gint64
world_clock(gpointer data)
{
  return atomic_load(&((World *)data)->now);
}

/* The job finds its world where its clock is. */
static World *world;

static gboolean
count_run(Server *server, gint64 now, gint64 *next, GError **error)
{
  (void)next;
  g_assert_cmpint(now, ==, server_now(server));
  atomic_fetch_add(&world->runs, 1);
  if (atomic_load(&world->fails) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "out of order");
  return FALSE;
}

static gboolean
run_until_stopped(Server *server, gint64 now, gint64 *next, GError **error)
{
  (void)now, (void)next, (void)error;
  atomic_store(&world->held, TRUE);
  while (!server_is_stopping(server))
    g_usleep(1000);
  return TRUE;
}

static const JobRow rows[] = {
    {"count", LANE_QUICK, 60, TRUE, count_run},
    {"hold", LANE_SYNC, 3600, FALSE, run_until_stopped},
};

/* Waits for what another thread does; a test that fails ends by its time limit. */
#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_usleep(500)

static Harness *
serve(gsize n_jobs)
{
  Harness *harness = harness_new();
  atomic_store(&world->now, HARNESS_NOW);
  ServerOptions options = {
      .clock = world_clock, .clock_data = world, .jobs = rows, .n_jobs = n_jobs};
  harness_serve(harness, &options);
  return harness;
}

static JobState *
state_of(const Harness *harness, guint i)
{
  g_autoptr(GPtrArray) list = server_jobs_list(server_jobs(harness->server));
  return g_ptr_array_steal_index(list, i);
}

static void
test_job_runs_at_its_interval(void)
{
  g_autoptr(Harness) harness = serve(1);
  WAIT_FOR(atomic_load(&world->runs) == 1);
  WAIT_FOR(({
    g_autoptr(JobState) state = state_of(harness, 0);
    state->next == HARNESS_NOW + 60 && !state->running;
  }));
  atomic_fetch_add(&world->now, 60);
  /* Nobody wakes it: a clock that was set is noticed. */
  WAIT_FOR(atomic_load(&world->runs) == 2);
}

static void
test_a_clock_that_goes_backwards_stops_no_job(void)
{
  g_autoptr(Harness) harness = serve(1);
  WAIT_FOR(atomic_load(&world->runs) == 1);
  atomic_fetch_sub(&world->now, 86400);
  WAIT_FOR(atomic_load(&world->runs) == 2);
  WAIT_FOR(({
    g_autoptr(JobState) state = state_of(harness, 0);
    state->next == HARNESS_NOW - 86400 + 60 && !state->running;
  }));
  g_assert_cmpint(atomic_load(&world->runs), ==, 2);
}

static void
test_write_wakes_those_that_ask_for_it(void)
{
  g_autoptr(Harness) harness = serve(1);
  WAIT_FOR(atomic_load(&world->runs) == 1);
  g_autofree char *origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autoptr(Answer) answer =
      harness_request(harness, "POST", "/sign-out", (const char *[]){origin, NULL}, "");
  g_assert_cmpuint(answer->status, ==, 303);
  WAIT_FOR(atomic_load(&world->runs) == 2);
}

static void
test_failure_is_counted_and_forgotten(void)
{
  g_autoptr(Harness) harness = serve(0);
  g_autoptr(Jobs) jobs = server_jobs_new(harness->server, rows, 1);
  for (int i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    atomic_store(&world->fails, 1);
    g_assert_false(server_jobs_run(jobs, "count", &error));
    g_assert_cmpstr(error->message, ==, "out of order");
  }
  g_autoptr(GString) bad = g_string_new(NULL);
  server_jobs_metrics(jobs, bad);
  g_assert_nonnull(strstr(bad->str, "docket_job_errors_total{job=\"count\"} 2\n"));
  atomic_store(&world->fails, 0);
  g_autoptr(GError) error = NULL;
  g_assert_true(server_jobs_run(jobs, "count", &error));
  g_autoptr(GPtrArray) list = server_jobs_list(jobs);
  const JobState *state = list->pdata[0];
  g_assert_cmpuint(state->failures, ==, 0);
  g_assert_null(state->error);
  g_assert_cmpint(state->last_good, ==, HARNESS_NOW);
  g_assert_false(server_jobs_run(jobs, "nothing", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static void
test_long_job_holds_neither_pages_nor_other_jobs_nor_the_end(void)
{
  g_autoptr(Harness) harness = serve(2);
  WAIT_FOR(atomic_load(&world->held));
  WAIT_FOR(atomic_load(&world->runs) == 1);
  g_autoptr(Answer) answer = harness_get(harness, "/metrics");
  g_assert_nonnull(strstr(answer->body, "docket_job_runs_total{job=\"count\"} 1\n"));
  g_assert_nonnull(strstr(answer->body, "docket_job_runs_total{job=\"hold\"} 0\n"));
}

static void
in_world(gconstpointer data)
{
  World here = {0};
  world = &here;
  ((void (*)(void))data)();
  world = NULL;
}

#define TEST(path, func) g_test_add_data_func(path, (gconstpointer)(func), in_world)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  TEST("/jobs/run-at-their-interval", test_job_runs_at_its_interval);
  TEST("/jobs/a-clock-that-goes-backwards-stops-none",
       test_a_clock_that_goes_backwards_stops_no_job);
  TEST("/jobs/write-wakes-those-that-ask-for-it", test_write_wakes_those_that_ask_for_it);
  TEST("/jobs/failure-is-counted-and-forgotten", test_failure_is_counted_and_forgotten);
  TEST("/jobs/long-job-holds-nobody", test_long_job_holds_neither_pages_nor_other_jobs_nor_the_end);
  return g_test_run();
}
