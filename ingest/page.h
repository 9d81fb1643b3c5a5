/* A saved page of a Mailman 2 archive, or its text as copied from a browser -> a mail in
 * pipermail's form:
 *
 *     From: user at host (Name)
 *     Date: Tue, 15 Apr 2014 16:53:34 +0000
 *     Subject: [CentOS-virt] Virt SIG roadmap
 *     Message-ID: <...>          from the page's reply link; a copied text has none
 *
 *     body
 *
 * That mail is what is stored: a page has no raw mail. Its content hash is that of the same mail in
 * an mbox. Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

/* Does a file begin like a saved page? */
gboolean ingest_page_is_html(const char *head, gsize len);
/* Does it begin like copied text: title, date and author in its first lines? */
gboolean ingest_page_is_text(const char *head, gsize len);

/* What index pages have, too. Where the tag of that name begins ("h1", "/h1"), NULL: none; *behind: the byte behind it. */
const char *ingest_page_tag(const char *from, const char *end, const char *name, const char **behind);
/* Decoded text between tags, blanks around it left out. Caller frees. */
char *ingest_page_text(const char *html, const char *end);
/* That of the next element of that name behind *from, which moves behind it; NULL: none. Caller frees. */
char *ingest_page_element(const char **from, const char *end, const char *name);

typedef struct {
  GString *raw; /* the mail */
  guint number; /* NNNNNN of /YYYY-Month/NNNNNN.html as the page's own links tell it; 0: unknown */
  gboolean has_id;
} PageMail;
void page_mail_clear(PageMail *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PageMail, page_mail_clear)

/* Reads a whole page. FALSE with FORMAT when title, author, date or article are not there. */
gboolean ingest_page_read(const char *text, gsize len, PageMail *page,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
