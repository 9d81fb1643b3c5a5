/* Reading packed mail: zstd frames with the dictionaries of the database. Only files of db/ include this. */
#pragma once
#include "db/state.h"
G_BEGIN_DECLS

void unpacker_free(Unpacker *unpacker);
/* The bytes of one frame. dictionary 0: none. STORAGE when the frame or its dictionary is damaged. */
GBytes *pack_unpack(Db *db, gint64 dictionary, const void *data, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* At most the first bytes of one frame. */
GBytes *pack_unpack_head(Db *db, gint64 dictionary, const void *data, gsize len, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One frame without dictionary. */
GByteArray *pack_plain(const char *raw, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
