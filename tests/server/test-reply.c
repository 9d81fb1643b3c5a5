#include "server/reply.h"

#include <string.h>
#include <zlib.h>

static void
every_code_has_its_status(void)
{
  static const struct {
    DocketError code;
    guint status;
  } rows[] = {
      {DOCKET_ERROR_INVALID, 400},  {DOCKET_ERROR_NOT_FOUND, 404}, {DOCKET_ERROR_FORBIDDEN, 403},
      {DOCKET_ERROR_CONFLICT, 409}, {DOCKET_ERROR_TOO_LARGE, 413}, {DOCKET_ERROR_TIMEOUT, 503},
      {DOCKET_ERROR_FORMAT, 422},   {DOCKET_ERROR_REFUSED, 422},   {DOCKET_ERROR_STORAGE, 503},
      {DOCKET_ERROR_NEWER, 503},    {DOCKET_ERROR_FAILED, 500},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = g_error_new(DOCKET_ERROR, (int)rows[i].code, "x");
    g_assert_cmpuint(server_reply_status_of(error), ==, rows[i].status);
  }
  g_autoptr(GError) other = g_error_new(G_FILE_ERROR, G_FILE_ERROR_IO, "x");
  g_assert_cmpuint(server_reply_status_of(other), ==, 500);
}

