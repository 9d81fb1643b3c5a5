/* A stream of plain bytes from a path or descriptor: gzip, zstd and xz are recognised by content,
 * not by name, and unpacked on the way. Memory is bounded whatever is read. */
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
/* The first bytes of the plain stream, up to INGEST_BYTES_HEAD of them, without consuming any: what
 * kind of file this is, and the head hash of a cursor, come from here. Owned by bytes; stays valid
 * and unchanged. A damaged stream gives what came before the damage; the error is told by the read
 * that meets it. */
#define INGEST_BYTES_HEAD (64 * 1024)
const char *ingest_bytes_head(Bytes *bytes, gsize *len);
/* Reads up to len; 0 at the end; -1 with FORMAT for a truncated or damaged stream (what came before
 * is good). */
gssize ingest_bytes_read(Bytes *bytes, void *buffer, gsize len,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Skips forward (a seek in plain files). FALSE with FORMAT when the stream ends before. */
gboolean ingest_bytes_skip(Bytes *bytes, gint64 count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the file itself, for progress: compressed bytes consumed. */
gint64 ingest_bytes_position(const Bytes *bytes);
/* FALSE: it is unpacked on the way. */
gboolean ingest_bytes_is_plain(const Bytes *bytes);
/* Name given at opening, for messages. */
const char *ingest_bytes_name(const Bytes *bytes);
G_END_DECLS
