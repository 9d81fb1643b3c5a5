/* The header block of a mail or of one of its parts, as slices: nothing is copied or decoded here.
 * RFC 5322, lenient. */
#pragma once
#include "db/error.h"
#include "ingest/date.h"
G_BEGIN_DECLS

/* Longer header blocks are refused. */
#define INGEST_MAX_HEADER ((gsize)1 << 20)

/* The fields that ingest reads; of repeated ones the first, but for To, Cc and
 * Archived-At. */
typedef enum {
  HEADER_FROM,
  HEADER_TO,
  HEADER_CC,
  HEADER_SUBJECT,
  HEADER_DATE,
  HEADER_MESSAGE_ID,
  HEADER_IN_REPLY_TO,
  HEADER_REFERENCES,
  HEADER_REPLY_TO,
  HEADER_SENDER,
  HEADER_X_ORIGINAL_FROM,
  HEADER_X_ORIGINAL_SENDER,
  HEADER_LIST_ID,
  HEADER_LIST_POST,
  HEADER_X_BEEN_THERE,
  HEADER_ARCHIVED_AT,
  HEADER_MESSAGE_ID_HASH,
  HEADER_X_MESSAGE_ID_HASH,
  HEADER_CONTENT_TYPE,
  HEADER_CONTENT_DISPOSITION,
  HEADER_CONTENT_ENCODING,
  HEADER_N
} HeaderName;

/* So many To, Cc and Archived-At fields beyond the first are read: RFC 5322 allows one of the
 * first two, git send-email scripts write several; each list that a mail goes through may add an
 * Archived-At. */
#define INGEST_MAX_AGAIN 16

typedef struct {
  struct {
    const char *value;
    gsize len;
  } field[HEADER_N]; /* value NULL: absent; folds are still in it */
  struct {
    const char *value;
    gsize len;
    HeaderName name;
  } again[INGEST_MAX_AGAIN]; /* further To, Cc and Archived-At fields */
  guint n_again;
  gsize body;              /* where the body begins */
  guint n_fields;          /* all that were there */
  gboolean only_pipermail; /* only fields that pipermail writes, From first */
  gboolean has_received;   /* a Received with a plausible date: */
  gint64 first_received, last_received;
  gint16 first_received_offset;
} HeaderBlock;

/* Reads the block at the start of raw. FALSE with REFUSED: over INGEST_MAX_HEADER. */
gboolean ingest_header_read(const char *raw, gsize len, HeaderBlock *block,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The value as a NUL-terminated copy, folds included; NULL when absent or over most bytes. Caller
 * frees. */
char *ingest_header_dup(const HeaderBlock *block, HeaderName name, gsize most);
G_END_DECLS
