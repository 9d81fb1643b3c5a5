#include "db/register.h"

#include <string.h>

#include "db/audit.h"
#include "db/ballot.h"
#include "db/item.h"
#include "db/meeting.h"
#include "db/member.h"
#include "db/minutes.h"
#include "db/register-people.h"
#include "db/register-said.h"
#include "db/register-tally.h"
#include "db/store.h"

void
register_row_free(RegisterRow *row)
{
  if (row == NULL)
    return;
  g_free(row->id);
  g_free(row->what);
  g_free(row->owner);
  g_free(row->where);
  g_free(row->meeting);
  g_free(row->rule);
  g_free(row->tally);
  g_free(row->superseded_by);
  item_free(row->item);
  g_free(row);
}

void
attendance_row_free(AttendanceRow *row)
{
  if (row == NULL)
    return;
  g_free(row->meeting);
  g_free(row->message_id);
  g_ptr_array_unref(row->people);
  g_free(row);
}

/* --- gathering --- */

typedef struct {
  Db *db;
  const Group *group;
  const RegisterQuery *query;
  gint64 now;
  GPtrArray *rows;
  GHashTable *names; /* meeting row -> name, as addresses have it */
} Gatherer;

static void
gatherer_clear(Gatherer *g)
{
  g_clear_pointer(&g->rows, g_ptr_array_unref);
  g_clear_pointer(&g->names, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gatherer, gatherer_clear)

static Gatherer
gatherer_new(Db *db, const Group *group, const RegisterQuery *query, gint64 now)
{
  return (Gatherer){db,
                    group,
                    query,
                    now,
                    g_ptr_array_new_with_free_func((GDestroyNotify)register_row_free),
                    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free)};
}

static gboolean
holds(const char *text, const char *part)
{
  if (part == NULL)
    return TRUE;
  g_autofree char *one = g_utf8_casefold(text != NULL ? text : "", -1);
  g_autofree char *two = g_utf8_casefold(part, -1);
  return strstr(one, two) != NULL;
}

static gboolean
is_open(const RegisterRow *row)
{
  return row->state != STATE_DONE && row->state != STATE_DECLINED && row->state != STATE_DUPLICATE;
}

/* Takes row. */
static void
keep(Gatherer *g, RegisterRow *row)
{
  const RegisterQuery *q = g->query;
  row->overdue = row->due != 0 && row->due < g->now && is_open(row);
  gboolean fits = holds(row->what, q->text) && holds(row->owner, q->owner) &&
                  (q->since == 0 || row->when >= q->since) &&
                  (q->until == 0 || row->when < q->until);
  if (fits)
    g_ptr_array_add(g->rows, row);
  else
    register_row_free(row);
}

