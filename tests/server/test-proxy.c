/* Who asks, behind a web server: what is believed of the headers that say so. */
#include <string.h>

#include "server/proxy.h"
#include "tests/harness/chair.h"

static ProxyTrust *
trust_of(const char *list, const char *header)
{
  g_autoptr(GError) error = NULL;
  ProxyTrust *trust = server_proxy_new(list, header, &error);
  g_assert_no_error(error);
  return trust;
}

typedef struct {
  const char *peer, *value, *client;
} Row;

static void
assert_rows(const ProxyTrust *trust, const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *client = server_proxy_client(trust, rows[i].peer, rows[i].value);
    if (g_strcmp0(client, rows[i].client) != 0)
      g_test_message("%s, %s", rows[i].peer, rows[i].value);
    g_assert_cmpstr(client, ==, rows[i].client);
  }
}

static void
test_nobody_is_believed_unless_trusted(void)
{
  g_autoptr(ProxyTrust) trust = trust_of("192.0.2.1, 10.0.0.0/8, fd00::/8", NULL);
  static const Row rows[] = {
      {"198.51.100.7", "203.0.113.5", "198.51.100.7"}, /* a client that writes the header itself */
      {"192.0.2.2", "203.0.113.5", "192.0.2.2"},       /* a neighbour of the proxy */
      {"192.0.2.1", "203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", NULL, "192.0.2.1"},
      {"192.0.2.1", "", "192.0.2.1"},
      {"::ffff:192.0.2.1", "203.0.113.5", "203.0.113.5"},
      {"fd00::5", "2001:db8::7", "2001:db8::7"},
      {NULL, "203.0.113.5", NULL},
  };
  assert_rows(trust, rows, G_N_ELEMENTS(rows));
  static const Row none[] = {{"127.0.0.1", "203.0.113.5", "127.0.0.1"}};
  assert_rows(NULL, none, G_N_ELEMENTS(none));
}

static void
test_only_what_trusted_proxies_added_counts(void)
{
  g_autoptr(ProxyTrust) trust = trust_of("192.0.2.1,10.0.0.0/8,fd00::/8", "x-forwarded-for");
  static const Row rows[] = {
      /* the client wrote the first, the proxy added the second */
      {"192.0.2.1", "1.1.1.1, 203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "10.1.1.1, 203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "203.0.113.5, 10.1.2.3", "203.0.113.5"}, /* two proxies in a row */
      {"192.0.2.1", "203.0.113.5, 10.1.2.3 ,10.9.9.9", "203.0.113.5"},
      {"192.0.2.1", "10.1.2.3", "10.1.2.3"}, /* from within */
      {"192.0.2.1", "203.0.113.5:4711", "203.0.113.5"},
      {"192.0.2.1", "[2001:db8::7]:4711", "2001:db8::7"},
      {"192.0.2.1", "203.0.113.5, unknown", "192.0.2.1"},
      {"192.0.2.1", "203.0.113.5, 10.1.2.3, nonsense, 10.1.2.4", "10.1.2.4"},
      {"192.0.2.1", "203.0.113.5,,", "203.0.113.5"},
      {"192.0.2.1", "\"1.1.1.1, 203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "\"203.0.113.5\"", "192.0.2.1"},
      {"192.0.2.1", "203.0.113.5; x", "192.0.2.1"},
  };
  assert_rows(trust, rows, G_N_ELEMENTS(rows));
}

