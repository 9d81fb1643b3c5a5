/* Storing mail. A mail is one row for each content that came under its Message-ID, whatever groups
 * hold it.
 *
 * When contents differ, their alternate numbers are their rank by: raw before pipermail copy, then
 * earlier date, then lesser content hash. So the numbers, and which content a reply hangs on,
 * follow from the set of mails alone and not from the order in which they came; the price is that a
 * content which comes late with an earlier date moves the others.
 *
 * One whose bytes are the beginning of another's is no second content. Where that is what had been
 * written of the mail when its mbox was read, and stored, the whole mail takes its place; not
 * otherwise, or anybody could put words behind a mail by sending it again with more. */
#include "db/message.h"
#include "db/archived.h"
#include "db/pack.h"
#include "db/store.h"
#include "db/words.h"

#include <string.h>

enum { HASH_LEN = 32 };

/* One stored content of a Message-ID. */
typedef struct {
  gint64 id;
  gint64 date;
  guint8 hash[HASH_LEN];
  guint alternate;
  gboolean pipermail;
  gboolean in_group;
} Content;

gint64
message_id_hash(const char *message_id)
{
  guint8 digest[20];
  gsize len = sizeof digest;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, (const guchar *)message_id, (gssize)strlen(message_id));
  g_checksum_get_digest(sum, digest, &len);
  guint64 value = 0;
  memcpy(&value, digest, sizeof value);
  return (gint64)GUINT64_FROM_BE(value);
}

char *
message_person_key(const Person *from)
{
  if (from != NULL && from->email != NULL && *from->email != '\0')
    return person_fold_address(from->email);
  if (from != NULL && from->name != NULL)
    return text_fold_case(from->name);
  return g_strdup("");
}

/* --- which contents are there --- */

static gboolean
read_contents(Stmt *stmt, GArray *contents, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    Content content = {.id = stmt_int(stmt, 0),
                       .date = stmt_int(stmt, 1),
                       .alternate = (guint)stmt_int(stmt, 2),
                       .pipermail = stmt_int(stmt, 3) != 0,
                       .in_group = stmt_int(stmt, 4) != 0};
    gsize len = 0;
    const void *hash = stmt_blob(stmt, 5, &len);
    memcpy(content.hash, hash, MIN(len, HASH_LEN));
    g_array_append_val(contents, content);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static GArray *
find_contents(Db *db, gint64 group, const char *message_id, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "SELECT m.id, m.date, m.alternate, m.pipermail, CASE WHEN EXISTS (SELECT 1 FROM group_message"
      " g WHERE g.group_id = $3 AND g.message = m.id) THEN 1 ELSE 0 END, m.content_hash"
      " FROM message m WHERE m.id_hash = $1 AND m.message_id = $2",
      error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, message_id_hash(message_id));
  stmt_bind_text(stmt, 2, message_id);
  stmt_bind_int(stmt, 3, group);
  g_autoptr(GArray) contents = g_array_new(FALSE, TRUE, sizeof(Content));
  return read_contents(stmt, contents, error) ? g_steal_pointer(&contents) : NULL;
}

static const Content *
find_same(const GArray *contents, const guint8 *hash)
{
  for (guint i = 0; i < contents->len; i++) {
    const Content *content = &g_array_index(contents, Content, i);
    if (memcmp(content->hash, hash, HASH_LEN) == 0)
      return content;
  }
  return NULL;
}

/* --- rows --- */

static void
bind_header(Stmt *stmt, const NewMail *mail, const char *person_key)
{
  const Message *m = mail->message;
  stmt_bind_text(stmt, 1, m->subject != NULL ? m->subject : "");
  stmt_bind_text(stmt, 2, m->from != NULL ? m->from->name : NULL);
  stmt_bind_text(stmt, 3, m->from != NULL ? m->from->email : NULL);
  stmt_bind_text(stmt, 4, person_key);
  stmt_bind_int(stmt, 5, m->date);
  stmt_bind_int(stmt, 6, m->date_offset);
  stmt_bind_int(stmt, 7, m->date_source);
  stmt_bind_int(stmt, 8, m->size);
  stmt_bind_int(stmt, 9, m->n_attachments);
  stmt_bind_int(stmt, 10, m->id_derived != FALSE);
}

