/* A stream of plain bytes from a path or descriptor: gzip, zstd and xz are recognised by content, not by name, and
 * unpacked on the way. Memory is bounded whatever is read. */
#pragma once
#include <gio/gio.h>
#include "db/error.h"
G_BEGIN_DECLS

typedef struct Bytes Bytes;
/* Errors name the path: NOT_FOUND, FORMAT. */
Bytes *ingest_bytes_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the descriptor; name is for messages ("-"). */
Bytes *ingest_bytes_open_fd(int fd, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ingest_bytes_free(Bytes *bytes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bytes, ingest_bytes_free)
/* Reads up to len; 0 at the end; -1 with FORMAT for a truncated or damaged stream (what came before is good). */
gssize ingest_bytes_read(Bytes *bytes, void *buffer, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Skips forward (a seek in plain files). */
gboolean ingest_bytes_skip(Bytes *bytes, gint64 count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the file itself, for progress: compressed bytes consumed. */
gint64 ingest_bytes_position(const Bytes *bytes);
G_END_DECLS
