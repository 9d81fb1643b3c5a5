#include "ingest/fetch.h"
#include "ingest/fetch-address.h"
#include "ingest/fetch-part.h"
#include "ingest/fetch-url.h"
#include "ingest/fetch-wait.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#define FETCH_AGENT "docket/0.1"
#define FETCH_PAGE_TOTAL_MS (120 * 1000)
#define FETCH_HEADERS_MAX (256 * 1024)
#define FETCH_DISCARD_MAX (1024 * 1024) /* body of an error page that is read and forgotten */
/* So much more arrived since the last break: the server works, count the tries anew. */
#define FETCH_HEADWAY ((gint64)1 << 20)

struct Fetcher {
  CURL *easy;
  FetchOptions options;
  char *agent;
  char *named;           /* host that the operator named, lower case */
  gboolean named_known;  /* it was connected to */
  gboolean named_public; /* at one public address at least */
  gboolean loopback;     /* it is this machine */
  gboolean at_named;     /* the request at hand goes there */
  gboolean at_origin;    /* to the very server that was asked first */
  gboolean blocked;      /* the address of the request at hand was refused */
  guint n_requests;
  gint64 n_bytes;
  gint64 not_before;
  gint64 started; /* monotonic */
  char reason[CURL_ERROR_SIZE];
};

typedef enum { STOP_NONE, STOP_HEAD, STOP_LARGE, STOP_FAILED } Stop;

/* One answer while it comes. */
typedef struct {
  Fetcher *fetcher;
  const FetchRequest *request;
  FetchReply *reply;
  FetchPart *part; /* NULL: a page */
  gint64 max;
  char *location, *retry_after;
  gint64 range_start;
  gsize n_headers, n_discarded;
  gboolean begun;
  Stop stop;
  GError *failure; /* with STOP_FAILED */
} Transfer;

typedef enum { OUTCOME_DONE, OUTCOME_REDIRECT, OUTCOME_AGAIN, OUTCOME_FAILED } Outcome;

static void
transfer_clear(Transfer *transfer)
{
  g_clear_pointer(&transfer->reply, ingest_fetch_reply_free);
  g_clear_pointer(&transfer->location, g_free);
  g_clear_pointer(&transfer->retry_after, g_free);
  g_clear_error(&transfer->failure);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Transfer, transfer_clear)

/* --- what libcurl calls --- */