static gboolean
insert_message(Db *db, const NewMail *mail, guint alternate, gint64 *id, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO message (subject, from_name, from_email, from_key, date, date_offset,"
      " date_source, size, n_attachments, id_derived, id_hash, message_id, alternate, content_hash,"
      " pipermail, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15,"
      " $16)",
      error);
  if (stmt == NULL)
    return FALSE;
  g_autofree char *key = message_person_key(mail->message->from);
  bind_header(stmt, mail, key);
  stmt_bind_int(stmt, 11, message_id_hash(mail->message->message_id));
  stmt_bind_text(stmt, 12, mail->message->message_id);
  stmt_bind_int(stmt, 13, alternate);
  stmt_bind_blob(stmt, 14, mail->content_hash, HASH_LEN);
  stmt_bind_int(stmt, 15, mail->from_pipermail != FALSE);
  stmt_bind_int(stmt, 16, mail->message->received);
  if (!stmt_run(stmt, error))
    return FALSE;
  *id = engine_inserted(db);
  return TRUE;
}

/* keeps: the stored bytes stay, and with them what is known from beside them: the form, and the
 * date of the From_ line. */
static gboolean
update_message(Db *db, gint64 id, const NewMail *mail, gboolean keeps, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "UPDATE message SET subject = $1, from_name = $2, from_email = $3, from_key = $4,"
      " date = CASE WHEN $7 = $13 AND date_source = $14 THEN date ELSE $5 END, date_offset = $6,"
      " date_source = CASE WHEN $7 = $13 AND date_source = $14 THEN date_source ELSE $7 END,"
      " size = $8, n_attachments = $9, id_derived = $10, pipermail = $11 * pipermail, received ="
      " $15 WHERE id = $12",
      error);
  if (stmt == NULL)
    return FALSE;
  g_autofree char *key = message_person_key(mail->message->from);
  bind_header(stmt, mail, key);
  stmt_bind_int(stmt, 11, keeps);
  stmt_bind_int(stmt, 12, id);
  stmt_bind_int(stmt, 13, keeps ? DATE_NONE : -1);
  stmt_bind_int(stmt, 14, DATE_FROM_LINE);
  stmt_bind_int(stmt, 15, mail->message->received);
  return stmt_run(stmt, error);
}

/* The last REFERENCES_MAX are kept: only near ones say where a mail belongs, and the header may
 * hold anything. */
static char *
join_references(const NewMail *mail)
{
  enum { REFERENCES_MAX = 200 };
  guint n = mail->references != NULL ? g_strv_length(mail->references) : 0;
  if (n == 0)
    return NULL;
  return g_strjoinv("\n", mail->references + (n > REFERENCES_MAX ? n - REFERENCES_MAX : 0));
}

/* constant_sql takes the message, its references, the dictionary and the bytes. */
static gboolean
run_raw(Db *db, const char *constant_sql, gint64 id, const NewMail *mail, GError **error)
{
  g_autofree char *refs = join_references(mail);
  g_autoptr(Stmt) stmt = engine_prepare(db, constant_sql, error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, id);
  stmt_bind_text(stmt, 2, refs);
  if (mail->dictionary != 0)
    stmt_bind_int(stmt, 3, mail->dictionary);
  gsize len = 0;
  const void *packed = g_bytes_get_data(mail->packed, &len);
  stmt_bind_blob(stmt, 4, packed, len);
  return stmt_run(stmt, error);
}

static gboolean
insert_raw(Db *db, gint64 id, const NewMail *mail, GError **error)
{
  return run_raw(db, "INSERT INTO raw (message, refs, dictionary, data) VALUES ($1, $2, $3, $4)",
                 id, mail, error);
}

static gboolean
replace_raw(Db *db, gint64 id, const NewMail *mail, GError **error)
{
  return run_raw(db, "UPDATE raw SET refs = $2, dictionary = $3, data = $4 WHERE message = $1", id,
                 mail, error);
}

static gboolean
join_group(Db *db, gint64 group, gint64 id, GError **error)
{
  return store_run(db, error, "INSERT INTO group_message (group_id, message) VALUES ($1, $2)", 2,
                   group, id);
}

static gboolean
add_words(Db *db, gint64 id, const NewMail *mail, GError **error)
{
  if (mail->words != NULL)
    return engine_text_add(db, id, mail->words, error);
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  g_autoptr(GBytes) words = words_pack(mail->text, scratch);
  return engine_text_add(db, id, words, error);
}

