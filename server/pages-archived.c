/* Old addresses of which docket knows only what mails say of themselves. Such a word may be forged,
 * and the mail that the address truly was may come later: so it leads on for now (302), and where
 * several mails say it, to a choice. */
#include "db/archived.h"
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
