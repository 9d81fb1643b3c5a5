/* Which earlier statement one follows, and which others have to look again when that changes. */
#include "db/statement-row.h"

void
statement_row_clear(StatementRow *row)
{
  g_free(row->key);
}

/* So many leaders under one fingerprint are looked at: the first in order. More meet only where
 * somebody makes them. */
enum { LEADERS_MAX = 64 };
/* Of those that stand behind a statement that comes late, so many look again. A weekly entry of
 * seven years has fewer; with more, forged dates would buy much work with little mail. */
enum { BEHIND_MAX = 400 };

/* --- the queue --- */

void
statement_push(Identity *identity, gint64 date, gint64 rank, gint64 id)
{
  const StatementPlace place = {date, rank, id};
  g_tree_insert(identity->queue, g_memdup2(&place, sizeof place), NULL);
}

/* Keys are hexadecimal digits that nothing depends on but the mail: fifteen of them
 * are a number. */
gint64
statement_rank(const char *key)
{
  enum { RANK_DIGITS = 15 };
  g_autofree char *start = g_strndup(key, RANK_DIGITS);
  return (gint64)g_ascii_strtoull(start, NULL, 16);
}

/* --- rows --- */

#define ROW_COLUMNS                                                                                \
  "s.id, s.number, s.found, s.message, s.date, s.rank, s.lead, s.why, s.score, s.key, s.text"

static void
read_row(Stmt *stmt, StatementRow *row)
{
  gsize len = 0;
  row->id = stmt_int(stmt, 0);
  row->number = stmt_int(stmt, 1);
  row->found = stmt_int(stmt, 2);
  row->message = stmt_int(stmt, 3);
  row->date = stmt_int(stmt, 4);
  row->rank = stmt_int(stmt, 5);
  row->lead = stmt_int(stmt, 6);
  row->why = (SameWhy)stmt_int(stmt, 7);
  row->score = stmt_double(stmt, 8);
  row->key = stmt_dup_text(stmt, 9);
  const void *text = stmt_blob(stmt, 10, &len);
  if (!same_text_unpack(text, len, &row->text))
    row->text = (SameText){.date = row->date};
}

/* row->id stays 0 when there is none. */
gboolean
statement_by_key(Identity *identity, const char *key, StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(identity->db, error,
                    "SELECT " ROW_COLUMNS " FROM statement s WHERE s.group_id = $1 AND s.key = $2",
                    1, identity->group);
  gboolean found = FALSE;
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, key);
  if (!store_first(stmt, &found, error))
    return FALSE;
  if (found)
    read_row(stmt, row);
  return TRUE;
}

gboolean
statement_by_id(Identity *identity, gint64 id, StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error, "SELECT " ROW_COLUMNS " FROM statement s WHERE s.id = $1", 1, id);
  gboolean found = FALSE;
  if (stmt == NULL || !store_first(stmt, &found, error))
    return FALSE;
  if (found)
    read_row(stmt, row);
  return TRUE;
}

/* --- what people touched --- */

static gboolean
has_pins(Identity *identity, gboolean *has, GError **error)
{
  gint64 any = 0;
  if (identity->pins < 0) {
    if (!store_number(
            identity->db, &any, 0, error,
            "SELECT EXISTS (SELECT 1 FROM triage WHERE group_id = $1) OR EXISTS (SELECT 1"
            " FROM audit WHERE group_id = $1) OR EXISTS (SELECT 1 FROM item_apart WHERE"
            " group_id = $1) OR EXISTS (SELECT 1 FROM agenda_entry WHERE item_key IS NOT NULL) OR"
            " EXISTS (SELECT 1 FROM item_weight WHERE group_id = $1) OR EXISTS (SELECT 1"
            " FROM ballot WHERE group_id = $1)",
            1, identity->group))
      return FALSE;
    identity->pins = any != 0;
  }
  *has = identity->pins != 0;
  return TRUE;
}

static gboolean
is_pinned(Identity *identity, const char *key, gboolean *pinned, GError **error)
{
  if (!has_pins(identity, pinned, error) || !*pinned)
    return identity->pins >= 0;
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "SELECT 1 WHERE EXISTS (SELECT 1 FROM triage WHERE group_id = $1 AND key = $2) OR EXISTS"
      " (SELECT 1 FROM triage WHERE group_id = $1 AND merged_into = $2) OR EXISTS (SELECT 1 FROM"
      " audit WHERE group_id = $1 AND key = $2) OR EXISTS (SELECT 1 FROM item_apart WHERE group_id"
      " = $1 AND key = $2) OR EXISTS (SELECT 1 FROM item_apart WHERE group_id = $1 AND other = $2)"
      " OR EXISTS (SELECT 1 FROM agenda_entry e JOIN meeting w ON w.id = e.meeting WHERE "
      "e.item_key ="
      " $2 AND w.group_id = $1) OR EXISTS (SELECT 1 FROM item_weight WHERE group_id = $1 AND key ="
      " $2) OR EXISTS (SELECT 1 FROM ballot WHERE group_id = $1 AND item = $2)",
      1, identity->group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, key);
  return store_first(stmt, pinned, error);
}

