#include "ingest/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define IN_SIZE (128 * 1024)
/* An .xz may ask for gigabytes to be unpacked; zstd's own limit is a window of 128 MiB. */
#define LZMA_MEMORY (128u << 20)

typedef enum { PACK_PLAIN, PACK_GZIP, PACK_ZSTD, PACK_XZ } Pack;

struct Bytes {
  int fd;
  char *name;
  Pack pack;
  guint8 *in;
  gsize in_pos, in_len;
  gboolean in_end;
  gint64 consumed;
  gboolean at_boundary; /* between gzip members or zstd frames: the file may end here */
  gboolean end;
  z_stream gzip;
  lzma_stream xz;
  ZSTD_DStream *zstd;
  char *head;
  gsize head_len, head_pos;
  gboolean has_head;
  GError *damage; /* met while the head was read, told later */
};

void
ingest_bytes_free(Bytes *bytes)
{
  if (bytes == NULL)
    return;
  if (bytes->pack == PACK_GZIP)
    inflateEnd(&bytes->gzip);
  if (bytes->pack == PACK_XZ)
    lzma_end(&bytes->xz);
  ZSTD_freeDStream(bytes->zstd);
  if (bytes->fd >= 0)
    close(bytes->fd);
  g_clear_error(&bytes->damage);
  g_free(bytes->in);
  g_free(bytes->head);
  g_free(bytes->name);
  g_free(bytes);
}

/* From the file itself; 0 at its end, -1 with error. */
static gssize
read_file(Bytes *bytes, void *to, gsize len, GError **error)
{
  gssize n;
  do
    n = read(bytes->fd, to, len);
  while (n < 0 && errno == EINTR);
  if (n < 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot read %s: %s", bytes->name,
                g_strerror(errno));
    return -1;
  }
  bytes->in_end = n == 0;
  bytes->consumed += n;
  return n;
}

/* FALSE: the file has no more bytes, or *error. */
static gboolean
fill_input(Bytes *bytes, GError **error)
{
  if (bytes->in_pos < bytes->in_len)
    return TRUE;
  if (bytes->in_end)
    return FALSE;
  gssize n = read_file(bytes, bytes->in, IN_SIZE, error);
  if (n < 0)
    return FALSE;
  bytes->in_pos = 0;
  bytes->in_len = (gsize)n;
  return n > 0;
}

static gboolean
start_pack(Bytes *bytes, GError **error)
{
  static const guint8 zstd_magic[] = {0x28, 0xb5, 0x2f, 0xfd};
  static const guint8 xz_magic[] = {0xfd, '7', 'z', 'X', 'Z', 0};
  const guint8 *in = bytes->in;
  gboolean ok = TRUE;
  if (bytes->in_len >= 2 && in[0] == 0x1f && in[1] == 0x8b) {
    ok = inflateInit2(&bytes->gzip, 16 + MAX_WBITS) == Z_OK;
    bytes->pack = ok ? PACK_GZIP : PACK_PLAIN;
  } else if (bytes->in_len >= sizeof zstd_magic && memcmp(in, zstd_magic, sizeof zstd_magic) == 0) {
    bytes->zstd = ZSTD_createDStream();
    ok = bytes->zstd != NULL;
    bytes->pack = PACK_ZSTD;
  } else if (bytes->in_len >= sizeof xz_magic && memcmp(in, xz_magic, sizeof xz_magic) == 0) {
    ok = lzma_stream_decoder(&bytes->xz, LZMA_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
    bytes->pack = ok ? PACK_XZ : PACK_PLAIN;
  }
  if (!ok)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot unpack %s: out of memory",
                bytes->name);
  return ok;
}

Bytes *
ingest_bytes_open_fd(int fd, const char *name, GError **error)
{
  g_autoptr(Bytes) bytes = g_new0(Bytes, 1);
  bytes->fd = fd;
  bytes->name = g_strdup(name);
  bytes->in = g_malloc(IN_SIZE);
  /* A pipe may give its first byte alone; the magic needs six. */
  gsize have = 0;
  while (have < 6) {
    gssize n = read(fd, bytes->in + have, IN_SIZE - have);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot read %s: %s", name,
                  g_strerror(errno));
      return NULL;
    }
    if (n == 0)
      break;
    have += (gsize)n;
  }
  bytes->in_len = have;
  bytes->consumed = (gint64)have;
  if (!start_pack(bytes, error))
    return NULL;
  return g_steal_pointer(&bytes);
}

