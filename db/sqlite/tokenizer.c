#include "db/sqlite/tokenizer.h"

#include "db/tokens.h"

/* db/tokens.h stops at any code that is not 0. */
G_STATIC_ASSERT(SQLITE_OK == 0);

static int
tokenize(Fts5Tokenizer *self, void *context, int flags G_GNUC_UNUSED, const char *text, int len,
         TokenFunc emit)
{
  const gboolean *takes_words = (const gboolean *)self;
  return *takes_words ? tokens_each_packed(text, len, emit, context)
                      : tokens_each(text, len, emit, context);
}

/* It has no state of its own but the flag that it was registered with. */
static int
tokenizer_create(void *data, const char **args G_GNUC_UNUSED, int n_args G_GNUC_UNUSED,
                 Fts5Tokenizer **out)
{
  *out = data;
  return SQLITE_OK;
}

static void
tokenizer_delete(Fts5Tokenizer *self G_GNUC_UNUSED)
{
}

int
docket_tokenizer_register(sqlite3 *handle, gboolean *takes_words)
{
  fts5_api *api = NULL;
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &stmt, NULL);
  if (rc == SQLITE_OK) {
    sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(stmt);
    rc = sqlite3_finalize(stmt);
  }
  if (rc != SQLITE_OK || api == NULL)
    return rc != SQLITE_OK ? rc : SQLITE_ERROR;
  fts5_tokenizer tokenizer = {tokenizer_create, tokenizer_delete, tokenize};
  return api->xCreateTokenizer(api, "docket", takes_words, &tokenizer, NULL);
}
