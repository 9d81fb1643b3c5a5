/* Filters of items that people write as words, the same in addresses and on the command line. */
#pragma once
#include "db/item.h"
G_BEGIN_DECLS

/* name NULL: all. */
typedef struct {
  const char *name, *label;
} ItemFilterWord;
/* "week", "month", "quarter", "year", "older"; the first is all. */
const ItemFilterWord *server_item_ages(gsize *n);
/* "any", "none": whether an item cites anything; the first is all. */
const ItemFilterWord *server_item_linkings(gsize *n);

/* Sets since or until, counted from now. word may be NULL. INVALID lists the words. */
gboolean server_item_filter_age(ItemQuery *query, const char *word, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets linked, or link_key for a link as people write it: an address, "rhbz#1", "#6893". *key holds it; caller frees. */
gboolean server_item_filter_link(ItemQuery *query, Db *db, gint64 group, const char *word, char **key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
