#include "db/tracker.h"
#include "db/audit.h"
#include "db/store.h"

#include <string.h>

enum { FORM_MAX = 32 };

Tracker *
tracker_new(const char *name, const char *address)
{
  Tracker *tracker = g_new0(Tracker, 1);
  tracker->name = g_strdup(name);
  tracker->address = g_strdup(address);
  tracker->prefixes = g_ptr_array_new_with_free_func(g_free);
  tracker->keys = g_ptr_array_new_with_free_func(g_free);
  return tracker;
}

void
tracker_free(Tracker *tracker)
{
  if (tracker == NULL)
    return;
  g_free(tracker->name);
  g_free(tracker->address);
  g_ptr_array_unref(tracker->prefixes);
  g_ptr_array_unref(tracker->keys);
  g_free(tracker->api);
  g_free(tracker->ask);
  g_free(tracker->form);
  g_free(tracker->title_at);
  g_free(tracker->state_at);
  g_free(tracker->closed);
  g_free(tracker->batch);
  g_free(tracker->batch_id);
  g_free(tracker);
}

/* --- what is right --- */

static gboolean
wrong(GError **error, const char *what, const char *value, const char *hint)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s: \"%s\"\n%s", what, value, hint);
  return FALSE;
}

static gboolean
is_name(const char *name)
{
  gsize n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-");
  return name[0] != '\0' && name[n] == '\0' && n <= 64 && g_ascii_isalnum(name[0]);
}

gboolean
tracker_is_address(const char *address)
{
  const char *hole = strstr(address, "%s"), *host = strstr(address, "://");
  gboolean web = g_str_has_prefix(address, "http://") || g_str_has_prefix(address, "https://");
  return web && hole != NULL && strchr(hole + 2, '%') == NULL && strchr(address, '%') == hole &&
         host + 3 < hole && strchr(host + 3, '/') != NULL && strchr(host + 3, '/') < hole &&
         strpbrk(address, " \t\r\n<>\"") == NULL && strlen(address) < 500;
}

/* A letter in front, so that few words are looked at; a mark behind, so that "fc20"
 * is no ticket. */
static gboolean
is_prefix(const char *prefix)
{
  gsize len = strlen(prefix);
  return len >= 2 && len <= FORM_MAX && g_ascii_isalpha(prefix[0]) &&
         strchr("#:!/-", prefix[len - 1]) != NULL && strpbrk(prefix, "\r\n\t<>") == NULL;
}

static gboolean
is_key(const char *key)
{
  gsize n = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  return n >= 2 && key[n] == '\0' && n <= FORM_MAX && g_ascii_isupper(key[0]);
}

gboolean
tracker_check(const Tracker *tracker, GError **error)
{
  if (!is_name(tracker->name))
    return wrong(error, "not a name for a tracker", tracker->name,
                 "small letters, digits, dot, dash and underscore");
  if (!tracker_is_address(tracker->address))
    return wrong(error, "not the address of a ticket", tracker->address,
                 "write it as https://bugs.example.org/view.php?id=%s");
  for (guint i = 0; i < tracker->prefixes->len; i++)
    if (!is_prefix(tracker->prefixes->pdata[i]))
      return wrong(error, "not what stands in front of a number", tracker->prefixes->pdata[i],
                   "a letter first, one of # : ! / - last: \"abz#\"");
  for (guint i = 0; i < tracker->keys->len; i++)
    if (!is_key(tracker->keys->pdata[i]))
      return wrong(error, "not a key", tracker->keys->pdata[i],
                   "capital letters and digits, without the dash: \"XEN\" for XEN-123");
  return TRUE;
}

/* --- rows --- */

static char *
join(const GPtrArray *texts)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf(out, "%s%s", i > 0 ? "\n" : "", (const char *)texts->pdata[i]);
  return g_string_free(out, FALSE);
}

static void
part(const char *joined, GPtrArray *texts)
{
  g_auto(GStrv) each = g_strsplit(joined != NULL ? joined : "", "\n", -1);
  for (guint i = 0; each[i] != NULL; i++)
    if (*each[i] != '\0')
      g_ptr_array_add(texts, g_strdup(each[i]));
}

static gpointer
row_to_tracker(Stmt *stmt)
{
  Tracker *tracker = tracker_new(stmt_text(stmt, 0), stmt_text(stmt, 1));
  part(stmt_text(stmt, 2), tracker->prefixes);
  part(stmt_text(stmt, 3), tracker->keys);
  tracker->api = stmt_dup_text(stmt, 4);
  tracker->ask = stmt_dup_text(stmt, 5);
  tracker->form = stmt_dup_text(stmt, 6);
  tracker->title_at = stmt_dup_text(stmt, 7);
  tracker->state_at = stmt_dup_text(stmt, 8);
  tracker->closed = stmt_dup_text(stmt, 9);
  tracker->internal = stmt_int(stmt, 10) != 0;
  tracker->batch = stmt_dup_text(stmt, 11);
  tracker->batch_id = stmt_dup_text(stmt, 12);
  return tracker;
}

