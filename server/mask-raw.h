/* A raw mail as a visitor may see it from whom addresses are kept. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Masked is the host of each address: of "ann@example.org", the @ also as HTML writes it, it becomes "masked.invalid", a name that can never
 * be (RFC 2606). People's names and what stands before the @ stay, and so does what is no address to programs: "ann at example.org".
 *
 * Looked into are header fields, but for those that hold threads, parts and lists together (Message-ID, Content-Type, List-Id and the like; of
 * In-Reply-To and References what is no Message-ID is looked into), and texts: parts of type text in whatever charset, and others that
 * hold no control characters or are UTF-8. Texts in base64 or quoted-printable are taken apart for it and written in the same encoding and charset
 * again (RFC 2045, 6.7 and 6.8), also those of forwarded mails. A field or line whose encoded words (RFC 2047) name somebody is written
 * anew. All that stands in a text is text, a Message-ID and the fields of a forwarded mail too: what looks like an address is one.
 *
 * Not looked into: other parts (pictures, archives, PDF), and names of attached files. A part in which there is no address is byte for byte
 * what it was. */
GBytes *server_mask_raw(GBytes *raw);

G_END_DECLS