static curl_socket_t
on_open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  Fetcher *fetcher = data;
  (void)purpose;
  gboolean (*is_private)(const struct sockaddr *) = fetcher->options.is_private;
  gboolean private = is_private(&address->addr);
  if (private && fetcher->options.public_only) {
    fetcher->blocked = TRUE;
    return CURL_SOCKET_BAD;
  }
  if (fetcher->at_named) {
    fetcher->named_known = TRUE;
    fetcher->named_public = fetcher->named_public || !private;
    fetcher->loopback = ingest_address_is_loopback(&address->addr);
  } else if (private && (!fetcher->named_known || fetcher->named_public)) {
    fetcher->blocked = TRUE;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static char *
header_value(const char *line, gsize len, const char *name)
{
  gsize n = strlen(name);
  if (len <= n || line[n] != ':' || g_ascii_strncasecmp(line, name, n) != 0)
    return NULL;
  return g_strstrip(g_strndup(line + n + 1, len - n - 1));
}

static gsize
on_header(char *line, gsize size, gsize n, void *data)
{
  Transfer *transfer = data;
  gsize len = size * n;
  FetchReply *reply = transfer->reply;
  transfer->n_headers += len;
  if (transfer->n_headers > FETCH_HEADERS_MAX)
    return 0;
  struct {
    const char *name;
    char **into;
  } const wanted[] = {
      {"ETag", &reply->etag},
      {"Last-Modified", &reply->last_modified},
      {"Content-Type", &reply->type},
      {"Location", &transfer->location},
      {"Retry-After", &transfer->retry_after},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
    char *value = header_value(line, len, wanted[i].name);
    if (value == NULL)
      continue;
    g_free(*wanted[i].into);
    *wanted[i].into = value;
  }
  g_autofree char *range = header_value(line, len, "Content-Range");
  if (range != NULL && g_ascii_strncasecmp(range, "bytes ", 6) == 0) {
    const char *total = strchr(range, '/');
    transfer->range_start = g_ascii_strtoll(range + 6, NULL, 10);
    if (total != NULL && g_ascii_isdigit(total[1]))
      reply->length = g_ascii_strtoll(total + 1, NULL, 10);
  }
  return len;
}

static long
status_of(const Fetcher *fetcher)
{
  long status = 0;
  curl_easy_getinfo(fetcher->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

/* The first byte of an answer that is wanted, or its end when it has none. */
static gboolean
transfer_begin(Transfer *transfer)
{
  FetchReply *reply = transfer->reply;
  long status = status_of(transfer->fetcher);
  transfer->begun = TRUE;
  curl_off_t announced = -1;
  curl_easy_getinfo(transfer->fetcher->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  if (status == 200)
    reply->length = announced;
  if (transfer->part == NULL)
    return TRUE;
  if (reply->length > transfer->max) {
    transfer->stop = STOP_LARGE;
    return FALSE;
  }
  gboolean ok;
  if (status == 206 && transfer->range_start == transfer->part->have)
    ok = ingest_part_continue(transfer->part, &transfer->failure);
  else if (status == 206)
    ok = FALSE;
  else
    ok = ingest_part_restart(transfer->part, reply->etag, reply->last_modified, &transfer->failure);
  if (!ok && transfer->failure == NULL)
    g_set_error(&transfer->failure, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot fetch %s: the server sent another part of it than was asked for",
                transfer->request->url);
  if (!ok)
    transfer->stop = STOP_FAILED;
  return ok;
}

static gsize
on_body(char *data, gsize size, gsize n, void *user)
{
  Transfer *transfer = user;
  gsize len = size * n;
  long status = status_of(transfer->fetcher);
  transfer->fetcher->n_bytes += (gint64)len;
  if (status != 200 && status != 206) {
    transfer->n_discarded += len;
    return transfer->n_discarded > FETCH_DISCARD_MAX ? 0 : len;
  }
  if (!transfer->begun && !transfer_begin(transfer))
    return 0;
  GByteArray *body = transfer->reply->body;
  gint64 have = transfer->part != NULL ? transfer->part->have : (gint64)body->len;
  if (have + (gint64)len > transfer->max) {
    transfer->stop = STOP_LARGE;
    return 0;
  }
  if (transfer->part != NULL) {
    if (ingest_part_write(transfer->part, data, len, &transfer->failure))
      return len;
    transfer->stop = STOP_FAILED;
    return 0;
  }
  g_byte_array_append(body, (const guint8 *)data, (guint)len);
  if (transfer->request->head == 0 || body->len < transfer->request->head)
    return len;
  transfer->stop = STOP_HEAD;
  return 0;
}

static int
on_progress(void *data, curl_off_t total, curl_off_t got, curl_off_t up_total, curl_off_t up)
{
  Transfer *transfer = data;
  const FetchOptions *options = &transfer->fetcher->options;
  (void)up_total;
  (void)up;
  if (options->progress != NULL && transfer->part != NULL && transfer->begun)
    options->progress(transfer->request->url, transfer->part->have,
                      MAX(transfer->reply->length, MAX(total, got)), options->user_data);
  return options->cancelled != NULL && options->cancelled(options->user_data);
}

/* --- one request --- */

static struct curl_slist *
add_header(struct curl_slist *list, const char *name, const char *value)
{
  g_autofree char *line = g_strconcat(name, ": ", value, NULL);
  return value != NULL ? curl_slist_append(list, line) : list;
}

static struct curl_slist *
request_headers(const Transfer *transfer)
{
  const FetchRequest *request = transfer->request;
  const FetchPart *part = transfer->part;
  struct curl_slist *list = NULL;
  if (request->secret_header != NULL && transfer->fetcher->at_origin)
    list = curl_slist_append(list, request->secret_header);
  /* A file is kept as it comes, so libcurl must not unpack it; a packed one gains nothing from
   * being packed again. */
  if (part != NULL)
    list = add_header(list, "Accept-Encoding",
                      ingest_url_is_packed(request->url) ? "identity" : "gzip");
  if (part != NULL && part->have > 0) {
    g_autofree char *range = g_strdup_printf("bytes=%" G_GINT64_FORMAT "-", part->have);
    list = add_header(list, "Range", range);
    return add_header(list, "If-Range", ingest_part_validator(part));
  }
  list = add_header(list, "If-None-Match", request->etag);
  return add_header(list, "If-Modified-Since", request->last_modified);
}

/* Of the host at hand: a redirect leads to one whose certificates are its own. */
static void
set_trust(const Fetcher *fetcher, const char *url)
{
  g_autoptr(GUri) uri = ingest_url_parse(url, NULL);
  g_autofree char *ca_file =
      uri != NULL ? ingest_fetch_ca_file(&fetcher->options, g_uri_get_host(uri)) : NULL;
  if (ca_file == NULL)
    return;
  curl_easy_setopt(fetcher->easy, CURLOPT_CAINFO, ca_file);
  curl_easy_setopt(fetcher->easy, CURLOPT_CAPATH, NULL);
}

static void
set_request(Transfer *transfer, const char *url, gboolean post, struct curl_slist *headers)
{
  Fetcher *fetcher = transfer->fetcher;
  const FetchOptions *options = &fetcher->options;
  CURL *easy = fetcher->easy;
  guint total =
      transfer->part != NULL ? options->total_ms : MIN(options->total_ms, FETCH_PAGE_TOTAL_MS);
  curl_easy_reset(easy); /* keeps connections */
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* through a proxy no address could be checked */
  curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, 2L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, fetcher->agent);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  set_trust(fetcher, url);
  if (transfer->part == NULL)
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  if (post) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(transfer->request->post));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->request->post);
  }
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_ms);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)total);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_STALL_BYTES);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)options->stall_seconds);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, fetcher);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
  fetcher->reason[0] = '\0';
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, fetcher->reason);
}

