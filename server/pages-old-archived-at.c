/* Old addresses of which docket knows only what mails say of themselves. Such a word may be forged,
 * and the mail that the address truly was may come later: so it leads on for now (302), and where
 * several mails say it, to a choice. */
#include "db/archived.h"
#include <string.h>

#include "db/message.h"
#include "db/source.h"
#include "ingest/archived.h"
#include "server/pages-old.h"
#include "web/parts.h"
#include "web/views-choice.h"

static void
print_choice(const Request *request, const Group *group, const char *asked, GPtrArray *messages,
             Reply *reply)
{
  g_autofree char *path =
      group != NULL ? g_strdup_printf("/%s/archive/", group->name) : g_strdup("/");
  WebPage page = *request->page;
  page.group = group;
  const WebChoiceView view = {
      .page = &page,
      .asked = asked,
      .why = "Each of these mails says in its header that it stood there. A header proves nothing, "
             "and no mail that is kept here had that address by its Message-ID.",
      .messages = messages,
      .likely = G_MAXUINT,
      .more_path = path,
      .more_label = group != NULL ? "The whole archive" : "All groups"};
  reply->status = 300;
  web_page_choice(reply->body, &view);
}

gboolean
server_to_archived(const Request *request, const Group *group, const char *address,
                   const char *asked, const char *below, Reply *reply, gboolean *sent,
                   GError **error)
{
  g_autoptr(GPtrArray) found =
      db_archived_find(request->db, group != NULL ? group->id : 0, address, error);
  if (found == NULL)
    return FALSE;
  *sent = found->len > 0;
  if (found->len == 0)
    return TRUE;
  if (found->len > 1) {
    print_choice(request, group, asked, found, reply);
    return TRUE;
  }
  const Message *message = found->pdata[0];
  if (group == NULL)
    return server_request_to_message(request, message, below, 302, reply, error);
  g_autofree char *path = web_mail_sub_path(group->name, message->message_id, below);
  server_reply_redirect(reply, 302, path);
  return TRUE;
}

/* --- what an address means, without going there --- */

/* "LIST/2014-April/42", as archived_number puts it: a number that was read from the archive's own
 * pages. */
static Message *
by_number(const Request *request, const char *text, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, "/", 3);
  guint64 number = 0;
  if (g_strv_length(parts) != 3 ||
      !g_ascii_string_to_unsigned(parts[2], 10, 0, G_MAXINT, &number, NULL))
    return NULL;
  g_autoptr(Group) group = server_find_list(request, parts[0], error);
  g_autofree char *id =
      group != NULL ? db_pipermail_find(request->db, group->id, parts[1], (guint)number, error)
                    : NULL;
  return id != NULL ? db_message_get(request->db, group->id, id, 0, error) : NULL;
}

static Message *
by_form(const Request *request, const char *form, GError **error)
{
  if (g_str_has_prefix(form, "hash:"))
    return db_message_get_by_hash(request->db, form + strlen("hash:"), error);
  if (g_str_has_prefix(form, "id:"))
    return db_message_get(request->db, 0, form + strlen("id:"), 0, error);
  return by_number(request, form + strlen("number:"), error);
}

Message *
server_old_message(const Request *request, const char *address, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autofree char *form = ingest_archived_address(address);
  Message *message = form != NULL ? by_form(request, form, &failed) : NULL;
  if (failed != NULL && !g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
  }
  if (message != NULL || form == NULL)
    return message;
  g_autoptr(GPtrArray) found = db_archived_find(request->db, 0, form, error);
  return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}
