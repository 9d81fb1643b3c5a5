/* What the chair decides about items. Decisions hang on the item's key, so they survive every
 * rebuild; each leaves its line in the audit trail. */
#include "db/audit.h"
#include "db/item.h"
#include "db/store.h"

#include <string.h>

/* The item as it is before the change. */
typedef struct {
  char *key, *title, *owner, *merged_into;
  ItemState state, found_state;
} Before;

static void
before_clear(Before *before)
{
  g_free(before->key);
  g_free(before->title);
  g_free(before->owner);
  g_free(before->merged_into);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Before, before_clear)

static gboolean
load_before(Db *db, gint64 group, gint64 number, Before *before, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT i.key, i.state, f.state, coalesce(t.title, f.title), coalesce(t.owner, f.owner),"
      " t.merged_into FROM item i JOIN found f ON f.id = i.found LEFT JOIN triage t ON t.group_id ="
      " i.group_id AND t.key = i.key WHERE i.group_id = $1 AND i.number = $2",
      2, group, number);
  g_autofree char *what = g_strdup_printf("no item %" G_GINT64_FORMAT, number);
  if (stmt == NULL || !store_one(stmt, what, error))
    return FALSE;
  before->key = stmt_dup_text(stmt, 0);
  before->state = (ItemState)stmt_int(stmt, 1);
  before->found_state = (ItemState)stmt_int(stmt, 2);
  before->title = stmt_dup_text(stmt, 3);
  before->owner = stmt_dup_text(stmt, 4);
  before->merged_into = stmt_dup_text(stmt, 5);
  return TRUE;
}

/* --- rows --- */

typedef struct {
  Db *db;
  gint64 group, number, now;
  const char *who;
} Verb;

static gboolean
write_audit(const Verb *v, const char *key, const char *verb, const char *old, const char *new,
            GError **error)
{
  return db_audit_add(v->db, v->group, v->who != NULL ? v->who : "", verb, key, old, new, v->now,
                      error);
}

/* state -1: as the mail says. */
static gboolean
write_state(const Verb *v, const Before *before, int state, const char *merged_into, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      v->db, error,
      "INSERT INTO triage (group_id, state, key, merged_into) VALUES ($1, $2, $3, $4) ON CONFLICT"
      " (group_id, key) DO UPDATE SET state = excluded.state, merged_into = excluded.merged_into",
      1, v->group);
  if (stmt == NULL)
    return FALSE;
  if (state >= 0)
    stmt_bind_int(stmt, 2, state);
  stmt_bind_text(stmt, 3, before->key);
  stmt_bind_text(stmt, 4, merged_into);
  return stmt_run(stmt, error) &&
         store_run(v->db, error,
                   "UPDATE item SET state = $3, triaged = $4 WHERE group_id = $1 AND number = $2",
                   4, v->group, v->number, (gint64)(state >= 0 ? state : (int)before->found_state),
                   (gint64)(state >= 0)) &&
         item_count_refresh(v->db, v->group, error);
}

static gboolean
write_text(const Verb *v, const char *sql, const Before *before, const char *text, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(v->db, error, sql, 1, v->group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, before->key);
  stmt_bind_text(stmt, 3, text);
  return stmt_run(stmt, error);
}

/* --- verbs --- */

static gboolean
set_state(const Verb *v, ItemState state, GError **error)
{
  g_auto(Before) before = {0};
  if (!load_before(v->db, v->group, v->number, &before, error))
    return FALSE;
  if (state == STATE_DUPLICATE) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "a duplicate is a duplicate of something\nmerge it into the other item");
    return FALSE;
  }
  return before.state == state ||
         (write_state(v, &before, (int)state, NULL, error) &&
          write_audit(v, before.key, "state", item_state_to_text(before.state),
                      item_state_to_text(state), error));
}

