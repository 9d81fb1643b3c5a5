/* From the database to what pages, commands and mails show of ballots. */
#include "db/item.h"
#include "db/message.h"
#include "ingest/fields.h"
#include "ingest/parse.h"
#include "server/vote-verbs.h"

#define LINES_QUOTED 10
#define LINE_BYTES 1000 /* one line may be the whole mail */
#define LEFT_OUT "[…]"

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
  mention_free(gathered->voted_on);
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
    if (item != NULL) {
      gathered->item_title = g_strdup(item->title);
      gathered->voted_on = g_steal_pointer(&item->origin);
    } else if (!g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
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

/* --- the text that is voted on --- */

static void
quote_line(GString *quote, const BodyLine *line)
{
  gsize len = MIN(line->len, LINE_BYTES);
  while (len > 0 && len < line->len && (line->text[len] & 0xC0) == 0x80)
    len--;
  g_string_append_len(quote, line->text, (gssize)len);
  if (len < line->len)
    g_string_append(quote, LEFT_OUT);
}

/* The author's first own lines; what stands between and behind them is told as left out. NULL:
 * there are none. Caller frees. */
static char *
first_own_lines(const BodyLines *lines, LineRange *range)
{
  g_autoptr(GString) quote = g_string_new(NULL);
  guint n = 0;
  for (guint i = 0; i < lines->n; i++) {
    const BodyLine *line = &lines->line[i];
    if (line->line_class != LINE_OWN && line->line_class != LINE_NOTE)
      continue;
    if (n++ == LINES_QUOTED) {
      g_string_append(quote, "\n" LEFT_OUT);
      break;
    }
    gboolean gap = FALSE;
    for (guint between = range->last; n > 1 && between < i; between++)
      gap |= lines->line[between].line_class != LINE_BLANK;
    if (n > 1)
      g_string_append(quote, gap ? "\n" LEFT_OUT "\n" : range->last < i ? "\n\n" : "\n");
    quote_line(quote, line);
    range->first = n == 1 ? i + 1 : range->first;
    range->last = i + 1;
  }
  return n > 0 ? g_string_free(g_steal_pointer(&quote), FALSE) : NULL;
}

/* NULL: it cannot be read, and that keeps no ballot from being shown or closed. Takes parts of
 * message. */
static Mention *
words_of_mail(Message *message, GBytes *raw)
{
  gsize len;
  const char *bytes = g_bytes_get_data(raw, &len);
  g_autoptr(Mail) mail = ingest_parse_content(bytes, len, NULL);
  if (mail == NULL)
    return NULL;
  g_autoptr(BodyLines) lines = ingest_fields_lines(mail);
  Mention *words = g_new0(Mention, 1);
  words->quote = first_own_lines(lines, &words->lines);
  words->message = message->id;
  words->message_id = g_steal_pointer(&message->message_id);
  words->subject = g_steal_pointer(&message->subject);
  words->from = g_steal_pointer(&message->from);
  words->date = message->date;
  return words;
}

/* Of one ballot at a time, for a mail is read for it. Its mail may be gone. */
static gboolean
gather_words(Db *db, gint64 group, GatheredBallot *gathered, GError **error)
{
  const char *thread = gathered->ballot->thread;
  if (gathered->voted_on != NULL || thread == NULL)
    return TRUE;
  g_autoptr(GError) missing = NULL;
  g_autoptr(Message) message = db_message_get(db, group, thread, 0, &missing);
  if (message == NULL && g_error_matches(missing, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))
    return TRUE;
  if (message == NULL) {
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
  }
  g_autoptr(GBytes) raw = db_message_raw(db, message->id, error);
  if (raw == NULL)
    return FALSE;
  gathered->voted_on = words_of_mail(message, raw);
  return TRUE;
}

/* --- one ballot, or all --- */

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
  g_autoptr(GatheredBallot) gathered =
      ballot != NULL ? gather(db, group, ballot, now, error) : NULL;
  return gathered != NULL && gather_words(db, group, gathered, error) ? g_steal_pointer(&gathered)
                                                                      : NULL;
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
                         .mail_state = gathered->mail_state,
                         .voted_on = gathered->voted_on};
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
  g_autoptr(GPtrArray) all = gather_all(db, group, &query, now, error);
  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (!gather_words(db, group, all->pdata[i], error))
      return NULL;
  g_ptr_array_sort(all, by_number);
  return g_steal_pointer(&all);
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
