#include "server/proposals.h"

#include <string.h>

#include "db/item.h"
#include "db/message.h"
#include "db/outbox.h"
#include "db/proof.h"
#include "db/thread.h"
#include "ingest/agenda-lines.h"
#include "ingest/parse.h"
#include "server/compose.h"

#define MAILS_LOOKED_AT 200
#define PROPOSALS_MAX 100
#define OUT_MAILS 20

static void
proposal_free(gpointer data)
{
  WebProposal *proposal = data;
  g_free(proposal->origin);
  g_free(proposal->message_id);
  g_free(proposal->who);
  g_free(proposal->text);
  g_free(proposal->title);
  g_free(proposal);
}

/* Title of an item for a proposal that names it; NULL: there is none. */
static char *
item_title(Db *db, const Group *group, gint64 number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Item) item = db_item_get(db, group->id, number, &error);
  return item != NULL ? g_strdup(item->title) : NULL;
}

static void
add_asks(Db *db, const Group *group, const Message *message, GPtrArray *asks, GHashTable *decided,
         GPtrArray *proposals)
{
  const char *label = person_label(message->from);
  for (guint i = 0; i < asks->len && proposals->len < PROPOSALS_MAX; i++) {
    const AgendaAsk *ask = asks->pdata[i];
    g_autofree char *origin = g_strdup_printf("mail %s %u", message->message_id, ask->line);
    g_autofree char *title =
        ask->item != 0 ? item_title(db, group, ask->item) : g_strdup(ask->title);
    if (title == NULL || title[0] == '\0' || g_hash_table_contains(decided, origin))
      continue;
    WebProposal *proposal = g_new0(WebProposal, 1);
    proposal->origin = g_steal_pointer(&origin);
    proposal->message_id = g_strdup(message->message_id);
    proposal->line = ask->line;
    proposal->who = g_strndup(label, strcspn(label, "@"));
    proposal->text = g_strdup(ask->text);
    proposal->title = g_steal_pointer(&title);
    proposal->item = ask->item;
    g_ptr_array_add(proposals, proposal);
  }
}

/* A mail that cannot be read proposes nothing. Automatic answers do not either. */
static gboolean
read_mail(Db *db, const Group *group, const Message *message, GHashTable *decided,
          GPtrArray *proposals, GError **error)
{
  g_autoptr(GBytes) raw = db_message_raw(db, message->id, error);
  g_autoptr(GError) local = NULL;
  gsize len;
  if (raw == NULL)
    return FALSE;
  const char *bytes = g_bytes_get_data(raw, &len);
  g_autoptr(Mail) mail = ingest_parse(bytes, len, NULL, &local);
  if (mail == NULL || mail->report || mail_is_automatic(bytes, len))
    return TRUE;
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(GPtrArray) asks = ingest_agenda_asks(lines, group->name);
  add_asks(db, group, message, asks, decided, proposals);
  return TRUE;
}

/* Mails that may answer `out`: its thread when the list has brought the mail back to us, else those
 * that came after it and refer to it. */
static GPtrArray *
mails_below(Db *db, const Group *group, const OutMail *out, gboolean *checked, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(Message) root = db_message_get(db, group->id, out->message_id, 0, &local);
  *checked = root != NULL;
  if (root != NULL)
    return db_thread_messages(db, group->id, root->thread_id, NULL, error);
  if (!g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_propagate_error(error, g_steal_pointer(&local));
    return NULL;
  }
  return db_message_list(db, group->id, out->created, 0, FALSE, MAILS_LOOKED_AT, 0, error);
}

static gboolean
answers(Db *db, const Message *message, const OutMail *out, gboolean *yes, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(OutMail) answered = db_outbox_answered_by(db, message->id, &local);
  *yes = answered != NULL && answered->id == out->id;
  if (local == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

static gboolean
read_below(Db *db, const Group *group, const OutMail *out, GHashTable *decided,
           GPtrArray *proposals, GError **error)
{
  gboolean checked;
  g_autoptr(GPtrArray) mails = mails_below(db, group, out, &checked, error);
  if (mails == NULL)
    return FALSE;
  for (guint i = 0; i < MIN(mails->len, MAILS_LOOKED_AT); i++) {
    const Message *message = mails->pdata[i];
    gboolean below = strcmp(message->message_id, out->message_id) != 0;
    if (below && !checked && !answers(db, message, out, &below, error))
      return FALSE;
    if (below && !read_mail(db, group, message, decided, proposals, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
server_proposals(Db *db, const Group *group, const Meeting *meeting, GError **error)
{
  g_autoptr(GPtrArray) proposals = g_ptr_array_new_with_free_func(proposal_free);
  g_autoptr(GPtrArray) sent = server_compose_about_meeting(db, group, meeting, OUT_MAILS, error);
  if (sent == NULL)
    return NULL;
  g_autoptr(GHashTable) decided = NULL;
  for (guint i = 0; i < sent->len; i++) {
    const OutMail *out = sent->pdata[i];
    if (out->kind != OUT_AGENDA || out->state == OUT_DRAFT || out->state == OUT_CANCELLED)
      continue;
    if ((decided == NULL && (decided = db_sheet_origins(db, group->id, error)) == NULL) ||
        !read_below(db, group, out, decided, proposals, error))
      return NULL;
  }
  return g_steal_pointer(&proposals);
}
