/* The chair's verbs on an agenda. */
#include <string.h>

#include "db/audit.h"
#include "db/item.h"
#include "db/sheet-parts.h"

/* --- what all verbs do --- */

gboolean
sheet_touch(const SheetAct *act, gboolean agenda, GError **error)
{
  return store_run(act->db, error,
                   "INSERT INTO sheet (meeting, version, stamp) VALUES ($1, $2, 1) ON CONFLICT"
                   " (meeting) DO UPDATE SET version = sheet.version + excluded.version, stamp ="
                   " sheet.stamp + 1",
                   2, act->meeting, (gint64)(agenda ? 1 : 0));
}

gboolean
sheet_audit(const SheetAct *act, const char *verb, const char *old, const char *new, GError **error)
{
  g_autofree char *key = g_strdup_printf("meeting %s", act->name);
  return db_audit_add(act->db, act->group, act->who, verb, key, old, new, act->now, error);
}

static gboolean
invalid_text(const char *field, const char *what, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s: %s", field, what);
  return FALSE;
}

gboolean
sheet_check_text(const char *field, const char *text, gsize most, gboolean needed,
                 gboolean many_lines, GError **error)
{
  gsize len = text != NULL ? strlen(text) : 0;
  if (len == 0 || text[strspn(text, " \t\r\n")] == '\0')
    return !needed || invalid_text(field, "nothing is written", error);
  if (!g_utf8_validate(text, -1, NULL))
    return invalid_text(field, "not UTF-8", error);
  if (len > most) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s: longer than %" G_GSIZE_FORMAT " bytes\nsay it shorter", field, most);
    return FALSE;
  }
  for (const char *at = text; *at != '\0'; at++)
    if ((guchar)*at < ' ' && *at != '\t' && !(many_lines && (*at == '\n' || *at == '\r')))
      return invalid_text(field, "it has control characters", error);
  return TRUE;
}

gboolean
sheet_item_follow(const SheetAct *act, const char *item_key, ItemState state, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(act->db, error,
                                       "SELECT number, state FROM item WHERE group_id = $1 AND key"
                                       " = $2",
                                       1, act->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, item_key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (!found || stmt_int(stmt, 1) == STATE_DUPLICATE)
    return TRUE;
  gint64 number = stmt_int(stmt, 0);
  g_autofree char *who = g_strdup_printf("%s (meeting %s)", act->who, act->name);
  return db_item_set_state(act->db, act->group, number, state, who, act->now, error);
}

SheetEntry *
sheet_entry_load(const SheetAct *act, gint64 id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(act->db, error,
                                       "SELECT position, item_key, title, minutes, presenter,"
                                       " notes, state, outcome, remark, origin, origin_text FROM"
                                       " agenda_entry WHERE id ="
                                       " $1 AND meeting = $2",
                                       2, id, act->meeting);
  g_autofree char *what =
      g_strdup_printf("no entry %" G_GINT64_FORMAT " on the agenda of %s", id, act->name);
  if (stmt == NULL || !store_one(stmt, what, error))
    return NULL;
  SheetEntry *entry = g_new0(SheetEntry, 1);
  entry->id = id;
  entry->position = (guint)stmt_int(stmt, 0);
  entry->item_key = stmt_dup_text(stmt, 1);
  entry->title = stmt_dup_text(stmt, 2);
  entry->minutes = (guint)stmt_int(stmt, 3);
  entry->presenter = stmt_dup_text(stmt, 4);
  entry->notes = stmt_dup_text(stmt, 5);
  entry->state = (EntryState)CLAMP(stmt_int(stmt, 6), 0, ENTRY_N_STATES - 1);
  entry->outcome = (EntryOutcome)CLAMP(stmt_int(stmt, 7), 0, BECAME_N - 1);
  entry->remark = stmt_dup_text(stmt, 8);
  entry->origin = stmt_dup_text(stmt, 9);
  entry->origin_text = stmt_dup_text(stmt, 10);
  return entry;
}

/* Each write says which version its writer looked at. */
static gboolean
check_version(const SheetAct *act, gint64 version, GError **error)
{
  gint64 now = 0;
  if (!store_number(act->db, &now, 0, error, "SELECT version FROM sheet WHERE meeting = $1", 1,
                    act->meeting))
    return FALSE;
  if (version < 0 || version == now)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "somebody changed the agenda of %s meanwhile\nlook at it as it is now, then do it "
              "again",
              act->name);
  return FALSE;
}

/* --- positions: the taken entries are 1, 2, 3 ... --- */

