#include "tests/harness/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX (1 << 20)

typedef struct {
  guint times;
  PeerFault fault;
} Fault;

typedef struct {
  guint status;
  char *type, *etag, *modified, *location;
  GBytes *body;
  GQueue faults; /* Fault */
} Page;

struct Peer {
  int fd, stop[2];
  char *base;
  GThread *thread;
  GMutex lock;
  GHashTable *pages;  /* "GET /target" -> Page */
  GPtrArray *log;     /* char * */
  GPtrArray *workers; /* GThread */
  char *head, *body;  /* of the latest request */
  guint n_connections;
  gint64 latest, gap; /* microseconds; 0: no request yet; -1: only one */
};

typedef struct {
  Peer *peer;
  int fd;
} Worker;

static void
page_free(gpointer data)
{
  Page *page = data;
  g_free(page->type);
  g_free(page->etag);
  g_free(page->modified);
  g_free(page->location);
  g_bytes_unref(page->body);
  g_queue_clear_full(&page->faults, g_free);
  g_free(page);
}

/* --- what is served --- */

static void
put(Peer *peer, const char *method, const char *target, Page *page)
{
  g_mutex_lock(&peer->lock);
  g_hash_table_replace(peer->pages, g_strconcat(method, " ", target, NULL), page);
  g_mutex_unlock(&peer->lock);
}

static Page *
page_new(const char *type, const void *data, gssize len)
{
  Page *page = g_new0(Page, 1);
  gsize n = len < 0 ? strlen(data) : (gsize)len;
  g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA1, data, n);
  page->status = 200;
  page->type = g_strdup(type);
  page->etag = g_strdup_printf("\"%.12s\"", sum);
  page->body = g_bytes_new(data, n);
  return page;
}

void
peer_put(Peer *peer, const char *target, const char *type, const void *data, gssize len)
{
  put(peer, "GET", target, page_new(type, data, len));
}

void
peer_put_post(Peer *peer, const char *target, const char *type, const void *data, gssize len)
{
  put(peer, "POST", target, page_new(type, data, len));
}

void
peer_put_file(Peer *peer, const char *target, const char *type, const char *path)
{
  g_autofree char *data = NULL;
  gsize len;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &data, &len, &error);
  g_assert_no_error(error);
  peer_put(peer, target, type, data, (gssize)len);
}

void
peer_put_gzip(Peer *peer, const char *target, const char *text, gssize len)
{
  g_autoptr(GBytes) packed = peer_gzip(text, len < 0 ? strlen(text) : (gsize)len);
  gsize n;
  const void *data = g_bytes_get_data(packed, &n);
  peer_put(peer, target, "application/x-gzip", data, (gssize)n);
}

void
peer_redirect(Peer *peer, const char *target, guint status, const char *location)
{
  Page *page = page_new("text/html", "moved", -1);
  page->status = status;
  page->location = g_strdup(location);
  put(peer, "GET", target, page);
}

void
peer_remove(Peer *peer, const char *target)
{
  g_autofree char *key = g_strconcat("GET ", target, NULL);
  g_mutex_lock(&peer->lock);
  g_hash_table_remove(peer->pages, key);
  g_mutex_unlock(&peer->lock);
}

static Page *
page_at(Peer *peer, const char *target)
{
  g_autofree char *get = g_strconcat("GET ", target, NULL);
  g_autofree char *post = g_strconcat("POST ", target, NULL);
  Page *page = g_hash_table_lookup(peer->pages, get);
  page = page != NULL ? page : g_hash_table_lookup(peer->pages, post);
  g_assert_nonnull(page);
  return page;
}

void
peer_forget_validators(Peer *peer, const char *target)
{
  g_mutex_lock(&peer->lock);
  g_clear_pointer(&page_at(peer, target)->etag, g_free);
  g_mutex_unlock(&peer->lock);
}

void
peer_date(Peer *peer, const char *target, const char *date)
{
  peer_forget_validators(peer, target);
  g_mutex_lock(&peer->lock);
  g_free(page_at(peer, target)->modified);
  page_at(peer, target)->modified = g_strdup(date);
  g_mutex_unlock(&peer->lock);
}

void
peer_fault(Peer *peer, const char *target, guint times, const PeerFault *fault)
{
  Fault *one = g_new(Fault, 1);
  *one = (Fault){times, *fault};
  g_mutex_lock(&peer->lock);
  g_queue_push_tail(&page_at(peer, target)->faults, one);
  g_mutex_unlock(&peer->lock);
}

