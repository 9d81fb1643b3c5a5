/* Web addresses as fetching sees them. Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

/* The URL in parts. INVALID: no web address, longer than FETCH_URL_MAX, or with a user or password in it; REFUSED: not http or
 * https. */
GUri *ingest_url_parse(const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE for what a program is to take as a web address and not as a path: it starts with a scheme and "://". */
gboolean ingest_url_looks_so(const char *text);
/* href as found in the page at base, without its fragment; NULL: makes no sense. Caller frees. */
char *ingest_url_resolve(const char *base, const char *href);
/* Where a redirect from one URL leads. FAILED: nowhere; REFUSED: from https back to http. Caller frees. */
char *ingest_url_redirect(const char *from, const char *location, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE when the name says that it is packed already (.gz, .zst, .xz). */
gboolean ingest_url_is_packed(const char *url);
/* The same host and port, and path under base, which ends in "/". */
gboolean ingest_url_is_under(const char *url, const char *base);
/* The last piece of its path, unescaped, for messages and file names; "" for a folder. Caller frees. */
char *ingest_url_name(const char *url);
/* The URL up to the last "/" of its path, query and fragment taken off. Caller frees. */
char *ingest_url_folder(const char *url);
G_END_DECLS
