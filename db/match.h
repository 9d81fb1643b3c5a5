/* The parts of a query that the text index answers by itself. The engine's folder implements it: SQLite with FTS5. Only
 * files of db/ include this. */
#pragma once
#include "db/engine.h"
#include "db/idset.h"
#include "db/query.h"
G_BEGIN_DECLS

typedef enum {
  MATCH_TEXT,   /* the index can answer it */
  MATCH_NOTHING_TO_LOOK_FOR, /* no letter or digit in it, such as "+" */
  MATCH_OTHER   /* not the index, or not in one question: evaluate its parts */
} MatchKind;

/* Terms that the index only narrows down: the mails with their words among lines of other kinds have to be read (db/diff-terms.h). */
gboolean match_is_narrowed(const Query *term);
/* The question for words in the texts that a field looks into; NULL: no letter or digit in it. Caller frees. */
char *match_words(QueryField field, const char *text, gboolean prefix);

/* Folds query into one question of the index; *expression (only for MATCH_TEXT) is the caller's. A question has at most
 * QUERY_MAX_PHRASE tokens, and a prefix stands alone, so that its memory is bounded. */
MatchKind match_fold(const Query *query, char **expression);
/* The same for the conjunction of queries (Query *). */
MatchKind match_fold_all(GPtrArray *queries, char **expression);

/* Adds the mails that match. *whole becomes FALSE when the deadline came first: then some are missing. */
gboolean engine_text_match(Db *db, const char *expression, IdSet *found, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* score[id] of those that match and are in wanted: BM25, more is better, subjects and own words before quotes. */
gboolean engine_text_rank(Db *db, const char *expression, const IdSet *wanted, float *score, gboolean *whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