/* --- what came --- */

GStrv
peer_log(Peer *peer)
{
  g_mutex_lock(&peer->lock);
  GStrv log = g_new0(char *, peer->log->len + 1);
  for (guint i = 0; i < peer->log->len; i++)
    log[i] = g_strdup(peer->log->pdata[i]);
  g_mutex_unlock(&peer->lock);
  return log;
}

void
peer_log_clear(Peer *peer)
{
  g_mutex_lock(&peer->lock);
  g_ptr_array_set_size(peer->log, 0);
  peer->n_connections = 0;
  peer->latest = 0;
  peer->gap = -1;
  g_mutex_unlock(&peer->lock);
}

gint64
peer_gap(Peer *peer)
{
  g_mutex_lock(&peer->lock);
  gint64 gap = peer->gap;
  g_mutex_unlock(&peer->lock);
  return gap;
}

guint
peer_connections(Peer *peer)
{
  g_mutex_lock(&peer->lock);
  guint n = peer->n_connections;
  g_mutex_unlock(&peer->lock);
  return n;
}

static char *
find_header(const char *head, const char *name)
{
  g_auto(GStrv) line = g_strsplit(head, "\r\n", -1);
  gsize n = strlen(name);
  for (guint i = 1; line[0] != NULL && line[i] != NULL; i++)
    if (g_ascii_strncasecmp(line[i], name, n) == 0 && line[i][n] == ':')
      return g_strstrip(g_strdup(line[i] + n + 1));
  return NULL;
}

char *
peer_header(Peer *peer, const char *name)
{
  g_mutex_lock(&peer->lock);
  char *value = peer->head != NULL ? find_header(peer->head, name) : NULL;
  g_mutex_unlock(&peer->lock);
  return value;
}

char *
peer_body(Peer *peer)
{
  g_mutex_lock(&peer->lock);
  char *body = g_strdup(peer->body);
  g_mutex_unlock(&peer->lock);
  return body;
}

/* --- answering --- */

typedef struct {
  GString *head;
  GBytes *body; /* or NULL */
  gsize send;   /* bytes of the body that go out */
  guint drip_ms;
  gboolean close;
} Answer;

static void
answer_body(Answer *answer, const char *text)
{
  g_clear_pointer(&answer->body, g_bytes_unref);
  answer->body = g_bytes_new_static(text, strlen(text));
}

static void
answer_page(Answer *answer, const Page *page, const char *head, gsize *from)
{
  gsize size = g_bytes_get_size(page->body);
  g_autofree char *match = find_header(head, "If-None-Match");
  g_autofree char *range = find_header(head, "Range");
  g_autofree char *if_range = find_header(head, "If-Range");
  g_autofree char *since = find_header(head, "If-Modified-Since");
  const char *validator = page->etag != NULL ? page->etag : page->modified;
  gboolean same =
      validator != NULL && g_strcmp0(page->etag != NULL ? match : since, validator) == 0;
  gboolean part = validator != NULL && range != NULL && g_strcmp0(if_range, validator) == 0;
  *from = part ? (gsize)g_ascii_strtoull(range + strlen("bytes="), NULL, 10) : 0;
  if (part && *from >= size) {
    g_string_assign(answer->head, "HTTP/1.1 416 X\r\n");
    answer_body(answer, "");
    return;
  }
  g_string_printf(answer->head, "HTTP/1.1 %u X\r\n", same ? 304 : part ? 206 : page->status);
  if (page->etag != NULL)
    g_string_append_printf(answer->head, "ETag: %s\r\n", page->etag);
  if (page->modified != NULL)
    g_string_append_printf(answer->head, "Last-Modified: %s\r\n", page->modified);
  if (page->location != NULL)
    g_string_append_printf(answer->head, "Location: %s\r\n", page->location);
  if (same)
    return;
  if (part)
    g_string_append_printf(answer->head, "Content-Range: bytes %zu-%zu/%zu\r\n", *from, size - 1,
                           size);
  g_string_append_printf(answer->head, "Content-Type: %s\r\n", page->type);
  answer->body = g_bytes_new_from_bytes(page->body, *from, size - *from);
}

