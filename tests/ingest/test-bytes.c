/* Streams are recognised by content, unpacked, and never trusted. */
#include "ingest/bytes.h"
#include "tests/ingest/tmp.h"

#include <lzma.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static char *
lines_of_text(gsize *len)
{
  GString *text = g_string_new(NULL);
  for (int i = 0; i < 20000; i++)
    g_string_append_printf(text, "line %d of a list archive\n", i);
  *len = text->len;
  return g_string_free(text, FALSE);
}

static void
add_gzip(GByteArray *to, const char *text, gsize len)
{
  z_stream z = {0};
  g_assert_cmpint(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  gsize bound = deflateBound(&z, len) + 64;
  g_autofree guint8 *out = g_malloc(bound);
  z.next_in = (Bytef *)text;
  z.avail_in = (uInt)len;
  z.next_out = out;
  z.avail_out = (uInt)bound;
  g_assert_cmpint(deflate(&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_append(to, out, (guint)z.total_out);
  deflateEnd(&z);
}

static void
add_zstd(GByteArray *to, const char *text, gsize len)
{
  gsize bound = ZSTD_compressBound(len);
  g_autofree guint8 *out = g_malloc(bound);
  gsize n = ZSTD_compress(out, bound, text, len, 3);
  g_assert_false(ZSTD_isError(n));
  g_byte_array_append(to, out, (guint)n);
}

static void
add_xz(GByteArray *to, const char *text, gsize len)
{
  gsize bound = lzma_stream_buffer_bound(len), used = 0;
  g_autofree guint8 *out = g_malloc(bound);
  g_assert_cmpint(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, (const guint8 *)text, len, out,
                                          &used, bound),
                  ==, LZMA_OK);
  g_byte_array_append(to, out, (guint)used);
}

/* Reads all in odd steps; the error, if any, stays in *error. */
static GString *
read_all(Bytes *bytes, GError **error)
{
  GString *got = g_string_new(NULL);
  char buffer[777];
  gssize n;
  while ((n = ingest_bytes_read(bytes, buffer, sizeof buffer, error)) > 0)
    g_string_append_len(got, buffer, n);
  return got;
}

typedef void (*Add)(GByteArray *to, const char *text, gsize len);

/* Names lie on purpose: content decides. */
static void
check_form(Add add, const char *name)
{
  gsize len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  gsize half = len / 2;
  add(packed, text, half);
  add(packed, text + half, len - half);
  g_autofree char *path = tmp_file(name, packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_no_error(error);
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_no_error(error);
  assert_bytes(got->str, got->len, text, len);
  g_assert_cmpint(ingest_bytes_position(bytes), ==, packed->len);
}

static void
test_forms_by_content(void)
{
  check_form(add_gzip, "a.txt");
  check_form(add_zstd, "b.gz");
  check_form(add_xz, "c.zst");
}

static void
test_plain_file(void)
{
  g_autofree char *path = tmp_file("plain.gz", "hello\n", 6);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(got->str, ==, "hello\n");
}

static void
check_truncated(Add add)
{
  gsize len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  add(packed, text, len);
  g_autofree char *path = tmp_file("cut", packed->data, packed->len * 3 / 4);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
  g_assert_nonnull(strstr(error->message, path));
  g_assert_nonnull(strstr(error->message, "truncated"));
  g_assert_cmpuint(got->len, <=, len);
  assert_bytes(got->str, got->len, text, got->len);
}

static void
test_truncated_gives_what_came_before(void)
{
  check_truncated(add_gzip);
  check_truncated(add_zstd);
  check_truncated(add_xz);
  gsize len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  add_gzip(packed, text, len);
  g_autofree char *path = tmp_file("cut", packed->data, packed->len * 3 / 4);
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, NULL);
  g_autoptr(GString) got = read_all(bytes, NULL);
  g_assert_cmpuint(got->len, >, len / 2);
}

static void
test_damage_is_told(void)
{
  gsize len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  add_gzip(packed, text, len);
  memset(packed->data + packed->len / 2, 0xa5, 200);
  g_autofree char *path = tmp_file("bad", packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

static void
test_padding_after_gzip(void)
{
  g_autoptr(GByteArray) packed = g_byte_array_new();
  guint8 zeros[512] = {0};
  add_gzip(packed, "one\n", 4);
  g_byte_array_append(packed, zeros, sizeof zeros);
  g_autofree char *path = tmp_file("padded", packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(got->str, ==, "one\n");
}

static void
test_head_is_not_consumed(void)
{
  gsize len, head_len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  add_gzip(packed, text, len);
  g_autofree char *path = tmp_file("head", packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  const char *head = ingest_bytes_head(bytes, &head_len);
  assert_bytes(head, head_len, text, INGEST_BYTES_HEAD);
  g_autoptr(GString) got = read_all(bytes, &error);
  assert_bytes(got->str, got->len, text, len);
}

static void
check_skip(Add add, gsize count)
{
  gsize len;
  g_autofree char *text = lines_of_text(&len);
  g_autoptr(GByteArray) packed = g_byte_array_new();
  if (add != NULL)
    add(packed, text, len);
  else
    g_byte_array_append(packed, (const guint8 *)text, (guint)len);
  g_autofree char *path = tmp_file("skip", packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_true(ingest_bytes_skip(bytes, (gint64)count, &error));
  g_autoptr(GString) got = read_all(bytes, &error);
  g_assert_no_error(error);
  assert_bytes(got->str, got->len, text + count, len - count);
}

static void
test_skip(void)
{
  static const gsize counts[] = {0, 10, 65536, 65537, 131072, 300000};
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    check_skip(NULL, counts[i]);
    check_skip(add_gzip, counts[i]);
  }
}

static void
test_skip_past_the_end(void)
{
  g_autofree char *path = tmp_file("short", "abc", 3);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_false(ingest_bytes_skip(bytes, 100, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT);
}

static void
test_missing_file(void)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(ingest_bytes_open("/nonexistent/2014-April.txt.gz", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  g_assert_nonnull(strstr(error->message, "2014-April.txt.gz"));
}

static void
test_a_folder_is_no_stream(void)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(ingest_bytes_open("/", &error));
  g_assert_nonnull(error);
}

/* 64 MiB of blanks in 64 KiB: reading streams, so the caller decides when it has enough. */
static void
test_bomb_streams(void)
{
  g_autoptr(GByteArray) packed = g_byte_array_new();
  gsize len = (gsize)64 << 20;
  g_autofree char *blanks = g_malloc0(len);
  add_gzip(packed, blanks, len);
  g_clear_pointer(&blanks, g_free);
  g_autofree char *path = tmp_file("bomb", packed->data, packed->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  char buffer[65536];
  g_assert_cmpint(ingest_bytes_read(bytes, buffer, sizeof buffer, &error), >, 0);
  g_assert_cmpint(ingest_bytes_position(bytes), <=, packed->len);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bytes/forms-are-known-by-content", test_forms_by_content);
  g_test_add_func("/bytes/plain-file", test_plain_file);
  g_test_add_func("/bytes/truncated-gives-what-came-before", test_truncated_gives_what_came_before);
  g_test_add_func("/bytes/damage-is-told", test_damage_is_told);
  g_test_add_func("/bytes/padding-after-gzip", test_padding_after_gzip);
  g_test_add_func("/bytes/head-is-not-consumed", test_head_is_not_consumed);
  g_test_add_func("/bytes/skip", test_skip);
  g_test_add_func("/bytes/skip-past-the-end", test_skip_past_the_end);
  g_test_add_func("/bytes/missing-file", test_missing_file);
  g_test_add_func("/bytes/a-folder-is-no-stream", test_a_folder_is_no_stream);
  g_test_add_func("/bytes/bomb-streams", test_bomb_streams);
  int status = g_test_run();
  tmp_remove();
  return status;
}
