#include "db/words.h"

#include <string.h>

/* Where each field begins; behind it stand the words, with a NUL after those of each field. */
typedef struct {
  guint32 start[DB_TEXT_N_FIELDS];
} Head;

GBytes *
words_pack(const char *const text[DB_TEXT_N_FIELDS], GByteArray *scratch)
{
  Head head = {{0}};
  g_byte_array_set_size(scratch, sizeof head);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    gsize len = text[i] != NULL ? strlen(text[i]) : 0;
    guint used = head.start[i] = scratch->len;
    if (len > 0 && used + TOKENS_PACKED_MAX(len) < G_MAXINT) {
      g_byte_array_set_size(scratch, used + (guint)TOKENS_PACKED_MAX(len));
      char *to = tokens_pack(text[i], (int)len, (char *)scratch->data + used);
      g_byte_array_set_size(scratch, (guint)(to - (char *)scratch->data));
    }
    g_byte_array_append(scratch, (const guint8 *)"", 1);
  }
  memcpy(scratch->data, &head, sizeof head);
  return g_bytes_new(scratch->data, scratch->len);
}

const char *
words_of_field(GBytes *words, DbTextField field)
{
  const guint8 *bytes = g_bytes_get_data(words, NULL);
  Head head;
  memcpy(&head, bytes, sizeof head);
  return (const char *)bytes + head.start[field];
}
