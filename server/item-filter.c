#include "server/item-filter.h"
#include "ingest/extract.h"

static const ItemFilterWord ages[] = {
    {NULL, "all"},          {"week", "7 days"}, {"month", "30 days"},
    {"quarter", "90 days"}, {"year", "a year"}, {"older", "older"},
};
/* At most so many days ago; negative: longer ago. */
static const int age_days[G_N_ELEMENTS(ages)] = {0, 7, 30, 90, 365, -365};

static const ItemFilterWord linkings[] = {
    {NULL, "all"}, {"any", "with a link"}, {"none", "without"}};

const ItemFilterWord *
server_item_ages(gsize *n)
{
  *n = G_N_ELEMENTS(ages);
  return ages;
}

const ItemFilterWord *
server_item_linkings(gsize *n)
{
  *n = G_N_ELEMENTS(linkings);
  return linkings;
}

gboolean
server_item_filter_age(ItemQuery *query, const char *word, gint64 now, GError **error)
{
  const gint64 day = 86400;
  for (gsize i = 0; i < G_N_ELEMENTS(ages); i++) {
    if (g_strcmp0(ages[i].name, word) != 0)
      continue;
    if (age_days[i] > 0)
      query->since = now - age_days[i] * day;
    else if (age_days[i] < 0)
      query->until = now + age_days[i] * day;
    return TRUE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "there is no age %s\none of: week, month, quarter, year, older", word);
  return FALSE;
}

gboolean
server_item_filter_link(ItemQuery *query, Db *db, gint64 group, const char *word, char **key,
                        GError **error)
{
  static const int linked[G_N_ELEMENTS(linkings)] = {ITEM_LINKED_ANY, ITEM_LINKED, ITEM_UNLINKED};
  for (gsize i = 0; i < G_N_ELEMENTS(linkings); i++)
    if (g_strcmp0(linkings[i].name, word) == 0) {
      query->linked = linked[i];
      return TRUE;
    }
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_load(db, group, error);
  if (trackers == NULL)
    return FALSE;
  query->link_key = *key = ingest_link_key(word, trackers);
  return TRUE;
}
