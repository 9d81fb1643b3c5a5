#include "server/gzip.h"

#include <zlib.h>

/* 15 bits of window, +16: with a gzip header. Level 5 takes a third of the time of 9 for some 3 %
 * more bytes on mail pages. */
#define GZIP_WINDOW (15 + 16)
#define GZIP_LEVEL 5
#define GZIP_PIECE (64 * 1024)

struct Gzip {
  z_stream stream;
};

Gzip *
server_gzip_new(void)
{
  Gzip *gzip = g_new0(Gzip, 1);
  if (deflateInit2(&gzip->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    g_clear_pointer(&gzip, g_free);
  return gzip;
}

void
server_gzip_free(Gzip *gzip)
{
  if (gzip == NULL)
    return;
  deflateEnd(&gzip->stream);
  g_free(gzip);
}

static gboolean
gzip_piece(Gzip *gzip, const char *data, guint len, int flush, GByteArray *out)
{
  gzip->stream.next_in = (z_const Bytef *)data;
  gzip->stream.avail_in = len;
  do {
    guint had = out->len;
    g_byte_array_set_size(out, had + GZIP_PIECE);
    gzip->stream.next_out = out->data + had;
    gzip->stream.avail_out = GZIP_PIECE;
    int result = deflate(&gzip->stream, flush);
    g_byte_array_set_size(out, had + GZIP_PIECE - gzip->stream.avail_out);
    if (result == Z_STREAM_ERROR)
      return FALSE;
  } while (gzip->stream.avail_out == 0);
  return TRUE;
}

gboolean
server_gzip_add(Gzip *gzip, const char *data, gsize len, gboolean last, GByteArray *out)
{
  while (len > G_MAXUINT / 2) {
    if (!gzip_piece(gzip, data, G_MAXUINT / 2, Z_NO_FLUSH, out))
      return FALSE;
    data += G_MAXUINT / 2;
    len -= G_MAXUINT / 2;
  }
  return gzip_piece(gzip, data, (guint)len, last ? Z_FINISH : Z_NO_FLUSH, out);
}

GBytes *
server_gzip_bytes(GBytes *plain)
{
  gsize len;
  const char *data = g_bytes_get_data(plain, &len);
  g_autoptr(Gzip) gzip = server_gzip_new();
  g_autoptr(GByteArray) out = g_byte_array_new();
  if (gzip == NULL || len > G_MAXUINT / 4 || !server_gzip_add(gzip, data, len, TRUE, out))
    return NULL;
  return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
