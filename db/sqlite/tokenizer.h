/* The FTS5 tokenizer "docket": db/tokens.h as SQLite calls it. */
#pragma once
#include <sqlite3.h>

/* Registers it with one connection. An SQLite result code. */
int docket_tokenizer_register(sqlite3 *handle);
