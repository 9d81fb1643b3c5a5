#include "db/state.h"
#include "db/catalog.h"
#include "db/pack.h"

static void
pending_clear(gpointer data)
{
  Pending *pending = data;
  g_clear_pointer(&pending->replies, g_ptr_array_unref);
}

DbState *
db_state_new(void)
{
  DbState *state = g_new0(DbState, 1);
  state->unplaced = g_array_new(FALSE, TRUE, sizeof(Pending));
  state->unlinked = g_array_new(FALSE, TRUE, sizeof(Pending));
  g_array_set_clear_func(state->unlinked, pending_clear);
  state->dates = g_array_new(FALSE, FALSE, sizeof(TouchedDate));
  return state;
}

void
db_state_clear(DbState *state)
{
  g_array_set_size(state->unplaced, 0);
  g_array_set_size(state->unlinked, 0);
  g_array_set_size(state->dates, 0);
  state->lost_items = FALSE;
  g_clear_pointer(&state->held, g_hash_table_unref);
}

void
db_state_remember_held(DbState *state)
{
  g_clear_pointer(&state->held, g_hash_table_unref);
  state->held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  state->held_group = 0;
}

void
db_state_free(DbState *state)
{
  if (state == NULL)
    return;
  db_state_clear(state);
  g_array_unref(state->unplaced);
  g_array_unref(state->unlinked);
  g_array_unref(state->dates);
  unpacker_free(state->unpacker);
  catalog_unref(state->catalog);
  g_free(state);
}
