/* The search language: text -> tree (pure). Grammar in docs/search.md; users of public-inbox, notmuch and mu type what they
 * know: words, "phrases", prefix*, AND OR NOT -, parentheses, field:value, d:from..until. At most 8 KiB and
 * 256 terms, nesting 64, so that
 * a walk over the tree may recurse. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef enum { QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_TERM, QUERY_ALL } QueryOp;

typedef enum {
  FIELD_ANY, FIELD_SUBJECT, FIELD_FROM, FIELD_TO, FIELD_CC, FIELD_TC, FIELD_ADDRESS, FIELD_BODY_SUBJECT, FIELD_BODY, FIELD_NQ, FIELD_QUOTED,
  FIELD_DATE, FIELD_LIST, FIELD_MID, FIELD_THREAD, FIELD_RT, FIELD_DFN, FIELD_DFA, FIELD_DFB, FIELD_DFPRE, FIELD_DFPOST,
  FIELD_DFBLOB, FIELD_DFHH, FIELD_DFCTX, FIELD_ATTACHMENT, FIELD_HAS, FIELD_SIZE,
  FIELD_BUG, FIELD_COMMIT, FIELD_CVE, FIELD_KIND, FIELD_STATE, FIELD_OWNER, FIELD_VOTED, FIELD_N
} QueryField;

typedef struct Query Query;
struct Query {
  QueryOp op;
  GPtrArray *children;  /* Query *; AND, OR: two or more; NOT: one */
  QueryField field;     /* TERM */
  char *text;           /* TERM: the words, unquoted */
  gboolean phrase, prefix;
  gint64 from, until;   /* FIELD_DATE, FIELD_RT, FIELD_SIZE: from <= seconds or bytes < until, 0: open */
};

typedef struct { guint position; /* byte offset of the fault in the text */ } QueryFault;

#define QUERY_MAX_TEXT 8192 /* bytes */
/* Stands for a NUL that somebody sent: SYMBOL FOR NULL. No query may hold it. */
#define QUERY_NUL "\xe2\x90\x80"

/* Words of one phrase, and of one question put to the text index: with the most tokens that a mail has there
 * (db/tokens.h) a search stays under 32 MiB. */
#define QUERY_MAX_PHRASE 40

/* now: for "last month", "2 weeks ago..". zone: IANA name for day limits. NULL with INVALID: error names the fault, *fault
 * (may be NULL) its place. An empty text gives QUERY_ALL. */
Query *query_parse(const char *text, gint64 now, const char *zone, QueryFault *fault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void query_free(Query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_free)
/* The term names a blob of git: dfblob:, and dfpre: and dfpost: before 7 hexadecimal digits or more, which may be a word as well. */
gboolean query_is_blob(const Query *term);
/* In words, shown back to the reader, times in zone (IANA; NULL or unknown: UTC). Caller frees. */
char *query_to_words(const Query *query, const char *zone);
/* The first word that looks like a field ("tag:inbox") and was taken as a word: "tag"; NULL: none. Addresses ("http://...") and names with
 * two colons do not look so. Caller frees. */
char *query_unknown_field(const Query *query);
/* The first "or", "and" or "not" that was taken as a word, for notmuch and mu take them as operators; NULL: none. Owned by query. */
const char *query_lower_operator(const Query *query);
/* What other readers' programs take for more than a word, and was taken as one: "NEAR", "|", "thread:{", "s:/regex/". *instead: what to write
 * (static); NULL: nothing of that kind. Owned by query. */
const char *query_foreign_form(const Query *query, const char **instead);
/* What to write instead of a field that other readers know; NULL: nothing is known of it. */
const char *query_foreign_hint(const char *name);
/* The table of fields, for the parser and the help. prefixes: without the colon, separated by blanks ("s subject"). */
typedef struct { const char *prefixes; QueryField field; const char *meaning, *example; } QueryFieldHelp;
const QueryFieldHelp *query_field_help(guint *n);

G_END_DECLS
