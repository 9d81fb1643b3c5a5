/* Raw bytes -> Mail, by GMime. Never fails on hostile content except for the named limits: header
 * over 1 MiB, more than 1,000 parts, nesting over 50 are refused (REFUSED, with the reason); the
 * caller quarantines. */
#pragma once
#include "ingest/mail.h"
G_BEGIN_DECLS

/* So many bytes of attached patches are searched. */
#define INGEST_MAX_PATCHES ((gsize)1 << 20)

/* Once per process, before any thread starts. */
void ingest_init(void);

/* from_line: the mbox From_ line or NULL; gives the date of last resort and tells pipermail's form
 * (masked "From: x at y (Name)" headers).
 *
 * content_hash says which mails are the same: BLAKE2b-256 over the Date header in UTC seconds, the
 * subject without reply marks and [list] prefixes, and the first text part that says something,
 * without blanks, bytes outside ASCII, '?' (pipermail writes it for what its list's charset lacks),
 * From-quoting, address masks, list footers and scrub notes. The Message-ID is not in it, so a page
 * saved from pipermail, whose id docket had to make, has the hash of the same mail from an mbox:
 * the store takes two mails for one when the hashes agree and the Message-IDs agree or one of them
 * was derived. A mail without Message-ID and without a date or a text has its raw bytes in the
 * hash. A Message-ID made by docket is "docket-" and half of the hash "@derived.invalid": the same
 * bytes give the same id. */
Mail *ingest_parse(const char *raw, gsize len, const char *from_line,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a mail that is known already, for showing and searching it: Message-ID, references and
 * content_hash stay empty. */
Mail *ingest_parse_content(const char *raw, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Decoded content of one attachment; type and name as in MailPart. NULL: NOT_FOUND. */
GBytes *ingest_parse_part(const char *raw, gsize len, guint index, MailPart **part,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The DbTextFunc and DbBodyFunc of this program (user_data unused). */
gboolean ingest_text_fields(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS],
                            gpointer user_data);
char *ingest_body_text(const char *raw, gsize len, gpointer user_data);
G_END_DECLS