/* Of a mail: its items. */
static gboolean
gather_items(Gatherer *g, ItemKind kind, GError **error)
{
  ItemQuery query = {.by_kind = TRUE, .kinds = 1u << kind, .order = ITEM_BY_DATE};
  g_autoptr(GPtrArray) items = db_item_list(g->db, g->group->id, &query, error);
  if (items == NULL || !db_item_stories(g->db, g->group->id, items, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    Item *item = g_steal_pointer(&items->pdata[i]);
    RegisterRow *row = g_new0(RegisterRow, 1);
    row->source = REGISTER_ITEM;
    row->number = item->number;
    row->id = g_strdup_printf("#%" G_GINT64_FORMAT, item->number);
    row->when = item->date;
    row->what = g_strdup(item->title);
    row->owner = g_strdup(item->owner_person != NULL ? item->owner_person : item->owner);
    row->due = item->due;
    row->state = item->state;
    row->where = item->origin != NULL ? g_strdup(item->origin->subject) : NULL;
    row->rule = g_strdup(item->rule);
    if (kind == ITEM_DECISION)
      row->tally = register_tally_of(item->title);
    if (kind == ITEM_DECISION && row->tally == NULL && item->origin != NULL)
      row->tally = register_tally_of(item->origin->quote); /* a chair gave it another title */
    if (row->tally == NULL && item->votes_for + item->votes_against > 0)
      row->tally = g_strdup_printf("+%d -%d", item->votes_for, item->votes_against);
    row->item = item;
    keep(g, row);
  }
  return TRUE;
}

/* Of a meeting held here: lines of its sheet. */

static gboolean
meeting_name(Gatherer *g, gint64 id, const char **name, GError **error)
{
  return register_meeting_name(g->db, g->group, g->names, id, name, error);
}

static gboolean
gather_lines(Gatherer *g, gboolean actions, GError **error)
{
  g_autoptr(GPtrArray) rows = register_said(g->db, g->group, g->names, actions, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    keep(g, g_steal_pointer(&rows->pdata[i]));
  return rows != NULL;
}

static gboolean
gather_ballots(Gatherer *g, GError **error)
{
  BallotQuery query = {.by_open = TRUE, .open = FALSE};
  g_autoptr(GPtrArray) ballots = db_ballot_list(g->db, g->group->id, &query, error);
  for (guint i = 0; ballots != NULL && i < ballots->len; i++) {
    const Ballot *ballot = ballots->pdata[i];
    if (ballot->outcome != OUTCOME_PASSED && ballot->outcome != OUTCOME_FAILED)
      continue;
    RegisterRow *row = g_new0(RegisterRow, 1);
    row->source = REGISTER_BALLOT;
    row->number = ballot->number;
    row->id = g_strdup_printf("b%" G_GINT64_FORMAT, ballot->number);
    row->when = ballot_end(ballot);
    row->what = ballot->outcome == OUTCOME_PASSED
                    ? g_strdup(ballot->question)
                    : g_strdup_printf("%s: not passed", ballot->question);
    row->rule = g_strdup(ballot_rule_row(ballot->rule)->title);
    row->tally = g_strdup(ballot->reason);
    keep(g, row);
  }
  return ballots != NULL;
}

/* --- what supersedes what --- */

/* The stable key of a row. Caller frees. */
static char *
key_of(const RegisterRow *row)
{
  if (row->source == REGISTER_ITEM)
    return g_strconcat("item ", row->item->key, NULL);
  return g_strdup_printf("%s %" G_GINT64_FORMAT, row->source == REGISTER_LINE ? "line" : "ballot",
                         row->number);
}

static gpointer
row_to_pair(Stmt *s)
{
  char **pair = g_new0(char *, 3);
  pair[0] = stmt_dup_text(s, 0);
  pair[1] = stmt_dup_text(s, 1);
  return pair;
}

static void
pair_free(gpointer pair)
{
  g_strfreev(pair);
}

/* Sets superseded_by. rows: all decisions, for the ids. */
static gboolean
mark_superseded(Gatherer *g, GPtrArray *rows, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      g->db, error, "SELECT key, by_key FROM superseded WHERE group_id = $1", 1, g->group->id);
  g_autoptr(GPtrArray) pairs = s != NULL ? store_rows(s, row_to_pair, pair_free, error) : NULL;
  if (pairs == NULL)
    return FALSE;
  if (pairs->len == 0)
    return TRUE;
  g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert(by_key, key_of(rows->pdata[i]), rows->pdata[i]);
  for (guint i = 0; i < pairs->len; i++) {
    char **pair = pairs->pdata[i];
    RegisterRow *row = g_hash_table_lookup(by_key, pair[0]);
    const RegisterRow *by = g_hash_table_lookup(by_key, pair[1]);
    if (row == NULL)
      continue;
    g_free(row->superseded_by);
    row->superseded_by = g_strdup(by != NULL ? by->id : "?");
  }
  return TRUE;
}

/* --- the registers --- */

static gint
latest_first(gconstpointer a, gconstpointer b)
{
  const RegisterRow *one = *(RegisterRow *const *)a, *two = *(RegisterRow *const *)b;
  if (one->when != two->when)
    return one->when > two->when ? -1 : 1;
  if (one->source != two->source)
    return one->source < two->source ? -1 : 1;
  return one->number > two->number ? -1 : one->number < two->number;
}

static void
drop_settled(GPtrArray *rows, gboolean (*settled)(const RegisterRow *))
{
  for (guint i = rows->len; i > 0; i--)
    if (settled(rows->pdata[i - 1]))
      g_ptr_array_remove_index(rows, i - 1);
}

static gboolean
holds_no_more(const RegisterRow *row)
{
  return row->superseded_by != NULL || row->state == STATE_DECLINED;
}

static gboolean
is_closed(const RegisterRow *row)
{
  return !is_open(row);
}

GPtrArray *
db_register_decisions(Db *db, const Group *group, const RegisterQuery *query, gint64 now,
                      GError **error)
{
  /* All first: a row may be superseded by one that the query leaves out. */
  static const RegisterQuery all = {NULL, NULL, 0, 0, FALSE};
  g_auto(Gatherer) g = gatherer_new(db, group, &all, now);
  if (!gather_items(&g, ITEM_DECISION, error) || !gather_lines(&g, FALSE, error) ||
      !gather_ballots(&g, error) || !mark_superseded(&g, g.rows, error))
    return NULL;
  g_autoptr(GPtrArray) rows = g_steal_pointer(&g.rows);
  g.rows = g_ptr_array_new_with_free_func((GDestroyNotify)register_row_free);
  g.query = query;
  for (guint i = 0; i < rows->len; i++)
    keep(&g, g_steal_pointer(&rows->pdata[i]));
  if (query->open)
    drop_settled(g.rows, holds_no_more);
  g_ptr_array_sort(g.rows, latest_first);
  return g_steal_pointer(&g.rows);
}

static gint
by_owner(gconstpointer a, gconstpointer b)
{
  const RegisterRow *one = *(RegisterRow *const *)a, *two = *(RegisterRow *const *)b;
  if ((one->owner == NULL) != (two->owner == NULL))
    return one->owner == NULL ? 1 : -1;
  gint order = one->owner != NULL ? g_utf8_collate(one->owner, two->owner) : 0;
  if (order != 0)
    return order;
  if (one->overdue != two->overdue)
    return one->overdue ? -1 : 1;
  if ((one->due == 0) != (two->due == 0))
    return one->due == 0 ? 1 : -1;
  if (one->due != two->due)
    return one->due < two->due ? -1 : 1;
  return latest_first(a, b);
}

/* owner: part of who it is, or as it was written. */
static void
drop_others(GPtrArray *rows, const char *owner)
{
  for (guint i = rows->len; i > 0; i--) {
    const RegisterRow *row = rows->pdata[i - 1];
    if (!holds(row->owner, owner) && (row->item == NULL || !holds(row->item->owner, owner)))
      g_ptr_array_remove_index(rows, i - 1);
  }
}

GPtrArray *
db_register_actions(Db *db, const Group *group, const RegisterQuery *query, gint64 now,
                    GError **error)
{
  /* All first: people are told apart by all the names there are. */
  RegisterQuery all = *query;
  all.owner = NULL;
  g_auto(Gatherer) g = gatherer_new(db, group, &all, now);
  g_autoptr(GPtrArray) members = db_member_list(db, group->id, now, error);
  if (members == NULL || !gather_items(&g, ITEM_ACTION, error) || !gather_lines(&g, TRUE, error))
    return NULL;
  register_name_owners(g.rows, members);
  drop_others(g.rows, query->owner);
  if (query->open)
    drop_settled(g.rows, is_closed);
  g_ptr_array_sort(g.rows, by_owner);
  return g_steal_pointer(&g.rows);
}

/* --- superseding --- */

static const RegisterRow *
find_id(const GPtrArray *rows, const char *id, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    const RegisterRow *row = rows->pdata[i];
    if (strcmp(row->id, id) == 0 || (row->id[0] == '#' && strcmp(row->id + 1, id) == 0))
      return row;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "no decision %s\nthe register of decisions shows their ids: #12, m12 or b12", id);
  return NULL;
}

