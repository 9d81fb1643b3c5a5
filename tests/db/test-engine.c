/* The file: what it refuses, and that refusing leaves it as it was. */
#include "tests/db/fixture.h"
#include "db/audit.h"
#include "db/engine.h"
#include "db/maintain.h"
#include "db/session.h"
#include "db/source.h"
#include "db/sqlite/handle.h"
#include "db/tables.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *
bytes_of(const char *path, gsize *len)
{
  g_autoptr(GError) error = NULL;
  char *bytes = NULL;
  gboolean ok = g_file_get_contents(path, &bytes, len, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  return bytes;
}

static void
assert_same(const char *a, gsize a_len, const char *b, gsize b_len)
{
  g_assert_cmpuint(a_len, ==, b_len);
  g_assert_cmpint(memcmp(a, b, a_len), ==, 0);
}

static void
assert_refused(const char *path, DbOpenMode mode, DocketError code, const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = db_open(path, mode, &error);
  g_assert_null(db);
  g_assert_error(error, DOCKET_ERROR, (gint)code);
  g_assert_nonnull(strstr(error->message, words));
  g_assert_nonnull(strchr(error->message, '\n')); /* the second line says what to do */
}

static void
close_db(Fixture *f)
{
  g_clear_pointer(&f->db, db_close);
}

static void
run_raw(const char *path, const char *sql)
{
  sqlite3 *handle = NULL;
  g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static void
test_missing(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autofree char *path = g_build_filename(f->folder, "none.db", NULL);
  assert_refused(path, DB_OPEN_READ, DOCKET_ERROR_NOT_FOUND, "none.db");
  assert_refused(path, DB_OPEN_WRITE, DOCKET_ERROR_NOT_FOUND, "none.db");
  g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void
test_not_a_database(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autofree char *path = g_build_filename(f->folder, "text.db", NULL);
  g_autofree char *text = g_strnfill(9000, 'x');
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  assert_refused(path, DB_OPEN_CREATE, DOCKET_ERROR_STORAGE, "is not a database");
  gsize len = 0;
  g_autofree char *after = bytes_of(path, &len);
  assert_same(after, len, text, strlen(text));
}

static void
test_other_program(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autofree char *path = g_build_filename(f->folder, "other.db", NULL);
  run_raw(path, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
  gsize before_len = 0, after_len = 0;
  g_autofree char *before = bytes_of(path, &before_len);
  assert_refused(path, DB_OPEN_CREATE, DOCKET_ERROR_STORAGE, "is not a docket database");
  g_autofree char *after = bytes_of(path, &after_len);
  assert_same(before, before_len, after, after_len);
}

static void
test_newer(Fixture *f, gconstpointer data)
{
  (void)data;
  close_db(f);
  run_raw(f->path, "PRAGMA user_version = 9999");
  gsize before_len = 0, after_len = 0;
  g_autofree char *before = bytes_of(f->path, &before_len);
  assert_refused(f->path, DB_OPEN_READ, DOCKET_ERROR_NEWER, "newer docket");
  assert_refused(f->path, DB_OPEN_CREATE, DOCKET_ERROR_NEWER, "newer docket");
  g_autofree char *after = bytes_of(f->path, &after_len);
  assert_same(before, before_len, after, after_len);
}

static void
test_failed_migration(Fixture *f, gconstpointer data)
{
  (void)data;
  const TestMail mail = {.id = "kept"};
  fixture_store(f->db, f->group, &mail, 1);
  close_db(f);
  gsize before_len = 0, after_len = 0;
  g_autofree char *before = bytes_of(f->path, &before_len);
  f->db = fixture_open(f->path, DB_OPEN_WRITE);
  g_autofree Migration *more = g_new(Migration, db_migrations_n + 2);
  for (guint i = 0; i < db_migrations_n; i++)
    more[i] = db_migrations[i];
  more[db_migrations_n] = (Migration){
      "9998-broken.sql", "CREATE TABLE half (a); UPDATE message SET subject = 'gone'; NONSENSE"};
  g_autoptr(GError) error = NULL;
  gboolean ok = sqlite_migrate(f->db, more, db_migrations_n + 1, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
  g_assert_nonnull(strstr(error->message, "9998-broken.sql"));
  close_db(f);
  g_autofree char *after = bytes_of(f->path, &after_len);
  assert_same(before, before_len, after, after_len);
  f->db = fixture_open(f->path, DB_OPEN_READ);
}

/* Each step of the way from an empty file is a sound database of its version. */
static void
test_migrates_step_by_step(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  gint64 version = 0;
  gboolean ok = sqlite_number(f->db, "PRAGMA user_version", &version, &error);
  g_assert_true(ok);
  g_assert_cmpint(version, ==, db_migrations_n);
  g_autofree Migration *more = g_new(Migration, db_migrations_n + 1);
  for (guint i = 0; i < db_migrations_n; i++)
    more[i] = db_migrations[i];
  more[db_migrations_n] = (Migration){"9998-next.sql", "CREATE TABLE next (a INTEGER)"};
  ok = sqlite_migrate(f->db, more, db_migrations_n + 1, &error) &&
       sqlite_migrate(f->db, more, db_migrations_n + 1, &error); /* again: nothing to do */
  g_assert_no_error(error);
  g_assert_true(ok);
  ok = sqlite_number(f->db, "PRAGMA user_version", &version, &error);
  g_assert_true(ok);
  g_assert_cmpint(version, ==, db_migrations_n + 1);
}

/* Names and texts of all that is in the file, and the rows that it begins with. An added column
 * stands elsewhere in a line, without its comment: neither counts. */
static char *
schema_of(Db *db)
{
  static const char *const sql[] = {
      "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name",
      "SELECT tbl, coalesce(idx, ''), stat FROM sqlite_stat1 ORDER BY tbl, idx",
      "SELECT 'change', only_row, '' FROM change",
      "SELECT 'source_last', id, '' FROM source_last",
      "SELECT k, v, '' FROM mail_text_config ORDER BY k",
  };
  g_autoptr(GRegex) ignored = g_regex_new("--[^\n]*|\\s+|\"", 0, 0, NULL);
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(sql); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Stmt) stmt = engine_prepare(db, sql[i], &error);
    g_assert_no_error(error);
    while (stmt_step(stmt, &error)) {
      g_autofree char *text =
          g_regex_replace_literal(ignored, stmt_text(stmt, 2), -1, 0, "", 0, &error);
      g_string_append_printf(all, "%s %s: %s\n", stmt_text(stmt, 0), stmt_text(stmt, 1), text);
    }
    g_assert_no_error(error);
  }
  return g_string_free(g_steal_pointer(&all), FALSE);
}

static void
test_an_old_file_gets_the_schema_of_a_new_one(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_strconcat(f->path, "-old", NULL);
  g_autofree char *first = g_strconcat(
      db_migrations[0].sql, "PRAGMA user_version = 1; PRAGMA application_id = 0x64636b74", NULL);
  run_raw(path, first);
  Db *old = fixture_open(path, DB_OPEN_WRITE);
  g_autofree char *migrated = schema_of(old);
  g_autofree char *fresh = schema_of(f->db);
  g_auto(GStrv) have = g_strsplit(migrated, "\n", -1), want = g_strsplit(fresh, "\n", -1);
  for (guint i = 0; have[i] != NULL && want[i] != NULL; i++)
    g_assert_cmpstr(have[i], ==, want[i]);
  g_assert_cmpuint(g_strv_length(have), ==, g_strv_length(want));
  g_assert_cmpuint(g_strv_length(want), >, 150);
  db_close(old);
  for (const char *const *end = (const char *const[]){"", "-wal", "-shm", NULL}; *end; end++) {
    g_autofree char *file = g_strconcat(path, *end, NULL);
    g_unlink(file);
  }
}

static void
test_older_needs_a_writer(Fixture *f, gconstpointer data)
{
  (void)data;
  close_db(f);
  run_raw(f->path, "PRAGMA user_version = 1");
  assert_refused(f->path, DB_OPEN_READ, DOCKET_ERROR_STORAGE, "older docket");
}

static void
test_readers_never_write(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(Db) reader = fixture_open(f->path, DB_OPEN_READ);
  g_autoptr(GError) error = NULL;
  Group group = {.name = (char *)"other", .timezone = (char *)"UTC"};
  gboolean ok = db_group_add(reader, &group, FIXTURE_NOW, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
}

static void
test_read_only_file(Fixture *f, gconstpointer data)
{
  (void)data;
  close_db(f);
  if (geteuid() == 0) {
    g_test_skip("root may write to every file");
    return;
  }
  g_assert_cmpint(g_chmod(f->path, 0444), ==, 0);
  assert_refused(f->path, DB_OPEN_WRITE, DOCKET_ERROR_STORAGE, "read-only");
}

/* What SQLite says of a read-only file is mapped, whoever runs the test. */
static void
test_read_only_words(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_assert_false(sqlite_fail(f->db, SQLITE_READONLY_DBMOVED, "open", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
  g_assert_nonnull(strstr(error->message, "is read-only\ngive yourself write permission"));
}

static void
test_locked(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(Db) other = fixture_open(f->path, DB_OPEN_WRITE);
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(other, &error);
  g_assert_true(ok);
  engine_set_patience(f->db, 20);
  ok = db_begin(f->db, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
  g_assert_nonnull(strstr(error->message, "is locked by another program\nwait"));
  g_clear_error(&error);
  db_rollback(other);
  ok = db_begin(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static void
test_disk_full(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  const TestMail first = {.id = "kept"};
  fixture_store(f->db, f->group, &first, 1);
  g_autofree char *before = fixture_dump(f->db);
  engine_limit_pages(f->db, 1); /* never less than there are */
  gboolean ok = db_begin(f->db, &error);
  g_assert_true(ok);
  enum { BIG = 400000 };
  g_autoptr(GRand) rand = g_rand_new_with_seed(5);
  g_autofree char *big = g_malloc(BIG);
  for (gsize i = 0; i < BIG; i++) /* nothing that packs well */
    big[i] = (char)g_rand_int_range(rand, 0, 256);
  ok = db_quarantine_add(f->db, f->group, "test", 0, "test", big, BIG, FIXTURE_NOW, &error);
  if (ok) {
    g_clear_error(&error);
    ok = db_commit(f->db, &error);
  }
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE);
  g_assert_nonnull(strstr(error->message, "disk is full\nmake room"));
  db_rollback(f->db);
  g_autofree char *after = fixture_dump(f->db);
  g_assert_cmpstr(before, ==, after);
}

static void
test_change_counter(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(Db) reader = fixture_open(f->path, DB_OPEN_READ);
  g_autoptr(Db) late = NULL;
  guint64 before = db_change_counter(reader);
  g_assert_cmpuint(db_change_counter(reader), ==, before);
  g_assert_cmpuint(db_change_counter(f->db), ==, before);
  const TestMail mail = {.id = "new"};
  fixture_store(f->db, f->group, &mail, 1);
  guint64 after = db_change_counter(reader);
  g_assert_cmpuint(after, !=, before);
  g_assert_cmpuint(db_change_counter(f->db), ==, after);
  late = fixture_open(f->path, DB_OPEN_READ); /* a handle opened later agrees */
  g_assert_cmpuint(db_change_counter(late), ==, after);
}

/* What readers keep stays good when nothing was found to sweep. */
static void
test_change_counter_of_nothing(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) reader = fixture_open(f->path, DB_OPEN_READ);
  guint64 before = db_change_counter(reader);
  gboolean ok = db_begin(f->db, &error) && db_session_sweep(f->db, 1, &error) &&
                db_audit_sweep(f->db, 1, &error) && db_commit(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_cmpuint(db_change_counter(reader), ==, before);
  g_assert_cmpuint(db_change_counter(f->db), ==, before);
}

static void
test_readers_beside_a_writer(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) reader = fixture_open(f->path, DB_OPEN_READ);
  gboolean ok = db_read_begin(reader, &error);
  g_assert_true(ok);
  GroupCounts counts;
  ok = db_group_counts(reader, f->group, &counts, &error);
  g_assert_true(ok);
  const TestMail mail = {.id = "new"};
  fixture_store(f->db, f->group, &mail, 1);
  ok = db_group_counts(reader, f->group, &counts, &error);
  g_assert_true(ok);
  g_assert_cmpuint(counts.n_messages, ==, 0); /* the view of its beginning */
  db_read_end(reader);
  ok = db_group_counts(reader, f->group, &counts, &error);
  g_assert_true(ok);
  g_assert_cmpuint(counts.n_messages, ==, 1);
}

static void
test_deadline(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  db_set_deadline(f->db, 20);
  gint64 number = 0;
  gboolean ok = sqlite_number(f->db,
                              "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
                              " SELECT count(*) FROM c",
                              &number, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT);
  g_clear_error(&error);
  db_set_deadline(f->db, 0);
  ok = sqlite_number(f->db, "SELECT count(*) FROM groups", &number, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static void
test_no_write_outside_a_transaction(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Stmt) stmt = engine_prepare(f->db, "DELETE FROM groups", &error);
  gboolean ok = stmt_run(stmt, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED);
}

static void
test_nested_use_of_a_statement(Fixture *f, gconstpointer data)
{
  (void)data;
  static const char sql[] = "SELECT $1";
  g_autoptr(GError) error = NULL;
  g_autoptr(Stmt) one = engine_prepare(f->db, sql, &error);
  stmt_bind_int(one, 1, 1);
  g_assert_true(stmt_step(one, &error));
  g_autoptr(Stmt) two = engine_prepare(f->db, sql, &error);
  stmt_bind_int(two, 1, 2);
  g_assert_true(stmt_step(two, &error));
  g_assert_cmpint(stmt_int(one, 0), ==, 1);
  g_assert_cmpint(stmt_int(two, 0), ==, 2);
}

/* The list in C and the schema name the same tables. */
/* Composed statements are kept by their text, and not for ever. */
static void
test_composed_statements_are_kept(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  Stmt *first = engine_prepare_built(f->db, "SELECT $1 + 1", &error);
  g_assert_no_error(error);
  stmt_bind_int(first, 1, 41);
  g_assert_true(stmt_step(first, &error));
  g_assert_cmpint(stmt_int(first, 0), ==, 42);
  g_autofree char *text = g_strdup("SELECT $1 + 1");
  Stmt *second = engine_prepare_built(f->db, text, &error); /* while the first is in use */
  g_assert_no_error(error);
  g_assert_true(second != first);
  stmt_done(second);
  stmt_done(first);
  Stmt *again = engine_prepare_built(f->db, text, &error);
  g_assert_true(again == first);
  g_assert_true(stmt_step(again, &error));
  g_assert_true(stmt_is_null(again, 0)); /* nothing is bound any more */
  for (guint i = 0; i < 500; i++) {      /* others push out all but the one in use */
    g_autofree char *sql = g_strdup_printf("SELECT %u", i);
    g_autoptr(Stmt) other = engine_prepare_built(f->db, sql, &error);
    g_assert_no_error(error);
    g_assert_true(stmt_step(other, &error));
    g_assert_cmpint(stmt_int(other, 0), ==, (gint64)i);
  }
  g_assert_cmpuint(g_hash_table_size(f->db->built), <=, 48);
  g_assert_cmpuint(g_hash_table_size(f->db->built), ==, f->db->built_order.length);
  stmt_done(again);
}

static void
test_tables_are_listed(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Stmt) stmt = engine_prepare(
      f->db,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
      " ESCAPE '\\' AND name NOT LIKE 'mail\\_text\\_%' ESCAPE '\\' ORDER BY name",
      &error);
  guint n = 0;
  while (stmt_step(stmt, &error)) {
    gboolean listed = FALSE;
    for (guint i = 0; i < db_tables_n; i++)
      listed = listed || g_str_equal(db_tables[i].name, stmt_text(stmt, 0));
    if (!listed)
      g_test_message("table %s is not in db/tables.c", stmt_text(stmt, 0));
    g_assert_true(listed);
    n++;
  }
  g_assert_no_error(error);
  g_assert_cmpuint(n, ==, db_tables_n);
  for (guint i = 0; i < db_tables_n; i++) /* what people decided is never dropped */
    if (db_tables[i].kind != TABLE_DERIVED)
      g_assert_null(db_tables[i].drop);
}

/* --- the log --- */

static void
write_mib(Fixture *f, guint n)
{
  g_autoptr(GError) error = NULL;
  gsize len = (gsize)n << 20;
  g_autofree char *bytes = g_malloc0(len);
  g_assert_true(db_begin(f->db, &error));
  g_autoptr(Stmt) stmt =
      engine_prepare(f->db, "INSERT INTO dictionary (group_id, data) VALUES ($1, $2)", &error);
  stmt_bind_int(stmt, 1, f->group);
  stmt_bind_blob(stmt, 2, bytes, len);
  gboolean ok = stmt_run(stmt, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_assert_true(db_commit(f->db, &error));
}

static goffset
size_of(const char *path)
{
  GStatBuf found;
  g_assert_cmpint(g_stat(path, &found), ==, 0);
  return found.st_size;
}

/* Without a further commit, and without closing. */
static void
test_long_log_is_copied_beside(Fixture *f, gconstpointer data)
{
  (void)data;
  write_mib(f, 40);
  while (size_of(f->path) < (goffset)40 << 20)
    g_usleep(1000);
}

static void
test_log_is_bounded(Fixture *f, gconstpointer data)
{
  (void)data;
  g_autofree char *wal = g_strconcat(f->path, "-wal", NULL);
  for (guint i = 0; i < 30; i++) {
    write_mib(f, 8);
    g_assert_cmpint(size_of(wal), <, (goffset)144 << 20);
  }
  close_db(f);
  g_assert_false(g_file_test(wal, G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/engine/missing", test_missing);
  FIXTURE_TEST("/engine/not-a-database", test_not_a_database);
  FIXTURE_TEST("/engine/other-program", test_other_program);
  FIXTURE_TEST("/engine/newer-is-untouched", test_newer);
  FIXTURE_TEST("/engine/failed-migration-is-untouched", test_failed_migration);
  FIXTURE_TEST("/engine/migrates-step-by-step", test_migrates_step_by_step);
  FIXTURE_TEST("/engine/an-old-file-gets-the-schema-of-a-new-one",
               test_an_old_file_gets_the_schema_of_a_new_one);
  FIXTURE_TEST("/engine/older-needs-a-writer", test_older_needs_a_writer);
  FIXTURE_TEST("/engine/readers-never-write", test_readers_never_write);
  FIXTURE_TEST("/engine/read-only-file", test_read_only_file);
  FIXTURE_TEST("/engine/read-only-words", test_read_only_words);
  FIXTURE_TEST("/engine/locked", test_locked);
  FIXTURE_TEST("/engine/disk-full", test_disk_full);
  FIXTURE_TEST("/engine/change-counter", test_change_counter);
  FIXTURE_TEST("/engine/change-counter-of-nothing", test_change_counter_of_nothing);
  FIXTURE_TEST("/engine/readers-beside-a-writer", test_readers_beside_a_writer);
  FIXTURE_TEST("/engine/deadline", test_deadline);
  FIXTURE_TEST("/engine/no-write-outside-a-transaction", test_no_write_outside_a_transaction);
  FIXTURE_TEST("/engine/nested-use-of-a-statement", test_nested_use_of_a_statement);
  FIXTURE_TEST("/engine/composed-statements-are-kept", test_composed_statements_are_kept);
  FIXTURE_TEST("/engine/tables-are-listed", test_tables_are_listed);
  FIXTURE_TEST("/engine/long-log-is-copied-beside", test_long_log_is_copied_beside);
  FIXTURE_TEST("/engine/log-is-bounded", test_log_is_bounded);
  return g_test_run();
}
