#include "server/vote-verbs.h"

#include <string.h>

#include "db/group.h"
#include "db/message.h"
#include "server/jobs.h"
#include "server/vote-notice.h"
#include "server/zone.h"

#define QUORUM_MAX 10000
#define NUDGES_LOOKED_AT 1000

static char *
about_of(gint64 number)
{
  return g_strdup_printf("ballot:%" G_GINT64_FORMAT, number);
}

static WebPage
page_of(const Compose *compose)
{
  return (WebPage){.group = compose->group,
                   .base_url = compose->base_url,
                   .path = "/",
                   .now = compose->now,
                   .mask_addresses = TRUE};
}

/* --- opening --- */

static gboolean
parse_words(const VoteOpen *open, Ballot *ballot, GError **error)
{
  guint64 quorum = 0;
  ballot->rule = RULE_CONSENSUS;
  if (open->rule != NULL && !ballot_rule_from_text(open->rule, &ballot->rule)) {
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < RULE_N; i++)
      g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                             ballot_rule_row((BallotRule)i)->name);
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no rule %s\none of: %s",
                open->rule, names->str);
    return FALSE;
  }
  if (open->electorate != NULL &&
      !ballot_electorate_from_text(open->electorate, &ballot->electorate)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s says not whose votes bind\none of: members, chairs, anyone", open->electorate);
    return FALSE;
  }
  if (open->quorum != NULL &&
      !g_ascii_string_to_unsigned(open->quorum, 10, 0, QUORUM_MAX, &quorum, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no quorum\ngive a number of people", open->quorum);
    return FALSE;
  }
  ballot->quorum = (guint)quorum;
  return TRUE;
}

static void
parse_options(const VoteOpen *open, Ballot *ballot)
{
  ballot->options = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_option_free);
  for (guint i = 0; open->options != NULL && i < open->options->len; i++) {
    BallotOption *option = ballot_option_parse(open->options->pdata[i], ballot->options->len + 1);
    if (option != NULL)
      g_ptr_array_add(ballot->options, option);
  }
}

static Ballot *
ballot_from(const Compose *compose, const VoteOpen *open, GError **error)
{
  g_autoptr(Ballot) ballot = g_new0(Ballot, 1);
  parse_options(open, ballot);
  ballot->question = g_strdup(open->question);
  ballot->item = open->item;
  ballot->item_thread = open->item_thread;
  ballot->meeting = open->meeting;
  if (!parse_words(open, ballot, error) ||
      (open->closes != NULL &&
       !server_zone_parse(open->closes, compose->group->timezone, &ballot->closes, error)))
    return NULL;
  if (open->opens != NULL &&
      !server_zone_parse(open->opens, compose->group->timezone, &ballot->opens, error))
    return NULL;
  if (open->thread == NULL)
    return g_steal_pointer(&ballot);
  /* What was said in the thread before the chair took it up counts. */
  g_autoptr(Message) message =
      db_message_get(compose->db, compose->group->id, open->thread, 0, error);
  if (message == NULL)
    return NULL;
  ballot->thread = g_strdup(open->thread);
  if (open->opens == NULL)
    ballot->opens = MIN(message->date, compose->now);
  return g_steal_pointer(&ballot);
}

/* words: with one %s. */
static void
append_when(GString *body, const char *words, gint64 when, const char *zone)
{
  g_autoptr(GString) text = g_string_new(NULL);
  web_out_time(text, when, zone);
  g_auto(GStrv) parts = g_strsplit(words, "%s", 2);
  g_string_append_printf(body, "%s%s%s", parts[0], text->str, parts[1]);
}

static void
append_call(GString *body, const Ballot *ballot, const char *base, const char *group,
            const char *zone)
{
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  g_string_append_printf(body, "%s\n\n", ballot->question);
  for (guint i = 0; i < ballot->options->len; i++) {
    const BallotOption *option = ballot->options->pdata[i];
    g_string_append_printf(body, "  %s: %s\n", option->key, option->text);
  }
  if (ballot->options->len > 0)
    g_string_append(body, "\nAnswer with a line for each option, its name first, such as\n"
                          "  NAME: SCORE\nwith a score from -2 to +2.\n");
  else
    g_string_append(body, "Answer with a line that begins with your vote, plus one, zero or minus\n"
                          "one, and your reason behind it.\n");
  g_string_append_printf(body, "\nRule: %s. %s\n", rule->title, rule->text);
  if (ballot->opens > ballot->opened)
    append_when(body, "It takes votes from %s on.\n", ballot->opens, zone);
  if (ballot->closes != 0)
    append_when(body, "It closes on %s.\n", ballot->closes, zone);
  g_string_append_printf(body,
                         "\nTo vote on the page, and to see every vote with its source:\n"
                         "%s/%s/votes/%" G_GINT64_FORMAT "\n",
                         base != NULL ? base : "", group, ballot->number);
}