static void
answer_fault(Answer *answer, const PeerFault *fault)
{
  if (fault->status != 0) {
    g_string_printf(answer->head, "HTTP/1.1 %u X\r\n", fault->status);
    answer_body(answer, "out of order");
  }
  if (fault->headers != NULL)
    g_string_append(answer->head, fault->headers);
  if (fault->instead != NULL)
    answer_body(answer, fault->instead);
  answer->drip_ms = fault->drip_ms;
}

static Page *
page_for(Peer *peer, const char *method, const char *target)
{
  g_autofree char *key = g_strconcat(method, " ", target, NULL);
  Page *page = g_hash_table_lookup(peer->pages, key);
  key[strcspn(key, "?")] = '\0';
  return page != NULL ? page : g_hash_table_lookup(peer->pages, key);
}

/* Makes the answer and notes the request; called with the lock held. */
static void
answer_request(Peer *peer, const char *head, Answer *answer)
{
  g_auto(GStrv) word = g_strsplit(head, " ", 3);
  const char *method = word[0] != NULL ? word[0] : "?";
  const char *target = word[0] != NULL && word[1] != NULL ? word[1] : "?";
  Page *page = page_for(peer, method, target);
  gsize from = 0;
  PeerFault fault = {0};
  if (page == NULL) {
    g_string_assign(answer->head, "HTTP/1.1 404 X\r\n");
    answer_body(answer, "not here");
  } else {
    answer_page(answer, page, head, &from);
    Fault *first = g_queue_peek_head(&page->faults);
    if (first != NULL) {
      fault = first->fault;
      answer_fault(answer, &fault);
      if (--first->times == 0)
        g_free(g_queue_pop_head(&page->faults));
    }
  }
  gsize size = answer->body != NULL ? g_bytes_get_size(answer->body) : 0;
  answer->send = fault.cut > 0 ? MIN(fault.cut, size) : size;
  answer->close = answer->send < size || fault.claim > 0;
  if (answer->body != NULL)
    g_string_append_printf(answer->head, "Content-Length: %" G_GINT64_FORMAT "\r\n",
                           fault.claim > 0 ? fault.claim : (gint64)size);
  g_string_append(answer->head, "\r\n");
  g_autofree char *suffix = from > 0 ? g_strdup_printf(" from %zu", from) : g_strdup("");
  gint64 now = g_get_monotonic_time();
  peer->gap = peer->latest > 0 ? now - peer->latest : -1;
  peer->latest = now;
  g_ptr_array_add(peer->log,
                  g_strdup_printf("%s %s %.3s%s", method, target, answer->head->str + 9, suffix));
}

