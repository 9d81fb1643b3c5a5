/* The piece of a text that shows why a mail was found. Pure. */
#pragma once
#include "db/db.h"
#include "db/query.h"
G_BEGIN_DECLS

/* The words to mark, with the fields they are looked for in. */
typedef struct SnippetWords SnippetWords;
/* Those words of the query that a found mail should have: not the negated ones, at most 32. NULL query: none. */
SnippetWords *snippet_words_new(const Query *query);
void snippet_words_free(SnippetWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SnippetWords, snippet_words_free)
/* Nothing is looked for. */
gboolean snippet_words_none(const SnippetWords *words);
/* Two words with equal keys mark the same in every text. Owned by words. */
const char *snippet_words_key(const SnippetWords *words);

/* About 240 bytes around the place where most of the words stand together, on one line, hits between \001 and \002, "…" where it is
 * cut; NULL when text has none of the words that are looked for in field. Looks at the first 128 KiB of text. Caller frees. */
char *snippet_find(const SnippetWords *words, DbTextField field, const char *text);
/* The beginning of text in the same form, without hits. */
char *snippet_head(const char *text);

G_END_DECLS
