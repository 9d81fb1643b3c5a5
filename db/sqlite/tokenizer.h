/* The FTS5 tokenizer "docket". A token is a run of letters and digits, case and accents folded, at most 64 bytes of it; every other
 * character parts tokens, so that foo_bar-1.2 is found whole (as a phrase) and in part. Chinese, Japanese and Korean
 * characters, which write no blanks, are a token each, so that any run of them is a phrase. */
#pragma once
#include <sqlite3.h>

/* Registers it with one connection. An SQLite result code. */
int docket_tokenizer_register(sqlite3 *handle);
