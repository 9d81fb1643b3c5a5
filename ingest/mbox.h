/* Splits an mbox (mboxo, mboxrd, pipermail's .txt) into raw mails. A new mail starts only at a strict From_ line: "From ", a sender,
 * a date with two colons in its time, after a blank line or at the start. Content-Length is not trusted.
 * RFC 4155; mboxrd: >From, >>From. */
#pragma once
#include "ingest/bytes.h"
G_BEGIN_DECLS

typedef struct Mbox Mbox;
/* bytes is borrowed and must outlive it. max_mail: longer mails are cut off and told (oversize), memory stays bounded. */
Mbox *ingest_mbox_new(Bytes *bytes, gsize max_mail);
void ingest_mbox_free(Mbox *mbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mbox, ingest_mbox_free)

typedef struct {
  const char *raw;       /* the mail without its From_ line, >From unquoted (one level), valid until the next call */
  gsize len;
  const char *from_line; /* without LF; NULL for a lone mail */
  gint64 offset;         /* of the From_ line in the plain stream */
  gint64 end;            /* first byte after this mail */
  gboolean oversize;     /* raw is only its first max_mail bytes */
  gboolean garbage;      /* bytes before the first From_ line that are no mail */
} MboxMail;
/* FALSE: the end, or *error (FORMAT) after the good part. */
gboolean ingest_mbox_next(Mbox *mbox, MboxMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