/* The forms of RFC 7239, section 4 and 6. */
static void
test_forwarded_is_read_as_its_rfc_says(void)
{
  g_autoptr(ProxyTrust) trust = trust_of("192.0.2.1,10.0.0.0/8", "Forwarded");
  g_assert_cmpstr(server_proxy_header(trust), ==, "Forwarded");
  static const Row rows[] = {
      {"192.0.2.1", "for=203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "for=203.0.113.5;proto=https;by=203.0.113.43", "203.0.113.5"},
      {"192.0.2.1", "proto=https; For=\"203.0.113.5:4711\"", "203.0.113.5"},
      {"192.0.2.1", "For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
      {"192.0.2.1", "for=1.1.1.1, for=203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "for=203.0.113.5, for=10.1.1.1;by=\"a, for=1.1.1.1\"", "203.0.113.5"},
      {"192.0.2.1", "for=203.0.113.5;x=\"\\\", for=1.1.1.1\"", "203.0.113.5"},
      {"192.0.2.1", "for=203.0.113.5, for=unknown", "192.0.2.1"},
      {"192.0.2.1", "for=203.0.113.5, for=\"_gazonk\"", "192.0.2.1"},
      {"192.0.2.1", "for=203.0.113.5, by=203.0.113.43", "192.0.2.1"},
      {"192.0.2.1", "203.0.113.5", "192.0.2.1"}, /* of the other header */
      {"192.0.2.1", "for=203.0.113.5;for=1.1.1.1", "203.0.113.5"},
      {"198.51.100.7", "for=203.0.113.5", "198.51.100.7"},
      /* A quote that the client left open swallows nothing that the proxy wrote. */
      {"192.0.2.1", "for=\"1.1.1.1, for=203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "for=1.2.3.4;x=\", for=203.0.113.5", "203.0.113.5"},
      {"192.0.2.1", "for=1.2.3.4;x=\"\\, for=203.0.113.5", "203.0.113.5"},
  };
  assert_rows(trust, rows, G_N_ELEMENTS(rows));
}

static void
test_what_is_no_address_is_no_proxy(void)
{
  static const char *const bad[] = {"",           "proxy.example.org", "10.0.0.0/33",
                                    "10.0.0.1/8", "127.0.0.1,",        "::/129"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(server_proxy_new(bad[i], NULL, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
  g_autoptr(GError) error = NULL;
  g_assert_null(server_proxy_new("127.0.0.1", "X-Real-IP", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
}

/* How many of n tries with a wrong link are refused for being too many; header: "X-Forwarded-For:
 * ..." or NULL. */
static guint
limited_of(const Harness *harness, guint n, const char *const *more)
{
  g_autofree char *origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autofree char *path = g_strconcat("/sign-in/", "00112233445566778899aabbccddeeff",
                                      "00112233445566778899aabbccddeeff", NULL);
  guint limited = 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr(Answer) answer = harness_request(
        harness, "POST", path,
        (const char *[]){origin, more[0], more[0] != NULL ? more[1] : NULL, NULL}, "");
    g_assert_true(answer->status == 403 || answer->status == 429);
    limited += answer->status == 429;
  }
  return limited;
}

static void
test_each_network_behind_the_proxy_has_its_own_tries(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(ProxyTrust) trust = trust_of("127.0.0.1", NULL);
  ServerOptions options = {.proxy = trust};
  harness_serve(harness, &options);
  const char *const one[] = {"X-Forwarded-For: 203.0.113.5", NULL};
  const char *const other[] = {"X-Forwarded-For: 198.51.100.9", NULL};
  g_assert_cmpuint(limited_of(harness, 35, one), ==, 5);
  g_assert_cmpuint(limited_of(harness, 5, other), ==, 0);
  /* An entry of their own in front of the proxy's helps nobody, in one line or in two. */
  const char *const forged[] = {"X-Forwarded-For: 192.0.2.77, 203.0.113.5", NULL};
  const char *const lines[] = {"X-Forwarded-For: 192.0.2.78", "X-Forwarded-For: 203.0.113.5", NULL};
  g_assert_cmpuint(limited_of(harness, 3, forged), ==, 3);
  g_assert_cmpuint(limited_of(harness, 3, lines), ==, 3);
  const char *const rfc[] = {"Forwarded: for=192.0.2.79", "X-Forwarded-For: 203.0.113.5", NULL};
  g_assert_cmpuint(limited_of(harness, 3, rfc), ==, 3);
}

/* Asks for a link for an address, from a network. */
static guint
asked(const Harness *harness, const char *network, const char *address)
{
  g_autofree char *origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autofree char *header = g_strdup_printf("X-Forwarded-For: %s", network);
  g_autofree char *body = g_strdup_printf("address=%s", address);
  g_autoptr(Answer) answer =
      harness_request(harness, "POST", "/sign-in", (const char *[]){origin, header, NULL}, body);
  return answer->status;
}

/* Fifteen tries of a network, five of an address, each counted apart: who spends one spends nobody
 * else's. */
static void
test_tries_of_a_network_and_of_an_address_are_apart(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(ProxyTrust) trust = trust_of("127.0.0.1", NULL);
  ServerOptions options = {.proxy = trust};
  harness_serve(harness, &options);
  /* A network that asks for many: its neighbours wait with it, nobody else does, nor do the
   * addresses. */
  for (guint i = 0; i < 15; i++) {
    g_autofree char *address = g_strdup_printf("a%u@example.org", i);
    g_assert_cmpuint(asked(harness, "203.0.113.5", address), ==, 303);
  }
  g_assert_cmpuint(asked(harness, "203.0.113.5", "b@example.org"), ==, 429);
  g_assert_cmpuint(asked(harness, "203.0.113.250", "b@example.org"), ==, 429);
  g_assert_cmpuint(asked(harness, "203.0.114.5", "b@example.org"), ==, 303);
  g_assert_cmpuint(asked(harness, "203.0.114.5", "a0@example.org"), ==, 303);
  /* An address that many networks ask for: it waits for all of them, they wait for nothing else. */
  for (guint i = 0; i < 5; i++) {
    g_autofree char *network = g_strdup_printf("198.51.%u.1", i);
    g_assert_cmpuint(asked(harness, network, "ann@example.org"), ==, 303);
  }
  g_assert_cmpuint(asked(harness, "198.51.9.1", "ann@example.org"), ==, 429);
  g_assert_cmpuint(asked(harness, "198.51.9.1", "Ann at example.org"), ==, 429); /* is the same */
  g_assert_cmpuint(asked(harness, "198.51.9.1", "ben@example.org"), ==, 303);
  /* 48 bits are a network of IPv6, whatever a provider's customer has below them. */
  for (guint i = 0; i < 15; i++) {
    g_autofree char *network = g_strdup_printf("2001:db8:1:%x::1", i);
    g_autofree char *address = g_strdup_printf("c%u@example.org", i);
    g_assert_cmpuint(asked(harness, network, address), ==, 303);
  }
  g_assert_cmpuint(asked(harness, "2001:db8:1:ffff::1", "d@example.org"), ==, 429);
  g_assert_cmpuint(asked(harness, "2001:db8:2::1", "d@example.org"), ==, 303);
}

static void
test_without_a_trusted_proxy_no_header_moves_anybody(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  guint limited = 0;
  for (guint i = 0; i < 35; i++) {
    g_autofree char *header = g_strdup_printf("X-Forwarded-For: 203.0.%u.5", i);
    g_autofree char *rfc = g_strdup_printf("Forwarded: for=203.0.%u.5", i);
    limited += limited_of(harness, 1, (const char *[]){header, rfc, NULL});
  }
  g_assert_cmpuint(limited, ==, 5);
}

static GLogWriterOutput
count_line(GLogLevelFlags level G_GNUC_UNUSED, const GLogField *fields, gsize n, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp(fields[i].key, "MESSAGE") == 0 &&
        strstr(fields[i].value, "--trusted-proxy does not name") != NULL)
      g_atomic_int_inc((gint *)data);
  return G_LOG_WRITER_HANDLED;
}

/* Whoever puts a web server in front and does not name it reads why all its visitors are one. */
static void
test_a_web_server_that_nobody_named_is_told_of_once(void)
{
  static const struct {
    const char *list;
    const char *headers[2];
    gint lines;
  } rows[] = {
      {NULL, {"X-Forwarded-For: 203.0.113.5"}, 1},
      {"192.0.2.1", {"X-Forwarded-For: 203.0.113.5"}, 1},
      {"127.0.0.1", {"X-Forwarded-For: 203.0.113.5"}, 0},
      {"127.0.0.1", {"X-Forwarded-For: unknown"}, 0},
      {NULL, {"Accept: */*"}, 0},
  };
  gint *lines = g_new0(gint, 1); /* the log is written to the end of the program */
  g_log_set_writer_func(count_line, lines, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ProxyTrust) trust = rows[i].list != NULL ? trust_of(rows[i].list, NULL) : NULL;
    g_autoptr(Harness) harness = harness_new();
    harness_serve(harness, &(ServerOptions){.proxy = trust});
    g_atomic_int_set(lines, 0);
    limited_of(harness, 3, rows[i].headers);
    g_assert_cmpint(g_atomic_int_get(lines), ==, rows[i].lines);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/proxy/nobody-is-believed-unless-trusted",
                  test_nobody_is_believed_unless_trusted);
  g_test_add_func("/proxy/only-what-trusted-proxies-added-counts",
                  test_only_what_trusted_proxies_added_counts);
  g_test_add_func("/proxy/forwarded-is-read-as-its-rfc-says",
                  test_forwarded_is_read_as_its_rfc_says);
  g_test_add_func("/proxy/what-is-no-address-is-no-proxy", test_what_is_no_address_is_no_proxy);
  g_test_add_func("/proxy/each-network-behind-the-proxy-has-its-own-tries",
                  test_each_network_behind_the_proxy_has_its_own_tries);
  g_test_add_func("/proxy/tries-of-a-network-and-of-an-address-are-apart",
                  test_tries_of_a_network_and_of_an_address_are_apart);
  g_test_add_func("/proxy/without-a-trusted-proxy-no-header-moves-anybody",
                  test_without_a_trusted_proxy_no_header_moves_anybody);
  /* Last: a writer of logs stays. */
  g_test_add_func("/proxy/a-web-server-that-nobody-named-is-told-of-once",
                  test_a_web_server_that_nobody_named_is_told_of_once);
  return g_test_run();
}
