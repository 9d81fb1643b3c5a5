/* The audit trail: what is forgotten of it, and how much of it can be filled from outside. */
#include "db/audit.h"
#include "db/sqlite/handle.h"

#include "fixture.h"

#include <string.h>

#define NOW FIXTURE_NOW /* begins a minute */

static void
refuse(Fixture *f, gint64 group, const char *key, const char *words, guint n, gint64 now)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(f->db, &error) &&
                db_audit_refused(f->db, group, "visitor", key, words, n, now, &error) &&
                db_commit(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

/* "new" of all rows, the latest first. */
static void
assert_words(Fixture *f, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = db_audit_rows(f->db, 0, 0, &error);
  g_assert_no_error(error);
  g_autoptr(GString) words = g_string_new(NULL);
  for (guint i = 0; i < rows->len; i++) {
    const AuditRow *row = rows->pdata[i];
    if (strcmp(row->verb, "refused") == 0)
      g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "", row->new);
  }
  g_assert_cmpstr(words->str, ==, wanted);
}

static void
test_refusals_of_one_minute_are_one_row(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  refuse(f, 0, "/sign-in", "no mail was sent", 0, NOW);
  assert_words(f, "");
  refuse(f, 0, "/sign-in", "no mail was sent", 1, NOW);
  assert_words(f, "no mail was sent");
  refuse(f, 0, "/sign-in", "no mail was sent", 1, NOW + 20);
  refuse(f, 0, "/sign-in", "no mail was sent", 5, NOW + 59);
  assert_words(f, "no mail was sent, 7 times");
  refuse(f, 0, "/sign-in", "no mail was sent", 2, NOW + 60);
  assert_words(f, "no mail was sent, 2 times; no mail was sent, 7 times");
  /* Another group, address or reason is another row. */
  refuse(f, f->group, "/sign-in", "no mail was sent", 1, NOW + 61);
  refuse(f, 0, "/sign-out", "no mail was sent", 1, NOW + 62);
  refuse(f, 0, "/sign-in", "no mail", 1, NOW + 63);
  refuse(f, 0, "/sign-in", "no mail was sent", 1, NOW + 64);
  assert_words(f, "no mail; no mail was sent; no mail was sent; no mail was sent, 3 times; "
                  "no mail was sent, 7 times");
  for (guint i = 0; i < 1000; i++)
    refuse(f, 0, "/sign-in", "no mail was sent", 1, NOW + 600 + i % 60);
  g_autoptr(GPtrArray) rows = db_audit_rows(f->db, 0, 1, NULL);
  g_assert_cmpstr(((const AuditRow *)rows->pdata[0])->new, ==, "no mail was sent, 1000 times");
}

/* The plan of the statement that begins so, as it was run last; one line a step. */
static char *
plan_of(Fixture *f, const char *start)
{
  GString *plan = g_string_new(NULL);
  sqlite3_stmt *stmt = NULL, *explained = NULL;
  while ((stmt = sqlite3_next_stmt(f->db->handle, stmt)) != NULL)
    if (g_str_has_prefix(sqlite3_sql(stmt), start))
      break;
  g_assert_nonnull(stmt);
  g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", sqlite3_sql(stmt), NULL);
  g_assert_cmpint(sqlite3_prepare_v2(f->db->handle, sql, -1, &explained, NULL), ==, SQLITE_OK);
  while (sqlite3_step(explained) == SQLITE_ROW)
    g_string_append_printf(plan, "%s\n", sqlite3_column_text(explained, 3));
  sqlite3_finalize(explained);
  return g_string_free(plan, FALSE);
}

/* The trail grows for years, what was refused is little of it: nothing goes through all of it. */
static void
test_old_refusals_are_found_by_an_index(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_begin(f->db, &error));
  for (guint i = 0; i < 200; i++)
    g_assert_true(db_audit_add(f->db, f->group, "Ann", i % 40 == 0 ? "refused" : "state", "key",
                               NULL, NULL, NOW + i, &error));
  g_assert_true(db_audit_sweep(f->db, NOW + 80 + AUDIT_REFUSED_SECONDS, &error));
  g_assert_true(db_commit(f->db, &error));
  g_autoptr(GPtrArray) rows = db_audit_rows(f->db, f->group, 0, &error);
  guint refused = 0;
  for (guint i = 0; i < rows->len; i++)
    refused += strcmp(((const AuditRow *)rows->pdata[i])->verb, "refused") == 0 ? 1 : 0;
  g_assert_cmpuint(refused, ==, 2); /* those of 120 and 160 */
  g_assert_cmpuint(rows->len, >=, 195 + 2);
  g_autofree char *sweep = plan_of(f, "DELETE FROM audit");
  g_assert_cmpstr(sweep, ==, "SEARCH audit USING INDEX audit_refused (at<?)\n");
  refuse(f, 0, "/sign-in", "no mail was sent", 1, NOW);
  g_autofree char *minute = plan_of(f, "SELECT id, new FROM audit");
  g_assert_cmpstr(minute, ==, "SEARCH audit USING INDEX audit_refused (at>? AND at<?)\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/audit/refusals-of-one-minute-are-one-row",
               test_refusals_of_one_minute_are_one_row);
  FIXTURE_TEST("/audit/old-refusals-are-found-by-an-index",
               test_old_refusals_are_found_by_an_index);
  return g_test_run();
}
