#include "server/ballot-entry.h"

gboolean
server_entry_rule(const char *name, BallotRule *rule, GError **error)
{
  if (ballot_rule_from_text(name, rule) && *rule != RULE_RANKED)
    return TRUE;
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < RULE_N; i++)
    if (i != RULE_RANKED)
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                             ballot_rule_row((BallotRule)i)->name);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "%s is no rule by which an entry can be voted on\none of: %s", name, names->str);
  return FALSE;
}

static gboolean
find_rule(const Group *group, const SheetAct *act, const char *name, BallotRule *rule,
          GError **error)
{
  g_auto(BallotPolicy) policy = {0};
  if (name != NULL)
    return server_entry_rule(name, rule, error);
  if (!db_ballot_policy(act->db, group->id, &policy, error))
    return FALSE;
  *rule = policy.entry_rule;
  return TRUE;
}

gboolean
server_ballot_for_entry(const Group *group, const SheetAct *act, const SheetEntry *entry,
                        gint64 meeting, const char *rule, GError **error)
{
  gint64 number = 0;
  Ballot ballot = {.question = entry->title,
                   .electorate = ELECTORATE_MEMBERS,
                   .item = entry->item,
                   .item_thread = entry->item != 0,
                   .meeting = meeting};
  return find_rule(group, act, rule, &ballot.rule, error) &&
         db_ballot_open(act->db, group->id, &ballot, FALSE, act->who, act->now, &number, error);
}
