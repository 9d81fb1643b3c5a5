#include "server/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http-date.h"

/* Room for a request's line and headers, and for an answer's headers. libmicrohttpd clears it after
 * each request, so it is no larger than a 64 KiB address needs to get our own 414 page; what is
 * longer still gets the library's. */
#define CONNECTION_MEMORY (80 * 1024)
/* A body that no row takes is still read up to here, so that the client sees the answer instead of
 * a reset. */
#define BODY_READ_ANYWAY (64 * 1024)
#define STREAM_PIECE (64 * 1024)

/* One request from its first line to the end of its answer. */
typedef struct {
  char *target;
  GString *body;
  gsize limit;
  guint refused;
  gboolean has_headers;
  HttpAnswer *answer;
} Exchange;

typedef enum { CONNECTION_RECEIVING, CONNECTION_ANSWERING, CONNECTION_LATE } ConnectionState;

typedef struct {
  int fd;
  atomic_int state;
  atomic_int started; /* a request's first line has come */
  atomic_llong since; /* monotonic microseconds: connected, or answered the last request */
  guint n_answered;
  Exchange *exchange; /* the request in hand: the library forgets some that it refuses itself */
  GList link;
} Connection;

struct HttpServer {
  HttpOptions options;
  struct MHD_Daemon *daemon;
  guint16 port;
  GMutex lock;
  GCond stop_soon;
  gboolean stopping;
  GQueue connections; /* Connection */
  GThread *sweeper;
};

struct HttpAnswer {
  gatomicrefcount references;
  guint status;
  struct MHD_Response *response;
  GBytes *bytes;
  char *etag;
  gint64 modified; /* UTC seconds, 0: unknown */
  gboolean age_unsure, secret_address;
  const char *cache_control;
  HttpWaker *waker; /* of a stream that sleeps */
};

static void
exchange_free(Exchange *exchange)
{
  if (exchange == NULL)
    return;
  http_answer_unref(exchange->answer);
  g_free(exchange->target);
  if (exchange->body != NULL)
    g_string_free(exchange->body, TRUE);
  g_free(exchange);
}

/* --- answers --- */

typedef struct {
  ReplyRead read;
  gpointer data;
  GDestroyNotify free_data;
  HttpWaker *waker;
} Stream;

struct HttpWaker {
  gatomicrefcount references;
  GMutex lock;
  struct MHD_Connection *connection; /* NULL: not sent yet, or over */
  gboolean asleep, woken;
};

HttpWaker *
http_waker_new(void)
{
  HttpWaker *waker = g_new0(HttpWaker, 1);
  g_atomic_ref_count_init(&waker->references);
  g_mutex_init(&waker->lock);
  return waker;
}

HttpWaker *
http_waker_ref(HttpWaker *waker)
{
  g_atomic_ref_count_inc(&waker->references);
  return waker;
}

void
http_waker_unref(HttpWaker *waker)
{
  if (waker == NULL || !g_atomic_ref_count_dec(&waker->references))
    return;
  g_mutex_clear(&waker->lock);
  g_free(waker);
}

void
http_waker_wake(HttpWaker *waker)
{
  g_mutex_lock(&waker->lock);
  if (waker->asleep && waker->connection != NULL)
    MHD_resume_connection(waker->connection);
  else
    waker->woken = TRUE;
  waker->asleep = FALSE;
  g_mutex_unlock(&waker->lock);
}

/* FALSE: it was woken since it last read, so there is something after all. */
static gboolean
waker_sleep(HttpWaker *waker)
{
  g_mutex_lock(&waker->lock);
  gboolean sleeps = !waker->woken && waker->connection != NULL;
  waker->woken = FALSE;
  waker->asleep = sleeps;
  if (sleeps)
    MHD_suspend_connection(waker->connection);
  g_mutex_unlock(&waker->lock);
  return sleeps;
}

static void
waker_set(HttpWaker *waker, struct MHD_Connection *connection)
{
  if (waker == NULL)
    return;
  g_mutex_lock(&waker->lock);
  waker->connection = connection;
  waker->asleep = FALSE;
  g_mutex_unlock(&waker->lock);
}

