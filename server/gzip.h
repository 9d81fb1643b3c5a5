/* gzip for answers: whole, and as a stream whose input comes piece by piece. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* NULL when zlib refuses (no memory). */
GBytes *server_gzip_bytes(GBytes *plain);

typedef struct Gzip Gzip;
/* NULL when zlib refuses (no memory). */
Gzip *server_gzip_new(void);
void server_gzip_free(Gzip *gzip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gzip, server_gzip_free)
/* Compresses len bytes, appending what comes out to out; last closes the stream. */
gboolean server_gzip_add(Gzip *gzip, const char *data, gsize len, gboolean last, GByteArray *out)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
