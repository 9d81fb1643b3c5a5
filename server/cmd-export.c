/* Export: what docket knows, in forms that scripts lean on. */
#include <jansson.h>
#include <string.h>

#include "db/link.h"
#include "db/message.h"
#include "server/commands.h"
#include "server/gather.h"
#include "server/mboxrd.h"
#include "server/meetings.h"
#include "server/vote-verbs.h"
#include "web/pages.h"

enum { WHAT_ALL, WHAT_ITEMS, WHAT_LINKS, WHAT_VOTES, WHAT_MEETINGS, WHAT_MESSAGES };

#define MEETINGS_AHEAD (366 * DAY_SECONDS)

typedef struct {
  Command *command;
  const Group *group;
  GString *out;
  gboolean listed; /* a mail stands in out already */
  guint n_damaged; /* mails left out */
} Export;

static gboolean
print_items(Export *export, GError **error)
{
  g_autoptr(GPtrArray) items = server_gather_items(export->command->db, export->group, error);
  if (items != NULL)
    web_json_items(export->out, items);
  return items != NULL;
}

static gboolean
print_links(Export *export, GError **error)
{
  g_autoptr(GPtrArray) links = db_link_list(export->command->db, export->group->id, 0, error);
  if (links != NULL)
    web_json_links(export->out, links);
  return links != NULL;
}

static gboolean
print_votes(Export *export, GError **error)
{
  gint64 now = server_command_now(export->command);
  WebPage page = {.group = export->group, .path = "/", .now = now, .mask_addresses = TRUE};
  return server_print_votes_json(export->command->db, export->group, &page, now, export->out,
                                 error);
}

static void
gathered_clear(gpointer data)
{
  server_gathered_meetings_clear(data);
}

/* Where the list after one that was cut goes on: with a whole day, as minutes belong to one. */
static gint64
next_start(const Group *group, const GatheredMeetings *list, gint64 until)
{
  gint32 day;
  if (list->reached >= until)
    return until;
  schedule_to_local(group->timezone, list->reached, &day, NULL);
  gint64 start = schedule_to_utc(group->timezone, day, 0, NULL);
  return start > list->began ? start : MAX(list->reached, list->began + 1);
}