static Outcome
fail(GError **error, DocketError code, const char *url, const char *why)
{
  g_set_error(error, DOCKET_ERROR, (gint)code, "cannot fetch %s: %s", url, why);
  return OUTCOME_FAILED;
}

/* The transfer broke before the server had said all. */
static Outcome
judge_break(Transfer *transfer, CURLcode code, const char *url, GError **error)
{
  const Fetcher *fetcher = transfer->fetcher;
  const char *why = fetcher->reason[0] != '\0' ? fetcher->reason : curl_easy_strerror(code);
  if (transfer->stop == STOP_FAILED) {
    g_propagate_error(error, g_steal_pointer(&transfer->failure));
    return OUTCOME_FAILED;
  }
  if (transfer->stop == STOP_LARGE) {
    g_autofree char *limit = g_format_size_full((guint64)transfer->max, G_FORMAT_SIZE_IEC_UNITS);
    g_autofree char *over = g_strconcat("it is over the limit of ", limit, NULL);
    return fail(error, DOCKET_ERROR_TOO_LARGE, url, over);
  }
  if (fetcher->blocked)
    return fail(error, DOCKET_ERROR_REFUSED, url,
                fetcher->options.public_only
                    ? "it is in a private network"
                    : "it is in a private network, and a public address leads to it");
  switch ((int)code) {
  case CURLE_ABORTED_BY_CALLBACK:
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped while fetching %s", url);
    return OUTCOME_FAILED;
  case CURLE_COULDNT_RESOLVE_HOST:
    return fail(error, DOCKET_ERROR_NOT_FOUND, url, why);
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_INVALIDCERTSTATUS:
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "cannot fetch %s: certificate refused: %s\n" FETCH_TRUST_HINT, url, why);
    return OUTCOME_FAILED;
  case CURLE_BAD_CONTENT_ENCODING:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_WRITE_ERROR: /* headers or an error page without end */
    return fail(error, DOCKET_ERROR_FORMAT, url, why);
  case CURLE_OPERATION_TIMEDOUT:
    fail(error, DOCKET_ERROR_TIMEOUT, url, why);
    return OUTCOME_AGAIN;
  default:
    fail(error, DOCKET_ERROR_FAILED, url, why);
    return OUTCOME_AGAIN;
  }
}

static Outcome
judge_status(Transfer *transfer, long status, const char *url, GError **error)
{
  g_autofree char *why = g_strdup_printf("the server answered %ld", status);
  switch (status) {
  case 200:
  case 206:
    if (!transfer->begun && !transfer_begin(transfer))
      return judge_break(transfer, CURLE_WRITE_ERROR, url, error);
    return OUTCOME_DONE;
  case 304:
    if (transfer->request->etag != NULL || transfer->request->last_modified != NULL)
      return OUTCOME_DONE;
    return fail(error, DOCKET_ERROR_FAILED, url, "the server answered 304 to a plain question");
  case 301:
  case 302:
  case 303:
  case 307:
  case 308:
    return OUTCOME_REDIRECT;
  case 401:
  case 403:
  case 407:
    return fail(error, DOCKET_ERROR_FORBIDDEN, url, why);
  case 404:
  case 410:
    return fail(error, DOCKET_ERROR_NOT_FOUND, url, why);
  case 416:
    fail(error, DOCKET_ERROR_FAILED, url, why);
    if (transfer->part == NULL || transfer->part->have == 0)
      return OUTCOME_FAILED;
    ingest_part_drop(transfer->part); /* shorter than our part by now */
    return OUTCOME_AGAIN;
  default:
    fail(error, DOCKET_ERROR_FAILED, url, why);
    return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501)
               ? OUTCOME_AGAIN
               : OUTCOME_FAILED;
  }
}

