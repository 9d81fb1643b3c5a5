#include "tests/db/fixture.h"
#include "db/maintain.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Raw mails of these tests: the subject, a blank line, the body. */
gboolean
fixture_texts(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS], gpointer data)
{
  (void)data;
  const char *blank = g_strstr_len(raw, (gssize)len, "\n\n");
  if (blank == NULL)
    return FALSE;
  out[DB_TEXT_SUBJECT] = g_strndup(raw, (gsize)(blank - raw));
  out[DB_TEXT_OWN] = g_strndup(blank + 2, len - (gsize)(blank + 2 - raw));
  return TRUE;
}

char *
fixture_body(const char *raw, gsize len, gpointer data)
{
  (void)data;
  const char *blank = g_strstr_len(raw, (gssize)len, "\n\n");
  return blank != NULL ? g_strndup(blank + 2, len - (gsize)(blank + 2 - raw)) : NULL;
}

Db *
fixture_open(const char *path, DbOpenMode mode)
{
  g_autoptr(GError) error = NULL;
  Db *db = db_open(path, mode, &error);
  g_assert_no_error(error);
  db_set_text_func(db, fixture_texts, NULL);
  return db;
}

gint64
fixture_group(Db *db, const char *name)
{
  g_autoptr(GError) error = NULL;
  Group wanted = {.name = (char *)name, .title = (char *)name, .timezone = (char *)"UTC"};
  gboolean ok = db_group_add(db, &wanted, FIXTURE_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(Group) group = db_group_get(db, name, &error);
  g_assert_no_error(error);
  return group->id;
}

void
fixture_set_up(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  f->folder = g_dir_make_tmp("docket-test-XXXXXX", &error);
  g_assert_no_error(error);
  f->path = g_build_filename(f->folder, "t.db", NULL);
  f->db = fixture_open(f->path, DB_OPEN_CREATE);
  f->group = fixture_group(f->db, "virt");
}

void
fixture_tear_down(Fixture *f, gconstpointer data)
{
  (void)data;
  g_clear_pointer(&f->db, db_close);
  g_autoptr(GDir) dir = g_dir_open(f->folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    g_unlink(path);
  }
  g_rmdir(f->folder);
  g_free(f->path);
  g_free(f->folder);
}

StoreResult
fixture_put(Db *db, gint64 group, const TestMail *t)
{
  g_autoptr(GError) error = NULL;
  const char *subject = t->subject != NULL ? t->subject : t->id;
  g_autofree char *raw = g_strdup_printf("%s\n\n%s", subject, t->body != NULL ? t->body : t->id);
  g_autoptr(Person) from = person_new(NULL, t->from != NULL ? t->from : "ann@example.org");
  Message m = {.message_id = (char *)t->id,
               .subject = (char *)subject,
               .from = from,
               .date = FIXTURE_NOW + t->date,
               .size = (gint64)strlen(raw)};
  guint8 hash[32] = {0};
  gsize hash_len = sizeof hash;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)(t->body != NULL ? t->body : t->id), -1);
  g_checksum_get_digest(sum, hash, &hash_len);
  g_auto(GStrv) refs = t->refs != NULL ? g_strsplit(t->refs, " ", -1) : NULL;
  g_autoptr(DbPacker) packer = db_packer_new(db, group, &error);
  g_assert_no_error(error);
  gint64 dictionary = 0;
  g_autoptr(GBytes) packed = db_packer_pack(packer, raw, strlen(raw), &dictionary, &error);
  g_assert_no_error(error);
  NewMail mail = {.message = &m,
                  .references = refs,
                  .content_hash = hash,
                  .from_pipermail = t->pipermail,
                  .packed = packed,
                  .dictionary = dictionary,
                  .drafts = t->drafts};
  char *texts[DB_TEXT_N_FIELDS] = {NULL};
  fixture_texts(raw, strlen(raw), texts, NULL);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    mail.text[i] = texts[i];
  StoreResult result = STORE_KNOWN;
  gint64 id = 0;
  gboolean ok = db_message_store(db, group, &mail, &result, &id, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_cmpint(id, >, 0);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    g_free(texts[i]);
  return result;
}

void
fixture_settle(Db *db, gint64 group)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_thread_settle(db, group, &error);
  g_assert_no_error(error);
  ok = ok && db_item_settle(db, group, &error);
  g_assert_no_error(error);
  ok = ok && db_commit(db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

void
fixture_store(Db *db, gint64 group, const TestMail *mails, guint n)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  for (guint i = 0; i < n; i++)
    fixture_put(db, group, &mails[i]);
  fixture_settle(db, group);
}

void
fixture_item(Drafts *drafts, ItemKind kind, const char *title, guint line)
{
  ItemDraft *draft = g_new0(ItemDraft, 1);
  draft->kind = kind;
  draft->title = g_strdup(title);
  draft->quote = g_strdup_printf("* %s", title);
  draft->lines = (LineRange){line, line};
  draft->rule = "test";
  draft->confidence = 1;
  draft->parent = -1;
  draft->repeats = -1;
  draft->listed = TRUE;
  g_ptr_array_add(drafts->items, draft);
}

void
fixture_reply(Drafts *drafts, const char *quoted, const char *text, guint line)
{
  ReplyDraft *draft = g_new0(ReplyDraft, 1);
  draft->quoted = g_strdup(quoted);
  draft->quote = g_strdup(text);
  draft->lines = (LineRange){line, line};
  draft->suggests = TRUE;
  draft->suggestion = STATE_DONE;
  g_ptr_array_add(drafts->replies, draft);
}

void
fixture_vote(Drafts *drafts, int value, const char *option, guint line)
{
  VoteDraft *draft = g_new0(VoteDraft, 1);
  draft->value = value;
  draft->value_text = g_strdup_printf("%+d", value);
  draft->option = g_strdup(option);
  draft->line = line;
  draft->quote = g_strdup_printf("%+d", value);
  g_ptr_array_add(drafts->votes, draft);
}

char *
fixture_dump(Db *db)
{
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&text, &len);
  gboolean ok = db_dump(db, out, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  fclose(out);
  char *copy = g_strdup(text);
  free(text); /* of open_memstream, not of GLib */
  return copy;
}

Item *
fixture_get_item(Fixture *f, gint64 number)
{
  g_autoptr(GError) error = NULL;
  Item *item = db_item_get(f->db, f->group, number, &error);
  g_assert_no_error(error);
  return item;
}
