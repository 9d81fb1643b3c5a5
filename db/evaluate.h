/* A query against all mail: the set of what matches. Only files of db/ include this. */
#pragma once
#include "db/catalog.h"
#include "db/query.h"
G_BEGIN_DECLS

/* The mails of group (0: all) that match. The deadline of the handle ends it early: *whole is FALSE then, and what is
 * given matches, but more would. NULL: error. Free with g_free. */
IdSet *search_evaluate(Db *db, Catalog *catalog, gint64 group, const Query *query, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The question whose BM25 orders the results: the words of the query as far as the text index can be asked in one question.
 * NULL: there are none. Caller frees. */
char *search_rank_expression(const Query *query);

G_END_DECLS
