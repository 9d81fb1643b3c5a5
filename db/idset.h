/* A set of message rows as a bit each: 84,000 mails are 10 KiB, so that a query of any shape is a handful of passes over
 * short arrays. Sets that meet in one operation have the same size. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct {
  gsize n_words;
  guint64 word[];
} IdSet;

/* Empty, with room for ids 0 to max_id. Free with g_free. */
IdSet *idset_new(gint64 max_id);
/* An id outside the set's room is looked over: it was stored after the size was taken. */
void idset_add(IdSet *set, gint64 id);
gboolean idset_has(const IdSet *set, gint64 id);
/* set becomes set AND other, set OR other, set AND NOT other. */
void idset_and(IdSet *set, const IdSet *other);
void idset_or(IdSet *set, const IdSet *other);
void idset_minus(IdSet *set, const IdSet *other);
guint idset_count(const IdSet *set);
/* How many are in both. */
guint idset_count_both(const IdSet *set, const IdSet *other);

#define IDSET_WORD_BITS 64

/* The least id that is at least `from`, -1: none. Here, as passes over tens of thousands of ids are made of it. */
static inline gint64
idset_next(const IdSet *set, gint64 from)
{
  if (from < 0 || (guint64)from / IDSET_WORD_BITS >= set->n_words)
    return -1;
  gsize i = (gsize)from / IDSET_WORD_BITS;
  guint64 word = set->word[i] & (~G_GUINT64_CONSTANT(0) << (from % IDSET_WORD_BITS));
  while (word == 0 && ++i < set->n_words)
    word = set->word[i];
  return word == 0 ? -1 : (gint64)(i * IDSET_WORD_BITS) + __builtin_ctzll(word);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(IdSet, g_free)

G_END_DECLS
