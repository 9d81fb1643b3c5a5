/* Where other archives keep a mail, as its header says: Archived-At (RFC 5064), Message-ID-Hash and
 * X-Message-ID-Hash of Mailman 3. Pure. */
#pragma once
#include "ingest/header.h"
G_BEGIN_DECLS

/* So many addresses of one mail are kept. */
#define INGEST_MAX_ARCHIVED 8

/* In the forms of db/archived.h, each once, without those that its Message-ID tells already. NULL: none,
 * as nearly always. Caller frees. */
GStrv ingest_archived_read(const HeaderBlock *block, const char *own_id);
/* What an address of another archive names, in the same forms; NULL: no mail. Caller frees. */
char *ingest_archived_address(const char *text);
G_END_DECLS
