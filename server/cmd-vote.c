/* The verbs of ballots: docket vote ... */
#include <string.h>

#include "db/item-weight.h"
#include "db/message.h"
#include "server/ballot-entry.h"
#include "server/commands.h"
#include "server/meetings.h"
#include "server/vote-verbs.h"
#include "server/zone.h"
#include "web/out.h"

static void
draw_random(guint8 *out, gsize n, gpointer data)
{
  const CommandWorld *world = data;
  world->random(out, n, world->data);
}

static Compose
compose_of(const Command *command, const Group *group, const char *base_url)
{
  return (Compose){.db = command->db,
                   .group = group,
                   .base_url = base_url,
                   .now = server_command_now(command),
                   .random = draw_random,
                   .random_data = (gpointer)command->world};
}

/* A verb on the ballot that operand 1 names, in a transaction. */
typedef gboolean (*VoteVerb)(Command *command, const Compose *compose, gint64 number,
                             GError **error);

static gboolean
run_verb(Command *command, VoteVerb verb, gboolean numbered, GError **error)
{
  gint64 number = 0;
  g_autofree char *base_url = NULL;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !server_command_base_url(command, COMMAND_BASE_URL, &base_url, error) ||
      (numbered && !server_command_number(command->args[1], "ballot", &number, error)) ||
      !db_begin(command->db, error))
    return FALSE;
  Compose compose = compose_of(command, group, base_url);
  return server_command_finish(command, verb(command, &compose, number, error), error);
}

static gboolean
verb_open(Command *command, const Compose *compose, gint64 number G_GNUC_UNUSED, GError **error)
{
  const CommandOptions *options = &command->options;
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  for (guint i = 2; i < command->n_args; i++)
    g_ptr_array_add(lines, command->args[i]);
  VoteOpen open = {.question = command->args[1],
                   .rule = options->rule,
                   .electorate = options->binding,
                   .quorum = options->quorum,
                   .opens = options->opens,
                   .closes = g_strcmp0(options->closes, "never") != 0 ? options->closes : NULL,
                   .no_clock = g_strcmp0(options->closes, "never") == 0,
                   .thread = options->thread,
                   .item_thread = options->item_thread,
                   .options = lines};
  gint64 opened = 0;
  if ((options->item != NULL && !server_command_number(options->item, "item", &open.item, error)) ||
      (options->date != NULL &&
       !server_meeting_date(compose->db, compose->group, options->date, &open.meeting, error)) ||
      !server_vote_open(compose, &open, COMMAND_WHO, &opened, error))
    return FALSE;
  server_command_note("ballot %" G_GINT64_FORMAT " of %s is open", opened, compose->group->name);
  return TRUE;
}

static gboolean
verb_close(Command *command G_GNUC_UNUSED, const Compose *compose, gint64 number, GError **error)
{
  return server_vote_close(compose, number, COMMAND_WHO, error);
}

static gboolean
verb_ignore(Command *command, const Compose *compose, gint64 number G_GNUC_UNUSED, GError **error)
{
  return db_ballot_ignore(compose->db, compose->group->id, command->args[1], COMMAND_WHO,
                          compose->now, error);
}

static Member *
find_member(const Compose *compose, const char *text, GError **error)
{
  g_autoptr(GError) failed = NULL;
  Member *member = db_member_find(compose->db, compose->group->id, text, compose->now, &failed);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  else if (member == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "nobody is called %s\nlook: docket member list %s", text, compose->group->name);
  return member;
}

static gboolean
verb_nudge(Command *command, const Compose *compose, gint64 number, GError **error)
{
  guint n_mails = 0;
  g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(gint64));
  for (guint i = 2; i < command->n_args; i++) {
    g_autoptr(Member) member = find_member(compose, command->args[i], error);
    if (member == NULL)
      return FALSE;
    g_array_append_val(members, member->id);
  }
  if (!server_vote_nudge(compose, number, members, COMMAND_WHO, &n_mails, error))
    return FALSE;
  server_command_note("%u mails wait in the outbox", n_mails);
  return TRUE;
}

static gboolean
verb_cast(Command *command, const Compose *compose, gint64 number, GError **error)
{
  int value = 0;
  if (!ballot_value_parse(command->args[3], &value, error))
    return FALSE;
  g_autoptr(Member) member = find_member(compose, command->args[2], error);
  if (member == NULL)
    return FALSE;
  BallotCast cast = {.member = member->id,
                     .option = command->options.option,
                     .value = value,
                     .comment = command->options.comment,
                     .way = WAY_COMMAND};
  return db_ballot_cast(compose->db, compose->group->id, number, &cast, compose->now, error);
}

static gboolean
verb_resolve(Command *command, const Compose *compose, gint64 number, GError **error)
{
  g_autoptr(Member) member = find_member(compose, command->args[2], error);
  return member != NULL &&
         db_ballot_resolve(compose->db, compose->group->id, number, member->id,
                           command->n_args > 3 ? command->args[3] : NULL, compose->now, error);
}

static gboolean
verb_weigh(Command *command, const Compose *compose, gint64 number, GError **error)
{
  int value = 0;
  if (!ballot_value_parse(command->args[3], &value, error))
    return FALSE;
  g_autoptr(Member) member = find_member(compose, command->args[2], error);
  return member != NULL && db_item_weigh(compose->db, compose->group->id, number, member->id, value,
                                         compose->now, error);
}

