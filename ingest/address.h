/* Addresses of header fields -> Person, with the masks of archives undone. GMime's address parser
 * knows no masks, so this is ingest's own reading of RFC 5322 lists: lenient, bounded, without
 * recursion. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* At most this many addresses of one field are read. */
#define INGEST_MAX_ADDRESSES 2000

/* Person * in order; value is the raw field (folded, RFC 2047 words not yet decoded), or NULL.
 * Forms: "Name <a@b>", "a@b (Name)", "a at b (Name)", "a(a)b", "a_at_b.org", groups "name: a, b;".
 * "[email protected]" gives a name without an address. */
GPtrArray *ingest_address_list(const char *value, gsize len);

/* One address as archives mask it -> as it was, where that is certain ("x at y.z", "x (a) y.z",
 * "x_at_y.z", "x AT y DOT z"); others as they are. The domain is lower case. NULL for "[email
 * protected]" and for what is no address. Caller frees. */
char *ingest_address_unmask(const char *text);

/* "Name via List" -> "Name", quotes around it removed; NULL when the name does not say that a list
 * wrote it. Caller frees. */
char *ingest_address_name_behind_list(const char *name);
G_END_DECLS
