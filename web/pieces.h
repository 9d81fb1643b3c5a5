/* Text that people wrote, cut into pieces for a page: plain text, addresses of the web, of people, references that
 * extraction found, hits of a search. Slices of the text, no copies; time grows with its length only. Pure. */
#pragma once
#include "web/views.h"
G_BEGIN_DECLS

typedef enum {
  PIECE_TEXT,
  PIECE_URL,     /* http, https or mailto, as written */
  PIECE_REF,     /* link says which */
  PIECE_MASKED   /* the local part of an address whose host is not shown */
} WebPieceKind;

typedef struct {
  WebPieceKind kind;
  const char *text;  /* not NUL-terminated */
  gsize len;
  const Link *link;  /* PIECE_REF */
  gboolean hit;      /* between \001 and \002 */
} WebPiece;

typedef struct {
  const char *at, *start, *end;
  const GPtrArray *links; /* Link * looked for in the text, or NULL; the first 64 count */
  gboolean mask, find_urls, hit;
  gsize looked; /* bytes looked at so far, those looked at twice counted twice: what the cutting costs */
} WebPieces;

/* text is borrowed and need not end in NUL. */
WebPieces web_pieces_begin(const char *text, gsize len, gboolean mask);
/* FALSE: no more. */
gboolean web_pieces_next(WebPieces *pieces, WebPiece *piece);

/* Nothing in the text but text, as in most lines, unless extraction found something: the pieces need not be looked for. */
gboolean web_is_one_piece(const char *text, gsize len);

/* What an address of a person is where addresses are masked, on pages and in raw mail alike: one of these bytes, an @, and a host. Bytes of
 * other characters than ASCII count, for both may be international (RFC 6531). */
gboolean web_is_local_byte(char c);
/* Where the host that begins here ends: a name, dotted or not ("localhost"), or an address literal ("[192.0.2.1]", RFC 5321, 4.1.3), without the
 * full stop of the sentence around it. host itself: there is none. */
const char *web_host_end(const char *host, const char *end);
/* The text with the hosts of people's addresses taken out when mask is set. Caller frees. */
char *web_mask(const char *text, gboolean mask);
/* Whether web_cut and web_mask would leave it as it is, and something is there: then it need not be copied to be printed. */
gboolean web_is_whole(const char *text, guint limit, gboolean mask);
/* The first `limit` characters, with "..." where something was cut; one line. Caller frees. */
char *web_cut(const char *text, guint limit);
/* The same, but cut before a link that the limit lies in; text that is one link stays whole. Caller frees. */
char *web_cut_links_whole(const char *text, guint limit);
/* The text as a phrase that the search language takes, whatever it holds. Caller frees. */
char *web_phrase(const char *text);
/* What /refs/KIND/ is followed by: the normalised value. Belongs to link. */
const char *web_link_ref(const Link *link);
G_END_DECLS
