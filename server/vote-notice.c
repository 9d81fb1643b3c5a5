#include "server/vote-notice.h"

#include "db/group.h"
#include "server/jobs.h"
#include "server/visitor.h"

static char *
body_of(const Compose *compose, const Ballot *ballot, const BallotVote *vote, const char *token)
{
  const char *base = compose->base_url, *group = compose->group->name;
  g_autofree char *id = web_path_segment(vote->message_id);
  GString *body = g_string_new(NULL);
  g_string_append_printf(body, "A mail in your name says\n\n  %s\n\nin the ballot\n\n  %s\n\n",
                         vote->quote, ballot->question);
  if (token != NULL)
    g_string_append_printf(body,
                           "It counts when you open this address and confirm it:\n\n"
                           "%s/%s/votes/confirm/%s\n\n",
                           base, group, token);
  else
    g_string_append(body, "It was counted.\n\n");
  g_string_append_printf(
      body,
      "The mail:\n%s/%s/archive/%s/#L%u\nThe ballot:\n%s/%s/votes/%" G_GINT64_FORMAT
      "\n\nIf it was not you, vote on the page: the last "
      "vote of a person counts.\nTell a chair of the group as well.\n",
      base, group, id, vote->line, base, group, ballot->number);
  return g_string_free(body, FALSE);
}

static gboolean
queue_notice(const Compose *compose, const Ballot *ballot, const BallotVote *vote,
             const Member *member, const char *token, GError **error)
{
  g_autofree char *about = g_strdup_printf("ballot:%" G_GINT64_FORMAT, ballot->number);
  g_autofree char *body = body_of(compose, ballot, vote, token);
  const char *subject =
      token != NULL ? "Please confirm a vote in your name" : "A vote was counted in your name";
  g_autoptr(OutMail) mail =
      server_compose_to_member(compose, member, OUT_NOTICE, about, subject, body, error);
  if (mail == NULL)
    return FALSE;
  mail->state = OUT_QUEUED;
  gint64 id = 0;
  return db_outbox_add(compose->db, mail, "docket", compose->now, &id, error);
}

static const Member *
find_member(const GPtrArray *members, gint64 id)
{
  for (guint i = 0; i < members->len; i++)
    if (((const Member *)members->pdata[i])->id == id)
      return members->pdata[i];
  return NULL;
}

static gboolean
has_address(const Member *member)
{
  for (guint i = 0; member != NULL && i < member->addresses->len; i++)
    if (out_address_is_good(member->addresses->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
tell_voter(const Compose *compose, const Ballot *ballot, const BallotVote *vote,
           const Member *member, guint *n_mails, GError **error)
{
  guint8 token[BALLOT_TOKEN];
  char hex[2 * BALLOT_TOKEN + 1];
  gboolean asks = !vote->counted;
  if (asks) {
    compose->random(token, sizeof token, compose->random_data);
    server_secret_to_hex(token, hex);
  }
  if (!db_ballot_tell(compose->db, compose->group->id, ballot->number, vote, asks ? token : NULL,
                      compose->now, error))
    return FALSE;
  (*n_mails)++;
  return queue_notice(compose, ballot, vote, member, asks ? hex : NULL, error);
}

/* closing: a link to confirm a vote would be dead when its mail leaves, so that nobody is asked. */
static gboolean
tell_of_ballot(const Compose *compose, const Ballot *ballot, const GPtrArray *members,
               gboolean closing, guint *n_mails, GError **error)
{
  g_autoptr(GPtrArray) votes =
      db_ballot_votes(compose->db, compose->group->id, ballot, compose->now, error);
  for (guint i = 0; votes != NULL && i < votes->len; i++) {
    const BallotVote *vote = votes->pdata[i];
    const Member *member = vote->member != 0 ? find_member(members, vote->member) : NULL;
    gboolean told = FALSE;
    if (vote->way != WAY_MAIL || (!vote->counted && (closing || !ballot_vote_waits(vote))) ||
        !has_address(member))
      continue;
    if (!db_ballot_is_told(compose->db, compose->group->id, ballot->number, vote, &told, error) ||
        (!told && !tell_voter(compose, ballot, vote, member, n_mails, error)))
      return FALSE;
  }
  return votes != NULL;
}

gboolean
server_vote_tell(const Compose *compose, guint *n_mails, GError **error)
{
  const BallotQuery query = {.by_open = TRUE, .open = TRUE};
  *n_mails = 0;
  g_autoptr(GPtrArray) members =
      db_member_list(compose->db, compose->group->id, compose->now, error);
  g_autoptr(GPtrArray) ballots =
      members != NULL ? db_ballot_list(compose->db, compose->group->id, &query, error) : NULL;
  for (guint i = 0; ballots != NULL && i < ballots->len; i++)
    if (!tell_of_ballot(compose, ballots->pdata[i], members, FALSE, n_mails, error))
      return FALSE;
  return ballots != NULL;
}

gboolean
server_vote_tell_at_close(const Compose *compose, gint64 number, GError **error)
{
  guint n_mails = 0;
  g_autoptr(GPtrArray) members =
      db_member_list(compose->db, compose->group->id, compose->now, error);
  g_autoptr(Ballot) ballot =
      members != NULL ? db_ballot_get(compose->db, compose->group->id, number, error) : NULL;
  return ballot != NULL &&
         (ballot->closed != 0 || tell_of_ballot(compose, ballot, members, TRUE, &n_mails, error));
}

static gboolean
tell_group(const Compose *compose, GError **error)
{
  guint n_mails = 0;
  return server_vote_tell(compose, &n_mails, error);
}

gboolean
server_vote_tell_all(Server *server, gint64 now, gint64 *next G_GNUC_UNUSED, GError **error)
{
  return server_vote_each_group(server, now, tell_group, error);
}
