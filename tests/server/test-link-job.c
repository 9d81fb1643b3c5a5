#include "server/link-job.h"

#include "db/group.h"
#include "db/link-fact.h"
#include "server/link-refresh.h"
#include "tests/harness/harness.h"
#include "tests/harness/peer.h"

/* A group of its own: what other mail cites is not on loopback, and not due for long. */
static void
put_off_others(Harness *harness)
{
  g_autoptr(GError) error = NULL;
  Db *db = harness_open(harness);
  Group fan = {.name = (char[]){"fan"}, .title = (char[]){"Fans"}, .timezone = (char[]){"UTC"}};
  g_assert_true(db_group_add(db, &fan, HARNESS_NOW, &error));
  g_autoptr(GPtrArray) due = server_link_due(db, 0, HARNESS_NOW, &error);
  g_assert_no_error(error);
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add(keys, ((const LinkDue *)due->pdata[i])->key);
  g_assert_true(db_link_fact_put_off(db, keys, HARNESS_NOW + 30 * 86400, &error));
  db_close(db);
}

static void
cite(Harness *harness, const Peer *peer, guint number)
{
  g_autofree char *url = peer_url(peer, "/view.php?id=");
  g_autofree char *mbox =
      g_strdup_printf("From ann@example.org Tue May 13 09:00:00 2014\nFrom: Ann <ann@example.org>\n"
                      "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <bug-%u@example.org>\n"
                      "Subject: Roadmap\n\nBacklog:\n\n* Find out why fan %u never stops\n  %s%u\n",
                      number, number, url, number);
  harness_ingest(harness, "fan", mbox);
}

/* How many requests a run makes. */
static guint
run_at(Harness *harness, Peer *peer, gint64 now)
{
  gint64 next = 0;
  g_autoptr(GError) error = NULL;
  peer_log_clear(peer);
  g_assert_true(server_link_job_run(harness->server, now, &next, &error));
  g_assert_no_error(error);
  g_auto(GStrv) log = peer_log(peer);
  return g_strv_length(log);
}

static void
test_a_run_remembers_whom_to_leave_alone(void)
{
  g_autoptr(Peer) peer = peer_new(NULL);
  Harness *harness = harness_new();
  g_autofree char *address = peer_url(peer, "/view.php?id=%s");
  const char *const add[] = {"tracker", "add", "fans", address, "fan#", "--internal", NULL};
  g_autofree char *out = NULL, *err = NULL;
  g_assert_cmpint(harness_run(harness, add, &out, &err), ==, 0);
  put_off_others(harness);
  cite(harness, peer, 1);
  harness_serve(harness, &(ServerOptions){.fetches = TRUE});
  peer_put(peer, "/api/rest/index.php/issues/1", "application/json", "{}", -1);
  peer_fault(peer, "/api/rest/index.php/issues/1", 1,
             &(PeerFault){.status = 503, .headers = "Retry-After: 21600\r\n"});
  g_assert_cmpuint(run_at(harness, peer, HARNESS_NOW), ==, 1);
  cite(harness, peer, 2);
  g_assert_cmpuint(run_at(harness, peer, HARNESS_NOW + 900), ==, 0);
  g_assert_cmpuint(run_at(harness, peer, HARNESS_NOW + 86400), >=, 2);
  harness_free(harness);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/link-job/a run remembers whom to leave alone",
                  test_a_run_remembers_whom_to_leave_alone);
  return g_test_run();
}
