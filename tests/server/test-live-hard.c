/* Followers of a meeting who are many, silent, or slow. Raw sockets: a test decides itself when it
 * reads. */
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#include "db/group.h"
#include "db/live.h"
#include "db/meeting.h"
#include "server/live.h"
#include "server/proxy.h"
#include "tests/harness/visitor.h"
#include "web/views-live.h"

#define DAY "2014-05-20"
#define OTHER_DAY "2014-05-27"
#define EVENTS "/virt/meetings/" DAY "/events"
#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

static Harness *
with_meeting_behind(const ProxyTrust *proxy, guint heartbeat_ms)
{
  Harness *h = harness_new();
  ServerOptions options = {.heartbeat_ms = heartbeat_ms, .proxy = proxy};
  g_free(
      chair_run(h, (const char *[]){"group", "set", "virt", "--next-meeting", DAY "T17:00", NULL}));
  g_free(chair_run(h, (const char *[]){"agenda", "add", "virt", "Releases", "--date", DAY, NULL}));
  g_free(chair_run(h, (const char *[]){"meeting", "start", "virt", "--date", DAY, NULL}));
  harness_serve(h, &options);
  return h;
}

static Harness *
with_meeting(guint heartbeat_ms)
{
  return with_meeting_behind(NULL, heartbeat_ms);
}

/* Many lines in one transaction of another process, as the stream sees it. */
static void
say_in(Db *db, const char *day, guint n, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Meeting) meeting = db_meeting_get(db, group, day, &error);
  g_assert_no_error(error);
  SheetAct act = {.db = db,
                  .group = group->id,
                  .meeting = meeting->id,
                  .name = meeting->name,
                  .who = "Ann",
                  .now = meeting->start};
  for (guint i = 0; i < n; i++) {
    gint64 id;
    SheetLine line = {.kind = SAID_NOTE, .text = (char *)(guintptr)text};
    g_assert_true(db_live_say(&act, &line, &id, &error));
  }
}

static void
say(const Harness *h, guint n, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(h);
  g_assert_true(db_begin(db, &error));
  say_in(db, DAY, n, text);
  g_assert_true(db_commit(db, &error));
}

/* --- a raw follower --- */

typedef struct {
  GSocket *socket;
  GString *got;
} Raw;

