/* An index page of a Mailman 2 archive (date.html, thread.html, subject.html, author.html of a month), which tells under which number each
 * mail stood:
 *
 *     <LI><A HREF="003456.html">[virt] Virt SIG roadmap
 *     </A><A NAME="3456">&nbsp;</A>
 *     <I>Ann Bell
 *     </I>
 *
 * All four list the same mails in another order. Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef struct {
  guint number;
  char *subject;
  char *author; /* name, or the address as archives mask it */
} IndexEntry;
void index_entry_free(IndexEntry *entry);

/* Does a file that begins with a tag begin like one? */
gboolean ingest_index_is(const char *head, gsize len);
/* IndexEntry *, by number, one of each. Never NULL; caller frees. */
GPtrArray *ingest_index_read(const char *html, gsize len);
/* "2014-April", as the page's title tells it ("The virt April 2014 Archive by date"); NULL: it does not. Caller frees. */
char *ingest_index_month(const char *html, gsize len);

G_END_DECLS
