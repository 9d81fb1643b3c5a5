#include "server/gather.h"

void
server_gathered_agenda_clear(GatheredAgenda *gathered)
{
  g_clear_pointer(&gathered->agenda, agenda_free);
  g_clear_pointer(&gathered->items, g_ptr_array_unref);
}

gboolean
server_gather_agenda(Db *db, const Group *group, gint64 date, gint64 now, guint per_group,
                     GatheredAgenda *out, GError **error)
{
  *out = (GatheredAgenda){NULL, NULL};
  ItemQuery query = {
      .by_state = TRUE,
      .states = 1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED | 1u << STATE_DEFERRED,
      .order = ITEM_BY_MAIL,
      .with_links = TRUE,
  };
  out->items = db_item_list(db, group->id, &query, error);
  if (out->items == NULL)
    return FALSE;
  gint64 next = group->next_meeting != 0 ? group->next_meeting : now;
  AgendaOptions options = {.meeting = date != 0 ? date : next, .per_group = per_group};
  out->agenda = agenda_draft(out->items, &options);
  return TRUE;
}

GPtrArray *
server_gather_items(Db *db, const Group *group, GError **error)
{
  ItemQuery query = {.by_state = TRUE, .states = SERVER_STATES_ALL, .order = ITEM_BY_MAIL};
  g_autoptr(GPtrArray) listed = db_item_list(db, group->id, &query, error);
  g_autoptr(GPtrArray) whole = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  if (listed == NULL)
    return NULL;
  for (guint i = 0; i < listed->len; i++) {
    Item *item = db_item_get(db, group->id, ((const Item *)listed->pdata[i])->number, error);
    if (item == NULL)
      return NULL;
    g_ptr_array_add(whole, item);
  }
  return g_steal_pointer(&whole);
}
