/* From the database to what pages, commands and mails show of ballots. */
#include "db/item.h"
#include "server/vote-verbs.h"

void
server_gathered_ballot_free(GatheredBallot *gathered)
{
  if (gathered == NULL)
    return;
  ballot_free(gathered->ballot);
  g_clear_pointer(&gathered->votes, g_ptr_array_unref);
  g_clear_pointer(&gathered->seats, g_ptr_array_unref);
  tally_free(gathered->tally);
  g_free(gathered->item_title);
  g_free(gathered->mail_state);
  g_free(gathered);
}

/* --- who may give a binding vote --- */

static const BallotVote *
vote_of(const GPtrArray *votes, gint64 member, const char *option)
{
  for (guint i = 0; i < votes->len; i++) {
    const BallotVote *vote = votes->pdata[i];
    if (vote->counted && vote->member == member &&
        (option == NULL || (vote->option != NULL && g_ascii_strcasecmp(vote->option, option) == 0)))
      return vote;
  }
  return NULL;
}

static WebSeat *
seat_new(Member *member, const Ballot *ballot, const GPtrArray *votes)
{
  WebSeat *seat = g_new0(WebSeat, 1);
  seat->member = member;
  seat->votes = g_ptr_array_new();
  for (guint i = 0; i < ballot->options->len; i++) {
    const BallotOption *option = ballot->options->pdata[i];
    g_ptr_array_add(seat->votes, (gpointer)vote_of(votes, member->id, option->key));
  }
  seat->answered = vote_of(votes, member->id, NULL) != NULL;
  if (ballot->options->len == 0)
    g_ptr_array_add(seat->votes, (gpointer)vote_of(votes, member->id, NULL));
  return seat;
}

/* The roster as it is while the ballot runs, and as it was when it ended. */
static GPtrArray *
gather_seats(Db *db, gint64 group, const Ballot *ballot, const GPtrArray *votes, gint64 now,
             GError **error)
{
  gint64 end = ballot_end(ballot);
  MemberRole needed = ballot->electorate == ELECTORATE_CHAIRS ? ROLE_CHAIR : ROLE_MEMBER;
  g_autoptr(GPtrArray) members = db_member_list(db, group, end != 0 ? MIN(end, now) : now, error);
  if (members == NULL)
    return NULL;
  GPtrArray *seats = g_ptr_array_new_with_free_func((GDestroyNotify)web_seat_free);
  for (guint i = 0; i < members->len; i++) {
    const Member *member = members->pdata[i];
    if (member->role >= needed)
      g_ptr_array_add(seats, seat_new(g_steal_pointer(&members->pdata[i]), ballot, votes));
  }
  return seats;
}

/* --- one ballot --- */

static gboolean
gather_about(Db *db, gint64 group, GatheredBallot *gathered, GError **error)
{
  const Ballot *ballot = gathered->ballot;
  if (ballot->item != 0) {
    g_autoptr(GError) missing = NULL;
    g_autoptr(Item) item = db_item_get(db, group, ballot->item, &missing);
    if (item != NULL)
      gathered->item_title = g_strdup(item->title);
    else if (!g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
      g_propagate_error(error, g_steal_pointer(&missing));
      return FALSE;
    }
  }
  if (ballot->mail == NULL)
    return TRUE;
  g_autofree char *about = g_strdup_printf("ballot:%" G_GINT64_FORMAT, ballot->number);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group, about, 100, 0, error);
  for (guint i = 0; mails != NULL && i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    if (g_strcmp0(mail->message_id, ballot->mail) == 0)
      gathered->mail_state = g_strdup(out_state_to_text(mail->state));
  }
  return mails != NULL;
}

