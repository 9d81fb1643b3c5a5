#include "db/maintain.h"
#include "db/engine.h"
#include "db/item.h"
#include "db/store.h"
#include "db/tables.h"

#include <string.h>

gboolean
db_backup(Db *db, const char *path, GError **error)
{
  if (g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "%s is there already\ngive the name of a new file", path);
    return FALSE;
  }
  return engine_copy(db, path, error);
}

/* --- dump --- */

/* One row is one line, whatever its texts hold. */
static gpointer
row_to_line(Stmt *stmt)
{
  const char *text = stmt_text(stmt, 0);
  return g_strescape(text != NULL ? text : "", "");
}

static int
compare_lines(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean
dump_table(Db *db, const DbTable *table, FILE *out, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, table->dump, error);
  g_autoptr(GPtrArray) lines = stmt != NULL ? store_rows(stmt, row_to_line, g_free, error) : NULL;
  if (lines == NULL)
    return FALSE;
  g_ptr_array_sort(lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    fprintf(out, "%s %s\n", table->name, (const char *)lines->pdata[i]);
  return TRUE;
}

static gboolean
dump_tables(Db *db, FILE *out, GError **error)
{
  for (guint i = 0; i < db_tables_n; i++)
    if (db_tables[i].dump != NULL && !dump_table(db, &db_tables[i], out, error))
      return FALSE;
  if (!ferror(out))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot write the dump");
  return FALSE;
}

gboolean
db_dump(Db *db, FILE *out, GError **error)
{
  if (!db_read_begin(db, error))
    return FALSE;
  gboolean ok = dump_tables(db, out, error);
  db_read_end(db);
  return ok;
}

/* --- rebuild --- */

static gboolean
drop_derived(Db *db, gint64 group, GError **error)
{
  for (guint i = 0; i < db_tables_n; i++)
    if (db_tables[i].drop != NULL && !store_run(db, error, db_tables[i].drop, 1, group))
      return FALSE;
  return TRUE;
}

gboolean
db_derived_drop(Db *db, gint64 group, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, drop_derived(db, group, error), error);
}