/* What was taken up in them as well. */
static gboolean
load_records(Db *db, const Group *group, const GatheredMeetings *list, GError **error)
{
  for (guint i = 0; i < list->records->len; i++)
    if (!db_minutes_load(db, group, list->records->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* All that were, and a year of those that come: list after list, as each is cut for its length. */
static gboolean
print_meetings(Export *export, GError **error)
{
  Db *db = export->command->db;
  const Group *group = export->group;
  gint64 now = server_command_now(export->command), until = now + MEETINGS_AHEAD;
  WebPage page = {.group = group, .base_url = "", .path = "", .now = now};
  g_autoptr(GArray) lists = g_array_new(FALSE, TRUE, sizeof(GatheredMeetings));
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  g_array_set_clear_func(lists, gathered_clear);
  for (gint64 from = now - MEETING_BACK_DAYS * DAY_SECONDS; from < until;) {
    GatheredMeetings list = {0};
    gboolean done = server_gather_meetings(db, group, from, until, now, &list, error) &&
                    load_records(db, group, &list, error);
    g_array_append_val(lists, list);
    if (!done)
      return FALSE;
    from = next_start(group, &list, until);
    for (guint i = 0; i < list.rows->len; i++) {
      WebMeetingRow row = g_array_index(list.rows, WebMeetingRow, i);
      if (row.when < from)
        g_array_append_val(rows, row);
    }
  }
  web_json_meetings(export->out, &page, rows, 0, 0);
  return TRUE;
}

/* The others are written, and the end says that some are not. */
static gboolean
leave_out(const GError *fault, gpointer user_data)
{
  Export *export = user_data;
  const char *end = strchrnul(fault->message, '\n');
  server_command_note("%.*s", (int)(end - fault->message), fault->message);
  export->n_damaged++;
  return TRUE;
}

static gboolean
add_message(const Message *message, const char *raw, gsize len, gpointer user_data, GError **error)
{
  (void)raw;
  Export *export = user_data;
  json_t *row = json_pack(
      "{s:s, s:i, s:s, s:s?, s:s?, s:I, s:i, s:I}", "message_id", message->message_id, "alternate",
      (int)message->alternate, "subject", message->subject, "from_name",
      message->from != NULL ? message->from->name : NULL, "from_email",
      message->from != NULL ? message->from->email : NULL, "date", (json_int_t)message->date,
      "date_offset", (int)message->date_offset, "size", (json_int_t)len);
  char *text = row != NULL ? json_dumps(row, JSON_COMPACT) : NULL;
  json_decref(row);
  if (text == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot write mail %s as JSON",
                message->message_id);
    return FALSE;
  }
  g_string_append_printf(export->out, "%s\n%s", export->listed ? "," : "", text);
  export->listed = TRUE;
  free(text);
  return TRUE;
}

static gboolean
print_messages(Export *export, GError **error)
{
  g_string_append(export->out, "{\"messages\":[");
  if (!db_message_each_raw(export->command->db, export->group->id, add_message, leave_out, export,
                           error))
    return FALSE;
  g_string_append(export->out, "\n]}\n");
  return TRUE;
}

static gboolean
write_mail(const Message *message, const char *raw, gsize len, gpointer user_data, GError **error)
{
  (void)message;
  const Export *export = user_data;
  server_mboxrd_append(export->out, raw, len);
  return server_command_print(export->out, error);
}

/* Are they asked for, and alone? */
static gboolean
check_mbox(const Command *command, guint what, GError **error)
{
  if (what != WHAT_MESSAGES && !(what == WHAT_ALL && command->options.what == NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "only messages can be written as mbox\n"
                "type: docket export %s --what messages --format mbox",
                command->args[0]);
    return FALSE;
  }
  return server_command_raw_allowed(error);
}

static gboolean
export_mbox(Export *export, GError **error)
{
  return db_message_each_raw(export->command->db, export->group->id, write_mail, leave_out, export,
                             error);
}

typedef gboolean (*ExportPrint)(Export *, GError **);

/* Each printer writes {"name":[...]}; together they are one object, so the braces between them
 * become commas. */
static gboolean
export_all(Export *export, GError **error)
{
  static const ExportPrint printers[] = {print_items, print_links, print_votes, print_meetings,
                                         print_messages};
  GString *out = export->out;
  for (gsize i = 0; i < G_N_ELEMENTS(printers); i++) {
    g_autoptr(GString) piece = g_string_new(NULL);
    export->out = piece;
    gboolean ok = printers[i](export, error);
    export->out = out;
    if (!ok)
      return FALSE;
    g_strchomp(piece->str);
    piece->len = strlen(piece->str);
    if (i + 1 < G_N_ELEMENTS(printers))
      g_string_truncate(piece, piece->len - 1);
    g_string_append(out, i == 0 ? piece->str : piece->str + 1);
    g_string_append(out, i + 1 < G_N_ELEMENTS(printers) ? ",\n" : "\n");
  }
  return TRUE;
}

static gboolean
tell_damaged(const Export *export, GError **error)
{
  if (export->n_damaged == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
              "%u damaged mails of %s are left out, all else is written\nput back a backup",
              export->n_damaged, export->group->name);
  return FALSE;
}

gboolean
server_cmd_export(Command *command, GError **error)
{
  static const char *const whats[] = {"all",      "items",    "links", "votes",
                                      "meetings", "messages", NULL};
  static const char *const formats[] = {"json", "mbox", NULL};
  static const ExportPrint printers[] = {export_all,  print_items,    print_links,
                                         print_votes, print_meetings, print_messages};
  guint what, format;
  if (!server_command_choice("what", command->options.what, whats, &what, error) ||
      !server_command_choice("format", command->options.format, formats, &format, error) ||
      (format == 1 && !check_mbox(command, what, error)))
    return FALSE;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  g_autoptr(GString) out = g_string_new(NULL);
  Export export = {.command = command, .group = group, .out = out};
  ExportPrint print = format == 1 ? export_mbox : printers[what];
  return group != NULL && print(&export, error) && server_command_print(out, error) &&
         tell_damaged(&export, error);
}