static int
compare_rank(gconstpointer a, gconstpointer b)
{
  const Content *x = a, *y = b;
  if (x->pipermail != y->pipermail)
    return x->pipermail ? 1 : -1;
  if (x->date != y->date)
    return x->date < y->date ? -1 : 1;
  return memcmp(x->hash, y->hash, HASH_LEN);
}

/* Gives the contents of one Message-ID the numbers of their rank. */
static gboolean
renumber(Db *db, gint64 group, const char *message_id, GError **error)
{
  g_autoptr(GArray) contents = find_contents(db, group, message_id, error);
  if (contents == NULL)
    return FALSE;
  g_array_sort(contents, compare_rank);
  for (guint i = 0; i < contents->len; i++) {
    const Content *content = &g_array_index(contents, Content, i);
    if (content->alternate != i &&
        !store_run(db, error, "UPDATE message SET alternate = $2 WHERE id = $1", 2, content->id,
                   (gint64)i))
      return FALSE;
  }
  return TRUE;
}

/* --- storing --- */

static gboolean
store_new(Db *db, gint64 group, const NewMail *mail, guint n_contents, gint64 *id, GError **error)
{
  if (!insert_message(db, mail, n_contents, id, error) || !insert_raw(db, *id, mail, error) ||
      !join_group(db, group, *id, error) || !add_words(db, *id, mail, error) ||
      !archived_store(db, *id, mail->archived, error) || !found_store(db, *id, mail->drafts, error))
    return FALSE;
  store_pend(db, group, *id, n_contents > 0, mail->drafts);
  return n_contents == 0 || renumber(db, group, mail->message->message_id, error);
}

/* The sender's key may change with a better reading: the counts of people follow in each group that
 * placed the mail. */
static gboolean
move_person(Db *db, gint64 id, const NewMail *mail, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "UPDATE person SET n_messages = n_messages - 1 WHERE key = (SELECT from_key FROM message"
      " WHERE id = $1 AND from_key <> $2) AND group_id IN (SELECT g.id FROM groups g JOIN place p"
      " ON p.group_id = g.id AND p.message = $1)",
      error);
  if (stmt == NULL)
    return FALSE;
  g_autofree char *key = message_person_key(mail->message->from);
  stmt_bind_int(stmt, 1, id);
  stmt_bind_text(stmt, 2, key);
  if (!stmt_run(stmt, error))
    return FALSE;
  g_autoptr(Stmt) add = engine_prepare(
      db,
      "INSERT INTO person (group_id, key, n_messages) SELECT g.id, $2, 1 FROM groups g JOIN place p"
      " ON p.group_id = g.id AND p.message = $1 WHERE $2 <> '' AND $2 <> (SELECT from_key FROM"
      " message WHERE id = $1) ON CONFLICT (group_id, key) DO UPDATE SET n_messages ="
      " person.n_messages + 1",
      error);
  if (add == NULL)
    return FALSE;
  stmt_bind_int(add, 1, id);
  stmt_bind_text(add, 2, key);
  return stmt_run(add, error);
}

/* All groups that hold the mail have to look at it again. */
static gboolean
pend_everywhere(Db *db, gint64 id, const NewMail *mail, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT g.id FROM groups g JOIN group_message gm ON"
                                       " gm.group_id = g.id AND gm.message = $1 ORDER BY g.id",
                                       1, id);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    store_pend(db, stmt_int(stmt, 0), id, TRUE, mail->drafts);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* What is derived from the header and the drafts, anew. */
static gboolean
derive_again(Db *db, gint64 id, const NewMail *mail, gboolean keeps, GError **error)
{
  return move_person(db, id, mail, error) && update_message(db, id, mail, keeps, error) &&
         archived_drop(db, id, error) && archived_store(db, id, mail->archived, error) &&
         found_drop(db, id, error) && found_store(db, id, mail->drafts, error) &&
         pend_everywhere(db, id, mail, error);
}

static gboolean
store_better(Db *db, gint64 group, const Content *old, const NewMail *mail, guint n_contents,
             GError **error)
{
  if (!old->in_group && !join_group(db, group, old->id, error))
    return FALSE;
  if (!engine_text_remove(db, old->id, error) || !replace_raw(db, old->id, mail, error) ||
      !add_words(db, old->id, mail, error) || !derive_again(db, old->id, mail, FALSE, error))
    return FALSE;
  return n_contents == 1 || renumber(db, group, mail->message->message_id, error);
}

