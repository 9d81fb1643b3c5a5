/* One mail an owner: what they took on and what is still open. */
#include <string.h>

#include "db/item.h"
#include "db/meeting.h"
#include "db/sheet.h"
#include "server/compose.h"
#include "web/out.h"
#include "web/pieces.h"
#include "web/wrap.h"

#define REMINDERS_MAX 10000 /* mails about one meeting that are looked at */

/* An action that nobody looked at is asked for only while it is fresh: an old archive is full of
 * them. */
#define FRESH_SECONDS ((gint64)90 * 86400)

typedef struct {
  Member *member;
  GPtrArray *items; /* Item, borrowed */
} Owner;

static void
owner_free(gpointer data)
{
  Owner *owner = data;
  member_free(owner->member);
  g_ptr_array_unref(owner->items);
  g_free(owner);
}

static void
give(GPtrArray *owners, Member *member, Item *item)
{
  for (guint i = 0; i < owners->len; i++) {
    Owner *owner = owners->pdata[i];
    if (owner->member->id != member->id)
      continue;
    member_free(member);
    if (!g_ptr_array_find(owner->items, item, NULL))
      g_ptr_array_add(owner->items, item);
    return;
  }
  Owner *owner = g_new0(Owner, 1);
  owner->member = member;
  owner->items = g_ptr_array_new();
  g_ptr_array_add(owner->items, item);
  g_ptr_array_add(owners, owner);
}

/* By initials, nick, address or the whole name. NULL without error: nobody on the roster. */
static Member *
find_member(const Compose *compose, const char *text, GError **error)
{
  g_autoptr(GError) failed = NULL;
  Member *member = db_member_find(compose->db, compose->group->id, text, compose->now, &failed);
  g_autoptr(GPtrArray) roster =
      member == NULL && failed == NULL
          ? db_member_list(compose->db, compose->group->id, compose->now, &failed)
          : NULL;
  g_autofree char *wanted = g_utf8_casefold(text, -1);
  for (guint i = 0; roster != NULL && i < roster->len && member == NULL; i++) {
    g_autofree char *name = g_utf8_casefold(((const Member *)roster->pdata[i])->name, -1);
    if (strcmp(name, wanted) == 0)
      member = g_ptr_array_steal_index(roster, i);
  }
  if (failed != NULL)
    g_propagate_error(error, g_steal_pointer(&failed));
  return member;
}

/* "KB", "LK and GD", "Ann / Bea": everybody named. person: who is meant by the only
 * name, or NULL. */
static gboolean
find_owners(const Compose *compose, Item *item, GPtrArray *owners, GPtrArray *unknown,
            GError **error)
{
  g_auto(GStrv) names = g_regex_split_simple("\\s*(?:,|/|&|\\band\\b)\\s*", item->owner, 0, 0);
  const char *person = g_strv_length(names) == 1 ? item->owner_person : NULL;
  /* A promise in the first person is that of the mail's author. */
  const Person *author = item->origin != NULL ? item->origin->from : NULL;
  if (strcmp(item->owner, "author") == 0 && author != NULL)
    person = author->email != NULL ? author->email : author->name;
  for (char **name = names; *name != NULL; name++) {
    if ((*name)[0] == '\0')
      continue;
    g_autoptr(GError) failed = NULL;
    Member *member = find_member(compose, *name, &failed);
    if (member == NULL && failed == NULL && person != NULL)
      member = find_member(compose, person, &failed);
    if (failed != NULL) {
      g_propagate_error(error, g_steal_pointer(&failed));
      return FALSE;
    }
    if (member != NULL)
      give(owners, member, item);
    else if (!g_ptr_array_find_with_equal_func(unknown, person != NULL ? person : *name,
                                               g_str_equal, NULL))
      g_ptr_array_add(unknown, g_strdup(person != NULL ? person : *name));
  }
  return TRUE;
}

static void
append_item(GString *body, const Compose *compose, const Item *item, gint64 meeting)
{
  const Group *group = compose->group;
  g_autofree char *cut = web_cut_links_whole(item->title, 500);
  g_autofree char *title = web_plain(cut);
  web_wrap(body, title, 72, "* ", "  ");
  if (item->due > 0) {
    g_string_append(body, item->due < meeting ? "  due " : "  due only ");
    web_out_date(body, item->due, group->timezone);
    g_string_append(body, item->due < compose->now ? " (overdue)\n" : "\n");
  }
  if (item->number != 0)
    g_string_append_printf(body, "  %s/%s/items/%" G_GINT64_FORMAT "\n\n", compose->base_url,
                           group->name, item->number);
  else
    g_string_append_printf(body, "  %s/%s/actions#m%" G_GINT64_FORMAT "\n\n", compose->base_url,
                           group->name, left_over_line(item));
}

