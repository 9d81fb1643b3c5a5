/* The chair's verbs on items. */
#include "db/item.h"
#include "server/commands.h"
#include "web/out.h"

typedef gboolean (*ItemVerb)(Command *command, gint64 group, gint64 number, GError **error);

/* All or nothing: a wrong number in a row of them changes none. */
static gboolean
each_item(Command *command, guint n_items, ItemVerb verb, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL)
    return FALSE;
  if (!db_begin(command->db, error))
    return FALSE;
  gboolean done = TRUE;
  for (guint i = 1; done && i <= n_items; i++) {
    gint64 number;
    done = server_command_number(command->args[i], "item", &number, error) &&
           verb(command, group->id, number, error);
  }
  return server_command_finish(command, done, error);
}

static gboolean
set_state(Command *command, gint64 group, gint64 number, ItemState state, GError **error)
{
  return db_item_set_state(command->db, group, number, state, COMMAND_WHO,
                           server_command_now(command), error);
}

static gboolean
verb_accept(Command *command, gint64 group, gint64 number, GError **error)
{
  return set_state(command, group, number, STATE_OPEN, error);
}

static gboolean
verb_dismiss(Command *command, gint64 group, gint64 number, GError **error)
{
  return set_state(command, group, number, STATE_DECLINED, error);
}

/* The state stands behind the numbers. */
static gboolean
verb_state(Command *command, gint64 group, gint64 number, GError **error)
{
  const char *word = command->args[command->n_args - 1];
  ItemState state;
  if (!item_state_from_text(word, &state) || state == STATE_DUPLICATE) {
    g_set_error(
        error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
        "%s is no state to set\n"
        "one of: new, open, scheduled, done, declined, deferred; duplicates: docket item merge",
        word);
    return FALSE;
  }
  return set_state(command, group, number, state, error);
}

static gboolean
verb_title(Command *command, gint64 group, gint64 number, GError **error)
{
  return db_item_set_title(command->db, group, number, command->args[2], COMMAND_WHO,
                           server_command_now(command), error);
}

static gboolean
verb_owner(Command *command, gint64 group, gint64 number, GError **error)
{
  const char *owner = command->args[2][0] != '\0' ? command->args[2] : NULL;
  return db_item_set_owner(command->db, group, number, owner, COMMAND_WHO,
                           server_command_now(command), error);
}

static gboolean
verb_merge(Command *command, gint64 group, gint64 number, GError **error)
{
  gint64 into;
  return server_command_number(command->args[2], "item", &into, error) &&
         db_item_merge(command->db, group, number, into, COMMAND_WHO, server_command_now(command),
                       error);
}

static gboolean
verb_undo(Command *command, gint64 group, gint64 number, GError **error)
{
  return db_item_undo(command->db, group, number, COMMAND_WHO, server_command_now(command), error);
}

/* With a mention: takes off what docket joined; without: undoes a merge. */
static gboolean
verb_split(Command *command, gint64 group, gint64 number, GError **error)
{
  gint64 off = 0;
  if (command->n_args > 2) {
    if (!db_item_split_mention(command->db, group, number, command->args[2], COMMAND_WHO,
                               server_command_now(command), &off, error))
      return FALSE;
    server_command_note("it is item %" G_GINT64_FORMAT " now", off);
    return TRUE;
  }
  return db_item_split(command->db, group, number, COMMAND_WHO, server_command_now(command), error);
}

static gboolean
answer(Command *command, gint64 group, gint64 number, SuggestionAnswer given, GError **error)
{
  return db_item_answer(command->db, group, number, command->args[2], given, COMMAND_WHO,
                        server_command_now(command), error);
}

static gboolean
verb_apply(Command *command, gint64 group, gint64 number, GError **error)
{
  return answer(command, group, number, ANSWER_ACCEPTED, error);
}

static gboolean
verb_ignore(Command *command, gint64 group, gint64 number, GError **error)
{
  return answer(command, group, number, ANSWER_IGNORED, error);
}

gboolean
server_cmd_item_undo(Command *command, GError **error)
{
  return each_item(command, command->n_args - 1, verb_undo, error);
}

gboolean
server_cmd_item_apply(Command *command, GError **error)
{
  return each_item(command, 1, verb_apply, error);
}

