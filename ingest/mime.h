/* A bounded walk over the parts of a mail. GMime's parser recurses into nested parts and builds an
 * object for each, which hostile mail turns into a crash or a minute's work; this walk keeps a
 * stack of boundaries, gives leaves as slices of the raw mail, and leaves to GMime what one part
 * needs: content types, parameters, transfer encodings. RFC 2045, 2046. */
#pragma once
#include "ingest/header.h"
G_BEGIN_DECLS

#define INGEST_MAX_PARTS 1000
#define INGEST_MAX_DEPTH 50

typedef enum { PART_TEXT, PART_HTML, PART_OTHER } MimeKind;

/* One leaf; all borrowed for the time of the call. */
typedef struct {
  const char *type; /* "text/plain", lower case */
  MimeKind kind;
  const char *charset;    /* or NULL */
  const char *name;       /* file name without path, or NULL */
  gboolean attachment;    /* Content-Disposition: attachment (never for a mail's only part) */
  gboolean alternative;   /* within multipart/alternative */
  gboolean flowed, delsp; /* format=flowed; delsp=yes */
  gboolean report;        /* within multipart/report */
  guint index;            /* from 1 */
  int encoding;           /* GMimeContentEncoding */
  const char *content;    /* not decoded */
  gsize len;
} MimePart;

/* FALSE stops the walk. */
typedef gboolean (*MimePartFunc)(const MimePart *part, gpointer user_data);

/* Calls func with each leaf in order. block: the header of the mail, as read from raw.
 * message/rfc822 is a leaf. A multipart without a boundary, or without any part, is one text leaf.
 * FALSE with REFUSED: too many parts, too deep, a header too long. */
gboolean ingest_mime_walk(const char *raw, gsize len, const HeaderBlock *block, MimePartFunc func,
                          gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* line: where a line that parts the mail begins, within its raw bytes. */
typedef void (*MimeBoundaryFunc)(const char *line, gpointer user_data);

/* The same walk, which also tells each line that parts the mail. boundary_func: may be NULL. */
gboolean ingest_mime_walk_lines(const char *raw, gsize len, const HeaderBlock *block, MimePartFunc func,
                                MimeBoundaryFunc boundary_func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Decoded bytes of a leaf: a slice of it (*owned NULL) or a buffer that the caller frees (*owned).
 */
const char *ingest_mime_decode(const MimePart *part, gsize *len, char **owned);
/* text in the encoding of the part, base64 or quoted-printable; crlf: how the lines of the mail end. Ends in a line end if the part does.
 * *len: bytes. Caller frees. */
char *ingest_mime_encode(const MimePart *part, const char *text, gsize text_len, gboolean crlf, gsize *len);
/* How many bytes that would be, without keeping them. */
gint64 ingest_mime_decoded_size(const MimePart *part);
G_END_DECLS
