#include "db/store.h"

#include <stdarg.h>

static Stmt *
prepare_v(Db *db, GError **error, const char *sql, guint n, va_list values)
{
  Stmt *stmt = engine_prepare(db, sql, error);
  for (guint i = 1; stmt != NULL && i <= n; i++)
    stmt_bind_int(stmt, (int)i, va_arg(values, gint64));
  return stmt;
}

Stmt *
store_prepare(Db *db, GError **error, const char *constant_sql, guint n, ...)
{
  va_list values;
  va_start(values, n);
  Stmt *stmt = prepare_v(db, error, constant_sql, n, values);
  va_end(values);
  return stmt;
}

gboolean
store_run(Db *db, GError **error, const char *constant_sql, guint n, ...)
{
  va_list values;
  va_start(values, n);
  g_autoptr(Stmt) stmt = prepare_v(db, error, constant_sql, n, values);
  va_end(values);
  return stmt != NULL && stmt_run(stmt, error);
}

gboolean
store_number(Db *db, gint64 *number, gint64 fallback, GError **error, const char *constant_sql,
             guint n, ...)
{
  va_list values;
  va_start(values, n);
  g_autoptr(Stmt) stmt = prepare_v(db, error, constant_sql, n, values);
  va_end(values);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  *number = found ? stmt_int(stmt, 0) : fallback;
  return TRUE;
}

GPtrArray *
store_rows(Stmt *stmt, gpointer (*make)(Stmt *stmt), GDestroyNotify free_row, GError **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    g_ptr_array_add(rows, make(stmt));
  if (step_error == NULL)
    return g_steal_pointer(&rows);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

gboolean
store_first(Stmt *stmt, gboolean *found, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  *found = stmt_step(stmt, &step_error);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

gboolean
store_one(Stmt *stmt, const char *what, GError **error)
{
  gboolean found = FALSE;
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (!found)
    g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, what);
  return found;
}

static ReplyDraft *
copy_reply(const ReplyDraft *reply)
{
  ReplyDraft *copy = g_memdup2(reply, sizeof *reply);
  copy->quoted = g_strdup(reply->quoted);
  copy->quote = g_strdup(reply->quote);
  return copy;
}

void
store_pend(Db *db, gint64 group, gint64 message, gboolean contested, const Drafts *drafts)
{
  DbState *state = engine_state(db);
  g_clear_pointer(&state->held, g_hash_table_unref);
  Pending pending = {.group = group, .message = message, .contested = contested};
  g_array_append_val(state->unplaced, pending);
  GPtrArray *replies = drafts != NULL ? drafts->replies : NULL;
  pending.bare = !contested && drafts != NULL && drafts->items->len == 0 && drafts->votes->len == 0;
  if (replies != NULL && replies->len > 0) {
    pending.replies = g_ptr_array_new_with_free_func((GDestroyNotify)reply_draft_free);
    for (guint i = 0; i < replies->len; i++)
      g_ptr_array_add(pending.replies, copy_reply(replies->pdata[i]));
  }
  g_array_append_val(state->unlinked, pending);
}

void
store_pend_moved(Db *db, gint64 group, gint64 message)
{
  Pending pending = {.group = group, .message = message, .bare = TRUE, .moved = TRUE};
  g_array_append_val(engine_state(db)->unlinked, pending);
}

gboolean
store_ids(Stmt *stmt, GArray *ids, GError **error)
{
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 id = stmt_int(stmt, 0);
    g_array_append_val(ids, id);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}
