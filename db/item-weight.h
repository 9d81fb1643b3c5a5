/* What members give items of the backlog, at any time: +1, 0 or -1 each. It counts on the agenda beside votes in mail. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* Gives it, or changes it. NOT_FOUND: the item. INVALID: the value. FORBIDDEN: the person is not on the roster now. */
gboolean db_item_weigh(Db *db, gint64 group, gint64 number, gint64 member, int value, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the member says to each of the items (Item), by mail or on the page, whichever was later: number (gint64) -> +1, 0 or -1 (int); those that the member
 * said nothing to are not in it. */
GHashTable *db_item_said(Db *db, gint64 group, gint64 member, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
