/* Fetches over HTTP and HTTPS, politely: the one file of ingest/ that talks to libcurl.
 *
 * A Fetcher belongs to one thread and serves one source: it keeps its connection open between requests (one per host, one
 * request at a time), tries again what may pass by itself (connection lost, 408, 429, 5xx) after a growing pause with jitter or
 * after what Retry-After asks, and never tries again what will not (404, certificate, limits).
 *
 * Where requests may go: http and https only, no more than FETCH_REDIRECTS redirects, none from https back to http. The host that
 * the operator named may be anywhere; when it is out on the internet, nothing that it redirects to may be in a private
 * network. The address is checked at the moment of connecting, so a name cannot change in between.
 *
 * Errors (DOCKET_ERROR): NOT_FOUND (404, 410, no such host), FORBIDDEN (401, 403), REFUSED (certificate, private network, scheme,
 * too many redirects), TOO_LARGE, TIMEOUT (too slow, or asked to come back much later), STORAGE (a file could not be written here), FAILED (the rest); and
 * G_IO_ERROR_CANCELLED. Each names the URL. */
#pragma once
#include "db/error.h"
#include <sys/socket.h>
G_BEGIN_DECLS

#define FETCH_REDIRECTS 3
#define FETCH_TRIES 4
#define FETCH_CONNECT_MS (20 * 1000)
#define FETCH_STALL_SECONDS 60            /* slower than FETCH_STALL_BYTES a second for so long: given up */
#define FETCH_STALL_BYTES 64
#define FETCH_TOTAL_MS (6 * 3600 * 1000)  /* one request; a whole archive of gigabytes is one */
#define FETCH_PAUSE_MS 1000               /* between two requests, unless the host is this machine */
#define FETCH_BACKOFF_MS 2000             /* before the second try; doubles, half to one and a half of it by chance */
#define FETCH_BACKOFF_MAX_MS (60 * 1000)
#define FETCH_RETRY_AFTER_MAX 300         /* seconds: a longer Retry-After is left to the next run */
#define FETCH_PAGE_MAX ((gint64)8 << 20)  /* bytes of a page read into memory, unpacked */
#define FETCH_FILE_MAX ((gint64)8 << 30)  /* bytes of one download, as they come */
#define FETCH_URL_MAX 4096
/* What to do about a certificate that was refused. */
#define FETCH_TRUST_HINT \
  "if you trust who signed it, add their certificate to those of this machine, or name it as the host's ca-file in the file at $DOCKET_TOKENS"

typedef struct {
  const char *contact; /* for the User-Agent: a mail or web address of who runs this; NULL: none */
  gint64 now;          /* when the Fetcher was made; Retry-After may name a date */
  GRand *rng;          /* for jitter; borrowed, never NULL */
  guint tries;
  guint connect_ms, stall_seconds, total_ms;
  gint pause_ms;       /* -1: FETCH_PAUSE_MS, but 0 when the host is this machine */
  guint backoff_ms;
  GKeyFile *logins;    /* a group a host: `user` and `password` for mailboxes, `ca-file`; borrowed, or NULL */
  gboolean public_only; /* the first URL is not the operator's: its host may not be in a private network either */
  /* NULL: ingest_address_is_private. */
  gboolean (*is_private)(const struct sockaddr *address);
  /* Waits; FALSE: stop at once. NULL: sleeps, asking cancelled meanwhile. */
  gboolean (*wait)(guint64 milliseconds, gpointer user_data);
  /* Asked about ten times a second; may be NULL. */
  gboolean (*cancelled)(gpointer user_data);
  /* Bytes of the present transfer; total is 0 when unknown. May be NULL. */
  void (*progress)(const char *url, gint64 got, gint64 total, gpointer user_data);
  gpointer user_data;
} FetchOptions;
/* Fills in the defaults above; contact, now and rng are the caller's. */
void ingest_fetch_options_init(FetchOptions *options);
/* The file of certificates (PEM) that options->logins has for a host, to trust there instead of the machine's; NULL: the machine's.
 * Caller frees. */
char *ingest_fetch_ca_file(const FetchOptions *options, const char *host);

typedef struct Fetcher Fetcher;
/* url: what the operator named; its host may be internal. INVALID for anything but an http or https URL, and for one with a
 * password in it. */
Fetcher *ingest_fetcher_new(const char *url, const FetchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ingest_fetcher_free(Fetcher *fetcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fetcher, ingest_fetcher_free)

/* What is asked for; zero what is not needed. All borrowed. */
typedef struct {
  const char *url;
  const char *etag, *last_modified; /* of what we have: 304 when it is still that */
  const char *post;                 /* body of a POST (application/x-www-form-urlencoded), may be ""; NULL: GET */
  const char *secret_header;        /* a whole header line for the named host alone, never for where it redirects to; or NULL */
  gint64 max_bytes;                 /* 0: FETCH_PAGE_MAX or FETCH_FILE_MAX */
  gsize head;                       /* pages only: stop after so many bytes; 0: read all */
} FetchRequest;

typedef struct {
  guint status;         /* 200 or 304 */
  char *url;            /* where it was found, redirects followed */
  char *etag, *last_modified, *type; /* or NULL */
  gint64 length;        /* of the whole, as announced; -1: not said */
  GByteArray *body;     /* pages only; unpacked; one NUL byte follows that is not counted */
  gboolean cut;         /* head was reached, there is more */
} FetchReply;
void ingest_fetch_reply_free(FetchReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchReply, ingest_fetch_reply_free)

/* A page into memory. */
FetchReply *ingest_fetcher_page(Fetcher *fetcher, const FetchRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file to path, as it comes (packed files stay packed, plain ones may come gzipped: ingest_bytes_open tells). Until it is whole
 * it is path.part, with path.tag beside it that tells which version; a download that broke off, even in an earlier run, goes on
 * from there when the server still has that version. After status 200 path is whole and path.tag keeps its validators;
 * after 304 there is no path. */
FetchReply *ingest_fetcher_file(Fetcher *fetcher, const FetchRequest *request, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A whole file left at path by a run that was stopped before it was used: a reply as if it had just come. NULL: none. */
FetchReply *ingest_fetch_leftover(const char *path, const char *url);
/* Removes path, path.part and path.tag. */
void ingest_fetch_remove(const char *path);

/* Requests sent so far, redirects and repeats counted; bytes received. */
guint ingest_fetcher_requests(const Fetcher *fetcher);
gint64 ingest_fetcher_bytes(const Fetcher *fetcher);
/* When the server asked not to be asked before: UTC seconds, 0: it did not. */
gint64 ingest_fetcher_not_before(const Fetcher *fetcher);
G_END_DECLS
