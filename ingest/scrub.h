/* The notes that pipermail leaves where it took a part out of a mail:
 *
 *     -------------- next part --------------
 *     A non-text attachment was scrubbed...
 *     Name: fix.patch
 *     Type: text/x-patch
 *     Size: 812 bytes
 *     Desc: not available
 *     URL: <http://lists.example/pipermail/x/attachments/20140415/1a2b3c4d/attachment.bin>
 */
#pragma once
#include "ingest/mail.h"
G_BEGIN_DECLS

/* A line that begins a note, or parts two parts; line is not NUL-terminated and without LF. */
gboolean ingest_scrub_is_separator(const char *line, gsize len);
gboolean ingest_scrub_is_note(const char *line, gsize len);
/* A line that goes on with a note ("Name: ", "URL: ", "Url :"). */
gboolean ingest_scrub_is_field(const char *line, gsize len);

/* Nearly every mail has neither, and each is looked through several times: quicker than by lines. Is there a note? Where is the next
 * separator, anywhere in a line; NULL: none. */
gboolean ingest_scrub_may_have_notes(const char *text, gsize len);
const char *ingest_scrub_find_separator(const char *text, const char *end);

/* Adds a MailPart for each note in body. */
void ingest_scrub_read(const char *body, gsize len, GPtrArray *parts);
G_END_DECLS