static gboolean
send_all(int fd, const char *data, gsize len)
{
  while (len > 0) {
    gssize n = send(fd, data, len, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    len -= (gsize)n;
  }
  return TRUE;
}

typedef enum { WAIT_READABLE, WAIT_TIMEOUT, WAIT_STOPPED } Wait;

static Wait
wait_for(Peer *peer, int fd, int timeout_ms)
{
  struct pollfd both[2] = {{.fd = fd, .events = POLLIN}, {.fd = peer->stop[0], .events = POLLIN}};
  while (poll(both, 2, timeout_ms) < 0 && errno == EINTR)
    continue;
  return both[1].revents != 0 ? WAIT_STOPPED : both[0].revents != 0 ? WAIT_READABLE : WAIT_TIMEOUT;
}

static gboolean
send_answer(Peer *peer, int fd, const Answer *answer)
{
  if (!send_all(fd, answer->head->str, answer->head->len))
    return FALSE;
  const char *data = answer->body != NULL ? g_bytes_get_data(answer->body, NULL) : NULL;
  if (answer->drip_ms == 0)
    return answer->send == 0 || send_all(fd, data, answer->send);
  for (gsize i = 0; i < answer->send; i++)
    /* The client has nothing to say here: readable means that it went away. */
    if (!send_all(fd, data + i, 1) || wait_for(peer, fd, (int)answer->drip_ms) != WAIT_TIMEOUT)
      return FALSE;
  return TRUE;
}

/* Reads a head up to its blank line, then its body; what follows stays in buffer. NULL: closed. */
static char *
read_request(Peer *peer, int fd, GString *buffer, char **body)
{
  for (;;) {
    char *end = strstr(buffer->str, "\r\n\r\n");
    if (end != NULL) {
      gsize head_len = (gsize)(end - buffer->str);
      g_autofree char *head = g_strndup(buffer->str, head_len);
      g_autofree char *length = find_header(head, "Content-Length");
      gsize body_len = length != NULL ? (gsize)g_ascii_strtoull(length, NULL, 10) : 0;
      if (buffer->len >= head_len + 4 + body_len) {
        *body = g_strndup(end + 4, body_len);
        g_string_erase(buffer, 0, (gssize)(head_len + 4 + body_len));
        return g_steal_pointer(&head);
      }
    }
    char chunk[4096];
    if (buffer->len > REQUEST_MAX || wait_for(peer, fd, -1) != WAIT_READABLE)
      return NULL;
    gssize n = recv(fd, chunk, sizeof chunk, 0);
    if (n <= 0)
      return NULL;
    g_string_append_len(buffer, chunk, n);
  }
}

static gpointer
work(gpointer data)
{
  g_autofree Worker *worker = data;
  Peer *peer = worker->peer;
  g_autoptr(GString) buffer = g_string_new(NULL);
  gboolean more = TRUE;
  while (more) {
    char *body = NULL;
    char *head = read_request(peer, worker->fd, buffer, &body);
    if (head == NULL)
      break;
    Answer answer = {.head = g_string_new(NULL)};
    g_mutex_lock(&peer->lock);
    answer_request(peer, head, &answer);
    g_free(peer->head);
    g_free(peer->body);
    peer->head = head;
    peer->body = body;
    g_mutex_unlock(&peer->lock);
    more = send_answer(peer, worker->fd, &answer) && !answer.close;
    g_string_free(answer.head, TRUE);
    g_clear_pointer(&answer.body, g_bytes_unref);
  }
  close(worker->fd);
  return NULL;
}

static gpointer
listen_loop(gpointer data)
{
  Peer *peer = data;
  while (wait_for(peer, peer->fd, -1) == WAIT_READABLE) {
    int fd = accept(peer->fd, NULL, NULL);
    if (fd < 0)
      continue;
    Worker *worker = g_new(Worker, 1);
    *worker = (Worker){peer, fd};
    g_mutex_lock(&peer->lock);
    peer->n_connections++;
    g_ptr_array_add(peer->workers, g_thread_new("peer", work, worker));
    g_mutex_unlock(&peer->lock);
  }
  return NULL;
}

/* --- the peer --- */

Peer *
peer_new(const char *address)
{
  Peer *peer = g_new0(Peer, 1);
  struct sockaddr_in at = {.sin_family = AF_INET};
  socklen_t len = sizeof at;
  g_mutex_init(&peer->lock);
  peer->pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, page_free);
  peer->log = g_ptr_array_new_with_free_func(g_free);
  peer->gap = -1;
  peer->workers = g_ptr_array_new();
  address = address != NULL ? address : "127.0.0.1";
  g_assert_cmpint(inet_pton(AF_INET, address, &at.sin_addr), ==, 1);
  peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(peer->fd, (struct sockaddr *)&at, sizeof at), ==, 0);
  g_assert_cmpint(listen(peer->fd, 16), ==, 0);
  g_assert_cmpint(getsockname(peer->fd, (struct sockaddr *)&at, &len), ==, 0);
  g_assert_cmpint(pipe(peer->stop), ==, 0);
  peer->base = g_strdup_printf("http://%s:%u", address, g_ntohs(at.sin_port));
  peer->thread = g_thread_new("peer-listen", listen_loop, peer);
  return peer;
}

void
peer_free(Peer *peer)
{
  g_assert_cmpint(write(peer->stop[1], "", 1), ==, 1);
  g_thread_join(peer->thread);
  for (guint i = 0; i < peer->workers->len; i++)
    g_thread_join(peer->workers->pdata[i]);
  close(peer->fd);
  close(peer->stop[0]);
  close(peer->stop[1]);
  g_hash_table_unref(peer->pages);
  g_ptr_array_unref(peer->log);
  g_ptr_array_unref(peer->workers);
  g_mutex_clear(&peer->lock);
  g_free(peer->head);
  g_free(peer->body);
  g_free(peer->base);
  g_free(peer);
}

char *
peer_url(const Peer *peer, const char *path)
{
  return g_strconcat(peer->base, path, NULL);
}

GBytes *
peer_gzip(const void *data, gsize len)
{
  g_autoptr(GZlibCompressor) packer = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, G_CONVERTER(packer));
  g_assert_true(g_output_stream_write_all(stream, data, len, NULL, NULL, NULL));
  g_assert_true(g_output_stream_close(stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}
