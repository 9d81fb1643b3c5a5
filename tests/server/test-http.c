#include "server/http.h"

#include <stdatomic.h>
#include <string.h>

#include "tests/harness/client.h"

#define LATE "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlate\n"

typedef struct {
  HttpServer *http;
  char *base;
  atomic_int n_answers;
} Fixture;

typedef struct {
  int left;
} Counted;

static gssize
count_down(gpointer data, char *buffer, gsize max)
{
  Counted *counted = data;
  (void)max;
  if (counted->left == 0)
    return 0;
  if (counted->left < 0)
    return -1;
  counted->left--;
  buffer[0] = 'x';
  return 1;
}

/* Says back what arrived. */
static HttpAnswer *
echo(const HttpRequest *request, gpointer data)
{
  Fixture *fixture = data;
  Reply *reply = server_reply_new(FORMAT_TEXT);
  const char *wanted = http_request_header(request, "X-Wanted");
  atomic_fetch_add(&fixture->n_answers, 1);
  if (request->refused != 0)
    reply->status = request->refused;
  if (strcmp(request->target, "/stream") == 0 || strcmp(request->target, "/broken") == 0) {
    Counted *counted = g_new0(Counted, 1);
    counted->left = request->target[1] == 's' ? 1000 : -1;
    server_reply_stream(reply, count_down, counted, g_free);
  } else {
    g_string_append_printf(reply->body, "%s %s %s body %" G_GSIZE_FORMAT " %s", request->method,
                           request->target, wanted != NULL ? wanted : "-", request->body_len,
                           request->body != NULL ? request->body : "-");
  }
  return http_answer_new(reply, CACHE_PAGE);
}

static gsize
limit(const char *method, const char *target, gpointer data)
{
  (void)data;
  (void)target;
  return strcmp(method, "POST") == 0 ? 100000 : 0;
}

static void
set_up(Fixture *fixture, gconstpointer receive_ms)
{
  g_autoptr(GError) error = NULL;
  HttpOptions options = {
      .address = "127.0.0.1",
      .port = 0,
      .n_threads = 2,
      .max_connections = 50,
      .receive_ms = GPOINTER_TO_UINT(receive_ms),
      .idle_seconds = 20,
      .late = LATE,
      .answer = echo,
      .body_limit = limit,
      .data = fixture,
  };
  fixture->http = http_server_start(&options, &error);
  g_assert_no_error(error);
  fixture->base = g_strdup_printf("http://127.0.0.1:%u", http_server_port(fixture->http));
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  http_server_stop(fixture->http);
  g_free(fixture->base);
}

static Answer *
raw(Fixture *fixture, const char *text)
{
  return client_raw(fixture->base, text, strlen(text), 5);
}

static void
gives_the_target_as_it_was_sent(Fixture *fixture, gconstpointer data)
{
  (void)data;
  static const char *const headers[] = {"X-Wanted: yes", NULL};
  g_autoptr(Answer) answer =
      client_request(fixture->base, NULL, "/a%2Fb/%zz?q=%20+&x=%00", headers, NULL);
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_cmpstr(answer->body, ==, "GET /a%2Fb/%zz?q=%20+&x=%00 yes body 0 -");
}

static void
every_answer_carries_the_security_headers(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) answer = client_request(fixture->base, NULL, "/", NULL, NULL);
  const char *policy = answer_header(answer, "content-security-policy");
  g_assert_nonnull(strstr(policy, "default-src 'none'"));
  g_assert_nonnull(strstr(policy, "frame-ancestors 'none'"));
  g_assert_null(strstr(policy, "unsafe"));
  g_assert_cmpstr(answer_header(answer, "x-content-type-options"), ==, "nosniff");
  g_assert_nonnull(answer_header(answer, "referrer-policy"));
  g_assert_nonnull(answer_header(answer, "etag"));
}

static void
head_has_no_body(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) get = client_request(fixture->base, NULL, "/page", NULL, NULL);
  g_autoptr(Answer) head = client_request(fixture->base, "HEAD", "/page", NULL, NULL);
  g_assert_cmpuint(head->status, ==, 200);
  g_assert_cmpuint(head->len, ==, 0);
  g_assert_cmpuint(get->len, >, 0);
  g_assert_nonnull(answer_header(head, "content-length"));
}

static void
takes_a_body_up_to_its_limit(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autofree char *small = g_strnfill(100000, 'a');
  g_autofree char *large = g_strnfill(100001, 'a');
  g_autoptr(Answer) fits = client_request(fixture->base, "POST", "/", NULL, small);
  g_autoptr(Answer) over = client_request(fixture->base, "POST", "/", NULL, large);
  g_assert_cmpuint(fits->status, ==, 200);
  g_assert_nonnull(strstr(fits->body, "body 100000 aaa"));
  g_assert_cmpuint(over->status, ==, 413);
}

static void
counts_a_body_that_says_no_length(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(GString) text = g_string_new(
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
  g_autofree char *chunk = g_strnfill(50000, 'a');
  for (int i = 0; i < 3; i++)
    g_string_append_printf(text, "c350\r\n%s\r\n", chunk);
  g_string_append(text, "0\r\n\r\n");
  g_autoptr(Answer) answer = client_raw(fixture->base, text->str, text->len, 5);
  g_assert_cmpuint(answer->status, ==, 413);
}

static void
refuses_a_gigabyte_before_it_is_sent(Fixture *fixture, gconstpointer data)
{
  (void)data;
  static const char *const methods[] = {"GET", "POST", "PUT"};
  for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
    g_autofree char *text = g_strdup_printf(
        "%s / HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\nabc", methods[i]);
    g_autoptr(Answer) answer = raw(fixture, text);
    g_assert_cmpuint(answer->status, ==, 413);
  }
}

