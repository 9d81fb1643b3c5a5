/* A raw mail as a visitor may see it from whom addresses are kept. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* The hosts of addresses in header fields and in text become "masked.invalid", a name that can never be (RFC 2606). Texts are all parts of
 * type text, in whatever charset, and others whose bytes are UTF-8; those in base64 or quoted-printable are taken apart for it and
 * written in the same encoding and charset again (RFC 2045, 6.7 and 6.8), also those of forwarded mails. A field or line whose encoded words
 * (RFC 2047) name somebody is written anew. Message-IDs and all else that holds threads and parts together stay, and every part in which
 * there is no address is byte for byte what it was. Not looked into: what is neither text nor UTF-8 (pictures, archives, PDF), and names of
 * attached files. */
GBytes *server_mask_raw(GBytes *raw);

G_END_DECLS