static ssize_t
stream_read(void *cls, uint64_t position, char *buffer, size_t max)
{
  (void)position;
  Stream *stream = cls;
  gssize n;
  do {
    n = stream->read(stream->data, buffer, max);
    if (n == REPLY_LATER && stream->waker == NULL)
      n = -1;
    if (n == REPLY_LATER && waker_sleep(stream->waker))
      return 0;
  } while (n == REPLY_LATER);
  return n > 0 ? n : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void
stream_free(void *cls)
{
  Stream *stream = cls;
  waker_set(stream->waker, NULL);
  if (stream->free_data != NULL)
    stream->free_data(stream->data);
  http_waker_unref(stream->waker);
  g_free(stream);
}

static void
answer_add(HttpAnswer *answer, const char *name, const char *value)
{
  if (MHD_add_response_header(answer->response, name, value) != MHD_YES)
    g_debug("header %s was left out", name);
}

static void
answer_add_modified(HttpAnswer *answer)
{
  g_autofree char *text = server_http_date(answer->modified);
  if (text != NULL)
    answer_add(answer, "Last-Modified", text);
}

/* "strict-origin" and not "no-referrer": with that, browsers would write "null" into the Origin by
 * which the form on the page is known as our own. */
static void
answer_add_security(HttpAnswer *answer)
{
  gsize n;
  const ReplyHeader *security = server_reply_security(&n);
  for (gsize i = 0; i < n; i++) {
    gboolean policy = answer->secret_address && strcmp(security[i].name, "Referrer-Policy") == 0;
    answer_add(answer, security[i].name, policy ? "strict-origin" : security[i].value);
  }
}

static void
answer_add_common(HttpAnswer *answer)
{
  answer_add_security(answer);
  answer_add(answer, "Cache-Control", answer->cache_control);
  answer_add(answer, "Vary", "Accept-Encoding");
  if (answer->etag != NULL)
    answer_add(answer, "ETag", answer->etag);
  answer_add_modified(answer);
}

static const char *
cache_control(RouteCache cache)
{
  switch (cache) {
  case CACHE_LONG:
    return "public, max-age=31536000, immutable";
  case CACHE_PAGE:
    return "no-cache";
  case CACHE_NOTHING:
    break;
  }
  return "no-store";
}

HttpAnswer *
http_answer_new(Reply *reply, RouteCache cache)
{
  HttpAnswer *answer = g_new0(HttpAnswer, 1);
  g_atomic_ref_count_init(&answer->references);
  answer->status = reply->status;
  answer->cache_control = cache_control(cache);
  if (reply->read != NULL) {
    Stream *stream = g_new0(Stream, 1);
    *stream = (Stream){reply->read, reply->read_data, reply->read_free, reply->waker};
    reply->read_free = NULL;
    reply->waker = NULL;
    answer->waker = stream->waker != NULL ? http_waker_ref(stream->waker) : NULL;
    answer->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_PIECE,
                                                         stream_read, stream, stream_free);
  } else {
    gsize len;
    answer->bytes = g_bytes_ref(server_reply_seal(reply));
    const void *data = g_bytes_get_data(answer->bytes, &len);
    /* Not copied: the answer keeps the bytes, and every exchange keeps its answer until the last
     * byte is out. */
    answer->response =
        MHD_create_response_from_buffer(len, (void *)(guintptr)data, MHD_RESPMEM_PERSISTENT);
  }
  answer->etag = g_strdup(reply->etag);
  answer->modified = reply->last_modified;
  answer->age_unsure = reply->age_unsure;
  answer->secret_address = reply->secret_address;
  answer_add_common(answer);
  answer_add(answer, "Content-Type", reply->type);
  for (guint i = 0; i + 1 < reply->headers->len; i += 2)
    answer_add(answer, reply->headers->pdata[i], reply->headers->pdata[i + 1]);
  server_reply_free(reply);
  return answer;
}

HttpAnswer *
http_answer_not_modified(const HttpAnswer *answer)
{
  HttpAnswer *copy = g_new0(HttpAnswer, 1);
  g_atomic_ref_count_init(&copy->references);
  copy->status = MHD_HTTP_NOT_MODIFIED;
  copy->cache_control = answer->cache_control;
  copy->response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
  copy->etag = g_strdup(answer->etag);
  copy->modified = answer->modified;
  copy->secret_address = answer->secret_address;
  answer_add_common(copy);
  return copy;
}

HttpAnswer *
http_answer_ref(HttpAnswer *answer)
{
  g_atomic_ref_count_inc(&answer->references);
  return answer;
}