static void
raw_clear(Raw *raw)
{
  g_clear_object(&raw->socket);
  if (raw->got != NULL)
    g_string_free(raw->got, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Raw, raw_clear)

/* receive: bytes that the kernel may keep for it, 0: as it likes; header: one more, with its line
 * end. */
static void
raw_follow_day(Raw *raw, const Harness *h, const char *day, guint receive, const char *header)
{
  g_autoptr(GError) error = NULL;
  const char *colon = strrchr(server_url(h->server), ':');
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string(
      "127.0.0.1", (guint)g_ascii_strtoull(colon + 1, NULL, 10));
  raw->socket =
      g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error(error);
  if (receive != 0)
    g_assert_true(g_socket_set_option(raw->socket, SOL_SOCKET, SO_RCVBUF, (int)receive, &error));
  g_assert_true(g_socket_connect(raw->socket, address, NULL, &error));
  g_autofree char *ask = g_strdup_printf("GET /virt/meetings/%s/events?since=0 HTTP/1.1\r\n"
                                         "Host: 127.0.0.1%s\r\n%s\r\n",
                                         day, colon, header);
  g_assert_cmpint(g_socket_send(raw->socket, ask, strlen(ask), NULL, &error), ==,
                  (gssize)strlen(ask));
  g_socket_set_blocking(raw->socket, FALSE);
  raw->got = g_string_new(NULL);
}

static void
raw_follow_with(Raw *raw, const Harness *h, guint receive, const char *header)
{
  raw_follow_day(raw, h, DAY, receive, header);
}

static void
raw_follow(Raw *raw, const Harness *h, guint receive)
{
  raw_follow_with(raw, h, receive, "");
}

/* Reads until text came, forgetting what was long before it. */
static gboolean
raw_sees(Raw *raw, const char *text)
{
  gint64 until = g_get_monotonic_time() + PATIENCE_US;
  char bytes[65536];
  while (strstr(raw->got->str, text) == NULL) {
    gint64 left = until - g_get_monotonic_time();
    if (left <= 0 || !g_socket_condition_timed_wait(raw->socket, G_IO_IN, left, NULL, NULL))
      return FALSE;
    gssize n = g_socket_receive(raw->socket, bytes, sizeof bytes, NULL, NULL);
    if (n <= 0)
      return FALSE;
    g_string_append_len(raw->got, bytes, n);
    if (raw->got->len > 2 * sizeof bytes)
      g_string_erase(raw->got, 0, (gssize)(raw->got->len - sizeof bytes));
  }
  return TRUE;
}

static gboolean
listeners_become(const Harness *h, guint n)
{
  gint64 until = g_get_monotonic_time() + PATIENCE_US;
  while (server_live_listeners(server_live(h->server)) != n) {
    if (g_get_monotonic_time() > until)
      return FALSE;
    g_usleep(1000);
  }
  return TRUE;
}

static void
test_so_many_follow_and_the_next_is_told(void)
{
  g_autoptr(Harness) h = with_meeting(0);
  Raw *many = g_new0(Raw, LIVE_LISTENERS_MAX);
  for (guint i = 0; i < LIVE_LISTENERS_MAX; i++)
    raw_follow(&many[i], h, 0);
  g_assert_true(listeners_become(h, LIVE_LISTENERS_MAX));
  g_autoptr(Answer) full = harness_get(h, EVENTS "?since=0");
  g_assert_cmpuint(full->status, ==, 503);
  /* The server answers as before, and all of them hear. */
  g_autoptr(Answer) page = harness_get(h, "/virt/meetings/" DAY "/live");
  g_assert_cmpuint(page->status, ==, 200);
  say(h, 1, "heard by all");
  for (guint i = 0; i < LIVE_LISTENERS_MAX; i++)
    g_assert_true(raw_sees(&many[i], "heard by all"));
  /* Who leaves makes room: a heartbeat or a line finds out that nobody is there. */
  for (guint i = 0; i < LIVE_LISTENERS_MAX; i++)
    raw_clear(&many[i]);
  g_free(many);
  gint64 until = g_get_monotonic_time() + PATIENCE_US;
  while (server_live_listeners(server_live(h->server)) > 0 && g_get_monotonic_time() < until) {
    say(h, 1, "is anybody here?");
    g_usleep(20000); /* fewer lines than a sheet takes, however long it is */
  }
  g_auto(Raw) next = {0};
  raw_follow(&next, h, 0);
  g_assert_true(raw_sees(&next, "heard by all"));
}

/* One visitor holds a share of the streams, with all the addresses of the network they have. */
static void
test_a_network_has_a_share_of_the_streams(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ProxyTrust) trust = server_proxy_new("127.0.0.1", NULL, &error);
  g_assert_no_error(error);
  g_autoptr(Harness) h = with_meeting_behind(trust, 50);
  Raw many[LIVE_NETWORK_MAX] = {0};
  for (guint i = 0; i < LIVE_NETWORK_MAX; i++) {
    g_autofree char *header = g_strdup_printf("X-Forwarded-For: 203.0.113.%u\r\n", i);
    raw_follow_with(&many[i], h, 0, header);
  }
  g_assert_true(listeners_become(h, LIVE_NETWORK_MAX));
  g_autoptr(Answer) refused = harness_request(
      h, "GET", EVENTS "?since=0", (const char *[]){"X-Forwarded-For: 203.0.113.99", NULL}, NULL);
  g_assert_cmpuint(refused->status, ==, 429);
  g_assert_nonnull(strstr(refused->body, "20 people of your network follow meetings already"));
  g_auto(Raw) other = {0};
  raw_follow_with(&other, h, 0, "X-Forwarded-For: 203.0.114.1\r\n");
  g_assert_true(listeners_become(h, LIVE_NETWORK_MAX + 1));
  say(h, 1, "heard by all");
  g_assert_true(raw_sees(&other, "heard by all"));
  for (guint i = 0; i < LIVE_NETWORK_MAX; i++)
    g_assert_true(raw_sees(&many[i], "heard by all"));
  /* Who leaves makes room: a heartbeat finds out. */
  raw_clear(&many[0]);
  g_assert_true(listeners_become(h, LIVE_NETWORK_MAX));
  g_auto(Raw) next = {0};
  raw_follow_with(&next, h, 0, "X-Forwarded-For: 203.0.113.98\r\n");
  g_assert_true(raw_sees(&next, "heard by all"));
  for (guint i = 1; i < LIVE_NETWORK_MAX; i++)
    raw_clear(&many[i]);
}

static void
test_a_silent_meeting_has_a_heartbeat(void)
{
  g_autoptr(Harness) h = with_meeting(50);
  g_auto(Raw) raw = {0};
  raw_follow(&raw, h, 0);
  g_assert_true(raw_sees(&raw, "event: change"));
  g_assert_true(raw_sees(&raw, ": still here\n\n"));
  g_string_truncate(raw.got, 0);
  g_assert_true(raw_sees(&raw, ": still here\n\n"));
}

/* A sheet as long as one may be: a new follower is told to look at the page, which shows the last
 * lines, and is not sent all that was ever said. */
