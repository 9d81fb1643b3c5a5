/* What extraction found in one mail, as it stands there; items of a group are made of it by
 * item-settle.c. */
#include "db/link-ref.h"
#include "db/store.h"

/* Row numbers of the drafts in the order of the mail, for the links that point at them. */
static gboolean
store_item(Db *db, gint64 message, guint n, const ItemDraft *draft, gint64 *id, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO found (message, n, repeats, parent, kind, state, title, owner, owner_person,"
      " section, first_line, last_line, quote, rule, confidence, due, listed, note) VALUES ($1, $2, $3,"
      " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, message);
  stmt_bind_int(stmt, 2, n);
  stmt_bind_int(stmt, 3, draft->repeated ? draft->repeats : -1);
  stmt_bind_int(stmt, 4, draft->parent);
  stmt_bind_int(stmt, 5, draft->kind);
  stmt_bind_int(stmt, 6, draft->state);
  stmt_bind_text(stmt, 7, draft->title != NULL ? draft->title : "");
  stmt_bind_text(stmt, 8, draft->owner);
  stmt_bind_text(stmt, 9, draft->owner_person);
  stmt_bind_text(stmt, 10, draft->section);
  stmt_bind_int(stmt, 11, draft->lines.first);
  stmt_bind_int(stmt, 12, draft->lines.last);
  stmt_bind_text(stmt, 13, draft->quote != NULL ? draft->quote : "");
  stmt_bind_text(stmt, 14, draft->rule != NULL ? draft->rule : "");
  stmt_bind_double(stmt, 15, draft->confidence);
  stmt_bind_int(stmt, 16, draft->due);
  stmt_bind_int(stmt, 17, draft->listed);
  stmt_bind_text(stmt, 18, draft->note);
  if (!stmt_run(stmt, error))
    return FALSE;
  *id = engine_inserted(db);
  return TRUE;
}

static gboolean
store_link(Db *db, gint64 message, guint n, const LinkDraft *draft, const GArray *items,
           GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO link (message, n, line, kind, value, key, ref, url, found, said, said_quote)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      error);
  if (stmt == NULL)
    return FALSE;
  const char *key = draft->key != NULL ? draft->key : draft->value;
  g_autofree char *ref = link_ref(draft->kind, key);
  stmt_bind_int(stmt, 1, message);
  stmt_bind_int(stmt, 2, n);
  stmt_bind_int(stmt, 3, draft->line);
  stmt_bind_int(stmt, 4, draft->kind);
  stmt_bind_text(stmt, 5, draft->value);
  stmt_bind_text(stmt, 6, key);
  stmt_bind_text(stmt, 7, ref);
  stmt_bind_text(stmt, 8, draft->url);
  if (draft->item >= 0 && (guint)draft->item < items->len)
    stmt_bind_int(stmt, 9, g_array_index(items, gint64, draft->item));
  if (draft->says) {
    stmt_bind_int(stmt, 10, draft->said);
    stmt_bind_text(stmt, 11, draft->said_quote);
  }
  return stmt_run(stmt, error);
}

static gboolean
store_vote(Db *db, gint64 message, guint n, const VoteDraft *draft, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO vote (message, n, line, option, value, value_text, claim, why, comment, quote)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, message);
  stmt_bind_int(stmt, 2, n);
  stmt_bind_int(stmt, 3, draft->line);
  stmt_bind_text(stmt, 4, draft->option);
  stmt_bind_int(stmt, 5, draft->value);
  stmt_bind_text(stmt, 6, draft->value_text != NULL ? draft->value_text : "");
  stmt_bind_text(stmt, 7, draft->claim);
  stmt_bind_text(stmt, 8, draft->like ? (draft->why != NULL ? draft->why : "rule") : NULL);
  stmt_bind_text(stmt, 9, draft->comment);
  stmt_bind_text(stmt, 10, draft->quote != NULL ? draft->quote : "");
  return stmt_run(stmt, error);
}

static gboolean
store_minutes(Db *db, gint64 message, const MinutesDraft *minutes, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db,
                                        "INSERT INTO minutes (message, date, title, style,"
                                        " attendees) VALUES ($1, $2, $3, $4, $5)",
                                        error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GString) attendees = g_string_new(NULL);
  for (guint i = 0; minutes->attendees != NULL && i < minutes->attendees->len; i++)
    g_string_append_printf(attendees, "%s%s", i > 0 ? "\n" : "",
                           (const char *)minutes->attendees->pdata[i]);
  stmt_bind_int(stmt, 1, message);
  stmt_bind_int(stmt, 2, minutes->date);
  stmt_bind_text(stmt, 3, minutes->title);
  stmt_bind_text(stmt, 4, minutes->style != NULL ? minutes->style : "");
  stmt_bind_text(stmt, 5, attendees->str);
  return stmt_run(stmt, error);
}

/* A mail that docket sent comes back from the list: what it says is what docket knows, so it states
 * nothing new. */
static gboolean
is_ours(Db *db, gint64 message, gboolean *ours, GError **error)
{
  gint64 n = 0;
  if (!store_number(db, &n, 0, error,
                    "SELECT 1 FROM message m JOIN outbox o ON o.message_id = m.message_id WHERE"
                    " m.id = $1 AND o.queued > 0",
                    1, message))
    return FALSE;
  *ours = n != 0;
  return TRUE;
}

static gboolean
store_links(Db *db, gint64 message, const Drafts *drafts, const GArray *items, GError **error)
{
  for (guint i = 0; i < drafts->links->len; i++)
    if (!store_link(db, message, i, drafts->links->pdata[i], items, error))
      return FALSE;
  return TRUE;
}

gboolean
found_store(Db *db, gint64 message, const Drafts *drafts, GError **error)
{
  gboolean ours = FALSE;
  if (drafts == NULL)
    return TRUE;
  if (!is_ours(db, message, &ours, error))
    return FALSE;
  g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(gint64));
  if (ours)
    return store_links(db, message, drafts, items, error);
  for (guint i = 0; i < drafts->items->len; i++) {
    gint64 id = 0;
    if (!store_item(db, message, i, drafts->items->pdata[i], &id, error))
      return FALSE;
    g_array_append_val(items, id);
  }
  if (!store_links(db, message, drafts, items, error))
    return FALSE;
  for (guint i = 0; i < drafts->votes->len; i++)
    if (!store_vote(db, message, i, drafts->votes->pdata[i], error))
      return FALSE;
  return drafts->minutes == NULL || store_minutes(db, message, drafts->minutes, error);
}

gboolean
found_drop(Db *db, gint64 message, GError **error)
{
  static const char *const drops[] = {
      "DELETE FROM mention WHERE message = $1",
      "UPDATE statement SET found = NULL WHERE message = $1",
      "DELETE FROM item WHERE found IN (SELECT id FROM found WHERE message = $1)",
      "DELETE FROM reply_wait WHERE message = $1 AND group_id IN (SELECT id FROM groups)",
      "DELETE FROM link WHERE message = $1",
      "DELETE FROM vote WHERE message = $1",
      "DELETE FROM minutes WHERE message = $1",
      "DELETE FROM found WHERE message = $1",
  };
  for (guint i = 0; i < G_N_ELEMENTS(drops); i++)
    if (!store_run(db, error, drops[i], 1, message))
      return FALSE;
  engine_state(db)->lost_items = TRUE;
  return TRUE;
}