static gboolean
set_title(const Verb *v, const char *title, GError **error)
{
  g_auto(Before) before = {0};
  return load_before(v->db, v->group, v->number, &before, error) &&
         (g_strcmp0(before.title, title) == 0 ||
          (write_text(v,
                      "INSERT INTO triage (group_id, key, title) VALUES ($1, $2, $3) ON CONFLICT"
                      " (group_id, key) DO UPDATE SET title = excluded.title",
                      &before, title, error) &&
           write_audit(v, before.key, "title", before.title, title, error)));
}

static gboolean
set_owner(const Verb *v, const char *owner, GError **error)
{
  g_auto(Before) before = {0};
  return load_before(v->db, v->group, v->number, &before, error) &&
         (g_strcmp0(before.owner, owner) == 0 ||
          (write_text(v,
                      "INSERT INTO triage (group_id, key, owner) VALUES ($1, $2, $3) ON CONFLICT"
                      " (group_id, key) DO UPDATE SET owner = excluded.owner",
                      &before, owner, error) &&
           store_run(v->db, error,
                     "UPDATE item SET owned = (SELECT CASE WHEN coalesce(t.owner, f.owner) IS NULL"
                     " THEN 0 ELSE 1 END FROM found f LEFT JOIN triage t ON t.group_id ="
                     " item.group_id AND t.key = item.key WHERE f.id = item.found) WHERE group_id ="
                     " $1 AND number = $2",
                     2, v->group, v->number) &&
           write_audit(v, before.key, "owner", before.owner, owner, error)));
}

/* The number of the item with that key; 0 when it is not there. */
static gboolean
number_of_key(const Verb *v, const char *key, gint64 *number, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      v->db, error, "SELECT number FROM item_number WHERE group_id = $1 AND key = $2", 1, v->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *number = found ? stmt_int(stmt, 0) : 0;
  return TRUE;
}

/* Merging into a duplicate means merging into what that one was merged into. No chain is kept, so
 * none can become a cycle: those merged into this item before go along with it. */
static gboolean
find_target(const Verb *v, gint64 into, Before *target, gint64 *number, GError **error)
{
  if (!load_before(v->db, v->group, into, target, error))
    return FALSE;
  *number = into;
  if (target->merged_into == NULL)
    return TRUE;
  gint64 next = 0;
  if (!number_of_key(v, target->merged_into, &next, error))
    return FALSE;
  before_clear(target);
  *target = (Before){0};
  *number = next;
  return load_before(v->db, v->group, next, target, error);
}

static gboolean
merge_into(const Verb *v, gint64 into, GError **error)
{
  g_auto(Before) before = {0};
  g_auto(Before) target = {0};
  gint64 target_number = 0;
  if (!load_before(v->db, v->group, v->number, &before, error) ||
      !find_target(v, into, &target, &target_number, error))
    return FALSE;
  if (strcmp(before.key, target.key) == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "item %" G_GINT64_FORMAT " cannot be merged into itself", v->number);
    return FALSE;
  }
  g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, target_number);
  return write_text(v,
                    "UPDATE triage SET merged_into = $3 WHERE group_id = $1 AND merged_into = $2",
                    &before, target.key, error) &&
         write_state(v, &before, STATE_DUPLICATE, target.key, error) &&
         write_audit(v, before.key, "merge", item_state_to_text(before.state), to, error);
}

/* What the item was before it was merged, from the trail; as the mail says when the trail does not
 * tell. */
