/* Ballots: the list, one of them, and what people do with them. POST-redirect-GET. */
#include <string.h>

#include "db/item.h"
#include "db/link.h"
#include "db/message.h"
#include "server/ballot-entry.h"
#include "server/pages.h"
#include "server/visitor.h"
#include "server/vote-verbs.h"
#include "server/meetings.h"
#include "web/pages.h"

#define MEMBERS_MAX 150

/* --- showing --- */

static void
view_free(gpointer view)
{
  g_free(view);
}

/* WebBallotView *, borrowing from all. */
static GPtrArray *
views_of(GPtrArray *all, const WebPage *page, gint64 now)
{
  GPtrArray *views = g_ptr_array_new_with_free_func(view_free);
  for (guint i = 0; i < all->len; i++) {
    WebBallotView view = server_gathered_ballot_view(all->pdata[i], page, now);
    g_ptr_array_add(views, g_memdup2(&view, sizeof view));
  }
  return views;
}

gboolean
server_print_votes_json(Db *db, const Group *group, const WebPage *page, gint64 now, GString *out,
                        GError **error)
{
  g_autoptr(GPtrArray) votes = db_vote_list(db, group->id, 0, error);
  g_autoptr(GPtrArray) all =
      votes != NULL ? server_gather_ballots(db, group->id, now, error) : NULL;
  if (all == NULL)
    return FALSE;
  g_autoptr(GPtrArray) views = views_of(all, page, now);
  web_json_ballots(out, votes, views);
  return TRUE;
}

gboolean
server_page_votes(Request *request, Reply *reply, GError **error)
{
  Db *db = request->db;
  gint64 group = request->group->id, now = request->now;
  gint64 me = request->member != NULL ? request->member->id : 0;
  if (request->route->format == FORMAT_JSON)
    return server_print_votes_json(db, request->group, request->page, now, reply->body, error);
  g_autoptr(GPtrArray) votes = db_vote_list(db, group, 0, error);
  g_autoptr(GPtrArray) open =
      votes != NULL ? server_gather_ballot_rows(db, group, TRUE, me, now, error) : NULL;
  g_autoptr(GPtrArray) closed =
      open != NULL ? server_gather_ballot_rows(db, group, FALSE, me, now, error) : NULL;
  g_autoptr(GPtrArray) suggested =
      closed != NULL ? db_ballot_suggestions(db, group, now - BALLOT_SUGGESTED_FOR,
                                             BALLOT_SUGGESTIONS_SHOWN, error)
                     : NULL;
  g_auto(BallotPolicy) policy = {0};
  if (suggested == NULL || !db_ballot_policy(db, group, &policy, error))
    return FALSE;
  WebBallotsView view = {request->page,     open,           closed,
                         suggested,         votes,          policy.entry_rule,
                         policy.unverified, policy.authserv};
  web_page_ballots(reply->body, &view);
  return TRUE;
}

static gboolean
is_seated(const GatheredBallot *gathered, gint64 member)
{
  for (guint i = 0; i < gathered->seats->len; i++)
    if (((const WebSeat *)gathered->seats->pdata[i])->member->id == member)
      return TRUE;
  return FALSE;
}

gboolean
server_page_ballot(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GatheredBallot) gathered = server_gather_ballot(
      request->db, request->group->id, server_request_number(request), request->now, error);
  if (gathered == NULL)
    return FALSE;
  WebBallotView view = server_gathered_ballot_view(gathered, request->page, request->now);
  const Member *member = request->member;
  /* Where only chairs bind, members vote all the same. */
  if (member != NULL && (is_seated(gathered, member->id) || member->role == ROLE_MEMBER))
    view.me = member->id;
  if (request->route->format == FORMAT_JSON)
    web_json_ballot(reply->body, &view);
  else if (request->route->format == FORMAT_TEXT)
    web_text_ballot(reply->body, &view);
  else
    web_page_ballot(reply->body, &view);
  return TRUE;
}

