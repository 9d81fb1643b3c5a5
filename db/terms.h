/* The words of a query that are answered by other tables than the text index: dates, groups, Message-IDs, links, items, votes.
 * Only files of db/ include this. */
#pragma once
#include "db/catalog.h"
#include "db/query.h"
G_BEGIN_DECLS

/* Adds the mails that match a QUERY_TERM of such a field to found. group: 0 or the one that items and threads are asked of.
 * *whole becomes FALSE when the deadline came first. */
gboolean term_match(Db *db, Catalog *catalog, gint64 group, const Query *term, IdSet *found, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
