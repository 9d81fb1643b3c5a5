/* Sixteen bytes of a text compared at once, by the vectors that GCC and Clang have for every processor. */
#pragma once
#include <glib.h>
#include <string.h>
G_BEGIN_DECLS

#define SIXTEEN 16
typedef guint8 Sixteen __attribute__((vector_size(SIXTEEN)));

/* The bytes from text on; SIXTEEN of them can be read. */
static inline Sixteen
sixteen_at(const char *text)
{
  Sixteen bytes;
  memcpy(&bytes, text, SIXTEEN);
  return bytes;
}

/* The n bytes from text on, at most SIXTEEN; the others are 0. */
static inline Sixteen
sixteen_of(const char *text, gsize n)
{
  if (n >= SIXTEEN)
    return sixteen_at(text);
  Sixteen bytes = {0};
  memcpy(&bytes, text, n);
  return bytes;
}

/* Which byte is the first that a comparison found (all its bits are set there); SIXTEEN: none. */
static inline gsize
sixteen_first(Sixteen found)
{
  guint64 half[2];
  memcpy(half, &found, sizeof half);
  if (half[0] != 0)
    return (gsize)__builtin_ctzll(GUINT64_FROM_LE(half[0])) / 8;
  return half[1] != 0 ? 8 + (gsize)__builtin_ctzll(GUINT64_FROM_LE(half[1])) / 8 : SIXTEEN;
}

/* A bit for each byte that a comparison found, the lowest for the first one. */
static inline guint
sixteen_mask(Sixteen found)
{
  guint64 half[2];
  memcpy(half, &found, sizeof half);
  /* moves the lowest bit of each byte into the highest byte, in the order of the bytes */
  const guint64 lowest = G_GUINT64_CONSTANT(0x0101010101010101);
  const guint64 gather = G_GUINT64_CONSTANT(0x0102040810204080);
  return (guint)((GUINT64_FROM_LE(half[0]) & lowest) * gather >> 56) |
         (guint)((GUINT64_FROM_LE(half[1]) & lowest) * gather >> 56) << 8;
}

G_END_DECLS
