/* Message-IDs in header fields. RFC 5322 3.6.4, as mailers really write it. Pure. */
#pragma once
#include "ingest/header.h"
G_BEGIN_DECLS

/* Longer ids are no ids; of longer chains the first and the newest are kept. */
#define INGEST_MAX_MESSAGE_ID 998
#define INGEST_MAX_REFERENCES 200

/* The Message-ID without brackets, blanks inside (from folding) removed; NULL when there is none.
 * Caller frees. */
char *ingest_references_id(const char *value, gsize len);

/* References oldest first, In-Reply-To last unless among them; own_id, doubles and what is no id
 * ("y", an address of `people`, which old mailers put into In-Reply-To) left out. people: GPtrArray
 * * of Person, NULL-terminated. Never NULL; caller frees. */
GStrv ingest_references_list(const HeaderBlock *block, const char *own_id,
                             GPtrArray *const people[]);
G_END_DECLS
