/* A raw mail as a visitor may see it from whom addresses are kept. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* The hosts of addresses in header fields and in text become "masked.invalid", a name that can never be (RFC 2606); parts of type text that
 * are base64 or quoted-printable are taken apart for it and written in the same encoding again (RFC 2045, 6.7 and 6.8), also those of
 * forwarded mails. Message-IDs and all else that holds threads and parts together stay, and every part in which there is no address is byte
 * for byte what it was. Not looked into: parts of other types, and texts in UTF-16, UTF-32 or UTF-7. */
GBytes *server_mask_raw(GBytes *raw);

G_END_DECLS