/* Following what supersedes `by` leads back to row. */
static gboolean
goes_round(const GPtrArray *rows, const RegisterRow *row, const RegisterRow *by)
{
  for (guint steps = 0; by != NULL && steps <= rows->len; steps++) {
    if (by == row)
      return TRUE;
    by = by->superseded_by != NULL ? find_id(rows, by->superseded_by, NULL) : NULL;
  }
  return FALSE;
}

static gboolean
write_superseded(Db *db, const Group *group, const char *key, const char *by_key, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      db, error,
      by_key != NULL ? "INSERT INTO superseded (group_id, key, by_key) VALUES ($1, $2, $3) ON"
                       " CONFLICT (group_id, key) DO UPDATE SET by_key = $3"
                     : "DELETE FROM superseded WHERE group_id = $1 AND key = $2",
      1, group->id);
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 2, key);
  if (by_key != NULL)
    stmt_bind_text(s, 3, by_key);
  return stmt_run(s, error);
}

static gboolean
supersede(Db *db, const Group *group, const char *id, const char *by, const char *who, gint64 now,
          GError **error)
{
  static const RegisterQuery all = {NULL, NULL, 0, 0, FALSE};
  g_autoptr(GPtrArray) rows = db_register_decisions(db, group, &all, now, error);
  const RegisterRow *row = rows != NULL ? find_id(rows, id, error) : NULL;
  const RegisterRow *later = NULL;
  if (row == NULL || (by != NULL && (later = find_id(rows, by, error)) == NULL))
    return FALSE;
  if (later != NULL && goes_round(rows, row, later)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s cannot supersede %s: that leads in a circle", later->id, row->id);
    return FALSE;
  }
  g_autofree char *key = key_of(row);
  g_autofree char *by_key = later != NULL ? key_of(later) : NULL;
  return write_superseded(db, group, key, by_key, error) &&
         db_audit_add(db, group->id, who, "decision superseded",
                      row->source == REGISTER_ITEM ? row->item->key : key, row->superseded_by,
                      later != NULL ? later->id : NULL, now, error);
}

