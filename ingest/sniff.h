/* What kind of mail file begins with these bytes. By content, never by name. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum {
  SNIFF_EMPTY,     /* nothing but blanks: an mbox that holds no mail yet */
  SNIFF_MBOX,      /* a strict From_ line at the start, or behind some garbage */
  SNIFF_MAIL,      /* one mail: header fields that mail has */
  SNIFF_PAGE,      /* a page of Mailman 2's archive, HTML */
  SNIFF_INDEX,     /* an index of such pages: date.html, thread.html ... */
  SNIFF_PAGE_TEXT, /* the same, copied as text */
  SNIFF_BZIP2,     /* what docket does not unpack, though mail may be in it */
  SNIFF_ZIP,
  SNIFF_TAR,
  SNIFF_OTHER
} SniffKind;
SniffKind ingest_sniff(const char *head, gsize len);
G_END_DECLS