static gboolean
state_before_merge(const Verb *v, const Before *before, int *state, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(v->db, error,
                    "SELECT old FROM audit WHERE group_id = $1 AND verb = 'merge' AND key = $2"
                    " ORDER BY id DESC LIMIT 1",
                    1, v->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, before->key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  ItemState old = STATE_DUPLICATE;
  gboolean known = found && item_state_from_text(stmt_text(stmt, 0), &old);
  *state = known && old != STATE_DUPLICATE && old != before->found_state ? (int)old : -1;
  return TRUE;
}

static gboolean
split(const Verb *v, GError **error)
{
  g_auto(Before) before = {0};
  int state = -1;
  gint64 from_number = 0;
  if (!load_before(v->db, v->group, v->number, &before, error))
    return FALSE;
  if (before.merged_into == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "item %" G_GINT64_FORMAT " was not merged into another", v->number);
    return FALSE;
  }
  if (!state_before_merge(v, &before, &state, error) ||
      !number_of_key(v, before.merged_into, &from_number, error))
    return FALSE;
  g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, from_number);
  const char *to = item_state_to_text(state >= 0 ? (ItemState)state : before.found_state);
  return write_state(v, &before, state, NULL, error) &&
         write_audit(v, before.key, "split", from, to, error);
}

/* What the last change of state replaced. A merge is undone by splitting. */
static gboolean
undo(const Verb *v, GError **error)
{
  g_auto(Before) before = {0};
  ItemState old = STATE_NEW;
  if (!load_before(v->db, v->group, v->number, &before, error))
    return FALSE;
  g_autoptr(Stmt) stmt =
      store_prepare(v->db, error,
                    "SELECT old FROM audit WHERE group_id = $1 AND verb = 'state' AND key = $2"
                    " ORDER BY id DESC LIMIT 1",
                    1, v->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, before.key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (!found || !item_state_from_text(stmt_text(stmt, 0), &old) || old == STATE_DUPLICATE ||
      before.state == STATE_DUPLICATE) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "nobody changed the state of item %" G_GINT64_FORMAT
                "\na merge is undone by: docket item split",
                v->number);
    return FALSE;
  }
  return set_state(v, old, error);
}

/* --- the public verbs: one transaction each --- */

gboolean
db_item_undo(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, undo(&v, error), error);
}

gboolean
db_item_set_state(Db *db, gint64 group, gint64 number, ItemState state, const char *who, gint64 now,
                  GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, set_state(&v, state, error), error);
}

gboolean
db_item_set_title(Db *db, gint64 group, gint64 number, const char *title, const char *who,
                  gint64 now, GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, set_title(&v, title, error), error);
}

gboolean
db_item_set_owner(Db *db, gint64 group, gint64 number, const char *owner, const char *who,
                  gint64 now, GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, set_owner(&v, owner, error), error);
}

gboolean
db_item_merge(Db *db, gint64 group, gint64 number, gint64 into, const char *who, gint64 now,
              GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, merge_into(&v, into, error), error);
}

gboolean
db_item_split(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error)
{
  const Verb v = {.db = db, .group = group, .number = number, .now = now, .who = who};
  gboolean own = FALSE;
  return engine_enter(db, &own, error) && engine_leave(db, own, split(&v, error), error);
}

/* --- the trail --- */

static gpointer
row_to_audit(Stmt *stmt)
{
  AuditEntry *entry = g_new0(AuditEntry, 1);
  entry->at = stmt_int(stmt, 0);
  entry->who = stmt_dup_text(stmt, 1);
  entry->verb = stmt_dup_text(stmt, 2);
  entry->what = g_strdup_printf("item %" G_GINT64_FORMAT, stmt_int(stmt, 3));
  entry->from = stmt_dup_text(stmt, 4);
  entry->to = stmt_dup_text(stmt, 5);
  return entry;
}

GPtrArray *
db_audit_list(Db *db, gint64 group, gint64 number, guint limit, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT a.at, a.who, a.verb, n.number, a.old, a.new FROM audit a JOIN"
                    " item_number n ON n.group_id = a.group_id AND n.key = a.key WHERE a.group_id ="
                    " $1 AND ($2 = 0 OR n.number = $2) ORDER BY a.id DESC LIMIT $3",
                    3, group, number, limit == 0 ? (gint64)-1 : (gint64)limit);
  return stmt != NULL ? store_rows(stmt, row_to_audit, (GDestroyNotify)audit_entry_free, error)
                      : NULL;
}