GPtrArray *
db_tracker_list(Db *db, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db,
                     "SELECT name, address, prefixes, keys, api, ask, form, title_at, state_at,"
                     " closed, internal, batch, batch_id FROM tracker ORDER BY name",
                     error);
  return stmt != NULL ? store_rows(stmt, row_to_tracker, (GDestroyNotify)tracker_free, error)
                      : NULL;
}

static const char *
shared_form(const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < a->len; i++)
    for (guint k = 0; k < b->len; k++)
      if (g_ascii_strcasecmp(a->pdata[i], b->pdata[k]) == 0)
        return a->pdata[i];
  return NULL;
}

/* One short form cannot belong to two trackers. */
static gboolean
check_unused(Db *db, const Tracker *tracker, GError **error)
{
  g_autoptr(GPtrArray) others = db_tracker_list(db, error);
  if (others == NULL)
    return FALSE;
  for (guint i = 0; i < others->len; i++) {
    const Tracker *other = others->pdata[i];
    const char *form = strcmp(other->name, tracker->name) == 0
                           ? NULL
                           : shared_form(tracker->prefixes, other->prefixes);
    if (form == NULL && strcmp(other->name, tracker->name) != 0)
      form = shared_form(tracker->keys, other->keys);
    if (form != NULL) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                  "%s already belongs to %s\n"
                  "docket tracker remove %s takes it away",
                  form, other->name, other->name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_tracker(Db *db, const Tracker *tracker, gint64 now, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "INSERT INTO tracker (name, address, prefixes, keys, added, api, ask, form, title_at, "
      "state_at,"
      " closed, batch, batch_id, internal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12,"
      " $13, $14) ON CONFLICT"
      " (name) DO UPDATE SET address = excluded.address, prefixes = excluded.prefixes, keys ="
      " excluded.keys, api = excluded.api, ask = excluded.ask, form = excluded.form, title_at ="
      " excluded.title_at, state_at = excluded.state_at, closed = excluded.closed, internal ="
      " excluded.internal, batch = excluded.batch, batch_id = excluded.batch_id",
      error);
  g_autofree char *prefixes = join(tracker->prefixes), *keys = join(tracker->keys);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, tracker->name);
  stmt_bind_text(stmt, 2, tracker->address);
  stmt_bind_text(stmt, 3, prefixes);
  stmt_bind_text(stmt, 4, keys);
  stmt_bind_int(stmt, 5, now);
  const char *const how[] = {tracker->api,      tracker->ask,    tracker->form,  tracker->title_at,
                             tracker->state_at, tracker->closed, tracker->batch, tracker->batch_id};
  for (gsize i = 0; i < G_N_ELEMENTS(how); i++)
    stmt_bind_text(stmt, 6 + (int)i, how[i]);
  stmt_bind_int(stmt, 6 + (int)G_N_ELEMENTS(how), tracker->internal);
  return stmt_run(stmt, error);
}

gboolean
db_tracker_add(Db *db, const Tracker *tracker, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return tracker_check(tracker, error) && engine_enter(db, &own, error) &&
         engine_leave(db, own,
                      check_unused(db, tracker, error) && write_tracker(db, tracker, now, error) &&
                          db_audit_add(db, 0, who, "tracker", tracker->name, NULL, tracker->address,
                                       now, error),
                      error);
}

static gboolean
remove_tracker(Db *db, const char *name, const char *who, gint64 now, GError **error)
{
  static const char *const drops[] = {"DELETE FROM group_tracker WHERE tracker = $1",
                                      "DELETE FROM tracker WHERE name = $1"};
  for (guint i = 0; i < G_N_ELEMENTS(drops); i++) {
    g_autoptr(Stmt) stmt = engine_prepare(db, drops[i], error);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_text(stmt, 1, name);
    if (!stmt_run(stmt, error))
      return FALSE;
  }
  if (engine_changes(db) == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "no tracker %s was added\ndocket tracker list shows those there are", name);
    return FALSE;
  }
  return db_audit_add(db, 0, who, "tracker", name, NULL, "removed", now, error);
}

gboolean
db_tracker_remove(Db *db, const char *name, const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, remove_tracker(db, name, who, now, error), error);
}

/* --- a group's own --- */

char *
db_tracker_own(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error, "SELECT tracker FROM group_tracker WHERE group_id = $1", 1, group);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return NULL;
  return found ? stmt_dup_text(stmt, 0) : NULL;
}

static gboolean
write_own(Db *db, gint64 group, const char *name, GError **error)
{
  if (name == NULL)
    return store_run(db, error, "DELETE FROM group_tracker WHERE group_id = $1", 1, group);
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "INSERT INTO group_tracker (group_id, tracker) VALUES ($1, $2) ON CONFLICT"
                    " (group_id) DO UPDATE SET tracker = excluded.tracker",
                    1, group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, name);
  return stmt_run(stmt, error);
}

gboolean
db_tracker_set_own(Db *db, gint64 group, const char *name, const char *who, gint64 now,
                   GError **error)
{
  gboolean own = FALSE;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own,
                      write_own(db, group, name, error) &&
                          db_audit_add(db, group, who, "own-tracker", name != NULL ? name : "",
                                       NULL, name != NULL ? name : "none", now, error),
                      error);
}