static gboolean
count_taken(const SheetAct *act, gint64 *n, GError **error)
{
  return store_number(act->db, n, 0, error,
                      "SELECT count(*) FROM agenda_entry WHERE meeting = $1 AND state = 1", 1,
                      act->meeting);
}

/* Makes room at position, or closes the gap there. */
static gboolean
shift(const SheetAct *act, gint64 from, gint64 by, GError **error)
{
  return store_run(act->db, error,
                   "UPDATE agenda_entry SET position = position + $3 WHERE meeting = $1 AND state ="
                   " 1 AND position >= $2",
                   3, act->meeting, from, by);
}

static gboolean
place(const SheetAct *act, gint64 entry, EntryState state, gint64 position, GError **error)
{
  return store_run(act->db, error,
                   "UPDATE agenda_entry SET state = $2, position = $3 WHERE id = $1", 3, entry,
                   (gint64)state, position);
}

/* --- adding --- */

/* An item may have a title of any length, an entry of an agenda not. Caller frees. */
static char *
cut_title(const char *title)
{
  if (strlen(title) <= SHEET_TITLE_MAX)
    return g_strdup(title);
  const char *end = g_utf8_find_prev_char(title, title + SHEET_TITLE_MAX);
  return g_strndup(title, end != NULL ? (gsize)(end - title) : 0);
}

/* The key of an item by its number, and its title. */
static gboolean
find_item(const SheetAct *act, gint64 number, char **key, char **title, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "SELECT i.key, coalesce(t.title, f.title) FROM item i JOIN found f ON f.id = i.found LEFT"
      " JOIN triage t ON t.group_id = i.group_id AND t.key = i.key WHERE i.group_id = $1 AND"
      " i.number = $2",
      2, act->group, number);
  g_autofree char *what = g_strdup_printf("no item %" G_GINT64_FORMAT, number);
  if (stmt == NULL || !store_one(stmt, what, error))
    return FALSE;
  *key = stmt_dup_text(stmt, 0);
  *title = cut_title(stmt_text(stmt, 1));
  return TRUE;
}

/* An item, or a proposal, stands on one agenda once; one that was removed may come back. */
static gboolean
check_new(const SheetAct *act, const char *item_key, const char *origin, GError **error)
{
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt =
      store_prepare(act->db, error,
                    "SELECT title FROM agenda_entry WHERE meeting = $1 AND state <> 3 AND (item_key"
                    " = $2 OR origin = $3)",
                    1, act->meeting);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, item_key);
  stmt_bind_text(stmt, 3, origin);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT, "\"%s\" is on the agenda of %s already",
              stmt_text(stmt, 0), act->name);
  return FALSE;
}

static gboolean
check_room(const SheetAct *act, GError **error)
{
  gint64 n = 0;
  if (!store_number(act->db, &n, 0, error, "SELECT count(*) FROM agenda_entry WHERE meeting = $1",
                    1, act->meeting))
    return FALSE;
  if (n < SHEET_ENTRIES_MAX * 4)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE, "the agenda of %s is full", act->name);
  return FALSE;
}

static gboolean
check_entry(const NewEntry *entry, GError **error)
{
  if (entry->minutes > SHEET_MINUTES_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "minutes: more than %d",
                SHEET_MINUTES_MAX);
    return FALSE;
  }
  return sheet_check_text("title", entry->title, SHEET_TITLE_MAX, entry->item == 0, FALSE, error) &&
         sheet_check_text("presenter", entry->presenter, SHEET_NAME_MAX, FALSE, FALSE, error) &&
         sheet_check_text("notes", entry->notes, SHEET_NOTES_MAX, FALSE, TRUE, error);
}

static gboolean
insert_entry(const SheetAct *act, const NewEntry *entry, const char *item_key, const char *title,
             gint64 position, gint64 *id, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "INSERT INTO agenda_entry (meeting, position, minutes, state, item_key, title, presenter,"
      " notes, origin, origin_who, origin_text, why, draft_group) VALUES ($1, $2, $3, $4, $6, $7,"
      " $8, $9, $10, $11, $12, $13, $5) RETURNING id",
      5, act->meeting, position, (gint64)entry->minutes, (gint64)entry->state,
      (gint64)entry->draft_group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  const char *const texts[] = {item_key,           title,         entry->presenter,
                               entry->notes,       entry->origin, entry->origin_who,
                               entry->origin_text, entry->why};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    stmt_bind_text(stmt, 6 + (int)i, texts[i]);
  if (!store_first(stmt, &found, error))
    return FALSE;
  gint64 made = found ? stmt_int(stmt, 0) : 0;
  if (id != NULL)
    *id = made;
  return TRUE;
}

