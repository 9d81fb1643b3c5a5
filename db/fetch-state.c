#include "db/fetch-state.h"
#include "db/store.h"

void
fetch_state_free(FetchState *state)
{
  if (state == NULL)
    return;
  g_free(state->kind);
  g_free(state->base);
  g_free(state->error);
  g_free(state->notice);
  g_free(state);
}

void
fetch_page_free(FetchPage *page)
{
  if (page == NULL)
    return;
  g_free(page->url);
  g_free(page->etag);
  g_free(page->last_modified);
  g_free(page->label);
  g_free(page->hash);
  g_free(page);
}

/* --- the source --- */

FetchState *
db_fetch_state_get(Db *db, gint64 source, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT source, kind, base, since, last_new, last_failure,"
                                       " failures, not_before, error, notice, noticed FROM"
                                       " fetch_state WHERE source = $1",
                                       1, source);
  if (stmt == NULL || !stmt_step(stmt, error))
    return NULL;
  FetchState *state = g_new0(FetchState, 1);
  state->source = stmt_int(stmt, 0);
  state->kind = stmt_dup_text(stmt, 1);
  state->base = stmt_dup_text(stmt, 2);
  state->since = stmt_int(stmt, 3);
  state->last_new = stmt_int(stmt, 4);
  state->last_failure = stmt_int(stmt, 5);
  state->failures = (guint)stmt_int(stmt, 6);
  state->not_before = stmt_int(stmt, 7);
  state->error = stmt_dup_text(stmt, 8);
  state->notice = stmt_dup_text(stmt, 9);
  state->noticed = stmt_int(stmt, 10);
  return state;
}

static gboolean
put_state(Db *db, const FetchState *state, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO fetch_state (source, since, last_new, last_failure, failures, not_before, "
      "noticed,"
      " kind, base, error, notice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON "
      "CONFLICT"
      " (source) DO UPDATE"
      " SET since = excluded.since, last_new = excluded.last_new, last_failure ="
      " excluded.last_failure, failures = excluded.failures, not_before = excluded.not_before,"
      " kind = excluded.kind, base = excluded.base, error = excluded.error, notice ="
      " excluded.notice, noticed = excluded.noticed",
      7, state->source, state->since, state->last_new, state->last_failure, (gint64)state->failures,
      state->not_before, state->noticed);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 8, state->kind != NULL ? state->kind : "");
  stmt_bind_text(stmt, 9, state->base != NULL ? state->base : "");
  stmt_bind_text(stmt, 10, state->error);
  stmt_bind_text(stmt, 11, state->notice);
  return stmt_run(stmt, error);
}

gboolean
db_fetch_state_set(Db *db, const FetchState *state, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, put_state(db, state, error), error);
}

/* --- its files --- */

static gpointer
row_to_page(Stmt *stmt)
{
  FetchPage *page = g_new0(FetchPage, 1);
  page->url = stmt_dup_text(stmt, 0);
  page->etag = stmt_dup_text(stmt, 1);
  page->last_modified = stmt_dup_text(stmt, 2);
  page->label = stmt_dup_text(stmt, 3);
  page->hash = stmt_dup_text(stmt, 4);
  page->size = stmt_int(stmt, 5);
  page->fetched = stmt_int(stmt, 6);
  page->settled = stmt_int(stmt, 7) != 0;
  return page;
}

GPtrArray *
db_fetch_page_list(Db *db, gint64 source, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT url, etag, last_modified, label, hash, size,"
                                       " fetched, settled FROM fetch_page WHERE source = $1"
                                       " ORDER BY url",
                                       1, source);
  return stmt != NULL ? store_rows(stmt, row_to_page, (GDestroyNotify)fetch_page_free, error)
                      : NULL;
}

static gboolean
put_page(Db *db, gint64 source, const FetchPage *page, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "INSERT INTO fetch_page (source, size, fetched, settled, url, etag, last_modified, label,"
      " hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source, url) DO UPDATE SET"
      " size = excluded.size, fetched = excluded.fetched, settled = excluded.settled, etag ="
      " excluded.etag, last_modified = excluded.last_modified, label = excluded.label, hash ="
      " excluded.hash",
      4, source, page->size, page->fetched, (gint64)(page->settled != FALSE));
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 5, page->url);
  stmt_bind_text(stmt, 6, page->etag);
  stmt_bind_text(stmt, 7, page->last_modified);
  stmt_bind_text(stmt, 8, page->label);
  stmt_bind_text(stmt, 9, page->hash);
  return stmt_run(stmt, error);
}

gboolean
db_fetch_page_set(Db *db, gint64 source, const FetchPage *page, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_page(db, source, page, error), error);
}

/* --- whose mail a group takes --- */

static gpointer
row_to_text(Stmt *stmt)
{
  return stmt_dup_text(stmt, 0);
}

GPtrArray *
db_list_id_list(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT list_id FROM list_id WHERE group_id = $1 ORDER BY list_id", 1, group);
  return stmt != NULL ? store_rows(stmt, row_to_text, g_free, error) : NULL;
}

static gboolean
put_list_id(Db *db, gint64 group, const char *list_id, gint64 now, GError **error)
{
  g_autofree char *lower = g_ascii_strdown(list_id, -1);
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "INSERT INTO list_id (group_id, added, list_id) VALUES ($1,"
                                       " $2, $3) ON CONFLICT (group_id, list_id) DO NOTHING",
                                       2, group, now);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, lower);
  return stmt_run(stmt, error);
}

gboolean
db_list_id_add(Db *db, gint64 group, const char *list_id, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, put_list_id(db, group, list_id, now, error), error);
}