/* --- waiting --- */

static gint64
fetcher_now(const Fetcher *fetcher)
{
  return fetcher->options.now + (g_get_monotonic_time() - fetcher->started) / G_USEC_PER_SEC;
}

/* Keeps what a server that is given up says of when to come back. GitHub says it with 403, too. */
static void
note_retry_after(Fetcher *fetcher, Outcome outcome, const char *asks)
{
  if (outcome != OUTCOME_AGAIN && status_of(fetcher) != 403)
    return;
  gint64 asked = ingest_retry_after(asks, fetcher_now(fetcher));
  if (asked > 0)
    fetcher->not_before = MAX(fetcher->not_before, fetcher_now(fetcher) + asked);
}

/* Between two tries. FALSE: not now; error says why, with the failure in it. */
static gboolean
wait_to_retry(Fetcher *fetcher, guint n_try, const char *asks, const GError *failure,
              GError **error)
{
  gint64 asked = ingest_retry_after(asks, fetcher_now(fetcher));
  if (asked > FETCH_RETRY_AFTER_MAX) {
    fetcher->not_before = fetcher_now(fetcher) + asked;
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(fetcher->not_before);
    g_autofree char *until = when != NULL ? g_date_time_format(when, "%Y-%m-%d %H:%M UTC") : NULL;
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT,
                "%s and asks not to be asked again before %s", failure->message,
                until != NULL ? until : "a far day");
    return FALSE;
  }
  guint64 wait =
      asked >= 0 ? (guint64)asked * 1000 : ingest_retry_backoff(&fetcher->options, n_try);
  g_log("docket-ingest", G_LOG_LEVEL_INFO, "%s, next try in %.1f s", failure->message,
        (double)wait / 1000);
  return ingest_retry_wait(&fetcher->options, wait, error);
}

static gboolean
pause_between(Fetcher *fetcher, GError **error)
{
  guint pause = ingest_fetch_pause(fetcher->options.pause_ms, fetcher->loopback);
  return fetcher->n_requests == 0 || pause == 0 ||
         ingest_retry_wait(&fetcher->options, pause, error);
}

/* --- a request with its redirects and repeats --- */

static gboolean
same_origin(GUri *a, const char *url)
{
  g_autoptr(GUri) b = ingest_url_parse(url, NULL);
  return b != NULL && g_uri_get_port(a) == g_uri_get_port(b) &&
         strcmp(g_uri_get_scheme(a), g_uri_get_scheme(b)) == 0 &&
         g_ascii_strcasecmp(g_uri_get_host(a), g_uri_get_host(b)) == 0;
}

static Outcome
send_once(Transfer *transfer, const char *url, gboolean post, GError **error)
{
  Fetcher *fetcher = transfer->fetcher;
  g_autoptr(GUri) uri = ingest_url_parse(url, error);
  if (uri == NULL)
    return OUTCOME_FAILED;
  transfer_clear(transfer);
  transfer->reply = g_new0(FetchReply, 1);
  transfer->reply->url = g_strdup(url);
  transfer->reply->length = -1;
  transfer->reply->body = g_byte_array_new();
  transfer->range_start = -1;
  transfer->n_headers = transfer->n_discarded = 0;
  transfer->begun = FALSE;
  transfer->stop = STOP_NONE;
  fetcher->blocked = FALSE;
  fetcher->at_named = g_ascii_strcasecmp(g_uri_get_host(uri), fetcher->named) == 0;
  fetcher->at_origin = same_origin(uri, transfer->request->url);
  fetcher->n_requests++;
  struct curl_slist *headers = request_headers(transfer);
  set_request(transfer, url, post, headers);
  CURLcode code = curl_easy_perform(fetcher->easy);
  curl_slist_free_all(headers);
  if (transfer->stop == STOP_HEAD) {
    transfer->reply->cut = TRUE;
    return OUTCOME_DONE;
  }
  if (code != CURLE_OK)
    return judge_break(transfer, code, url, error);
  return judge_status(transfer, status_of(fetcher), url, error);
}

static Outcome
send_following(Transfer *transfer, GError **error)
{
  g_autofree char *url = g_strdup(transfer->request->url);
  gboolean post = transfer->request->post != NULL;
  for (guint hop = 0; hop <= FETCH_REDIRECTS; hop++) {
    Outcome outcome = send_once(transfer, url, post, error);
    if (outcome != OUTCOME_REDIRECT)
      return outcome;
    long status = status_of(transfer->fetcher);
    char *next = ingest_url_redirect(url, transfer->location, error);
    if (next == NULL)
      return OUTCOME_FAILED;
    g_free(url);
    url = next;
    post = post && (status == 307 || status == 308);
  }
  g_autofree char *why = g_strdup_printf("more than %d redirects", FETCH_REDIRECTS);
  return fail(error, DOCKET_ERROR_REFUSED, transfer->request->url, why);
}