gboolean
server_cmd_vote_open(Command *command, GError **error)
{
  return run_verb(command, verb_open, FALSE, error);
}

gboolean
server_cmd_vote_close(Command *command, GError **error)
{
  return run_verb(command, verb_close, TRUE, error);
}

gboolean
server_cmd_vote_cast(Command *command, GError **error)
{
  return run_verb(command, verb_cast, TRUE, error);
}

gboolean
server_cmd_vote_resolve(Command *command, GError **error)
{
  return run_verb(command, verb_resolve, TRUE, error);
}

gboolean
server_cmd_item_weigh(Command *command, GError **error)
{
  return run_verb(command, verb_weigh, TRUE, error);
}

gboolean
server_cmd_vote_nudge(Command *command, GError **error)
{
  return run_verb(command, verb_nudge, TRUE, error);
}

gboolean
server_cmd_vote_ignore(Command *command, GError **error)
{
  return run_verb(command, verb_ignore, FALSE, error);
}

gboolean
server_cmd_vote_policy(Command *command, GError **error)
{
  const char *trusted = command->options.authserv, *word = command->options.unverified;
  const char *rule = command->options.rule;
  g_auto(BallotPolicy) policy = {0};
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !db_ballot_policy(command->db, group->id, &policy, error))
    return FALSE;
  if (word != NULL && !unverified_policy_from_text(word, &policy.unverified)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "--unverified %s is not known\none of: at-once, confirm, never", word);
    return FALSE;
  }
  if (trusted != NULL) {
    g_free(policy.authserv);
    policy.authserv = trusted[0] != '\0' ? g_strdup(trusted) : NULL;
  }
  if (rule != NULL && !server_entry_rule(rule, &policy.entry_rule, error))
    return FALSE;
  if ((word != NULL || trusted != NULL || rule != NULL) &&
      !db_ballot_policy_set(command->db, group->id, &policy, COMMAND_WHO,
                            server_command_now(command), error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out,
                         "unverified votes by mail: %s\ntrusted Authentication-Results: %s\n"
                         "entries of a meeting that need a vote: %s\n",
                         unverified_policy_to_text(policy.unverified),
                         policy.authserv != NULL ? policy.authserv : "nobody's",
                         ballot_rule_row(policy.entry_rule)->name);
  return server_command_print(out, error);
}

static void
print_row(GString *out, const WebBallotRow *row)
{
  const Ballot *ballot = row->ballot;
  g_autofree char *question = web_plain(ballot->question);
  g_autoptr(GString) end = g_string_new(NULL);
  if (ballot_end(ballot) != 0)
    web_out_date(end, ballot_end(ballot), "UTC");
  g_string_append_printf(out, "%4" G_GINT64_FORMAT "  %-9s  %-14s  %-10s  %s (%s)\n",
                         ballot->number, ballot_outcome_to_text(ballot->outcome),
                         ballot_rule_row(ballot->rule)->name, end->str, question, row->tally->why);
}

gboolean
server_cmd_vote_list(Command *command, GError **error)
{
  gint64 now = server_command_now(command);
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL)
    return FALSE;
  for (int open = 1; open >= 0; open--) {
    g_autoptr(GPtrArray) rows =
        server_gather_ballot_rows(command->db, group->id, open, 0, now, error);
    if (rows == NULL)
      return FALSE;
    for (guint i = 0; i < rows->len; i++)
      print_row(out, rows->pdata[i]);
  }
  g_autoptr(GPtrArray) suggested = db_ballot_suggestions(
      command->db, group->id, now - BALLOT_SUGGESTED_FOR, BALLOT_SUGGESTIONS_SHOWN + 1, error);
  if (suggested == NULL)
    return FALSE;
  if (suggested->len > BALLOT_SUGGESTIONS_SHOWN)
    server_command_note("the latest %d mails are suggested; open or ignore some to see others",
                        BALLOT_SUGGESTIONS_SHOWN);
  for (guint i = 0; i < MIN(suggested->len, BALLOT_SUGGESTIONS_SHOWN); i++) {
    const Message *message = suggested->pdata[i];
    g_autofree char *subject = web_plain(message->subject);
    g_autofree char *id = web_plain(message->message_id);
    g_string_append_printf(out, "   -  suggested  %s  <%s>\n", subject, id);
  }
  return server_command_print(out, error);
}

gboolean
server_cmd_vote_show(Command *command, GError **error)
{
  static const char *const formats[] = {"text", "json", NULL};
  gint64 number = 0, now = server_command_now(command);
  guint format;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !server_command_number(command->args[1], "ballot", &number, error) ||
      !server_command_choice("format", command->options.format, formats, &format, error))
    return FALSE;
  g_autoptr(GatheredBallot) gathered =
      server_gather_ballot(command->db, group->id, number, now, error);
  if (gathered == NULL)
    return FALSE;
  WebPage page = {.group = group, .path = "/", .now = now, .mask_addresses = TRUE};
  WebBallotView view = server_gathered_ballot_view(gathered, &page, now);
  g_autoptr(GString) out = g_string_new(NULL);
  if (format == 1)
    web_json_ballot(out, &view);
  else
    web_text_ballot(out, &view);
  return server_command_print(out, error);
}
