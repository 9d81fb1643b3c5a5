/* What a group says of its agendas in general. */
#pragma once
#include "db/agenda.h"
#include "db/db.h"
G_BEGIN_DECLS

/* The weights of a group: the table's, with what the group changed. changed[i]: the group set this one; may be NULL. */
gboolean db_agenda_weights(Db *db, gint64 group, AgendaWeights *weights, gboolean changed[WEIGHT_N], GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Changes one. points NULL: the table's again. INVALID: not finite or past AGENDA_POINTS_MOST. In the audit trail. */
gboolean db_agenda_weight_set(Db *db, gint64 group, AgendaWeight weight, const double *points, const char *who, gint64 now,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
