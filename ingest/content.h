/* What makes two copies of a mail the same mail: see ingest_parse. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

#define INGEST_HASH_SIZE 32

/* date: of the Date header in UTC seconds, 0: none. subject: decoded. text: the decoded text parts.
 * extra: bytes that join the hash when nothing else tells the mail apart, or NULL. */
void ingest_content_hash(gint64 date, const char *subject, const char *text, gsize len,
                         const char *extra, gsize extra_len, guint8 hash[INGEST_HASH_SIZE]);
/* TRUE when text has something to tell besides blanks, footers and scrub notes. */
gboolean ingest_content_says_something(const char *text, gsize len);
G_END_DECLS
