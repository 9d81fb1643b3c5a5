#include "db/words.h"

#include <string.h>

/* Where each field ends; behind it stand the words. */
typedef struct {
  guint32 end[DB_TEXT_N_FIELDS];
} Head;

GBytes *
words_pack(const char *const text[DB_TEXT_N_FIELDS], GByteArray *scratch)
{
  Head head = {{0}};
  g_byte_array_set_size(scratch, sizeof head);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    gsize len = text[i] != NULL ? strlen(text[i]) : 0;
    guint used = scratch->len;
    if (len > 0 && used + TOKENS_PACKED_MAX(len) < G_MAXINT) {
      g_byte_array_set_size(scratch, used + (guint)TOKENS_PACKED_MAX(len));
      char *to = tokens_pack(text[i], (int)len, (char *)scratch->data + used);
      g_byte_array_set_size(scratch, (guint)(to - (char *)scratch->data));
    }
    head.end[i] = scratch->len;
  }
  memcpy(scratch->data, &head, sizeof head);
  return g_bytes_new(scratch->data, scratch->len);
}

const char *
words_of_field(GBytes *words, DbTextField field, int *len)
{
  const guint8 *bytes = g_bytes_get_data(words, NULL);
  Head head;
  memcpy(&head, bytes, sizeof head);
  guint32 start = field > 0 ? head.end[field - 1] : (guint32)sizeof head;
  *len = (int)(head.end[field] - start);
  return (const char *)bytes + start;
}