static void
refuses_a_long_address(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autofree char *fits = g_strnfill(HTTP_TARGET_MAX, '/');
  g_autofree char *over = g_strnfill(HTTP_TARGET_MAX + 1, '/');
  g_autofree char *huge = g_strnfill(65536, '/');
  g_autoptr(Answer) one = client_request(fixture->base, NULL, fits, NULL, NULL);
  g_autoptr(Answer) two = client_request(fixture->base, NULL, over, NULL, NULL);
  g_autoptr(Answer) three = client_request(fixture->base, NULL, huge, NULL, NULL);
  g_assert_cmpuint(one->status, ==, 200);
  g_assert_cmpuint(two->status, ==, 414);
  g_assert_cmpuint(three->status, ==, 414);
  g_assert_true(g_str_has_prefix(three->body, "GET /"));
}

static void
survives_what_is_no_http(Fixture *fixture, gconstpointer data)
{
  (void)data;
  static const char *const texts[] = {
      "\r\n\r\n",
      "nonsense\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(Answer) answer = client_raw(fixture->base, texts[i], strlen(texts[i]), 1);
    /* 505 is what HTTP/9.9 deserves. */
    g_assert_true(answer->status < 500 || answer->status == 505);
  }
  g_autofree char *many = g_strnfill(40000, '&');
  g_autofree char *query = g_strdup_printf("/?%.8000s", many);
  g_autoptr(Answer) pairs = client_request(fixture->base, NULL, query, NULL, NULL);
  g_assert_cmpuint(pairs->status, <, 500);
  g_autoptr(Answer) answer = client_request(fixture->base, NULL, "/still-here", NULL, NULL);
  g_assert_cmpuint(answer->status, ==, 200);
}

static void
answers_twice_on_one_connection(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) answer =
      raw(fixture, "GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
                   "GET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_assert_nonnull(strstr(answer->body, "GET /two"));
  g_assert_cmpint(atomic_load(&fixture->n_answers), ==, 2);
}

static void
streams_to_the_end(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) whole = client_request(fixture->base, NULL, "/stream", NULL, NULL);
  g_autoptr(Answer) cut = client_request(fixture->base, NULL, "/broken", NULL, NULL);
  g_assert_cmpuint(whole->status, ==, 200);
  g_assert_cmpuint(whole->len, ==, 1000);
  /* 0: the client saw that something is missing. */
  g_assert_cmpuint(cut->status, ==, 0);
}

static void
tells_a_slow_sender(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) headers = raw(fixture, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  g_assert_cmpuint(headers->status, ==, 408);
  g_autoptr(Answer) body =
      raw(fixture, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  g_assert_cmpuint(body->status, ==, 408);
  g_autoptr(Answer) nothing = raw(fixture, "");
  g_assert_cmpuint(nothing->status, ==, 408);
  g_assert_cmpint(atomic_load(&fixture->n_answers), ==, 0);
}

static void
closes_an_idle_connection_without_a_word(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(Answer) answer = raw(fixture, "GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_null(strstr(answer->body, "408"));
}

static void
says_why_it_cannot_listen(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_autoptr(GError) taken = NULL;
  g_autoptr(GError) unknown = NULL;
  HttpOptions options = {.address = "127.0.0.1",
                         .port = http_server_port(fixture->http),
                         .n_threads = 1,
                         .answer = echo,
                         .body_limit = limit};
  g_assert_null(http_server_start(&options, &taken));
  g_assert_error(taken, DOCKET_ERROR, DOCKET_ERROR_FAILED);
  g_assert_nonnull(strstr(taken->message, "in use"));
  options.address = "localhost.example";
  g_assert_null(http_server_start(&options, &unknown));
  g_assert_error(unknown, DOCKET_ERROR, DOCKET_ERROR_INVALID);
}

static void
add(const char *name, guint receive_ms, void (*run)(Fixture *, gconstpointer))
{
  g_test_add(name, Fixture, GUINT_TO_POINTER(receive_ms), set_up, run, tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/server/http/gives-the-target-as-it-was-sent", 5000, gives_the_target_as_it_was_sent);
  add("/server/http/every-answer-carries-the-security-headers", 5000,
      every_answer_carries_the_security_headers);
  add("/server/http/head-has-no-body", 5000, head_has_no_body);
  add("/server/http/takes-a-body-up-to-its-limit", 5000, takes_a_body_up_to_its_limit);
  add("/server/http/counts-a-body-that-says-no-length", 5000, counts_a_body_that_says_no_length);
  add("/server/http/refuses-a-gigabyte-before-it-is-sent", 5000,
      refuses_a_gigabyte_before_it_is_sent);
  add("/server/http/refuses-a-long-address", 5000, refuses_a_long_address);
  add("/server/http/survives-what-is-no-http", 5000, survives_what_is_no_http);
  add("/server/http/answers-twice-on-one-connection", 5000, answers_twice_on_one_connection);
  add("/server/http/streams-to-the-end", 5000, streams_to_the_end);
  add("/server/http/tells-a-slow-sender", 200, tells_a_slow_sender);
  add("/server/http/closes-an-idle-connection-without-a-word", 200,
      closes_an_idle_connection_without_a_word);
  add("/server/http/says-why-it-cannot-listen", 5000, says_why_it_cannot_listen);
  return g_test_run();
}