Bytes *
ingest_bytes_open(const char *path, GError **error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    int code = errno == ENOENT || errno == ENOTDIR ? DOCKET_ERROR_NOT_FOUND : DOCKET_ERROR_FAILED;
    g_set_error(error, DOCKET_ERROR, code, "cannot open %s: %s", path, g_strerror(errno));
    return NULL;
  }
  return ingest_bytes_open_fd(fd, path, error);
}

static void
set_damaged(const Bytes *bytes, const char *how, GError **error)
{
  static const char *const form[] = {"plain", "gzip", "zstd", "xz"};
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "%s is a %s %s stream", bytes->name, how,
              form[bytes->pack]);
}

static gssize
read_plain(Bytes *bytes, char *out, gsize len, GError **error)
{
  g_autoptr(GError) local = NULL;
  /* As much as the input buffer holds, or more, goes where it is wanted at once. */
  if (bytes->in_pos == bytes->in_len && len >= IN_SIZE && !bytes->in_end)
    return read_file(bytes, out, len, error);
  if (!fill_input(bytes, &local)) {
    if (local != NULL) {
      g_propagate_error(error, g_steal_pointer(&local));
      return -1;
    }
    return 0;
  }
  gsize n = MIN(len, bytes->in_len - bytes->in_pos);
  memcpy(out, bytes->in + bytes->in_pos, n);
  bytes->in_pos += n;
  return (gssize)n;
}

