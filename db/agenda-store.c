#include "db/agenda-store.h"

#include <math.h>

#include "db/audit.h"
#include "db/store.h"

gboolean
db_agenda_weights(Db *db, gint64 group, AgendaWeights *weights, gboolean changed[WEIGHT_N],
                  GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error, "SELECT name, points FROM agenda_weight WHERE group_id = $1", 1, group);
  g_autoptr(GError) step_error = NULL;
  agenda_weights_init(weights);
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    AgendaWeight weight;
    /* A word that another version of the program knew is left alone. */
    if (!agenda_weight_from_text(stmt_text(stmt, 0), &weight))
      continue;
    weights->points[weight] = stmt_double(stmt, 1);
    if (changed != NULL)
      changed[weight] = TRUE;
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
write_weight(Db *db, gint64 group, AgendaWeight weight, const double *points, GError **error)
{
  g_autoptr(Stmt) stmt =
      points == NULL
          ? store_prepare(db, error, "DELETE FROM agenda_weight WHERE group_id = $1 AND name = $2",
                          1, group)
          : store_prepare(db, error,
                          "INSERT INTO agenda_weight (group_id, name, points) VALUES ($1, $2, $3)"
                          " ON CONFLICT (group_id, name) DO UPDATE SET points = excluded.points",
                          1, group);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 2, agenda_weight_row(weight)->name);
  if (points != NULL)
    stmt_bind_double(stmt, 3, *points);
  return stmt_run(stmt, error);
}

static gboolean
set_weight(Db *db, gint64 group, AgendaWeight weight, const double *points, const char *who,
           gint64 now, GError **error)
{
  AgendaWeights before;
  if (!db_agenda_weights(db, group, &before, NULL, error))
    return FALSE;
  double after = points != NULL ? *points : agenda_weight_row(weight)->points;
  g_autofree char *old = g_strdup_printf("%g", before.points[weight]);
  g_autofree char *new = g_strdup_printf("%g", after);
  return write_weight(db, group, weight, points, error) &&
         (g_strcmp0(old, new) == 0 ||
          db_audit_add(db, group, who, "agenda weight", agenda_weight_row(weight)->name, old, new,
                       now, error));
}

gboolean
db_agenda_weight_set(Db *db, gint64 group, AgendaWeight weight, const double *points,
                     const char *who, gint64 now, GError **error)
{
  gboolean own = FALSE;
  if (points != NULL && !(fabs(*points) <= AGENDA_POINTS_MOST)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%g points are too much for \"%s\"\ngive a number from -%g to %g", *points,
                agenda_weight_row(weight)->name, AGENDA_POINTS_MOST, AGENDA_POINTS_MOST);
    return FALSE;
  }
  return engine_enter(db, &own, error) &&
         engine_leave(db, own, set_weight(db, group, weight, points, who, now, error), error);
}