static void
test_a_new_follower_of_a_huge_sheet_is_sent_little(void)
{
  g_autoptr(Harness) h = with_meeting(0);
  g_autofree char *long_line = g_strnfill(SHEET_SAID_MAX - 1, 'x');
  say(h, SHEET_LINES_MAX - 1, long_line);
  g_auto(Raw) raw = {0};
  raw_follow(&raw, h, 0);
  g_assert_true(raw_sees(&raw, "\"refresh\":true,\"lines\":[]}\n\n"));
  g_assert_cmpuint(raw.got->len, <, 4096);
  say(h, 1, "the last line");
  g_assert_true(raw_sees(&raw, "\"refresh\":false,\"lines\":[{"));
  g_assert_true(raw_sees(&raw, "the last line"));
  g_assert_cmpuint(raw.got->len, <, 8192);
  g_autoptr(Answer) page = harness_get(h, "/virt/meetings/" DAY "/live");
  g_assert_cmpuint(page->status, ==, 200);
  g_assert_nonnull(strstr(page->body, "the last line"));
  g_assert_nonnull(strstr(page->body, "4700 lines stand only in the"));
  g_assert_cmpuint(strlen(page->body), <, (gsize)WEB_LIVE_LINES * (SHEET_SAID_MAX + 1000));
}

/* More than the sockets of both ends hold: the reader is behind, nobody waits for it, and once it
 * reads it hears that there is more than an event holds, although nothing is written after. */
static void
test_a_slow_reader_holds_up_nobody_and_misses_nothing(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Harness) h = with_meeting(0);
  g_autofree char *long_line = g_strnfill(SHEET_SAID_MAX - 1, 'x');
  g_auto(Raw) slow = {0};
  g_auto(Raw) quick = {0};
  raw_follow(&slow, h, 4096);
  raw_follow(&quick, h, 0);
  g_assert_true(listeners_become(h, 2));
  for (guint i = 0; i < 120; i++) {
    g_autofree char *last = g_strdup_printf("round %u is over", i);
    g_autoptr(Db) db = harness_open(h);
    g_assert_true(db_begin(db, &error));
    say_in(db, DAY, 14, long_line);
    say_in(db, DAY, 1, last);
    g_assert_true(db_commit(db, &error));
    server_live_poke(server_live(h->server));
    /* The last line, or two rounds may come in one event that is too long to hold them. */
    g_assert_true(raw_sees(&quick, last));
    g_string_truncate(quick.got, 0);
  }
  say(h, 1, "the last line");
  g_assert_true(raw_sees(&quick, "the last line"));
  g_autoptr(Answer) health = harness_get(h, "/healthz");
  g_assert_cmpuint(health->status, ==, 200);
  g_assert_true(raw_sees(&slow, "\"refresh\":true"));
}

/* However those who follow two meetings come one after the other, what is written in both is read
 * once of each. */
static void
test_a_sheet_is_read_once_for_all_its_followers(void)
{
  enum { FOLLOWERS = 8 };
  static const char *const days[] = {DAY, OTHER_DAY};
  g_autoptr(GError) error = NULL;
  g_autoptr(Harness) h = with_meeting(0);
  Raw raws[FOLLOWERS] = {0};
  g_free(chair_run(h, (const char *[]){"meeting", "add", "virt", OTHER_DAY "T17:00", NULL}));
  g_free(chair_run(h, (const char *[]){"agenda", "add", "virt", "A", "--date", OTHER_DAY, NULL}));
  g_free(chair_run(h, (const char *[]){"meeting", "start", "virt", "--date", OTHER_DAY, NULL}));
  for (guint i = 0; i < FOLLOWERS; i++)
    raw_follow_day(&raws[i], h, days[i % 2], 0, "");
  for (guint i = 0; i < FOLLOWERS; i++)
    g_assert_true(raw_sees(&raws[i], "event: change"));
  guint before = server_live_sheets_read(server_live(h->server));
  g_autoptr(Db) db = harness_open(h);
  g_assert_true(db_begin(db, &error));
  say_in(db, DAY, 1, "in both");
  say_in(db, OTHER_DAY, 1, "in both");
  g_assert_true(db_commit(db, &error));
  for (guint i = 0; i < FOLLOWERS; i++)
    g_assert_true(raw_sees(&raws[i], "in both"));
  g_assert_cmpuint(server_live_sheets_read(server_live(h->server)) - before, ==, 2);
  for (guint i = 0; i < FOLLOWERS; i++)
    raw_clear(&raws[i]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* A refused follower is warned of. */
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add_func("/server/live-hard/so-many-follow-and-the-next-is-told",
                  test_so_many_follow_and_the_next_is_told);
  g_test_add_func("/server/live-hard/a-network-has-a-share-of-the-streams",
                  test_a_network_has_a_share_of_the_streams);
  g_test_add_func("/server/live-hard/a-silent-meeting-has-a-heartbeat",
                  test_a_silent_meeting_has_a_heartbeat);
  g_test_add_func("/server/live-hard/a-new-follower-of-a-huge-sheet-is-sent-little",
                  test_a_new_follower_of_a_huge_sheet_is_sent_little);
  g_test_add_func("/server/live-hard/a-sheet-is-read-once-for-all-its-followers",
                  test_a_sheet_is_read_once_for_all_its_followers);
  g_test_add_func("/server/live-hard/a-slow-reader-holds-up-nobody-and-misses-nothing",
                  test_a_slow_reader_holds_up_nobody_and_misses_nothing);
  return g_test_run();
}
