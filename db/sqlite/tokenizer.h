/* The FTS5 tokenizer "docket": db/tokens.h as SQLite calls it. */
#pragma once
#include <glib.h>
#include <sqlite3.h>

/* Registers it with one connection. While *takes_words is TRUE, what it is given are packed tokens (db/tokens.h), else text; it has to
 * outlive the connection. An SQLite result code. */
int docket_tokenizer_register(sqlite3 *handle, gboolean *takes_words);
