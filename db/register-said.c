#include "db/register-said.h"

#include "db/live.h"
#include "db/meeting.h"

gboolean
register_meeting_name(Db *db, const Group *group, GHashTable *names, gint64 id, const char **name,
                      GError **error)
{
  *name = g_hash_table_lookup(names, &id);
  if (*name != NULL)
    return TRUE;
  g_autoptr(Meeting) meeting = db_meeting_get_id(db, group, id, error);
  if (meeting == NULL)
    return FALSE;
  gint64 *key = g_new(gint64, 1);
  *key = id;
  char *copy = g_strdup(meeting->name);
  g_hash_table_insert(names, key, copy);
  *name = copy;
  return TRUE;
}

static RegisterRow *
row_from_said(const SaidRow *said, const char *meeting)
{
  const SheetLine *line = said->line;
  RegisterRow *row = g_new0(RegisterRow, 1);
  row->source = REGISTER_LINE;
  row->number = line->id;
  row->id = g_strdup_printf("m%" G_GINT64_FORMAT, line->id);
  row->when = said->start;
  row->what = g_strdup(line->text);
  row->owner = g_strdup(line->owner);
  row->due = line->due;
  row->state = line->state;
  row->rule = g_strdup(line->voted ? "show of hands" : "said in the meeting");
  if (line->voted)
    row->tally =
        g_strdup_printf("+%d 0:%d -%d", line->votes_for, line->votes_neutral, line->votes_against);
  row->meeting = g_strdup(meeting);
  row->where = g_strdup_printf("meeting of %s", meeting);
  return row;
}

GPtrArray *
register_said(Db *db, const Group *group, GHashTable *names, gboolean actions, GError **error)
{
  SaidKind kind = actions ? SAID_ACTION : SAID_DECISION;
  g_autoptr(GPtrArray) said = db_live_register(db, group->id, kind, 0, error);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)register_row_free);
  for (guint i = 0; said != NULL && i < said->len; i++) {
    const SaidRow *one = said->pdata[i];
    const char *name;
    if (!register_meeting_name(db, group, names, one->meeting, &name, error))
      return NULL;
    g_ptr_array_add(rows, row_from_said(one, name));
  }
  return said != NULL ? g_steal_pointer(&rows) : NULL;
}