gboolean
server_page_ballot_form(Request *request, Reply *reply, GError **error)
{
  WebBallotFormView view = {.page = request->page,
                            .question = server_request_arg(request, "question"),
                            .thread = server_request_arg(request, "thread"),
                            .meeting = server_request_arg(request, "meeting")};
  guint item = 0;
  g_autoptr(Item) about = NULL;
  g_autoptr(Message) message = NULL;
  g_autofree char *question = NULL;
  gint64 group = request->group->id;
  if (!server_args_get_uint(request->args, "item", G_MAXINT32, &item, error) ||
      (item != 0 && (about = db_item_get(request->db, group, item, error)) == NULL) ||
      (view.thread != NULL &&
       (message = db_message_get(request->db, group, view.thread, 0, error)) == NULL))
    return FALSE;
  view.item = item;
  if (about != NULL) {
    view.question = about->title;
  } else if (message != NULL) {
    const char *tag = strchr(message->subject, ']');
    question = g_strstrip(g_strdup(tag != NULL ? tag + 1 : message->subject));
    view.question = question;
  }
  web_page_ballot_form(reply->body, &view);
  return TRUE;
}

/* --- doing --- */

static gboolean
unknown_verb(const char *verb, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\" here",
              verb != NULL ? verb : "");
  return FALSE;
}

static void
lead_to(const Request *request, gint64 number, const char *part, Reply *reply)
{
  g_autofree char *place = number != 0 ? g_strdup_printf("/%s/votes/%" G_GINT64_FORMAT "%s",
                                                         request->group->name, number, part)
                                       : g_strdup_printf("/%s/votes/", request->group->name);
  server_reply_redirect(reply, 303, place);
}

static gboolean
open_from_form(Request *request, gint64 *number, GError **error)
{
  const Args *form = request->form;
  const char *lines = server_args_get(form, "options");
  const char *meeting = server_args_get(form, "meeting");
  g_auto(GStrv) each = g_strsplit(lines != NULL ? lines : "", "\n", -1);
  g_autoptr(GPtrArray) options = g_ptr_array_new();
  for (guint i = 0; each[i] != NULL; i++)
    g_ptr_array_add(options, each[i]);
  guint item = 0;
  VoteOpen open = {.question = server_args_get(form, "question"),
                   .rule = server_args_get(form, "rule"),
                   .electorate = server_args_get(form, "electorate"),
                   .quorum = server_args_get(form, "quorum"),
                   .opens = server_args_get(form, "opens"),
                   .closes = server_args_get(form, "closes"),
                   .thread = server_args_get(form, "thread"),
                   .item_thread = server_args_get(form, "item_thread") != NULL,
                   .options = options};
  if (!server_args_get_uint(form, "item", G_MAXINT32, &item, error) ||
      (meeting != NULL &&
       !server_meeting_date(request->db, request->group, meeting, &open.meeting, error)))
    return FALSE;
  open.item = item;
  Compose compose = server_compose_of(request);
  return server_vote_open(&compose, &open, request->member->name, number, error);
}

static gboolean
set_entry_rule(const Request *request, GError **error)
{
  const char *rule = server_args_get(request->form, "rule");
  g_auto(BallotPolicy) policy = {0};
  return db_ballot_policy(request->db, request->group->id, &policy, error) &&
         server_entry_rule(rule != NULL ? rule : "", &policy.entry_rule, error) &&
         db_ballot_policy_set(request->db, request->group->id, &policy, request->member->name,
                              request->now, error);
}

static gboolean
set_mail_votes(const Request *request, GError **error)
{
  const char *word = server_args_get(request->form, "unverified");
  const char *trusted = server_args_get(request->form, "authserv");
  g_auto(BallotPolicy) policy = {0};
  if (!db_ballot_policy(request->db, request->group->id, &policy, error))
    return FALSE;
  if (!unverified_policy_from_text(word, &policy.unverified)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "nothing is known to do with unverified votes called \"%s\"\nchoose at-once, "
                "confirm or never",
                word != NULL ? word : "");
    return FALSE;
  }
  g_autofree char *host = g_strstrip(g_strdup(trusted != NULL ? trusted : ""));
  g_free(policy.authserv);
  policy.authserv = host[0] != '\0' ? g_steal_pointer(&host) : NULL;
  return db_ballot_policy_set(request->db, request->group->id, &policy, request->member->name,
                              request->now, error);
}

gboolean
server_page_votes_edit(Request *request, Reply *reply, GError **error)
{
  const char *verb = server_args_get(request->form, "verb");
  const char *thread = server_args_get(request->form, "thread");
  gint64 number = 0;
  gboolean done;
  if (g_strcmp0(verb, "open") == 0)
    done = open_from_form(request, &number, error);
  else if (g_strcmp0(verb, "ignore") == 0 && thread != NULL)
    done = db_ballot_ignore(request->db, request->group->id, thread, request->member->name,
                            request->now, error);
  else if (g_strcmp0(verb, "entry-rule") == 0)
    done = set_entry_rule(request, error);
  else if (g_strcmp0(verb, "mail-votes") == 0)
    done = set_mail_votes(request, error);
  else
    done = unknown_verb(verb, error);
  if (done)
    lead_to(request, number, "", reply);
  return done;
}