static OutMail *
write_mail(const Compose *compose, const Owner *owner, gint64 meeting, GError **error)
{
  const Group *group = compose->group;
  g_autoptr(GString) body = g_string_new(NULL);
  g_autoptr(GString) day = g_string_new(NULL);
  web_out_date(day, meeting, group->timezone);
  g_autofree char *name = web_plain(owner->member->name);
  g_string_append_printf(body, "Hello %s,\n\n", name);
  g_autofree char *lead = g_strdup_printf(
      "the %s meets on %s. These actions are in your name and still open:", group->title, day->str);
  web_wrap(body, lead, 72, "", "");
  g_string_append_c(body, '\n');
  for (guint i = 0; i < owner->items->len; i++)
    append_item(body, compose, owner->items->pdata[i], meeting);
  web_wrap(body,
           "If one of them is done, say so on the list or at the meeting: a reply with the word"
           " \"done\" under its line is enough.",
           72, "", "");
  g_autofree char *about = server_compose_meeting_key(group, meeting);
  g_autofree char *subject =
      g_strdup_printf("Your open actions before the %s meeting on %s", group->title, day->str);
  return server_compose_to_member(compose, owner->member, OUT_REMINDER, about, subject, body->str,
                                  error);
}

static gboolean
gather(const Compose *compose, GPtrArray *items, GPtrArray *owners, GPtrArray *unknown,
       GError **error)
{
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    gboolean old = item->state == STATE_NEW && item->date < compose->now - FRESH_SECONDS;
    if (!old && item->owner != NULL && item->owner[0] != '\0' &&
        !find_owners(compose, item, owners, unknown, error))
      return FALSE;
  }
  return TRUE;
}

/* Actions of meetings that were held here are in no mail. */
static gboolean
gather_lines(const Compose *compose, GPtrArray *left, GPtrArray *owners, GPtrArray *unknown,
             GError **error)
{
  for (guint i = 0; i < left->len; i++) {
    Item *item = left->pdata[i];
    if (left_over_line(item) != 0 && item->owner != NULL && item->owner[0] != '\0' &&
        !find_owners(compose, item, owners, unknown, error))
      return FALSE;
  }
  return TRUE;
}

/* The next one that is planned, else today. */
static gboolean
find_meeting(const Compose *compose, gint64 *meeting, GError **error)
{
  g_autoptr(GError) failed = NULL;
  if (*meeting != 0)
    return TRUE;
  g_autoptr(Meeting) next = db_meeting_next(compose->db, compose->group, compose->now, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  *meeting = next != NULL ? next->start : compose->now;
  return TRUE;
}

/* A draft, or a mail that left or will leave, before the same meeting. */
static gboolean
is_reminded(const GPtrArray *earlier, const Member *member)
{
  for (guint i = 0; i < earlier->len; i++) {
    const OutMail *mail = earlier->pdata[i];
    if (mail->kind != OUT_REMINDER || mail->state == OUT_FAILED || mail->state == OUT_CANCELLED)
      continue;
    for (guint k = 0; k < mail->recipients->len; k++) {
      const OutRecipient *to = mail->recipients->pdata[k];
      for (guint a = 0; member->addresses != NULL && a < member->addresses->len; a++)
        if (g_ascii_strcasecmp(to->address, member->addresses->pdata[a]) == 0)
          return TRUE;
    }
  }
  return FALSE;
}

GPtrArray *
server_compose_reminders(const Compose *compose, gint64 date, GPtrArray **left_out, GError **error)
{
  gint64 meeting = date;
  if (!find_meeting(compose, &meeting, error))
    return NULL;
  const ItemQuery query = {
      .by_kind = TRUE,
      .kinds = 1u << ITEM_ACTION,
      .by_state = TRUE,
      .states = 1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED | 1u << STATE_DEFERRED,
      .order = ITEM_BY_AGE,
  };
  g_autoptr(GPtrArray) items = db_item_list(compose->db, compose->group->id, &query, error);
  g_autoptr(GPtrArray) left = db_left_over(compose->db, compose->group->id, meeting, 0, error);
  g_autoptr(GPtrArray) owners = g_ptr_array_new_with_free_func(owner_free);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)out_mail_free);
  if (items == NULL || left == NULL || !gather(compose, items, owners, unknown, error) ||
      !gather_lines(compose, left, owners, unknown, error))
    return NULL;
  g_autofree char *about = server_compose_meeting_key(compose->group, meeting);
  g_autoptr(GPtrArray) earlier =
      db_outbox_list(compose->db, compose->group->id, about, REMINDERS_MAX, 0, error);
  if (earlier == NULL)
    return NULL;
  for (guint i = 0; i < owners->len; i++) {
    const Owner *owner = owners->pdata[i];
    g_autoptr(GError) failed = NULL;
    if (is_reminded(earlier, owner->member))
      continue;
    OutMail *mail = write_mail(compose, owner, meeting, &failed);
    if (mail != NULL)
      g_ptr_array_add(mails, mail);
    else if (g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_INVALID))
      g_ptr_array_add(unknown, g_strdup(owner->member->name));
    else {
      g_propagate_error(error, g_steal_pointer(&failed));
      return NULL;
    }
  }
  if (left_out != NULL)
    *left_out = g_steal_pointer(&unknown);
  return g_steal_pointer(&mails);
}