/* After a gzip member: another one, padding zeros (tapes and rsync leave them), or the end. */
static gboolean
next_gzip_member(Bytes *bytes, GError **error)
{
  g_autoptr(GError) local = NULL;
  while (fill_input(bytes, &local)) {
    guint8 first = bytes->in[bytes->in_pos];
    if (first == 0) {
      bytes->in_pos++;
      continue;
    }
    if (first != 0x1f || inflateReset(&bytes->gzip) != Z_OK) {
      set_damaged(bytes, "damaged", error);
      return FALSE;
    }
    bytes->at_boundary = FALSE;
    return TRUE;
  }
  bytes->end = TRUE;
  if (local != NULL)
    g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

/* One step of a decoder: takes input, gives *made bytes. FALSE with error for damage. */
static gboolean
step_gzip(Bytes *bytes, char *out, gsize len, gsize *made, GError **error)
{
  z_stream *z = &bytes->gzip;
  z->next_in = bytes->in + bytes->in_pos;
  z->avail_in = (uInt)(bytes->in_len - bytes->in_pos);
  z->next_out = (Bytef *)out;
  z->avail_out = (uInt)MIN(len, G_MAXINT32);
  uInt room = z->avail_out;
  int code = inflate(z, Z_NO_FLUSH);
  *made = room - z->avail_out;
  bytes->in_pos = bytes->in_len - z->avail_in;
  bytes->at_boundary = code == Z_STREAM_END;
  if (code == Z_OK || code == Z_STREAM_END || (code == Z_BUF_ERROR && z->avail_in == 0))
    return TRUE;
  set_damaged(bytes, "damaged", error);
  return FALSE;
}

static gboolean
step_zstd(Bytes *bytes, char *out, gsize len, gsize *made, GError **error)
{
  ZSTD_inBuffer in = {bytes->in, bytes->in_len, bytes->in_pos};
  ZSTD_outBuffer to = {out, len, 0};
  gsize code = ZSTD_decompressStream(bytes->zstd, &to, &in);
  bytes->in_pos = in.pos;
  *made = to.pos;
  bytes->at_boundary = code == 0;
  if (!ZSTD_isError(code))
    return TRUE;
  set_damaged(bytes, "damaged", error);
  return FALSE;
}

static gboolean
step_xz(Bytes *bytes, char *out, gsize len, gsize *made, GError **error)
{
  lzma_stream *x = &bytes->xz;
  x->next_in = bytes->in + bytes->in_pos;
  x->avail_in = bytes->in_len - bytes->in_pos;
  x->next_out = (uint8_t *)out;
  x->avail_out = len;
  lzma_ret code = lzma_code(x, bytes->in_end ? LZMA_FINISH : LZMA_RUN);
  *made = len - x->avail_out;
  bytes->in_pos = bytes->in_len - x->avail_in;
  bytes->end = code == LZMA_STREAM_END;
  if (code == LZMA_OK || code == LZMA_STREAM_END || (code == LZMA_BUF_ERROR && !bytes->in_end))
    return TRUE;
  set_damaged(bytes, code == LZMA_BUF_ERROR ? "truncated" : "damaged", error);
  return FALSE;
}

static gssize
read_packed(Bytes *bytes, char *out, gsize len, GError **error)
{
  static gboolean (*const step[])(Bytes *, char *, gsize, gsize *,
                                  GError **) = {NULL, step_gzip, step_zstd, step_xz};
  while (!bytes->end) {
    if (bytes->pack == PACK_GZIP && bytes->at_boundary) {
      g_autoptr(GError) local = NULL;
      if (!next_gzip_member(bytes, &local) && local != NULL) {
        g_propagate_error(error, g_steal_pointer(&local));
        return -1;
      }
      continue;
    }
    g_autoptr(GError) local = NULL;
    gboolean more = fill_input(bytes, &local);
    if (local != NULL) {
      g_propagate_error(error, g_steal_pointer(&local));
      return -1;
    }
    if (!more && bytes->at_boundary && bytes->pack == PACK_ZSTD)
      break;
    gsize made = 0;
    if (!step[bytes->pack](bytes, out, len, &made, error))
      return -1;
    if (made > 0)
      return (gssize)made;
    if (!more && !bytes->end && !bytes->at_boundary) {
      set_damaged(bytes, "truncated", error);
      return -1;
    }
  }
  bytes->end = TRUE;
  return 0;
}

static gssize
read_stream(Bytes *bytes, char *out, gsize len, GError **error)
{
  return bytes->pack == PACK_PLAIN ? read_plain(bytes, out, len, error)
                                   : read_packed(bytes, out, len, error);
}

const char *
ingest_bytes_head(Bytes *bytes, gsize *len)
{
  if (!bytes->has_head) {
    bytes->has_head = TRUE;
    bytes->head = g_malloc(INGEST_BYTES_HEAD);
    gssize n = 1;
    while (bytes->head_len < INGEST_BYTES_HEAD && n > 0) {
      n = read_stream(bytes, bytes->head + bytes->head_len, INGEST_BYTES_HEAD - bytes->head_len,
                      &bytes->damage);
      if (n > 0)
        bytes->head_len += (gsize)n;
    }
  }
  *len = bytes->head_len;
  return bytes->head;
}

gssize
ingest_bytes_read(Bytes *bytes, void *buffer, gsize len, GError **error)
{
  gsize head_len;
  const char *head = ingest_bytes_head(bytes, &head_len);
  if (bytes->head_pos < head_len) {
    gsize n = MIN(len, head_len - bytes->head_pos);
    memcpy(buffer, head + bytes->head_pos, n);
    bytes->head_pos += n;
    return (gssize)n;
  }
  if (bytes->damage != NULL) {
    if (error != NULL)
      *error = g_error_copy(bytes->damage);
    return -1;
  }
  return len == 0 ? 0 : read_stream(bytes, buffer, len, error);
}

/* Plain regular files only: moves past the input buffer without reading. Gives how far it went. */
static gint64
seek_plain(Bytes *bytes, gint64 count)
{
  struct stat st;
  gint64 left = (gint64)(bytes->in_len - bytes->in_pos);
  if (bytes->pack != PACK_PLAIN || count <= left || fstat(bytes->fd, &st) != 0 ||
      !S_ISREG(st.st_mode) || bytes->consumed + (count - left) > st.st_size ||
      lseek(bytes->fd, count - left, SEEK_CUR) < 0)
    return 0;
  bytes->in_pos = bytes->in_len;
  bytes->consumed += count - left;
  return count;
}

gboolean
ingest_bytes_skip(Bytes *bytes, gint64 count, GError **error)
{
  gsize head_len;
  ingest_bytes_head(bytes, &head_len);
  gint64 in_head = MIN(count, (gint64)(head_len - bytes->head_pos));
  bytes->head_pos += (gsize)in_head;
  count -= in_head;
  if (count > 0)
    count -= seek_plain(bytes, count);
  g_autofree char *sink = count > 0 ? g_malloc(IN_SIZE) : NULL;
  while (count > 0) {
    gssize n = ingest_bytes_read(bytes, sink, (gsize)MIN(count, IN_SIZE), error);
    if (n < 0)
      return FALSE;
    if (n == 0) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "%s is shorter than it was",
                  bytes->name);
      return FALSE;
    }
    count -= n;
  }
  return TRUE;
}

gint64
ingest_bytes_position(const Bytes *bytes)
{
  return bytes->consumed - (gint64)(bytes->in_len - bytes->in_pos);
}

const char *
ingest_bytes_name(const Bytes *bytes)
{
  return bytes->name;
}

gboolean
ingest_bytes_is_plain(const Bytes *bytes)
{
  return bytes->pack == PACK_PLAIN;
}
