/* The HTTP server: the only user of libmicrohttpd. It reads requests within limits, hands each whole one to a callback, and sends the
 * answer; it knows no page and no database. Epoll, a pool of threads, keep-alive. */
#pragma once
#include "server/reply.h"
G_BEGIN_DECLS

typedef struct HttpServer HttpServer;

typedef struct HttpRequest {
  const char *method;
  const char *target; /* as the client sent it: path and query, escaped */
  const char *body;   /* NULL: none */
  gsize body_len;
  guint refused;      /* not 0: over a limit of this file; answer with a page of this status (413, 414) */
  gpointer connection;
} HttpRequest;
/* A header of the request by its name, or NULL; valid while the request is answered. */
const char *http_request_header(const HttpRequest *request, const char *name);
/* All lines of that header in their order, with commas between (RFC 9110, 5.2), or NULL. Caller frees. */
char *http_request_header_lines(const HttpRequest *request, const char *name);

/* The address of who is connected, in numbers, NULL when it is not known. Caller frees. */
char *http_request_peer(const HttpRequest *request);

/* An answer ready to be sent, any number of times and from any thread. Refcounted. */
typedef struct HttpAnswer HttpAnswer;
/* Takes reply, whose stream, if it has one, is read only once. */
HttpAnswer *http_answer_new(Reply *reply, RouteCache cache);
HttpAnswer *http_answer_ref(HttpAnswer *answer);
void http_answer_unref(HttpAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpAnswer, http_answer_unref)
/* For the cache: bytes it holds, and what 304 is decided by (NULL: none). */
gsize http_answer_size(const HttpAnswer *answer);
const char *http_answer_etag(const HttpAnswer *answer);
gint64 http_answer_modified(const HttpAnswer *answer); /* 0: unknown, or proves nothing */
/* The 304 to answer: its headers without its body. */
HttpAnswer *http_answer_not_modified(const HttpAnswer *answer);

/* Wakes a sleeping stream, from any thread, any number of times; does nothing to one that is awake or over. Refcounted. */
HttpWaker *http_waker_new(void);
HttpWaker *http_waker_ref(HttpWaker *waker);
void http_waker_unref(HttpWaker *waker);
void http_waker_wake(HttpWaker *waker);

typedef struct {
  const char *address;    /* "127.0.0.1", "::1", "0.0.0.0" */
  guint16 port;           /* 0: any free one */
  guint n_threads;
  guint max_connections;
  guint receive_ms;       /* from connecting (or the last answer) until a request is whole; later: 408 and closed */
  guint idle_seconds;     /* no byte either way for so long: closed */
  const char *late;       /* whole HTTP response that is sent for 408; must outlive the server */
  /* Called on the server's threads, several at once. Never NULL. */
  HttpAnswer *(*answer)(const HttpRequest *request, gpointer data);
  /* The largest body that this method and target take, in bytes; a larger one is answered 413. */
  gsize (*body_limit)(const char *method, const char *target, gpointer data);
  gpointer data;
} HttpOptions;

/* Bytes of path and query; a longer one is answered 414. A query of the search language fits with every byte escaped, and one of 10,000
 * parentheses comes to the page that says what is wrong with it. It has room in what each connection holds anyway. */
#define HTTP_TARGET_MAX 32768

/* FAILED names the address: in use, not ours. */
HttpServer *http_server_start(const HttpOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint16 http_server_port(const HttpServer *server);
/* Waits for answers that are being made, then closes all connections. */
void http_server_stop(HttpServer *server);

G_END_DECLS
