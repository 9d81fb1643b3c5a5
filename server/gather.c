#include "server/gather.h"

#include "db/agenda-store.h"
#include "db/meeting.h"
#include "db/sheet.h"

void
server_gathered_agenda_clear(GatheredAgenda *gathered)
{
  g_clear_pointer(&gathered->agenda, agenda_free);
  g_clear_pointer(&gathered->items, g_ptr_array_unref);
}

/* The items that agenda shows, whole; NULL with error. */
static GPtrArray *
load_shown(Db *db, const Group *group, const Agenda *agenda, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  for (guint i = 0; i < agenda->entries->len; i++)
    g_array_append_val(numbers, ((const AgendaEntry *)agenda->entries->pdata[i])->item->number);
  gint64 none = 0;
  ItemQuery query = {
      .by_state = TRUE,
      .states = SERVER_STATES_ALL,
      .numbers = numbers->len > 0 ? (const gint64 *)(gpointer)numbers->data : &none,
      .n_numbers = numbers->len,
      .order = ITEM_BY_MAIL,
      .with_links = TRUE,
  };
  return db_item_list(db, group->id, &query, error);
}

/* The meeting the agenda is for, where none is named: the next one, else the date set by hand
 * although it is over, else this moment. And the one before it. */
gboolean
server_agenda_options(Db *db, const Group *group, gint64 date, gint64 now, AgendaOptions *options,
                      GError **error)
{
  g_autoptr(GError) failed = NULL;
  *options = (AgendaOptions){.meeting = date, .timezone = group->timezone};
  g_autoptr(Meeting) next = options->meeting == 0 ? db_meeting_next(db, group, now, &failed) : NULL;
  if (options->meeting == 0 && next != NULL)
    options->meeting = next->start;
  else if (options->meeting == 0)
    options->meeting = group->next_meeting != 0 ? group->next_meeting : now;
  g_autoptr(Meeting) last =
      failed == NULL ? db_meeting_last(db, group, options->meeting, &failed) : NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  options->last_meeting = last != NULL ? last->start : 0;
  return TRUE;
}

/* Leftovers are not among the items of mail; the shown ones go along with those. */
static void
take_left_over(GPtrArray *candidates, const Agenda *first, GPtrArray *items)
{
  for (guint i = 0; i < first->entries->len; i++) {
    const Item *item = ((const AgendaEntry *)first->entries->pdata[i])->item;
    guint at;
    if (item->number == 0 && g_ptr_array_find(candidates, item, &at))
      g_ptr_array_add(items, g_ptr_array_steal_index(candidates, at));
  }
}

/* An archive has thousands of candidates and an agenda shows dozens: all are weighed by their
 * numbers alone, and only the shown ones are read whole and drafted once more. */
gboolean
server_gather_agenda(Db *db, const Group *group, gint64 date, gint64 now, guint per_group,
                     GatheredAgenda *out, GError **error)
{
  *out = (GatheredAgenda){NULL, NULL};
  ItemQuery query = {
      .by_state = TRUE,
      .states = 1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED | 1u << STATE_DEFERRED,
      .brief = TRUE,
  };
  g_autoptr(GPtrArray) candidates = db_item_list(db, group->id, &query, error);
  if (candidates == NULL)
    return FALSE;
  AgendaWeights weights;
  AgendaOptions options;
  if (!db_agenda_weights(db, group->id, &weights, NULL, error) ||
      !server_agenda_options(db, group, date, now, &options, error))
    return FALSE;
  options.per_group = per_group;
  options.weights = &weights;
  g_autoptr(GPtrArray) left = db_left_over(db, group->id, options.meeting, 0, error);
  if (left == NULL)
    return FALSE;
  for (guint i = 0; i < left->len; i++)
    g_ptr_array_add(candidates, left->pdata[i]);
  g_ptr_array_set_free_func(left, NULL);
  g_autoptr(Agenda) first = agenda_draft(candidates, &options);
  out->items = load_shown(db, group, first, error);
  if (out->items == NULL || !db_item_stories(db, group->id, out->items, error) ||
      !db_item_ballots(db, group->id, out->items, now, error) ||
      !db_left_over_mark(db, group->id, options.meeting, out->items, error))
    return FALSE;
  take_left_over(candidates, first, out->items);
  out->agenda = agenda_draft(out->items, &options);
  out->agenda->n_left_out = first->n_left_out;
  return TRUE;
}

GPtrArray *
server_gather_items(Db *db, const Group *group, GError **error)
{
  const ItemQuery query = {
      .by_state = TRUE, .states = SERVER_STATES_ALL, .order = ITEM_BY_MAIL, .with_links = TRUE};
  g_autoptr(GPtrArray) items = db_item_list(db, group->id, &query, error);
  if (items == NULL || !db_item_load_mentions(db, group->id, items, error))
    return NULL;
  return g_steal_pointer(&items);
}
