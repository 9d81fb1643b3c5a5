#include "db/identity.h"
#include "db/item.h"

#include <sodium.h>
#include <string.h>

/* As below, of ASCII. */
static char *
fold_ascii(const char *text)
{
  char *out = g_malloc(strlen(text) + 1), *to = out;
  gboolean gap = FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum(*p)) {
      gap = to > out;
      continue;
    }
    if (gap)
      *to++ = ' ';
    gap = FALSE;
    *to++ = g_ascii_tolower(*p);
  }
  *to = '\0';
  return out;
}

char *
identity_fold(const char *text)
{
  if (text == NULL || g_str_is_ascii(text))
    return fold_ascii(text != NULL ? text : "");
  g_autofree char *folded = g_utf8_casefold(text, -1);
  GString *out = g_string_sized_new(strlen(folded));
  gboolean gap = FALSE;
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (!g_unichar_isalnum(c)) {
      gap = out->len > 0;
      continue;
    }
    if (gap)
      g_string_append_c(out, ' ');
    gap = FALSE;
    g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

gboolean
identity_folds_match(const char *a, const char *b)
{
  enum { PREFIX_MIN = 24 };
  gsize len_a = strlen(a), len_b = strlen(b);
  gsize shorter = MIN(len_a, len_b);
  if (shorter == 0 || (len_a != len_b && shorter < PREFIX_MIN))
    return FALSE;
  return memcmp(a, b, shorter) == 0;
}

gboolean
item_text_matches(const char *quoted, const char *stated)
{
  g_autofree char *a = identity_fold(quoted);
  g_autofree char *b = identity_fold(stated);
  return identity_folds_match(a, b);
}

/* 20 hexadecimal digits: short enough to read aloud, and two keys of one list do not meet by
 * chance. The quote is folded, so that the raw and the pipermail copy of one mail give one key. */
char *
item_key(const char *list, const char *message_id, const char *quote, guint nth)
{
  g_autofree char *fold = identity_fold(quote);
  g_autofree char *number = g_strdup_printf("%u", nth);
  const char *const parts[] = {list, message_id, fold, number};
  guint8 digest[crypto_generichash_BYTES];
  crypto_generichash_state state;
  crypto_generichash_init(&state, NULL, 0, sizeof digest);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    crypto_generichash_update(&state, (const guint8 *)parts[i], strlen(parts[i]) + 1);
  crypto_generichash_final(&state, digest, sizeof digest);
  enum { KEY_BYTES = 10 };
  char hex[KEY_BYTES * 2 + 1];
  return g_strdup(sodium_bin2hex(hex, sizeof hex, digest, KEY_BYTES));
}