/* The mail is a draft: a ballot is open as soon as it is opened, and told when the chair lets the
 * mail go. */
static gboolean
draft_call(const Compose *compose, gint64 number, const char *who, GError **error)
{
  g_autoptr(Ballot) ballot = db_ballot_get(compose->db, compose->group->id, number, error);
  if (ballot == NULL)
    return FALSE;
  if (ballot->thread != NULL || !out_address_is_good(compose->group->address))
    return TRUE;
  g_autofree char *about = about_of(number);
  g_autofree char *subject = g_strconcat("[VOTE] ", ballot->question, NULL);
  g_autoptr(GString) body = g_string_new(NULL);
  append_call(body, ballot, compose->base_url, compose->group->name, compose->group->timezone);
  g_strdelimit(subject, "\r\n\t", ' ');
  g_autoptr(OutMail) mail =
      server_compose_to_list(compose, OUT_BALLOT, about, subject, body->str, error);
  gint64 id = 0;
  return mail != NULL && db_outbox_add(compose->db, mail, who, compose->now, &id, error);
}

gboolean
server_vote_open(const Compose *compose, const VoteOpen *open, const char *who, gint64 *number,
                 GError **error)
{
  g_autoptr(Ballot) ballot = ballot_from(compose, open, error);
  return ballot != NULL &&
         db_ballot_open(compose->db, compose->group->id, ballot, open->no_clock, who, compose->now,
                        number, error) &&
         draft_call(compose, *number, who, error);
}

/* --- closing --- */

static gboolean
draft_result(const Compose *compose, gint64 number, const char *who, GError **error)
{
  if (!out_address_is_good(compose->group->address))
    return TRUE;
  g_autoptr(GatheredBallot) gathered =
      server_gather_ballot(compose->db, compose->group->id, number, compose->now, error);
  if (gathered == NULL)
    return FALSE;
  const Ballot *ballot = gathered->ballot;
  WebPage page = page_of(compose);
  WebBallotView view = server_gathered_ballot_view(gathered, &page, compose->now);
  g_autoptr(GString) text = g_string_new(NULL);
  web_text_ballot_result(text, &view);
  g_autofree char *question = g_strdelimit(g_strdup(ballot->question), "\r\n\t", ' ');
  g_autoptr(OutMail) mail =
      server_compose_result(compose, number, question, text->str,
                            ballot->thread != NULL ? ballot->thread : ballot->mail, error);
  gint64 id = 0;
  return mail != NULL && db_outbox_add(compose->db, mail, who, compose->now, &id, error);
}

gboolean
server_vote_close(const Compose *compose, gint64 number, const char *who, GError **error)
{
  /* Nobody's vote is counted for good without a word to them. */
  return server_vote_tell_at_close(compose, number, error) &&
         db_ballot_close(compose->db, compose->group->id, number, who, compose->now, error) &&
         draft_result(compose, number, who, error);
}

static gboolean
close_of_group(const Compose *compose, GError **error)
{
  const BallotQuery query = {.due = compose->now};
  g_autoptr(GPtrArray) due = db_ballot_list(compose->db, compose->group->id, &query, error);
  for (guint i = 0; due != NULL && i < due->len; i++) {
    const Ballot *ballot = due->pdata[i];
    if (!server_vote_close(compose, ballot->number, "clock", error))
      return FALSE;
    g_message("ballot %" G_GINT64_FORMAT " of %s was closed by the clock", ballot->number,
              compose->group->name);
  }
  return due != NULL;
}

