#include "ingest/index-learn.h"
#include "db/message.h"
#include "db/thread.h"
#include "ingest/address.h"
#include "ingest/source-page.h"

#include <string.h>

/* A month of pipermail begins at the midnight of its server, wherever that was. */
#define ZONES_SECONDS ((gint64)14 * 3600)
#define MAILS_MAX 200000

static void
index_month_free(IndexMonth *month)
{
  g_free(month->month);
  g_ptr_array_unref(month->entries);
  g_ptr_array_unref(month->cursors);
  g_free(month);
}

GHashTable *
ingest_index_months_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)index_month_free);
}

void
ingest_index_months_add(GHashTable *months, char *month, GPtrArray *entries, Cursor *cursor)
{
  IndexMonth *known = g_hash_table_lookup(months, month);
  if (known == NULL) {
    known = g_new0(IndexMonth, 1);
    known->month = month;
    known->entries = entries;
    known->cursors = g_ptr_array_new_with_free_func((GDestroyNotify)cursor_free);
    g_hash_table_insert(months, known->month, known);
  } else {
    g_free(month);
    if (entries->len > known->entries->len) {
      GPtrArray *fewer = known->entries;
      known->entries = entries;
      entries = fewer;
    }
    g_ptr_array_unref(entries);
  }
  if (cursor != NULL)
    g_ptr_array_add(known->cursors, cursor);
}

/* --- which mail an entry means --- */

/* Archives write "?" for what they could not show, and in texts lose what is no ASCII. */
static void
append_author(GString *key, const char *author)
{
  g_autofree char *unmasked = ingest_address_unmask(author);
  const char *text = unmasked != NULL ? unmasked : author;
  gsize before = key->len;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isalnum(*c) || *c == '@')
      g_string_append_c(key, g_ascii_tolower(*c));
  if (key->len == before)
    g_string_append(key, text);
}

static char *
key_of(const char *subject, const char *author)
{
  gboolean is_reply = FALSE;
  g_autofree char *base = thread_base_subject(subject != NULL ? subject : "", &is_reply);
  GString *key = g_string_new(base);
  g_string_append(key, is_reply ? "\nreply\n" : "\n\n");
  append_author(key, author);
  return g_string_free(key, FALSE);
}

/* list: owned strings or borrowed entries, by key. */
static void
add_under(GHashTable *table, char *key, gpointer value)
{
  GPtrArray *list = g_hash_table_lookup(table, key);
  if (list == NULL) {
    list = g_ptr_array_new();
    g_hash_table_insert(table, key, list);
  } else {
    g_free(key);
  }
  g_ptr_array_add(list, value);
}

static GHashTable *
new_table(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

/* Mails by what an index may say of them: subject with name, subject with address. */
static GHashTable *
mails_by_key(const GPtrArray *messages)
{
  GHashTable *table = new_table();
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < messages->len; i++) {
    Message *message = messages->pdata[i];
    if (message->from == NULL || !g_hash_table_add(ids, message->message_id))
      continue;
    const char *name = message->from->name, *email = message->from->email;
    if (name != NULL)
      add_under(table, key_of(message->subject, name), message);
    if (email != NULL && g_strcmp0(name, email) != 0)
      add_under(table, key_of(message->subject, email), message);
  }
  return table;
}

static GHashTable *
entries_by_key(const GPtrArray *entries)
{
  GHashTable *table = new_table();
  for (guint i = 0; i < entries->len; i++) {
    IndexEntry *entry = entries->pdata[i];
    add_under(table, key_of(entry->subject, entry->author), entry);
  }
  return table;
}

/* --- a month --- */

static GPtrArray *
mails_of_month(Db *db, gint64 group, const char *month, gint64 around, GError **error)
{
  gint64 from, until;
  if (!ingest_page_volume_span(month, &from, &until))
    return g_ptr_array_new();
  return db_message_list(db, group, from - around, until + around, FALSE, MAILS_MAX, 0, error);
}

static gboolean
learn_number(Db *db, gint64 group, const char *month, guint number, const char *id, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autofree char *known = db_pipermail_find(db, group, month, number, &failed);
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  return g_strcmp0(known, id) == 0 || db_pipermail_learn(db, group, month, number, id, error);
}

/* Takes out of wanted what was learnt. */
static gboolean
learn_from(Db *db, gint64 group, const char *month, GHashTable *wanted, gint64 around,
           GError **error)
{
  g_autoptr(GPtrArray) messages = mails_of_month(db, group, month, around, error);
  if (messages == NULL)
    return FALSE;
  g_autoptr(GHashTable) mails = mails_by_key(messages);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, wanted);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    const GPtrArray *entries = value, *found = g_hash_table_lookup(mails, key);
    if (found == NULL || found->len != entries->len)
      continue;
    for (guint i = 0; i < entries->len; i++)
      if (!learn_number(db, group, month, ((const IndexEntry *)entries->pdata[i])->number,
                        ((const Message *)found->pdata[i])->message_id, error))
        return FALSE;
    g_hash_table_iter_remove(&iter);
  }
  return TRUE;
}

static gboolean
learn_month(Db *db, gint64 group, const IndexMonth *month, GError **error)
{
  g_autoptr(GHashTable) wanted = entries_by_key(month->entries);
  if (!learn_from(db, group, month->month, wanted, 0, error) ||
      (g_hash_table_size(wanted) > 0 &&
       !learn_from(db, group, month->month, wanted, ZONES_SECONDS, error)))
    return FALSE;
  for (guint i = 0; g_hash_table_size(wanted) == 0 && i < month->cursors->len; i++)
    if (!db_cursor_set(db, group, month->cursors->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
ingest_index_learn(Db *db, gint64 group, GHashTable *months, GError **error)
{
  GHashTableIter iter;
  gpointer month;
  g_hash_table_iter_init(&iter, months);
  while (g_hash_table_iter_next(&iter, NULL, &month)) {
    if (!db_begin(db, error))
      return FALSE;
    if (!learn_month(db, group, month, error) || !db_commit(db, error)) {
      db_rollback(db);
      return FALSE;
    }
  }
  return TRUE;
}
