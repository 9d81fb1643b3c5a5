/* Words that are looked for in what the text index does not keep apart: heads of hunks, unchanged lines and blobs of diffs. The index says
 * which mails have the words in some line; these are read, newest first. Only files of db/ include this. */
#pragma once
#include "db/catalog.h"
#include "db/query.h"
G_BEGIN_DECLS

/* So much of a mail is read. */
#define DIFF_MAIL_BYTES ((gsize)2 << 20)

/* Adds the mails of within that match a term (match_is_narrowed). What was read is remembered in the catalog, so that the next page of results,
 * or the same search again after the deadline cut it short, goes on from there. *whole becomes FALSE when the deadline came first. */
gboolean diff_term_match(Db *db, Catalog *catalog, const Query *term, const IdSet *within, IdSet *found, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
