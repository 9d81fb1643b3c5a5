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
  g_clear_pointer(&row->answered, g_ptr_array_unref);
  g_clear_pointer(&row->waiting, g_ptr_array_unref);
  g_free(row);
}

void
web_waiting_free(WebWaiting *waiting)
{
  g_free(waiting->states);
  g_free(waiting);
}

static void
note_waiting(GPtrArray *found, const GPtrArray *members, guint ballot, guint n_ballots,
             WebWaitState state)
{
  for (guint i = 0; i < web_count(members); i++) {
    const Member *member = members->pdata[i];
    WebWaiting *waiting = NULL;
    for (guint at = 0; at < found->len && waiting == NULL; at++)
      if (((WebWaiting *)found->pdata[at])->member->id == member->id)
        waiting = found->pdata[at];
    if (waiting == NULL) {
      waiting = g_new0(WebWaiting, 1);
      waiting->member = member;
      waiting->states = g_new0(WebWaitState, n_ballots);
      g_ptr_array_add(found, waiting);
    }
    waiting->states[ballot] = state;
  }
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
  const WebWaiting *one = *(const WebWaiting *const *)a, *two = *(const WebWaiting *const *)b;
  gint order = g_utf8_collate(one->member->name, two->member->name);
  return order != 0 ? order : one->member->id < two->member->id ? -1 : 1;
}

GPtrArray *
web_ballots_waiting(const GPtrArray *rows)
{
  GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)web_waiting_free);
  for (guint i = 0; i < web_count(rows); i++)
    note_waiting(found, ((const WebBallotRow *)rows->pdata[i])->waiting, i, rows->len, WAITS_FOR);
  guint n_waiting = found->len;
  for (guint i = 0; i < web_count(rows); i++)
    note_waiting(found, ((const WebBallotRow *)rows->pdata[i])->answered, i, rows->len,
                 WAITS_ANSWERED);
  /* Whom nothing waits for came last. */
  g_ptr_array_set_size(found, (gint)n_waiting);
  g_ptr_array_sort(found, by_name);
  return found;
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

gboolean
web_vote_claims_else(const BallotVote *vote)
{
  return vote->claim != NULL &&
         (!vote->counted || g_str_equal(vote->claim, "binding") != vote->binding);
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