static gboolean
cast_one(const Request *request, gint64 number, const char *option, const char *text,
         GError **error)
{
  BallotCast cast = {.member = request->member->id,
                     .option = option,
                     .comment = server_args_get(request->form, "comment"),
                     .way = WAY_PAGE};
  return ballot_value_parse(text, &cast.value, error) &&
         db_ballot_cast(request->db, request->group->id, number, &cast, request->now, error);
}

/* A ranked ballot takes what was rated and leaves the rest as it was; all or nothing. */
static gboolean
cast_from_form(const Request *request, gint64 number, GError **error)
{
  g_autoptr(Ballot) ballot = db_ballot_get(request->db, request->group->id, number, error);
  if (ballot == NULL)
    return FALSE;
  const char *option = server_args_get(request->form, "option");
  const char *value = server_args_get(request->form, "value");
  if (ballot->options->len == 0 || value != NULL)
    return cast_one(request, number, option, value, error);
  guint n = 0;
  for (guint i = 0; i < ballot->options->len; i++) {
    const BallotOption *each = ballot->options->pdata[i];
    g_autofree char *name = g_strconcat("value-", each->key, NULL);
    const char *text = server_args_get(request->form, name);
    if (text != NULL && !cast_one(request, number, each->key, text, error))
      return FALSE;
    n += text != NULL;
  }
  return n > 0 || ballot_value_parse(NULL, &(int){0}, error);
}

gboolean
server_page_ballot_vote(Request *request, Reply *reply, GError **error)
{
  gint64 number = server_request_number(request);
  const char *verb = server_args_get(request->form, "verb");
  gboolean done;
  if (g_strcmp0(verb, "cast") == 0)
    done = cast_from_form(request, number, error);
  else if (g_strcmp0(verb, "resolve") == 0)
    done = db_ballot_resolve(request->db, request->group->id, number, request->member->id,
                             server_args_get(request->form, "comment"), request->now, error);
  else
    done = unknown_verb(verb, error);
  if (done)
    lead_to(request, number, "", reply);
  return done;
}

static gboolean
nudge_from_form(Request *request, gint64 number, GError **error)
{
  g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(gint64));
  const char *text;
  for (guint i = 0; i < MEMBERS_MAX && (text = server_args_nth(request->form, "member", i)) != NULL;
       i++) {
    gint64 id = g_ascii_strtoll(text, NULL, 10);
    g_array_append_val(members, id);
  }
  guint n_mails = 0;
  Compose compose = server_compose_of(request);
  return server_vote_nudge(&compose, number, members, request->member->name, &n_mails, error);
}

gboolean
server_page_ballot_edit(Request *request, Reply *reply, GError **error)
{
  gint64 number = server_request_number(request);
  const char *verb = server_args_get(request->form, "verb");
  Compose compose = server_compose_of(request);
  gboolean done;
  if (g_strcmp0(verb, "close") == 0)
    done = server_vote_close(&compose, number, request->member->name, error);
  else if (g_strcmp0(verb, "nudge") == 0)
    done = nudge_from_form(request, number, error);
  else
    done = unknown_verb(verb, error);
  if (done)
    lead_to(request, number, "", reply);
  return done;
}

/* Opened by GET it only shows a button: readers of mail that look at links must not confirm. */
gboolean
server_page_confirm(Request *request, Reply *reply, GError **error G_GNUC_UNUSED)
{
  WebConfirmView view = {request->page, server_request_param(request, "token")};
  web_page_confirm(reply->body, &view);
  return TRUE;
}

gboolean
server_page_confirm_use(Request *request, Reply *reply, GError **error)
{
  guint8 token[SESSION_SECRET];
  gint64 number = 0;
  if (!server_secret_from_hex(server_request_param(request, "token"), token)) {
    g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                        "this link is not whole\nCopy all of it into the address line.");
    return FALSE;
  }
  if (!db_ballot_confirm(request->db, request->group->id, token, request->now, &number, error))
    return FALSE;
  lead_to(request, number, "", reply);
  return TRUE;
}
