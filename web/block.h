/* Sixteen bytes of a text compared at once, by the vectors that GCC and Clang have for every processor. Only files of web/ include this. */
#pragma once
#include <glib.h>
#include <string.h>
G_BEGIN_DECLS

#define WEB_BLOCK 16
typedef guint8 WebBlock __attribute__((vector_size(WEB_BLOCK)));

/* The bytes from text on; WEB_BLOCK of them can be read. */
static inline WebBlock
web_block_at(const char *text)
{
  WebBlock block;
  memcpy(&block, text, WEB_BLOCK);
  return block;
}

/* Which byte is the first that a comparison found (all its bits are set there); WEB_BLOCK: none. */
static inline gsize
web_block_first(WebBlock found)
{
  guint64 half[2];
  memcpy(half, &found, sizeof half);
  if (half[0] != 0)
    return (gsize)__builtin_ctzll(GUINT64_FROM_LE(half[0])) / 8;
  return half[1] != 0 ? 8 + (gsize)__builtin_ctzll(GUINT64_FROM_LE(half[1])) / 8 : WEB_BLOCK;
}

G_END_DECLS