static GLogWriterOutput
keep_message(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user_data)
{
  (void)level;
  for (gsize i = 0; i < n; i++)
    if (strcmp(fields[i].key, "MESSAGE") == 0)
      g_string_append(user_data, fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static void
says_what_to_do_and_hides_the_inside(void)
{
  WebPage page = {.base_url = "", .path = "/x"};
  g_autoptr(GError) wrong =
      g_error_new(DOCKET_ERROR, DOCKET_ERROR_INVALID, "no month <13>\nwrite 2014-04");
  g_autoptr(Reply) reply = server_reply_new(FORMAT_HTML);
  server_reply_error(reply, FORMAT_HTML, &page, wrong);
  g_assert_cmpuint(reply->status, ==, 400);
  g_assert_nonnull(strstr(reply->body->str, "no month &lt;13&gt;"));
  g_assert_nonnull(strstr(reply->body->str, "write 2014-04"));

  /* The log may name the inside, the page must not. GLib takes one writer for the whole process, so
   * the text is never freed. */
  GString *logged = g_string_new(NULL);
  g_log_set_writer_func(keep_message, logged, NULL);
  g_autoptr(GError) inside =
      g_error_new(DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot read /secret/docket.db");
  server_reply_error(reply, FORMAT_HTML, &page, inside);
  g_assert_nonnull(strstr(logged->str, "secret"));
  g_assert_cmpuint(reply->status, ==, 503);
  g_assert_null(strstr(reply->body->str, "secret"));
}

static void
faults_speak_the_format_asked_for(void)
{
  WebPage page = {.base_url = "", .path = "/x"};
  g_autoptr(Reply) json = server_reply_new(FORMAT_JSON);
  server_reply_fault(json, FORMAT_JSON, &page, 404, "no \"group\"", NULL);
  g_assert_cmpstr(json->body->str, ==,
                  "{\"error\":{\"status\":404,\"message\":\"no \\\"group\\\"\"}}\n");
  g_assert_cmpstr(json->type, ==, "application/json");
  g_autoptr(Reply) text = server_reply_new(FORMAT_TEXT);
  server_reply_fault(text, FORMAT_TEXT, &page, 404, "no group", NULL);
  g_assert_cmpstr(text->body->str, ==, "Not found: no group\n");
}

static void
etag_is_of_the_content(void)
{
  g_autoptr(Reply) one = server_reply_new(FORMAT_HTML);
  g_autoptr(Reply) same = server_reply_new(FORMAT_HTML);
  g_autoptr(Reply) other = server_reply_new(FORMAT_HTML);
  g_string_append(one->body, "content");
  g_string_append(same->body, "content");
  g_string_append(other->body, "contents");
  server_reply_seal(one);
  server_reply_seal(same);
  server_reply_seal(other);
  g_assert_cmpstr(one->etag, ==, same->etag);
  g_assert_cmpstr(one->etag, !=, other->etag);
  g_assert_true(one->etag[0] == '"');
}

/* Who can guess the tag of a page can write a mail that leaves it as it was. */
static void
etag_is_of_the_servers_key(void)
{
  guint8 keys[2][REPLY_KEY_BYTES];
  char *etags[2];
  memset(keys[0], 1, REPLY_KEY_BYTES);
  memset(keys[1], 1, REPLY_KEY_BYTES);
  for (guint at = 0; at < REPLY_KEY_BYTES; at += REPLY_KEY_BYTES / 2) {
    keys[1][at] = 2; /* the half that hashes, then the half that hides */
    for (guint i = 0; i < 2; i++) {
      g_autoptr(Reply) reply = server_reply_new(FORMAT_HTML);
      g_string_append(reply->body, "content");
      reply->key = keys[i];
      server_reply_seal(reply);
      etags[i] = g_strdup(reply->etag);
    }
    g_assert_cmpstr(etags[0], !=, etags[1]);
    g_free(etags[0]);
    g_free(etags[1]);
    keys[1][at] = 1;
  }
}

static void
compressed_form_is_the_same_content(void)
{
  g_autoptr(Reply) reply = server_reply_new(FORMAT_HTML);
  for (int i = 0; i < 500; i++)
    g_string_append_printf(reply->body, "row %d of the page\n", i);
  g_autofree char *plain = g_strdup(reply->body->str);
  server_reply_seal(reply);
  g_autoptr(Reply) packed = server_reply_gzip(reply);
  g_assert_nonnull(packed);
  g_assert_cmpstr(packed->etag, !=, reply->etag);
  gsize len;
  const guint8 *data = g_bytes_get_data(packed->bytes, &len);
  char out[20000] = {0};
  z_stream stream = {0};
  g_assert_cmpint(inflateInit2(&stream, 31), ==, Z_OK);
  stream.next_in = (z_const Bytef *)data;
  stream.avail_in = (uInt)len;
  stream.next_out = (Bytef *)out;
  stream.avail_out = sizeof out;
  g_assert_cmpint(inflate(&stream, Z_FINISH), ==, Z_STREAM_END);
  inflateEnd(&stream);
  g_assert_cmpstr(out, ==, plain);
}

static void
small_and_packed_bodies_stay_as_they_are(void)
{
  g_autoptr(Reply) small = server_reply_new(FORMAT_HTML);
  g_string_append(small->body, "short");
  server_reply_seal(small);
  g_assert_null(server_reply_gzip(small));
  g_autoptr(Reply) picture = server_reply_new(FORMAT_HTML);
  picture->type = "image/png";
  for (int i = 0; i < 5000; i++)
    g_string_append_c(picture->body, 'x');
  server_reply_seal(picture);
  g_assert_null(server_reply_gzip(picture));
}

static void
if_none_match_knows_lists(void)
{
  g_assert_true(server_reply_etag_matches("\"a\"", "\"a\""));
  g_assert_true(server_reply_etag_matches("\"b\", W/\"a\"", "\"a\""));
  g_assert_true(server_reply_etag_matches("*", "\"a\""));
  g_assert_false(server_reply_etag_matches("\"b\"", "\"a\""));
  g_assert_false(server_reply_etag_matches(NULL, "\"a\""));
  g_assert_false(server_reply_etag_matches("\"a\"", NULL));
}

static void
headers_cannot_be_split(void)
{
  g_autoptr(Reply) reply = server_reply_new(FORMAT_HTML);
  server_reply_header(reply, "X", "a\r\nSet-Cookie: b");
  g_assert_cmpstr(reply->headers->pdata[1], ==, "a  Set-Cookie: b");
  server_reply_attachment(reply, "../e\"vil\r\n.html");
  g_assert_cmpstr(reply->headers->pdata[3], ==, "attachment; filename=\"_._e_vil__.html\"");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* g_test makes warnings fatal; a fault inside is logged as one. */
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add_func("/server/reply/every-code-has-its-status", every_code_has_its_status);
  g_test_add_func("/server/reply/says-what-to-do-and-hides-the-inside",
                  says_what_to_do_and_hides_the_inside);
  g_test_add_func("/server/reply/faults-speak-the-format-asked-for",
                  faults_speak_the_format_asked_for);
  g_test_add_func("/server/reply/etag-is-of-the-content", etag_is_of_the_content);
  g_test_add_func("/server/reply/etag-is-of-the-servers-key", etag_is_of_the_servers_key);
  g_test_add_func("/server/reply/compressed-form-is-the-same-content",
                  compressed_form_is_the_same_content);
  g_test_add_func("/server/reply/small-and-packed-bodies-stay-as-they-are",
                  small_and_packed_bodies_stay_as_they_are);
  g_test_add_func("/server/reply/if-none-match-knows-lists", if_none_match_knows_lists);
  g_test_add_func("/server/reply/headers-cannot-be-split", headers_cannot_be_split);
  return g_test_run();
}
