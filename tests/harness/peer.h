/* A scripted HTTP/1.1 server for tests: on loopback, a free port, one thread for each connection. It serves what was put there,
 * honours conditions and ranges as Apache does, remembers every request, and misbehaves when told to. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct Peer Peer;

/* address: NULL for 127.0.0.1; any in 127.0.0.0/8. */
Peer *peer_new(const char *address);
void peer_free(Peer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Peer, peer_free)

/* base and path. Caller frees. */
char *peer_url(const Peer *peer, const char *path);

/* Serves data at target ("/a?b=c"; a target without query answers every query). Its ETag follows from the bytes. len -1: text. */
void peer_put(Peer *peer, const char *target, const char *type, const void *data, gssize len);
/* The same for a file on disk; for text that is packed first; for an answer to POST. */
void peer_put_file(Peer *peer, const char *target, const char *type, const char *path);
void peer_put_gzip(Peer *peer, const char *target, const char *text, gssize len);
void peer_put_post(Peer *peer, const char *target, const char *type, const void *data, gssize len);
void peer_remove(Peer *peer, const char *target);
/* No ETag and no ranges: what a program makes on the fly. */
void peer_forget_validators(Peer *peer, const char *target);
/* Last-Modified instead of an ETag: date is a whole HTTP date. */
void peer_date(Peer *peer, const char *target, const char *date);
/* A redirect; location may be relative. */
void peer_redirect(Peer *peer, const char *target, guint status, const char *location);

/* What goes wrong with an answer. Zero: does not apply. */
typedef struct {
  guint status;        /* instead of the right one, without the body */
  const char *headers; /* more header lines, each with CRLF; static */
  gsize cut;           /* closes after so many bytes of the body */
  gint64 claim;        /* Content-Length to claim */
  guint drip_ms;       /* between single bytes of the body */
  const char *instead; /* this instead of the body; static */
} PeerFault;
/* The next times answers at target fail so; after them what was added later, then none. */
void peer_fault(Peer *peer, const char *target, guint times, const PeerFault *fault);

/* Requests since the last clear, as "GET /target 200"; a continued one ends in " from N". Caller frees. */
GStrv peer_log(Peer *peer);
void peer_log_clear(Peer *peer);
/* Connections since the last clear. */
guint peer_connections(Peer *peer);
/* Microseconds between the latest two requests, as they came; -1: there were not so many since the last clear. */
gint64 peer_gap(Peer *peer);
/* A header of the latest request, or NULL; the body of the latest request. Caller frees. */
char *peer_header(Peer *peer, const char *name);
char *peer_body(Peer *peer);

/* gzip of data. Caller frees. */
GBytes *peer_gzip(const void *data, gsize len);
G_END_DECLS
