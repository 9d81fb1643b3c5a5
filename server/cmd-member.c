/* The roster of a group, and the first way in. */
#include "db/api-token.h"
#include "db/group.h"
#include "db/roster-import.h"
#include "db/session.h"
#include "server/commands.h"
#include "server/visitor.h"
#include "server/zone.h"
#include "web/out.h"

/* "operator" is for the whole server, the other roles for one group. */
static gboolean
run_set(Command *command, gint64 group, Member *member, GError **error)
{
  if (!db_begin(command->db, error))
    return FALSE;
  gboolean done =
      db_member_set(command->db, group, member, COMMAND_WHO, server_command_now(command), error);
  return server_command_finish(command, done, error);
}

gboolean
server_cmd_member_add(Command *command, GError **error)
{
  const CommandOptions *options = &command->options;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL)
    return FALSE;
  g_autoptr(Member) member = g_new0(Member, 1);
  member->role = ROLE_MEMBER;
  if (options->role != NULL &&
      (!member_role_from_text(options->role, &member->role) || member->role == ROLE_NONE)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no role\none of: member, chair, operator", options->role);
    return FALSE;
  }
  member->since = server_command_now(command);
  if (options->since != NULL &&
      !server_zone_parse(options->since, group->timezone, &member->since, error))
    return FALSE;
  member->name = g_strdup(options->name);
  member->initials = g_strdup(options->initials);
  member->nick = g_strdup(options->nick);
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 1; i < command->n_args; i++)
    g_ptr_array_add(member->addresses, g_strdup(command->args[i]));
  return run_set(command, member->role == ROLE_OPERATOR ? 0 : group->id, member, error);
}

gboolean
server_cmd_member_end(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 now = server_command_now(command), until = now;
  const char *said = command->options.until;
  if (group == NULL || (said != NULL && !server_zone_parse(said, group->timezone, &until, error)))
    return FALSE;
  if (until > now) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is to come\nend a membership when its day is there", said);
    return FALSE;
  }
  if (!db_begin(command->db, error))
    return FALSE;
  gboolean done =
      db_member_end(command->db, group->id, command->args[1], until, COMMAND_WHO, now, error);
  return server_command_finish(command, done, error);
}

gboolean
server_cmd_member_list(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(GPtrArray) members =
      group != NULL ? db_member_list(command->db, group->id, server_command_now(command), error)
                    : NULL;
  if (members == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < members->len; i++) {
    const Member *member = members->pdata[i];
    g_autofree char *name = web_plain(member->name);
    g_string_append_printf(out, "%-8s  %-24s  %-4s", member_role_to_text(member->role), name,
                           member->initials != NULL ? member->initials : "");
    for (guint a = 0; a < member->addresses->len; a++)
      g_string_append_printf(out, "  %s", (const char *)member->addresses->pdata[a]);
    if (member->nick != NULL) {
      g_autofree char *nick = web_plain(member->nick);
      g_string_append_printf(out, "  nick %s", nick);
    }
    g_string_append_c(out, '\n');
  }
  return server_command_print(out, error);
}

gboolean
server_cmd_member_link(Command *command, GError **error)
{
  guint8 token[SESSION_SECRET];
  char hex[65];
  g_autofree char *base = NULL;
  command->world->random(token, sizeof token, command->world->data);
  server_secret_to_hex(token, hex);
  if (!server_command_base_url(command, COMMAND_BASE_URL, &base, error) ||
      !db_begin(command->db, error) ||
      !server_command_finish(command,
                             db_sign_in_offer(command->db, command->args[0], token, NULL,
                                              server_command_now(command), error),
                             error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%s/sign-in/%s\n", base, hex);
  server_command_note("open it within %d minutes; it works once", SIGN_IN_SECONDS / 60);
  return server_command_print(out, error);
}

/* --- import --- */

gboolean
server_cmd_member_import(Command *command, GError **error)
{
  guint n = 0;
  gint64 now = server_command_now(command), since = now;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autofree char *text = group != NULL ? server_command_read_text(command->args[1], error) : NULL;
  if (text == NULL || (command->options.since != NULL &&
                       !server_zone_parse(command->options.since, group->timezone, &since, error)))
    return FALSE;
  g_autoptr(RosterDraft) draft = roster_parse(text);
  if (!db_begin(command->db, error) ||
      !server_command_finish(command,
                             db_roster_import(command->db, group->id, draft, since, FALSE,
                                              COMMAND_WHO, now, &n, error),
                             error))
    return FALSE;
  server_command_note("%u people are on the roster of %s", n, group->name);
  return TRUE;
}

/* --- tokens --- */

static Member *
find_person(Command *command, const char *address, GError **error)
{
  g_autoptr(GError) failed = NULL;
  Member *member = db_member_find(command->db, 0, address, server_command_now(command), &failed);
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  else if (member == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "nobody has the address %s", address);
  return member;
}

gboolean
server_cmd_token_add(Command *command, GError **error)
{
  guint scopes = 0;
  guint8 secret[SESSION_SECRET];
  char hex[65];
  gint64 now = server_command_now(command);
  const char *words = command->options.scopes != NULL ? command->options.scopes : "read";
  g_autoptr(Member) member = find_person(command, command->args[0], error);
  if (member == NULL || !token_scopes_parse(words, &scopes, error) || !db_begin(command->db, error))
    return FALSE;
  command->world->random(secret, sizeof secret, command->world->data);
  if (!server_command_finish(command,
                             db_api_token_add(command->db, member->id, command->args[1], scopes,
                                              secret, now + (gint64)API_TOKEN_DAYS * 86400,
                                              COMMAND_WHO, now, error),
                             error))
    return FALSE;
  server_secret_to_hex(secret, hex);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, API_TOKEN_PREFIX "%s\n", hex);
  server_command_note("it is shown this once; a script sends it as Authorization: Bearer");
  return server_command_print(out, error);
}

gboolean
server_cmd_token_list(Command *command, GError **error)
{
  g_autoptr(Member) member = find_person(command, command->args[0], error);
  g_autoptr(GPtrArray) tokens =
      member != NULL ? db_api_token_list(command->db, member->id, error) : NULL;
  if (tokens == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++) {
    const ApiToken *token = tokens->pdata[i];
    g_autofree char *name = web_plain(token->name);
    g_autofree char *scopes = token_scopes_to_text(token->scopes);
    g_string_append_printf(out, "%4" G_GINT64_FORMAT "  %-24s  %-18s  until ", token->id, name,
                           scopes);
    web_out_date(out, token->expires, "UTC");
    g_string_append(out, token->revoked == 0                ? "\n"
                         : token->revoked == token->expires ? "  over\n"
                                                            : "  revoked\n");
  }
  return server_command_print(out, error);
}

gboolean
server_cmd_token_revoke(Command *command, GError **error)
{
  gint64 id = 0;
  g_autoptr(Member) member = find_person(command, command->args[0], error);
  if (member == NULL || !server_command_number(command->args[1], "token", &id, error) ||
      !db_begin(command->db, error))
    return FALSE;
  return server_command_finish(command,
                               db_api_token_revoke(command->db, member->id, id, COMMAND_WHO,
                                                   server_command_now(command), error),
                               error);
}
