/* The key that servers of this database make ETags with, so that they agree, also after a restart. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

/* NULL without error: there is none yet. */
GBytes *db_etag_key_get(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps key, unless another server was quicker: ask again. */
gboolean db_etag_key_set(Db *db, const guint8 *key, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