/* --- looking for a lead --- */

typedef enum { LOOK_BEFORE, LOOK_AFTER } LookWhere;

static double
worth(SameWhy why, double score)
{
  return why == SAME_NOT ? -1 : score + (why == SAME_LINK ? 1 : 0);
}

typedef struct {
  const StatementRow *row;
  Lead best;
  gint64 date, rank; /* of the best */
} Look;

/* The one that is most like it, of equals the first. */
static gboolean
weigh(Identity *identity, Look *look, Stmt *stmt, LookWhere where, GError **error)
{
  g_auto(StatementRow) other = {0};
  double score = 0;
  read_row(stmt, &other);
  SameWhy why = same_compare(&look->row->text, &other.text, &score);
  double more = worth(why, score) - worth(look->best.why, look->best.score);
  gboolean first = other.date < look->date || (other.date == look->date && other.rank < look->rank);
  if (why == SAME_NOT || more < 0 || (more <= 0 && !first))
    return TRUE;
  gboolean pinned = TRUE;
  if (where == LOOK_AFTER && !is_pinned(identity, other.key, &pinned, error))
    return FALSE;
  if (!pinned)
    return TRUE;
  look->best = (Lead){other.id, other.number, why, score};
  look->date = other.date;
  look->rank = other.rank;
  return TRUE;
}

static gboolean
look_under(Identity *identity, Look *look, gint64 hash, LookWhere where, GError **error)
{
  const StatementRow *row = look->row;
  g_autoptr(Stmt) stmt =
      where == LOOK_BEFORE
          ? store_prepare(identity->db, error,
                          "SELECT " ROW_COLUMNS " FROM fingerprint f JOIN statement s ON s.id ="
                          " f.statement WHERE f.group_id = $1 AND f.hash = $2 AND f.leads = 1 AND"
                          " f.date <= $3 AND (f.date < $3 OR f.rank < $4) ORDER BY f.date, f.rank"
                          " LIMIT $5",
                          5, identity->group, hash, row->date, row->rank, (gint64)LEADERS_MAX)
          : store_prepare(identity->db, error,
                          "SELECT " ROW_COLUMNS " FROM fingerprint f JOIN statement s ON s.id ="
                          " f.statement WHERE f.group_id = $1 AND f.hash = $2 AND f.leads = 1 AND"
                          " f.date >= $3 AND (f.date > $3 OR f.rank > $4) ORDER BY f.date, f.rank"
                          " LIMIT $5",
                          5, identity->group, hash, row->date, row->rank, (gint64)LEADERS_MAX);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error))
    if (!weigh(identity, look, stmt, where, error))
      return FALSE;
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

gboolean
statement_find_lead(Identity *identity, const StatementRow *row, Lead *lead, GError **error)
{
  gint64 keys[SAME_KEYS_MAX];
  guint n = same_text_keys(&row->text, keys);
  gboolean pinned = FALSE, pins = FALSE;
  Look look = {.row = row};
  *lead = (Lead){0};
  if (n == 0)
    return TRUE;
  if (!is_pinned(identity, row->key, &pinned, error) || pinned)
    return pinned;
  for (guint i = 0; i < n; i++)
    if (!look_under(identity, &look, keys[i], LOOK_BEFORE, error))
      return FALSE;
  if (!has_pins(identity, &pins, error))
    return FALSE;
  for (guint i = 0; pins && look.best.id == 0 && i < n; i++)
    if (!look_under(identity, &look, keys[i], LOOK_AFTER, error))
      return FALSE;
  *lead = look.best;
  return TRUE;
}

/* --- fingerprints, and who has to look again --- */

gboolean
statement_is_alone(Identity *identity, const StatementRow *row, gboolean *alone, GError **error)
{
  G_STATIC_ASSERT(SAME_KEYS_MAX == 11);
  gint64 keys[SAME_KEYS_MAX] = {0};
  guint n = same_text_keys(&row->text, keys);
  gboolean found = FALSE;
  g_autoptr(Stmt) stmt = n == 0 ? NULL
                                : store_prepare(identity->db, error,
                                                "SELECT 1 FROM fingerprint WHERE group_id = $1 AND"
                                                " hash IN ($2, $3, $4, $5, $6, $7, $8, $9, $10,"
                                                " $11, $12) LIMIT 1",
                                                1, identity->group);
  *alone = n == 0;
  if (stmt == NULL)
    return n == 0;
  for (guint i = 0; i < SAME_KEYS_MAX; i++)
    stmt_bind_int(stmt, (int)i + 2, keys[MIN(i, n - 1)]);
  if (!store_first(stmt, &found, error))
    return FALSE;
  *alone = !found;
  return TRUE;
}

