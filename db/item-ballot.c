/* What an agenda tells of a vote that is open about an item. */
#include "db/ballot.h"
#include "db/item.h"

static Item *
find_item(const GPtrArray *items, gint64 number)
{
  for (guint i = 0; number != 0 && i < items->len; i++) {
    Item *item = items->pdata[i];
    if (item->number == number)
      return item;
  }
  return NULL;
}

static gboolean
take_ballot(Db *db, gint64 group, const Ballot *ballot, Item *item, gint64 now, GError **error)
{
  g_autoptr(GPtrArray) votes = db_ballot_votes(db, group, ballot, now, error);
  if (votes == NULL)
    return FALSE;
  g_autoptr(Tally) tally = ballot_tally(votes, ballot, now);
  item->ballot = ballot->number;
  item->ballot_closes = ballot->closes;
  item->ballot_plain = ballot->options->len == 0 && tally->lines->len > 0;
  if (item->ballot_plain) {
    const TallyLine *line = &g_array_index(tally->lines, TallyLine, 0);
    item->ballot_for = line->binding.up + line->other.up;
    item->ballot_against = line->binding.down + line->other.down;
  }
  return TRUE;
}

gboolean
db_item_ballots(Db *db, gint64 group, GPtrArray *items, gint64 now, GError **error)
{
  BallotQuery query = {.by_open = TRUE, .open = TRUE};
  g_autoptr(GPtrArray) ballots = db_ballot_list(db, group, &query, error);
  for (guint i = 0; ballots != NULL && i < ballots->len; i++) {
    const Ballot *ballot = ballots->pdata[i];
    Item *item = find_item(items, ballot->item);
    /* of several open ones the first of the list, which ends first */
    if (item != NULL && item->ballot == 0 && !take_ballot(db, group, ballot, item, now, error))
      return FALSE;
  }
  return ballots != NULL;
}
