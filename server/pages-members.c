/* The roster of a group, and what its chairs do with it. */
#include <string.h>

#include "db/roster-import.h"
#include "server/member-notice.h"
#include "server/pages.h"
#include "web/views-people.h"

gboolean
server_page_members(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) members =
      db_member_list(request->db, request->group->id, request->now, error);
  g_autoptr(GPtrArray) past =
      members != NULL ? db_member_past(request->db, request->group->id, request->now, error) : NULL;
  if (past == NULL)
    return FALSE;
  WebMembersView view = {request->page, members, past};
  web_page_members(reply->body, &view);
  return TRUE;
}

static gboolean
tell(const Request *request, const GPtrArray *known, GError **error)
{
  const Compose compose = server_compose_of(request);
  return server_members_tell(&compose, known, request->member->name, error);
}

static gboolean
by_chair(const Request *request)
{
  return request->member->role < ROLE_OPERATOR;
}

static gboolean
add_member(const Request *request, GError **error)
{
  const Args *form = request->form;
  const char *role = server_args_get(form, "role");
  const char *written = server_args_get(form, "address");
  g_autoptr(Member) member = g_new0(Member, 1);
  member->role = ROLE_MEMBER;
  if (role != NULL && (!member_role_from_text(role, &member->role) || member->role == ROLE_NONE ||
                       member->role == ROLE_OPERATOR)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no role here\none of: member, chair", role);
    return FALSE;
  }
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  roster_addresses(member->addresses, written != NULL ? written : "");
  member->name = g_strdup(server_args_get(form, "name"));
  member->initials = g_strdup(server_args_get(form, "initials"));
  member->nick = g_strdup(server_args_get(form, "nick"));
  member->since = request->now;
  g_autoptr(GPtrArray) changes = g_ptr_array_new();
  g_ptr_array_add(changes, member);
  g_autoptr(GPtrArray) known = server_members_known(request->db, changes, request->now, error);
  return known != NULL &&
         (by_chair(request) ? db_member_set_by_chair : db_member_set)(
             request->db, request->group->id, member, request->member->name, request->now, error) &&
         tell(request, known, error);
}

static gboolean
import_members(Request *request, GError **error)
{
  const char *text = server_args_get(request->form, "text");
  guint n = 0;
  g_autoptr(RosterDraft) draft = roster_parse(text != NULL ? text : "");
  g_autoptr(GPtrArray) known =
      server_members_known(request->db, draft->members, request->now, error);
  return known != NULL &&
         db_roster_import(request->db, request->group->id, draft, request->now, by_chair(request),
                          request->member->name, request->now, &n, error) &&
         tell(request, known, error);
}

gboolean
server_page_members_edit(Request *request, Reply *reply, GError **error)
{
  const char *verb = server_args_get(request->form, "verb");
  const char *address = server_args_get(request->form, "address");
  gboolean done = FALSE;
  if (g_strcmp0(verb, "add") == 0)
    done = add_member(request, error);
  else if (g_strcmp0(verb, "import") == 0)
    done = import_members(request, error);
  else if (g_strcmp0(verb, "end") == 0 && address != NULL)
    done = db_member_end(request->db, request->group->id, address, request->now,
                         request->member->name, request->now, error);
  else
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\" here",
                verb != NULL ? verb : "");
  if (!done)
    return FALSE;
  g_autofree char *place = g_strdup_printf("/%s/members", request->group->name);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