gboolean
server_vote_each_group(Server *server, gint64 now, VoteGroupVerb verb, GError **error)
{
  Db *db = server_writer_take(server, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_begin(db, error);
  if (done) {
    g_autoptr(GPtrArray) groups = db_group_list(db, error);
    done = groups != NULL;
    for (guint i = 0; done && i < groups->len; i++) {
      Compose compose = {.db = db,
                         .group = groups->pdata[i],
                         .mail = server_mail(server),
                         .base_url = server_base_url(server),
                         .now = now,
                         .random = server_compose_random,
                         .random_data = server};
      done = verb(&compose, error);
    }
    done = done && db_commit(db, error);
    if (!done)
      db_rollback(db);
  }
  server_writer_give(server);
  return done;
}

/* The next end of an open ballot, so that it is closed on the second; any group. */
static gboolean
look_ahead(Server *server, gint64 *next, GError **error)
{
  ServerReader *reader = server_reader_take(server, error);
  if (reader == NULL)
    return FALSE;
  gint64 ends = 0;
  gboolean done = db_ballot_next_end(reader->db, &ends, error);
  server_reader_give(server, reader);
  if (done && ends != 0)
    *next = MIN(*next, ends + 1);
  return done;
}

gboolean
server_vote_close_due(Server *server, gint64 now, gint64 *next, GError **error)
{
  return server_vote_each_group(server, now, close_of_group, error) &&
         look_ahead(server, next, error);
}

/* --- nudging --- */

static gboolean
is_chosen(const GArray *members, gint64 id)
{
  for (guint i = 0; members != NULL && i < members->len; i++)
    if (g_array_index(members, gint64, i) == id)
      return TRUE;
  return members == NULL || members->len == 0;
}

/* Who was written to and has not got the mail yet is not written to again. */
static gboolean
is_on_its_way(const GPtrArray *mails, const OutMail *nudge)
{
  const char *to = ((const OutRecipient *)nudge->recipients->pdata[0])->address;
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    if (mail->kind == OUT_NUDGE && (mail->state == OUT_DRAFT || mail->state == OUT_QUEUED) &&
        mail->recipients->len > 0 &&
        g_str_equal(((const OutRecipient *)mail->recipients->pdata[0])->address, to))
      return TRUE;
  }
  return FALSE;
}

/* mails: those that are about the ballot already. */
static gboolean
draft_nudge(const Compose *compose, const Ballot *ballot, const Member *member, const char *who,
            const GPtrArray *mails, guint *n_mails, GError **error)
{
  g_autofree char *about = about_of(ballot->number);
  g_autofree char *subject = g_strconcat("Your vote is waited for: ", ballot->question, NULL);
  g_autoptr(GString) body = g_string_new(NULL);
  g_string_append_printf(body, "Dear %s,\n\nthe ballot below waits for your vote.\n\n",
                         member->name);
  append_call(body, ballot, compose->base_url, compose->group->name, compose->group->timezone);
  g_strdelimit(subject, "\r\n\t", ' ');
  g_autoptr(OutMail) mail =
      server_compose_to_member(compose, member, OUT_NUDGE, about, subject, body->str, error);
  gint64 id = 0;
  if (mail == NULL)
    return FALSE;
  if (is_on_its_way(mails, mail))
    return TRUE;
  (*n_mails)++;
  return db_outbox_add(compose->db, mail, who, compose->now, &id, error);
}

gboolean
server_vote_nudge(const Compose *compose, gint64 number, GArray *members, const char *who,
                  guint *n_mails, GError **error)
{
  g_autoptr(GatheredBallot) gathered =
      server_gather_ballot(compose->db, compose->group->id, number, compose->now, error);
  *n_mails = 0;
  if (gathered == NULL)
    return FALSE;
  if (!ballot_takes_votes(gathered->ballot, compose->now)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "ballot %" G_GINT64_FORMAT " is closed, or has not begun\nnobody is waited for",
                number);
    return FALSE;
  }
  g_autofree char *about = about_of(number);
  g_autoptr(GPtrArray) mails =
      db_outbox_list(compose->db, compose->group->id, about, NUDGES_LOOKED_AT, 0, error);
  for (guint i = 0; mails != NULL && i < gathered->seats->len; i++) {
    const WebSeat *seat = gathered->seats->pdata[i];
    if (!seat->answered && is_chosen(members, seat->member->id) &&
        !draft_nudge(compose, gathered->ballot, seat->member, who, mails, n_mails, error))
      return FALSE;
  }
  return mails != NULL;
}
