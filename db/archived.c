#include "db/archived.h"
#include "db/store.h"

#include <string.h>

enum {
  HASH_CHARS = 32,
  ROWS_MAX = 200, /* however many mails say that they are the one */
  MAILS_MAX = 50
};

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* --- forms --- */

char *
archived_hash(const char *hash, gsize len)
{
  if (len != HASH_CHARS)
    return NULL;
  for (gsize i = 0; i < len; i++)
    if (hash[i] == '\0' || strchr(base32, g_ascii_toupper(hash[i])) == NULL)
      return NULL;
  g_autofree char *upper = g_ascii_strup(hash, (gssize)len);
  return g_strconcat("hash:", upper, NULL);
}

char *
archived_id(const char *message_id)
{
  return g_strconcat("id:", message_id, NULL);
}

char *
archived_number(const char *list, const char *month, guint number)
{
  g_autofree char *name = g_ascii_strdown(list, (gssize)strcspn(list, "@"));
  return g_strdup_printf("number:%s/%s/%u", name, month, number);
}

/* RFC 4648 over SHA-1: 160 bits are 32 times 5. */
char *
archived_computed(const char *message_id)
{
  guint8 digest[20];
  gsize len = sizeof digest;
  char *hash = g_malloc0(HASH_CHARS + 1);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, (const guchar *)message_id, (gssize)strlen(message_id));
  g_checksum_get_digest(sum, digest, &len);
  for (guint i = 0; i < HASH_CHARS; i++) {
    guint bit = i * 5, byte = bit / 8, next = byte + 1 < sizeof digest ? digest[byte + 1] : 0;
    hash[i] = base32[((guint)digest[byte] << 8 | next) >> (11 - bit % 8) & 31];
  }
  return hash;
}

gboolean
archived_is_computed(const char *address, const char *message_id)
{
  if (!g_str_has_prefix(address, "hash:"))
    return FALSE;
  g_autofree char *hash = archived_computed(message_id);
  return strcmp(address + strlen("hash:"), hash) == 0;
}

/* --- rows --- */

gboolean
archived_store(Db *db, gint64 message, const GStrv addresses, GError **error)
{
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++) {
    g_autoptr(Stmt) stmt =
        engine_prepare(db, "INSERT INTO archived_at (address, message) VALUES ($1, $2)", error);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_text(stmt, 1, addresses[i]);
    stmt_bind_int(stmt, 2, message);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
archived_drop(Db *db, gint64 message, GError **error)
{
  return store_run(db, error, "DELETE FROM archived_at WHERE message = $1", 1, message);
}

GPtrArray *
db_archived_find(Db *db, gint64 group, const char *address, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "SELECT " MESSAGE_COLUMNS " FROM archived_at a JOIN message m ON m.id = a.message LEFT JOIN"
      " place p ON p.group_id = $2 AND p.message = m.id WHERE a.address = $1 AND ($2 = 0 OR"
      " p.message IS NOT NULL) ORDER BY m.date, m.id LIMIT $3",
      error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 1, address);
  stmt_bind_int(stmt, 2, group);
  stmt_bind_int(stmt, 3, ROWS_MAX);
  g_autoptr(GPtrArray) rows =
      store_rows(stmt, message_from_row, (GDestroyNotify)message_free, error);
  if (rows == NULL)
    return NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
  for (guint i = 0; i < rows->len && found->len < MAILS_MAX; i++) {
    const Message *message = rows->pdata[i];
    if (!g_hash_table_add(seen, message->message_id))
      continue;
    g_ptr_array_add(found, rows->pdata[i]);
    rows->pdata[i] = NULL;
  }
  return found;
}