static gboolean
store_shared(Db *db, gint64 group, const Content *old, const Drafts *drafts, GError **error)
{
  if (!join_group(db, group, old->id, error))
    return FALSE;
  store_pend(db, group, old->id, TRUE, drafts);
  return TRUE;
}

/* A mail of the group that says the same at the same time, where one of the two had no Message-ID:
 * a page saved from an archive and the mail that it shows. *id 0: none. */
static gboolean
find_twin(Db *db, gint64 group, const NewMail *mail, Content *twin, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "SELECT m.id, m.date, m.alternate, m.pipermail, 1, m.content_hash FROM message m"
      " WHERE m.date = $1 AND m.date <> 0 AND m.content_hash = $2 AND (m.id_derived = 1 OR $3 = 1)"
      " AND EXISTS (SELECT 1 FROM group_message g WHERE g.group_id = $4 AND g.message = m.id)"
      " ORDER BY m.id LIMIT 1",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, mail->message->date);
  stmt_bind_blob(stmt, 2, mail->content_hash, HASH_LEN);
  stmt_bind_int(stmt, 3, mail->message->id_derived != FALSE);
  stmt_bind_int(stmt, 4, group);
  g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(Content));
  if (!read_contents(stmt, found, error))
    return FALSE;
  memset(twin, 0, sizeof *twin);
  if (found->len > 0)
    *twin = g_array_index(found, Content, 0);
  return TRUE;
}

/* What people decided about items hangs on keys with the Message-ID in them: then the made-up id
 * stays. */
static gboolean
has_decisions(Db *db, gint64 message, gboolean *has, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT 1 FROM item i JOIN triage t ON t.group_id = i.group_id AND t.key = i.key"
      " WHERE i.found IN (SELECT id FROM found WHERE message = $1) LIMIT 1",
      1, message);
  return stmt != NULL && store_first(stmt, has, error);
}

/* The mail of a saved page comes with its Message-ID: it takes the page's place under that id. */
static gboolean
store_named(Db *db, gint64 group, const Content *twin, const NewMail *mail, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db, "UPDATE message SET message_id = $2, id_hash = $3, id_derived = 0 WHERE id = $1", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, twin->id);
  stmt_bind_text(stmt, 2, mail->message->message_id);
  stmt_bind_int(stmt, 3, message_id_hash(mail->message->message_id));
  return stmt_run(stmt, error) && store_better(db, group, twin, mail, 1, error) &&
         store_run(db, error, "UPDATE message SET pipermail = $2 WHERE id = $1", 2, twin->id,
                   (gint64)(mail->from_pipermail != FALSE));
}

/* A Message-ID that was not seen yet. */
static gboolean
store_first_seen(Db *db, gint64 group, const NewMail *mail, StoreResult *result, gint64 *id,
                 GError **error)
{
  Content twin;
  gboolean decided = FALSE;
  if (!find_twin(db, group, mail, &twin, error))
    return FALSE;
  *id = twin.id;
  if (twin.id != 0 && mail->message->id_derived) {
    *result = STORE_KNOWN;
    return TRUE;
  }
  if (twin.id != 0 && !has_decisions(db, twin.id, &decided, error))
    return FALSE;
  if (twin.id != 0 && !decided) {
    *result = STORE_BETTER;
    return store_named(db, group, &twin, mail, error);
  }
  *result = STORE_NEW;
  return store_new(db, group, mail, 0, id, error);
}

/* --- a mail that was cut --- */

typedef enum { GROWTH_NONE, GROWTH_LONGER, GROWTH_SHORTER } Growth;

/* Do the bytes of one begin with all of the other? Then the shorter is what had been written of the
 * mail when its mbox was read. */
static gboolean
compare_growth(Db *db, const Content *old, GBytes *raw, Growth *growth, GError **error)
{
  gsize len = 0, stored_len = 0;
  const char *bytes = g_bytes_get_data(raw, &len);
  g_autoptr(GBytes) stored = db_message_raw(db, old->id, error);
  if (stored == NULL)
    return FALSE;
  const char *stored_bytes = g_bytes_get_data(stored, &stored_len);
  *growth = GROWTH_NONE;
  if (memcmp(bytes, stored_bytes, MIN(len, stored_len)) == 0)
    *growth = len > stored_len ? GROWTH_LONGER : GROWTH_SHORTER;
  return TRUE;
}

