#include "server/member-notice.h"

#include "web/out.h"

static const Member *
find_id(const GPtrArray *members, gint64 id)
{
  for (guint i = 0; i < members->len; i++)
    if (((const Member *)members->pdata[i])->id == id)
      return members->pdata[i];
  return NULL;
}

GPtrArray *
server_members_known(Db *db, const GPtrArray *changes, gint64 now, GError **error)
{
  g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
  for (guint i = 0; i < changes->len; i++) {
    const GPtrArray *addresses = ((const Member *)changes->pdata[i])->addresses;
    for (guint a = 0; a < addresses->len; a++) {
      g_autoptr(GError) failed = NULL;
      g_autoptr(Member) member = db_member_find(db, 0, addresses->pdata[a], now, &failed);
      if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
      }
      if (member != NULL && find_id(known, member->id) == NULL)
        g_ptr_array_add(known, g_steal_pointer(&member));
    }
  }
  return g_steal_pointer(&known);
}

static gboolean
has_good_address(const Member *member)
{
  for (guint i = 0; i < member->addresses->len; i++)
    if (out_address_is_good(member->addresses->pdata[i]))
      return TRUE;
  return FALSE;
}

/* To an address that the person had before. It is between the server and them: no list is named,
 * and no group's outbox shows it. */
static gboolean
queue(const Compose *compose, const Member *member, const char *subject, const char *body,
      GError **error)
{
  gint64 id = 0;
  Compose whole = *compose;
  whole.group = NULL;
  if (compose->mail == NULL || !has_good_address(member))
    return TRUE;
  g_autoptr(OutMail) mail =
      server_compose_to_member(&whole, member, OUT_NOTICE, NULL, subject, body, error);
  if (mail == NULL)
    return FALSE;
  mail->state = OUT_QUEUED;
  return db_outbox_add(compose->db, mail, "docket", compose->now, &id, error);
}

static gboolean
tell_of_addresses(const Compose *compose, const Member *before, const char *who, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(GString) added = g_string_new(NULL);
  g_autoptr(Member) now =
      before->addresses->len > 0
          ? db_member_find(compose->db, 0, before->addresses->pdata[0], compose->now, &failed)
          : NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  for (guint i = 0; now != NULL && i < now->addresses->len; i++)
    if (!g_ptr_array_find_with_equal_func(before->addresses, now->addresses->pdata[i], g_str_equal,
                                          NULL))
      g_string_append_printf(added, "  %s\n", (const char *)now->addresses->pdata[i]);
  if (added->len == 0)
    return TRUE;
  g_autofree char *name = web_plain(who);
  g_autofree char *body = g_strdup_printf(
      "%s gave you another address in docket at\n%s\n\n%s\n"
      "Whoever reads mail there can sign in as you, and a vote that comes from there\n"
      "is yours. If it is not you, tell the operator of the server.\n",
      name, compose->base_url, added->str);
  return queue(compose, before, "You have another address in docket", body, error);
}

gboolean
server_members_tell(const Compose *compose, const GPtrArray *known, const char *who, GError **error)
{
  for (guint i = 0; i < known->len; i++)
    if (!tell_of_addresses(compose, known->pdata[i], who, error))
      return FALSE;
  return TRUE;
}

gboolean
server_member_tell_token(const Compose *compose, const Member *member, const char *name,
                         GError **error)
{
  g_autofree char *shown = web_plain(name);
  g_autofree char *body = g_strdup_printf(
      "A token for scripts, called\n\n  %s\n\nwas made in your name in docket. What it may do, and "
      "how to revoke it, stands at\n%s/sign-in\n\nIf it was not you, sign out in all browsers "
      "there "
      "as well.\n",
      shown, compose->base_url);
  return queue(compose, member, "A token was made in your name", body, error);
}
