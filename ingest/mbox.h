/* Splits an mbox (mboxo, mboxrd, pipermail's .txt) into raw mails. A new mail starts only at a
 * strict From_ line: "From ", a sender, a date with two colons in its time, after a blank line or
 * at the start. Content-Length is not trusted. RFC 4155; mboxrd: >From, >>From: one level is taken
 * off, as mboxrd readers do and as mboxo readers do for ">From ". */
#pragma once
#include "ingest/bytes.h"
G_BEGIN_DECLS

/* Mails over this are cut off; ingest quarantines what it has of them. */
#define INGEST_MAX_MAIL ((gsize)64 << 20)
/* Bytes before a mail's end that ingest_mbox_tail can give: a cursor's tail hash. */
#define INGEST_MBOX_TAIL 4096

typedef struct Mbox Mbox;
/* bytes is borrowed and must outlive it. max_mail: longer mails are cut off and told (oversize),
 * memory stays bounded. */
Mbox *ingest_mbox_new(Bytes *bytes, gsize max_mail);
/* Goes on where an earlier reading stopped: bytes stands at offset of the plain stream, before
 * (before_len <= INGEST_MBOX_TAIL) is what lies in front of it. */
Mbox *ingest_mbox_new_at(Bytes *bytes, gsize max_mail, gint64 offset, const void *before,
                         gsize before_len);
void ingest_mbox_free(Mbox *mbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mbox, ingest_mbox_free)

typedef struct {
  const char *raw; /* the mail without its From_ line, >From unquoted (one level), valid until the
                      next call */
  gsize len;
  const char *from_line; /* without LF, NUL-terminated; NULL for a lone mail */
  gint64 offset;         /* of the From_ line in the plain stream */
  gint64 end;            /* first byte after this mail */
  gboolean oversize;     /* raw is only its first max_mail bytes */
  gboolean garbage;      /* bytes before the first From_ line that are no mail */
  gboolean cut;          /* the stream broke inside this mail; the next call tells how */
} MboxMail;
/* FALSE: the end, or *error (FORMAT) after the good part. */
gboolean ingest_mbox_next(Mbox *mbox, MboxMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The up to INGEST_MBOX_TAIL bytes of the plain stream before the end of the mail that was given
 * last; as many as are known. Valid until the next call. */
const char *ingest_mbox_tail(const Mbox *mbox, gsize *len);

/* TRUE for a strict From_ line (without LF). */
gboolean ingest_mbox_is_from_line(const char *line, gsize len);
G_END_DECLS