gboolean
server_cmd_item_ignore(Command *command, GError **error)
{
  return each_item(command, 1, verb_ignore, error);
}

gboolean
server_cmd_item_accept(Command *command, GError **error)
{
  return each_item(command, command->n_args - 1, verb_accept, error);
}

gboolean
server_cmd_item_dismiss(Command *command, GError **error)
{
  return each_item(command, command->n_args - 1, verb_dismiss, error);
}

gboolean
server_cmd_item_state(Command *command, GError **error)
{
  return each_item(command, command->n_args - 2, verb_state, error);
}

gboolean
server_cmd_item_title(Command *command, GError **error)
{
  return each_item(command, 1, verb_title, error);
}

gboolean
server_cmd_item_owner(Command *command, GError **error)
{
  return each_item(command, 1, verb_owner, error);
}

gboolean
server_cmd_item_merge(Command *command, GError **error)
{
  return each_item(command, 1, verb_merge, error);
}

gboolean
server_cmd_item_split(Command *command, GError **error)
{
  return each_item(command, 1, verb_split, error);
}

/* --- one item with its story --- */

static void
append_text(GString *out, const char *label, const char *text)
{
  g_autofree char *plain = web_plain(text);
  if (text != NULL && *text != '\0')
    g_string_append_printf(out, "%-9s %s\n", label, plain);
}

static void
append_mention(GString *out, const Mention *mention)
{
  static const char *const answers[] = {"", " (accepted)", " (ignored)"};
  g_autoptr(GString) line = g_string_new(NULL);
  web_out_iso(line, mention->date);
  g_string_append_printf(line, " %s", person_label(mention->from));
  if (mention->why == MENTION_SAME_LINK || mention->why == MENTION_SAME_WORDS)
    g_string_append_printf(line, ", %s %.2f, mention %s", mention_why_to_text(mention->why),
                           mention->score, mention->statement);
  else if (mention->why != MENTION_BY_ITSELF)
    g_string_append_printf(line, ", %s", mention_why_to_text(mention->why));
  if (mention->suggests)
    g_string_append_printf(line, ", suggests %s", item_state_to_text(mention->suggestion));
  if (mention->takes)
    g_string_append(line, ", offers to take it");
  if (mention->reply != NULL)
    g_string_append_printf(line, ", suggestion %s%s", mention->reply, answers[mention->answer]);
  append_text(out, "mention", line->str);
  append_text(out, "", mention->quote);
}

static gboolean
append_trail(Command *command, gint64 group, gint64 number, GString *out, GError **error)
{
  g_autoptr(GPtrArray) trail = db_audit_list(command->db, group, number, 0, error);
  for (guint i = 0; trail != NULL && i < trail->len; i++) {
    const AuditEntry *entry = trail->pdata[i];
    g_autoptr(GString) line = g_string_new(NULL);
    web_out_iso(line, entry->at);
    g_string_append_printf(line, " %s: %s from \"%s\" to \"%s\"", entry->who, entry->verb,
                           entry->from != NULL ? entry->from : "",
                           entry->to != NULL ? entry->to : "");
    append_text(out, "changed", line->str);
  }
  return trail != NULL;
}

gboolean
server_cmd_item_show(Command *command, GError **error)
{
  gint64 number = 0, now = 0;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  if (group == NULL || !server_command_number(command->args[1], "item", &number, error) ||
      !db_item_number_now(command->db, group->id, number, &now, error))
    return FALSE;
  g_autoptr(Item) item = db_item_get(command->db, group->id, now != 0 ? now : number, error);
  if (item == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%-9s %" G_GINT64_FORMAT "\n", "item", item->number);
  append_text(out, "kind", item_kind_to_text(item->kind));
  append_text(out, "state", item_state_to_text(item->state));
  append_text(out, "title", item->title);
  append_text(out, "owner", item->owner);
  append_text(out, "person", item->owner_person);
  append_text(out, "rule", item->rule);
  append_text(out, "mail", item->origin->message_id);
  append_text(out, "", item->origin->quote);
  append_text(out, "note", item->origin->note);
  for (guint i = 0; i < item->mentions->len; i++)
    append_mention(out, item->mentions->pdata[i]);
  return append_trail(command, group->id, item->number, out, error) &&
         server_command_print(out, error);
}
