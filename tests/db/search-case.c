#include "tests/db/search-case.h"

#include <string.h>

const Letter search_case_letters[N_SEARCH_CASE_LETTERS] = {
    {"1", .date = 100, .from_name = "ann",
     .text = {"Roadmap for Xen", "ann ann@example.org", "virt@example.org", "bob@example.net",
              "the balloon driver and early_p2m_alloc", "somebody said cadence", "ann's signature",
              "arch/x86/xen/p2m.c", "kmalloc gone", "kzalloc come", "config.txt"}},
    {"2", .date = 300, .refs = "1", .from_name = "bob",
     .text = {"Re: Roadmap for Xen", "bob bob@example.net", "ann@example.org", NULL,
              "I agree, libvirt 4.4.1-6 it is", "the balloon driver and early_p2m_alloc"}},
    {"3", .date = 200, .from_name = "carl",
     .text = {"Müller über 会議", "carl carl@example.com", "virt@example.org", NULL,
              "仮想化の会議は金曜日 xen xen xen"}},
};

static gboolean
letter_texts(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS], gpointer data G_GNUC_UNUSED)
{
  g_autofree char *copy = g_strndup(raw, len);
  g_auto(GStrv) parts = g_strsplit(copy, "\037", DB_TEXT_N_FIELDS);
  if (g_strv_length(parts) != DB_TEXT_N_FIELDS)
    return FALSE;
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    out[i] = g_strdup(parts[i]);
  return TRUE;
}

static void
put(Db *db, gint64 group, const Letter *letter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) raw = g_string_new(NULL);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    g_string_append(raw, i > 0 ? "\037" : "");
    g_string_append(raw, letter->text[i] != NULL ? letter->text[i] : "");
  }
  g_autofree char *email =
      g_strdup_printf("%s@example.org", letter->from_name != NULL ? letter->from_name : "ann");
  g_autoptr(Person) from = person_new(letter->from_name, email);
  const char *subject = letter->text[DB_TEXT_SUBJECT];
  Message m = {.message_id = (char *)letter->id,
               .subject = (char *)(subject != NULL ? subject : ""),
               .from = from,
               .date = FIXTURE_NOW + letter->date,
               .received = letter->received != 0 ? FIXTURE_NOW + letter->received : 0,
               .size = (gint64)raw->len};
  guint8 hash[32] = {0};
  gsize hash_len = sizeof hash;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)raw->str, (gssize)raw->len);
  g_checksum_get_digest(sum, hash, &hash_len);
  g_auto(GStrv) refs = letter->refs != NULL ? g_strsplit(letter->refs, " ", -1) : NULL;
  g_autoptr(DbPacker) packer = db_packer_new(db, group, &error);
  gint64 dictionary = 0;
  g_autoptr(GBytes) packed = db_packer_pack(packer, raw->str, raw->len, &dictionary, &error);
  g_assert_no_error(error);
  NewMail mail = {.message = &m,
                  .references = refs,
                  .content_hash = hash,
                  .packed = packed,
                  .dictionary = dictionary,
                  .drafts = letter->drafts};
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    mail.text[i] = letter->text[i] != NULL ? letter->text[i] : "";
  StoreResult result;
  gint64 id;
  gboolean ok = db_message_store(db, group, &mail, &result, &id, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

void
search_case_store(Fixture *f, gint64 group, const Letter *letters, guint n)
{
  g_autoptr(GError) error = NULL;
  db_set_text_func(f->db, letter_texts, NULL);
  g_assert_true(db_begin(f->db, &error));
  for (guint i = 0; i < n; i++)
    put(f->db, group, &letters[i]);
  fixture_settle(f->db, group);
}

Query *
search_case_parse(const char *text)
{
  g_autoptr(GError) error = NULL;
  Query *query = query_parse(text, FIXTURE_NOW, "UTC", NULL, &error);
  g_assert_no_error(error);
  return query;
}

SearchResult *
search_case_find(Fixture *f, const char *text, const SearchOptions *options)
{
  g_autoptr(Query) query = search_case_parse(text);
  g_autoptr(GError) error = NULL;
  SearchResult *result = db_search(f->db, query, options, &error);
  g_assert_no_error(error);
  g_assert_nonnull(result);
  return result;
}

char *
search_case_ids(const SearchResult *result)
{
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < result->hits->len; i++) {
    const SearchHit *hit = result->hits->pdata[i];
    g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", hit->message->message_id);
  }
  return g_strdup(ids->str);
}

void
search_case_assert_in(Fixture *f, gint64 group, const char *query, const char *ids)
{
  const SearchOptions options = {.group = group, .limit = 100};
  g_autoptr(SearchResult) result = search_case_find(f, query, &options);
  g_autofree char *got = search_case_ids(result);
  if (strcmp(got, ids) != 0)
    g_test_message("query: %s", query);
  g_assert_cmpstr(got, ==, ids);
  g_assert_cmpuint(result->total, ==, result->hits->len);
  g_assert_false(result->partial);
}

void
search_case_assert(Fixture *f, const char *query, const char *ids)
{
  search_case_assert_in(f, f->group, query, ids);
}