void
http_answer_unref(HttpAnswer *answer)
{
  if (answer == NULL || !g_atomic_ref_count_dec(&answer->references))
    return;
  MHD_destroy_response(answer->response);
  g_clear_pointer(&answer->bytes, g_bytes_unref);
  g_free(answer->etag);
  http_waker_unref(answer->waker);
  g_free(answer);
}

gsize
http_answer_size(const HttpAnswer *answer)
{
  return sizeof *answer + 1024 + (answer->bytes != NULL ? g_bytes_get_size(answer->bytes) : 0);
}

const char *
http_answer_etag(const HttpAnswer *answer)
{
  return answer->etag;
}

gint64
http_answer_modified(const HttpAnswer *answer)
{
  return answer->age_unsure ? 0 : answer->modified;
}

/* --- connections and their clock --- */

static void
on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
              enum MHD_ConnectionNotificationCode code)
{
  HttpServer *server = cls;
  g_mutex_lock(&server->lock);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    Connection *connection = g_new0(Connection, 1);
    connection->fd = info != NULL ? info->connect_fd : -1;
    atomic_store(&connection->since, g_get_monotonic_time());
    connection->link.data = connection;
    g_queue_push_tail_link(&server->connections, &connection->link);
    *socket_context = connection;
  } else if (*socket_context != NULL) {
    /* libmicrohttpd closes the socket only after this call, so the sweeper never touches a
     * descriptor that is another's by now. */
    Connection *connection = *socket_context;
    g_queue_unlink(&server->connections, &connection->link);
    exchange_free(connection->exchange);
    g_free(connection);
    *socket_context = NULL;
  }
  g_mutex_unlock(&server->lock);
}

static Connection *
connection_of(struct MHD_Connection *mhd)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info != NULL ? info->socket_context : NULL;
}

/* From here on the sweeper lets the connection be. FALSE: it was too late already. */
static gboolean
connection_take(struct MHD_Connection *mhd)
{
  Connection *connection = connection_of(mhd);
  int expected = CONNECTION_RECEIVING;
  return connection == NULL ||
         atomic_compare_exchange_strong(&connection->state, &expected, CONNECTION_ANSWERING) ||
         expected == CONNECTION_ANSWERING;
}

/* A client that sends its headers or body byte by byte would hold a connection for ever: the
 * library's own limit starts anew at each byte. */
static void
sweep_one(HttpServer *server, Connection *connection, gint64 now)
{
  gint64 age = now - atomic_load(&connection->since);
  int expected = CONNECTION_RECEIVING;
  if (age < (gint64)server->options.receive_ms * 1000 || connection->fd < 0 ||
      !atomic_compare_exchange_strong(&connection->state, &expected, CONNECTION_LATE))
    return;
  /* An idle kept connection is closed without a word; nothing of it was waiting. */
  if (connection->n_answered == 0 || atomic_load(&connection->started) != 0) {
    gssize sent = send(connection->fd, server->options.late, strlen(server->options.late),
                       MSG_DONTWAIT | MSG_NOSIGNAL);
    g_debug("request not received in time, told %zd bytes", sent);
  }
  shutdown(connection->fd, SHUT_RDWR);
}

static gpointer
sweeper_run(gpointer data)
{
  HttpServer *server = data;
  gint64 pause = MAX((gint64)server->options.receive_ms * 1000 / 8, 10 * G_TIME_SPAN_MILLISECOND);
  g_mutex_lock(&server->lock);
  while (!server->stopping) {
    gint64 now = g_get_monotonic_time();
    for (GList *at = server->connections.head; at != NULL; at = at->next)
      sweep_one(server, at->data, now);
    g_cond_wait_until(&server->stop_soon, &server->lock, now + pause);
  }
  g_mutex_unlock(&server->lock);
  return NULL;
}

/* --- requests --- */

