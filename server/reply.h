/* What a handler answers, before it becomes bytes on a connection. This is the only place where a DocketError becomes an
 * HTTP status. */
#pragma once
#include "server/route.h"
#include "web/pages.h"
G_BEGIN_DECLS

typedef struct HttpWaker HttpWaker; /* http.h */

#define REPLY_LATER (-2)
#define REPLY_KEY_BYTES 64
/* Gives the next bytes of a streamed body: how many were written to buffer, 0 at the end, REPLY_LATER, of a stream with a waker, when there is
 * nothing now: it sleeps until it is woken, -1 when it broke (the connection is cut so that the
 * client sees that something is missing). May be called from another thread than the handler's, never from two at once. */
typedef gssize (*ReplyRead)(gpointer data, char *buffer, gsize max);

struct Reply {
  guint status;         /* 200 until set */
  const char *type;     /* Content-Type, static */
  GString *body;        /* the handler prints into it; never NULL */
  GBytes *bytes;        /* instead of body, or NULL */
  ReplyRead read;       /* instead of both: streamed, never cached */
  gpointer read_data;
  GDestroyNotify read_free;
  HttpWaker *waker;     /* of a stream that may give REPLY_LATER; owned; NULL: of one that never does */
  GPtrArray *headers;   /* char *: name, value, name, value ... */
  gint64 last_modified; /* UTC seconds, 0: unknown */
  gboolean age_unsure;  /* last_modified is told, but proves nothing about what a client has */
  gboolean secret_address; /* Referrer-Policy keeps its path from every other page, also of this server */
  char *etag;           /* with its quotes, strong but for streams; NULL until sealed */
  const guint8 *key;    /* REPLY_KEY_BYTES that nobody outside knows, for etag; borrowed; NULL: a known key, as tests have it */
};

/* An empty 200 of the type that goes with format. */
Reply *server_reply_new(RouteFormat format);
void server_reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, server_reply_free)

/* value is copied; control characters in it become blanks, so that no header can be smuggled in. */
void server_reply_header(Reply *reply, const char *name, const char *value);
/* location is a path of this server, escaped already. */
void server_reply_redirect(Reply *reply, guint status, const char *location);
/* "attachment" with a file name made safe: [A-Za-z0-9._-] kept, at most 100 characters. */
void server_reply_attachment(Reply *reply, const char *file_name);
void server_reply_stream(Reply *reply, ReplyRead read, gpointer data, GDestroyNotify free_data);
/* Replaces body with an error page, or its JSON or plain form, in the look of all pages. The page never shows more than the message:
 * storage and internal faults go to the log, the reader gets a general sentence. */
void server_reply_error(Reply *reply, RouteFormat format, const WebPage *page, const GError *error);
/* The same for faults that have a status but no DocketError (405, 408, 414). */
void server_reply_fault(Reply *reply, RouteFormat format, const WebPage *page, guint status,
                        const char *message, const char *hint);
guint server_reply_status_of(const GError *error);

/* The whole body (borrowed); empty for streams. Fixes etag. */
GBytes *server_reply_seal(Reply *reply);
/* The same reply compressed, when that is worth it; NULL otherwise. Its ETag differs, as a strong one must. Needs a sealed reply. */
Reply *server_reply_gzip(const Reply *reply);
/* For what has no bytes yet when it begins: a weak ETag that is the same as long as the database is (state: its change counter). Caller frees. */
char *server_reply_state_etag(const guint8 *key, guint64 state);
/* TRUE when an If-None-Match header names etag. */
gboolean server_reply_etag_matches(const char *if_none_match, const char *etag);

typedef struct {
  const char *name, *value;
} ReplyHeader;
/* Sent with every answer, whatever it is. Static. */
const ReplyHeader *server_reply_security(gsize *n);

G_END_DECLS