gboolean
db_register_supersede(Db *db, const Group *group, const char *id, const char *by, const char *who,
                      gint64 now, GError **error)
{
  gboolean own = FALSE;
  const char *later = by != NULL && by[0] != '\0' ? by : NULL;
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, supersede(db, group, id, later, who, now, error), error);
}

/* --- attendance --- */

static gint
meeting_latest_first(gconstpointer a, gconstpointer b)
{
  const AttendanceRow *one = *(AttendanceRow *const *)a, *two = *(AttendanceRow *const *)b;
  return one->when > two->when ? -1 : one->when < two->when;
}

static gboolean
attendance_of_mail(Db *db, const Group *group, gint64 from, gint64 until, GPtrArray *rows,
                   GError **error)
{
  g_autoptr(GPtrArray) records = db_minutes_list(db, group, from, until, error);
  for (guint i = 0; records != NULL && i < records->len; i++) {
    const MinutesRecord *record = records->pdata[i];
    gint32 day;
    if (record->attendees->len == 0)
      continue;
    AttendanceRow *row = g_new0(AttendanceRow, 1);
    schedule_to_local(NULL, record->date, &day, NULL);
    row->meeting = schedule_day_to_text(day);
    row->when = record->date;
    row->message_id = g_strdup(((const MinutesMail *)record->mails->pdata[0])->message_id);
    row->people = g_ptr_array_new_with_free_func(g_free);
    for (guint j = 0; j < record->attendees->len; j++)
      g_ptr_array_add(row->people, g_strdup(((const Attendee *)record->attendees->pdata[j])->name));
    g_ptr_array_add(rows, row);
  }
  return records != NULL;
}

typedef struct {
  gint64 meeting, start;
  char *name;
} Ticked;

static gpointer
row_to_ticked(Stmt *s)
{
  Ticked *ticked = g_new0(Ticked, 1);
  ticked->meeting = stmt_int(s, 0);
  ticked->start = stmt_int(s, 1);
  ticked->name = stmt_dup_text(s, 2);
  return ticked;
}

static void
ticked_free(gpointer data)
{
  Ticked *ticked = data;
  g_free(ticked->name);
  g_free(ticked);
}

/* People ticked as present (kind 0) at meetings held here. */
static gboolean
attendance_of_sheets(Gatherer *g, gint64 from, gint64 until, GPtrArray *rows, GError **error)
{
  g_autoptr(Stmt) s = store_prepare(
      g->db, error,
      "SELECT m.id, m.start, a.name FROM attendance a JOIN meeting m ON m.id = a.meeting WHERE"
      " m.group_id = $1 AND m.start >= $2 AND m.start < $3 AND a.kind = 0 ORDER BY m.start, m.id,"
      " a.name",
      3, g->group->id, from, until);
  g_autoptr(GPtrArray) ticked = s != NULL ? store_rows(s, row_to_ticked, ticked_free, error) : NULL;
  gint64 before = 0;
  for (guint i = 0; ticked != NULL && i < ticked->len; i++) {
    const Ticked *one = ticked->pdata[i];
    if (one->meeting != before) {
      const char *name;
      if (!meeting_name(g, one->meeting, &name, error))
        return FALSE;
      AttendanceRow *row = g_new0(AttendanceRow, 1);
      row->meeting = g_strdup(name);
      row->when = one->start;
      row->people = g_ptr_array_new_with_free_func(g_free);
      g_ptr_array_add(rows, row);
      before = one->meeting;
    }
    AttendanceRow *row = rows->pdata[rows->len - 1];
    g_ptr_array_add(row->people, g_strdup(one->name));
  }
  return ticked != NULL;
}

GPtrArray *
db_register_attendance(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  static const RegisterQuery all = {NULL, NULL, 0, 0, FALSE};
  g_auto(Gatherer) g = gatherer_new(db, group, &all, 0);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)attendance_row_free);
  if (!attendance_of_sheets(&g, from, until, rows, error))
    return NULL;
  /* A meeting held here whose minutes came by mail as well is one. */
  g_autoptr(GHashTable) here = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add(here, g_strndup(((const AttendanceRow *)rows->pdata[i])->meeting, 10));
  guint first = rows->len;
  if (!attendance_of_mail(db, group, from, until, rows, error))
    return NULL;
  for (guint i = rows->len; i > first; i--)
    if (g_hash_table_contains(here, ((const AttendanceRow *)rows->pdata[i - 1])->meeting))
      g_ptr_array_remove_index(rows, i - 1);
  g_autoptr(GPtrArray) members = db_member_list(db, group->id, until, error);
  if (members == NULL)
    return NULL;
  register_name_people(rows, members);
  g_ptr_array_sort(rows, meeting_latest_first);
  return g_steal_pointer(&rows);
}
