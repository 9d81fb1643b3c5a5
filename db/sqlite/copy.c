/* Copying and verifying the file as such. */
#include "db/sqlite/handle.h"

#include <glib/gstdio.h>

/* All pages in one step: a copy in pieces would start over with each write of another program. */
static gboolean
copy_into(Db *db, sqlite3 *target, const char *path, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
  int rc = backup != NULL ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(target);
  sqlite3_backup_finish(backup);
  if (rc == SQLITE_DONE)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot copy database %s to %s: %s",
              db->path, path, sqlite3_errstr(rc));
  return FALSE;
}

gboolean
engine_copy(Db *db, const char *path, GError **error)
{
  sqlite3 *target = NULL;
  int rc = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  gboolean ok = FALSE;
  if (rc == SQLITE_OK)
    ok = copy_into(db, target, path, error);
  else
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot make %s: %s", path,
                sqlite3_errstr(rc));
  sqlite3_close(target);
  if (!ok)
    g_unlink(path);
  return ok;
}

static gpointer
row_to_page_fault(Stmt *stmt)
{
  return stmt_dup_text(stmt, 0);
}

static gpointer
row_to_key_fault(Stmt *stmt)
{
  return g_strdup_printf("a row of %s points at a row of %s that is not there", stmt_text(stmt, 0),
                         stmt_text(stmt, 2));
}

static gboolean
collect(Db *db, const char *sql, gpointer (*make)(Stmt *), GPtrArray *faults, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(db, sql, error);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    g_ptr_array_add(faults, make(stmt));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

GPtrArray *
engine_faults(Db *db, GError **error)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
  if (!collect(db, "PRAGMA integrity_check", row_to_page_fault, faults, error) ||
      !collect(db, "PRAGMA foreign_key_check", row_to_key_fault, faults, error))
    return NULL;
  if (faults->len > 0 && g_str_equal(faults->pdata[0], "ok"))
    g_ptr_array_remove_index(faults, 0);
  return g_steal_pointer(&faults);
}
