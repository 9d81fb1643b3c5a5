/* Which addresses are fetched from at all: no server is asked. */
#include "ingest/fetch-address.h"
#include "ingest/fetch-url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static void
test_urls_refused(void)
{
  static const char *const bad[] = {"ftp://example.org/",
                                    "file:///etc/passwd",
                                    "http:///x",
                                    "lists/x",
                                    "http://user:secret@example.org/",
                                    "imap://example.org/INBOX"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GUri) uri = ingest_url_parse(bad[i], &error);
    g_assert_null(uri);
    g_assert_nonnull(error);
    g_assert_null(strstr(error->message, "secret"));
  }
  g_assert_true(ingest_url_is_under("http://a/list/x.gz", "http://a/list/"));
  g_assert_false(ingest_url_is_under("http://a:81/list/x.gz", "http://a/list/"));
  g_assert_false(ingest_url_is_under("http://a/other/x.gz", "http://a/list/"));
  g_assert_true(ingest_url_is_packed("http://a/x.mbox.GZ?start=1"));
  g_assert_false(ingest_url_is_packed("http://a/x.txt?n=1.gz"));
}

static void
test_private_addresses(void)
{
  static const char *const private[] = {
      "127.0.0.1",  "10.1.2.3", "172.31.0.1", "192.168.1.1",     "169.254.169.254",
      "100.64.0.1", "0.0.0.0",  "224.0.0.1",  "255.255.255.255", "198.19.0.1"};
  static const char *const public[] = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1",
                                       "198.20.0.1"};
  static const char *const private6[] = {"::1",
                                         "::",
                                         "fe80::1",
                                         "fd00::1",
                                         "ff02::1",
                                         "::ffff:10.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "2002:a00:1::1",
                                         "2001:db8::1",
                                         "::127.0.0.1"};
  static const char *const public6[] = {"2606:4700::1", "2a00:1450::1", "::ffff:8.8.8.8",
                                        "64:ff9b::808:808"};
  struct sockaddr_in in = {.sin_family = AF_INET};
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
  for (gsize i = 0; i < G_N_ELEMENTS(private); i++) {
    g_assert_cmpint(inet_pton(AF_INET, private[i], &in.sin_addr), ==, 1);
    g_assert_true(ingest_address_is_private((struct sockaddr *)&in));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(public); i++) {
    g_assert_cmpint(inet_pton(AF_INET, public[i], &in.sin_addr), ==, 1);
    g_assert_false(ingest_address_is_private((struct sockaddr *)&in));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(private6); i++) {
    g_assert_cmpint(inet_pton(AF_INET6, private6[i], &in6.sin6_addr), ==, 1);
    g_assert_true(ingest_address_is_private((struct sockaddr *)&in6));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(public6); i++) {
    g_assert_cmpint(inet_pton(AF_INET6, public6[i], &in6.sin6_addr), ==, 1);
    g_assert_false(ingest_address_is_private((struct sockaddr *)&in6));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fetch/strange-addresses-are-refused", test_urls_refused);
  g_test_add_func("/fetch/private-addresses-are-known", test_private_addresses);
  return g_test_run();
}
