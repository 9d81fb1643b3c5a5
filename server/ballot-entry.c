#include "server/ballot-entry.h"

#include "db/ballot.h"

gboolean
server_ballot_for_entry(const Group *group, const SheetAct *act, const SheetEntry *entry,
                        gint64 meeting, GError **error)
{
  gint64 number = 0;
  Ballot ballot = {.question = entry->title,
                   .rule = RULE_LAZY,
                   .electorate = ELECTORATE_MEMBERS,
                   .item = entry->item,
                   .item_thread = entry->item != 0,
                   .meeting = meeting};
  return db_ballot_open(act->db, group->id, &ballot, FALSE, act->who, act->now, &number, error);
}
