/* What members give items of the backlog, at any time: +1, 0 or -1 each. It counts on the agenda beside votes in mail. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* Gives it, or changes it. NOT_FOUND: the item. INVALID: the value. FORBIDDEN: the person is not on the roster now. */
gboolean db_item_weigh(Db *db, gint64 group, gint64 number, gint64 member, int value, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  guint n_for, n_against, n_all; /* of people who are on the roster still */
  gboolean given;                /* by the member asked for */
  int value;
} ItemWeight;
/* member 0: nobody asks. */
gboolean db_item_weight(Db *db, gint64 group, gint64 number, gint64 member, ItemWeight *weight, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Numbers (gint64) of items that the member has given nothing, of those in numbers. */
GArray *db_item_unweighed(Db *db, gint64 group, gint64 member, GArray *numbers, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