static FetchReply *
fetch(Fetcher *fetcher, const FetchRequest *request, FetchPart *part, GError **error)
{
  g_auto(Transfer) transfer = {.fetcher = fetcher, .request = request, .part = part};
  transfer.max = request->max_bytes > 0 ? request->max_bytes
                 : part != NULL         ? FETCH_FILE_MAX
                                        : FETCH_PAGE_MAX;
  if (!pause_between(fetcher, error))
    return NULL;
  gint64 reached = part != NULL ? part->have : 0;
  for (guint n_try = 0;; n_try++) {
    g_autoptr(GError) failure = NULL;
    Outcome outcome = send_following(&transfer, &failure);
    if (outcome == OUTCOME_DONE) {
      transfer.reply->status = (guint)status_of(fetcher);
      if (transfer.reply->status == 206)
        transfer.reply->status = 200;
      return g_steal_pointer(&transfer.reply);
    }
    if (part != NULL && part->have - reached >= FETCH_HEADWAY) {
      reached = part->have;
      n_try = 0;
    }
    if (outcome == OUTCOME_FAILED || n_try + 1 >= fetcher->options.tries) {
      note_retry_after(fetcher, outcome, transfer.retry_after);
      g_propagate_error(error, g_steal_pointer(&failure));
      return NULL;
    }
    if (!wait_to_retry(fetcher, n_try, transfer.retry_after, failure, error))
      return NULL;
  }
}

FetchReply *
ingest_fetcher_page(Fetcher *fetcher, const FetchRequest *request, GError **error)
{
  g_autoptr(FetchReply) reply = fetch(fetcher, request, NULL, error);
  if (reply == NULL)
    return NULL;
  g_byte_array_append(reply->body, (const guint8 *)"", 1);
  g_byte_array_set_size(reply->body, reply->body->len - 1);
  return g_steal_pointer(&reply);
}

FetchReply *
ingest_fetcher_file(Fetcher *fetcher, const FetchRequest *request, const char *path, GError **error)
{
  g_autoptr(FetchPart) part = ingest_part_open(path, error);
  if (part == NULL)
    return NULL;
  g_autoptr(FetchReply) reply = fetch(fetcher, request, part, error);
  if (reply == NULL)
    return NULL;
  g_clear_pointer(&reply->body, g_byte_array_unref);
  if (reply->status == 304) {
    ingest_part_drop(part);
    return g_steal_pointer(&reply);
  }
  reply->length = part->have;
  return ingest_part_finish(part, error) ? g_steal_pointer(&reply) : NULL;
}

/* --- the Fetcher --- */

Fetcher *
ingest_fetcher_new(const char *url, const FetchOptions *options, GError **error)
{
  g_autoptr(GUri) uri = ingest_url_parse(url, error);
  if (uri == NULL)
    return NULL;
  g_autoptr(Fetcher) fetcher = g_new0(Fetcher, 1);
  fetcher->options = *options;
  if (fetcher->options.is_private == NULL)
    fetcher->options.is_private = ingest_address_is_private;
  fetcher->named = g_ascii_strdown(g_uri_get_host(uri), -1);
  fetcher->agent = options->contact != NULL ? g_strdup_printf("%s (mailing list reader; +%s)",
                                                              FETCH_AGENT, options->contact)
                                            : g_strdup(FETCH_AGENT " (mailing list reader)");
  g_strdelimit(fetcher->agent, "\r\n", ' ');
  fetcher->started = g_get_monotonic_time();
  fetcher->easy = curl_easy_init();
  if (fetcher->easy == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot start the HTTP library");
    return NULL;
  }
  return g_steal_pointer(&fetcher);
}

void
ingest_fetcher_free(Fetcher *fetcher)
{
  if (fetcher == NULL)
    return;
  if (fetcher->easy != NULL)
    curl_easy_cleanup(fetcher->easy);
  g_free(fetcher->agent);
  g_free(fetcher->named);
  g_free(fetcher);
}

guint
ingest_fetcher_requests(const Fetcher *fetcher)
{
  return fetcher->n_requests;
}

gint64
ingest_fetcher_bytes(const Fetcher *fetcher)
{
  return fetcher->n_bytes;
}

gint64
ingest_fetcher_not_before(const Fetcher *fetcher)
{
  return fetcher->not_before;
}