gboolean
statement_fingerprints(Identity *identity, const StatementRow *row, gboolean add, GError **error)
{
  gint64 keys[SAME_KEYS_MAX];
  guint n = same_text_keys(&row->text, keys);
  for (guint i = 0; i < n; i++)
    if (!(add ? store_run(identity->db, error,
                          "INSERT INTO fingerprint (group_id, hash, leads, date, rank, statement)"
                          " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                          6, identity->group, keys[i], (gint64)(row->lead == 0), row->date,
                          row->rank, row->id)
              : store_run(identity->db, error,
                          "DELETE FROM fingerprint WHERE group_id = $1 AND hash = $2 AND leads = $3"
                          " AND date = $4 AND rank = $5 AND statement = $6",
                          6, identity->group, keys[i], (gint64)(row->lead == 0), row->date,
                          row->rank, row->id)))
      return FALSE;
  return TRUE;
}

/* More leaders than are looked at: then one more or less changes which those are. */
static gboolean
is_crowded(Identity *identity, gint64 hash, gboolean *crowded, GError **error)
{
  gint64 n = 0;
  if (!store_number(identity->db, &n, 0, error,
                    "SELECT count(*) FROM (SELECT 1 FROM fingerprint WHERE group_id = $1 AND hash ="
                    " $2 AND leads = 1 LIMIT $3) x",
                    3, identity->group, hash, (gint64)LEADERS_MAX + 1))
    return FALSE;
  *crowded = n > LEADERS_MAX;
  return TRUE;
}

/* One that stands behind row under a key. */
typedef struct {
  StatementPlace place;
  gboolean alike;
} Behind;

static gboolean
load_behind(Identity *identity, const StatementRow *row, gint64 hash, gboolean earlier,
            GArray *behind, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error,
      "SELECT " ROW_COLUMNS " FROM fingerprint f JOIN statement s ON s.id = f.statement WHERE"
      " f.group_id = $1 AND f.hash = $2 AND f.leads IN (0, 1) AND f.date >= $3 AND (f.date > $3 OR"
      " f.rank > $4) LIMIT $5",
      5, identity->group, hash, earlier ? G_MININT64 : row->date, row->rank, (gint64)BEHIND_MAX);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    g_auto(StatementRow) other = {0};
    double score = 0;
    read_row(stmt, &other);
    Behind one = {{other.date, other.rank, other.id},
                  same_compare(&row->text, &other.text, &score) != SAME_NOT};
    if (other.id != row->id)
      g_array_append_val(behind, one);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* Those alike have to look at a new leader; where leaders crowd, all have to, since others are
 * among the first then. */
static gboolean
push_under(Identity *identity, const StatementRow *row, gint64 hash, gboolean leads,
           gboolean earlier, GError **error)
{
  g_autoptr(GArray) behind = g_array_new(FALSE, FALSE, sizeof(Behind));
  gboolean crowded = FALSE;
  if (!load_behind(identity, row, hash, earlier, behind, error) ||
      (behind->len > 0 && !is_crowded(identity, hash, &crowded, error)))
    return FALSE;
  for (guint i = 0; i < behind->len; i++) {
    const Behind *one = &g_array_index(behind, Behind, i);
    if (crowded || (leads && one->alike))
      statement_push(identity, one->place.date, one->place.rank, one->place.id);
  }
  return TRUE;
}

static gboolean
push_followers(Identity *identity, const StatementRow *row, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      identity->db, error, "SELECT date, rank, id FROM statement WHERE lead = $1 AND lead <> 0", 1,
      row->id);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error))
    statement_push(identity, stmt_int(stmt, 0), stmt_int(stmt, 1), stmt_int(stmt, 2));
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* A statement began to lead, or no longer does. */
gboolean
statement_push_affected(Identity *identity, const StatementRow *row, gboolean leads, GError **error)
{
  gint64 keys[SAME_KEYS_MAX];
  guint n = same_text_keys(&row->text, keys);
  gboolean pinned = FALSE;
  if (!is_pinned(identity, row->key, &pinned, error) ||
      (!leads && !push_followers(identity, row, error)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!push_under(identity, row, keys[i], leads, pinned, error))
      return FALSE;
  return TRUE;
}
