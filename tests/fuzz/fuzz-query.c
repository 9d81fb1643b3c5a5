/* The search language: any bytes are a query or a fault at a place inside the text, and what was
 * read can be shown in words, folded for the text index, and its words looked for. */
#include "db/query.h"
#include "db/snippet.h"
#include "db/tokens.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
check_token(void *data, int flags, const char *token, int n, int start, int end)
{
  int *last = data;
  if (flags != 0 || token == NULL || n < 1 || n > TOKEN_MAX_BYTES || start < *last || end <= start)
    __builtin_trap();
  *last = end;
  return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup((const char *)data, size);
  int last = 0;
  tokens_each((const char *)data, (int)MIN(size, 1 << 20), check_token, &last);
  QueryFault fault = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(Query) query = query_parse(text, 1397577214, "Europe/London", &fault, &error);
  if (query == NULL) {
    if (error == NULL || fault.position > strlen(text))
      __builtin_trap();
    return 0;
  }
  g_autofree char *words = query_to_words(query, "Europe/London");
  if (!g_utf8_validate(words, -1, NULL))
    __builtin_trap();
  g_autofree char *field = query_unknown_field(query);
  const char *lower = query_lower_operator(query);
  const char *instead = NULL, *form = query_foreign_form(query, &instead);
  if ((form != NULL) != (instead != NULL))
    __builtin_trap();
  if ((field != NULL && *field == '\0') || (lower != NULL && strlen(lower) > 3))
    __builtin_trap();
  g_autoptr(SnippetWords) wanted = snippet_words_new(query);
  g_autofree char *snippet = snippet_find(wanted, DB_TEXT_OWN, text);
  if (snippet != NULL && !g_utf8_validate(snippet, -1, NULL))
    __builtin_trap();
  return 0;
}
