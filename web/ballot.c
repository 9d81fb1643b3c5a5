/* What pages and texts of ballots lean on. */
#include "web/parts.h"
#include "web/views-vote.h"

void
web_ballot_row_free(WebBallotRow *row)
{
  if (row == NULL)
    return;
  ballot_free(row->ballot);
  tally_free(row->tally);
  g_free(row);
}

void
web_seat_free(WebSeat *seat)
{
  if (seat == NULL)
    return;
  member_free(seat->member);
  g_clear_pointer(&seat->votes, g_ptr_array_unref);
  g_free(seat);
}

const char *
web_vote_sign(int value)
{
  static const char *const signs[] = {"−2", "−1", "0", "+1", "+2"};
  return signs[CLAMP(value, -2, 2) + 2];
}

gboolean
web_vote_is_objection(const BallotVote *vote)
{
  return vote->counted && vote->value < 0;
}

guint
web_ballot_objections(const WebBallotView *view)
{
  guint n = 0;
  for (guint i = 0; ballot_rule_row(view->ballot->rule)->needs_reason && i < view->votes->len; i++)
    n += web_vote_is_objection(view->votes->pdata[i]) ? 1 : 0;
  return n;
}

const BallotVote *
web_ballot_mine(const WebBallotView *view, const char *option)
{
  for (guint i = 0; view->me != 0 && i < view->votes->len; i++) {
    const BallotVote *vote = view->votes->pdata[i];
    gboolean same =
        option == NULL || (vote->option != NULL && g_ascii_strcasecmp(vote->option, option) == 0);
    if (vote->counted && vote->member == view->me && same)
      return vote;
  }
  return NULL;
}

guint
web_ballot_refused(const WebBallotView *view)
{
  guint n = 0;
  for (guint i = 0; i < view->votes->len; i++)
    n += ((const BallotVote *)view->votes->pdata[i])->counted ? 0 : 1;
  return n;
}