static gboolean
add(const SheetAct *act, gint64 version, const NewEntry *entry, gint64 *id, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *item_title = NULL;
  gint64 taken = 0;
  if (!check_entry(entry, error) || !check_version(act, version, error) ||
      !check_room(act, error) ||
      (entry->item != 0 && !find_item(act, entry->item, &key, &item_title, error)) ||
      !check_new(act, key, entry->origin, error) || !count_taken(act, &taken, error))
    return FALSE;
  if (entry->state == ENTRY_TAKEN && taken >= SHEET_ENTRIES_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE, "the agenda of %s is full", act->name);
    return FALSE;
  }
  const char *given = entry->title != NULL && entry->title[0] != '\0' ? entry->title : item_title;
  g_autofree char *title = g_utf8_make_valid(given, -1);
  const char *verb = entry->state == ENTRY_REMOVED ? "agenda refuse" : "agenda add";
  gboolean scheduled = key != NULL && entry->state != ENTRY_REMOVED;
  return insert_entry(act, entry, key, title, entry->state == ENTRY_TAKEN ? taken + 1 : 0, id,
                      error) &&
         sheet_touch(act, TRUE, error) && sheet_audit(act, verb, NULL, title, error) &&
         (!scheduled || sheet_item_follow(act, key, STATE_SCHEDULED, error));
}

gboolean
db_sheet_add(const SheetAct *act, gint64 version, const NewEntry *entry, gint64 *id, GError **error)
{
  SHEET_WITHIN(act, error, add(act, version, entry, id, error));
}

/* --- changing --- */

static gboolean
write_change(const SheetAct *act, const SheetEntry *before, const EntryChange *change,
             GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error,
      "UPDATE agenda_entry SET minutes = $2, title = $3, presenter = nullif($4, ''),"
      " notes = nullif($5, '') WHERE id = $1",
      2, before->id, change->minutes >= 0 ? change->minutes : (gint64)before->minutes);
  if (stmt == NULL)
    return FALSE;
  gboolean titled = change->title != NULL && change->title[0] != '\0';
  stmt_bind_text(stmt, 3, titled ? change->title : before->title);
  stmt_bind_text(stmt, 4, change->presenter != NULL ? change->presenter : before->presenter);
  stmt_bind_text(stmt, 5, change->notes != NULL ? change->notes : before->notes);
  return stmt_run(stmt, error);
}

static gboolean
audit_change(const SheetAct *act, const char *verb, const char *title, const char *old,
             const char *new, GError **error)
{
  if (new == NULL || g_strcmp0(old != NULL ? old : "", new) == 0)
    return TRUE;
  g_autofree char *before = g_strdup_printf("%s: %s", title, old != NULL ? old : "");
  return sheet_audit(act, verb, before, new, error);
}

static gboolean
set(const SheetAct *act, gint64 version, gint64 id, const EntryChange *change, GError **error)
{
  NewEntry check = {.item = 1,
                    .title = change->title,
                    .presenter = change->presenter,
                    .notes = change->notes,
                    .minutes = (guint)MAX(change->minutes, 0)};
  if (!check_entry(&check, error) || !check_version(act, version, error))
    return FALSE;
  g_autoptr(SheetEntry) before = sheet_entry_load(act, id, error);
  if (before == NULL)
    return FALSE;
  g_autofree char *old_minutes = g_strdup_printf("%u", before->minutes);
  g_autofree char *new_minutes =
      change->minutes >= 0 ? g_strdup_printf("%d", change->minutes) : NULL;
  const char *title = change->title != NULL && change->title[0] != '\0' ? change->title : NULL;
  return write_change(act, before, change, error) && sheet_touch(act, TRUE, error) &&
         audit_change(act, "agenda title", before->title, before->title, title, error) &&
         audit_change(act, "agenda presenter", before->title, before->presenter, change->presenter,
                      error) &&
         audit_change(act, "agenda minutes", before->title, old_minutes, new_minutes, error) &&
         audit_change(act, "agenda notes", before->title, before->notes, change->notes, error);
}

gboolean
db_sheet_set(const SheetAct *act, gint64 version, gint64 entry, const EntryChange *change,
             GError **error)
{
  SHEET_WITHIN(act, error, set(act, version, entry, change, error));
}

