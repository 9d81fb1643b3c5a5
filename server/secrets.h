/* What opens doors at other servers: tokens of trackers, logins of mailboxes. They come from a file that only its owner can read, and
 * never go into the database, a dump, a log or a page. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* The key file at path, else at $DOCKET_TOKENS, else NULL without error. It has a group a host: `token` (and `header`, see
 * ingest/link-fetch.h), `user` and `password`, and `ca-file`. INVALID: it can be read by others, or is no key file. */
GKeyFile *server_secrets_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
