#include "db/sqlite/tokenizer.h"

#include <glib.h>
#include <string.h>

#define MAX_TOKEN 64

typedef int (*TokenFunc)(void *, int, const char *, int, int, int);

/* One token being read. */
typedef struct {
  TokenFunc emit;
  void *context;
  char bytes[MAX_TOKEN];
  int n;
  int start;
} Token;

static int
token_end(Token *t, int end)
{
  if (t->n == 0)
    return SQLITE_OK;
  int rc = t->emit(t->context, 0, t->bytes, t->n, t->start, end);
  t->n = 0;
  return rc;
}

static void
token_add(Token *t, const char *bytes, int n, int at)
{
  if (t->n == 0)
    t->start = at;
  if (t->n + n <= MAX_TOKEN) {
    memcpy(t->bytes + t->n, bytes, (gsize)n);
    t->n += n;
  }
}

static gboolean
stands_alone(gunichar c)
{
  return (c >= 0x1100 && c <= 0x11ff) || (c >= 0x2e80 && c <= 0x2fdf) ||
         (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30ff) ||
         (c >= 0x3105 && c <= 0x318f) || (c >= 0x31f0 && c <= 0x31ff) ||
         (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xff66 && c <= 0xff9f) || (c >= 0x20000 && c <= 0x3ffff);
}

/* The letter without case and accent, as UTF-8. Marks fold to nothing. */
static int
fold(gunichar c, char out[6])
{
  GUnicodeType type = g_unichar_type(c);
  if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK)
    return 0;
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose(c, FALSE, base, G_N_ELEMENTS(base));
  return g_unichar_to_utf8(g_unichar_tolower(n > 0 ? base[0] : c), out);
}

/* One character outside ASCII at text[at]; *next is where the following one begins. */
static int
read_wide(Token *t, const char *text, int len, int at, int *next)
{
  gunichar c = g_utf8_get_char_validated(text + at, len - at);
  if (c == (gunichar)-1 || c == (gunichar)-2) {
    *next = at + 1;
    return token_end(t, at);
  }
  *next = at + g_unichar_to_utf8(c, NULL);
  char folded[6];
  if (stands_alone(c)) {
    int rc = token_end(t, at);
    if (rc != SQLITE_OK)
      return rc;
    token_add(t, text + at, *next - at, at);
    return token_end(t, *next);
  }
  if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
    return token_end(t, at);
  token_add(t, folded, fold(c, folded), at);
  return SQLITE_OK;
}

static int
tokenize(Fts5Tokenizer *self G_GNUC_UNUSED, void *context, int flags G_GNUC_UNUSED,
         const char *text, int len, TokenFunc emit)
{
  Token t = {.emit = emit, .context = context};
  int rc = SQLITE_OK;
  for (int at = 0, next; at < len && rc == SQLITE_OK; at = next) {
    guchar c = (guchar)text[at];
    next = at + 1;
    if (g_ascii_isalnum(c)) {
      char lower = g_ascii_tolower((char)c);
      token_add(&t, &lower, 1, at);
    } else if (c < 0x80) {
      rc = token_end(&t, at);
    } else {
      rc = read_wide(&t, text, len, at, &next);
    }
  }
  return rc == SQLITE_OK ? token_end(&t, len) : rc;
}

/* It has no state of its own; FTS5 only wants a pointer that is not NULL. */
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
docket_tokenizer_register(sqlite3 *handle)
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
  return api->xCreateTokenizer(api, "docket", handle, &tokenizer, NULL);
}
