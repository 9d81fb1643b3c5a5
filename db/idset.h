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
/* The least id that is at least `from`, -1: none. */
gint64 idset_next(const IdSet *set, gint64 from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(IdSet, g_free)

G_END_DECLS
