#include "server/offers.h"

#include <string.h>

#include "db/group.h"
#include "db/link-ref.h"
#include "db/link.h"
#include "db/message.h"
#include "ingest/extract.h"
#include "server/pages-old.h"

#define COUNTED 100

void
server_offers_clear(Offers *offers)
{
  g_clear_pointer(&offers->refs, g_ptr_array_unref);
  g_clear_pointer(&offers->message, message_free);
  g_clear_pointer(&offers->message_group, g_free);
}

static void
offer_free(gpointer data)
{
  WebRefOffer *offer = data;
  g_free(offer->group);
  g_free(offer->value);
  g_free(offer);
}

static gboolean
add_refs(const Request *request, const Group *group, LinkKind kind, const char *value,
         Offers *offers, GError **error)
{
  g_autoptr(GPtrArray) links =
      db_link_refs(request->db, group->id, kind, value, COUNTED + 1, error);
  if (links == NULL)
    return FALSE;
  if (links->len == 0)
    return TRUE;
  WebRefOffer *offer = g_new0(WebRefOffer, 1);
  *offer = (WebRefOffer){g_strdup(group->name), kind, g_strdup(value), MIN(links->len, COUNTED),
                         links->len > COUNTED};
  g_ptr_array_add(offers->refs, offer);
  return TRUE;
}

/* One page for what several groups cite, before theirs. Not counted: a mail of two lists is in both
 * counts. */
static void
offer_all_groups(Offers *offers, LinkKind kind)
{
  guint n_groups = 0;
  const char *value = NULL;
  for (guint i = 0; i < offers->refs->len; i++) {
    const WebRefOffer *offer = offers->refs->pdata[i];
    if (offer->kind != kind)
      continue;
    n_groups++;
    value = offer->value;
  }
  if (n_groups < 2)
    return;
  WebRefOffer *all = g_new0(WebRefOffer, 1);
  *all = (WebRefOffer){.kind = kind, .value = g_strdup(value)};
  g_ptr_array_insert(offers->refs, 0, all);
}

/* Seven digits and more without a letter may be a bug or a commit. */
static gboolean
add_all_refs(const Request *request, const Group *group, LinkKind kind, const char *value,
             Offers *offers, GError **error)
{
  return add_refs(request, group, kind, value, offers, error) &&
         (kind != LINK_BUG || strlen(value) < 7 ||
          add_refs(request, group, LINK_COMMIT, value, offers, error));
}

/* Where a mail is shown: in the group of the page, else in the first that holds it. */
static gboolean
place_mail(const Request *request, Offers *offers, GError **error)
{
  g_autoptr(GPtrArray) names = db_message_groups(request->db, offers->message->id, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len && offers->message_group == NULL; i++)
    if (request->group == NULL || strcmp(names->pdata[i], request->group->name) == 0)
      offers->message_group = g_strdup(names->pdata[i]);
  if (offers->message_group == NULL && names->len > 0)
    offers->message_group = g_strdup(names->pdata[0]);
  if (offers->message_group == NULL)
    g_clear_pointer(&offers->message, message_free);
  return TRUE;
}

/* The mail itself; none is no fault. */
static gboolean
find_mail(const Request *request, const char *id, Offers *offers, GError **error)
{
  g_autoptr(GError) failed = NULL;
  gint64 group = request->group != NULL ? request->group->id : 0;
  offers->message = db_message_get(request->db, group, id, 0, &failed);
  if (g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))
    return TRUE;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  return place_mail(request, offers, error);
}

/* "https://lists.example.org/pipermail/virt/2014-April/000042.html", of whatever host */
static gboolean
find_mail_of_address(const Request *request, const char *address, Offers *offers, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autofree char *typed = g_strstrip(g_strdup(address));
  offers->message = server_old_message(request, typed, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  return offers->message == NULL || place_mail(request, offers, error);
}

/* What an address names: a bug, a commit, a mail ... *value NULL: text is no address by itself. */
static gboolean
read_address(const Request *request, const char *text, LinkKind *kind, char **value, GError **error)
{
  *value = NULL;
  g_autofree char *typed = g_strstrip(g_strdup(text));
  if ((!g_str_has_prefix(typed, "https://") && !g_str_has_prefix(typed, "http://")) ||
      strpbrk(typed, " \t\r\n") != NULL)
    return TRUE;
  g_autoptr(ExtractTrackers) trackers = NULL;
  if (request->group != NULL &&
      (trackers = ingest_trackers_load(request->db, request->group->id, error)) == NULL)
    return FALSE;
  g_autofree char *key = ingest_link_key(typed, trackers);
  for (int i = 0; i < LINK_N_KINDS && *value == NULL; i++) {
    const char *word = link_kind_to_text((LinkKind)i);
    if (!g_str_has_prefix(key, word) || key[strlen(word)] != ':')
      continue;
    *kind = (LinkKind)i;
    *value = g_strdup(key + strlen(word) + 1);
  }
  return TRUE;
}

gboolean
server_offers_find(const Request *request, const char *query, Offers *offers, GError **error)
{
  LinkKind kind = LINK_WEB;
  g_autofree char *value = NULL;
  *offers = (Offers){.refs = g_ptr_array_new_with_free_func(offer_free)};
  if (!link_guess(query, &kind, &value) &&
      (!read_address(request, query, &kind, &value, error) ||
       (value != NULL && !find_mail_of_address(request, query, offers, error))))
    return FALSE;
  if (value == NULL)
    return TRUE;
  if (kind == LINK_MAIL && offers->message == NULL && !find_mail(request, value, offers, error))
    return FALSE;
  if (request->group != NULL)
    return add_all_refs(request, request->group, kind, value, offers, error);
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    if (!add_all_refs(request, groups->pdata[i], kind, value, offers, error))
      return FALSE;
  offer_all_groups(offers, LINK_COMMIT);
  if (kind != LINK_COMMIT)
    offer_all_groups(offers, kind);
  return groups != NULL;
}

char *
server_refs_value(const Request *request, LinkKind kind, const char *asked, GError **error)
{
  LinkKind named = kind;
  g_autofree char *value = NULL;
  if (!read_address(request, asked, &named, &value, error))
    return NULL;
  return value != NULL && named == kind ? g_steal_pointer(&value) : link_typed(kind, asked);
}