static gboolean
move(const SheetAct *act, gint64 version, gint64 id, guint position, GError **error)
{
  gint64 n = 0;
  if (!check_version(act, version, error))
    return FALSE;
  g_autoptr(SheetEntry) before = sheet_entry_load(act, id, error);
  if (before == NULL || !count_taken(act, &n, error))
    return FALSE;
  if (before->state != ENTRY_TAKEN) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "\"%s\" is %s and has no place on the agenda\ntake it first", before->title,
                entry_state_to_text(before->state));
    return FALSE;
  }
  gint64 to = CLAMP((gint64)position, 1, n);
  if (to == before->position)
    return TRUE;
  g_autofree char *old = g_strdup_printf("%s: %u", before->title, before->position);
  g_autofree char *new = g_strdup_printf("%" G_GINT64_FORMAT, to);
  return place(act, id, ENTRY_REMOVED, 0, error) && shift(act, before->position + 1, -1, error) &&
         shift(act, to, 1, error) && place(act, id, ENTRY_TAKEN, to, error) &&
         sheet_touch(act, TRUE, error) && sheet_audit(act, "agenda move", old, new, error);
}

gboolean
db_sheet_move(const SheetAct *act, gint64 version, gint64 entry, guint position, GError **error)
{
  SHEET_WITHIN(act, error, move(act, version, entry, position, error));
}

static gboolean
set_entry_state(const SheetAct *act, gint64 version, gint64 id, EntryState state, GError **error)
{
  gint64 n = 0;
  if (!check_version(act, version, error))
    return FALSE;
  g_autoptr(SheetEntry) before = sheet_entry_load(act, id, error);
  if (before == NULL)
    return FALSE;
  if (before->state == state)
    return TRUE;
  if (!place(act, id, state, 0, error) ||
      (before->state == ENTRY_TAKEN && !shift(act, before->position + 1, -1, error)) ||
      !count_taken(act, &n, error) || (state == ENTRY_TAKEN && !place(act, id, state, n, error)))
    return FALSE;
  g_autofree char *old =
      g_strdup_printf("%s: %s", before->title, entry_state_to_text(before->state));
  gboolean scheduled = before->item_key != NULL && state != ENTRY_REMOVED;
  return sheet_touch(act, TRUE, error) &&
         sheet_audit(act, "agenda entry", old, entry_state_to_text(state), error) &&
         (!scheduled || sheet_item_follow(act, before->item_key, STATE_SCHEDULED, error));
}

gboolean
db_sheet_set_entry_state(const SheetAct *act, gint64 version, gint64 entry, EntryState state,
                         GError **error)
{
  SHEET_WITHIN(act, error, set_entry_state(act, version, entry, state, error));
}

static gboolean
set_why(const SheetAct *act, gint64 version, gint64 entry, const char *why, GError **error)
{
  if (!check_version(act, version, error))
    return FALSE;
  g_autoptr(Stmt) stmt = store_prepare(
      act->db, error, "UPDATE agenda_entry SET why = $3 WHERE id = $1 AND meeting = $2", 2, entry,
      act->meeting);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 3, why);
  return stmt_run(stmt, error);
}

gboolean
db_sheet_set_why(const SheetAct *act, gint64 version, gint64 entry, const char *why, GError **error)
{
  SHEET_WITHIN(act, error, set_why(act, version, entry, why, error));
}

static gboolean
publish(const SheetAct *act, gint64 version, GError **error)
{
  return check_version(act, version, error) && sheet_touch(act, TRUE, error) &&
         store_run(act->db, error, "UPDATE sheet SET published = $2 WHERE meeting = $1", 2,
                   act->meeting, act->now) &&
         store_run(act->db, error, "UPDATE meeting SET state = 2 WHERE id = $1 AND state = 0", 1,
                   act->meeting) &&
         sheet_audit(act, "agenda publish", NULL, "published", error);
}

gboolean
db_sheet_publish(const SheetAct *act, gint64 version, GError **error)
{
  SHEET_WITHIN(act, error, publish(act, version, error));
}

GHashTable *
db_sheet_origins(Db *db, gint64 group, GError **error)
{
  g_autoptr(GHashTable) origins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT e.origin FROM agenda_entry e JOIN meeting m ON m.id = e.meeting WHERE"
                    " m.group_id = $1 AND e.origin IS NOT NULL",
                    1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return NULL;
  while (stmt_step(stmt, &step_error))
    g_hash_table_add(origins, stmt_dup_text(stmt, 0));
  if (step_error == NULL)
    return g_steal_pointer(&origins);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}