const char *
http_request_header(const HttpRequest *request, const char *name)
{
  return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

typedef struct {
  const char *name;
  GString *lines; /* NULL: none yet */
} HeaderLines;

static enum MHD_Result
add_header_line(void *data, enum MHD_ValueKind kind G_GNUC_UNUSED, const char *name,
                const char *value)
{
  HeaderLines *header = data;
  if (value == NULL || g_ascii_strcasecmp(name, header->name) != 0)
    return MHD_YES;
  if (header->lines == NULL)
    header->lines = g_string_new(value);
  else
    g_string_append_printf(header->lines, ", %s", value);
  return MHD_YES;
}

char *
http_request_header_lines(const HttpRequest *request, const char *name)
{
  HeaderLines header = {name, NULL};
  MHD_get_connection_values(request->connection, MHD_HEADER_KIND, add_header_line, &header);
  return header.lines != NULL ? g_string_free(header.lines, FALSE) : NULL;
}

char *
http_request_peer(const HttpRequest *request)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *address = info != NULL ? info->client_addr : NULL;
  char text[INET6_ADDRSTRLEN] = "";
  const void *bytes = NULL;
  if (address != NULL && address->sa_family == AF_INET)
    bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
  else if (address != NULL && address->sa_family == AF_INET6)
    bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
  return bytes != NULL && inet_ntop(address->sa_family, bytes, text, sizeof text) != NULL
             ? g_strdup(text)
             : NULL;
}

/* The only place where the library gives the address as it was sent, with its escapes. */
static void *
on_first_line(void *cls, const char *uri, struct MHD_Connection *mhd)
{
  (void)cls;
  Connection *connection = connection_of(mhd);
  Exchange *exchange = g_new0(Exchange, 1);
  exchange->target = g_strndup(uri, MIN(strlen(uri), HTTP_TARGET_MAX + 1));
  if (connection != NULL) {
    atomic_store(&connection->started, 1);
    exchange_free(connection->exchange);
    connection->exchange = exchange;
  }
  return exchange;
}

static size_t
keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
  (void)cls;
  (void)mhd;
  return strlen(text);
}

static void
on_completed(void *cls, struct MHD_Connection *mhd, void **request_context,
             enum MHD_RequestTerminationCode code)
{
  (void)cls;
  (void)code;
  Exchange *exchange = *request_context;
  Connection *connection = connection_of(mhd);
  *request_context = NULL;
  exchange_free(exchange);
  if (connection != NULL) {
    int expected = CONNECTION_ANSWERING;
    connection->exchange = NULL;
    connection->n_answered++;
    atomic_store(&connection->started, 0);
    atomic_store(&connection->since, g_get_monotonic_time());
    atomic_compare_exchange_strong(&connection->state, &expected, CONNECTION_RECEIVING);
  }
}

static enum MHD_Result
exchange_finish(HttpServer *server, Exchange *exchange, struct MHD_Connection *mhd,
                const char *method)
{
  if (!connection_take(mhd))
    return MHD_NO;
  const char *body = exchange->body != NULL ? exchange->body->str : NULL;
  HttpRequest request = {
      method, exchange->target, body, body != NULL ? exchange->body->len : 0, exchange->refused,
      mhd};
  exchange->answer = server->options.answer(&request, server->options.data);
  waker_set(exchange->answer->waker, mhd);
  return MHD_queue_response(mhd, exchange->answer->status, exchange->answer->response);
}

/* The limits that can be told from the headers alone. */
static void
exchange_check_headers(HttpServer *server, Exchange *exchange, struct MHD_Connection *mhd,
                       const char *method)
{
  const char *length = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length");
  guint64 bytes = 0;
  exchange->has_headers = TRUE;
  if (strlen(exchange->target) > HTTP_TARGET_MAX) {
    exchange->refused = MHD_HTTP_URI_TOO_LONG;
    return;
  }
  exchange->limit = server->options.body_limit(method, exchange->target, server->options.data);
  if (length != NULL && (!g_ascii_string_to_unsigned(length, 10, 0, G_MAXINT64, &bytes, NULL) ||
                         bytes > MAX(exchange->limit, BODY_READ_ANYWAY)))
    exchange->refused = MHD_HTTP_CONTENT_TOO_LARGE;
}

