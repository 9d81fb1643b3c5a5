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

guint
idset_count(const IdSet *set)
{
  guint n = 0;
  for (gsize i = 0; i < set->n_words; i++)
    n += (guint)__builtin_popcountll(set->word[i]);
  return n;
}

guint
idset_count_both(const IdSet *set, const IdSet *other)
{
  guint n = 0;
  for (gsize i = 0; i < set->n_words; i++)
    n += (guint)__builtin_popcountll(set->word[i] & other->word[i]);
  return n;
}