/* The content of which mail is the rest, or a piece. NULL: none, or *error. */
static const Content *
find_growth(Db *db, const GArray *contents, const NewMail *mail, Growth *growth, GError **error)
{
  *growth = GROWTH_NONE;
  gsize len = 0;
  const void *packed = g_bytes_get_data(mail->packed, &len);
  g_autoptr(GBytes) raw = pack_unpack(db, mail->dictionary, packed, len, error);
  for (guint i = 0; raw != NULL && i < contents->len; i++) {
    const Content *old = &g_array_index(contents, Content, i);
    if (old->pipermail != mail->from_pipermail)
      continue;
    if (!compare_growth(db, old, raw, growth, error))
      return NULL;
    if (*growth == GROWTH_SHORTER || (*growth == GROWTH_LONGER && mail->outgrew))
      return old;
  }
  return NULL;
}

/* The whole mail takes the place of what had been read of it. */
static gboolean
store_grown(Db *db, gint64 group, const Content *old, const NewMail *mail, guint n_contents,
            GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "UPDATE message SET content_hash = $2 WHERE id = $1", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, old->id);
  stmt_bind_blob(stmt, 2, mail->content_hash, HASH_LEN);
  return stmt_run(stmt, error) && store_better(db, group, old, mail, n_contents, error) &&
         store_run(db, error, "UPDATE message SET pipermail = $2 WHERE id = $1", 2, old->id,
                   (gint64)(mail->from_pipermail != FALSE));
}

/* A known Message-ID with a content that was not seen yet. */
static gboolean
store_other(Db *db, gint64 group, const GArray *contents, const NewMail *mail, StoreResult *result,
            gint64 *id, GError **error)
{
  Growth growth;
  g_autoptr(GError) fault = NULL;
  const Content *old = find_growth(db, contents, mail, &growth, &fault);
  if (fault != NULL) {
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
  }
  if (old == NULL) {
    *result = STORE_ALTERNATE;
    return store_new(db, group, mail, contents->len, id, error);
  }
  *id = old->id;
  if (growth == GROWTH_LONGER) {
    *result = STORE_BETTER;
    return store_grown(db, group, old, mail, contents->len, error);
  }
  *result = old->in_group ? STORE_KNOWN : STORE_SHARED;
  return old->in_group || store_shared(db, group, old, NULL, error);
}

gboolean
db_message_store(Db *db, gint64 group, const NewMail *mail, StoreResult *result, gint64 *id,
                 GError **error)
{
  g_autoptr(GArray) contents = find_contents(db, group, mail->message->message_id, error);
  if (contents == NULL)
    return FALSE;
  if (contents->len == 0)
    return store_first_seen(db, group, mail, result, id, error);
  const Content *same = find_same(contents, mail->content_hash);
  if (same == NULL)
    return store_other(db, group, contents, mail, result, id, error);
  *id = same->id;
  if (same->pipermail && !mail->from_pipermail) {
    *result = STORE_BETTER;
    return store_better(db, group, same, mail, contents->len, error);
  }
  *result = same->in_group ? STORE_KNOWN : STORE_SHARED;
  /* The lines of a pipermail copy are not those of the raw mail that is stored: its replies are
   * left out. */
  gboolean same_form = same->pipermail == mail->from_pipermail;
  return same->in_group || store_shared(db, group, same, same_form ? mail->drafts : NULL, error);
}

gboolean
db_message_refill(Db *db, gint64 group, gint64 id, const NewMail *mail, GError **error)
{
  g_autofree char *refs = join_references(mail);
  g_autoptr(Stmt) stmt = engine_prepare(db, "UPDATE raw SET refs = $2 WHERE message = $1", error);
  if (stmt == NULL)
    return FALSE;
  (void)group; /* derived rows of a mail are those of all its groups */
  stmt_bind_int(stmt, 1, id);
  stmt_bind_text(stmt, 2, refs);
  return stmt_run(stmt, error) && derive_again(db, id, mail, TRUE, error);
}

gboolean
db_text_rebuild(Db *db, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, engine_text_rebuild(db, error), error);
}
