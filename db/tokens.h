/* How text becomes the words that search knows: the same for the index (db/sqlite/tokenizer.c), for queries and for the
 * marks in snippets. Pure. The rules are in docs/search.md. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* A token is cut off after so many bytes, and a text after so many tokens: one mail must not fill the index, nor the
 * memory of a phrase search. */
#define TOKEN_MAX_BYTES 64
#define TOKENS_MAX_PER_TEXT 262144

/* token: n bytes, folded, not NUL-terminated; text[start..end) is what it was made of. Anything but 0 stops the walk and is
 * given back. The signature is FTS5's; flags is always 0. */
typedef int (*TokenFunc)(void *data, int flags, const char *token, int n, int start, int end);

/* Calls func for each token. A token is a run of letters and digits, case and accents folded; every other character
 * parts tokens, so that foo_bar-1.2 is found whole (as a phrase) and in part. Chinese, Japanese and Korean characters,
 * which write no blanks, are a token each, so that any run of them is a phrase. Broken UTF-8 parts tokens. */
int tokens_each(const char *text, int len, TokenFunc func, void *data);

/* The same tokens one after the other, each as a byte that is its length and its bytes, at to; gives the place behind them. There has to
 * be room for TOKENS_PACKED_MAX(len) bytes. */
char *tokens_pack(const char *text, int len, char *to);
/* A letter folds to three bytes at most where it was two; a token brings the byte of its length, and one that is being read is written
 * before it is known to end. */
#define TOKENS_PACKED_MAX(len) (3 * (gsize)(len) + TOKEN_MAX_BYTES + 1)
/* As tokens_each over the text that was packed, but start and end are always 0. */
int tokens_each_packed(const char *packed, int len, TokenFunc func, void *data);

G_END_DECLS
