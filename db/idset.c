#include "db/idset.h"

#define WORD_BITS IDSET_WORD_BITS

IdSet *
idset_new(gint64 max_id)
{
  gsize n_words = (gsize)MAX(max_id, 0) / WORD_BITS + 1;
  IdSet *set = g_malloc0(sizeof(IdSet) + n_words * sizeof(guint64));
  set->n_words = n_words;
  return set;
}

static gboolean
has_room(const IdSet *set, gint64 id)
{
  return id >= 0 && (guint64)id / WORD_BITS < set->n_words;
}

void
idset_add(IdSet *set, gint64 id)
{
  if (has_room(set, id))
    set->word[id / WORD_BITS] |= G_GUINT64_CONSTANT(1) << (id % WORD_BITS);
}

gboolean
idset_has(const IdSet *set, gint64 id)
{
  return has_room(set, id) && (set->word[id / WORD_BITS] >> (id % WORD_BITS) & 1) != 0;
}

void
idset_and(IdSet *set, const IdSet *other)
{
  for (gsize i = 0; i < set->n_words; i++)
    set->word[i] &= other->word[i];
}

void
idset_or(IdSet *set, const IdSet *other)
{
  for (gsize i = 0; i < set->n_words; i++)
    set->word[i] |= other->word[i];
}

void
idset_minus(IdSet *set, const IdSet *other)
{
  for (gsize i = 0; i < set->n_words; i++)
    set->word[i] &= ~other->word[i];
}

/* Not the compiler's: for a processor that may have no instruction for it that is a call. */
static inline guint
count_bits(guint64 word)
{
  word -= word >> 1 & G_GUINT64_CONSTANT(0x5555555555555555);
  word = (word & G_GUINT64_CONSTANT(0x3333333333333333)) +
         (word >> 2 & G_GUINT64_CONSTANT(0x3333333333333333));
  word = (word + (word >> 4)) & G_GUINT64_CONSTANT(0x0f0f0f0f0f0f0f0f);
  return (guint)(word * G_GUINT64_CONSTANT(0x0101010101010101) >> 56);
}

guint
idset_count(const IdSet *set)
{
  guint n = 0;
  for (gsize i = 0; i < set->n_words; i++)
    if (set->word[i] != 0)
      n += count_bits(set->word[i]);
  return n;
}

guint
idset_count_both(const IdSet *set, const IdSet *other)
{
  guint n = 0;
  for (gsize i = 0; i < set->n_words; i++)
    if ((set->word[i] & other->word[i]) != 0)
      n += count_bits(set->word[i] & other->word[i]);
  return n;
}