/* Takes ballot. */
static GatheredBallot *
gather(Db *db, gint64 group, Ballot *ballot, gint64 now, GError **error)
{
  g_autoptr(GatheredBallot) gathered = g_new0(GatheredBallot, 1);
  gathered->ballot = ballot;
  gathered->votes = db_ballot_votes(db, group, ballot, now, error);
  if (gathered->votes == NULL)
    return NULL;
  gathered->tally = ballot_tally(gathered->votes, ballot, now);
  gathered->seats = gather_seats(db, group, ballot, gathered->votes, now, error);
  return gathered->seats != NULL && gather_about(db, group, gathered, error)
             ? g_steal_pointer(&gathered)
             : NULL;
}

GatheredBallot *
server_gather_ballot(Db *db, gint64 group, gint64 number, gint64 now, GError **error)
{
  Ballot *ballot = db_ballot_get(db, group, number, error);
  return ballot != NULL ? gather(db, group, ballot, now, error) : NULL;
}

WebBallotView
server_gathered_ballot_view(const GatheredBallot *gathered, const WebPage *page, gint64 now)
{
  return (WebBallotView){.page = page,
                         .ballot = gathered->ballot,
                         .tally = gathered->tally,
                         .votes = gathered->votes,
                         .seats = gathered->seats,
                         .item_title = gathered->item_title,
                         .takes_votes = ballot_takes_votes(gathered->ballot, now),
                         .mail_state = gathered->mail_state};
}

/* --- lists --- */

static gint
by_number(gconstpointer a, gconstpointer b)
{
  const GatheredBallot *one = *(const GatheredBallot *const *)a;
  const GatheredBallot *two = *(const GatheredBallot *const *)b;
  return one->ballot->number < two->ballot->number ? -1 : 1;
}

static GPtrArray *
gather_all(Db *db, gint64 group, const BallotQuery *query, gint64 now, GError **error)
{
  g_autoptr(GPtrArray) ballots = db_ballot_list(db, group, query, error);
  if (ballots == NULL)
    return NULL;
  g_autoptr(GPtrArray) all =
      g_ptr_array_new_with_free_func((GDestroyNotify)server_gathered_ballot_free);
  for (guint i = 0; i < ballots->len; i++) {
    GatheredBallot *one = gather(db, group, g_steal_pointer(&ballots->pdata[i]), now, error);
    if (one == NULL)
      return NULL;
    g_ptr_array_add(all, one);
  }
  return g_steal_pointer(&all);
}

GPtrArray *
server_gather_ballots(Db *db, gint64 group, gint64 now, GError **error)
{
  const BallotQuery query = {.by_open = FALSE};
  GPtrArray *all = gather_all(db, group, &query, now, error);
  if (all != NULL)
    g_ptr_array_sort(all, by_number);
  return all;
}

GPtrArray *
server_gather_ballot_rows(Db *db, gint64 group, gboolean open, gint64 member, gint64 now,
                          GError **error)
{
  const BallotQuery query = {.by_open = TRUE, .open = open};
  g_autoptr(GPtrArray) all = gather_all(db, group, &query, now, error);
  if (all == NULL)
    return NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)web_ballot_row_free);
  for (guint i = 0; i < all->len; i++) {
    GatheredBallot *one = all->pdata[i];
    WebBallotRow *row = g_new0(WebBallotRow, 1);
    for (guint v = 0; v < one->votes->len; v++)
      row->n_counted += ((const BallotVote *)one->votes->pdata[v])->counted ? 1 : 0;
    gboolean takes_votes = ballot_takes_votes(one->ballot, now);
    row->answered = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
    row->waiting = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
    for (guint s = 0; s < one->seats->len; s++) {
      WebSeat *seat = one->seats->pdata[s];
      if (!takes_votes)
        continue;
      row->n_waiting += seat->answered ? 0 : 1;
      row->mine |= !seat->answered && seat->member->id == member;
      g_ptr_array_add(seat->answered ? row->answered : row->waiting,
                      g_steal_pointer(&seat->member));
    }
    row->ballot = g_steal_pointer(&one->ballot);
    row->tally = g_steal_pointer(&one->tally);
    g_ptr_array_add(rows, row);
  }
  return rows;
}
