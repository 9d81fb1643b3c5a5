/* Which network addresses are private: nothing that a web page or a mail names may lead there. */
#pragma once
#include <glib.h>
#include <sys/socket.h>
G_BEGIN_DECLS

/* TRUE for what is not out on the internet: loopback, private, link-local, shared, multicast, reserved and unspecified addresses
 * (RFC 6890), IPv6 addresses that wrap such an IPv4 one (mapped, NAT64, 6to4), and every family but IPv4 and IPv6. */
gboolean ingest_address_is_private(const struct sockaddr *address);
/* TRUE for 127.0.0.0/8 and ::1 only. */
gboolean ingest_address_is_loopback(const struct sockaddr *address);
G_END_DECLS
