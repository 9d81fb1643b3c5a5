#include "db/repository.h"
#include "db/audit.h"
#include "db/store.h"
#include "db/tracker.h"

#define VERB "repository"

void
repository_free(Repository *repository)
{
  if (repository == NULL)
    return;
  g_free(repository->address);
  g_free(repository->tags);
  g_free(repository->tags_at);
  g_free(repository);
}

static gpointer
row_to_repository(Stmt *stmt)
{
  Repository *repository = g_new0(Repository, 1);
  repository->group = stmt_int(stmt, 0);
  repository->address = stmt_dup_text(stmt, 1);
  repository->tags = stmt_dup_text(stmt, 2);
  repository->tags_at = stmt_dup_text(stmt, 3);
  repository->internal = stmt_int(stmt, 4) != 0;
  return repository;
}

GPtrArray *
db_repository_list(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db, "SELECT group_id, address, tags, tags_at, internal FROM repository ORDER BY group_id",
      error);
  return stmt != NULL ? store_rows(stmt, row_to_repository, (GDestroyNotify)repository_free, error)
                      : NULL;
}

static gboolean
write_repository(Db *db, const Repository *repository, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO repository (group_id, internal, address, tags, tags_at) VALUES ($1, $2, $3, $4,"
      " $5) ON CONFLICT (group_id) DO UPDATE SET internal = excluded.internal, address ="
      " excluded.address, tags = excluded.tags, tags_at = excluded.tags_at",
      2, repository->group, (gint64)repository->internal);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, repository->address);
  stmt_bind_text(stmt, 4, repository->tags);
  stmt_bind_text(stmt, 5, repository->tags_at);
  return stmt_run(stmt, error);
}

gboolean
db_repository_set(Db *db, const Repository *repository, const char *who, gint64 now, GError **error)
{
  if (!tracker_is_address(repository->address)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "not the address of a commit: \"%s\"\n"
                "write it as https://git.example.org/edge.git/commit/?id=%%s",
                repository->address);
    return FALSE;
  }
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own,
                      write_repository(db, repository, error) &&
                          db_audit_add(db, repository->group, who, VERB, "", NULL,
                                       repository->address, now, error),
                      error);
}

static gboolean
remove_repository(Db *db, gint64 group, const char *who, gint64 now, GError **error)
{
  if (!store_run(db, error, "DELETE FROM repository WHERE group_id = $1", 1, group))
    return FALSE;
  if (engine_changes(db) == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "the group has no repository");
    return FALSE;
  }
  return db_audit_add(db, group, who, VERB, "", NULL, "none", now, error);
}

gboolean
db_repository_remove(Db *db, gint64 group, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, remove_repository(db, group, who, now, error), error);
}
