/* The words of a mail, cut and folded beforehand, as the text index takes them. Storing is one thread and the bottleneck of an
 * ingest; cutting text is a third of what the index costs, and any thread can do it. */
#pragma once
#include "db/db.h"
#include "db/tokens.h"
G_BEGIN_DECLS

/* Of all fields, in order; what was NULL has none. scratch is the caller's, of any content, kept from mail to mail so that nothing
 * grows twice. The form is known to this file alone and is never stored. */
GBytes *words_pack(const char *const text[DB_TEXT_N_FIELDS], GByteArray *scratch);
/* The words of one field, for tokens_each_packed. Borrowed from words; ends in NUL, and has none before. */
const char *words_of_field(GBytes *words, DbTextField field);

G_END_DECLS