static void
exchange_add_body(Exchange *exchange, const char *data, size_t len)
{
  gsize had = exchange->body != NULL ? exchange->body->len : 0;
  if (exchange->limit == 0 || had + len > exchange->limit) {
    exchange->refused = exchange->limit != 0 ? MHD_HTTP_CONTENT_TOO_LARGE : exchange->refused;
    return;
  }
  if (exchange->body == NULL)
    exchange->body = g_string_new(NULL);
  g_string_append_len(exchange->body, data, (gssize)len);
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
           const char *version, const char *upload, size_t *upload_len, void **request_context)
{
  (void)url;
  (void)version;
  HttpServer *server = cls;
  Exchange *exchange = *request_context;
  if (exchange == NULL)
    return MHD_NO;
  if (!exchange->has_headers) {
    exchange_check_headers(server, exchange, mhd, method);
    /* An answer at this point also refuses the body and closes; else the library wants to be asked
     * again. */
    return exchange->refused != 0 ? exchange_finish(server, exchange, mhd, method) : MHD_YES;
  }
  if (*upload_len > 0) {
    exchange_add_body(exchange, upload, *upload_len);
    *upload_len = 0;
    return MHD_YES;
  }
  return exchange_finish(server, exchange, mhd, method);
}

/* --- starting and stopping --- */

static void G_GNUC_PRINTF(2, 0) on_log(void *cls, const char *format, va_list args)
{
  (void)cls;
  g_autofree char *line = g_strdup_vprintf(format, args);
  g_debug("http: %s", g_strchomp(line));
}

static gboolean
fill_address(const HttpOptions *options, struct sockaddr_storage *storage, socklen_t *len)
{
  struct sockaddr_in *four = (struct sockaddr_in *)storage;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)storage;
  memset(storage, 0, sizeof *storage);
  if (inet_pton(AF_INET, options->address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(options->port);
    *len = sizeof *four;
    return TRUE;
  }
  if (inet_pton(AF_INET6, options->address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(options->port);
    *len = sizeof *six;
    return TRUE;
  }
  return FALSE;
}

/* A socket of our own instead of the library's, whose failures have no reason in them. */
static int
listen_on(const HttpOptions *options, guint16 *port, GError **error)
{
  struct sockaddr_storage storage;
  socklen_t len;
  int on = 1;
  if (!fill_address(options, &storage, &len)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "cannot listen on %s: not a numeric address\n"
                "give it as 127.0.0.1:8080 or [::1]:8080",
                options->address);
    return -1;
  }
  int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0)
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (fd < 0 || bind(fd, (struct sockaddr *)&storage, len) != 0 || listen(fd, SOMAXCONN) != 0) {
    int saved = errno;
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot listen on %s port %u: %s\n"
                "choose another with --listen ADDRESS:PORT; port 0 takes a free one",
                options->address, options->port, g_strerror(saved));
    if (fd >= 0)
      close(fd);
    return -1;
  }
  getsockname(fd, (struct sockaddr *)&storage, &len);
  *port = ntohs(storage.ss_family == AF_INET ? ((struct sockaddr_in *)&storage)->sin_port
                                             : ((struct sockaddr_in6 *)&storage)->sin6_port);
  return fd;
}

static struct MHD_Daemon *
start_daemon(HttpServer *server, int fd)
{
  const HttpOptions *options = &server->options;
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME,
      0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
      MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, options->n_threads,
      MHD_OPTION_CONNECTION_LIMIT, options->max_connections, MHD_OPTION_CONNECTION_TIMEOUT,
      options->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_first_line, NULL,
      MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
      NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
}

HttpServer *
http_server_start(const HttpOptions *options, GError **error)
{
  guint16 port;
  int fd = listen_on(options, &port, error);
  if (fd < 0)
    return NULL;
  HttpServer *server = g_new0(HttpServer, 1);
  server->options = *options;
  server->port = port;
  g_mutex_init(&server->lock);
  g_cond_init(&server->stop_soon);
  server->daemon = start_daemon(server, fd);
  if (server->daemon == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot start the HTTP server");
    close(fd);
    http_server_stop(server);
    return NULL;
  }
  server->sweeper = g_thread_new("late", sweeper_run, server);
  return server;
}

guint16
http_server_port(const HttpServer *server)
{
  return server->port;
}

void
http_server_stop(HttpServer *server)
{
  if (server == NULL)
    return;
  g_mutex_lock(&server->lock);
  server->stopping = TRUE;
  g_cond_signal(&server->stop_soon);
  g_mutex_unlock(&server->lock);
  if (server->sweeper != NULL)
    g_thread_join(server->sweeper);
  if (server->daemon != NULL)
    MHD_stop_daemon(server->daemon);
  g_cond_clear(&server->stop_soon);
  g_mutex_clear(&server->lock);
  g_free(server);
}
