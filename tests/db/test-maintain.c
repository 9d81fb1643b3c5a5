/* Check finds what is broken; a backup is whole; the cursors and the quarantine keep what they are
 * given. */
#include "tests/db/fixture.h"
#include "db/engine.h"
#include "db/maintain.h"
#include "db/source.h"

#include <string.h>

static void
store_some(Fixture *f)
{
  Drafts *drafts = drafts_new();
  fixture_item(drafts, ITEM_BACKLOG, "a thing", 1);
  Drafts *answer = drafts_new();
  fixture_reply(answer, "a thing", "done", 2);
  fixture_vote(answer, 1, NULL, 3);
  const TestMail mails[] = {
      {.id = "1", .body = "* a thing", .drafts = drafts, .subject = "see"},
      {.id = "2", .refs = "1", .date = 5, .body = "> a thing\ndone\n+1", .drafts = answer},
      {.id = "3", .refs = "1 2", .date = 6}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  drafts_free(drafts);
  drafts_free(answer);
}

static char *
findings_of(Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = db_check(db, fixture_body, NULL, &error);
  g_assert_no_error(error);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = findings->pdata[i];
    g_string_append_printf(out, "%s: %s\n", finding->check, finding->what);
  }
  return g_string_free(out, FALSE);
}

static void
damage(Db *db, const char *sql)
{
  g_autoptr(GError) error = NULL;
  /* What is damaged may point at nothing, too. Keys are kept or not as a transaction begins. */
  g_autoptr(Stmt) loose = engine_prepare_built(db, "PRAGMA foreign_keys = OFF", &error);
  gboolean ok = stmt_run(loose, &error) && db_begin(db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(Stmt) stmt = engine_prepare_built(db, sql, &error);
  g_assert_no_error(error);
  ok = stmt_run(stmt, &error);
  g_assert_no_error(error);
  ok = ok && db_commit(db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

/* One kind of damage, and a word of what check has to say. */
typedef struct {
  const char *sql, *says;
} Damage;

static const Damage damages[] = {
    {"UPDATE message SET size = size + 1 WHERE message_id = '2'", "bytes instead of"},
    {"UPDATE place SET parent = 3 WHERE message = 2", "their own ancestors"},
    {"UPDATE place SET thread = 2 WHERE message = 3", "another thread"},
    {"UPDATE place SET thread = 3, parent = 0 WHERE message = 3", "than it wants"},
    {"UPDATE place SET thread = 3, parent = 0, want = 0 WHERE message = 3",
     "message 3 stands elsewhere than its header"},
    {"UPDATE mention SET first_line = first_line + 1, last_line = last_line + 1 WHERE found IS NOT"
     " NULL",
     "other lines than its statement"},
    {"UPDATE place SET date = 1 WHERE message = 3", "another date"},
    {"DELETE FROM place WHERE message = 3", "no place"},
    {"UPDATE thread SET n_messages = 2", "counters of thread"},
    {"UPDATE counter SET n_messages = 9", "counters of virt"},
    {"UPDATE month SET n_messages = 9", "do not add up"},
    {"UPDATE found SET quote = '* another thing'", "quote: the lines of a item"},
    {"UPDATE found SET first_line = 3, last_line = 4", "quote: the lines of a item"},
    {"UPDATE item SET n_mentions = 4", "counters of item"},
    {"UPDATE mention SET kind = 1", "not one origin"},
    {"DELETE FROM item_number", "lost its number"},
    {"UPDATE item SET number = 7", "of no item"},
    {"INSERT INTO triage (group_id, key, state) VALUES (1, 'nothing', 1)", "unknown item"},
    {"INSERT INTO triage (group_id, key, state) SELECT 1, key, 3 FROM item",
     "not what was decided"},
    {"DELETE FROM raw WHERE message = 2", "damaged: mail 2 <2>: its stored bytes are gone"},
    {"UPDATE raw SET data = substr(data, 1, length(data) - 5) WHERE message = 2",
     "damaged: mail 2 <2>: its stored bytes are damaged"},
    {"UPDATE raw SET data = substr(data, 1, length(data) - 5) WHERE message = 2",
     "cannot be compared with mail that is damaged"},
    {"UPDATE vote SET quote = '-1'", "quote: the lines of a vote"},
    {"UPDATE mention SET quote = 'undone' WHERE kind = 2", "quote: the lines of a reply"},
    {"INSERT INTO group_message (group_id, message) VALUES (9, 1)",
     "a row of group_message points at a row of groups that is not there"},
    {"UPDATE message SET alternate = 1 WHERE message_id = '2'", "not numbered from 0"},
    {"DELETE FROM group_message WHERE message = 2", "belongs to no group"},
    {"INSERT INTO mail_text (mail_text, rowid, subject) VALUES ('delete', 1, 'see')", "text index"},
};

static void
test_check_finds(gconstpointer data)
{
  const Damage *what = data;
  Fixture f;
  fixture_set_up(&f, NULL);
  store_some(&f);
  g_autofree char *before = findings_of(f.db);
  g_assert_cmpstr(before, ==, "");
  damage(f.db, what->sql);
  g_autofree char *after = findings_of(f.db);
  if (strstr(after, what->says) == NULL) {
    g_test_message("%s: found only: %s", what->sql, after);
    g_test_fail();
  }
  fixture_tear_down(&f, NULL);
}

/* One damaged mail hides nothing of the others, before it or behind it. */
static void
test_check_goes_on(Fixture *f, gconstpointer data)
{
  (void)data;
  store_some(f);
  damage(f->db, "UPDATE raw SET data = substr(data, 1, length(data) - 5) WHERE message = 2");
  damage(f->db, "UPDATE message SET size = size + 1 WHERE id <> 2");
  g_autofree char *found = findings_of(f->db);
  g_assert_nonnull(strstr(found, "message 1 has"));
  g_assert_nonnull(strstr(found, "mail 2 <2>"));
  g_assert_nonnull(strstr(found, "put back a backup"));
  g_assert_nonnull(strstr(found, "message 3 has"));
}

static void
test_backup(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  store_some(f);
  g_autofree char *path = g_build_filename(f->folder, "copy.db", NULL);
  g_autoptr(Db) reader = fixture_open(f->path, DB_OPEN_READ);
  gboolean ok = db_backup(reader, path, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  ok = db_backup(reader, path, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_autoptr(Db) copy = fixture_open(path, DB_OPEN_WRITE);
  g_autofree char *of_copy = fixture_dump(copy);
  g_autofree char *of_file = fixture_dump(f->db);
  g_assert_cmpstr(of_copy, ==, of_file);
  g_autofree char *findings = findings_of(copy);
  g_assert_cmpstr(findings, ==, "");
}

static void
test_backup_to_nowhere(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(f->folder, "no", "such", "folder.db", NULL);
  gboolean ok = db_backup(f->db, path, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
}

static void
test_cursor(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_assert_null(db_cursor_get(f->db, f->group, "/a", &error));
  g_assert_no_error(error);
  Cursor cursor = {.path = (char *)"/a",
                   .size = 5,
                   .mtime = 6,
                   .inode = 7,
                   .offset = 8,
                   .head_hash = (char *)"h",
                   .tail_hash = (char *)"t",
                   .complete = TRUE};
  gboolean ok = db_cursor_set(f->db, f->group, &cursor, &error);
  cursor.offset = 80;
  ok = ok && db_cursor_set(f->db, f->group, &cursor, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autoptr(Cursor) got = db_cursor_get(f->db, f->group, "/a", &error);
  g_assert_cmpint(got->offset, ==, 80);
  g_assert_cmpint(got->mtime, ==, 6);
  g_assert_cmpstr(got->tail_hash, ==, "t");
  g_assert_true(got->complete);
}

static void
test_quarantine(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const char raw[] = "bad\0mail";
  for (guint i = 0; i < 2; i++) { /* once, however often it comes */
    gboolean ok = db_quarantine_add(f->db, f->group, "a.mbox", 12, "too deep", raw, sizeof raw - 1,
                                    FIXTURE_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
  }
  g_autoptr(GPtrArray) all = db_quarantine_list(f->db, &error);
  g_assert_cmpuint(all->len, ==, 1);
  const Quarantined *q = all->pdata[0];
  g_assert_cmpstr(q->group, ==, "virt");
  g_assert_cmpstr(q->reason, ==, "too deep");
  g_assert_cmpint(q->size, ==, 8);
  g_autoptr(GBytes) bytes = db_quarantine_raw(f->db, q->id, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(g_bytes_get_size(bytes), ==, sizeof raw - 1);
  g_assert_cmpint(memcmp(g_bytes_get_data(bytes, NULL), raw, sizeof raw - 1), ==, 0);
}

static void
test_pipermail_numbers(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  gboolean ok = db_pipermail_learn(f->db, f->group, "2014-April", 99023, "a@x", &error) &&
                db_pipermail_learn(f->db, f->group, "2014-April", 99023, "b@x", &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_autofree char *id = db_pipermail_find(f->db, f->group, "2014-April", 99023, &error);
  g_assert_cmpstr(id, ==, "b@x"); /* the latest index is right: numbers move */
  g_assert_null(db_pipermail_find(f->db, f->group, "2014-May", 99023, &error));
  g_assert_no_error(error);
}

static void
test_groups(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const char *const bad[] = {"", "Upper", "-x", "a b", "search", "r", "a/b", "ü", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    Group group = {.name = (char *)bad[i]};
    g_autoptr(GError) fault = NULL;
    gboolean ok = db_group_add(f->db, &group, FIXTURE_NOW, &fault);
    g_assert_false(ok);
    g_assert_error(fault, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
  Group zone = {.name = (char *)"zone", .timezone = (char *)"Mars/Olympus"};
  gboolean ok = db_group_add(f->db, &zone, FIXTURE_NOW, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  Group again = {.name = (char *)"virt"};
  ok = db_group_add(f->db, &again, FIXTURE_NOW, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_null(db_group_get(f->db, "none", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(damages); i++) {
    g_autofree char *path = g_strdup_printf("/maintain/check-finds/%u", i + 1);
    g_test_add_data_func(path, &damages[i], test_check_finds);
  }
  FIXTURE_TEST("/maintain/check-goes-on-behind-damaged-mail", test_check_goes_on);
  FIXTURE_TEST("/maintain/backup", test_backup);
  FIXTURE_TEST("/maintain/backup-to-nowhere", test_backup_to_nowhere);
  FIXTURE_TEST("/maintain/cursor", test_cursor);
  FIXTURE_TEST("/maintain/quarantine", test_quarantine);
  FIXTURE_TEST("/maintain/pipermail-numbers", test_pipermail_numbers);
  FIXTURE_TEST("/maintain/groups", test_groups);
  return g_test_run();
}
